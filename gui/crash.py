"""What a bug looks like from outside: stderr always, and one box that says so; knows no figures.

The box says what is safe and gives the details to pass on. It is no place for refused requests.
"""

import sys
import traceback
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QThread, QTimer

if TYPE_CHECKING:
    from gui.desk import Desk

# The box loads when there is a bug to show.
# ruff: noqa: PLC0415


class CrashReporter(QObject):
    """The program's excepthook. `alone`: nobody is there to read a box, so the process ends with code 1."""

    def __init__(self, parent: QObject, alone: bool) -> None:
        super().__init__(parent)
        self._alone = alone
        self._saved = ""
        self._last = ""
        self._desk: Desk | None = None
        self.details = ""
        self.shown: QObject | None = None

    def tell_saved(self, path: Path) -> None:
        """From now on everything that was left is safe in this file."""
        words = self.tr("此前离开的每个单元格都已保存在“%s”。正在输入的一格可能要重新输入。")
        self._saved = words % path

    def watch(self, desk: "Desk") -> None:
        """Follow what lies on the desk: where it is saved, when the last time; after a bug it is read anew."""
        self._desk = desk
        self.tell_saved(desk.book.path)
        desk.year_opened.connect(self._opened)
        desk.saved.connect(self._note_saved)

    def _opened(self) -> None:
        if self._desk is not None:
            self.tell_saved(self._desk.book.path)

    def _note_saved(self, at: str) -> None:
        self._last = at[11:19]

    def hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """To be sys.excepthook. The box opens when the interrupted event is over, never inside it."""
        _note(error)
        text = "".join(traceback.format_exception(kind, error, trace))
        if sys.stderr is not None:
            print(text, file=sys.stderr, flush=True)
        if self._alone or issubclass(kind, KeyboardInterrupt):
            QCoreApplication.exit(1)
            return
        self.details += text
        if QThread.currentThread().loopLevel():
            QTimer.singleShot(0, self.show_box)
        else:  # the program is ending and will open nothing later
            self.show_box()
            QCoreApplication.exec()

    def show_box(self) -> None:
        """Show the box, or add to the one that is open."""
        from gui.dialogs.crash import CrashBox

        if isinstance(self.shown, CrashBox):
            self.shown.show_details(self.details)
            return
        saved = self._saved or self.tr("数据文件没有打开，没有改动任何数据。")
        if self._saved and self._last:
            saved += self.tr("最后一次保存是 %s。") % self._last
        box = CrashBox(saved, self.details)
        box.finished.connect(self._closed)
        self.shown = box
        box.open()

    def _closed(self) -> None:
        self.shown = None
        self.details = ""
        if self._desk is not None and self._desk.is_open:
            self._desk.read_anew()  # what a bug left half done in memory is not what stands in the file


def _note(error: BaseException) -> None:
    """For the log; whatever is wrong with it, the box comes."""
    with suppress(Exception):
        from db.service import logs

        logs.note_bug(error)
