"""Backups as the window sees them: one after the day's first change, the last one named below; asks the verbs.

A backup waits for a pause in typing and for a painted window. If it cannot be made, the line below says so in one
sentence, and everything else goes on.
"""

from datetime import date, datetime

from PySide6.QtCore import QObject, QTimer

from db.domain.long_work import StoppedError, quietly
from db.domain.pack import Level
from db.domain.trouble import KnownError
from gui import theme
from gui.desk import Desk
from gui.memory import Memory
from gui.status import StatusLine

# The verbs load when the window has been painted.
# ruff: noqa: PLC0415

_PAUSE = 2000  # ms without a change
_MOST_TRIES = 3  # a day: a busy second must not cost it the backup, a missing stick not bother it at each figure


class Backups(QObject):
    """Keeps watch over the file on the desk once it is told to."""

    def __init__(self, desk: Desk, memory: Memory, line: StatusLine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._memory, self._line = desk, memory, line
        self._settled = ""  # the day, ISO, on which nothing is left to do
        self._failures = 0
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self.back_up_if_due)

    def watch(self) -> None:
        """From now on: today's backup, and one after the first change of each day to come."""
        self._path = self._desk.book.path
        self._desk.saved.connect(self._saved)
        self._desk.year_opened.connect(self._opened)
        self._begin()

    def _begin(self) -> None:
        self._settled = ""
        self._failures = 0
        self.show_last()
        self._pause.start()

    def _saved(self, at: str) -> None:
        if at[:10] != self._settled:
            self._pause.start()

    def _opened(self) -> None:
        if self._desk.book.path != self._path:
            self._path = self._desk.book.path
            self._begin()

    def back_up_if_due(self) -> None:
        """Today's backup if there is none and something was changed.

        Trouble is told below; after three tries it waits for the next day.
        """
        from db.service import backups

        book, folder = self._desk.book, self._memory.backup_folder
        today = book.author.clock().date()
        try:
            with quietly():  # its timer may run out while a box shows how far other work is
                if backups.due(book.path, book.author, folder):
                    backups.back_up(book.path, book.author, folder)
        except KnownError as trouble:
            self._failures += 1
            if self._failures >= _MOST_TRIES:
                self._settled = today.isoformat()
            self._show_trouble(trouble)
            return
        last = backups.latest(book.path, folder)
        if last and last.at.date() == today:
            self._settled = today.isoformat()
        self.show_last()

    def now(self, why: str = "") -> None:
        """A backup whether it is due or not, and before what; KnownError if it cannot be made."""
        from db.service import backups

        book = self._desk.book
        try:
            backups.back_up(book.path, book.author, self._memory.backup_folder, why)
        except StoppedError:
            raise
        except KnownError as trouble:
            self._show_trouble(trouble)
            raise
        self._settled = book.author.clock().date().isoformat()
        self.show_last()

    def before_import(self) -> None:
        """A backup before others' words come in; KnownError if it cannot be made, and nothing comes in then."""
        self.now(self.tr("导入前"))

    def before(self, why: str) -> None:
        """A backup before something that changes much; trouble is told below and hinders nothing."""
        from db.service import backups

        book = self._desk.book
        if self._desk.flush() and not self._desk.ret.practice:
            try:
                backups.before(book.path, book.author, why, self._memory.backup_folder)
            except KnownError as trouble:
                self._show_trouble(trouble)
            else:
                self.show_last()

    def show_last(self) -> None:
        """Name the last one below."""
        from db.service import backups

        last = backups.latest(self._desk.book.path, self._memory.backup_folder)
        if last is None:
            self._line.show_backup(self.tr("还没有备份"), "", failed=False)
            return
        words = self.tr("最近备份 %s") % self._when(last.at, self._desk.book.author.clock().date())
        self._line.show_backup(words, f"\n{last.path}", failed=False)

    def _show_trouble(self, trouble: KnownError) -> None:
        words = self.tr("{mark} 没有备份成：{sentence}")
        said = words.format(mark=theme.mark(Level.EXPLAIN), sentence=trouble.sentence)
        self._line.show_backup(said, f"\n{trouble.next_step}", failed=True)

    def _when(self, at: datetime, today: date) -> str:
        days = (today - at.date()).days
        if days == 0:
            day = self.tr("今天")
        elif days == 1:
            day = self.tr("昨天")
        else:
            day = self.tr("{month}月{day}日").format(month=at.month, day=at.day)
            day = day if at.year == today.year else self.tr("{year}年{day}").format(year=at.year, day=day)
        return f"{day} {at:%H:%M}"
