"""A remark of several lines, saved as it is left; it knows how to be left, not what is saved."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from gui.form.editor import settle

_LINES = 4


class NoteEdit(QPlainTextEdit):
    """A remark; Tab leaves it, it keeps its height."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.composing = ""
        self._before = ""  # what was last shown or saved
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(120, self.fontMetrics().lineSpacing() * _LINES + 12)

    def changed_words(self) -> str | None:
        """The text, an open composition included, if somebody changed it; None if not."""
        settle(self, self.composing)
        self.composing = ""
        words = self.toPlainText()
        return None if words == self._before else words

    def show_words(self, words: str) -> None:
        """Show what is saved; what was typed before is forgotten."""
        self._before = words
        if words != self.toPlainText():
            self.setPlainText(words)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = event.preeditString()
        super().inputMethodEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()
