"""The rules inside the workbook: the sheet 校验, the hidden sheet behind it, and cells that turn red; judges nothing.

Each figure that a rule reads is one row of the hidden sheet. While the cell in front holds what was exported, the row
gives what the program understood of the words (15余 is 15 to 19); a number put in its place is taken as it stands.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from db.domain.addresses import column_letters
from db.domain.cells import BLANK, Cell, State
from db.domain.findings import Treatment
from db.domain.items import Item, Kind
from db.domain.rules import BoundRule, Ref, Verdict, figure, in_words
from db.domain.rules.cellmath import Num
from db.domain.rules.examples import LAST
from db.domain.rules.figures import is_scaled
from db.domain.rules.formula_parts import PARTS, VERDICTS, Parts, stated
from db.domain.rules.formulas import VERDICT, WORK, Ledger
from db.domain.rules.index import index_of
from db.sheets import layout
from db.sheets.frame import Frame, captions
from db.sheets.model import Box, Formula, Mark, Row, Sheet, Value, clean
from db.sheets.rounding import MOST_DIGITS, in_text, rounded
from db.sheets.styles import AMBER_FILL, RED_FILL

FRONT, ENGINE = "校验", "校验计算"
_HEADS = ("规则", "结论", "说明", "左值", "右值")
_WIDTHS = (44.0, 9.0, 66.0, 14.0, 14.0)
_LIVE, _EXPORTED, _SAME, _PLACE = "B", "C", "J", "S"
_COLUMNS = {
    **dict(zip(WORK, "BCDEFGH", strict=True)),
    **dict(zip(PARTS, "KLMNOPQ", strict=True)),
    VERDICT: "R",
}
_ENGINE_HEADS = {
    "A": "指标或规则", "B": "表内现值", "C": "导出时", "J": "未改动", "K": "有数", "L": "下限", "M": "上限",
    "N": "误差", "O": "截尾", "P": "适用", "Q": "量级", "R": "结论", "S": "末位",
}  # fmt: skip
_NOTHING = "—"
_BANNER = 2  # its row, below the captions
_HUGE = 1e50
_FIRST = (Verdict.BROKEN, Verdict.DOUBTFUL, Verdict.UNJUDGED, Verdict.PASSED)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a figure stands: sheet, row and column from 0, and what is in the cell."""

    sheet: str
    row: int
    column: int
    value: Value

    @property
    def address(self) -> str:
        """The cell as a formula of another sheet names it."""
        return f"{_sheet(self.sheet)}${column_letters(self.column)}${self.row + 1}"


@dataclass(frozen=True, slots=True)
class Checks:
    """The sheets of figures with their marks; where there are rules, 校验, the hidden sheet and the cover's counts."""

    figures: tuple[Sheet, ...]
    front: tuple[Sheet, ...] = ()
    engine: tuple[Sheet, ...] = ()
    banner: Formula | None = None


Live = Callable[["Spot", str], str]
"""How the hidden sheet reads a figure's cell: the spot and the cell that keeps what was exported → a formula."""


def checked(frame: Frame, sheets: Sequence[Sheet], live: Live | None = None) -> Checks:
    """The rules of the return tied to the figures on `sheets`, whose names must be final.

    `live` reads cells that hold words to be filled in; without it a cell counts as it stands.
    """
    engine = _Engine(frame, _spots(sheets), live)
    if not engine.rules:
        return Checks(tuple(sheets))
    marked = tuple(_marked(sheet, engine.verdict_of) for sheet in sheets)
    front = _front(frame, engine)
    banner = front.rows[_BANNER].boxes[0].value
    assert isinstance(banner, Formula)
    counts = Formula(f"{_sheet(FRONT)}A{_BANNER + 1}", banner.stored)
    return Checks(marked, (front,), (engine.sheet(),), counts)


def _spots(sheets: Sequence[Sheet]) -> dict[str, list[Spot]]:
    """Every place of every figure, the first one first: some stand in a section and in a table."""
    found: dict[str, list[Spot]] = {}
    for sheet in sheets:
        for n, row in enumerate(sheet.rows):
            for box in row.boxes:
                if box.code:
                    found.setdefault(box.code, []).append(Spot(sheet.name, n, box.column, box.value))
    return found


# ---------------------------------------------------------------- the hidden sheet


