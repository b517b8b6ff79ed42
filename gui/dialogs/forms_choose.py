"""Which figure a cell of a form takes: found by name, number, code or pinyin, this year's or last; links nothing."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListView, QRadioButton, QVBoxLayout, QWidget

from db.domain.forms.links import Whose
from db.domain.forms.written import HEAD
from db.domain.returns import Return
from gui.dialogs.form import FormDialog
from gui.find.gather import items
from gui.find.index import Entry, Index, Sort
from gui.find.line import LineDelegate
from gui.find.readings import readings
from gui.find.results import USABLE, WORDS, ResultsModel

_MOST = 200
_STEPS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


def entries_of(ret: Return) -> tuple[Entry, ...]:
    """Every figure and every field of the head, ready to be found."""
    fields = [
        Entry(Sort.ITEM, HEAD + field.id, field.label, where="表头表尾", codes=(HEAD + field.id,))
        for field in ret.pack.head_fields
    ]
    return (*items(ret), *fields)


class ChooseItemDialog(FormDialog):
    """A box to type in over what it finds; with nothing typed, those that come nearest."""

    def __init__(
        self, parent: QWidget | None, index: Index, told: str, nearest: Sequence[str], whose: Whose = Whose.THIS
    ) -> None:
        super().__init__(parent, "", "")
        self.setWindowTitle(self.tr("这一格填什么"))
        self.go.setText(self.tr("就是它(&O)"))
        self._index = index
        self._nearest = [entry for code in nearest for entry in index.entries if entry.key == code]
        self.box = QLineEdit(self)
        self.box.setPlaceholderText(self.tr("名称、编号、代码或拼音首字母"))
        self.box.setAccessibleName(self.tr("查找指标"))
        self.results = ResultsModel(_always, self)
        self.view = QListView(self)
        self.view.setModel(self.results)
        self.view.setItemDelegate(LineDelegate(WORDS, USABLE, self.view))
        self.view.setAccessibleName(self.tr("找到的指标"))
        self.view.setUniformItemSizes(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.this, self.last = QRadioButton(self.tr("本年(&B)"), self), QRadioButton(self.tr("上年(&S)"), self)
        (self.last if whose is Whose.LAST else self.this).setChecked(True)
        self._arrange(told)
        self.box.textChanged.connect(self.seek)
        self.box.installEventFilter(self)
        self.view.doubleClicked.connect(self.accept)
        self.seek("")
        self.box.setFocus()

    def _arrange(self, told: str) -> None:
        self.say(told)
        self.form.addRow(self.tr("指标(&I)："), self.box)
        years = QHBoxLayout()
        years.addWidget(self.this)
        years.addWidget(self.last)
        years.addStretch(1)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(1, self.view, 1)
        column.insertLayout(2, years)
        column.setStretch(4, 0)
        letter, line = self.fontMetrics().horizontalAdvance("国"), self.fontMetrics().lineSpacing()
        self.resize((self.screen().availableSize() * 0.9).boundedTo(self.sizeHint().expandedTo(self.size())))
        self.resize(
            min(letter * 56, self.screen().availableSize().width()),
            min(line * 26, self.screen().availableSize().height()),
        )

    def seek(self, words: str) -> None:
        """List what the words find."""
        found = self._index.find(words)[:_MOST] if words.strip() else self._nearest or self._index.entries[:_MOST]
        self.results.show_entries(found)
        self.view.setCurrentIndex(self.results.index(0))
        self.go.setEnabled(bool(found))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows in the box move in the list."""
        pressed = watched is self.box and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent) and event.key() in _STEPS:
            self._step(event.key())
            return True
        return False

    def _step(self, key: int) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10}[Qt.Key(key)]
        row = max(0, min(self.results.rowCount() - 1, self.view.currentIndex().row() + step))
        self.view.setCurrentIndex(self.results.index(row))

    def chosen(self) -> tuple[str, Whose] | None:
        """The code and the year; None where nothing is marked."""
        entry = self.results.entry(self.view.currentIndex().row())
        return (entry.key, Whose.LAST if self.last.isChecked() else Whose.THIS) if entry else None

    def submit(self) -> bool:
        return self.chosen() is not None


def _always(_entry: Entry) -> bool:
    return True


def learnt(ret: Return) -> Index:
    """What can be found, by pinyin, too."""
    return Index(entries_of(ret), readings)


def ask_item(
    parent: QWidget, index: Index, told: str, nearest: Sequence[str], whose: Whose
) -> tuple[str, Whose] | None:
    """Ask what a cell means; None if the person gave up."""
    dialog = ChooseItemDialog(parent, index, told, nearest, whose)
    try:
        return dialog.chosen() if dialog.exec() == ChooseItemDialog.DialogCode.Accepted else None
    finally:
        dialog.deleteLater()
