"""Which fixed table of the pack a block of a form is, and which of its cells each crossing means.

A block shows some lines of a table in words of its own; they are matched one to one, the surest first, and what is
left in the order of the table.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from db.domain.forms.lines import LEAST_LINE, PART_SUM, Key, Lines, Path
from db.domain.forms.spot import Spot
from db.domain.forms.words import Label
from db.domain.pack import Table

_LEAST_BLOCK = 0.57
_LEAST_SINGLE = 0.7  # of the lines shown, in a table of one line that its title names
_LEAST_COLUMNS, _LEAST_TITLED = 4, 3  # of a table of one line: fewer heads may belong to anything
_TITLED = 0.75
_MOSTLY = 0.7
_BRACKETED = 8  # letters; more explain
_SCATTERED = 2  # lines to each that is found
_SURE_LINE, _BETWEEN = 0.8, 0.1
_SUMS = ("总计",)  # what a column that says nothing else of itself holds
_SHORT = 2  # letters
_SUM = re.compile(r"(?:合计|总计)$")
_TITLE_HELPS = 0.1
_HEADS_REACH = 3  # rows of heads over one table
Fits = Callable[[Spot, str], bool]
Placed = dict[Spot, tuple[Path, Path]]


@dataclass(frozen=True, slots=True)
class Crossing:
    """The item a cell means as a crossing of a fixed table, and how sure that is."""

    code: str
    score: float
    title: str
    single: bool = False  # of a table of one line, whose heads are names of items as well


Found = dict[Spot, Crossing]


def _enough(one: Mapping[Path, tuple[str, float]], other: Mapping[Path, tuple[str, float]]) -> bool:
    """Whether lines make a table with these others: two, or a single one that is plainly of it over three."""
    return (
        len(other) > 1
        if len(one) > 1
        else len(other) >= _LEAST_TITLED and max(s for _, s in one.values()) >= _SURE_LINE
    )


def _together(found: Found) -> bool:
    """Whether cells stand together; those of a table do, where it is part of a longer list too."""
    rows, columns = {spot.place.row for spot in found}, {spot.place.column for spot in found}
    return max(rows) - min(rows) + max(columns) - min(columns) < _SCATTERED * len(found)


class Tables:
    """The fixed tables of a year, ready to be laid over blocks of a form."""

    def __init__(self, tables: Iterable[Table], key: Key, fits: Fits) -> None:
        self._tables = tuple(tables)
        self._fits = fits
        self._key = key
        self._rows = {table.id: Lines(table.rows, key) for table in self._tables}
        self._columns = {table.id: Lines(table.columns, key) for table in self._tables}
        self._titles = {table.id: set(key(table.title)) - set("情况实施统计表（）") for table in self._tables}

    def crossings(self, spots: Sequence[Spot]) -> Found:
        """The crossings of the cells of one year of a form; none where they are of no fixed table."""
        found: Found = {}
        for block in _blocks(spots):
            found |= self._crossed(block)
        return found

    def _crossed(self, spots: Sequence[Spot]) -> Found:
        placed = _placed(spots)
        best: tuple[float, Found] = (0.0, {})
        if min(len({row for row, _ in placed.values()}), len({column for _, column in placed.values()})) > 1:
            best = self._best(placed, (False, True))
        alone = min(len({spot.place.column for spot in spots}), len({spot.place.row for spot in spots})) == 1
        if best[0] < _LEAST_BLOCK and alone and len(spots) >= _LEAST_TITLED:
            best = self._best({spot: (_names(spot), _path(spot.head) or _SUMS) for spot in spots}, (False,))
        if best[0] >= _LEAST_BLOCK:
            return best[1]
        found: Found = {}
        for lines in _single_lines(spots):
            told = {spot: crossing for line in lines for spot, crossing in self._in_one_line(line).items()}
            found = max(found, told, key=len)
            if len(found) >= _MOSTLY * len(spots):
                break
        return found

    def _best(self, placed: Placed, ways: Iterable[bool]) -> tuple[float, Found]:
        """The crossings of the table that lies best over a block, as it is or turned, and how well."""
        laid = (
            self._laid_over(placed, table, turned)
            for table in self._tables
            if len(table.rows) > 1 and len(table.columns) > 1
            for turned in ways
        )
        return max(laid, key=lambda one: one[0], default=(0.0, {}))

    def _in_one_line(self, paths: dict[Spot, Path]) -> Found:
        """The cells of a single line as those of a fixed table of one line, by their heads."""
        shown = list(dict.fromkeys(paths.values()))
        best: tuple[float, Found] = (0.0, {})
        for table in self._tables:
            if len(table.rows) > 1 or min(len(table.columns), len(shown)) < _LEAST_TITLED:
                continue
            columns, row = self._columns[table.id].matched(shown), table.rows[0].id
            found = {
                spot: Crossing(code, columns[path][1], table.title, single=True)
                for spot, path in paths.items()
                if path in columns and (code := table.cells.get((row, columns[path][0]))) and self._fits(spot, code)
            }
            sure = sum(crossing.score for crossing in found.values())
            titled = self._titled(next(iter(paths)), table) >= _TITLED
            if len(found) < (_LEAST_TITLED if titled else _LEAST_COLUMNS):
                continue
            whole = sure / len(table.columns) if _together(found) else 0.0
            part = sure / len(shown) if titled or sure / len(shown) >= 0.9 else 0.0
            if max(whole / LEAST_LINE, part / _LEAST_SINGLE) >= 1 and sure > best[0]:
                best = sure, found
        return best[1]

    def _titled(self, spot: Spot, table: Table) -> float:
        """How much of a table's title is said around a cell."""
        around = (*spot.titles[:-1][-2:], spot.titles[-1], *(label.words for label in (*spot.row, *spot.parents)))
        said = set(self._key("".join(around))) | {c for label in spot.head[1:] for c in label.words}
        wanted = self._titles[table.id]
        return len(wanted & said) / (len(wanted) or 1)

    def _laid_over(self, placed: Placed, table: Table, turned: bool) -> tuple[float, Found]:
        down, across = self._rows[table.id], self._columns[table.id]
        if turned:
            down, across = across, down
        rows, columns = (
            lines.matched(list(dict.fromkeys(of[n] for of in placed.values())))
            for n, lines in enumerate((down, across))
        )
        found: Found = {}
        for spot, (at, over) in placed.items():
            row, column = rows.get(at), columns.get(over)
            if row and column:
                place = (column[0], row[0]) if turned else (row[0], column[0])
                code = table.cells.get(place)
                if code and self._fits(spot, code):
                    found[spot] = Crossing(code, min(row[1], column[1]), table.title)
        if not found or not (_enough(rows, columns) or _enough(columns, rows)):
            return 0.0, {}
        sure = sum(crossing.score for crossing in found.values()) / len(found)
        sure_columns = {over for over, (_, score) in columns.items() if score >= _SURE_LINE}
        sure_rows = {at for at, (_, score) in rows.items() if score >= _SURE_LINE}
        covered = len(found) / len(placed)
        if len(sure_rows) == len(rows):  # lines of other things between those of the table take nothing from it
            covered = max(covered, len(found) / sum(at in sure_rows for at, _ in placed.values()) - _BETWEEN)
        if len(sure_columns) == len(columns):
            covered = max(covered, len(found) / sum(over in sure_columns for _, over in placed.values()) - _BETWEEN)
        whole = len(rows) * len(columns) / (len(table.rows) * len(table.columns))
        titled = self._titled(next(iter(found)), table)
        return sure * (0.8 * covered + 0.1 * min(1.0, whole) + _TITLE_HELPS * titled), found


