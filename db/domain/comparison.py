"""This year beside last year: the difference, the percentage, or the word that says why there is none.

Knows two cells of one item and the packs they were asked by; knows no window, no workbook and no rules.
"""

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from db.domain.cells import BLANK, Cell, State
from db.domain.items import Item
from db.domain.quantity import plain
from db.domain.returns import Return
from db.domain.rules.tree import Ref

NEW = "新增"
RESTATED = "口径调整"
INCOMPARABLE = "无法比较"
ROUGH = "含约数"
OTHER_UNIT = "单位不同"
FROM_ZERO = "上年为0"
FROM_BELOW_ZERO = "上年为负"
_LAST_STATES = {
    State.BLANK: "上年未填",
    State.NOT_APPLICABLE: "上年不适用",
    State.UNAVAILABLE: "上年暂无法取得",
}
_POINTS = {"%": "个百分点", "‰": "个千分点"}
_AMPLE = 200  # digits; words are limited to far fewer, so no difference is ever rounded


@dataclass(frozen=True, slots=True)
class Change:
    """What changed since last year.

    `difference` and `percent` are signed words ("" where there is none), `remark` says why one is missing.
    `amount` is the exact difference in the item's unit, `points` the word it is counted in if that is not
    the unit; `share` the percentage, rounded half up to two decimals and meant for the eye only.
    """

    difference: str = ""
    percent: str = ""
    remark: str = ""
    amount: Decimal | None = None
    points: str = ""
    share: Decimal | None = None


def beside_last(ret: Return, last: Return | None, code: str) -> Change:
    """How the item `code` of `ret` differs from the return of the year before; nothing to say without one."""
    if last is None:
        return Change()
    item = ret.item(code)
    return compare(item, ret.cell(code), counterpart(item, last), restated(ret, last, code))


def restated(ret: Return, last: Return, code: str) -> bool:
    """Whether the figure counts something else than last year: the clerk's remark says so, or the packs differ.

    A pack that was only edited keeps its id and restates nothing.
    """
    item = ret.item(code)
    if any(line.lstrip().startswith(RESTATED) for line in ret.cell(code).note.splitlines()):
        return True
    known = next((found for name in (code, *item.aliases) if (found := last.pack.resolve(name))), None)
    if known is None or last.pack.id == ret.pack.id:
        return False
    former = last.pack.items[known]
    redefined = bool(item.definition and former.definition) and plain(item.definition) != plain(former.definition)
    return redefined or item.kind is not former.kind


def compare(item: Item, now: Cell, last: Cell | None, is_restated: bool = False) -> Change:
    """How `now` differs from `last` year's cell of the same item; None: last year did not ask for it."""
    if now.state is not State.VALUE:
        return Change()
    if last is None:
        return Change(remark=NEW)
    if last.state is not State.VALUE:
        return Change(remark=_LAST_STATES[last.state])
    if not item.kind.is_number or is_restated:
        return Change(remark=RESTATED if item.kind.is_number else "")
    new, old = now.quantity, last.quantity
    if new is None or old is None:
        return Change(remark=INCOMPARABLE)
    if new.unit != old.unit:
        return Change(remark=OTHER_UNIT)
    if new.value is None or old.value is None or not (new.exact and old.exact):
        return Change(remark=ROUGH)
    return _difference(new.value, old.value, new.unit)


def counterpart(item: Item, last: Return) -> Cell | None:
    """Last year's cell of `item`, also under an older code; None if last year did not ask for it."""
    for code in (item.code, *item.aliases):
        known = last.pack.resolve(code)
        if known is not None and (known in last.active or known in last.cells):
            return last.cell(known)
    return None


def cell_read(ret: Return, last: Return | None, ref: Ref) -> Cell:
    """The cell that a rule means by `ref`: of `ret`, or of the same item in `last` year's return."""
    if not ref.last:
        return ret.cells.get(ref.code, BLANK)
    return (counterpart(ret.pack.items[ref.code], last) if last else None) or BLANK


def _difference(new: Decimal, old: Decimal, unit: str) -> Change:
    with localcontext() as context:
        context.prec = _AMPLE
        amount = new - old
    points = _POINTS.get(unit, "")
    difference = _signed(amount) + points
    if points:
        # A percentage of percentages says nothing that anybody means.
        return Change(difference, amount=amount, points=points)
    if old <= 0:
        why = "" if amount == 0 else FROM_ZERO if old == 0 else FROM_BELOW_ZERO
        return Change(difference, remark=why, amount=amount)
    share = _percentage(amount, old)
    return Change(difference, f"{_signed(share)}%", amount=amount, share=share)


def _percentage(amount: Decimal, old: Decimal) -> Decimal:
    """`amount` in per cent of `old`, rounded half away from zero to two decimals, without a rounded step between."""
    exact = abs(Fraction(amount) / Fraction(old)) * 10_000
    rounded = (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
    return Decimal(rounded if amount > 0 else -rounded).scaleb(-2)


def _signed(number: Decimal) -> str:
    return f"{number:+,f}" if number else "0"
