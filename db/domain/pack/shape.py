"""Which keys each sort of entry in a pack has; knows nothing of how entries refer to each other."""

from collections.abc import Iterator

from db.domain.items import Aggregate, Kind, Tier
from db.domain.pack import Level
from db.domain.pack.demands import (
    Entries,
    Fault,
    Shape,
    amount,
    by_name,
    code,
    faults_of,
    flag,
    many,
    one_of,
    pack_id,
    some_text,
    text,
    unit,
    unit_spelling,
    whole,
)
from db.domain.swings import floor_of

PERIODS = ("本年", "年末", "累计", "计划")
PLACES = ("head", "foot", "document")
MAIN_FILE = "指标包主文件"
# A table has no list to choose from.
_TABLE_KINDS = tuple(kind.value for kind in Kind if kind is not Kind.CHOICE)
_DECIMALS = whole(0, 8)
_YEARS = {"first_year": whole(1949, 2999), "last_year": whole(1949, 2999)}
_EXAMPLES = many(by_name(text), least=2)


def floor_words(value: object) -> str:
    """A number with its unit; "" or what is wrong."""
    if not isinstance(value, str):
        return text(value)
    return "" if floor_of(value) else f"“{value}”应写成数和单位，如“30 件”“100 亩”"


SECTION = Shape("id", {"id": code, "number": text, "title": some_text, "topics": many(code, least=1)})
ITEM = Shape(
    "code",
    {
        "code": code,
        "topic": code,
        "name": some_text,
        "unit": unit,
        "kind": one_of(Kind),
        "decimals": _DECIMALS,
        "tier": one_of((Tier.CORE, Tier.LIBRARY)),
        "definition": text,
        "basis": text,
        "office": text,
        "period": one_of(PERIODS),
        "aggregate": one_of(Aggregate),
    },
    {
        "aliases": many(code),
        "units_also": many(unit_spelling),
        "signed": flag,
        "choices": many(some_text),
        "part_of": code,
    },
)
LINE = Shape(
    "id",
    {"id": code, "heads": many(some_text, least=1, repeats=True)},
    {"number": text, "unit": unit, "kind": one_of(_TABLE_KINDS), "decimals": _DECIMALS},
)
TOTAL = Shape("", {"of": many(code, least=1)}, {"row": code, "column": code})
LINK = Shape("", {"row": code, "column": code, "item": code})
ABSENT = Shape("", {"row": code, "column": code})
TABLE = Shape(
    "id",
    {
        "id": code,
        "number": some_text,
        "title": some_text,
        "group": text,
        "basis": text,
        "unit": unit,
        "kind": one_of(_TABLE_KINDS),
        "decimals": _DECIMALS,
        "office": text,
        "period": one_of(PERIODS),
        "aggregate": one_of(Aggregate),
        "columns": Entries(LINE, "列", least=1),
        "rows": Entries(LINE, "行", least=1),
    },
    {
        **_YEARS,
        "remark": text,
        "totals": Entries(TOTAL, "个合计"),
        "links": Entries(LINK, "处引用"),
        "absent": Entries(ABSENT, "处空格"),
    },
)
RULE = Shape(
    "id",
    {
        "id": code,
        "level": one_of(Level),
        "title": some_text,
        "check": some_text,
        "next_step": some_text,
        "pass": _EXAMPLES,
        "fail": _EXAMPLES,
    },
    {**_YEARS, "when": text, "tolerance": amount},
)
DEADLINE = Shape(
    "id",
    {
        "id": code,
        "month": whole(1, 12),
        "day": whole(1, 31),
        "what": some_text,
        "to": text,
        "basis": text,
    },
)
HEAD_FIELD = Shape(
    "id",
    {"id": code, "label": some_text, "place": one_of(PLACES)},
    {"example": text, "required": flag},
)
LIST_COLUMN = Shape("id", {"id": code, "label": some_text})
LIST = Shape("id", {"id": code, "title": some_text, "columns": Entries(LIST_COLUMN, "列", least=1)})
_FLOORS = many(floor_words, least=1)
SWING = Shape(
    "",
    {
        "ask_over": amount,
        "ask_under": amount,
        "hint_over": amount,
        "hint_under": amount,
        "ask_from": _FLOORS,
        "hint_from": _FLOORS,
    },
)
NOTE = Shape("", {"text": some_text})
DOCUMENT = Shape(
    "id",
    {
        "id": pack_id,
        "title": some_text,
        "version": some_text,
        "section": Entries(SECTION, "个[[section]]", least=1),
        "item": Entries(ITEM, "个[[item]]", least=1),
        "table": Entries(TABLE, "个[[table]]"),
        "rule": Entries(RULE, "个[[rule]]"),
        "deadline": Entries(DEADLINE, "个[[deadline]]"),
        "head_field": Entries(HEAD_FIELD, "个[[head_field]]"),
        "list": Entries(LIST, "个[[list]]"),
        "note": Entries(NOTE, "个[[note]]"),
        "labels": by_name(text),
    },
    {**_YEARS, "provisional": flag, "outline": text, "remark": text, "include": many(some_text), "swing": SWING},
)


def shape_faults(document: object) -> Iterator[Fault]:
    """Every missing, unknown or ill-typed key of a merged document."""
    return faults_of(DOCUMENT, document, MAIN_FILE)
