"""The end of a session: logging out, shutting down, leaving after a bug; knows one window and that it can flush.

It saves what is being typed, as closing the window does. Killing the process outright is nobody's to notice.
"""

import os
import signal
import sys
from types import FrameType

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier
from PySide6.QtGui import QSessionManager
from PySide6.QtWidgets import QApplication

from gui.main_window import MainWindow

_ASKED_TO_END = 128  # a shell's code for "ended by signal n" is 128 + n


class SessionGuard(QObject):
    """Listens to the desktop, to `aboutToQuit` and, on Linux, to a polite kill."""

    def __init__(self, app: QApplication, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        app.commitDataRequest.connect(self._commit_data)
        app.saveStateRequest.connect(self._save_state)
        app.aboutToQuit.connect(self._about_to_quit)

    def _commit_data(self, manager: QSessionManager) -> None:
        # The window stays as it is: another program may still call the logging out off.
        if self._window.flush() or not manager.allowsInteraction():
            return
        leaving = self._window.leave_unsaved()
        manager.release()
        if not leaving:
            manager.cancel()

    def _save_state(self, _manager: QSessionManager) -> None:
        self._window.flush()

    def _about_to_quit(self) -> None:
        if self._window.isVisible():  # a closed one has saved, or was told not to
            self._window.flush()

    def watch_signals(self) -> None:
        """End as a closing desktop or a terminal asks for it: the event loop ends, and with it all is saved."""
        if sys.platform == "win32":
            return  # the desktop asks by commitDataRequest, and a Windows pipe wakes no event loop
        reading, writing = os.pipe()
        for end in (reading, writing):
            os.set_blocking(end, False)
        self._reading = reading
        self._waking = QSocketNotifier(reading, QSocketNotifier.Type.Read, self)
        self._waking.activated.connect(self._woken)
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        for name in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, _end)

    def _woken(self) -> None:
        os.read(self._reading, 64)  # the interpreter runs the handler as soon as it is back in Python


def _end(number: int, _frame: FrameType | None) -> None:
    QCoreApplication.exit(_ASKED_TO_END + number)
