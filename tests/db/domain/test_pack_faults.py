"""Every fault of a pack is named with its place, and a broken pack is refused whole."""

import copy
import tomllib
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.domain import units
from db.domain.pack import Pack
from db.domain.pack.demands import _COMMON_UNITS
from db.domain.pack.faults import BrokenPack, faults, load
from db.domain.pack.reading import build, merge

SAMPLE = Path(__file__).parents[2] / "data" / "packs"
Document = dict[str, Any]


def header() -> Document:
    return tomllib.loads((SAMPLE / "sample.toml").read_text(encoding="utf-8"))


def part() -> Document:
    return tomllib.loads((SAMPLE / "part.toml").read_text(encoding="utf-8"))


def sound() -> Document:
    return merge(header(), [("part.toml", part())])


def sentences(document: Document) -> str:
    return "\n".join(fault.sentence for fault in faults(document))


def at(path: str, value: object) -> Callable[[Document], None]:
    """A change: what stands at item/0/unit becomes `value`; `...` takes the key away."""

    def change(document: Document) -> None:
        *way, last = path.split("/")
        place: Any = document
        for step in way:
            place = place[int(step) if isinstance(place, list) else step]
        key: Any = int(last) if isinstance(place, list) else last
        if value is ...:
            del place[key]
        else:
            place[key] = value

    return change


def again(kind: str) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        document[kind].append(copy.deepcopy(document[kind][0]))

    return change


def years(kind: str) -> Callable[[Document], None]:
    return lambda document: document[kind][0].update(first_year=2024, last_year=2023)


def on_day(month: int, day: int) -> Callable[[Document], None]:
    return lambda document: document["deadline"][0].update(month=month, day=day)


def test_a_sound_pack_has_no_fault() -> None:
    assert sentences(sound()) == ""
    pack = load(header(), [("part.toml", part())])
    assert pack == build(sound())
    assert pack.rule_by_id["won_cases"].title == "胜诉件数不能大于案件数"
    assert pack.head_fields[0].place == "head"


ITEM = "part.toml 第1个[[item]] cases"
TABLE = "part.toml 第1个[[table]] applications"
RULE = "part.toml 第1个[[rule]] won_cases"

