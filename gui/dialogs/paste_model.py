"""The lines of a pasted block, each with a box to tick, its item, old, new and verdict; knows a plan, no desk."""

from collections import Counter
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from db.domain.items import Item, Kind
from db.domain.pasting import PastedLine, Plan, Verdict
from db.domain.returns import Return
from gui.form.looks import shown
from gui.meaning import MEANING
from gui.theme import Meaning

TICK, SOURCE, ITEM, OLD, NEW, VERDICT = range(6)
_LONGEST: Final = 200  # characters of a cell on screen
_LOOKS: Final[dict[Verdict, tuple[str, Meaning]]] = {
    Verdict.NEW: ("✓", "ok"),
    Verdict.REPLACE: ("ⓘ", "hint"),
    Verdict.MISREAD: ("✗", "error"),
    Verdict.OTHER_UNIT: ("⚠", "warning"),
    Verdict.OTHER_NAME: ("⚠", "warning"),
    Verdict.REPEATED: ("⚠", "warning"),
    Verdict.SAME_VALUE: ("=", "quiet"),
    Verdict.SAME: ("=", "quiet"),
    Verdict.EMPTY: ("○", "quiet"),
    Verdict.UNKNOWN: ("✗", "error"),
    Verdict.ABSENT: ("✗", "error"),
}
_PLAIN: Final = frozenset((Verdict.NEW, Verdict.SAME, Verdict.EMPTY))  # nothing to look at twice
Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()


class PasteModel(QAbstractTableModel):
    """Every line, or only those to be looked at twice. Of two lines for one item at most one is ticked."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[PastedLine, ...] = ()
        self._rows: list[int] = []
        self._ticked: dict[str, int] = {}  # code → its line: one at most
        self._chosen: dict[int, bool] = {}  # lines that the person ticked or not
        self._pressing = False
        self._ret: Return | None = None

    def show_plan(self, plan: Plan, ret: Return, keep: bool = False) -> None:
        """Show another plan, ticked as it proposes; `keep` what the person chose for each line of the one before."""
        self.beginResetModel()
        self._ret, self._lines = ret, plan.lines
        self._ticked = {line.code: n for n, line in enumerate(plan.lines) if line.proposed}
        before, self._chosen = self._chosen, {}
        for number, on in before.items() if keep else ():
            self._tick(number, on)
        self._list()
        self.endResetModel()

    def show_pressing(self, only: bool) -> None:
        """List only what is to be looked at twice, or everything."""
        self.beginResetModel()
        self._pressing = only
        self._list()
        self.endResetModel()

    def _list(self) -> None:
        self._rows = [n for n, line in enumerate(self._lines) if not self._pressing or line.verdict not in _PLAIN]

    def taken(self) -> list[PastedLine]:
        """The lines ticked, in the block's order, listed or not."""
        return [self._lines[n] for n in sorted(self._ticked.values())]

    def summary(self) -> str:
        """How many will be written, and what becomes of the others."""
        taken = Counter(line.verdict for line in self.taken())
        left = Counter(line.verdict for line in self._lines) - taken
        told = self.tr("写入 {} 项").format(sum(taken.values())) if taken else self.tr("没有要写入的内容")
        rest = self.tr("不写入 {} 项").format(sum(left.values())) if left else ""
        return "；".join(part for part in (_counted(told, taken), _counted(rest, left)) if part)

    # ---- ticking

    def toggle(self, row: int) -> None:
        """Tick a listed line or take its tick away."""
        if 0 <= row < len(self._rows):
            number = self._rows[row]
            self._tick(number, not self._is_ticked(number))
            self._repaint()

    def tick_all(self, on: bool) -> None:
        """Tick every listed line that can be written, or none of them."""
        for number in self._rows:
            if not on or self._lines[number].code not in self._ticked:
                self._tick(number, on)
        self._repaint()

    def _tick(self, number: int, on: bool) -> None:
        line = self._lines[number]
        self._chosen[number] = on
        if on and line.possible:
            self._ticked[line.code] = number
        elif not on and self._is_ticked(number):
            del self._ticked[line.code]

    def _is_ticked(self, number: int) -> bool:
        return self._ticked.get(self._lines[number].code) == number

    def _repaint(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0, TICK), self.index(len(self._rows) - 1, VERDICT))

    # ---- what Qt asks

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else VERDICT + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(section in (OLD, NEW))
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        titles = self.tr("写入"), self.tr("来源"), self.tr("指标"), self.tr("原来"), self.tr("粘贴"), self.tr("结论")
        return titles[section]

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and index.column() == TICK and self._lines[self._rows[index.row()]].possible:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        number = self._rows[index.row()]
        line = self._lines[number]
        if role == Qt.ItemDataRole.DisplayRole:
            return _short(self._text(line, index.column()))
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._text(line, index.column())[: _LONGEST * 5] or None
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == TICK:
            return self._check(number) if line.possible else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(index.column() in (OLD, NEW) and not self._is_text(line))
        if role == MEANING:
            return self._meaning(line, index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == TICK:
            return self._spoken(number)
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if not index.isValid() or role != Qt.ItemDataRole.CheckStateRole:
            return False
        self._tick(self._rows[index.row()], Qt.CheckState(value) is Qt.CheckState.Checked)
        self._repaint()
        return True

    def _check(self, number: int) -> Qt.CheckState:
        return Qt.CheckState.Checked if self._is_ticked(number) else Qt.CheckState.Unchecked

    def _text(self, line: PastedLine, column: int) -> str:
        if column == TICK:
            return ""
        if column == SOURCE:
            return line.source
        if column == NEW:
            return line.words
        if column == VERDICT:
            shape, _ = _LOOKS[line.verdict]
            return f"{shape} {line.verdict}：{line.remark}" if line.remark else f"{shape} {line.verdict}"
        item = self._item(line)
        if item is None:
            return "—" if column == ITEM else ""
        return _called(item) if column == ITEM else shown(item, line.before)

    def _is_text(self, line: PastedLine) -> bool:
        item = self._item(line)
        return item is not None and item.kind is Kind.TEXT

    def _item(self, line: PastedLine) -> Item | None:
        return self._ret.item(line.code) if self._ret and line.code else None

    def _meaning(self, line: PastedLine, column: int) -> Meaning | None:
        if column == VERDICT:
            return _LOOKS[line.verdict][1]
        return "quiet" if column in (SOURCE, OLD) else None

    def _spoken(self, number: int) -> str:
        line = self._lines[number]
        parts = [self._text(line, column) for column in range(SOURCE, VERDICT + 1)]
        parts.append(self.tr("写入") if self._is_ticked(number) else self.tr("不写入"))
        return "，".join(part for part in parts if part)


def _side(right: bool) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _called(item: Item) -> str:
    """An item as its row calls it; a cell of a table by its row and column, the table being in sight."""
    return item.name.partition("·")[2] or item.label


def _short(words: str) -> str:
    """One line of it, without what a line cannot show."""
    cut = words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
    return " ".join(cut.splitlines())


def _counted(told: str, counts: Counter[Verdict]) -> str:
    each = "，".join(f"{verdict} {counts[verdict]}" for verdict in Verdict if counts[verdict])
    return f"{told}（{each}）" if each else told
