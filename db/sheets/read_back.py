"""Reading a written workbook again and comparing it with what was meant, cell by cell; no returns.

The reader shares no code with the writer, so what both agree on is what stands in the file.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db.sheets.model import Sheet, Value, Workbook, places
from db.sheets.styles import number_format

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_MOST = 5
_Spot = tuple[int, int]


class ReadBackError(Exception):
    """The file does not hold what was meant. Always a bug, or a disk that lies."""


def check(path: Path, book: Workbook) -> None:
    """Raise ReadBackError unless `path` holds exactly the sheets, cells and merges of `book`."""
    pages, merges = _read(path)
    wanted = [sheet.name for sheet in book.sheets]
    if list(pages) != wanted:
        raise ReadBackError(f"sheets {list(pages)} instead of {wanted}")
    for sheet in book.sheets:
        found = [*_differences(pages[sheet.name], sheet), *_merges(merges[sheet.name], sheet)]
        if found:
            raise ReadBackError(f"sheet {sheet.name}: " + "; ".join(found[:_MOST]))


def _read(path: Path) -> tuple[Mapping[str, "Worksheet"], Mapping[str, frozenset[str]]]:
    """The sheets of the file by name, and the merged ranges of each."""
    from openpyxl.reader.excel import ExcelReader  # noqa: PLC0415 - only now: the window is open sooner
    from openpyxl.worksheet._reader import WorksheetReader  # noqa: PLC0415 - the same

    merges: dict[str, frozenset[str]] = {}

    class Reader(ExcelReader):
        """openpyxl's reader without giving every cell of a merged range its line, half of all time.

        Not its read-only mode: that one trusts the size which a file states of itself.
        """

        def read_worksheets(self) -> None:
            for sheet, rel in self.parser.find_sheets():
                page = self.wb.create_sheet(sheet.name)
                with self.archive.open(rel.target) as source:
                    reader = WorksheetReader(page, source, self.shared_strings, False, False)
                    reader.bind_cells()
                ranges = reader.parser.merged_cells
                merges[sheet.name] = frozenset(r.ref for r in ranges.mergeCell) if ranges else frozenset()

    reader = Reader(str(path))
    reader.read()
    return {page.title: page for page in reader.wb.worksheets}, merges


def _differences(page: "Worksheet", sheet: Sheet) -> Iterator[str]:
    meant = {(n, box.column): box for n, row in enumerate(sheet.rows, 1) for box in row.boxes if box.value != ""}
    found = 0
    for n, row in enumerate(page.iter_rows(), 1):
        for column, cell in enumerate(row):
            value = cell.value
            box = meant.get((n, column))
            if value is None and box is None:
                continue
            found += 1
            if box is None or not _same(cell, value, box.value, box.style):
                yield f"{cell.coordinate} holds {value!r} instead of {box and box.value!r}"
    if found < len(meant):
        yield f"{len(meant) - found} cells are missing"


def _same(cell: Any, held: object, meant: Value, style: str) -> bool:
    if isinstance(meant, str):
        return cell.data_type == "s" and (held == meant or held == _as_openpyxl_reads(meant))
    if cell.data_type != "n" or type(held) not in (int, float):
        return False
    digits = places(meant) if isinstance(meant, Decimal) else 0
    exact = Decimal(repr(held)) == meant
    return exact and bool(cell.number_format == number_format(style, digits))


def _as_openpyxl_reads(text: str) -> str:
    # It drops the escape of an escape wherever it stands, also where a person typed those letters.
    return text.replace("x005F_", "")


def _merges(held: frozenset[str], sheet: Sheet) -> Iterator[str]:
    meant = {
        f"{_letters(box.column)}{n}:{_letters(box.column + box.columns - 1)}{n + box.rows - 1}"
        for n, row in enumerate(sheet.rows, 1)
        for box in row.boxes
        if box.merged
    }
    if meant != held:
        yield f"merged cells differ: {sorted(meant ^ held)[:_MOST]}"


def _letters(column: int) -> str:
    first, last = divmod(column, 26)
    return (_letters(first - 1) if first else "") + chr(ord("A") + last)
