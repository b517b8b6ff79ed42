"""Rows and columns are found again however many were put in, taken out or altered; and in bounded time."""

import time

from hypothesis import given
from hypothesis import strategies as st

from db.sheets.aligning import Words, matched_columns, matched_rows


def rows(count: int) -> list[Words]:
    return [{1: f"{n}.01", 2: f"指标{n}", 3: "件", 4: str(n % 7), 5: "0"} for n in range(count)]


@given(
    st.integers(1, 40),
    st.sets(st.integers(0, 39)),
    st.sets(st.integers(0, 39)),
    st.dictionaries(st.integers(0, 39), st.sampled_from(["99", "", "近3"])),
)
def test_labels_find_their_rows_again(count: int, added: set[int], gone: set[int], altered: dict[int, str]) -> None:
    before = rows(count)
    after: list[Words] = []
    meant: list[tuple[int, int]] = []
    for n, line in enumerate(before):
        if n in added:
            after.append({1: "新加的一行", 2: f"{n}"})
        if n not in gone:
            meant.append((n, len(after)))
            after.append({**line, 4: altered[n]} if altered.get(n) else line)
    assert set(meant) <= set(matched_rows(before, after))


@given(st.integers(1, 4), st.integers(2, 12))
def test_a_column_put_in_moves_those_behind_it(at: int, count: int) -> None:
    before = rows(count)
    after: list[Words] = [{(c + 1 if c > at else c): w for c, w in line.items()} | {at + 1: "新"} for line in before]
    where = matched_columns(list(zip(before, after, strict=True)), [1, 2, 3, 4, 5])
    assert where == {c: c + 1 if c > at else c for c in range(1, 6)}


def test_a_column_in_which_everything_was_altered_is_still_itself() -> None:
    before = rows(9)
    after: list[Words] = [{**line, 4: "999"} for line in before]
    assert matched_columns(list(zip(before, after, strict=True)), [1, 2, 3, 4, 5])[4] == 4


def test_a_sheet_blown_up_with_equal_rows_takes_no_longer() -> None:
    start = time.process_time()
    matched_rows(rows(600), [{1: "0", 2: "0"}] * 20_000)
    assert time.process_time() - start < 3
