"""The history as rows of text, the newest first, read from the file a page at a time; knows no widget."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from db.service.record import Line, Wanted
from gui.form.facts import moment

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_PAGE = 200
Read = Callable[[Wanted, int, int | None], Sequence[Line]]
"""What fits, how many at most, only such below this number → the entries, the newest first."""


class RecordModel(QAbstractTableModel):
    """Rows are read as one scrolls to them; `labels` name fields, lists and rules by their ids."""

    def __init__(self, read: Read, labels: Mapping[str, str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._read, self._labels = read, labels
        self._wanted = Wanted()
        self._lines: list[Line] = []
        self._whole = True

    def seek(self, wanted: Wanted) -> None:
        """Show what fits."""
        self.beginResetModel()
        self._wanted = wanted
        self._lines = list(self._read(wanted, _PAGE, None))
        self._whole = len(self._lines) < _PAGE
        self.endResetModel()

    def line(self, row: int) -> Line | None:
        """The entry of a row."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def canFetchMore(self, parent: Index = _ROOT) -> bool:
        return not parent.isValid() and not self._whole

    def fetchMore(self, parent: Index = _ROOT) -> None:
        if not self.canFetchMore(parent):
            return
        more = list(self._read(self._wanted, _PAGE, self._lines[-1].number))
        self._whole = len(more) < _PAGE
        if more:
            self.beginInsertRows(_ROOT, len(self._lines), len(self._lines) + len(more) - 1)
            self._lines += more
            self.endInsertRows()

    # ---- what Qt asks

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.tr(HEADS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.line(index.row())
        if line is None or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        words = _words(line, self._labels)[index.column()]
        return words if role == Qt.ItemDataRole.ToolTipRole else " ".join(words.split())


HEADS = ("序号", "时间", "谁", "方式", "内容", "由", "改为", "原因")
_STATES = ("范围", "状态")


def _words(line: Line, labels: Mapping[str, str]) -> tuple[str, ...]:
    before, after = line.before_words or line.before_state, line.after_words or line.after_state
    if line.subject in _STATES:  # behind a step stands its fingerprint: the stage says more
        before, after = line.before_state, line.after_state
    about = line.label or labels.get(line.code, line.code)
    about = about if line.subject == "指标" else f"{line.subject} {about}".strip()
    about = f"{line.year} 年 {about}"
    return (str(line.number), moment(line.at), line.who, line.how, about, before, after, line.why)
