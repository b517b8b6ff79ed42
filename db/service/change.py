"""What a verb changed, for whoever shows it; knows no verb."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from db.domain.cells import Cell
from db.domain.findings import Finding


@dataclass(frozen=True, slots=True)
class Change:
    """What a verb changed: the codes to repaint, the findings as they are now, when it was saved.

    `cells` are those written, each as it was and as it is now; `how` is the word for it in the history.
    """

    codes: tuple[str, ...]
    findings: tuple[Finding, ...]
    saved_at: str
    cells: Mapping[str, tuple[Cell, Cell]] = field(default_factory=dict)
    how: str = ""
