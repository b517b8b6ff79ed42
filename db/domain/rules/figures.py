"""A figure as the rules see it: the numbers its words allow, in the item's unit; knows cells, no rules."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from db.domain import units
from db.domain.cells import Cell, State
from db.domain.items import Item, Kind
from db.domain.quantity import Quantity
from db.domain.rules.tree import Exact, Ref


class Figure(NamedTuple):
    """All numbers from `low` to `high` (None: no bound), each known to ± `radius`.

    `cut` is what one step of the last digit of a stated share or rate is worth: where it is compared with a
    ratio that can be worked out, it may have been cut off instead of rounded. `applies` is False for 不适用,
    which counts as 0.
    """

    low: Exact | None
    high: Exact | None
    radius: Exact = 0
    cut: Exact = 0
    applies: bool = True


Figures: TypeAlias = Mapping[Ref, Figure | None]
NOT_APPLICABLE = Figure(0, 0, applies=False)
_SCALES = ("万", "亿")


def figure(item: Item, cell: Cell) -> Figure | None:
    """What stands in `cell` in the unit of `item`; None where there is nothing to judge."""
    if cell.state is State.NOT_APPLICABLE:
        return NOT_APPLICABLE
    quantity = cell.quantity
    if quantity is None or cell.state is not State.VALUE:
        return None
    if quantity.unit == item.unit:
        return _figure(item, quantity, cell.words, 1)
    return _figure(item, quantity, cell.words, factor(quantity.unit, item.unit))


def factor(source: str, target: str) -> Exact:
    """How many `target` one `source` is; 1 where they count different things: the number stays."""
    one, other = units.find(source), units.find(target)
    found = units.conversion(one, other) if one and other else None
    return 1 if found is None else found


def exact(number: Decimal) -> Exact:
    """The decimal as a whole number or a fraction."""
    top, bottom = number.as_integer_ratio()
    return top if bottom == 1 else Fraction(top, bottom)


def _figure(item: Item, quantity: Quantity, words: str, by: Exact) -> Figure:
    low = None if quantity.low is None else exact(quantity.low) * by
    high = low
    if quantity.high is not quantity.low:
        high = None if quantity.high is None else exact(quantity.high) * by
    if not _is_rounded(item, quantity, words):
        return Figure(low, high)
    step = Fraction(exact(quantity.place) * by)
    return Figure(low, high, step / 2, step if item.kind in (Kind.SHARE, Kind.RATE) else 0)


def _is_rounded(item: Item, quantity: Quantity, words: str) -> bool:
    """Whether the last digit may stand for a longer number; a stated 0 says that nothing happened."""
    if item.kind in (Kind.SHARE, Kind.RATE):
        return True
    if quantity.value is not None and not quantity.value:
        return False
    if item.kind is not Kind.COUNT:
        return True
    return quantity.place < 1 or is_scaled(item) or any(scale in words for scale in _SCALES)


def is_scaled(item: Item) -> bool:
    """Whether the item is counted in 万 or 亿."""
    return any(scale in item.unit for scale in _SCALES)
