"""The figures of a return as CSV: what `fill` reads again, with names beside the codes for people; knows no folders.

UTF-8 with a mark, so that Excel takes it for Chinese. Words that a spreadsheet would work out as a formula get an
apostrophe in front, which `unguarded` takes off again; a plain number such as -3 stays as it is.
"""

import csv
import io

from db.domain.cells import State
from db.domain.guarded import guarded
from db.domain.returns import Return

HEADS = ("代码", "编号", "名称", "单位", "填报原文", "状态", "原因", "备注")
_SAID = (State.NOT_APPLICABLE, State.UNAVAILABLE)  # the other two show by their words


def csv_bytes(ret: Return) -> bytes:
    """One row for every item asked for, in printed order."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADS)
    for code in ret.ordered_codes:
        item, cell = ret.item(code), ret.cell(code)
        state = cell.state.value if cell.state in _SAID else ""
        said = (item.number, item.name, item.unit, cell.words, state, cell.reason, cell.note)
        writer.writerow((code, *map(guarded, said)))
    return text.getvalue().encode("utf-8-sig")
