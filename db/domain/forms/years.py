"""Whose year a cell asks for, by the heads and labels around it: this year, last year, another; knows no items."""

import re
from collections.abc import Iterable, Mapping

from db.domain.forms.grid import Grid
from db.domain.forms.links import Whose
from db.domain.forms.outlook import outlooks
from db.domain.forms.spot import Spot
from db.domain.forms.words import Label, Lexicon
from db.domain.forms.written import Known

_YEAR = re.compile(r"(20\d\d)年?度?(及?以前(?:年度)?|及之前(?:年度)?)?")


def years_of(spots: Iterable[Spot], known: Known) -> Mapping[int, Whose]:
    """Which calendar years of the form's heads stand for this year and for last.

    A year that is the return's own is this year; where none is (or no return was chosen) the form's newest is.
    """
    found = {year for spot in spots for label in (*spot.head, *spot.row[:1]) for year in label.years}
    if not found:
        return {}
    titled = {int(year) for spot in spots for title in spot.titles for year in re.findall(r"20\d\d", title)}
    newest = max(found)
    if known.chosen and known.year in found:
        newest = known.year
    elif found == {known.year - 1} and known.year - 1 not in titled:
        newest = known.year  # a single column for the year before
    return {newest: Whose.THIS, newest - 1: Whose.LAST}


def newest_year(grid: Grid, lexicon: Lexicon) -> int | None:
    """The newest year that heads of the form ask for; None where they name none."""
    spots = outlooks(grid, lexicon)
    return max((year for spot in spots for label in (*spot.head, *spot.row[:1]) for year in label.years), default=None)


def in_words(label: Label, years: Mapping[int, Whose], lexicon: Lexicon) -> Label | None:
    """The label with 本年, 上年 and 往年 in place of its calendar years; None where it names none."""

    def told(found: re.Match[str]) -> str:
        whose = years.get(int(found[1]))
        return "往年" if found[2] or whose is None else whose

    last = next((year for year, whose in years.items() if whose is Whose.LAST), 0)
    if not label.years or label.plain or label.noted or max(label.years) > last + 1:
        return None
    return lexicon.read(_YEAR.sub(told, label.words))


def whose_of(spot: Spot, years: Mapping[int, Whose]) -> Whose | None:
    """This year or last, as the heads say; THIS where they say nothing, None where they speak of another year."""
    row = spot.row[:1] if spot.row and (spot.row[0].plain or spot.row[0].noted) else ()
    for label in (*(head for head in spot.head if head.plain), *row):
        if label.years:
            return years.get(label.years[-1])
        if label.whose is Whose.LAST:
            return label.whose  # 全年 says only how much of the year that stands over it is meant
    for label in spot.head if not any(head.plain and head.whose for head in spot.head) else ():
        if label.years:
            return years.get(label.years[-1])
        if label.whose is not None:
            return label.whose
    return Whose.THIS
