"""What the declared totals of the fixed tables come to while nobody has filled them; judges and stores nothing."""

import re
from collections.abc import Mapping
from decimal import Decimal, localcontext

from db.domain.cells import State
from db.domain.pack import Pack, Table
from db.domain.returns import Return

_SUM = re.compile(r"\s*(\S+)\s*=\s*sum\(([^()]*)\)\s*")
_AMPLE = 200  # digits; words are limited to far fewer, so no sum is ever rounded

Parts = Mapping[str, tuple[tuple[str, ...], ...]]


def parts_of(pack: Pack, table: Table) -> Parts:
    """The codes each total cell of `table` is the sum of; a total of rows and of columns has two ways to be added.

    The rules a pack declares for its totals are the one source: what is shown here is what the check demands.
    """
    totals = {code for (row, column), code in table.cells.items() if not table.totals.isdisjoint((row, column))}
    found: dict[str, list[tuple[str, ...]]] = {}
    for rule in pack.rules:
        match = _SUM.fullmatch(rule.check)
        if match and match[1] in totals:
            parts = tuple(part.strip() for part in match[2].split(","))
            if all(part in pack.items for part in parts):
                found.setdefault(match[1], []).append(parts)
    return {code: tuple(ways) for code, ways in found.items()}


def computed(ret: Return, code: str, parts: Parts) -> Decimal | None:
    """The sum of a total's parts; None if one of them is no exact value in the total's unit.

    A part that is itself an empty total counts with its own sum.
    """
    for way in parts.get(code, ()):
        if all(ret.cell(part).state is State.NOT_APPLICABLE for part in way):
            continue
        values = [_value(ret, part, ret.item(code).unit, parts) for part in way]
        known = [value for value in values if value is not None]
        if len(known) == len(values):
            with localcontext() as context:
                context.prec = _AMPLE
                return sum(known, Decimal(0))
    return None


def dependents(parts: Parts) -> Mapping[str, frozenset[str]]:
    """For each cell the totals that change with it, totals of totals included."""
    found: dict[str, set[str]] = {}
    for total, ways in parts.items():
        for part in {part for way in ways for part in way}:
            found.setdefault(part, set()).add(total)
    return {code: frozenset(_closure(code, found)) for code in found}


def _closure(code: str, direct: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = [code]
    while waiting:
        fresh = direct.get(waiting.pop(), set()) - reached
        reached |= fresh
        waiting.extend(fresh)
    return reached


def _value(ret: Return, code: str, unit: str, parts: Parts) -> Decimal | None:
    cell = ret.cell(code)
    if cell.state is State.BLANK:
        return computed(ret, code, parts)
    if cell.state is State.NOT_APPLICABLE:
        return Decimal(0)  # as the check counts it: no such duty adds nothing
    read = cell.quantity
    return read.value if read and read.exact and read.unit == unit else None
