"""Judging: exact where figures are exact, never too strict where words leave room."""

from fractions import Fraction

import pytest

from db.domain.cells import State, marked, typed
from db.domain.items import Item, Kind, Tier
from db.domain.rules import (
    Figure,
    Ref,
    Verdict,
    figure,
    judge,
    parse,
)
from db.domain.rules.figures import NOT_APPLICABLE
from db.domain.rules.judge import amount
from db.domain.rules.tree import Comparison

PASSED, BROKEN = Verdict.PASSED, Verdict.BROKEN
UNJUDGED, DOUBTFUL = Verdict.UNJUDGED, Verdict.DOUBTFUL


def item(unit: str = "件", kind: Kind = Kind.COUNT, code: str = "a") -> Item:
    return Item(code, "1.01", "项目", unit, kind, 2, Tier.CORE, "s")


def stated(words: str, unit: str = "件", kind: Kind = Kind.COUNT) -> Figure | None:
    wanted = item(unit, kind)
    return figure(wanted, typed(wanted, words))


def rate(words: str) -> Figure | None:
    return stated(words, "%", Kind.RATE)


def verdict(text: str, **figures: Figure | int | None) -> Verdict:
    return tolerant(text, None, **figures)


def tolerant(text: str, /, tolerance: int | None, **figures: Figure | int | None) -> Verdict:
    """The verdict with the rule's own tolerance; a whole number stands for an exact figure."""
    given_ = {Ref(code): Figure(value, value) if isinstance(value, int) else value for code, value in figures.items()}
    return judge(parse(text), given_, tolerance).verdict


# ---- what the words of a cell come to


@pytest.mark.parametrize(
    ("words", "unit", "kind", "expected"),
    [
        ("37", "件", Kind.COUNT, Figure(37, 37)),
        ("1,234", "件", Kind.COUNT, Figure(1234, 1234)),
        ("二十", "件", Kind.COUNT, Figure(20, 20)),
        ("1500余", "件", Kind.COUNT, Figure(1500, 1600)),
        ("20以上", "件", Kind.COUNT, Figure(20, None)),
        ("数十", "件", Kind.COUNT, Figure(20, 100)),
        ("1.2万", "件", Kind.COUNT, Figure(12000, 12000, 500)),
        ("3亿", "件", Kind.COUNT, Figure(300000000, 300000000, 50000000)),
        ("18", "万户", Kind.COUNT, Figure(18, 18, Fraction(1, 2))),
        ("0.5", "件", Kind.COUNT, Figure(Fraction(1, 2), Fraction(1, 2), Fraction(1, 20))),
        ("1.5", "万亩", Kind.QUANTITY, Figure(Fraction(3, 2), Fraction(3, 2), Fraction(1, 20))),
        ("12", "万元", Kind.MONEY, Figure(12, 12, Fraction(1, 2))),
        ("0", "万元", Kind.MONEY, Figure(0, 0)),
        ("0.00", "万元", Kind.MONEY, Figure(0, 0)),
        ("90", "%", Kind.RATE, Figure(90, 90, Fraction(1, 2), 1)),
        ("0.0", "%", Kind.SHARE, Figure(0, 0, Fraction(1, 20), Fraction(1, 10))),
        ("30", "宗", Kind.COUNT, Figure(30, 30)),
    ],
)
def test_a_figure_holds_what_its_words_allow(words: str, unit: str, kind: Kind, expected: Figure) -> None:
    assert stated(words, unit, kind) == expected


def test_a_unit_without_finite_decimal_is_converted_exactly() -> None:
    # 100 亩 are 200000/3 平方米: the cell keeps 亩, the rules count 平方米.
    found = stated("100亩", "平方米", Kind.QUANTITY)
    assert found == Figure(Fraction(200000, 3), Fraction(200000, 3), Fraction(1000, 3))


def test_another_classifier_keeps_the_number() -> None:
    assert stated("30宗", "件") == Figure(30, 30)


def test_states_of_a_cell() -> None:
    assert figure(item(), marked(State.NOT_APPLICABLE, "")) == NOT_APPLICABLE
    assert figure(item(), marked(State.UNAVAILABLE, "未到账")) is None
    assert figure(item(), marked(State.BLANK, "")) is None
    assert stated("abc") is None
    assert stated("文字", "", Kind.TEXT) is None


# ---- comparisons


