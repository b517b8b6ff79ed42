"""The rules inside the workbook: the sheet 校验, the cells that turn red, and the cover's counts; judges nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from db.domain.addresses import column_letters
from db.domain.rules import BoundRule, Verdict, in_words
from db.domain.rules.cellmath import Num
from db.domain.rules.formula_parts import VERDICTS, Parts
from db.sheets import layout
from db.sheets.checks.engine import ENGINE, Change, Engine, is_off
from db.sheets.checks.figures import Live, sheet_prefix, spots_of
from db.sheets.frame import Frame, captions
from db.sheets.model import Box, Formula, Mark, Sheet, clean
from db.sheets.rounding import MOST_DIGITS, in_text, rounded
from db.sheets.styles import AMBER_FILL, RED_FILL

FRONT = "校验"
CHANGE = "与上年相比："
_HEADS = ("规则", "结论", "说明", "左值", "右值")
_WIDTHS = (44.0, 9.0, 66.0, 14.0, 14.0)
_NOTHING = "—"
_BANNER = 2  # its row, below the captions
_HUGE = 1e50
_FIRST = (Verdict.BROKEN, Verdict.DOUBTFUL, Verdict.UNJUDGED, Verdict.PASSED)


@dataclass(frozen=True, slots=True)
class Checks:
    """The sheets of figures with their marks; where there are rules, 校验, the hidden sheet and the cover's counts."""

    figures: tuple[Sheet, ...]
    front: tuple[Sheet, ...] = ()
    engine: tuple[Sheet, ...] = ()
    banner: Formula | None = None


def checked(frame: Frame, sheets: Sequence[Sheet], live: Live | None = None) -> Checks:
    """The rules of the return tied to the figures on `sheets`, whose names must be final.

    `live` reads cells that hold words to be filled in; without it a cell counts as it stands.
    """
    engine = Engine(frame, spots_of(sheets), live)
    if not engine.rules and not engine.changes:
        return Checks(tuple(sheets))
    marked = tuple(_marked(sheet, engine.verdict_of) for sheet in sheets)
    front = _front(frame, engine)
    banner = front.rows[_BANNER].boxes[0].value
    assert isinstance(banner, Formula)
    counts = Formula(f"{sheet_prefix(FRONT)}A{_BANNER + 1}", banner.stored)
    return Checks(marked, (front,), (engine.sheet(),), counts)


