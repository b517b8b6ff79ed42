"""What goes into a cell for a figure: exact units, words where a number would lose something, nothing rounded."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.domain import units
from db.domain.cells import Cell, State, marked, typed
from db.domain.forms.grid import Grid, GridCell, GridSheet, Holds, Place
from db.domain.forms.links import Link, Whose
from db.domain.forms.values import exactly, put, said
from db.domain.returns import Return
from db.service import packs

PACK = packs.chosen(None)
AT = Place("表", 0, 0)
NUMBER, TEXT, PLAIN = (GridCell(number_format=pattern) for pattern in ("0.00", "@", "General"))
FINE, CASES, AREA, RATE = (
    "land_violation_fine_amount", "litigation_cases_count", "land_supplied_area", "litigation_loss_rate",
)  # fmt: skip


def ret(code: str, cell: Cell) -> Return:
    return Return("甲局", 2024, PACK, PACK.starting_codes(2024) | {code}, {code: cell})


def filled(code: str, words: str, unit: str = "", cell: GridCell = PLAIN) -> Decimal | str | None:
    return put(Link(AT, code, unit=unit), cell, ret(code, typed(PACK.items[code], words)), None).value


@pytest.mark.parametrize(
    ("code", "words", "unit", "value"),
    [
        (CASES, "37", "件", Decimal(37)), (CASES, "37宗", "件", Decimal(37)), (FINE, "12.50", "万元", Decimal("12.50")),
        (FINE, "12.5", "元", Decimal(125000)), (FINE, "125000元", "万元", Decimal("12.5")),
        (AREA, "2", "亩", Decimal(20000)), (AREA, "3", "平方米", Decimal(20_000_000)),
        (AREA, "1.5", "公顷", Decimal(1000)),
        (RATE, "91.60", "%", Decimal("91.60")),
    ],
)  # fmt: skip
def test_numbers_are_converted_exactly(code: str, words: str, unit: str, value: Decimal) -> None:
    got = filled(code, words, unit, NUMBER)
    assert isinstance(got, Decimal)
    assert (got, str(got)) == (value, str(value))


def test_a_cell_that_shows_per_cents_takes_the_part_of_one() -> None:
    assert filled(RATE, "91.6", "%", GridCell(number_format="0.0%")) == Decimal("0.916")


def test_what_no_finite_decimal_shows_stays_in_words_and_is_told() -> None:
    made = put(Link(AT, AREA, unit="公顷"), NUMBER, ret(AREA, typed(PACK.items[AREA], "1亩")), None)
    assert made.value == "1亩"
    assert "除不尽" in made.told


@pytest.mark.parametrize("cell", [NUMBER, TEXT, PLAIN])
def test_words_with_qualifiers_are_written_as_typed(cell: GridCell) -> None:
    assert filled(CASES, "1500余", "件", cell) == "1500余"
    assert filled(AREA, "约108公顷", "亩", cell) == "约108公顷"
    assert filled(AREA, "近3", "亩", cell) == "近3万亩"
    assert filled(CASES, "看不懂啊", "件", cell) == "看不懂啊"


def test_a_qualified_figure_in_a_number_cell_is_told() -> None:
    made = put(Link(AT, CASES), NUMBER, ret(CASES, typed(PACK.items[CASES], "1500余")), None)
    assert "限定词" in made.told
    assert put(Link(AT, CASES), TEXT, ret(CASES, typed(PACK.items[CASES], "1500余")), None).told == ""


@pytest.mark.parametrize("state", [State.NOT_APPLICABLE, State.UNAVAILABLE])
def test_states_go_into_cells_for_words_and_leave_number_cells_alone(state: State) -> None:
    cell = marked(state, "数据在省厅")
    words, number = (put(Link(AT, CASES), one, ret(CASES, cell), None) for one in (TEXT, NUMBER))
    assert words.value == state.value
    assert number.value is None
    assert state.value in number.told
    assert "数据在省厅" in number.told


def test_what_is_not_filled_in_leaves_its_cell() -> None:
    made = put(Link(AT, CASES), PLAIN, ret(CASES, Cell()), None)
    assert (made.value, made.told) == (None, "未填")


def test_last_years_cells_take_last_years_figures() -> None:
    last = replace(ret(CASES, typed(PACK.items[CASES], "30")), year=2023)
    link = Link(AT, CASES, Whose.LAST)
    assert put(link, PLAIN, ret(CASES, typed(PACK.items[CASES], "37")), last).value == Decimal(30)
    assert put(link, PLAIN, ret(CASES, Cell()), None).value is None


def test_another_figure_that_stood_there_is_told() -> None:
    stood = GridCell("31", Holds.NUMBER, number_format="0")
    assert "31" in put(Link(AT, CASES), stood, ret(CASES, typed(PACK.items[CASES], "37")), None).told
    assert put(Link(AT, CASES), stood, ret(CASES, typed(PACK.items[CASES], "31.0")), None).told == ""


@given(
    st.decimals(min_value=0, max_value=10**9, places=4),
    st.sampled_from(["元", "万元", "亿元"]),
    st.sampled_from(["元", "万元", "亿元"]),
)
def test_conversions_lose_nothing(value: Decimal, one: str, other: str) -> None:
    there, back = (units.find(word) for word in (one, other))
    assert there is not None
    assert back is not None
    factor = units.conversion(there, back)
    assert factor
    made = exactly(value, factor)
    assert made is not None
    assert Fraction(made) == Fraction(value) * factor


def test_a_filled_form_is_read_with_its_own_units() -> None:
    cells = {
        (0, 0): GridCell("125000", Holds.NUMBER), (0, 1): GridCell("0.916", Holds.NUMBER, number_format="0.0%"),
        (0, 2): GridCell("1500余", Holds.WORDS), (0, 3): GridCell("——", Holds.WORDS),
    }  # fmt: skip
    links = [Link(Place("表", 0, 0), FINE, unit="元"), Link(Place("表", 0, 1), RATE, unit="%"),
             Link(Place("表", 0, 2), CASES), Link(Place("表", 0, 3), AREA)]  # fmt: skip
    found = said(Grid((GridSheet("表", cells),)), {link.place: link for link in links}, PACK, Whose.THIS)
    assert [(one.code, one.words) for one in found] == [(FINE, "125000元"), (RATE, "91.6%"), (CASES, "1500余")]
    assert typed(PACK.items[FINE], "125000元").value == "12.5"
