"""The data file as a whole: its units, their years, opening one of them; knows nothing of single figures."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db.beside import clear
from db.domain.pack import Deadline, Pack
from db.domain.returns import Return, printed_codes
from db.domain.trouble import KnownError
from db.service import packs
from db.service.holders import Hold, Holder
from db.service.open_return import CARRIED_FIELDS, OpenReturn
from db.service.operators import Operators
from db.service.places import default_folder
from db.service.stamps import Author
from db.service.stored import load_return
from db.store.repository import Repository, ReturnRow

if TYPE_CHECKING:
    from db.service.forms import Forms
    from db.service.offices import Offices

FIRST_YEAR, LAST_YEAR = 1990, 2100
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class UnitName:
    """A reporting unit of this file; `practice` marks invented data (练习)."""

    name: str
    practice: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a return that is not finalised is: `done` of the `asked` items are answered; its statutory dates."""

    unit: str
    practice: bool
    year: int
    done: int
    asked: int
    deadlines: tuple[Deadline, ...]


def default_path() -> Path:
    """Where the data live unless told otherwise: the user's own data folder."""
    import platformdirs  # noqa: PLC0415 - off the start path where the file is named

    return platformdirs.user_data_path("fazhi", appauthor=False, roaming=True) / "法治填报.sqlite"


def sound_name(name: str) -> str:
    """A unit's name without blanks around it; KnownError if it cannot be one."""
    clean = name.strip()
    if not clean:
        raise KnownError("单位名称不能为空。", "请填写全称，例如“某某市自然资源和规划局”。")
    if len(clean) > LONGEST_NAME or not clean.isprintable():
        raise KnownError("单位名称太长，或者有看不见的字符。", f"请填写 {LONGEST_NAME} 字以内的全称，不要换行。")
    return clean


