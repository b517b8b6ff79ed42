"""Copies of a data file that can be trusted: made by SQLite itself, read back, and only then given their name.

Knows files, their rows and the names of backups; knows no clock, no settings and no return.
"""

import errno
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from db.beside import beside, clear, settle
from db.domain.long_work import step
from db.domain.trouble import KnownError
from db.store.connection import APPLICATION_ID, WAIT_SECONDS, plain_words, refuse_foreign

_DAY = "%Y%m%d-%H%M%S"
_FULL = (errno.ENOSPC, errno.EDQUOT)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
_PAGES = 2_000  # of a data file are copied between two looks at whether anybody wants to stop it
_ELSEWHERE = "请换一个能写入的文件夹。"


@dataclass(frozen=True, slots=True, order=True)
class Backup:
    """One backup by its name: the local time it was made at, its number within that second, where it is, and why."""

    at: datetime
    number: int
    path: Path
    why: str = ""


# ---- one copy


def copy(source: Path, target: Path, make_folder: bool = False) -> None:
    """Write `source` to the new file `target`, readable by its owner only; nothing is left behind if it fails.

    All is read under one lock, so that a change made meanwhile is in the copy whole or not at all. KnownError says
    what is in the way; an existing `target` is never replaced, a missing folder only made if asked.
    """
    if not source.is_file():
        raise KnownError(f"找不到数据文件“{source}”。", "请核对位置；在 U 盘上的，先插好 U 盘。")
    part = beside(target)
    with plain_words(source), closing(sqlite3.connect(source, timeout=WAIT_SECONDS)) as ours:
        refuse_foreign(ours, source)
        _prepare(target, make_folder)
        try:
            _write(ours, part)
            with _folder_troubles(target.parent):
                part.replace(target)
        finally:
            for rest in (part, journal(part)):
                with suppress(OSError):
                    rest.unlink(missing_ok=True)
    settle(target.parent)


def _prepare(target: Path, make_folder: bool) -> None:
    with _folder_troubles(target.parent):
        if make_folder and not target.parent.is_dir():
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            settle(target.parent.parent)
        if not target.parent.is_dir():
            raise KnownError(f"找不到文件夹“{target.parent}”。", "在 U 盘上的，先插好 U 盘；或者另选一个文件夹。")
        if os.path.lexists(target):
            raise KnownError(f"文件夹里已经有“{target.name}”，没有动它。", "请换一个文件夹。")


