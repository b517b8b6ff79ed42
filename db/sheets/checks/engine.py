"""The hidden sheet behind 校验: rows of figures, then the rows of all that is asked of them; judges nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from db.domain import units
from db.domain.change_formulas import colour, grade
from db.domain.comparison import cell_read, counterpart, restated
from db.domain.findings import Treatment
from db.domain.items import Item
from db.domain.pack import Swing
from db.domain.rules import Ref, figure
from db.domain.rules.cellmath import Num, least, most
from db.domain.rules.examples import LAST
from db.domain.rules.formula_parts import BROKEN, Parts, stated
from db.domain.rules.formulas import VERDICT, WORK, Ledger
from db.domain.rules.index import index_of
from db.domain.rules.words import number
from db.domain.swings import SWING
from db.sheets.checks.figures import (
    COLUMNS,
    FOR_CHANGES,
    FOR_RULES,
    HEADS,
    Live,
    Spot,
    figure_row,
    sheet_prefix,
    stated_size,
)
from db.sheets.frame import Frame
from db.sheets.model import Box, Formula, Row, Sheet, Value, clean

ENGINE = "校验计算"


@dataclass(frozen=True, slots=True)
class Change:
    """A figure beside last year's: its grade (change_formulas) and verdict, both figures, the name of its waiver."""

    item: Item
    grade: Num
    verdict: Num
    sides: tuple[Parts, Parts]
    name: str


class Engine:
    """Rows of figures, then the rows of the rules, then those of the changes since last year."""

    def __init__(self, frame: Frame, spots: Mapping[str, Sequence[Spot]], live: Live | None) -> None:
        ret = frame.ret
        self._frame = frame
        self.rules = [bound for bound in index_of(ret.pack).rules if bound.rule.applies(ret.year)]
        items = [item for item in _compared(frame) if item.code in spots]
        pairs = [(Ref(item.code), Ref(item.code, last=True)) for item in items]
        judged, compared = (dict.fromkeys(chain.from_iterable(each)) for each in ([b.reads for b in self.rules], pairs))
        refs = judged | compared
        self._rows = {ref: n for n, ref in enumerate(refs, 2)}
        self._figures = {ref: self._stated(frame, ref) for ref in refs}
        self._ledger = Ledger(len(refs) + 2, self._figures, lambda row, name: f"{COLUMNS[name]}{row}")
        self.verdicts = {bound.rule.id: self._ledger.rule(bound) for bound in self.rules}
        self.sides = {bound.rule.id: self._ledger.sides(bound) for bound in self.rules}
        self._lines = {}
        for ref, row in self._rows.items():
            cells = figure_row(frame, ref, row, self._figures[ref], spots, None if ref.last else live)
            idle = (set() if ref in judged else FOR_RULES) | (set() if ref in compared else FOR_CHANGES)
            self._lines[ref] = {column: value for column, value in cells.items() if column not in idle}
        self._reading: dict[Ref, list[Num]] = {}
        for bound in self.rules:
            for ref in bound.reads if not is_off(frame, bound.rule.id) else ():
                self._reading.setdefault(ref, []).append(self.verdicts[bound.rule.id])
        self.changes = [self._change(item, pair) for item, pair in zip(items, pairs, strict=True)]

    def _change(self, item: Item, pair: tuple[Ref, Ref]) -> Change:
        """The rows of one comparison with last year; the figure's cell takes its colour."""
        frame, (now, then) = self._frame, pair
        put = self._ledger.line(item.label)
        sides = self._figures[now], self._figures[then]
        found = grade(
            lambda n, number: put(WORK[n], number),
            sides,
            (stated_size(frame, now, self._rows[now]), stated_size(frame, then, self._rows[then])),
            units.find(item.unit),
            None if item.signed else index_of(frame.ret.pack).limits.get(item.unit),
            restated=frame.last is not None and restated(frame.ret, frame.last, item.code),
        )
        name = f"{SWING}:{item.code}"
        if not is_off(frame, name):
            self._reading.setdefault(now, []).append(put(VERDICT, colour(found)))
        return Change(item, found, put(WORK[4], least([found, BROKEN])), sides, name)

    def words_of(self, change: Change) -> Formula:
        """What the grade of a change means, in words, for another sheet."""
        words = _meanings(self._frame.ret.pack.swing)
        first = len(self._rows) + len(self._ledger.rows) + 2
        where = f"{sheet_prefix(ENGINE)}$A${first}:$A${first + len(words) - 1}"
        return Formula(f"INDEX({where},{sheet_prefix(ENGINE)}{change.grade.text}+1)", words[int(change.grade.value)])

    def _stated(self, frame: Frame, ref: Ref) -> Parts:
        row = self._rows[ref]
        found = figure(frame.ret.pack.items[ref.code], cell_read(frame.ret, frame.last, ref))
        return stated(found, lambda name: f"{COLUMNS[name]}{row}")

    def _worst(self, ref: Ref) -> Formula:
        worst = most(self._reading[ref])
        return Formula(worst.text, worst.value)

    def verdict_of(self, code: str) -> Formula | None:
        """The gravest verdict of the rules that read a figure, for another sheet; None if none in force reads it."""
        ref = Ref(code.removeprefix(LAST), code.startswith(LAST))
        if ref not in self._reading:
            return None
        return Formula(f"{sheet_prefix(ENGINE)}{COLUMNS[VERDICT]}{self._rows[ref]}", self._worst(ref).stored)

    def sheet(self) -> Sheet:
        """The sheet itself."""
        rows = [Row(tuple(Box(_index(column), head, "data") for column, head in HEADS.items()), 15)]
        for ref in self._rows:
            cells = dict(self._lines[ref])
            if ref in self._reading:
                cells[COLUMNS[VERDICT]] = self._worst(ref)
            rows.append(_row(cells))
        for step in self._ledger.rows:
            cells = {COLUMNS[name]: Formula(number.text, number.value) for name, number in step.cells.items()}
            rows.append(_row({"A": clean(step.label), **cells}))
        rows += [_row({"A": words}) for words in _meanings(self._frame.ret.pack.swing)]
        widths = (40.0, *(12.0,) * _index(max(HEADS)))
        return Sheet(ENGINE, widths, tuple(rows), landscape=True, frozen=(1, 1), gridlines=True, hidden=True)


