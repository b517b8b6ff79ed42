"""How returned workbooks meet the return: one line for each item that somebody changed, conflicts named, none settled.

Each workbook carries what it was issued with, so an answer counts only where it differs from that. The law: for
workbooks issued from the same state of the return, neither their order nor how they are parted into several imports
changes the outcome, if two that conflict are settled by what they say. Writes nothing and knows no file.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from db.domain.cells import Cell, State
from db.domain.returns import Return
from db.domain.travel.answers import NOTE, SILENT, Answer, meaning, said_by, written

KEEP = -1
"""Chosen in place of an option: what the return says now stays."""


class Verdict(StrEnum):
    """What becomes of one line."""

    NEW = "新填"
    REPLACE = "替换"
    MISREAD = "看不懂"
    CONFLICT = "不一致"
    DOUBT = "要核对"
    SEEN = "已收过"
    SAME = "相同"


_PROPOSED = frozenset((Verdict.NEW, Verdict.REPLACE, Verdict.MISREAD))
_OPEN = frozenset((Verdict.CONFLICT, Verdict.DOUBT))


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """Where something stands: the file's name, the sheet, the cell (B7)."""

    file: str
    sheet: str = ""
    cell: str = ""

    @property
    def words(self) -> str:
        """The place as the history tells it."""
        return f"{self.file} {self.sheet}!{self.cell}" if self.sheet else self.file


@dataclass(frozen=True, slots=True)
class Entry:
    """What one workbook says under a key: as it was issued, and now.

    `doubt` says why a person must look, `told` what a person should know.
    """

    key: str
    base: Answer
    answer: Answer
    source: Source
    doubt: str = ""
    told: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """All that one workbook says; `seen`: the same answers were collected before."""

    entries: tuple[Entry, ...]
    seen: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers that a line could take, and everybody who gave it."""

    answer: Answer
    sources: tuple[Source, ...]

    @property
    def told(self) -> str:
        """Who gave it, in words."""
        return "、".join(source.words for source in self.sources)


@dataclass(frozen=True, slots=True)
class Line:
    """One item (or the remark beside it) that somebody changed: what it says now, what it could say."""

    key: str
    verdict: Verdict
    now: Answer
    options: tuple[Option, ...]
    remark: str = ""

    @property
    def code(self) -> str:
        """The item's code."""
        return self.key.removeprefix(NOTE)

    @property
    def is_note(self) -> bool:
        """Whether it is about the remark beside the figure."""
        return self.key.startswith(NOTE)

    @property
    def possible(self) -> bool:
        """Whether anything of it could be written."""
        return self.verdict is not Verdict.SAME

    @property
    def is_open(self) -> bool:
        """Whether a person must choose before anything is written."""
        return self.verdict in _OPEN

    @property
    def proposal(self) -> int | None:
        """What is chosen unless the person says otherwise: an option, KEEP, or None where a person must."""
        if self.is_open:
            return None
        return 0 if self.verdict in _PROPOSED else KEEP


Choices = Mapping[str, int]
"""Key of a line → the option chosen for it, or KEEP."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What is to be written: code → (the cell as it stands, the cell to write), and where each came from."""

    cells: Mapping[str, tuple[Cell, Cell]] = field(default_factory=dict)
    origin: Mapping[str, str] = field(default_factory=dict)


def merge(ret: Return, papers: Sequence[Paper]) -> tuple[Line, ...]:
    """One line for every key that some workbook changed, as printed; remarks follow their figures."""
    changed: dict[str, list[tuple[Entry, bool]]] = {}
    for paper in papers:
        for entry in paper.entries:
            if _differs(ret, entry.key, entry.answer, entry.base):
                changed.setdefault(entry.key, []).append((entry, paper.seen))
    order = {code: place for place, code in enumerate(ret.ordered_codes)}
    keys = sorted(changed, key=lambda key: (order.get(key.removeprefix(NOTE), len(order)), key.removeprefix(NOTE), key))
    return tuple(_line(ret, key, changed[key]) for key in keys)


def _differs(ret: Return, key: str, one: Answer, other: Answer) -> bool:
    if one == other:
        return False
    item = ret.item(key.removeprefix(NOTE))
    return meaning(key, one, item) != meaning(key, other, item)


