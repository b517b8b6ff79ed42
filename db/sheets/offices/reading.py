"""A workbook that comes back from an office: which issue it is, what it says, and what was altered besides.

Cells are found by the marks in the hidden column (marks.py); where those are gone, by printed number and name.
What was sent is on a hidden sheet; where that is gone, the caller may know it. Judges no figure.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from db.domain.addresses import column_letters
from db.domain.cells import State
from db.domain.travel.answers import MARKS, NOTE, SILENT, Answer, in_words, of_words
from db.domain.travel.issue import FORM, Issue, Sent
from db.domain.travel.merging import Entry, Source, emptied
from db.domain.trouble import KnownError
from db.sheets.checks.engine import ENGINE
from db.sheets.checks.front import FRONT
from db.sheets.offices import marks
from db.sheets.opening import Page, open_workbook
from db.sheets.printed import NAME, UNIT, Called, Place, by_print, heads_of
from db.sheets.said import about, said, unsure

_AGAIN = "请科室用分发给他们的那个文件填写，再发回来。"
_MOST_TOLD = 6


@dataclass(frozen=True, slots=True)
class Returned:
    """One workbook as it came back: `entries` say what it holds; `remarks` what was altered besides, in sentences."""

    file: str
    issue: Issue
    sent: Mapping[str, Sent]
    entries: tuple[Entry, ...]
    remarks: tuple[str, ...] = ()
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A workbook that is ours, before its cells are read."""

    file: str
    pages: tuple[Page, ...]
    issue: Issue
    sent: Mapping[str, Sent] | None


def arrived(path: Path) -> Arrived:
    """The workbook at `path`, if it is one of ours of a known form; KnownError says in one sentence why not."""
    pages = open_workbook(path, skip=(ENGINE, FRONT))
    for page in pages:
        lines = [{n - 1: held.words for n, held in row.items()} for row in page.rows.values()]
        if lines and lines[0].get(0) == marks.TITLE:
            issue = _issue(path, lines[0].get(1, ""))
            try:
                return Arrived(path.name, pages, issue, marks.read_sent(lines[1:]))
            except marks.NotOursError:
                return Arrived(path.name, pages, issue, None)
    for _, _, mark in _marks(pages):
        if mark.startswith(marks.SHEET):
            return Arrived(path.name, pages, _issue(path, mark.removeprefix(marks.SHEET)), None)
    raise KnownError(f"“{path.name}”不是法治填报分发的表，里面没有分发信息。", _AGAIN)


def _issue(path: Path, words: str) -> Issue:
    try:
        issue = marks.read_identity(words)
    except marks.NotOursError as error:
        raise KnownError(f"“{path.name}”里的分发信息已损坏，认不出是哪一份。", _AGAIN) from error
    if issue.form > FORM:
        raise KnownError(
            f"“{path.name}”是更新版本的法治填报分发的（表样 {issue.form}），本版本只认得到表样 {FORM}。",
            "请升级程序后再收。",
        )
    return issue


def read(found: Arrived, sent: Mapping[str, Sent]) -> Returned:
    """All that the workbook says about what was `sent`."""
    places, contact = _marked(found.pages, sent)
    lost = {code: Called(one.number, one.name) for code, one in sent.items() if code not in places}
    printed = by_print(found.pages, lost) if lost else {}
    headed = {code: tuple(one for one in spots if marks.WORDS in one.columns) for code, spots in printed.items()}
    places = {**places, **{code: spots for code, spots in headed.items() if spots}}
    entries = tuple(
        entry
        for code, one in sent.items()
        for place in places.get(code, ())
        for entry in _entries(found.file, code, one, place)
    )
    headless = frozenset(printed) - frozenset(places)
    remarks = (*_remarks(found, sent, places, headless), *_strangers(places))
    return Returned(found.file, found.issue, sent, entries, remarks, contact)


# ---------------------------------------------------------------- where things stand


def _marks(pages: Sequence[Page]) -> Iterator[tuple[Page, int, str]]:
    """(page, row, mark) of every mark of the visible sheets."""
    for page in pages:
        for number, row in page.rows.items():
            for held in row.values():
                if held.words.startswith("fz:"):
                    yield page, number, held.words


def _marked(pages: Sequence[Page], sent: Mapping[str, Sent]) -> tuple[dict[str, tuple[Place, ...]], str]:
    """Code → its places by the marks; and what the office wrote of itself."""
    cells = {one.place: code for code, one in sent.items() if one.place}
    places: dict[str, list[Place]] = {}
    contact: dict[str, str] = {}
    heads: dict[tuple[str, str], Mapping[str, int]] = {}
    for page, number, mark in _marks(pages):
        kind, _, rest = mark.partition(" ")
        if kind == marks.HEADS or f"{kind} " == marks.TABLE:
            words = {column: held.words.strip() for column, held in page.rows[number].items()}
            heads[page.name, rest] = heads_of(words)
        elif f"{kind} " == marks.ITEM and rest in sent and marks.WORDS in heads.get((page.name, ""), {}):
            places.setdefault(rest, []).append(_line(page, number, heads[page.name, ""]))
        elif f"{kind} " == marks.ROW:
            table, _, line = rest.partition("/")
            for serial, column in heads.get((page.name, table), {}).items():
                if (table, line, serial) in cells:
                    code = cells[table, line, serial]
                    places.setdefault(code, []).append(Place(page, number, {marks.WORDS: column}))
        elif f"{kind} " == marks.CONTACT:
            row = sorted(page.rows[number].items())
            contact[rest] = " ".join(said(held).strip() for _, held in row[1:] if not held.words.startswith("fz:"))
    told = "　".join(contact[name] for name in ("filler", "phone") if contact.get(name))
    return {code: tuple(found) for code, found in places.items()}, told


