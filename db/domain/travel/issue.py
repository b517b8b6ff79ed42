"""What makes a workbook one of ours: which unit, year, office and issue it is, and what it went out with; no files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from db.domain.cells import understand
from db.domain.items import Item, Kind, Tier
from db.domain.quantity import Misread
from db.domain.travel.answers import NOTE, SILENT, Answer
from db.domain.trouble import KnownError

FORM = 1
"""The number of the form of an office's workbook; a change in how it is read gets the next one."""
_DUE = Item("due", "", "", "", Kind.DATE, 0, Tier.CORE, "")


@dataclass(frozen=True, slots=True)
class Issue:
    """The hidden identity. `fingerprint` is the pack's, `program` the version that wrote it, `issued_at` ISO time."""

    number: str
    unit: str
    year: int
    office: str
    pack: str
    fingerprint: str
    issued_at: str
    due: str = ""
    program: str = ""
    form: int = FORM


@dataclass(frozen=True, slots=True)
class Sent:
    """One item as it went out: how it was called and counted, and what was said of it. `place` finds a table's cell:
    table, row and the printed number of the column; "" for an item with a line of its own.
    """

    number: str
    name: str
    unit: str
    answer: Answer = SILENT
    note: Answer = SILENT
    place: tuple[str, str, str] | None = None

    def base(self, key: str) -> Answer:
        """What was said under `key`."""
        return self.note if key.startswith(NOTE) else self.answer


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An issue with its items by code."""

    issue: Issue
    sent: Mapping[str, Sent] = field(default_factory=dict)


def called(item: Item) -> tuple[str, str, str]:
    """Number, name and unit of an item, as it goes out."""
    return item.number, item.name, item.unit


def day_of(words: str) -> date | None:
    """The day by which an answer is wanted, as people write it; None for no words, KnownError for no day."""
    if not words.strip():
        return None
    read = understand(_DUE, words.strip())
    if isinstance(read, str):
        return date.fromisoformat(read)
    assert isinstance(read, Misread)
    raise KnownError(f"{read.problem}。", "请这样写：2025-01-20，或者不填。")
