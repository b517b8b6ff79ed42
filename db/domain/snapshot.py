"""A return as plain data and back: all that is needed to show and print it again, whatever the file says by then.

Knows returns and findings; the pack is named by whoever keeps it, its own items stand in the data.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from db.domain import cells
from db.domain.cells import Cell, State
from db.domain.findings import Explanation, Finding, Treatment, Waiver
from db.domain.items import Aggregate, Item, Kind, Tier
from db.domain.pack import Level, Pack
from db.domain.returns import Return
from db.domain.stages import Life, Signature, Status

Plain = dict[str, Any]


def plain_return(ret: Return) -> Plain:
    """A return as plain data; its pack is named by the caller."""
    return {
        "unit": ret.unit,
        "year": ret.year,
        "practice": ret.practice,
        "status": ret.status.value,
        "version": ret.life.version,
        "signatures": [asdict(signature) for signature in ret.life.signatures],
        "own": [_plain_item(item) for item in ret.pack.items.values() if item.tier is Tier.OWN],
        "active": sorted(ret.active),
        "cells": {
            code: [cell.state.value, cell.words, cell.reason, cell.note, cell.starred]
            for code, cell in ret.cells.items()
        },
        "head": dict(ret.head),
        "lists": {name: [dict(row) for row in rows] for name, rows in ret.lists.items()},
        "explanations": {rule: [one.reason, one.figures] for rule, one in ret.explanations.items()},
        "waivers": {rule: [one.treatment.value, one.reason] for rule, one in ret.waivers.items()},
    }


def return_of(plain: Mapping[str, Any], pack: Pack) -> Return:
    """The return again, with the pack it was made with; KeyError, TypeError or ValueError if the data are none."""
    whole = pack.with_own(tuple(_item(entry) for entry in plain["own"]))
    return Return(
        unit=plain["unit"],
        year=plain["year"],
        pack=whole,
        active=frozenset(plain["active"]),
        cells={code: _cell(whole.items.get(code), entry) for code, entry in plain["cells"].items()},
        head=plain["head"],
        lists={name: tuple(rows) for name, rows in plain["lists"].items()},
        explanations={rule: Explanation(*entry) for rule, entry in plain["explanations"].items()},
        waivers={rule: Waiver(Treatment(how), why) for rule, (how, why) in plain["waivers"].items()},
        status=Status(plain["status"]),
        life=Life(plain["version"], tuple(Signature(**entry) for entry in plain["signatures"])),
        practice=plain["practice"],
    )


def plain_findings(findings: Sequence[Finding]) -> list[Plain]:
    """What the check said, as plain data."""
    return [{**asdict(finding), "codes": list(finding.codes), "level": finding.level.value} for finding in findings]


def findings_of(plain: Sequence[Mapping[str, Any]]) -> tuple[Finding, ...]:
    """What the check said then."""
    return tuple(Finding(**{**one, "level": Level(one["level"]), "codes": tuple(one["codes"])}) for one in plain)


def _plain_item(item: Item) -> Plain:
    values = asdict(item)
    return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in values.items()}


def _item(entry: Mapping[str, Any]) -> Item:
    values: Plain = {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}
    for name, sort in (("kind", Kind), ("tier", Tier), ("aggregate", Aggregate)):
        values[name] = sort(values[name])
    return Item(**values)


def _cell(item: Item | None, entry: Sequence[Any]) -> Cell:
    state, words, reason, note, starred = entry
    blank = Cell(note=note, starred=starred)
    if item is None or state != State.VALUE:
        return replace(blank, state=State(state), words=words, reason=reason)
    return cells.typed(item, words, blank)
