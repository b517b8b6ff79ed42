"""The list of starred items: go to the cell, or take the star away; knows keys and columns, no figures."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QStackedWidget,
    QTreeView,
    QWidget,
)

from db.domain.returns import Status
from gui.desk import Desk
from gui.form.cell_actions import STAR_KEY
from gui.form.ink import InkLabel
from gui.meaning import MeaningDelegate
from gui.screens.following import FollowingScreen
from gui.screens.starred_model import NAME, NOTE, NUMBER, UNIT, VALUE, WHERE, StarredModel

_LETTERS = {NUMBER: 7, VALUE: 8, UNIT: 5}
_FEWEST_LETTERS = 10  # of a name


class StarredView(QTreeView):
    """One line each. Enter or a double click leads to the cell, Delete (or the star's key) takes the star away."""

    chosen = Signal(int)
    unstarred = Signal()

    def __init__(self, model: StarredModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(MeaningDelegate(self))
        self.setAccessibleName(self.tr("标星的指标"))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(20)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.doubleClicked.connect(self._choose)

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(index.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pressed = QKeySequence(event.keyCombination())
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_Delete or pressed == QKeySequence(STAR_KEY):
            self.unstarred.emit()
        else:
            super().keyPressEvent(event)

    def go_to(self, row: int) -> None:
        """Mark a row."""
        flags = QItemSelectionModel.SelectionFlag
        index = self.model().index(row, NUMBER)
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._share()
        super().resizeEvent(event)

    def _share(self) -> None:
        """Name, remark and place share what figures leave; where it is narrow, first the place goes."""
        letter = self.fontMetrics().horizontalAdvance("国")
        widths = {column: letters * letter for column, letters in _LETTERS.items()}
        room = self.viewport().width() - sum(widths.values())
        with_place = room >= 3 * _FEWEST_LETTERS * letter
        self.setColumnHidden(WHERE, not with_place)
        widths[NAME] = room * 4 // 10 if with_place else room * 6 // 10
        widths[WHERE] = room * 3 // 10
        widths[NOTE] = room - widths[NAME] - (widths[WHERE] if with_place else 0)
        for column, width in widths.items():
            self.header().resizeSection(column, max(width, 20))


class StarredScreen(FollowingScreen):
    """`landing` asks to go to the cell of an item."""

    landing = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("", "", desk, parent)
        self.title.setText(self.tr("标星"))
        self.remark.setText(self.tr("待跟进的指标。按回车到那一项，按 Delete 取消标星。"))
        self.items = StarredModel(desk, self)
        self.view = StarredView(self.items, self)
        self.unstar = QPushButton(self.tr("取消标星(&U)"), self)
        self.none = InkLabel(
            self.tr("还没有标星的指标。\n在填报表里选中一项，按 %s，或在右侧详情里勾选“标星，待跟进”，它就列在这里。")
            % STAR_KEY,
            "quiet",
            self,
        )
        self._arrange()
        self.view.chosen.connect(self._land)
        self.view.unstarred.connect(self.take_away)
        self.unstar.clicked.connect(self.take_away)
        self.look_again(whole_file=True)

    def _arrange(self) -> None:
        self.none.setWordWrap(True)
        self.none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.none.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.none.setAccessibleName(self.none.text())
        self._stack = QStackedWidget(self)
        for part in (self.view, self.none):
            self._stack.addWidget(part)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(self.unstar)
        self.column.addWidget(self._stack, 1)
        self.column.addLayout(line)

    def look_again(self, whole_file: bool) -> None:
        self.items.update()
        count = self.items.rowCount()
        part: QWidget = self.view if count else self.none
        had_focus = self.view.hasFocus()
        self._stack.setCurrentWidget(part)
        self.setFocusProxy(part)
        if had_focus and not count:
            part.setFocus()
        if count and not self.view.currentIndex().isValid():
            self.view.go_to(0)
        elif count:
            self.view.go_to(self.view.currentIndex().row())  # a row that went takes its mark with it
        self.unstar.setVisible(bool(count))
        self.unstar.setEnabled(self._desk.ret.status is Status.DRAFT)

    def take_away(self) -> None:
        """Take the star of the marked item away; all else of it stays."""
        code = self.items.code(self.view.currentIndex().row())
        if code:
            self._desk.annotate(code, starred=False)

    def _land(self, row: int) -> None:
        code = self.items.code(row)
        if code:
            self.landing.emit(code)
