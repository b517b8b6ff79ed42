"""Which rows stand on which page and where: the pages of the workbook, looked at as text."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.domain.findings import Finding
from db.domain.fingerprint import fingerprint, short
from db.domain.pack import Level
from db.domain.returns import Return, Status
from db.sheets.model import Box, Formula, Mark, Row, Sheet, Workbook
from db.sheets.paper import PAPERS, Leaf, leaves
from db.sheets.standard import standard_workbook

Make = Callable[..., Return]
WIDTHS = (10.0, 30.0)


def row(*words: str, height: float = 20.0, page_break: bool = False, rows: int = 1) -> Row:
    boxes = tuple(Box(n, word, "text", rows=rows if n == 0 else 1) for n, word in enumerate(words))
    return Row(boxes, height, page_break)


def laid(rows: list[Row], paper: str = "A4", widths: tuple[float, ...] = WIDTHS, **more: Any) -> tuple[Leaf, ...]:
    return leaves(Workbook("题", "谁", date(2025, 1, 1), (Sheet("表", widths, tuple(rows), **more),)), paper)


def words(leaf: Leaf) -> list[str]:
    return [piece.words for piece in leaf.pieces]


@given(
    st.lists(st.floats(10, 400), min_size=1, max_size=120),
    st.sampled_from(sorted(PAPERS)),
    st.booleans(),
    st.sets(st.integers(0, 119)),
)
def test_every_row_stands_on_one_page_in_order_and_inside_it(
    heights: list[float], paper: str, landscape: bool, breaks: set[int]
) -> None:
    rows = [row(str(n), height=height, page_break=n in breaks) for n, height in enumerate(heights)]
    pages = laid(rows, paper, landscape=landscape)
    assert [n for leaf in pages for n in leaf.rows] == list(range(1, len(rows) + 1))
    for leaf in pages:
        assert (leaf.width > leaf.height) == landscape
        for piece in leaf.pieces:
            assert piece.left >= 0
            assert piece.left + piece.width <= leaf.width
            assert piece.top + piece.height <= leaf.height - 50


def test_heads_stand_again_on_every_page_after_theirs() -> None:
    pages = laid([row("题"), row("头"), *(row(f"{n}") for n in range(80))], repeat=(1, 1))
    assert len(pages) == 3
    assert [words(leaf)[0] for leaf in pages] == ["题", "头", "头"]
    assert pages[1].pieces[0].top == pages[0].pieces[0].top
    assert [leaf.foot[1] for leaf in pages] == [f"第 {n} 页 共 3 页" for n in (1, 2, 3)]


def test_a_break_begins_a_new_page_and_merged_boxes_are_not_torn() -> None:
    assert [leaf.rows for leaf in laid([row("1"), row("2", page_break=True)])] == [(1,), (2,)]
    tall = [row(f"{n}") for n in range(34)]
    pages = laid([*tall, row("并", "a", rows=3), row("", "b"), row("", "c")])
    assert pages[1].rows == (35, 36, 37)
    assert pages[1].pieces[0].height == pytest.approx(60 * pages[1].scale)


def test_a_merged_box_higher_than_a_page_goes_on_with_its_words() -> None:
    pages = laid([row("并", "0", rows=60), *(Row((Box(1, f"{n}", "text"),), 20) for n in range(1, 60))])
    assert len(pages) == 2
    assert ["并" in words(leaf) for leaf in pages] == [True, True]


def test_a_wide_sheet_is_squeezed_and_a3_is_larger_than_a4() -> None:
    wide = laid([row("1", "2")], widths=(100.0, 100.0))[0]
    assert wide.scale < 0.5
    assert max(piece.left + piece.width for piece in wide.pieces) <= wide.width - 40
    assert laid([row("1")])[0].scale == 1
    assert laid([row("1")], "A3")[0].scale == 1.4


def test_one_page_takes_all_rows_and_printed_only_the_first() -> None:
    rows = [row(f"{n}") for n in range(100)]
    assert [len(leaf.rows) for leaf in laid(rows, one_page=True)] == [100]
    assert [leaf.rows for leaf in laid(rows, printed=3)] == [(1, 2, 3)]
    assert laid(rows, hidden=True) == laid(rows, very_hidden=True) == ()


def test_hidden_columns_do_not_print_but_colour_the_cells_they_speak_of() -> None:
    verdicts = Box(3, Formula("1", 3), "data"), Box(4, Formula("1", 0), "data")
    line = Row((Box(0, "37", "text"), Box(1, "36", "text"), *verdicts), 20)
    marks = (Mark(0, 0, 0, 1, "D1=3", "#F8CBAD"), Mark(0, 0, 0, 1, "D1=2", "#FFE699"))
    leaf = laid([line], marks=marks, hidden_from=3)[0]
    assert [(piece.words, piece.look.fill) for piece in leaf.pieces] == [("37", "#F8CBAD"), ("36", "")]


def test_the_pages_of_a_return_say_whose_which_and_what_they_are(make: Make) -> None:
    ret = make({"area": "91.60", "cases": "1500余", "on": "暂无法取得在省厅"}, status=Status.DRAFT, practice=True)
    finding = Finding("r", Level.ERROR, ("cases",), "三项之和不等于总数", "请核对")
    pages = leaves(standard_workbook(ret, make({"area": "80"}, year=2024), (finding,), "2026-01-20", "1.0"), "A4")
    said = [word for leaf in pages for word in words(leaf)]
    assert {"91.60", "80", "+11.60", "1500余", "暂无法取得", "三项之和不等于总数"} <= set(said)
    assert all(leaf.head == ("某某市局", "草稿　练习", "2025年度") for leaf in pages)
    assert {leaf.foot[0] for leaf in pages} == {f"数据指纹 {short(fingerprint(ret))}"}
    assert {leaf.sheet for leaf in pages} & {"数据明细", "校验计算", "核对数据"} == set()
    final = replace(ret, status=Status.FINAL, practice=False)
    assert {leaf.head[1] for leaf in leaves(standard_workbook(final, None, (), "2026-01-20", "1.0"), "A4")} == {""}
