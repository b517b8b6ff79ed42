"""A given form is read as a reader sees it: every sheet, what cells say and how they look."""

from pathlib import Path

import pytest

from db.domain.forms.grid import Grid, GridCell, GridSheet, Holds, Place, Span
from db.domain.trouble import KnownError
from db.sheets.forms.filling import Filled
from db.sheets.forms.reading import read_form
from tests.db.sheets.forms.by_hand import STRICT, packed, parts, xml
from tests.db.sheets.forms.made import Made

Every = dict[str, tuple[Made, Path, Filled]]


def read(folder: Path, rows: str, after: str = "", workbook: str = "", names: str = "") -> GridSheet:
    sheet = xml("worksheet", f"<sheetData>{rows}</sheetData>{after}")
    held = parts({"表": sheet}, workbook=workbook, after=names)
    return read_form(packed(folder / "表.xlsx", held)).sheets[0]


def sheet(grid: Grid, name: str) -> GridSheet:
    found = grid.sheet(name)
    assert found is not None
    return found


def test_numbers_are_read_as_excel_shows_them_at_most(tmp_path: Path) -> None:
    said = [
        "91.600000000000009",
        "1.1000000000000001",
        "1E-3",
        "12",
        "1.50",
        "-0.25",
        "1234567890123",
        "2.5E+15",
        "1e400",
        "x",
    ]
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{words}</v></c></row>' for n, words in enumerate(said, 1))
    page = read(tmp_path, rows)
    assert [page.cell(n, 0).words for n in range(len(said))] == [
        "91.6", "1.1", "0.001", "12", "1.5", "-0.25", "1234567890123", "2500000000000000", "1e400", "x",
    ]  # fmt: skip
    assert [page.cell(n, 0).holds for n in range(8)] == [Holds.NUMBER] * 8
    assert page.cell(8, 0).holds is Holds.WORDS


def test_dates_are_iso_and_formulas_show_their_stored_result(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1" s="4"><v>46022</v></c><c r="B1" s="4"><v>46022.5</v></c><c r="C1" s="4"><v>59</v></c>'
        '<c r="D1" s="4"><v>99999999</v></c><c r="E1" t="d"><v>2026-01-02T00:00:00</v></c></row>'
        '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2" t="str"><f>"a"</f><v>a</v></c><c r="C2"><f>x</f></c>'
        '<c r="D2" t="e"><v>#DIV/0!</v></c><c r="E2" t="b"><v>1</v></c></row>'
    )
    page = read(tmp_path, rows)
    words = [page.cell(0, n).words for n in range(5)]
    assert words == ["2025-12-31", "2025-12-31 12:00:00", "1900-02-28", "99999999", "2026-01-02"]
    assert page.cell(0, 0).holds is Holds.DATE
    assert page.cell(0, 0).number_format == 'yyyy"年"m"月"d"日"'
    assert [page.cell(1, n).words for n in range(5)] == ["2", "a", "", "#DIV/0!", "TRUE"]
    assert [page.cell(1, n).holds for n in range(3)] == [Holds.FORMULA] * 3


def test_dates_that_count_from_1904(tmp_path: Path) -> None:
    page = read(tmp_path, '<row r="1"><c r="A1" s="4"><v>44560</v></c></row>', workbook='<workbookPr date1904="1"/>')
    assert page.cell(0, 0).words == "2025-12-31"


def test_words_are_those_of_all_runs_without_readings(every: Every) -> None:
    page = sheet(read_form(every["with_controls"][0].path), "表")
    assert page.cell(0, 0).words == "行政 处罚"
    assert page.cell(1, 0).words == "有无\r"
    assert page.cell(0, 0).indent == 2
    assert page.cell(0, 0).bold
    assert page.cell(0, 2).number_format == "@"
    assert page.cell(0, 1).number_format == "0.00_ "


def test_a_size_stated_as_one_cell_hides_nothing(every: Every) -> None:
    assert sheet(read_form(every["with_controls"][0].path), "表").size == (2, 3)


def test_drop_downs_offer_what_is_listed_in_place_by_range_by_name_and_in_the_new_way(
    every: Every, tmp_path: Path
) -> None:
    page = sheet(read_form(every["with_controls"][0].path), "表")
    assert page.cell(0, 2).choices == ("甲", "乙")
    assert page.cell(1, 1).choices == ("行政 处罚", "有无\r")
    rich = sheet(read_form(every["by_xlsxwriter"][0].path), "基本 情况")
    assert rich.cell(1, 3).choices == ("甲", "乙", "丙")
    rows = '<row r="1"><c r="A1"/><c r="B1"/><c r="C1"/></row><row r="2"><c r="A2"><v>5</v></c></row>'
    rules = (
        '<dataValidations><dataValidation type="list" sqref="A1"><formula1>选</formula1></dataValidation>'
        '<dataValidation type="list" sqref="B:B"><formula1>$A$2:$A$9</formula1></dataValidation>'
        '<dataValidation type="list" sqref="C1"><formula1>INDIRECT("x")</formula1></dataValidation></dataValidations>'
    )
    names = '<definedNames><definedName name="选">"是,否"</definedName></definedNames>'
    named = read(tmp_path, rows, rules, names=names)
    assert [named.cell(0, n).choices for n in range(3)] == [("是", "否"), ("5",), ()]


def test_protection_hidden_things_names_and_merged_cells(every: Every) -> None:
    grid = read_form(every["by_openpyxl"][0].path)
    page = sheet(grid, "年报")
    assert page.cell(0, 0).locked
    assert not page.cell(1, 1).locked
    assert page.hidden_rows == {3}
    assert page.hidden_columns == {5}
    assert sheet(grid, "隐藏").hidden
    assert not page.hidden
    assert page.merged == (Span(4, 0, 5, 2),)
    assert grid.names == {"人数": Place("年报", 1, 1)}
    assert page.cell(1, 0).indent == 2
    assert not sheet(read_form(every["with_controls"][0].path), "表").cell(0, 0).locked


def test_cells_that_do_not_say_where_they_are_follow_each_other(every: Every) -> None:
    page = sheet(read_form(every["without_addresses"][0].path), "无址")
    assert {at: cell.words for at, cell in page.cells.items() if cell.words} == {
        (0, 0): "1",
        (0, 1): "甲乙",
        (5, 3): "4",
    }


def test_all_ways_of_writing_are_read(every: Every) -> None:
    for name, where, words in (("strict", "严", "1"), ("in_utf16", "双", "旧"), ("packed_by_others", "表", "")):
        assert sheet(read_form(every[name][0].path), where).cell(0, 0).words == words


def test_styles_that_are_missing_or_too_few_are_plain(tmp_path: Path) -> None:
    held = parts({"表": xml("worksheet", '<sheetData><row r="1"><c r="A1" s="99"><v>1</v></c></row></sheetData>')})
    plain = GridCell("1", Holds.NUMBER)
    assert read_form(packed(tmp_path / "a.xlsx", held)).sheets[0].cell(0, 0) == plain
    del held["xl/styles.xml"]
    assert read_form(packed(tmp_path / "b.xlsx", held)).sheets[0].cell(0, 0) == plain


def test_a_workbook_of_no_known_kind_is_refused(tmp_path: Path) -> None:
    held = parts({"表": xml("worksheet", "<sheetData/>")})
    held["xl/workbook.xml"] = held["xl/workbook.xml"].replace(b"spreadsheetml/2006/main", b"spreadsheetml/2050/main")
    assert STRICT.encode() not in held["xl/workbook.xml"]
    with pytest.raises(KnownError, match="读不出来"):
        read_form(packed(tmp_path / "a.xlsx", held))
