"""The manual in a window of its own: contents beside the text, and a line to find in it; knows no figures.

It stays open beside the ledger: whoever reads how something is done can do it.
"""

from typing import Final, cast

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.dialogs.manual_page import ManualPage
from gui.form.ink import InkLabel
from gui.meaning import MeaningDelegate
from resources import library

_BLOCK: Final = Qt.ItemDataRole.UserRole
_CHAPTER: Final = 2  # level of a heading; 1 is the title
_SIZE: Final = QSize(76, 46)  # letters and lines
_CONTENTS: Final = 14  # letters


class SeekLine(QLineEdit):
    """Enter goes on, Shift+Enter back."""

    stepped = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.stepped.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)


class ManualDialog(QDialog):
    """Contents, text, and the line to find by."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("使用手册"))
        self.page = ManualPage(library.manual(), library.manual_picture, self)
        self.page.setAccessibleName(self.windowTitle())
        self.contents = QTreeWidget(self)
        self.contents.setAccessibleName(self.tr("目录"))
        self.contents.setHeaderHidden(True)
        self.contents.setItemDelegate(MeaningDelegate(self.contents))
        self.contents.setIndentation(14)
        self.sought = SeekLine(self)
        self.sought.setAccessibleName(self.tr("在手册中查找"))
        self.sought.setPlaceholderText(self.tr("在手册中查找（Ctrl+F）"))
        self.sought.setClearButtonEnabled(True)
        self.count = InkLabel("", "quiet", self)
        self.before, self.after = QPushButton(self.tr("上一处(&P)"), self), QPushButton(self.tr("下一处(&N)"), self)
        self._fill_contents()
        self._arrange()
        self._connect()
        self._show_count()
        self.contents.setCurrentItem(self.contents.topLevelItem(0))
        self.contents.setFocus()

    def _fill_contents(self) -> None:
        chapter: QTreeWidgetItem | None = None
        for level, words, number in self.page.headings():
            row = QTreeWidgetItem([words])
            row.setData(0, _BLOCK, number)
            row.setToolTip(0, words)
            if level > _CHAPTER and chapter is not None:
                chapter.addChild(row)
            else:
                self.contents.addTopLevelItem(row)
                chapter = row

    def _arrange(self) -> None:
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        close.rejected.connect(self.reject)
        for button in (self.before, self.after, *close.buttons()):
            if isinstance(button, QPushButton):
                button.setAutoDefault(False)  # Enter belongs to the contents and to the line
        foot = QHBoxLayout()
        for widget in (self.sought, self.before, self.after, self.count):
            foot.addWidget(widget)
        foot.addStretch(1)
        foot.addWidget(close)
        parts = QSplitter(Qt.Orientation.Horizontal, self)
        parts.addWidget(self.contents)
        parts.addWidget(self.page)
        parts.setStretchFactor(1, 1)
        parts.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.addWidget(parts, 1)
        column.addLayout(foot)
        letter, line = self.fontMetrics().horizontalAdvance("国"), self.fontMetrics().lineSpacing()
        self.sought.setMinimumWidth(letter * _CONTENTS)
        parts.setSizes([letter * _CONTENTS, letter * (_SIZE.width() - _CONTENTS)])
        room = self.screen().availableSize() * 0.9
        self.resize(QSize(letter * _SIZE.width(), line * _SIZE.height()).boundedTo(room))

    def _connect(self) -> None:
        self.contents.currentItemChanged.connect(self._go)
        self.sought.textChanged.connect(self._seek)
        self.sought.stepped.connect(self._step)
        self.before.clicked.connect(self._step_back)
        self.after.clicked.connect(self._step_on)
        for keys, verb in (("Ctrl+F", self._begin), ("F3", self._step_on), ("Shift+F3", self._step_back)):
            QShortcut(QKeySequence(keys), self).activated.connect(verb)

    def _go(self, row: QTreeWidgetItem) -> None:
        self.page.go_to(row.data(0, _BLOCK))

    def _begin(self) -> None:
        self.sought.setFocus()
        self.sought.selectAll()

    def _seek(self, words: str) -> None:
        self.page.seek(words.strip())
        self._show_count(self.page.step(1))

    def _step(self, by: int) -> None:
        self._show_count(self.page.step(by))

    def _step_on(self) -> None:
        self._step(1)

    def _step_back(self) -> None:
        self._step(-1)

    def _show_count(self, at: int = 0) -> None:
        found = self.page.found
        for button in (self.before, self.after):
            button.setEnabled(bool(found))
        if found:
            self.count.setText(self.tr("第 {at} 处，共 {found} 处").format(at=at, found=found))
        else:
            self.count.setText(self.tr("没有找到") if self.sought.text().strip() else "")


def show_manual(parent: QWidget) -> None:
    """Open it beside the window, or bring the one that is open to the front."""
    opened = cast("list[ManualDialog]", parent.findChildren(ManualDialog))
    dialog = opened[0] if opened else ManualDialog(parent)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
