"""One of the lists as a table that always has a blank last row; knows its columns, saves through the desk."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from db.domain.pack import ListForm
from db.domain.returns import Status
from gui.desk import Desk

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class ListModel(QAbstractTableModel):
    """Every change saves the whole list. Refused words stay on screen and go with the next change."""

    def __init__(self, desk: Desk, form: ListForm, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._form = form
        self._rows: list[dict[str, str]] = []
        desk.year_opened.connect(self.reload)
        desk.status_changed.connect(self.reload)
        self.reload()

    @property
    def name(self) -> str:
        """The list's id."""
        return self._form.id

    def reload(self) -> None:
        """The rows of the open return."""
        self.beginResetModel()
        self._rows = [dict(row) for row in self._desk.ret.lists.get(self._form.id, ())]
        self.endResetModel()

    def is_open(self) -> bool:
        """Whether the list can be changed."""
        return self._desk.ret.status is Status.DRAFT

    def remove(self, row: int) -> None:
        """Take out one row; the blank one at the end stays."""
        if self.is_open() and 0 <= row < len(self._rows):
            self.beginRemoveRows(_ROOT, row, row)
            del self._rows[row]
            self.endRemoveRows()
            self._desk.set_list(self._form.id, self._rows)

    # ---- what Qt asks

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows) + self.is_open()

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._form.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Horizontal:
            return self._form.columns[section][1]
        return str(section + 1) if section < len(self._rows) else "＋"

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if self.is_open() else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        shown = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole)
        if role in shown and index.row() < len(self._rows):
            return self._rows[index.row()].get(self._form.columns[index.column()][0], "")
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        words = str(value)
        if role != Qt.ItemDataRole.EditRole or words == (self.data(index) or ""):
            return False
        row = index.row()
        if row == len(self._rows):
            self.beginInsertRows(_ROOT, row + 1, row + 1)
            self._rows.append({})
            self.endInsertRows()
        self._rows[row][self._form.columns[index.column()][0]] = words
        self.dataChanged.emit(index, index)
        return self._desk.set_list(self._form.id, self._rows)
