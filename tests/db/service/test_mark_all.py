"""A whole block of cells is marked at once, or not at all."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.domain.cells import State
from db.domain.trouble import KnownError
from db.service import Author, Book, OpenReturn

CODES = ("litigation_cases_count", "reconsideration_cases_count", "disclosure_fees.fee.amount")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with Book(tmp_path / "数据.sqlite", Author("张三", lambda: datetime(2025, 1, 23, tzinfo=UTC))) as opened:
        opened.add_unit("示例局")
        yield opened


@pytest.fixture
def opened(book: Book) -> OpenReturn:
    return book.open_year("示例局", 2024)


def test_all_of_them_are_marked_in_one_step(book: Book, opened: OpenReturn) -> None:
    opened.enter(CODES[0], "37")
    change = opened.mark_all(CODES, State.NOT_APPLICABLE)
    assert set(change.codes) == set(CODES)
    assert {opened.ret.cell(code).state for code in CODES} == {State.NOT_APPLICABLE}
    assert opened.history(CODES[0])[0].before_words == "37"
    again = book.open_year("示例局", 2024)
    assert {again.ret.cell(code).state for code in CODES} == {State.NOT_APPLICABLE}


def test_cells_that_are_so_already_are_not_written_again(opened: OpenReturn) -> None:
    opened.mark_all(CODES, State.NOT_APPLICABLE)
    assert opened.mark_all(CODES, State.NOT_APPLICABLE).codes == ()
    assert len(opened.history(CODES[1])) == 1


def test_an_unknown_code_leaves_all_as_they_were(opened: OpenReturn) -> None:
    with pytest.raises(KnownError, match="没有代码"):
        opened.mark_all((*CODES, "unknown"), State.NOT_APPLICABLE)
    assert opened.ret.cell(CODES[0]).state is State.BLANK


def test_a_full_disk_leaves_all_as_they_were(book: Book, opened: OpenReturn) -> None:
    connection = book._repository._db.conn
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    every = tuple(opened.ret.pack.items)
    with pytest.raises(KnownError, match="磁盘已满"):
        opened.mark_all(every, State.NOT_APPLICABLE)
    assert {opened.ret.cell(code).state for code in every} == {State.BLANK}
    with closing(sqlite3.connect(book.path)) as file:
        assert file.execute("SELECT count(*) FROM cell").fetchone() == (0,)