def _write(ours: sqlite3.Connection, part: Path) -> None:
    with _folder_troubles(part.parent):
        clear(part.parent)
        os.close(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
    ours.execute("BEGIN")
    try:
        wanted = rows(ours)
        with _copy_troubles(part.parent), closing(_opened(part)) as theirs:
            ours.backup(theirs, pages=_PAGES, progress=_told)
            _verify(theirs, wanted, part.parent)
    finally:
        ours.rollback()


def _told(_status: int, left: int, whole: int) -> None:
    step("正在备份", whole - left, whole)


def _opened(part: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(part, timeout=WAIT_SECONDS)
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def _verify(theirs: sqlite3.Connection, wanted: Mapping[str, int], folder: Path) -> None:
    sound = [row[0] for row in theirs.execute("PRAGMA integrity_check(1)")] == ["ok"]
    if not sound or theirs.execute("PRAGMA foreign_key_check").fetchone() or rows(theirs) != wanted:
        raise KnownError(f"写到文件夹“{folder}”里的副本核对不一致，没有保留。", "请再试一次；仍不行的，换一个磁盘。")


def rows(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows every table holds. Each change adds to the history, so equal counts mean nothing was changed."""
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in tables}


def put_in_place(source: Path, target: Path) -> None:
    """Let a verified copy of `source` take the place of the data file `target`, from one moment to the next.

    Nobody may have `target` open. Its journal, if it has one, goes: it belongs to the file that is replaced.
    """
    part = beside(target)
    with plain_words(source), closing(sqlite3.connect(source, timeout=WAIT_SECONDS)) as ours:
        refuse_foreign(ours, source)
        try:
            _write(ours, part)
            with _folder_troubles(target.parent):
                journal(target).unlink(missing_ok=True)
                part.replace(target)
        finally:
            for rest in (part, journal(part)):
                with suppress(OSError):
                    rest.unlink(missing_ok=True)
    settle(target.parent)


def journal(path: Path) -> Path:
    """Where SQLite notes how to take back a change that was not finished."""
    return path.with_name(f"{path.name}-journal")


def set_aside(source: Path, folder: Path, at: datetime) -> Path:
    """The bytes of a file that cannot be read any more, with its journal, kept in `folder` under a name of its own."""
    number = 1
    while os.path.lexists(target := folder / f"{source.stem}-损坏-{at.strftime(_DAY)}-{number}.sqlite"):
        number += 1
    with _folder_troubles(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for here, there in ((source, target), (journal(source), journal(target))):
            if here.is_file():
                there.touch(mode=0o600)
                shutil.copyfile(here, there)
                with there.open("rb+") as file:
                    os.fsync(file.fileno())
    settle(folder)
    return target


# ---- the backups of a file


def make(source: Path, folder: Path, at: datetime, make_folder: bool = False, why: str = "") -> Backup:
    """A backup of `source` in `folder`, named after the file, `at` and `why`; KnownError if it cannot be made."""
    second = at.replace(microsecond=0, tzinfo=None)
    number = 1 + max((one.number for one in named(source, folder) if one.at == second), default=0)
    while os.path.lexists(target := folder / _name(source, at, number, why)):
        number += 1
    copy(source, target, make_folder)
    return Backup(second, number, target, why)


def _name(source: Path, at: datetime, number: int, why: str) -> str:
    return f"{source.stem}-备份-{at.strftime(_DAY)}{f'-{number}' if number > 1 else ''}{why and f'-{why}'}.sqlite"


def named(source: Path, folder: Path) -> list[Backup]:
    """Everything in `folder` named like a backup of `source`, newest first; empty if it cannot be looked into."""
    pattern = re.compile(re.escape(source.stem) + r"-备份-(\d{8}-\d{6})(?:-(\d+))?(?:-(\w+前))?\.sqlite")
    found = []
    with suppress(OSError):
        for path in folder.iterdir():
            match = pattern.fullmatch(path.name)
            with suppress(ValueError):  # eight digits that are no day
                if match:
                    at = datetime.strptime(match[1], _DAY)
                    found.append(Backup(at, int(match[2] or 1), path, match[3] or ""))
    return sorted(found, reverse=True)


def newest(source: Path, folder: Path) -> Backup | None:
    """The newest backup of `source` itself: another data file of the same name may keep its own in the same folder."""
    origin = _found(source, _origin)
    own = (backup for backup in named(source, folder) if origin and _found(backup.path, _origin) == origin)
    return next(own, None)


def remove_older(source: Path, folder: Path, keep: int, spare: Path | None = None) -> None:
    """Remove all but the newest `keep` backups and the last one of each month before them.

    What is not ours, of another file or not readable stays. `spare` stays, too: where the clock went back, the one
    just made looks like the oldest.
    """
    if len(named(source, folder)) <= keep:
        return
    origin = _found(source, _origin)
    own = [backup for backup in named(source, folder) if origin and _found(backup.path, _origin) == origin]
    months = {(backup.at.year, backup.at.month) for backup in own[:keep]}
    for backup in own[keep:]:
        month = backup.at.year, backup.at.month
        if month not in months:
            months.add(month)
        elif backup.path != spare:
            with suppress(OSError):
                backup.path.unlink()


def same(source: Path, backup: Path) -> bool:
    """Whether `backup` is one of `source` and nothing was changed since; False where it cannot be told."""
    ours = _found(source, _state)
    return ours is not None and ours == _found(backup, _state)


def _state(connection: sqlite3.Connection) -> object:
    return _origin(connection), rows(connection)


def _origin(connection: sqlite3.Connection) -> object:
    """What tells a data file and its copies from all others: its first unit and when it was added; None without."""
    return connection.execute("SELECT name, created_at FROM unit ORDER BY id LIMIT 1").fetchone()


def _found(path: Path, question: Callable[[sqlite3.Connection], object]) -> object:
    """The answer of one of our own files; None if it is none, or cannot be read."""
    if path.is_symlink() or not path.is_file():
        return None
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(path, timeout=WAIT_SECONDS)) as connection:
        if connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID:
            return question(connection)
    return None


# ---- troubles in words


@contextmanager
def _folder_troubles(folder: Path) -> Iterator[None]:
    """What the folder or its disk does not let us do."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise _full(folder) from error
        if error.errno == errno.ENAMETOOLONG:
            raise KnownError(
                "数据文件的名字太长，加不上备份的日期。", "请先关闭程序，把数据文件的名字改短。"
            ) from error
        if error.errno in _FORBIDDEN:
            raise KnownError(f"没有权限在文件夹“{folder}”里保存文件。", _ELSEWHERE) from error
        raise KnownError(f"不能在文件夹“{folder}”里保存文件（{error.strerror}）。", _ELSEWHERE) from error


@contextmanager
def _copy_troubles(folder: Path) -> Iterator[None]:
    """SQLite's troubles with the copy; those with the file that is copied pass on to its own words."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        name = getattr(error, "sqlite_errorname", "") or ""
        if name.startswith("SQLITE_FULL"):
            raise _full(folder) from error
        if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_PERM")):
            raise KnownError(f"不能在文件夹“{folder}”里保存文件，磁盘出错。", _ELSEWHERE) from error
        raise


def _full(folder: Path) -> KnownError:
    return KnownError(f"文件夹“{folder}”所在的磁盘已满。", "请腾出一些空间，或者换一个文件夹。")
