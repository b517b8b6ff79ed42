"""Building a pack from its plain data (what TOML or JSON gives); judges nothing, `faults` does that first."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from db.domain.items import Aggregate, Item, Kind, Tier
from db.domain.pack import (
    Deadline,
    Example,
    HeadField,
    Level,
    Line,
    ListForm,
    Pack,
    Rule,
    Section,
    Swing,
    Table,
)
from db.domain.swings import floor_of

Raw = Mapping[str, Any]
Links = Mapping[tuple[str, str], str]
TABLES = ("labels", "swing")  # [labels] and [swing]: one of each, put together from all files
KINDS_OF_ENTRY = ("section", "item", "table", "rule", "deadline", "head_field", "list", "note")


def merge(header: Raw, parts: Sequence[tuple[str, Raw]]) -> dict[str, Any]:
    """One plain document out of a pack's header and the files it includes; each entry keeps its `origin`."""
    document: dict[str, Any] = {key: header[key] for key in header if key not in (*KINDS_OF_ENTRY, *TABLES)}
    document["labels"] = {}
    for kind in KINDS_OF_ENTRY:
        document[kind] = [
            {**entry, "origin": f"{name} 第{n}个[[{kind}]]"}
            for name, part in (("", header), *parts)
            for n, entry in enumerate(part.get(kind, ()), 1)
        ]
    for part in (header, *(part for _, part in parts)):
        for name in TABLES:
            if name in part:
                document.setdefault(name, {}).update(part[name])
    return document


def build(raw: Raw) -> Pack:
    """The pack that a sound document describes."""
    sections, items = _sections(raw)
    tables = tuple(_table(entry, items) for entry in raw["table"])
    rules = (
        *(_rule(entry) for entry in raw["rule"]),
        *(r for t in raw["table"] for r in total_rules(t)),
    )
    return Pack(
        id=raw["id"],
        title=raw["title"],
        version=raw["version"],
        first_year=raw.get("first_year"),
        last_year=raw.get("last_year"),
        provisional=raw.get("provisional", False),
        outline=raw.get("outline", ""),
        remark=raw.get("remark", ""),
        sections=sections,
        items=items,
        tables=tables,
        rules=rules,
        deadlines=tuple(Deadline(**_fields(d, "id month day what to basis")) for d in raw["deadline"]),
        head_fields=tuple(HeadField(**_fields(f, "id label place example required")) for f in raw["head_field"]),
        lists=tuple(
            ListForm(form["id"], form["title"], tuple((c["id"], c["label"]) for c in form["columns"]))
            for form in raw["list"]
        ),
        notes=tuple(note["text"] for note in raw["note"]),
        labels=raw["labels"],
        swing=_swing(raw.get("swing")),
    )


def _swing(raw: Raw | None) -> Swing | None:
    if not raw:
        return None
    times = {key: Fraction(raw[key]) for key in ("ask_over", "ask_under", "hint_over", "hint_under")}
    ask, hint = (tuple(filter(None, map(floor_of, raw[key]))) for key in ("ask_from", "hint_from"))
    return Swing(**times, ask_from=ask, hint_from=hint)


def _fields(entry: Raw, names: str) -> dict[str, Any]:
    return {name: entry[name] for name in names.split() if name in entry}


def _sections(raw: Raw) -> tuple[tuple[Section, ...], dict[str, Item]]:
    by_topic: dict[str, list[Raw]] = {}
    for entry in raw["item"]:
        by_topic.setdefault(entry["topic"], []).append(entry)
    sections, items = [], {}
    for ordinal, section in enumerate(raw["section"], 1):
        entries = [entry for topic in section["topics"] for entry in by_topic.get(topic, ())]
        for n, entry in enumerate(entries, 1):
            items[entry["code"]] = item(entry, f"{ordinal}.{n:02}", section["id"])
        codes = tuple(entry["code"] for entry in entries)
        sections.append(Section(section["id"], section["number"], section["title"], codes))
    return tuple(sections), items


