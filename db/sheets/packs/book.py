"""A pack as a workbook that staff can edit: one sheet per sort of entry, drop-downs, explanations; judges nothing."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from db.domain import units
from db.domain.pack import Pack
from db.domain.rules import bind_rule, in_words
from db.sheets import layout
from db.sheets.model import Box, Offer, Row, Sheet, Workbook
from db.sheets.packs import columns as parts
from db.sheets.packs.columns import Column, Part, Sort

CHOICES = "选项"
_SPARE = 5000  # rows on which drop-downs still work
_HIGHEST = 180.0  # points of a row: long words are read in the cell
_LONGEST_OFFER = 255
_INTRO_WIDTH = 12  # columns over which the explanation runs
Raw = Mapping[str, Any]
Line = Mapping[str, object]


def pack_workbook(document: Raw, pack: Pack, made_on: date) -> Workbook:
    """The workbook of a sound merged document; `pack` is what it describes."""
    choices = _choices(document, pack)
    lines = _lines(document, pack)
    sheets = [_sheet(part, list(lines[part.name]), choices) for part in parts.PARTS]
    return Workbook(pack.title, "法治填报", made_on, (*sheets, _choices_sheet(choices)))


# ---------------------------------------------------------------- the entries as lines


def _lines(document: Raw, pack: Pack) -> dict[str, Iterator[Line]]:
    rules = {bound.id: bound.title for bound in pack.rules}
    return {
        parts.BASICS.name: (
            {"what": row.head, "content": _said(row, document.get(row.key)), "": told} for row, told in parts.BASIC_ROWS
        ),
        parts.SECTIONS.name: iter(document["section"]),
        parts.ITEMS.name: ({**entry, "": pack.items[entry["code"]].number} for entry in document["item"]),
        parts.TABLES_PART.name: iter(document["table"]),
        parts.LINES.name: _table_lines(document),
        parts.CELLS.name: _cells(document),
        parts.TOTALS.name: _totals(document),
        parts.RULES_PART.name: ({**entry, "": _meaning(entry, pack)} for entry in document["rule"]),
        parts.EXAMPLES.name: (
            {"": rules[rule["id"]], "rule": rule["id"], "outcome": kind, "figures": _pairs(words)}
            for rule in document["rule"]
            for kind in ("pass", "fail")
            for words in rule[kind]
        ),
        parts.DEADLINES.name: iter(document["deadline"]),
        parts.NOTES.name: iter(document["note"]),
        parts.HEAD_FIELDS.name: iter(document["head_field"]),
        parts.LISTS.name: (
            {"id": form["id"], "title": form["title"], "column": column["id"], "label": column["label"]}
            for form in document["list"]
            for column in form["columns"]
        ),
        parts.LABELS.name: _fixed_words(document),
    }


def _fixed_words(document: Raw) -> Iterator[Line]:
    """Labels, and the thresholds of the changes from last year."""
    for key, words in document["labels"].items():
        yield {"key": key, "words": words}
    for key, words in document.get("swing", {}).items():
        yield {"key": f"{parts.SWING}{key}", "words": words if isinstance(words, str) else "、".join(words)}


def _table_lines(document: Raw) -> Iterator[Line]:
    for table in document["table"]:
        for axis in ("columns", "rows"):
            for line in table[axis]:
                yield {**line, "table": table["id"], "axis": axis, "": _title(table)}


def _cells(document: Raw) -> Iterator[Line]:
    for table in document["table"]:
        plain = {"table": table["id"], "": _title(table)}
        yield from ({**link, **plain, "use": parts.LINKED} for link in table.get("links", ()))
        yield from ({**cell, **plain, "use": parts.ABSENT} for cell in table.get("absent", ()))


def _totals(document: Raw) -> Iterator[Line]:
    for table in document["table"]:
        for total in table.get("totals", ()):
            axis = "row" if "row" in total else "column"
            yield {"table": table["id"], "": _title(table), "axis": axis, "line": total[axis], "of": total["of"]}


def _title(table: Raw) -> str:
    return f"{table['number']} {table['title']}"


def _pairs(words: Mapping[str, str]) -> str:
    return "\n".join(f"{code} = {said}" for code, said in words.items())


def _meaning(entry: Raw, pack: Pack) -> str:
    """What a rule says, in words."""
    bound = bind_rule(pack.rule_by_id[entry["id"]], pack)
    said = in_words(bound.check.tree, pack)
    return f"{in_words(bound.when.tree, pack)}时，{said}" if bound.when else said


# ---------------------------------------------------------------- cells


def _said(column: Column, value: object) -> str:
    """What a cell of `column` says for `value`; "" where the pack says nothing."""
    if value is None:
        return ""
    if column.words:
        return next((word for word, held in column.words.items() if held == value), str(value))
    if isinstance(value, list | tuple):
        return several(value)
    return str(value) or column.empty


def several(members: Sequence[str]) -> str:
    """Several words in one cell, one on each line if one of them holds a sign that else parts them."""
    if not any(sign in member for member in members for sign in "、，,；;\n"):
        return "、".join(members)
    return "\n".join((*members, "")) if len(members) == 1 else "\n".join(members)


def _words(part: Part, line: Line) -> list[str]:
    heads = line.get("heads")
    given = iter(heads if isinstance(heads, list | tuple) else ())
    return [
        str(next(given, "")) if column.key == "heads" else _said(column, line.get(column.key))
        for column in part.columns
    ]


def _sheet(part: Part, lines: Sequence[Line], choices: Mapping[str, Sequence[str]]) -> Sheet:
    widths = tuple(float(column.width) for column in part.columns)
    styles = ["shown" if column.sort is Sort.SHOWN else "entry" for column in part.columns]
    if part is parts.BASICS:
        styles[0] = "side_head"
    intro = Row((Box(0, part.intro, "remark", columns=_INTRO_WIDTH, flows=True),), layout.LOWEST)
    heads = layout.row(widths, [Box(n, column.head, "head") for n, column in enumerate(part.columns)])
    rows = [
        layout.row(widths, [Box(n, word, styles[n]) for n, word in enumerate(_words(part, line))]) for line in lines
    ]
    low = [Row(row.boxes, min(row.height, _HIGHEST)) for row in rows]
    return Sheet(
        name=part.name,
        widths=widths,
        rows=(intro, heads, *low),
        landscape=True,
        frozen=(2, 0 if part is parts.BASICS else _frozen_columns(part)),
        repeat=(1, 1),
        filtered=None if part is parts.BASICS else 1,
        gridlines=True,
        offers=tuple(_basic_offers() if part is parts.BASICS else _offers(part, choices)),
        below=() if part is parts.BASICS else tuple(styles),
    )


def _frozen_columns(part: Part) -> int:
    """The columns that say which entry a line is stay in sight."""
    names = [n for n, column in enumerate(part.columns) if column.key in ("id", "code", "rule") and n < 3]
    return names[0] + 1 if names else 0


def _offers(part: Part, choices: Mapping[str, Sequence[str]]) -> Iterator[Offer]:
    for n, column in enumerate(part.columns):
        place = (2, n, _SPARE, n)
        if column.words:
            yield Offer(*place, words=tuple(column.words))
        elif column.offers and choices[column.offers]:
            letter = chr(ord("A") + list(choices).index(column.offers))
            last = len(choices[column.offers]) + 1
            yield Offer(*place, source=f"{CHOICES}!${letter}$2:${letter}${last}", strict=False)


def _basic_offers() -> Iterator[Offer]:
    for n, (row, _) in enumerate(parts.BASIC_ROWS, 2):
        if row.words:
            yield Offer(n, 1, n, 1, words=tuple(row.words))


# ---------------------------------------------------------------- the hidden lists behind drop-downs


def _choices(document: Raw, pack: Pack) -> dict[str, list[str]]:
    used = [item.unit for item in pack.items.values() if item.unit]
    offices = [*(entry["office"] for kind in ("item", "table") for entry in document[kind])]
    return {
        parts.UNITS: [parts.NO_UNIT, *dict.fromkeys((*used, *units.known_words()))],
        parts.OFFICES: [*dict.fromkeys(filter(None, offices))],
        parts.CODES: [entry["code"] for entry in document["item"]],
        parts.TOPICS: [topic for section in document["section"] for topic in section["topics"]],
        parts.TABLES: [table["id"] for table in document["table"]],
        parts.RULES: [rule["id"] for rule in document["rule"]],
    }


def _choices_sheet(choices: Mapping[str, Sequence[str]]) -> Sheet:
    longest = max(len(column) for column in choices.values())
    heads = tuple(Box(n, name, "head") for n, name in enumerate(choices))
    rows = [
        Row(tuple(Box(n, words[line], "data") for n, words in enumerate(choices.values()) if line < len(words)), 15)
        for line in range(longest)
    ]
    return Sheet(CHOICES, (24.0,) * len(choices), (Row(heads, layout.LOWEST), *rows), hidden=True)
