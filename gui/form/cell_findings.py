"""Which findings speak of one cell; knows the desk.

That a section has empty items is a finding about no single cell of it.
"""

from db.domain.checks import UNFILLED
from db.domain.findings import Finding
from gui.desk import Desk


class CellFindings:
    """The findings by code, sorted out once for each state of the return."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._seen: tuple[Finding, ...] | None = None
        self._by_code: dict[str, tuple[Finding, ...]] = {}

    def of(self, code: str) -> tuple[Finding, ...]:
        """The findings about the cell of `code`, the gravest first; that it is 未填 says the cell itself."""
        if self._seen is not self._desk.findings:
            self._seen = self._desk.findings
            self._by_code = _sorted_out(self._seen)
        return self._by_code.get(code, ())


def _sorted_out(findings: tuple[Finding, ...]) -> dict[str, tuple[Finding, ...]]:
    by_code: dict[str, tuple[Finding, ...]] = {}
    for finding in findings:
        if not finding.rule.startswith(f"{UNFILLED}:"):
            for code in finding.codes:
                by_code[code] = (*by_code.get(code, ()), finding)
    return by_code