@pytest.mark.parametrize(
    ("sign", "below", "same", "above"),
    [
        ("=", BROKEN, PASSED, BROKEN),
        ("!=", PASSED, BROKEN, PASSED),
        ("<", PASSED, BROKEN, BROKEN),
        ("<=", PASSED, PASSED, BROKEN),
        (">", BROKEN, BROKEN, PASSED),
        (">=", BROKEN, PASSED, PASSED),
    ],
)
def test_exact_counts(sign: str, below: Verdict, same: Verdict, above: Verdict) -> None:
    assert [verdict(f"a {sign} b", a=a, b=5) for a in (4, 5, 6)] == [below, same, above]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = 1550", DOUBTFUL),
        ("a = 1500", DOUBTFUL),
        ("a = 1601", BROKEN),
        ("a != 1601", PASSED),
        ("a >= 1500", PASSED),
        ("a > 1500", DOUBTFUL),
        ("a < 1500", BROKEN),
        ("a <= 1550", DOUBTFUL),
        ("a + 100 >= 1600", PASSED),
        ("a = b", DOUBTFUL),
        ("b < 100", DOUBTFUL),
        ("b < 20", BROKEN),
        ("b >= 20", PASSED),
        ("b * 2 < 40", BROKEN),
        ("100 / b <= 5", PASSED),
        ("-b > -20", BROKEN),
    ],
)
def test_words_that_leave_room(text: str, expected: Verdict) -> None:
    assert verdict(text, a=stated("1500余"), b=stated("20以上")) is expected


def test_rounded_terms_may_differ_by_half_a_digit_each() -> None:
    figures = {
        code: stated(words, "万亩", Kind.QUANTITY)
        for code, words in {"a": "3.4", "b": "1.1", "c": "2.2", "d": "3.5"}.items()
    }
    assert verdict("a = b + c", **figures) is PASSED
    assert verdict("d = b + c", **figures) is BROKEN
    assert verdict("a <= b + c", **figures) is PASSED
    assert verdict("d <= b + c", **figures) is BROKEN


def test_neighbouring_digits_do_not_meet_but_half_a_digit_rounds_either_way() -> None:
    area = Kind.QUANTITY
    assert verdict("a <= b", a=stated("2.13", "万亩", area), b=stated("2.12", "万亩", area)) is BROKEN
    for words in ("12", "13"):
        assert verdict("a = b / 2", a=rate(words), b=25) is PASSED
    assert verdict("a = b / 2", a=rate("14"), b=25) is BROKEN


@pytest.mark.parametrize(
    ("words", "expected"),
    [("91.6", PASSED), ("91.7", PASSED), ("91.67", PASSED), ("91.66", PASSED), ("92", PASSED),
     ("91", PASSED), ("91.5", BROKEN), ("91.8", BROKEN), ("91.65", BROKEN), ("90", BROKEN)],
)  # fmt: skip
def test_a_stated_rate_may_be_rounded_or_cut(words: str, expected: Verdict) -> None:
    assert verdict("r = a / b * 100", r=rate(words), a=33, b=36) is expected
    assert verdict("a / b * 100 = r", r=rate(words), a=33, b=36) is expected


def test_a_cut_rate_never_reaches_the_next_digit_and_a_falling_one_is_cut_towards_zero() -> None:
    assert verdict("r = a / b * 100", r=rate("91"), a=92, b=100) is BROKEN
    assert verdict("r = a / b * 100", r=rate("-16.6"), a=-1, b=6) is PASSED
    assert verdict("r = a / b * 100", r=rate("-16.7"), a=-1, b=6) is PASSED
    assert verdict("r = a / b * 100", r=rate("-16.8"), a=-1, b=6) is BROKEN


def test_a_cut_rate_reaches_up_and_a_rounded_one_down() -> None:
    assert verdict("r >= a / b * 100", r=rate("91.6"), a=33, b=36) is PASSED
    assert verdict("r >= a / b * 100", r=rate("91.5"), a=33, b=36) is BROKEN
    assert verdict("r <= a / b * 100", r=rate("91.7"), a=33, b=36) is PASSED
    assert verdict("r <= a / b * 100", r=rate("91.8"), a=33, b=36) is BROKEN


def test_only_a_rate_beside_a_worked_out_ratio_may_be_cut() -> None:
    assert verdict("r = a", r=rate("91.6"), a=Figure(Fraction(9167, 100), Fraction(9167, 100))) is BROKEN
    money = stated("91.6", "万元", Kind.MONEY)
    assert verdict("m = a / b * 100", m=money, a=33, b=36) is BROKEN
    assert verdict("m = a / b", m=stated("0.9", "万元", Kind.MONEY), a=33, b=36) is PASSED


def test_the_rules_own_tolerance_replaces_all_others() -> None:
    assert tolerant("r = a / b * 100", 0, r=rate("91.7"), a=33, b=36) is BROKEN
    assert tolerant("a = b", 2, a=7, b=5) is PASSED
    assert tolerant("a = b", 2, a=8, b=5) is BROKEN
    assert tolerant("a <= b", 2, a=7, b=5) is PASSED


# ---- what is missing, and what does not apply


