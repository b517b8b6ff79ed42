"""The one line in which words are typed, whatever the kind of the item; knows no desk and no model.

It stops nothing from being typed: no validator, no spin box, no drop-down that must be opened.
"""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QStringListModel, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QPalette,
)
from PySide6.QtWidgets import QApplication, QCompleter, QLineEdit, QPlainTextEdit, QWidget

from gui import theme
from gui.form.entry_model import Move

LONGEST: Final = 1_000_000  # characters; Qt's own limit would silently cut a long paste
ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_OWN_KEYS: Final = (*ENTER, Qt.Key.Key_Escape, Qt.Key.Key_Up, Qt.Key.Key_Down)
_STILL_HERE: Final = (
    Qt.FocusReason.PopupFocusReason,  # its own menu or list opened
    Qt.FocusReason.MenuBarFocusReason,
)


def settle(widget: QWidget, composing: str) -> None:
    """End a composition of an input method; what it had on screen (`composing`) becomes text if it does not say."""
    if not composing:
        return
    before = _length(widget)
    QGuiApplication.inputMethod().commit()
    if _length(widget) == before:
        event = QInputMethodEvent()
        event.setCommitString(composing)
        QApplication.sendEvent(widget, event)


def _length(widget: QWidget) -> int:
    if isinstance(widget, QLineEdit):
        return len(widget.text())
    return len(widget.toPlainText()) if isinstance(widget, QPlainTextEdit) else 0


class WordsEditor(QLineEdit):
    """Says by which way it is to be left; whether it may close is decided by who owns it."""

    leaving = Signal(Move)
    left = Signal()  # the focus went elsewhere
    paused = Signal()  # another window came to the front
    taken_back = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.composing = ""
        self.setMaxLength(LONGEST)
        self.setFrame(False)
        self.setAutoFillBackground(True)
        self.setTextMargins(3, 0, 3, 0)
        self._choices = QStringListModel(self)
        self._list = QCompleter(self._choices, self)
        self._list.setFilterMode(Qt.MatchFlag.MatchContains)
        self._list.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)

    def offer(self, choices: Sequence[str]) -> None:
        """Offer these words in a list below; anything else can be typed all the same."""
        self._choices.setStringList(list(choices))
        completer = self._list if choices else None
        if self.completer() is not completer:
            self.setCompleter(completer)  # type: ignore[arg-type] # Qt takes none, the stubs do not

    def open_list(self) -> None:
        """Show everything that is offered."""
        if self.completer() is self._list:
            self._list.setCompletionPrefix("")
            self._list.complete()

    def restyle(self) -> None:
        """Take colours and digits from the theme."""
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, theme.colour(self, "field"))
        self.setPalette(palette)
        self.setFont(theme.mono_digits(self.font()))

    def settle(self) -> None:
        """End a composition; its words are in the text afterwards."""
        settle(self, self.composing)
        self.composing = ""

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = event.preeditString()
        super().inputMethodEvent(event)

    def event(self, event: QEvent) -> bool:
        # Keys that leave the cell must not be taken for a shortcut of the window first.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in _OWN_KEYS
            and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self.composing and key in (*_OWN_KEYS, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            if key in ENTER:
                self.settle()
            return
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and key == Qt.Key.Key_Down:
            self.open_list()
        elif key == Qt.Key.Key_Escape:
            self.taken_back.emit()
        elif key in _OWN_KEYS:
            self.leaving.emit(self._way(event))
        else:
            super().keyPressEvent(event)

    @staticmethod
    def _way(event: QKeyEvent) -> Move:
        if event.key() in ENTER:
            return Move.BACK if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else Move.ON
        return Move.UP if event.key() == Qt.Key.Key_Up else Move.DOWN

    def focusNextPrevChild(self, forward: bool) -> bool:
        if not self.composing:
            self.leaving.emit(Move.NEXT if forward else Move.PREVIOUS)
        return True

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() == Qt.FocusReason.ActiveWindowFocusReason:
            self.paused.emit()
        elif event.reason() not in _STILL_HERE:
            self.left.emit()
