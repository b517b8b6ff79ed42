"""The sheet 封面: title, unit, dates, how much is filled, what the checks say, signatures; no figures."""

from collections import Counter
from collections.abc import Iterable, Sequence

from db.domain.cells import State
from db.sheets import layout
from db.sheets.frame import TITLE, Frame, chinese, gap, signatures
from db.sheets.model import HEAD, Box, Formula, Row, Sheet, clean
from db.sheets.pages.review import summary

_WIDTHS = (36.0, *(11.0,) * 6)  # what is counted, and its counts; no bordered cells are merged here
_ALL = len(_WIDTHS)
_ASKED, _UNREAD = "应填", "待更正"
_STATES = (State.VALUE, State.NOT_APPLICABLE, State.UNAVAILABLE, State.BLANK)
_COUNTED = (_ASKED, *(state.value for state in _STATES), _UNREAD)
_SIGNATURE_PLACES = ((0, 2), (2, 5))
COVER = "封面"
PROGRAM = "法治填报"


def cover_sheet(frame: Frame, parts: Sequence[tuple[str, Sequence[str]]], banner: Formula | None) -> Sheet:
    """The cover; `parts` are the sheets of figures with the codes each one counts, `banner` counts the verdicts."""
    return Sheet(
        name=COVER,
        widths=_WIDTHS,
        rows=(
            *_top(frame),
            *_titles(frame),
            *_fields(frame),
            gap(24),
            *_counts(frame, parts),
            gap(6),
            _wide(f"审核情况：{summary(frame)}", "caption"),
            *([layout.row(_WIDTHS, [Box(0, banner, "caption", columns=_ALL, flows=True)])] if banner else []),
            *([_wide(frame.signed(), "caption")] if frame.signed() else []),
            *signatures(frame, _WIDTHS, _SIGNATURE_PLACES),
            gap(8),
            _wide(f"由{PROGRAM} {frame.version} 于{chinese(frame.made_on)}生成", "imprint"),
            _wide(frame.fingerprint, "imprint", lowest=15),
        ),
        one_page=True,
    )


def _wide(text: str, style: str, lowest: float = layout.LOWEST) -> Row:
    return layout.row(_WIDTHS, [Box(0, clean(text), style, columns=_ALL)], lowest=lowest)


def _top(frame: Frame) -> tuple[Row, ...]:
    banner = frame.ret.pack.labels.get("banner", "严禁录入国家秘密、工作秘密")
    marks = [_wide("　".join(frame.marks), "mark", lowest=30)] if frame.marks else []
    legal = [_wide(f"{label}：{words}", "legal", lowest=15) for label, words in frame.legal_marks()]
    return (_wide(banner, "banner"), *legal, *marks)


def _titles(frame: Frame) -> tuple[Row, ...]:
    title = _wide(frame.field(TITLE), "title", lowest=40)
    year = _wide(f"（{frame.year}）", "subtitle", lowest=30)
    return gap(44), title, *(() if frame.year in frame.field(TITLE) else (year,)), gap(30)


def _fields(frame: Frame) -> Iterable[Row]:
    return [
        layout.row(
            _WIDTHS,
            [Box(0, f"{clean(label)}：", "label"), Box(1, words, "field", columns=4, code=f"{HEAD}{id_}")],
            lowest=28,
        )
        for id_, label, words in frame.head_fields()
    ]


def _counts(frame: Frame, parts: Sequence[tuple[str, Sequence[str]]]) -> Iterable[Row]:
    total = tally(frame, [code for _, codes in parts for code in codes])
    lines = [_line("部分", _COUNTED, "head", "head")]
    for name, codes in parts:
        counts = tally(frame, codes)
        lines.append(_line(name, [counts[column] for column in _COUNTED], "text", "count"))
    lines.append(_line("合计", [total[column] for column in _COUNTED], "total", "total"))
    return [layout.row(_WIDTHS, boxes, lowest=21) for boxes in lines]


def _line(name: str, values: Sequence[int | str], first: str, style: str) -> list[Box]:
    counts = [Box(n, value, style) for n, value in enumerate(values, 1)]
    return [Box(0, clean(name), first), *counts]


def tally(frame: Frame, codes: Sequence[str]) -> Counter[str]:
    """How many of `codes` are in each state; words that were not understood count as 待更正."""
    cells = [frame.ret.cell(code) for code in codes]
    counts = Counter(_UNREAD if cell.misread else cell.state.value for cell in cells)
    counts[_ASKED] = len(cells)
    return counts
