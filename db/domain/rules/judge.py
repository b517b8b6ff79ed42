"""Judging a tree against figures: 通过, 不符, 未核 or 可能不符; knows intervals, no cells, no words.

A comparison is 不符 only if no numbers that the words allow could satisfy it, and 可能不符 where some could and
some could not. A missing figure leaves it 未核, and so does dividing by 0.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from db.domain.rules import intervals
from db.domain.rules.figures import Figure, Figures
from db.domain.rules.tree import (
    All,
    Amount,
    Call,
    Case,
    Choice,
    Comparison,
    Either,
    Exact,
    Literal,
    Name,
    Negative,
    Not,
    Product,
    Range,
    Sum,
    Truth,
    divides,
)


class Verdict(StrEnum):
    """What judging a rule may come to."""

    PASSED = "通过"
    BROKEN = "不符"
    UNJUDGED = "未核"
    DOUBTFUL = "可能不符"


@dataclass(frozen=True, slots=True)
class Sides:
    """One comparison with the figures of its two sides; None where a side could not be worked out."""

    comparison: Comparison
    left: Figure | None
    right: Figure | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict, and the comparisons that led to it, the first one first."""

    verdict: Verdict
    sides: tuple[Sides, ...]

    @property
    def left(self) -> Figure | None:
        """The left side of the comparison that decided."""
        return self.sides[0].left if self.sides else None

    @property
    def right(self) -> Figure | None:
        """The right side of the comparison that decided."""
        return self.sides[0].right if self.sides else None


# From the strongest: `and` is as bad as its strongest part, `or` the same with 通过 and 不符 changed over.
_FOR_ALL = (Verdict.BROKEN, Verdict.UNJUDGED, Verdict.DOUBTFUL, Verdict.PASSED)
_FOR_EITHER = (Verdict.PASSED, Verdict.UNJUDGED, Verdict.DOUBTFUL, Verdict.BROKEN)
_OPPOSITE = {Verdict.PASSED: Verdict.BROKEN, Verdict.BROKEN: Verdict.PASSED}


def judge(node: Truth, figures: Figures, tolerance: Exact | None = None) -> Judgement:
    """Judge `node`, whose names must be tied to a pack (`bound.bind`).

    `figures` has a Figure or None for everything the tree reads. `tolerance`, where the rule states one,
    replaces what follows from the precision of the figures.
    """
    match node:
        case Comparison():
            return _compared(node, figures, tolerance)
        case Not(of):
            found = judge(of, figures, tolerance)
            return Judgement(_OPPOSITE.get(found.verdict, found.verdict), found.sides)
        case All(parts):
            return _strongest((judge(part, figures, tolerance) for part in parts), _FOR_ALL)
        case Either(parts):
            return _strongest((judge(part, figures, tolerance) for part in parts), _FOR_EITHER)
        case Case(condition, then, otherwise):
            chosen = judge(condition, figures).verdict
            if chosen is Verdict.PASSED:
                return judge(then, figures, tolerance)
            if chosen is Verdict.BROKEN:
                return judge(otherwise, figures, tolerance)
            branches = [judge(part, figures, tolerance) for part in (then, otherwise)]
            return _undecided(chosen, branches)


def _strongest(parts: Iterable[Judgement], order: tuple[Verdict, ...]) -> Judgement:
    found = list(parts)
    verdict = min((part.verdict for part in found), key=order.index)
    deciding = [part for part in found if part.verdict is verdict]
    return Judgement(verdict, tuple(sides for part in deciding for sides in part.sides))


def _undecided(condition: Verdict, branches: list[Judgement]) -> Judgement:
    """The outcome of if(…) whose condition is 未核 or 可能不符."""
    sides = tuple(side for branch in branches for side in branch.sides)
    verdicts = {branch.verdict for branch in branches}
    if condition is Verdict.UNJUDGED or Verdict.UNJUDGED in verdicts:
        return Judgement(Verdict.UNJUDGED, sides)
    return Judgement(verdicts.pop() if len(verdicts) == 1 else Verdict.DOUBTFUL, sides)


def _compared(node: Comparison, figures: Figures, tolerance: Exact | None) -> Judgement:
    left, right = amount(node.left, figures), amount(node.right, figures)
    if left is None or right is None:
        return Judgement(Verdict.UNJUDGED, (Sides(node, left, right),))
    if tolerance is not None or not (left.radius or right.radius):
        allowed = (tolerance or 0, True)
        verdict = _verdict(node.sign, left, right, allowed, allowed)
    else:
        below_left, above_left = _allowance(left, node.right)
        below_right, above_right = _allowance(right, node.left)
        verdict = _verdict(node.sign, left, right, _reach(below_left, above_right), _reach(above_left, below_right))
    return Judgement(verdict, (Sides(node, left, right),))


