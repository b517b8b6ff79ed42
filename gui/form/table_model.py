"""One fixed table as the grid it is, its declared totals added up while they are empty; knows no view."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt

from db.domain.cells import State
from db.domain.echo import grouped
from db.domain.items import Item
from db.domain.pack import Line, Table
from db.domain.totals import Parts, computed, dependents, parts_of
from gui.desk import Desk
from gui.form.entry_model import ROOT, EntryModel, Index, Move
from gui.form.looks import NO_CELL, STAR, Look, mark_of, shown, told, typed_look


class GridModel(EntryModel):
    """The cells of one table by row and column. A place without a cell shows a dash and takes nothing."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(desk, parent)
        self._table: Table | None = None
        self._codes: list[list[str]] = []
        self._places: dict[str, tuple[int, int]] = {}
        self._looks: dict[str, tuple[object, Look]] = {}
        self._parts: Parts = {}
        self._dependents: Mapping[str, frozenset[str]] = {}

    def show_table(self, table: Table) -> None:
        """Show another table."""
        self.beginResetModel()
        self._table = table
        self._codes = [[table.cells.get((row.id, column.id), "") for column in table.columns] for row in table.rows]
        self._places = {code: (r, c) for r, row in enumerate(self._codes) for c, code in enumerate(row) if code}
        self._parts = parts_of(self.desk.ret.pack, table)
        self._dependents = dependents(self._parts)
        self._looks.clear()
        self.endResetModel()

    @property
    def table(self) -> Table | None:
        """The table shown."""
        return self._table

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes shown, row by row."""
        return tuple(self._places)

    # ---- where things stand

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._codes)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() or not self._codes else len(self._codes[0])

    def code_at(self, index: Index) -> str:
        return self._codes[index.row()][index.column()] if index.isValid() else ""

    def row_codes(self, index: Index) -> tuple[str, ...]:
        """The codes of the row of a cell, from left to right."""
        return tuple(code for code in self._codes[index.row()] if code) if index.isValid() else ()

    def index_of(self, code: str) -> QModelIndex:
        place = self._places.get(code)
        return QModelIndex() if place is None else self.index(*place)

    def takes_words(self, index: Index) -> bool:
        return bool(self.code_at(index))

    def neighbour(self, index: Index, move: Move) -> QModelIndex:
        """Down and up within the column, then in the next one; next and previous along the row."""
        down = move in (Move.DOWN, Move.UP)
        step = 1 if move in (Move.DOWN, Move.NEXT) else -1
        rows, columns = self.rowCount(), self.columnCount()
        position = index.column() * rows + index.row() if down else index.row() * columns + index.column()
        position += step
        while 0 <= position < rows * columns:
            major, minor = divmod(position, rows if down else columns)
            place = self.index(minor, major) if down else self.index(major, minor)
            if self.takes_words(place):
                return place
            position += step
        return QModelIndex()

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._table is None or role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        lines = self.lines(orientation)
        if not 0 <= section < len(lines):
            return None
        return " ".join((lines[section].number, *lines[section].heads)).strip()

    def lines(self, orientation: Qt.Orientation) -> tuple[Line, ...]:
        """Columns or rows; one that counts in another unit than the table says so in its innermost head."""
        table = self._table
        if table is None:
            return ()
        across = orientation == Qt.Orientation.Horizontal
        return tuple(self._with_unit(line, across) for line in (table.columns if across else table.rows))

    def _with_unit(self, line: Line, across: bool) -> Line:
        assert self._table is not None
        codes = (c for (row, column), c in self._table.cells.items() if line.id == (column if across else row))
        units = {self.desk.item(code).unit for code in codes}
        if len(units) != 1 or units == {self._table.unit} or not line.heads:
            return line
        unit = units.pop()
        if not unit or unit in line.heads[-1]:
            return line
        return replace(line, heads=(*line.heads[:-1], f"{line.heads[-1]}（{unit}）"))

    # ---- how they look

    def look(self, index: Index) -> Look:
        code = self.code_at(index)
        if not code:
            return Look(NO_CELL, "quiet", right=True, tooltip=self.tr("此处没有要填的内容"))
        known = self._looks.get(code)
        if known is None:
            known = self._looks[code] = self.basis(code), self._cell_look(self.desk.item(code))
        return known[1]

    def basis(self, code: str) -> tuple[object, ...]:
        return *super().basis(code), self.computed_words(code)

    def computed_words(self, code: str) -> str:
        """What an empty total comes to, in plain digits; "" where it cannot be added up or was filled."""
        if code not in self._parts or self.desk.cell(code).state is not State.BLANK:
            return ""
        total = computed(self.desk.ret, code, self._parts)
        return "" if total is None else format(total, "f")

    def touched(self, codes: Iterable[str]) -> Iterable[tuple[QModelIndex, QModelIndex]]:
        changed = set(codes)
        for code in tuple(changed):
            changed |= self._dependents.get(code, frozenset())
        for code in changed:
            known = self._looks.get(code)
            if known is not None and known[0] != self.basis(code):
                del self._looks[code]
                yield self.index_of(code), self.index_of(code)

    def _cell_look(self, item: Item) -> Look:
        cell = self.desk.cell(item.code)
        findings = self.findings.of(item.code)
        mark = mark_of(cell, findings)
        tooltip = "\n".join(part for part in (told(cell, findings), self._last(item)) if part)
        look = typed_look(item, cell, tooltip)
        if words := self.computed_words(item.code):
            hint = "\n".join(part for part in (self.tr("由各分项相加"), tooltip) if part)
            look = Look(f"= {grouped(words)}", "quiet", right=True, computed=True, tooltip=hint)
        star = STAR if cell.starred else ""
        shape = f"{mark.shape if mark.pressing else ''}{star}"
        return replace(look, mark=shape, mark_meaning=mark.meaning if mark.pressing else "accent")

    def _last(self, item: Item) -> str:
        last = shown(item, self.desk.last_cell(item.code))
        change = self.desk.compared(item.code)
        difference = " ".join(part for part in (change.difference, change.percent) if part)
        told_last = self.tr("上年：{}").format(last) if last else ""
        return f"{told_last}　{difference}" if told_last and difference else told_last
