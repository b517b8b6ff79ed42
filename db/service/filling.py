"""Filling a return from a CSV of code,words[,state,reason,note]: all rows or none, every fault with its row.

Excel on a Chinese Windows saves CSV in GBK, WPS and others in UTF-8 with a mark: both are read.
"""

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from db.domain import cells
from db.domain.cells import Cell, State
from db.domain.guarded import unguarded
from db.domain.returns import Return
from db.domain.trouble import KnownError
from db.service.change import Change
from db.service.open_return import OpenReturn

COLUMNS = ("code", "words", "state", "reason", "note")
MOST_ROWS = 10_000
LONGEST_FIELD = 100_000
_TOLD = ("number", "name", "unit")  # what an exported file says of the items: nothing to fill in
_CHINESE = {
    "代码": "code", "编号": "number", "名称": "name", "单位": "unit", "内容": "words", "填报原文": "words",
    "状态": "state", "原因": "reason", "备注": "note",
}  # fmt: skip
_EXAMPLE = "第一行写 code,words，以下每行一项，例如“litigation_cases_count,37”"
_STATES = {"": None, **{state.value: state for state in State}}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file: its line number and its columns."""

    line: int
    code: str
    words: str
    state: str = ""
    reason: str = ""
    note: str = ""


class RowError(KnownError):
    """What is wrong with one row: `problem`, and how to `mend` it."""

    def __init__(self, row: Row, problem: str, mend: str) -> None:
        super().__init__(f"第 {row.line} 行：{problem}。", f"{mend}；文件没有导入，数据没有改变。")
        self.problem, self.mend = problem, mend


def fill(opened: OpenReturn, data: bytes, source: str) -> Change:
    """Put the rows of a CSV into the return, library items switched on as needed.

    `source` is the file's name for the history. KnownError names the first faulty row; nothing is changed then.
    """
    rows = read_rows(data)
    ret = opened.ret
    changes: dict[str, Cell] = {}
    origin: dict[str, str] = {}
    lines: dict[str, int] = {}
    for row in rows:
        code, cell = cell_of(ret, row)
        if code in lines:
            raise RowError(row, f"“{row.code}”在第 {lines[code]} 行已经出现过", "每个指标只写一行")
        lines[code] = row.line
        if cell is not None:
            changes[code] = cell
            origin[code] = f"导入 {source} 第{row.line}行"
    fresh = [code for code in changes if code not in ret.active]
    return opened.put(changes, origin, fresh)


def read_rows(data: bytes) -> list[Row]:
    """The rows of a CSV file; KnownError if it is none, has no such columns, or too many rows."""
    csv.field_size_limit(LONGEST_FIELD)
    text = _text(data)
    begun = text.lstrip("\r\n")
    blank = text[: len(text) - len(begun)].replace("\r\n", "\n").count("\n")
    reader = csv.reader(io.StringIO(begun, newline=""), strict=True)
    try:
        return list(_rows(reader, columns(next(reader, [])), blank + 2))
    except csv.Error as error:
        why = "内容太长" if "field larger" in str(error) else "引号不成对"
        raise KnownError(f"第 {reader.line_num} 行{why}，读不下去。", "请检查这一行的内容和双引号。") from error


def columns(first_row: Sequence[str]) -> list[str]:
    """The columns that a file's first row names, by their English names; KnownError if they are not ours."""
    head = [_CHINESE.get(name.strip(), name.strip().lower()) for name in first_row]
    missing = [name for name in COLUMNS[:2] if name not in head]
    if missing:
        raise KnownError(f"文件缺少列 {'、'.join(missing)}。", f"请按格式填写：{_EXAMPLE}。")
    unknown = [name for name in head if name not in (*COLUMNS, *_TOLD)]
    if unknown or len(set(head)) < len(head):
        wrong = f"不认识的列“{unknown[0]}”" if unknown else "重复的列"
        raise KnownError(f"文件里有{wrong}，它的内容没有地方放。", f"请只留 {'、'.join(COLUMNS)} 这些列，每列一次。")
    return head


