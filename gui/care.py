"""The commands that look after the data file: going back to a backup, moving house, 诊断包; knows the window."""

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QStandardPaths, qVersion
from PySide6.QtWidgets import QWidget

from db.domain.trouble import KnownError
from db.service import Author, Book
from gui import start

# Dialogs and their verbs load when they are wanted.
# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from db.service.backup_key import Unlocked
    from gui.main_window import MainWindow
    from gui.memory import Memory


def _words(text: str) -> str:
    return QCoreApplication.translate("care", text)


def _documents() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))


# ---- going back


def restore(window: "MainWindow") -> None:
    """Choose a backup, look into it, go back to it."""
    from gui.dialogs.restore import ask_restore

    if window.flush() and ask_restore(
        window, window.desk.book.path, window.memory.backup_folder, partial(_restored, window)
    ):
        window.status_line.show_words(_words("已恢复"))


def _restored(window: "MainWindow", backup: Path, key: "Unlocked | None" = None) -> None:
    """The file on the desk is closed, replaced and opened again; KnownError leaves it as it was."""
    from db.service import moving, restoring

    desk, ret = window.desk, window.desk.ret
    path, author = desk.book.path, desk.book.author
    moving.alone(desk.book)
    desk.book.close()
    try:
        restoring.restore(path, backup, author, window.memory.backup_folder, key)
    finally:
        book = Book(path, author)
        desk.open_book(book, *start.where_to_begin(book, ret.unit, ret.year))
        window.backups.show_last()


def restore_at_start(path: Path, memory: "Memory", author: Author) -> bool:
    """The data file cannot be opened: a backup in its place; whether one was restored."""
    from db.service import restoring
    from gui.dialogs.restore import ask_restore

    def take(backup: Path, key: "Unlocked | None") -> None:
        restoring.restore(path, backup, author, memory.backup_folder, key)

    return ask_restore(None, path, memory.backup_folder, take)


# ---- moving house


def move_out(window: "MainWindow") -> None:
    """Everything in one file, for another machine."""
    from gui.dialogs.move import MoveOutDialog

    if window.flush():
        MoveOutDialog(window, window.desk.book.path, lambda password: _packed(window, password)).ask()


def _packed(window: "MainWindow", password: str) -> bool:
    from db.service import moving
    from gui.dialogs import boxes

    book = window.desk.book
    target = boxes.ask_new_file(
        window, _words("打包成哪个文件"), _documents() / moving.proposed_name(book.path, book.author), moving.SUFFIX
    )
    if target is None:
        return False
    moving.pack(book.path, target, book.author, window.memory.portable(), password)
    boxes.tell_done(window, _words("已打包 %s") % target.name, f"{target}")
    return True


def move_in(package: Path, memory: "Memory | None", parent: QWidget | None = None) -> Path:
    """Unpack what came from another machine; where the data lie now. GaveUp if the person would rather not."""
    from db.service import moving
    from gui.dialogs.move import MoveInDialog

    done: list[Path] = []

    def unpack(target: Path, password: str) -> None:
        settings = moving.unpack(package, target, password)
        if memory is not None:
            memory.take(settings)
        done.append(target)

    locked = moving.wants_password(package)
    proposal = start.default_path()
    number = 1
    while proposal.exists():
        number += 1
        proposal = proposal.with_name(f"{start.default_path().stem}-{number}.sqlite")
    if not MoveInDialog(parent, package, proposal, locked, unpack).ask():
        raise start.GaveUp
    return done[-1]


# ---- where a file lies


def settled(path: Path, parent: QWidget | None = None) -> Path:
    """The file itself, or its copy on this machine where it lies in a bad place. KnownError: neither is wanted."""
    from db.service import backups, places
    from gui.dialogs import boxes

    why = places.doubt(path)
    if why is None:
        return path
    if not why.grave:
        boxes.tell_trouble(parent, why.sentence, _words("填完请先退出程序、安全弹出，再拔下。"))
        return path
    choice = boxes.ask_bad_place(parent, why.sentence)
    if choice == boxes.STAY:
        return path
    if choice == boxes.COPY:
        target = start.default_path().parent / path.name
        backups.copied(path, target)
        return target
    raise KnownError(why.sentence, _words("请放到这台电脑自己的文件夹再打开。"))


# ---- 诊断包


def diagnose(window: "MainWindow") -> None:
    """What is in it first; then saved where the person wants it."""
    from db.service import diagnosis
    from gui.dialogs import boxes
    from gui.dialogs.diagnosis import DiagnosisDialog

    window.flush()
    screen = window.screen()
    size = screen.size()
    more = f"Qt {qVersion()} {sys.platform} {size.width()}x{size.height()} @{screen.devicePixelRatio():g}"
    parts = diagnosis.collect(window.desk.book.path, window.memory.backup_folder, more)

    def save() -> bool:
        proposal = _documents() / f"法治填报-诊断-{window.desk.book.author.clock():%Y%m%d-%H%M}.zip"
        target = boxes.ask_new_file(window, _words("诊断包存到哪里"), proposal, ".zip")
        if target is None:
            return False
        diagnosis.write(parts, target)
        window.status_line.show_words(_words("诊断包已保存"))
        return True

    DiagnosisDialog(window, parts, save).ask()
