"""Rows of figures that arrive one by one, each saved by itself and answered once it is safe; knows no pipe.

For programs that feed figures in: a power cut loses at most the row that was not answered yet.
"""

import csv
from collections.abc import Iterable, Iterator

from db.domain.trouble import KnownError
from db.service import filling
from db.service.open_return import OpenReturn


def answers(opened: OpenReturn, lines: Iterable[str], source: str) -> Iterator[str]:
    """For every row of `lines` (the first names the columns) one answer, given only when the row is dealt with.

    `ok CODE`: it is saved, and a power cut cannot take it away. `no CODE sentence`: it is not, and nothing of it is;
    the rows after it are read all the same. `source` is named in the history. KnownError: the columns are not ours.
    """
    csv.field_size_limit(filling.LONGEST_FIELD)
    reader = csv.reader(lines, strict=True)
    head: list[str] = []
    while True:
        try:
            parts = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield f"no ? 第 {reader.line_num} 行的引号不成对，或者内容太长。请检查这一行。"
            continue
        if head:
            yield from _answer(opened, reader.line_num, parts, head, source)
        else:
            head = filling.columns(parts)


def _answer(opened: OpenReturn, line: int, parts: list[str], head: list[str], source: str) -> Iterator[str]:
    code = (parts[head.index("code")] if len(parts) > head.index("code") else "").strip() or "?"
    try:
        row = filling.row_of(line, parts, head)
        if row is None:
            return
        opened.refresh()
        code, cell = filling.cell_of(opened.ret, row)
        if cell is not None:
            fresh = [] if code in opened.ret.active else [code]
            opened.put({code: cell}, {code: f"导入 {source} 第{line}行"}, fresh)
        yield f"ok {row.code}"
    except filling.RowError as fault:
        yield f"no {code} 第 {line} 行：{fault.problem}。{fault.mend}。"
    except KnownError as trouble:
        yield f"no {code} {trouble.sentence}{trouble.next_step}"
