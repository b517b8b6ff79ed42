"""One of the lists as a table that always has a blank last row; knows its columns, saves through the desk."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from db.domain.pack import ListForm
from gui.desk import Desk

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class ListModel(QAbstractTableModel):
    """Every change saves its row. Refused words stay on screen and go with the next change of their row."""

    def __init__(self, desk: Desk, form: ListForm, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._form = form
        self._rows: list[dict[str, str]] = []
        self._stored: list[dict[str, str]] = []  # of each row what the file has; {} for none
        self._saving = False
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
        self._stored = [dict(row) for row in self._desk.ret.lists.get(self._form.id, ())]
        self._rows = [dict(row) for row in self._stored]
        self.endResetModel()

    def follow(self) -> None:
        """The rows as they are stored now; those with words that are not stored yet stay, at their end."""
        stored = [dict(row) for row in self._desk.ret.lists.get(self._form.id, ())]
        if self._saving or stored == [row for row in self._stored if row]:
            return
        unsaved = [row for row, known in zip(self._rows, self._stored, strict=True) if row != known]
        # Not a reset, which would close an open editor.
        self._resize(len(stored) + len(unsaved))
        self._stored = stored + [{} for _ in unsaved]
        self._rows = [dict(row) for row in stored] + unsaved
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def _resize(self, count: int) -> None:
        here = len(self._rows)
        if count > here:
            self.beginInsertRows(_ROOT, here, count - 1)
            self._rows += [{} for _ in range(count - here)]
            self.endInsertRows()
        elif count < here:
            self.beginRemoveRows(_ROOT, count, here - 1)
            del self._rows[count:]
            self.endRemoveRows()

    def is_open(self) -> bool:
        """Whether the list can be changed."""
        return self._desk.takes_words

    def remove(self, row: int) -> None:
        """Take out one row; the blank one at the end stays."""
        if self.is_open() and 0 <= row < len(self._rows):
            if self._stored[row] and not self._save(row, {}):
                return
            self.beginRemoveRows(_ROOT, row, row)
            del self._rows[row], self._stored[row]
            self.endRemoveRows()
            self.follow()

    def _save(self, row: int, after: dict[str, str]) -> bool:
        self._saving = True
        try:
            saved = self._desk.change_row(self._form.id, self._stored[row], after)
        finally:
            self._saving = False
        if saved:
            self._stored[row] = dict(after) if any(words.strip() for words in after.values()) else {}
        return saved

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
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = self.data(index) or self.tr("空")
            return f"{self._form.columns[index.column()][1]}：{words}"
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        words = str(value)
        if role != Qt.ItemDataRole.EditRole or words == (self.data(index) or ""):
            return False
        row = index.row()
        if row == len(self._rows):
            self.beginInsertRows(_ROOT, row + 1, row + 1)
            self._rows.append({})
            self._stored.append({})
            self.endInsertRows()
        self._rows[row][self._form.columns[index.column()][0]] = words
        self.dataChanged.emit(index, index)
        saved = self._save(row, self._rows[row])
        self.follow()
        return saved
