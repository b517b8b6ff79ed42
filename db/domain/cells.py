"""One cell of a return: the words typed, its state, and what they are understood to be.

Knows the kinds of value; knows nothing of rules, packs' structure or storage.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from db.domain import numerals
from db.domain.guesses import quoted, state_meant
from db.domain.items import Item, Kind
from db.domain.quantity import Misread, Quantity, parse, plain

YES, NO = "是", "否"
_YES = frozenset("是 是的 有 y yes √ ✓ ✔ ☑ 1 对 已".split())
_NO = frozenset("否 不是 无 没有 没 n no × ✗ ✘ 0 不 未".split())
_DATE = re.compile(r"(\d{4})(?:[-/.年])(\d{1,2})(?:[-/.月])(\d{1,2})[日号]?")
_CHINESE_DATE = re.compile(
    r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})[日号]"
)
_CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")


class State(StrEnum):
    """The four honest states of a cell (0 is a value: the duty exists and nothing happened)."""

    BLANK = "未填"
    VALUE = "已填"
    NOT_APPLICABLE = "不适用"
    UNAVAILABLE = "暂无法取得"


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one cell. `words` are exactly as typed; `text` is the reading of a kind that is no number.

    `reason` says why a figure cannot be had; `note` is the clerk's remark on the item.
    """

    state: State = State.BLANK
    words: str = ""
    quantity: Quantity | None = None
    misread: Misread | None = None
    text: str = ""
    reason: str = ""
    note: str = ""
    starred: bool = False

    @property
    def value(self) -> str:
        """The exact decimal in plain digits, an ISO date, 是/否 or the text; "" where there is none."""
        return self.quantity.text if self.quantity else self.text

    @property
    def qualifier(self) -> str:
        """余, 近, 以上 … as understood; "" for an exact figure."""
        return self.quantity.qualifier if self.quantity else ""

    @property
    def answered(self) -> bool:
        """Whether the clerk has dealt with the item: any state but 未填, and the words are understood."""
        return self.state is not State.BLANK and self.misread is None


BLANK = Cell()


def typed(item: Item, words: str, before: Cell = BLANK) -> Cell:
    """The cell after `words` were typed into it; note and star of `before` stay, empty words make it 未填."""
    if not words.strip():
        return replace(before, state=State.BLANK, words="", quantity=None, misread=None, text="", reason="")
    read = understand(item, words)
    return replace(
        before,
        state=State.VALUE,
        words=words,
        quantity=read if isinstance(read, Quantity) else None,
        misread=read if isinstance(read, Misread) else None,
        text=read if isinstance(read, str) else "",
        reason="",
    )


def marked(state: State, reason: str, before: Cell = BLANK) -> Cell:
    """The cell after it was marked 不适用 or 暂无法取得, or emptied; words leave it (the history keeps them)."""
    kept = reason if state in (State.NOT_APPLICABLE, State.UNAVAILABLE) else ""
    return replace(before, state=state, words="", quantity=None, misread=None, text="", reason=kept)


def exchanged(now: Cell, expected: Cell, then: Cell) -> Cell | None:
    """`then` in the place of `expected`, with what was changed meanwhile elsewhere in the cell: answer, note and star
    are apart. None where `then` would overwrite such a change.
    """
    remark = {}
    for name in ("note", "starred"):
        if getattr(then, name) == getattr(expected, name):
            remark[name] = getattr(now, name)
        elif getattr(now, name) != getattr(expected, name):
            return None
    kept = replace(then, **remark)
    if _answer(then) == _answer(expected):
        return replace(now, note=kept.note, starred=kept.starred)
    return kept if _answer(now) == _answer(expected) else None


def _answer(cell: Cell) -> Cell:
    return replace(cell, note="", starred=False)


def understand(item: Item, words: str) -> Quantity | Misread | str:
    """`words` read as the item's kind demands."""
    if item.kind.is_number:
        return parse(words, item.unit, item.units_also)
    if item.kind is Kind.DATE:
        return _date(words)
    if item.kind is Kind.YESNO:
        return _yes_or_no(words)
    if item.kind is Kind.CHOICE:
        return _choice(item, words)
    return words


def _date(words: str) -> str | Misread:
    text = plain(words)
    match = _DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text)
    parts = [int(part) for part in match.groups()] if match else _chinese_date(text)
    try:
        return date(*parts).isoformat()
    except (TypeError, ValueError):  # none, or no such day
        problem = state_meant(text, zero="") or f"{quoted(words)}不是一个完整的日期"
        return Misread(problem, "请填年、月、日", "2024-12-31")


def _chinese_date(text: str) -> list[int]:
    """二〇二四年一月五日, as older documents are dated; empty if it is none."""
    match = _CHINESE_DATE.fullmatch(text)
    numbers = [numerals.read(part) for part in match.groups()[1:]] if match else []
    if match is None or None in numbers:
        return []
    return [int(match[1].translate(_CHINESE_DIGITS)), *(int(number.value) for number in numbers if number)]


def _yes_or_no(words: str) -> str | Misread:
    text = plain(words).lower()
    if text in _YES:
        return YES
    if text in _NO:
        return NO
    return Misread(state_meant(text, zero="") or f"看不懂{quoted(words)}", "请填“是”或“否”", YES)


def _choice(item: Item, words: str) -> str | Misread:
    text = plain(words)
    for choice in item.choices:
        if plain(choice) == text:
            return choice
    problem = state_meant(text, zero="") or f"{quoted(words)}不在可选的内容里"
    return Misread(problem, f"请从 {'、'.join(item.choices)} 中选一个", item.choices[0])
