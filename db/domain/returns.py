"""One unit's return of one year, immutable; knows its pack and its cells, judges nothing, stores nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from db.domain.cells import BLANK, Cell, State
from db.domain.findings import Explanation, Waiver
from db.domain.items import Item
from db.domain.pack import Pack, Section, Table
from db.domain.stages import NEW, Life, Status

ListRow = Mapping[str, str]
__all__ = ["ListRow", "Return", "Status", "printed_codes"]


@dataclass(frozen=True)
class Return:
    """All that one unit reports for one year.

    `pack` holds the bureau's own items too. `active` are the codes asked for: core, tables, what was switched
    on, own items. `cells` holds only cells that were touched. `head` is field id → words, `lists` list id →
    rows of column id → words, `explanations` rule id → reason, `waivers` rule id → why it is off or softened,
    `life` the version it is and who signed it so far.
    """

    unit: str
    year: int
    pack: Pack
    active: frozenset[str]
    cells: Mapping[str, Cell] = field(default_factory=dict)
    head: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, tuple[ListRow, ...]] = field(default_factory=dict)
    explanations: Mapping[str, Explanation] = field(default_factory=dict)
    waivers: Mapping[str, Waiver] = field(default_factory=dict)
    status: Status = Status.DRAFT
    life: Life = NEW
    practice: bool = False

    def cell(self, code: str) -> Cell:
        """The cell of `code`; an untouched one is 未填."""
        return self.cells.get(code, BLANK)

    def item(self, code: str) -> Item:
        """The item of `code` (a code in use, not an alias)."""
        return self.pack.items[code]

    def with_cell(self, code: str, cell: Cell) -> "Return":
        """This return with one cell changed."""
        return replace(self, cells={**self.cells, code: cell})

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The fixed tables of this year."""
        return self.pack.tables_of(self.year)

    def section_items(self, section: Section) -> tuple[Item, ...]:
        """The section's items that this return asks, in printed order."""
        return tuple(self.pack.items[code] for code in section.codes if code in self.active)

    def table_codes(self, table: Table) -> tuple[str, ...]:
        """The cells counted with a table; those that a section (or another table) asks are counted there alone."""
        asked = (code for code in dict.fromkeys(table.codes) if code in self.active)
        return tuple(code for code in asked if self.pack.items[code].section == table.id)

    @cached_property
    def ordered_codes(self) -> tuple[str, ...]:
        """Every code asked for, once, in printed order: sections first, then the tables' own cells."""
        return tuple(code for code in printed_codes(self.pack, self.year) if code in self.active)

    def library(self) -> tuple[Item, ...]:
        """The items that can still be switched on, in printed order."""
        codes = [code for section in self.pack.sections for code in section.codes]
        return tuple(self.pack.items[code] for code in codes if code not in self.active)

    def progress(self, codes: tuple[str, ...]) -> tuple[int, int]:
        """How many of `codes` are answered (words not understood are no answer), and how many there are.

        The counts of all sections (`section_items`) and tables (`table_codes`) add up to those of `ordered_codes`.
        """
        return sum(self.cell(code).answered for code in codes), len(codes)

    def head_progress(self) -> tuple[int, int]:
        """How many of the head's required fields are filled in, and how many there are."""
        required = [field.id for field in self.pack.head_fields if field.required]
        return sum(bool(self.head.get(name, "").strip()) for name in required), len(required)

    def unfilled(self) -> tuple[str, ...]:
        """Codes still 未填, in printed order."""
        return tuple(code for code in self.ordered_codes if self.cell(code).state is State.BLANK)


def printed_codes(pack: Pack, year: int) -> tuple[str, ...]:
    """Every code a return of `year` may ask, once, in printed order."""
    in_sections = [code for section in pack.sections for code in section.codes]
    in_tables = [code for table in pack.tables_of(year) for code in table.codes]
    return tuple(dict.fromkeys((*in_sections, *in_tables)))
