"""Which rows and columns of an altered sheet are which of the exported one; knows words in cells, not what they mean.

Rows and columns may have been put in, taken out or altered. All of it takes time in proportion to the sheet, with a
bounded share for the stretches in which nothing is as it was.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

Pairs = list[tuple[int, int]]
Words = Mapping[int, str]  # of one row: column → words, empty cells left out
_MOST_TRIED = 40_000  # pairs of rows compared in one stretch


def matched_rows(before: Sequence[Words], after: Sequence[Words]) -> Pairs:
    """Indices of rows that are the same row, in order; a row that is in neither pair was put in or taken out."""
    anchors = _anchors([tuple(row.values()) for row in before], [tuple(row.values()) for row in after])
    made: Pairs = []
    start, begin = 0, 0
    for here, there in [*anchors, (len(before), len(after))]:
        found = _stretch(before[start:here], after[begin:there])
        made += [(start + n, begin + m) for n, m in found]
        if here < len(before):
            made.append((here, there))
        start, begin = here + 1, there + 1
    return made


def _anchors(before: Sequence[tuple[str, ...]], after: Sequence[tuple[str, ...]]) -> Pairs:
    """Rows that stand once on both sides, word for word, as many as are in the same order."""
    once, twice = Counter(before), Counter(after)
    where = {row: n for n, row in enumerate(after)}
    pairs = [(n, where[row]) for n, row in enumerate(before) if once[row] == 1 and twice.get(row) == 1]
    return _rising(pairs)


def _rising(pairs: Pairs) -> Pairs:
    """The longest part of `pairs` whose second members rise, too."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for n, (_, there) in enumerate(pairs):
        at = bisect_left(ends, there)
        before.append(last[at - 1] if at else -1)
        if at == len(ends):
            ends.append(there)
            last.append(n)
        else:
            ends[at], last[at] = there, n
    kept, n = [], last[-1] if last else -1
    while n >= 0:
        kept.append(pairs[n])
        n = before[n]
    return kept[::-1]


def _stretch(before: Sequence[Words], after: Sequence[Words]) -> Pairs:
    if not before or not after:
        return []
    if len(before) * len(after) > _MOST_TRIED:
        return [(n, n) for n in range(min(len(before), len(after)))]
    held, others = ([Counter(row.values()) for row in rows] for rows in (before, after))
    found = best(len(before), len(after), lambda n, m: (held[n] & others[m]).total())
    return _filled(found, len(before), len(after))


def best(count: int, other: int, score: Callable[[int, int], int]) -> Pairs:
    """The pairs in rising order whose scores add up to the most; pairs of score 0 are none."""
    scores = [[score(n, m) for m in range(other)] for n in range(count)]
    most = [[0] * (other + 1) for _ in range(count + 1)]
    for n in range(count - 1, -1, -1):
        for m in range(other - 1, -1, -1):
            most[n][m] = max(most[n + 1][m], most[n][m + 1], scores[n][m] + most[n + 1][m + 1])
    made: Pairs = []
    n = m = 0
    while n < count and m < other:
        if scores[n][m] and most[n][m] == scores[n][m] + most[n + 1][m + 1]:
            made.append((n, m))
            n, m = n + 1, m + 1
        elif most[n][m] == most[n + 1][m]:
            n += 1
        else:
            m += 1
    return made


def _filled(pairs: Pairs, count: int, other: int) -> Pairs:
    """With the gaps filled that are as long on both sides: there everything was altered in its place."""
    made: Pairs = []
    here = there = 0
    for n, m in [*pairs, (count, other)]:
        if n - here == m - there:
            made += [(here + k, there + k) for k in range(n - here)]
        if n < count:
            made.append((n, m))
        here, there = n + 1, m + 1
    return made


def matched_columns(rows: Sequence[tuple[Words, Words]], columns: Sequence[int]) -> dict[int, int]:
    """Where each of the exported `columns` is now, from pairs of the same row; one that is gone is left out."""
    now = sorted({column for _, row in rows for column in row} | set(columns))
    votes: Counter[tuple[int, int]] = Counter()
    for before, after in rows:
        places: dict[str, list[int]] = {}
        for column, words in after.items():
            places.setdefault(words, []).append(column)
        votes.update((column, place) for column, words in before.items() for place in places.get(words, ()))
    # A column that stayed where it was goes before one that happens to say as much.
    found = best(
        len(columns),
        len(now),
        lambda n, m: 2 * votes[columns[n], now[m]] + (columns[n] == now[m]),
    )
    return {columns[n]: now[m] for n, m in found}
