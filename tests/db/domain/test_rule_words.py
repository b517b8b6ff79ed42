"""What a broken rule says: numbers, names, values, units, the difference; never a code."""

from collections.abc import Mapping
from fractions import Fraction

import pytest

from db.domain.cells import BLANK, Cell, State, marked, typed
from db.domain.pack import Level, Pack, Rule
from db.domain.pack.reading import build
from db.domain.rules import Ref, bind, bind_rule, figure, in_words, judge_rule, parse, sentence, shown
from db.domain.rules.words import number

ITEMS = {
    "cases": ("行政诉讼案件数", "件", "count"),
    "closed": ("审结案件数", "件", "count"),
    "pending": ("在审案件数", "件", "count"),
    "won": ("胜诉案件数", "件", "count"),
    "win_rate": ("胜诉率", "%", "share"),
    "land": ("供地面积", "万平方米", "quantity"),
    "parcels": ("供地宗数", "宗", "count"),
}


@pytest.fixture(scope="module")
def pack() -> Pack:
    columns = [{"id": f"c{n}", "heads": ["法人", f"第{n}类"]} for n in range(1, 8)]
    table = {
        "id": "t1", "number": "表1", "title": "申请情况", "group": "年报", "basis": "", "unit": "件",
        "kind": "count", "decimals": 0, "office": "", "period": "本年",
        "columns": [*columns, {"id": "total", "heads": ["总计"]}],
        "rows": [{"id": "new", "heads": ["新收"]}, {"id": "old", "heads": ["结转"]}],
        "totals": [{"column": "total", "of": [column["id"] for column in columns]}],
    }  # fmt: skip
    items = [
        {
            "code": code, "topic": "t", "name": name, "unit": unit, "kind": kind,
            "decimals": 2, "tier": "core", "signed": True,
        }
        for code, (name, unit, kind) in ITEMS.items()
    ]  # fmt: skip
    return build(
        {
            "id": "p", "title": "p", "version": "1", "labels": {},
            "section": [{"id": "s", "number": "六", "title": "节", "topics": ["t"]}],
            "item": items, "table": [table],
            "rule": [], "deadline": [], "head_field": [], "list": [], "note": [],
        }
    )  # fmt: skip


def said(pack: Pack, check: str, words: Mapping[str, str], when: str = "", title: str = "两数应相等") -> str:
    """The sentence for cells typed as given; "last:…" for last year's, "不适用" for the mark."""
    bound = bind_rule(Rule("r", Level.ERROR, title, check, "核对。", when), pack)
    cells: dict[Ref, Cell] = {}
    for key, typed_words in words.items():
        code = key.removeprefix("last:")
        mark = marked(State.NOT_APPLICABLE, "")
        cell = mark if typed_words == "不适用" else typed(pack.items[code], typed_words)
        cells[Ref(code, key.startswith("last:"))] = cell
    figures = {ref: figure(pack.items[ref.code], cells.get(ref, BLANK)) for ref in bound.reads}
    return sentence(bound, judge_rule(bound, figures), pack, lambda ref: cells.get(ref, BLANK))


def test_both_sides_with_their_values_and_the_difference(pack: Pack) -> None:
    found = said(
        pack,
        "cases = closed + pending",
        {"cases": "37", "closed": "36", "pending": "2"},
        title="行政诉讼案件数应等于审结与在审之和",
    )
    assert found == (
        "行政诉讼案件数应等于审结与在审之和：1.01 行政诉讼案件数为 37 件；"
        "1.02 审结案件数 36 件 ＋ 1.03 在审案件数 2 件 ＝ 38 件，相差 1 件。"
    )


