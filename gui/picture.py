"""Ends the program after the first painted window, with a picture of it if one is wanted; knows no parts of it."""

import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

_SETTLE = 600  # ms in which history and past years of the item are drawn, too


class AfterPaint(QObject):
    """`code` is what the process shall end with."""

    def __init__(self, window: QWidget, picture: Path | None) -> None:
        super().__init__(window)
        self.code = 0
        self._window = window
        self._picture = picture
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            self._window.removeEventFilter(self)
            QTimer.singleShot(_SETTLE if self._picture else 0, self._end)
        return False

    def _end(self) -> None:
        if self._picture and not self._window.grab().save(str(self._picture), "PNG"):
            words = self.tr("图片不能存到“%s”。请换一个能写入的位置。") % self._picture
            print(words, file=sys.stderr)
            self.code = 2
        QCoreApplication.quit()