def _line(page: Page, number: int, heads: Mapping[str, int]) -> Place:
    row = page.rows[number]
    name, unit = (said(row.get(heads[head])).strip() if head in heads else None for head in (NAME, UNIT))
    return Place(page, number, heads, name, unit)


# ---------------------------------------------------------------- what they say


def _entries(file: str, code: str, sent: Sent, place: Place) -> Iterator[Entry]:
    cells = place.page.rows.get(place.row, {})
    held = cells.get(place.columns[marks.WORDS])
    words = {role: said(cells.get(place.columns.get(role, 0))) for role in marks.ROLES}
    answer, doubt = _answer(sent, words, marks.STATE in place.columns)
    doubts = "；".join(filter(None, (doubt, emptied(sent.answer, answer), _unit_doubt(sent, place))))
    if not unsure(held):
        yield Entry(code, sent.answer, answer, _source(file, place, marks.WORDS), doubts, about(held))
    if marks.REMARK in place.columns:
        beside = [words[marks.REMARK]]
        if answer.state in (State.VALUE, State.BLANK) and words[marks.REASON].strip():
            beside.append(words[marks.REASON].strip())  # a reason for nothing is still something that was said
        note = "；".join(part for part in beside if part.strip())
        said_beside = Answer(State.VALUE, note) if note else SILENT
        source = _source(file, place, marks.REMARK)
        yield Entry(NOTE + code, sent.note, said_beside, source, emptied(sent.note, said_beside))


def _source(file: str, place: Place, role: str) -> Source:
    return Source(file, place.page.name, f"{column_letters(place.columns[role] - 1)}{place.row}")


def _answer(sent: Sent, words: Mapping[str, str], has_state: bool) -> tuple[Answer, str]:
    """The answer of one place, and why a person must look at it; "" if nobody must."""
    typed = of_words(words[marks.WORDS])
    if not has_state:
        return (sent.answer if words[marks.WORDS] == in_words(sent.answer) else typed), ""
    unchanged = words[marks.WORDS] == (sent.answer.words if sent.answer.state is State.VALUE else "")
    chosen, reason = words[marks.STATE].strip(), words[marks.REASON]
    state = next((mark for mark in MARKS if mark.value == chosen), None)
    if state is None:
        odd = chosen not in ("", marks.FILLING, State.VALUE.value, State.BLANK.value)
        if unchanged and sent.answer.state is State.VALUE:
            typed = sent.answer
        elif typed.state in MARKS and not typed.reason:
            typed = replace(typed, reason=reason)
        return typed, f"状态写的是“{chosen}”" if odd else ""
    if unchanged or typed == SILENT or typed.state is state:
        return Answer(state, reason=reason or typed.reason), ""  # what is new is the state
    return typed, f"填了“{words[marks.WORDS].strip()}”，状态又是“{chosen}”"


def _unit_doubt(sent: Sent, place: Place) -> str:
    printed = place.unit
    return f"单位由“{sent.unit}”改成了“{printed}”" if printed is not None and printed != sent.unit else ""


# ---------------------------------------------------------------- what was altered besides


def _remarks(
    found: Arrived, sent: Mapping[str, Sent], places: Mapping[str, tuple[Place, ...]], headless: frozenset[str]
) -> Iterator[str]:
    """`headless` are the codes whose line is there, under heads without a 本年."""
    if headless:
        yield f"表头里没有“{marks.WORDS}”一栏，有 {len(headless)} 项读不出来，没有收。请把那一栏的列标题改回“本年”。"
    gone = [one for code, one in sent.items() if code not in places and code not in headless]
    missing = [f"{one.number} {one.name}".strip() for one in gone]
    if missing:
        yield f"少了 {len(missing)} 项：{_some(missing)}。"
    twice = [f"{one.number} {one.name}".strip() for code, one in sent.items() if len(places.get(code, ())) > 1]
    if twice:
        yield f"有 {len(twice)} 项出现了两次：{_some(twice)}。"
    every = [(one, place) for code, one in sent.items() for place in places.get(code, ())]
    renamed = [f"“{one.name}”改成了“{place.name}”" for one, place in every if _renamed(one, place)]
    if renamed:
        yield f"改了指标名称：{_some(renamed)}。"
    for one, place in every:
        why = unsure(place.page.rows.get(place.row, {}).get(place.columns[marks.WORDS]))
        if why:
            source = _source(found.file, place, marks.WORDS)
            yield f"没有收“{one.name}”（{source.sheet}!{source.cell}）：{why}。"
    if found.sent is None:
        yield "里面的隐藏表“回收信息”不见了，按本机分发时的记录核对。"


def _renamed(sent: Sent, place: Place) -> bool:
    return place.name is not None and place.name != sent.name and not place.name.startswith(f"{sent.name}（")


def _strangers(places: Mapping[str, tuple[Place, ...]]) -> Iterator[str]:
    """Lines with words in the column of figures that are no item's: somebody added them."""
    every = [place for found in places.values() for place in found if marks.STATE in place.columns]
    taken = {(place.page.name, row) for place in every for row in (place.row, *place.more)}
    first = {place.page.name: place for place in sorted(every, key=lambda place: -place.row)}
    told = []
    for page, place in first.items():
        column = place.columns[marks.WORDS]
        told += [
            f"{page}!{column_letters(column - 1)}{number}“{said(row[column]).strip()}”"
            for number, row in place.page.rows.items()
            if number > place.row and column in row and (page, number) not in taken
        ]
    if told:
        yield f"多出来的内容没有收：{_some(told)}。"


def _some(words: Sequence[str]) -> str:
    return "、".join(words[:_MOST_TOLD]) + (" 等" if len(words) > _MOST_TOLD else "")