CASES = [
    ("closed <= cases", {"closed": "12345", "cases": "9"},
     "1.02 审结案件数为 12,345 件；1.01 行政诉讼案件数为 9 件，相差 12,336 件。"),
    ("cases = last(pending) + pending", {"cases": "5", "last:pending": "1", "pending": "0"},
     "1.01 行政诉讼案件数为 5 件；上年 1.03 在审案件数 1 件 ＋ 1.03 在审案件数 0 件 ＝ 1 件，相差 4 件。"),
    ("win_rate = won / closed * 100", {"win_rate": "90.5", "won": "33", "closed": "36"},
     ("1.05 胜诉率为 90.5%；1.04 胜诉案件数 33 件 ÷ 1.02 审结案件数 36 件 × 100 ＝ 约 91.667%，"
      "相差 约 1.167 个百分点。")),
    ("(cases - closed) * 2 = pending", {"cases": "9", "closed": "5", "pending": "1"},
     "（1.01 行政诉讼案件数 9 件 － 1.02 审结案件数 5 件） × 2 ＝ 8 件；1.03 在审案件数为 1 件，相差 7 件。"),
    ("cases = closed", {"cases": "40余", "closed": "30"},
     "1.01 行政诉讼案件数为 40余 件；1.02 审结案件数为 30 件。"),
    ("cases = closed + won", {"cases": "40余件", "closed": "约300", "won": "1"},
     "1.01 行政诉讼案件数为 40余件；1.02 审结案件数 约300 件 ＋ 1.04 胜诉案件数 1 件 ＝ 251 至 351 件。"),
    ("cases > closed + won", {"cases": "4", "closed": "30以上", "won": "1"},
     "1.01 行政诉讼案件数为 4 件；1.02 审结案件数 30以上 件 ＋ 1.04 胜诉案件数 1 件 ＝ 不少于 31 件。"),
    ("cases = closed", {"cases": "40余", "closed": "45"},
     "1.01 行政诉讼案件数为 40余 件；1.02 审结案件数为 45 件；填的不是确数，可能不符。"),
    ("cases = closed", {"cases": "4", "closed": "不适用"},
     "1.01 行政诉讼案件数为 4 件；1.02 审结案件数为“不适用”（按 0 计），相差 4 件。"),
    ("cases > 0", {"cases": "0"}, "1.01 行政诉讼案件数为 0 件，应大于 0 件。"),
    ("100 >= win_rate", {"win_rate": "120"}, "1.05 胜诉率为 120%，应不大于 100%，相差 20 个百分点。"),
    ("cases > 0 or land = 0", {"cases": "0", "land": "3.10"},
     "1.01 行政诉讼案件数为 0 件；1.06 供地面积为 3.10 万平方米。"),
    ("won <= closed and closed <= cases", {"won": "7", "closed": "6", "cases": "5"},
     "1.04 胜诉案件数为 7 件；1.02 审结案件数为 6 件；1.01 行政诉讼案件数为 5 件。"),
    ("land = parcels", {"land": "100亩", "parcels": "1"},
     "1.06 供地面积为 100 亩；1.07 供地宗数为 1 宗，相差 约 5.667 万平方米。"),
    ("cases = max(closed, won)", {"cases": "-3", "closed": "1", "won": "2"},
     "1.01 行政诉讼案件数为 -3 件；1.02 审结案件数 1 件 与 1.04 胜诉案件数 2 件中最大的 ＝ 2 件，相差 5 件。"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "words", "expected"), CASES)
def test_sentences(pack: Pack, check: str, words: dict[str, str], expected: str) -> None:
    assert said(pack, check, words) == f"两数应相等：{expected}"


def test_no_code_and_no_word_of_rebuke_is_ever_said(pack: Pack) -> None:
    for check, words, _ in CASES:
        sentence_ = said(pack, check, words)
        assert not any(code in sentence_ for code in (*ITEMS, "t1", "非法", "无效", "last"))


def test_cells_of_one_table_are_told_by_what_differs(pack: Pack) -> None:
    words = {"t1.new.c1": "1", "t1.new.c2": "2", "t1.new.total": "4", "last:t1.old.total": "1"}
    assert said(pack, "t1.new.total = sum(t1.new.c1, t1.new.c2) + last(t1.old.total)", words) == (
        "两数应相等：表1 新收·总计为 4 件；（法人·第1类 1 件 ＋ 第2类 2 件） ＋ 上年 结转·总计 1 件 ＝ 4 件。"
    )


