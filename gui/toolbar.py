"""The line on top: which unit and year lie on the desk, the frequent commands, how long is left; decides nothing."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLabel, QSizePolicy, QToolBar, QWidget

from gui.deadline import all_dates, state_words
from gui.desk import Desk
from gui.find.box import FindBox
from gui.form.ink import InkLabel

_FEWEST_LETTERS = 10  # of a unit's name, where the window is too narrow for the whole line


class Chooser(QComboBox):
    """A list with one more line for a new entry. The wheel never changes it."""

    chosen = Signal(str)
    new_wanted = Signal()

    def __init__(self, name: str, new: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._new = new
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.activated.connect(self._activated)

    def offer(self, entries: Sequence[tuple[str, str]], current: str) -> None:
        """Offer (word, shown) entries and mark the current one."""
        self.clear()
        for word, shown in entries:
            self.addItem(shown, word)
        self.insertSeparator(self.count())
        self.addItem(self._new)
        self.setCurrentIndex(self.findData(current))

    def entries(self) -> list[str]:
        """What is offered, the line for a new one included."""
        return [text for text in map(self.itemText, range(self.count())) if text]

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def _activated(self, row: int) -> None:
        word = self.itemData(row)
        if word:
            self.chosen.emit(word)
        else:
            self.new_wanted.emit()


class TopBar(QToolBar):
    """Unit, year, the box to find by, commands, state.

    It offers again what really lies on the desk whenever that may differ.
    """

    def __init__(self, desk: Desk, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._today = desk, today
        self.setWindowTitle(self.tr("工具栏"))
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setFloatable(False)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.units = Chooser(self.tr("填报单位"), self.tr("新增单位…"), self)
        self.years = Chooser(self.tr("填报年度"), self.tr("新开年度…"), self)
        self.units.setMinimumWidth(_FEWEST_LETTERS * self.fontMetrics().horizontalAdvance("国"))
        self.find_box = FindBox(self)
        self.practice = InkLabel(self.tr("练习"), "warning", self)
        self.state = QLabel(self)
        for label in (self.practice, self.state):
            label.setContentsMargins(8, 0, 8, 0)
        self.state.setAccessibleDescription(self.tr("状态和期限"))
        desk.year_opened.connect(self.refresh)
        desk.status_changed.connect(self.refresh)
        desk.reread.connect(self.refresh)

    def fill(self, actions: Sequence[QAction]) -> None:
        """Put the parts in their order, the commands in the middle."""
        self.addWidget(self.units)
        self.addWidget(self.years)
        self._practice_place = self.addWidget(self.practice)
        self.addSeparator()
        self.addWidget(self.find_box)
        for action in actions:
            self.addAction(action)
        gap = QWidget(self)
        gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(gap)
        self.addWidget(self.state)
        if self._desk.is_open:
            self.refresh()

    def _years(self) -> tuple[int, ...]:
        return self._desk.book.years(self._desk.ret.unit)

    def refresh(self) -> None:
        """Show the desk as it is."""
        ret = self._desk.ret
        names = [unit.name for unit in self._desk.read(self._desk.book.units, ())] or [ret.unit]
        self.units.offer([(name, name) for name in names], ret.unit)
        years = [str(year) for year in self._desk.read(self._years, (ret.year,))]
        self.years.offer([(year, self.tr("%s 年度") % year) for year in years], str(ret.year))
        self._practice_place.setVisible(ret.practice)
        self.state.setText(state_words(ret, self._today))
        self.state.setToolTip(all_dates(ret, self._today))
