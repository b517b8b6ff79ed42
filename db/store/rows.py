"""An open data file as rows: transactions, statements, and the one line of history that every change leaves.

Knows the chain of the history; knows no table but that one.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db.domain.cells import BLANK, Cell
from db.domain.chain import link
from db.store.connection import connect, damaged, disconnect, plain_words

if TYPE_CHECKING:
    from sqlite_utils import Database

_HISTORY = """
INSERT INTO history (id, at, who, how, annual_return, subject, code,
                     before_state, before_words, after_state, after_words, why, chain)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


@dataclass(frozen=True, slots=True)
class Stamp:
    """When, who and how: what every history row says of a change. `how` is in the clerk's words."""

    at: str
    who: str
    how: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history of a cell or field."""

    at: str
    who: str
    how: str
    subject: str
    code: str
    before_state: str
    before_words: str
    after_state: str
    after_words: str
    why: str


class Rows:
    """The open data file; writers run inside `saving()`."""

    def __init__(self, path: Path, before_upgrade: Callable[[], object] = int) -> None:
        self.path = path
        self.may_write: Callable[[], object] = int
        """Asked before each transaction; what it raises is why nothing is written."""
        self._connection = connect(path, before_upgrade)

    def close(self) -> None:
        """Close the file; the object is of no use afterwards."""
        disconnect(self._connection)

    @cached_property
    def _db(self) -> "Database":
        from sqlite_utils import Database  # noqa: PLC0415 - slow to import, and not needed before the first save

        return Database(self._connection, execute_plugins=False)

    def warm(self) -> None:
        """Load now what the first save would have to wait for."""
        assert self._db.conn is self._connection

    @contextmanager
    def saving(self) -> Iterator[None]:
        """One transaction: all that is written inside is kept, or nothing is."""
        self.may_write()
        with plain_words(self.path), self._db.atomic():
            yield

    def version(self) -> int:
        """A number that moves when another process changed the file."""
        return int(self._one("PRAGMA data_version")[0])

    # ---- plumbing

    def parsed(self, text: str) -> Any:
        """JSON that stands in the file; KnownError if it cannot be read."""
        try:
            return json.loads(text)
        except ValueError as error:
            raise damaged(self.path) from error

    def _note(self, return_id: int, stamp: Stamp, change: tuple[str, str, str, str, str, str]) -> None:
        """One entry, chained to the one before. The change itself was written already: nobody comes in between."""
        run = self._connection.execute  # typing waits for this: nothing between it and SQLite
        last, before = run("SELECT max(id), (SELECT head FROM history_head) FROM history").fetchone()
        entry = ((last or 0) + 1, stamp.at, stamp.who, stamp.how, return_id, *change, stamp.why)
        value = link(before, entry)
        run(_HISTORY, (*entry, value))
        run("UPDATE history_head SET count = count + 1, head = ?", (value,))

    def _run(self, sql: str, values: Sequence[Any] = ()) -> Any:
        return self._db.execute(sql, values)

    def _all(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        with plain_words(self.path):
            return self._connection.execute(sql, values).fetchall()

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """What a question to the file answers."""
        return self._all(sql, values)

    def _one(self, sql: str, values: Sequence[Any] = ()) -> Any:
        return self._all(sql, values)[0]


def said(cell: Cell) -> str:
    """A cell's words for the history, its reason and note behind them."""
    if cell == BLANK:
        return ""
    extra = [part for part in (cell.reason and f"原因：{cell.reason}", cell.note and f"备注：{cell.note}") if part]
    return "；".join((cell.words, *extra)) if extra else cell.words


def as_json(value: object) -> str:
    """A value as the file keeps it."""
    return json.dumps(value, ensure_ascii=False)
