"""Opening a workbook that came from outside: every sheet as rows of plain cells, or one sentence why not.

The file is hostile until read: its sizes are looked at before it is unpacked, no formula is worked out, and nothing
that it says of its own extent is believed. Knows nothing of packs and returns.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, BinaryIO

from db.domain.trouble import KnownError
from db.sheets import foreign
from db.sheets.parts import Formats, formats, run_words, strings

MOST_ROWS = 20_000  # with something in them, on one sheet
MOST_COLUMNS = 200
_AFTER_ALL = ("}conditionalFormatting", "}dataValidation", "}printOptions", "}pageMargins")
"""What stands behind all that is read of a sheet; some of it is longer than the sheet."""


class Sort(Enum):
    """What sort of thing stands in a cell."""

    TEXT = "文字"
    NUMBER = "数"
    DATE = "日期"
    FLAG = "逻辑值"
    FORMULA = "公式"
    ERROR = "出错的值"


@dataclass(frozen=True, slots=True)
class Held:
    """One cell: its sort, and its words; a number in its shortest digits, a formula and an error without any.

    `result` is what a formula came to when the file was saved, None if the file does not tell. `percent`: a number
    that is shown a hundred times as large, with % behind it.
    """

    sort: Sort
    words: str
    result: "Held | None" = None
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Merge:
    """A range of merged cells; rows and columns from 1, all included."""

    top: int
    left: int
    bottom: int
    right: int
    name: str


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: row number (from 1) → column number (from 1) → cell, empty cells and rows left out."""

    name: str
    rows: dict[int, dict[int, Held]]
    merges: tuple[Merge, ...]
    hidden_rows: tuple[int, ...]
    hidden: bool


def open_workbook(path: Path, skip: Collection[str] = ()) -> tuple[Page, ...]:
    """The sheets of the workbook at `path`; KnownError, in one sentence, if it is none or cannot be trusted.

    Sheets of these names are left out unread.
    """
    foreign.refuse_what_is_no_package(path)
    with foreign.reading(path), path.open("rb") as file:
        return tuple(_pages(path, file, skip))


def _pages(path: Path, file: BinaryIO, skip: Collection[str]) -> Iterator[Page]:
    from openpyxl.reader.excel import ExcelReader  # noqa: PLC0415 - only now: the window is open sooner
    from openpyxl.xml.constants import SHARED_STRINGS  # noqa: PLC0415 - the same

    reader: Any = ExcelReader(file)  # not by its name: a workbook may have any ending
    foreign.refuse_a_bomb(reader.archive, path)
    foreign.refuse_declarations(reader.archive, path)
    reader.read_manifest()
    shared = reader.package.find(SHARED_STRINGS)
    if shared is not None:
        with reader.archive.open(shared.PartName[1:]) as source:
            reader.shared_strings = strings(source)
    reader.read_workbook()
    shows = formats(reader.archive)
    for sheet, rel in reader.parser.find_sheets():
        if rel.target in reader.valid_files and "worksheet" in rel.Type and sheet.name not in skip:
            with reader.archive.open(rel.target) as source:
                yield _page(source, reader, shows, sheet.name, sheet.state != "visible")
    reader.archive.close()


def _parser(source: Any, reader: Any, shows: Formats) -> Any:
    from openpyxl.worksheet._reader import FORMULA_TAG, INLINE_STRING, WorkSheetParser  # noqa: PLC0415

    class Parser(WorkSheetParser):
        """openpyxl's parser, which here leaves formulas as they are."""

        def parse_cell(self, element: Any) -> dict[str, Any]:
            formula = element.find(FORMULA_TAG)
            if formula is not None:
                element.remove(formula)
            inline = element.find(INLINE_STRING) if element.get("t") == "inlineStr" else None
            if inline is not None:
                element.remove(inline)
            cell: dict[str, Any] = super().parse_cell(element)
            if inline is not None:  # openpyxl would make several objects of each
                cell.update(value=run_words(inline), data_type="s")
            return {**cell, "formula": formula is not None}

    return Parser(source, reader.shared_strings, epoch=reader.wb.epoch, date_formats=set(shows.dates))


def _page(source: Any, reader: Any, shows: Formats, name: str, hidden: bool) -> Page:
    """One sheet, read row by row; what a sheet has besides rows and merged cells is of no interest here."""
    from openpyxl.worksheet._reader import MERGE_TAG, ROW_TAG  # noqa: PLC0415
    from openpyxl.xml.functions import iterparse  # noqa: PLC0415

    parser = _parser(source, reader, shows)
    rows: dict[int, dict[int, Held]] = {}
    merges: list[Merge] = []
    concealed: list[int] = []
    for _, element in iterparse(source):
        if element.tag == ROW_TAG:
            conceals = element.get("hidden") in ("1", "true")
            number, cells = parser.parse_row(element)
            element.clear()
            held = {cell["column"]: said for cell in cells if (said := _held(cell, shows.percents)) is not None}
            if held:
                rows[number] = {**rows.get(number, {}), **held}
                concealed += [number] * conceals
            if len(rows) > MOST_ROWS or any(column > MOST_COLUMNS for column in held):
                raise KnownError(
                    f"工作表“{name}”超过 {MOST_ROWS} 行或 {MOST_COLUMNS} 列，没有读入。", "请删去不用的行和列。"
                )
        elif element.tag == MERGE_TAG:
            merges += _merges(element)
        elif element.tag.endswith(_AFTER_ALL):
            break
    return Page(name, dict(sorted(rows.items())), tuple(merges), tuple(concealed), hidden)


def _merges(element: Any) -> list[Merge]:
    from openpyxl.worksheet.merge import MergeCells  # noqa: PLC0415

    held = MergeCells.from_tree(element)
    return [Merge(r.min_row, r.min_col, r.max_row, r.max_col, r.ref) for r in (held.mergeCell if held else ())]


_SORTS = {
    "s": Sort.TEXT, "n": Sort.NUMBER, "d": Sort.DATE, "b": Sort.FLAG, "f": Sort.FORMULA, "e": Sort.ERROR,
}  # fmt: skip


def _held(cell: dict[str, Any], percents: frozenset[int]) -> Held | None:
    if cell.get("formula"):
        return Held(Sort.FORMULA, "", _value(cell, percents))
    return _value(cell, percents)


def _value(cell: dict[str, Any], percents: frozenset[int]) -> Held | None:
    value, sort = cell["value"], _SORTS.get(cell["data_type"], Sort.ERROR)
    if value is None:
        return None
    if sort is Sort.TEXT:
        # An escaped letter is written _x000D_; openpyxl leaves those it does not expect.
        return Held(sort, str(value)) if str(value).strip() else None
    if sort is Sort.NUMBER:
        words = f"{value:.0f}" if float(value).is_integer() and abs(value) < 1e15 else repr(value)
        return Held(sort, words, percent=cell["style_id"] in percents)
    return Held(sort, "" if sort is Sort.ERROR else str(value))
