"""The sheet 数据明细: one line per answer with the words as typed beside the exact value, for machines to read."""

from collections.abc import Sequence
from dataclasses import replace

from db.domain.cells import Cell
from db.domain.items import Item
from db.sheets import layout
from db.sheets.frame import Frame
from db.sheets.model import Box, Row, Sheet, Value, clean, number_or_words

HEADS = (
    "代码",
    "编号",
    "指标",
    "单位",
    "填报原文",
    "数值",
    "限定词",
    "数值单位",
    "状态",
    "原因",
    "备注",
)
_WIDTHS = (34.0, 9.0, 42.0, 8.0, 18.0, 14.0, 8.0, 9.0, 11.0, 22.0, 30.0)
_VALUE = 5
_HIGHEST = 405.0  # points; Excel allows 409


def details_sheet(frame: Frame) -> Sheet:
    """Every answer asked for, in printed order."""
    lines = [_line(frame.ret.item(code), frame.ret.cell(code)) for code in frame.ret.ordered_codes]
    widths = list(_WIDTHS)
    widths[_VALUE] = layout.widened(widths[_VALUE], [box for boxes in lines for box in boxes if box.column == _VALUE])
    return Sheet(
        name="数据明细",
        widths=tuple(widths),
        rows=(
            layout.row(widths, [Box(n, word, "head") for n, word in enumerate(HEADS)]),
            *(_row(widths, boxes) for boxes in lines),
        ),
        landscape=True,
        frozen=(1, 1),
        repeat=(0, 0),
        filtered=0,
        gridlines=True,
        hidden=True,  # for machines: it would be a third of the printed pages
    )


def _line(item: Item, cell: Cell) -> tuple[Box, ...]:
    quantity = cell.quantity
    value = exact(cell)
    words = (
        item.code,
        item.number,
        item.name,
        item.unit,
        cell.words,
        value,
        cell.qualifier,
        quantity.unit if quantity else "",
        cell.state.value,
        cell.reason,
        cell.note,
    )
    return tuple(
        Box(n, clean(word), "data") if isinstance(word, str) else Box(n, word, "data_number")
        for n, word in enumerate(words)
        if word != ""
    )


def exact(cell: Cell) -> Value:
    """The value as a number where a spreadsheet keeps it exactly, else in words; "" where there is none."""
    number = cell.quantity.value if cell.quantity else None
    if number is None:
        return cell.text
    return cell.value if isinstance(number_or_words(number), str) else number


def _row(widths: Sequence[float], boxes: Sequence[Box]) -> Row:
    # One answer stays one row for the machine, so very long words go on below the edge of the cell.
    made = layout.row(widths, boxes, lowest=15)
    return replace(made, height=min(made.height, _HIGHEST))
