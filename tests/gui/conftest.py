"""What every test of the window starts from: a data file with two years, a desk on it, a clock that stands still."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from db.service import Author, Book
from gui import theme
from gui.desk import Desk
from gui.main_window import MainWindow
from gui.memory import Memory

UNIT = "示例市自然资源和规划局"
NOW = datetime(2025, 1, 23, 10, 42, 7, tzinfo=UTC)
LAST_YEAR = {"litigation_cases_count": "30", "litigation_closed_count": "30"}
THIS_YEAR = {
    "litigation_cases_count": "37",
    "litigation_closed_count": "36",
    "litigation_pending_count": "1",
}


@pytest.fixture
def author() -> Author:
    """One person at one moment."""
    return Author("张三", lambda: NOW)


@pytest.fixture
def book(tmp_path: Path, author: Author) -> Iterator[Book]:
    """A new data file with one unit and no year."""
    path = tmp_path / "数据.sqlite"
    with Book(path, author) as made:
        made.add_unit(UNIT)
    with Book(path, author) as opened:
        yield opened


@pytest.fixture
def desk(qapp: QApplication, book: Book) -> Iterator[Desk]:
    """The desk with 2024 open and a few figures in it and in 2023."""
    theme.apply(qapp, "light")
    desk = Desk(book)
    for year, words in ((2023, LAST_YEAR), (2024, THIS_YEAR)):
        assert desk.open_year(UNIT, year)
        for code, typed in words.items():
            assert desk.enter(code, typed)
    yield desk
    if desk.book is not book:
        desk.book.close()


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    """What the window remembers, away from the user's own settings."""
    return Memory(QSettings(str(tmp_path / "窗口.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, memory: Memory) -> Iterator[MainWindow]:
    """The whole window on that desk, on the 23rd of January 2025."""
    window = MainWindow(desk, memory, NOW.date())
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    yield window
    window.close()
    window.deleteLater()  # now: its timers must not fire in the next test
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def answer(qapp: QApplication) -> Callable[[Callable[[QDialog], None]], None]:
    """Answer the next dialog that opens: the function is called with it once it runs."""

    def prepare(what: Callable[[Any], None]) -> None:
        def look() -> None:
            dialog = QApplication.activeModalWidget()
            assert isinstance(dialog, QDialog), "no dialog opened"
            try:
                what(dialog)
            finally:
                if dialog.isVisible():
                    dialog.done(0)  # no test waits for ever

        QTimer.singleShot(0, look)

    return prepare


@pytest.fixture
def write(qapp: QApplication) -> Callable[[str], None]:
    """Type words key by key into whatever has the focus; QTest's own keys know no Chinese."""

    def all_of(words: str) -> None:
        for letter in words:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                widget = QApplication.focusWidget()
                assert widget is not None
                event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(widget, event)

    return all_of
