"""The sheets of fixed tables, one per group: heads of several levels merged, dashes where no cell is, notes below.

Knows tables and their cells; knows no sections.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from db.domain.cells import Cell, State
from db.domain.pack import Line, Table
from db.sheets import layout
from db.sheets.figures import NOTHING, figure, remarks
from db.sheets.frame import Frame, captions, gap
from db.sheets.model import Box, Row, Sheet, clean

_NUMBER_WIDTH = 9.0
_SIDE_WIDTHS = {1: (20.0,), 2: (16.0, 20.0), 3: (12.0, 11.0, 28.0)}
_VALUE_WIDTH = 10.0
_LONG = 40  # rows
_MOST_NAMED = 3  # cells named in one note before they are only counted
_SERIALS = "甲乙丙丁戊己"


@dataclass(frozen=True)
class _Grid:
    """The columns that all tables of one sheet share: a number, `side` columns of row heads, then values."""

    side: int
    widths: tuple[float, ...]

    @property
    def start(self) -> int:
        """The column in which values begin."""
        return 1 + self.side


def table_sheets(frame: Frame) -> tuple[Sheet, ...]:
    """One sheet for every group of tables of the year, in the order of the pack."""
    return tuple(_sheet(frame, name, tables) for name, tables in grouped(frame.ret.tables).items())


def grouped(tables: Iterable[Table]) -> dict[str, list[Table]]:
    """The tables by the names of their sheets."""
    groups: dict[str, list[Table]] = {}
    for table in tables:
        # A table longer than a page stands alone, so that its heads can be repeated on every page.
        alone = len(table.rows) > _LONG
        groups.setdefault(f"{table.group} {table.number}" if alone else table.group, []).append(table)
    return groups


def _sheet(frame: Frame, name: str, tables: Sequence[Table]) -> Sheet:
    grid = _grid(frame, tables)
    top = captions(frame, name, grid.widths)
    blocks = [_block(frame, table, grid) for table in tables]
    first = (*top, *blocks[0])
    landscape = layout.better_landscape([first, *blocks[1:]], grid.widths)
    heads = _heads_end(tables[0], top, grid)
    return Sheet(
        name=name,
        widths=grid.widths,
        rows=layout.paged([first, *blocks[1:]], grid.widths, landscape),
        landscape=landscape,
        frozen=(heads if len(tables) == 1 else len(top), 0),
        repeat=(len(top), heads - 1) if len(tables) == 1 else None,
    )


def _grid(frame: Frame, tables: Sequence[Table]) -> _Grid:
    side = max(len(row.heads) for table in tables for row in table.rows)
    sides = _SIDE_WIDTHS.get(side, (14.0,) * side)
    boxes: dict[int, list[Box]] = {}
    for table in tables:
        for _, box in _values(frame, table, 0):
            boxes.setdefault(box.column, []).append(box)
    count = max(len(table.columns) for table in tables)
    values = (layout.widened(_VALUE_WIDTH, boxes.get(n, ())) for n in range(count))
    return _Grid(side, (_NUMBER_WIDTH, *sides, *values))


def _heads_end(table: Table, top: Sequence[Row], grid: _Grid) -> int:
    return len(top) + len(_title(table, grid)) + _depth(table) + 1


def _block(frame: Frame, table: Table, grid: _Grid) -> tuple[Row, ...]:
    heads = (*_title(table, grid), *_column_heads(frame, table, grid))
    return (*heads, *_body(frame, table, grid), *_notes(frame, table, grid), gap())


# ---------------------------------------------------------------- above the table


def _title(table: Table, grid: _Grid) -> tuple[Row, ...]:
    end = grid.start + len(table.columns)
    tail = min(2, len(table.columns)) if len(table.columns) > 1 else 1
    title = Box(0, clean(table.label), "table_title", columns=end - tail)
    unit = Box(end - tail, f"单位：{table.unit}" if table.unit else "", "caption_right", columns=tail)
    basis = f"依据：{table.basis.rstrip('。')}。" if table.basis else ""
    said = clean(basis + table.remark)
    rows = [layout.row(grid.widths, [title, unit], lowest=24)]
    if said:
        rows.append(layout.row(grid.widths, [Box(0, said, "remark", columns=len(grid.widths))], lowest=16))
    return tuple(rows)


def _depth(table: Table) -> int:
    return max(len(column.heads) for column in table.columns)


def _column_heads(frame: Frame, table: Table, grid: _Grid) -> tuple[Row, ...]:
    depth = _depth(table)
    corner = [
        Box(0, "序号", "head", rows=depth),
        Box(1, "项目", "head", rows=depth, columns=grid.side),
    ]
    labels = [_with_unit(frame, table, column) for column in table.columns]
    levels: list[list[Box]] = [[] for _ in range(depth)]
    for level, box in merged(labels, depth):
        levels[level].append(replace(box, column=box.column + grid.start))
    levels[0] += corner
    rows = _roomy([layout.row(grid.widths, boxes) for boxes in levels], grid.widths)
    return (*rows, _serials(table, grid))


def merged(heads: Sequence[tuple[str, ...]], depth: int) -> list[tuple[int, Box]]:
    """Heads of columns as boxes with their level, the outermost 0.

    Equal neighbours below equal outer heads are one box; a head with none below it reaches down to the last level.
    """
    boxes = []
    for level in range(depth):
        start = 0
        while start < len(heads):
            key = heads[start][: level + 1]
            end = start + 1
            inner = level + 1 < len(heads[start])
            while end < len(heads) and inner and heads[end][: level + 1] == key and len(heads[end]) > level + 1:
                end += 1
            if level < len(heads[start]):
                down = 1 if inner else depth - level
                boxes.append((level, Box(start, key[-1], "head", columns=end - start, rows=down)))
            start = end
    return boxes


def _with_unit(frame: Frame, table: Table, column: Line) -> tuple[str, ...]:
    units = {
        frame.ret.item(table.cells[row.id, column.id]).unit for row in table.rows if (row.id, column.id) in table.cells
    }
    heads = tuple(clean(head) for head in column.heads)
    if len(units) != 1 or units == {table.unit}:
        return heads
    unit = units.pop()
    return heads if not unit or unit in heads[-1] else (*heads[:-1], f"{heads[-1]}\n（{unit}）")


def _serials(table: Table, grid: _Grid) -> Row:
    side = [Box(0, _SERIALS[0], "serial"), Box(1, _SERIALS[1], "serial", columns=grid.side)]
    values = [Box(grid.start + n, str(n + 1), "serial") for n in range(len(table.columns))]
    return layout.row(grid.widths, [*side, *values], lowest=15)


def _roomy(rows: Sequence[Row], widths: Sequence[float]) -> list[Row]:
    """The rows, the last of a merged box made higher where the words of the box need more than its rows give."""
    heights = [row.height for row in rows]
    for start, row in enumerate(rows):
        for box in row.boxes:
            lack = layout.box_height(widths, box) - sum(heights[start : start + box.rows])
            if box.rows > 1 and lack > 0:
                heights[start + box.rows - 1] += lack
    return [replace(row, height=height) for row, height in zip(rows, heights, strict=True)]


# ---------------------------------------------------------------- the table itself


def _values(frame: Frame, table: Table, start: int) -> Iterator[tuple[int, Box]]:
    """Every cell of the table as its row's ordinal and a box; places without a cell hold a dash."""
    for ordinal, row in enumerate(table.rows):
        for n, column in enumerate(table.columns, start):
            code = table.cells.get((row.id, column.id))
            if code is None:
                yield ordinal, Box(n, NOTHING, "quiet")
            else:
                yield ordinal, figure(frame.ret.item(code), frame.ret.cell(code), n)


