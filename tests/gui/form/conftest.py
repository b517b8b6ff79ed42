"""What the tests of the form start from: the page on screen with the focus, keys as a person presses them, the file."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from db.service import Book
from gui.desk import Desk
from gui.form.page import FormPage

SECTION = "disputes"


def focus() -> QWidget:
    """Where the keyboard is."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def _send(kind: QEvent.Type, key: int, modifiers: Qt.KeyboardModifier, text: str = "") -> None:
    QApplication.sendEvent(focus(), QKeyEvent(kind, key, modifiers, text))


@pytest.fixture
def press() -> Callable[..., None]:
    """Press one key, as the widget with the focus gets it."""

    def one(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            _send(kind, key, modifiers)

    return one


@pytest.fixture
def type_words() -> Callable[[str], None]:
    """Type words key by key; whatever has the focus gets the next one."""

    def all_of(words: str) -> None:
        for letter in words:
            _send(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
            _send(QEvent.Type.KeyRelease, 0, Qt.KeyboardModifier.NoModifier, letter)

    return all_of


@pytest.fixture
def compose() -> Callable[[str, str], None]:
    """An input method shows what it composes, or hands over what was picked."""

    def step(composing: str, picked: str = "") -> None:
        event = QInputMethodEvent(composing, [])
        event.setCommitString(picked)
        QApplication.sendEvent(focus(), event)

    return step


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> FormPage:
    """The page on screen, showing the section of disputes, the cursor in its first cell."""
    shown = FormPage(desk)
    qtbot.addWidget(shown)
    shown.resize(1000, 600)
    shown.show_section(SECTION)
    with qtbot.waitActive(shown):
        shown.show()
        shown.activateWindow()
    shown.setFocus()
    assert focus() is shown.ledger
    return shown


@pytest.fixture
def stored(book: Book) -> Callable[[str], tuple[str, str] | None]:
    """State and words of a cell of 2024 as they stand in the file, read past the program."""
    sql = (
        "SELECT state, words FROM cell JOIN annual_return ON annual_return.id = cell.annual_return"
        " WHERE year = 2024 AND code = ?"
    )

    def read(code: str) -> tuple[str, str] | None:
        with closing(sqlite3.connect(book.path)) as file:
            found: tuple[str, str] | None = file.execute(sql, (code,)).fetchone()
        return found

    return read
