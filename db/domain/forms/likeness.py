"""How like a form's label is to an item: what each leaves unsaid, what sets them apart; knows no cells."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from db.domain.forms.measures import measure_of_unit, units_fit
from db.domain.forms.names import Letter, Target, marks_of, names_of
from db.domain.forms.sayings import pairs
from db.domain.forms.words import Label, Lexicon
from db.domain.items import Item, Tier
from db.domain.pack import Pack

Likeness = Callable[[str, str], float]
_EXCLUDED = re.compile("不计|另计|不含|不包括|不重复|没有发生")
_LIGHT = 0.2  # of the weight of other words
_TOLD = 0.6  # of the weight of a letter beyond the name that the item's definition has
_SWAPPED = 0.12
_UNSAID_NEEDED = 0.7
_UNSAID_IMPLIED = 0.85
_BEYOND = 1.4  # what a label says beyond an item tells more against it than what it leaves out
_OTHER_END = 0.85  # the last word of a name says what sort of thing it is
_LEAST_LETTERS = 4  # of a short name that is taken for one item
_STRAY = 0.2  # of a label's letters may be other than the item's in a short name
_SHORTLIST = 24
_KEPT = 512  # labels, and words around them, for the next cells, which ask of them again
_TOP = 6
_LOOSE, _PLAIN = 0.35, 0.8  # between them a guess is looked at once more
_SAME_UNIT = 0.9
_COVERED, _COVERED_APART = 0.95, 0.08  # coverage and likeness together; how far others must be


@dataclass(frozen=True, slots=True)
class Asked:
    """What a cell's labels say: the label itself, words around it (parents, titles), the unit stated if any."""

    key: str
    around: str = ""
    unit: str | None = None
    measures: frozenset[str] = frozenset()
    number: str = ""


@dataclass(frozen=True, slots=True)
class Guess:
    """An item that a label may mean; `score` 0 to 1, `short` where the label says nothing beyond the item's name,
    `kin` where it says no word that always sets things apart, and misses none; `told` where, besides, most of what it
    says is said of this item and of no other, in its names or its definition.
    """

    code: str
    score: float
    exact: bool = False
    short: bool = False
    kin: bool = False
    told: bool = False


_NONE = Guess("", 0.0)


@dataclass(frozen=True, slots=True)
class _Label:
    """A label taken apart, once for all that may stand around it.

    `counts` are its letters, also `spelled` with their weights, together `spoken`; `beyond` and `alike` keep what was
    found between it and targets.
    """

    key: str
    counts: Mapping[str, int]
    spelled: tuple[Letter, ...]
    spoken: float
    marks: frozenset[str]
    pairs: tuple[str, ...]
    end: str
    beyond: dict[int, tuple[float, float]] = field(default_factory=dict)
    alike: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Around:
    """The words around a label taken apart: letters, words that set apart."""

    counts: Mapping[str, int]
    marks: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Said:
    """A question taken apart."""

    label: _Label
    around: _Around

    @property
    def marks(self) -> frozenset[str]:
        """The words that set apart, of the label."""
        return self.label.marks

    @property
    def wide(self) -> frozenset[str]:
        """Those of the words around."""
        return self.around.marks


