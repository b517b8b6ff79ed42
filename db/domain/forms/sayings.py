"""What is said of each item anywhere, in its names and its definition, letter pair by letter pair; knows no labels."""

import math
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise

from db.domain.forms.words import Lexicon
from db.domain.items import Tier
from db.domain.pack import Pack

_MOST = 4.5  # a pair that no item has weighs no more
_DEFINED = 0.5  # of a pair that only the definition has


class Sayings:
    """The sayings of a pack's items, gathered when first asked for."""

    def __init__(self, pack: Pack, lexicon: Lexicon) -> None:
        self._pack, self._lexicon = pack, lexicon
        self._defined: dict[str, frozenset[str]] = {}

    @cached_property
    def _named(self) -> dict[str, frozenset[str]]:
        key = self._lexicon.key_of
        return {
            code: frozenset(
                pair for name in (item.name, *self._lexicon.also.get(code, ())) for pair in pairs(key(name))
            )
            for code, item in self._pack.items.items()
        }

    @cached_property
    def _weights(self) -> dict[str, float]:
        count = len(self._named) + 1
        seen = Counter(pair for said in self._named.values() for pair in said)
        return {pair: min(_MOST, math.log(count / (n + 0.5))) for pair, n in seen.items()}

    def _told(self, code: str) -> frozenset[str]:
        if code not in self._defined:
            item = self._pack.items[code]
            said = "" if item.tier is Tier.TABLE else self._lexicon.key_of(item.definition)
            self._defined[code] = frozenset(pairs(said))
        return self._defined[code]

    def covers(self, said: Iterable[str], code: str) -> float:
        """How much of these pairs of letters is said of an item, 0 to 1; rare ones weigh most."""
        whole = shared = 0.0
        for pair in set(said):
            weight = self._weights.get(pair, _MOST)
            whole += weight
            if pair in self._named[code]:
                shared += weight
            elif pair in self._told(code):
                shared += _DEFINED * weight
        return shared / (whole or 1.0)


def pairs(key: str) -> tuple[str, ...]:
    """Each letter with the next one."""
    return tuple(one + other for one, other in pairwise(key))
