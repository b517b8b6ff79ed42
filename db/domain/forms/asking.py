"""Which cells of a form ask for a figure of their line at all; knows cells and what is said around them, no items."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from db.domain.forms.links import Whose
from db.domain.forms.spot import Spot

Line = tuple[str, int, str]  # sheet, row, what names it
_TO_DATE = "累计"
_BARRED = re.compile(r"[-—–－×/／]+")


def under_heads(spots: list[Spot]) -> list[Spot]:
    """Without the cells that no head stands over, in lines where heads say which cells hold figures."""

    def at_row(spot: Spot) -> tuple[str, int]:
        return spot.place.sheet, spot.place.row

    headed = {at_row(spot) for spot in spots if _of_a_year(spot)}
    listed = {at_row(spot) for spot in spots if spot.head}

    def stays(spot: Spot) -> bool:
        row = at_row(spot)
        if spot.head or spot.marker or (spot.field is not None and spot.field.words.endswith((":", "："))):
            return True
        return row not in headed and (spot.field is not None or row not in listed)

    others, lists = _said_beside(spots), Counter(_column(spot) for spot in spots if spot.row)
    nameless = {spot for spot in spots if not (spot.row or spot.field or spot.marker) and lists[_column(spot)] > 1}
    return [spot for spot in spots if stays(spot) and spot not in nameless and not _tells_no_year(spot, others)]


def _column(spot: Spot) -> tuple[str, int, int]:
    return spot.place.sheet, spot.table, spot.place.column


def _said_beside(spots: Iterable[Spot]) -> Mapping[Line, set[object]]:
    """What the plain heads over each line say of its years, in calendar years or in words."""
    said: dict[Line, set[object]] = defaultdict(set)
    for spot in spots:
        for label in spot.head:
            if label.plain:
                said[_line(spot)] |= {label.whose, *label.years}
    return said


def _tells_no_year(spot: Spot, said: Mapping[Line, set[object]]) -> bool:
    """Whether a cell's head is plain, but others of its line say that theirs is this year: 完成情况 beside 本年."""
    if spot.field is not None or not spot.head or any(not lb.plain or lb.years or lb.whose for lb in spot.head):
        return False
    others = said[_line(spot)]
    return Whose.THIS in others or len(others - {None, Whose.LAST}) > 1


def _line(spot: Spot) -> Line:
    return spot.place.sheet, spot.place.row, spot.row[0].words if spot.row else ""


def _of_a_year(spot: Spot) -> bool:
    return any(label.plain and (label.years or label.whose) for label in spot.head)


def barred(spots: Sequence[Spot]) -> frozenset[Spot]:
    """The cells whose dash says that they take no figure: those of sheets where as many cells wait for one.

    The only cell of a line is to be filled all the same; else the line would ask for nothing.
    """
    waiting: dict[str, int] = defaultdict(int)
    dashes = {spot for spot in spots if _BARRED.fullmatch(spot.words)}
    figures = (spot for spot in spots if not any(label.never for label in spot.head))
    lines = Counter((spot.place.sheet, spot.place.row) for spot in figures)
    for spot in spots:
        waiting[spot.place.sheet] += (not spot.words) - (spot in dashes)
    return frozenset(
        spot for spot in dashes if waiting[spot.place.sheet] >= 0 and lines[spot.place.sheet, spot.place.row] > 1
    )


def beside_sums(spots: Iterable[Spot]) -> frozenset[Spot]:
    """The cells that only add to the sum beside them under the same group of heads: 局机关, 各分局, 全局总计.

    And sums with what was left from last year, which no group of heads is called by.
    """
    groups: dict[tuple[str, int, tuple[str, ...]], list[Spot]] = defaultdict(list)
    for spot in spots:
        if spot.row and len(spot.head) > 1:
            groups[spot.place.sheet, spot.place.row, tuple(label.words for label in spot.head[1:])].append(spot)
    summed = [group for group in groups.values() if any(spot.head[0].total for spot in group)]
    added = (spot for group in summed for spot in group if not (spot.head[0].total or spot.head[0].plain))
    left = (group for group in summed if any("结转" in spot.head[0].words for spot in group))
    return frozenset([*added, *(spot for group in left for spot in group if spot.head[0].total)])


def beside_running(spots: Iterable[Spot]) -> Mapping[Spot, bool]:
    """The cells of lines that ask for a sum to date beside a figure of the year: whether each asks for the sum."""
    lines: dict[Line, list[Spot]] = defaultdict(list)
    for spot in spots:
        if spot.row and not spot.row[0].plain and spot.head and not any(label.never for label in spot.head):
            lines[_line(spot)].append(spot)
    found: dict[Spot, bool] = {}
    for line in lines.values():
        runs = {spot: _runs(spot) for spot in line}
        others = [spot.head[0] for spot in line if not runs[spot]]
        if len(others) < len(line) and others and all(label.whose or label.years for label in others):
            found |= runs
    return found


def without_running(spot: Spot) -> Spot:
    """The cell of a sum to date as if it were the only one of its line."""
    return replace(spot, head=tuple(label for label in spot.head if _TO_DATE not in label.words))


def _runs(spot: Spot) -> bool:
    return _TO_DATE in spot.head[0].words and not spot.head[0].whose
