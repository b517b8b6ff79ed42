"""Text grows and shrinks at once, everywhere, with rows and columns; 本年 is never out of sight; it is remembered."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import cast

import pytest
from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gui import text_size, theme
from gui.__main__ import dress
from gui.desk import Desk
from gui.form.model import Column
from gui.main_window import MainWindow
from gui.memory import Memory
from gui.navigation import PROGRESS

CONTROL = Qt.KeyboardModifier.ControlModifier
PLACES = ("section:disputes", "table:litigation", "head", "lists", "library")
CASES = "litigation_cases_count"


@pytest.fixture(autouse=True)
def as_before(qapp: QApplication) -> Iterator[None]:
    yield
    theme.set_text_size(qapp, 100)
    QCoreApplication.sendPostedEvents()


def points(widget: QWidget) -> float:
    return widget.font().pointSizeF()


def test_the_keys_make_text_larger_and_smaller(window: MainWindow, qapp: QApplication) -> None:
    sizes = []
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Plus, Qt.Key.Key_Minus):
        QTest.keyClick(window, key, CONTROL)
        sizes.append(theme.text_size(qapp))
    assert sizes == [110, 125, 150, 125]
    assert window.memory.text_size == 125
    window.commands["plain_size"].trigger()
    assert (theme.text_size(qapp), window.memory.text_size) == (100, 100)
    assert window.status_line.saved.text() == "文字大小 100%"


def test_there_is_a_largest_and_a_smallest(window: MainWindow, qapp: QApplication) -> None:
    for _ in range(10):
        window.commands["larger"].trigger()
    assert theme.text_size(qapp) == 200
    for _ in range(10):
        window.commands["smaller"].trigger()
    assert theme.text_size(qapp) == 100


def test_every_part_grows_at_once(window: MainWindow) -> None:
    for place in PLACES:
        window.go_to_place(place)
    window.go_to_place("section:disputes")
    ledger = window.page.ledger
    parts = cast(list[QWidget], window.findChildren(QWidget))
    corners = cast(list[QAbstractButton], window.page.grid.findChildren(QAbstractButton))
    before = {part: points(part) for part in parts if part not in corners and part.objectName()[:3] != "qt_"}
    height, width = ledger.rowHeight(0), ledger.columnWidth(Column.THIS)
    heads = window.page.grid.verticalHeader().sectionSize(0)
    text_size.change(window, 200)
    assert [type(part) for part in before if points(part) != 2 * before[part]] == []
    assert ledger.rowHeight(0) > 1.5 * height
    assert ledger.columnWidth(Column.THIS) > 1.7 * width
    assert window.page.echo.height() >= 2 * window.page.echo.fontMetrics().lineSpacing()
    tree = window.navigation
    assert tree.header().sectionSize(PROGRESS) >= tree.fontMetrics().horizontalAdvance("188/188 ✓")
    window.go_to_place("table:litigation")
    assert window.page.grid.rowHeight(0) > 1.5 * heads


def test_no_words_stand_in_a_row_too_low_for_them(window: MainWindow, qtbot: QtBot) -> None:
    for place in PLACES:
        window.go_to_place(place)
    window.resize(1366, 900)
    for percent in (200, 150, 100):
        text_size.change(window, percent)
        for place in PLACES:
            window.go_to_place(place)
            QCoreApplication.sendPostedEvents()
            labels = cast(list[QLabel], window.findChildren(QLabel))
            low = [
                label.text()
                for label in labels
                if label.isVisible() and label.text() and label.height() < label.fontMetrics().height()
            ]
            assert low == [], (percent, place)


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_this_year_is_in_sight_on_a_small_screen(window: MainWindow, qtbot: QtBot, percent: int) -> None:
    for place in reversed(PLACES):  # each has its own least width, hidden or not
        window.go_to_place(place)
    text_size.change(window, percent)
    assert window.minimumSizeHint().width() <= 1366
    assert window.minimumSizeHint().height() <= 768
    window.resize(1366, 768)
    qtbot.waitUntil(lambda: window.width() == 1366)
    QCoreApplication.sendPostedEvents()
    ledger = window.page.ledger
    right_edge = ledger.columnViewportPosition(Column.THIS) + ledger.columnWidth(Column.THIS)
    assert 0 < right_edge <= ledger.viewport().width()
    assert ledger.columnWidth(Column.NAME) >= 6 * ledger.fontMetrics().horizontalAdvance("国")


def least(window: MainWindow) -> list[QSize]:
    """The least size of the window and of every place in it, hidden or not."""
    places = map(window.stack.widget, range(window.stack.count()))
    return [window.minimumSizeHint(), *(place.minimumSizeHint() for place in places)]


def test_coming_back_leaves_everything_as_it_was(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1366, 768)
    for place in PLACES:
        window.go_to_place(place)
    window.go_to_place("section:disputes")
    QCoreApplication.sendPostedEvents()
    text_size.change(window, 100)  # hidden places are measured, too
    window.columns.setSizes([330, 700, 330])
    before = window.columns.sizes(), least(window), window.page.ledger.rowHeight(0)
    text_size.change(window, 200)
    assert all(now.width() > 1.5 * then.width() for now, then in zip(least(window), before[1], strict=True))
    for percent in (125, 100):
        text_size.change(window, percent)
    QCoreApplication.sendPostedEvents()
    assert (window.columns.sizes(), least(window), window.page.ledger.rowHeight(0)) == before


def test_what_is_being_typed_stays_in_its_cell(window: MainWindow, desk: Desk, write: Callable[[str], None]) -> None:
    window.land(CASES)
    write("4")
    text_size.change(window, 200)
    ledger = window.page.ledger
    assert ledger.is_editing
    cell = ledger.visualRect(ledger.currentIndex())
    assert cell.contains(ledger.editor.geometry())
    assert points(ledger.editor) == points(ledger)
    write("1")
    assert ledger.finish()
    assert desk.cell(CASES).words == "41"


def test_it_is_as_large_tomorrow(memory: Memory, desk: Desk, qapp: QApplication, qtbot: QtBot) -> None:
    memory.text_size = 150
    dress(qapp, "light", memory.text_size)
    window = MainWindow(desk, memory, date(2025, 1, 23))
    qtbot.addWidget(window)
    assert points(window.page.ledger) == points(window.navigation) == qapp.font().pointSizeF()
    assert theme.text_size(qapp) == 150
    memory._set("window/text_size", "170")
    assert memory.text_size == 100
