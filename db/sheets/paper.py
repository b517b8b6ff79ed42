"""A workbook of the model laid out on paper: which rows stand on which page, and where each box is; paints nothing.

The same pages as the workbook prints: one page wide, heads repeated, breaks where the model has them. All lengths are
points (1/72 inch) on the paper, from its upper left corner.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from db.domain.addresses import column_letters
from db.sheets.layout import MARGINS, points, shown
from db.sheets.model import Box, Formula, Mark, Row, Sheet, Workbook
from db.sheets.styles import LOOKS, Look

PAPERS = {"A4": (595.0, 842.0), "A3": (842.0, 1191.0)}  # upright
_LARGEST = {"A4": 1.0, "A3": 1.4}  # A3 shows the pages of A4 larger
_EDGE = 2.5  # between a line and the words in it
_INDENT = 9.0
_INCH = 72
_MARK = re.compile(r"(\$?)([A-Z]+)(\d+)=(.+)")


@dataclass(frozen=True, slots=True)
class Piece:
    """One box on a page. `wraps`: its words may take several lines; `edge` and `indent` keep them off its lines."""

    left: float
    top: float
    width: float
    height: float
    words: str
    look: Look
    wraps: bool
    edge: float
    indent: float = 0.0


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page: its size, its boxes, what stands above and below them; `scale` is that of the sheet on it.

    `rows` names the rows of the sheet (from 1) in their order here, repeated heads first.
    """

    sheet: str
    landscape: bool
    width: float
    height: float
    scale: float
    rows: tuple[int, ...]
    pieces: tuple[Piece, ...]
    head: tuple[str, str, str]
    foot: tuple[str, str]


def leaves(book: Workbook, paper: str) -> tuple[Leaf, ...]:
    """All pages of the workbook on `paper` (one of PAPERS), hidden sheets left out."""
    made = [leaf for sheet in book.sheets if sheet.shown for leaf in _leaves(sheet, paper)]
    total = len(made)
    return tuple(replace(leaf, foot=(leaf.foot[0], f"第 {n} 页 共 {total} 页")) for n, leaf in enumerate(made, 1))


def _leaves(sheet: Sheet, paper: str) -> Iterator[Leaf]:
    short, long = PAPERS[paper]
    width, height = (long, short) if sheet.landscape else (short, long)
    room = width - (MARGINS["left"] + MARGINS["right"]) * _INCH
    deep = height - (MARGINS["top"] + MARGINS["bottom"]) * _INCH
    rows = sheet.rows if sheet.printed is None else sheet.rows[: sheet.printed]
    across = sum(points(one) for one in sheet.widths)
    scale = min(_LARGEST[paper], room / across)
    if sheet.one_page:
        scale = min(scale, deep / sum(row.height for row in rows))
    fills = _fills(sheet)
    start = (width - across * scale) / 2
    for page in _pages(sheet, rows, deep / scale):
        pieces = tuple(_pieces(sheet, page, scale, (start, MARGINS["top"] * _INCH), fills))
        head = sheet.left, sheet.middle, sheet.right
        numbers = tuple(n + 1 for n in page)
        yield Leaf(sheet.name, sheet.landscape, width, height, scale, numbers, pieces, head, (sheet.foot, ""))


# ---------------------------------------------------------------- which rows on which page


def _pages(sheet: Sheet, rows: Sequence[Row], room: float) -> Iterator[tuple[int, ...]]:
    """The rows of each page (from 0), in `room` points of the sheet's own size; one_page takes all of them."""
    if sheet.one_page:
        yield tuple(range(len(rows)))
        return
    first, last = sheet.repeat or (0, -1)
    heads = tuple(range(first, last + 1))
    lost = sum(rows[n].height for n in heads)
    page: list[int] = []
    used = 0.0
    for block in _blocks(rows, room - lost):
        need = sum(rows[n].height for n in block)
        fresh = rows[block[0]].page_break or used + need > room + 0.01
        if page and fresh:
            yield tuple(page)
            page = list(heads) if block[0] > last else []
            used = sum(rows[n].height for n in page)
        page += block
        used += need
    if page:
        yield tuple(page)


