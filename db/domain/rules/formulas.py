"""A rule as rows of spreadsheet formulas that come to the same verdict as the judge; knows trees, no sheets.

The judge counts with intervals, so every amount is a row of seven numbers, the same as those of a `Figure`; every
comparison and every condition is a row with one verdict. Rows read earlier rows only. What is not bounded is ±1E+100.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from db.domain.rules.bound import BoundRule, Condition
from db.domain.rules.cellmath import (
    ONE,
    ZERO,
    Num,
    Test,
    constant,
    least,
    most,
    pick,
    rounded,
    rounded_up,
    size,
    total,
)
from db.domain.rules.figures import Figure
from db.domain.rules.judge import Verdict
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
    Ref,
    Sum,
    Truth,
    divides,
)

VERDICTS = (Verdict.UNJUDGED, Verdict.PASSED, Verdict.DOUBTFUL, Verdict.BROKEN)
"""What the numbers 0 to 3 in a row's verdict mean."""
_UNJUDGED, _PASSED, _DOUBTFUL, _BROKEN = (constant(n) for n in range(4))
_INFINITE = Num("1E+100", 1e100)
_HUGE = Num("1E+50", 1e50)
_NEVER = Num("1E+200", 1e200)
_BLUR = Num("2E-15", 2e-15)  # of the numbers in a comparison: what binary fractions may be off
_TINY = Num("1E-15", 1e-15)


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
WORK = ("work1", "work2", "work3", "work4", "work5", "work6", "work7")
VERDICT = "verdict"
_Allowance = tuple[Num, Num]  # how far, and 1 where it may be just as far


@dataclass
class Row:
    """One row: its number, what it is about, and what stands in it by name (PARTS, WORK, VERDICT)."""

    number: int
    label: str
    cells: dict[str, Num] = field(default_factory=dict)


Address = Callable[[int, str], str]


def stated(figure: Figure | None, address: Callable[[str], str]) -> Parts:
    """The parts of a figure that stands in the sheet at `address` of each part's name."""
    values = _values(figure)
    return Parts._make(Num(address(name), value) for name, value in zip(PARTS, values, strict=True))


def _values(figure: Figure | None) -> tuple[float, ...]:
    if figure is None:
        return (0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0)
    low = -_INFINITE.value if figure.low is None else float(figure.low)
    high = _INFINITE.value if figure.high is None else float(figure.high)
    finite = [abs(end) for end in (low, high) if abs(end) < _HUGE.value]
    return 1.0, low, high, float(figure.radius), float(figure.cut), float(figure.applies), max(finite, default=0.0)


