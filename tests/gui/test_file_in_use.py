"""A data file that another program keeps to itself for a while: reading it fails in words, everywhere."""

import sqlite3
import sys
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gui import verbs
from gui.desk import Desk
from gui.find.gather import gather
from gui.main_window import MainWindow
from tests.gui.conftest import UNIT

IN_USE = "正被另一个程序使用"


@pytest.fixture
def in_use(window: MainWindow, desk: Desk) -> Iterator[MainWindow]:
    """The window, while another program holds the file."""
    window.land("litigation_cases_count")
    other = sqlite3.connect(desk.book.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    yield window
    other.execute("ROLLBACK")
    other.close()
    desk.refresh()


WAYS: dict[str, Callable[[MainWindow], object]] = {
    "years": verbs.new_year,
    "unit": lambda window: verbs.choose_unit(window, UNIT),
    "lists": lambda window: window.top.refresh(),
    "find": gather,
    "history": lambda window: window.detail.open_history(),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_cannot_be_read_now_is_told(in_use: MainWindow, way: str) -> None:
    WAYS[way](in_use)
    assert IN_USE in in_use.message.trouble[0]


def test_the_details_say_so_themselves(in_use: MainWindow) -> None:
    in_use.message.dismiss()
    in_use.detail._draw_past()
    assert IN_USE in in_use.detail._rows["history"].text()
    assert in_use.message.trouble == ("", "")


def test_typed_words_stay_and_are_saved_later(window: MainWindow, desk: Desk) -> None:
    window.land("litigation_cases_count")
    other = sqlite3.connect(desk.book.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    QTest.keyClicks(window.page.view, "5")
    QTest.keyClick(window.page.view.editor, Qt.Key.Key_Return)
    assert IN_USE in window.message.trouble[0]
    other.execute("ROLLBACK")
    other.close()
    QTest.keyClick(window.page.view.editor, Qt.Key.Key_Return)
    assert desk.cell("litigation_cases_count").words == "5"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody move an open file")
def test_a_file_moved_away_is_told_and_words_are_saved_once_it_is_back(window: MainWindow, desk: Desk) -> None:
    window.land("litigation_cases_count")
    away = desk.book.path.with_suffix(".away")
    desk.book.path.rename(away)
    QTest.keyClicks(window.page.view, "5")
    QTest.keyClick(window.page.view.editor, Qt.Key.Key_Return)
    assert "已被移走" in window.message.trouble[0]
    away.rename(desk.book.path)
    QTest.keyClick(window.page.view.editor, Qt.Key.Key_Return)
    assert desk.cell("litigation_cases_count").words == "5"
