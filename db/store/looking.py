"""What stands in a data file of any shape, read without changing a byte of it; knows SQL, judges nothing.

Where the file at a path is locked, its `image` is what was locked: it is read in memory and never put on a disk.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from db.domain.trouble import KnownError
from db.store.connection import WAIT_SECONDS, damaged, in_memory, plain_words, refuse_foreign, refuse_newer

# Tables and columns of the first shape only: every file there is has them.
_YEARS = """
SELECT u.name, r.year, r.status, (SELECT count(*) FROM cell c WHERE c.annual_return = r.id AND c.state <> '未填')
FROM annual_return r JOIN unit u ON u.id = r.unit ORDER BY u.id, r.year DESC
"""
_FIGURES = """
SELECT u.name, r.year, c.code, coalesce(i.number || ' ' || i.name, o.name, c.code), c.state, c.words
FROM cell c JOIN annual_return r ON r.id = c.annual_return JOIN unit u ON u.id = r.unit
LEFT JOIN item i ON i.pack = r.pack AND i.code = c.code
LEFT JOIN own_item o ON o.unit = r.unit AND o.code = c.code
ORDER BY u.id, r.year DESC, i.rowid, c.code
"""


@dataclass(frozen=True, slots=True)
class YearInside:
    """One return: its unit, year, status in the clerk's word, and how many of its cells are dealt with."""

    unit: str
    year: int
    status: str
    figures: int


@dataclass(frozen=True, slots=True)
class Contents:
    """A file's returns, and when something was changed last (ISO; "" if never)."""

    years: tuple[YearInside, ...]
    changed_at: str


Figures = dict[tuple[str, int, str], tuple[str, str]]
"""(unit, year, code) → (label of the item, what stands there: words, or the state)."""


def contents(path: Path, image: bytes | None = None) -> Contents:
    """The returns of a file; KnownError if it is none of ours, newer than this program, or cannot be read."""
    with _reading(path, image) as file:
        years = tuple(YearInside(*row) for row in file.execute(_YEARS))
        changed = file.execute("SELECT at FROM history ORDER BY id DESC LIMIT 1").fetchone()
        return Contents(years, str(changed[0]) if changed else "")


def figures(path: Path, image: bytes | None = None) -> Figures:
    """Every cell that is dealt with; KnownError as above."""
    with _reading(path, image) as file:
        return {(u, y, c): (label, words or state) for u, y, c, label, state, words in file.execute(_FIGURES)}


def verify(path: Path, image: bytes | None = None) -> dict[str, int]:
    """How many rows each table of a sound file holds; DamagedError if it is not sound through and through."""
    from db.store.backup import rows  # noqa: PLC0415 - it knows how to count, this how to open

    with _reading(path, image) as file:
        sound = [row[0] for row in file.execute("PRAGMA integrity_check(1)")] == ["ok"]
        if not sound or file.execute("PRAGMA foreign_key_check").fetchone():
            raise damaged(path)
        return rows(file)


def schema(path: Path) -> str:
    """The shape of a file as SQL, and its steps; why not, where it cannot be read."""
    try:
        with plain_words(path), closing(_opened(path)) as file:
            made = [str(row[0]) for row in file.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")]
            steps = [str(row[0]) for row in file.execute("SELECT name FROM _sqlite_migrations ORDER BY id")]
    except KnownError:
        return "-- 读不出\n"
    return ";\n".join([*made, f"-- {', '.join(steps)}"]) + "\n"


def sqlite_version() -> str:
    """Which SQLite this is."""
    return sqlite3.sqlite_version


@contextmanager
def _reading(path: Path, image: bytes | None) -> Iterator[sqlite3.Connection]:
    with plain_words(path), closing(_opened(path) if image is None else in_memory(image)) as file:
        refuse_foreign(file, path, image)
        refuse_newer(file, path)
        yield file


def _opened(path: Path) -> sqlite3.Connection:
    """Read-only; a change that a killed process left half done is taken back first, which needs the right to write."""
    if path.with_name(f"{path.name}-journal").exists():
        with closing(sqlite3.connect(path, timeout=WAIT_SECONDS)) as file:
            file.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=WAIT_SECONDS)