class Ledger:
    """The rows of many rules from `first` on; an amount that several rules name stands in one row.

    `figures` gives the parts of every figure that the rules read, `address` the text that reads a cell of a row.
    """

    def __init__(self, first: int, figures: Mapping[Ref, Parts], address: Address) -> None:
        self.rows: list[Row] = []
        self._first = first
        self._figures = figures
        self._address = address
        self._amounts: dict[Amount, Parts] = {}

    def rule(self, bound: BoundRule) -> Num:
        """Add the rows of a rule; the number of its verdict, see VERDICTS."""
        found = self._condition(bound.check, bound.tolerance, bound.rule.title)
        if bound.when is None:
            return found
        when = self._condition(bound.when, None, bound.rule.title)
        asks = pick(when.equals(_DOUBTFUL) & found.equals(_BROKEN), _DOUBTFUL, found)
        return self._verdict(bound.rule.title, pick(when.equals(_PASSED) | when.equals(_DOUBTFUL), asks, _UNJUDGED))

    def sides(self, bound: BoundRule) -> tuple[Parts, Parts] | None:
        """The two sides of a rule that is one comparison, once its rows are there."""
        tree = bound.check.tree
        return (self.amount(tree.left), self.amount(tree.right)) if isinstance(tree, Comparison) else None

    def _condition(self, condition: Condition, tolerance: Exact | None, label: str) -> Num:
        found = self.truth(condition.tree, tolerance, label)
        if not condition.reads:
            return found
        applies = most([self._figures[ref].applies for ref in condition.reads])
        return self._verdict(label, pick(applies.equals(ZERO), _UNJUDGED, found))

    # ---- rows

    def _row(self, label: str) -> Row:
        row = Row(self._first + len(self.rows), label)
        self.rows.append(row)
        return row

    def _put(self, row: Row, name: str, number: Num) -> Num:
        row.cells[name] = number
        return Num(self._address(row.number, name), number.value)

    def _work(self, row: Row, numbers: Sequence[Num]) -> list[Num]:
        return [self._put(row, name, number) for name, number in zip(WORK, numbers, strict=False)]

    def _verdict(self, label: str, number: Num) -> Num:
        return self._put(self._row(label), VERDICT, number)

    def _parts(self, row: Row, parts: Parts) -> Parts:
        """The parts put into the row; where the amount is not known they are 0."""
        known = self._put(row, "known", parts.known)
        rest = {name: pick(known.equals(ONE), getattr(parts, name), ZERO) for name in PARTS[1:]}
        rest["applies"] = parts.applies
        return Parts._make([known, *(self._put(row, name, rest[name]) for name in PARTS[1:])])

    # ---- truths

    def truth(self, node: Truth, tolerance: Exact | None, label: str) -> Num:
        """Add the rows of a condition; the number of its verdict."""
        match node:
            case Comparison():
                return self._compared(node, tolerance, label)
            case Not(of):
                found = self.truth(of, tolerance, label)
                turned = pick(found.equals(_PASSED), _BROKEN, pick(found.equals(_BROKEN), _PASSED, found))
                return self._verdict(label, turned)
            case All(parts):
                found_all = [self.truth(part, tolerance, label) for part in parts]
                worst = most(found_all)
                unjudged = pick(least(found_all).equals(_UNJUDGED), _UNJUDGED, worst)
                return self._verdict(label, pick(worst.equals(_BROKEN), _BROKEN, unjudged))
            case Either(parts):
                found_any = [self.truth(part, tolerance, label) for part in parts]
                passed = found_any[0].equals(_PASSED)
                for one in found_any[1:]:
                    passed = passed | one.equals(_PASSED)
                return self._verdict(label, pick(passed, _PASSED, least(found_any)))
            case Case(condition, then, otherwise):
                return self._case(condition, (then, otherwise), tolerance, label)

    def _case(self, condition: Truth, branches: tuple[Truth, Truth], tolerance: Exact | None, label: str) -> Num:
        chosen = self.truth(condition, None, label)
        then, otherwise = (self.truth(branch, tolerance, label) for branch in branches)
        nothing = least([chosen, then, otherwise]).equals(_UNJUDGED)
        both = pick(then.equals(otherwise), then, _DOUBTFUL)
        undecided = pick(nothing, _UNJUDGED, both)
        return self._verdict(
            label, pick(chosen.equals(_PASSED), then, pick(chosen.equals(_BROKEN), otherwise, undecided))
        )

    def _compared(self, node: Comparison, tolerance: Exact | None, label: str) -> Num:
        left, right = self.amount(node.left), self.amount(node.right)
        row = self._row(label)
        above, below = _reaches(left, right, node, tolerance)
        reach = above[0] + below[0]
        blur = _TINY + _BLUR * (left.size + right.size + reach)
        numbers = (left.high - right.low, left.low - right.high, *above, *below, blur)
        widest, narrowest, far_above, at_above, far_below, at_below, blur = self._work(row, numbers)
        verdict = _judged(node.sign, (widest, narrowest), ((far_above, at_above), (far_below, at_below)), blur)
        known = (left.known * right.known).equals(ONE)
        return self._put(row, VERDICT, pick(known, verdict, _UNJUDGED))

    # ---- amounts

    def amount(self, node: Amount | Range) -> Parts:
        """Add the rows of an amount, if it has none yet; its parts."""
        if isinstance(node, Range):
            raise TypeError("a range must be tied to a pack before it becomes formulas")
        if isinstance(node, Name):
            return self._figures[node.ref]
        if node not in self._amounts:
            self._amounts[node] = self._new(node)
        return self._amounts[node]

    def _new(self, node: Amount) -> Parts:
        match node:
            case Literal():
                number = constant(node.value)
                return Parts(ONE, number, number, ZERO, ZERO, ONE, size(number))
            case Negative(of):
                return self._sum([("-", self.amount(of))])
            case Sum(terms):
                return self._sum([(sign, self.amount(term)) for sign, term in terms])
            case Product(factors):
                return self._product([(sign, self.amount(factor)) for sign, factor in factors])
            case Choice(condition, then, otherwise):
                return self._chosen(self.truth(condition, None, "取数"), self.amount(then), self.amount(otherwise))
            case Call(function, args):
                return self._called(function, args)
        raise TypeError(node)

    def _called(self, function: str, args: Sequence[Amount | Range]) -> Parts:
        found = [self.amount(arg) for arg in args]
        if function == "sum":
            return self._sum([("+", part) for part in found])
        if function == "abs":
            return self._magnitude(found[0])
        if function == "round":
            return self._rounded(found[0], int(found[1].low.value))
        if function == "count":
            number = total([("+", part.applies) for part in found])
            return self._parts(self._row("项数"), Parts(_all(found), number, number, ZERO, ZERO, ONE, number))
        return self._extreme(function, found)

    def _sum(self, terms: Sequence[tuple[str, Parts]]) -> Parts:
        low = total([(sign, part.low if sign == "+" else part.high) for sign, part in terms])
        high = total([(sign, part.high if sign == "+" else part.low) for sign, part in terms])
        parts = [part for _, part in terms]
        radius, sizes = (total([("+", each) for each in column]) for column in
                         ([part.radius for part in parts], [part.size for part in parts]))  # fmt: skip
        return self._parts(self._row("合计"), Parts(_all(parts), low, high, radius, ZERO, ONE, sizes))

    def _product(self, factors: Sequence[tuple[str, Parts]]) -> Parts:
        (_, result), *rest = factors  # the first sign is always *
        for sign, factor in rest:
            result = self._times(result, factor) if sign == "*" else self._over(result, factor)
        return result

    def _times(self, a: Parts, b: Parts) -> Parts:
        row = self._row("积")
        any_, *corners = self._work(row, [_flag(_open(b, a) | _open(a, b)), *_corners(a, b)])
        radius = a.radius * b.radius + _finite(_reach_of(a)) * b.radius + _finite(_reach_of(b)) * a.radius
        return self._parts(row, _result(any_, corners, radius, _all([a, b]), a.size * b.size))

    def _over(self, a: Parts, b: Parts) -> Parts:
        row = self._row("商")
        nearest = pick(b.low > ZERO, b.low, pick(b.high < ZERO, -b.high, ZERO))
        upside = pick(b.high >= _HUGE, ZERO, ONE / b.high), pick(b.low <= -_HUGE, ZERO, ONE / b.low)
        safe = b.low > ZERO, b.high < ZERO
        turned = [pick(safe[0] | safe[1], end, ZERO) for end in upside]
        inverse = b._replace(low=turned[0], high=turned[1])
        any_, *corners, nearest = self._work(row, [_flag(_open(b, a)), *_corners(a, inverse), nearest])
        room = nearest - b.radius
        radius = a.radius / room + _finite(_reach_of(a)) * b.radius / (nearest * room)
        known = _flag(room > _TINY) * _all([a, b])
        return self._parts(row, _result(any_, corners, radius, known, a.size / nearest))

    def _magnitude(self, a: Parts) -> Parts:
        low = pick(a.low >= ZERO, a.low, pick(a.high <= ZERO, -a.high, ZERO))
        high = pick(a.low >= ZERO, a.high, pick(a.high <= ZERO, -a.low, _reach_of(a)))
        return self._parts(self._row("绝对值"), Parts(a.known, low, high, a.radius, ZERO, ONE, a.size))

    def _rounded(self, a: Parts, digits: int) -> Parts:
        ends = [pick(size(end) >= _HUGE, end, rounded(end, digits)) for end in (a.low, a.high)]
        # A radius of exactly one step must not become two because of a binary fraction.
        radius = pick(a.radius <= ZERO, ZERO, rounded_up(most([ZERO, a.radius - Num("1E-12", 1e-12)]), digits))
        return self._parts(self._row("修约"), Parts(a.known, ends[0], ends[1], radius, ZERO, ONE, a.size))

    def _extreme(self, function: str, found: Sequence[Parts]) -> Parts:
        row = self._row("最小" if function == "min" else "最大")
        (some,) = self._work(row, [most([part.applies for part in found])])
        counts = [part.applies.equals(ONE) | some.equals(ZERO) for part in found]
        choose, nothing = (least, _NEVER) if function == "min" else (most, -_NEVER)
        pairs = list(zip(counts, found, strict=True))
        low, high = (
            choose([pick(test, end, nothing) for test, end in ends])
            for ends in ([(t, part.low) for t, part in pairs], [(t, part.high) for t, part in pairs])
        )
        radius = most([pick(test, part.radius, ZERO) for test, part in pairs])
        sizes = total([("+", part.size) for part in found])
        return self._parts(row, Parts(_all(found), low, high, radius, ZERO, ONE, sizes))

    def _chosen(self, verdict: Num, then: Parts, otherwise: Parts) -> Parts:
        row = self._row("取数")
        first, second = verdict.equals(_PASSED), verdict.equals(_BROKEN)
        both = Parts(
            then.known * otherwise.known,
            least([then.low, otherwise.low]),
            most([then.high, otherwise.high]),
            most([then.radius, otherwise.radius]),
            ZERO,
            ONE,
            then.size + otherwise.size,
        )
        mixed = [pick(first, a, pick(second, b, c)) for a, b, c in zip(then, otherwise, both, strict=True)]
        unjudged = verdict.equals(_UNJUDGED)
        return self._parts(row, Parts._make([pick(unjudged, ZERO, mixed[0]), *mixed[1:]]))


