"""The history as a file to hand on: a workbook of one sheet, or CSV; knows rows of words, no return."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from db.domain.guarded import guarded
from db.sheets import layout
from db.sheets.export import save
from db.sheets.model import Box, Row, Sheet, Workbook, clean
from db.sheets.saving import refuse_bad_target, save_bytes

HEADS = "序号 填报单位 年度 时间 谁 方式 类别 内容 由 改为 原因 校验值".split()
_WIDTHS = (7.0, 24.0, 7.0, 20.0, 10.0, 12.0, 8.0, 30.0, 22.0, 22.0, 24.0, 20.0)
_NUMBERS = (0, 2)
CSV = ".csv"


def save_record(target: Path, rows: Sequence[Sequence[object]], made_on: date) -> None:
    """Write the rows (as HEADS names them) as the file's name says; KnownError if it cannot be written."""
    if target.suffix.lower() == CSV:
        refuse_bad_target(target, CSV)
        save_bytes(target, _csv(rows))
        return
    refuse_bad_target(target)
    heads = Row(tuple(Box(n, head, "head") for n, head in enumerate(HEADS)), 21)
    made = [layout.row(_WIDTHS, [_box(n, value) for n, value in enumerate(row)]) for row in rows]
    sheet = Sheet("修改记录", _WIDTHS, (heads, *made), landscape=True, frozen=(1, 0), repeat=(0, 0), filtered=0)
    save(target, Workbook("修改记录", "", made_on, (sheet,)))


def _box(column: int, value: object) -> Box:
    if column in _NUMBERS:
        return Box(column, int(str(value)), "count")
    return Box(column, clean(str(value)), "text")


def _csv(rows: Sequence[Sequence[object]]) -> bytes:
    """UTF-8 with a mark, as Excel and WPS read it; words that would be a formula there stay words."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADS)
    writer.writerows([guarded(str(value)) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig", "replace")
