"""Rows that arrive one by one: each is saved and answered by itself, a faulty one stops nobody."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.domain.trouble import KnownError
from db.service import Author, Book, OpenReturn
from db.service.streaming import answers

UNIT = "示例市自然资源和规划局"
CASES, CLOSED, RATE = "litigation_cases_count", "litigation_closed_count", "litigation_win_rate"


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[OpenReturn]:
    with Book(tmp_path / "a.sqlite", Author("张三")) as book:
        book.add_unit(UNIT)
        yield book.open_year(UNIT, 2024)


def test_a_row_is_in_the_file_before_it_is_answered(opened: OpenReturn, tmp_path: Path) -> None:
    told = answers(opened, ["code,words\n", f"{CASES},近40\n", f"{CLOSED},36\n"], "标准输入")
    assert next(told) == f"ok {CASES}"
    with Book(tmp_path / "a.sqlite") as other:
        cells = other.find_year(UNIT, 2024).ret.cells
        assert (cells[CASES].words, CLOSED in cells) == ("近40", False)
    assert list(told) == [f"ok {CLOSED}"]
    assert opened.history(CASES)[0].how == "导入 标准输入 第2行"


def test_a_faulty_row_is_answered_in_words_and_the_next_one_is_saved(opened: OpenReturn) -> None:
    rows = ["code,words,state\n", "no_such,1,\n", f"{CASES},3O件,\n", f"{CASES},1,,,\n", '"x"y,2\n', f"{RATE},91.6,\n"]
    told = list(answers(opened, rows, "标准输入"))
    assert [line.split()[:2] for line in told] == [
        ["no", "no_such"], ["no", CASES], ["no", CASES], ["no", "?"], ["ok", RATE]
    ]  # fmt: skip
    assert "没有代码为“no_such”的指标" in told[0]
    assert "没有导入" not in told[1]  # that is said of files, all or nothing
    assert {code: cell.words for code, cell in opened.ret.cells.items()} == {RATE: "91.6"}


def test_another_windows_lock_is_noticed_between_two_rows(opened: OpenReturn, tmp_path: Path) -> None:
    told = answers(opened, ["code,words\n", f"{CASES},40\n", "\n", f"{CLOSED},36\n"], "标准输入")
    assert next(told).startswith("ok")
    with Book(tmp_path / "a.sqlite") as other:
        there = other.find_year(UNIT, 2024)
        there.enter(CASES, "41")
    assert next(told) == f"ok {CLOSED}"
    assert opened.ret.cell(CASES).words == "41"


def test_columns_that_are_not_ours_are_refused_at_once(opened: OpenReturn) -> None:
    with pytest.raises(KnownError, match="缺少列 words"):
        list(answers(opened, ["code,worte\n", f"{CASES},40\n"], "标准输入"))
