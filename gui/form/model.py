"""One section as a ledger: a row per item, this year beside last; knows the desk, no view and no painting."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QObject, Qt

from db.domain.items import Item
from gui.desk import Desk
from gui.form.entry_model import NOTHING, ROOT, EntryModel, Index, Move
from gui.form.looks import STAR, Look, mark_of, shown, told, typed_look


class Column(IntEnum):
    """The columns of the ledger."""

    NUMBER = 0
    NAME = 1
    UNIT = 2
    THIS = 3
    LAST = 4
    CHANGE = 5
    STATE = 6


_RIGHT_HEADS: Final = (Column.THIS, Column.LAST, Column.CHANGE)
_INDENT: Final = "　"


class LedgerModel(EntryModel):
    """The items of one section that the return asks; only 本年 takes words."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(desk, parent)
        self._items: tuple[Item, ...] = ()
        self._rows: dict[str, int] = {}
        self._prefixes: Mapping[str, str] = {}
        self._looks: dict[str, tuple[object, tuple[Look, ...]]] = {}
        self._heads = self._titles()

    def _titles(self) -> dict[Column, str]:
        return {
            Column.NUMBER: self.tr("编号"),
            Column.NAME: self.tr("指标"),
            Column.UNIT: self.tr("单位"),
            Column.THIS: self.tr("本年"),
            Column.LAST: self.tr("上年"),
            Column.CHANGE: self.tr("增减"),
            Column.STATE: self.tr("状态"),
        }

    def show_items(self, items: Sequence[Item]) -> None:
        """Show other items, in printed order."""
        self.beginResetModel()
        self._items = tuple(items)
        self._rows = {item.code: row for row, item in enumerate(items)}
        self._prefixes = indented(items, self.tr("其中："))
        self._looks.clear()
        self.endResetModel()

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes shown, in printed order."""
        return tuple(self._rows)

    # ---- where things stand

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._items)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(Column)

    def code_at(self, index: Index) -> str:
        return self._items[index.row()].code if index.isValid() else ""

    def index_of(self, code: str) -> QModelIndex:
        row = self._rows.get(code)
        return QModelIndex() if row is None else self.index(row, Column.THIS)

    def takes_words(self, index: Index) -> bool:
        return index.column() == Column.THIS

    def neighbour(self, index: Index, move: Move) -> QModelIndex:
        row = index.row() + (1 if move in (Move.DOWN, Move.NEXT) else -1)
        return self.index(row, Column.THIS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._heads[Column(section)]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section in _RIGHT_HEADS else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    # ---- how they look

    def look(self, index: Index) -> Look:
        if not index.isValid():
            return NOTHING
        code = self._items[index.row()].code
        known = self._looks.get(code)
        if known is None:
            known = self._looks[code] = self.basis(code), self._row(self._items[index.row()])
        return known[1][index.column()]

    def touched(self, codes: Iterable[str]) -> Iterable[tuple[QModelIndex, QModelIndex]]:
        for code in codes:
            row = self._rows.get(code)
            known = self._looks.get(code)
            if row is not None and known is not None and known[0] != self.basis(code):
                del self._looks[code]
                yield self.index(row, Column.THIS), self.index(row, Column.STATE)

    def _row(self, item: Item) -> tuple[Look, ...]:
        cell = self.desk.cell(item.code)
        findings = self.findings.of(item.code)
        said = told(cell, findings)
        mark = mark_of(cell, findings)
        star = f" {STAR}" if cell.starred else ""
        name = f"{self._prefixes[item.code]}{item.name}"
        return (
            Look(item.number, "quiet"),
            Look(name, tooltip="\n".join(part for part in (item.label, item.definition) if part)),
            Look(item.unit, "quiet"),
            self._this(item, said),
            self._last(item),
            self._change(item),
            Look(
                f"{mark.word}{star}",
                mark.meaning,
                mark=mark.shape,
                mark_meaning=mark.meaning,
                tooltip=said or mark.word,
            ),
        )

    def _this(self, item: Item, said: str) -> Look:
        look = typed_look(item, self.desk.cell(item.code))
        return replace(look, tooltip=said or look.text)

    def _last(self, item: Item) -> Look:
        last = self.desk.last_cell(item.code)
        text = shown(item, last)
        return Look(text, "quiet", right=typed_look(item, last).right if last else True, tooltip=text)

    def _change(self, item: Item) -> Look:
        change = self.desk.compared(item.code)
        parts = [part for part in (change.difference, change.percent, change.remark) if part]
        if not parts:
            return NOTHING
        said = " ".join(parts)
        if not change.difference:
            return Look(said, "quiet", right=True, tooltip=said)
        room = not change.points  # points stand alone, without a percentage behind them
        return Look(parts[0], right=True, aside=" ".join(parts[1:]), aside_room=room, tooltip=said)


def indented(items: Sequence[Item], whereof: str) -> Mapping[str, str]:
    """What stands before each name: 其中： at the first part of a whole, as much space at its other parts.

    A part whose whole is not shown stands at the edge.
    """
    depths: dict[str, int] = {}
    blank = _INDENT * len(whereof)
    prefixes: dict[str, str] = {}
    begun: set[str] = set()
    for item in items:
        depth = depths[item.part_of] + 1 if item.part_of in depths else 0
        depths[item.code] = depth
        if depth == 0:
            prefixes[item.code] = ""
            continue
        first = item.part_of not in begun
        begun.add(item.part_of)
        prefixes[item.code] = _INDENT * depth + (whereof if first else blank)
    return prefixes
