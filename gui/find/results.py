"""The list below the box: what was found, a line each; knows entries and how they are shown, not where they lead."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTreeView, QVBoxLayout, QWidget

from gui.find.index import Entry, Sort
from gui.form.ink import InkLabel
from gui.meaning import MEANING, MeaningDelegate

NUMBER, NAME, WHERE, MEASURE, SORT = range(5)
ENTRY: Final = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
_WIDTHS: Final = {NUMBER: 5.5, MEASURE: 5.0, SORT: 5.0}  # Chinese letters; name and place share the rest
_NAME_SHARE: Final = 0.64
_LETTERS: Final = 62  # of the whole list, where the window is wide enough
_LINES: Final = 12
_EDGE: Final = 6  # pixels between the list and the window's edge
_PADDING: Final = 6


class ResultsModel(QAbstractTableModel):
    """Entries as rows. `usable` tells whether an entry can be gone to now."""

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

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else SORT + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.entry(index.row())
        if entry is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cells(entry)[index.column()]
        if role == MEANING:
            return None if index.column() in (NUMBER, NAME) and self._usable(entry) else "quiet"
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.line(entry)
        return None

    def _cells(self, entry: Entry) -> tuple[str, ...]:
        return entry.number, entry.name, entry.where, entry.measure, self._sorts[entry.sort]

    def line(self, entry: Entry) -> str:
        """An entry in words, nothing cut off."""
        words = "　".join(filter(None, self._cells(entry)))
        return words if self._usable(entry) else self.tr("%s（现在不能用）") % words


class ResultsPanel(QFrame):
    """Lies on the window below the box and never takes the focus. `clicked` tells which entry was meant."""

    clicked = Signal(object)  # Entry

    def __init__(self, usable: Callable[[Entry], bool], window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._results = ResultsModel(usable, self)
        self.view = QTreeView(self)
        self.foot = InkLabel("", "quiet", self)
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
        view = self.view
        view.setModel(self._results)
        view.setItemDelegate(MeaningDelegate(view))
        view.setAccessibleName(self.tr("查找结果"))
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setHeaderHidden(True)
        view.setRootIsDecorated(False)
        view.setUniformRowHeights(True)
        view.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # what tells cells of a table apart comes last
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = view.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(1)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    # ---- what is shown

    def show_results(self, entries: Sequence[Entry], words: str, box: QWidget) -> None:
        """List what `words` found, below the box, the first line chosen."""
        self._results.show_entries(entries)
        self.view.setVisible(bool(entries))
        if entries:
            self.view.setCurrentIndex(self._results.index(0, NAME))
            self.foot.setText(self.tr("%d 条　↑↓ 选择　Enter 前往　Esc 关闭") % len(entries))
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
        letter = self.fontMetrics().horizontalAdvance("国")
        width = min(_LETTERS * letter, window.width() - 2 * _EDGE)
        corner = box.mapTo(window, QPoint(0, box.height() + 1))
        left = min(corner.x(), window.width() - width - _EDGE)
        rest = self.foot.sizeHint().height() + 2 * self.frameWidth()
        room = window.height() - corner.y() - _EDGE - rest
        self.setGeometry(QRect(left, corner.y(), width, min(self._lines_height(), room) + rest))
        self._share(width - 2 * self.frameWidth(), letter)

    def _lines_height(self) -> int:
        lines = min(self._results.rowCount(), _LINES)
        return lines * self.view.sizeHintForIndex(self._results.index(0, NAME)).height() if lines else 0

    def _share(self, width: int, letter: int) -> None:
        bar = self.view.verticalScrollBar().sizeHint().width() if self._results.rowCount() > _LINES else 0
        rest = width - bar
        for column, letters in _WIDTHS.items():
            self.view.setColumnWidth(column, round(letters * letter))
            rest -= round(letters * letter)
        name = round(rest * _NAME_SHARE)
        self.view.setColumnWidth(NAME, name)
        self.view.setColumnWidth(WHERE, rest - name)

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
        self.view.setCurrentIndex(self._results.index(row, NAME))

    def _clicked(self, index: QModelIndex) -> None:
        entry = self._results.entry(index.row())
        if entry is not None:
            self.clicked.emit(entry)
