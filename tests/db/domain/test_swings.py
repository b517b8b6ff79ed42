"""A figure that moved far from last year's is asked about or hinted at, by thresholds that are the pack's."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.domain.cell_checks import cell_findings
from db.domain.cells import Cell, State, marked, typed
from db.domain.findings import Finding
from db.domain.items import Item, Kind, Tier
from db.domain.pack import Level, Swing
from db.domain.swings import Limits, floor, limits_for, swing

FLOORS = ((Fraction(30), "件"), (Fraction(100), "亩"), (Fraction(20), "%"))
HIGHER = ((Fraction(100), "件"), (Fraction(1000), "亩"), (Fraction(50), "%"))
SWING = Swing(Fraction(5), Fraction(1, 5), Fraction(3, 2), Fraction(1, 2), FLOORS, HIGHER)


def item_in(unit: str, kind: Kind = Kind.COUNT) -> Item:
    return Item("a", "6.07", "案件数", unit, kind, 0, Tier.CORE, "s")


def limits(unit: str) -> Limits:
    found = limits_for(SWING, unit)
    assert found is not None
    return found


def moved(now: str, last: str, unit: str = "件", kind: Kind = Kind.COUNT) -> Finding | None:
    item = item_in(unit, kind)
    return swing(item, typed(item, now), typed(item, last), limits(unit))


def level(now: str, last: str, unit: str = "件", kind: Kind = Kind.COUNT) -> Level | None:
    found = moved(now, last, unit, kind)
    return found.level if found else None


@pytest.mark.parametrize(
    ("now", "last", "expected"),
    [
        ("3", "1", None),  # small counts jump
        ("29", "2", None),
        ("30", "2", Level.EXPLAIN),
        ("2", "30", Level.EXPLAIN),
        ("500", "100", Level.HINT),  # just 5 times asks for nothing
        ("501", "100", Level.EXPLAIN),
        ("100", "500", Level.HINT),
        ("99", "500", Level.EXPLAIN),
        ("150", "100", None),
        ("151", "100", Level.HINT),
        ("50", "100", None),
        ("49", "100", Level.HINT),
        ("99", "60", None),  # more than half, below the floor of the hints
        ("0", "100", Level.HINT),
        ("0", "99", None),
        ("100", "0", None),
        ("100", "100", None),
    ],
)
def test_the_level_follows_the_thresholds(now: str, last: str, expected: Level | None) -> None:
    assert level(now, last) is expected


@pytest.mark.parametrize(
    ("now", "last", "expected"),
    [
        ("500余", "100", Level.HINT),  # it may be 500 itself, which is just five times
        ("550余", "100", Level.EXPLAIN),
        ("510左右", "100", Level.HINT),  # some of it lies within five times
        ("100以上", "90", None),  # no upper bound: nothing can be said
        ("200以上", "20", Level.EXPLAIN),
        ("10以下", "100", Level.EXPLAIN),
    ],
)
def test_qualified_figures_are_intervals(now: str, last: str, expected: Level | None) -> None:
    assert level(now, last) is expected


def test_both_figures_the_times_and_the_difference_are_told() -> None:
    found = moved("186", "30")
    assert found is not None
    assert found.message == "6.07 案件数为 186 件，上年为 30 件，约为上年的 6.2 倍，相差 156 件。"
    assert "写明原因" in found.next_step
    hint = moved("160", "100")
    assert hint is not None
    assert hint.message == "6.07 案件数为 160 件，上年为 100 件，增加 60%，相差 60 件。"
    zero = moved("0", "100")
    assert zero is not None
    assert zero.message == "6.07 案件数为 0 件，上年为 100 件，相差 100 件。"
    share = moved("10", "60", "%", Kind.SHARE)
    assert share is not None
    assert share.message == "6.07 案件数为 10%，上年为 60%，约为上年的 1/6，相差 50 个百分点。"


def test_a_floor_holds_for_its_family_and_the_one_in_pieces_for_all_that_counts() -> None:
    assert floor(FLOORS, "宗") == 30
    assert floor(FLOORS, "万户") == Fraction(30, 10_000)
    assert floor(FLOORS, "万亩") == Fraction(1, 100)
    assert floor(FLOORS, "平方米") == Fraction(200_000, 3)
    assert floor(FLOORS, "万元") is None
    assert limits_for(SWING, "万元") is None


def test_areas_are_compared_whatever_unit_was_typed() -> None:
    assert level("2公顷", "500", "亩", Kind.QUANTITY) is Level.EXPLAIN  # 30 亩
    assert level("30公顷", "500", "亩", Kind.QUANTITY) is None  # 450 亩


@pytest.mark.parametrize("state", [State.BLANK, State.NOT_APPLICABLE, State.UNAVAILABLE])
def test_what_is_no_figure_is_compared_with_nothing(state: State) -> None:
    item = item_in("件")
    figure, none = typed(item, "500"), marked(state, "", Cell())
    assert swing(item, none, figure, limits("件")) is None
    assert swing(item, figure, none, limits("件")) is None


def test_a_change_itself_is_compared_with_nothing() -> None:
    item = replace(item_in("件"), signed=True)
    assert swing(item, typed(item, "500"), typed(item, "10"), limits("件")) is None


def test_a_question_about_the_unit_goes_before_and_is_as_grave() -> None:
    item = item_in("件")
    (found,) = cell_findings(item, typed(item, "12000"), typed(item, "120"), limits("件"))
    assert (found.rule, found.level) == ("slip:a", Level.EXPLAIN)
    (found,) = cell_findings(item, typed(item, "1200"), typed(item, "120"), limits("件"))
    assert (found.rule, found.level) == ("swing:a", Level.EXPLAIN)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_exact_counts_are_judged_as_the_thresholds_say(new: int, old: int) -> None:
    most = max(new, old)
    asks = old > 0 and new > 0 and most >= 30 and (new > 5 * old or 5 * new < old)
    hints = old > 0 and most >= 100 and (2 * new > 3 * old or 2 * new < old)
    expected = Level.EXPLAIN if asks else Level.HINT if hints else None
    assert level(str(new), str(old)) is expected
