"""The workbooks of this program: written from their model, read back and compared before they take their place."""

from collections.abc import Callable, Sequence
from pathlib import Path

from db.domain.findings import Finding
from db.domain.returns import Return
from db.sheets.model import Workbook
from db.sheets.read_back import check
from db.sheets.saving import refuse_bad_target, save_bytes
from db.sheets.standard import standard_workbook
from db.sheets.writing import xlsx_bytes


def export_standard(
    target: Path,
    ret: Return,
    last: Return | None,
    findings: Sequence[Finding],
    made_on: str,
    version: str,
) -> None:
    """Write the standard workbook of `ret` to `target`, replacing an older file only after the new one is proved.

    `last` is last year's return, `made_on` an ISO date, `version` the program's. KnownError: the target cannot
    be written, and what stood there is untouched. ReadBackError: the file came back different, a bug.
    """
    refuse_bad_target(target)
    save(target, standard_workbook(ret, last, findings, made_on, version))


def save(target: Path, book: Workbook, prove: Callable[[Path], None] | None = None) -> None:
    """Write `book` beside `target`, read it back and compare, then move it into place.

    `prove` may look at the written file too; what it raises leaves `target` as it was.
    """

    def same(beside: Path) -> None:
        check(beside, book)

    save_bytes(target, xlsx_bytes(book), same, *([prove] if prove is not None else []))
