"""How much room words take: lines, heights, widths, pages; knows looks and boxes, never their meaning.

A spreadsheet file must state the height of a row with wrapped or merged cells, and the fonts that will show
it are unknown, so everything here errs on the roomy side.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from math import ceil

from db.sheets.model import Box, Formula, Row, Value, places
from db.sheets.styles import LOOKS, number_format

NARROW = 0.58  # width of a Latin letter or digit in ems; 宋体 needs 0.5, substitutes up to this
LINE = 1.45  # height of a line in font sizes; 宋体 needs 1.36
PADDING = 6.0  # points above and below the words
LOWEST = 20.0  # points of an ordinary row
MOST_LINES = 12  # lines in one row; Excel allows 409 points
_SURELY_ONE_LINE = 3  # letters
_INDENT = 10.0  # points of one step of indentation in LibreOffice, 7 in Excel
_CLOSING = "，。；：、！？）》〉】」』”’%％…"
_TOKENS = re.compile(rf"\n|[!-~]+[{_CLOSING}]*|.[{_CLOSING}]*", re.DOTALL)
_CLOSED_TWICE = re.compile(f"[{_CLOSING}]{{2}}")
_QUOTED = re.compile('"([^"]*)"')
_LEGIBLE = 0.65  # of the size on screen
MARGINS = {"left": 0.59, "right": 0.59, "top": 0.85, "bottom": 0.75}  # inches
# Points of an A4 page inside the margins; True: across.
PAGE_WIDTH = {False: 510.0, True: 757.0}
PAGE_HEIGHT = {False: 715.0, True: 470.0}


def points(width: float) -> float:
    """Points across a column of `width` characters (7 pixels each and 5 for the edges, at 96 per inch)."""
    return (7 * width + 5) * 0.75


def ems(text: str) -> float:
    """How wide `text` is on one line, in font sizes; all that is not ASCII counts as full width."""
    return len(text) - (1 - NARROW) * len(text.encode("ascii", "ignore"))


def wrap(text: str, room: float) -> list[str]:
    """The lines that `text` takes in `room` ems; joined they give `text` again."""
    made, used = [""], 0.0
    for token in _TOKENS.findall(text):
        for part in _pieces(token, room):
            width = ems(part)
            if used and used + width > room:
                made.append("")
                used = 0.0
            made[-1] += part
            used += width
        if token == "\n":
            made.append("")
            used = 0.0
    return made


def _pieces(token: str, room: float) -> Sequence[str]:
    if len(token) == 1 or ems(token) <= room:
        return (token,)
    size = max(1, int(room / NARROW if token.isascii() else room))
    return [token[n : n + size] for n in range(0, len(token), size)]


def room(widths: Sequence[float], box: Box) -> float:
    """How many ems of its font a line of `box` holds."""
    look = LOOKS[box.style]
    if box.columns == 1:
        across = points(widths[box.column])
    else:
        across = sum(points(width) for width in widths[box.column : box.column + box.columns])
    return max(1.0, (across - 5 - _INDENT * box.indent) / look.size)


def box_height(widths: Sequence[float], box: Box) -> float:
    """Points that the words of `box` need."""
    one = LOOKS[box.style].size * LINE
    if box.flows or not isinstance(box.value, str) or len(box.value) <= _SURELY_ONE_LINE:
        return one + PADDING
    return lines(box.value, room(widths, box)) * one + PADDING


def lines(text: str, space: float) -> int:
    """How many lines `text` takes in `space` ems."""
    if "\n" in text:
        return len(wrap(text, space))
    width = ems(text)
    if width <= space:
        return 1
    if width == len(text) and space > 2 and not _CLOSED_TWICE.search(text):
        # All of full width: a line loses at most one letter to a closing mark that may not begin the next.
        return ceil(width / (int(space) - 1))
    return len(wrap(text, space))


def flowing(widths: Sequence[float], box: Box) -> Box:
    """`box` flowing over its cells if its words stand at one side and fit on one line.

    Merged cells are a nuisance to whoever copies them, and slow to read.
    """
    look = LOOKS[box.style]
    plain = box.columns > 1 and box.rows == 1 and look.align != "center"
    if not plain or not isinstance(box.value, str) or lines(box.value, room(widths, box)) > 1:
        return box
    if look.align == "right":
        return replace(box, column=box.column + box.columns - 1, columns=1, flows=True)
    return replace(box, flows=True)


def row(widths: Sequence[float], boxes: Sequence[Box], lowest: float = LOWEST) -> Row:
    """A row as high as its boxes need, those over several rows left aside."""
    placed = tuple(flowing(widths, box) for box in boxes)
    needs = [box_height(widths, box) for box in placed if box.rows == 1]
    return Row(placed, round(max([lowest, *needs]) * 4) / 4)


def rows(widths: Sequence[float], boxes: Sequence[Box]) -> tuple[Row, ...]:
    """A row, with further rows below it where words are too long for one."""
    chunks = {box.column: _chunks(widths, box) for box in boxes}
    count = max(len(parts) for parts in chunks.values())
    if count == 1:
        return (row(widths, boxes),)
    blank: Value = ""
    return tuple(
        row(
            widths,
            [replace(b, value=p[n] if n < len(p := chunks[b.column]) else blank) for b in boxes],
        )
        for n in range(count)
    )


def _chunks(widths: Sequence[float], box: Box) -> list[Value]:
    if not isinstance(box.value, str) or len(box.value) < MOST_LINES:
        return [box.value]
    lines = wrap(box.value, room(widths, box))
    return ["".join(lines[n : n + MOST_LINES]) for n in range(0, len(lines), MOST_LINES)]


def shown(value: Value, style: str) -> str:
    """A number as the cell will show it; words as they are."""
    if isinstance(value, Formula):
        return value.stored if isinstance(value.stored, str) else f"{value.stored:.10g}"
    if isinstance(value, str):
        return value
    pattern = number_format(style, places(value) if isinstance(value, Decimal) else 0)
    if not value and pattern.endswith(";0"):
        return "0"
    sign, comma = "+" if pattern.startswith("+") else "", "," if "," in pattern else ""
    tail = "".join(_QUOTED.findall(pattern.partition(";")[0]))
    return f"{Decimal(value):{sign}{comma}f}{tail}"


def widened(width: float, boxes: Sequence[Box]) -> float:
    """A column's width, made wide enough that no number in it shows as ####."""
    needs = [ems(shown(b.value, b.style)) * LOOKS[b.style].size for b in boxes if not isinstance(b.value, str)]
    return max(width, round((max(needs, default=0.0) + 8) / 0.75 / 7, 1))


