"""Which of many names share most with a label, judged letter by letter, all names at once; knows no items."""

import sys
from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from heapq import nlargest

_FIELD = array("I").itemsize
_FULL = 1 << (8 * _FIELD - 2)  # what the worthiest name comes to; a field holds it doubled and what rounding adds
_SPAN = 40  # names looked at together


class Shares:
    """What each name has of any letters, in one long integer with a field for every name: one addition adds them all.

    A share is worth the letter's weight times what the name `yields`.
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
        whole = (sum(map(weight, set(letters))) * worth for letters, worth in zip(names, yields, strict=True))
        self._unit = _FULL / (max(whole, default=0.0) or 1.0)

    def of(self, letters: Iterable[str]) -> int:
        """What the names have of these letters; a letter given twice counts twice."""
        return sum(map(self._field_of, letters))

    def best(self, shared: int, most: int) -> list[int]:
        """The numbers of the names with the most worth, the best first, of those that share anything."""
        worth = memoryview(shared.to_bytes(_FIELD * len(self._yields), sys.byteorder)).cast("I").tolist()
        tops = [max(worth[at : at + _SPAN]) for at in range(0, len(worth), _SPAN)]
        least = max(1, nlargest(most, tops)[-1]) if len(tops) >= most else 1  # as many names reach it
        near = (at * _SPAN for at, top in enumerate(tops) if top >= least)
        reach = ((worth[n], n) for at in near for n in range(at, min(at + _SPAN, len(worth))) if worth[n] >= least)
        return [n for _, n in nlargest(most, reach)]

    def _field_of(self, letter: str) -> int:
        """The fields with the worth of one letter; made when first asked for."""
        if letter not in self._having:
            return 0
        if letter not in self._fields:
            fields, unit = array("I", bytes(_FIELD * len(self._yields))), self._weight(letter) * self._unit
            for n in self._having[letter]:
                fields[n] = round(unit * self._yields[n])
            self._fields[letter] = int.from_bytes(fields.tobytes(), sys.byteorder)
        return self._fields[letter]
