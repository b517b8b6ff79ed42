"""A figure so far off last year's that it was likely written in another unit; knows two cells, judges no rules.

It only asks: nothing is ever converted unless the person says so.
"""

from dataclasses import dataclass
from fractions import Fraction

from db.domain import units
from db.domain.cells import Cell
from db.domain.echo import factor_words, grouped
from db.domain.items import Item
from db.domain.quantity import Quantity

FAR = 50  # times last year's figure: below it figures grow and shrink by themselves
GRAVE = 3_000  # about ten thousand: 元 for 万元, 平方米 for 公顷
NEAR = 3  # a guessed unit must bring the figure this close to last year's
FEWEST = 10  # things: from 2 to 130 is no slip
_OTHERS = {  # the units people have in their heads; 万 and 亿 of the item's own base are added
    units.AREA: ("平方米", "亩", "公顷", "平方公里", "万亩", "万平方米"),
    units.MONEY: ("元", "万元", "亿元"),
    units.RATIO: ("", "%", "‰"),
    "length": ("米", "公里"),
    "weight": ("公斤", "吨"),
}
_RATIO_WORDS = {"": "小数", "%": "百分数", "‰": "千分数"}


@dataclass(frozen=True, slots=True)
class Slip:
    """A question about one figure.

    `question` is the short one asked while typing, `message` says the figures, `next_step` what to write instead.
    `grave` when the figure is about ten thousand times off.
    """

    question: str
    message: str
    next_step: str
    grave: bool


def slip(item: Item, now: Cell, last: Cell | None) -> Slip | None:
    """What to ask about `now` beside `last` year's cell; None where the figures are of one size, or one is missing."""
    own = units.find(item.unit)
    if last is None or own is None or not (now.quantity and last.quantity):
        return None
    new, old = now.quantity, last.quantity
    if not new.value or not old.value or _of_one_size(new, old):
        return None
    sizes = in_unit(new, own), in_unit(old, own)
    if sizes[0] is None or sizes[1] is None or (sizes[0] > 0) != (sizes[1] > 0):
        return None
    value, before = abs(sizes[0]), abs(sizes[1])
    times = max(value / before, before / value)
    if times < FAR:
        return None
    off = _Off(item, own, now, _said(last, old), value, before)
    return _other_unit(off) or _digits(off)


def _of_one_size(new: Quantity, old: Quantity) -> bool:
    """Nine in ten figures are told apart by their number of digits; no fraction is needed for them."""
    return new.unit == old.unit and _length(new) == _length(old)


def _length(read: Quantity) -> int:
    return read.value.adjusted() if read.value is not None else 0


def in_unit(read: Quantity, own: units.Unit) -> Fraction | None:
    """The one number that is stated, in the unit `own`; None where there is none or the units do not convert."""
    kept = units.find(read.unit)
    factor = units.conversion(kept, own) if kept else None
    return None if factor is None or read.value is None else Fraction(read.value) * factor


def _said(cell: Cell, read: Quantity) -> str:
    """The words as typed, with the unit they count where it was not typed: 1,800 万元, 180万元, 20公顷."""
    words = grouped(cell.words.strip())
    if read.typed_unit or (read.unit and words.endswith(read.unit)):
        return words
    return _with_unit(words, read.unit) if words[-1:].isdecimal() else f"{words}{read.unit}"


@dataclass(frozen=True, slots=True)
class _Off:
    """A figure that is far off: `value` and `before` are both in the item's `own` unit, without sign."""

    item: Item
    own: units.Unit
    now: Cell
    last_words: str
    value: Fraction
    before: Fraction

    @property
    def times(self) -> Fraction:
        return max(self.value / self.before, self.before / self.value)

    @property
    def grave(self) -> bool:
        return self.times >= GRAVE

    @property
    def message(self) -> str:
        assert self.now.quantity is not None
        words = _said(self.now, self.now.quantity)
        return f"{self.item.label}为 {words}，上年为 {self.last_words}，{self.far}"

    @property
    def far(self) -> str:
        about = _round(self.times)
        return f"约为上年的 {about} 倍" if self.value > self.before else f"约为上年的 1/{about}"