# ---------------------------------------------------------------- the sheet in front


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the sheet in front: the number of its verdict, what it comes to now, and its boxes after these."""

    title: str
    verdict: Num
    said: str | Formula
    sides: tuple[Parts, Parts] | None
    off: bool

    @property
    def found(self) -> Verdict:
        return VERDICTS[int(self.verdict.value)]


def _front(frame: Frame, engine: Engine) -> Sheet:
    """One line for each rule and each change, those that do not hold first: what it says, what it comes to now.

    Only those go to paper: the others would be many pages that nobody reads, and the banner counts them.
    """
    top = captions(frame, FRONT, _WIDTHS)
    first = len(top) + 3  # the number of the first line's row
    every = [*(_rule(frame, bound, engine) for bound in engine.rules),
             *(_change(frame, change, engine) for change in engine.changes)]  # fmt: skip
    every.sort(key=lambda line: _FIRST.index(line.found))
    stored = [line.found for line in every]
    verdicts = f"B{first}:B{first + len(every) - 1}"
    off = sum(line.off for line in every)
    banner = layout.row(_WIDTHS, [Box(0, _banner(verdicts, stored, off), "caption", columns=len(_WIDTHS), flows=True)])
    heads = layout.row(_WIDTHS, [Box(n, word, "head") for n, word in enumerate(_HEADS)])
    lines = [layout.row(_WIDTHS, _boxes(line)) for line in every]
    return Sheet(
        name=FRONT,
        widths=_WIDTHS,
        rows=(*top, banner, heads, *lines),
        landscape=True,
        frozen=(len(top) + 2, 1),
        repeat=(len(top) + 1, len(top) + 1),
        filtered=len(top) + 1,
        printed=first - 1 + sum(verdict in (Verdict.BROKEN, Verdict.DOUBTFUL) for verdict in stored),
        marks=tuple(
            Mark(first - 1, 0, first + len(lines) - 2, len(_WIDTHS) - 1, f'$B{first}="{verdict}"', fill)
            for verdict, fill in ((Verdict.BROKEN, RED_FILL), (Verdict.DOUBTFUL, AMBER_FILL))
        ),
    )


def _rule(frame: Frame, bound: BoundRule, engine: Engine) -> _Line:
    rule, pack = bound.rule, frame.ret.pack
    said = in_words(bound.check.tree, pack)
    if bound.when:
        said = f"{said}（在{in_words(bound.when.tree, pack)} 时）"
    said = clean(f"{_set_aside(frame, rule.id)}{rule.level}：{said}")
    return _Line(rule.title, engine.verdicts[rule.id], said, engine.sides[rule.id], is_off(frame, rule.id))


def _change(frame: Frame, change: Change, engine: Engine) -> _Line:
    title = f"{CHANGE}{change.item.label}{_set_aside(frame, change.name)}"
    return _Line(title, change.verdict, engine.words_of(change), change.sides, is_off(frame, change.name))


def _boxes(line: _Line) -> list[Box]:
    words = ",".join(f'"{word}"' for word in VERDICTS)
    conclusion = Formula(f"CHOOSE({_afar(line.verdict)}+1,{words})", line.found.value)
    left, right = map(_side, line.sides) if line.sides else (_NOTHING, _NOTHING)
    return [
        Box(0, clean(line.title), "small"),
        Box(1, conclusion, "middle"),
        Box(2, line.said, "small"),
        Box(3, left, "result"),
        Box(4, right, "result"),
    ]


def _set_aside(frame: Frame, name: str) -> str:
    waiver = frame.ret.waivers.get(name)
    return f"已{waiver.treatment}：{waiver.reason}。" if waiver else ""


def _side(parts: Parts) -> Formula:
    known, low, high = (_afar(number) for number in (parts.known, parts.low, parts.high))
    least, most = f"ROUND({low},{MOST_DIGITS})", f"ROUND({high},{MOST_DIGITS})"
    text = (
        f'IF({known}=0,"{_NOTHING}",IF({low}={high},{least},IF({low}<=-1E+50,IF({high}>=1E+50,"不能确定",'
        f'"不超过 "&{most}),IF({high}>=1E+50,"不少于 "&{least},{least}&" 至 "&{most}))))'
    )
    return Formula(text, _side_now(parts))


def _side_now(parts: Parts) -> str | float:
    low, high = parts.low.value, parts.high.value
    if not parts.known.value:
        return _NOTHING
    if low == high:
        return float(rounded(low))
    if low <= -_HUGE:
        return "不能确定" if high >= _HUGE else f"不超过 {in_text(high)}"
    return f"不少于 {in_text(low)}" if high >= _HUGE else f"{in_text(low)} 至 {in_text(high)}"


def _afar(number: Num) -> str:
    """The text of a number of the hidden sheet as another sheet writes it."""
    return f"{sheet_prefix(ENGINE)}{number.text}" if number.text[0].isalpha() else number.text


def _banner(verdicts: str, stored: Sequence[Verdict], off: int) -> Formula:
    parts = [f'"{word} "&COUNTIF({verdicts},"{word}")&" 条"' for word in _FIRST]
    now = "，".join(f"{word} {sum(one is word for one in stored)} 条" for word in _FIRST)
    ending = f"。其中 {off} 条本年停用，照常给出结论，单元格不变色。" if off else "。"
    return Formula('"校验："&' + '&"，"&'.join(parts) + f'&"{ending}"', f"校验：{now}{ending}")


# ---------------------------------------------------------------- figures that turn red


def _marked(sheet: Sheet, verdict_of: Callable[[str], Formula | None]) -> Sheet:
    """The sheet with the verdict on each of its figures in hidden columns beside it, by which its cells are coloured.

    On the same sheet, because older programs colour no cell by what stands on another.
    """
    aside = len(sheet.widths) + 1
    places: list[tuple[int, int]] = []
    rows = list(sheet.rows)
    for n, row in enumerate(rows):
        found = [(box.column, verdict) for box in row.boxes if box.code and (verdict := verdict_of(box.code))]
        if found:
            places += [(n, column) for column, _ in found]
            mirrored = (Box(aside + column, verdict, "data") for column, verdict in found)
            rows[n] = replace(row, boxes=(*row.boxes, *mirrored))
    if not places:
        return sheet
    (top, bottom), (left, right) = ((min(line), max(line)) for line in zip(*places, strict=True))
    first = f"{column_letters(aside + left)}{top + 1}"
    marks = tuple(
        Mark(top, left, bottom, right, f"{first}={number}", fill) for number, fill in ((3, RED_FILL), (2, AMBER_FILL))
    )
    hidden = aside if sheet.hidden_from is None else min(aside, sheet.hidden_from)
    return replace(sheet, rows=tuple(rows), marks=(*sheet.marks, *marks), hidden_from=hidden)
