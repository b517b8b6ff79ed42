"""Copies of a data file that can be trusted: made by SQLite itself, read back, and only then given their name.

Knows files, their rows and the names of backups; knows no clock, no settings and no return.

A backup that is to be locked is copied and checked in memory, and only locked bytes are written: no disk, and no
program that keeps a folder in step with another, ever holds a clear part of it. Without its password it can be told
whose it is and whether anything was changed since by a mark in its name. The mark is made of the first unit's name,
how many rows the tables hold, and when something was changed last, never of a figure; it is too short to prove a
guess of even these.
"""

import errno
import hashlib
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
from db.store.connection import APPLICATION_ID, WAIT_SECONDS, in_memory, plain_words, refuse_foreign

_DAY = "%Y%m%d-%H%M%S"
_FULL = (errno.ENOSPC, errno.EDQUOT)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
_PAGES = 2_000  # of a data file are copied between two looks at whether anybody wants to stop it
_ELSEWHERE = "请换一个能写入的文件夹。"
_NAME = r"-备份-(\d{8}-\d{6})(?:-(\d+))?(?:-(\w+前))?(?:\.sqlite|(?:\.([0-9a-f]{16}))?\.sqlite\.age)"
SEALED = ".age"

Seal = Callable[[bytes], bytes]
"""Locks the bytes of a file."""


@dataclass(frozen=True, slots=True, order=True)
class Backup:
    """One backup by its name: the local time it was made at, its number within that second, where it is, and why.

    `mark` tells whose a locked one is, and of which state; "" for others.
    """

    at: datetime
    number: int
    path: Path
    why: str = ""
    mark: str = ""


# ---- one copy


def copy(source: Path, target: Path, make_folder: bool = False, seal: Seal | None = None) -> None:
    """Write `source` to the new file `target`, readable by its owner only; nothing is left behind if it fails.

    All is read under one lock, so that a change made meanwhile is in the copy whole or not at all. KnownError says
    what is in the way; an existing `target` is never replaced, a missing folder only made if asked. With `seal` the
    copy is locked by it.
    """
    refuse_missing(source)
    part = beside(target)
    with plain_words(source), closing(sqlite3.connect(source, timeout=WAIT_SECONDS)) as ours:
        refuse_foreign(ours, source)
        _prepare(target, make_folder)
        try:
            if seal is None:
                _write(ours, part)
            else:
                _put(seal(_image(ours, part.parent)), part)
            with _folder_troubles(target.parent):
                part.replace(target)
        finally:
            for rest in (part, journal(part)):
                with suppress(OSError):
                    rest.unlink(missing_ok=True)
    settle(target.parent)


def refuse_missing(source: Path) -> None:
    """KnownError if there is no such data file."""
    if not source.is_file():
        raise KnownError(f"找不到数据文件“{source}”。", "请核对位置；在 U 盘上的，先插好 U 盘。")


def _prepare(target: Path, make_folder: bool) -> None:
    _find_folder(target.parent, make_folder)
    with _folder_troubles(target.parent):
        if os.path.lexists(target):
            raise KnownError(f"文件夹里已经有“{target.name}”，没有动它。", "请换一个文件夹。")


def _find_folder(folder: Path, make_folder: bool) -> None:
    with _folder_troubles(folder):
        if make_folder and not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            settle(folder.parent)
        if not folder.is_dir():
            raise KnownError(f"找不到文件夹“{folder}”。", "在 U 盘上的，先插好 U 盘；或者另选一个文件夹。")


def _image(ours: sqlite3.Connection, folder: Path) -> bytes:
    """A checked copy that no disk has seen."""
    with closing(sqlite3.connect(":memory:")) as theirs:
        theirs.execute("PRAGMA temp_store = MEMORY")
        _copied(ours, theirs, folder)
        return theirs.serialize()


def write(data: bytes, target: Path, make_folder: bool = False) -> None:
    """Put bytes at `target` from one moment to the next, read back before; KnownError leaves what stood there."""
    _find_folder(target.parent, make_folder)
    part = beside(target)
    try:
        _put(data, part)
        with _folder_troubles(target.parent):
            part.replace(target)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    settle(target.parent)