def _body(frame: Frame, table: Table, grid: _Grid) -> list[Row]:
    lines: list[list[Box]] = [[Box(0, clean(row.number), "middle")] for row in table.rows]
    for level, box in merged([tuple(map(clean, row.heads)) for row in table.rows], grid.side):
        # What runs down the side is what runs across the top, turned.
        turned = Box(
            1 + level,
            box.value,
            "side_middle" if box.columns > 1 else "side_head",
            columns=box.rows,
            rows=box.columns,
        )
        lines[box.column].append(turned)
    for ordinal, box in _values(frame, table, grid.start):
        lines[ordinal].append(box)
    return _roomy([layout.row(grid.widths, boxes) for boxes in lines], grid.widths)


def _notes(frame: Frame, table: Table, grid: _Grid) -> tuple[Row, ...]:
    """What was said about single cells, each remark once with the cells it is about."""
    said: dict[str, list[str]] = {}
    for row in table.rows:
        for column in table.columns:
            code = table.cells.get((row.id, column.id))
            words = _said(frame.ret.cell(code)) if code else ""
            if words:
                place = "·".join((*row.heads[-1:], *column.heads))
                said.setdefault(words, []).append(place)
    texts = [clean(f"注{n}：{_named(places)}：{words}。") for n, (words, places) in enumerate(said.items(), 1)]
    return tuple(
        part for text in texts for part in layout.rows(grid.widths, [Box(0, text, "remark", columns=len(grid.widths))])
    )


def _said(cell: Cell) -> str:
    words = remarks(cell)
    state = cell.state.value if cell.state in (State.NOT_APPLICABLE, State.UNAVAILABLE) else ""
    return "：".join(part for part in (state, words) if part) if words else ""


def _named(places: Sequence[str]) -> str:
    shown = "、".join(places[:_MOST_NAMED])
    return clean(shown if len(places) <= _MOST_NAMED else f"{shown}等{len(places)}格")
