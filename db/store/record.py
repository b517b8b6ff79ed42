"""The whole history of a data file as rows: read in order, searched a page at a time, beside what the cells hold now.

Knows rows only; judges nothing.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, cast

from db.domain.cells import Cell, State
from db.domain.chain import FIELDS, Entry
from db.store.rows import Rows, as_json, said

Standing = Mapping[tuple[str, str], tuple[str, str]]
"""(subject, code) → (state, words)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the history, with the unit, year and item's name it is about."""

    number: int
    unit: str
    year: int
    at: str
    who: str
    how: str
    subject: str
    code: str
    label: str
    before_state: str
    before_words: str
    after_state: str
    after_words: str
    why: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: words anywhere, a person, days (ISO, both included), one unit's year; "" and 0: all."""

    words: str = ""
    who: str = ""
    since: str = ""
    until: str = ""
    unit: str = ""
    year: int = 0


_LINES = """
SELECT h.id, u.name, r.year, h.at, h.who, h.how, h.subject, h.code,
       trim(coalesce(i.number, '') || ' ' || coalesce(i.name, o.name, '')),
       h.before_state, h.before_words, h.after_state, h.after_words, h.why
FROM history h
JOIN annual_return r ON r.id = h.annual_return
JOIN unit u ON u.id = r.unit
LEFT JOIN item i ON i.pack = r.pack AND i.code = h.code
LEFT JOIN own_item o ON o.unit = r.unit AND o.code = h.code
"""


class Record:
    """The history of an open data file as a whole."""

    def __init__(self, file: Rows) -> None:
        self._file = file
        self._all = file.rows

    def _one(self, sql: str, values: Sequence[object] = ()) -> Sequence[Any]:
        return cast("Sequence[Any]", self._all(sql, values)[0])

    def record_head(self) -> tuple[int, str]:
        """How many entries the program wrote, and the last one's chain value."""
        found = self._all("SELECT count, head FROM history_head")
        return (int(found[0][0]), str(found[0][1])) if found else (0, "")

    def chain_values(self) -> dict[int, str]:
        """Number → chain value of every entry."""
        return dict(self._all("SELECT id, chain FROM history"))

    def record_entries(self) -> list[Entry]:
        """Every entry by number."""
        sql = f"SELECT {', '.join(FIELDS)}, chain FROM history ORDER BY id"
        return [Entry(tuple(row[:-1]), str(row[-1])) for row in self._all(sql)]

    def lines(self, wanted: Wanted, most: int, before: int | None = None) -> list[Line]:
        """The newest `most` entries that fit, only such with a number below `before`; the newest first."""
        where, values = _conditions(wanted)
        if before is not None:
            where.append("h.id < ?")
            values.append(before)
        sql = f"{_LINES} {_where(where)} ORDER BY h.id DESC LIMIT ?"
        return [Line(*row) for row in self._all(sql, (*values, most))]

    def line(self, number: int) -> Line | None:
        """One entry."""
        found = self._all(f"{_LINES} WHERE h.id = ?", (number,))
        return Line(*found[0]) if found else None

    def count_lines(self, wanted: Wanted) -> int:
        """How many entries fit."""
        where, values = _conditions(wanted)
        if not where:
            return int(self._one("SELECT count(*) FROM history")[0])
        return int(self._one(f"SELECT count(*) FROM ({_LINES} {_where(where)})", values)[0])

    def people(self) -> list[str]:
        """Everybody who stands in the history."""
        return [str(row[0]) for row in self._all("SELECT DISTINCT who FROM history ORDER BY who")]

    # ---- what the history left, beside what stands there

    def returns(self) -> list[tuple[int, str, int, str]]:
        """(id, unit, year, status) of every return."""
        sql = "SELECT r.id, u.name, r.year, r.status FROM annual_return r JOIN unit u ON u.id = r.unit ORDER BY r.id"
        return [(int(i), str(u), int(y), str(s)) for i, u, y, s in self._all(sql)]

    def left(self, return_id: int) -> dict[tuple[str, str], tuple[int, str, str]]:
        """What the last entry about each thing left: (subject, code) → (its number, state, words).

        Reasons and set-aside rules both are 说明: the latter have a state and go by the code "rule!".
        """
        sql = (
            "SELECT subject, CASE WHEN subject = '说明' AND after_state <> '' THEN code || '!' ELSE code END AS thing,"
            " max(id), after_state, after_words FROM history WHERE annual_return = ? GROUP BY subject, thing"
        )
        return {(s, c): (int(n), state, words) for s, c, n, state, words in self._all(sql, (return_id,))}

    def standing(self, return_id: int) -> dict[tuple[str, str], tuple[str, str]]:
        """What the tables hold of one return now, named and worded as in the history."""
        now: dict[tuple[str, str], tuple[str, str]] = {}
        only = (return_id,)
        sql = "SELECT code, state, words, reason, note FROM cell WHERE annual_return = ?"
        for code, state, words, reason, note in self._all(sql, only):
            now["指标", code] = state, said(Cell(State(state), words, reason=reason, note=note))
        for field, words in self._all("SELECT field, words FROM head_value WHERE annual_return = ?", only):
            now["表头", field] = "", words
        rows: dict[str, list[object]] = {}
        sql = "SELECT list, entry FROM list_row WHERE annual_return = ? ORDER BY list, position"
        for name, entry in self._all(sql, only):
            rows.setdefault(name, []).append(self._file.parsed(entry))
        now |= {("清单", name): ("", as_json(entries)) for name, entries in rows.items()}
        for rule, reason in self._all("SELECT rule, reason FROM explanation WHERE annual_return = ?", only):
            now["说明", rule] = "", reason
        sql = "SELECT rule, treatment, reason FROM rule_set_aside WHERE annual_return = ?"
        now |= {("说明", f"{rule}!"): (treatment, reason) for rule, treatment, reason in self._all(sql, only)}
        for (code,) in self._all("SELECT code FROM active_item WHERE annual_return = ?", only):
            now["范围", code] = "启用", ""
        status = self._one("SELECT status FROM annual_return WHERE id = ?", only)[0]
        return {**now, ("状态", ""): (str(status), "")}

    # ---- the shape of the file

    def shape(self) -> dict[tuple[str, str], str]:
        """(kind, name) → the statement that made it, of every table, view, index and trigger."""
        return _shape(self._all(_SHAPE))


