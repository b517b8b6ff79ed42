"""The home page's lines as a table of text; knows when they must be counted anew, not what they look like."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from db.domain.trouble import KnownError
from db.service import Standing
from gui.desk import Desk
from gui.meaning import MEANING
from gui.screens.home_rows import Row, home_rows
from gui.theme import Meaning

WHAT, COUNT, BAR, STATE, MORE = range(5)
SHARE = Qt.ItemDataRole.UserRole + 41  # (done, asked), or nothing
HEADING = Qt.ItemDataRole.UserRole + 42
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class HomeModel(QAbstractTableModel):
    """One row per line; while the same lines stay, only those that look different are touched."""

    def __init__(self, desk: Desk, today: date, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._today = desk, today
        self._standings: Sequence[Standing] | KnownError = ()
        self._rows: tuple[Row, ...] = ()
        self._looks: dict[tuple[int, int], dict[int, object]] = {}  # painting asks for each cell a dozen times

    def update(self, whole_file: bool) -> None:
        """Count anew; the other returns of the file only if asked to."""
        if whole_file:
            self._standings = self._count()
        new = home_rows(self._desk, self._standings, self._today)
        self._looks.clear()
        before = self._rows
        if [row.key for row in before] != [row.key for row in new]:
            self.beginResetModel()
            self._rows = new
            self.endResetModel()
            return
        self._rows = new
        for number, (was, now) in enumerate(zip(before, new, strict=True)):
            if was != now:
                self.dataChanged.emit(self.index(number, WHAT), self.index(number, MORE))

    def _count(self) -> Sequence[Standing] | KnownError:
        try:
            return self._desk.book.overview()
        except KnownError as trouble:
            return trouble

    def row(self, number: int) -> Row | None:
        """The line of a row; None outside the page."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def row_of(self, key: str) -> int:
        """The row of a line; -1 if there is none."""
        return next((number for number, row in enumerate(self._rows) if row.key == key), -1)

    def first(self) -> int:
        """The first row that can be chosen."""
        return next((number for number, row in enumerate(self._rows) if not row.heading), -1)

    # ---- what Qt asks

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else MORE + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("事项"), self.tr("进度"), "", self.tr("状态"), self.tr("说明"))[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        row = self.row(index.row())
        return Qt.ItemFlag.NoItemFlags if row is None or row.heading else super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        place = index.row(), index.column()
        looks = self._looks.get(place)
        if looks is None:
            row = self.row(index.row())
            if row is None:
                return None
            looks = self._looks[place] = _look(row, index.column())
        return looks.get(role)


def _look(row: Row, column: int) -> dict[int, object]:
    """All there is to say of a cell, by role."""
    roles = Qt.ItemDataRole
    looks: dict[int, object] = {roles.DisplayRole: _text(row, column), MEANING: _meaning(row, column)}
    if row.heading:
        looks[HEADING] = True
    else:
        looks[roles.ToolTipRole] = row.more if column == MORE else row.told
    if column == WHAT:
        looks[roles.AccessibleTextRole] = row.told
    if column == WHAT and (row.heading or row.strong):
        bold = QFont()
        bold.setBold(True)
        looks[roles.FontRole] = bold
    if column == COUNT:
        looks[roles.TextAlignmentRole] = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    if column == BAR and row.asked:
        looks[SHARE] = row.done, row.asked
    return looks


def _text(row: Row, column: int) -> str:
    count = f"{row.done}/{row.asked}" if row.asked else ""
    inset = "　" if row.inner else ""
    return (inset + row.what, count, "", row.state, row.more)[column]


def _meaning(row: Row, column: int) -> Meaning | None:
    if row.heading:
        return "quiet"
    return {WHAT: row.ink, STATE: row.meaning}.get(column, "quiet")
