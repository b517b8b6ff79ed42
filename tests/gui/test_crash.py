"""A bug is loud: on stderr always, in one box where somebody looks."""

import sys
from dataclasses import replace
from pathlib import Path
from types import TracebackType

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.store.repository import Repository
from gui.crash import CrashReporter
from gui.desk import Desk
from gui.dialogs.crash import CrashBox
from gui.main_window import MainWindow


def a_bug() -> tuple[type[BaseException], BaseException, TracebackType | None]:
    try:
        raise ZeroDivisionError("really")
    except ZeroDivisionError as error:
        return type(error), error, error.__traceback__


@pytest.fixture
def parent(qapp: QApplication) -> QObject:
    return QObject()


def test_a_bug_is_shown_once_with_all_its_details(
    parent: QObject, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reporter = CrashReporter(parent, alone=False)
    reporter.tell_saved(Path("甲.sqlite"))
    monkeypatch.setattr("PySide6.QtCore.QThread.loopLevel", lambda _: 1)
    reporter.hook(*a_bug())
    reporter.hook(*a_bug())
    qtbot.waitUntil(lambda: reporter.shown is not None)
    box = reporter.shown
    assert isinstance(box, CrashBox)
    qtbot.waitUntil(lambda: box.detailedText().count("ZeroDivisionError: really") == 2)
    assert "不是您的操作造成的" in box.text()
    assert "已保存在“甲.sqlite”" in box.informativeText()
    assert "really" in capsys.readouterr().err
    box.copy.click()
    assert "a_bug" in QGuiApplication.clipboard().text()
    assert box.isVisible()
    box.go_on.click()
    assert reporter.shown is None
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert [w for w in QApplication.topLevelWidgets() if isinstance(w, CrashBox)] == []


def test_leaving_ends_with_code_1(parent: QObject, qapp: QApplication, qtbot: QtBot) -> None:
    reporter = CrashReporter(parent, alone=False)
    reporter.show_box()
    box = reporter.shown
    assert isinstance(box, CrashBox)
    assert "没有改动任何数据" in box.informativeText()
    ended: list[int] = []
    leave = QCoreApplication.exit
    try:
        QCoreApplication.exit = ended.append  # type: ignore[method-assign, assignment]
        box.leave.click()
    finally:
        QCoreApplication.exit = leave  # type: ignore[method-assign]
    assert ended == [1]


def test_alone_it_only_speaks_on_stderr(
    parent: QObject, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ended: list[int] = []
    monkeypatch.setattr(QCoreApplication, "exit", ended.append)
    reporter = CrashReporter(parent, alone=True)
    reporter.hook(*a_bug())
    assert ended == [1]
    assert reporter.shown is None
    assert "ZeroDivisionError: really" in capsys.readouterr().err


def test_a_program_without_stderr_still_shows_the_box(parent: QObject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    monkeypatch.setattr("PySide6.QtCore.QThread.loopLevel", lambda _: 0)
    monkeypatch.setattr(QCoreApplication, "exec", lambda: 0)
    reporter = CrashReporter(parent, alone=False)
    reporter.hook(*a_bug())
    assert isinstance(reporter.shown, CrashBox)
    reporter.shown.go_on.click()


def test_it_says_which_file_is_saved_and_when_and_goes_on_with_what_stands_in_it(
    parent: QObject, desk: Desk, window: MainWindow
) -> None:
    reporter = CrashReporter(parent, alone=False)
    reporter.watch(desk)
    assert desk.enter("litigation_cases_count", "41")
    desk.opened.ret = replace(desk.ret, cells={})  # a bug left half a change in memory
    reporter.show_box()
    box = reporter.shown
    assert isinstance(box, CrashBox)
    assert f"已保存在“{desk.book.path}”" in box.informativeText()
    assert "最后一次保存是 10:42:07" in box.informativeText()
    box.go_on.click()
    assert desk.cell("litigation_cases_count").words == "41"
    assert desk.enter("litigation_cases_count", "42")
    desk.year_opened.disconnect(reporter._opened)
    desk.saved.disconnect(reporter._note_saved)


def test_a_bug_inside_a_verb_leaves_file_and_window_as_they_were(
    parent: QObject, desk: Desk, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("in the middle of a change")

    monkeypatch.setattr(Repository, "_note", broken)
    with pytest.raises(ZeroDivisionError):
        desk.enter("litigation_cases_count", "41")
    monkeypatch.undo()
    desk.read_anew()
    assert desk.cell("litigation_cases_count").words == "37"
    assert desk.enter("litigation_cases_count", "42")
