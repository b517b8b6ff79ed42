"""Which fixed table of the pack a block of a form is, and which of its cells each crossing means."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from db.domain.forms.outlook import Spot
from db.domain.forms.words import Label
from db.domain.pack import Line, Table

_LEAST_LINE, _LEAST_BLOCK = 0.55, 0.6
Key = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Crossing:
    """The item a cell means as a crossing of a fixed table, and how sure that is."""

    code: str
    score: float
    title: str


def crossings(spots: Sequence[Spot], tables: Iterable[Table], key: Key) -> dict[Spot, Crossing]:
    """The crossings of one block of cells; none where it is no fixed table of several rows and columns."""
    placed = _placed(spots)
    if min(len({row for row, _ in placed.values()}), len({column for _, column in placed.values()}), 2) < 2:
        return {}
    best: tuple[float, dict[Spot, Crossing]] = (0.0, {})
    for table in tables:
        if len(table.rows) > 1 and len(table.columns) > 1:
            for turned in (False, True):
                quality, found = _laid_over(placed, table, turned, key)
                if quality > best[0]:
                    best = quality, found
    return best[1] if best[0] >= _LEAST_BLOCK else {}


Path = tuple[str, ...]
Placed = dict[Spot, tuple["Path", "Path"]]


def _placed(spots: Sequence[Spot]) -> Placed:
    """The line and column of each cell as paths; in a single line the outer heads are lines, in a column the labels."""
    plain = [spot for spot in spots if spot.row and spot.head]
    if len({spot.place.row for spot in plain}) > 1 and len({spot.place.column for spot in plain}) > 1:
        return {spot: (_path((*spot.row, *spot.parents)), _path(spot.head)) for spot in plain}
    if len({spot.place.row for spot in spots}) == 1:
        deep = {spot: _path(spot.head) for spot in spots if len(spot.head) > 1}
        return {spot: (path[1:], path[:1]) for spot, path in deep.items() if len(path) > 1}
    names = {spot: _path((*spot.row, *spot.parents)) for spot in spots if len({s.place.column for s in spots}) == 1}
    return {spot: (path[1:], path[:1]) for spot, path in names.items() if len(path) > 1}


def _path(labels: Iterable[Label]) -> Path:
    """The keys of the labels, the nearest first."""
    return tuple(label.key for label in labels if label.key)


def _laid_over(
    placed: Placed,
    table: Table,
    turned: bool,
    key: Key,
) -> tuple[float, dict[Spot, Crossing]]:
    across, down = (table.columns, table.rows) if not turned else (table.rows, table.columns)
    rows, columns = (
        _matched(list(dict.fromkeys(of[n] for of in placed.values())), heads, key)
        for n, heads in enumerate((down, across))
    )
    found: dict[Spot, Crossing] = {}
    for spot, (at, over) in placed.items():
        row, column = rows.get(at), columns.get(over)
        if row and column:
            place = (column[0], row[0]) if turned else (row[0], column[0])
            code = table.cells.get(place)
            if code:
                found[spot] = Crossing(code, min(row[1], column[1]), table.title)
    if len(rows) < 2 or len(columns) < 2 or not found:
        return 0.0, {}
    sure = sum(crossing.score for crossing in found.values()) / len(found)
    covered = len(found) / len(placed)
    whole = len(rows) * len(columns) / (len(table.rows) * len(table.columns))
    return sure * (0.7 * covered + 0.3 * min(1.0, whole)), found


def _matched(paths: Sequence[Path], lines: Sequence[Line], key: Key) -> dict[Path, tuple[str, float]]:
    """Each of the form's lines with the table's line it is, one to one, the surest first."""
    keys = {line.id: tuple(key(head) for head in reversed(line.heads)) for line in lines}
    pairs = sorted(
        (
            (_alike(path, keys[line.id]) - 0.001 * abs(n / len(paths) - m / len(lines)), path, line.id)
            for n, path in enumerate(paths)
            for m, line in enumerate(lines)
        ),
        key=lambda pair: -pair[0],
    )
    found: dict[Path, tuple[str, float]] = {}
    taken: set[str] = set()
    for score, at, line_id in pairs:
        if score >= _LEAST_LINE and at not in found and line_id not in taken:
            found[at] = line_id, min(1.0, score)
            taken.add(line_id)
    return found


def _alike(path: Path, heads: Path) -> float:
    """How like two paths are: the innermost words count most, those around them settle namesakes."""
    if not path or not heads:
        return 0.0
    inner = _shared(path[0], heads[0])
    if inner < 0.5 and len(path) > 1:  # the nearest label may be a remark beside the line
        inner = 0.9 * _shared(path[1], heads[0])
    return 0.75 * inner + 0.25 * _shared("".join(path), "".join(heads))


def _shared(one: str, other: str) -> float:
    if one == other:
        return 1.0
    a, b = Counter(one), Counter(other)
    return 2 * sum((a & b).values()) / (sum(a.values()) + sum(b.values()) or 1)