def _flag(test: Test) -> Num:
    return pick(test, ONE, ZERO)


def _all(parts: Sequence[Parts]) -> Num:
    return least([part.known for part in parts])


def _reach_of(a: Parts) -> Num:
    """The largest magnitude of a figure."""
    return most([a.high, -a.low])


def _finite(number: Num) -> Num:
    return pick(number >= _HUGE, ZERO, number)


def _open(tolerated: Parts, other: Parts) -> Test:
    """Whether `tolerated` has a tolerance that `other`, which is not bounded, makes boundless."""
    return (tolerated.radius > ZERO) & (_reach_of(other) >= _HUGE)


def _corners(a: Parts, b: Parts) -> list[Num]:
    return [x * y for x in (a.low, a.high) for y in (b.low, b.high)]


def _result(any_: Num, corners: Sequence[Num], radius: Num, known: Num, sizes: Num) -> Parts:
    """A product from its corners; `any_` is 1 where it may be anything."""
    low, high = least(corners), most(corners)
    boundless = any_.equals(ONE)
    return Parts(
        known,
        pick(boundless | (low <= -_HUGE), -_INFINITE, low),
        pick(boundless | (high >= _HUGE), _INFINITE, high),
        pick(boundless, ZERO, radius),
        ZERO,
        ONE,
        sizes,
    )


