"""The chain of the history: each entry bears a SHA-256 over the one before and its own words; knows no file.

What is hashed for entry n, as UTF-8 (a lone surrogate counts as its three bytes): the chain value of entry n-1 in 64
lower hexadecimal digits (for the first entry 64 zeros), a line feed, and the entry as a JSON list without blanks:

    [id,"at","who","how",annual_return,"subject","code","before_state","before_words",
     "after_state","after_words","why"]

with ensure_ascii off, on one line, in this order. Anybody can compute it anew with ten lines of any language.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from db.domain.long_work import step

_TOLD = 2_000  # entries are verified between two words on how far it is
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))  # made once: it is on the typing path
ORIGIN: Final = "0" * 64
FIELDS: Final = tuple(
    "id at who how annual_return subject code before_state before_words after_state after_words why".split()
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: the twelve `fields` in the order of FIELDS, and the chain value that stands beside it."""

    fields: tuple[object, ...]
    value: str

    @property
    def number(self) -> int:
        """Its number, from 1."""
        return int(str(self.fields[0]))

    def of(self, name: str) -> str:
        """One of its fields as words."""
        return str(self.fields[FIELDS.index(name)])


@dataclass(frozen=True, slots=True)
class Break:
    """Where it does not hold: 缺失, 改动 or 外来 entries from `first` to `last`; `before` stands in front of them."""

    kind: str
    first: int
    last: int
    entry: Entry | None = None
    before: Entry | None = None


MISSING, ALTERED, FOREIGN = "缺失", "改动", "外来"


def link(before: str, fields: Sequence[object]) -> str:
    """The chain value of an entry after the value `before` it."""
    text = _ENCODER.encode(fields)
    return hashlib.sha256(f"{before}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()


def breaks(entries: Sequence[Entry], count: int, head: str) -> Iterator[Break]:
    """Every place where `entries` (by number) are not what was written: `count` of them, the last chained as `head`."""
    value, expected, before, foreign, known = ORIGIN, 1, None, 0, True
    for at, entry in enumerate(entries):
        if not at % _TOLD:
            step("正在校验修改记录", at, len(entries))
        if entry.number > expected:
            yield Break(MISSING, expected, entry.number - 1, before=before)
            known = False  # what the next one is chained to is gone
        after = entries[at + 1] if at + 1 < len(entries) else None
        if known and link(value, entry.fields) != entry.value:
            if _stranger(entry, after, value, at - foreign >= count):
                yield Break(FOREIGN, entry.number, entry.number, entry, before)
                foreign += 1
                expected = entry.number + 1
                continue
            yield Break(ALTERED, entry.number, entry.number, entry, before)
        value, expected, before, known = entry.value, entry.number + 1, entry, True
    written = expected - 1 - foreign
    if written < count:
        yield Break(MISSING, expected, count + foreign, before=before)
    elif value != head or written > count:
        yield Break(ALTERED, expected - 1, expected - 1, before, before)


def _stranger(entry: Entry, after: Entry | None, value: str, beyond: bool) -> bool:
    """Whether the chain goes on around an entry as if it were not there."""
    if after is None:
        return beyond
    return link(value, after.fields) == after.value and link(entry.value, after.fields) != after.value
