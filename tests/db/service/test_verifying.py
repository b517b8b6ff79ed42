"""核对 names every altered cell with both values, whatever another program did to the file, and nothing else."""

import json
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook as Opened

from db.__main__ import main
from db.domain.trouble import KnownError
from db.service import Author, Book
from db.service.verifying import Verdict, verify
from tests.db.service import travelling

UNIT = "示例市自然资源和规划局"
CASES, CLOSED, HOTLINE = "litigation_cases_count", "litigation_closed_count", "hotline_platform_item_count"
SHEET = "六 社会矛盾纠纷行政预防调处化解体系"
Edit = Callable[[Opened], None]


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    author = Author("张三", lambda: datetime(2025, 1, 23, 10, 0, tzinfo=UTC))
    with Book(tmp_path / "填报.sqlite", author) as book:
        book.add_unit(UNIT)
        before = book.open_year(UNIT, 2023)
        before.enter(CASES, "30")
        opened = book.open_year(UNIT, 2024)
        opened.enter(CASES, "37")
        opened.enter(HOTLINE, "1500余")
        opened.enter("land_supply_area" if "land_supply_area" in opened.ret.active else CLOSED, "12.50")
        opened.annotate(CASES, note="含上年结转")
        opened.set_list("documents", [{"title": "办法", "number": "1"}])
        yield book


@pytest.fixture
def exported(book: Book, tmp_path: Path) -> Path:
    return book.find_year(UNIT, 2024).export(tmp_path / "报送.xlsx")


def edited(path: Path, edit: Edit) -> Path:
    """The workbook after a person opened, changed and saved it."""
    opened = openpyxl.load_workbook(path)
    edit(opened)
    target = path.with_name("改过.xlsx")
    opened.save(target)
    return target


def place(opened: Opened, words: object) -> tuple[str, str]:
    """Sheet and cell of the first cell that holds `words`."""
    for page in opened:
        for row in page.iter_rows():
            for cell in row:
                if cell.value == words:
                    return page.title, cell.coordinate
    raise AssertionError(words)


def told(verdict: Verdict) -> list[tuple[str, str, str]]:
    return [(f"{one.sheet}!{one.cell}", one.exported, one.now) for one in verdict.altered]


def test_an_untouched_file_is_the_same_as_exported_and_as_the_data(exported: Path, book: Book) -> None:
    verdict = verify(exported, book)
    assert verdict.same
    assert verdict.printed == (verdict.fingerprint,)
    assert verdict.differences == ()
    assert "与数据文件相同" in verdict.summary


def test_a_file_saved_again_by_another_program_is_the_same(exported: Path) -> None:
    def resaved(opened: Opened) -> None:
        opened.calculation.fullCalcOnLoad = True

    assert verify(edited(exported, resaved)).same


def test_every_altered_cell_is_named_with_both_values(exported: Path) -> None:
    opened = openpyxl.load_workbook(exported)
    sheet, cell = place(opened, 37)
    other, words = place(opened, "1500余")

    def alter(opened: Opened) -> None:
        opened[sheet][cell] = 39
        opened[other][words] = "1500"

    verdict = verify(edited(exported, alter))
    assert not verdict.same
    assert sorted(told(verdict)) == sorted([(f"{sheet}!{cell}", "37", "39"), (f"{other}!{words}", "1500余", "1500")])
    assert "行政诉讼案件" in next(one.item for one in verdict.altered if one.now == "39")


def test_last_years_figures_remarks_lists_and_heads_are_compared_too(exported: Path) -> None:
    opened = openpyxl.load_workbook(exported)
    spots = [place(opened, words) for words in (30, "含上年结转", "办法", UNIT)]

    def alter(opened: Opened) -> None:
        for sheet, cell in spots:
            opened[sheet][cell] = "别的"

    verdict = verify(edited(exported, alter))
    assert {(one.sheet, one.cell) for one in verdict.altered} == set(spots)
    assert any(one.item.endswith("（上年）") for one in verdict.altered)
    assert any(one.item.endswith("（说明）") for one in verdict.altered)


