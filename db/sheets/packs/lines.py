"""The rows of one sheet of a pack's workbook as values by key; cells that cannot be read are faults, told by place.

Nothing is guessed: a number where text is meant that may have lost digits, a date, a formula and a merged cell are
faults. Knows the columns of the sheets, not how their rows make a pack.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from db.domain.pack import shape as shapes
from db.domain.pack.demands import Shape
from db.domain.pack.spots import SheetFault, Spot, Spots, words_for
from db.sheets import opening
from db.sheets.opening import Held, Page
from db.sheets.packs import columns as parts
from db.sheets.packs.columns import Column, Part, Sort

_HEAD_ROWS = 10  # within which the heads stand
_PARTING = re.compile(r"[、，,；;\s]+")
_PARTING_TEXTS = re.compile(r"[、，,；;]")
_SHAPES = {
    parts.BASICS.name: shapes.DOCUMENT, parts.SECTIONS.name: shapes.SECTION, parts.ITEMS.name: shapes.ITEM,
    parts.TABLES_PART.name: shapes.TABLE, parts.LINES.name: shapes.LINE, parts.RULES_PART.name: shapes.RULE,
    parts.DEADLINES.name: shapes.DEADLINE, parts.HEAD_FIELDS.name: shapes.HEAD_FIELD,
}  # fmt: skip
_NOTHING = Shape("", {})
Entry = dict[str, Any]


@dataclass
class Source:
    """What a workbook says: the merged document, where its entries stand, faults of its cells, remarks."""

    document: Entry = field(default_factory=dict)
    spots: Spots = field(default_factory=Spots)
    faults: list[SheetFault] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    torn: bool = False  # sheets or columns are missing: what else would be said follows from that


@dataclass(frozen=True, slots=True)
class Line:
    """One row that says something: its place, and key → what it holds."""

    spot: Spot
    values: Entry


class SheetReader:
    """One sheet being read."""

    def __init__(self, source: Source, part: Part, page: Page) -> None:
        self.source, self.part, self.page = source, part, page
        self._required = _SHAPES.get(part.name, _NOTHING).required
        for column in part.columns:
            if column.key:
                source.spots.keys.setdefault((part.name, column.key), column.head)

    def lines(self) -> Iterator[Line]:
        """Its rows, top down; faults go to the source."""
        row, columns = self._heads()
        if not columns:
            return
        self._remark(row)
        for number, cells in self.page.rows.items():
            if number > row and any(at in cells and column.sort is not Sort.SHOWN for at, column in columns.items()):
                yield Line(Spot(self.part.name, number), self._values(number, cells, columns))

    # ---- heads

    def _heads(self) -> tuple[int, dict[int, Column]]:
        """The row of the heads, and column number → column; empty where they are not all there."""
        wanted = {column.head: column for column in self.part.columns}
        best: tuple[int, dict[int, str]] = (0, {})
        for row in [number for number in self.page.rows if number <= _HEAD_ROWS]:
            said = {at: "".join(held.words.split()) for at, held in self.page.rows[row].items()}
            named = {at: head for at, head in said.items() if head in wanted}
            if len(named) > len(best[1]):
                best = (row, named)
        row, named = best
        missing = [c.head for c in wanted.values() if c.sort is not Sort.SHOWN and c.head not in named.values()]
        twice = [head for head in dict.fromkeys(named.values()) if list(named.values()).count(head) > 1]
        for head in missing:
            self._fault(0, head, "缺少这一列；没有内容也请保留表头")
        for head in twice:
            self._fault(row, head, "这个表头有两列，请只留一列")
        if missing or twice:
            self.source.torn = True
            return 0, {}
        extra = [held.words.strip() for at, held in self.page.rows[row].items() if at not in named]
        if extra:
            self.source.remarks.append(f"工作表“{self.part.name}”里没有读入的列：{'、'.join(extra)}。")
        return row, {at: wanted[head] for at, head in named.items()}

    def _remark(self, head_row: int) -> None:
        """Merged cells are faults, hidden rows are worth a remark."""
        for merge in self.page.merges:
            if merge.bottom >= head_row:
                self._fault(merge.top, "", f"{merge.name} 是合并单元格，请取消合并，逐行填写")
        hidden = [row for row in self.page.hidden_rows if row > head_row]
        if hidden:
            few = "、".join(map(str, hidden[:5])) + ("等" if len(hidden) > 5 else "")
            self.source.remarks.append(
                f"工作表“{self.part.name}”有 {len(hidden)} 行隐藏着（第 {few} 行），也读入了；不要的请删除整行。"
            )
        if self.page.hidden:
            self.source.remarks.append(f"工作表“{self.part.name}”隐藏着，也读入了。")

    # ---- cells

    def _values(self, row: int, cells: dict[int, Held], columns: dict[int, Column]) -> Entry:
        values: Entry = {}
        for at, column in columns.items():
            if column.sort is Sort.SHOWN:
                continue
            value = self._value(row, column, cells.get(at))
            if column.key == "heads":
                if value is not None:
                    values.setdefault("heads", []).append(value)
            elif value is not None:
                values[column.key] = value
            elif at not in cells and self._may_be_empty(column.key):
                values[column.key] = ""
        return values

    def _may_be_empty(self, key: str) -> bool:
        demand = self._required.get(key)
        return callable(demand) and demand("") == ""

    def _value(self, row: int, column: Column, held: Held | None) -> object:
        if held is None:
            return None
        problem = _unfit(column, held)
        if problem:
            self._fault(row, column.head, problem)
            return None
        words = held.words.strip()
        if column.sort not in (Sort.TEXT, Sort.TEXTS):
            words = unicodedata.normalize("NFKC", words)
        if held.sort is opening.Sort.FLAG:
            return held.words == str(True)
        if column.words:
            return self._chosen(row, column, words)
        if column.sort is Sort.WHOLE:
            return self._whole(row, column, words)
        if column.sort is Sort.CODES:
            return [word for word in _PARTING.split(words) if word]
        if column.sort is Sort.TEXTS:
            by_line = "\n" in held.words
            return [
                w.strip() for w in (held.words.split("\n") if by_line else _PARTING_TEXTS.split(words)) if w.strip()
            ]
        return "" if column.empty and words == column.empty else words

    def _chosen(self, row: int, column: Column, words: str) -> object:
        if words in column.words:
            return column.words[words]
        if words in column.words.values():
            return words
        self._fault(row, column.head, f"不认识的“{words}”；可填 {words_for(column.words)}")
        return None

    def _whole(self, row: int, column: Column, words: str) -> int | None:
        if re.fullmatch(r"[0-9]{1,9}", words):
            return int(words)
        self._fault(row, column.head, f"“{words}”应为整数")
        return None

    def _fault(self, row: int, head: str, problem: str) -> None:
        self.source.faults.append(SheetFault(self.part.name, row, head, problem))


def _unfit(column: Column, held: Held) -> str:
    """What keeps a cell from being read; "" if nothing does."""
    if held.sort is opening.Sort.FORMULA:
        return "这里是公式，程序不用公式算出的值，请把结果直接填进去（复制后选择性粘贴为“数值”）"
    if held.sort is opening.Sort.ERROR:
        return "这里是出错的值（如 #REF!），请重新填写"
    if held.sort is opening.Sort.FLAG and column.sort is not Sort.FLAG:
        return "这里是 TRUE 或 FALSE，应为文字；请把单元格设成“文本”格式再填一遍"
    if held.sort is opening.Sort.DATE:
        return "这里的内容被表格软件变成了日期；请把单元格设成“文本”格式再填一遍"
    if held.sort is opening.Sort.NUMBER and column.sort is not Sort.WHOLE and not held.words.isdecimal():
        return (
            f"这里被当成了数（{held.words}），末尾的 0 可能已经丢了；"
            "请把单元格设成“文本”格式再填一遍（文字前加英文单引号也可以）"
        )
    return ""
