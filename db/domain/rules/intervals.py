"""Arithmetic with figures that are intervals with a tolerance; knows numbers only, no items and no rules.

Every result holds each number that its operands allow. Where one figure enters twice the result may be wider
than need be, so that a rule is rather doubted than wrongly called broken.
"""

from collections.abc import Sequence
from fractions import Fraction

from db.domain.rules.figures import Figure
from db.domain.rules.tree import Exact

ANYTHING = Figure(None, None)
_End = tuple[Exact | None, int]


def negative(a: Figure) -> Figure:
    """The number with its sign turned."""
    return Figure(_minus(a.high), _minus(a.low), a.radius)


def times(a: Figure, b: Figure) -> Figure:
    """The product; the tolerance is |a|·tb + |b|·ta + ta·tb."""
    most_a, most_b = _most(a), _most(b)
    radius = a.radius * b.radius
    for most, tolerance in ((most_a, b.radius), (most_b, a.radius)):
        if tolerance and most is None:
            return ANYTHING
        radius += (most or 0) * tolerance
    corners = [_corner(x, y) for x in _ends(a) for y in _ends(b)]
    finite = [value for value, _ in corners if value is not None]
    low = None if (None, -1) in corners else min(finite, default=None)
    high = None if (None, 1) in corners else max(finite, default=None)
    return Figure(low, high, radius)


def over(a: Figure, b: Figure) -> Figure | None:
    """The quotient; None where the divisor is or may be 0."""
    least = _least(b)
    if least is None or least <= b.radius:
        return None
    low = _inverse(b.high)
    turned = times(Figure(a.low, a.high), Figure(low, low if b.high == b.low else _inverse(b.low)))
    most = _most(a)
    if b.radius and most is None:
        return ANYTHING
    # |(a+α)/(b+β) − a/b| ≤ |α|/(|b|−|β|) + |a||β|/(|b|(|b|−|β|)), largest at the smallest |b|.
    radius = Fraction(a.radius) / (least - b.radius)
    radius += Fraction((most or 0) * b.radius) / (least * (least - b.radius))
    return Figure(turned.low, turned.high, radius)


def magnitude(a: Figure) -> Figure:
    """The number without its sign."""
    if a.low is not None and a.low >= 0:
        return Figure(a.low, a.high, a.radius)
    if a.high is not None and a.high <= 0:
        return negative(a)
    return Figure(0, _most(a), a.radius)


def rounded(a: Figure, digits: int) -> Figure:
    """The number with `digits` after the point, halves away from 0 as Excel does."""
    step = Fraction(1, 10**digits)
    low = None if a.low is None else half_up(a.low, digits)
    high = None if a.high is None else half_up(a.high, digits)
    return Figure(low, high, -(-Fraction(a.radius) // step) * step)


def half_up(value: Exact, digits: int) -> Fraction:
    """The number with `digits` after the point, halves away from 0."""
    scaled = abs(Fraction(value)) * 10**digits
    whole = (2 * scaled + 1) // 2
    return Fraction(whole if value >= 0 else -whole, 10**digits)


def smallest(figures: Sequence[Figure]) -> Figure:
    """The smallest of several figures."""
    lows = [f.low for f in figures if f.low is not None]
    highs = [f.high for f in figures if f.high is not None]
    low = min(lows) if len(lows) == len(figures) else None
    return Figure(low, min(highs, default=None), max(f.radius for f in figures))


def largest(figures: Sequence[Figure]) -> Figure:
    """The largest of several figures."""
    return negative(smallest([negative(figure) for figure in figures]))


def either(a: Figure, b: Figure) -> Figure:
    """One of the two, not known which."""
    low = None if a.low is None or b.low is None else min(a.low, b.low)
    high = None if a.high is None or b.high is None else max(a.high, b.high)
    return Figure(low, high, max(a.radius, b.radius))


def _minus(bound: Exact | None) -> Exact | None:
    return None if bound is None else -bound


def _inverse(bound: Exact | None) -> Exact:
    return 0 if bound is None else Fraction(1) / bound


def _most(a: Figure) -> Exact | None:
    if a.low is None or a.high is None:
        return None
    return max(a.high, -a.low)


def _least(a: Figure) -> Exact | None:
    if a.low is not None and a.low > 0:
        return a.low
    return -a.high if a.high is not None and a.high < 0 else None


def _ends(a: Figure) -> tuple[_End, ...]:
    if a.low is not None and a.low == a.high:
        return ((a.low, 0),)  # most figures are one number, and each product of fractions saved counts
    return (a.low, -1), (a.high, 1)


def _corner(x: _End, y: _End) -> _End:
    """The product of two ends: a number, or no bound to one side (None, −1 or 1)."""
    (a, _), (b, _) = x, y
    if a is not None and b is not None:
        return a * b, 0
    sign = _sign(x) * _sign(y)
    return (None, sign) if sign else (0, 0)


def _sign(end: _End) -> int:
    value, side = end
    return side if value is None else (value > 0) - (value < 0)