def _other_unit(off: _Off) -> Slip | None:
    """The question by the unit that would bring the figure closest to last year's."""
    found: list[tuple[Fraction, int, units.Unit, Fraction]] = []
    for place, (other, factor) in enumerate(_others(off.own)):
        meant = off.value * factor
        distance = max(meant / off.before, off.before / meant)
        if distance <= NEAR:
            found.append((distance, place, other, factor))
    if not found:
        return None
    _, _, other, factor = min(found, key=lambda one: one[:2])
    name = _RATIO_WORDS.get(other.word, other.word)
    question = f"是否按{name}填写？{_told_factor(off, other, factor)}。"
    step = f"是按{name}填的，请改为{_meant(off, other, factor)}；确实如此的，写明原因。"
    return Slip(question, f"{off.message}。是否按{name}填写？", step, off.grave)


def _digits(off: _Off) -> Slip | None:
    """Without a unit that explains it: too many or too few zeros, or a point in the wrong place."""
    few = off.own.is_classifier and min(off.value, off.before) * off.own.factor < FEWEST
    if off.own.family == units.RATIO or (few and not off.grave):
        return None
    question = f"{off.far}（{off.last_words}），请核对单位和位数。"
    step = "核对台账和计量单位，看是否多写、少写了零；确实如此的，写明原因。"
    return Slip(question, f"{off.message}，请核对单位和位数。", step, off.grave)


def _meant(off: _Off, other: units.Unit, factor: Fraction) -> str:
    """What to write instead: the figure in the item's own unit, or with its unit where that has no finite decimal."""
    words = factor_words(_signed(off) * factor)
    if "/" in words:
        return f"“{factor_words(_signed(off))}{other.word}”"
    return f" {_with_unit(words, off.own.word)}"


def _signed(off: _Off) -> Fraction:
    read = off.now.quantity
    return -off.value if read and read.value and read.value < 0 else off.value


def factors(own: units.Unit) -> tuple[Fraction, ...]:
    """How many of `own` one of each unit is that a figure may have been written in instead."""
    return tuple(factor for _, factor in _others(own))


def _others(own: units.Unit) -> list[tuple[units.Unit, Fraction]]:
    """The units people may have had in their heads, with their factors; the first goes before the next."""
    scaled = (own.base, f"万{own.base}", f"亿{own.base}") if own.family not in (units.RATIO, units.AREA) else ()
    known = filter(None, map(units.find, dict.fromkeys((*_OTHERS.get(own.family, ()), *scaled))))
    pairs = ((other, units.conversion(other, own)) for other in known)
    return [(other, factor) for other, factor in pairs if factor is not None and factor != 1]


def _told_factor(off: _Off, other: units.Unit, factor: Fraction) -> str:
    own = off.own
    if own.family == units.RATIO:
        typed = factor_words(_signed(off))
        return f"{typed}{other.word} 即 {factor_words(_signed(off) * factor)}{own.word}"
    if factor < 1:  # the greater unit first: 1 万元 = 10,000 元
        return f"本项按“{own.word}”统计，1 {own.word} = {factor_words(1 / factor)} {other.word}"
    return f"本项按“{own.word}”统计，1 {other.word} = {factor_words(factor)} {own.word}"


def _with_unit(words: str, unit: str) -> str:
    return f"{words}{unit}" if unit in _RATIO_WORDS else f"{words} {unit}"


def _round(times: Fraction) -> str:
    """Times as one says them: two digits are enough."""
    whole = int(times + Fraction(1, 2))
    step = 10 ** max(len(str(whole)) - 2, 0)
    return f"{(whole + step // 2) // step * step:,}"
