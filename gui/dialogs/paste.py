"""Before a block is pasted: every line with its item, what stands there, what would come, and what becomes of it.

Accepting it is one change and one step of 撤销; what is refused is said inside and keeps the dialog open.
"""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from db.domain.pasting import Ground, changes, plan
from db.domain.pasting.clips import Block
from gui.desk import Desk
from gui.dialogs.form import FormDialog
from gui.dialogs.paste_model import ITEM, NEW, OLD, SOURCE, TICK, VERDICT, PasteModel
from gui.form.clipboard import PASTED
from gui.form.ink import InkLabel
from gui.meaning import MeaningDelegate

_LETTERS = {TICK: 3, SOURCE: 10, OLD: 7, NEW: 7}  # widths in Chinese letters; item and verdict share the rest
_SIZE = QSize(72, 30)  # of the dialog, in letters and lines


class PasteView(QTreeView):
    """One line each; the space bar ticks the line one is at."""

    def __init__(self, lines: PasteModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._lines = lines
        self.setModel(lines)
        self.setItemDelegate(MeaningDelegate(self))
        self.setAccessibleName(self.tr("粘贴的每一行"))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setAllColumnsShowFocus(True)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        header = self.header()
        header.setSectionsMovable(False)
        letter = self.fontMetrics().horizontalAdvance("字")
        for column, letters in _LETTERS.items():
            header.resizeSection(column, letter * letters)
        header.setMinimumSectionSize(letter * 3)
        for column in (ITEM, VERDICT):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._lines.toggle(self.currentIndex().row())
        else:
            super().keyPressEvent(event)


class PasteDialog(FormDialog):
    """Shows what pasting would do; the column of this year's figures can be chosen where several could be it."""

    def __init__(self, parent: QWidget | None, desk: Desk, block: Block, ground: Ground) -> None:
        super().__init__(parent, "", "")
        self.setWindowTitle(self.tr("粘贴多项"))
        self.go.setText(self.tr("粘贴(&P)"))
        self._desk, self._block, self._ground = desk, block, ground
        self.lines = PasteModel(self)
        self.view = PasteView(self.lines, self)
        self.reading = InkLabel("", "quiet", self)
        self.reading.setWordWrap(True)
        self.column = QComboBox(self)
        self.column.setAccessibleName(self.tr("本年数所在的列"))
        self.pressing = QCheckBox(self.tr("只列要再看一眼的(&L)"), self)
        self.all, self.none = QPushButton(self.tr("全部勾选(&A)"), self), QPushButton(self.tr("全部不选(&N)"), self)
        self.summary = InkLabel("", None, self)
        self.summary.setWordWrap(True)
        self._arrange()
        self._connect()
        self._plan()
        self._offer_columns()
        self.view.setFocus()

    def _arrange(self) -> None:
        self.form.addRow(self.reading)
        self.form.addRow(self.tr("本年数在(&V)："), self.column)
        buttons = QHBoxLayout()
        buttons.addWidget(self.all)
        buttons.addWidget(self.none)
        buttons.addWidget(self.pressing)
        buttons.addStretch(1)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(1, self.view, 1)
        column.insertLayout(2, buttons)
        column.insertWidget(3, self.summary)
        column.setStretch(5, 0)  # the frame's own stretch: the lines take all the room there is
        letter, line = self.fontMetrics().horizontalAdvance("字"), self.fontMetrics().lineSpacing()
        room = self.screen().availableSize() * 0.9
        self.resize(QSize(letter * _SIZE.width(), line * _SIZE.height()).boundedTo(room))

    def _connect(self) -> None:
        self.column.currentIndexChanged.connect(self._plan)
        self.pressing.toggled.connect(self.lines.show_pressing)
        self.all.clicked.connect(self._tick_all)
        self.none.clicked.connect(self._tick_none)
        self.lines.dataChanged.connect(self._tell)
        self.lines.modelReset.connect(self._tell)
        self._desk.reread.connect(self._plan_anew)
        self._desk.refused.connect(self.show_trouble)

    def _plan(self) -> None:
        """What pasting would do, with the figures in the column chosen."""
        self._planned = plan(self._desk.ret, self._block, self._ground, self.column.currentData())
        self.reading.setText(self._planned.reading)
        self.lines.show_plan(self._planned, self._desk.ret)
        self.view.setCurrentIndex(self.lines.index(0, SOURCE))

    def _plan_anew(self) -> None:
        """Another window changed the figures: the same lines beside what stands there now, ticked as they were."""
        row = self.view.currentIndex().row()
        self._planned = plan(self._desk.ret, self._block, self._ground, self.column.currentData())
        self.lines.show_plan(self._planned, self._desk.ret, keep=True)
        self.view.setCurrentIndex(self.lines.index(row, SOURCE))

    def _offer_columns(self) -> None:
        choices = self._planned.choices
        self.column.blockSignals(True)
        for column, told in choices:
            self.column.addItem(told, column)
        self.column.setCurrentIndex(self.column.findData(self._planned.value))
        self.column.blockSignals(False)
        self.form.setRowVisible(self.column, len(choices) > 1)

    def _tick_all(self) -> None:
        self.lines.tick_all(True)

    def _tick_none(self) -> None:
        self.lines.tick_all(False)

    def _tell(self) -> None:
        self.summary.setText(self.lines.summary())
        self.go.setEnabled(bool(self.lines.taken()))

    def submit(self) -> bool:
        return self._desk.exchange(changes(self.lines.taken()), PASTED)


def ask_paste(parent: QWidget | None, desk: Desk, block: Block, ground: Ground) -> bool:
    """Show what pasting would do, and do it if the person says so; whether it was done."""
    return PasteDialog(parent, desk, block, ground).ask()
