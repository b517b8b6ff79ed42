"""The list below the box: what was found, a line each; knows entries and how they are shown, not where they lead."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtWidgets import QFrame, QListView, QVBoxLayout, QWidget

from gui.find.index import Entry, Sort
from gui.find.line import LineDelegate, Words
from gui.form.ink import InkLabel

WORDS: Final = Qt.ItemDataRole.UserRole + 1
USABLE: Final = Qt.ItemDataRole.UserRole + 2
Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
_MOST: Final = 100  # lines; who has not found it by then types another letter
_LETTERS: Final = 62  # of the whole list, where the window is wide enough
_LINES: Final = 12  # seen at once
_EDGE: Final = 6  # pixels between the list and the window's edge
_PADDING: Final = 6


class ResultsModel(QAbstractListModel):
    """Entries as lines. `usable` tells whether an entry can be gone to now."""

    def __init__(self, usable: Callable[[Entry], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._usable = usable
        self._entries: Sequence[Entry] = ()
        self._sorts = {
            Sort.ITEM: self.tr("指标"), Sort.CELL: self.tr("表内指标"), Sort.LIBRARY: self.tr("指标库"),
            Sort.SECTION: self.tr("章节"), Sort.TABLE: self.tr("固定表"), Sort.SCREEN: self.tr("页面"),
            Sort.YEAR: self.tr("年度"), Sort.UNIT: self.tr("填报单位"), Sort.COMMAND: self.tr("命令"),
        }  # fmt: skip

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """List these."""
        self.beginResetModel()
        self._entries = entries
        self.endResetModel()

    def entry(self, row: int) -> Entry | None:
        """The entry of a row; None outside the list."""
        return self._entries[row] if 0 <= row < len(self._entries) else None

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.entry(index.row())
        if entry is None:
            return None
        if role == WORDS:
            return self._words(entry)
        if role == USABLE:
            return self._usable(entry)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            words = "　".join(filter(None, self._words(entry)))
            return words if self._usable(entry) else self.tr("%s（现在不能用）") % words
        return None

    def _words(self, entry: Entry) -> Words:
        return Words(entry.number, entry.name, entry.where, entry.measure, self._sorts[entry.sort])


class ResultsPanel(QFrame):
    """Lies on the window below the box and never takes the focus. `clicked` tells which entry was meant."""

    clicked = Signal(object)  # Entry

    def __init__(self, usable: Callable[[Entry], bool], window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._results = ResultsModel(usable, self)
        self.view = QListView(self)
        self.foot = InkLabel("", "quiet", self)
        self._lines = LineDelegate(WORDS, USABLE, self.view)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.foot.setContentsMargins(_PADDING, 2, _PADDING, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addWidget(self.foot)
        self._arrange()
        self.view.clicked.connect(self._clicked)
        self.hide()

    def _arrange(self) -> None:
        self.view.setModel(self._results)
        self.view.setItemDelegate(self._lines)
        self.view.setAccessibleName(self.tr("查找结果"))
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setUniformItemSizes(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    # ---- what is shown

    def show_results(self, entries: Sequence[Entry], words: str, box: QWidget) -> None:
        """List what `words` found, below the box, the first line chosen."""
        self._results.show_entries(entries[:_MOST])
        self.view.setVisible(bool(entries))
        if entries:
            self.view.setCurrentIndex(self._results.index(0))
            count = self.tr("%d 条") if len(entries) <= _MOST else self.tr("%d 条，列出最接近的 {} 条").format(_MOST)
            self.foot.setText(self.tr("{}　↑↓ 选择　Enter 前往　Esc 关闭").format(count % len(entries)))
        else:
            self.foot.setText(self.tr("没有找到“%s”。可以换名称中的几个字、编号、代码或拼音首字母。") % words)
        self.place(box)
        self.show()
        self.raise_()

    def tell(self, words: str) -> None:
        """Say something about what is listed."""
        self.foot.setText(words)

    def place(self, box: QWidget) -> None:
        """Below the box, as wide as the window allows."""
        window = self._window
        width = min(_LETTERS * self.fontMetrics().horizontalAdvance("国"), window.width() - 2 * _EDGE)
        corner = box.mapTo(window, QPoint(0, box.height() + 1))
        left = min(corner.x(), window.width() - width - _EDGE)
        rest = self.foot.sizeHint().height() + 2 * self.frameWidth()
        room = window.height() - corner.y() - _EDGE - rest
        lines = min(self._results.rowCount(), _LINES) * self._lines.height
        self.setGeometry(QRect(left, corner.y(), width, min(lines, room) + rest))

    # ---- which is chosen

    def current(self) -> Entry | None:
        """The chosen entry; None if nothing is listed."""
        return self._results.entry(self.view.currentIndex().row()) if self.isVisible() else None

    def step(self, key: int) -> None:
        """Choose another line: the next or a page on; from the last on to the first."""
        rows = self._results.rowCount()
        if not rows or not self.isVisible():
            return
        row = self.view.currentIndex().row()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            row = (row + (1 if key == Qt.Key.Key_Down else -1)) % rows
        else:
            row = max(0, min(rows - 1, row + (_LINES if key == Qt.Key.Key_PageDown else -_LINES)))
        self.view.setCurrentIndex(self._results.index(row))

    def _clicked(self, index: QModelIndex) -> None:
        entry = self._results.entry(index.row())
        if entry is not None:
            self.clicked.emit(entry)
