"""The check of a whole return, and that judging only what changed says the same."""

import gc
import weakref
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.domain.cells import Cell, State, marked, typed
from db.domain.checks import check, recheck
from db.domain.findings import Explanation, Finding
from db.domain.items import Item, Kind
from db.domain.pack import Level, Pack
from db.domain.pack.reading import build, item
from db.domain.returns import Return
from db.domain.rules import index as index_module
from db.domain.rules.index import index_of

NOT_APPLICABLE, UNAVAILABLE = "不适用", "暂无法取得"
STEP = {"next_step": "核对。"}


def make_pack() -> Pack:
    common: dict[str, Any] = {"decimals": 0, "tier": "core"}
    items: list[dict[str, Any]] = [
        {"code": "cases", "topic": "law", "name": "诉讼", "unit": "件", "kind": "count"},
        {"code": "closed", "topic": "law", "name": "审结", "unit": "件", "kind": "count"},
        {"code": "pending", "topic": "law", "name": "在审", "unit": "件", "kind": "count"},
        {"code": "rate", "topic": "law", "name": "胜诉率", "unit": "%", "kind": "share", "decimals": 1},
        {"code": "part", "topic": "law", "name": "占比", "unit": "", "kind": "share", "decimals": 2},
        {"code": "homes", "topic": "land", "name": "惠及户数", "unit": "万户", "kind": "count", "decimals": 2},
        {"code": "land", "topic": "land", "name": "供地", "unit": "万亩", "kind": "quantity", "decimals": 2},
        {"code": "growth", "topic": "land", "name": "增长", "unit": "%", "kind": "rate", "signed": True},
        {"code": "head", "topic": "land", "name": "负责人", "unit": "", "kind": "text"},
        {"code": "extra", "topic": "land", "name": "另选", "unit": "个", "kind": "count", "tier": "library"},
    ]  # fmt: skip
    table = {
        "id": "t1", "number": "表1", "title": "申请", "group": "年报", "basis": "", "unit": "件",
        "kind": "count", "decimals": 0, "office": "", "period": "本年", "first_year": 2021,
        "columns": [{"id": c, "heads": [c]} for c in ("x", "y", "total")],
        "rows": [{"id": "new", "heads": ["新收"]}],
        "totals": [{"column": "total", "of": ["x", "y"]}],
        "links": [{"row": "new", "column": "x", "item": "closed"}],
    }  # fmt: skip
    rules = [
        {"id": "flow", "level": "需说明", "title": "诉讼等于审结与在审之和",
         "check": "cases = closed + pending", **STEP},
        {"id": "carried", "level": "提示", "title": "诉讼不少于上年在审", "check": "cases >= last(pending)", **STEP},
        {"id": "won", "level": "错误", "title": "胜诉率相符", "check": "rate = closed / cases * 100",
         "when": "cases > 0", **STEP},
        {"id": "later", "level": "错误", "title": "只看以后", "check": "cases = 0", "first_year": 2030, **STEP},
        {"id": "idle", "level": "错误", "title": "没有供地的户数为零", "check": "land > 0 or homes = 0", **STEP},
    ]  # fmt: skip
    return build(
        {
            "id": "p", "title": "p", "version": "1", "labels": {},
            "section": [{"id": "s1", "number": "一", "title": "诉讼", "topics": ["law"]},
                        {"id": "s2", "number": "二", "title": "土地", "topics": ["land"]}],
            "item": [{**common, **entry} for entry in items], "table": [table], "rule": rules,
            "deadline": [], "head_field": [], "list": [], "note": [],
            "swing": {"ask_over": "5", "ask_under": "0.2", "hint_over": "1.5", "hint_under": "0.5",
                      "ask_from": ["20 件", "10 亩", "5 %"], "hint_from": ["40 件", "10 亩", "5 %"]},
        }
    )  # fmt: skip


PACK = make_pack()


def cell(wanted: Item, words: str) -> Cell:
    """The cell after typing; 不适用 marks it, 暂无法取得 with or without a reason after it."""
    if words == NOT_APPLICABLE:
        return marked(State.NOT_APPLICABLE, "")
    if words.startswith(UNAVAILABLE):
        return marked(State.UNAVAILABLE, words.removeprefix(UNAVAILABLE))
    return typed(wanted, words)


def a_return(words: Mapping[str, str], year: int = 2023, pack: Pack = PACK) -> Return:
    cells = {code: cell(pack.items[code], said) for code, said in words.items()}
    return Return("本局", year, pack, pack.starting_codes(year), cells)


