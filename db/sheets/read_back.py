"""Reading a written workbook again and comparing it with what was meant, cell by cell; no returns.

The reader shares no code with the writer, so what both agree on is what stands in the file.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from db.domain.addresses import column_letters
from db.domain.long_work import step
from db.sheets.model import Box, Formula, Sheet, Workbook, places
from db.sheets.styles import number_format

_MOST = 5
_Cell = Mapping[str, Any]  # of openpyxl's parser: row, column (from 1), value, data_type, style_id


class ReadBackError(Exception):
    """The file does not hold what was meant. Always a bug, or a disk that lies."""


def check(path: Path, book: Workbook) -> None:
    """Raise ReadBackError unless `path` holds exactly the sheets, cells and merges of `book`."""
    from openpyxl.reader.excel import ExcelReader  # noqa: PLC0415 - only now: the window is open sooner
    from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE  # noqa: PLC0415 - the same
    from openpyxl.worksheet._reader import VALUE_TAG, WorkSheetParser  # noqa: PLC0415 - the same

    class Parser(WorkSheetParser):
        """openpyxl's parser, which tells of a formula either the text or the stored result; here both."""

        def parse_cell(self, element: Any) -> dict[str, Any]:
            cell: dict[str, Any] = super().parse_cell(element)
            if cell["data_type"] == "f":
                cell["stored"] = element.findtext(VALUE_TAG)
            return cell

    class Reader(ExcelReader):
        """openpyxl's reader as far as the sheets: those are compared cell by cell as they are parsed.

        It would make an object of every cell and give each one of a merged range its line, half of all time.
        Not its read-only mode: that one trusts the size which a file states of itself.
        """

        def read_worksheets(self) -> None:
            found = list(self.parser.find_sheets())
            names, wanted = [sheet.name for sheet, _ in found], [sheet.name for sheet in book.sheets]
            if names != wanted:
                raise ReadBackError(f"sheets {names} instead of {wanted}")
            own = self.wb._number_formats  # type: ignore[attr-defined] # noqa: SLF001 - openpyxl has no other way in
            patterns = [
                BUILTIN_FORMATS[n] if n < BUILTIN_FORMATS_MAX_SIZE else own[n - BUILTIN_FORMATS_MAX_SIZE]
                for n in (style.numFmtId for style in self.wb._cell_styles)  # type: ignore[attr-defined] # noqa: SLF001
            ]
            for n, ((_, rel), sheet) in enumerate(zip(found, book.sheets, strict=True)):
                step("正在读回核对", n, len(found))
                self.wb.create_sheet(sheet.name)
                with self.archive.open(rel.target) as source:
                    parser = Parser(source, self.shared_strings)
                    cells = (cell for _, row in parser.parse() for cell in row)
                    faults = list(islice(_differences(cells, patterns, sheet), _MOST))
                ranges = parser.merged_cells
                faults += _merges(frozenset(r.ref for r in ranges.mergeCell) if ranges else frozenset(), sheet)
                faults += _offers(getattr(parser, "data_validations", None), sheet)
                if faults:
                    raise ReadBackError(f"sheet {sheet.name}: " + "; ".join(faults[:_MOST]))

    Reader(str(path)).read()


def _differences(cells: Iterable[_Cell], patterns: Sequence[str], sheet: Sheet) -> Iterator[str]:
    meant = {(n, box.column + 1): box for n, row in enumerate(sheet.rows, 1) for box in row.boxes if box.value != ""}
    for cell in cells:
        value, spot = cell["value"], (cell["row"], cell["column"])
        box = meant.pop(spot, None)
        if value is None and box is None:
            continue
        if box is None or not _same(cell, patterns[cell["style_id"]], box):
            yield f"{column_letters(spot[1] - 1)}{spot[0]} holds {value!r} instead of {box and box.value!r}"
    if meant:
        yield f"{len(meant)} cells are missing"


def _same(cell: _Cell, pattern: str, box: Box) -> bool:
    held: object = cell["value"]
    kind: str = cell["data_type"]
    meant = box.value
    if isinstance(meant, Formula):
        return kind == "f" and held == f"={meant.text}" and _stored(cell["stored"], meant.stored)
    if isinstance(meant, str):
        return kind == "s" and (held == meant or held == _as_openpyxl_reads(meant))
    if kind != "n" or type(held) not in (int, float):
        return False
    digits = places(meant) if isinstance(meant, Decimal) else 0
    return Decimal(repr(held)) == meant and pattern == (number_format(box.style, digits) or "General")


def _stored(held: str | None, meant: float | str) -> bool:
    if isinstance(meant, str):
        return (held or "") == meant
    return held is not None and math.isclose(float(held), meant, rel_tol=1e-14)


def _as_openpyxl_reads(text: str) -> str:
    # It drops the escape of an escape wherever it stands, also where a person typed those letters.
    return text.replace("x005F_", "")


def _merges(held: frozenset[str], sheet: Sheet) -> Iterator[str]:
    meant = {
        f"{column_letters(box.column)}{n}:{column_letters(box.column + box.columns - 1)}{n + box.rows - 1}"
        for n, row in enumerate(sheet.rows, 1)
        for box in row.boxes
        if box.merged
    }
    if meant != held:
        yield f"merged cells differ: {sorted(meant ^ held)[:_MOST]}"


def _offers(held: Any, sheet: Sheet) -> Iterator[str]:
    """Drop-downs, demands and hints that differ; openpyxl has none to tell of where a sheet has none."""
    rules = held.dataValidation if held else ()
    found = {(frozenset(str(rule.sqref).split()), rule.formula1 or "") for rule in rules}
    meant = {(frozenset({_square(o.top, o.left, o.bottom, o.right)}), o.formula) for o in sheet.offers}
    meant |= {(frozenset(_square(*square) for square in demand.ranges), demand.formula) for demand in sheet.demands}
    meant |= {(frozenset({_square(h.row, h.column, h.row, h.column)}), h.test) for h in sheet.hints}
    if found != meant:
        yield f"what may be typed differs: {list(found ^ meant)[:_MOST]}"


def _square(top: int, left: int, bottom: int, right: int) -> str:
    first, last = f"{column_letters(left)}{top + 1}", f"{column_letters(right)}{bottom + 1}"
    return first if first == last else f"{first}:{last}"
