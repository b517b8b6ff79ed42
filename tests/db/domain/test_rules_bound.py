"""Rules of a pack: what they read, when they are judged, and whether their examples come out."""

import pytest

from db.domain.pack import Example, Level, Pack, Rule
from db.domain.pack.reading import build
from db.domain.rules import (
    Figure,
    Ref,
    RuleMistake,
    Verdict,
    bind_rule,
    examples_fail,
    judge_rule,
    parse,
    reads,
)
from db.domain.rules.figures import NOT_APPLICABLE

PASSED, BROKEN = Verdict.PASSED, Verdict.BROKEN
UNJUDGED, DOUBTFUL = Verdict.UNJUDGED, Verdict.DOUBTFUL


def pack() -> Pack:
    common = {"topic": "t", "unit": "件", "kind": "count", "decimals": 0, "tier": "core"}
    table = {
        "id": "t1", "number": "表1", "title": "处罚", "group": "年报", "basis": "", "unit": "件",
        "kind": "count", "decimals": 0, "office": "", "period": "本年",
        "columns": [{"id": c, "heads": [c]} for c in ("x", "y", "total")],
        "rows": [{"id": r, "heads": [r]} for r in ("new", "old")],
        "totals": [{"column": "total", "of": ["x", "y"]}],
        "links": [{"row": "new", "column": "x", "item": "a"}],
        "absent": [{"row": "old", "column": "y"}],
    }  # fmt: skip
    return build(
        {
            "id": "p", "title": "p", "version": "1", "labels": {},
            "section": [{"id": "s", "number": "一", "title": "节", "topics": ["t"]}],
            "item": [{**common, "code": c, "name": c, "aliases": [f"old_{c}"]} for c in "abc"],
            "table": [table], "rule": [], "deadline": [], "head_field": [], "list": [], "note": [],
        }
    )  # fmt: skip


def rule(check: str, when: str = "", tolerance: str = "", examples: tuple[Example, ...] = ()) -> Rule:
    return Rule("r", Level.ERROR, "甲等于乙", check, "核对。", when, tolerance, examples=examples)


def test_reads_resolves_aliases_links_and_ranges() -> None:
    found = reads(parse("old_a + sum(t1.new.*, t1.*.x) = last(t1.new.x) + last(old_b) - a"), pack())
    assert found == (
        Ref("a"), Ref("t1.new.y"), Ref("t1.old.x"), Ref("a", last=True), Ref("b", last=True),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("check", "position", "words"),
    [
        ("a = zz", 4, "没有代码为“zz”"),
        ("a = t1.old.y", 4, "没有代码为“t1.old.y”"),
        ("a = sum(t9.x.*)", 8, "没有代码为“t9”的表"),
        ("a = sum(t1.none.*)", 8, "一个格也没有"),
    ],
)
def test_a_code_the_pack_does_not_have_is_named(check: str, position: int, words: str) -> None:
    with pytest.raises(RuleMistake, match=words) as caught:
        reads(parse(check), pack())
    assert caught.value.position == position


def test_a_rule_is_judged_only_where_its_condition_holds() -> None:
    bound = bind_rule(rule("a = b", when="c > 5"), pack())
    for limit, expected in [(Figure(6, 6), BROKEN), (Figure(5, 5), UNJUDGED), (None, UNJUDGED),
                            (Figure(1, 9), DOUBTFUL)]:  # fmt: skip
        figures = {Ref("a"): Figure(1, 1), Ref("b"): Figure(2, 2), Ref("c"): limit}
        assert judge_rule(bound, figures).verdict is expected


def test_a_rule_all_of_whose_figures_do_not_apply_is_unjudged() -> None:
    bound = bind_rule(rule("a + b = 0"), pack())
    both: dict[Ref, Figure | None] = {Ref("a"): NOT_APPLICABLE, Ref("b"): NOT_APPLICABLE}
    assert judge_rule(bound, both).verdict is UNJUDGED
    assert judge_rule(bound, {**both, Ref("b"): Figure(0, 0)}).verdict is PASSED


def test_the_tolerance_of_a_rule_is_for_its_check_and_not_for_its_condition() -> None:
    bound = bind_rule(rule("a = b", when="c > 5", tolerance="2.5"), pack())
    values = {Ref("a"): Figure(7, 7), Ref("b"): Figure(5, 5), Ref("c"): Figure(6, 6)}
    assert judge_rule(bound, values).verdict is PASSED
    assert judge_rule(bound, {**values, Ref("b"): Figure(4, 4)}).verdict is BROKEN
    assert judge_rule(bound, {**values, Ref("c"): Figure(5, 5)}).verdict is UNJUDGED


def test_an_unsound_tolerance_is_a_mistake() -> None:
    with pytest.raises(RuleMistake, match="不是一个数"):
        bind_rule(rule("a = b", tolerance="少许"), pack())


def test_the_side_that_decided_is_told() -> None:
    bound = bind_rule(rule("a = 1 and b = 2 and c = 3"), pack())
    values = {"a": 1, "b": 5, "c": 6}
    found = judge_rule(bound, {Ref(c): Figure(v, v) for c, v in values.items()})
    assert found.left == Figure(5, 5)
    assert found.right == Figure(2, 2)
    assert len(found.sides) == 2


def test_examples_that_come_out_as_stated_raise_nothing() -> None:
    examples = (Example({"a": "3", "last:b": "3"}, passes=True),
                Example({"old_a": "3", "last:b": "4"}, passes=False))  # fmt: skip
    assert examples_fail(rule("a = last(b)", examples=examples), pack()) == []


@pytest.mark.parametrize(
    ("words", "passes", "expected"),
    [
        ({"a": "3", "b": "4"}, True, "第 1 个通过的例子判成了“不符”。甲等于乙：1.01 a为 3 件；1.02 b为 4 件"),
        ({"a": "3", "b": "3"}, False, "第 1 个不符的例子判成了“通过”。"),
        ({"a": "3"}, True, "第 1 个通过的例子判不出来：没有给出 1.02 b 的数。"),
        ({"a": "3", "b": "3", "c": "1"}, True, "第 1 个通过的例子里的“c”，规则没有用到。"),
        ({"a": "3", "last:b": "3"}, True, "第 1 个通过的例子里的“last:b”，规则没有用到。"),
        ({"a": "30余", "b": "35"}, False, "判成了“可能不符”"),
    ],
)  # fmt: skip
def test_examples_that_come_out_otherwise_are_told(words: dict[str, str], passes: bool, expected: str) -> None:
    examples = (Example(words, passes),)
    (found,) = examples_fail(rule("a = b", examples=examples), pack())
    assert expected in found


def test_an_unsound_rule_is_told_instead_of_its_examples() -> None:
    assert examples_fail(rule("a = "), pack()) == ["第 5 个字符处：规则没有写完，末尾缺少一个数或指标代码"]
