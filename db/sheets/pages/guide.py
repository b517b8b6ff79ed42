"""The sheet 填表说明: numbered notes, dates by which to hand in, which indicators were used and what the bureau's own
ones count; knows no figures.
"""

from collections.abc import Sequence

from db.domain.items import Item, Tier
from db.domain.pack import Deadline, Pack
from db.sheets import layout
from db.sheets.frame import Frame, captions, gap
from db.sheets.model import Box, Row, Sheet, clean

_WIDTHS = (6.0, 16.0, 32.0, 26.0, 28.0)
_HEADS = ("序号", "时间", "事项", "报送对象", "依据")


def guide_sheet(frame: Frame) -> Sheet:
    """Notes, dates, and the pack in use."""
    top = captions(frame, "填表说明", _WIDTHS)
    notes = [_paragraph(f"{n}.", text) for n, text in enumerate(frame.ret.pack.notes, 1)]
    dates = _dates(frame.ret.pack.deadlines, frame.ret.year + 1)
    used = [_paragraph("", text) for text in _used(frame.ret.pack)]
    about = (_title("所用指标"), *(row for rows in used for row in rows)) if used else ()
    own = _own([item for item in map(frame.ret.item, frame.ret.ordered_codes) if item.tier is Tier.OWN])
    return Sheet(
        name="填表说明",
        widths=_WIDTHS,
        rows=layout.paged([top, *notes, dates, about, own], _WIDTHS, landscape=False),
        frozen=(len(top), 0),
    )


def _title(text: str) -> Row:
    return layout.row(_WIDTHS, [Box(0, text, "table_title", columns=len(_WIDTHS))], lowest=28)


def _paragraph(ordinal: str, text: str) -> tuple[Row, ...]:
    words = Box(1, clean(text), "paragraph", columns=len(_WIDTHS) - 1)
    return layout.rows(_WIDTHS, [Box(0, ordinal, "ordinal"), words])


def _dates(deadlines: Sequence[Deadline], year: int) -> tuple[Row, ...]:
    if not deadlines:
        return ()
    lines = [(n, f"{year}年{d.month}月{d.day}日前", d.what, d.to, d.basis) for n, d in enumerate(deadlines, 1)]
    heads = layout.row(_WIDTHS, [Box(n, word, "head") for n, word in enumerate(_HEADS)])
    rows = [
        layout.row(
            _WIDTHS,
            [
                Box(0, n, "count"),
                *(Box(column, clean(word), "text") for column, word in enumerate(words, 1)),
            ],
        )
        for n, *words in lines
    ]
    return (gap(), _title("报送和公开的时间"), heads, *rows, gap())


def _own(items: Sequence[Item]) -> tuple[Row, ...]:
    """What the bureau's own items count: nobody else's list of indicators says so."""
    if not items:
        return ()
    said = [f"{item.label}{f'（{item.unit}）' if item.unit else ''}：{item.definition or '未写口径'}" for item in items]
    rows = [row for n, text in enumerate(said, 1) for row in _paragraph(f"{n}.", text)]
    return (gap(), _title("自设指标"), *rows)


def _used(pack: Pack) -> tuple[str, ...]:
    lines = (
        f"指标：{pack.title}，版本 {pack.version}" + ("（暂行）。" if pack.provisional else "。"),
        f"框架依据：{pack.outline}。" if pack.outline else "",
        pack.remark,
    )
    return tuple(line for line in lines if line)