def findings(words: Mapping[str, str], last: Mapping[str, str] | None = None) -> dict[str, Finding]:
    found = check(a_return(words), None if last is None else a_return(last, 2022))
    by_rule = {finding.rule: finding for finding in found}
    assert len(by_rule) == len(found)
    return by_rule


def told(words: Mapping[str, str], last: Mapping[str, str] | None = None) -> set[str]:
    return {rule for rule in findings(words, last) if not rule.startswith("unfilled:")}


# ---- rules


def test_a_broken_rule_is_one_finding_with_all_that_is_needed() -> None:
    found = findings({"cases": "37", "closed": "３6", "pending": "2"})["flow"]
    assert found == Finding(
        "flow",
        Level.EXPLAIN,
        ("cases", "closed", "pending"),
        "诉讼等于审结与在审之和：1.01 诉讼为 37 件；1.02 审结 36 件 ＋ 1.03 在审 2 件 ＝ 38 件，相差 1 件。",
        "核对。",
        "cases=37|closed=36|pending=2",
    )


def test_what_passes_or_cannot_be_judged_is_not_told() -> None:
    assert told({"cases": "37", "closed": "36", "pending": "1"}) == set()
    assert told({"cases": "37", "closed": "36"}) == set()
    assert told({"cases": "37", "closed": "36", "pending": f"{UNAVAILABLE}未到账"}) == set()
    assert told({"cases": "1", "closed": "1", "pending": "0", "rate": "0"}) == {"won"}
    assert told({"cases": "0", "closed": "0", "pending": "0", "rate": "0"}) == set()


def test_a_figure_that_leaves_room_makes_a_hint_of_any_rule() -> None:
    found = findings({"cases": "30余", "closed": "30", "pending": "5"})["flow"]
    assert found.level is Level.HINT
    assert "可能不符" in found.message


def test_last_year_is_read_from_the_return_before() -> None:
    assert told({"cases": "3"}, {"pending": "4"}) == {"carried"}
    assert told({"cases": "3"}, {"pending": "3"}) == set()
    assert told({"cases": "3"}, {}) == set()
    found = findings({"cases": "3"}, {"pending": "4"})["carried"]
    assert found.codes == ("cases",)
    assert found.figures == "cases=3|last:pending=4"
    assert found.message == "诉讼不少于上年在审：1.01 诉讼为 3 件；上年 1.03 在审为 4 件，相差 1 件。"


def test_last_year_is_found_where_this_years_pack_renamed_the_item() -> None:
    waiting = replace(PACK.items["pending"], code="waiting")
    before = replace(PACK, items={**{c: i for c, i in PACK.items.items() if c != "pending"}, "waiting": waiting})
    renamed = replace(PACK.items["pending"], aliases=("waiting",))
    now = replace(PACK, items={**PACK.items, "pending": renamed})
    ret = replace(a_return({"cases": "3"}), pack=now)
    last = Return("本局", 2022, before, frozenset(), {"waiting": typed(waiting, "4")})
    assert "carried" in {finding.rule for finding in check(ret, last)}


def test_last_year_may_have_been_kept_under_another_code_and_unit() -> None:
    renamed = replace(PACK.items["pending"], code="waiting", aliases=("pending",), unit="宗")
    before = replace(PACK, items={**PACK.items, "waiting": renamed})
    del before.items["pending"]  # type: ignore[attr-defined]
    last = Return("本局", 2022, before, frozenset(), {"waiting": typed(renamed, "4")})
    assert "carried" in {finding.rule for finding in check(a_return({"cases": "3"}), last)}


def test_a_total_of_a_table_and_its_linked_cell() -> None:
    assert told({"closed": "3", "t1.new.y": "4", "t1.new.total": "8"}) == {"t1.new.total.across"}
    assert told({"closed": "3", "t1.new.y": "4", "t1.new.total": "7"}) == set()


def test_rules_of_other_years_are_left_out() -> None:
    later = a_return({"cases": "3"}, 2030)
    assert "later" in {finding.rule for finding in check(later, None)}
    assert "later" not in told({"cases": "3"})


def test_a_reason_stays_with_the_figures_it_was_written_for() -> None:
    words = {"cases": "37", "closed": "36", "pending": "2"}
    figures = findings(words)["flow"].figures
    written = {"flow": Explanation("上年结转一件", figures)}

    def flow(now: Mapping[str, str]) -> Finding:
        ret = replace(a_return(now), explanations=written)
        return next(finding for finding in check(ret, None) if finding.rule == "flow")

    assert (flow(words).explanation, flow(words).outdated, flow(words).open) == ("上年结转一件", False, False)
    retyped = flow({**words, "cases": " ３７ "})
    assert not retyped.outdated
    changed = flow({**words, "cases": "35"})
    assert (changed.explanation, changed.outdated, changed.open) == ("上年结转一件", True, True)