def _blocks(spots: Sequence[Spot]) -> Iterator[list[Spot]]:
    """The cells under the same heads; heads of one table may end in different rows."""
    meets: dict[int, int] = {}
    for row in _by(spots, lambda spot: spot.place.row).values():
        under = sorted({spot.table for spot in row})
        meets.update({one: other for one, other in pairwise(under) if other - one <= _HEADS_REACH})

    def last(table: int) -> int:
        return last(meets[table]) if table in meets else table

    for block in _by(spots, lambda spot: last(spot.table)).values():
        yield from _lists(block)


def _lists(spots: list[Spot]) -> Iterator[list[Spot]]:
    """The lists that stand beside each other in a block: columns that share few lines' labels, such as 合计."""
    if not all(spot.row for spot in spots):
        yield spots
        return
    lists: list[tuple[set[tuple[int, Label]], set[int]]] = []
    for own in _by(spots, lambda spot: spot.place.column).values():
        said, columns = {(spot.place.row, spot.row[0]) for spot in own}, {own[0].place.column}
        for one in [one for one in lists if 2 * len(said & one[0]) >= min(len(said), len(one[0]))]:
            lists.remove(one)
            said, columns = said | one[0], columns | one[1]
        lists.append((said, columns))
    for _, columns in lists:
        yield [spot for spot in spots if spot.place.column in columns]