@pytest.mark.parametrize("as_", ["0.00", "text", "wide"])
def test_the_same_number_in_another_dress_is_the_same(as_: str, exported: Path) -> None:
    opened = openpyxl.load_workbook(exported)
    sheet, cell = place(opened, 37)

    def dress(opened: Opened) -> None:
        if as_ == "0.00":
            opened[sheet][cell].number_format = "0.00"
        else:
            opened[sheet][cell] = "37.0" if as_ == "text" else "３７"

    assert verify(edited(exported, dress)).same


def test_moved_rows_columns_and_renamed_sheets_are_found_again(exported: Path) -> None:
    opened = openpyxl.load_workbook(exported)
    sheet, cell = place(opened, 37)

    def move(opened: Opened) -> None:
        page = opened[sheet]
        page[cell] = 38
        page.insert_rows(1, 4)
        page.insert_rows(8)
        page.insert_cols(2)
        page.title = "改了名字"

    verdict = verify(edited(exported, move))
    assert [(one.sheet, one.exported, one.now) for one in verdict.altered] == [("改了名字", "37", "38")]
    assert verdict.altered[0].cell.startswith("E")


def test_what_was_taken_out_or_put_in_is_told(exported: Path) -> None:
    opened = openpyxl.load_workbook(exported)
    sheet, cell = place(opened, 37)
    row = opened[sheet][cell].row

    def change(opened: Opened) -> None:
        opened[sheet].delete_rows(row)
        opened["封面"]["A60"] = "另附一页"
        del opened["清单"]

    verdict = verify(edited(exported, change))
    assert (f"{sheet}!", "37", "（没有了）") in told(verdict)
    assert ("封面!A60", "（空）", "另附一页") in told(verdict)
    assert any(one.sheet == "清单" and one.item == "整张工作表" for one in verdict.altered)


def test_a_formula_in_place_of_a_figure_is_an_alteration(exported: Path) -> None:
    opened = openpyxl.load_workbook(exported)
    sheet, cell = place(opened, 37)

    def cheat(opened: Opened) -> None:
        opened[sheet][cell] = "=30+7"

    assert told(verify(edited(exported, cheat))) == [(f"{sheet}!{cell}", "37", "（公式）")]


def test_an_altered_cell_of_the_hidden_details_is_named(exported: Path) -> None:
    def change(opened: Opened) -> None:
        page = opened["数据明细"]
        row = next(row for row in page.iter_rows() if row[0].value == CASES)
        row[4].value, row[5].value = "99", 98

    verdict = verify(edited(exported, change))
    assert not verdict.same
    assert [(one.item, one.exported, one.now) for one in verdict.altered] == [
        ("6.14 行政诉讼案件数（填报原文）", "37", "99"),
        ("6.14 行政诉讼案件数（数值）", "37", "98"),
    ]


def test_to_show_the_hidden_sheets_alters_nothing(exported: Path) -> None:
    def show(opened: Opened) -> None:
        for page in opened:
            page.sheet_state = "visible"

    assert verify(edited(exported, show)).same


def test_another_fingerprint_in_a_footer_is_told(exported: Path) -> None:
    def change(opened: Opened) -> None:
        footer: Any = opened[SHEET].oddFooter
        footer.left.text = "数据指纹 1111-2222-3333-4444"

    verdict = verify(edited(exported, change))
    assert not verdict.same
    assert "页脚印的指纹是 1111-2222-3333-4444" in verdict.remarks[0]