class Vocabulary:
    """All items of a return under all their names, ready to be asked; remembers what it was asked."""

    def __init__(self, pack: Pack, asked: Iterable[str], year: int, lexicon: Lexicon, likeness: Likeness) -> None:
        self._lexicon = lexicon
        self._likeness = likeness
        self._asked = frozenset(asked)
        self.items: Mapping[str, Item] = pack.items
        self._names = names_of(pack, year, lexicon)
        self._by_number = {item.number: item.code for item in pack.items.values() if item.tier is not Tier.TABLE}
        self._answers: dict[Asked, tuple[Guess, ...]] = {}
        self._defined: dict[str, frozenset[str]] = {}
        self._label = lru_cache(_KEPT)(self._label_of)
        self._around = lru_cache(_KEPT)(self._around_of)

    def find(self, asked: Asked) -> tuple[Guess, ...]:
        """The items it may mean, the likeliest first; only those worth a thought."""
        if asked not in self._answers:
            self._answers[asked] = self._find(asked)
        return self._answers[asked]

    def key_of(self, words: str) -> str:
        """The lexicon's key."""
        return self._lexicon.key_of(words)

    def _told(self, code: str) -> frozenset[str]:
        """The pairs of letters in an item's definition; read when first asked for."""
        if code not in self._defined:
            item = self.items[code]
            said = "" if item.tier is Tier.TABLE else "".join(_included(item.definition))
            self._defined[code] = frozenset(pairs(self._lexicon.key_of(said)))
        return self._defined[code]

    def _label_of(self, key: str) -> _Label:
        counts, names = Counter(key), self._names
        spelled = names.spelling(counts, Counter("".join(self._lexicon.lights.findall(key))))
        spoken = sum(weight * n for _, n, _, weight, _ in spelled) or 1.0
        return _Label(key, counts, spelled, spoken, marks_of(self._lexicon, key), pairs(key), self._end(key))

    def _around_of(self, words: str) -> _Around:
        return _Around(Counter(words), marks_of(self._lexicon, words))

    def _find(self, asked: Asked) -> tuple[Guess, ...]:
        if not asked.key:
            return ()
        said = _Said(self._label(asked.key), self._around(asked.around))
        named = [self._judge(asked, said, n) for n in self._names.called.get(asked.key, ())]
        plain = [guess for guess in named if guess.exact]
        if plain:
            return tuple(sorted(plain, key=lambda guess: -guess.score))
        best: dict[str, Guess] = {}
        for n in self._shortlist(said):
            guess = self._judge(asked, said, n)
            if guess.score > best.get(guess.code, _NONE).score:
                best[guess.code] = guess
        found = sorted(best.values(), key=lambda guess: -guess.score)
        told = bool(found) and self._is_told(said.label.pairs, found)
        return tuple(replace(guess, told=told and n == 0) for n, guess in enumerate(found[:_TOP]))

    def _is_told(self, pairs: tuple[str, ...], found: list[Guess]) -> bool:
        """Whether what is said of the first item covers the label, and better than what is said of all others."""
        first, *others = found
        if not first.told or not _LOOSE <= first.score < _PLAIN or len(pairs) < _LEAST_LETTERS - 1:
            return False
        covers = self._names.sayings.covers(pairs, first.code)
        rival = max((self._names.sayings.covers(pairs, guess.code) for guess in others), default=0.0)
        return covers + first.score >= _COVERED and covers - rival >= _COVERED_APART

    def _shortlist(self, said: _Said) -> list[int]:
        """The targets that share most with it; what stands around counts half."""
        shares, label, around = self._names.shares, said.label.counts, said.around.counts
        return shares.best(2 * shares.of(label) + shares.of(around.keys() - label.keys()), _SHORTLIST)

    def _judge(self, asked: Asked, said: _Said, n: int) -> Guess:
        target = self._names.targets[n]
        fit = self._fit(asked, target)
        if not fit:
            return Guess(target.code, 0.0)
        bonus = 0.02 if target.code in self._asked else 0.0
        if asked.number and self._by_number.get(asked.number) == target.code:
            bonus += 0.08
        if asked.key == target.key and target.own and not self._denied(said, target):
            said_too = self._covered(target.may, said) if target.tier is Tier.TABLE else 0.0
            return Guess(target.code, min(1.0, 0.97 * fit + bonus + 0.02 * said_too), fit > 0.9)
        apart = self._apart(said.marks, said.wide, target)
        if apart <= 0:
            return Guess(target.code, 0.0)
        extra, beyond = self._beyond(said.label, n)
        score = self._letters(said, n, extra)
        if score <= 0:
            return Guess(target.code, 0.0)
        if not target.own:
            score *= min(1.0, 0.4 + 0.65 * self._covered(target.may, said))
            score *= 1.0 if target.title_marks <= said.marks | said.wide else 0.85
        ends = any(letter in target.letters or letter in target.may for letter in said.label.end)
        score = score * (0.82 + 0.18 * self._order(asked, said, target)) * fit * apart * (1.0 if ends else _OTHER_END)
        needed = target.implied & self._lexicon.needed
        unsaid = target.marks - said.marks - said.wide - self._lexicon.default
        short = not unsaid and ends and len(asked.key) >= _LEAST_LETTERS and beyond <= _STRAY * len(asked.key)
        beyond_it = said.marks - target.marks - target.implied - self._lexicon.default
        states = {word for word in beyond_it if self._lexicon.groups[word] == (0,)}  # these go with much
        left_out = needed - said.marks - said.wide
        near = not (beyond_it & self._lexicon.lone or left_out) and fit >= _SAME_UNIT
        told = near and not unsaid and beyond_it == states
        kin = near and not states
        return Guess(target.code, min(0.95, score + (bonus if score > 0.4 else 0)), False, short, kin, told)

    def _end(self, key: str) -> str:
        """The last two letters, before words of little weight."""
        cut = 0
        for found in self._lexicon.lights.finditer(key):
            cut = found.start() if found.end() == len(key) else cut
        return key[:cut][-2:] or key[-2:]

    def _denied(self, said: _Said, target: Target) -> bool:
        """Whether the words around speak of another thing than the item's own name does: 民事诉讼 over 胜诉."""
        groups = self._lexicon.groups
        rivals = {word for word in said.wide - target.implied for mine in target.implied if _share(groups, word, mine)}
        return bool(rivals) and not said.wide & target.implied and not target.implied <= said.marks

    def _order(self, asked: Asked, said: _Said, target: Target) -> float:
        """How like the letters stand in order, with what stands right before the label or without."""
        alike = said.label.alike
        if target.key not in alike:
            alike[target.key] = self._likeness(asked.key, target.key)
        return max(alike[target.key], self._likeness(asked.around[-12:] + asked.key, target.key) * 0.97)

    def _beyond(self, label: _Label, n: int) -> tuple[float, float]:
        """What the label says beyond the target: its weight, how many letters of weight."""
        if n not in label.beyond:
            label.beyond[n] = self._said_beyond(label, self._names.targets[n])
        return label.beyond[n]

    def _said_beyond(self, label: _Label, target: Target) -> tuple[float, float]:
        extra = beyond = 0.0
        defined, has, may = self._told(target.code), target.letters, target.may
        told = "".join(pair for pair in label.pairs if pair in defined)
        for c, n, lights, weight, grave in label.spelled:
            over = n - has.get(c, 0)
            if over > 0:
                left = max(over - may.get(c, 0), 0)
                light = min(left, lights)
                beyond += left - light
                known = min(left - light, told.count(c))  # the item's definition speaks of it
                bare = (left - light - known) * grave + _TOLD * known
                extra += weight * (bare + _LIGHT * light + 0.1 * (over - left))
        return extra, beyond

    def _letters(self, said: _Said, n: int, extra: float) -> float:
        """1 less what the label says beyond the target and what it leaves unsaid."""
        hard = soft = 0.0
        label, around = said.label.counts, said.around.counts
        for c, needed, lights, weight, grave in self._names.spelled[n]:
            lack = needed - label.get(c, 0)
            if lack > 0:
                still = max(lack - around.get(c, 0), 0)
                light = min(still, lights)
                hard += weight * (grave * (still - light) + _LIGHT * light)
                soft += weight * (lack - still)
        whole = self._names.whole[n] or 1.0
        swapped = 1 / (1 + _SWAPPED * min(extra, hard))  # one word in place of another is another thing
        return max(0.0, 1 - _BEYOND * extra / said.label.spoken - 0.85 * hard / whole - 0.1 * soft / whole) * swapped

    def _covered(self, wanted: Mapping[str, int], said: _Said) -> float:
        """How much of a title is said somewhere."""
        label, around, weight = said.label.counts, said.around.counts, self._names.weight
        whole = sum(weight(c) for c in wanted) or 1.0
        return sum(weight(c) for c in wanted if c in label or c in around) / whole

    def _fit(self, asked: Asked, target: Target) -> float:
        """How well unit and sort of amount go together; 0: they never do."""
        if asked.measures and target.measures:
            known = asked.measures & {"rate", "area", "money", "persons", "person times", "batches", "households"}
            if known and not known & target.measures and not _named(asked, target):
                return 0.0
        elif asked.measures & {"rate", "area", "money", "persons", "person times"} and not target.measures:
            return 0.0
        if asked.unit is None:
            return 0.99
        return units_fit(asked.unit, target.unit, target.units_also)

    def _apart(self, marks: frozenset[str], wide: frozenset[str], target: Target) -> float:
        """Falls where a word stands on one side that the other denies or does not know; 0 for plain namesakes."""
        groups, factor, needed = self._lexicon.groups, 1.0, self._lexicon.needed
        for word in marks - target.marks - target.implied:
            rivals = {other for other in target.marks if set(groups[other]) & set(groups[word])}
            if rivals - marks:
                return 0.0
            factor *= 0.8 if word in self._lexicon.default or word in target.title_marks else 0.55
        for word in target.marks - marks:
            mine = set(groups[word])
            if word in wide:
                continue
            if any(set(groups[other]) & mine for other in (wide - target.marks)) and not any(
                set(groups[other]) & mine for other in (wide & target.marks)
            ):
                factor *= 0.7
            factor *= 0.97 if word in self._lexicon.default else _UNSAID_NEEDED if word in needed else 0.8
        left_out = (target.implied & needed) - target.marks - marks - wide
        factor *= _UNSAID_IMPLIED ** len(left_out)  # another name of the item leaves out what sets it apart
        for word in target.implied - target.marks - marks - wide:
            if any(_share(groups, word, other) for other in wide - target.implied):
                factor *= 0.6  # 审结 under 行政复议 is no item of 行政诉讼, though one of its names is short
        return factor


def _share(groups: Mapping[str, tuple[int, ...]], one: str, other: str) -> bool:
    return bool(set(groups[one]) & set(groups[other]))


def _named(asked: Asked, target: Target) -> bool:
    return asked.key == target.key


def asked_of(label: Label, around: str, unit: str | None) -> Asked:
    """A label and the words around it as a question."""
    stated = unit if unit is not None else label.unit
    sort = measure_of_unit(stated) if stated else ""
    measures = label.measures | ({sort} if sort and not label.measures else set())
    beside = "" if label.bare in label.key else label.bare  # with what stood in its brackets
    return Asked(label.key, around + beside, stated, measures, label.number)


def _included(definition: str) -> Iterable[str]:
    """The sentences of a definition that say what counts."""
    return (part for part in re.split("[；。]", definition) if not _EXCLUDED.search(part))
