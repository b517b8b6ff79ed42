"""How the entries of a pack refer to each other: codes, topics, wholes and parts, years, dates.

Bears entries of any shape, so that all faults can be listed at once; tables have `tables`.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain

from db.domain import units
from db.domain.items import Kind
from db.domain.pack import OWN_SECTION
from db.domain.pack.demands import (
    Entries,
    Fault,
    Shape,
    entries,
    label,
    place_of,
    word,
    words,
)
from db.domain.pack.shape import DOCUMENT, LIST, MAIN_FILE

Entry = Mapping[str, object]
_ORDINARY_YEAR = 2023  # a deadline must exist every year, so 29 February is none


def reference_faults(document: object) -> Iterator[Fault]:
    """Everything wrong between entries, tables apart."""
    return chain(
        _repeated(_names(document, "section", "table"), "标识"),
        _repeated(_item_names(document), "代码"),
        *(_repeated(_names(document, kind), "标识") for kind in ("rule", "deadline", "head_field", "list")),
        *(repeated_lines(*form, "columns", LIST) for form in placed(document, "list")),
        _reserved(document),
        _topic_faults(document),
        _part_faults(document),
        *(_choice_faults(place, item) for place, item in placed(document, "item")),
        *(_unit_faults(place, item) for place, item in placed(document, "item")),
        year_faults(MAIN_FILE, document),
        *(year_faults(place, entry) for kind in ("table", "rule") for place, entry in placed(document, kind)),
        *(_date_faults(place, entry) for place, entry in placed(document, "deadline")),
    )


def placed(document: object, kind: str, shape: Shape = DOCUMENT, place: str = MAIN_FILE) -> Iterator[tuple[str, Entry]]:
    """The entries of one kind, each with its place."""
    demand = {**shape.required, **shape.optional}[kind]
    if isinstance(demand, Entries):
        for number, entry in enumerate(entries(document, kind), 1):
            yield place_of(entry, place, demand, number), entry


def _names(document: object, *kinds: str) -> Iterator[tuple[str, str]]:
    for kind in kinds:
        for place, entry in placed(document, kind):
            yield place, word(entry, "id")


def _item_names(document: object) -> Iterator[tuple[str, str]]:
    for place, item in placed(document, "item"):
        for name in (word(item, "code"), *dict.fromkeys(words(item, "aliases"))):
            yield place, name


def _repeated(names: Iterator[tuple[str, str]], what: str) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for place, name in names:
        if name and name in first:
            yield Fault(place, f"{what}“{name}”已用于 {first[name]}")
        first.setdefault(name, place)


def repeated_lines(place: str, entry: Entry, key: str, shape: Shape) -> Iterator[Fault]:
    """Rows or columns of one entry that bear the same id."""
    lines = placed(entry, key, shape, place)
    return _repeated(((where, word(line, "id")) for where, line in lines), "标识")


def _reserved(document: object) -> Iterator[Fault]:
    for place, name in _names(document, "section", "table"):
        if name == OWN_SECTION:
            yield Fault(place, f"标识“{name}”留给本单位自设指标，请换一个")


def _topic_faults(document: object) -> Iterator[Fault]:
    """A topic stands in exactly one section and has items."""
    used = {word(item, "topic"): place for place, item in reversed([*placed(document, "item")])}
    given: dict[str, str] = {}
    for place, section in placed(document, "section"):
        for topic in dict.fromkeys(words(section, "topics")):
            if topic in given:
                yield Fault(place, f"主题“{topic}”已放在 {given[topic]}")
            elif topic not in used:
                yield Fault(place, f"主题“{topic}”没有任何指标")
            given.setdefault(topic, place)
    for topic, place in reversed(used.items()):
        if topic and topic not in given:
            yield Fault(place, f"主题“{topic}”没有放进任何章节")


def _part_faults(document: object) -> Iterator[Fault]:
    """What an item is part of exists and is not, however far up, the item itself."""
    wholes = {word(item, "code"): word(item, "part_of") for item in entries(document, "item")}
    ways = {code: [whole] for code, whole in wholes.items()}
    for place, item in placed(document, "item"):
        whole = word(item, "part_of")
        if whole and whole not in wholes:
            yield Fault(place, f"{label('part_of')}：没有代码为“{whole}”的指标")
        elif whole and in_cycle(word(item, "code"), ways):
            yield Fault(place, f"{label('part_of')}：绕成了圈，这一项最终属于它自己")


def in_cycle(start: str, ways: Mapping[str, list[str]]) -> bool:
    """Whether following `ways` from `start` leads back to it."""
    seen: set[str] = set()
    waiting = list(ways.get(start, ()))
    while waiting:
        name = waiting.pop()
        if name == start:
            return True
        if name not in seen:
            seen.add(name)
            waiting.extend(ways.get(name, ()))
    return False


def _choice_faults(place: str, item: Entry) -> Iterator[Fault]:
    chosen = word(item, "kind") == Kind.CHOICE
    if chosen and not words(item, "choices"):
        yield Fault(place, f"类型是 choice，缺少 {label('choices')}")
    if not chosen and words(item, "choices"):
        yield Fault(place, f"类型不是 choice，不该有 {label('choices')}")


def _unit_faults(place: str, item: Entry) -> Iterator[Fault]:
    """Another spelling is read as the unit itself, so it must not be a unit of another size."""
    own = units.find(word(item, "unit"))
    base = units.find(own.base) if own else None
    for spelling in words(item, "units_also") if base else ():
        other = units.find(spelling)
        if other and base and not _same_size(other, base):
            yield Fault(
                place,
                f"{label('units_also')}：“{spelling}”与“{base.word}”大小或类别不同，不能当作同一单位",
            )


def _same_size(one: units.Unit, other: units.Unit) -> bool:
    if one.factor != other.factor:
        return False
    return one.family == other.family or (one.is_classifier and other.is_classifier)


def year_faults(place: str, entry: object) -> Iterator[Fault]:
    """Years that end before they begin."""
    years = entry if isinstance(entry, Mapping) else {}
    first, last = years.get("first_year"), years.get("last_year")
    if isinstance(first, int) and isinstance(last, int) and first > last:
        yield Fault(place, f"起始年度 {first} 晚于截止年度 {last}")


def _date_faults(place: str, entry: Entry) -> Iterator[Fault]:
    month, day = entry.get("month"), entry.get("day")
    if isinstance(month, int) and isinstance(day, int) and 1 <= month <= 12 and 1 <= day <= 31:
        try:
            date(_ORDINARY_YEAR, month, day)
        except ValueError:
            yield Fault(place, f"{month}月{day}日不是每年都有的日期")