def item(entry: Raw, number: str, section: str) -> Item:
    """One item from its plain data; number and section are the pack's."""
    return Item(
        code=entry["code"],
        number=number,
        name=entry["name"],
        unit=entry["unit"],
        kind=Kind(entry["kind"]),
        decimals=entry["decimals"],
        tier=Tier(entry["tier"]),
        section=section,
        aggregate=Aggregate(entry.get("aggregate", "sum")),
        aliases=tuple(entry.get("aliases", ())),
        units_also=tuple(entry.get("units_also", ())),
        choices=tuple(entry.get("choices", ())),
        **_fields(entry, "definition basis office period signed part_of"),
    )


def _table(entry: Raw, items: dict[str, Item]) -> Table:
    links = {(link["row"], link["column"]): link["item"] for link in entry.get("links", ())}
    absent = {(cell["row"], cell["column"]) for cell in entry.get("absent", ())}
    cells: dict[tuple[str, str], str] = {}
    for row in entry["rows"]:
        for column in entry["columns"]:
            place = (row["id"], column["id"])
            if place in absent:
                continue
            cells[place] = links.get(place) or _cell(entry, row, column, items)
    return Table(
        **_fields(entry, "id number title group basis unit first_year last_year"),
        remark=entry.get("remark", ""),
        columns=_lines(entry["columns"]),
        rows=_lines(entry["rows"]),
        cells=cells,
        totals=frozenset(total.get("row") or total["column"] for total in entry.get("totals", ())),
    )


def _lines(entries: Sequence[Raw]) -> tuple[Line, ...]:
    return tuple(Line(e["id"], e.get("number", ""), tuple(e["heads"])) for e in entries)


def _cell(entry: Raw, row: Raw, column: Raw, items: dict[str, Item]) -> str:
    code = f"{entry['id']}.{row['id']}.{column['id']}"
    own = {
        **entry,
        **_fields(row, "unit kind decimals aggregate"),
        **_fields(column, "unit kind decimals aggregate"),
    }
    name = "·".join((entry["title"], *row["heads"], *column["heads"]))
    plain = {
        **own,
        "code": code,
        "name": name,
        "tier": Tier.TABLE.value,
        "definition": entry.get("remark", ""),
    }
    items[code] = item(plain, entry["number"], entry["id"])
    return code


def _rule(entry: Raw) -> Rule:
    return Rule(
        level=Level(entry["level"]),
        examples=tuple(Example(words, kind == "pass") for kind in ("pass", "fail") for words in entry.get(kind, ())),
        **_fields(entry, "id title check next_step when tolerance first_year last_year"),
    )


def total_rules(table: Raw) -> list[Rule]:
    """The 错误 rules that a table's declared totals stand for: the total cell is the sum of the named cells."""
    links = {(link["row"], link["column"]): link["item"] for link in table.get("links", ())}
    absent = {(cell["row"], cell["column"]) for cell in table.get("absent", ())}
    rules = []
    for total in table.get("totals", ()):
        by_row = "row" in total
        for line in table["columns" if by_row else "rows"]:
            if line["id"] == (total.get("row") or total["column"]):
                continue
            places = [_place(name, line["id"], by_row) for name in (total.get("row") or total["column"], *total["of"])]
            if by_row and line.get("kind", table["kind"]) != table["kind"]:
                continue
            if absent.isdisjoint(places):
                rules.append(_total_rule(table, line, places, links, "sum" if by_row else "across"))
    return rules


def _place(total_line: str, other: str, by_row: bool) -> tuple[str, str]:
    return (total_line, other) if by_row else (other, total_line)


def _total_rule(table: Raw, line: Raw, places: list[tuple[str, str]], links: Links, way: str) -> Rule:
    codes = [links.get(place) or f"{table['id']}.{place[0]}.{place[1]}" for place in places]
    return Rule(
        id=f"{table['id']}.{places[0][0]}.{places[0][1]}.{way}",  # a grand total is added up both ways
        level=Level.ERROR,
        title=f"{table['number']}“{'·'.join(line['heads'])}”的合计应等于各分项之和",
        check=f"{codes[0]} = sum({', '.join(codes[1:])})",
        next_step="请重新加一遍，改正合计或分项。",
        **_fields(table, "first_year last_year"),
    )
