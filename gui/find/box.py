"""The box in which one types what is sought; knows keys and input methods, not what is found.

It stands in the toolbar from the start on; all else of finding loads when the focus first comes here.
"""

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from shiboken6 import isValid

_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STEPS: Final = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_OWN_KEYS: Final = (*_ENTER, *_STEPS, Qt.Key.Key_Escape)
_STILL_HERE: Final = (
    Qt.FocusReason.PopupFocusReason,  # its own menu opened
    Qt.FocusReason.MenuBarFocusReason,
    Qt.FocusReason.ActiveWindowFocusReason,
)
_LONGEST: Final = 200  # letters; nothing has a longer name
_LETTERS, _FEWEST = 20, 8  # Chinese letters there is room for: at best, and in a narrow window


class FindBox(QLineEdit):
    """Says what its keys ask for. Keys that belong to an input method's composition are left to it."""

    begun = Signal()  # the focus came
    stepped = Signal(int)  # a key of `_STEPS`
    chosen = Signal()  # Enter
    left = Signal(bool)  # the list is to go; True: by Esc, the focus goes back

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._before: QWidget | None = None  # what had the focus
        self._composing = False
        self._last = ""
        self.setObjectName("find")
        self.setAccessibleName(self.tr("查找"))
        self.setPlaceholderText(self.tr("查找（Ctrl+F）"))
        self.setToolTip(self.tr("按名称、编号、代码或拼音首字母查找指标、表、页面、年度、单位和命令（Ctrl+F）"))
        self.setMaxLength(_LONGEST)
        letter = self.fontMetrics().horizontalAdvance("国")
        self.setMinimumWidth(_FEWEST * letter)
        self.setMaximumWidth(_LETTERS * letter)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_moved)

    def sizeHint(self) -> QSize:
        return QSize(self.maximumWidth(), super().sizeHint().height())

    def start(self) -> None:
        """Take the focus; the words sought last are there to be typed over or found again."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if not self.text():
            self.setText(self._last)
        self.selectAll()

    def done(self) -> None:
        """What was sought is found, or no longer sought."""
        self._last = self.text() or self._last
        self.clear()

    def go_back(self) -> bool:
        """Give the focus back to what had it before; False if that is gone."""
        before = self._before
        if before is None or not isValid(before) or not before.isVisible() or not before.isEnabled():
            return False
        before.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        if new is self and old is not None and old.window() is self.window():
            self._before = old

    # ---- what Qt tells

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def event(self, event: QEvent) -> bool:
        # These keys must not be taken for a shortcut of the window first.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_own(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if not self._is_own(event):
            super().keyPressEvent(event)
        elif self._composing:
            event.accept()  # the candidate list's, even where an input method lets it through
        elif key in _ENTER:
            self.chosen.emit()
        elif key in _STEPS:
            self.stepped.emit(key)
        else:
            self.left.emit(True)

    @staticmethod
    def _is_own(event: QKeyEvent) -> bool:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return event.key() in _OWN_KEYS and held == Qt.KeyboardModifier.NoModifier

    def focusNextPrevChild(self, forward: bool) -> bool:
        return self._composing or super().focusNextPrevChild(forward)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.begun.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._composing = False
        if event.reason() not in _STILL_HERE:
            self.done()
        self.left.emit(False)