def _rows(reader: "Iterator[list[str]]", head: list[str], first: int) -> Iterator[Row]:
    for line, parts in enumerate(reader, first):
        if line > MOST_ROWS + first - 1:
            raise KnownError(f"文件超过 {MOST_ROWS:,} 行，不像一份填报数据。", "请核对是否选错了文件。")
        row = row_of(line, parts, head)
        if row is not None:
            yield row


def row_of(line: int, parts: Sequence[str], head: Sequence[str]) -> Row | None:
    """One row under the columns of `head`; None if nothing stands in it. KnownError: it is too long."""
    if len(parts) > len(head):
        raise KnownError(
            f"第 {line} 行多出 {len(parts) - len(head)} 列。", '内容里有逗号的，请用双引号括起来，例如“"1,234"”。'
        )
    values = dict(zip(head, parts, strict=False))
    if not any(value.strip() for value in values.values()):
        return None
    named = {name: unguarded(values.get(name, "")) for name in COLUMNS}
    return Row(line, named["code"].strip(), named["words"], named["state"].strip(), named["reason"], named["note"])


def _text(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _utf16(data)
    if b"\x00" in data:
        raise KnownError("文件里有空字符，不是 CSV 文本。", "Excel 工作簿请另存为“CSV UTF-8”再导入。")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise KnownError("看不懂文件的文字编码。", "请用 Excel 或 WPS 另存为“CSV UTF-8”再导入。")


def _utf16(data: bytes) -> str:
    """What Excel calls Unicode text."""
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError as error:
        raise KnownError("看不懂文件的文字编码。", "请用 Excel 或 WPS 另存为“CSV UTF-8”再导入。") from error


def cell_of(ret: Return, row: Row) -> tuple[str, Cell | None]:
    """The code in use and the cell a row asks for; None where the row leaves the cell as it is."""
    code = ret.pack.resolve(row.code) or ret.pack.resolve(row.code.lower())
    if code is None or not _asked(ret, code):
        raise RowError(row, f"没有代码为“{row.code}”的指标", "请用 items 命令查看全部代码")
    if row.state not in _STATES:
        raise RowError(row, f"状态“{row.state}”不对", f"只能是 {'、'.join(State)}")
    before = ret.cell(code)
    note = row.note if row.note.strip() else before.note
    state = _STATES[row.state]
    if state in (None, State.VALUE):
        return code, _typed(ret, row, code, replace(before, note=note))
    if row.words.strip():
        raise RowError(row, f"状态是“{state}”，却又写了“{row.words.strip()}”", "两者只留一个")
    if state is State.UNAVAILABLE and not row.reason.strip():
        raise RowError(row, "“暂无法取得”没有写原因", "请在 reason 一列写明原因，例如“数据在省厅，次年 2 月下发”")
    if state is State.BLANK and row.reason.strip():
        raise RowError(row, f"状态是“{state}”，不需要原因", "说明请写在 note 一列")
    assert state is not None
    return code, replace(cells.marked(state, row.reason.strip(), before), note=note)


def _typed(ret: Return, row: Row, code: str, before: Cell) -> Cell | None:
    if row.reason.strip():
        raise RowError(row, "只有“不适用”和“暂无法取得”才写原因", "说明请写在 note 一列")
    if not row.words.strip():
        if row.state:
            raise RowError(row, "状态是“已填”，却没有内容", "请写出数字，没有发生的填 0")
        return before if before != ret.cell(code) else None
    cell = cells.typed(ret.item(code), row.words, before)
    if cell.misread:
        raise RowError(
            row,
            f"{ret.item(code).label}：{cell.misread.problem}",
            f"{cell.misread.expected}，例如“{cell.misread.example}”",
        )
    return cell


def _asked(ret: Return, code: str) -> bool:
    """Cells of tables that are not filled in this year are as unknown as a mistyped code."""
    item = ret.item(code)
    tables: Mapping[str, object] = {table.id: table for table in ret.tables}
    return item.section in tables or any(code in section.codes for section in ret.pack.sections)
