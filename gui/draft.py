"""The words in the open cell, kept beside the settings while typing pauses; a killed program shows them again.

Knows one window and one small file per return; writes nothing into the return, so history and Esc stay what they are.
"""

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal

from gui.form.entry_view import EntryView
from gui.main_window import MainWindow

_PAUSE: Final = 400  # ms without a key until the words are kept
_MARK: Final = "\n"  # between the code and the words


class DraftKeeper(QObject):
    """Keeps and restores drafts in `folder`. A second program on the same settings keeps none: it would mix them up."""

    kept = Signal()

    def __init__(self, window: MainWindow, folder: Path) -> None:
        super().__init__(window)
        self._window, self._folder = window, folder
        self._lock = QLockFile(str(folder / "drafts.lock"))
        self._lock.setStaleLockTime(0)  # only the death of its owner ends it
        self._owner = self._lock.tryLock(0)
        self._written: Path | None = None
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self.keep)
        if self._owner:
            for view in (window.page.ledger, window.page.grid):
                view.typing.connect(self._typed)
            window.desk.saved.connect(self._follow)
            for opened in (window.desk.year_opened, window.desk.status_changed, window.desk.reread):
                opened.connect(self._restore_waiting)

    def _view(self) -> EntryView:
        return self._window.page.view

    def _file(self) -> Path:
        desk = self._window.desk
        key = f"{desk.book.path}\n{desk.ret.unit}\n{desk.ret.year}"
        return self._folder / f"draft-{hashlib.sha256(key.encode()).hexdigest()[:16]}.txt"

    def _typed(self, _code: str, _words: str) -> None:
        self._follow()

    def _follow(self, _saved_at: str = "") -> None:
        view = self._view()
        # While a commit is told of, the editor does not know yet that its words are saved.
        if view.unsaved and self._window.desk.cell(view.current_code()).words != view.editor.text():
            self._pause.start()
        else:
            self._forget()

    def keep(self) -> None:
        """Write the words of the open cell down now; a disk that refuses costs no more than the draft."""
        view, file = self._view(), self._file()
        if not view.unsaved:
            self._forget()
            return
        words = f"{view.current_code()}{_MARK}{view.editor.text()}".encode(errors="replace")
        fresh = file.with_suffix(".new")
        try:
            with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:  # noqa: PTH123
                out.write(words)
            fresh.replace(file)
        except OSError:
            return
        self._written = file
        self.kept.emit()

    def _forget(self) -> None:
        self._pause.stop()
        if self._written is not None:
            self._remove(self._written)
            self._written = None

    @staticmethod
    def _remove(file: Path) -> None:
        with suppress(OSError):  # then it is shown once more, and compared with the cell
            file.unlink(missing_ok=True)

    def _restore_waiting(self) -> None:
        """Another return, or one that can be written again; not while a cell is being typed in, whose draft it is."""
        if not self._view().is_editing:
            self.restore()

    def restore(self) -> bool:
        """Open the cell with the words that were in it when the program was killed; whether there were any."""
        file = self._file()
        if not self._owner or not file.exists():
            return False
        try:
            code, _, words = file.read_bytes().decode(errors="replace").partition(_MARK)
        except OSError:
            return False
        if self._window.desk.ret.status.locked:  # finalised by another window meanwhile: it waits
            told = self.tr("上次有一格没有来得及保存，填报已锁定，没有写入；退回修改后会放回。")
            self._window.status_line.show_words(told)
            return False
        self._remove(file)
        if self._put_back(code, words):
            return True
        desk = self._window.desk
        if code not in desk.ret.pack.items or desk.cell(code).words != words:
            self._window.message.show_trouble(
                self.tr("上次没有来得及保存的“%s”放不回去：这一项已不能修改，或不再填报。") % words,
                self.tr("仍要填的，请先记下它。"),
            )
        return False

    def _put_back(self, code: str, words: str) -> bool:
        desk = self._window.desk
        if code not in desk.ret.ordered_codes or desk.cell(code).words == words:
            return False
        self._window.land(code)
        view = self._view()
        if view.current_code() != code or not view.edit_current():
            return False
        view.editor.setFocus()
        view.editor.setText(words)
        self._window.status_line.show_words(self.tr("上次没有来得及保存的一格已经放回，请核对后按 Enter。"))
        return True


def keep_drafts(window: MainWindow) -> DraftKeeper | None:
    """From now on; what a killed program left of this return is shown first. None where nothing is remembered."""
    folder = window.memory.folder
    if folder is None:
        return None
    with suppress(OSError):  # without the folder no draft is kept
        folder.mkdir(parents=True, exist_ok=True)
    keeper = DraftKeeper(window, folder)
    keeper.restore()
    return keeper
