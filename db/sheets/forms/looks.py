"""How cells of a given form look: number format, indentation, bold, protection; by the number of their style."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from db.sheets.forms.book import Book, is_on, number
from db.sheets.forms.markup import Element

# What Excel shows under these numbers in Chinese, where a file names the number only.
_YEAR_MONTH, _MONTH_DAY = 'yyyy"年"m"月"', 'm"月"d"日"'
_CHINESE_FORMATS = {
    27: _YEAR_MONTH, 28: _MONTH_DAY, 29: _MONTH_DAY, 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"', 34: 'h"时"mm"分"', 35: 'h"时"mm"分"ss"秒"', 36: _YEAR_MONTH, 50: _YEAR_MONTH,
    51: _MONTH_DAY, 52: _YEAR_MONTH, 53: _MONTH_DAY, 54: _MONTH_DAY, 55: 'h"时"mm"分"', 56: 'h"时"mm"分"ss"秒"',
    57: _YEAR_MONTH, 58: _MONTH_DAY,
}  # fmt: skip
_PLAIN = re.compile(r"General|G/通用格式|E[+-]", re.IGNORECASE)
_NOT_DIGITS = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_DIGITS = re.compile(r"([0#?,]+)(?:\.([0#?]+))?(,*)")
_FREE = re.compile(r"General|G/通用格式|[0#?]E[+-]|[0#?] */", re.IGNORECASE)
MOST_DECIMALS = 99
TEXT = "@"


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell looks; `shut`: it is closed to entry once its sheet is protected."""

    indent: int = 0
    bold: bool = False
    shut: bool = True
    number_format: str = "General"

    @property
    def shows_figures(self) -> bool:
        """Whether a figure put into such a cell looks like that figure: one for text or dates shows something else."""
        return self.number_format != TEXT and not shows_a_date(self.number_format)

    @property
    def decimals(self) -> int:
        """How many decimals of a number can be seen; a great many where the format sets no limit."""
        first = _NOT_DIGITS.sub("", self.number_format).partition(";")[0]
        digits = _DIGITS.search(first)
        if digits is None or _FREE.search(first):
            return MOST_DECIMALS
        return len(digits[2] or "") + 2 * first.count("%") - 3 * len(digits[3])


PLAIN = Look()


def looks_of(book: Book) -> list[Look]:
    """The looks of a workbook, by the number that cells name; none where it has no styles."""
    root = book.other("styles")
    if root is None:
        return []
    main = book.main
    formats = {
        number(one.get("numFmtId"), -1): one.get("formatCode", "General")
        for one in root.iterfind(f"{main}numFmts/{main}numFmt")
    }
    bold = [_is_bold(font, main) for font in root.iterfind(f"{main}fonts/{main}font")]
    return [_look(xf, main, formats, bold) for xf in root.iterfind(f"{main}cellXfs/{main}xf")]


def _is_bold(font: Element, main: str) -> bool:
    mark = font.find(f"{main}b")
    return mark is not None and is_on(mark.get("val"), default=True)


def _look(xf: Element, main: str, formats: dict[int, str], bold: list[bool]) -> Look:
    which, font = number(xf.get("numFmtId")), number(xf.get("fontId"))
    known = formats.get(which) or _CHINESE_FORMATS.get(which) or BUILTIN_FORMATS.get(which, "General")
    alignment, protection = xf.find(f"{main}alignment"), xf.find(f"{main}protection")
    return Look(
        indent=0 if alignment is None else min(number(alignment.get("indent")), 250),
        bold=font < len(bold) and bold[font],
        shut=True if protection is None else is_on(protection.get("locked"), default=True),
        number_format=known,
    )


@cache
def shows_a_date(number_format: str) -> bool:
    """Whether a number in this format is shown as a date or a time."""
    return bool(is_date_format(_PLAIN.sub("", number_format)))


def iso_date(days: float, counts_from_1904: bool) -> str | None:
    """The date or time that a number of days means in a workbook, None where it means none."""
    if not 0 <= days < 2_958_466:  # the end of the year 9999
        return None
    if days < 1:
        return str((datetime.min + timedelta(seconds=round(days * 86_400))).time())
    if counts_from_1904:
        start = datetime(1904, 1, 1)
    else:  # Excel believes in 29 February 1900
        start = datetime(1899, 12, 30) if days >= 60 else datetime(1899, 12, 31)
    try:
        moment = start + timedelta(seconds=round(days * 86_400))
    except OverflowError:
        return None
    return str(moment) if moment.time() != datetime.min.time() else str(moment.date())
