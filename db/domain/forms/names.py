"""Every name of every item, ready to be compared: letters, weights, words that set it apart; knows no form."""

import math
import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from db.domain.forms.measures import measure_of_unit, measures_of
from db.domain.forms.sayings import Sayings
from db.domain.forms.shares import Shares
from db.domain.forms.words import Lexicon
from db.domain.items import Item, Tier
from db.domain.pack import Pack

_BRACKETED = re.compile(r"[(（]([^()（）]*)[)）]")
_SORTS = frozenset({"rate", "area", "money", "persons", "person times"})
_NEGATIONS, _DENIES = "不未无非拟", 3  # times the weight of other letters
Letter = tuple[str, int, int, float, int]  # how often, of that in words of little weight, weight, how grave to miss


@dataclass(frozen=True)
class Target:
    """One name of one item: the letters a label has to say, those it may say, the words that set it apart."""

    code: str
    key: str
    letters: Mapping[str, int]
    may: Mapping[str, int]
    light: Mapping[str, int]
    marks: frozenset[str]
    unit: str
    units_also: tuple[str, ...]
    measures: frozenset[str]
    title_marks: frozenset[str]
    tier: Tier
    own: bool = True
    implied: frozenset[str] = frozenset()


class Names:
    """Every name of every item of a pack in one year, found by key or letters; made once, kept for the next form."""

    def __init__(self, pack: Pack, year: int, lexicon: Lexicon) -> None:
        self.of = pack, year, lexicon
        self.targets = tuple(_targets(pack, year, lexicon))
        self.weights = _weights([target.key for target in self.targets if target.own])
        self.spelled = [self.spelling(target.letters, target.light) for target in self.targets]
        self.whole = [sum(weight * n for _, n, _, weight, _ in letters) for letters in self.spelled]
        yields = [1 / (whole + 0.5) + 0.02 for whole in self.whole]
        self.shares = Shares([target.letters for target in self.targets], self.weight, yields)
        self.sayings = Sayings(pack, lexicon)
        self.called: dict[str, list[int]] = defaultdict(list)
        for n, target in enumerate(self.targets):
            self.called[target.key].append(n)

    def weight(self, letter: str) -> float:
        """What a letter tells."""
        return self.weights.get(letter, self.weights[""])

    def spelling(self, letters: Mapping[str, int], light: Mapping[str, int]) -> tuple[Letter, ...]:
        """Letters with all that is asked of them again and again."""
        return tuple(
            (c, n, light.get(c, 0), self.weight(c), _DENIES if c in _NEGATIONS else 1) for c, n in letters.items()
        )


_KEPT: deque[Names] = deque(maxlen=2)


def names_of(pack: Pack, year: int, lexicon: Lexicon) -> Names:
    """The names, from before where the same pack, year and words were asked for."""
    for names in tuple(_KEPT):
        if names.of[0] is pack and names.of[1] == year and names.of[2] is lexicon:
            return names
    _KEPT.append(names := Names(pack, year, lexicon))
    return names


def marks_of(lexicon: Lexicon, key: str) -> frozenset[str]:
    """The words in it that set things apart."""
    return frozenset(lexicon.contrasts.findall(key))


def may_be(measures: frozenset[str], item: Item) -> bool:
    """Whether words of these sorts of amount may speak of an item."""
    sort = measure_of_unit(item.unit)
    theirs = measures_of(item.name) | ({sort} if sort else set())
    return not (measures & _SORTS) or bool(measures & _SORTS & theirs)


def _targets(pack: Pack, year: int, lexicon: Lexicon) -> Iterable[Target]:
    titles = {section.id: section.title for section in pack.sections}
    tables = pack.tables_of(year)
    for item in pack.items.values():
        if item.tier is not Tier.TABLE:
            for name in dict.fromkeys((*_names(item.name), *lexicon.also.get(item.code, ()))):
                yield _target(item, name, titles.get(item.section, ""), lexicon)
    for table in tables:
        for (row_id, column_id), code in table.cells.items():
            row = next(line for line in table.rows if line.id == row_id)
            column = next(line for line in table.columns if line.id == column_id)
            said = (*(row.heads if len(table.rows) > 1 else ()), *(column.heads if len(table.columns) > 1 else ()))
            item = pack.items[code]
            for name in lexicon.also.get(code, ()) if item.tier is Tier.TABLE else ():
                yield _target(item, name, table.title, lexicon)
            if item.tier is Tier.TABLE:
                yield _target(item, "".join(said or row.heads), table.title + "".join(row.heads), lexicon, own=False)
                yield _target(item, table.title + "".join(said), "".join(row.heads), lexicon)
                if len(table.columns) == 1:
                    yield _target(item, "".join((*row.heads, *column.heads)), table.title, lexicon)


def _names(name: str) -> tuple[str, ...]:
    """A name without what stands in brackets, with only that, with both."""
    bare = _BRACKETED.sub("", name)
    return (name,) if bare == name else (bare, _BRACKETED.sub(r"\1", name), name)


def _target(item: Item, name: str, title: str, lexicon: Lexicon, own: bool = True) -> Target:
    key = lexicon.key_of(name)
    sort = measure_of_unit(item.unit)
    measures = measures_of(name) | ({sort} if sort else set())
    return Target(
        item.code,
        key,
        Counter(key),
        Counter(lexicon.key_of(title)),
        Counter("".join(lexicon.lights.findall(key))),
        marks_of(lexicon, key),
        item.unit,
        item.units_also,
        frozenset(measures),
        marks_of(lexicon, lexicon.key_of(title)),
        item.tier,
        own,
        marks_of(lexicon, lexicon.key_of(item.name)) - {"其他"} if item.tier is not Tier.TABLE else frozenset(),
    )


def _weights(keys: list[str]) -> dict[str, float]:
    """What each letter tells: those in every name little, those in none (kept under "") most."""
    count = len(keys) + 1
    seen = Counter(letter for key in keys for letter in set(key))
    return {"": _weight(count, 1), **{letter: _weight(count, n) for letter, n in seen.items()}}


def _weight(count: int, n: int) -> float:
    return 1 + 0.6 * math.log(count / (n + 0.5))
