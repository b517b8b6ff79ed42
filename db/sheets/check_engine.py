"""The hidden sheet behind 校验: rows of figures, then the rows of the rules that read them; judges nothing."""

from collections.abc import Mapping, Sequence

from db.domain.comparison import cell_read
from db.domain.findings import Treatment
from db.domain.rules import BoundRule, Ref, Verdict, figure
from db.domain.rules.examples import LAST
from db.domain.rules.formula_parts import VERDICTS, Parts, stated
from db.domain.rules.formulas import VERDICT, Ledger
from db.domain.rules.index import index_of
from db.sheets.check_figures import COLUMNS, HEADS, Live, Spot, figure_row, sheet_prefix
from db.sheets.frame import Frame
from db.sheets.model import Box, Formula, Row, Sheet, Value, clean

ENGINE = "校验计算"


class Engine:
    """Rows of figures, then the rows of the rules."""

    def __init__(self, frame: Frame, spots: Mapping[str, Sequence[Spot]], live: Live | None) -> None:
        ret = frame.ret
        self.rules = [bound for bound in index_of(ret.pack).rules if bound.rule.applies(ret.year)]
        refs = dict.fromkeys(ref for bound in self.rules for ref in bound.reads)
        self._rows = {ref: n for n, ref in enumerate(refs, 2)}
        self._figures = {ref: self._stated(frame, ref) for ref in refs}
        self._ledger = Ledger(len(refs) + 2, self._figures, lambda row, name: f"{COLUMNS[name]}{row}")
        self.verdicts = {bound.rule.id: self._ledger.rule(bound) for bound in self.rules}
        self.sides = {bound.rule.id: self._ledger.sides(bound) for bound in self.rules}
        self._lines = {
            ref: figure_row(frame, ref, row, self._figures[ref], spots, None if ref.last else live)
            for ref, row in self._rows.items()
        }
        self._reading: dict[Ref, list[str]] = {}
        for bound in self.rules:
            for ref in bound.reads if not is_off(frame, bound) else ():
                self._reading.setdefault(ref, []).append(bound.rule.id)

    def _stated(self, frame: Frame, ref: Ref) -> Parts:
        row = self._rows[ref]
        found = figure(frame.ret.pack.items[ref.code], cell_read(frame.ret, frame.last, ref))
        return stated(found, lambda name: f"{COLUMNS[name]}{row}")

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
        widths = (40.0, *(12.0,) * _index(max(HEADS)))
        return Sheet(ENGINE, widths, tuple(rows), landscape=True, frozen=(1, 1), gridlines=True, hidden=True)


def is_off(frame: Frame, bound: BoundRule) -> bool:
    """Whether a rule was switched off for this return."""
    waiver = frame.ret.waivers.get(bound.rule.id)
    return waiver is not None and waiver.treatment is Treatment.OFF


def _row(cells: Mapping[str, Value]) -> Row:
    boxes = [Box(_index(column), value, "data") for column, value in cells.items() if value != ""]
    return Row(tuple(sorted(boxes, key=lambda box: box.column)), 15)


def _index(column: str) -> int:
    return ord(column) - ord("A")