_SHAPE = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT GLOB 'sqlite_*'"


def _shape(rows: Sequence[tuple[str, str, str]]) -> dict[tuple[str, str], str]:
    return {(kind, name): " ".join(sql.split()) for kind, name, sql in rows}


def shape_of_a_new_file() -> dict[tuple[str, str], str]:
    """The same of a file made by this program, with which any other must agree."""
    from db.store.migrations import migrate  # noqa: PLC0415 - only who verifies needs it

    with closing(sqlite3.connect(":memory:")) as fresh:
        migrate(fresh)
        return _shape(fresh.execute(_SHAPE).fetchall())


def _conditions(wanted: Wanted) -> tuple[list[str], list[object]]:
    return [sql for sql, _ in _asked(wanted)], [value for _, values in _asked(wanted) for value in values]


def _asked(wanted: Wanted) -> Iterator[tuple[str, tuple[object, ...]]]:
    columns = ("h.before_words", "h.after_words", "h.after_state", "h.why", "h.how", "h.code", "i.name", "o.name")
    for word in wanted.words.split():
        like = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        numbered = " OR i.number = ?"
        found = " OR ".join(f"{column} LIKE ? ESCAPE '\\'" for column in columns)
        yield f"({found}{numbered})", (*(like for _ in columns), word)
    for column, value in (("h.who", wanted.who), ("u.name", wanted.unit), ("r.year", wanted.year)):
        if value:
            yield f"{column} = ?", (value,)
    if wanted.since:
        yield "h.at >= ?", (wanted.since,)
    if wanted.until:
        yield "substr(h.at, 1, 10) <= ?", (wanted.until,)


def _where(conditions: Sequence[str]) -> str:
    return f"WHERE {' AND '.join(conditions)}" if conditions else ""
