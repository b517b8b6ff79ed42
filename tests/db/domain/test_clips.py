"""Blocks of cells as text and as HTML: what is written reads back the same, what others write as they meant it."""

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.domain.pasting.clips import (
    MOST_CELLS,
    MOST_LETTERS,
    MOST_MARKUP,
    MOST_ROWS,
    Block,
    read,
    read_html,
    read_text,
    write_html,
    write_text,
)
from db.domain.trouble import KnownError

WORDS = st.text(st.sampled_from('\t\n\r" ,1a五　=\x0b'), max_size=6)
BLOCKS = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.tuples(*[WORDS] * width), min_size=1, max_size=5).map(tuple)
)


@given(BLOCKS)
def test_what_is_written_reads_back_the_same(block: Block) -> None:
    assert read_text(write_text(block)) == block


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("16", (("16",),)),
        ("16\r\n", (("16",),)),
        ("16\r\n17\r\n", (("16",), ("17",))),
        ("16\n\n17", (("16",), ("",), ("17",))),
        ("a\tb\r\nc\t\r\n", (("a", "b"), ("c", ""))),
        ('"一\n二"\t3\r\n', (("一\n二", "3"),)),
        ('"说""好""\n的"', (('说"好"\n的',),)),
        ('"依法行政"', (('"依法行政"',),)),  # quotes that wrap nothing special are words
        ('"一件事"套餐\t5', (('"一件事"套餐', "5"),)),
        ('"没有结束\t5\n6', (('"没有结束', "5"), ("6",))),
        (" 1,234 \t", ((" 1,234 ", ""),)),
        ("", (("",),)),
    ],
)
def test_text_from_others_reads_as_they_meant_it(text: str, block: Block) -> None:
    assert read_text(text) == block


EXCEL = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>td {color: red;}</style></head>
<body><!--StartFragment--><table border=0 width=128>
 <col width=64 span=2>
 <tr height=19><td height=19 class=xl65>行政<br>
    复议</td><td align=right x:num>12&nbsp;</td></tr>
 <tr height=19><td rowspan=2>合计</td><td>1,234</td></tr>
 <tr height=19><td>&lt;5&gt;</td></tr>
</table><!--EndFragment--></body></html>"""


def test_a_table_in_html_is_read_with_its_line_breaks_and_merged_cells() -> None:
    assert read_html(EXCEL) == (("行政\n复议", "12 "), ("合计", "1,234"), ("", "<5>"))


def test_merged_columns_and_unclosed_cells() -> None:
    page = "<table><tr><td colspan=2>甲<td>1<tr><td>乙<td>2<td>3</table><table><tr><td>另一张</table>"
    assert read_html(page) == (("甲", "", "1"), ("乙", "2", "3"))


def test_html_stands_in_where_the_text_is_no_rectangle() -> None:
    word = "<table><tr><td><p>一</p><p>二</p></td><td><p>5</p></td></tr></table>"
    assert read("一\r\n二\t5\r\n", word) == (("一\n二", "5"),)
    assert read("a\tb\r\n", word) == (("a", "b"),)
    assert read("", word) == (("一\n二", "5"),)
    assert read("一\n二\t5", "<p>没有表格</p>") == (("一",), ("二", "5"))


@pytest.mark.parametrize(
    ("words", "shape"),
    [
        ("16", '"0"'), ("91.60", r'"0\.00"'), ("-3", '"0"'), ("1500余", r'"\@"'), ("=1+1", r'"\@"'), ("007", r'"\@"'),
        ("1,234", r'"\@"'), ("12345678901234567890", r'"\@"'),
    ],
)  # fmt: skip
def test_figures_stay_figures_and_all_else_stays_words(words: str, shape: str) -> None:
    page = write_html(((words, words),), texts=(1,))
    assert page.count(f"mso-number-format:{shape}") == (1 if shape != r'"\@"' else 2)
    assert read_html(page) == ((words, words),)


def test_html_hides_no_markup_in_words() -> None:
    block = (("<b>7</b>\n&amp;", "1"),)
    assert read_html(write_html(block)) == block


def test_too_many_rows_are_refused_in_a_sentence() -> None:
    assert len(read("1\n" * MOST_ROWS)) == MOST_ROWS
    with pytest.raises(KnownError, match="不像一份填报数据"):
        read("1\n" * (MOST_ROWS + 1))


@pytest.mark.parametrize(
    "text",
    ['"' * 100_000, '"a\n' * 3_000, "<td colspan=99999 rowspan=99999>" * 2_000, "\t" * 100_000, "<td " * 100_000],
    ids=["quotes", "unclosed", "spans", "tabs", "tags"],
)
def test_hostile_text_is_read_in_no_time(text: str) -> None:
    begun = time.perf_counter()
    for way in (read_text, lambda page: read_html(f"<table><tr>{page}</table>")):
        with suppress(KnownError):  # far too much is refused
            way(text)
    assert time.perf_counter() - begun < 10  # seconds rather than hours


@pytest.mark.parametrize("odd", ["<![foo[ x ]]>", "<![ >", "<![CDATA[ x ]]>", "<![if !lists]>", "<!DOCTYPE [<!x>"])
def test_odd_declarations_hinder_no_table(odd: str) -> None:
    assert read_html(f"{odd}<table><tr><td>1</td><td>2</td></tr></table>{odd}") == (("1", "2"),)


@pytest.mark.parametrize("span", ["9" * 5_000, "1000000000", "-1", "²", ""])
def test_no_span_is_too_odd(span: str) -> None:
    assert read_html(f"<table><tr><td rowspan='{span}'>1</td><td>2</td></tr></table>") == (("1", "2"),)


@pytest.mark.parametrize(
    "text",
    ["1" * (MOST_LETTERS + 1), "1\t" * MOST_CELLS, "1\n" * (MOST_ROWS + 1)],
    ids=["letters", "cells", "rows"],
)
def test_whatever_no_return_could_hold_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(KnownError, match="不像一份填报数据"):
        read(text)


def test_a_page_far_too_long_is_refused_in_a_sentence() -> None:
    with pytest.raises(KnownError, match="不像一份填报数据"):
        read("1\t2\n3\n", "<td>" * MOST_MARKUP)
