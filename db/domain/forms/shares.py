"""Which of many names share most with a label, judged letter by letter, all names at once; knows no items."""

import sys
from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from heapq import nlargest
from operator import mul

_FIELD = array("I").itemsize
_UNIT = 1 << 20  # in which weights are counted: a name's letters together stay far below what a field holds
_SPAN = 24  # names looked at together


class Shares:
    """What each name has of any letters, in one long integer with a field for every name: one addition adds them all.

    `yields` say for each name what its share is worth.
    """

    def __init__(
        self, names: Sequence[Collection[str]], weight: Callable[[str], float], yields: Sequence[float]
    ) -> None:
        self._weight, self._yields = weight, yields
        self._having: dict[str, list[int]] = defaultdict(list)
        self._fields: dict[str, int] = {}
        for n, letters in enumerate(names):
            for letter in dict.fromkeys(letters):
                self._having[letter].append(n)

    def of(self, letters: Iterable[str]) -> int:
        """What the names have of these letters, each counted once."""
        return sum(map(self._field_of, letters))

    def best(self, shared: int, most: int) -> list[int]:
        """The numbers of the names with the most worth, the best first, of those that share anything."""
        fields = memoryview(shared.to_bytes(_FIELD * len(self._yields), sys.byteorder)).cast("I")
        worth = list(map(mul, fields, self._yields))
        tops = [max(worth[at : at + _SPAN]) for at in range(0, len(worth), _SPAN)]
        least = min(nlargest(most, tops), default=0.0)  # as many names reach it
        near = (at * _SPAN for at, top in enumerate(tops) if top >= least and top)
        reach = ((worth[n], n) for at in near for n in range(at, min(at + _SPAN, len(worth))) if worth[n] >= least)
        return [n for rate, n in nlargest(most, reach) if rate]

    def _field_of(self, letter: str) -> int:
        """The fields with the weight of one letter; made when first asked for."""
        if letter not in self._having:
            return 0
        if letter not in self._fields:
            fields, weight = array("I", bytes(_FIELD * len(self._yields))), round(self._weight(letter) * _UNIT)
            for n in self._having[letter]:
                fields[n] = weight
            self._fields[letter] = int.from_bytes(fields.tobytes(), sys.byteorder)
        return self._fields[letter]
