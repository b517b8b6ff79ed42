"""All SQL of the program: rows in, rows out, one history row in the transaction of every change.

Knows rows and the domain's cells; judges nothing and never decides what may be changed.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db.domain.cells import Cell
from db.domain.findings import Explanation, Treatment, Waiver
from db.domain.items import Item
from db.store.forms import FormRows
from db.store.lives import Lives
from db.store.offices import OfficeRows
from db.store.rows import Event, Stamp, as_json, said

_UPSERT_CELL = """
INSERT INTO cell (annual_return, code, state, words, value, qualifier, unit, reason, note, starred, changed_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (annual_return, code) DO UPDATE SET state = excluded.state, words = excluded.words,
    value = excluded.value, qualifier = excluded.qualifier, unit = excluded.unit, reason = excluded.reason,
    note = excluded.note, starred = excluded.starred, changed_at = excluded.changed_at
"""
_RETURNS = (
    "SELECT r.id, u.id, u.name, u.practice, r.year, r.pack, r.status FROM annual_return r JOIN unit u ON u.id = r.unit"
)
_NOT_SETTLED = "r.status NOT IN ('定稿', '已报送')"
_OWN = "code name measure kind decimals section definition office choices".split()


__all__ = ["Adoption", "CellRow", "Event", "Repository", "ReturnRow", "Stamp"]

CellRow = tuple[str, str, str, str, str, bool]
"""code, state, words, reason, note, starred."""


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """One row of annual_return with its unit's name."""

    id: int
    unit_id: int
    unit: str
    practice: bool
    year: int
    pack: int
    status: str


@dataclass(frozen=True, slots=True)
class Adoption:
    """A pack that staff adopted: its row and id, the years it is for (None where open), when, who, which file."""

    pack: int
    pack_id: str
    first_year: int | None
    last_year: int | None
    at: str
    who: str
    source: str

    def covers(self, year: int) -> bool:
        """Whether it is for returns of `year`."""
        return (self.first_year or year) <= year <= (self.last_year or year)


class Repository(Lives):
    """The open data file. Every method speaks of rows; writers run inside `saving()`."""

    # ---- units and packs

    def units(self) -> list[tuple[int, str, bool]]:
        """(id, name, practice) of every unit, in the order they were added."""
        return [(i, name, bool(p)) for i, name, p in self._all("SELECT id, name, practice FROM unit ORDER BY id")]

    def add_unit(self, name: str, practice: bool, at: str) -> int:
        """A new unit; its id."""
        sql = "INSERT INTO unit (name, practice, created_at) VALUES (?, ?, ?)"
        return int(self._run(sql, (name, int(practice), at)).lastrowid or 0)

    def pack(self, row: int) -> tuple[str, str, str]:
        """(pack id, fingerprint, document) of a stored pack."""
        found = self._one("SELECT pack_id, fingerprint, document FROM pack WHERE id = ?", (row,))
        return str(found[0]), str(found[1]), str(found[2])

    def pack_row(self, fingerprint: str) -> int | None:
        """The row of the pack with this fingerprint, if the file holds it."""
        found = self._all("SELECT id FROM pack WHERE fingerprint = ?", (fingerprint,))
        return int(found[0][0]) if found else None

    def add_pack(self, names: tuple[str, str], fingerprint: str, document: str, items: Sequence[Item], at: str) -> int:
        """Keep a pack in the file, its items' names beside it; `names` are (id, version)."""
        sql = "INSERT INTO pack (pack_id, version, fingerprint, document, adopted_at) VALUES (?, ?, ?, ?, ?)"
        row = int(self._run(sql, (*names, fingerprint, document, at)).lastrowid or 0)
        rows = [(row, item.code, item.number, item.name, item.unit) for item in items]
        self._db.conn.executemany("INSERT INTO item (pack, code, number, name, unit) VALUES (?, ?, ?, ?, ?)", rows)
        return row

    def adoptions(self) -> list[Adoption]:
        """Every adoption of a pack, the newest first."""
        sql = (
            "SELECT a.pack, p.pack_id, a.first_year, a.last_year, a.at, a.who, a.source"
            " FROM adoption a JOIN pack p ON p.id = a.pack ORDER BY a.id DESC"
        )
        return [Adoption(*row) for row in self._all(sql)]

    def adopt(self, pack: int, years: tuple[int | None, int | None], stamp: Stamp) -> None:
        """Note that a stored pack holds from now on for drafts of these years; `stamp.how` names the file."""
        sql = "INSERT INTO adoption (pack, first_year, last_year, at, who, source) VALUES (?, ?, ?, ?, ?, ?)"
        self._run(sql, (pack, *years, stamp.at, stamp.who, stamp.how))

    # ---- annual returns

    def years(self, unit_id: int) -> list[int]:
        """The years the unit has a return for, newest first."""
        sql = "SELECT year FROM annual_return WHERE unit = ? ORDER BY year DESC"
        return [int(row[0]) for row in self._all(sql, (unit_id,))]

    def find_return(self, unit: str, year: int) -> ReturnRow | None:
        """The return of a unit's year, if there is one."""
        found = self._all(f"{_RETURNS} WHERE u.name = ? AND r.year = ?", (unit, year))
        return _return_row(found[0]) if found else None

    def drafts(self) -> list[ReturnRow]:
        """The returns that are not finalised, the newest year first, its units in the order they were added."""
        return [_return_row(row) for row in self._all(f"{_RETURNS} WHERE {_NOT_SETTLED} ORDER BY r.year DESC, u.id")]

    def add_return(self, unit_id: int, year: int, pack: int, at: str) -> int:
        """A new, empty return; its id."""
        sql = "INSERT INTO annual_return (unit, year, pack, opened_at) VALUES (?, ?, ?, ?)"
        return int(self._run(sql, (unit_id, year, pack, at)).lastrowid or 0)

    def use_pack(self, return_id: int, pack: int) -> None:
        """Let a return follow another stored pack."""
        self._run("UPDATE annual_return SET pack = ? WHERE id = ?", (pack, return_id))

    # ---- what a return asks

    def active(self, return_id: int) -> frozenset[str]:
        """Codes switched on from the library."""
        sql = "SELECT code FROM active_item WHERE annual_return = ?"
        return frozenset(str(row[0]) for row in self._all(sql, (return_id,)))

    def switch(self, return_id: int, codes: Sequence[str], on: bool, stamp: Stamp) -> None:
        """Switch library items on or off."""
        sql = (
            "INSERT OR IGNORE INTO active_item (annual_return, code) VALUES (?, ?)"
            if on
            else "DELETE FROM active_item WHERE annual_return = ? AND code = ?"
        )
        before, after = ("停用", "启用") if on else ("启用", "停用")
        for code in codes:
            self._run(sql, (return_id, code))
            self._note(return_id, stamp, ("范围", code, before, "", after, ""))

    def own_items(self, unit_id: int, year: int) -> list[dict[str, Any]]:
        """The bureau's own items that a return of `year` asks, as plain data."""
        sql = f"SELECT {', '.join(_OWN)} FROM own_item WHERE unit = ? AND since_year <= ? ORDER BY code"
        rows = [dict(zip(_OWN, row, strict=True)) for row in self._all(sql, (unit_id, year))]
        return [{**row, "choices": self.parsed(row["choices"])} for row in rows]

    def add_own_item(self, unit_id: int, since_year: int, values: Mapping[str, Any]) -> str:
        """A bureau's own item; its new code."""
        count = self._one("SELECT count(*) FROM own_item WHERE unit = ?", (unit_id,))[0]
        code = f"own_{count + 1:03}"
        row = {**values, "code": code, "choices": json.dumps(values["choices"], ensure_ascii=False)}
        sql = f"INSERT INTO own_item (unit, since_year, {', '.join(_OWN)}) VALUES ({', '.join('?' * 11)})"
        self._run(sql, (unit_id, since_year, *(row[name] for name in _OWN)))
        return code

    # ---- values

    def cells(self, return_id: int) -> list[CellRow]:
        """Every touched cell of a return."""
        sql = "SELECT code, state, words, reason, note, starred FROM cell WHERE annual_return = ?"
        return [(c, s, w, r, n, bool(star)) for c, s, w, r, n, star in self._all(sql, (return_id,))]

    def answered(self, return_id: int) -> frozenset[str]:
        """The codes of a return's cells that are dealt with: not 未填, and what was typed was understood."""
        sql = "SELECT code FROM cell WHERE annual_return = ? AND state <> '未填' AND (state <> '已填' OR value <> '')"
        return frozenset(str(row[0]) for row in self._all(sql, (return_id,)))

    def earlier_cells(self, unit_id: int, codes: Sequence[str], first: int, before: int) -> list[tuple[int, CellRow]]:
        """(year, cell) of these codes in the unit's years from `first` up to, not including, `before`; oldest first."""
        sql = (
            "SELECT r.year, c.code, c.state, c.words, c.reason, c.note, c.starred FROM cell c"
            " JOIN annual_return r ON r.id = c.annual_return"
            f" WHERE r.unit = ? AND c.code IN ({', '.join('?' * len(codes))})"
            " AND r.year >= ? AND r.year < ? ORDER BY r.year"
        )
        found = self._all(sql, (unit_id, *codes, first, before))
        return [(year, (*words, bool(star))) for year, *words, star in found]

    def save_cell(self, return_id: int, code: str, before: Cell, after: Cell, stamp: Stamp) -> None:
        """One cell and its history row."""
        row = (after.state, after.words, after.value, after.qualifier)
        unit = after.quantity.unit if after.quantity else ""
        rest = (unit, after.reason, after.note, int(after.starred), stamp.at)
        self._run(_UPSERT_CELL, (return_id, code, *row, *rest))
        self._note(return_id, stamp, ("指标", code, before.state, said(before), after.state, said(after)))

    def head(self, return_id: int) -> dict[str, str]:
        """Field id → words."""
        return dict(self._all("SELECT field, words FROM head_value WHERE annual_return = ?", (return_id,)))

    def save_head(self, return_id: int, field: str, before: str, after: str, stamp: Stamp) -> None:
        """One field of head, foot or document."""
        sql = (
            "INSERT INTO head_value (annual_return, field, words) VALUES (?, ?, ?)"
            " ON CONFLICT (annual_return, field) DO UPDATE SET words = excluded.words"
        )
        self._run(sql, (return_id, field, after))
        self._note(return_id, stamp, ("表头", field, "", before, "", after))

    def lists(self, return_id: int) -> dict[str, tuple[dict[str, str], ...]]:
        """List id → its rows in order."""
        sql = "SELECT list, entry FROM list_row WHERE annual_return = ? ORDER BY list, position"
        rows: dict[str, tuple[dict[str, str], ...]] = {}
        for name, entry in self._all(sql, (return_id,)):
            rows[name] = (*rows.get(name, ()), self.parsed(entry))
        return rows

    def save_list(
        self,
        return_id: int,
        name: str,
        before: Sequence[Mapping[str, str]],
        after: Sequence[Mapping[str, str]],
        stamp: Stamp,
    ) -> None:
        """All rows of one list."""
        self._run("DELETE FROM list_row WHERE annual_return = ? AND list = ?", (return_id, name))
        sql = "INSERT INTO list_row (annual_return, list, position, entry) VALUES (?, ?, ?, ?)"
        for position, entry in enumerate(after, 1):
            self._run(sql, (return_id, name, position, as_json(entry)))
        self._note(return_id, stamp, ("清单", name, "", as_json(before), "", as_json(after)))

    def explanations(self, return_id: int) -> dict[str, Explanation]:
        """Rule id → the reason written for it."""
        sql = "SELECT rule, reason, figures FROM explanation WHERE annual_return = ?"
        return {rule: Explanation(reason, figures) for rule, reason, figures in self._all(sql, (return_id,))}

    def save_explanation(self, return_id: int, rule: str, before: str, after: Explanation, stamp: Stamp) -> None:
        """The reason for one finding; an empty reason takes it back."""
        if after.reason:
            sql = (
                "INSERT INTO explanation (annual_return, rule, reason, figures) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (annual_return, rule) DO UPDATE SET reason = excluded.reason, figures = excluded.figures"
            )
            self._run(sql, (return_id, rule, after.reason, after.figures))
        else:
            self._run("DELETE FROM explanation WHERE annual_return = ? AND rule = ?", (return_id, rule))
        self._note(return_id, stamp, ("说明", rule, "", before, "", after.reason))

    def waivers(self, return_id: int) -> dict[str, Waiver]:
        """Rule id → how and why this return sets it aside."""
        sql = "SELECT rule, treatment, reason FROM rule_set_aside WHERE annual_return = ?"
        return {rule: Waiver(Treatment(how), reason) for rule, how, reason in self._all(sql, (return_id,))}

    def save_waiver(self, return_id: int, rule: str, before: Waiver | None, after: Waiver | None, stamp: Stamp) -> None:
        """Set one rule aside, or (None) judge it again."""
        if after is None:
            self._run("DELETE FROM rule_set_aside WHERE annual_return = ? AND rule = ?", (return_id, rule))
        else:
            sql = (
                "INSERT INTO rule_set_aside (annual_return, rule, treatment, reason) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (annual_return, rule) DO UPDATE"
                " SET treatment = excluded.treatment, reason = excluded.reason"
            )
            self._run(sql, (return_id, rule, after.treatment, after.reason))
        was, now = ((one.treatment.value, one.reason) if one else ("照常审核", "") for one in (before, after))
        self._note(return_id, stamp, ("说明", rule, *was, *now))

    @property
    def offices(self) -> OfficeRows:
        """What went out to offices and came back."""
        return OfficeRows(self._all, self._run)

    @property
    def forms(self) -> FormRows:
        """Adopted forms of others."""
        return FormRows(self._all, self._run)


def _return_row(row: Sequence[Any]) -> ReturnRow:
    return ReturnRow(row[0], row[1], row[2], bool(row[3]), row[4], row[5], row[6])