def _by(spots: Iterable[Spot], part: Callable[[Spot], object]) -> dict[object, list[Spot]]:
    found: dict[object, list[Spot]] = defaultdict(list)
    for spot in spots:
        found[part(spot)].append(spot)
    return found


def _placed(spots: Sequence[Spot]) -> Placed:
    """The line and column of each cell as paths; in a single line the outer heads are lines, in a column the labels."""
    plain = [spot for spot in spots if spot.row and _path(spot.head)]
    if len({spot.place.row for spot in plain}) > 1 and len({spot.place.column for spot in plain}) > 1:
        heads = {spot: _path(spot.head) for spot in plain}
        return {spot: (_names(spot), path) for spot, path in zip(plain, _without_what_all_say(heads), strict=True)}
    if len({spot.place.row for spot in spots}) == 1:
        deep = {spot: _path(spot.head) for spot in spots}
        return {spot: (path[1:], path[:1]) for spot, path in deep.items() if len(path) > 1}
    names = {spot: _names(spot) for spot in spots if len({s.place.column for s in spots}) == 1}
    return {spot: (path[1:], path[:1]) for spot, path in names.items() if len(path) > 1}


def _without_what_all_say(paths: Mapping[Spot, Path]) -> list[Path]:
    """The paths without the outermost word, where it stands over all of them."""
    over = {path[-1] for path in paths.values()}
    shared = len(over) == 1 and all(len(path) > 1 for path in paths.values())
    return [path[:-1] if shared else path for path in paths.values()]


def _single_lines(spots: Sequence[Spot]) -> Iterator[list[dict[Spot, Path]]]:
    """What may be tables of one line: the cells of one row by their heads, those of one column by their labels."""
    rows, columns = {spot.place.row for spot in spots}, {spot.place.column for spot in spots}
    if len(rows) == 1:
        yield [{spot: path for spot in spots if (path := _path(spot.head))}]
    elif len(columns) == 1:
        named = {spot: path for spot in spots if (path := _names(spot))}
        yield [named]
        parts = _by(named, lambda spot: (spot.titles, _path((*spot.row[1:], *spot.parents))))
        yield [{spot: named[spot] for spot in part} for part in parts.values()]


def _names(spot: Spot) -> Path:
    return _path((*spot.row, *spot.parents))


def _path(labels: Iterable[Label]) -> Path:
    """The keys of the labels, the nearest first, without those that only name a year."""
    said = (label for label in labels if label.key and (_is_summed(label) or not _is_of_year(label)))
    keys = (_whole_key(label) + ("总计" if _SUM.search(label.words) and label.key != "总计" else "") for label in said)
    return tuple(key for key in keys if key != PART_SUM)


def _is_of_year(label: Label) -> bool:
    return label.plain and bool(label.years or label.whose)


def _is_summed(label: Label) -> bool:
    """Whether a label is the sum of what it names: 本年度办理结果总计, not 本年合计."""
    return bool(_SUM.search(label.words)) and label.key != "总计" and len(label.key) > _SHORT


def _whole_key(label: Label) -> str:
    """A label's key with the few words that stood in its brackets."""
    return label.bare if len(label.key) < len(label.bare) <= len(label.key) + _BRACKETED else label.key
