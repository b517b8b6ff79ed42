"""Lines of text for what is no figure: one for tables, one that is saved as it is left; they store nothing."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from gui.form.editor import LONGEST, settle


class Line(QLineEdit):
    """A line that can end the composition of an input method; it never cuts a long paste."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._composing = ""
        self.setMaxLength(LONGEST)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = event.preeditString()
        super().inputMethodEvent(event)

    def settle(self) -> None:
        """Make a half-composed word part of the text."""
        settle(self, self._composing)
        self._composing = ""


class SavedLine(Line):
    """Tells `left` on Enter, on leaving and when asked to `commit`, until `show_words` says it was stored.

    Esc brings back what is stored.
    """

    left = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known = ""
        self.editingFinished.connect(self.commit)

    def show_words(self, words: str) -> None:
        """Show what is stored; the cursor goes to the beginning so that long words read from the start."""
        self._known = words
        if self.text() != words:
            self.setText(words)
            self.setCursorPosition(0)

    @property
    def unsaved(self) -> bool:
        """Whether it holds words that are not stored."""
        return self.text() != self._known

    def follow(self, words: str) -> None:
        """Something else is stored now: show it, unless words were typed here that are not stored yet."""
        if self.text() == self._known:
            self.show_words(words)
        else:
            self._known = words

    def changed_words(self) -> str | None:
        """The text, an open composition included, if it is other than the stored one; None if not."""
        self.settle()
        return None if self.text() == self._known else self.text()

    def commit(self) -> None:
        """Tell the words if they are other than the stored ones."""
        words = self.changed_words()
        if words is not None:
            self.left.emit(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text() != self._known:
            self.show_words(self._known)
        else:
            super().keyPressEvent(event)
