"""What one amount of a rule is in a row of formulas, and how two are compared there; knows no trees of rules."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from db.domain.rules.cellmath import ONE, ZERO, Num, Test, constant, least, most, pick
from db.domain.rules.figures import Figure
from db.domain.rules.judge import Verdict
from db.domain.rules.tree import Comparison, Exact, divides

VERDICTS = (Verdict.UNJUDGED, Verdict.PASSED, Verdict.DOUBTFUL, Verdict.BROKEN)
"""What the numbers 0 to 3 in a row's verdict mean."""
UNJUDGED, PASSED, DOUBTFUL, BROKEN = (constant(n) for n in range(4))
_INFINITE = Num("1E+100", 1e100)
HUGE = Num("1E+50", 1e50)
NEVER = Num("1E+200", 1e200)
BLUR = Num("2E-15", 2e-15)  # of the numbers in a comparison: what binary fractions may be off
TINY = Num("1E-15", 1e-15)


class Parts(NamedTuple):
    """One amount: whether it is `known`, the numbers of its Figure, and how big the numbers behind it are (`size`)."""

    known: Num
    low: Num
    high: Num
    radius: Num
    cut: Num
    applies: Num
    size: Num


PARTS = Parts._fields
_Allowance = tuple[Num, Num]  # how far, and 1 where it may be just as far


def stated(figure: Figure | None, address: Callable[[str], str]) -> Parts:
    """The parts of a figure that stands in the sheet at `address` of each part's name."""
    values = _values(figure)
    return Parts._make(Num(address(name), value) for name, value in zip(PARTS, values, strict=True))


def _values(figure: Figure | None) -> tuple[float, ...]:
    if figure is None:
        return (0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0)
    low = -_INFINITE.value if figure.low is None else float(figure.low)
    high = _INFINITE.value if figure.high is None else float(figure.high)
    finite = [abs(end) for end in (low, high) if abs(end) < HUGE.value]
    return 1.0, low, high, float(figure.radius), float(figure.cut), float(figure.applies), max(finite, default=0.0)


def flag(test: Test) -> Num:
    """1 where the test holds, else 0."""
    return pick(test, ONE, ZERO)


def all_known(parts: Sequence[Parts]) -> Num:
    """1 where every part is known, else 0."""
    return least([part.known for part in parts])


def magnitude(a: Parts) -> Num:
    """The largest magnitude of a figure."""
    return most([a.high, -a.low])


def finite(number: Num) -> Num:
    """The number, or 0 where it is not bounded."""
    return pick(number >= HUGE, ZERO, number)


def opens(tolerated: Parts, other: Parts) -> Test:
    """Whether `tolerated` has a tolerance that `other`, which is not bounded, makes boundless."""
    return (tolerated.radius > ZERO) & (magnitude(other) >= HUGE)


def corners(a: Parts, b: Parts) -> list[Num]:
    """The products of the ends of two figures."""
    return [x * y for x in (a.low, a.high) for y in (b.low, b.high)]


def product(any_: Num, corners: Sequence[Num], radius: Num, known: Num, sizes: Num) -> Parts:
    """A product from its corners; `any_` is 1 where it may be anything."""
    low, high = least(corners), most(corners)
    boundless = any_.equals(ONE)
    return Parts(
        known,
        pick(boundless | (low <= -HUGE), -_INFINITE, low),
        pick(boundless | (high >= HUGE), _INFINITE, high),
        pick(boundless, ZERO, radius),
        ZERO,
        ONE,
        sizes,
    )


# ---------------------------------------------------------------- comparisons, as judge.py makes them


def reaches(left: Parts, right: Parts, node: Comparison, tolerance: Exact | None) -> tuple[_Allowance, _Allowance]:
    """How far left may exceed right and still be called equal, and the other way."""
    if tolerance is not None:
        same = constant(tolerance), ONE
        return same, same
    below_left, above_left = _allowances(left, divides(node.right))
    below_right, above_right = _allowances(right, divides(node.left))
    return _reach(below_left, above_right), _reach(above_left, below_right)


def _allowances(stated: Parts, other_divides: bool) -> tuple[_Allowance, _Allowance]:
    plain = stated.radius, ONE
    if not other_divides or stated.cut is ZERO:
        return plain, plain
    falls = stated.high < ZERO
    cut = stated.cut > ZERO
    ends = (cut & falls, cut & (stated.high >= ZERO))
    below, above = ((pick(end, stated.cut, stated.radius), pick(end, ZERO, ONE)) for end in ends)
    return below, above


def _reach(one: _Allowance, other: _Allowance) -> _Allowance:
    both = (one[0] > ZERO) & (other[0] > ZERO)
    return one[0] + other[0], pick(both, ZERO, one[1] * other[1])


def judged(sign: str, gaps: tuple[Num, Num], reaches: tuple[_Allowance, _Allowance], blur: Num) -> Num:
    """The number of the verdict of a comparison; `gaps` are the widest and narrowest of left minus right."""
    (widest, narrowest), (above, below) = gaps, reaches
    if sign in ("=", "!="):
        surely = _fits(widest, above, blur) & _fits(-narrowest, below, blur)
        possible = _fits(narrowest, above, blur) & _fits(-widest, below, blur)
        first, last = (PASSED, BROKEN) if sign == "=" else (BROKEN, PASSED)
        return pick(surely, first, pick(possible, DOUBTFUL, last))
    if sign in (">", ">="):
        (widest, narrowest), above = (-narrowest, -widest), below
    if sign in ("<", ">"):
        above = (above[0], ZERO)
    surely, possible = _fits(widest, above, blur), _fits(narrowest, above, blur)
    return pick(surely, PASSED, pick(possible, DOUBTFUL, BROKEN))


def _fits(gap: Num, allowance: _Allowance, blur: Num) -> Test:
    reach, closed = allowance
    return gap <= reach + pick(closed.equals(ONE), blur, -blur)