# ---- what the kinds demand


@pytest.mark.parametrize(
    ("code", "words", "rule", "level", "message"),
    [
        ("cases", "说不好", "misread", Level.ERROR,
         "1.01 诉讼：看不懂“说不好”；请填一个数（单位：件），例如“1234”。"),
        ("cases", "-3", "negative", Level.ERROR, "1.01 诉讼为 -3 件，本项不能是负数。"),
        ("cases", "3.5", "whole", Level.ERROR, "1.01 诉讼为 3.5 件，计数应当是整数。"),
        ("rate", "100.1", "share", Level.ERROR, "1.04 胜诉率为 100.1%，占比不能大于 100%。"),
        ("part", "1.01", "share", Level.ERROR, "1.05 占比为 1.01，占比不能大于 100%。"),
        ("cases", "3宗", "classifier", Level.HINT,
         "1.01 诉讼为 3 宗；本项按“件”统计，填的是“宗”，两者不换算。"),
        ("land", "1.234", "decimals", Level.HINT, "2.02 供地为 1.234 万亩，本项通常保留 2 位小数。"),
        ("growth", "1.5", "decimals", Level.HINT, "2.03 增长为 1.5%，本项通常不带小数。"),
        ("cases", UNAVAILABLE, "reason", Level.ERROR, "1.01 诉讼标为“暂无法取得”，但没有写原因。"),
        ("cases", "数十", "indefinite", Level.HINT, "1.01 诉讼为数十 件，不是确数。"),
        ("t1.new.y", "-1", "negative", Level.ERROR, "表1 申请·新收·y为 -1 件，本项不能是负数。"),
    ],
)  # fmt: skip
def test_a_cell_by_itself(code: str, words: str, rule: str, level: Level, message: str) -> None:
    found = findings({code: words})
    assert told({code: words}) == {f"{rule}:{code}"}
    finding = found[f"{rule}:{code}"]
    assert (finding.level, finding.codes, finding.message) == (level, (code,), message)
    assert finding.next_step
    assert finding.figures == f"{code}={words}"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("growth", "-3"), ("growth", "159"), ("rate", "100"), ("rate", "99以上"), ("part", "1"),
        ("homes", "18.13"), ("cases", "1.2万"), ("land", "3187亩"), ("land", "1.50"),
        ("cases", f"{UNAVAILABLE}台账未移交"), ("cases", NOT_APPLICABLE), ("head", "张三"),
        ("land", "1.230"), ("cases", "1500余"),
    ],
)  # fmt: skip
def test_figures_that_are_in_order(code: str, words: str) -> None:
    assert told({code: words}) == set()


def test_cells_that_are_not_asked_are_not_looked_at() -> None:
    assert told({"extra": "-1"}) == set()
    before_the_table = a_return({"t1.new.y": "-1"}, 2020)
    asked = replace(before_the_table, active=before_the_table.active | {"t1.new.y"})
    assert not [f for f in check(asked, None) if "t1" in f.rule]


def test_what_is_still_unfilled_is_told_once_for_each_part() -> None:
    found = findings({"cases": "1", "closed": "2", "homes": NOT_APPLICABLE, "land": "看不懂"})
    first, second, table = (found[f"unfilled:{group}"] for group in ("s1", "s2", "t1"))
    assert first.message == "一 诉讼：还有 3 项未填：1.03 在审、1.04 胜诉率、1.05 占比。"
    assert first.codes == ("pending", "rate", "part")
    assert second.codes == ("growth", "head")
    assert table.message == "表1 申请：2 项均未填：新收·y、新收·total。"
    assert {first.level, second.level, table.level} == {Level.HINT}
    untouched = findings({})["unfilled:s1"].message
    assert untouched == "一 诉讼：5 项均未填：1.01 诉讼、1.02 审结、1.03 在审 等。"


def test_nothing_is_said_of_a_part_that_is_filled() -> None:
    words = dict.fromkeys(PACK.sections[0].codes, "1")
    assert "unfilled:s1" not in findings(words)


# ---- order


