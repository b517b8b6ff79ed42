"""What goes out to one office, gathered: its codes, its tables, the rules that read nothing else; knows no looks."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from db.domain.pack import Table
from db.domain.returns import Return
from db.domain.rules.index import index_of
from db.domain.travel import answers
from db.domain.travel.issue import Issue, Outgoing, Sent, called
from db.sheets.frame import Frame, chinese
from db.sheets.model import clean


@dataclass(frozen=True)
class Parcel:
    """What goes out: the return and last year's, the issue, its codes, the phone to ask at, the day, the version."""

    ret: Return
    last: Return | None
    issue: Issue
    codes: tuple[str, ...]
    contact: str
    made_on: date
    version: str

    @cached_property
    def own(self) -> frozenset[str]:
        """The codes as a set."""
        return frozenset(self.codes)

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The tables of which at least one own cell goes to this office."""
        return tuple(table for table in self.ret.tables if self.own.intersection(self.ret.table_codes(table)))

    @cached_property
    def listed(self) -> tuple[str, ...]:
        """The codes that have a line of their own."""
        inside = {code for table in self.tables for code in self.ret.table_codes(table)}
        return tuple(code for code in self.codes if code not in inside)

    def frame(self, return_: Return) -> Frame:
        """The frame of the sheets."""
        return Frame(return_, self.last, (), self.made_on, self.version)

    @cached_property
    def narrowed(self) -> Return:
        """The return with this office's tables alone."""
        return replace(self.ret, pack=replace(self.ret.pack, tables=self.tables))

    @cached_property
    def judged(self) -> Return:
        """The return with the rules alone that read nothing but this office's items of this year."""
        index = index_of(self.ret.pack)
        rules = tuple(bound.rule for bound in index.rules if bound.codes and self.own.issuperset(bound.codes))
        return replace(self.ret, pack=replace(self.ret.pack, rules=rules))

    @property
    def due(self) -> str:
        """By when it is wanted, in words."""
        return f"请于 {chinese(date.fromisoformat(self.issue.due))}前报送" if self.issue.due else "请尽快报送"


def outgoing(parcel: Parcel) -> Outgoing:
    """What goes out, as it will be compared with what comes back."""
    places = {}
    for table in parcel.tables:
        own = set(parcel.ret.table_codes(table))
        for line in table.rows:
            for n, column in enumerate(table.columns, 1):
                code = table.cells.get((line.id, column.id), "")
                if code in own:
                    places[code] = (table.id, line.id, str(n))
    return Outgoing(parcel.issue, {code: _sent(parcel.ret, code, places.get(code)) for code in parcel.codes})


def _sent(ret: Return, code: str, place: tuple[str, str, str] | None) -> Sent:
    cell = ret.cell(code)
    answer = answers.of_cell(cell)
    kept = replace(answer, words=clean(answer.words), reason=clean(answer.reason))
    note = replace(answers.note_of(cell), words=clean(cell.note) if cell.note.strip() else "")
    number, name, unit = (clean(word) for word in called(ret.item(code)))
    return Sent(number, name, unit, kept, note, place)
