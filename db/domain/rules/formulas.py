"""A rule as rows of spreadsheet formulas that come to the same verdict as the judge; knows trees, no sheets.

The judge counts with intervals, so every amount is a row of seven numbers, the same as those of a `Figure`; every
comparison and every condition is a row with one verdict. Rows read earlier rows only. What is not bounded is ±1E+100.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from db.domain.rules.bound import BoundRule, Condition
from db.domain.rules.cellmath import (
    ONE,
    ZERO,
    Num,
    constant,
    least,
    most,
    pick,
    rounded,
    rounded_up,
    size,
    total,
)
from db.domain.rules.formula_parts import (
    BLUR,
    BROKEN,
    DOUBTFUL,
    HUGE,
    NEVER,
    PARTS,
    PASSED,
    TINY,
    UNJUDGED,
    Parts,
    all_known,
    corners,
    finite,
    flag,
    judged,
    magnitude,
    opens,
    product,
    reaches,
)
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
)

WORK = ("work1", "work2", "work3", "work4", "work5", "work6", "work7")
VERDICT = "verdict"


@dataclass
class Row:
    """One row: its number, what it is about, and what stands in it by name (PARTS, WORK, VERDICT)."""

    number: int
    label: str
    cells: dict[str, Num] = field(default_factory=dict)


Address = Callable[[int, str], str]


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
        asks = pick(when.equals(DOUBTFUL) & found.equals(BROKEN), DOUBTFUL, found)
        return self._verdict(bound.rule.title, pick(when.equals(PASSED) | when.equals(DOUBTFUL), asks, UNJUDGED))

    def sides(self, bound: BoundRule) -> tuple[Parts, Parts] | None:
        """The two sides of a rule that is one comparison, once its rows are there."""
        tree = bound.check.tree
        return (self.amount(tree.left), self.amount(tree.right)) if isinstance(tree, Comparison) else None

    def line(self, label: str) -> Callable[[str, Num], Num]:
        """Add a row; what puts a number into one of its cells by name, and gives what reads it there."""
        row = self._row(label)
        return lambda name, number: self._put(row, name, number)

    def _condition(self, condition: Condition, tolerance: Exact | None, label: str) -> Num:
        found = self.truth(condition.tree, tolerance, label)
        if not condition.reads:
            return found
        applies = most([self._figures[ref].applies for ref in condition.reads])
        return self._verdict(label, pick(applies.equals(ZERO), UNJUDGED, found))

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
        rest = [
            number if number is ZERO or number is ONE else self._put(row, name, pick(known.equals(ONE), number, ZERO))
            for name, number in zip(PARTS[1:], parts[1:], strict=True)
        ]
        return Parts._make([known, *rest])

    # ---- truths

    def truth(self, node: Truth, tolerance: Exact | None, label: str) -> Num:
        """Add the rows of a condition; the number of its verdict."""
        match node:
            case Comparison():
                return self._compared(node, tolerance, label)
            case Not(of):
                found = self.truth(of, tolerance, label)
                turned = pick(found.equals(PASSED), BROKEN, pick(found.equals(BROKEN), PASSED, found))
                return self._verdict(label, turned)
            case All(parts):
                found_all = [self.truth(part, tolerance, label) for part in parts]
                worst = most(found_all)
                unjudged = pick(least(found_all).equals(UNJUDGED), UNJUDGED, worst)
                return self._verdict(label, pick(worst.equals(BROKEN), BROKEN, unjudged))
            case Either(parts):
                found_any = [self.truth(part, tolerance, label) for part in parts]
                passed = found_any[0].equals(PASSED)
                for one in found_any[1:]:
                    passed = passed | one.equals(PASSED)
                return self._verdict(label, pick(passed, PASSED, least(found_any)))
            case Case(condition, then, otherwise):
                return self._case(condition, (then, otherwise), tolerance, label)

    def _case(self, condition: Truth, branches: tuple[Truth, Truth], tolerance: Exact | None, label: str) -> Num:
        chosen = self.truth(condition, None, label)
        then, otherwise = (self.truth(branch, tolerance, label) for branch in branches)
        nothing = least([chosen, then, otherwise]).equals(UNJUDGED)
        both = pick(then.equals(otherwise), then, DOUBTFUL)
        undecided = pick(nothing, UNJUDGED, both)
        return self._verdict(
            label, pick(chosen.equals(PASSED), then, pick(chosen.equals(BROKEN), otherwise, undecided))
        )

    def _compared(self, node: Comparison, tolerance: Exact | None, label: str) -> Num:
        left, right = self.amount(node.left), self.amount(node.right)
        row = self._row(label)
        above, below = reaches(left, right, node, tolerance)
        reach = above[0] + below[0]
        blur = TINY + BLUR * (left.size + right.size + reach)
        numbers = (left.high - right.low, left.low - right.high, *above, *below, blur)
        widest, narrowest, far_above, at_above, far_below, at_below, blur = self._work(row, numbers)
        verdict = judged(node.sign, (widest, narrowest), ((far_above, at_above), (far_below, at_below)), blur)
        known = (left.known * right.known).equals(ONE)
        return self._put(row, VERDICT, pick(known, verdict, UNJUDGED))

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
            return self._parts(self._row("项数"), Parts(all_known(found), number, number, ZERO, ZERO, ONE, number))
        return self._extreme(function, found)

    def _sum(self, terms: Sequence[tuple[str, Parts]]) -> Parts:
        low = total([(sign, part.low if sign == "+" else part.high) for sign, part in terms])
        high = total([(sign, part.high if sign == "+" else part.low) for sign, part in terms])
        parts = [part for _, part in terms]
        radius, sizes = (total([("+", each) for each in column]) for column in
                         ([part.radius for part in parts], [part.size for part in parts]))  # fmt: skip
        return self._parts(self._row("合计"), Parts(all_known(parts), low, high, radius, ZERO, ONE, sizes))

    def _product(self, factors: Sequence[tuple[str, Parts]]) -> Parts:
        (_, result), *rest = factors  # the first sign is always *
        for sign, factor in rest:
            result = self._times(result, factor) if sign == "*" else self._over(result, factor)
        return result

    def _times(self, a: Parts, b: Parts) -> Parts:
        row = self._row("积")
        any_, *ends = self._work(row, [flag(opens(b, a) | opens(a, b)), *corners(a, b)])
        radius = a.radius * b.radius + finite(magnitude(a)) * b.radius + finite(magnitude(b)) * a.radius
        return self._parts(row, product(any_, ends, radius, all_known([a, b]), a.size * b.size))

    def _over(self, a: Parts, b: Parts) -> Parts:
        row = self._row("商")
        nearest = pick(b.low > ZERO, b.low, pick(b.high < ZERO, -b.high, ZERO))
        upside = pick(b.high >= HUGE, ZERO, ONE / b.high), pick(b.low <= -HUGE, ZERO, ONE / b.low)
        safe = b.low > ZERO, b.high < ZERO
        turned = [pick(safe[0] | safe[1], end, ZERO) for end in upside]
        inverse = b._replace(low=turned[0], high=turned[1])
        any_, *ends, nearest = self._work(row, [flag(opens(b, a)), *corners(a, inverse), nearest])
        room = nearest - b.radius
        radius = a.radius / room + finite(magnitude(a)) * b.radius / (nearest * room)
        known = flag(room > TINY) * all_known([a, b])
        return self._parts(row, product(any_, ends, radius, known, a.size / nearest))

    def _magnitude(self, a: Parts) -> Parts:
        low = pick(a.low >= ZERO, a.low, pick(a.high <= ZERO, -a.high, ZERO))
        high = pick(a.low >= ZERO, a.high, pick(a.high <= ZERO, -a.low, magnitude(a)))
        return self._parts(self._row("绝对值"), Parts(a.known, low, high, a.radius, ZERO, ONE, a.size))

    def _rounded(self, a: Parts, digits: int) -> Parts:
        ends = [pick(size(end) >= HUGE, end, rounded(end, digits)) for end in (a.low, a.high)]
        # A radius of exactly one step must not become two because of a binary fraction.
        radius = pick(a.radius <= ZERO, ZERO, rounded_up(most([ZERO, a.radius - Num("1E-12", 1e-12)]), digits))
        return self._parts(self._row("修约"), Parts(a.known, ends[0], ends[1], radius, ZERO, ONE, a.size))

    def _extreme(self, function: str, found: Sequence[Parts]) -> Parts:
        row = self._row("最小" if function == "min" else "最大")
        (some,) = self._work(row, [most([part.applies for part in found])])
        counts = [part.applies.equals(ONE) | some.equals(ZERO) for part in found]
        choose, nothing = (least, NEVER) if function == "min" else (most, -NEVER)
        pairs = list(zip(counts, found, strict=True))
        low, high = (
            choose([pick(test, end, nothing) for test, end in ends])
            for ends in ([(t, part.low) for t, part in pairs], [(t, part.high) for t, part in pairs])
        )
        radius = most([pick(test, part.radius, ZERO) for test, part in pairs])
        sizes = total([("+", part.size) for part in found])
        return self._parts(row, Parts(all_known(found), low, high, radius, ZERO, ONE, sizes))

    def _chosen(self, verdict: Num, then: Parts, otherwise: Parts) -> Parts:
        row = self._row("取数")
        first, second = verdict.equals(PASSED), verdict.equals(BROKEN)
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
        unjudged = verdict.equals(UNJUDGED)
        return self._parts(row, Parts._make([pick(unjudged, ZERO, mixed[0]), *mixed[1:]]))
