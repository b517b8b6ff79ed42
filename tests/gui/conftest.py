"""What every test of the window starts from: a data file with two years, a desk on it, a clock that stands still."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, Qt, QTimer
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QProgressDialog,
    QScrollArea,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from db.service import Author, Book
from gui import theme
from gui.desk import Desk
from gui.dialogs import boxes
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


Nameless = Callable[[QWidget], list[str]]


@pytest.fixture
def nameless() -> Nameless:
    """What a screen reader could not tell of the visible part of a window: widgets without name or role, said once."""

    def of(whole: QWidget) -> list[str]:
        every = cast("list[QWidget]", whole.findChildren(QWidget))
        found = [_unnamed(widget) for widget in every if widget.isVisibleTo(whole)]
        return sorted({words for words in found if words})

    return of


def _unnamed(widget: QWidget) -> str:
    """What is wrong with one widget; "" if it is all right or nothing one works with."""
    inside = widget.parent()
    if isinstance(inside, QAbstractScrollArea | QComboBox | QAbstractSpinBox | QLineEdit) and (
        isinstance(widget, QScrollBar | QHeaderView) or not widget.focusPolicy() or widget.focusProxy() is inside
    ):
        return ""  # parts of one control, which speaks for them
    told = QAccessible.queryAccessibleInterface(widget)
    named = told.text(QAccessible.Text.Name)
    if isinstance(widget, QLabel):
        # What a label says must not be hidden behind a name of its own.
        return "" if widget.text().replace("&", "") in named or not widget.text() else f"{named} hides {widget.text()}"
    used = widget.focusPolicy() != Qt.FocusPolicy.NoFocus or isinstance(widget, QAbstractButton | QAbstractScrollArea)
    if not used or isinstance(widget, QDialogButtonBox):
        return ""
    roles = (QAccessible.Role.NoRole, QAccessible.Role.Client)
    if told.role() in roles and not isinstance(widget, QScrollArea):
        return f"{type(widget).__name__} {named} has no role"
    return "" if named.strip() else f"{type(widget).__name__} {widget.objectName()} has no name"


@pytest.fixture
def answer(qapp: QApplication, nameless: Nameless) -> Callable[[Callable[[QDialog], None]], None]:
    """Answer the next dialog that opens: the function is called with it once it runs."""

    def prepare(what: Callable[[Any], None]) -> None:
        def look() -> None:
            dialog = QApplication.activeModalWidget()
            if isinstance(dialog, QProgressDialog):  # on a slow machine the work before it takes long
                QTimer.singleShot(0, look)
                return
            assert isinstance(dialog, QDialog), "no dialog opened"
            try:
                assert nameless(dialog) == []  # every dialog of every test
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


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions that were put to the person, who says yes to each."""
    questions: list[str] = []

    def confirm(_: object, question: str, *__: str) -> bool:
        questions.append(question)
        return True

    monkeypatch.setattr(boxes, "confirm", confirm)
    return questions
