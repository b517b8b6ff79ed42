"""The tables of an office's workbook, cells to be filled in and cells only shown; knows nothing of the items' sheet."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from db.domain.comparison import counterpart
from db.domain.pack import Table
from db.domain.travel import answers
from db.sheets import layout
from db.sheets.model import Box, Sheet, clean
from db.sheets.offices import marks
from db.sheets.offices.help import Help, look
from db.sheets.offices.parcel import Parcel
from db.sheets.pages.tables import grouped, table_sheets

_GUIDE = (
    "只填浅黄色的格。没有此项职责的填“不适用”；暂时拿不到的填“暂无法取得：原因”。没有底色的数由别处填，这里不用填。"
    "点一格，旁边显示它的上年数和口径。"
)
_LONGEST_LAST = 60  # letters of last year's words beside a cell


def office_tables(parcel: Parcel) -> tuple[Sheet, ...]:
    """One sheet for every group of the office's tables, as in the standard workbook."""
    if not parcel.tables:
        return ()
    sheets = table_sheets(parcel.frame(parcel.narrowed))
    groups = grouped(parcel.narrowed.tables).values()
    return tuple(_sheet(parcel, sheet, tables) for sheet, tables in zip(sheets, groups, strict=True))


def _sheet(parcel: Parcel, sheet: Sheet, tables: Sequence[Table]) -> Sheet:
    edge, rows, lines, told, serials = len(sheet.widths), list(sheet.rows), _lines(tables), Help(), 0
    for n, row in enumerate(sheet.rows):
        if row.boxes and row.boxes[0].style == "serial":
            serials = n
        if any(box.code for box in row.boxes):
            table, line = next(lines)
            if len(rows[serials].boxes) == len(sheet.rows[serials].boxes):  # its columns are not named yet
                rows[serials] = marks.marked(rows[serials], edge, marks.TABLE + table)
            boxes = tuple(_cell(parcel, box, n, told) if box.code else box for box in row.boxes)
            rows[n] = marks.marked(replace(row, boxes=boxes), edge, f"{marks.ROW}{table}/{line}")
    rows[0] = marks.marked(rows[0], edge, marks.SHEET + marks.identity(parcel.issue))
    office = replace(rows[1].boxes[0], value=clean(f"科室：{parcel.issue.office}　{parcel.due}"))
    rows[1] = layout.row(sheet.widths, (office, *rows[1].boxes[1:]))
    for words, style in ((_GUIDE, "remark"), (marks.BANNER, "caption")):
        rows.append(layout.row(sheet.widths, [Box(0, words, style, columns=edge)]))
    return replace(sheet, rows=tuple(rows), hidden_from=edge, offers=tuple(told.offers), hints=tuple(told.hints))


def _lines(tables: Sequence[Table]) -> Iterator[tuple[str, str]]:
    """Table and row of every row with a cell in it, in printed order."""
    for table in tables:
        for line in table.rows:
            if any((line.id, column.id) in table.cells for column in table.columns):
                yield table.id, line.id


def _cell(parcel: Parcel, box: Box, row: int, told: Help) -> Box:
    """A cell of a table: to be filled in, or only shown where a section or another office asks it."""
    if box.code not in parcel.own:
        return replace(box, style="quiet" if isinstance(box.value, str) else box.style, code="")
    if box.code in parcel.listed:
        return box
    item, cell = parcel.ret.item(box.code), parcel.ret.cell(box.code)
    before = counterpart(item, parcel.last) if parcel.last else None
    told.add(item, row, box.column, answers.in_words(answers.of_cell(before))[:_LONGEST_LAST] if before else "")
    words = clean(answers.in_words(answers.of_cell(cell)))
    return replace(box, value=words, style=look(item), open=True)
