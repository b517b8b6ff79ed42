"""How typed words are understood, said back to the person who typed them; knows one item, no cells and no rules."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact, localcontext
from fractions import Fraction

from db.domain import units
from db.domain.cells import understand
from db.domain.items import Item, Kind
from db.domain.quantity import Misread, Quantity

_PLAIN = re.compile(r"-?[1-9]\d*(?:\.\d+)?")
_CENT = Decimal("0.01")
# Sixty digits and a factor fit; whatever would still be rounded is a bug and stops here.
_EXACT = Context(prec=400, traps=[Inexact])


@dataclass(frozen=True, slots=True)
class Echo:
    """One line below the ledger; `wrong` when the words were not understood."""

    text: str = ""
    wrong: bool = False


SILENT = Echo()


def echo(item: Item, words: str) -> Echo:
    """What `words` mean for `item`; silent where nothing was typed or words stand for themselves."""
    if not words.strip() or item.kind is Kind.TEXT:
        return SILENT
    read = understand(item, words)
    if isinstance(read, Misread):
        return Echo(read.sentence, wrong=True)
    if isinstance(read, Quantity):
        return Echo(_quantity(read, item))
    return Echo(f"= {_day(read) if item.kind is Kind.DATE else read}")


def grouped(number: str) -> str:
    """Plain digits with a thousands separator: 12000.50 → 12,000.50; anything else unchanged."""
    if not _PLAIN.fullmatch(number):
        return number
    whole, point, rest = number.partition(".")
    sign, digits = whole[: -len(whole.lstrip("-"))], whole.lstrip("-")
    first = len(digits) % 3 or 3  # by slices: int() refuses what is longer than 4300 digits
    threes = [digits[:first], *(digits[at : at + 3] for at in range(first, len(digits), 3))]
    return f"{sign}{','.join(threes)}{point}{rest}"


def on_display(item: Item, words: str) -> str:
    """The words of a cell as shown, never as edited: plain numbers grouped, all others exactly as typed."""
    return grouped(words) if item.kind.is_number else words


def _quantity(read: Quantity, item: Item) -> str:
    meaning = f"{_amount(read, _unit(read.unit))}{_because(read.qualifier)}"
    if read.unit == item.unit:
        return f"= {meaning}{_factor(read, item)}"
    target, source = units.find(item.unit), units.find(read.unit)
    factor = units.conversion(source, target) if source and target else None
    if factor is None or read.value is None:
        return f"= {meaning}（按“{read.unit}”保留，不折算成“{item.unit or '无单位'}”）"
    about = _grouped(_rounded(Fraction(read.value) * factor))
    return f"{meaning} × {factor_words(factor)} = 约 {about}{_unit(item.unit)}（按{read.unit}保留）"


def _amount(read: Quantity, unit: str) -> str:
    """The number with its unit, or the range the words allow."""
    low, high = read.low, read.high
    if read.exact and read.value is not None:
        return f"{_grouped(read.value)}{unit}"
    if high is None:
        return f"不少于 {_grouped(low or Decimal(0))}{unit}"
    if read.qualifier == "前":
        return f"第 {_grouped(low or Decimal(1))} 至第 {_grouped(high)}{unit}"
    if low is None or (low == 0 and high == read.value and not _is_below(read.qualifier)):
        return f"不超过 {_grouped(high)}{unit}"
    if read.value is not None and low < read.value < high:
        return f"{_grouped(low)} 至 {_grouped(high)}{unit}之间"
    return f"{_grouped(low)} 以上，不到 {_grouped(high)}{unit}"


def _is_below(qualifier: str) -> bool:
    return qualifier.endswith("近") or qualifier in ("不足", "不到")


def _because(qualifier: str) -> str:
    return f"（{qualifier}）" if qualifier else ""


def _factor(read: Quantity, item: Item) -> str:
    """How the typed unit was converted; nothing where it is the item's own."""
    if read.factor == 1 or not read.typed_unit or read.typed_unit == item.unit:
        return ""
    return f"（1 {read.typed_unit} = {factor_words(read.factor)}{_unit(item.unit)}）"


def factor_words(factor: Fraction) -> str:
    """An exact factor in words: 10,000, 0.0001, 3.2 or 2000/3."""
    bottom = factor.denominator
    for prime in (2, 5):
        while bottom % prime == 0:
            bottom //= prime
    if bottom != 1:
        return f"{factor.numerator}/{factor.denominator}"
    with localcontext(_EXACT):
        return f"{Decimal(factor.numerator) / Decimal(factor.denominator):,f}"


def _rounded(number: Fraction) -> Decimal:
    return (Decimal(number.numerator) / Decimal(number.denominator)).quantize(_CENT, ROUND_HALF_UP)


def _grouped(number: Decimal) -> str:
    return f"{number:,f}"


def _unit(word: str) -> str:
    return word if word in ("", "%", "‰") else f" {word}"


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.year}年{day.month}月{day.day}日"