def test_a_figure_is_told_once(pack: Pack) -> None:
    words = {"t1.new.c1": "3", "t1.new.c2": "2", "t1.new.total": "1"}
    check = "t1.new.c1 <= t1.new.c2 and t1.new.c2 <= t1.new.total"
    assert said(pack, check, words) == ("两数应相等：表1 新收·法人·第1类为 3 件；第2类为 2 件；总计为 1 件。")


def test_a_long_sum_is_not_spelled_out(pack: Pack) -> None:
    words = {f"t1.new.c{n}": str(n) for n in range(1, 8)}
    assert said(pack, "t1.new.total = sum(t1.new.*)", {**words, "t1.new.total": "29"}) == (
        "两数应相等：表1 新收·总计为 29 件；法人·第1类 1 件、第2类 2 件 等 7 项之和 ＝ 28 件，相差 1 件。"
    )


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        ("cases = closed + pending", "1.01 行政诉讼案件数 等于 1.02 审结案件数 与 1.03 在审案件数 之和"),
        ("cases >= sum(closed, pending, won)",
         "1.01 行政诉讼案件数 不小于 1.02 审结案件数、1.03 在审案件数 与 1.04 胜诉案件数 之和"),
        ("cases - closed != -won", "1.01 行政诉讼案件数 减 1.02 审结案件数 不等于 负的1.04 胜诉案件数"),
        ("round(won / closed * 100, 1) = win_rate",
         "1.04 胜诉案件数 除以 1.02 审结案件数 乘以 100 保留 1 位小数 等于 1.05 胜诉率"),
        ("(won + closed) / 2 < abs(cases)",
         "（1.04 胜诉案件数 与 1.02 审结案件数 之和） 除以 2 小于 1.01 行政诉讼案件数 的绝对值"),
        ("not won = 1 and (cases > 0 or closed > 0)",
         "不是“1.04 胜诉案件数 等于 1”，并且 （1.01 行政诉讼案件数 大于 0，或者 1.02 审结案件数 大于 0）"),
        ("if(won > 0, cases > 0, cases = 0)",
         "如果 1.04 胜诉案件数 大于 0，那么 1.01 行政诉讼案件数 大于 0；否则 1.01 行政诉讼案件数 等于 0"),
        ("if(won > 0, cases, 1.5) <= count(won, closed)",
         ("（如果 1.04 胜诉案件数 大于 0，取 1.01 行政诉讼案件数，否则取 1.5） 不大于 "
          "1.04 胜诉案件数 与 1.02 审结案件数中填有数的项数")),
        ("min(won, last(won)) = 0", "1.04 胜诉案件数 与 上年数中最小的 等于 0"),
    ],
)  # fmt: skip
def test_a_rule_in_words(pack: Pack, check: str, expected: str) -> None:
    assert in_words(bind(parse(check), pack), pack) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1234567, "1,234,567"),
        (-3, "-3"),
        (Fraction(5, 2), "2.5"),
        (Fraction(100001, 100), "1,000.01"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(2, 3), "约 0.667"),
        (Fraction(10**7, 3), "约 3,333,333.333"),
        (Fraction(1, 3000), "约 0.000333"),
        (Fraction(-1, 6), "约 -0.167"),
        (Fraction(6, 2), "3"),
        (Fraction(10**40 + 1, 2), f"{10**40 // 2:,}.5"),
        (Fraction(10**40, 3), f"约 {10**40 // 3:,}.333"),
    ],
)
def test_numbers_in_plain_digits(value: Fraction | int, expected: str) -> None:
    assert number(value) == expected


@pytest.mark.parametrize(
    ("code", "words", "expected"),
    [
        ("cases", "1200", "1,200 件"),
        ("cases", "1.2万", "12,000 件"),
        ("cases", "30宗", "30 宗"),
        ("cases", "1500余", "1500余 件"),
        ("cases", "1500余件", "1500余件"),
        ("cases", "数十", "数十 件"),
        ("cases", "未发生", "0 件"),
        ("win_rate", "91.60", "91.60%"),
        ("cases", "看不懂", "看不懂"),
        ("cases", "", "未填"),
    ],
)
def test_a_cell_as_messages_show_it(pack: Pack, code: str, words: str, expected: str) -> None:
    assert shown(pack.items[code], typed(pack.items[code], words)) == expected
