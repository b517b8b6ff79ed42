"""A given form from its file: every sheet as a reader sees it. Works no formula out and follows no link.

Knows the file's XML, not what the form asks for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate
from math import isfinite
from pathlib import Path

from db.domain.addresses import column_letters
from db.domain.forms.grid import Grid, GridCell, GridSheet, Holds, Place, Span
from db.domain.trouble import KnownError
from db.sheets import foreign
from db.sheets.forms.book import LAST_COLUMN, Book, SheetPart, box_of, cells_of, is_on, number, rows_of
from db.sheets.forms.choices import Wanted, choices_of, wanted_choices
from db.sheets.forms.looks import PLAIN, Look, iso_date, looks_of, shows_a_date
from db.sheets.forms.markup import Element
from db.sheets.forms.texts import MOST_LETTERS, texts_of, words_of
from db.sheets.model import MOST_DIGITS

MOST_CELLS = 200_000  # with something in them, on one sheet
MOST_EMPTY = 200_000  # kept of those that are only bordered or coloured
MOST_IN_ALL = 400_000  # of both, on all sheets together
MOST_WORDS = 1_000_000  # letters in all cells together
MOST_MERGED = 200_000  # cells in merged ones, on one sheet
_Cells = dict[tuple[int, int], GridCell]


def read_form(path: Path) -> Grid:
    """The form at `path` as a reader sees it; KnownError, in one sentence, where it cannot be read or trusted."""
    book = Book(path)
    with foreign.reading(path):
        reader = _Reader(book)
        read = [reader.sheet(sheet) for sheet in book.sheets]
        sheets = [sheet for sheet, _ in read]
        by_name = {sheet.name: sheet for sheet in sheets}
        names = dict(_names(book))
        offered = tuple(_offering(sheet, wanted, by_name, names) for sheet, wanted in read)
        return Grid(offered, dict(_single_cells(names, by_name)))


class _Reader:
    """What the sheets of one workbook share: texts, looks, and the cells already made, most of which are alike."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.texts = texts_of(book)
        self.looks = looks_of(book)
        self.read = self.letters = 0

    def sheet(self, part: SheetPart) -> tuple[GridSheet, list[Wanted]]:
        """One sheet, and the drop-downs whose choices may stand on another."""
        root = self.book.xml(part.part)
        main = self.book.main
        guard = root.find(f"{main}sheetProtection")
        guarded = guard is not None and is_on(guard.get("sheet"))
        hidden_rows: set[int] = set()
        cells: _Cells = {}
        empty = 0
        blanks: dict[str | None, GridCell] = {}
        for at, row in rows_of(root, self.book.path):
            if is_on(row.get("hidden")):
                hidden_rows.add(at)
            for column, cell in cells_of(row, self.book.path):
                if len(cell):
                    held = self._cell(cell, guarded)
                else:
                    style = cell.get("s")
                    held = blanks.get(style) or blanks.setdefault(style, self._cell(cell, guarded))
                if held.holds is Holds.NOTHING:
                    empty += 1
                    if empty > MOST_EMPTY:
                        continue
                cells[at, column] = held
                self.letters += len(held.words)
                if len(held.words) > MOST_LETTERS or self.letters > MOST_WORDS:
                    raise _wordy(part, at, column)
            self._refuse_endless(part, len(cells))
        self.read += len(cells)
        sheet = GridSheet(
            part.name,
            cells,
            tuple(_merged(root, part)),
            part.hidden,
            frozenset(hidden_rows),
            _hidden_columns(root, main),
        )
        return sheet, wanted_choices(root)

    def _refuse_endless(self, part: SheetPart, count: int) -> None:
        if count > MOST_CELLS + MOST_EMPTY:
            raise KnownError(f"工作表“{part.name}”超过 {MOST_CELLS} 格，没有读入。", "请删去不用的行和列。")
        if self.read + count > MOST_IN_ALL:
            name = self.book.path.name
            raise KnownError(f"“{name}”的工作表加起来超过 {MOST_IN_ALL} 格，没有读入。", "请删去不用的工作表、行和列。")

    def _cell(self, cell: Element, guarded: bool) -> GridCell:
        style = number(cell.get("s"))
        look = self.looks[style] if style < len(self.looks) else PLAIN
        holds, words = self._content(cell, look)
        if cell.find(f"{self.book.main}f") is not None:
            holds = Holds.FORMULA
        return GridCell(words, holds, look.indent, look.bold, guarded and look.shut, look.number_format)

    def _content(self, cell: Element, look: Look) -> tuple[Holds, str]:
        kind, main = cell.get("t", "n"), self.book.main
        if kind == "inlineStr":
            inline = cell.find(f"{main}is")
            return _said("" if inline is None else words_of(inline))
        value = cell.findtext(f"{main}v") or ""
        if kind == "s":
            which = number(value.strip(), -1)
            return _said(self.texts[which] if 0 <= which < len(self.texts) else "")
        if kind == "b":
            return Holds.WORDS, "TRUE" if is_on(value.strip()) else "FALSE"
        if kind == "d" and value:
            return Holds.DATE, value.strip().removesuffix("T00:00:00")
        if kind in ("str", "e"):
            return _said(value)
        return _number(value.strip(), look, self.book.counts_from_1904)


