"""What an item's kind, and last year's cell, say about one cell; knows items and cells, no rules, no return."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from db.domain import units
from db.domain.cells import Cell, State
from db.domain.findings import Finding
from db.domain.items import Item, Kind
from db.domain.pack import Level
from db.domain.quantity import Quantity
from db.domain.rules.words import shown, spaced
from db.domain.slips import slip
from db.domain.swings import SWING, Limits, swing

# In the order in which they are told of one cell.
CELL_CHECKS = (
    *("misread", "reason", "negative", "whole", "share"),
    *("classifier", "decimals", "indefinite", "slip", SWING),
)


def cell_findings(item: Item, cell: Cell, last: Cell | None = None, limits: Limits | None = None) -> Iterator[Finding]:
    """The findings about one cell, one of each check at most, named by check and code.

    `last` is last year's cell; `limits` say how far the figure may move from it, None where it is not compared.
    """
    if cell.misread is not None:
        step = "原文已保留，改正后自动重新核对。"
        yield _finding("misread", item, f"{item.label}：{cell.misread.sentence}", step)
    elif cell.state is State.UNAVAILABLE and not cell.reason.strip():
        message = f"{item.label}标为“暂无法取得”，但没有写原因。"
        yield _finding("reason", item, message, "写明为什么暂时取不到、预计何时能补报。")
    elif cell.quantity is not None:
        yield from _quantity_findings(item, cell, cell.quantity)
        if last is not None and last.quantity is not None:
            yield from _beside_last(item, cell, last, limits)


def _beside_last(item: Item, cell: Cell, last: Cell, limits: Limits | None) -> Iterator[Finding]:
    """One question at most: a figure in another unit has no way from last year's that is worth telling."""
    moved = swing(item, cell, last, limits) if limits else None
    asked = slip(item, cell, last)
    if asked is not None:
        grave = asked.grave or (moved is not None and moved.level is Level.EXPLAIN)
        level = Level.EXPLAIN if grave else Level.HINT
        yield Finding(f"slip:{item.code}", level, (item.code,), asked.message, asked.next_step)
    elif moved is not None:
        yield moved


def _quantity_findings(item: Item, cell: Cell, quantity: Quantity) -> Iterator[Finding]:
    problems = list(_problems(item, quantity))
    if not problems:
        return
    said = spaced(f"{item.label}为", shown(item, cell))
    for check, problem, step in problems:
        yield _finding(check, item, f"{said}{problem}", step)


def _problems(item: Item, quantity: Quantity) -> Iterator[tuple[str, str, str]]:
    """The check, what is wrong with the figure, and what to do."""
    value = quantity.value
    if value is None:
        yield "indefinite", "，不是确数。", "上报时宜写确数。"
        return
    if value < 0 and not item.signed:
        yield "negative", "，本项不能是负数。", "核对后填写 0 或正数。"
    # A last digit worth 1 or more means that no digit follows the point.
    is_whole = quantity.place >= 1 or item.kind is not Kind.COUNT or _is_whole(quantity, value)
    if not is_whole:
        yield "whole", "，计数应当是整数。", "核对台账，填写整数。"
    if item.kind is Kind.SHARE and _is_above_all(quantity):
        yield "share", "，占比不能大于 100%。", "核对分子、分母是否填反，口径是否一致。"
    if quantity.unit != item.unit and not _converts(quantity.unit, item.unit):
        told = f"；本项按“{item.unit}”统计，填的是“{quantity.unit}”，两者不换算。"
        yield "classifier", told, f"确实按“{item.unit}”统计的，请改写单位。"
    if is_whole and quantity.place < 1 and quantity.factor == 1 and _decimals(value) > item.decimals:
        usual = f"通常保留 {item.decimals} 位小数" if item.decimals else "通常不带小数"
        yield "decimals", f"，本项{usual}。", "确需更多位数的，可以保留。"


def _finding(check: str, item: Item, message: str, step: str) -> Finding:
    hints = ("classifier", "decimals", "indefinite")
    level = Level.HINT if check in hints else Level.ERROR
    return Finding(f"{check}:{item.code}", level, (item.code,), message, step)


def _is_whole(quantity: Quantity, value: Decimal) -> bool:
    """Whether the figure counts whole things: 18.13 万户 are 181300."""
    unit = units.find(quantity.unit)
    return (Fraction(value) * (unit.factor if unit else 1)).denominator == 1


def _is_above_all(quantity: Quantity) -> bool:
    """Whether even the lowest number meant is more than the whole."""
    unit = units.find(quantity.unit)
    if quantity.low is None or unit is None:
        return False
    return Fraction(quantity.low) * unit.factor > 1


def _converts(source: str, target: str) -> bool:
    one, other = units.find(source), units.find(target)
    return one is not None and other is not None and units.conversion(one, other) is not None


def _decimals(value: Decimal) -> int:
    """Digits after the point, closing zeros not counted."""
    return max(0, -int(value.normalize().as_tuple().exponent))
