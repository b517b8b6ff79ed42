"""The keys of every desktop keep their meaning wherever words are typed, before all shortcuts of the window."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from db.domain.cells import State
from db.domain.pack import Level
from gui.desk import Desk
from gui.main_window import MainWindow
from gui.screens.head_fields import HeadScreen
from gui.screens.library import LibraryScreen
from gui.screens.lists import ListsScreen

KEY = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
BOTH = CTRL | SHIFT
CASES, MISSING = "litigation_cases_count", "hearing_held_count"


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(focus(), key, modifiers)


def _cell(window: MainWindow) -> None:
    window.land(CASES)
    press(KEY.Key_F2)


def _grid(window: MainWindow) -> None:
    window.land(window.desk.ret.tables[0].codes[0])
    press(KEY.Key_F2)


def _remark(window: MainWindow) -> None:
    window.land(CASES)
    window.detail.focus_note()


def _missing(window: MainWindow) -> None:
    window.desk.mark(MISSING, State.UNAVAILABLE)
    window.land(MISSING)
    window.detail.focus_reason()


def _head(window: MainWindow) -> None:
    window.go_to_place("head")
    screen = window.stack.currentWidget()
    assert isinstance(screen, HeadScreen)
    screen.lines["filler"].setFocus()


def _list(window: MainWindow) -> None:
    window.go_to_place("lists")
    screen = window.stack.currentWidget()
    assert isinstance(screen, ListsScreen)
    screen.views["honours"].setFocus()
    press(KEY.Key_F2)


def _reason(window: MainWindow) -> None:
    window.desk.enter(CASES, "40")
    finding = next(f for f in window.desk.findings_of(CASES) if f.level is Level.EXPLAIN)
    window.problems.mark_row(window.problems.model.row_of(finding.rule))
    window.problems.reason.setFocus()


def _library(window: MainWindow) -> None:
    window.go_to_place("library")
    screen = window.stack.currentWidget()
    assert isinstance(screen, LibraryScreen)
    screen.sought.setFocus()


PLACES: dict[str, Callable[[MainWindow], None]] = {
    "cell": _cell, "grid": _grid, "remark": _remark, "missing": _missing,
    "head": _head, "list": _list, "reason": _reason, "library": _library,
}  # fmt: skip


class Words:
    """Text, selection and cursor of whichever editor has the keyboard."""

    @property
    def text(self) -> str:
        at = focus()
        assert isinstance(at, QLineEdit | QPlainTextEdit)
        return at.text() if isinstance(at, QLineEdit) else at.toPlainText()

    @property
    def selected(self) -> str:
        at = focus()
        assert isinstance(at, QLineEdit | QPlainTextEdit)
        return at.selectedText() if isinstance(at, QLineEdit) else at.textCursor().selectedText()

    @property
    def cursor(self) -> int:
        at = focus()
        assert isinstance(at, QLineEdit | QPlainTextEdit)
        return at.cursorPosition() if isinstance(at, QLineEdit) else at.textCursor().position()


@pytest.fixture(params=PLACES)
def words(window: MainWindow, desk: Desk, request: pytest.FixtureRequest) -> Iterator[Words]:
    """An editor with "abc def" in it, the cursor behind."""
    PLACES[request.param](window)
    press(KEY.Key_A, CTRL)
    press(KEY.Key_Delete)
    QTest.keyClicks(focus(), "abc def")
    found = Words()
    assert (found.text, found.cursor) == ("abc def", 7)
    yield found
    assert desk.flush()


def test_selecting_copying_cutting_pasting(words: Words) -> None:
    clipboard = QGuiApplication.clipboard()
    press(KEY.Key_A, CTRL)
    assert words.selected == "abc def"
    press(KEY.Key_C, CTRL)
    assert (clipboard.text(), words.text) == ("abc def", "abc def")
    press(KEY.Key_X, CTRL)
    assert (clipboard.text(), words.text) == ("abc def", "")
    press(KEY.Key_V, CTRL)
    press(KEY.Key_V, CTRL)
    assert words.text == "abc defabc def"


def test_undoing_stays_inside_the_editor(words: Words, desk: Desk) -> None:
    before = desk.ret
    press(KEY.Key_A, CTRL)
    press(KEY.Key_X, CTRL)
    press(KEY.Key_Z, CTRL)
    assert words.text == "abc def"
    press(KEY.Key_Z, BOTH)
    assert words.text == ""
    press(KEY.Key_Z, CTRL)
    assert words.text == "abc def"
    assert desk.ret is before


def test_moving_and_selecting_by_keys(words: Words) -> None:
    press(KEY.Key_Home)
    assert words.cursor == 0
    press(KEY.Key_Right, CTRL)
    assert words.cursor == 4
    press(KEY.Key_End)
    assert words.cursor == 7
    press(KEY.Key_Left, CTRL)
    assert words.cursor == 4
    press(KEY.Key_Home, SHIFT)
    assert words.selected == "abc "
    press(KEY.Key_End)
    press(KEY.Key_Left, BOTH)
    assert words.selected == "def"
    press(KEY.Key_End)
    press(KEY.Key_Left, SHIFT)
    assert words.selected == "f"
    press(KEY.Key_Backspace)
    assert words.text == "abc de"
    press(KEY.Key_Backspace, CTRL)
    assert words.text == "abc "
    press(KEY.Key_Home)
    press(KEY.Key_Delete)
    press(KEY.Key_Delete, CTRL)
    assert words.text.strip() == ""
