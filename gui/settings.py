"""What can be set, each taking effect at once and remembered; knows the window, the dialog only by name."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from db.domain.trouble import KnownError
from gui.waiting import waiting

# The dialog and the verbs of backups load when they are wanted.
# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from gui.main_window import MainWindow


def _words(text: str) -> str:
    return QCoreApplication.translate("settings", text)


# ---- commands


def show(window: "MainWindow") -> None:
    """The dialog with everything that can be set."""
    from gui.dialogs.settings import show_settings

    show_settings(window)


def back_up(window: "MainWindow") -> None:
    """A backup now; what is in the way is told in the window."""
    try:
        back_up_now(window)
    except KnownError as trouble:
        window.message.show_trouble(trouble.sentence, trouble.next_step)


# ---- what the dialog asks for


def let_enter_go_right(window: "MainWindow", right: bool) -> None:
    """Enter goes along the row of a fixed table, or down its column."""
    window.memory.enter_goes_right = right
    window.page.let_enter_go_right(right)


def backup_folder(window: "MainWindow") -> Path:
    """Where backups go."""
    from db.service import places

    return window.memory.backup_folder or places.default_folder(window.desk.book.path)


def use_backup_folder(window: "MainWindow", folder: Path | None) -> bool:
    """Make a backup there, locked as here, and go on there (None: beside the data file).

    Whether backups are not locked any more, as no key could go along. KnownError: they stay where they were.
    """
    from db.service import backup_key, places

    before = window.memory.backup_folder
    beside = folder == places.default_folder(window.desk.book.path)
    here = backup_folder(window)
    window.memory.backup_folder = None if beside else folder
    try:
        backup_key.carry(here, backup_folder(window), make_folder=window.memory.backup_folder is None)
        back_up_now(window)
    except KnownError:
        window.memory.backup_folder = before
        window.backups.show_last()
        raise
    return backup_key.was_on(here) and not backup_key.was_on(backup_folder(window))


def back_up_now(window: "MainWindow") -> None:
    """Commit what is being typed, then a backup; KnownError if either cannot be done."""
    _commit(window)
    with waiting(window):
        window.backups.now()
    window.status_line.show_words(_words("已备份"))


def is_locked(window: "MainWindow") -> bool | None:
    """Whether backups are locked; None if they never were. KnownError if that cannot be told."""
    from db.service import backup_key

    on = backup_key.is_on(backup_folder(window))
    return on if backup_key.found(backup_folder(window)) else None


def lock_backups(window: "MainWindow", password: str) -> None:
    """Backups are locked from now on; KnownError leaves them as they were."""
    from db.service import backup_key

    backup_key.set_up(backup_folder(window), password, make_folder=window.memory.backup_folder is None)


def change_password(window: "MainWindow", old: str, new: str) -> None:
    """Another password for all locked backups; KnownError leaves the old one."""
    from db.service import backup_key

    backup_key.change(backup_folder(window), old, new)


def unlock_backups(window: "MainWindow") -> None:
    """Backups made from now on are not locked."""
    from db.service import backup_key

    backup_key.switch_off(backup_folder(window))


def backups_in_clear(window: "MainWindow") -> int:
    """How many backups of this file are not locked."""
    from db.service import backups

    return backups.in_clear(window.desk.book.path, window.memory.backup_folder)


def move_data_file(window: "MainWindow", folder: Path) -> Path:
    """Go on with the data file in another folder; the file it was copied from, which stays. KnownError if it fails."""
    from db.service import moving

    _commit(window)
    desk = window.desk
    before, ret = desk.book.path, desk.ret
    there = moving.moved(desk.book, folder)
    if not desk.open_book(there, ret.unit, ret.year):
        with suppress(OSError):  # nothing half done: the copy would be in the way of the next try
            there.path.unlink()
        raise KnownError(*window.message.trouble)
    return before


def _commit(window: "MainWindow") -> None:
    if not window.flush():
        sentence, next_step = window.message.trouble
        raise KnownError(sentence or _words("有内容没有保存。"), next_step or _words("请先改正它，或按 Esc 放弃。"))
