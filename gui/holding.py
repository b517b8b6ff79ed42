"""Every minute: tell that the file is open here, and notice when whoever was before us leaves, or came instead of us.

Knows the desk and the window; the records are the verbs'.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from db.service.holders import BEAT_SECONDS

if TYPE_CHECKING:
    from gui.main_window import MainWindow


class Holding(QObject):
    """The beat of one window."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._looking = window.desk.book.held_by is not None
        self._beat = QTimer(self, interval=BEAT_SECONDS * 1000)
        self._beat.timeout.connect(self.beat)
        self._beat.start()
        self._tell()

    def beat(self) -> None:
        """Look again who is here."""
        desk = self._window.desk
        desk.book.beat()
        looking = desk.book.held_by is not None
        if looking != self._looking:
            self._looking = looking
            desk.refresh()
            desk.status_changed.emit()
            self._window.show_file()
            self._tell()

    def _tell(self) -> None:
        held = self._window.desk.book.held_by
        if held is not None:
            sentence = self.tr("%s正在使用这个数据文件，这里只能看。") % held.words
            self._window.message.show_trouble(sentence, self.tr("对方关闭以后，这里自动可以填写。"))


def keep_hold(window: "MainWindow") -> None:
    """From now on until the window goes."""
    Holding(window)
