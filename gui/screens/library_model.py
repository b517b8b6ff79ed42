"""The items of the library as rows with a box to tick; knows which are asked for, switches through the desk."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from db.domain.items import Item, Tier
from db.domain.quantity import plain
from db.domain.returns import Status
from gui.desk import Desk
from gui.meaning import MEANING

NUMBER, NAME, UNIT, OFFICE = range(4)
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class LibraryModel(QAbstractTableModel):
    """Items of the library whose words hold what is sought, in printed order."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._sought = ""
        self._items: list[Item] = []
        for changed in (desk.year_opened, desk.scope_changed, desk.status_changed, desk.reread):
            changed.connect(self.reload)
        self.reload()

    def seek(self, words: str) -> None:
        """List only items with these words in name, number, code, office or 口径."""
        self._sought = plain(words).lower()
        self.reload()

    def reload(self) -> None:
        """The list as it stands; resets only when other items are listed."""
        pack = self._desk.ret.pack
        codes = [code for section in pack.sections for code in section.codes]
        items = [i for i in map(pack.items.__getitem__, codes) if i.tier is Tier.LIBRARY]
        found = [item for item in items if self._sought in _searchable(item)]
        if found != self._items:
            self.beginResetModel()
            self._items = found
            self.endResetModel()
        elif found:
            self.dataChanged.emit(self.index(0, NUMBER), self.index(len(found) - 1, OFFICE))

    def item(self, row: int) -> Item | None:
        """The item of a row; None outside the list."""
        return self._items[row] if 0 <= row < len(self._items) else None

    def row_of(self, code: str) -> int:
        """Where an item is listed; -1 if it is not."""
        return next((row for row, item in enumerate(self._items) if item.code == code), -1)

    def is_on(self, item: Item) -> bool:
        """Whether the return asks for it."""
        return item.code in self._desk.ret.active

    # ---- what Qt asks

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._items)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else OFFICE + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("编号"), self.tr("指标"), self.tr("单位"), self.tr("来源科室"))[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.column() == NUMBER and self._desk.ret.status is Status.DRAFT:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        item = self.item(index.row())
        if item is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (item.number, item.name, item.unit, item.office)[index.column()]
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == NUMBER:
            return Qt.CheckState.Checked if self.is_on(item) else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == NUMBER:
            chosen = self.tr("已选用") if self.is_on(item) else self.tr("未选用")
            return f"{item.label}，{chosen}"
        if role == MEANING:
            return "quiet" if index.column() in (UNIT, OFFICE) else None
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        item = self.item(index.row())
        if item is None or role != Qt.ItemDataRole.CheckStateRole:
            return False
        if Qt.CheckState(value) is Qt.CheckState.Checked:
            return self._desk.switch_on([item.code])
        return self._desk.switch_off(item.code)


def _searchable(item: Item) -> str:
    words = (item.number, item.name, item.code, *item.aliases, item.office, item.definition)
    return "\n".join(plain(word) for word in words).lower()
