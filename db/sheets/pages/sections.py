"""The sheets of indicators, one per section: this year, last year, the change, remarks; knows no fixed tables."""

from collections.abc import Sequence
from dataclasses import replace

from db.domain.cells import State
from db.domain.comparison import beside_last, counterpart
from db.domain.items import Item
from db.domain.pack import Section
from db.domain.rules.examples import LAST
from db.sheets import layout
from db.sheets.figures import difference, figure, percentage, remarks
from db.sheets.frame import Frame, captions, signatures
from db.sheets.model import NOTE, Box, Row, Sheet, clean

_WIDTHS = (7.0, 42.0, 9.0, 13.0, 13.0, 13.0, 11.0, 34.0)
_FIGURES = range(3, 7)
_SERIALS = ("甲", "乙", "丙", "1", "2", "3", "4", "丁")
_SIGNATURE_PLACES = ((0, 2), (2, 2), (4, 2), (6, 2))
_OF_WHICH = "其中："


def section_sheets(frame: Frame, sections: Sequence[Section]) -> tuple[Sheet, ...]:
    """One sheet for every section in use; the last one carries the signatures."""
    return tuple(_sheet(frame, section, section is sections[-1]) for section in sections)


def _sheet(frame: Frame, section: Section, last: bool) -> Sheet:
    items = frame.ret.section_items(section)
    placed = nesting([(item.code, _whole(frame, item)) for item in items])
    lines = [_boxes(frame, item, *place) for item, place in zip(items, placed, strict=True)]
    widths = tuple(
        layout.widened(width, [boxes[n] for boxes in lines]) if n in _FIGURES else width
        for n, width in enumerate(_WIDTHS)
    )
    top = (*captions(frame, section.label, widths), *_heads(frame, widths))
    blocks = [(row,) for boxes in lines for row in layout.rows(widths, boxes)]
    foot = [signatures(frame, widths, _SIGNATURE_PLACES)] if last else []
    return Sheet(
        name=section.label,
        widths=widths,
        rows=layout.paged([top, *blocks, *foot], widths, landscape=True),
        landscape=True,
        frozen=(len(top), 2),
        repeat=(2, 3),
    )


def _heads(frame: Frame, widths: Sequence[float]) -> tuple[Row, ...]:
    year = frame.ret.year
    words = (
        "编号",
        "指标名称",
        "计量单位",
        f"本年\n（{year}年）",
        f"上年\n（{year - 1}年）",
        "增减",
        "增减（%）",
        "说明",
    )
    heads = layout.row(widths, [Box(n, word, "head") for n, word in enumerate(words)])
    return heads, layout.row(widths, [Box(n, word, "serial") for n, word in enumerate(_SERIALS)], lowest=15)


def _boxes(frame: Frame, item: Item, depth: int, first: bool) -> tuple[Box, ...]:
    cell = frame.ret.cell(item.code)
    name = _name(frame, item, depth)
    indent = 0 if not depth else 3 * depth + (-2 if first else 1)
    fixed = (
        Box(0, clean(item.number), "middle"),
        Box(1, _OF_WHICH + name if first and depth else name, "text", indent=indent),
        Box(2, clean(item.unit), "middle"),
        figure(item, cell, 3),
    )
    said = Box(7, remarks(cell), "small", code=NOTE + item.code)
    if frame.last is None:
        return (*fixed, *(Box(n, "", "middle") for n in (4, 5, 6)), said)
    before = counterpart(item, frame.last)
    shown = replace(figure(item, before, 4), code=LAST + item.code) if before else Box(4, "", "middle")
    if cell.state is State.BLANK:
        return (*fixed, shown, Box(5, "", "middle"), Box(6, "", "middle"), said)
    change = beside_last(frame.ret, frame.last, item.code)
    return (*fixed, shown, difference(change, 5), percentage(change, 6), said)


def _name(frame: Frame, item: Item, depth: int) -> str:
    period = "" if item.period in ("本年", "") else f"（{item.period}）"
    # A part that stands apart from its whole (one of the bureau's own, say) names it instead of being indented.
    whole = _whole(frame, item) if not depth else ""
    apart = f"（{frame.ret.item(whole).number}的其中项）" if whole else ""
    return clean(item.name + period + apart)


def _whole(frame: Frame, item: Item) -> str:
    """The code of the nearest whole of `item` that is asked for; "" if there is none."""
    code, seen = item.part_of, {item.code}
    while code and code not in frame.ret.active and code not in seen:
        seen.add(code)
        known = frame.ret.pack.items.get(code)
        code = known.part_of if known else ""
    return code if code in frame.ret.active else ""


def nesting(parts: Sequence[tuple[str, str]]) -> list[tuple[int, bool]]:
    """For each (code, code of its whole) how deep it stands below those just above, and whether first in its whole."""
    open_: list[str] = []
    placed: list[tuple[int, bool]] = []
    begun: set[str] = set()
    for code, whole in parts:
        while open_ and open_[-1] != whole:
            open_.pop()
        placed.append((len(open_), whole not in begun))
        begun.add(whole)
        open_.append(code)
    return placed
