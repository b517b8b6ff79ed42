"""Finding figures on a sheet as a reader does: by printed number and name, by the heads of a table; no hidden marks.

Works on the sheets that this program prints, also after rows and columns were put in or moved; judges no figure.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from db.domain.pasting.names import name_key
from db.domain.quantity import plain
from db.sheets.opening import Page
from db.sheets.said import said

NUMBER, NAME, UNIT = "编号", "指标名称", "单位"
_UNITS = ("单位", "计量单位")
_CORNER, _FIRST, _SECOND = "项目", "甲", "乙"
_YEAR = re.compile(r"\s*[（(]\d{4}年[）)]")
_THIS_YEAR = re.compile("本年度?(数|值|数据|数值)?")
_TAIL = re.compile(r"[（(][^（()）]*[）)]$")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands: sheet, row and columns (from 1) by their heads; name and unit as printed, None if not."""

    page: Page
    row: int
    columns: Mapping[str, int]
    name: str | None = None
    unit: str | None = None
    more: tuple[int, ...] = ()
    """Further rows on which the words of this one go on."""


@dataclass(frozen=True, slots=True)
class Called:
    """How one item is printed."""

    number: str
    name: str


@dataclass
class _Known:
    """The items that are sought, by what is printed of them."""

    by_both: dict[tuple[str, str], str] = field(default_factory=dict)
    by_name: dict[str, list[str]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)


def by_print(pages: tuple[Page, ...], called: Mapping[str, Called]) -> dict[str, tuple[Place, ...]]:
    """Code → its places on the visible sheets, of those items whose number and name are found there."""
    known = _Known()
    for code, one in called.items():
        known.by_both[plain(one.number), name_key(one.name)] = code
        known.by_name.setdefault(name_key(one.name), []).append(code)
        if "·" in one.name:
            title = one.name.partition("·")[0]
            known.titles[name_key(f"{one.number}{title}")] = title
    found: dict[str, list[Place]] = {}
    for page in pages:
        if not page.hidden:
            for code, place in (*_items(page, known), *_tables(page, known)):
                found.setdefault(code, []).append(place)
    return {code: tuple(places) for code, places in found.items()}


# ---------------------------------------------------------------- lines of items


def _items(page: Page, known: _Known) -> Iterator[tuple[str, Place]]:
    heads: dict[str, int] = {}
    last: tuple[str, Place] | None = None
    for number, row in page.rows.items():
        words = {column: said(held).strip() for column, held in row.items()}
        fresh = heads_of(words)
        if NUMBER in fresh and NAME in fresh:
            if last:
                yield last
            heads, last = fresh, None
            continue
        if not heads:
            continue
        code = _code(known, words.get(heads[NUMBER], ""), words.get(heads[NAME], ""))
        if code:
            if last:
                yield last
            unit = next((words.get(heads[one], "") for one in _UNITS if one in heads), None)
            last = code, Place(page, number, heads, words.get(heads[NAME], ""), unit)
        elif last and not words.get(heads[NUMBER]) and not words.get(heads[NAME]):
            last = last[0], Place(page, last[1].row, heads, last[1].name, last[1].unit, (*last[1].more, number))
        elif last:
            yield last
            last = None
    if last:
        yield last


def heads_of(words: Mapping[int, str]) -> dict[str, int]:
    """Head → its column, of one row of heads; 本年度 and 本 年 count as 本年 unless 本年 itself stands there, too."""
    meant = {_head(word): column for column, word in reversed(list(words.items()))}
    return {**meant, **{word: column for column, word in words.items()}}


def _head(word: str) -> str:
    bare = "".join(_YEAR.sub("", word).split())
    return "本年" if _THIS_YEAR.fullmatch(bare) else bare


def _code(known: _Known, number: str, name: str) -> str:
    """The item of a line: number and name together, or a name that only one has; without its period in brackets."""
    for called in dict.fromkeys((name, _TAIL.sub("", name))):
        both = known.by_both.get((plain(number), name_key(called)))
        alone = known.by_name.get(name_key(called), [])
        if both or (len(alone) == 1 and called):
            return both or alone[0]
    return ""


# ---------------------------------------------------------------- tables


def _tables(page: Page, known: _Known) -> Iterator[tuple[str, Place]]:
    filled = _filled(page)
    title, top = "", 0
    for number in page.rows:
        row = filled.get(number, {})
        named = next((known.titles[key] for word in row.values() if (key := name_key(word)) in known.titles), "")
        if named:
            title, top = named, number
        if title and _FIRST in row.values() and _SECOND in row.values():
            yield from _table(page, known, filled, title, (top, number))
            title = ""


def _filled(page: Page) -> dict[int, dict[int, str]]:
    """The words of every cell, those of a merged one in each of its cells."""
    found = {n: {column: said(held).strip() for column, held in row.items()} for n, row in page.rows.items()}
    for merge in page.merges:
        words = found.get(merge.top, {}).get(merge.left, "")
        if words and (merge.bottom - merge.top) < 2_000 and (merge.right - merge.left) < 200:
            for number in range(merge.top, merge.bottom + 1):
                row = found.setdefault(number, {})
                row.update(dict.fromkeys(range(merge.left, merge.right + 1), words))
    return found


def _table(
    page: Page, known: _Known, filled: Mapping[int, Mapping[int, str]], title: str, span: tuple[int, int]
) -> Iterator[tuple[str, Place]]:
    top, serials = span
    line = filled[serials]
    second = next(column for column, word in sorted(line.items()) if word == _SECOND)
    values = [column for column, word in sorted(line.items()) if word.isdecimal() and column > second]
    if not values:
        return
    sides = range(second, values[0])
    first = next((n for n in range(top + 1, serials) if _CORNER in filled.get(n, {}).values()), top + 1)
    heads = {column: _down(filled, range(first, serials), column) for column in values}
    for number in sorted(n for n in page.rows if n > serials):
        row = filled[number]
        beside = _once(row.get(column, "") for column in sides)
        if not beside:
            return
        for column in values:
            name = "·".join((title, *beside, *heads[column]))
            codes = known.by_name.get(name_key(name), [])
            if len(codes) == 1:
                yield codes[0], Place(page, number, {"本年": column})


def _down(filled: Mapping[int, Mapping[int, str]], rows: range, column: int) -> tuple[str, ...]:
    words = (filled.get(row, {}).get(column, "") for row in rows)
    return _once(word.partition("\n")[0].strip() for word in words)


def _once(words: Iterator[str]) -> tuple[str, ...]:
    """The words in order, none empty, none like the one before."""
    found: list[str] = []
    for word in words:
        if word and (not found or found[-1] != word):
            found.append(word)
    return tuple(found)
