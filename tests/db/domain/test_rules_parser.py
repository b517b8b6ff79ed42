"""The rule language's spelling: what is understood, and what a person who edits packs is told."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.domain.rules import RuleMistake, parse
from db.domain.rules.parser import DEEPEST, LONGEST
from db.domain.rules.tree import (
    All,
    Call,
    Case,
    Choice,
    Comparison,
    Either,
    Literal,
    Name,
    Negative,
    Not,
    Product,
    Range,
    Ref,
    Sum,
    divides,
    leaves,
)


def name(code: str, last: bool = False) -> Name:
    return Name(Ref(code, last))


def test_multiplication_binds_before_addition_and_both_before_comparison() -> None:
    node = parse("a + b * 2 - c / 4 = d")
    left = Sum(
        (
            ("+", name("a")),
            ("+", Product((("*", name("b")), ("*", Literal(2))))),
            ("-", Product((("*", name("c")), ("/", Literal(4))))),
        )
    )
    assert node == Comparison(left, "=", name("d"))


def test_not_binds_before_and_and_before_or() -> None:
    node = parse("not a = 1 and b = 2 or c = 3")
    one, two, three = (Comparison(name(c), "=", Literal(n)) for n, c in enumerate("abc", 1))
    assert node == Either((All((Not(one), two)), three))


def test_brackets_group_amounts_and_conditions() -> None:
    one, two, three = (Comparison(name(c), "=", Literal(n)) for n, c in enumerate("abc", 1))
    assert parse("a = 1 and (b = 2 or c = 3)") == All((one, Either((two, three))))
    assert parse("(a + b) * c > 0") == Comparison(
        Product((("*", Sum((("+", name("a")), ("+", name("b"))))), ("*", name("c")))),
        ">",
        Literal(0),
    )


@pytest.mark.parametrize("sign", ["=", "!=", "<", "<=", ">", ">="])
def test_every_comparison_sign(sign: str) -> None:
    assert parse(f"a{sign}b") == Comparison(name("a"), sign, name("b"))


def test_functions_cells_ranges_and_last_year() -> None:
    assert parse("sum(t.row.*, t.*.col, a) = last(t.row.col)") == Comparison(
        Call("sum", (Range("t", "row", "*"), Range("t", "*", "col"), name("a"))),
        "=",
        name("t.row.col", last=True),
    )
    assert parse("round(abs(-a), 2) < min(b, max(c, 1.50))") == Comparison(
        Call("round", (Call("abs", (Negative(name("a")),)), Literal(2))),
        "<",
        Call("min", (name("b"), Call("max", (name("c"), Literal(Fraction(3, 2)))))),
    )


def test_if_stands_between_amounts_or_between_conditions() -> None:
    test = Comparison(name("a"), ">", Literal(0))
    same = Comparison(name("b"), "=", name("c"))
    assert parse("if(a > 0, b, c) = 1") == Comparison(Choice(test, name("b"), name("c")), "=", Literal(1))
    assert parse("if(a > 0, b = c, a > 0)") == Case(test, same, test)


def test_lines_may_break_anywhere() -> None:
    assert parse("a\n  = b +\tc") == parse("a=b+c")


def test_a_name_keeps_its_place_in_the_text() -> None:
    found = [leaf.position for leaf in leaves(parse("aa = sum(t.r.*, bb)"))]
    assert found == [0, 9, 16]


def test_division_is_found_at_any_depth() -> None:
    assert divides(parse("a = round(if(b > 0, c / b, 0), 1)"))
    assert not divides(parse("a = b * 100"))


MISTAKES = [
    ("", 0, "没有写完"),
    ("a + b", 0, "没有比较"),
    ("a = ", 4, "没有写完"),
    ("a = b = c", 6, "只能比较一次"),
    ("a = b c", 6, "缺少运算符"),
    ("a = (b + c", 4, "没有对应的"),
    ("a = b + c)", 9, "多了一个"),
    ("a = b, c", 5, "逗号只能"),
    ("a = + b", 4, "缺少一个数"),
    ("a = b and c", 6, "两边都要是比较"),
    ("not a", 0, "后面要是比较"),
    ("a + (b = c) = 1", 2, "写的却是比较"),
    ("(a = b) = c", 0, "写的却是比较"),
    ("a == b", 2, "请写成“=”"),
    ("a <> b", 2, "请写成“!=”"),
    ("a ≤ b", 2, "请写成“<=”"),
    ("a = b × 2", 6, "请写成“*”"),
    ("a ＝ b", 2, "半角的“=”"),
    ("a = （b）", 4, "半角的“(”"),
    ("a = １", 4, "半角的“1”"),
    ("诉讼 = 1", 0, "指标要写代码"),
    ("a = 12abc", 4, "“12abc”不是一个数"),
    ("a = 1.", 4, "不是一个数"),
    ("a = avg(b)", 4, "没有名为“avg”"),
    ("a = SUM(b)", 4, "小写的“sum”"),
    ("a = 1 AND b = 2", 6, "缺少运算符"),
    ("a = sum", 4, "后面要有括号"),
    ("a = sum()", 8, "少写了内容"),
    ("a = sum(b,)", 10, "少写了内容"),
    ("a = abs(b, c)", 4, "要写 1 项，现有 2 项"),
    ("a = round(b)", 4, "要写 2 项，现有 1 项"),
    ("a = round(b, c)", 13, "小数位数"),
    ("a = round(b, 1.5)", 13, "小数位数"),
    ("a = round(b, 10)", 13, "小数位数"),
    ("if(a > 0, b = 1)", 0, "要写 3 项，现有 2 项"),
    ("if(a, b = 1, c = 1)", 3, "第一项要是比较"),
    ("if(a > 0, b, c = 1) = 1", 13, "要么都是数"),
    ("last(a + b) = 1", 5, "只写一个指标"),
    ("last(last(a)) = 1", 5, "只写一个指标"),
    ("last(t.r.*) = 1", 5, "只能直接写在 sum"),
    ("t.r.* = 1", 0, "只能直接写在 sum"),
    ("sum(t.r.* + 1) = 1", 4, "只能直接写在 sum"),
    ("sum(t.*.*) = 1", 4, "表.行.*"),
    ("sum(t.*) = 1", 4, "表.行.*"),
    ("t.r = 1", 0, "表.行.列"),
]


@pytest.mark.parametrize(("text", "position", "words"), MISTAKES)
def test_a_mistake_is_named_with_its_place(text: str, position: int, words: str) -> None:
    with pytest.raises(RuleMistake) as caught:
        parse(text)
    assert words in caught.value.problem
    assert caught.value.position == position
    assert str(caught.value).startswith(f"第 {position + 1} 个字符处：")


@pytest.mark.parametrize(("before", "after"), [("(", ")"), ("abs(", ")"), ("-", ""), ("if(a=1,b,", ")")])
def test_nesting_has_a_limit(before: str, after: str) -> None:
    parse(f"{before * DEEPEST}a{after * DEEPEST} = 1")
    with pytest.raises(RuleMistake, match="套得太深"):
        parse(f"{before * (DEEPEST + 1)}a{after * (DEEPEST + 1)} = 1")


def test_not_counts_as_nesting() -> None:
    parse("not " * DEEPEST + "a = 1")
    with pytest.raises(RuleMistake, match="套得太深"):
        parse("not " * (DEEPEST + 1) + "a = 1")


@pytest.mark.parametrize("part", ["(a) = 1", "-a = 1", "not a = 1", "abs(a) = 1", "if(a=1, a, a) = 1"])
def test_what_stands_side_by_side_does_not_nest(part: str) -> None:
    node = parse(" and ".join([part] * (DEEPEST + 10)))
    assert isinstance(node, All)
    assert len(node.parts) == DEEPEST + 10


def test_length_has_a_limit() -> None:
    longest = "a=" + "+".join(["1"] * ((LONGEST - 2) // 2))
    assert isinstance(parse(longest.ljust(LONGEST)), Comparison)
    with pytest.raises(RuleMistake, match="太长") as caught:
        parse(longest.ljust(LONGEST + 1))
    assert caught.value.position == LONGEST


@given(st.text(st.sampled_from("ab1.*+-/()<>=!, \n≤（诉if") | st.characters(), max_size=40))
def test_any_text_is_a_tree_or_a_mistake_inside_the_text(text: str) -> None:
    mistake: RuleMistake | None = None
    try:
        parse(text)
    except RuleMistake as caught:
        mistake = caught
    assert mistake is None or (mistake.problem and 0 <= mistake.position <= len(text))


def test_a_text_is_parsed_once() -> None:
    assert parse("a = b + c") is parse("a = b + c")
