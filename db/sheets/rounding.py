"""Numbers as a spreadsheet rounds them and turns them into text; knows no sheet and no rule."""

from decimal import ROUND_HALF_UP, Context, Decimal

MOST_DIGITS = 6  # after the point, of what is told of a rule's two sides
_SHOWN = Context(prec=15, rounding=ROUND_HALF_UP)
_AMPLE = Context(prec=400, rounding=ROUND_HALF_UP)
_LAST_DIGIT = Decimal(1).scaleb(-MOST_DIGITS)


def rounded(value: float) -> Decimal:
    """ROUND(value, MOST_DIGITS): the number as it is written, halves away from 0; a spreadsheet knows no -0."""
    return _AMPLE.quantize(Decimal(repr(value)), _LAST_DIGIT) + 0


def in_text(value: float) -> str:
    """What "" & ROUND(value, MOST_DIGITS) says: 15 digits at most, halves away from 0."""
    return f"{_SHOWN.plus(rounded(value)).normalize():f}"