def _blocks(rows: Sequence[Row], room: float) -> Iterator[tuple[int, ...]]:
    """Rows that merged boxes hold together, unless they are higher than a page; all others alone."""
    start, end = 0, 0
    for n, row in enumerate(rows):
        end = max(end, n + max((box.rows for box in row.boxes), default=1))
        if n + 1 >= end or n + 1 == len(rows):
            block = tuple(range(start, n + 1))
            whole = sum(rows[k].height for k in block) <= room
            yield from [block] if whole else [(k,) for k in block]
            start = n + 1


# ---------------------------------------------------------------- boxes on a page


def _pieces(
    sheet: Sheet, page: Sequence[int], scale: float, start: tuple[float, float], fills: dict[tuple[int, int], str]
) -> Iterator[Piece]:
    lefts = list(accumulate((points(width) for width in sheet.widths), initial=0.0))
    heights = [sheet.rows[n].height for n in page]
    tops = list(accumulate(heights, initial=0.0))
    for place, n in enumerate(page):
        for box, row, rest in _standing(sheet, page, place, n):
            if box.column >= len(sheet.widths):
                continue  # hidden columns
            high = _reach(page, place, rest)
            yield _piece(box, row, lefts, (tops[place], tops[high]), scale, start, fills)


def _standing(sheet: Sheet, page: Sequence[int], place: int, n: int) -> Iterator[tuple[Box, int, int]]:
    """The boxes that begin in a row, and on top of a page those that a break tore: box, its row, rows left of it."""
    for box in sheet.rows[n].boxes:
        yield box, n, box.rows
    torn = place == 0 or page[place - 1] != n - 1
    for above in range(max(0, n - _highest(sheet)) if torn else n, n):
        for box in sheet.rows[above].boxes:
            if box.rows > n - above and above not in page:
                yield box, above, box.rows - (n - above)


def _highest(sheet: Sheet) -> int:
    return max((box.rows for row in sheet.rows for box in row.boxes), default=1)


def _reach(page: Sequence[int], place: int, rest: int) -> int:
    """The place on the page below the last of `rest` rows that follow each other from `place` on."""
    end = place + 1
    while end < len(page) and end - place < rest and page[end] == page[end - 1] + 1:
        end += 1
    return end


def _piece(
    box: Box,
    row: int,
    lefts: Sequence[float],
    between: tuple[float, float],
    scale: float,
    start: tuple[float, float],
    fills: dict[tuple[int, int], str],
) -> Piece:
    look = LOOKS[box.style]
    left, right = lefts[box.column], lefts[min(box.column + box.columns, len(lefts) - 1)]
    if box.flows and look.align == "right":
        left = 0.0  # its words begin further left, wherever that is
    fill = fills.get((row, box.column), look.fill)
    return Piece(
        left=start[0] + left * scale,
        top=start[1] + between[0] * scale,
        width=(right - left) * scale,
        height=(between[1] - between[0]) * scale,
        words=shown(box.value, box.style),
        look=replace(look, size=look.size * scale, fill=fill),
        wraps=isinstance(box.value, str) and not box.flows,
        edge=_EDGE * scale,
        indent=_INDENT * box.indent * scale,
    )


# ---------------------------------------------------------------- cells coloured by what they say


def _fills(sheet: Sheet) -> dict[tuple[int, int], str]:
    """The colour of each cell for which a mark's formula holds; the first mark goes before later ones."""
    values = {(n, box.column): box.value for n, row in enumerate(sheet.rows) for box in row.boxes}
    made: dict[tuple[int, int], str] = {}
    for mark in reversed(sheet.marks):
        made.update(dict.fromkeys(_marked(mark, values), mark.fill))
    return made


def _marked(mark: Mark, values: Mapping[tuple[int, int], object]) -> Iterator[tuple[int, int]]:
    """The cells of a mark that compares one cell, beside or in the row, with a constant: no other kind is written."""
    found = _MARK.fullmatch(mark.formula)
    assert found is not None, mark.formula
    fixed, letters, number, meant = found.groups()
    column = next(n for n in range(1 << 14) if column_letters(n) == letters)
    for row in range(mark.top, mark.bottom + 1):
        for place in range(mark.left, mark.right + 1):
            across = 0 if fixed else place - mark.left
            value = values.get((int(number) - 1 + row - mark.top, column + across))
            if isinstance(value, Formula) and _says(value.stored, meant):
                yield row, place


def _says(stored: float | str, meant: str) -> bool:
    return stored == meant.strip('"') if isinstance(stored, str) else stored == float(meant)
