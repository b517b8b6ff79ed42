"""The workbook that goes out to one office: its items with last year beside them, its tables, its checks; no others.

Knows how it looks; what the marks in it mean to a machine, marks.py knows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from db.domain.addresses import column_letters
from db.domain.cells import State
from db.domain.comparison import counterpart
from db.domain.items import Item
from db.domain.rules.examples import LAST
from db.domain.travel import answers
from db.sheets import layout
from db.sheets.checks.engine import ENGINE
from db.sheets.checks.figures import Spot
from db.sheets.checks.front import FRONT, checked
from db.sheets.figures import figure
from db.sheets.frame import captions
from db.sheets.model import Box, Formula, Offer, Row, Sheet, Workbook, clean, sheet_name
from db.sheets.offices import marks
from db.sheets.offices.help import Help, look
from db.sheets.offices.parcel import Parcel, outgoing
from db.sheets.offices.tables import office_tables

_HEADS = ("编号", "指标名称", "单位", marks.WORDS, "上年", marks.STATE, marks.REASON, marks.REMARK, "口径")
_WIDTHS = (8.0, 32.0, 8.0, 14.0, 12.0, 12.0, 22.0, 22.0, 44.0)
_WORDS, _LAST, _STATE, _REASON, _REMARK = 3, 4, 5, 6, 7
_ITEMS = "填报"
_CONTACTS = (("填写人", "filler"), ("联系电话", "phone"))
_STATES = (marks.FILLING, State.NOT_APPLICABLE.value, State.UNAVAILABLE.value)
_GUIDE = (
    "只填浅黄色的格。没有发生的填 0；没有此项职责的，“状态”选“不适用”；暂时拿不到的，“状态”选“暂无法取得”并写明原因。"
    "近300、1500余、1.2万元这样的写法可以照填。填完保存，把这个文件原样发回。"
)


def office_workbook(parcel: Parcel) -> Workbook:
    """The workbook of one office."""
    taken = [FRONT, ENGINE, marks.RECORD]
    sheets: list[Sheet] = []
    for sheet in (*([_items(parcel)] if parcel.listed else []), *office_tables(parcel)):
        sheets.append(replace(sheet, name=sheet_name(sheet.name, [*taken, *(one.name for one in sheets)])))
    linked = _linked(parcel, sheets)
    checks = checked(parcel.frame(parcel.judged), linked, _live)
    figures = [_bannered(sheet, checks.banner) for sheet in checks.figures]
    every = (*figures, *checks.front, *checks.engine, marks.record(outgoing(parcel)))
    title = f"{parcel.ret.year}年度法治政府建设指标填报表（{parcel.issue.office}）"
    return Workbook(title, parcel.ret.unit, parcel.made_on, tuple(_finished(parcel, sheet) for sheet in every))


def _finished(parcel: Parcel, sheet: Sheet) -> Sheet:
    frame = parcel.frame(parcel.ret)
    practice = "　".join(mark for mark in frame.marks if mark != parcel.ret.pack.labels.get("draft", "草稿"))
    headed = replace(sheet, left=clean(parcel.ret.unit), middle=practice, right=f"{parcel.issue.office} {frame.year}")
    return replace(headed, protected=True)


# ---------------------------------------------------------------- the sheet of items


def _items(parcel: Parcel) -> Sheet:
    title, line = captions(parcel.frame(parcel.ret), f"法治政府建设指标填报表（{clean(parcel.issue.office)}）", _WIDTHS)
    edge = len(_WIDTHS)
    top = [
        marks.marked(title, edge, marks.SHEET + marks.identity(parcel.issue)),
        line,
        _said(f"科室：{parcel.issue.office}　　{parcel.due}　　编号：{parcel.issue.number}", "caption"),
        *(_said(words, "caption") for words in [f"有问题请联系：{parcel.contact}"] if parcel.contact),
        *(_contact(label, name) for label, name in _CONTACTS),
        _said(_GUIDE, "remark"),
        _said(marks.BANNER, "caption"),
    ]
    heads = layout.row(_WIDTHS, [Box(n, word, "head") for n, word in enumerate(_HEADS)])
    rows = [*top, marks.marked(heads, edge, marks.HEADS)]
    told = Help()
    for label, codes in _groups(parcel):
        rows.append(_said(label, "group"))
        for code in codes:
            item = parcel.ret.item(code)
            told.add(item, len(rows), _WORDS)
            told.offers.append(
                Offer(len(rows), _STATE, len(rows), _STATE, _STATES, title=marks.STATE, prompt=_STATE_PROMPT)
            )
            rows.append(marks.marked(_item(parcel, item), edge, marks.ITEM + code))
    return Sheet(
        name=_ITEMS, widths=_WIDTHS, rows=tuple(rows), landscape=True, frozen=(len(top) + 1, 2),
        repeat=(len(top), len(top)), hidden_from=edge, offers=tuple(told.offers), hints=tuple(told.hints),
    )  # fmt: skip


_STATE_PROMPT = "填了数的不用改。没有此项职责选“不适用”；暂时拿不到选“暂无法取得”，并在右边写原因。"


def _said(words: str, style: str) -> Row:
    return layout.row(_WIDTHS, [Box(0, clean(words), style, columns=len(_WIDTHS))])


def _contact(label: str, name: str) -> Row:
    boxes = [Box(0, f"{label}：", "caption", columns=1), Box(1, "", "input_line", open=True)]
    return marks.marked(layout.row(_WIDTHS, boxes), len(_WIDTHS), marks.CONTACT + name)


def _bannered(sheet: Sheet, banner: Formula | None) -> Sheet:
    """The sheet with the count of verdicts where its place was kept."""
    if banner is None:
        return sheet
    rows = (replace(r, boxes=tuple(replace(b, value=banner) if b.value == marks.BANNER else b for b in r.boxes))
            for r in sheet.rows)  # fmt: skip
    return replace(sheet, rows=tuple(rows))


def _groups(parcel: Parcel) -> Iterator[tuple[str, list[str]]]:
    listed = set(parcel.listed)
    for section in parcel.ret.pack.sections:
        codes = [code for code in section.codes if code in listed]
        if codes:
            yield section.label, codes


def _item(parcel: Parcel, item: Item) -> Row:
    cell = parcel.ret.cell(item.code)
    state = cell.state.value if cell.state in answers.MARKS else marks.FILLING
    basis = f"依据：{item.basis}" if item.basis else ""
    boxes = (
        Box(0, clean(item.number), "middle"),
        Box(1, clean(item.name + (f"（{item.period}）" if item.period not in ("本年", "") else "")), "text"),
        Box(2, clean(item.unit), "middle"),
        Box(_WORDS, clean(cell.words), look(item), code=item.code, open=True),
        _last(parcel, item),
        Box(_STATE, state, "input_choice", open=True),
        Box(_REASON, clean(cell.reason), "input_words", open=True),
        Box(_REMARK, clean(cell.note), "input_words", open=True),
        Box(8, clean("；".join(part for part in (item.definition.rstrip("。；"), basis) if part)), "small"),
    )
    made = layout.row(_WIDTHS, boxes)
    return replace(made, height=min(made.height, 405.0))


def _last(parcel: Parcel, item: Item) -> Box:
    before = counterpart(item, parcel.last) if parcel.last else None
    return replace(figure(item, before, _LAST), code=LAST + item.code) if before else Box(_LAST, "", "middle")


def _linked(parcel: Parcel, sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """The sheets with each figure typed in one place; where it is shown again, a formula shows it."""
    first: dict[str, str] = {}
    for sheet in sheets:
        for n, row in enumerate(sheet.rows):
            for box in row.boxes:
                if box.open and box.code:
                    first.setdefault(box.code, Spot(sheet.name, n, box.column, "").address)
    return tuple(replace(sheet, rows=tuple(_shown_again(parcel, row, first) for row in sheet.rows)) for sheet in sheets)


def _shown_again(parcel: Parcel, row: Row, first: Mapping[str, str]) -> Row:
    if not any(box.code in first and not box.open for box in row.boxes):
        return row
    return replace(row, boxes=tuple(_again(parcel, box, first) for box in row.boxes))


def _again(parcel: Parcel, box: Box, first: Mapping[str, str]) -> Box:
    if box.open or box.code not in first:
        return box
    there, cell = first[box.code], parcel.ret.cell(box.code)
    state = f"'{_ITEMS}'!${column_letters(_STATE)}{there.rpartition('$')[2]}"
    shown = f'IF({state}="{marks.FILLING}",IF(ISBLANK({there}),"",{there}),{state})'
    stored = cell.state.value if cell.state in answers.MARKS else clean(cell.words)
    return Box(box.column, Formula(shown, stored), "words", code="")


# ---------------------------------------------------------------- how the checks read what is typed


def _live(spot: Spot, exported: str) -> str:
    """Words typed as a plain number count as that number, a state chosen beside the cell as that state."""
    there = spot.address
    odd = f'SUMPRODUCT(--ISNUMBER(FIND({{"/","-",":","e","E","%","年","月","日"}},MID({there},2,99))))'
    number = f"IF({odd}>0,{there},IFERROR(VALUE({there}),{there}))"
    now = f'IF(ISBLANK({there}),"",IF(ISNUMBER({there}),{there},{number}))'
    kept = f'IF(EXACT({there}&"",{exported}&""),{exported}&"",{now})'
    if spot.sheet != _ITEMS:
        return kept
    state = f"'{spot.sheet}'!${column_letters(_STATE)}${spot.row + 1}"
    gone = State.NOT_APPLICABLE.value
    return f'IF({state}="{gone}","{gone}",IF({state}="{State.UNAVAILABLE.value}","",{kept}))'
