"""How one answer prints in a cell: a number where it is exactly one, else the words; knows no sheet."""

from db.domain.cells import Cell, State
from db.domain.comparison import Change
from db.domain.items import Item, Kind
from db.sheets.model import Box, Value, clean, number_or_words

NOTHING = "—"


def figure(item: Item, cell: Cell, column: int) -> Box:
    """The answer as a box in `column`: exact numbers in the item's unit as numbers, all else as typed."""
    value, style = _shown(item, cell)
    return Box(column, value, style, code=item.code)


def _shown(item: Item, cell: Cell) -> tuple[Value, str]:
    if cell.state is State.BLANK:
        return "", "middle"
    if cell.state is not State.VALUE:
        return cell.state.value, "quiet"
    if cell.misread:
        return clean(cell.words), "wrong"
    if item.kind is Kind.TEXT:
        return clean(cell.words), "text"
    if not item.kind.is_number:
        return clean(cell.text), "middle"
    value = exact_value(cell) if cell.quantity and cell.quantity.unit == item.unit else clean(cell.words)
    return value, "words" if isinstance(value, str) else "number"


def exact_value(cell: Cell) -> Value:
    """The number where the words name exactly one, else the words as typed."""
    quantity = cell.quantity
    if quantity is None or quantity.value is None or not quantity.exact:
        return clean(cell.words)
    return number_or_words(quantity.value)


def difference(change: Change, column: int) -> Box:
    """The change since last year, or the word that says why there is none."""
    if change.amount is None:
        return Box(column, change.remark or NOTHING, "quiet")
    value = number_or_words(change.amount)
    if isinstance(value, str):
        return Box(column, change.difference, "words")
    return Box(
        column,
        value,
        {"个百分点": "percent_points", "个千分点": "mille_points"}.get(change.points, "change"),
    )


def percentage(change: Change, column: int) -> Box:
    """The change in per cent (the head of the column says so), or a dash."""
    if change.share is None:
        return Box(column, NOTHING, "quiet")
    value = number_or_words(change.share)
    return Box(column, value, "words" if isinstance(value, str) else "change")


def remarks(cell: Cell) -> str:
    """What is to be said beside the answer: the reason of a missing figure, words not understood, the note."""
    parts = (cell.reason, cell.misread.sentence if cell.misread else "", cell.note)
    return clean("；".join(part.strip().rstrip("。；") for part in parts if part.strip()))
