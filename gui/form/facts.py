"""What is known of an item besides its figure, as lines of text; knows items, years and events, no widget."""

from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction
from typing import Final, Protocol

from PySide6.QtCore import QCoreApplication

from db.domain import units
from db.domain.comparison import Change
from db.domain.echo import factor_words
from db.domain.items import Aggregate, Item

translate: Final = QCoreApplication.translate
_OFFERED: Final = {  # other units in which a figure is often at hand
    units.AREA: ("平方米", "亩", "万亩", "公顷", "平方公里"),
    units.MONEY: ("元", "万元", "亿元"),
}


class Happening(Protocol):
    """One line of the history, as the store gives it."""

    @property
    def at(self) -> str: ...
    @property
    def who(self) -> str: ...
    @property
    def how(self) -> str: ...
    @property
    def before_state(self) -> str: ...
    @property
    def before_words(self) -> str: ...
    @property
    def after_state(self) -> str: ...
    @property
    def after_words(self) -> str: ...
    @property
    def why(self) -> str: ...


def measure(item: Item) -> str:
    """The unit, and how other units of its family are taken into it."""
    own = units.find(item.unit)
    if not item.kind.is_number or own is None:
        return item.kind.label
    lines = [item.unit or translate("facts", "无单位")]
    for word in _OFFERED.get(own.family, ()):
        other = units.find(word)
        if other is not None and other.factor != own.factor:
            factor = units.conversion(other, own) or Fraction(1)
            lines.append(f"1 {word} = {factor_words(factor)} {item.unit}")
    if item.units_also:
        lines.append(translate("facts", "也可写作{}").format("、".join(item.units_also)))
    if own.is_classifier:
        lines.append(translate("facts", "与其他计数单位不折算"))
    return "；".join(lines)


def adding(item: Item) -> str:
    """How the figures of several units make one."""
    return {
        Aggregate.SUM: translate("facts", "各单位相加"),
        Aggregate.DERIVED: translate("facts", "由汇总后的分子、分母重新计算"),
        Aggregate.NONE: translate("facts", "不汇总"),
    }[item.aggregate]


def beside(last: str, change: Change) -> str:
    """Last year's figure with what became of it: 30　+7　+23.33%; the remark alone where there is neither."""
    parts = (last, change.difference, change.percent, change.remark)
    return "　".join(dict.fromkeys(part for part in parts if part))


def happening(event: Happening) -> tuple[str, str, str, str, str, str]:
    """One event as (when, who, how, from, to, why)."""
    before = event.before_words or event.before_state
    after = event.after_words or event.after_state
    return moment(event.at), event.who, event.how, before, after, event.why


def happenings(events: Iterable[Happening], most: int) -> str:
    """The last events, the newest first: when, who, how, from what to what, and why."""
    lines = []
    for event in list(events)[:most]:
        at, who, how, before, after, why = happening(event)
        change = f"{before} → {after}" if before != after else after
        reason = translate("facts", "（{}）").format(why) if why else ""
        lines.append(f"{at}　{who}　{how}：{change}{reason}")
    return "\n".join(lines)


def moment(iso: str) -> str:
    """A stored moment in the clerk's notation, to the minute."""
    return f"{datetime.fromisoformat(iso):%Y-%m-%d %H:%M}"
