"""Chinese numerals are read exactly, and what is no numeral is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.domain.numerals import read

_DIGITS = "零一二三四五六七八九"


def _section(number: int) -> str:
    """A number below 10,000 as it is written: 1050 → 一千零五十."""
    text, gap = "", False
    for power, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + word
            gap = False
        else:
            gap = True
    return text


def _written(number: int) -> str:
    text = ""
    for power, word in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part = number // power % 10_000
        if part:
            text += ("零" if text and part < 1000 else "") + _section(part) + word
    return text or "零"


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_a_written_number_reads_back(number: int) -> None:
    numeral = read(_written(number))
    assert numeral is not None
    assert numeral.value == number


@pytest.mark.parametrize("text", ["", "两三", "万亿千", "一二", "十十", "百千", "12 34", "1,23", "点", "abc"])
def test_what_is_no_numeral_is_refused(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(("text", "place"), [("12", "1"), ("1.25", "0.01"), ("1.2万", "1000"), ("三百", "100")])
def test_the_last_stated_digit_is_known(text: str, place: str) -> None:
    numeral = read(text)
    assert numeral is not None
    assert numeral.place == int(place) if "." not in place else str(numeral.place) == place