SHAPE = [
    (at("version", ...), "指标包主文件：缺少 version（版本）"),
    (at("id", "Sample"), "id（标识）：“Sample”只能用小写字母、数字和短横线"),
    (at("id", 2021), "id（标识）：应为文字，现为整数"),
    (at("colour", "red"), "指标包主文件：不认识的键“colour”"),
    (at("item", []), "item（指标）：至少要有1个"),
    (at("item", "cases"), "item（指标）：应为一列值，现为文字"),
    (at("item/0", 3), "指标包主文件 第1个[[item]]：应为一组键和值，现为整数"),
    (at("labels", ["x"]), "labels（固定用语）：应为一组键和值，现为一列值"),
    (at("labels/banner", 1), "labels（固定用语）：banner 应为文字，现为整数"),
    (at("provisional", "no"), "provisional（暂行）：应为 true 或 false，现为文字"),
    (at("section/0/topics", []), "第1个[[section]] disputes：topics（主题）：至少要有1个"),
    (at("item/0/unit", "箱"), f"{ITEM}：unit（单位）：不认识的单位“箱”；可用的单位有 件、宗"),
    (at("item/0/unit", ...), f"{ITEM}：缺少 unit（单位）"),
    (at("item/0/units_also", ["5 件"]), "里不能有数字和空格"),
    (at("item/0/kind", "number"), f"{ITEM}：kind（类型）：不认识的“number”；可用的有 count、"),
    (at("item/0/kind", ["count"]), "kind（类型）：应为文字，现为一列值"),
    (at("item/0/tier", "own"), "tier（层次）：不认识的“own”；可用的有 core、library"),
    (at("item/0/aggregate", "mean"), "aggregate（汇总方式）：不认识的“mean”"),
    (
        at("item/0/period", "上月"),
        "period（时期）：不认识的“上月”；可用的有 本年、年末、累计、计划",
    ),
    (at("item/0/decimals", 9), "decimals（小数位数）：应在 0 到 8 之间"),
    (at("item/0/decimals", True), "decimals（小数位数）：应为整数，现为是否"),
    (at("item/0/decimals", "0"), "decimals（小数位数）：应为整数，现为文字"),
    (at("item/0/name", " "), "name（名称）：不能为空"),
    (at("item/0/name", "案\x00件"), "name（名称）：含有看不见的控制字符"),
    (at("item/0/part", "x"), "不认识的键“part”；可用的键有 code、topic"),
    (at("item/0/aliases", ["b", "b"]), "aliases（其他代码）：“b”写了两次"),
    (at("item/0/aliases", ["B-1"]), "aliases（其他代码）：“B-1”不是合格的代码"),
    (at("table/0/kind", "choice"), f"{TABLE}：kind（类型）：不认识的“choice”"),
    (at("table/0/rows", []), f"{TABLE}：rows（行）：至少要有1个"),
    (at("table/0/rows/1/heads", []), f"{TABLE} 第2行 old：heads（表头）：至少要有1个"),
    (at("table/0/columns/0/unit", "箱"), f"{TABLE} 第1列 person：unit（单位）：不认识"),
    (at("rule/0/level", "警告"), f"{RULE}：level（级别）：不认识的“警告”"),
    (at("rule/0/tolerance", "-1"), f"{RULE}：tolerance（允许误差）：“-1”应为不小于0的数"),
    (at("rule/0/tolerance", 0.5), '应为写成文字的数（如 "0.5"），现为小数'),
    (at("rule/0/pass/1", ...), f"{RULE}：pass（相符的例子）：至少要有2个"),
    (at("rule/0/fail", ...), f"{RULE}：缺少 fail（不符的例子）"),
    (at("rule/0/fail/1", {"won": "3", "cases": "2"}), "fail（不符的例子）：有两个完全相同"),
    (at("rule/0/fail/0/won", 3), "fail（不符的例子）：won 应为文字，现为整数"),
    (at("deadline/0/month", 13), "month（月）：应在 1 到 12 之间"),
    (at("head_field/0/place", "side"), "place（位置）：不认识的“side”；可用的有 head、foot"),
    (at("list/0/columns/0/label", ...), "第1列 title：缺少 label（名称）"),
    (at("note/0/text", ""), "part.toml 第1个[[note]]：text（文字）：不能为空"),
]
REFERENCES = [
    (again("item"), f"part.toml 第1个[[item]] cases：代码“cases”已用于 {ITEM}"),
    (at("item/1/code", "case_count"), f"代码“case_count”已用于 {ITEM}"),
    (at("item/0/aliases", ["won"]), "代码“won”已用于"),
    (again("section"), "标识“disputes”已用于"),
    (at("table/0/id", "disputes"), "标识“disputes”已用于"),
    (at("section/0/id", "own"), "标识“own”留给本单位自设指标"),
    (again("rule"), f"标识“won_cases”已用于 {RULE}"),
    (again("deadline"), "标识“report”已用于"),
    (again("head_field"), "标识“unit”已用于"),
    (again("list"), "标识“documents”已用于"),
    (at("list/0/columns", [{"id": "a", "label": "甲"}] * 2), "第2列 a：标识“a”已用于"),
    (at("section/0/topics", ["litigation", "tax"]), "disputes：主题“tax”没有任何指标"),
    (at("item/1/topic", "tax"), "part.toml 第2个[[item]] won：主题“tax”没有放进任何章节"),
    (
        at(
            "section",
            [{"id": i, "number": "", "title": "甲", "topics": ["litigation"]} for i in "ab"],
        ),
        "第2个[[section]] b：主题“litigation”已放在 指标包主文件 第1个[[section]] a",
    ),
    (at("item/1/part_of", "cause"), "part_of（属于哪项）：没有代码为“cause”的指标"),
    (at("item/0/part_of", "won"), f"{ITEM}：part_of（属于哪项）：绕成了圈"),
    (at("item/0/part_of", "cases"), f"{ITEM}：part_of（属于哪项）：绕成了圈"),
    (at("item/0/kind", "choice"), f"{ITEM}：类型是 choice，缺少 choices（可选内容）"),
    (at("item/0/choices", ["甲"]), "类型不是 choice，不该有 choices（可选内容）"),
    (at("item/0/units_also", ["亩"]), "“亩”与“件”大小或类别不同"),
    (at("item/0/units_also", ["万件"]), "“万件”与“件”大小或类别不同"),
    (at("first_year", 2026), "指标包主文件：起始年度 2026 晚于截止年度 2025"),
    (years("table"), f"{TABLE}：起始年度 2024 晚于截止年度 2023"),
    (years("rule"), f"{RULE}：起始年度 2024 晚于截止年度 2023"),
    (on_day(2, 30), "report：2月30日不是每年都有的日期"),
    (on_day(2, 29), "report：2月29日不是每年都有的日期"),
    (on_day(4, 31), "report：4月31日不是每年都有的日期"),
]
TABLES = [
    (at("table/0/rows/1/id", "new"), f"{TABLE} 第2行 new：标识“new”已用于 {TABLE} 第1行 new"),
    (at("table/0/columns/1/id", "person"), f"{TABLE} 第2列 person：标识“person”已用于"),
    (at("table/0/links/0/item", "lost"), f"{TABLE} 第1处引用：item（指标）：没有代码为“lost”的"),
    (at("table/0/links/0/row", "all"), f"{TABLE} 第1处引用：row（行）：本表没有“all”"),
    (at("table/0/absent/0/column", "all"), f"{TABLE} 第1处空格：column（列）：本表没有“all”"),
    (at("table/0/absent/0/row", "new"), f"第1处空格：这一格已写在 {TABLE} 第1处引用"),
    (at("table/0/totals/0/of", ["firm"]), f"{TABLE} 第1个合计：column（列）：本表没有“firm”"),
    (at("table/0/totals/0/column", "all"), f"{TABLE} 第1个合计：column（列）：本表没有“all”"),
    (at("table/0/totals/0/row", "new"), f"{TABLE} 第1个合计：应写明 row（行）或 column（列）"),
    (at("table/0/totals/0/column", ...), f"{TABLE} 第1个合计：应写明 row（行）或 column（列）"),
    (at("table/0/totals/0/of", []), f"{TABLE} 第1个合计：of（分项）：至少要有1个"),
    (at("table/0/totals/0/of", ["total"]), f"{TABLE}：totals（合计）：“total”绕成了圈"),
    (
        at(
            "table/0/totals",
            [{"column": a, "of": [b]} for a, b in (("total", "person"), ("person", "total"))],
        ),
        f"{TABLE}：totals（合计）：“person”绕成了圈",
    ),
    (at("table/0/totals", [{"column": "total", "of": ["person"]}] * 2), "“total”的合计已写在"),
    (at("table/0/columns/0/unit", "人"), "“person”与合计“total”的单位或类型不同，不能相加"),
    (at("table/0/columns/0/kind", "share"), "“person”与合计“total”的单位或类型不同，不能相加"),
    (at("table/0/rows/1/id", "total"), f"{TABLE}：“total”既是行又是列，只有一个是合计"),
]
RULES = [
    (at("rule/0/check", "won <="), f"{RULE}：check（算式）："),
    (at("rule/0/check", "won + cases"), f"{RULE}：check（算式）："),
    (at("rule/0/when", "cases > > 0"), f"{RULE}：when（前提）："),
    (at("rule/0/check", "won <= caused"), "check（算式）：没有代码为“caused”的指标或单元格"),
    (at("rule/0/when", "last(caused) > 0"), "when（前提）：没有代码为“caused”的指标或单元格"),
    (at("rule/0/check", "won <= applications.old.person"), "没有代码为“applications.old.person”"),
    (at("rule/0/check", "won <= sum(files.new.*)"), "没有标识为“files”的固定表"),
    (at("rule/0/check", "won <= sum(applications.old.*)"), "里没有“applications.old.*”这些单元格"),
    (at("rule/0/check", "won <= sum(applications.all.*)"), "里没有“applications.all.*”这些单元格"),
    (at("rule/0/pass/0/caused", "1"), f"{RULE}：第 1 个通过的例子里的“caused”"),
    (at("rule/0/fail/1/last:caused", "1"), f"{RULE}：第 2 个不符的例子里的“last:caused”"),
    (at("rule/0/check", "won >= cases"), f"{RULE}：第 1 个通过的例子判成了"),
    (at("rule/0/pass/0/won", "9"), f"{RULE}：第 1 个通过的例子判成了"),
    (at("rule/0/fail/0/won", "0"), f"{RULE}：第 1 个不符的例子判成了"),
    (at("rule/0/pass/0/won", "很多"), f"{RULE}：第 1 个通过的例子里的“won”"),
    (at("rule/0/pass/0/won", ...), f"{RULE}：第 1 个通过的例子判不出来"),
]