def _put(data: bytes, part: Path) -> None:
    with _folder_troubles(part.parent):
        clear(part.parent)
        with os.fdopen(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if part.read_bytes() != data:
            raise _other(part.parent)


def _write(ours: sqlite3.Connection, part: Path) -> None:
    with _folder_troubles(part.parent):
        clear(part.parent)
        os.close(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
    with _copy_troubles(part.parent):
        theirs = _opened(part)
    with closing(theirs):
        _copied(ours, theirs, part.parent)


def _copied(ours: sqlite3.Connection, theirs: sqlite3.Connection, folder: Path) -> None:
    ours.execute("BEGIN")
    try:
        wanted = rows(ours)
        with _copy_troubles(folder):
            ours.backup(theirs, pages=_PAGES, progress=_told)
            _verify(theirs, wanted, folder)
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
        raise _other(folder)


def _other(folder: Path) -> KnownError:
    return KnownError(f"写到文件夹“{folder}”里的副本核对不一致，没有保留。", "请再试一次；仍不行的，换一个磁盘。")


def rows(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows every table holds. Each change adds to the history, so equal counts mean nothing was changed."""
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in tables}


def put_in_place(source: Path, target: Path, image: bytes | None = None) -> None:
    """Let a verified copy of `source` take the place of the data file `target`, from one moment to the next.

    Nobody may have `target` open. Its journal, if it has one, goes: it belongs to the file that is replaced. `image` is
    what was locked in `source`, where it was.
    """
    part = beside(target)
    opened = sqlite3.connect(source, timeout=WAIT_SECONDS) if image is None else in_memory(image)
    with plain_words(source), closing(opened) as ours:
        refuse_foreign(ours, source, image)
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


def set_aside(source: Path, folder: Path, at: datetime, seal: Seal | None = None) -> Path:
    """The bytes of a file that cannot be read any more, with its journal, kept in `folder` under a name of its own."""
    number, end = 1, SEALED if seal else ""
    name = f"{source.stem}-损坏-{at.strftime(_DAY)}"
    while os.path.lexists(target := folder / f"{name}-{number}.sqlite{end}"):
        number += 1
    if seal:
        with _folder_troubles(folder):
            for here, there in ((source, target), (journal(source), folder / f"{name}-{number}.sqlite-journal{end}")):
                if here.is_file():
                    write(seal(here.read_bytes()), there, make_folder=True)
        return target
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


def make(
    source: Path, folder: Path, at: datetime, make_folder: bool = False, why: str = "", seal: Seal | None = None
) -> Backup:
    """A backup of `source` in `folder`, named after the file, `at` and `why`; KnownError if it cannot be made.

    With `seal` it is locked, and marked as it was before: a change meanwhile costs one backup more, and none less.
    """
    second = at.replace(microsecond=0, tzinfo=None)
    number = 1 + max((one.number for one in named(source, folder) if one.at == second), default=0)
    while os.path.lexists(target := folder / _name(source, at, number, why)):
        number += 1
    mark = ""
    if seal:
        mark = _mark(second, number, _found(source, _origin)) + _mark(second, number, _found(source, _state))
        target = target.with_suffix(f".{mark}.sqlite{SEALED}")
    copy(source, target, make_folder, seal)
    return Backup(second, number, target, why, mark)


def _mark(at: datetime, number: int, answer: object) -> str:
    return hashlib.sha256(f"{at}\n{number}\n{answer!r}".encode()).hexdigest()[:8]


def _name(source: Path, at: datetime, number: int, why: str) -> str:
    return f"{source.stem}-备份-{at.strftime(_DAY)}{f'-{number}' if number > 1 else ''}{why and f'-{why}'}.sqlite"


def named(source: Path, folder: Path) -> list[Backup]:
    """Everything in `folder` named like a backup of `source`, newest first; empty if it cannot be looked into."""
    found: list[Backup] = []
    with suppress(OSError):
        found += (one for path in folder.iterdir() if (one := _by_name(path, source.stem)))
    return sorted(found, reverse=True)


def _by_name(path: Path, stem: str = "") -> Backup | None:
    match = re.fullmatch((re.escape(stem) or ".+") + _NAME, path.name)
    if match:
        with suppress(ValueError):  # eight digits that are no day
            at = datetime.strptime(match[1], _DAY)
            return Backup(at, int(match[2] or 1), path, match[3] or "", match[4] or "")
    return None


def any_sealed(folder: Path) -> bool:
    """Whether there is a locked backup in `folder`, whosesoever."""
    with suppress(OSError):
        return any(path.suffix == SEALED and _by_name(path) for path in folder.iterdir())
    return False


def newest(source: Path, folder: Path) -> Backup | None:
    """The newest backup of `source` itself: another data file of the same name may keep its own in the same folder."""
    origin = _found(source, _origin)
    return next((backup for backup in named(source, folder) if _is_of(backup, origin)), None)


def _is_of(backup: Backup, origin: object) -> bool:
    if origin and backup.path.suffix == SEALED:
        return backup.mark[:8] == _mark(backup.at, backup.number, origin)
    return bool(origin) and _found(backup.path, _origin) == origin


def remove_older(source: Path, folder: Path, keep: int, spare: Path | None = None) -> None:
    """Remove all but the newest `keep` backups and the last one of each month before them.

    What is not ours, of another file or not readable stays. `spare` stays, too: where the clock went back, the one
    just made looks like the oldest.
    """
    if len(named(source, folder)) <= keep:
        return
    origin = _found(source, _origin)
    own = [backup for backup in named(source, folder) if _is_of(backup, origin)]
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
    if ours is not None and backup.suffix == SEALED:
        name = _by_name(backup)
        return name is not None and backup.is_file() and name.mark[8:] == _mark(name.at, name.number, ours)
    return ours is not None and ours == _found(backup, _state)


def _state(connection: sqlite3.Connection) -> object:
    """As many rows again are no proof after going back: the time of the last change tells the two apart."""
    last = connection.execute("SELECT at FROM history ORDER BY id DESC LIMIT 1").fetchone()
    return _origin(connection), sorted(rows(connection).items()), last


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
