"""The starred items of the open return as rows of text, in printed order; knows the figures, stores nothing itself."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from db.domain.items import Tier
from gui.desk import Desk
from gui.form.looks import STAR, mark_of, shown
from gui.meaning import MEANING

NUMBER, NAME, VALUE, UNIT, NOTE, WHERE = range(6)
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_Line = tuple[str, tuple[str, ...]]  # code and what stands in its columns


class StarredModel(QAbstractTableModel):
    """One row per starred item; rows that stay are not touched."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._lines: list[_Line] = []

    def update(self) -> None:
        """The stars as they are now."""
        new = [self._line(code) for code in self._desk.ret.ordered_codes if self._desk.cell(code).starred]
        codes = {code for code, _ in new}
        for row in reversed(range(len(self._lines))):
            if self._lines[row][0] not in codes:
                self.beginRemoveRows(_ROOT, row, row)
                del self._lines[row]
                self.endRemoveRows()
        for row, line in enumerate(new):
            if row >= len(self._lines) or self._lines[row][0] != line[0]:
                self.beginInsertRows(_ROOT, row, row)
                self._lines.insert(row, line)
                self.endInsertRows()
            elif self._lines[row] != line:
                self._lines[row] = line
                self.dataChanged.emit(self.index(row, NUMBER), self.index(row, WHERE))

    def _line(self, code: str) -> _Line:
        item, cell = self._desk.item(code), self._desk.cell(code)
        value = shown(item, cell) or f"{mark_of(cell, ()).shape} {cell.state}"
        where = self._where(item.section)
        note = " ".join(cell.note.split())
        # A cell of a table bears the table's title, which stands under 所在部分.
        name = item.name.partition("·")[2] if item.tier is Tier.TABLE else item.name
        return code, (item.number, name, value, item.unit if cell.value else "", note, where)

    def _where(self, home: str) -> str:
        pack = self._desk.ret.pack
        table = pack.table_by_id.get(home)
        return table.label if table else next((s.label for s in pack.sections if s.id == home), "")

    def code(self, row: int) -> str:
        """The code of a row; "" outside the list."""
        return self._lines[row][0] if 0 <= row < len(self._lines) else ""

    # ---- what Qt asks

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else WHERE + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        heads = ("编号", "指标", "本年", "单位", "说明/备注", "所在部分")
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.tr(heads[section])
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole and section == VALUE:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not 0 <= index.row() < len(self._lines):
            return None
        code, words = self._lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return words[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._desk.cell(code).note if index.column() == NOTE else words[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == NUMBER:
            number, name, value, unit, note, where = words
            return "，".join(part for part in (f"{STAR} {number} {name}", f"{value}{unit}", note, where) if part)
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == VALUE:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return "quiet" if role == MEANING and index.column() in (NUMBER, UNIT, WHERE) else None
