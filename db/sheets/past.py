"""A standard workbook read back: unit, year, and what it says of each item; knows nothing of any return.

First by the hidden sheet 核对数据 with all that was exported, altered cells as they stand now; in files of earlier
versions by the hidden sheet 数据明细; in files that lost both by printed numbers and names.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from db.domain.addresses import column_letters
from db.domain.cells import State
from db.domain.travel.answers import NOTE, SILENT, Answer, of_words
from db.domain.travel.merging import Entry, Source
from db.domain.trouble import KnownError
from db.sheets.comparing import compared
from db.sheets.opening import Held, Page, open_workbook
from db.sheets.printed import Called, by_print
from db.sheets.record import RECORD, Record, RecordError, read_record
from db.sheets.said import about, said, unsure

DETAILS = "数据明细"
_CODE, _WORDS, _STATE, _REASON, _REMARK = "代码", "填报原文", "状态", "原因", "备注"
_YEAR = re.compile(r"(\d{4})\s*年度")
_UNIT = "填报单位："
_LEFT_OUT = {"head": "表头与签章", "lists": "三张清单", "reasons": "审核说明", "set_aside": "停用和降级的审核关系"}
_NOTHING = frozenset(("", "—"))
Names = Mapping[str, tuple[str, str]]


class NotOursError(KnownError):
    """A workbook, but none that this program exported."""


@dataclass(frozen=True, slots=True)
class Past:
    """What the workbook says, each entry beside silence; `remarks` are sentences about how it was read."""

    unit: str
    year: int
    entries: tuple[Entry, ...]
    remarks: tuple[str, ...] = ()


def read_past(path: Path, names: Names) -> Past:
    """The standard workbook at `path`; `names` are number and name by code, for files without hidden sheets."""
    pages = open_workbook(path)
    try:
        record = read_record(pages)
    except RecordError:
        record = None
    if record is not None:
        return _recorded(path.name, record, pages)
    unit, year = _heads(pages)
    if not unit or not year:
        raise NotOursError(f"“{path.name}”不是本程序导出的报送表。", "请选以前用“导出 Excel”得到的文件。")
    entries = tuple(_details(path.name, pages))
    if entries:
        return Past(unit, year, entries, (f"文件里没有“{RECORD}”，按隐藏的“{DETAILS}”录入；表面上改过的数没有看。",))
    printed = tuple(_printed(path.name, pages, names))
    if names and not printed:
        raise KnownError(f"“{path.name}”里没有找到指标。", "请选以前用“导出 Excel”得到的文件。")
    return Past(unit, year, printed, ("文件里的隐藏表不见了，按编号和名称对应。",))


# ---------------------------------------------------------------- with the record


def _recorded(file: str, record: Record, pages: Sequence[Page]) -> Past:
    figures = {code: _said_then(*said_) for code, said_ in record.content["figures"].items()}
    places = {place.name: place for place in record.places if place.name}
    found = {}
    for code, (answer, note) in figures.items():
        place = places.get(code)
        source = Source(file, place.sheet, f"{column_letters(place.column - 1)}{place.row}") if place else Source(file)
        found[code] = Entry(code, SILENT, answer, source)
        if note != SILENT:
            found[f"{NOTE}{code}"] = Entry(f"{NOTE}{code}", SILENT, note, source)
    altered = [one for one in compared(record, pages, named_only=True) if one.name in record.names and one.cell]
    held = {page.name: page for page in pages}
    for one in altered:
        now = _cell(held[one.sheet], one.cell)
        told = f"导出后改过，导出时是“{one.exported}”"
        doubt = unsure(now)
        found[one.name] = Entry(one.name, SILENT, of_words(said(now)), Source(file, one.sheet, one.cell), doubt, told)
    remarks = [f"有 {len(altered)} 格在导出后改过，取表里现在的数。"] * bool(altered)
    left = [told for part, told in _LEFT_OUT.items() if any(record.content.get(part, {}).values())]
    remarks += [f"只录入了指标；{'、'.join(left)}没有录入，请照这份表补填。"] * bool(left)
    return Past(record.unit, record.year, tuple(found.values()), tuple(remarks))


def _said_then(state: str, words: str, reason: str, note: str) -> tuple[Answer, Answer]:
    return Answer(State(state), words, reason), (Answer(State.VALUE, note) if note.strip() else SILENT)


def _cell(page: Page, name: str) -> Held | None:
    letters = name.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - ord("A") + 1
    return page.rows.get(int(name[len(letters) :]), {}).get(column)


# ---------------------------------------------------------------- without it


def _heads(pages: Sequence[Page]) -> tuple[str, int]:
    """Unit and year as the captions of the sheets print them."""
    unit, year = "", 0
    for page in pages:
        for row in list(page.rows.values())[:8]:
            for held in row.values():
                if held.words.startswith(_UNIT):
                    unit = unit or held.words.removeprefix(_UNIT).strip()
                found = _YEAR.fullmatch(held.words.strip())
                if found:
                    year = year or int(found[1])
    return unit, year


def _details(file: str, pages: Sequence[Page]) -> Iterator[Entry]:
    for page in pages:
        lines = iter(page.rows.items())
        _, first = next(lines, (0, {}))
        heads = {held.words: column for column, held in first.items()}
        if not {_CODE, _WORDS, _STATE}.issubset(heads):
            continue
        for number, row in lines:
            words = {head: said(row.get(column)) for head, column in heads.items()}
            code, source = words[_CODE].strip(), Source(file, page.name, f"{column_letters(heads[_WORDS] - 1)}{number}")
            known = next((state for state in State if state.value == words[_STATE]), State.VALUE)
            if code and known is not State.BLANK:
                yield Entry(code, SILENT, Answer(known, words[_WORDS], words.get(_REASON, "")), source)
            if code and words.get(_REMARK, "").strip():
                yield Entry(f"{NOTE}{code}", SILENT, Answer(State.VALUE, words[_REMARK]), source)


def _printed(file: str, pages: Sequence[Page], names: Names) -> Iterator[Entry]:
    found = by_print(tuple(pages), {code: Called(*called) for code, called in names.items()})
    for code, places in found.items():
        place = places[0]
        column = place.columns.get("本年", 0)
        held = place.page.rows[place.row].get(column)
        more = [said(place.page.rows[row].get(column)) for row in place.more]
        words = "".join((said(held), *more))
        if words.strip() not in _NOTHING:
            source = Source(file, place.page.name, f"{column_letters(column - 1)}{place.row}")
            yield Entry(code, SILENT, of_words(words), source, unsure(held), about(held))
