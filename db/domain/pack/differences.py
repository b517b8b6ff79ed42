"""What differs between two packs, in words, in the order in which a pack is read; judges nothing, reads no files."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from db.domain.items import Aggregate, Item, Tier
from db.domain.pack import Line, Pack, Rule, Table
from db.domain.rules import RuleMistake, in_words, parse
from db.domain.rules.bound import bind

ADDED, REMOVED, CHANGED = "新增", "取消", "改动"
_TIERS = {Tier.CORE: "必填", Tier.LIBRARY: "指标库", Tier.TABLE: "固定表", Tier.OWN: "自设"}
_SUMS = {Aggregate.SUM: "相加", Aggregate.DERIVED: "另行计算", Aggregate.NONE: "不汇总"}
_PLACES = {"head": "表头", "foot": "表尾", "document": "公文"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: 新增, 取消 or 改动; the entry (sort and name); what of it; the words before and after."""

    way: str
    sort: str
    name: str
    what: str = ""
    old: str = ""
    new: str = ""

    @property
    def subject(self) -> str:
        """What differs, without the words before and after."""
        named = f"{self.sort}“{self.name}”" if self.name else self.sort
        return f"{named}的{self.what}" if self.way == CHANGED else f"{self.way}{named}"

    @property
    def sentence(self) -> str:
        """All of it in one line."""
        if self.way != CHANGED:
            return self.subject
        return f"{self.subject}：{self.old or '（空）'} → {self.new or '（空）'}"


@dataclass(frozen=True, slots=True)
class _Thing:
    """One entry: what it is called, and what can be said of it; `exact` decides, where the words say less."""

    name: str
    facts: Mapping[str, str]
    exact: Mapping[str, object] | None = None

    def held(self, what: str) -> object:
        return (self.exact or {}).get(what, self.facts.get(what, ""))


_Things = Mapping[str, _Thing]


def differences(old: Pack, new: Pack) -> tuple[Difference, ...]:
    """Everything by which `new` differs from `old`; none means that the packs are the same."""
    ways = (
        _compare("基本信息", _basics(old), _basics(new)),
        _compare("章节", _sections(old), _sections(new)),
        _compare("指标", _items(old, new), _items(new, new)),
        _compare("固定表", _tables(old), _tables(new)),
        *(_lines(old, new, *axis) for axis in _AXES),
        _cells(old, new),
        _compare("规则", _rules(old), _rules(new)),
        _compare("期限", _deadlines(old), _deadlines(new)),
        _compare("表头字段", _head_fields(old), _head_fields(new)),
        _compare("清单", _lists(old), _lists(new)),
        _compare("填表说明", _notes(old), _notes(new)),
        _compare("固定用语", _labels(old), _labels(new)),
        _order(old, new),
    )
    return tuple(chain.from_iterable(ways))


def counts(found: Iterable[Difference]) -> str:
    """How many entries of each sort came, went and changed: 指标新增 2、改动 1；规则取消 3."""
    names: dict[str, dict[str, set[str]]] = {}
    for one in found:
        names.setdefault(one.sort, {}).setdefault(one.way, set()).add(one.name)
    return "；".join(
        sort + "、".join(f"{way} {len(ways[way])}" for way in (ADDED, REMOVED, CHANGED) if way in ways)
        for sort, ways in names.items()
    )


def _compare(sort: str, old: _Things, new: _Things) -> Iterator[Difference]:
    for key, thing in old.items():
        if key not in new:
            yield Difference(REMOVED, sort, thing.name)
    for key, thing in new.items():
        before = old.get(key)
        if before is None:
            yield Difference(ADDED, sort, thing.name)
            continue
        for what in dict.fromkeys((*before.facts, *thing.facts)):
            if before.held(what) != thing.held(what):
                yield Difference(
                    CHANGED, sort, before.name, what, before.facts.get(what, ""), thing.facts.get(what, "")
                )