def test_a_missing_figure_leaves_the_rule_unjudged() -> None:
    assert verdict("a = b", a=1, b=None) is UNJUDGED
    assert verdict("a = sum(b, c)", a=1, b=1, c=None) is UNJUDGED
    assert verdict("a = round(b, 1) + abs(c) - max(a, c)", a=1, b=1, c=None) is UNJUDGED
    assert verdict("count(a, b) = 1", a=1, b=None) is UNJUDGED


def test_dividing_by_nothing_leaves_the_rule_unjudged() -> None:
    assert verdict("a / b = 1", a=1, b=0) is UNJUDGED
    assert verdict("a / b = 1", a=1, b=NOT_APPLICABLE) is UNJUDGED
    assert verdict("a / b < 9", a=1, b=stated("5以下")) is UNJUDGED
    assert verdict("a / (b - c) < 9", a=1, b=rate("5"), c=rate("4")) is UNJUDGED


def test_not_applicable_counts_as_nothing() -> None:
    assert verdict("a = b + c", a=3, b=3, c=NOT_APPLICABLE) is PASSED
    assert verdict("a = b", a=3, b=NOT_APPLICABLE) is BROKEN
    assert verdict("min(a, b) = 3", a=3, b=NOT_APPLICABLE) is PASSED
    assert verdict("max(a, b) = -3", a=-3, b=NOT_APPLICABLE) is PASSED
    assert verdict("count(a, b) = 1", a=3, b=NOT_APPLICABLE) is PASSED


T, F, U, D = "a = 1", "a = 2", "m = 1", "d = 1550"


@pytest.mark.parametrize(
    ("one", "other", "both", "any_"),
    [
        (T, T, PASSED, PASSED), (T, F, BROKEN, PASSED), (F, F, BROKEN, BROKEN),
        (T, U, UNJUDGED, PASSED), (F, U, BROKEN, UNJUDGED), (U, U, UNJUDGED, UNJUDGED),
        (T, D, DOUBTFUL, PASSED), (F, D, BROKEN, DOUBTFUL), (D, D, DOUBTFUL, DOUBTFUL),
        (U, D, UNJUDGED, UNJUDGED),
    ],
)  # fmt: skip
def test_and_and_or_of_four_verdicts(one: str, other: str, both: Verdict, any_: Verdict) -> None:
    figures = {"a": 1, "m": None, "d": stated("1500余")}
    for left, right in ((one, other), (other, one)):
        assert verdict(f"{left} and {right}", **figures) is both
        assert verdict(f"{left} or {right}", **figures) is any_
        # De Morgan: denying the whole is denying the parts.
        denied = verdict(f"not ({left} and {right})", **figures)
        assert verdict(f"not {left} or not {right}", **figures) is denied


def test_not_turns_only_what_is_certain() -> None:
    figures = {"a": 1, "m": None, "d": stated("1500余")}
    found = [verdict(f"not {text}", **figures) for text in (T, F, U, D)]
    assert found == [BROKEN, PASSED, UNJUDGED, DOUBTFUL]


def test_if_takes_the_branch_that_holds() -> None:
    assert verdict("if(a > 0, b, c) = 2", a=1, b=2, c=None) is PASSED
    assert verdict("if(a > 0, b, c) = 2", a=0, b=None, c=2) is PASSED
    assert verdict("if(a > 0, b, c) = 2", a=None, b=2, c=2) is UNJUDGED
    assert verdict("if(a > 0, b = 2, b = 3)", a=1, b=2) is PASSED
    assert verdict("if(a > 0, b = 2, b = 3)", a=0, b=2) is BROKEN
    assert verdict("if(m > 0, b = 2, b > 1)", m=None, b=2) is UNJUDGED


def test_if_that_may_go_either_way_is_sure_only_where_both_ways_agree() -> None:
    about = stated("1500余")
    assert verdict("if(d > 1550, b, c) >= 2", d=about, b=2, c=3) is PASSED
    assert verdict("if(d > 1550, b, c) = 2", d=about, b=2, c=3) is DOUBTFUL
    assert verdict("if(d > 1550, b, c) = 4", d=about, b=2, c=3) is BROKEN
    assert verdict("if(d > 1550, b, c) = 2", d=about, b=2, c=None) is UNJUDGED
    assert verdict("if(d > 1550, b = 2, c = 3)", d=about, b=2, c=3) is PASSED
    assert verdict("if(d > 1550, b = 2, c = 4)", d=about, b=2, c=3) is DOUBTFUL


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [("2.5", 0, 3), ("-2.5", 0, -3), ("2.449", 1, Fraction(12, 5)), ("2.45", 1, Fraction(5, 2))],
)
def test_round_takes_halves_away_from_zero(value: str, digits: int, expected: Fraction) -> None:
    node = parse(f"round({value.replace('-', '0 - ')}, {digits}) = 0")
    assert isinstance(node, Comparison)
    assert amount(node.left, {}) == Figure(expected, expected)
