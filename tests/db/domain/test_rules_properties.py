"""Judging held against brute force: every figure the words allow, worked out by Python itself."""

import itertools
import re
from collections.abc import Mapping
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from db.domain.rules import (
    Figure,
    Ref,
    Verdict,
    intervals,
    judge,
    parse,
)
from db.domain.rules.judge import amount
from db.domain.rules.tree import Comparison

PASSED, BROKEN = Verdict.PASSED, Verdict.BROKEN
UNJUDGED, DOUBTFUL = Verdict.UNJUDGED, Verdict.DOUBTFUL


AMOUNTS = st.recursive(
    st.sampled_from(["a", "b", "c", "1", "2", "0.5"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        inner.map(lambda x: f"abs({x})"),
        inner.map(lambda x: f"(-{x})"),
        inner.map(lambda x: f"round({x}, 0)"),
        st.tuples(st.sampled_from(["min", "max", "sum"]), inner, inner).map(lambda t: f"{t[0]}({t[1]}, {t[2]})"),
    ),
    max_leaves=6,
)
SIGNS = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
COMPARISONS = st.tuples(AMOUNTS, SIGNS, AMOUNTS).map(" ".join)
TRUTHS = st.recursive(
    COMPARISONS,
    lambda inner: st.one_of(
        inner.map(lambda x: f"not ({x})"),
        st.tuples(inner, st.sampled_from([" and ", " or "]), inner).map(lambda t: f"({t[0]}){t[1]}({t[2]})"),
        st.tuples(COMPARISONS, inner, inner).map(lambda t: f"if({t[0]}, {t[1]}, {t[2]})"),
        st.tuples(COMPARISONS, AMOUNTS, AMOUNTS, SIGNS, AMOUNTS).map(
            lambda t: f"if({t[0]}, {t[1]}, {t[2]}) {t[3]} {t[4]}"
        ),
    ),
    max_leaves=3,
)
INTERVALS = st.tuples(st.integers(-4, 4), st.integers(0, 3)).map(lambda t: (t[0], t[0] + t[1]))
BOXES = st.fixed_dictionaries(dict.fromkeys("abc", INTERVALS))


def half_away(value: Fraction, digits: int) -> Fraction:
    whole = int(abs(value) * 10**digits + Fraction(1, 2))
    return Fraction(whole if value >= 0 else -whole, 10**digits)


def reference(text: str, point: Mapping[str, Fraction]) -> Fraction | bool:
    """The text worked out by Python itself, for one point."""
    text = re.sub(r"(?<![!<>])=", "==", text).replace("if(", "choose(")
    text = re.sub(r"\d+(\.\d+)?", lambda m: f"Fraction('{m.group()}')", text)
    known = {
        "Fraction": Fraction,
        "round": lambda value, digits: half_away(Fraction(value), int(digits)),
        "choose": lambda test, one, other: one if test else other,
        "sum": lambda *terms: sum(terms, Fraction(0)),
    }
    found: Fraction | bool = eval(text, known, dict(point))
    return found


def grid(box: Mapping[str, tuple[int, int]]) -> list[dict[str, Fraction]]:
    """Corners and middles of a box."""
    lines = [sorted({Fraction(low), Fraction(low + high) / 2, Fraction(high)}) for low, high in box.values()]
    return [dict(zip(box, point, strict=True)) for point in itertools.product(*lines)]


def outcomes(text: str, box: Mapping[str, tuple[int, int]]) -> set[Fraction | bool]:
    try:
        return {reference(text, point) for point in grid(box)}
    except ZeroDivisionError:
        assume(False)  # such a text says nothing there
        raise


def figures_of(box: Mapping[str, tuple[int, int]]) -> dict[Ref, Figure | None]:
    return {Ref(code): Figure(low, high) for code, (low, high) in box.items()}


@given(TRUTHS, BOXES)
def test_a_verdict_never_contradicts_a_possible_figure(text: str, box: dict[str, tuple[int, int]]) -> None:
    seen = outcomes(text, box)
    found = judge(parse(text), figures_of(box)).verdict
    if found is PASSED:
        assert seen == {True}
    if found is BROKEN:
        assert seen == {False}


@given(TRUTHS, st.fixed_dictionaries({code: st.integers(-4, 4) for code in "abc"}))
def test_exact_figures_are_judged_exactly(text: str, point: dict[str, int]) -> None:
    box = {code: (value, value) for code, value in point.items()}
    seen = outcomes(text, box)
    assert judge(parse(text), figures_of(box)).verdict is (PASSED if seen == {True} else BROKEN)


@given(
    st.permutations("abc"), st.lists(st.sampled_from("+-"), min_size=2, max_size=2), SIGNS, st.integers(-6, 6), BOXES
)
def test_sums_of_different_figures_are_judged_as_sharply_as_can_be(
    codes: list[str], signs: list[str], sign: str, limit: int, box: dict[str, tuple[int, int]]
) -> None:
    text = f"{codes[0]} {signs[0]} {codes[1]} {signs[1]} {codes[2]} {sign} {limit if limit >= 0 else f'0 - {-limit}'}"
    whole = [range(low, high + 1) for low, high in box.values()]
    points = [dict(zip(box, map(Fraction, point), strict=True)) for point in itertools.product(*whole)]
    seen = {reference(text, point) for point in points}
    expected = DOUBTFUL if len(seen) > 1 else PASSED if seen == {True} else BROKEN
    assert judge(parse(text), figures_of(box)).verdict is expected


@given(AMOUNTS, BOXES, st.tuples(*[st.sampled_from([0, 1, 2])] * 3), st.data())
def test_the_tolerance_holds_every_true_figure(
    text: str, box: dict[str, tuple[int, int]], radii: tuple[int, ...], data: st.DataObject
) -> None:
    thirds = dict(zip(box, (Fraction(r, 3) for r in radii), strict=True))
    figures: dict[Ref, Figure | None] = {
        Ref(code): Figure(low, high, thirds[code]) for code, (low, high) in box.items()
    }
    node = parse(f"{text} = 0")
    assert isinstance(node, Comparison)
    found = amount(node.left, figures)
    for point in grid(box):
        moved = {code: value + thirds[code] * data.draw(st.sampled_from([-1, 0, 1])) for code, value in point.items()}
        if found is None:
            continue
        true = reference(text, moved)
        assert found.low is None or true >= found.low - found.radius
        assert found.high is None or true <= found.high + found.radius


def test_the_tolerance_of_products_and_quotients() -> None:
    half = Fraction(1, 2)
    assert intervals.times(Figure(-2, 1, half), Figure(3, 3, half)) == Figure(-6, 3, Fraction(11, 4))
    # 4±1/2 over 2±1/2 lies between 3.5/2.5 and 4.5/1.5 = 2 + 1.
    assert intervals.over(Figure(4, 4, half), Figure(2, 2, half)) == Figure(2, 2, 1)
    assert intervals.over(Figure(4, 4), Figure(2, 2, 2)) is None


def test_without_bound_nothing_narrow_is_claimed() -> None:
    above, below = Figure(2, None), Figure(None, 2)
    assert intervals.times(above, Figure(3, 3, 1)) == intervals.ANYTHING
    assert intervals.over(above, Figure(3, 3, 1)) == intervals.ANYTHING
    assert intervals.magnitude(Figure(-5, 2)) == Figure(0, 5)
    assert intervals.magnitude(below) == Figure(0, None)
    assert intervals.smallest([below, Figure(1, 3)]) == Figure(None, 2)
    assert intervals.smallest([above, Figure(1, 3)]) == Figure(1, 3)
    assert intervals.largest([above, Figure(1, 3)]) == Figure(2, None)
    assert intervals.either(above, below) == intervals.ANYTHING
    assert intervals.either(above, Figure(1, 3)) == Figure(1, None)
    assert intervals.rounded(Figure(None, Fraction(5, 2)), 0) == Figure(None, 3)


ENDS = st.integers(-3, 3) | st.none()


@given(ENDS, ENDS, ENDS, ENDS, st.sampled_from("*/"))
def test_products_and_quotients_without_bound_hold_every_figure(
    low: int | None, high: int | None, other_low: int | None, other_high: int | None, sign: str
) -> None:
    assume(low is None or high is None or low <= high)
    assume(other_low is None or other_high is None or other_low <= other_high)
    figures: dict[Ref, Figure | None] = {
        Ref("a"): Figure(low, high),
        Ref("b"): Figure(other_low, other_high),
    }
    node = parse(f"a {sign} b = 0")
    assert isinstance(node, Comparison)
    found = amount(node.left, figures)
    assume(found is not None)
    assert found is not None
    for a, b in itertools.product(range(-9, 10), repeat=2):
        if _inside(a, low, high) and _inside(b, other_low, other_high):
            assert _inside(Fraction(a * b) if sign == "*" else Fraction(a, b), found.low, found.high)


def _inside(value: Fraction | int, low: Fraction | int | None, high: Fraction | int | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)


@given(AMOUNTS, AMOUNTS, SIGNS, BOXES)
def test_a_comparison_read_from_the_other_side_says_the_same(
    left: str, right: str, sign: str, box: dict[str, tuple[int, int]]
) -> None:
    turned = sign.translate(str.maketrans("<>", "><"))
    one = judge(parse(f"{left} {sign} {right}"), figures_of(box)).verdict
    assert judge(parse(f"{right} {turned} {left}"), figures_of(box)).verdict is one
