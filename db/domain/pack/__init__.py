"""The indicator pack as the program uses it: sections, items, fixed tables, rules, dates, labels.

Immutable and complete: a pack that exists is sound (`faults` has judged it). Knows no file format.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from db.domain.items import Item, Tier

OWN_SECTION = "own"


class Level(StrEnum):
    """What a broken rule asks for: 错误 must be mended, 需说明 wants a reason, 提示 only informs."""

    ERROR = "错误"
    EXPLAIN = "需说明"
    HINT = "提示"


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the indicator sheet; `codes` are its items in printed order."""

    id: str
    number: str
    title: str
    codes: tuple[str, ...]

    @property
    def label(self) -> str:
        """Number and title, as shown in the tree of sections."""
        return f"{self.number} {self.title}".strip()


@dataclass(frozen=True, slots=True)
class Line:
    """One row or column of a fixed table; `heads` from the outermost to the innermost."""

    id: str
    number: str
    heads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose rows and columns are fixed by rule; `cells` maps (row id, column id) to an item's code.

    `totals` are the ids of rows and columns declared to be the sum of others.
    """

    id: str
    number: str
    title: str
    group: str
    basis: str
    remark: str
    unit: str
    columns: tuple[Line, ...]
    rows: tuple[Line, ...]
    cells: Mapping[tuple[str, str], str]
    totals: frozenset[str] = frozenset()
    first_year: int | None = None
    last_year: int | None = None

    @property
    def label(self) -> str:
        """Number and title."""
        return f"{self.number} {self.title}"

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of its cells, row by row, linked items included."""
        order = [(row.id, column.id) for row in self.rows for column in self.columns]
        return tuple(self.cells[place] for place in order if place in self.cells)

    def applies(self, year: int) -> bool:
        """Whether the table is filled for `year`."""
        return _within(year, self.first_year, self.last_year)

    def expand(self, row: str, column: str) -> tuple[str, ...]:
        """The codes of a range such as row.* or *.column; declared totals are no part of it."""
        return tuple(
            code
            for (r, c), code in self.cells.items()
            if (r == row or (row == "*" and r not in self.totals))
            and (c == column or (column == "*" and c not in self.totals))
        )


@dataclass(frozen=True, slots=True)
class Example:
    """One set of figures for which a rule must come out as stated; keys are codes or "last:code"."""

    words: Mapping[str, str]
    passes: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A relation between items; `check` and `when` are lines of the rule language (db.domain.rules)."""

    id: str
    level: Level
    title: str
    check: str
    next_step: str
    when: str = ""
    tolerance: str = ""
    first_year: int | None = None
    last_year: int | None = None
    examples: tuple[Example, ...] = ()

    def applies(self, year: int) -> bool:
        """Whether the rule is judged for `year`."""
        return _within(year, self.first_year, self.last_year)


@dataclass(frozen=True, slots=True)
class Swing:
    """How far a figure may move from last year's: beyond `ask_…` times it a reason is asked for, beyond `hint_…` told.

    `ask_from` and `hint_from` are floors, (number, unit): the greater of the two figures must reach the one of its
    family of units. The floor in 件 holds for every unit that counts single things.
    """

    ask_over: Fraction
    ask_under: Fraction
    hint_over: Fraction
    hint_under: Fraction
    ask_from: tuple[tuple[Fraction, str], ...]
    hint_from: tuple[tuple[Fraction, str], ...]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A statutory date in the year after the reported one."""

    id: str
    month: int
    day: int
    what: str
    to: str
    basis: str


@dataclass(frozen=True, slots=True)
class HeadField:
    """A field of the sheet's head, foot or covering document."""

    id: str
    label: str
    place: str
    example: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class ListForm:
    """One of the lists that come back every year; `columns` are (id, label) pairs."""

    id: str
    title: str
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Pack:
    """A validated indicator pack. `items` are in printed order; `aliases` map old codes to the ones in use."""

    id: str
    title: str
    version: str
    first_year: int | None
    last_year: int | None
    provisional: bool
    outline: str
    remark: str
    sections: tuple[Section, ...]
    items: Mapping[str, Item]
    tables: tuple[Table, ...]
    rules: tuple[Rule, ...]
    deadlines: tuple[Deadline, ...]
    head_fields: tuple[HeadField, ...]
    lists: tuple[ListForm, ...]
    notes: tuple[str, ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    swing: Swing | None = None

    @cached_property
    def aliases(self) -> Mapping[str, str]:
        """Other codes under which an item may be named."""
        return {alias: item.code for item in self.items.values() for alias in item.aliases}

    @cached_property
    def table_by_id(self) -> Mapping[str, Table]:
        """Tables by their id, for ranges."""
        return {table.id: table for table in self.tables}

    @cached_property
    def rule_by_id(self) -> Mapping[str, Rule]:
        """Rules by their id."""
        return {rule.id: rule for rule in self.rules}

    def covers(self, year: int) -> bool:
        """Whether a return of `year` is made with this pack."""
        return _within(year, self.first_year, self.last_year)

    def resolve(self, code: str) -> str | None:
        """The code in use for `code` or its alias, or the item a linked table cell stands for; None if unknown."""
        if code in self.items:
            return code
        if code in self.aliases:
            return self.aliases[code]
        table_id, _, place = code.partition(".")
        table = self.table_by_id.get(table_id)
        row, _, column = place.partition(".")
        return table.cells.get((row, column)) if table else None

    def tables_of(self, year: int) -> tuple[Table, ...]:
        """The fixed tables to be filled for `year`."""
        return tuple(table for table in self.tables if table.applies(year))

    def with_own(self, own: tuple[Item, ...]) -> "Pack":
        """This pack with a bureau's own items at the end of their sections (their own section if none fits)."""
        if not own:
            return self
        known = {section.id for section in self.sections}
        placed = tuple(item if item.section in known else replace(item, section=OWN_SECTION) for item in own)
        sections = [
            replace(s, codes=s.codes + tuple(i.code for i in placed if i.section == s.id)) for s in self.sections
        ]
        loose = tuple(item.code for item in placed if item.section == OWN_SECTION)
        if loose:
            sections.append(Section(OWN_SECTION, "附", "本单位自设指标", loose))
        items = {**self.items, **{item.code: item for item in placed}}
        return replace(self, sections=tuple(sections), items=items)

    def starting_codes(self, year: int) -> frozenset[str]:
        """What a new return of `year` asks: the core and the tables."""
        cells = {code for table in self.tables_of(year) for code in table.codes}
        return frozenset({c for c, item in self.items.items() if item.tier is Tier.CORE} | cells)


def _within(year: int, first: int | None, last: int | None) -> bool:
    return (first is None or year >= first) and (last is None or year <= last)