@pytest.mark.parametrize(("change", "expected"), [*SHAPE, *REFERENCES, *TABLES, *RULES])
def test_each_fault_is_named_with_its_place(change: Callable[[Document], None], expected: str) -> None:
    document = sound()
    change(document)
    assert expected in sentences(document)


def test_every_kind_of_answer_and_total_is_allowed() -> None:
    document = sound()
    first, table = document["item"][0], document["table"][0]
    for number, kind in enumerate(("choice", "yesno", "date", "text", "rate", "money")):
        more = {"choices": ["甲", "乙"]} if kind == "choice" else {"signed": True}
        code = {"code": f"{kind}_{number}", "aliases": [], "units_also": ["道", "题"]}
        document["item"].append({**first, **code, **more, "kind": kind})
    table["rows"].append({"id": "total", "heads": ["合计"]})
    table["totals"].append({"row": "total", "of": ["new", "old"]})
    assert sentences(document) == ""
    assert build(document).tables[0].totals == {"total"}


def test_all_faults_are_listed_at_once() -> None:
    document = sound()
    for change in (
        at("item/0/unit", "箱"),
        at("item/1/part_of", "cause"),
        at("table/0/totals/0/of", ["firm"]),
        at("deadline/0/month", "三"),
    ):
        change(document)
    assert len(faults(document)) == 4


