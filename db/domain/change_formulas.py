"""What swings.py and slips.py ask about a figure beside last year's, as one row of formulas; knows no cells, no sheets.

A row comes to a grade: from NOTHING (not to be compared) to ASKED (a reason is wanted).
"""

from collections.abc import Callable
from fractions import Fraction

from db.domain import units
from db.domain.rules.cellmath import ZERO, Num, Test, constant, least, most, pick, size
from db.domain.rules.formula_parts import HUGE, Parts, flag
from db.domain.slips import FAR, FEWEST, GRAVE, NEAR, factors
from db.domain.swings import Limits

NOTHING, CALM, PERHAPS, TOLD, ASKED = (constant(n) for n in range(5))
"""Not to be compared, no great change, perhaps too great a one, a 提示, a 需说明."""
_NEARLY = Num("0.999999999999996", 0.999999999999996)
Put = Callable[[int, Num], Num]
"""Puts a number into the n-th free cell of the row; gives what reads it there."""


def grade(put: Put, parts: tuple[Parts, Parts], sizes: tuple[Num, Num], own: units.Unit | None, limits: Limits | None,
          *, restated: bool) -> Num:  # fmt: skip
    """The grade of this year's figure beside last year's.

    `parts` and `sizes` (the one number stated, 0 where there is none) are both in the item's unit `own`; without
    `limits` swings are not asked about, and a figure that was `restated` is only asked whether its unit slipped.
    """
    moved = put(0, _swing(*parts, limits)) if limits else NOTHING
    found = NOTHING if restated else moved
    if own is None:
        return put(1, found)
    now, then = size(sizes[0]), size(sizes[1])
    larger, smaller = put(2, most([now, then])), put(3, least([now, then]))
    far = (sizes[0] * sizes[1] > ZERO) & _reaches(larger, constant(FAR) * smaller)
    grave = _reaches(larger, constant(GRAVE) * smaller)
    slipped = far & _explained(own, now, then, smaller, grave)
    return put(1, pick(slipped, pick(grave | moved.equals(ASKED), ASKED, TOLD), found))


def colour(grade: Num) -> Num:
    """The grade as the verdict whose colour the figure's cell takes: a 提示 is no 不符 to be mended."""
    return pick(grade >= TOLD, grade - constant(1), grade)


def _swing(new: Parts, old: Parts, limits: Limits) -> Num:
    """As swings._level."""
    by = limits.swing
    both = [(new.known * old.known).equals(constant(1)), (new.applies * old.applies).equals(constant(1))]
    comparable = both[0] & both[1] & (new.low >= ZERO) & (old.low >= ZERO) & (old.high > ZERO)
    surely = most([new.low, old.low])
    asks, tells = (_reaches(surely, constant(least_)) for least_ in (limits.ask_from, limits.hint_from))
    bounded = (new.high < HUGE) & (old.high < HUGE)
    over, under = constant(by.ask_over), constant(by.ask_under)
    perhaps = bounded & (_exceeds(new.high, over * old.low) | _exceeds(under * old.high, new.low))
    level = pick(
        asks & _beyond(new, old, by.ask_over, by.ask_under),
        ASKED,
        pick(tells & _beyond(new, old, by.hint_over, by.hint_under), TOLD, pick(asks & perhaps, PERHAPS, CALM)),
    )
    return pick(comparable, pick(new.high <= ZERO, CALM + flag(tells) * constant(2), level), NOTHING)


def _beyond(new: Parts, old: Parts, over: Fraction, under: Fraction) -> Test:
    return _exceeds(new.low, constant(over) * old.high) | _exceeds(constant(under) * old.low, new.high)


def _explained(own: units.Unit, now: Num, then: Num, smaller: Num, grave: Test) -> Test:
    """Whether a figure far off is asked about: another unit explains it, or its number of digits is worth a look."""
    is_ratio = own.family == units.RATIO
    if not is_ratio and not own.is_classifier:
        return ZERO.equals(ZERO)
    fewest = constant(Fraction(FEWEST) / own.factor)
    found = ZERO.equals(constant(1)) if is_ratio else grave | _reaches(smaller, fewest)
    near = constant(NEAR)
    for factor in factors(own):
        meant = constant(factor) * now
        found = found | (_reaches(near * then, meant) & _reaches(near * meant, then))
    return found


def _exceeds(one: Num, other: Num) -> Test:
    """Greater by more than binary fractions may be off; neither is negative."""
    return one * _NEARLY > other


def _reaches(one: Num, other: Num) -> Test:
    return one >= other * _NEARLY
