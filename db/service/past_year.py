"""A return filled from a workbook exported before, or from a form of others: differences and choices as in 回收.

What a workbook of ours was exported with is taken, cell by cell as it stands there now where it was altered since.
"""

from dataclasses import dataclass
from pathlib import Path

from db.domain.pack import Pack
from db.domain.returns import Return, printed_codes
from db.domain.travel.answers import NOTE, SILENT
from db.domain.travel.merging import Entry, Paper, merge
from db.domain.trouble import KnownError
from db.service.book import Book
from db.service.collection import Collection, PaperFacts
from db.service.past_forms import read_past_form, year_told
from db.sheets.past import NotOursError, Past, read_past

READ = "录入"


@dataclass(frozen=True, slots=True)
class PastYear:
    """The return that would be filled (an empty one where none was begun), and what the file says beside it."""

    ret: Return
    collection: Collection


def year_of(book: Book, ret: Return, path: Path) -> tuple[str, int]:
    """Unit and year that the file is read for, by one who works on `ret`; KnownError if it cannot be read."""
    try:
        past = read_past(path, {})
    except NotOursError:
        return ret.unit, year_told(book, path, ret.year)
    return past.unit, past.year


def look(book: Book, unit: str, year: int, path: Path) -> PastYear:
    """What the workbook says beside the unit's return of `year`; nothing is begun or written.

    KnownError: no workbook, neither ours nor an adopted or plain form, another unit's or another year's.
    """
    ret = book.find_year(unit, year).ret if book.has_return(unit, year) else _empty(unit, year, book.pack_in_use(year))
    past, kind = _past(book, ret, path)
    if past.year != year:
        raise KnownError(f"“{path.name}”是 {past.year} 年的表，要录入的是 {year} 年。", "请核对文件，或选那个年度。")
    if past.unit.strip() != unit.strip():
        raise KnownError(f"“{path.name}”是“{past.unit}”的表，不是“{unit}”的。", "请核对文件，或换到那个单位。")
    entries, gone = _in_use(ret, past.entries)
    remarks = [*past.remarks, *([f"现在的指标体系里没有这些指标，没有录入：{'、'.join(gone)}。"] * bool(gone))]
    asked = sum(not entry.key.startswith(NOTE) for entry in entries)
    facts = PaperFacts(path.name, "", f"{past.year} 年{kind}", asked, asked, remarks=tuple(remarks))
    return PastYear(ret, Collection((facts,), (), merge(ret, [Paper(entries)]), verb=READ))


def _past(book: Book, ret: Return, path: Path) -> tuple[Past, str]:
    """What the file says, and what sort of file it is."""
    try:
        names = {item.code: (item.number, item.name) for item in ret.pack.items.values()}
        return read_past(path, names), "报送表"
    except NotOursError:
        return read_past_form(book, ret.unit, ret.year, path), "表格"


def _empty(unit: str, year: int, pack: Pack) -> Return:
    return Return(unit, year, pack, pack.starting_codes(year))


def _in_use(ret: Return, given: tuple[Entry, ...]) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """The entries by the codes in use, and the codes that are no longer known."""
    known: list[Entry] = []
    gone: dict[str, None] = {}
    asked = frozenset(printed_codes(ret.pack, ret.year))
    for entry in given:
        note = NOTE if entry.key.startswith(NOTE) else ""
        code = ret.pack.resolve(entry.key.removeprefix(NOTE))
        if code is None or code not in asked:
            gone[entry.key.removeprefix(NOTE)] = None
        else:
            known.append(Entry(f"{note}{code}", SILENT, entry.answer, entry.source, entry.doubt, entry.told))
    return tuple(known), tuple(gone)
