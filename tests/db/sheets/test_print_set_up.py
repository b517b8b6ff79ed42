"""Every page prints on A4 with its heads, numbers and marks, and nothing in it is cut off."""

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl.workbook import Workbook as Opened

from db.domain.fingerprint import fingerprint, short
from db.domain.returns import Return, Status
from db.sheets import layout
from db.sheets.export import export_standard
from db.sheets.standard import standard_workbook
from db.sheets.styles import LOOKS

Make = Callable[..., Return]
Export = Callable[..., Opened]
LAND = "一 政府机构职能体系"


def test_every_sheet_is_a4_one_page_wide_with_page_numbers(make: Make, export: Export) -> None:
    book = export(make())
    pages: list[Any] = list(book)
    for page in pages:
        assert page.page_setup.paperSize == 9
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert page.page_setup.fitToWidth in (None, 1)
        assert page.oddFooter.center.text == "第 &P 页 共 &N 页"
        assert page.oddFooter.left.text == f"数据指纹 {short(fingerprint(make()))}"
        assert page.oddHeader.left.text.endswith("某某市局")
        assert page.oddHeader.right.text.endswith("2025年度")
        # LibreOffice prints even a hidden sheet that has an area to print.
        assert bool(page.print_area) == (page.sheet_state == "visible")
    assert pages[0].page_setup.fitToHeight in (None, 1)
    assert {page.page_setup.fitToHeight for page in pages[1:]} == {0}


def test_heads_stay_in_sight_and_on_every_page(make: Make, export: Export) -> None:
    book = export(make())
    assert (book[LAND].print_title_rows, book[LAND].freeze_panes) == ("$3:$4", "C5")
    assert (book["审核情况"].print_title_rows, book["审核情况"].freeze_panes) == ("$4:$4", "A5")
    assert (book["数据明细"].print_title_rows, book["数据明细"].freeze_panes) == ("$1:$1", "B2")


def test_an_ampersand_in_the_unit_is_no_code_of_the_header(make: Make, export: Export) -> None:
    page: Any = export(make(unit="3&P局"))["封面"]
    assert page.oddHeader.left.text.strip() == "3&&P局"


def test_the_properties_name_title_unit_and_day_and_no_machine(make: Make, export: Export, tmp_path: Path) -> None:
    book = export(make())
    assert book.properties.title == "法治政府建设情况指标表（2025年度）"
    assert book.properties.creator == "某某市局"
    assert book.properties.created == datetime(2026, 1, 20)
    with zipfile.ZipFile(tmp_path / "报送表.xlsx") as file:
        everything = b"".join(file.read(name) for name in file.namelist())
    assert str(tmp_path).encode() not in everything


def test_the_same_return_makes_the_same_bytes(make: Make, tmp_path: Path) -> None:
    said = {"area": "91.6", "own_words": "=1", "cases": "近10万"}
    for name in ("a.xlsx", "b.xlsx"):
        export_standard(tmp_path / name, make(said), make({"area": "5"}), (), "2026-01-20", "1.0")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    export_standard(tmp_path / "c.xlsx", make({**said, "area": "91.7"}), make({"area": "5"}), (), "2026-01-20", "1.0")
    assert (tmp_path / "c.xlsx").read_bytes() != (tmp_path / "a.xlsx").read_bytes()


def test_no_link_formula_or_macro_is_in_the_file(make: Make, tmp_path: Path) -> None:
    export_standard(tmp_path / "a.xlsx", make({"own_words": "https://a.cn"}), None, (), "2026-01-20", "1.0")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as file:
        assert not [name for name in file.namelist() if "vba" in name or "external" in name.lower()]
        sheets = [file.read(name).decode() for name in file.namelist() if re.search(r"worksheets/sheet\d+\.xml", name)]
    assert sheets
    assert not any("<f>" in text or "<hyperlink" in text for text in sheets)


def test_every_row_is_high_enough_for_its_words(make: Make) -> None:
    long_words = "按《行政处罚法》第九条及2025年执法台账（共1,234宗）逐宗核对；" * 6
    ret = make({"area": "5", "own_words": long_words, "money": f"暂无法取得{long_words}"})
    ret = replace(ret.with_cell("area", replace(ret.cell("area"), note=long_words)), status=Status.DRAFT)
    lists = {"documents": ({"title": long_words, "number": long_words},)}
    book = standard_workbook(replace(ret, lists=lists), None, (), "2026-01-20", "1.0")
    looked_at = 0
    for sheet in (sheet for sheet in book.sheets if not sheet.very_hidden):
        for n, row in enumerate(sheet.rows):
            for box in row.boxes:
                height = sum(other.height for other in sheet.rows[n : n + box.rows])
                text = box.value if isinstance(box.value, str) else ""
                lines = 1 if box.flows else len(layout.wrap(text, layout.room(sheet.widths, box)))
                assert lines * LOOKS[box.style].size * 1.4 <= height <= 409, (sheet.name, text)
                looked_at += lines > 1
    assert looked_at > 20


def test_a_column_is_wide_enough_for_its_longest_number(make: Make, export: Export) -> None:
    narrow = export(make({"area": "5"}))[LAND].column_dimensions["D"].width
    wide = export(make({"area": "123456789012.345"}))[LAND].column_dimensions["D"].width
    assert wide > len("123,456,789,012.345") > narrow
