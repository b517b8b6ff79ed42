"""What a spreadsheet asks of a figure typed over an exported one: whole, not negative, no share above 100.

It asks and refuses nothing, as the program does: words such as 1500余 pass, and so does a figure that is meant.
"""

from collections.abc import Sequence
from dataclasses import replace

from db.domain.addresses import column_letters
from db.domain.cells import NO, YES, State
from db.domain.items import Item, Kind
from db.domain.returns import Return
from db.sheets.model import Demand, Offer, Sheet

_LONGEST_LIST = 255  # characters of a drop-down's words in the file
_STATES = (State.NOT_APPLICABLE.value, State.UNAVAILABLE.value)
_WORDS_PASS = "数字后带“余、左右”等文字的可以照填；确认无误请选“是”。"
# Kind of demand → the condition on a cell, its title, and what is expected, with an example.
_ASKED = {
    "count": ("AND({0}>=0,{0}=INT({0}))", "计数应为整数", "这一格是计数，应填 0 或正整数，例如 37。"),
    "signed count": ("{0}=INT({0})", "计数应为整数", "这一格是计数，应填整数，例如 37。"),
    "share": ("AND({0}>=0,{0}<=100)", "占比应在 0—100 之间", "这一格是占比，单位是 %，应填 0—100，例如 91.6。"),
    "amount": ("{0}>=0", "不应是负数", "这一格应填 0 或正数，例如 37.5。"),
}


def with_entries(ret: Return, sheet: Sheet) -> Sheet:
    """The sheet with what its figures of this year demand, and drop-downs where an item offers a choice."""
    spots: dict[str, list[tuple[int, int]]] = {}
    offers = list(sheet.offers)
    for n, row in enumerate(sheet.rows):
        for box in row.boxes:
            item = ret.pack.items.get(box.code)
            if item is None:  # no figure of this year: last year's, a remark, words
                continue
            spots.setdefault(_demand_on(item), []).append((n, box.column))
            words = _choices(item)
            if words:
                offers.append(Offer(n, box.column, n, box.column, words, strict=False))
    demands = tuple(_demand(kind, spots[kind]) for kind in _ASKED if kind in spots)
    return replace(sheet, demands=demands, offers=tuple(offers))


def _demand_on(item: Item) -> str:
    if item.kind is Kind.COUNT:
        return "signed count" if item.signed else "count"
    if item.kind is Kind.SHARE:
        return "share"
    return "amount" if item.kind.is_number and not item.signed else ""


def _demand(kind: str, spots: Sequence[tuple[int, int]]) -> Demand:
    condition, title, expected = _ASKED[kind]
    row, column = min(spots, key=lambda spot: (spot[1], spot[0]))
    cell = f"{column_letters(column)}{row + 1}"
    formula = f"IF(ISNUMBER({cell}),{condition.format(cell)},TRUE)"
    return Demand(tuple(spots), formula, title, expected + _WORDS_PASS)


def _choices(item: Item) -> tuple[str, ...]:
    """What the drop-down of an item offers; nothing where its words cannot stand in one."""
    offered = {Kind.YESNO: (YES, NO), Kind.CHOICE: item.choices}.get(item.kind, ())
    words = (*offered, *_STATES) if offered else ()
    fits = len(",".join(words)) <= _LONGEST_LIST and not any("," in word for word in words)
    return words if fits else ()
