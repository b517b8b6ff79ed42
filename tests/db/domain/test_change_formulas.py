"""A change from last year as formulas comes to what the program itself says of the two figures."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from db.domain import units
from db.domain.cell_checks import cell_findings
from db.domain.cells import Cell, State, marked, typed
from db.domain.change_formulas import colour, grade
from db.domain.items import Item, Kind, Tier
from db.domain.pack import Level
from db.domain.rules import figure
from db.domain.rules.cellmath import Num
from db.domain.rules.formula_parts import stated
from db.domain.slips import in_unit
from db.domain.swings import Limits, limits_for
from tests.db.domain.test_swings import SWING

UNITS = {"件": Kind.COUNT, "亩": Kind.QUANTITY, "公顷": Kind.QUANTITY, "%": Kind.SHARE, "万件": Kind.COUNT}
FORMS = (
    "{}",
    "{}",
    "{}",
    "{}余",
    "约{}",
    "{}以上",
    "{}以下",
    "{}左右",
    "近{}",
    "{}万",
    "-{}",
    "{}亩",
    "{}平方米",
    "{}‰",
)
WHOLE = st.one_of(st.integers(0, 200), st.integers(0, 10**6), st.sampled_from((0, 1, 30, 100, 150, 500, 50, 3000)))
NUMBER = st.one_of(
    WHOLE.map(str), st.tuples(WHOLE, st.integers(0, 4)).map(lambda p: f"{Decimal(p[0]).scaleb(-p[1]):f}")
)
WORDS = st.builds(str.format, st.sampled_from(FORMS), NUMBER)
TIMES = st.sampled_from(("5", "0.2", "1.5", "0.5", "50", "3", "3000", "10000", "100", "0.0001", "15000", "1", "2"))
LEVELS = {3: Level.HINT, 2: Level.HINT, 4: Level.EXPLAIN}


def item_in(unit: str) -> Item:
    return Item("a", "6.07", "案件数", unit, UNITS[unit], 0, Tier.CORE, "s")


def graded(item: Item, now: Cell, last: Cell, limits: Limits | None, *, restated: bool = False) -> int:
    parts = [stated(figure(item, cell), lambda name: name) for cell in (now, last)]
    own = units.find(item.unit)
    assert own
    sizes = [float((in_unit(c.quantity, own) if c.quantity else None) or 0) for c in (now, last)]
    found = grade(
        lambda n, number: Num(f"W{n}", number.value),
        (parts[0], parts[1]),
        (Num("A", sizes[0]), Num("B", sizes[1])),
        own,
        limits,
        restated=restated,
    )
    return int(found.value)


def agrees(item: Item, now: Cell, last: Cell) -> None:
    for limits in (limits_for(SWING, item.unit), None):  # a question about the unit hides behind one about the change
        asked = cell_findings(item, now, last, limits)
        found = [one.level for one in asked if one.rule.startswith(("slip:", "swing:"))]
        assert [LEVELS[g] for g in [graded(item, now, last, limits)] if g in LEVELS] == found


@given(unit=st.sampled_from(sorted(UNITS)), now=WORDS, last=WORDS)
@example(unit="件", now="500余", last="100")
@example(unit="件", now="130", last="2")
@example(unit="%", now="-90", last="-0.9")
@example(unit="万件", now="100", last="1")
@example(unit="%", now="60", last="0.1")
def test_any_two_figures(unit: str, now: str, last: str) -> None:
    item = item_in(unit)
    agrees(item, typed(item, now), typed(item, last))


@given(
    unit=st.sampled_from(sorted(UNITS)),
    last=NUMBER,
    times=TIMES,
    more=st.sampled_from(("", "0.0001", "-0.0001", "1", "-1")),
)
def test_figures_at_the_very_thresholds(unit: str, last: str, times: str, more: str) -> None:
    item = item_in(unit)
    now = f"{Decimal(last) * Decimal(times) + Decimal(more or 0):f}"
    agrees(item, typed(item, now), typed(item, last))


@pytest.mark.parametrize("state", [State.BLANK, State.NOT_APPLICABLE, State.UNAVAILABLE])
def test_without_two_figures_there_is_nothing_to_compare(state: State) -> None:
    item = item_in("件")
    none = marked(state, "等待回复")
    for now, last in ((none, typed(item, "500")), (typed(item, "500"), none)):
        assert graded(item, now, last, limits_for(SWING, "件")) == 0


@pytest.mark.parametrize(("now", "found"), [("500", 4), ("160", 3), ("0", 3), ("100以下", 2), ("120", 1)])
def test_the_grades(now: str, found: int) -> None:
    item = item_in("件")
    assert graded(item, typed(item, now), typed(item, "100" if found != 4 else "50"), limits_for(SWING, "件")) == found


def test_a_restated_figure_is_only_asked_about_its_unit() -> None:
    item, limits = item_in("件"), limits_for(SWING, "件")
    last = typed(item, "100")
    assert graded(item, typed(item, "900"), last, limits, restated=True) == 0
    assert graded(item, typed(item, "1000000"), last, limits, restated=True) == 4


def test_a_hint_colours_like_a_doubt() -> None:
    assert [int(colour(Num("A", value)).value) for value in range(5)] == [0, 1, 2, 2, 3]
