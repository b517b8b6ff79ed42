"""What helps an office to fill in a cell: drop-downs, words beside it, a question at a slip; nothing is refused."""

from dataclasses import dataclass, field

from db.domain.addresses import column_letters
from db.domain.items import Item, Kind
from db.sheets.model import Hint, Offer, clean

_NUMERALS = "0123456789０１２３４５６７８９一二三四五六七八九十百千万亿零两无"
_LONGEST_PROMPT, _LONGEST_LIST = 250, 250  # Excel: 255
_LONGEST_TITLE = 30  # Excel: 32


@dataclass
class Help:
    """What is gathered for one sheet."""

    offers: list[Offer] = field(default_factory=list)
    hints: list[Hint] = field(default_factory=list)

    def add(self, item: Item, row: int, column: int, last: str = "") -> None:
        """What helps to fill in one cell; nothing that a person means is ever refused.

        `last` is last year's figure in words, where no column shows it.
        """
        title, prompt = _title(clean(item.label)), _prompt(item, last)
        words = ("是", "否") if item.kind is Kind.YESNO else item.choices if item.kind is Kind.CHOICE else ()
        plain = all("," not in word and '"' not in word for word in words)
        if words and plain and len(",".join(words)) <= _LONGEST_LIST:
            self.offers.append(Offer(row, column, row, column, tuple(words), strict=False, title=title, prompt=prompt))
        else:
            self.hints.append(Hint(row, column, title, prompt, _a_number(row, column) if item.kind.is_number else ""))


def look(item: Item) -> str:
    """The look of the cell of an item."""
    if item.kind is Kind.TEXT:
        return "input_words"
    return "input" if item.kind.is_number else "input_choice"


def _title(label: str) -> str:
    """The end of a long label: cells of a table begin alike."""
    return label if len(label) <= _LONGEST_TITLE else f"…{label[1 - _LONGEST_TITLE :]}"


def _prompt(item: Item, last: str) -> str:
    kinds = {Kind.DATE: "填年、月、日，例如 2024-12-31。", Kind.YESNO: "填“是”或“否”。", Kind.TEXT: "填文字。"}
    ask = f"按“{item.unit}”填。" if item.kind.is_number and item.unit else kinds.get(item.kind, "")
    if item.kind is Kind.CHOICE:
        ask = f"从 {'、'.join(item.choices)} 中选一个。"
    before = f"上年：{last}。" if last else ""
    return clean(before + ask + item.definition)[:_LONGEST_PROMPT] or "请填写。"


def _a_number(row: int, column: int) -> str:
    """Whether what was typed holds a numeral at all: 近300 and 一千余 do, a slip of the keyboard does not."""
    cell = f"{column_letters(column)}{row + 1}"
    return f'SUMPRODUCT(--ISNUMBER(FIND(MID("{_NUMERALS}",ROW($1:${len(_NUMERALS)}),1),{cell})))>0'
