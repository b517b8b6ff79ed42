"""A figure that moved far from last year's; knows two cells of one item and a pack's thresholds, no return.

Figures are intervals: it is asked about only if all that the words allow has moved too far, and told as a 提示 where
only some has. Small figures jump for no reason, so the greater of the two must reach a floor.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction

from db.domain import units
from db.domain.cells import Cell
from db.domain.findings import Finding
from db.domain.items import Item
from db.domain.pack import Level, Pack, Swing
from db.domain.quantity import Quantity
from db.domain.rules.figures import Figure, figure
from db.domain.rules.tree import Exact
from db.domain.rules.words import number, shown, spaced, with_unit

SWING = "swing"
_FLOOR = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,12})?)\s*(\D*)")
ANY_CLASSIFIER = "件"  # its floor holds for 宗, 起, 人 and all else that counts single things
_times = Context(prec=400).multiply  # words are limited to far fewer digits, so nothing is ever rounded
_MANY = 10  # times: from here on a whole number says enough
_ASKED = "核对台账和计量单位；确实如此的，写明原因；统计口径变了的，在备注里以“口径调整”开头写明。"
_HINTED = "核对台账；确实如此的可以保留，宜在备注里写明情况。"
_NONE_LEFT = "核对是否漏统；确实没有发生的，保留 0。"


@dataclass(frozen=True, slots=True)
class Limits:
    """A pack's thresholds for one unit; the floors are in that unit, `unit`.

    Below `least` nothing is ever said, nor between `over` and `under` (top, bottom): that spares most figures the
    arithmetic of fractions.
    """

    swing: Swing
    unit: str
    ask_from: Fraction
    hint_from: Fraction
    least: Decimal
    over: tuple[Decimal, Decimal]
    under: tuple[Decimal, Decimal]


def limits_of(pack: Pack) -> Mapping[str, Limits]:
    """The thresholds for each unit that numbers of `pack` are counted in; empty where the pack has none."""
    if pack.swing is None:
        return {}
    counted = {item.unit for item in pack.items.values() if item.kind.is_number}
    return {unit: found for unit in counted if (found := limits_for(pack.swing, unit))}


def limits_for(swing: Swing, unit: str) -> Limits | None:
    """The thresholds for figures in `unit`; None where the pack names no floor for them."""
    ask, hint = floor(swing.ask_from, unit), floor(swing.hint_from, unit)
    if ask is None or hint is None:
        return None
    over, under = _ratio(swing.hint_over), _ratio(swing.hint_under)
    return Limits(swing, unit, ask, hint, Decimal(int(min(ask, hint))), over, under)


def _ratio(times: Fraction) -> tuple[Decimal, Decimal]:
    return Decimal(times.numerator), Decimal(times.denominator)


def floor_of(words: str) -> tuple[Fraction, str] | None:
    """A floor as packs write it: a number and a unit known here; None if it is none."""
    read = _FLOOR.fullmatch(words.strip())
    return (Fraction(read[1]), read[2]) if read and read[2] and units.find(read[2]) else None


def floor(floors: tuple[tuple[Fraction, str], ...], unit: str) -> Fraction | None:
    """The floor that holds for figures in `unit`, in that unit; None if there is none."""
    own = units.find(unit)
    for least, word in floors:
        kept = units.find(word)
        if own is None or kept is None:
            continue
        if kept.family == own.family or (own.is_classifier and word == ANY_CLASSIFIER):
            return least * kept.factor / own.factor
    return None


def swing(item: Item, now: Cell, last: Cell, limits: Limits) -> Finding | None:
    """What to say of the way from `last` year's cell to `now`; None where there is nothing to say."""
    if item.signed or not item.kind.is_number or _is_calm(now.quantity, last.quantity, limits):
        return None
    new, old = figure(item, now), figure(item, last)
    level = _level(new, old, limits) if new and old and new.applies and old.applies else None
    if new is None or old is None or level is None:
        return None
    said = f"{spaced(f'{item.label}为', shown(item, now))}，{spaced('上年为', shown(item, last))}"
    step = _NONE_LEFT if new.high == 0 else _ASKED if level is Level.EXPLAIN else _HINTED
    return Finding(f"{SWING}:{item.code}", level, (item.code,), f"{said}{_moved(item, new, old)}。", step)


def _is_calm(new: Quantity | None, old: Quantity | None, limits: Limits) -> bool:
    """Whether there is nothing to say at first sight: both below every floor, or not far enough from each other."""
    if new is None or old is None:
        return True
    if new.high is None or old.high is None or new.unit != limits.unit or old.unit != limits.unit:
        return False
    if new.high < limits.least and old.high < limits.least:
        return True
    if not (new.exact and old.exact) or old.high <= 0:
        return False
    most, fewest = limits.over, limits.under
    grown = _times(new.high, most[1]) > _times(old.high, most[0])
    return not grown and _times(new.high, fewest[1]) >= _times(old.high, fewest[0])


def _level(new: Figure, old: Figure, limits: Limits) -> Level | None:
    """The level to speak at; negative figures, and growth from 0, compare with nothing."""
    if new.low is None or old.low is None or new.low < 0 or old.low < 0 or old.high == 0:
        return None
    by, surely = limits.swing, max(new.low, old.low)
    if new.high == 0:
        return Level.HINT if surely >= limits.hint_from else None
    if surely >= limits.ask_from and _beyond(new, old, by.ask_over, by.ask_under):
        return Level.EXPLAIN
    if surely >= limits.hint_from and _beyond(new, old, by.hint_over, by.hint_under):
        return Level.HINT
    perhaps = surely >= limits.ask_from and _perhaps(new, old, by.ask_over, by.ask_under)
    return Level.HINT if perhaps else None


def _beyond(new: Figure, old: Figure, over: Fraction, under: Fraction) -> bool:
    """Whether every pair of numbers that the words allow lies beyond the bounds."""
    assert new.low is not None
    assert old.low is not None
    grown = old.high is not None and new.low > over * old.high
    return grown or (new.high is not None and new.high < under * old.low)


def _perhaps(new: Figure, old: Figure, over: Fraction, under: Fraction) -> bool:
    """Whether some pair does; where a figure has no upper bound that says nothing."""
    if new.high is None or old.high is None or new.low is None or old.low is None:
        return False
    return new.high > over * old.low or new.low < under * old.high


def _moved(item: Item, new: Figure, old: Figure) -> str:
    if new.low != new.high or old.low != old.high or new.low is None or old.low is None:
        return "；填的不是确数，变动较大"
    gap = abs(Fraction(new.low) - Fraction(old.low))
    unit = "个百分点" if item.unit == "%" else item.unit
    return f"{_rate(new.low, old.low)}，相差 {with_unit(number(gap), unit)}"


def _rate(new: Exact, old: Exact) -> str:
    """增加 71%, 约为上年的 6.2 倍; nothing for 0, where the two numbers say it all."""
    times = Fraction(new) / Fraction(old)
    if not times:
        return ""
    if times >= 2:
        return f"，约为上年的 {_round(times)} 倍"
    if times <= Fraction(1, 5):
        return f"，约为上年的 1/{_round(1 / times)}"
    return f"，{'增加' if times > 1 else '减少'} {_whole(abs(times - 1) * 100)}%"


def _round(times: Fraction) -> str:
    if times >= _MANY:
        return f"{_whole(times):,}"
    whole, tenth = divmod(_whole(times * 10), 10)
    return f"{whole}.{tenth}" if tenth else str(whole)


def _whole(value: Fraction) -> int:
    return int(value + Fraction(1, 2))
