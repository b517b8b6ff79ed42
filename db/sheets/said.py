"""What a cell of a foreign workbook says as words that a person could have typed; knows cells, no items."""

from decimal import Decimal

from db.sheets.opening import Held, Sort

_DIGITS = 15  # of a calculated number; the rest is dust of binary arithmetic
_MIDNIGHT = " 00:00:00"


def said(held: Held | None) -> str:
    """The words: text as it stands, a number in plain digits (0.916 shown in per cent is 91.6%), a formula's result."""
    if held is None:
        return ""
    if held.sort is Sort.FORMULA:
        return said(_settled(held.result)) if held.result else ""
    if held.sort is Sort.NUMBER:
        return _number(held)
    if held.sort is Sort.DATE:
        return held.words.removesuffix(_MIDNIGHT)
    if held.sort is Sort.FLAG:
        return held.words.upper()
    return held.words


def about(held: Held | None) -> str:
    """What must be said of how a cell holds its value; "" where nothing must."""
    return "表里是公式，取的是它保存时的结果" if held is not None and held.sort is Sort.FORMULA else ""


def unsure(held: Held | None) -> str:
    """Why a cell's value cannot be taken as it is; "" where it can."""
    if held is None:
        return ""
    if held.sort is Sort.ERROR or (held.result is not None and held.result.sort is Sort.ERROR):
        return "表里这一格是出错的值"
    return "表里是公式，文件里没有它的结果" if held.sort is Sort.FORMULA and held.result is None else ""


def _settled(held: Held) -> Held:
    if held.sort is not Sort.NUMBER:
        return held
    number = Decimal(f"{Decimal(held.words):.{_DIGITS - 1}e}")
    return Held(held.sort, f"{number.normalize():f}", percent=held.percent)


def _number(held: Held) -> str:
    number = Decimal(held.words)
    if not held.percent:
        return f"{number:f}"
    return f"{(number * 100).normalize():f}%"