def _line(ret: Return, key: str, found: Sequence[tuple[Entry, bool]]) -> Line:
    now = said_by(key, ret.cell(key.removeprefix(NOTE)))
    others = [(entry, seen) for entry, seen in found if _differs(ret, key, entry.answer, now)]
    if not others:
        return Line(key, Verdict.SAME, now, _options(ret, key, [entry for entry, _ in found]))
    fresh = [entry for entry, seen in others if not seen]
    if not fresh:
        told = "这份表以前收过，之后填报里又改了"
        return Line(key, Verdict.SEEN, now, _options(ret, key, [entry for entry, _ in others]), told)
    options = _options(ret, key, fresh)
    moved = any(_differs(ret, key, now, entry.base) for entry in fresh)
    if len(options) > 1 or moved:
        return Line(key, Verdict.CONFLICT, now, options, _why(len(options), moved, fresh))
    doubts = sorted({entry.doubt for entry in fresh if entry.doubt})
    if doubts:
        return Line(key, Verdict.DOUBT, now, options, "；".join(doubts))
    told = "；".join(sorted({entry.told for entry in fresh if entry.told}))
    return Line(key, *_clean(ret, key, now, options, told))


def _clean(
    ret: Return, key: str, now: Answer, options: tuple[Option, ...], told: str
) -> tuple[Verdict, Answer, tuple[Option, ...], str]:
    answer = options[0].answer
    code = key.removeprefix(NOTE)
    misread = written(key, answer, ret.item(code), ret.cell(code)).misread if not key.startswith(NOTE) else None
    if misread is not None:
        return Verdict.MISREAD, now, options, f"{misread.problem}；{misread.expected}，例如“{misread.example}”"
    return (Verdict.NEW if now == SILENT else Verdict.REPLACE), now, options, told


def _why(answers: int, moved: bool, fresh: Iterable[Entry]) -> str:
    if answers > 1:
        return "几处填得不一样" + ("，填报里的也不一样" if moved else "")
    blank = all(entry.base == SILENT for entry in fresh)
    return "填报里已经填了别的内容" if blank else "分发以后，填报里的这一项也改过"


def _options(ret: Return, key: str, entries: Iterable[Entry]) -> tuple[Option, ...]:
    """The answers, those that come to the same as one, in an order that no file's place in the list decides."""
    item = ret.item(key.removeprefix(NOTE))
    groups: dict[object, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(meaning(key, entry.answer, item), []).append(entry)
    made = [
        Option(min((e.answer for e in group), key=_shortest), tuple(sorted({e.source for e in group})))
        for group in groups.values()
    ]
    return tuple(sorted(made, key=lambda option: _shortest(option.answer)))


def _shortest(answer: Answer) -> tuple[int, str, str, str]:
    return len(answer.words), answer.words, answer.state.value, answer.reason


def open_lines(lines: Iterable[Line], choices: Choices) -> tuple[Line, ...]:
    """The lines on which a person still has to choose."""
    return tuple(line for line in lines if line.is_open and line.key not in choices)


def taken(ret: Return, lines: Iterable[Line], choices: Choices, verb: str) -> Taken:
    """What the lines come to with these `choices`; `verb` (回收) begins the origin that the history tells."""
    pairs: dict[str, tuple[Cell, Cell]] = {}
    origin: dict[str, str] = {}
    for line in lines:
        choice = choices.get(line.key, line.proposal)
        if choice is None or choice == KEEP or not line.possible:
            continue
        option = line.options[choice]
        before = ret.cell(line.code)
        after = written(line.key, option.answer, ret.item(line.code), pairs.get(line.code, (before, before))[1])
        if after != before:
            pairs[line.code] = before, after
            origin.setdefault(line.code, f"{verb} {option.told}")  # the figure's, before its remark's
    return Taken(pairs, origin)


def emptied(entry_base: Answer, answer: Answer) -> str:
    """Why a person must look where words that had been issued were taken away; "" if none were."""
    gone = answer.state is State.BLANK and entry_base.state is not State.BLANK
    return f"表里清空了这一项（分发时是“{entry_base.shown}”）" if gone else ""
