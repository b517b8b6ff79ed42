"""Going back to a backup: what is in it, what it would change, and then the change, never without a way back.

Knows files by their paths; nobody may have the data file open while it is replaced. A locked backup is read in memory
with the `key` of its folder.
"""

from dataclasses import dataclass
from pathlib import Path

from db.domain.trouble import DamagedError, KnownError
from db.service import backup_key, backups
from db.service.backup_key import Unlocked
from db.service.backups import Backup
from db.service.holders import Hold
from db.service.places import default_folder
from db.service.stamps import Author
from db.store import backup as store
from db.store import looking


@dataclass(frozen=True, slots=True)
class Inside:
    """What a backup holds: its years as (unit, year, status, figures), the last change; `trouble` if unreadable."""

    years: tuple[tuple[str, int, str, int], ...] = ()
    changed_at: str = ""
    trouble: str = ""

    @property
    def figures(self) -> int:
        """How many cells are dealt with, in all years."""
        return sum(count for *_, count in self.years)


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell: what stands there now, and what would after going back; "" where nothing does."""

    unit: str
    year: int
    label: str
    now: str
    then: str


def look(path: Path, key: Unlocked | None = None) -> Inside:
    """What stands in a file, read and left as it is."""
    try:
        found = looking.contents(path, backup_key.image(path, key))
    except KnownError as trouble:
        return Inside(trouble=trouble.sentence)
    return Inside(tuple((y.unit, y.year, y.status, y.figures) for y in found.years), found.changed_at)


def differences(data_file: Path, backup: Path, key: Unlocked | None = None) -> tuple[Difference, ...]:
    """Every cell that going back would change; all of the backup's where the data file cannot be read."""
    then = looking.figures(backup, backup_key.image(backup, key))
    try:
        now = looking.figures(data_file)
    except KnownError:
        now = {}
    nothing = "", ""
    return tuple(
        Difference(unit, year, (then.get(key) or now[key])[0], before, after)
        for key in sorted({*now, *then}, key=lambda key: (key[0], -key[1], key[2]))
        for unit, year, _ in (key,)
        for before, after in ((now.get(key, nothing)[1], then.get(key, nothing)[1]),)
        if before != after
    )


def verify(path: Path, key: Unlocked | None = None) -> dict[str, int]:
    """How many rows each table of a file holds that is sound through and through; KnownError if it is not."""
    return looking.verify(path, backup_key.image(path, key))


def best(data_file: Path, folder: Path | None = None, key: Unlocked | None = None) -> Backup | None:
    """The newest backup that is sound through and through; None if there is none.

    Nobody can tell of a locked one without its key: it is named as it is, and looked into when there is one.
    """
    for backup in backups.every(data_file, folder):
        if backup.is_sealed and key is None:
            return backup
        try:
            verify(backup.path, key)
        except KnownError:
            continue
        return backup
    return None


def restore(
    data_file: Path, backup: Path, author: Author, folder: Path | None = None, key: Unlocked | None = None
) -> Path | None:
    """Let `backup` take the data file's place; where the file as it was is kept (None if there was none).

    KnownError leaves everything as it was. Whoever has the data file open closes it before.
    """
    image = backup_key.image(backup, key)
    looking.verify(backup, image)
    refuse_open(data_file, author)
    kept = _kept(data_file, author, folder)
    store.put_in_place(backup, data_file, image)
    return kept


def refuse_open(data_file: Path, author: Author) -> None:
    """KnownError if a window has the file open: it would go on writing into the one that is taken away."""
    if data_file.parent.is_dir():
        hold = Hold(data_file, author)
        others = hold.others()
        hold.release()
        if others:
            raise KnownError(f"{others[0].words}有一个窗口开着这个数据文件。", "请先关闭那个窗口，再恢复。")


def _kept(data_file: Path, author: Author, folder: Path | None) -> Path | None:
    if not data_file.exists():
        return None
    try:
        return backups.back_up(data_file, author, folder, "恢复前").path
    except DamagedError:
        pass
    except KnownError:
        if look(data_file).trouble == "":
            raise  # it can be read: what failed is the folder
    place = folder or default_folder(data_file)
    try:
        return store.set_aside(data_file, place, author.clock(), backup_key.seal_of(place))
    except backup_key.KeyTroubleError:  # no reason to stay without data: it lay here in clear
        return store.set_aside(data_file, data_file.parent, author.clock())
