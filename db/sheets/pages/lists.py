"""The sheet 清单: the lists that come back every year (documents, honours, activities); no figures."""

from collections.abc import Sequence
from dataclasses import replace

from db.domain.pack import ListForm
from db.domain.returns import ListRow
from db.sheets import layout
from db.sheets.frame import Frame, captions, gap
from db.sheets.model import LIST, Box, Row, Sheet, clean

NAME = "清单"
_FIRST = 7.0
_ACROSS = 128.0  # characters that all columns share
_SHORTEST, _LONGEST = 10.0, 30.0  # full-width letters


def list_sheet(frame: Frame) -> Sheet:
    """All lists of the return below each other, in columns that suit all of them."""
    forms = frame.ret.pack.lists
    widths = (_FIRST, *_widths([_lengths(form, _entries(frame, form)) for form in forms]))
    top = captions(frame, NAME, widths)
    blocks = [_block(form, _entries(frame, form), widths) for form in forms]
    return Sheet(
        name=NAME,
        widths=widths,
        rows=layout.paged([top, *blocks], widths, landscape=True),
        landscape=True,
        frozen=(len(top), 0),
    )


def _entries(frame: Frame, form: ListForm) -> Sequence[ListRow]:
    return frame.ret.lists.get(form.id, ())


def _lengths(form: ListForm, entries: Sequence[ListRow]) -> list[float]:
    return [
        max(layout.ems(words) for words in (label, *(entry.get(id_, "") for entry in entries)))
        for id_, label in form.columns
    ]


def _widths(lengths: Sequence[Sequence[float]]) -> list[float]:
    """Widths of the shared columns, after the longest words that any list has in each."""
    count = max((len(line) for line in lengths), default=1)
    longest = [max(line[n] for line in lengths if n < len(line)) for n in range(count)] if lengths else [1.0]
    bounded = [min(max(length, _SHORTEST), _LONGEST) for length in longest]
    return [round(_ACROSS * length / sum(bounded), 1) for length in bounded]


def _block(form: ListForm, entries: Sequence[ListRow], widths: Sequence[float]) -> tuple[Row, ...]:
    count = len(widths) - 1
    title = Box(0, f"{clean(form.title)}（{len(entries)}项）", "table_title", columns=1 + count)
    heads = _line("序号", [label for _, label in form.columns], count, "head")
    empty = (Box(0, "", "middle"), Box(1, "无", "quiet", columns=count))
    lines = [_entry(n, form, entry, count) for n, entry in enumerate(entries, 1)] or [empty]
    rows = [row for boxes in lines for row in layout.rows(widths, boxes)]
    return (layout.row(widths, [title], lowest=24), layout.row(widths, heads), *rows, gap())


def _entry(n: int, form: ListForm, entry: ListRow, count: int) -> tuple[Box, ...]:
    first, *boxes = _line(n, [entry.get(id_, "") for id_, _ in form.columns], count, "text")
    named = zip(boxes, form.columns, strict=True)
    return (first, *(replace(box, code=f"{LIST}{form.id}:{n}:{id_}") for box, (id_, _) in named))


def _line(first: int | str, words: Sequence[str], count: int, style: str) -> tuple[Box, ...]:
    """One line; the last column of a list with fewer columns reaches to the edge."""
    rest = 1 + count - len(words)
    boxes = [Box(n, clean(text), style) for n, text in enumerate(words[:-1], 1)]
    last = Box(len(words), clean(words[-1]), style, columns=rest)
    return (Box(0, first, "head" if style == "head" else "count"), *boxes, last)
