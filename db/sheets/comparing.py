"""Every visible cell of a workbook beside what was exported, each altered one named; knows no return and no store.

A figure is the same as long as it is the same number, whatever its format; a sheet is the same whatever its name.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from db.domain.addresses import column_letters
from db.sheets.aligning import Words, matched_columns, matched_rows
from db.sheets.opening import Held, Page, Sort
from db.sheets.record import FORM, Place, Record, verdict_in

NOTHING, FORMULA, GONE = "（空）", "（公式）", "（没有了）"
_WHOLE_SHEET, _SEVERAL = "整张工作表", 2
_WIDE = str.maketrans("０１２３４５６７８９．，－＋％", "0123456789.,-+%")
_BEHIND = frozenset((FORM, "代码", "指标或规则"))  # how the hidden sheets begin
_Row = dict[int, Place]


@dataclass(frozen=True, slots=True)
class Altered:
    """One cell that is not as exported: sheet and cell as they are now ("" if gone), what it is about, both contents.

    `name` is what record.py calls it; "" if it is no figure and no field.
    """

    sheet: str
    cell: str
    item: str
    exported: str
    now: str
    name: str = ""


def compared(record: Record, pages: Sequence[Page], named_only: bool = False) -> tuple[Altered, ...]:
    """The altered cells in the order of the export; `named_only` leaves out what is neither a figure nor a field.

    Where nothing else was altered, the verdicts of the checks must be those of the export, too: a figure that changed
    changes them rightly, a formula put in the place of another does not.
    """
    made = _compared(record, pages, verdicts=False) or _compared(record, pages, verdicts=True)
    return tuple(one for one in made if one.name or not named_only)


def _compared(record: Record, pages: Sequence[Page], verdicts: bool) -> list[Altered]:
    sheets: dict[str, dict[int, _Row]] = {}
    for place in record.places:
        sheets.setdefault(place.sheet, {}).setdefault(place.row, {})[place.column] = place
    seen = [page for page in pages if not page.hidden and not _is_behind(page)]
    found = _matched_sheets(sheets, seen)
    made: list[Altered] = []
    for name, rows in sheets.items():
        page = found.get(name)
        made += _gone(name, rows) if page is None else _sheet(record, rows, page, verdicts)
    taken = {id(page) for page in found.values()}
    extra = [page for page in seen if id(page) not in taken and page.rows]
    return made + [Altered(page.name, "", _WHOLE_SHEET, GONE, "多出来的") for page in extra]


def _is_behind(page: Page) -> bool:
    """Whether it is one of the sheets that are hidden in an export: to show it alters nothing."""
    first = next(iter(page.rows.values()), {})
    return first.get(1, _EMPTY).words in _BEHIND and len(first) > 1


def _gone(name: str, rows: Mapping[int, _Row]) -> list[Altered]:
    named = sorted({place.name for row in rows.values() for place in row.values() if place.name})
    return [Altered(name, "", _WHOLE_SHEET, f"{len(named)} 个数据", GONE, named[0] if named else "")]


# ---------------------------------------------------------------- which is which


def _matched_sheets(sheets: Mapping[str, Mapping[int, _Row]], pages: Sequence[Page]) -> dict[str, Page]:
    """By name; the others by how many of their words they share."""
    by_name = {page.name: page for page in pages}
    found = {name: by_name[name] for name in sheets if name in by_name}
    free = [page for page in pages if page.name not in found]
    words = {id(page): {held.words for row in page.rows.values() for held in row.values()} for page in free}
    for name, rows in sheets.items():
        if name in found or not free:
            continue
        said = {place.words for row in rows.values() for place in row.values() if place.sort == "s" and place.words}
        page = max(free, key=lambda one: len(said & words[id(one)]))
        if 2 * len(said & words[id(page)]) > len(said):
            found[name] = page
            free.remove(page)
    return found


def _sheet(record: Record, rows: Mapping[int, _Row], page: Page, verdicts: bool) -> Iterator[Altered]:
    numbers, now = list(rows), list(page.rows)
    before: list[Words] = [{c: w for c, p in rows[n].items() if (w := _mark(p.words, p.sort == "f"))} for n in numbers]
    after: list[Words] = [
        {c: w for c, h in page.rows[n].items() if (w := _mark(h.words, h.sort is Sort.FORMULA))} for n in now
    ]
    pairs = matched_rows(before, after)
    columns = sorted({column for row in rows.values() for column in row})
    where = matched_columns([(before[n], after[m]) for n, m in pairs], columns)
    there = dict(pairs)
    for n, number in enumerate(numbers):
        line = rows[number]
        if n in there:
            yield from _row(record, line, (page, now[there[n]]), where, verdicts)
        elif any(place.words for place in line.values()):
            yield from _lost(record, line, page)
    kept = set(there.values())
    for m, number in enumerate(now):
        if m not in kept:
            yield from _added(page, number, page.rows[number])


def _mark(words: str, formula: bool) -> str:
    """By what a cell is known again."""
    return "=" if formula else _plain(words)


# ---------------------------------------------------------------- cell by cell


def _row(
    record: Record, line: _Row, there: tuple[Page, int], where: Mapping[int, int], verdicts: bool
) -> Iterator[Altered]:
    page, number = there
    held = dict(page.rows[number])
    about = _about(line)
    for column, place in line.items():
        spot = where.get(column)
        now = held.pop(spot, None) if spot is not None else None
        if not (_same(place, now) and (not verdicts or _same_verdict(place, now))):
            cell = f"{column_letters(spot - 1)}{number}" if spot is not None else ""
            item = record.label(place.name) or about
            yield Altered(page.name, cell, item, _exported(place), _now(now), place.name)
    yield from _added(page, number, held, about)


def _lost(record: Record, line: _Row, page: Page) -> Iterator[Altered]:
    """A row that is no longer there: its figures and fields, or if it has none its words."""
    named = [place for place in line.values() if place.name and place.words]
    for place in named:
        yield Altered(page.name, "", record.label(place.name), _exported(place), GONE, place.name)
    if not named:
        yield Altered(page.name, "", _about(line), "　".join(p.words for p in line.values() if p.words), GONE)


def _added(page: Page, number: int, cells: Mapping[int, Held], about: str = "") -> Iterator[Altered]:
    for column, held in sorted(cells.items()):
        item = about or "多出来的内容"
        yield Altered(page.name, f"{column_letters(column - 1)}{number}", item, NOTHING, _now(held))


def _about(line: _Row) -> str:
    """What a row is about, from its first words."""
    words = [place.words for _, place in sorted(line.items()) if not place.name and place.sort == "s" and place.words]
    return " ".join(words[:_SEVERAL]).replace("\n", " ")[:60]


_EMPTY = Held(Sort.TEXT, "")


def _same(place: Place, held: Held | None) -> bool:
    now = held or _EMPTY
    if place.sort == "f" or now.sort is Sort.FORMULA:
        return place.sort == "f" and now.sort is Sort.FORMULA
    if place.sort == "n":
        number = number_of(now.words)
        return number is not None and number == Decimal(place.words)
    if now.sort is Sort.NUMBER and (number := number_of(place.words)) is not None:
        return number == number_of(now.words)
    return _plain(place.words) == _plain(now.words)


def _same_verdict(place: Place, held: Held | None) -> bool:
    """Whether a formula still comes to the verdict of the export, as far as both are known."""
    result = held.result if held else None
    return place.sort != "f" or not place.words or result is None or _plain(place.words) == _plain(result.words)


def same_words(words: str, held: Held | None) -> bool:
    """Whether a cell that was exported with these words says the same."""
    return _same(Place("", 0, 0, "s", words), held)


def number_of(words: str) -> Decimal | None:
    """A number that was written in a cell in whatever way; None if the words are more than a number."""
    try:
        found = Decimal(words.translate(_WIDE).replace(",", "").strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _plain(words: str) -> str:
    """Words without what another program changes on its own: line ends, blanks at the edges, escaped letters."""
    even = words.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_\n", "\n").replace("x005F_", "")
    return even.strip()


def _exported(place: Place) -> str:
    return f"{place.words}{FORMULA}" if place.sort == "f" else place.words or NOTHING


def _now(held: Held | None) -> str:
    if held is None:
        return NOTHING
    if held.sort is Sort.FORMULA:
        return f"{verdict_in(held.result.words)}{FORMULA}" if held.result else FORMULA
    return held.words or NOTHING