def test_a_verdict_that_a_formula_of_another_gives_is_named(exported: Path) -> None:
    cell = r'(<c r="B\d+"[^>]*t="str"[^>]*><f>)[^<]*(</f><v>)未核(</v>)'
    with zipfile.ZipFile(exported) as package:
        part = next(
            name for name in package.namelist() if re.search(cell, package.read(name).decode("utf-8", "replace"))
        )
    forged = travelling.patched(exported, "改过.xlsx", (part, cell, r'\1"通过"\2通过\3'))
    verdict = verify(forged)
    assert not verdict.same
    assert {(one.sheet, one.exported, one.now) for one in verdict.altered} == {("校验", "未核（公式）", "通过（公式）")}


def test_figures_changed_in_the_data_since_are_told_item_by_item(exported: Path, book: Book) -> None:
    opened = book.find_year(UNIT, 2024)
    opened.enter(CASES, "40")
    opened.annotate(HOTLINE, note="口径说明")
    opened.set_head("filler", "王某")
    opened.set_list("documents", [])
    verdict = verify(exported, book)
    assert verdict.altered == ()
    assert not verdict.same
    differences = {(d.in_file, d.in_data) for d in verdict.differences or ()}
    assert ("37（备注：含上年结转）", "40（备注：含上年结转）") in differences
    assert ("1500余", "1500余（备注：口径说明）") in differences
    assert ("（没有）", "王某") in differences
    assert any(d.item.endswith("第 1 行") and d.in_data == "（没有）" for d in verdict.differences or ())
    assert len(differences) == 4


def test_a_hidden_text_that_was_altered_no_longer_fits_its_fingerprint(exported: Path) -> None:
    def forge(opened: Opened) -> None:
        page = opened["核对数据"]
        page["B8"] = str(page["B8"].value).replace('"37"', '"73"')

    verdict = verify(edited(exported, forge))
    assert not verdict.same
    assert any("对不上" in words for words in verdict.remarks)
    assert any("表上印的指纹" in words for words in verdict.remarks)


def test_without_the_hidden_sheet_only_the_data_file_can_tell(exported: Path, book: Book) -> None:
    opened = openpyxl.load_workbook(exported)
    sheet, cell = place(opened, 37)

    def strip(opened: Opened) -> None:
        del opened["核对数据"]

    stripped = edited(exported, strip)
    with pytest.raises(KnownError, match="核对数据"):
        verify(stripped)
    assert verify(stripped, book).same

    def also(opened: Opened) -> None:
        strip(opened)
        opened[sheet][cell] = 39

    verdict = verify(edited(exported, also), book)
    assert [(d.in_file, d.in_data) for d in verdict.differences or ()] == [("39", "37")]
    assert f"{sheet}!{cell}" in (verdict.differences or ())[0].item


def test_another_units_file_is_compared_with_itself_only(exported: Path, tmp_path: Path) -> None:
    with Book(tmp_path / "别的.sqlite") as other:
        other.add_unit("别的单位")
        verdict = verify(exported, other)
    assert verdict.same
    assert verdict.differences is None
    assert any("没有" in words for words in verdict.remarks)


def test_the_command_says_it_in_words_in_json_and_by_its_exit_code(
    exported: Path, book: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(exported), "--database", str(book.path)]) == 0
    assert "核对一致" in capsys.readouterr().out
    opened = openpyxl.load_workbook(exported)
    sheet, cell = place(opened, 37)

    def alter(opened: Opened) -> None:
        opened[sheet][cell] = 39

    path = edited(exported, alter)
    assert main(["verify", str(path)]) == 1
    said = capsys.readouterr().out
    assert all(words in said for words in (f"{sheet}!{cell}", "导出时 37", "现在 39", "核对不一致：1 格"))
    assert main(["verify", str(path), "--json"]) == 1
    plain = json.loads(capsys.readouterr().out)
    assert (plain["same"], plain["altered"][0]["name"], plain["altered"][0]["now"]) == (False, CASES, "39")
    assert main(["verify", str(book.path)]) == 2
    assert "不是 Excel 工作簿" in capsys.readouterr().err
