"""撤销 and 重做 as keys and in the menu: first inside the field one types in, then across cells, sections and tables.

Knows the window and its fields; what a step is and how it is taken back, the desk's steps know.
"""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPlainTextEdit

from db.domain.returns import Status

if TYPE_CHECKING:
    from gui.main_window import MainWindow

_LONGEST: Final = 40  # characters of a step in the menu
_KEYS: Final = {QKeySequence.StandardKey.Undo: True, QKeySequence.StandardKey.Redo: False}


def _words(text: str) -> str:
    return QCoreApplication.translate("undo", text)


def undo(window: "MainWindow") -> None:
    """Take back what was typed last in the open field, or else the last step."""
    _go(window, back=True)


def redo(window: "MainWindow") -> None:
    """Do again what was taken back last, in the open field or else across cells."""
    _go(window, back=False)


def can_undo(window: "MainWindow") -> bool:
    """Whether there is anything to take back."""
    return _offered(window, back=True)


def can_redo(window: "MainWindow") -> bool:
    """Whether there is anything to do again."""
    return _offered(window, back=False)


def _offered(window: "MainWindow", back: bool) -> bool:
    if not window.desk.is_open or window.desk.ret.status is not Status.DRAFT:
        return False
    steps = window.desk.steps
    return (steps.can_undo if back else steps.can_redo) or _inside(QApplication.focusWidget(), back)


def _inside(field: object, back: bool) -> bool:
    """Whether a field itself has something to take back (or to do again)."""
    if isinstance(field, QLineEdit):
        return field.isUndoAvailable() if back else field.isRedoAvailable()
    if isinstance(field, QPlainTextEdit) and not field.isReadOnly():
        return field.document().isUndoAvailable() if back else field.document().isRedoAvailable()
    return False


def _go(window: "MainWindow", back: bool) -> None:
    field = QApplication.focusWidget()
    if isinstance(field, QLineEdit | QPlainTextEdit) and _inside(field, back):
        (field.undo if back else field.redo)()
        return
    view = window.page.view
    if view.untouched:
        view.take_back()  # what was typed is taken back already: it must not be saved as another step
    if not window.flush():
        return
    steps = window.desk.steps
    done = _words("已撤销：{}") if back else _words("已重做：{}")
    told = done.format(steps.stack.undoText() if back else steps.stack.redoText())
    codes = steps.back() if back else steps.forth()
    if codes:
        _land(window, codes)
        window.status_line.show_words(told)


def _land(window: "MainWindow", codes: tuple[str, ...]) -> None:
    """The first cell of a step: where one is, if it stands there, or else in its own section or table."""
    page = window.page
    here = page.codes if window.stack.currentWidget() is page else ()
    code = next((code for code in codes if code in here), "")
    if code:
        page.go_to(code)
    else:
        window.land(codes[0])


class UndoKeys(QObject):
    """Lets the keys through where a field has nothing left to take back, and says in the menu what they would do."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._actions = window.commands["undo"], window.commands["redo"]
        for field in (window.page.ledger.editor, window.page.grid.editor, window.detail.note, window.detail.reason):
            field.installEventFilter(self)
        window.desk.steps.changed.connect(self._refresh)
        for menu in self._actions[0].associatedObjects():
            if isinstance(menu, QMenu):
                menu.aboutToShow.connect(self._tell)
                menu.aboutToHide.connect(self._tell_nothing)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A field takes the keys of 撤销 even when it has nothing to take back; then they are the window's."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            for key, back in _KEYS.items():
                if event.matches(key) and not _inside(watched, back):
                    event.ignore()
                    return True
        return False

    def _refresh(self) -> None:
        for action in self._actions:
            action.refresh()

    def _tell(self) -> None:
        """Say what each would do."""
        self._refresh()
        stack, field = self._window.desk.steps.stack, QApplication.focusWidget()
        for action, back in zip(self._actions, (True, False), strict=True):
            name, _, key = action.command.text.partition("(")
            what = stack.undoText() if back else stack.redoText()
            if _inside(field, back):
                action.setText(_words("{}输入({}").format(name, key))
            elif what:
                action.setText(f"{name}：{_short(what)}({key}")

    def _tell_nothing(self) -> None:
        for action in self._actions:
            action.setText(action.command.text)


def _short(what: str) -> str:
    cut = what if len(what) <= _LONGEST else f"{what[:_LONGEST]}…"
    return cut.replace("&", "&&")
