"""Which of many names are spelt by a few Latin letters, all names judged at once; knows no Qt and no meaning.

Every letter of every name has a slot, a bit in a long integer. The letters typed are taken off one reading or initial
at a time, and each step moves all the names it fits by one slot: a handful of shifts, however many names there are.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Final

_LONGEST: Final = 6  # letters of a reading: zhuang, shuang
_TWO_LETTERS: Final = ("zh", "ch", "sh")  # initials that may be typed whole


class Spelling:
    """An index of names. `read` tells the readings of one letter; one without any is as if it were not there."""

    def __init__(self, names: Iterable[str], read: Callable[[str], Iterable[str]]) -> None:
        self._first: list[int] = []  # slot at which each name begins
        slots: dict[str, list[int]] = defaultdict(list)
        slot = 0
        for name in names:
            self._first.append(slot)
            for letter in name:
                spelt = tuple(read(letter))
                for reading in spelt:
                    slots[reading].append(slot)
                slot += bool(spelt)
            slot += 1  # a gap, which no letter fills: no match runs on into the next name
        self._end = slot
        self._beginnings = _mask(self._first, slot)
        self._readings = {reading: _mask(taken, slot) for reading, taken in slots.items()}
        initials = {reading[:1] for reading in slots} | set(_TWO_LETTERS)
        self._initials = {initial: self._begun(initial) for initial in initials}

    def beginning(self, letters: str) -> set[int]:
        """The names that begin with what is spelt by `letters` (small ASCII letters and digits)."""
        return self._spelt(letters, self._beginnings)

    def holding(self, letters: str) -> set[int]:
        """The names that hold what is spelt by `letters` anywhere."""
        return self._spelt(letters, -1)

    def _spelt(self, letters: str, reached: int) -> set[int]:
        """Each Chinese letter is spelt whole or by its initial; the last may not have been typed to its end."""
        before = [reached, *([0] * len(letters))]  # by how many letters are used up: slots to go on from
        last = 0
        for used in range(len(letters)):
            if not before[used]:
                continue
            left = len(letters) - used
            if left <= _LONGEST:
                last |= before[used] & self._begun(letters[used:])
            for size in range(1, min(_LONGEST, left - 1) + 1):
                fitting = before[used] & self._whole(letters[used : used + size])
                before[used + size] |= fitting << 1
        return self._names(last)

    def _whole(self, letters: str) -> int:
        return self._readings.get(letters, 0) | self._initials.get(letters, 0)

    def _begun(self, letters: str) -> int:
        slots = 0
        for reading, taken in self._readings.items():
            if reading.startswith(letters):
                slots |= taken
        return slots

    def _names(self, slots: int) -> set[int]:
        bits = format(slots, "b")[::-1]
        found = set()
        at = bits.find("1")
        while at >= 0:
            name = bisect_right(self._first, at) - 1
            found.add(name)
            following = self._first[name + 1] if name + 1 < len(self._first) else self._end
            at = bits.find("1", following)
        return found


def _mask(slots: Iterable[int], size: int) -> int:
    bits = bytearray(size // 8 + 1)
    for slot in slots:
        bits[slot >> 3] |= 1 << (slot & 7)
    return int.from_bytes(bits, "little")
