"""The figures of a year read out of a form of others, adopted or plain enough: entries for the table of differences.

Writes nothing. What was adopted is taken as it was settled; what is only proposed is taken where its words leave no
doubt, and asked about where they leave some.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from db.domain.forms.grid import Place
from db.domain.forms.links import Link, Whose
from db.domain.forms.outlook import outlooks
from db.domain.forms.values import Said, said
from db.domain.forms.written import HEAD
from db.domain.forms.years import years_of
from db.domain.travel.answers import SILENT, of_words
from db.domain.travel.merging import Entry, Source
from db.domain.trouble import KnownError
from db.service.forms import Proposal, is_marked
from db.sheets.past import Past

if TYPE_CHECKING:
    from db.service.book import Book

PLAIN = 0.97
"""How sure a proposal must be to be taken without asking, in a form that nobody adopted."""
_YEAR = re.compile(r"(20\d\d)\s*年")
_TITLE_ROWS, _TITLE_COLUMNS = 4, 12


def year_told(book: "Book", path: Path, ret_year: int) -> int:
    """The year whose figures the form brings to one who works on `ret_year`: the form's own, or the one before.

    KnownError: it cannot be read, or says no year.
    """
    this = _this_year(book.forms.propose(path, None, ret_year))
    return this if this is not None and this < ret_year else ret_year - 1


def read_past_form(book: "Book", unit: str, year: int, path: Path) -> Past:
    """What the form says of `year`, each entry beside silence.

    KnownError: not adopted and not plain enough, no year told, another year's, or nothing filled in.
    """
    proposal = _proposal(book, path, year)
    links = {link.place: link for link in proposal.links if not link.code.startswith(HEAD)}
    adopted = bool(proposal.known_as)
    if not adopted and not any(is_marked(link) or link.sure >= PLAIN for link in links.values()):
        raise KnownError(
            f"“{path.name}”还没有套用过，读不出每一格是什么。", "请先用“工具 → 套用上级表格”核对它，再录入。"
        )
    if adopted:
        links = {place: link for place, link in links.items() if link.sure >= 1.0 or is_marked(link)}
    found = said(proposal.grid, links, proposal.pack, _whose(proposal, path, year))
    if not found:
        raise KnownError(f"“{path.name}”里没有 {year} 年的数。", "请核对是不是选对了文件和年度。")
    entries = tuple(_entry(path.name, one, links[one.place], proposal, adopted) for one in found)
    return Past(unit, year, entries, _remarks(proposal, unit, adopted))


def _proposal(book: "Book", path: Path, year: int) -> Proposal:
    """The form as a form of the year after."""
    try:
        return book.forms.propose(path, None, year + 1)
    except KnownError:
        return book.forms.propose(path, None, year)  # no pack for the year after, or no form at all


def _whose(proposal: Proposal, path: Path, year: int) -> Whose:
    """Which columns of the form are of `year`; KnownError if none are, or it does not tell."""
    this = _this_year(proposal)
    if this is None:
        raise KnownError(
            f"“{path.name}”里没有写是哪一年的，分不清哪一栏是 {year} 年的数。",
            f"请在表名里写上年度（例如“{year}年度统计表”），保存后再录入。",
        )
    if this not in (year, year + 1):
        raise KnownError(f"“{path.name}”是 {this} 年的表，里面没有 {year} 年的数。", "请核对文件和年度。")
    return Whose.THIS if this == year else Whose.LAST


def _this_year(proposal: Proposal) -> int | None:
    """The year that stands for this year in the form: of its heads, else of its title; None if it names none."""
    lexicon = proposal.known.lexicon
    spots = outlooks(proposal.grid, lexicon)
    for year, whose in years_of(spots, proposal.known).items():
        if whose is Whose.THIS:
            return year
    for sheet in proposal.grid.sheets:
        for row in range(_TITLE_ROWS):
            for column in range(min(sheet.size[1], _TITLE_COLUMNS)):
                named = _YEAR.search(sheet.cell(row, column).words)
                if named:
                    return int(named[1])
    return None


def _entry(file: str, one: Said, link: Link, proposal: Proposal, adopted: bool) -> Entry:
    source = Source(file, one.place.sheet, one.place.address)
    name = proposal.name_of(link.code)
    told = doubt = ""
    if not adopted and not is_marked(link):
        told = f"表上写的是“{link.why}”，按名称对应“{name}”"
        doubt = "" if link.sure >= PLAIN else f"{told}，没有十分把握"
    return Entry(one.code, SILENT, of_words(one.words), source, doubt, told)


def _remarks(proposal: Proposal, unit: str, adopted: bool) -> tuple[str, ...]:
    told = [] if adopted else ["这份表没有套用过，按名称对应；没有把握的要逐项选定。"]
    named = next((_words(proposal, at.place) for at in proposal.links if at.code == f"{HEAD}reporting_unit"), "")
    told += [f"表上的填报单位是“{named}”，请核对。"] * (named not in ("", unit))
    told += [f"有 {len(proposal.doubts)} 格看不出是哪项指标，没有录入。"] * bool(proposal.doubts)
    return tuple(told)


def _words(proposal: Proposal, place: Place) -> str:
    sheet = proposal.grid.sheet(place.sheet)
    return sheet.cell(place.row, place.column).words.strip() if sheet else ""