def _order(old: Pack, new: Pack) -> Iterator[Difference]:
    """Entries that both packs have, in another order."""
    sequences: tuple[tuple[str, Callable[[Pack], Iterable[str]]], ...] = (
        ("章节", lambda pack: (section.id for section in pack.sections)),
        ("指标", lambda pack: (code for section in pack.sections for code in section.codes)),
        ("固定表", lambda pack: pack.table_by_id),
        ("规则", lambda pack: pack.rule_by_id),
        ("期限", lambda pack: (deadline.id for deadline in pack.deadlines)),
        ("表头字段", lambda pack: (field.id for field in pack.head_fields)),
        ("清单", lambda pack: (form.id for form in pack.lists)),
    )
    for sort, names in sequences:
        before, after = list(names(old)), list(names(new))
        both = set(before) & set(after)
        if [name for name in before if name in both] != [name for name in after if name in both]:
            yield Difference(CHANGED, sort, "", "先后", "原来的次序", "新的次序")


# ---------------------------------------------------------------- what can be said of each sort


def _year(year: int | None) -> str:
    return str(year) if year else "不限"


def _years(thing: Pack | Table | Rule) -> dict[str, str]:
    return {"起始年度": _year(thing.first_year), "截止年度": _year(thing.last_year)}


def _yes(flag: bool) -> str:
    return "是" if flag else "否"


def _basics(pack: Pack) -> _Things:
    facts = {
        "编号": pack.id, "标题": pack.title, "版本": pack.version, **_years(pack), "暂行": _yes(pack.provisional),
        "所依纲要": pack.outline, "说明": pack.remark,
    }  # fmt: skip
    return {"": _Thing("", facts)}


def _sections(pack: Pack) -> _Things:
    return {s.id: _Thing(s.label, {"编号": s.number, "标题": s.title}) for s in pack.sections}


def _items(pack: Pack, new: Pack) -> _Things:
    """Items by the code that they have in `new`; cells of tables are told with their tables."""
    sections = {section.id: section.label for section in pack.sections}
    plain = [item for item in pack.items.values() if item.tier is not Tier.TABLE]
    now = {item.code: new.aliases.get(item.code, item.code) for item in plain}
    return {
        now[item.code]: _Thing(item.label, _of_item(item, pack, sections), {"属于哪项": now.get(item.part_of, "")})
        for item in plain
    }


def _of_item(item: Item, pack: Pack, sections: Mapping[str, str]) -> dict[str, str]:
    whole = pack.items.get(item.part_of)
    return {
        "代码": item.code, "名称": item.name, "章节": sections.get(item.section, ""), **_measure(item),
        "单位的其他写法": "、".join(item.units_also), "可选内容": "、".join(item.choices),
        "可为负数": _yes(item.signed), "层次": _TIERS[item.tier],
        "属于哪项": whole.label if whole else "",
        "口径": item.definition, "依据": item.basis, **_duty(item), "其他代码": "、".join(item.aliases),
    }  # fmt: skip


def _measure(item: Item) -> dict[str, str]:
    return {"单位": item.unit, "类型": item.kind.label, "小数位数": str(item.decimals)}


def _duty(item: Item) -> dict[str, str]:
    return {"责任科室": item.office, "时期": item.period, "汇总方式": _SUMS[item.aggregate]}


def _tables(pack: Pack) -> _Things:
    return {
        table.id: _Thing(
            table.label,
            {
                "编号": table.number, "标题": table.title, "所属报表": table.group, "依据": table.basis,
                "单位": table.unit, "说明": table.remark, **_years(table),
                "合计": "、".join(line.id for line in (*table.columns, *table.rows) if line.id in table.totals),
                "行的先后": "、".join(line.id for line in table.rows),
                "列的先后": "、".join(line.id for line in table.columns),
            },
        )
        for table in pack.tables
    }  # fmt: skip


_AXES: tuple[tuple[str, Callable[[Table], tuple[Line, ...]]], ...] = (
    ("固定表的行", lambda table: table.rows),
    ("固定表的列", lambda table: table.columns),
)