def _wordy(part: SheetPart, row: int, column: int) -> KnownError:
    where = f"工作表“{part.name}”的文字太多（读到 {column_letters(column)}{row + 1}）"
    return KnownError(f"{where}，没有读入。", "请核对是不是选错了文件，或者删去多余的文字再选它。")


def _said(words: str) -> tuple[Holds, str]:
    return (Holds.WORDS, words) if words else (Holds.NOTHING, "")


def _number(value: str, look: Look, counts_from_1904: bool) -> tuple[Holds, str]:
    """A number in all the digits that Excel ever shows and keeps of what is typed, or the date that it is shown as."""
    if not value:
        return Holds.NOTHING, ""
    try:
        figure = float(value)
    except ValueError:
        return Holds.WORDS, value
    if not isfinite(figure):
        return Holds.WORDS, value
    if shows_a_date(look.number_format) and (date := iso_date(figure, counts_from_1904)):
        return Holds.DATE, date
    return Holds.NUMBER, f"{Decimal(f'{figure:.{MOST_DIGITS}g}'):f}"


def _merged(root: Element, part: SheetPart) -> Iterator[Span]:
    area = 0
    for one in root.iterfind("{*}mergeCells/{*}mergeCell"):
        box = box_of(one.get("ref", ""))
        if box is None:
            continue
        area += (box[2] - box[0] + 1) * (box[3] - box[1] + 1)
        if area > MOST_MERGED:
            raise KnownError(
                f"工作表“{part.name}”合并的单元格太大，没有读入。", "请取消整行、整列的合并，保存后再选它。"
            )
        yield Span(*box)


def _hidden_columns(root: Element, main: str) -> frozenset[int]:
    turns = [0] * (LAST_COLUMN + 2)  # how many more ranges hide a column than the one before it
    for one in root.iterfind(f"{main}cols/{main}col"):
        if is_on(one.get("hidden")):
            first, last = number(one.get("min"), 1), number(one.get("max"), 1)
            first, last = max(first, 1) - 1, min(last, LAST_COLUMN + 1)
            if first < last:
                turns[first] += 1
                turns[last] -= 1
    return frozenset(column for column, hiding in enumerate(accumulate(turns)) if hiding)


def _offering(
    sheet: GridSheet, wanted: list[Wanted], sheets: Mapping[str, GridSheet], names: Mapping[str, str]
) -> GridSheet:
    """The sheet, its cells knowing what their drop-downs offer."""
    offers = choices_of(sheet, wanted, sheets, names)
    if not offers:
        return sheet
    cells = {at: replace(cell, choices=offers[at]) if at in offers else cell for at, cell in sheet.cells.items()}
    return replace(sheet, cells=cells)


def _names(book: Book) -> Iterator[tuple[str, str]]:
    """Names and what they stand for; one that the whole workbook knows comes after one of a single sheet."""
    known = [one for one in book.defined_names() if not one[0].lower().startswith("_xlnm.")]
    yield from ((name, formula) for name, formula, _ in sorted(known, key=lambda one: one[2] is None))


def _single_cells(names: Mapping[str, str], sheets: Mapping[str, GridSheet]) -> Iterator[tuple[str, Place]]:
    """The names that stand for one cell, or for exactly one merged cell."""
    for name, formula in names.items():
        sheet_name, _, cells = formula.rpartition("!")
        if sheet_name.startswith("'") and sheet_name.endswith("'"):
            sheet_name = sheet_name[1:-1].replace("''", "'")
        box, sheet = box_of(cells), sheets.get(sheet_name)
        if box is None or sheet is None:
            continue
        if box[:2] == box[2:] or sheet.span(box[0], box[1]) == Span(*box):
            yield name, Place(sheet_name, box[0], box[1])
