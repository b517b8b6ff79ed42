"""What an indicator is: its name, unit, kind and where its figure comes from; no values, no rules."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What sort of answer an item takes. SHARE is a part of a whole, RATE a completion that may pass 100 %."""

    COUNT = "count"
    QUANTITY = "quantity"
    MONEY = "money"
    SHARE = "share"
    RATE = "rate"
    TEXT = "text"
    DATE = "date"
    YESNO = "yesno"
    CHOICE = "choice"

    @property
    def is_number(self) -> bool:
        """Whether the words are read as a quantity."""
        return self not in (Kind.TEXT, Kind.DATE, Kind.YESNO, Kind.CHOICE)

    @property
    def label(self) -> str:
        """The kind in the clerk's words."""
        return _KIND_LABELS[self]


_KIND_LABELS = {
    Kind.COUNT: "计数",
    Kind.QUANTITY: "数量",
    Kind.MONEY: "金额",
    Kind.SHARE: "占比",
    Kind.RATE: "完成率",
    Kind.TEXT: "文字",
    Kind.DATE: "日期",
    Kind.YESNO: "是否",
    Kind.CHOICE: "选择",
}


class Tier(StrEnum):
    """Where an item comes from: every return, the library, a fixed table, or the bureau itself."""

    CORE = "core"
    LIBRARY = "library"
    TABLE = "table"
    OWN = "own"


class Aggregate(StrEnum):
    """How the figures of several units make one: added, worked out again from their parts, or not at all."""

    SUM = "sum"
    DERIVED = "derived"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Item:
    """One indicator. `section` is the section's id, or the table's id for a cell of a fixed table.

    `decimals` is the usual number of digits after the point; `signed` allows negative figures;
    `units_also` are other words for the same unit; `part_of` is the code of the whole it is printed under (其中).
    """

    code: str
    number: str
    name: str
    unit: str
    kind: Kind
    decimals: int
    tier: Tier
    section: str
    definition: str = ""
    basis: str = ""
    office: str = ""
    period: str = "本年"
    aggregate: Aggregate = Aggregate.SUM
    aliases: tuple[str, ...] = ()
    units_also: tuple[str, ...] = ()
    signed: bool = False
    choices: tuple[str, ...] = ()
    part_of: str = ""

    @property
    def label(self) -> str:
        """Number and name, as messages call the item."""
        return f"{self.number} {self.name}".strip()
