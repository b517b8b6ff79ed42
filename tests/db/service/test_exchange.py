"""Cells are exchanged for others all at once, and only where what is expected still stands."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.domain.cells import BLANK, State
from db.domain.trouble import KnownError
from db.service import Author, Book, OpenReturn
from tests.ready import fill_head

CASES, CLOSED = "litigation_cases_count", "litigation_closed_count"
AUTHOR = Author("张三", lambda: datetime(2025, 1, 23, tzinfo=UTC))


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with Book(tmp_path / "数据.sqlite", AUTHOR) as opened:
        opened.add_unit("示例局")
        yield opened


@pytest.fixture
def opened(book: Book) -> OpenReturn:
    return book.open_year("示例局", 2024)


def test_a_verb_tells_each_cell_as_it_was_and_as_it_is(opened: OpenReturn) -> None:
    change = opened.enter(CASES, "37")
    assert (change.cells, change.how) == ({CASES: (BLANK, opened.ret.cell(CASES))}, "录入")
    assert opened.enter(CASES, "37").cells == {}


def test_what_a_verb_did_is_put_back_and_kept_in_the_history(book: Book, opened: OpenReturn) -> None:
    opened.enter(CASES, "37")
    change = opened.mark_all([CASES, CLOSED], State.NOT_APPLICABLE)
    back = {code: (after, before) for code, (before, after) in change.cells.items()}
    told = opened.exchange(back, "撤销")
    assert set(told.codes) == {CASES, CLOSED}
    again = book.open_year("示例局", 2024)
    assert (again.ret.cell(CASES).words, again.ret.cell(CLOSED).state) == ("37", State.BLANK)
    assert [event.how for event in again.history(CASES)] == ["撤销", "整块标记", "录入"]


def test_a_cell_that_is_no_longer_as_expected_leaves_all_as_they_were(book: Book, opened: OpenReturn) -> None:
    change = opened.mark_all([CASES, CLOSED], State.NOT_APPLICABLE)
    with Book(book.path, AUTHOR) as elsewhere:
        elsewhere.open_year("示例局", 2024).enter(CLOSED, "5")
    back = {code: (after, before) for code, (before, after) in change.cells.items()}
    with pytest.raises(KnownError, match="已在别处改动，现在是“5”"):
        opened.exchange(back, "撤销")
    assert opened.ret.cell(CASES).state is State.NOT_APPLICABLE
    assert len(opened.history(CASES)) == 1


def test_a_remark_made_elsewhere_meanwhile_stays_and_is_no_obstacle(book: Book, opened: OpenReturn) -> None:
    change = opened.enter(CASES, "37")
    with Book(book.path, AUTHOR) as elsewhere:
        elsewhere.open_year("示例局", 2024).annotate(CASES, "含派出机构", starred=True)
    back = {code: (after, before) for code, (before, after) in change.cells.items()}
    opened.exchange(back, "撤销")
    cell = opened.ret.cell(CASES)
    assert (cell.words, cell.note, cell.starred) == ("", "含派出机构", True)


def test_a_remark_is_taken_back_around_a_figure_typed_elsewhere_meanwhile(book: Book, opened: OpenReturn) -> None:
    change = opened.annotate(CASES, "含派出机构")
    with Book(book.path, AUTHOR) as elsewhere:
        elsewhere.open_year("示例局", 2024).enter(CASES, "38")
    back = {code: (after, before) for code, (before, after) in change.cells.items()}
    opened.exchange(back, "撤销")
    assert (opened.ret.cell(CASES).words, opened.ret.cell(CASES).note) == ("38", "")


def test_a_remark_changed_elsewhere_is_not_overwritten(book: Book, opened: OpenReturn) -> None:
    change = opened.annotate(CASES, "含派出机构")
    with Book(book.path, AUTHOR) as elsewhere:
        elsewhere.open_year("示例局", 2024).annotate(CASES, "不含派出机构")
    back = {code: (after, before) for code, (before, after) in change.cells.items()}
    with pytest.raises(KnownError, match="已在别处改动"):
        opened.exchange(back, "撤销")
    assert opened.ret.cell(CASES).note == "不含派出机构"


def test_a_locked_return_takes_nothing(book: Book, opened: OpenReturn) -> None:
    change = opened.mark_all(opened.ret.ordered_codes, State.NOT_APPLICABLE)
    fill_head(opened)
    opened.finalise()
    with pytest.raises(KnownError, match="已定稿"):
        opened.exchange({CASES: (change.cells[CASES][1], BLANK)}, "撤销")