class _Engine:
    """Rows of figures, then the rows of the rules."""

    def __init__(self, frame: Frame, spots: Mapping[str, Sequence[Spot]], live: Live | None) -> None:
        ret = frame.ret
        self.rules = [bound for bound in index_of(ret.pack).rules if bound.rule.applies(ret.year)]
        refs = dict.fromkeys(ref for bound in self.rules for ref in bound.reads)
        self._rows = {ref: n for n, ref in enumerate(refs, 2)}
        self._figures = {ref: self._stated(frame, ref) for ref in refs}
        self._ledger = Ledger(len(refs) + 2, self._figures, lambda row, name: f"{_COLUMNS[name]}{row}")
        self.verdicts = {bound.rule.id: self._ledger.rule(bound) for bound in self.rules}
        self.sides = {bound.rule.id: self._ledger.sides(bound) for bound in self.rules}
        self._lines = {
            ref: _line(frame, ref, row, self._figures[ref], spots, None if ref.last else live)
            for ref, row in self._rows.items()
        }
        self._reading: dict[Ref, list[str]] = {}
        for bound in self.rules:
            for ref in bound.reads if not _is_off(frame, bound) else ():
                self._reading.setdefault(ref, []).append(bound.rule.id)

    def _stated(self, frame: Frame, ref: Ref) -> Parts:
        row = self._rows[ref]
        found = figure(frame.ret.pack.items[ref.code], _cell(frame, ref))
        return stated(found, lambda name: f"{_COLUMNS[name]}{row}")

    def _worst(self, ref: Ref) -> Formula:
        verdicts = [self.verdicts[id_] for id_ in self._reading[ref]]
        return Formula(f"MAX({','.join(v.text for v in verdicts)})", max(v.value for v in verdicts))

    def found(self, bound: BoundRule) -> Verdict:
        """What a rule comes to at the export."""
        return VERDICTS[int(self.verdicts[bound.rule.id].value)]

    def verdict_of(self, code: str) -> Formula | None:
        """The gravest verdict of the rules that read a figure, for another sheet; None if none in force reads it."""
        ref = Ref(code.removeprefix(LAST), code.startswith(LAST))
        if ref not in self._reading:
            return None
        return Formula(f"{_sheet(ENGINE)}{_COLUMNS[VERDICT]}{self._rows[ref]}", self._worst(ref).stored)

    def sheet(self) -> Sheet:
        """The sheet itself."""
        rows = [Row(tuple(Box(_index(column), head, "data") for column, head in _ENGINE_HEADS.items()), 15)]
        for ref in self._rows:
            cells = dict(self._lines[ref])
            if ref in self._reading:
                cells[_COLUMNS[VERDICT]] = self._worst(ref)
            rows.append(_row(cells))
        for step in self._ledger.rows:
            cells = {_COLUMNS[name]: Formula(number.text, number.value) for name, number in step.cells.items()}
            rows.append(_row({"A": clean(step.label), **cells}))
        widths = (40.0, *(12.0,) * _index(_PLACE))
        return Sheet(ENGINE, widths, tuple(rows), landscape=True, frozen=(1, 1), gridlines=True, hidden=True)


# ---------------------------------------------------------------- the sheet in front


def _front(frame: Frame, engine: _Engine) -> Sheet:
    """One line for each rule, those that do not hold first: what it says, what it comes to now, its two sides.

    Only those go to paper: the others would be eight pages that nobody reads, and the banner counts them.
    """
    top = captions(frame, FRONT, _WIDTHS)
    first = len(top) + 3  # the number of the first rule's row
    verdicts = f"B{first}:B{first + len(engine.rules) - 1}"
    rules = sorted(engine.rules, key=lambda bound: _FIRST.index(engine.found(bound)))
    stored = [engine.found(bound) for bound in rules]
    off = sum(_is_off(frame, bound) for bound in engine.rules)
    banner = layout.row(_WIDTHS, [Box(0, _banner(verdicts, stored, off), "caption", columns=len(_WIDTHS), flows=True)])
    heads = layout.row(_WIDTHS, [Box(n, word, "head") for n, word in enumerate(_HEADS)])
    lines = [layout.row(_WIDTHS, _rule(frame, bound, engine)) for bound in rules]
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


def _rule(frame: Frame, bound: BoundRule, engine: _Engine) -> list[Box]:
    rule, pack = bound.rule, frame.ret.pack
    said = in_words(bound.check.tree, pack)
    if bound.when:
        said = f"{said}（在{in_words(bound.when.tree, pack)} 时）"
    verdict, sides = engine.verdicts[rule.id], engine.sides[rule.id]
    words = ",".join(f'"{word}"' for word in VERDICTS)
    conclusion = Formula(f"CHOOSE({_afar(verdict)}+1,{words})", VERDICTS[int(verdict.value)].value)
    left, right = map(_side, sides) if sides else (_NOTHING, _NOTHING)
    return [
        Box(0, clean(rule.title), "small"),
        Box(1, conclusion, "middle"),
        Box(2, clean(f"{_set_aside(frame, bound)}{rule.level}：{said}"), "small"),
        Box(3, left, "result"),
        Box(4, right, "result"),
    ]


def _is_off(frame: Frame, bound: BoundRule) -> bool:
    waiver = frame.ret.waivers.get(bound.rule.id)
    return waiver is not None and waiver.treatment is Treatment.OFF


def _set_aside(frame: Frame, bound: BoundRule) -> str:
    waiver = frame.ret.waivers.get(bound.rule.id)
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
    return f"{_sheet(ENGINE)}{number.text}" if number.text[0].isalpha() else number.text


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


def _row(cells: Mapping[str, Value]) -> Row:
    boxes = [Box(_index(column), value, "data") for column, value in cells.items() if value != ""]
    return Row(tuple(sorted(boxes, key=lambda box: box.column)), 15)