def _lines(old: Pack, new: Pack, sort: str, lines: Callable[[Table], tuple[Line, ...]]) -> Iterator[Difference]:
    """Rows or columns of tables that both packs have."""

    def things(pack: Pack, other: Pack) -> _Things:
        return {
            f"{table.id}.{line.id}": _Thing(
                f"{table.label}·{'·'.join(line.heads)}", {"编号": line.number, "表头": "·".join(line.heads)},
                {"表头": line.heads},
            )
            for table in pack.tables
            if table.id in other.table_by_id
            for line in lines(table)
        }  # fmt: skip

    return _compare(sort, things(old, new), things(new, old))


def _cells(old: Pack, new: Pack) -> Iterator[Difference]:
    """Cells whose row and column both packs have: linked to another item, crossed out, measured otherwise."""

    def things(pack: Pack, other: Pack) -> _Things:
        return {
            f"{table.id}.{row.id}.{column.id}": _cell(pack, table, row, column, new)
            for table in pack.tables
            if table.id in other.table_by_id
            for row in table.rows
            if any(row.id == line.id for line in other.table_by_id[table.id].rows)
            for column in table.columns
            if any(column.id == line.id for line in other.table_by_id[table.id].columns)
        }

    return _compare("固定表的格", things(old, new), things(new, old))


def _cell(pack: Pack, table: Table, row: Line, column: Line, new: Pack) -> _Thing:
    name = f"{table.label}·{'·'.join((*row.heads, *column.heads))}"
    code = table.cells.get((row.id, column.id))
    if code is None:
        return _Thing(name, {"内容": "不填"})
    item = pack.items[code]
    if item.tier is not Tier.TABLE:
        return _Thing(name, {"内容": f"引用 {item.label}"}, {"内容": new.aliases.get(code, code)})
    return _Thing(name, {"内容": "填报", **_measure(item), **_duty(item)})


def _rules(pack: Pack) -> _Things:
    return {rule.id: _rule(rule, pack) for rule in pack.rules}


def _rule(rule: Rule, pack: Pack) -> _Thing:
    facts = {
        "级别": rule.level.value, "标题": rule.title, "前提": _meaning(rule.when, pack),
        "算式": _meaning(rule.check, pack), "怎么办": rule.next_step, "允许误差": rule.tolerance, **_years(rule),
        "例子": "；".join(f"{_outcome(e.passes)}：{'、'.join(map('='.join, e.words.items()))}" for e in rule.examples),
    }  # fmt: skip
    return _Thing(rule.title, facts, {"前提": rule.when, "算式": rule.check})


def _outcome(passes: bool) -> str:
    return "通过" if passes else "不符"


def _meaning(text: str, pack: Pack) -> str:
    """What a line of the rule language says."""
    try:
        return in_words(bind(parse(text), pack), pack) if text else ""
    except RuleMistake:
        return text


def _deadlines(pack: Pack) -> _Things:
    return {
        d.id: _Thing(d.what, {"日期": f"{d.month}月{d.day}日", "事项": d.what, "报送对象": d.to, "依据": d.basis})
        for d in pack.deadlines
    }


def _head_fields(pack: Pack) -> _Things:
    return {
        f.id: _Thing(
            f.label,
            {"名称": f.label, "位置": _PLACES.get(f.place, f.place), "示例": f.example, "必填": _yes(f.required)},
        )
        for f in pack.head_fields
    }


def _lists(pack: Pack) -> _Things:
    return {
        form.id: _Thing(
            form.title, {"名称": form.title, "各列": "、".join(label for _, label in form.columns)},
            {"各列": form.columns},
        )
        for form in pack.lists
    }  # fmt: skip


def _notes(pack: Pack) -> _Things:
    return {str(n): _Thing(f"第 {n} 条", {"内容": text}) for n, text in enumerate(pack.notes, 1)}


def _labels(pack: Pack) -> _Things:
    return {key: _Thing(key, {"内容": words}) for key, words in pack.labels.items()}
