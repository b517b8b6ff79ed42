"""While the window works: the pointer of waiting, and, where it takes long, how far it is and a button that stops it.

Knows no work: what is done tells its steps through db.domain.long_work.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QProgressBar, QProgressDialog, QWidget

from db.domain.long_work import StoppedError, told_to

_LETTERS: Final = 28  # across
_UNSEEN: Final = 600  # ms of work before the box appears; what is shorter would only flicker


@contextmanager
def waiting(parent: QWidget) -> Iterator[None]:
    """Long work inside can be watched and stopped: StoppedError comes out of it then, and nothing was changed."""
    box = QProgressDialog(parent, Qt.WindowType.Dialog)
    box.setWindowTitle(QCoreApplication.translate("waiting", "请稍候"))
    box.setCancelButtonText(QCoreApplication.translate("waiting", "停止(&S)"))
    box.setMinimumWidth(box.fontMetrics().horizontalAdvance("字") * _LETTERS)
    bar = QProgressBar(box)
    bar.setAccessibleName(box.windowTitle())
    box.setBar(bar)
    box.setWindowModality(Qt.WindowModality.WindowModal)
    box.setMinimumDuration(_UNSEEN)
    box.setAutoReset(False)
    box.setAutoClose(False)

    def show(what: str, done: int, whole: int) -> None:
        if box.labelText() != what:
            box.setLabelText(what)
        box.setMaximum(whole)
        box.setValue(done)
        if box.wasCanceled():
            raise StoppedError

    QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        with told_to(show):
            yield
    finally:
        QApplication.restoreOverrideCursor()
        box.close()
        box.deleteLater()
