"""Numbers are rounded and written as spreadsheets do; the figures are LibreOffice's own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.sheets.rounding import in_text, rounded


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1223239410865.625, "1223239410865.63"),  # a half of the fifteenth digit
        (2993793410628.125, "2993793410628.13"),
        (768751988424.4445, "768751988424.445"),
        (195513652.0516145, "195513652.051615"),  # a half as written; as stored a little less
        (-0.0000001, "0"),
        (100.0, "100"),
        (1e22, "10000000000000000000000"),
        (0.5000005, "0.500001"),
    ],
)
def test_halves_go_away_from_0_and_fifteen_digits_are_written(value: float, text: str) -> None:
    assert in_text(value) == text


@given(st.integers(-(10**9), 10**9), st.integers(0, 6))
def test_what_has_few_digits_stays_as_it_is(number: int, digits: int) -> None:
    assert rounded(number / 10**digits) == rounded(float(f"{number}e-{digits}"))
    assert float(in_text(number / 10**digits)) == number / 10**digits
