"""Whatever is being typed, or composed by an input method, is in the file after every way on from it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import SIGNAL, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from db.domain.cells import State
from db.domain.pack import Level
from db.service import Author, Book
from gui import verbs
from gui.crash import CrashReporter
from gui.desk import Desk
from gui.main_window import MainWindow
from gui.screens.head_fields import HeadScreen
from gui.screens.lists import ListsScreen
from gui.session import SessionGuard

CELL, GRID, NOTED, MISSING, EXPLAINED = (
    "admin_dispute_cases_count",
    "litigation_result_upheld",
    "hearing_held_count",
    "reconsideration_cases_count",
    "litigation_cases_count",
)
CTRL = Qt.KeyboardModifier.ControlModifier
OTHER_UNIT = "第二分局"
QUERIES = {
    "cell": f"SELECT words FROM cell WHERE code = '{CELL}' AND annual_return = ?",
    "grid": "SELECT words FROM cell WHERE code = :grid AND annual_return = ?",
    "remark": f"SELECT note FROM cell WHERE code = '{NOTED}' AND annual_return = ?",
    "missing": f"SELECT reason FROM cell WHERE code = '{MISSING}' AND annual_return = ?",
    "head": "SELECT words FROM head_value WHERE field = 'filler' AND annual_return = ?",
    "list": "SELECT entry ->> 'title' FROM list_row WHERE list = 'honours' AND position = 1 AND annual_return = ?",
    "reason": "SELECT reason FROM explanation WHERE annual_return = ?",
}

BESIDE_THE_LEDGER = ("remark", "missing", "reason")


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


class Places:
    """Where words are typed in the window, and what the file holds of them."""

    def __init__(self, window: MainWindow, path: Path, qtbot: QtBot) -> None:
        self.window, self.path, self._qtbot = window, path, qtbot
        self.grid = window.desk.ret.tables[0].codes[0]

    def go(self, place: str) -> QWidget:
        """Put the keyboard into a place, its words selected."""
        self.window.activateWindow()
        self._qtbot.waitUntil(self._in_front)
        getattr(self, f"_{place}")()
        widget = focus()
        select = getattr(widget, "selectAll", None)
        if callable(select) and place not in ("cell", "grid", "list"):
            select()
        return widget

    def _in_front(self) -> bool:
        at = QApplication.focusWidget()
        return self.window.isActiveWindow() and at is not None and self.window.isAncestorOf(at)

    def _cell(self) -> None:
        self.window.land(CELL)

    def _grid(self) -> None:
        self.window.land(self.grid)

    def _remark(self) -> None:
        self.window.land(NOTED)
        self.window.detail.focus_note()

    def _missing(self) -> None:
        self.window.land(MISSING)
        self.window.detail.focus_reason()

    def _head(self) -> None:
        self.window.go_to_place("head")
        screen = self.window.stack.currentWidget()
        assert isinstance(screen, HeadScreen)
        screen.lines["filler"].setFocus()

    def _list(self) -> None:
        self.window.go_to_place("lists")
        screen = self.window.stack.currentWidget()
        assert isinstance(screen, ListsScreen)
        view = screen.views["honours"]
        view.setFocus()
        view.setCurrentIndex(view.rows.index(0, 0))
        QTest.keyClick(view, Qt.Key.Key_F2)
        editor = focus()
        assert editor is not view
        editor.selectAll()  # type: ignore[attr-defined]

    def _reason(self) -> None:
        window = self.window
        window.land(EXPLAINED)
        finding = next(f for f in window.desk.findings_of(EXPLAINED) if f.level is Level.EXPLAIN)
        window.problems.mark_row(window.problems.model.row_of(finding.rule))
        window.problems.reason.setFocus()

    def stored(self, place: str) -> str:
        """What a reader past the program finds in the file."""
        with closing(sqlite3.connect(self.path)) as file:
            year = file.execute("SELECT id FROM annual_return WHERE year = 2024 AND unit = 1").fetchone()[0]
            query = QUERIES[place].replace(":grid", f"'{self.grid}'")
            found = file.execute(query, (year,)).fetchone()
        return found[0] if found else ""


def type_words(words: str) -> None:
    for letter in words:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(focus(), QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))


def compose(words: str) -> None:
    """What an input method shows, half of it picked already."""
    picked = QInputMethodEvent(words[0], [])
    QApplication.sendEvent(focus(), picked)
    handed_over = QInputMethodEvent("", [])
    handed_over.setCommitString(words[0])
    QApplication.sendEvent(focus(), handed_over)
    QApplication.sendEvent(focus(), QInputMethodEvent(words[1:], []))


class Ways:
    """Each method is one way on; afterwards the window shows the year 2024 again."""

    def __init__(self, window: MainWindow, monkeypatch: pytest.MonkeyPatch, author: Author, qtbot: QtBot) -> None:
        self.window, self._patch, self._author, self._qtbot = window, monkeypatch, author, qtbot
        self._calculator = QWidget()
        qtbot.addWidget(self._calculator)
        self.guard = SessionGuard(QApplication.instance(), window)  # type: ignore[arg-type]
        self._home = (window.desk.book.path, window.desk.ret.unit)

    def ctrl_s(self) -> None:
        QTest.keyClick(focus(), Qt.Key.Key_S, CTRL)

    def f9(self) -> None:
        QTest.keyClick(focus(), Qt.Key.Key_F9)

    def next_problem(self) -> None:
        QTest.keyClick(focus(), Qt.Key.Key_F8)

    def export(self) -> None:
        self._patch.setattr("gui.dialogs.boxes.ask_workbook", lambda *_: None)
        QTest.keyClick(focus(), Qt.Key.Key_E, CTRL)

    def _giving_up(self, command: str) -> None:
        def give_up() -> None:
            dialog = QApplication.activeModalWidget()
            assert isinstance(dialog, QDialog)
            dialog.reject()

        QTimer.singleShot(0, give_up)
        self.window.commands[command].trigger()

    def finalise(self) -> None:
        self._giving_up("finalise")

    def new_unit(self) -> None:
        self._giving_up("new_unit")

    def own_item(self) -> None:
        self._giving_up("own_item")

    def another_section(self) -> None:
        self.window.go_to_place("section:oversight")

    def another_table(self) -> None:
        self.window.go_to_place("table:normative_docs")

    def another_screen(self) -> None:
        self.window.go_to_place("library")

    def another_unit(self) -> None:
        verbs.choose_unit(self.window, OTHER_UNIT)
        assert self.window.desk.ret.unit == OTHER_UNIT
        verbs.choose_unit(self.window, self._home[1])
        verbs.choose_year(self.window, "2024")

    def another_year(self) -> None:
        verbs.choose_year(self.window, "2023")
        assert self.window.desk.ret.year == 2023
        verbs.choose_year(self.window, "2024")

    def another_file(self) -> None:
        other = self._home[0].with_name("另一份.sqlite")
        with Book(other, self._author) as book:
            book.ensure_unit(OTHER_UNIT)
            book.open_year(OTHER_UNIT, 2024)
        for path in (other, self._home[0]):
            self._patch.setattr("gui.dialogs.boxes.ask_data_file", lambda *_, chosen=path: chosen)
            verbs.open_file(self.window)
            assert self.window.desk.book.path == path

    def close(self) -> None:
        self.window.close()
        self.window.show()
        self.window.activateWindow()

    def log_out(self) -> None:
        self.guard._commit_data(Manager())  # type: ignore[arg-type] # the desktop's own cannot be made

    def save_state(self) -> None:
        self.guard._save_state(Manager())  # type: ignore[arg-type]

    def about_to_quit(self) -> None:
        app = QApplication.instance()
        assert app is not None
        app.aboutToQuit.emit()

    def another_program(self) -> None:
        with self._qtbot.waitActive(self._calculator):
            self._calculator.show()
            self._calculator.activateWindow()
        self._calculator.hide()

    def leaving_after_a_bug(self) -> None:
        reporter = CrashReporter(QObject(), alone=False)
        reporter.show_box()
        box: Any = reporter.shown
        self._patch.setattr("PySide6.QtCore.QCoreApplication.exit", lambda _: self.about_to_quit())
        box.leave.click()

    def hiding_the_panel(self) -> None:
        for command in ("show_details", "show_problems", "show_details", "show_problems"):
            self.window.commands[command].trigger()


class Manager:
    """A session manager that lets nobody ask."""

    def allowsInteraction(self) -> bool:
        return False


def _ways() -> list[str]:
    return [name for name in vars(Ways) if not name.startswith("_")]


@pytest.fixture
def places(window: MainWindow, desk: Desk, qtbot: QtBot) -> Iterator[Places]:
    desk.book.add_unit(OTHER_UNIT)
    desk.book.open_year(OTHER_UNIT, 2024)
    desk.enter(EXPLAINED, "40")
    desk.mark(MISSING, State.UNAVAILABLE, "原先的原因")
    desk.change_row("honours", {}, {"title": "原先的名称"})
    window.top.refresh()
    yield Places(window, desk.book.path, qtbot)
    window.page.view.take_back()


@pytest.mark.parametrize("way", _ways())
def test_nothing_typed_or_composed_is_lost(
    window: MainWindow, places: Places, way: str, monkeypatch: pytest.MonkeyPatch, author: Author, qtbot: QtBot
) -> None:
    ways = Ways(window, monkeypatch, author, qtbot)
    lost = []
    for number, place in enumerate(BESIDE_THE_LEDGER if way == "hiding_the_panel" else QUERIES):
        for kind, write in (("typed", type_words), ("composed", compose)):
            words = f"近{51 + number}{'件' if kind == 'typed' else '宗'}"
            places.go(place)
            write(words)
            getattr(ways, way)()
            if places.stored(place) != words:
                lost.append((place, kind, places.stored(place)))
    assert lost == []


def listeners(app: QApplication) -> list[int]:
    requests = ("commitDataRequest(QSessionManager&)", "saveStateRequest(QSessionManager&)", "aboutToQuit()")
    return [app.receivers(SIGNAL(request)) for request in requests]  # type: ignore[arg-type] # the stubs want bytes


def test_the_desktop_and_the_end_of_the_program_are_listened_to(window: MainWindow, qapp: QApplication) -> None:
    before = listeners(qapp)
    guard = SessionGuard(qapp, window)
    assert listeners(qapp) == [count + 1 for count in before]
    assert guard.parent() is window  # lives as long as the window does


class Asking:
    """A session manager that lets the program ask, and notes what it then says."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def allowsInteraction(self) -> bool:
        return True

    def release(self) -> None:
        self.said.append("release")

    def cancel(self) -> None:
        self.said.append("cancel")


@pytest.mark.parametrize(("leave", "said"), [(True, ["release"]), (False, ["release", "cancel"])])
def test_words_that_cannot_be_saved_can_hold_up_the_end_of_the_session(
    window: MainWindow, qapp: QApplication, leave: bool, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    guard, manager = SessionGuard(qapp, window), Asking()
    monkeypatch.setattr(window, "flush", lambda: False)
    monkeypatch.setattr(window, "leave_unsaved", lambda: leave)
    guard._commit_data(manager)  # type: ignore[arg-type]
    assert manager.said == said
    monkeypatch.undo()
