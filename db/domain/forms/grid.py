"""A workbook that somebody else made, as a reader sees it: its sheets, what stands in their cells, what is merged.

Knows no file format, no items and no meaning.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from db.domain.addresses import column_letters


class Holds(StrEnum):
    """What stands in a cell of a form."""

    NOTHING = "空"
    WORDS = "文字"
    NUMBER = "数字"
    DATE = "日期"
    FORMULA = "公式"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A cell of a form: the name of its sheet, row and column from 0."""

    sheet: str
    row: int
    column: int

    @property
    def address(self) -> str:
        """As Excel names it: C12."""
        return f"{column_letters(self.column)}{self.row + 1}"


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell: `words` as a reader sees them (a number in plain digits, a date in ISO, a formula's stored result).

    `indent` counts the steps of indentation, `number_format` is the file's own, `choices` what a drop-down offers.
    `locked`: its sheet is protected and this cell is not open for entry.
    """

    words: str = ""
    holds: Holds = Holds.NOTHING
    indent: int = 0
    bold: bool = False
    locked: bool = False
    number_format: str = "General"
    choices: tuple[str, ...] = ()


EMPTY = GridCell()


@dataclass(frozen=True, slots=True)
class Span:
    """Cells merged into one; rows and columns from 0, both ends included. What it shows stands at top, left."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class GridSheet:
    """One sheet. `cells` by (row, column) holds every cell that the file speaks of, empty but bordered ones too."""

    name: str
    cells: Mapping[tuple[int, int], GridCell]
    merged: tuple[Span, ...] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    @cached_property
    def _spans(self) -> dict[tuple[int, int], Span]:
        return {
            (row, column): span
            for span in self.merged
            for row in range(span.top, span.bottom + 1)
            for column in range(span.left, span.right + 1)
        }

    def span(self, row: int, column: int) -> Span:
        """The merged cells that this one is part of, or the cell itself."""
        return self._spans.get((row, column)) or Span(row, column, row, column)

    def cell(self, row: int, column: int) -> GridCell:
        """What a reader sees at a place; all cells of a merged one show the same."""
        span = self._spans.get((row, column))
        return self.cells.get((span.top, span.left) if span else (row, column), EMPTY)

    @cached_property
    def size(self) -> tuple[int, int]:
        """Rows and columns up to the last cell that the file speaks of."""
        rows = [row for row, _ in self.cells] + [span.bottom for span in self.merged]
        columns = [column for _, column in self.cells] + [span.right for span in self.merged]
        return (max(rows) + 1, max(columns) + 1) if rows else (0, 0)


@dataclass(frozen=True)
class Grid:
    """A whole workbook; `names` are its defined names that stand for one single cell."""

    sheets: tuple[GridSheet, ...]
    names: Mapping[str, Place] = field(default_factory=dict)

    def sheet(self, name: str) -> GridSheet | None:
        """The sheet of this name."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)
