"""Which cell gets which item: each item and year once on a sheet, the surest first; what is settled helps the rest.

Knows claims and the pack, no words and no cells beyond their places.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from db.domain.forms.grid import Place
from db.domain.forms.likeness import Guess
from db.domain.forms.links import Whose
from db.domain.forms.spot import Spot
from db.domain.items import Tier
from db.domain.pack import Pack

LEAST_SURE = 0.7
_LEAST_MARGIN = 0.04
_NEAR_ROWS = 4
_NEAR_HELPS = 0.03  # a section that lines nearby are of
_PART = 0.08
_LEAST_KIN, _DEEPEST = 0.3, 4
_SURE_OF_PART = 0.75  # of an item that is no part of the line above
_ALONE_IN_TABLE = 0.85
_ALONE, _FAR = 0.55, 0.2
_APART = 0.1  # from the next, of an item that is spoken of in other words
_CLEAR, _FAR_OFF = 0.45, 0.3  # where nothing but a line's name tells what its figure is
_EVEN = 0.005
_SURE_CHAPTER = 0.8  # of a line numbered 一、, which more often heads a part of the list
_ROUNDS = 4
_BETTER = 0.03  # how much surer the holder of an item is than one that lets go of it
_MEANT = 0.06  # so much likelier than the rest, and a cell means an item though another cell holds it
_DOUBTED = LEAST_SURE - 0.05
Wanted = tuple[str, str, Whose]  # sheet, code, whose year
Sections = Mapping[Place, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Claim:
    """What one cell may mean, the likeliest first, for one year, and what that rests on."""

    spot: Spot
    whose: Whose
    guesses: tuple[Guess, ...]
    why: str = ""

    def wants(self, code: str) -> Wanted:
        """What it would take with this item: another sheet may ask for the same once more."""
        return self.spot.place.sheet, code, self.whose


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim with its best guess and how sure that is, 0 to 1."""

    claim: Claim
    guess: Guess
    sure: float


@dataclass(frozen=True, slots=True)
class Settled:
    """The claims that got their item, and those that did not; `taken` are the items and years given away."""

    given: tuple[Judged, ...]
    open: tuple[Judged, ...]
    taken: frozenset[Wanted]


def settle(claims: Sequence[Claim], pack: Pack, taken: frozenset[Wanted]) -> Settled:
    """Give each item and year to one claim of a sheet at most; `taken` are given away already."""
    claims = _backed(claims, pack)
    sections = _neighbours(claims, pack)
    held = dict.fromkeys(taken, 1.0 + _BETTER)
    given: list[Judged] = []
    rest = list(claims)
    for _ in range(_ROUNDS):
        judged = [_judged(_left(claim, held), sections, pack) for claim in rest]
        named = {(one.claim.spot.place.sheet, _said(one.claim.spot), one.claim.whose): one.guess.code for one in given}
        judged = [_of_kin(one, named, held, pack) for one in judged]
        before, rest, first = len(rest), [], not given
        for one in sorted(judged, key=lambda one: _heads_a_part(one.claim.spot) - one.sure):
            key = one.claim.wants(one.guess.code)
            waits = first and one.claim.spot.parents and one.sure < _SURE_OF_PART  # for what it is part of
            if waits or one.sure < LEAST_SURE or key in held:
                rest.append(one.claim)
            else:
                held[key] = one.guess.score
                given.append(one)
        if len(rest) == before:
            break
    left = tuple(_judged(claim, sections, pack) for claim in rest)
    return Settled(tuple(given), left, frozenset(held))


def _backed(claims: Sequence[Claim], pack: Pack) -> list[Claim]:
    """The claims, less sure of the cells of a fixed table that a sheet shows no other cell of."""
    tables = {code: table.id for table in pack.tables for code in table.codes if pack.items[code].tier is Tier.TABLE}
    shown: dict[tuple[str, str], set[int]] = defaultdict(set)
    for claim in claims:
        if claim.guesses and claim.guesses[0].exact and (table := tables.get(claim.guesses[0].code)):
            shown[claim.spot.place.sheet, table].add(claim.spot.place.row)

    def backed(claim: Claim, guess: Guess) -> Guess:
        table = tables.get(guess.code)
        alone = table and not guess.exact and not shown[claim.spot.place.sheet, table] - {claim.spot.place.row}
        return replace(guess, score=_ALONE_IN_TABLE * guess.score) if alone else guess

    return [
        replace(claim, guesses=tuple(sorted((backed(claim, guess) for guess in claim.guesses), key=lambda g: -g.score)))
        for claim in claims
    ]


def _left(claim: Claim, held: Mapping[Wanted, float]) -> Claim:
    """A claim without the items that surer claims hold, unless it plainly means one of them."""
    left = tuple(
        guess
        for guess in claim.guesses
        if guess.exact or held.get(claim.wants(guess.code), 0.0) < guess.score + _BETTER
    )
    if not left or len(left) == len(claim.guesses) or claim.guesses[0].score > left[0].score + _MEANT:
        return claim
    return replace(claim, guesses=tuple(replace(guess, short=False, told=False) for guess in left))


