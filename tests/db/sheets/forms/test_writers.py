"""Cells to fill are met in the ways in which programs write them; each is filled rightly, and quickly."""

import os
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from db.domain.forms.grid import Holds, Place
from db.sheets.forms.filling import fill_form
from db.sheets.forms.plain import plain_cells
from db.sheets.forms.reading import read_form
from tests.db.sheets.forms.by_hand import packed, parts, xml

SHEET = "xl/worksheets/sheet1.xml"
EMPTY = {
    "Excel, WPS, LibreOffice, XlsxWriter": '<c r="AT" s="1"/>',
    "without a style": '<c r="AT"/>',
    ".NET": '<c r="AT" s="1" />',
    "Apache POI, streaming": '<c r="AT" s="1"></c>',
    "openpyxl with lxml": '<c r="AT" s="1" t="n"></c>',
    "openpyxl without lxml": '<c r="AT" s="1" t="n" />',
    "openpyxl, an empty text": '<c r="AT" s="1" t="inlineStr"></c>',
    "openpyxl without lxml, an empty text": '<c r="AT" s="1" t="inlineStr" />',
    "a kind and nothing": '<c r="AT" s="1" t="s"/>',
    "a number": '<c r="AT" s="1"><v>7</v></c>',
    "LibreOffice, a number": '<c r="AT" s="1" t="n"><v>7</v></c>',
    "a shared text": '<c r="AT" s="1" t="s"><v>0</v></c>',
    "a text": '<c r="AT" s="1" t="inlineStr"><is><t xml:space="preserve">旧 </t></is></c>',
}


def written(folder: Path, cell: str) -> Path:
    """A form of two rows and two columns, all written like this one; the styles of Excel's own kind are plain."""
    head = '<row r="{}" spans="1:2" ht="20" x14ac:dyDescent="0.15">'
    rows = "".join(
        head.format(row) + "".join(cell.replace("AT", f"{column}{row}") for column in "AB") + "</row>\r\n"
        for row in (1, 2)
    )
    sheet = xml("worksheet", f"<sheetData>{rows}</sheetData>", more=' xmlns:x14ac="urn:x"').replace(' s="1"', ' s="3"')
    return packed(folder / "表.xlsx", parts({"表": sheet}, shared="<si><t>旧</t></si>"))


def body(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read(SHEET).partition(b"<sheetData>")[2].partition(b"</sheetData>")[0]


@pytest.mark.parametrize("cell", EMPTY.values(), ids=EMPTY)
def test_a_cell_is_filled_however_it_was_written(tmp_path: Path, cell: str) -> None:
    form, target = written(tmp_path, cell), tmp_path / "新.xlsx"
    fill_form(form, target, {Place("表", 0, 0): Decimal("12.50"), Place("表", 1, 1): "约十件"})
    style = b' s="3"' if "s=" in cell else b""
    before = body(form)
    begin, end = before.index(b"<c "), before.index(b'<c r="B1"')
    expected = before.replace(before[begin:end], b'<c r="A1"%b><v>12.50</v></c>' % style)
    begin, end = expected.index(b'<c r="B2"'), expected.rindex(b"</row>")
    words = "<is><t>约十件</t></is></c>".encode()
    assert body(target) == expected.replace(expected[begin:end], b'<c r="B2"%b t="inlineStr">%b' % (style, words))


@pytest.mark.parametrize("cell", EMPTY.values(), ids=EMPTY)
def test_such_cells_are_put_in_all_at_once(tmp_path: Path, cell: str) -> None:
    """One by one they would take three times as long."""
    assert plain_cells(body(written(tmp_path, cell)), b"").addresses == [b"A1", b"B1", b"A2", b"B2"]


BY_OPENPYXL = """
import sys, openpyxl
from openpyxl.styles import Border, Side
book, line = openpyxl.Workbook(), Side(style="thin")
page = book.active
page.title = "表"
for row in range(1, 9):
    for column, what in enumerate((row, "案件", None, None), 1):
        page.cell(row, column, what).border = Border(line, line, line, line)
book.save(sys.argv[1])
"""


def by_openpyxl(path: Path, with_lxml: bool) -> None:
    command = [sys.executable, "-c", BY_OPENPYXL, str(path)]
    subprocess.run(command, check=True, env={**os.environ, "OPENPYXL_LXML": str(with_lxml), "PYTHONUTF8": "1"})


def by_xlsxwriter(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        page, framed = book.add_worksheet("表"), book.add_format({"border": 1})
        for row in range(8):
            page.write_row(row, 0, (row + 1, "案件", "", ""), framed)


WRITERS = {
    "openpyxl with lxml": lambda path: by_openpyxl(path, True),
    "openpyxl without lxml": lambda path: by_openpyxl(path, False),
    "XlsxWriter": by_xlsxwriter,
}


@pytest.mark.parametrize("writer", WRITERS)
def test_a_form_of_another_program_is_filled(tmp_path: Path, writer: str) -> None:
    form, target = tmp_path / "表.xlsx", tmp_path / "新.xlsx"
    WRITERS[writer](form)
    values: dict[Place, Decimal | str] = {Place("表", row, 2): Decimal(row) / 8 for row in range(8)}
    values |= {Place("表", row, 3): f"第{row}项 & 其他" for row in range(4)}
    assert fill_form(form, target, values).written == len(values)
    (sheet,) = read_form(target).sheets
    for place, value in values.items():
        cell = sheet.cell(place.row, place.column)
        assert cell.holds is (Holds.WORDS if isinstance(value, str) else Holds.NUMBER)
        assert cell.words == str(value)
    page = openpyxl.load_workbook(target)["表"]
    assert [page.cell(row, 4).value for row in (5, 6, 7, 8)] == [None] * 4
    assert page["C1"].border.top.style == "thin"
    cells = plain_cells(body(form), b"")
    assert {place.address.encode() for place in values} <= set(cells.addresses)