def test_findings_stand_by_level_then_as_printed() -> None:
    ret = a_return(
        {"growth": "0.5", "land": "0", "homes": "3", "rate": "120宗", "closed": "-1.5", "cases": "9",
         "pending": "1", "t1.new.y": "0.5", "t1.new.total": "3宗"}
    )  # fmt: skip
    found = [finding.rule for finding in check(ret, None)]
    assert found == [
        "negative:closed", "whole:closed", "misread:rate", "idle", "whole:t1.new.y",
        "t1.new.total.across", "flow", "unfilled:s1", "decimals:growth", "unfilled:s2",
        "classifier:t1.new.total",
    ]  # fmt: skip
    turned = replace(ret, cells=dict(reversed(list(ret.cells.items()))))
    assert [finding.rule for finding in check(turned, None)] == found


# ---- judging again


WORDS = st.sampled_from(
    ["", "0", "1", "3", "40", "3.5", "-2", "30余", "近40", "数十", "3宗", "1.2万", "约五", NOT_APPLICABLE,
     UNAVAILABLE, f"{UNAVAILABLE}未到账"]
)  # fmt: skip
CODES = [*PACK.items]
FILLED = st.dictionaries(st.sampled_from(CODES), WORDS)
REASONS = st.dictionaries(st.sampled_from(["flow", "won", "whole:cases"]), st.sampled_from(["", "cases=3"]))


@settings(max_examples=300)
@given(FILLED, st.none() | FILLED, st.lists(FILLED.filter(bool), min_size=1, max_size=4), REASONS)
def test_judging_what_changed_says_what_judging_all_says(
    start: dict[str, str],
    before: dict[str, str] | None,
    changes: list[dict[str, str]],
    reasons: dict[str, str],
) -> None:
    last = None if before is None else a_return(before, 2022)
    explanations = {rule: Explanation("因为", figures) for rule, figures in reasons.items()}
    ret = replace(a_return(start), explanations=explanations)
    found = check(ret, last)
    first = found
    for change in changes:
        ret = replace(ret, cells={**ret.cells, **a_return(change).cells})
        found = recheck(ret, last, change.keys(), found)
        assert found == check(ret, last)
    back = replace(a_return(start), explanations=explanations)
    assert recheck(back, last, {code for change in changes for code in change}, found) == first


def test_judging_again_leaves_the_rest_alone() -> None:
    ret = a_return({"cases": "37", "closed": "36", "pending": "2", "growth": "0.5"})
    marker = Finding("decimals:growth", Level.HINT, ("growth",), "原样保留")
    before = tuple(marker if f.rule == marker.rule else f for f in check(ret, None))
    again = ret.with_cell("pending", typed(PACK.items["pending"], "1"))
    found = recheck(again, None, ["pending", "no_such_code"], before)
    assert marker in found
    assert "flow" not in {finding.rule for finding in found}


# ---- the index of a pack


def test_a_pack_is_indexed_once_and_forgotten_with_the_pack() -> None:
    pack = make_pack()
    index = index_of(pack)
    assert index_of(pack) is index
    assert [bound.rule.id for bound in index.rules_reading(["closed"])] == ["flow", "won", "t1.new.total.across"]
    gone, key = weakref.ref(pack), id(pack)
    del pack
    gc.collect()
    assert gone() is None
    assert key not in index_module._KNOWN


def test_own_items_are_checked_in_their_section() -> None:
    own = item(
        {"code": "own_1", "name": "自设", "unit": "次", "kind": "count", "decimals": 0, "tier": "own"}, "附.01", "own"
    )
    pack = PACK.with_own((own,))
    ret = a_return({"own_1": "-1"}, pack=pack)
    ret = replace(ret, active=ret.active | {"own_1"})
    rules = {finding.rule for finding in check(ret, None)}
    assert "negative:own_1" in rules
    assert index_of(pack) is not index_of(PACK)


def test_a_figure_ten_thousand_times_last_years_wants_a_reason_that_last_years_can_outdate() -> None:
    code = next(code for code, one in PACK.items.items() if one.kind is Kind.COUNT)
    item = PACK.items[code]
    now, last = a_return({code: "1200000"}), a_return({code: "120"}, 2022)
    found = {one.rule: one for one in check(now, last)}[f"slip:{code}"]
    assert (found.level, found.codes) == (Level.EXPLAIN, (code,))
    assert "约为上年的 10,000 倍" in found.message
    explained = replace(now, explanations={found.rule: Explanation("专项行动", found.figures)})
    assert not {one.rule: one for one in check(explained, last)}[found.rule].open
    other = a_return({code: "121"}, 2022)
    assert {one.rule: one for one in check(explained, other)}[found.rule].outdated
    mended = replace(now, cells={code: typed(item, "130")})
    assert found.rule not in {one.rule for one in recheck(mended, last, [code], check(now, last))}
    assert found.rule not in {one.rule for one in check(now, None)}
