"""What must hold within a fixed table: its lines, links, empty places, totals; no rules."""

from collections.abc import Iterator
from itertools import chain

from db.domain.pack.demands import Fault, entries, label, word, words
from db.domain.pack.references import Entry, in_cycle, placed, repeated_lines
from db.domain.pack.shape import TABLE

_AXES = {"row": "rows", "column": "columns"}


def table_faults(document: object) -> Iterator[Fault]:
    """Everything wrong inside the fixed tables."""
    codes = {word(item, "code") for item in entries(document, "item")}
    for place, table in placed(document, "table"):
        yield from chain(
            repeated_lines(place, table, "rows", TABLE),
            repeated_lines(place, table, "columns", TABLE),
            _place_faults(place, table),
            _link_faults(place, table, codes),
            _total_faults(place, table),
            _cycle_faults(place, table),
            _shared_id_faults(place, table),
        )


def _ids(table: Entry, axis: str) -> set[str]:
    return {word(line, "id") for line in entries(table, _AXES[axis])}


def _cell(entry: Entry) -> tuple[str, str]:
    return word(entry, "row"), word(entry, "column")


def _place_faults(place: str, table: Entry) -> Iterator[Fault]:
    """Links and empty places stand at a crossing of the table, one at most at each."""
    taken: dict[tuple[str, str], str] = {}
    for key in ("links", "absent"):
        for where, entry in placed(table, key, TABLE, place):
            for axis in _AXES:
                yield from _unknown_line(where, table, axis, word(entry, axis))
            if _cell(entry) in taken:
                yield Fault(where, f"这一格已写在 {taken[_cell(entry)]}")
            taken.setdefault(_cell(entry), where)


def _unknown_line(place: str, table: Entry, axis: str, name: str) -> Iterator[Fault]:
    if name and name not in _ids(table, axis):
        yield Fault(place, f"{label(axis)}：本表没有“{name}”")


def _link_faults(place: str, table: Entry, codes: set[str]) -> Iterator[Fault]:
    for where, link in placed(table, "links", TABLE, place):
        if word(link, "item") and word(link, "item") not in codes:
            yield Fault(where, f"{label('item')}：没有代码为“{word(link, 'item')}”的指标")


def _total_faults(place: str, table: Entry) -> Iterator[Fault]:
    """A total is one row or one column, declared once, of other lines that count the same."""
    declared: dict[tuple[str, str], str] = {}
    for where, total in placed(table, "totals", TABLE, place):
        axes = [axis for axis in _AXES if axis in total]
        if len(axes) != 1:
            yield Fault(where, "应写明 row（行）或 column（列）其中之一")
            continue
        own = axes[0], word(total, axes[0])
        if own in declared:
            yield Fault(where, f"“{own[1]}”的合计已写在 {declared[own]}")
        declared.setdefault(own, where)
        yield from _part_faults(where, table, total, own)


def _part_faults(place: str, table: Entry, total: Entry, own: tuple[str, str]) -> Iterator[Fault]:
    axis, name = own
    for line in (name, *words(total, "of")):
        yield from _unknown_line(place, table, axis, line)
    lines = {word(line, "id"): line for line in entries(table, _AXES[axis])}
    for part in words(total, "of"):
        known = part in lines and name in lines
        if known and _counts(table, lines[part]) != _counts(table, lines[name]):
            yield Fault(place, f"“{part}”与合计“{name}”的单位或类型不同，不能相加")


def _counts(table: Entry, line: Entry) -> tuple[str, str]:
    unit = line.get("unit", table.get("unit"))
    return str(unit), str(line.get("kind", table.get("kind")))


def _cycle_faults(place: str, table: Entry) -> Iterator[Fault]:
    for axis in _AXES:
        parts: dict[str, list[str]] = {}
        for total in entries(table, "totals"):
            if axis in total:
                parts.setdefault(word(total, axis), []).extend(words(total, "of"))
        for name in parts:
            if in_cycle(name, parts):
                yield Fault(place, f"{label('totals')}：“{name}”绕成了圈，最终是它自己的分项")


def _shared_id_faults(place: str, table: Entry) -> Iterator[Fault]:
    """Totals are known by id alone: a row and a column share one only if both are totals."""
    totals = {axis: {word(total, axis) for total in entries(table, "totals")} for axis in _AXES}
    shared = _ids(table, "row") & _ids(table, "column")
    for name in sorted(shared & (totals["row"] ^ totals["column"])):
        yield Fault(place, f"“{name}”既是行又是列，只有一个是合计，请换一个标识")
