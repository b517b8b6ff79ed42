"""The sheets of a pack's workbook as the plain data of a pack, with the place of every entry.

Whether the pack is sound is for `db.domain.pack.faults`; here it is only put together.
"""

import re
import unicodedata
from collections.abc import Sequence

from db.domain.pack.demands import ORIGIN
from db.domain.pack.spots import SheetFault, Spot, words_for
from db.sheets.opening import Page
from db.sheets.packs import columns as parts
from db.sheets.packs.book import CHOICES
from db.sheets.packs.columns import Column, Part, Sort
from db.sheets.packs.lines import Entry, Line, SheetReader, Source

_KIND = {
    parts.SECTIONS: "section", parts.ITEMS: "item", parts.TABLES_PART: "table", parts.RULES_PART: "rule",
    parts.DEADLINES: "deadline", parts.NOTES: "note", parts.HEAD_FIELDS: "head_field", parts.LISTS: "list",
    parts.LABELS: "labels",
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


def read_pack(pages: Sequence[Page]) -> Source:
    """The plain data on the sheets of a workbook."""
    source = Source()
    by_name = {page.name.strip(): page for page in pages}
    known = {part.name for part in parts.PARTS}
    lines: dict[str, list[Line]] = {}
    for part in parts.PARTS:
        page = by_name.get(part.name)
        if page is None:
            source.faults.append(SheetFault(part.name, 0, "", "缺少这张工作表；没有内容也请保留它和表头"))
            source.torn = True
        else:
            lines[part.name] = list(SheetReader(source, part, page).lines())
    source.remarks += [f"没有读入工作表“{name}”。" for name in by_name if name not in known and name != CHOICES]
    if not source.torn:
        _gather(source, lines)
    return source


# ---------------------------------------------------------------- from lines to entries


def _gather(source: Source, lines: dict[str, list[Line]]) -> None:
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


def _gather_tables(source: Source, lines: dict[str, list[Line]]) -> None:
    document = source.document
    tables = {str(table.get("id", "")): table for table in reversed(document["table"])}
    for table in document["table"]:
        table.update(columns=[], rows=[])
    for part, place in ((parts.LINES, _table_line), (parts.CELLS, _cell), (parts.TOTALS, _total)):
        for line in lines[part.name]:
            table = _named(source, part, line, "table", tables)
            if table is not None:
                place(source, table, line)


def _gather_examples(source: Source, lines: list[Line]) -> None:
    document = source.document
    rules = {str(rule.get("id", "")): rule for rule in reversed(document["rule"])}
    for rule in document["rule"]:
        rule.update({"pass": [], "fail": []})
    for line in lines:
        rule = _named(source, parts.EXAMPLES, line, "rule", rules)
        if rule is not None:
            _example(source, rule, line)


def _entry(source: Source, line: Line, *left_out: str) -> Entry:
    """A line as an entry that knows its place."""
    source.spots.entries[line.spot.origin] = line.spot
    return {ORIGIN: line.spot.origin, **{key: v for key, v in line.values.items() if key not in left_out}}


def _fault(source: Source, part: Part, line: Line, key: str, problem: str) -> None:
    source.faults.append(SheetFault(part.name, line.spot.row, part.head(key), problem))


def _named(source: Source, part: Part, line: Line, key: str, known: dict[str, Entry]) -> Entry | None:
    """The entry that a line belongs to; a fault if there is none."""
    name = str(line.values.get(key, ""))
    if name in known:
        return known[name]
    if not _has_fault(source, part, line, key):
        where = parts.TABLES_PART.name if key == "table" else parts.RULES_PART.name
        said = f"工作表“{where}”里没有标识为“{name}”的一行" if name else f"没有填，应为工作表“{where}”里的标识"
        _fault(source, part, line, key, said)
    return None


def _has_fault(source: Source, part: Part, line: Line, key: str) -> bool:
    place = (part.name, line.spot.row, part.head(key))
    return any((fault.sheet, fault.row, fault.column) == place for fault in source.faults)


def _chosen(source: Source, part: Part, line: Line, key: str) -> str:
    """What a line says in a column that it cannot do without; "" (and a fault) if nothing."""
    value = str(line.values.get(key, ""))
    if not value and not _has_fault(source, part, line, key):
        _fault(source, part, line, key, "没有填")
    return value


def _basics(source: Source, lines: list[Line]) -> None:
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


def _basic(source: Source, line: Line, column: Column, said: str) -> object:
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


def _label(source: Source, line: Line) -> None:
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


def _lists(source: Source, lines: list[Line]) -> list[Entry]:
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


def _table_line(source: Source, table: Entry, line: Line) -> None:
    axis = _chosen(source, parts.LINES, line, "axis")
    entry = _entry(source, line, "table", "axis")
    if axis:
        table[axis].append(entry)


def _cell(source: Source, table: Entry, line: Line) -> None:
    use = _chosen(source, parts.CELLS, line, "use")
    entry = _entry(source, line, "table", "use")
    if use == parts.LINKED:
        table.setdefault("links", []).append(entry)
    elif use == parts.ABSENT:
        if "item" in entry:
            _fault(source, parts.CELLS, line, "item", "空格不能有指标；要引用指标，“做法”请选“引用”")
        table.setdefault("absent", []).append({key: value for key, value in entry.items() if key != "item"})


def _total(source: Source, table: Entry, line: Line) -> None:
    axis = _chosen(source, parts.TOTALS, line, "axis")
    name = _chosen(source, parts.TOTALS, line, "line")
    if axis and name:
        entry = _entry(source, line, "table", "axis", "line")
        table.setdefault("totals", []).append({**entry, axis: name})


def _example(source: Source, rule: Entry, line: Line) -> None:
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
