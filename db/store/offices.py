"""The SQL of workbooks that go out to offices and come back: rows in, rows out, nothing is ever changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Ask = Callable[[str, Sequence[Any]], list[Any]]
Run = Callable[[str, Sequence[Any]], Any]


@dataclass(frozen=True, slots=True)
class IssuedRow:
    """One workbook that went out; `due` is an ISO date or "", `sent` JSON."""

    number: str
    office: str
    at: str
    who: str
    due: str
    file: str
    sent: str


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """One workbook that came back; `digest` is of its answers."""

    number: str
    office: str
    at: str
    who: str
    file: str
    contact: str
    digest: str


class OfficeRows:
    """The two tables of one open data file; writers run inside the repository's `saving()`."""

    def __init__(self, ask: Ask, run: Run) -> None:
        self._ask, self._run = ask, run

    def issued(self, return_id: int) -> list[IssuedRow]:
        """What went out of a return, the oldest first."""
        sql = "SELECT number, office, at, who, due, file, sent FROM issued_sheet WHERE annual_return = ? ORDER BY id"
        return [IssuedRow(*row) for row in self._ask(sql, (return_id,))]

    def returned(self, return_id: int) -> list[ReturnedRow]:
        """What came back, the oldest first."""
        columns = "number, office, at, who, file, contact, digest"
        sql = f"SELECT {columns} FROM returned_sheet WHERE annual_return = ? ORDER BY id"
        return [ReturnedRow(*row) for row in self._ask(sql, (return_id,))]

    def note_issued(self, return_id: int, row: IssuedRow) -> None:
        """Keep what went out."""
        sql = (
            "INSERT INTO issued_sheet (annual_return, number, office, at, who, due, file, sent)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        )
        self._run(sql, (return_id, row.number, row.office, row.at, row.who, row.due, row.file, row.sent))

    def note_returned(self, return_id: int, row: ReturnedRow) -> None:
        """Keep that it came back."""
        sql = (
            "INSERT INTO returned_sheet (annual_return, number, office, at, who, file, contact, digest)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        )
        self._run(sql, (return_id, row.number, row.office, row.at, row.who, row.file, row.contact, row.digest))
