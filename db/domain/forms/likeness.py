"""How like a form's label is to an item: what each leaves unsaid, what sets them apart; knows no cells."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from heapq import nlargest

from db.domain.forms.measures import measure_of_unit, units_fit
from db.domain.forms.names import Target, marks_of, names_of
from db.domain.forms.sayings import pairs
from db.domain.forms.words import Label, Lexicon
from db.domain.items import Item, Tier
from db.domain.pack import Pack

Likeness = Callable[[str, str], float]
_EXCLUDED = re.compile("不计|另计|不含|不包括|不重复|没有发生")
_NEGATIONS = "不未无非拟"
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


@dataclass(frozen=True, slots=True)
class _Said:
    """A question taken apart: its letters, those around it, those of words of little weight, words that set apart."""

    label: Mapping[str, int]
    around: Mapping[str, int]
    light: Mapping[str, int]
    marks: frozenset[str]
    wide: frozenset[str]
    pairs: tuple[str, ...]


class Vocabulary:
    """All items of a return under all their names, ready to be asked; remembers what it was asked."""

    def __init__(self, pack: Pack, asked: Iterable[str], year: int, lexicon: Lexicon, likeness: Likeness) -> None:
        self._lexicon = lexicon
        self._likeness = likeness
        self._asked = frozenset(asked)
        self.items: Mapping[str, Item] = pack.items
        names = names_of(pack, year, lexicon)
        self._names = names
        self._targets, self._weights, self._whole = names.targets, names.weights, names.whole
        self._called, self._having = names.called, names.having
        self._by_number = {item.number: item.code for item in pack.items.values() if item.tier is not Tier.TABLE}
        self._answers: dict[Asked, tuple[Guess, ...]] = {}
        self._defined: dict[str, frozenset[str]] = {}

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

    def _find(self, asked: Asked) -> tuple[Guess, ...]:
        if not asked.key:
            return ()
        said = _Said(
            Counter(asked.key),
            Counter(asked.around),
            Counter("".join(self._lexicon.lights.findall(asked.key))),
            marks_of(self._lexicon, asked.key),
            marks_of(self._lexicon, asked.around),
            pairs(asked.key),
        )
        named = [self._judge(asked, said, self._targets[n]) for n in self._called.get(asked.key, ())]
        plain = [guess for guess in named if guess.exact]
        if plain:
            return tuple(sorted(plain, key=lambda guess: -guess.score))
        best: dict[str, Guess] = {}
        for n in self._shortlist(said.label, said.around):
            guess = self._judge(asked, said, self._targets[n])
            if guess.score > best.get(guess.code, Guess("", 0.0)).score:
                best[guess.code] = guess
        found = sorted(best.values(), key=lambda guess: -guess.score)
        told = bool(found) and self._is_told(said.pairs, found)
        return tuple(replace(guess, told=told and n == 0) for n, guess in enumerate(found[:_TOP]))

    def _is_told(self, pairs: tuple[str, ...], found: list[Guess]) -> bool:
        """Whether what is said of the first item covers the label, and better than what is said of all others."""
        first, *others = found
        if not first.told or not _LOOSE <= first.score < _PLAIN or len(pairs) < _LEAST_LETTERS - 1:
            return False
        covers = self._names.sayings.covers(pairs, first.code)
        rival = max((self._names.sayings.covers(pairs, guess.code) for guess in others), default=0.0)
        return covers + first.score >= _COVERED and covers - rival >= _COVERED_APART

    def _shortlist(self, label: Mapping[str, int], around: Mapping[str, int]) -> list[int]:
        """The targets that share most with it, judged letter by letter."""
        shared: dict[int, float] = defaultdict(float)
        for letters, trust in ((label, 1.0), (around.keys() - label.keys(), 0.5)):
            for letter in letters:
                weight = self._weight(letter) * trust
                for n in self._having.get(letter, ()):
                    shared[n] += weight
        rated = ((said / (self._whole[n] + 0.5) + 0.02 * said, n) for n, said in shared.items())
        return [n for _, n in nlargest(_SHORTLIST, rated)]

    def _weight(self, letter: str) -> float:
        return self._weights.get(letter, self._weights[""])

    def _judge(self, asked: Asked, said: "_Said", target: Target) -> Guess:
        fit = self._fit(asked, target)
        if not fit:
            return Guess(target.code, 0.0)
        bonus = 0.02 if target.code in self._asked else 0.0
        if asked.number and self._by_number.get(asked.number) == target.code:
            bonus += 0.08
        if asked.key == target.key and target.own and not self._denied(said, target):
            said_too = self._covered(target.may, said.label, said.around) if target.tier is Tier.TABLE else 0.0
            return Guess(target.code, min(1.0, 0.97 * fit + bonus + 0.02 * said_too), fit > 0.9)
        apart = self._apart(said.marks, said.wide, target)
        if apart <= 0:
            return Guess(target.code, 0.0)
        score, beyond = self._letters(said, target)
        if not target.own:
            score *= min(1.0, 0.4 + 0.65 * self._covered(target.may, said.label, said.around))
            score *= 1.0 if marks_of(self._lexicon, target.title) <= said.marks | said.wide else 0.85
        order = max(
            self._likeness(asked.key, target.key), self._likeness(asked.around[-12:] + asked.key, target.key) * 0.97
        )
        ends = any(letter in target.letters or letter in target.may for letter in self._end(asked.key))
        score = score * (0.82 + 0.18 * order) * fit * apart * (1.0 if ends else _OTHER_END)
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

    def _denied(self, said: "_Said", target: Target) -> bool:
        """Whether the words around speak of another thing than the item's own name does: 民事诉讼 over 胜诉."""
        groups = self._lexicon.groups
        rivals = {word for word in said.wide - target.implied for mine in target.implied if _share(groups, word, mine)}
        return bool(rivals) and not said.wide & target.implied and not target.implied <= said.marks

    def _letters(self, said: "_Said", target: Target) -> tuple[float, float]:
        """1 less what the label says beyond the target and leaves unsaid; how many letters of weight go beyond."""
        extra = hard = soft = beyond = 0.0
        told = Counter("".join(pair for pair in said.pairs if pair in self._told(target.code)))
        for c, n in said.label.items():
            over = n - target.letters.get(c, 0)
            if over > 0:
                left = max(over - target.may.get(c, 0), 0)
                light = min(left, said.light.get(c, 0))
                grave = 3 if c in _NEGATIONS else 1
                beyond += left - light
                known = min(left - light, told[c])  # the item's definition speaks of it
                bare = (left - light - known) * grave + _TOLD * known
                extra += self._weight(c) * (bare + _LIGHT * light + 0.1 * (over - left))
        for c, n in target.letters.items():
            lack = n - said.label.get(c, 0)
            if lack > 0:
                still = max(lack - said.around.get(c, 0), 0)
                light = min(still, target.light.get(c, 0))
                grave = 3 if c in _NEGATIONS else 1
                hard += self._weight(c) * (grave * (still - light) + _LIGHT * light)
                soft += self._weight(c) * (lack - still)
        spoken = sum(self._weight(c) * n for c, n in said.label.items()) or 1.0
        whole = sum(self._weight(c) * n for c, n in target.letters.items()) or 1.0
        swapped = 1 / (1 + _SWAPPED * min(extra, hard))  # one word in place of another is another thing
        return max(0.0, 1 - _BEYOND * extra / spoken - 0.85 * hard / whole - 0.1 * soft / whole) * swapped, beyond

    def _covered(self, wanted: Mapping[str, int], label: Mapping[str, int], around: Mapping[str, int]) -> float:
        """How much of a title is said somewhere."""
        whole = sum(self._weight(c) for c in wanted) or 1.0
        return sum(self._weight(c) for c in wanted if c in label or c in around) / whole

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
            factor *= 0.8 if word in self._lexicon.default or word in _may(target, self._lexicon) else 0.55
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


def _may(target: Target, lexicon: Lexicon) -> frozenset[str]:
    return marks_of(lexicon, target.title)


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