_Allowance = tuple[Exact, bool]


def _allowance(stated: Figure, other: Amount) -> tuple[_Allowance, _Allowance]:
    """How far below and above the stated number the true one may lie, and whether it may be there."""
    rounded = (stated.radius, True)
    if not stated.cut or not divides(other):
        return rounded, rounded
    cut = (stated.cut, False)
    is_negative = stated.high is not None and stated.high < 0
    return (cut, rounded) if is_negative else (rounded, cut)


def _reach(one: _Allowance, other: _Allowance) -> _Allowance:
    """The two together. Where both sides are rounded, a gap of exactly their sum is too wide.

    12.5 prints as 13 or as 12; but what prints as 2.13 and what prints as 2.12 never meet.
    """
    return one[0] + other[0], one[1] and other[1] and not (one[0] and other[0])


def _verdict(sign: str, left: Figure, right: Figure, above: _Allowance, below: _Allowance) -> Verdict:
    """`above` is how far left may exceed right and still be called equal, `below` the other way."""
    if sign == "!=":
        equal = _verdict("=", left, right, above, below)
        return _OPPOSITE.get(equal, equal)
    if sign in (">", ">="):
        return _verdict(sign.replace(">", "<"), right, left, below, above)
    if sign == "<":
        above = (above[0], False)
    widest = None if left.high is None or right.low is None else left.high - right.low
    narrowest = None if left.low is None or right.high is None else left.low - right.high
    surely = widest is not None and _fits(widest, above)
    possible = narrowest is None or _fits(narrowest, above)
    if sign == "=":
        surely = surely and narrowest is not None and _fits(-narrowest, below)
        possible = possible and (widest is None or _fits(-widest, below))
    if surely:
        return Verdict.PASSED
    return Verdict.DOUBTFUL if possible else Verdict.BROKEN


def _fits(gap: Exact, allowance: _Allowance) -> bool:
    reach, closed = allowance
    return gap < reach or (closed and gap == reach)


def amount(node: Amount | Range, figures: Figures) -> Figure | None:
    """What `node` comes to; None where a figure is missing or a divisor is 0."""
    match node:
        case Name(ref):
            return figures[ref]
        case Literal(value):
            return Figure(value, value)
        case Call(function, args):
            return _called(function, args, figures)
        case Sum(terms):
            return _sum((sign, amount(term, figures)) for sign, term in terms)
        case Negative(of):
            return _sum([("-", amount(of, figures))])
        case Product(factors):
            return _product((sign, amount(factor, figures)) for sign, factor in factors)
        case Choice():
            return _chosen(node, figures)
        case Range():
            raise TypeError("a range must be tied to a pack before it is judged")


def _sum(terms: Iterable[tuple[str, Figure | None]]) -> Figure | None:
    low: Exact | None = 0
    high: Exact | None = 0
    radius: Exact = 0
    for sign, term in terms:
        if term is None:
            return None
        if sign == "-":
            term = intervals.negative(term)  # noqa: PLW2901 -- the term with its sign
        low = None if low is None or term.low is None else low + term.low
        high = None if high is None or term.high is None else high + term.high
        radius += term.radius
    return Figure(low, high, radius)


def _product(factors: Iterable[tuple[str, Figure | None]]) -> Figure | None:
    result: Figure | None = Figure(1, 1)
    for sign, factor in factors:
        if factor is None or result is None:
            return None
        result = intervals.times(result, factor) if sign == "*" else intervals.over(result, factor)
    return result


def _called(function: str, args: tuple[Amount | Range, ...], figures: Figures) -> Figure | None:
    found = [amount(arg, figures) for arg in args]
    known = [figure for figure in found if figure is not None]
    if len(known) < len(found):
        return None
    if function == "sum":
        return _sum(("+", figure) for figure in known)
    if function == "abs":
        return intervals.magnitude(known[0])
    if function == "round":
        return intervals.rounded(known[0], int(known[1].low or 0))
    applying = [figure for figure in known if figure.applies]
    if function == "count":
        return Figure(len(applying), len(applying))
    pick = intervals.smallest if function == "min" else intervals.largest
    return pick(applying or known)


def _chosen(node: Choice, figures: Figures) -> Figure | None:
    chosen = judge(node.condition, figures).verdict
    if chosen is Verdict.UNJUDGED:
        return None
    if chosen is not Verdict.DOUBTFUL:
        return amount(node.then if chosen is Verdict.PASSED else node.otherwise, figures)
    then, otherwise = amount(node.then, figures), amount(node.otherwise, figures)
    return None if then is None or otherwise is None else intervals.either(then, otherwise)