def test_all_faults_of_rules_are_listed_at_once() -> None:
    document = sound()
    document["rule"] += [{**document["rule"][0], "id": f"r{n}", "check": "won <"} for n in (1, 2)]
    assert [fault.sentence.count("check（算式）") for fault in faults(document)] == [1, 1]


def test_a_broken_pack_is_refused_whole() -> None:
    broken = part()
    for item in broken["item"]:
        item.update(unit="箱", kind="number")
    with pytest.raises(BrokenPack) as refused:
        load(header(), [("part.toml", broken)])
    assert len(refused.value.faults) == 4
    assert refused.value.sentence.startswith("指标包“sample”有 4 处错误，没有采用。part.toml 第1个")
    assert refused.value.sentence.endswith("；另有 1 处。")
    assert refused.value.next_step


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"itme": []}, "part.toml：不认识的键“itme”；可用的键有 section、item"),
        ({"rule": {"id": "x"}}, "part.toml：rule（审核关系） 应写成 [[rule]]，现为一组键和值"),
        ({"note": ["x"]}, "part.toml：note（填表说明） 里有不是一组键和值的内容"),
        ({"labels": "x"}, "part.toml：labels（固定用语） 应写成 [labels]，现为文字"),
    ],
)
def test_what_merging_would_lose_or_stumble_over_is_named(changed: Document, expected: str) -> None:
    with pytest.raises(BrokenPack) as refused:
        load(header(), [("part.toml", {**part(), **changed})])
    assert expected in refused.value.sentence


