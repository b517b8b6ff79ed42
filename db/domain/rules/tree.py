"""The shape of a rule as a tree; knows neither how it is written, nor how it is judged or put into words.

A part is either an amount (a number) or a truth (holds or not); which goes where is part of each node's type.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple, TypeAlias

Exact: TypeAlias = int | Fraction


class Ref(NamedTuple):
    """One figure that a rule reads: the code in use, of this year or of the year before (`last`)."""

    code: str
    last: bool = False


@dataclass(frozen=True, slots=True)
class Literal:
    """A number written in the rule."""

    value: Exact


@dataclass(frozen=True, slots=True)
class Name:
    """An item or cell by its code; `position` is where it stands in the text, for messages."""

    ref: Ref
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Range:
    """All cells of a table's row or column; "*" stands for every line that is no declared total."""

    table: str
    row: str
    column: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Negative:
    """The amount with its sign turned."""

    of: "Amount"


@dataclass(frozen=True, slots=True)
class Sum:
    """Terms added or taken away, each with its "+" or "-"; one flat node, so that long sums nest no deeper."""

    terms: tuple[tuple[str, "Amount"], ...]


@dataclass(frozen=True, slots=True)
class Product:
    """Factors multiplied or divided by, each with its "*" or "/", from left to right."""

    factors: tuple[tuple[str, "Amount"], ...]


@dataclass(frozen=True, slots=True)
class Call:
    """sum, count, min, max, abs or round; the second argument of round is a Literal."""

    function: str
    args: tuple["Amount | Range", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """if(…) between two amounts."""

    condition: "Truth"
    then: "Amount"
    otherwise: "Amount"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two amounts and one of = != < <= > >=."""

    left: "Amount"
    sign: str
    right: "Amount"


@dataclass(frozen=True, slots=True)
class Not:
    """The truth turned round."""

    of: "Truth"


@dataclass(frozen=True, slots=True)
class All:
    """Parts joined with `and`."""

    parts: tuple["Truth", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Parts joined with `or`."""

    parts: tuple["Truth", ...]


@dataclass(frozen=True, slots=True)
class Case:
    """if(…) between two truths."""

    condition: "Truth"
    then: "Truth"
    otherwise: "Truth"


Amount: TypeAlias = Literal | Name | Negative | Sum | Product | Call | Choice
Truth: TypeAlias = Comparison | Not | All | Either | Case
Node: TypeAlias = Amount | Truth | Range
TRUTHS = (Comparison, Not, All, Either, Case)


def children(node: Node) -> tuple[Node, ...]:
    """The parts directly below `node`, in the order written."""
    match node:
        case Sum(pairs) | Product(pairs):
            return tuple(part for _, part in pairs)
        case Call(_, parts) | All(parts) | Either(parts):
            return parts
        case Negative(of) | Not(of):
            return (of,)
        case Choice(condition, then, otherwise) | Case(condition, then, otherwise):
            return (condition, then, otherwise)
        case Comparison(left, _, right):
            return (left, right)
        case _:
            return ()


def leaves(node: Node) -> Iterator[Name | Range]:
    """Every item, cell and range named in `node`, in the order written."""
    if isinstance(node, Name | Range):
        yield node
    for part in children(node):
        yield from leaves(part)


def divides(node: Node) -> bool:
    """Whether a division is worked out anywhere in `node`."""
    if isinstance(node, Product) and any(sign == "/" for sign, _ in node.factors):
        return True
    return any(divides(part) for part in children(node))


Replace: TypeAlias = Callable[[Name | Range], tuple[Name, ...]]


def with_leaves(node: Truth, replace: Replace) -> Truth:
    """`node` with every name and range put through `replace`; a range may become several names."""
    match node:
        case Comparison(left, sign, right):
            return Comparison(_amount(left, replace), sign, _amount(right, replace))
        case Not(of):
            return Not(with_leaves(of, replace))
        case All(parts):
            return All(tuple(with_leaves(part, replace) for part in parts))
        case Either(parts):
            return Either(tuple(with_leaves(part, replace) for part in parts))
        case Case(condition, then, otherwise):
            return Case(*(with_leaves(part, replace) for part in (condition, then, otherwise)))


def _amount(node: Amount, replace: Replace) -> Amount:
    match node:
        case Name():
            return replace(node)[0]
        case Negative(of):
            return Negative(_amount(of, replace))
        case Sum(terms):
            return Sum(tuple((sign, _amount(term, replace)) for sign, term in terms))
        case Product(factors):
            return Product(tuple((sign, _amount(factor, replace)) for sign, factor in factors))
        case Call(function, args):
            return Call(function, tuple(new for arg in args for new in _argument(arg, replace)))
        case Choice(condition, then, otherwise):
            return Choice(with_leaves(condition, replace), _amount(then, replace), _amount(otherwise, replace))
        case Literal():
            return node


def _argument(node: Amount | Range, replace: Replace) -> tuple[Amount, ...]:
    return replace(node) if isinstance(node, Range) else (_amount(node, replace),)
