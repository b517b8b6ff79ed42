"""How an office's workbook tells a machine what is what: marks in a hidden column, and one hidden sheet; no looks.

The marks stand in the same row as what they are about, so rows may move and columns be put in:

    fz:sheet {…}          the identity as JSON; on each sheet, so that a sheet copied elsewhere is still known
    fz:heads              the row whose heads 本年, 状态, 原因, 备注 say what the columns below are
    fz:item CODE          the row of an item
    fz:table ID           the row in which the columns of a table are numbered 1, 2, 3 …
    fz:row TABLE/ROW      a row of that table
    fz:contact WHAT       a line in which the office writes of itself

The hidden sheet 回收信息: the identity in its first row, then for each item what was sent: code, number, name, unit,
state, words, reason, remark, and for a table's cell table, row and number of the column.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace

from db.domain.cells import State
from db.domain.travel.answers import SILENT, Answer
from db.domain.travel.issue import FORM, Issue, Outgoing, Sent
from db.sheets.model import Box, Row, Sheet, clean

SHEET, HEADS, ITEM, TABLE, ROW, CONTACT = "fz:sheet ", "fz:heads", "fz:item ", "fz:table ", "fz:row ", "fz:contact "
RECORD, TITLE = "回收信息", "法治填报 分发表"
WORDS, STATE, REASON, REMARK = "本年", "状态", "原因", "备注"
ROLES = (WORDS, STATE, REASON, REMARK)
FILLING = "填报"
"""What the column of states says where a figure is to be filled in."""
BANNER = "校验：这些指标之间没有审核关系。"
"""Keeps the place of the count of verdicts."""
_WIDTHS = (24.0, *(14.0,) * 10)


class NotOursError(Exception):
    """The words are no identity that this program could have written."""


def marked(row: Row, column: int, mark: str) -> Row:
    """The row with a mark in its hidden column."""
    return replace(row, boxes=(*row.boxes, Box(column, mark, "data")))


def identity(issue: Issue) -> str:
    """The identity as one line of JSON."""
    return json.dumps(asdict(issue), ensure_ascii=False, separators=(",", ":"))


def read_identity(words: str) -> Issue:
    """The issue of such a line; of a newer form only the form is sure. NotOursError if it is none."""
    try:
        said = json.loads(words)
        form = int(said["form"])
        known = {field.name: field.type for field in fields(Issue)}
        values = {name: value for name, value in said.items() if name in known}
        if form > FORM:
            blank = dict.fromkeys(("number", "unit", "office", "pack", "fingerprint", "issued_at"), "")
            values = {**blank, "year": 0, **values}
        made = Issue(**{**values, "form": form, "year": int(values["year"])})
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NotOursError(words[:80]) from error
    if not all(isinstance(getattr(made, name), str) for name in known if name not in ("year", "form")):
        raise NotOursError(words[:80])
    return made


def record(out: Outgoing) -> Sheet:
    """The hidden sheet of what was sent."""
    lines: list[tuple[str, ...]] = [(TITLE, identity(out.issue))]
    lines += [(code, *_sent(sent)) for code, sent in out.sent.items()]
    rows = tuple(Row(tuple(Box(n, clean(w), "data") for n, w in enumerate(line) if w), 15) for line in lines)
    return Sheet(RECORD, _WIDTHS, rows, hidden=True, protected=True)


def _sent(sent: Sent) -> tuple[str, ...]:
    answer = sent.answer
    called = sent.number, sent.name, sent.unit
    return (*called, answer.state.value, answer.words, answer.reason, sent.note.words, *(sent.place or ()))


def read_sent(lines: Sequence[Mapping[int, str]]) -> dict[str, Sent]:
    """Code → what was sent, of the rows below the identity (words by column from 0). NotOursError if they are none."""
    found = {}
    for line in lines:
        try:
            state = State(line.get(4, State.BLANK.value))
        except ValueError as error:
            raise NotOursError(line.get(4, "")) from error
        answer = Answer(state, line.get(5, ""), line.get(6, ""))
        note = Answer(State.VALUE, line[7]) if line.get(7, "").strip() else SILENT
        place = (line[8], line.get(9, ""), line.get(10, "")) if line.get(8) else None
        found[line.get(0, "")] = Sent(line.get(1, ""), line.get(2, ""), line.get(3, ""), answer, note, place)
    return found
