"""Names, texts and numbers are brought into what a spreadsheet can hold, and nothing is lost in silence."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.sheets.model import LONGEST_TEXT, clean, number_or_words, places, sheet_name


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("一 政府机构职能体系", "一 政府机构职能体系"),
        ("a/b\\c?d*e[f]g:h", "a b c d e f g h"),
        ("'引用'", "引用"),
        ("", "表"),
        ("[]", "表"),
        ("很" * 40, "很" * 31),
        ("𠮷" * 40, "𠮷" * 15),
    ],
)
def test_a_sheet_gets_a_name_that_excel_allows(wanted: str, name: str) -> None:
    assert sheet_name(wanted, ()) == name


def test_two_sheets_never_share_a_name() -> None:
    assert sheet_name("清单", ["清单"]) == "清单（2）"
    assert sheet_name("A", ["a", "A（2）"]) == "A（3）"
    assert sheet_name("很" * 40, ["很" * 31]) == "很" * 28 + "（2）"


@given(st.text(), st.lists(st.text(), max_size=3))
def test_any_text_makes_a_sound_name(wanted: str, taken: list[str]) -> None:
    name = sheet_name(wanted, taken)
    assert 0 < len(name.encode("utf-16-le", "surrogatepass")) // 2 <= 31
    assert name.casefold() not in {other.casefold() for other in taken}
    assert not set(name) & set("[]:*?/\\")


def test_what_xml_forbids_is_left_out_and_the_rest_stays() -> None:
    assert clean("a\x00b\x1fc\ud800d\uffffe\r\nf\rg\th") == "abcde\nf\ng\th"
    assert clean(" 前后空格 ") == " 前后空格 "


def test_a_text_beyond_excel_s_limit_says_that_it_was_cut() -> None:
    assert clean("字" * LONGEST_TEXT) == "字" * LONGEST_TEXT
    cut = clean("字" * (LONGEST_TEXT + 1))
    assert len(cut) == LONGEST_TEXT
    assert cut.endswith("从略）")
    assert len(clean("𠮷" * LONGEST_TEXT).encode("utf-16-le")) // 2 <= LONGEST_TEXT


def test_more_than_fifteen_digits_are_words() -> None:
    assert number_or_words(Decimal(123456789012345)) == Decimal(123456789012345)
    assert number_or_words(Decimal(1234567890123456)) == "1,234,567,890,123,456"
    assert number_or_words(Decimal("1E+20")) == Decimal("1E+20")
    assert number_or_words(Decimal("9" * 40)) == f"{int('9' * 40):,}"
    assert number_or_words(Decimal("0.1000000000000000000")) == Decimal("0.1")


def test_places_are_those_typed() -> None:
    assert [places(Decimal(text)) for text in ("1", "1.0", "1.80E+6", "0.001")] == [0, 1, 0, 3]
