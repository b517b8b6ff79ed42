"""Whether a pack's thresholds for changes from last year make sense; knows no cells and no rules."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from db.domain import units
from db.domain.items import Kind
from db.domain.pack.demands import Fault, entries, label, word, words
from db.domain.pack.shape import MAIN_FILE
from db.domain.swings import floor, floor_of

_TIMES = ("ask_over", "hint_over", "hint_under", "ask_under")


def swing_faults(document: Mapping[str, object]) -> Iterator[Fault]:
    """Everything wrong with sound-looking thresholds; a pack without any compares nothing with last year."""
    raw = document.get("swing")
    if raw is None:
        return
    place = f"{MAIN_FILE} [swing]"
    over, hint_over, hint_under, under = (Fraction(word(raw, key)) for key in _TIMES)
    if not over >= hint_over > 1 > hint_under >= under > 0:
        yield Fault(place, "倍数应当是 ask_over ≥ hint_over ＞ 1 ＞ hint_under ≥ ask_under ＞ 0")
    counted = sorted({*_units(document)})
    for key in ("ask_from", "hint_from"):
        given = tuple(filter(None, map(floor_of, words(raw, key))))
        for unit in counted:
            if floor(given, unit) is None:
                yield Fault(place, f"{label(key)}：没有写明以“{unit}”计的指标从多大的数起")


def _units(document: object) -> Iterator[str]:
    """The units that numbers are counted in; a column goes before its row, and both before their table."""
    numbers = {kind.value for kind in Kind if kind.is_number}
    for item in entries(document, "item"):
        if word(item, "kind") in numbers:
            yield word(item, "unit")
    for table in entries(document, "table"):
        for row in entries(table, "rows"):
            for column in entries(table, "columns"):
                cell = {**table, **row, **column}
                if word(cell, "kind") in numbers and units.find(word(cell, "unit")):
                    yield word(cell, "unit")