def test_the_units_offered_in_messages_exist() -> None:
    assert all(units.find(word) for word in _COMMON_UNITS.split())


SCALARS = (
    st.none()  # JSON only; TOML has no null
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.dates()
    | st.sampled_from(["cases", "won", "applications.new.person", "choice", "person", "total", "own"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@st.composite
def mutated(draw: st.DrawFn) -> Document:
    """The sound document after up to four deletions, replacements, doublings anywhere in it."""
    document = sound()
    for _ in range(draw(st.integers(1, 4))):
        place: Any = document
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if isinstance(place[key], dict | list) and draw(st.integers(0, 5)):
                place = place[key]
                continue
            what = draw(st.sampled_from(["delete", "replace", "double", "add"]))
            if what == "delete":
                del place[key]
            elif what == "replace":
                place[key] = draw(VALUES)
            elif isinstance(place, list):
                place.append(copy.deepcopy(place[key]))
            elif what == "add":
                place[draw(st.text(max_size=5))] = draw(VALUES)
            break
    return document


@settings(max_examples=200, deadline=None)
@given(mutated())
def test_a_mutated_document_has_faults_or_makes_a_pack(document: Document) -> None:
    found = faults(document)
    assert all(fault.place and fault.problem for fault in found)
    if not found:
        pack = build(document)
        assert isinstance(pack, Pack)
        assert all(pack.resolve(code) for table in pack.tables for code in table.codes)
        assert {code for section in pack.sections for code in section.codes} <= set(pack.items)


@settings(max_examples=100, deadline=None)
@given(VALUES, VALUES)
def test_anything_at_all_in_a_file_is_refused_in_words(first: object, second: object) -> None:
    with pytest.raises(BrokenPack):
        load({**header(), "section": first}, [("part.toml", {"item": second})])


SWING = {"ask_over": "5", "ask_under": "0.2", "hint_over": "1.5", "hint_under": "0.5",
         "ask_from": ["30 件"], "hint_from": ["100 件"]}  # fmt: skip


def test_the_thresholds_of_a_pack_are_read() -> None:
    document = merge(header() | {"swing": SWING}, [("part.toml", part())])
    assert faults(document) == ()
    swing = build(document).swing
    assert swing is not None
    assert (swing.ask_over, swing.ask_under) == (Fraction(5), Fraction(1, 5))
    assert swing.hint_from == ((Fraction(100), "件"),)
    assert build(sound()).swing is None


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("ask_over", 5, "指标包主文件 [swing]：ask_over（高于上年几倍要说明）：应为写成文字的数"),
        ("ask_over", ..., "缺少 ask_over"),
        ("ask_over", "1.2", "倍数应当是"),
        ("hint_under", "1", "倍数应当是"),
        ("ask_under", "0", "倍数应当是"),
        ("ask_from", ["三十件"], "“三十件”应写成数和单位，如“30 件”“100 亩”"),
        ("ask_from", ["30 箩筐"], "“30 箩筐”应写成数和单位"),
        ("ask_from", [30], "应为文字，现为整数"),
        ("ask_from", [], "至少要有1个"),
        ("hint_from", ["30 亩"], "hint_from（多大的数才提示）：没有写明以“件”计的指标从多大的数起"),
        ("hint_form", "30 件", "不认识的键“hint_form”"),
    ],
)
def test_a_fault_in_the_thresholds_is_named(key: str, value: object, problem: str) -> None:
    document = {**sound(), "swing": dict(SWING)}
    at(f"swing/{key}", value)(document)
    assert problem in sentences(document)


def test_thresholds_that_are_no_table_are_named() -> None:
    with pytest.raises(BrokenPack) as refused:
        load(header(), [("part.toml", part() | {"swing": ["5"]})])
    assert "part.toml：swing（同比变动） 应写成 [swing]，现为一列值" in str(refused.value.faults[0].sentence)
