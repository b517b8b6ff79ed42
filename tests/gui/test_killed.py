"""A killed process with a real window: what was left is in the file; asked politely, it saves the open cell, too."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtWidgets import QApplication

from db.service import Book
from gui.desk import Desk
from gui.draft import keep_drafts
from gui.main_window import MainWindow
from gui.memory import Memory

UNIT = "示例市自然资源和规划局"
ROOT = Path(__file__).parents[2]
TYPED = ("12", "0", "１２３", "近300", "1.2万", "—", "1,23,4")
IN_THE_EDITOR = "45"
PATIENCE = 60  # seconds; a machine that takes longer is broken

CHILD = r"""
import json, sys
from pathlib import Path
from PySide6.QtCore import QEvent, QSettings, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from db.service import Book
from gui.desk import Desk
from gui.draft import keep_drafts
from gui.main_window import MainWindow
from gui.memory import Memory
from gui.session import SessionGuard

path, unit, typed, unfinished = sys.argv[1], sys.argv[2], json.loads(sys.argv[3]), sys.argv[4]
app = QApplication([])
desk = Desk(Book(Path(path)))
desk.begin(unit, 2024)
memory = Memory(QSettings(path + ".ini", QSettings.Format.IniFormat))
window = MainWindow(desk, memory, desk.book.author.clock().date())
guard = SessionGuard(app, window)
guard.watch_signals()
keeper = keep_drafts(window)
window.show()
window.activateWindow()
assert QTest.qWaitForWindowActive(window)
window.go_to_place("section:disputes")
window.enter_place()

def type_words(words):
    for letter in words:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(QApplication.focusWidget(), QKeyEvent(kind, 0, Qt.KeyboardModifier(0), letter))

def work():
    entries = window.page.ledger.entries
    for words in typed:
        type_words(words)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    on_screen = {code: entries.index_of(code).data() for code in window.page.codes}
    on_screen["open"] = window.page.current_code()
    keeper.kept.connect(lambda: print(json.dumps(on_screen), flush=True))
    type_words(unfinished)

QTimer.singleShot(0, work)
code = app.exec()
desk.book.close()
sys.exit(code)
"""


@contextmanager
def typing(path: Path) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """A process that has typed into the window and has one more figure in the open editor; what its cells show."""
    with Book(path) as book:
        book.ensure_unit(UNIT)
        book.open_year(UNIT, 2024)
    command = [sys.executable, "-c", CHILD, str(path), UNIT, json.dumps(TYPED), IN_THE_EDITOR]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    child = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        said = child.stdout.readline()  # the child writes when it pauses after the last key
        assert said, "the child ended before it had typed"
        yield child, json.loads(said)
    finally:
        child.kill()
        child.wait(PATIENCE)
        if child.stdout is not None:
            child.stdout.close()


def words_in(path: Path) -> Callable[[str], str]:
    with Book(path) as book:
        ret = book.find_year(UNIT, 2024).ret
    return lambda code: ret.cell(code).words


def shown_again(path: Path) -> tuple[str, str]:
    """The cell that is open in a new window on the same settings, and its words."""
    with Book(path) as book:
        desk = Desk(book)
        desk.begin(UNIT, 2024)
        memory = Memory(QSettings(f"{path}.ini", QSettings.Format.IniFormat))
        window = MainWindow(desk, memory, desk.book.author.clock().date())
        keeper = keep_drafts(window)
        view = window.page.view
        found = view.current_code(), view.editor.text()
        view.take_back()
        window.close()
        window.deleteLater()
        assert keeper is not None
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return found


def test_a_killed_process_leaves_every_cell_as_it_was_on_screen(tmp_path: Path, qapp: QApplication) -> None:
    path = tmp_path / "数据.sqlite"
    with typing(path) as (child, on_screen):
        child.kill()
        child.wait(PATIENCE)
    open_one = on_screen.pop("open")
    stored = words_in(path)
    assert [on_screen[code] for code in list(on_screen)[: len(TYPED)]] == list(TYPED)
    assert {code: stored(code) for code in on_screen} == on_screen
    assert stored(open_one) == ""  # nobody left it; but it is on screen again:
    assert shown_again(path) == (open_one, IN_THE_EDITOR)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows asks by commitDataRequest instead")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_polite_kill_saves_the_open_cell_as_well(tmp_path: Path, number: signal.Signals) -> None:
    path = tmp_path / "数据.sqlite"
    with typing(path) as (child, on_screen):
        child.send_signal(number)
        assert child.wait(PATIENCE) == 128 + number
    assert words_in(path)(on_screen["open"]) == IN_THE_EDITOR
