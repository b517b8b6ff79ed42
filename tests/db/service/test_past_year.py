"""A year from a workbook that was exported before, whatever is left of its hidden sheets; looking begins nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from db.domain.cells import State
from db.domain.returns import Return
from db.domain.travel.merging import Verdict
from db.domain.trouble import KnownError
from db.service import Author, Book
from db.service.collection import Collection
from db.service.past_year import look, year_of
from tests.db.service.travelling import UNIT, edited

CASES, CLOSED, HOTLINE = "litigation_cases_count", "litigation_closed_count", "hotline_platform_item_count"
TABLE = "disclosure_disputes.lawsuit_after.corrected"
RATE, PENDING = "litigation_win_rate", "litigation_pending_count"
AUTHOR = Author("张三", lambda: datetime(2025, 1, 23, 10, 0, tzinfo=UTC))


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Path]:
    """The workbook of 2023, exported on another machine."""
    with Book(tmp_path / "旧机.sqlite", AUTHOR) as book:
        book.add_unit(UNIT)
        opened = book.open_year(UNIT, 2023)
        for code, words in ((CASES, "37"), (CLOSED, "36"), (HOTLINE, "1500余"), (TABLE, "4")):
            opened.enter(code, words)
        opened.mark(RATE, State.NOT_APPLICABLE)
        opened.mark(PENDING, State.UNAVAILABLE, "未下发")
        opened.annotate(CASES, note="含上年结转")
        yield opened.export(tmp_path / "2023.xlsx")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with Book(tmp_path / "新机.sqlite", AUTHOR) as book:
        book.add_unit(UNIT)
        yield book


def said(found: Collection) -> dict[str, str]:
    return {line.key: line.options[0].answer.shown for line in found.lines}


ALL = {
    CASES: "37", CLOSED: "36", HOTLINE: "1500余", TABLE: "4", RATE: "不适用",
    PENDING: "暂无法取得（未下发）", f"note:{CASES}": "含上年结转",
}  # fmt: skip


def test_everything_comes_back_and_looking_begins_nothing(book: Book, old: Path) -> None:
    assert year_of(book, Return(UNIT, 2024, book.pack_in_use(2024), frozenset()), old) == (UNIT, 2023)
    found = look(book, UNIT, 2023, old).collection
    assert said(found) == ALL
    assert not book.has_return(UNIT, 2023)
    opened = book.open_year(UNIT, 2023)
    book.offices(opened).take(found, {})
    assert (opened.ret.cell(CASES).words, opened.ret.cell(CASES).note) == ("37", "含上年结转")
    assert (opened.ret.cell(PENDING).state, opened.ret.cell(PENDING).reason) == (State.UNAVAILABLE, "未下发")
    assert opened.history(HOTLINE)[0].how.startswith("录入 2023.xlsx ")
    assert "!" in opened.history(HOTLINE)[0].how
    assert book.open_year(UNIT, 2024).last is not None


def test_what_of_the_file_is_not_taken_is_said(book: Book, old: Path) -> None:
    (facts,) = look(book, UNIT, 2023, old).collection.papers
    (told,) = facts.remarks
    assert "表头与签章" in told
    assert "没有录入" in told
    assert "清单" not in told  # it has none


def test_what_is_filled_in_already_is_a_conflict_the_same_is_not(book: Book, old: Path) -> None:
    opened = book.open_year(UNIT, 2023)
    opened.enter(CASES, "40")
    opened.enter(CLOSED, "36")
    lines = {line.key: line.verdict for line in look(book, UNIT, 2023, old).collection.lines}
    assert lines[CASES] is Verdict.CONFLICT
    assert lines[CLOSED] is Verdict.SAME


def _change(book: Any) -> None:
    for page in book.worksheets:
        for row in page.iter_rows():
            for cell in row:
                if cell.value == 37 and page.sheet_state == "visible":
                    cell.value = 38


def test_a_cell_that_was_altered_since_counts_as_it_stands_now(book: Book, old: Path) -> None:
    edited(old, _change)
    found = look(book, UNIT, 2023, old).collection
    assert said(found)[CASES] == "38"
    line = next(line for line in found.lines if line.key == CASES)
    assert "导出时是“37”" in line.remark


def _without(*names: str) -> Any:
    def edit(book: Any) -> None:
        for name in names:
            del book[name]

    return edit


def test_a_file_of_an_earlier_version_is_read_by_its_codes(book: Book, old: Path) -> None:
    edited(old, _without("核对数据"))
    assert said(look(book, UNIT, 2023, old).collection) == ALL


def test_a_file_without_hidden_sheets_is_read_by_numbers_and_names(book: Book, old: Path) -> None:
    edited(old, _without("核对数据", "数据明细"))
    found = look(book, UNIT, 2023, old).collection
    printed = {key: words for key, words in ALL.items() if not key.startswith("note:")}
    assert said(found) == {**printed, PENDING: "暂无法取得"}
    assert "按编号和名称对应" in found.papers[0].remarks[0]


def test_inserted_rows_and_columns_do_not_matter(book: Book, old: Path) -> None:
    def edit(opened: Any) -> None:
        for page in opened.worksheets:
            if page.sheet_state == "visible" and page.title[0] in "一二三四五六七八":
                page.insert_rows(1, 2)
        for name in ("核对数据", "数据明细"):
            del opened[name]

    edited(old, edit)
    assert said(look(book, UNIT, 2023, old).collection)[HOTLINE] == "1500余"


@pytest.mark.parametrize(
    ("unit", "year", "words"), [(UNIT, 2024, "是 2023 年的表"), ("别的局", 2023, "不是“别的局”的")]
)
def test_another_year_or_unit_is_refused(book: Book, old: Path, unit: str, year: int, words: str) -> None:
    with pytest.raises(KnownError, match=words):
        look(book, unit, year, old)


def test_a_workbook_that_is_none_of_ours_is_refused(book: Book, tmp_path: Path) -> None:
    path = tmp_path / "别的.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(KnownError, match="还没有套用过"):
        look(book, UNIT, 2023, path)