def _index(column: str) -> int:
    return ord(column) - ord("A")


def _cell(frame: Frame, ref: Ref) -> Cell:
    if not ref.last:
        return frame.ret.cell(ref.code)
    if frame.last is None:
        return BLANK
    return frame.last.cell(frame.last.pack.resolve(ref.code) or ref.code)


def _line(
    frame: Frame, ref: Ref, row: int, parts: Parts, spots: Mapping[str, Sequence[Spot]], live: Live | None
) -> dict[str, Value]:
    """The cells of a figure's row, by column."""
    item = frame.ret.pack.items[ref.code]
    label = clean(f"上年 {item.label}" if ref.last else item.label)
    values = {name: getattr(parts, name).value for name in PARTS}
    places = spots.get(f"{LAST}{ref.code}" if ref.last else ref.code)
    if not places:
        return {"A": label, **{_COLUMNS[name]: _number(value) for name, value in values.items()}}
    spot = places[0]
    if live is not None and frame.ret.cell(ref.code).state is State.NOT_APPLICABLE:
        spot = replace(spot, value=State.NOT_APPLICABLE.value)  # said beside the cell
    exported = f"{_EXPORTED}{row}"
    content = live(spot, exported) if live else _content(places, exported)
    return {
        "A": label,
        _LIVE: Formula(content, _kept(spot.value)),
        _EXPORTED: spot.value,
        _SAME: Formula(_same(row), 1),
        **{_COLUMNS[name]: Formula(text, values[name]) for name, text in _taken(item, row, values).items()},
        _PLACE: Formula(_last_digit(f"{_LIVE}{row}"), _place(spot.value)),
    }


def _content(places: Sequence[Spot], exported: str) -> str:
    """What stands in the first place of a figure that was changed, or in the last one; nothing for #DIV/0! and such."""
    spot, *others = places
    there = spot.address
    now = f'IF(ISBLANK({there}),"",{there})'
    found = f'IF(EXACT({there}&"",{exported}&""),{_content(others, exported)},{now})' if others else now
    return f'IF(ISERROR({there}),"",{found})'


def _same(row: int) -> str:
    live, exported = f"{_LIVE}{row}", f"{_EXPORTED}{row}"
    return (
        f"IF(AND(ISNUMBER({live}),ISNUMBER({exported})),IF({live}={exported},1,0),"
        f'IF(EXACT({live}&"",{exported}&""),1,0))'
    )


def _taken(item: Item, row: int, exported: Mapping[str, float]) -> dict[str, str]:
    """How each part is worked out: as exported while nothing was changed, else from what stands in the cell."""
    live, place = f"{_LIVE}{row}", f"{_PLACE}{row}"
    radius, cut = _precision(item, live, place)
    low, high = (f"{_COLUMNS[name]}{row}" for name in ("low", "high"))
    changed = {
        "known": f'IF(ISNUMBER({live}),1,IF({live}="不适用",1,0))',
        "low": f"IF(ISNUMBER({live}),{live},0)",
        "high": f"IF(ISNUMBER({live}),{live},0)",
        "radius": f"IF(ISNUMBER({live}),{radius},0)",
        "cut": f"IF(ISNUMBER({live}),{cut},0)",
        "applies": f'IF({live}="不适用",0,1)',
    }
    taken = {name: f"IF({_SAME}{row}=1,{_number(exported[name])},{text})" for name, text in changed.items()}
    ends = ",".join(f"IF(ABS({end})<1E+50,ABS({end}),0)" for end in (low, high))
    return taken | {"size": f"MAX({ends})"}


def _precision(item: Item, live: str, place: str) -> tuple[str, str]:
    """Radius and cut of a plain number, as `rules.figures` finds them of typed words."""
    if item.kind in (Kind.SHARE, Kind.RATE):
        return f"{place}/2", place
    if item.kind is Kind.COUNT and not is_scaled(item):
        return f"IF({live}=INT({live}),0,{place}/2)", "0"
    return f"IF({live}=0,0,{place}/2)", "0"


def _last_digit(live: str) -> str:
    """What one step of the last digit of a number is worth."""
    text = f"{10.0**-MOST_DIGITS:.{MOST_DIGITS}f}"
    for digits in range(MOST_DIGITS - 1, -1, -1):
        text = f"IF(ROUND({live},{digits})={live},{10.0**-digits:.{digits}f},{text})"
    return f"IF(ISNUMBER({live}),{text},1)"


def _place(value: Value) -> float:
    if isinstance(value, str | Formula):
        return 1
    digits = min(len(f"{value:f}".partition(".")[2].rstrip("0")), MOST_DIGITS)  # round() stops at 28 digits
    return float(f"{10.0**-digits:.{digits}f}")


def _number(value: float) -> Value:
    return Decimal(f"{value:.15g}")  # a spreadsheet keeps no more


def _kept(value: Value) -> str | float:
    if isinstance(value, Formula):
        return value.stored
    return value if isinstance(value, str) else float(value)


def _sheet(name: str) -> str:
    return "'" + name.replace("'", "''") + "'!"
