"""Backups of a data file: when one is due, where it lies, how many are kept.

Knows files by their paths only: a backup is made beside an open book, and the book need not know.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from db.service import backup_key
from db.service.places import default_folder
from db.service.stamps import Author
from db.store import backup as store

KEPT = 30


@dataclass(frozen=True, slots=True)
class Backup:
    """One verified backup: its file, the local time it was made at, and before what (导入前 …; "" for the day's)."""

    path: Path
    at: datetime
    why: str = ""

    @property
    def is_sealed(self) -> bool:
        """Whether it is locked with the password of its folder."""
        return backup_key.is_sealed(self.path)


def latest(data_file: Path, folder: Path | None = None) -> Backup | None:
    """The newest backup by its name; None if there is none or the folder cannot be looked into."""
    found = store.newest(data_file, folder or default_folder(data_file))
    return Backup(found.path, found.at, found.why) if found else None


def due(data_file: Path, author: Author, folder: Path | None = None) -> bool:
    """Whether today has no backup yet and something was changed since the last one."""
    found = store.newest(data_file, folder or default_folder(data_file))
    return not found or (found.at.date() != author.clock().date() and not store.same(data_file, found.path))


def before(data_file: Path, author: Author, why: str, folder: Path | None = None) -> Backup | None:
    """A backup before something that changes much; None if nothing was changed since the last one."""
    last = store.newest(data_file, folder or default_folder(data_file))
    if last and store.same(data_file, last.path):
        return None
    return back_up(data_file, author, folder, why)


def every(data_file: Path, folder: Path | None = None) -> tuple[Backup, ...]:
    """All backups by their names, newest first, those of a damaged or lost data file, too."""
    found = store.named(data_file, folder or default_folder(data_file))
    return tuple(Backup(one.path, one.at, one.why) for one in found)


def back_up(data_file: Path, author: Author, folder: Path | None = None, why: str = "", locked: bool = True) -> Backup:
    """A new verified backup; of those beyond the last thirty one a month stays.

    The default folder is made where it is missing, a chosen one is not: it may be a stick that is not plugged in.
    It is locked where the folder has a key, unless `locked` is False: only beside the data file, which is in clear.
    KnownError says in one sentence why it could not be made.
    """
    place = folder or default_folder(data_file)
    seal = backup_key.seal_of(place) if locked else None
    made = store.make(data_file, place, author.clock(), make_folder=folder is None, why=why, seal=seal)
    store.remove_older(data_file, place, KEPT, made.path)
    return Backup(made.path, made.at, why)


def encrypt(data_file: Path, author: Author, password: str, folder: Path | None = None) -> Backup:
    """From now on backups are locked with `password`, and the first one is made; KnownError if it cannot be done."""
    store.refuse_missing(data_file)
    backup_key.set_up(folder or default_folder(data_file), password, make_folder=folder is None)
    return back_up(data_file, author, folder)


def in_clear(data_file: Path, folder: Path | None = None) -> int:
    """How many backups are not locked."""
    return sum(not backup.is_sealed for backup in every(data_file, folder))


def copied(data_file: Path, target: Path) -> None:
    """A verified copy of a data file at a new place that must be free; KnownError leaves nothing behind."""
    store.copy(data_file, target, make_folder=True)
