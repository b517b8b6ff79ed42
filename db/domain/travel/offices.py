"""Which office answers for which items of a return; knows items and tables, no workbook."""

from collections import Counter

from db.domain.returns import Return

LOOSE = "未定科室"


def by_office(ret: Return, loose: str = "") -> dict[str, tuple[str, ...]]:
    """Office → the codes it owns, all in printed order; items without an office go to the group named `loose`.

    A fixed table is filled by one hand: its own cells go whole to the office that owns most of them. Cells that a
    section asks too stay with the office of the item.
    """
    rest = loose.strip() or LOOSE
    owners = {table.id: _owner(ret, ret.table_codes(table), rest) for table in ret.tables}
    found: dict[str, list[str]] = {}
    for code in ret.ordered_codes:
        item = ret.item(code)
        found.setdefault(owners.get(item.section) or item.office.strip() or rest, []).append(code)
    return {office: tuple(codes) for office, codes in found.items()}


def _owner(ret: Return, codes: tuple[str, ...], rest: str) -> str:
    """The office of most of the codes, the first of them where two own as many; "" without codes."""
    counts = Counter(ret.item(code).office.strip() or rest for code in codes)
    return max(counts, key=lambda office: counts[office]) if counts else ""
