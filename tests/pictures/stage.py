"""A window on practice data whose clock stands still, and a camera; knows no single picture.

Nothing of the person who takes the pictures is in them: no settings, no name, no folder of this machine.
"""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta, timezone
from itertools import combinations
from pathlib import Path
from types import FrameType
from typing import Any, Final, cast

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QFormLayout, QWidget

from db.service import Author, Book
from db.service.practice import FILE_NAME, fill
from gui import arrangement, start
from gui.desk import Desk
from gui.main_window import MainWindow
from gui.memory import NoMemory

NOW: Final = datetime(2025, 1, 23, 10, 42, 7, tzinfo=timezone(timedelta(hours=8)))
CLERK: Final = "王某某"
HOME: Final = Path("/home/wang/法治填报")
"""The folder that is painted wherever a place on the disk is named; it need not exist."""
WINDOW: Final = (1400, 900)


class Clock:
    """Stands still until a picture sets it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class Stage:
    """One picture's window; without patience it is posed and not painted.

    `opened` collects which functions of gui.dialogs asked something, `seen` the kinds of widgets shown.
    """

    def __init__(self, app: QApplication, folder: Path, patient: bool = True) -> None:
        self.app = app
        self.folder = folder
        self.clock = Clock()
        self.author = Author(CLERK, self.clock)
        self.desk = Desk(Book(folder / FILE_NAME, self.author))
        self.seen: set[str] = set()
        self.opened: set[str] = set()
        self._patient = patient
        self._picture: QPixmap | None = None
        self._trouble: Exception | None = None
        self.desk.begin(*start.where_to_begin(self.desk.book))
        self.desk.book.path = HOME / FILE_NAME  # only painted from now on
        self.memory = NoMemory()
        self.window = MainWindow(self.desk, self.memory, NOW.date())
        self.resize(*WINDOW)
        self.window.status_line.show_backup("最近备份 今天 09:00", "", failed=False)
        self.window.show()
        self.window.activateWindow()
        self.settle()

    def resize(self, width: int, height: int) -> None:
        """Another size of the window, its parts shared out as at first."""
        self.window.resize(width, height)
        arrangement.share(self.window)

    def close(self) -> None:
        """Take the window away without a question, whatever is being typed in it."""
        self.window.page.view.take_back()
        self.window.hide()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.desk.book.close()

    # ---- acting

    def run(self, command: str) -> None:
        """A command of the menus."""
        self.window.commands[command].trigger()

    def focus(self) -> QWidget:
        """What has the keyboard."""
        at = QApplication.focusWidget()
        assert at is not None, "nothing has the focus"
        return at

    def type(self, words: str) -> None:
        """Words, letter by letter, into whatever has the focus."""
        for letter in words:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(self.focus(), QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))

    def settle(self) -> None:
        """Wait until everything that is drawn a moment later is drawn."""
        while self._patient and self._drawing():
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        for _ in range(3):  # a layout may ask for another one
            self.app.processEvents()

    def _drawing(self) -> bool:
        timers = cast("list[QTimer]", self.window.findChildren(QTimer))
        return any(timer.isActive() and timer.isSingleShot() for timer in timers)

    # ---- taking the picture

    def shoot(self, widget: QWidget | None = None, lower: int = 0) -> None:
        """The picture is of this widget as it is now, of its first `lower` pixels; the first one asked for is kept."""
        if self._picture is None:
            self.settle()
            of = widget or self.window
            self._note(of)
            shown = QRect(0, 0, of.width(), lower or of.height())
            self._picture = of.grab(shown) if self._patient else QPixmap()

    def ask(self, verb: Callable[[], Any], prepare: Callable[[Any], None] | None = None) -> None:
        """The picture is of the dialog that `verb` opens, once `prepare` was done to it; then it is given up."""

        looked: list[QWidget | None] = []

        def look() -> None:
            dialog = QApplication.activeModalWidget()
            try:
                assert isinstance(dialog, QDialog), "no dialog opened"
                self.opened.update(_asking())
                if prepare is not None:
                    prepare(dialog)
                self.shoot(dialog)
            except Exception as trouble:  # noqa: BLE001 - Qt would only print it
                self._trouble = trouble
            finally:
                looked.append(dialog)
                if isinstance(dialog, QDialog):
                    dialog.done(0)

        QTimer.singleShot(0, self.window, look)
        with suppress(start.GaveUp):
            verb()
        while not looked:  # a dialog that opens without waiting for the answer
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        if self._trouble is not None:
            raise self._trouble

    @property
    def picture(self) -> QPixmap:
        """What was taken."""
        assert self._picture is not None
        return self._picture

    def _note(self, widget: QWidget) -> None:
        children = cast("list[QWidget]", widget.findChildren(QWidget))
        shown = [child for child in children if child.isVisible()]
        self.seen.update(type(part).__name__ for part in (widget, *shown))
        forms = cast("list[QFormLayout]", widget.findChildren(QFormLayout))
        assert not any(map(_overlap, forms)), f"fields of {type(widget).__name__} overlap"


def _overlap(form: QFormLayout) -> bool:
    """Whether two of the form's fields and labels lie on each other."""
    items = [form.itemAt(n) for n in range(form.count()) if not form.itemAt(n).isEmpty()]
    widgets = [cast("QWidget | None", item.widget()) for item in items]  # none: a layout
    areas = [widget.geometry() for widget in widgets if widget is not None]
    return any(one.intersects(other) for one, other in combinations(areas, 2))


def _asking() -> Iterator[str]:
    """The functions of gui.dialogs that wait for an answer now."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        module = str(frame.f_globals["__name__"])
        if module.startswith("gui.dialogs."):
            yield f"{module}.{frame.f_code.co_name}"
        frame = frame.f_back


@contextmanager
def posed(
    app: QApplication, pose: Callable[[Stage], None], practice_data: Path, patient: bool = True
) -> Iterator[Stage]:
    """A stage after a pose and its picture, on a fresh copy of the practice data."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(practice_data / FILE_NAME, folder)
        stage = Stage(app, Path(folder), patient)
        try:
            pose(stage)
            stage.shoot()
            yield stage
        finally:
            stage.close()


def take(app: QApplication, pose: Callable[[Stage], None], practice_data: Path) -> QPixmap:
    """The picture of one pose."""
    with posed(app, pose, practice_data) as stage:
        return stage.picture


def make_practice(folder: Path) -> None:
    """Practice data in a folder, as the program makes them, eight days old."""
    clock = Clock()
    clock.now -= timedelta(days=8)
    with Book(folder / FILE_NAME, Author(CLERK, clock)) as book:
        fill(book)