def better_landscape(blocks: Sequence[Sequence[Row]], widths: Sequence[float]) -> bool:
    """Whether `blocks` print better across: on no more pages than upright, or upright they would be too small."""
    squeezed = PAGE_WIDTH[False] / sum(points(width) for width in widths)
    return squeezed < _LEGIBLE or _pages(blocks, widths, True) <= _pages(blocks, widths, False)


def _pages(blocks: Sequence[Sequence[Row]], widths: Sequence[float], landscape: bool) -> int:
    page = _page(widths, landscape)
    count, left = 0, 0.0
    for block in blocks:
        need = sum(one.height for one in block)
        if need > left:
            fresh = ceil(need / page)
            count, left = count + fresh, fresh * page
        left -= need
    return count


def _page(widths: Sequence[float], landscape: bool) -> float:
    """Points of rows on one page, which is squeezed where the columns are wider than the page."""
    across = sum(points(width) for width in widths)
    return PAGE_HEIGHT[landscape] * max(1.0, across / PAGE_WIDTH[landscape])


def paged(blocks: Sequence[tuple[Row, ...]], widths: Sequence[float], landscape: bool) -> tuple[Row, ...]:
    """All rows, with a page break before every block that would be torn and fits a page of its own."""
    page = _page(widths, landscape)
    made: list[Row] = []
    used = 0.0
    for block in blocks:
        need = sum(one.height for one in block)
        torn = used > 0 and used + need > page
        breaks = torn and len(block) > 1 and need <= page
        made.extend((replace(block[0], page_break=True), *block[1:]) if breaks else block)
        used = need % page if torn else used + need
    return tuple(made)