def sound_year(year: int) -> int:
    """The year itself; KnownError if no return can be of it."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise KnownError(f"年度“{year}”不对。", f"请填 {FIRST_YEAR}—{LAST_YEAR} 之间的年份，例如“2024”。")
    return year


def _is_new(path: Path) -> bool:
    try:
        return not path.exists()
    except (OSError, ValueError):  # no such name can be: opening it says so
        return False


class Book:
    """An open data file. Close it when done; every verb raises KnownError for the machine's troubles."""

    def __init__(self, path: Path | None = None, author: Author | None = None) -> None:
        self.path = (path or default_path()).absolute()
        self.author = author or Author()
        self._closed = False
        self._hold: Hold | None = None
        self._fresh = _is_new(self.path)
        for folder in (self.path.parent, default_folder(self.path)):
            clear(folder)
        self._repository = Repository(self.path, self._back_up_first)

    def hold(self) -> None:
        """Tell others that the file is open here. If somebody else was before us, we may only look until they leave."""
        if self._hold is None:
            self._hold = Hold(self.path, self.author)
            self._repository.may_write = self._hold.check

    def beat(self) -> None:
        """To be called every minute while the file is held: we are still here."""
        if self._hold is not None:
            self._hold.beat()

    @property
    def held_by(self) -> Holder | None:
        """Who has the file open elsewhere and writes, so that we may only look; None if we may write."""
        return self._hold.before_us if self._hold else None

    def others(self) -> tuple[Holder, ...]:
        """Every other window that has the file open, one's own, too."""
        return self._hold.others() if self._hold else ()

    def _back_up_first(self) -> None:
        """A file of an earlier shape is kept as it was before it is changed."""
        from db.service import backup_key, backups  # noqa: PLC0415 - once in a file's life

        try:
            backups.back_up(self.path, self.author, why="升级前")
        except backup_key.KeyTroubleError:  # no reason not to open the file, which lies in clear beside the backup
            backups.back_up(self.path, self.author, why="升级前", locked=False)

    def close(self) -> None:
        """Close the file; one that was made here and never used is taken away again."""
        if self._closed:
            return
        self._closed = True
        if self._hold is not None:
            self._hold.release()
        unused = self._is_unused()
        self._repository.close()
        if unused:
            self.path.unlink()

    def _is_unused(self) -> bool:
        try:
            return self._fresh and not self.units() and not self._repository.forms.forms()
        except KnownError:  # moved away, or out of reach: nothing to take away
            return False

    def __enter__(self) -> "Book":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def warm(self) -> None:
        """Load now what the first save would have to wait for (a window does this after its first painting)."""
        self._repository.warm()

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """One transaction around several verbs: a refusal in the last undoes the first."""
        with self._repository.saving():
            yield

    @property
    def repository(self) -> Repository:
        """The rows of the file, for other verbs."""
        return self._repository

    @property
    def operators(self) -> Operators:
        """Who works on this file."""
        return Operators(self._repository, self.author)

    def operate_as(self, name: str) -> None:
        """From now on another person is at work; a return already open is told by `OpenReturn.operate_as`."""
        self.author = replace(self.author, who=name)

    def units(self) -> tuple[UnitName, ...]:
        """The units of this file, in the order they were added."""
        return tuple(UnitName(name, practice) for _, name, practice in self._repository.units())

    def add_unit(self, name: str, practice: bool = False) -> UnitName:
        """A new unit; KnownError if the name is empty or taken."""
        clean = sound_name(name)
        if any(unit.name == clean for unit in self.units()):
            raise KnownError(f"单位“{clean}”已经有了。", "请直接选择它，或换一个名称。")
        with self._repository.saving():
            self._repository.add_unit(clean, practice, self.author.now())
        return UnitName(clean, practice)

    def ensure_unit(self, name: str) -> UnitName:
        """The unit of this name, added if it is new."""
        known = {unit.name: unit for unit in self.units()}
        return known.get(name.strip()) or self.add_unit(name)

    def years(self, unit: str) -> tuple[int, ...]:
        """The years the unit has a return for, newest first."""
        return tuple(self._repository.years(self._unit_id(unit)))

    def has_return(self, unit: str, year: int) -> bool:
        """Whether this year was opened before."""
        return FIRST_YEAR <= year <= LAST_YEAR and self._repository.find_return(unit.strip(), year) is not None

    def open_year(self, unit: str, year: int) -> OpenReturn:
        """The unit's return of `year`, begun if it is new (library items, own items and signers follow from before)."""
        row = self._repository.find_return(unit, sound_year(year)) or self._begin(unit, year)
        return OpenReturn(self._repository, row, self.author)

    def find_year(self, unit: str, year: int) -> OpenReturn:
        """The unit's return of `year`; KnownError if there is none yet."""
        row = self._repository.find_return(unit.strip(), year) if FIRST_YEAR <= year <= LAST_YEAR else None
        if row is None:
            raise KnownError(f"数据文件里没有“{unit.strip()}” {year} 年的填报。", "请核对单位和年度，或先录入。")
        return OpenReturn(self._repository, row, self.author)

    def offices(self, opened: OpenReturn) -> "Offices":
        """What of an open return of this file goes out to offices and comes back."""
        from db.service.offices import Offices  # noqa: PLC0415 - off the start path

        return Offices(opened, self._repository, self.author)

    @property
    def forms(self) -> "Forms":
        """Forms of others: what their cells mean, filling them, reading them."""
        from db.service.forms import Forms  # noqa: PLC0415 - off the start path

        return Forms(self, self._repository, self.author)

    def overview(self) -> tuple[Standing, ...]:
        """Every return that is not finalised, the newest year first; counted in the file, none of them is opened.

        Dates and scope are those of the pack in the file: a newer edition holds once the return is opened.
        """
        drafts = self._repository.drafts()
        known = {row: packs.kept(self._repository, row) for row in {draft.pack for draft in drafts}}
        return tuple(self._standing(draft, known[draft.pack]) for draft in drafts)

    def _standing(self, row: ReturnRow, pack: Pack) -> Standing:
        own = {entry["code"] for entry in self._repository.own_items(row.unit_id, row.year)}
        active = pack.starting_codes(row.year) | self._repository.active(row.id)
        asked = own.union(code for code in printed_codes(pack, row.year) if code in active)
        done = len(asked & self._repository.answered(row.id))
        return Standing(row.unit, row.practice, row.year, done, len(asked), pack.deadlines)

    # ---- packs

    def pack_in_use(self, year: int) -> Pack:
        """The pack with which drafts of `year` are made."""
        return packs.in_use(self._repository, sound_year(year))

    def pack_document(self, year: int) -> dict[str, Any]:
        """The plain data of that pack."""
        return packs.document_in_use(self._repository, sound_year(year))

    def adopted_packs(self) -> tuple[Pack, ...]:
        """The packs that staff adopted and that still hold for some year, the newest first."""
        return packs.adopted(self._repository)

    def pack_source(self, year: int) -> str:
        """Who adopted that pack, when, from which file; "" if it is the program's own."""
        return packs.source_of(self._repository, year)

    def adopted_document(self, pack_id: str | None) -> dict[str, Any] | None:
        """The plain data of the newest adopted pack (with this id); None if there is none."""
        return packs.adopted_document(self._repository, pack_id)

    def adopt(self, pack: Pack, document: str, source: str) -> tuple[tuple[str, int], ...]:
        """Take a sound pack into the file; the (unit, year) of the drafts that follow it from now on.

        `document` is its plain data as JSON, `source` the name of the file it came from. All or nothing.
        """
        stamp = self.author.stamp(source)
        with self._repository.saving():
            return packs.adopt(self._repository, pack, document, stamp)

    def every_return(self) -> tuple[Return, ...]:
        """All returns of the file, unit by unit, the oldest year first (to rehearse a pack on them)."""
        at = self.author.now()
        rows = [
            self._repository.find_return(unit.name, year)
            for unit in self.units()
            for year in self.years(unit.name)[::-1]
        ]
        return tuple(load_return(self._repository, row, at) for row in rows if row is not None)

    def _unit_id(self, unit: str) -> int:
        for row, name, _ in self._repository.units():
            if name == unit:
                return row
        raise KnownError(f"数据文件里没有单位“{unit}”。", "请核对名称，或先新增这个单位。")

    def _begin(self, unit: str, year: int) -> ReturnRow:
        unit_id = self._unit_id(unit)
        stamp = self.author.stamp("新建年度")
        before = max((y for y in self.years(unit) if y < year), default=None)
        earlier = self._repository.find_return(unit, before) if before is not None else None
        pack = packs.in_use(self._repository, year)
        with self._repository.saving():
            kept = packs.keep_in_use(self._repository, year, stamp.at)
            row = self._repository.add_return(unit_id, year, kept, stamp.at)
            if earlier:
                known = [code for code in self._repository.active(earlier.id) if code in pack.items]
                self._repository.switch(row, sorted(known), True, stamp)
            for field, words in self._first_head(unit, year, earlier).items():
                self._repository.save_head(row, field, "", words, stamp)
        found = self._repository.find_return(unit, year)
        assert found is not None
        return found

    def _first_head(self, unit: str, year: int, earlier: ReturnRow | None) -> Mapping[str, str]:
        carried = self._repository.head(earlier.id) if earlier else {}
        head = {name: carried[name] for name in CARRIED_FIELDS if carried.get(name)}
        return {
            **head,
            "title": f"{year}年度法治政府建设情况指标表",
            "reporting_unit": head.get("reporting_unit", unit),
            "period": f"{year}年1月1日至12月31日",
        }
