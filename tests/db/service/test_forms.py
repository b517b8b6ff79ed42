"""A form of others: proposed, remembered, filled, and last year's figures read from it; with real workbooks."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation

from db.__main__ import main
from db.domain.cells import State
from db.domain.trouble import KnownError
from db.service import Author, Book, OpenReturn

UNIT = "示例市自然资源和规划局"
Lines = tuple[tuple[str | int | None, ...], ...]
CASES, FINE, PENDING = "litigation_cases_count", "land_violation_fine_amount", "litigation_pending_count"
LINES: Lines = (
    ("2024年度情况表",),
    ("指标", "单位", "2024年", "2023年", "增减"),
    ("行政诉讼案件数", "件", None, None, "=C3-D3"),
    ("行政诉讼在审案件", "件", None, None, None),
    ("土地违法案件罚款金额", "元", None, None, None),
    ("食堂用餐", "人次", None, None, None),
)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    clock = datetime(2025, 1, 15, 10, 42, 7, tzinfo=timezone(timedelta(hours=8)))
    with Book(tmp_path / "填报.sqlite", Author("王某某", lambda: clock)) as opened:
        opened.add_unit(UNIT)
        opened.open_year(UNIT, 2023).enter(CASES, "30")
        yield opened


@pytest.fixture
def opened(book: Book) -> OpenReturn:
    opened = book.open_year(UNIT, 2024)
    opened.enter(CASES, "37")
    opened.enter(FINE, "12.5")
    opened.mark(PENDING, State.NOT_APPLICABLE)
    return opened


def workbook(path: Path, lines: Lines = LINES) -> Path:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.title = "情况表"
    for line in lines:
        sheet.append(line)
    made.save(path)
    return path


def cells(path: Path) -> dict[str, object]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None}


def test_a_form_is_remembered_and_filled(book: Book, opened: OpenReturn, tmp_path: Path) -> None:
    form, target = workbook(tmp_path / "上级的表.xlsx"), tmp_path / "填好.xlsx"
    before = form.read_bytes()
    book.forms.accept(book.forms.propose(form, opened))
    done = book.forms.official(opened, form, target)
    made = cells(target)
    assert (made["C3"], made["D3"], made["C4"], made["C5"]) == (37, 30, "不适用", 125000)
    assert made["E3"] == "=C3-D3"
    assert form.read_bytes() == before
    assert done.draft
    assert "草稿" in "".join(done.sentences)
    assert {one.link.place.address for one in done.left} == {"D4", "D5"}
    assert {doubt.place.address for doubt in done.open} == {"C6", "D6"}


def test_a_form_nobody_adopted_is_not_filled_by_guesses(book: Book, opened: OpenReturn, tmp_path: Path) -> None:
    form = workbook(tmp_path / "上级的表.xlsx")
    with pytest.raises(KnownError, match="还没有套用过"):
        book.forms.official(opened, form, tmp_path / "填好.xlsx")
    assert not (tmp_path / "填好.xlsx").exists()


def test_markers_need_no_adopting(book: Book, opened: OpenReturn, tmp_path: Path) -> None:
    form = workbook(
        tmp_path / "带标记.xlsx", (("诉讼", "{{litigation_cases_count}}", "{{last:litigation_cases_count}}"),)
    )
    book.forms.official(opened, form, tmp_path / "填好.xlsx")
    assert cells(tmp_path / "填好.xlsx") == {"A1": "诉讼", "B1": 37, "C1": 30}


def test_what_a_drop_down_does_not_offer_is_told(book: Book, opened: OpenReturn, tmp_path: Path) -> None:
    form = workbook(tmp_path / "表.xlsx", (("诉讼", f"{{{{{CASES}}}}}"), ("罚款", f"{{{{{FINE}}}}}")))
    made = openpyxl.load_workbook(form)
    rule = DataValidation(type="list", formula1='"是,否"')
    rule.add("B1")
    also = DataValidation(type="list", formula1='"11,12.5"')
    also.add("B2")
    for one in (rule, also):
        made.worksheets[0].add_data_validation(one)
    made.save(form)
    done = book.forms.official(opened, form, tmp_path / "填好.xlsx")
    assert [(place.address, "下拉列表里没有" in words) for place, words in done.remarks] == [("B1", True)]


def test_a_marker_of_no_item_is_told_and_left(
    book: Book, opened: OpenReturn, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form = workbook(tmp_path / "表.xlsx", (("诉讼", f"{{{{{CASES}}}}}"), ("其他", "{{litigation_casses_count}}")))
    target = tmp_path / "填好.xlsx"
    (doubt,) = [one for one in book.forms.propose(form, opened).doubts if "{{" in one.words]
    assert (doubt.place.address, doubt.words) == ("B2", "{{litigation_casses_count}}")
    arguments = ["--unit", UNIT, "--year", "2024", "--form", str(form), "--output", str(target)]
    assert main(["official", "--database", str(book.path), *arguments]) == 0
    assert "情况表 B2\t没有对应\t{{litigation_casses_count}}" in capsys.readouterr().out
    assert cells(target)["B2"] == "{{litigation_casses_count}}"


def test_next_years_edition_is_filled_by_what_was_remembered(book: Book, opened: OpenReturn, tmp_path: Path) -> None:
    book.forms.accept(book.forms.propose(workbook(tmp_path / "上级的表.xlsx"), opened))
    later = book.open_year(UNIT, 2025)
    later.enter(CASES, "41")
    rows = (("2025年度情况表",), ("指标", "单位", "2025年", "2024年", "增减"), *LINES[:1:-1])
    form = workbook(tmp_path / "明年的表.xlsx", rows)
    proposal = book.forms.propose(form, later)
    assert proposal.known_as == "上级的表.xlsx"
    assert {link.sure for link in proposal.links} == {1.0}
    book.forms.official(later, form, tmp_path / "填好.xlsx")
    made = cells(tmp_path / "填好.xlsx")
    assert (made["C6"], made["D6"]) == (41, 37)


def test_a_form_of_a_later_year_is_told(book: Book, opened: OpenReturn, tmp_path: Path) -> None:
    rows = (("2025年度情况表",), ("指标", "单位", "2025年", "2024年", "增减"), *LINES[2:])
    form = workbook(tmp_path / "明年的表.xlsx", rows)
    book.forms.accept(book.forms.propose(form, opened))
    filled = book.forms.official(opened, form, tmp_path / "填好.xlsx")
    assert any(line.startswith("表上要的是 2025 年的数") for line in filled.sentences)
    own = book.forms.official(opened, workbook(tmp_path / "今年的表.xlsx"), tmp_path / "又填好.xlsx")
    assert not any(line.startswith("表上要的是") for line in own.sentences)


def test_what_a_person_corrected_holds(book: Book, opened: OpenReturn, tmp_path: Path) -> None:
    form = workbook(tmp_path / "上级的表.xlsx")
    proposal = book.forms.propose(form, opened)
    kept = [link for link in proposal.links if link.place.address != "C3"]
    book.forms.accept(proposal, kept)
    again = book.forms.propose(form, opened)
    assert {link.place.address for link in again.links} == {link.place.address for link in kept}
    assert "C3" not in {doubt.place.address for doubt in again.doubts}


def test_the_commands_adopt_and_official(
    book: Book, opened: OpenReturn, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form, target = str(workbook(tmp_path / "上级的表.xlsx")), tmp_path / "填好.xlsx"
    data = ["--database", str(book.path)]
    official = ["official", *data, "--unit", UNIT, "--year", "2024", "--form", form, "--output", str(target)]
    assert main(["adopt", form, *data, "--json"]) == 0
    rows = {row["cell"]: row for row in json.loads(capsys.readouterr().out)}
    assert {key: rows["D3"][key] for key in ("sheet", "cell", "code", "year")} == {
        "sheet": "情况表", "cell": "D3", "code": CASES, "year": "last",
    }  # fmt: skip
    assert 0.9 < rows["D3"]["confidence"] <= 1
    assert main(official) == 2
    assert "还没有套用过" in capsys.readouterr().err
    assert main(["adopt", form, *data, "--accept"]) == 0
    assert "已记住" in capsys.readouterr().out
    assert main(official) == 0
    assert "草稿" in capsys.readouterr().out
    assert cells(target)["C3"] == 37


def test_a_form_can_be_adopted_before_anything_is_filled_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form, data = workbook(tmp_path / "表.xlsx"), tmp_path / "新的.sqlite"
    assert main(["adopt", str(form), "--database", str(data), "--json"]) == 0
    told = capsys.readouterr()
    assert "没有数据文件" in told.err
    rows = json.loads(told.out)
    assert sum(not row["unsure"] for row in rows) == 6
    assert [row for row in rows if row["unsure"] and (row["code"] or row["confidence"])] == []
    assert {row["cell"] for row in rows if row["unsure"]} == {"C6", "D6"}  # a table that no item is like
    assert not data.exists()
    assert main(["adopt", str(form), "--database", str(data), "--accept"]) == 0
    with Book(data) as book:
        assert book.forms.propose(form).known_as == "表.xlsx"


def test_what_is_no_xlsx_is_refused_with_a_way_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "表.docx"
    path.write_bytes(b"PK\x03\x04nothing")
    assert main(["adopt", str(path), "--database", str(tmp_path / "数据.sqlite")]) == 2
    assert ".xlsx" in capsys.readouterr().err