def _said(spot: Spot) -> str:
    return spot.row[0].words if spot.row else ""


def _of_kin(
    judged: Judged, named: Mapping[tuple[str, str, Whose], str], held: Mapping[Wanted, float], pack: Pack
) -> Judged:
    """A cell under a line that got its item means a part of that item, where one is likely and no other comes near."""
    claim, spot = judged.claim, judged.claim.spot
    above = (*spot.parents, *(spot.maybe if spot.row and spot.row[0].carried else ()))
    over = next((named.get((spot.place.sheet, label.words, claim.whose)) for label in above), None)
    if over is None or not claim.guesses:
        return judged
    settled = judged.guess.exact or judged.sure >= _SURE_OF_PART or _is_part(judged.guess.code, over, pack)
    if settled and judged.sure >= LEAST_SURE and claim.wants(judged.guess.code) not in held:
        return judged
    kin = [guess for guess in claim.guesses if _is_part(guess.code, over, pack) and claim.wants(guess.code) not in held]
    if not kin or kin[0].score < _LEAST_KIN or claim.guesses[0].score - kin[0].score > _LEAST_KIN:
        return judged
    if len(kin) > 1 and kin[0].score - kin[1].score < _APART:
        return judged
    return Judged(claim, kin[0], LEAST_SURE + 0.01)


def _is_part(code: str, whole: str, pack: Pack) -> bool:
    """Whether an item is a part of another, or of a part of it."""
    for _ in range(_DEEPEST):
        above = pack.items[code].part_of
        if not above or above == whole:
            return above == whole
        code = above
    return False


def _heads_a_part(spot: Spot) -> float:
    """How far a line numbered 一、 stands back: it may be a heading over the line that is meant."""
    return 0.25 if spot.row and spot.row[0].rank == 1 else 0.0


def _judged(claim: Claim, sections: Sections, pack: Pack) -> Judged:
    """The best guess of a claim and how sure it is: likeness, less where another comes close."""
    if not claim.guesses:
        return Judged(claim, Guess("", 0.0), 0.0)
    near = sections.get(claim.spot.place, frozenset())

    def helped(guess: Guess) -> float:
        return guess.score + (_NEAR_HELPS if pack.items[guess.code].section in near else 0.0)

    best, *others = sorted(claim.guesses, key=lambda guess: -helped(guess))
    if not best.exact and claim.spot.row and claim.spot.row[0].rank == 1 and best.score < _SURE_CHAPTER:
        return Judged(claim, best, min(best.score, _DOUBTED))
    second = others[0] if others else Guess("", 0.0)
    if best.score < LEAST_SURE and (sure := _in_other_words(best, best.score - second.score, claim.spot)):
        return Judged(claim, best, sure)
    if best.exact and second.exact and best.score - second.score < _EVEN:
        return Judged(claim, best, _DOUBTED)  # two items go by this name
    if others and not best.exact:
        if pack.items[best.code].part_of == second.code and best.score - second.score < _PART:
            return Judged(claim, second, second.score)  # a part is named as such
        if helped(best) - second.score < _LEAST_MARGIN:
            return Judged(claim, best, min(best.score, _DOUBTED))
    return Judged(claim, best, best.score)


def _in_other_words(guess: Guess, ahead: float, spot: Spot) -> float:
    """How sure it is that a label speaks of an item in words that are not its names; 0: it is not."""
    if guess.short and guess.score >= _ALONE and ahead >= _FAR:
        return LEAST_SURE + 0.02  # an abbreviation that fits one item and no other
    if guess.told and ahead >= _APART:
        return LEAST_SURE + 0.01
    clear = guess.kin and guess.score >= _CLEAR and ahead >= _FAR_OFF and _plainly(spot)
    return LEAST_SURE if clear else 0.0


def _plainly(spot: Spot) -> bool:
    """Whether a figure of what the line names, and nothing else, is wanted in a cell."""
    label = spot.row[0] if spot.row and not spot.outside else None
    named = label is not None and label.rank != 1 and not label.carried and not label.words.endswith((":", "："))
    under = bool(spot.head) or spot.field is not None
    return named and under and all(label.plain or label.years or label.whose for label in spot.head)


def _neighbours(claims: Sequence[Claim], pack: Pack) -> Sections:
    """The sections of the sure claims nearest above and below each claim of a sheet."""
    sure: dict[tuple[str, int], set[str]] = defaultdict(set)
    for claim in claims:
        if claim.guesses and claim.guesses[0].exact:
            place = claim.spot.place
            sure[place.sheet, place.row].add(pack.items[claim.guesses[0].code].section)
    found = {}
    for claim in claims:
        place = claim.spot.place
        rows = [place.row + step * sign for step in range(_NEAR_ROWS + 1) for sign in (-1, 1)]
        near = [section for row in rows for section in sorted(sure.get((place.sheet, row), ()))]
        found[place] = frozenset(near[:3])
    return found
