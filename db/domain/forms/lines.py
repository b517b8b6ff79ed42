"""The rows or columns of a fixed table beside the lines of a form: which is which, by their words; knows no cells."""

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from db.domain.pack import Line

LEAST_LINE = 0.55  # likeness of a line by itself
PART_SUM = "小计"
_LEAST_BETWEEN = 0.35  # of one that stands between lines that are sure
_LISTED = re.compile("[、，]")
_SAME_GROUP = 0.9
_OTHER_GROUP = 0.15
_SUMMED = 0.98
Key = Callable[[str], str]
Path = tuple[str, ...]


class Lines:
    """The rows or columns of a table as keys, ready to be matched with those of a form."""

    def __init__(self, lines: Sequence[Line], key: Key) -> None:
        self.keys = {line.id: tuple(key(head) for head in reversed(line.heads)) for line in lines}
        parts = {line.id: frozenset(map(key, _LISTED.split(line.heads[-1]))) for line in lines}
        self._parts = {line: of for line, of in parts.items() if len(of) > 1}
        self._groups = frozenset(heads[1] for heads in self.keys.values() if len(heads) > 1)
        self._said = {line: frozenset("".join(heads)) for line, heads in self.keys.items()}
        seen = Counter(letter for letters in self._said.values() for letter in letters)
        most = math.log(len(lines) + 1) + 0.2
        self._weights = {letter: math.log((len(lines) + 1) / n) + 0.2 for letter, n in seen.items()}
        self._most = most
        self._known: dict[tuple[str, str], float] = {}
        self._weighed: dict[str, tuple[Mapping[str, int], float]] = {}

    def matched(self, paths: Sequence[Path]) -> dict[Path, tuple[str, float]]:
        """Each of the form's lines with the table's line it is, one to one, the surest first."""
        order = {line: n for n, line in enumerate(self.keys)}
        divided = self._divided(paths)
        strange = {path for path in paths if self._sums_others(path)}
        pairs = sorted(
            (
                (
                    self._alike(said, self.keys[line]) - 0.001 * abs(n / len(paths) - order[line] / len(order)),
                    n,
                    path,
                    line,
                )
                for n, (path, said) in enumerate(zip(paths, self._with_sums(paths), strict=True))
                for line in self._touched("".join(said))
                if path not in strange and path not in divided.get(line, ())
            ),
            key=lambda pair: -pair[0],
        )
        found: dict[Path, tuple[str, float]] = {}
        at: dict[int, int] = {}
        taken: set[str] = set()
        for score, n, path, line in pairs:
            if score < _LEAST_BETWEEN or path in found or line in taken:
                continue
            if score < LEAST_LINE and not _in_order(at, n, order[line]):
                continue
            found[path], at[n] = (line, min(1.0, score)), order[line]
            taken.add(line)
        return found

    def _divided(self, paths: Sequence[Path]) -> dict[str, set[Path]]:
        """The table's lines that the form has in parts, 警告 and 通报批评 each by itself, with those parts."""
        found = {}
        for line, parts in self._parts.items():
            said = {path: parts & {path[0], "".join(reversed(path[:2]))} for path in paths if path}
            if len(set().union(*said.values())) > 1:
                found[line] = {path for path, part in said.items() if part}
        return found

    def _sums_others(self, path: Path) -> bool:
        """Whether a line is the sum of lines that make no group of the table: 其他各情形小计."""
        if not path or not path[0].endswith(PART_SUM):
            return False
        said = path[0].removesuffix(PART_SUM)
        known = (*self._groups, *(heads[0] for heads in self.keys.values()))
        return not any(self._shared(said, one) > _SAME_GROUP for one in known)

    def _with_sums(self, paths: Sequence[Path]) -> list[Path]:
        """The paths, where one that says no more than the group of others is their sum: 小计 beside them."""
        paths = [tuple(head.removesuffix(PART_SUM) for head in path) for path in paths]
        paths = [path[1:] if len(path) > 1 and path[0] == path[1] else path for path in paths]  # 审结小计 under 审结
        groups = {path[1:] for path in paths if len(path) > 1} - {()}
        sums = [heads for heads in self.keys.values() if "总计" in heads[0]]
        return [
            ("总计", *path)
            if path in groups and all(len(s) == 1 or self._shared(path[0], s[1]) > _SAME_GROUP for s in sums)
            else path
            for path in paths
        ]

    def _touched(self, said: str) -> list[str]:
        """The lines that have a letter of it; no other is like it."""
        letters = frozenset(said)
        return [line for line, theirs in self._said.items() if not letters.isdisjoint(theirs)]

    def _alike(self, path: Path, heads: Path) -> float:
        """How like two paths are: the innermost words count most, those around them settle namesakes."""
        if len(path) > 1 and path[0] == "总计" and heads and "总计" not in heads[0]:
            return _SUMMED * self._alike(path[1:], heads)  # what a group comes to
        if not path or not heads or ("总计" in path[0]) != ("总计" in heads[0]):
            return 0.0
        inner = self._shared(path[0], heads[0])
        if self._is_whole_group(path[0], heads, inner):
            return 0.0
        if inner < 0.5 and len(path) > 1:  # the nearest label may be a remark beside the line
            inner = 0.9 * self._shared(path[1], heads[0])
        whole = self._shared("".join(path), "".join(heads))
        apart = 1.0
        if len(path) > 1 and len(heads) > 1:  # 其他 of one group is not that of another
            apart -= _OTHER_GROUP * (1 - max(self._shared(outer, heads[1]) for outer in path[1:]))
        return apart * max(0.75 * inner + 0.25 * whole, 0.95 * whole)

    def _is_whole_group(self, said: str, heads: Path, inner: float) -> bool:
        """Whether a form has one line for what the table has a group for, or for several of them."""
        if "总计" not in said and any(self._shared(said, group) > max(inner, _SAME_GROUP) for group in self._groups):
            return True
        if len(heads) > 1 and said.startswith(heads[1]) and not heads[0].startswith(heads[1]):
            return self._shared(said.removeprefix(heads[1]), heads[0]) < LEAST_LINE  # 法人或其他组织（五类合并）
        return sum(group in said for group in self._groups) > 1

    def _shared(self, one: str, other: str) -> float:
        """How much of each is said by the other; an abbreviation says nothing else and may leave out much."""
        if one == other:
            return 1.0
        found = self._known.get((one, other))
        if found is None:
            found = self._known[one, other] = self._compared(one, other)
        return found

    def _compared(self, one: str, other: str) -> float:
        if set(one).isdisjoint(other):
            return 0.0
        (a, ours), (b, theirs) = self._letters(one), self._letters(other)
        both = sum(self._weights.get(c, self._most) * min(n, b[c]) for c, n in a.items() if c in b)
        ours, theirs = both / (ours or 1.0), both / (theirs or 1.0)
        return 0.6 * max(ours, theirs) + 0.4 * min(ours, theirs)

    def _letters(self, key: str) -> tuple[Mapping[str, int], float]:
        """The letters of a key, how often each, and what they weigh together."""
        if key not in self._weighed:
            letters = Counter(key)
            self._weighed[key] = letters, sum(self._weights.get(c, self._most) * n for c, n in letters.items())
        return self._weighed[key]


def _in_order(at: Mapping[int, int], n: int, line: int) -> bool:
    """Whether a line comes where the table has it, among those that are sure."""
    return len(at) > 1 and all((n < other) == (line < place) for other, place in at.items())
