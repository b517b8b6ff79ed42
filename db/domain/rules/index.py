"""Which checks read which code of a pack, worked out once for each pack; knows no return and no figures."""

import weakref
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from db.domain.pack import Pack
from db.domain.rules.bound import BoundRule, bind_rule
from db.domain.swings import Limits, limits_of


@dataclass(frozen=True, slots=True)
class Group:
    """A section, or the cells that only a table has: what is counted together as 未填."""

    id: str
    label: str
    codes: tuple[str, ...]
    is_table: bool


@dataclass(frozen=True, slots=True)
class Index:
    """`reading` maps a code to the places of the rules that read it this year.

    `positions` are the rules' places by id, `order` the codes' places as printed,
    `limits` how far figures of each unit may move from last year's.
    """

    rules: tuple[BoundRule, ...]
    positions: Mapping[str, int]
    reading: Mapping[str, tuple[int, ...]]
    groups: tuple[Group, ...]
    group_of: Mapping[str, Group]
    order: Mapping[str, int]
    limits: Mapping[str, Limits]

    def rules_reading(self, codes: Iterable[str]) -> tuple[BoundRule, ...]:
        """The rules that read one of `codes` of this year, in the pack's order."""
        places = {place for code in codes for place in self.reading.get(code, ())}
        return tuple(self.rules[place] for place in sorted(places))


_KNOWN: dict[int, tuple["weakref.ref[Pack]", Index]] = {}


def index_of(pack: Pack) -> Index:
    """The index of `pack`, kept for as long as this very pack lives."""
    key = id(pack)
    known = _KNOWN.get(key)
    if known is not None and known[0]() is pack:
        return known[1]
    index = _index(pack)
    _KNOWN[key] = (weakref.ref(pack, lambda gone: _forget(key, gone)), index)
    return index


def _forget(key: int, gone: "weakref.ref[Pack]") -> None:
    # Another pack may already live at the address that this one had.
    if key in _KNOWN and _KNOWN[key][0] is gone:
        del _KNOWN[key]


def _index(pack: Pack) -> Index:
    rules = tuple(bind_rule(rule, pack) for rule in pack.rules)
    reading: dict[str, list[int]] = {}
    for position, bound in enumerate(rules):
        for code in bound.codes:
            reading.setdefault(code, []).append(position)
    groups = _groups(pack)
    ordered = [code for group in groups for code in group.codes]
    return Index(
        rules=rules,
        positions={bound.rule.id: position for position, bound in enumerate(rules)},
        reading={code: tuple(positions) for code, positions in reading.items()},
        groups=groups,
        group_of={code: group for group in groups for code in group.codes},
        order={code: place for place, code in enumerate(ordered)},
        limits=limits_of(pack),
    )


def _groups(pack: Pack) -> tuple[Group, ...]:
    sections = [Group(s.id, s.label, s.codes, is_table=False) for s in pack.sections]
    placed = {code for group in sections for code in group.codes}
    tables = []
    for table in pack.tables:
        own = tuple(code for code in dict.fromkeys(table.codes) if code not in placed)
        tables.append(Group(table.id, table.label, own, is_table=True))
        placed.update(own)
    return (*sections, *tables)
