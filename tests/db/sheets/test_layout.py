"""Words are broken into lines without losing a letter, and every line fits."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from db.sheets.layout import LOWEST, box_height, ems, lines, paged, row, rows, shown, widened, wrap
from db.sheets.model import Box, Row

WORDS = st.text(st.sampled_from("法治，。（）ab c12,.%\n《》"), max_size=120)


@given(WORDS, st.floats(3, 40))
def test_lines_joined_are_the_text_and_no_line_is_too_long(text: str, room: float) -> None:
    made = wrap(text, room)
    assert "".join(made) == text
    assert all(ems(line.rstrip("\n")) <= room + 1e-9 for line in made)


@given(WORDS, st.floats(3, 40))
def test_counting_lines_never_says_fewer_than_wrapping_makes(text: str, room: float) -> None:
    assert lines(text, room) >= len(wrap(text, room))


def test_a_closing_mark_does_not_begin_a_line() -> None:
    assert wrap("一二三四，五", 4) == ["一二三", "四，五"]


def test_a_long_number_is_not_broken_unless_it_must_be() -> None:
    assert wrap("共有12345宗", 4) == ["共有", "12345宗"]
    assert wrap("1234567890123456", 5) == ["12345678", "90123456"]


def test_a_box_grows_with_its_words_and_a_row_with_its_boxes() -> None:
    short, long = Box(0, "短", "text"), Box(0, "很长的话" * 20, "text")
    assert box_height((10.0,), long) > 4 * box_height((10.0,), short)
    assert row((10.0,), [long]).height >= box_height((10.0,), long) - 0.25
    assert row((10.0,), [Box(0, "很长的话" * 20, "text", rows=9)]).height == LOWEST


def test_words_too_long_for_a_row_go_on_below_and_other_boxes_stay_empty() -> None:
    words = "按台账逐宗核对；" * 90
    made = rows((6.0, 30.0), [Box(0, 7, "count"), Box(1, words, "text")])
    assert len(made) > 2
    assert "".join(str(one.boxes[1].value) for one in made) == words
    assert [one.boxes[0].value for one in made] == [7, *[""] * (len(made) - 1)]


def test_numbers_are_measured_as_they_are_shown() -> None:
    assert shown(Decimal("-1234567.50"), "number") == "-1,234,567.50"
    assert shown(Decimal("12.5"), "percent_points") == "+12.5个百分点"
    assert shown(12000, "count") == "12,000"
    assert widened(10.0, [Box(0, Decimal("123456789012.34"), "number")]) > 15 > widened(10.0, [Box(0, "5", "words")])


def test_only_a_block_that_would_be_torn_begins_a_page() -> None:
    block = (Row((), 200), Row((), 100))
    starts = [one.page_break for one in paged([block, block, block], (80.0,), landscape=False)]
    assert starts == [False, False, False, False, True, False]
    long = (Row((), 400), Row((), 400))
    assert not any(one.page_break for one in paged([block, long], (80.0,), landscape=False))
    assert not any(one.page_break for one in paged([(Row((), 300),)] * 9, (80.0,), landscape=False))