def is_off(frame: Frame, name: str) -> bool:
    """Whether a rule, or the changes of an item, are switched off for this return."""
    waiver = frame.ret.waivers.get(name)
    return waiver is not None and waiver.treatment is Treatment.OFF


def _compared(frame: Frame) -> Iterator[Item]:
    """The items that the check compares with last year's figures: numbers that both years ask for."""
    ret, last = frame.ret, frame.last
    for item in map(ret.item, ret.ordered_codes) if last else ():
        if item.kind.is_number and last and counterpart(item, last) is not None:
            yield item


def _meanings(by: Swing | None) -> tuple[str, ...]:
    """The words for each grade, from NOTHING on."""
    ask = hint = ""
    if by:
        ask = f"超过上年的 {number(by.ask_over)} 倍，或者不到上年的 {number(by.ask_under)} 倍"
        hint = f"超过上年的 {number(by.hint_over)} 倍，或者不到上年的 {number(by.hint_under)} 倍，或者"
    return (
        "两年没有可以相比的数。",
        "与上年相比没有大的变动。",
        f"提示：填的不是确数，可能{ask}。",
        f"提示：{hint}像是写错了单位或位数。核对台账。",
        f"需说明：{ask and ask + '，或者'}像是写错了单位或位数。核对台账和计量单位，确实如此的写明原因。",
    )


def _row(cells: Mapping[str, Value]) -> Row:
    boxes = [Box(_index(column), value, "data") for column, value in cells.items() if value != ""]
    return Row(tuple(sorted(boxes, key=lambda box: box.column)), 15)


def _index(column: str) -> int:
    return ord(column) - ord("A")
