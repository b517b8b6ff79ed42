"""What goes into a cell of a form for a figure of a return, and what a filled form says of one; never rounds.

A cell formatted for numbers takes numbers; words go there only where a figure would otherwise be lost: that is told.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact
from fractions import Fraction

from db.domain import units
from db.domain.cells import Cell, State
from db.domain.comparison import counterpart
from db.domain.forms.grid import Grid, GridCell, Holds, Place
from db.domain.forms.links import Link, Whose
from db.domain.forms.written import HEAD
from db.domain.items import Item
from db.domain.pack import Pack
from db.domain.quantity import Quantity
from db.domain.returns import Return
from db.domain.units import Unit, find

_EXACT = Context(prec=200, traps=[Inexact])
_NUMERIC = re.compile(r"[0#?]")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


@dataclass(frozen=True, slots=True)
class Put:
    """What a link brings: a value for its cell, or None to leave it; `told` is a sentence for the person, if any."""

    link: Link
    value: Decimal | str | None
    told: str = ""


def put(link: Link, cell: GridCell, ret: Return, last: Return | None) -> Put:
    """The value of a link for its cell, as the form wants it."""
    if link.code.startswith(HEAD):
        source = ret if link.whose is Whose.THIS else last
        words = source.head.get(link.code.removeprefix(HEAD), "").strip() if source else ""
        return _beside(Put(link, words or None, "" if words else "未填"), cell)
    item = ret.pack.items[link.code]
    figure = ret.cell(link.code) if link.whose is Whose.THIS else counterpart(item, last) if last else None
    if figure is None:
        return Put(link, None, "没有上年的数据" if last is None else "上年没有这一项")
    return _beside(_figure(link, cell, item, figure), cell)


def _beside(made: Put, cell: GridCell) -> Put:
    """Say so where another figure already stands in the cell."""
    stood = cell.words.strip()
    if made.value is None or not stood or cell.holds is Holds.FORMULA or "{{" in stood:
        return made
    if stood == _plain(made.value) or (cell.holds is Holds.WORDS and not any(c.isdigit() for c in stood)):
        return made
    if cell.holds is Holds.NUMBER and isinstance(made.value, Decimal) and made.value == Decimal(stood):
        return made
    told = f"原来写的是“{stood}”，改成了“{_plain(made.value)}”"
    return Put(made.link, made.value, f"{made.told}；{told}" if made.told else told)


def _plain(value: Decimal | str) -> str:
    return value if isinstance(value, str) else format(value, "f")


def wants_number(cell: GridCell) -> bool:
    """Whether a cell is formatted for numbers, or one stands in it."""
    return cell.holds is Holds.NUMBER or bool(
        cell.number_format not in ("General", "@") and _NUMERIC.search(_QUOTED.sub("", cell.number_format))
    )


def _figure(link: Link, cell: GridCell, item: Item, figure: Cell) -> Put:
    if figure.state is State.BLANK:
        return Put(link, None, "未填")
    if figure.state is not State.VALUE:
        reason = f"（{figure.reason}）" if figure.reason else ""
        if wants_number(cell):
            return Put(link, None, f"{figure.state}{reason}，这一格只放数字，没有填")
        words = _offered(cell, figure.state.value)
        return Put(link, words, f"写“{words}”{reason}")
    if figure.misread is not None:
        return Put(link, figure.words, f"“{figure.words}”看不懂，照原文写入")
    if figure.quantity is None:
        return Put(link, _offered(cell, figure.text if item.choices or figure.text in "是否" else figure.words))
    return _number(link, cell, item, figure)


def _offered(cell: GridCell, words: str) -> str:
    """The choice of the cell's drop-down that says the same, else the words."""
    same = [choice for choice in cell.choices if choice.strip() == words.strip()]
    return same[0] if same else words


def _number(link: Link, cell: GridCell, item: Item, figure: Cell) -> Put:
    quantity = figure.quantity
    assert quantity is not None
    wanted = "" if "%" in _QUOTED.sub("", cell.number_format) else link.unit or item.unit
    words = _with_unit(figure.words, quantity, item, link.unit or item.unit)
    if not quantity.exact or quantity.value is None:
        where = "，这一格是放数字的" if wants_number(cell) else ""
        return Put(link, words, f"“{words}”带限定词，照原文写入{where}" if where else "")
    source, target = find(quantity.unit), find(wanted)
    factor = units.conversion(source, target) if source and target else None
    if factor is None:
        if source and target and source.is_classifier and target.is_classifier:
            told = "" if {source.word, target.word} <= _same_things(item) else _other_unit(source, target)
            return Put(link, quantity.value, told)
        return Put(link, words, f"“{words}”换不成表上的单位“{wanted}”，照原文写入")
    value = exactly(quantity.value, factor)
    if value is None:
        return Put(link, words, f"“{words}”换成“{wanted}”除不尽，照原文写入，没有四舍五入")
    told = f"{quantity.text} {quantity.unit} 换算成 {_plain(value)} {wanted}" if factor != 1 and wanted else ""
    return Put(link, value, told)


def _same_things(item: Item) -> frozenset[str]:
    return frozenset((item.unit, *item.units_also))


def _other_unit(source: Unit, target: Unit) -> str:
    return f"填报的单位是“{source.word}”，表上是“{target.word}”，数没有改，请核对"


def _with_unit(words: str, quantity: Quantity, item: Item, wanted: str) -> str:
    """Words as typed; where they name no unit and the form counts in another, the item's unit behind them."""
    return words if quantity.typed_unit or wanted == item.unit or not item.unit else f"{words}{item.unit}"


def exactly(value: Decimal, factor: Fraction) -> Decimal | None:
    """`value` × `factor`; None where no finite decimal is that."""
    if factor == 1:
        return value
    try:
        made = _EXACT.divide(_EXACT.multiply(value, Decimal(factor.numerator)), Decimal(factor.denominator))
    except Inexact:
        return None
    short = made.normalize()
    return short.quantize(Decimal(1)) if int(short.as_tuple().exponent) > 0 else short


# ---- read back


@dataclass(frozen=True, slots=True)
class Said:
    """What a filled form says of a figure: its words with the unit they need, and where they stand."""

    code: str
    words: str
    place: Place


def said(grid: Grid, links: Mapping[Place, Link], pack: Pack, whose: Whose) -> tuple[Said, ...]:
    """The figures of one year that stand in a filled form; empty cells say nothing."""
    found = []
    for place, link in links.items():
        sheet = grid.sheet(place.sheet)
        item = pack.items.get(link.code)
        if sheet is None or item is None or link.whose is not whose:
            continue
        cell = sheet.cell(place.row, place.column)
        words = _read(cell, link, item)
        if words:
            found.append(Said(link.code, words, place))
    return tuple(found)


def _read(cell: GridCell, link: Link, item: Item) -> str:
    words = cell.words.strip()
    if not words or "{{" in words or words.strip("-—–/／_") == "":
        return ""
    if not item.kind.is_number or cell.holds not in (Holds.NUMBER, Holds.FORMULA):
        return words
    if "%" in _QUOTED.sub("", cell.number_format):
        hundred = exactly(Decimal(words), Fraction(100))
        return f"{_plain(hundred)}%" if hundred is not None else words
    other = link.unit and link.unit != item.unit and link.unit not in item.units_also
    stated, own = find(link.unit), find(item.unit)
    convertible = stated and own and units.conversion(stated, own) is not None
    return f"{words}{link.unit}" if other and convertible else words
