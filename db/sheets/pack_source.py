"""The sheets of a pack's workbook as the plain data of a pack, with the place of every entry; judges only cells.

Whether the pack is sound is for `db.domain.pack_faults`. Nothing is guessed: a number where text is meant that may
have lost digits, a date, a formula and a merged cell are faults, named by sheet, row and column.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from db.domain import pack_shape as shapes
from db.domain.pack_demands import ORIGIN, Shape
from db.domain.pack_spots import SheetFault, Spot, Spots, words_for
from db.sheets import opening
from db.sheets import pack_columns as parts
from db.sheets.opening import Held, Page
from db.sheets.pack_book import CHOICES
from db.sheets.pack_columns import Column, Part, Sort

_HEAD_ROWS = 10  # within which the heads stand
_PARTING = re.compile(r"[、，,；;\s]+")
_PARTING_TEXTS = re.compile(r"[、，,；;]")
_KIND = {
    parts.SECTIONS: "section", parts.ITEMS: "item", parts.TABLES_PART: "table", parts.RULES_PART: "rule",
    parts.DEADLINES: "deadline", parts.NOTES: "note", parts.HEAD_FIELDS: "head_field", parts.LISTS: "list",
    parts.LABELS: "labels",
}  # fmt: skip
_SHAPES = {
    parts.BASICS.name: shapes.DOCUMENT, parts.SECTIONS.name: shapes.SECTION, parts.ITEMS.name: shapes.ITEM,
    parts.TABLES_PART.name: shapes.TABLE, parts.LINES.name: shapes.LINE, parts.RULES_PART.name: shapes.RULE,
    parts.DEADLINES.name: shapes.DEADLINE, parts.HEAD_FIELDS.name: shapes.HEAD_FIELD,
}  # fmt: skip
_HEADS_ELSEWHERE = {
    (parts.RULES_PART.name, "pass"): "通过的例子",
    (parts.RULES_PART.name, "fail"): "不符的例子",
    (parts.TABLES_PART.name, "columns"): parts.COLUMN_WORD,
    (parts.TABLES_PART.name, "rows"): parts.ROW_WORD,
    (parts.TABLES_PART.name, "totals"): parts.TOTALS.name,
    (parts.TOTALS.name, "row"): "合计、分项",
    (parts.TOTALS.name, "column"): "合计、分项",
}
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


def read_pack(pages: Sequence[Page]) -> Source:
    """The plain data on the sheets of a workbook."""
    source = Source()
    by_name = {page.name.strip(): page for page in pages}
    known = {part.name for part in parts.PARTS}
    lines: dict[str, list[_Line]] = {}
    for part in parts.PARTS:
        page = by_name.get(part.name)
        if page is None:
            source.faults.append(SheetFault(part.name, 0, "", "缺少这张工作表；没有内容也请保留它和表头"))
            source.torn = True
        else:
            lines[part.name] = list(_Sheet(source, part, page).lines())
    source.remarks += [f"没有读入工作表“{name}”。" for name in by_name if name not in known and name != CHOICES]
    if not source.torn:
        _gather(source, lines)
    return source


@dataclass(frozen=True, slots=True)
class _Line:
    """One row that says something: its place, and key → what it holds."""

    spot: Spot
    values: Entry


class _Sheet:
    """One sheet being read."""

    def __init__(self, source: Source, part: Part, page: Page) -> None:
        self.source, self.part, self.page = source, part, page
        self._required = _SHAPES.get(part.name, _NOTHING).required
        for column in part.columns:
            if column.key:
                source.spots.keys.setdefault((part.name, column.key), column.head)

    def lines(self) -> Iterator[_Line]:
        """Its rows, top down; faults go to the source."""
        row, columns = self._heads()
        if not columns:
            return
        self._remark(row)
        for number, cells in self.page.rows.items():
            if number > row and any(at in cells and column.sort is not Sort.SHOWN for at, column in columns.items()):
                yield _Line(Spot(self.part.name, number), self._values(number, cells, columns))

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


# ---------------------------------------------------------------- from lines to entries


def _gather(source: Source, lines: dict[str, list[_Line]]) -> None:
    document, spots = source.document, source.spots
    document["labels"] = {}
    for part, kind in _KIND.items():
        spots.kinds[kind] = part.name
        if part not in (parts.LISTS, parts.LABELS):
            document[kind] = [_entry(source, line) for line in lines[part.name]]
    _basics(source, lines[parts.BASICS.name])
    for line in lines[parts.LABELS.name]:
        _label(source, line)
    document["list"] = _lists(source, lines[parts.LISTS.name])
    _gather_tables(source, lines)
    _gather_examples(source, lines[parts.EXAMPLES.name])
    spots.keys |= _HEADS_ELSEWHERE


def _gather_tables(source: Source, lines: dict[str, list[_Line]]) -> None:
    document = source.document
    tables = {str(table.get("id", "")): table for table in reversed(document["table"])}
    for table in document["table"]:
        table.update(columns=[], rows=[])
    for part, place in ((parts.LINES, _table_line), (parts.CELLS, _cell), (parts.TOTALS, _total)):
        for line in lines[part.name]:
            table = _named(source, part, line, "table", tables)
            if table is not None:
                place(source, table, line)


def _gather_examples(source: Source, lines: list[_Line]) -> None:
    document = source.document
    rules = {str(rule.get("id", "")): rule for rule in reversed(document["rule"])}
    for rule in document["rule"]:
        rule.update({"pass": [], "fail": []})
    for line in lines:
        rule = _named(source, parts.EXAMPLES, line, "rule", rules)
        if rule is not None:
            _example(source, rule, line)


def _entry(source: Source, line: _Line, *left_out: str) -> Entry:
    """A line as an entry that knows its place."""
    source.spots.entries[line.spot.origin] = line.spot
    return {ORIGIN: line.spot.origin, **{key: v for key, v in line.values.items() if key not in left_out}}


def _fault(source: Source, part: Part, line: _Line, key: str, problem: str) -> None:
    source.faults.append(SheetFault(part.name, line.spot.row, part.head(key), problem))


def _named(source: Source, part: Part, line: _Line, key: str, known: dict[str, Entry]) -> Entry | None:
    """The entry that a line belongs to; a fault if there is none."""
    name = str(line.values.get(key, ""))
    if name in known:
        return known[name]
    if not _has_fault(source, part, line, key):
        where = parts.TABLES_PART.name if key == "table" else parts.RULES_PART.name
        said = f"工作表“{where}”里没有标识为“{name}”的一行" if name else f"没有填，应为工作表“{where}”里的标识"
        _fault(source, part, line, key, said)
    return None


def _has_fault(source: Source, part: Part, line: _Line, key: str) -> bool:
    place = (part.name, line.spot.row, part.head(key))
    return any((fault.sheet, fault.row, fault.column) == place for fault in source.faults)


def _chosen(source: Source, part: Part, line: _Line, key: str) -> str:
    """What a line says in a column that it cannot do without; "" (and a fault) if nothing."""
    value = str(line.values.get(key, ""))
    if not value and not _has_fault(source, part, line, key):
        _fault(source, part, line, key, "没有填")
    return value


def _basics(source: Source, lines: list[_Line]) -> None:
    fields = {column.head: column for column, _ in parts.BASIC_ROWS}
    sheet = parts.BASICS
    for line in lines:
        head = str(line.values.get("what", ""))
        column = fields.get(head)
        if column is None:
            source.remarks.append(f"工作表“{sheet.name}”第 {line.spot.row} 行没有读入：不认识的项目“{head}”。")
            continue
        if column.key in source.spots.fields:
            _fault(source, sheet, line, "what", f"“{head}”写了两次")
        source.spots.fields[column.key] = line.spot
        source.spots.keys[sheet.name, column.key] = head
        said = line.values.get("content")
        value = _basic(source, line, column, str(said)) if said else None
        if value is not None:
            source.document[column.key] = value
    for head, column in fields.items():
        if column.key not in source.spots.fields:
            source.faults.append(SheetFault(sheet.name, 0, "内容", f"缺少“{head}”一行；没有内容也请保留它"))
            source.spots.fields[column.key] = Spot(sheet.name, 0)


def _basic(source: Source, line: _Line, column: Column, said: str) -> object:
    """One field of the pack itself."""
    plain = said if column.sort is Sort.TEXT else unicodedata.normalize("NFKC", said)
    if column.words:
        if plain in column.words:
            return column.words[plain]
        _fault(source, parts.BASICS, line, "content", f"不认识的“{said}”；可填 {words_for(column.words)}")
        return None
    if column.sort is Sort.WHOLE:
        if re.fullmatch(r"[0-9]{1,9}", plain):
            return int(plain)
        _fault(source, parts.BASICS, line, "content", f"“{said}”应为年份，例如 2026；不限的留空")
        return None
    return plain


def _label(source: Source, line: _Line) -> None:
    key = _chosen(source, parts.LABELS, line, "key")
    if key.startswith(parts.SWING):
        _threshold(source, key.removeprefix(parts.SWING), str(line.values.get("words", "")))
        return
    if key in source.document["labels"]:
        _fault(source, parts.LABELS, line, "key", f"“{key}”写了两次")
    elif key:
        source.document["labels"][key] = str(line.values.get("words", ""))


def _threshold(source: Source, key: str, words: str) -> None:
    swing = source.document.setdefault("swing", {})
    swing[key] = [part.strip() for part in words.split("、") if part.strip()] if key.endswith("_from") else words


def _lists(source: Source, lines: list[_Line]) -> list[Entry]:
    """One entry for each list, in the order in which they begin; each of its lines is a column."""
    found: dict[str, Entry] = {}
    for line in lines:
        name = _chosen(source, parts.LISTS, line, "id")
        title = line.values.get("title")
        form = found.get(name)
        if form is None:
            form = found[name] = {**_entry(source, line, "column", "label"), "columns": []}
        elif title is not None and title != form.get("title"):
            _fault(source, parts.LISTS, line, "title", f"与同一清单前面写的“{form.get('title', '')}”不同")
        entry = {ORIGIN: line.spot.origin} | {k: v for k, v in line.values.items() if k == "label"}
        column = _chosen(source, parts.LISTS, line, "column")
        form["columns"].append(entry | ({"id": column} if column else {}))
    return [*found.values()]


def _table_line(source: Source, table: Entry, line: _Line) -> None:
    axis = _chosen(source, parts.LINES, line, "axis")
    entry = _entry(source, line, "table", "axis")
    if axis:
        table[axis].append(entry)


def _cell(source: Source, table: Entry, line: _Line) -> None:
    use = _chosen(source, parts.CELLS, line, "use")
    entry = _entry(source, line, "table", "use")
    if use == parts.LINKED:
        table.setdefault("links", []).append(entry)
    elif use == parts.ABSENT:
        if "item" in entry:
            _fault(source, parts.CELLS, line, "item", "空格不能有指标；要引用指标，“做法”请选“引用”")
        table.setdefault("absent", []).append({key: value for key, value in entry.items() if key != "item"})


def _total(source: Source, table: Entry, line: _Line) -> None:
    axis = _chosen(source, parts.TOTALS, line, "axis")
    name = _chosen(source, parts.TOTALS, line, "line")
    if axis and name:
        entry = _entry(source, line, "table", "axis", "line")
        table.setdefault("totals", []).append({**entry, axis: name})


def _example(source: Source, rule: Entry, line: _Line) -> None:
    outcome = _chosen(source, parts.EXAMPLES, line, "outcome")
    figures: dict[str, str] = {}
    for text in str(line.values.get("figures", "")).split("\n"):
        code, sign, words = text.replace("＝", "=", 1).partition("=")
        code = unicodedata.normalize("NFKC", code).strip()
        if not text.strip():
            continue
        if not sign or not code:
            _fault(source, parts.EXAMPLES, line, "figures", f"“{text.strip()}”应写成：代码 = 填报的内容")
        elif code in figures:
            _fault(source, parts.EXAMPLES, line, "figures", f"“{code}”写了两次")
        else:
            figures[code] = words.strip()
    if outcome:
        rule[outcome].append(figures)
        source.spots.examples.setdefault((str(rule[ORIGIN]), outcome == "pass"), []).append(line.spot)
