"""What can be found and by which words, best first; knows entries and letters, no Qt, no desk and no pinyin of its own.

The order: the exact number, code or name; then names that begin with the words, names that hold them, names that are
spelt by them in pinyin, parts of a code, and last the place, which alone finds only the cells of a table. Of equal
matches, what is in use comes first.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final
from unicodedata import normalize

from gui.find.spelling import Spelling

_TYPED_AS: Final = str.maketrans({"。": ".", "ü": "v"})  # 1。01 comes out of a Chinese input method


class Sort(IntEnum):
    """What an entry is; the order breaks ties: items in use, then the library, then the rest."""

    ITEM = 0
    CELL = 1  # of a fixed table
    LIBRARY = 2
    SECTION = 3
    TABLE = 4
    SCREEN = 5
    YEAR = 6
    UNIT = 7
    COMMAND = 8


class Rank(IntEnum):
    """How well a word fits an entry."""

    EXACT = 0
    BEGINS = 1
    HOLDS = 2
    SPELT_BEGINNING = 3
    SPELT = 4
    CODE = 5
    PLACE = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to be found. `key` says where it leads (a code, place, unit, year or command).

    `where` is its section or table, by which it can be sought among others; `codes` are its code and older ones;
    `measure` is the unit of its figure, or the key of a command. The name of a cell goes on from its table's: `title`
    is the beginning that is not shown.
    """

    sort: Sort
    key: str
    name: str
    number: str = ""
    title: str = ""
    where: str = ""
    measure: str = ""
    codes: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """What narrows a search; the number of a cell is that of its table."""
        return f"{self.number} {self.where}" if self.sort is Sort.CELL else self.where


@dataclass(frozen=True, slots=True)
class _Target:
    """An entry as it is sought: everything folded, `bare` without punctuation, `words` all of it together."""

    exact: frozenset[str]
    number: str
    name: str
    bare: str
    code: str
    words: str


def folded(words: str) -> str:
    """Words in half-width small letters: full-width digits and letters are the same to who seeks them."""
    return normalize("NFKC", words).casefold().translate(_TYPED_AS)


def bare(words: str) -> str:
    """Folded words without punctuation and blanks."""
    return "".join(letter for letter in words if letter.isalnum())


def no_readings(_letter: str) -> tuple[str, ...]:
    """For an index in which nothing is found by pinyin (yet)."""
    return ()


class Index:
    """Entries in the order in which they are printed, found by words; `read` tells the readings of a letter."""

    def __init__(self, entries: Sequence[Entry], read: Callable[[str], Iterable[str]] = no_readings) -> None:
        self.entries = tuple(entries)
        self._targets = tuple(_target(entry) for entry in self.entries)
        self._spelling = Spelling([entry.name for entry in self.entries], read)
        places = {place: n for n, place in enumerate(dict.fromkeys(entry.place for entry in self.entries))}
        self._places = [places[entry.place] for entry in self.entries]
        self._spelt_places = Spelling(places, read)

    def find(self, words: str) -> tuple[Entry, ...]:
        """The entries that all of the words (separated by blanks) fit, best first; none without words."""
        sought = folded(words).split()
        if not sought:
            return ()
        ranks = [self._ranks(word) for word in sought]
        fits = []
        for n in set(ranks[0]).intersection(*ranks):
            fit, sort = [found[n] for found in ranks], self.entries[n].sort
            if min(fit) < Rank.PLACE or sort is Sort.CELL:
                fits.append((max(fit), sum(fit), sort, n))
        return tuple(self.entries[n] for *_, n in sorted(fits))

    def _ranks(self, word: str) -> dict[int, Rank]:
        """The entries one word fits, by their number, and how well."""
        letters = bare(word)
        spelt = letters if letters.isascii() else ""
        places = self._spelt_places.holding(spelt)
        ranks = {n: Rank.PLACE for n, place in enumerate(self._places) if place in places} if places else {}
        for n in self._spelling.holding(spelt):
            ranks[n] = Rank.SPELT
        for n in self._spelling.beginning(spelt):
            ranks[n] = Rank.SPELT_BEGINNING
        for n, target in enumerate(self._targets):
            if word in target.words or (letters and letters in target.words):
                ranks[n] = min(_by_text(target, word, letters), ranks.get(n, Rank.PLACE))
        return ranks


def _target(entry: Entry) -> _Target:
    number = "" if entry.sort is Sort.CELL else folded(entry.number)
    name, whole = folded(entry.name), folded(entry.title + entry.name)
    codes = tuple(map(folded, entry.codes))
    exact = dict.fromkeys((*codes, number, name, bare(name), whole, bare(whole)))
    return _Target(
        exact=frozenset(exact) - {""},
        number=number,
        name=name,
        bare=bare(name),
        code="\n".join(codes),
        words="\n".join((*exact, folded(entry.place))),
    )


def _by_text(target: _Target, word: str, letters: str) -> Rank:
    if word in target.exact or letters in target.exact:
        return Rank.EXACT
    if target.number.startswith(word) or target.name.startswith(word) or (letters and target.bare.startswith(letters)):
        return Rank.BEGINS
    if word in target.number or word in target.name or (letters and letters in target.bare):
        return Rank.HOLDS
    return Rank.CODE if word in target.code else Rank.PLACE
