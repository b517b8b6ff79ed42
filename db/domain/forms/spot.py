"""One fillable cell of a form with all that is said around it; knows no sheet and no items."""

from dataclasses import dataclass

from db.domain.forms.grid import Place
from db.domain.forms.words import Label


@dataclass(frozen=True, slots=True)
class Spot:
    """One fillable cell. `row` and `head` hold the labels beside and above it, the nearest first.

    `parents` are labels of rows it belongs under, `maybe` of those it may belong under; `titles` what stands over the
    whole. `field` is the label directly before it, where it stands in a line of its own. `table` parts the blocks.
    `outside`: it lies one column beyond the last that the file speaks of.
    """

    place: Place
    row: tuple[Label, ...]
    head: tuple[Label, ...]
    parents: tuple[Label, ...] = ()
    maybe: tuple[Label, ...] = ()
    titles: tuple[str, ...] = ()
    unit: str | None = None
    sheet_unit: str | None = None
    field: Label | None = None
    marker: str = ""
    codes: tuple[str, ...] = ()
    table: int = 0
    words: str = ""
    outside: bool = False