# ---------------------------------------------------------------- comparisons, as judge.py makes them


def _reaches(left: Parts, right: Parts, node: Comparison, tolerance: Exact | None) -> tuple[_Allowance, _Allowance]:
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


def _judged(sign: str, gaps: tuple[Num, Num], reaches: tuple[_Allowance, _Allowance], blur: Num) -> Num:
    (widest, narrowest), (above, below) = gaps, reaches
    if sign in ("=", "!="):
        surely = _fits(widest, above, blur) & _fits(-narrowest, below, blur)
        possible = _fits(narrowest, above, blur) & _fits(-widest, below, blur)
        first, last = (_PASSED, _BROKEN) if sign == "=" else (_BROKEN, _PASSED)
        return pick(surely, first, pick(possible, _DOUBTFUL, last))
    if sign in (">", ">="):
        (widest, narrowest), above = (-narrowest, -widest), below
    if sign in ("<", ">"):
        above = (above[0], ZERO)
    surely, possible = _fits(widest, above, blur), _fits(narrowest, above, blur)
    return pick(surely, _PASSED, pick(possible, _DOUBTFUL, _BROKEN))


def _fits(gap: Num, allowance: _Allowance, blur: Num) -> Test:
    reach, closed = allowance
    return gap <= reach + pick(closed.equals(ONE), blur, -blur)
