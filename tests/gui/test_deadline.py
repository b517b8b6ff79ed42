"""Dates in words, counted from a given day."""

from datetime import date

import pytest

from db.domain.returns import Return
from db.service import packs
from gui.deadline import all_dates, basis_words, sheet_date, state_words, time_left


@pytest.fixture
def ret() -> Return:
    return Return("示例单位", 2024, packs.bundled("2021-2025"), frozenset())


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2025, 1, 23), "填报 · 距 3月1日 还有 37 天"),
        (date(2025, 2, 28), "填报 · 距 3月1日 还有 1 天"),
        (date(2025, 3, 1), "填报 · 今天（3月1日）到期"),
        (date(2025, 3, 2), "填报 · 3月1日 已过"),
        (date(2026, 11, 22), "填报 · 2025年3月1日 已过"),
        (date(2024, 3, 1), "填报 · 距 2025年3月1日 还有 365 天"),
    ],
)
def test_the_state_says_how_long_is_left(ret: Return, today: date, words: str) -> None:
    assert state_words(ret, today) == words


def test_every_date_is_named_with_its_basis(ret: Return) -> None:
    lines = all_dates(ret, date(2025, 2, 1)).split("\n")
    assert len(lines) == len(ret.pack.deadlines) == 4
    assert lines[0].startswith("1月31日 已过：")
    assert all(deadline.basis in line for deadline, line in zip(ret.pack.deadlines, lines, strict=True))


@pytest.mark.parametrize(
    ("today", "words", "meaning"),
    [
        (date(2025, 1, 23), "○ 3月1日 还有 37 天", "quiet"),
        (date(2025, 2, 14), "○ 3月1日 还有 15 天", "quiet"),
        (date(2025, 2, 15), "● 3月1日 还有 14 天", "warning"),
        (date(2025, 3, 1), "⚠ 3月1日 今天到期", "warning"),
        (date(2025, 3, 2), "⚠ 3月1日 已过 1 天", "error"),
        (date(2026, 3, 1), "⚠ 2025年3月1日 已过 365 天", "error"),
    ],
)
def test_time_left_in_shape_and_words(ret: Return, today: date, words: str, meaning: str) -> None:
    deadline = sheet_date(ret.pack.deadlines)
    assert deadline is not None
    left = time_left(deadline, 2024, today)
    assert (left.words, left.meaning) == (words, meaning)
    assert deadline.basis in basis_words(deadline)
    assert sheet_date([]) is None
