"""A figure far off last year's is asked about in the item's own units, and never changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.domain.cells import BLANK, State, marked, typed
from db.domain.items import Item, Kind, Tier
from db.domain.slips import Slip, slip


def asked(unit: str, now: str, last: str) -> Slip | None:
    item = Item("a", "3.05", "罚没金额", unit, Kind.QUANTITY, 2, Tier.CORE, "s")
    return slip(item, typed(item, now), typed(item, last))


@pytest.mark.parametrize(
    ("unit", "now", "last", "question", "step"),
    [
        ("万元", "1800000", "180", "是否按元填写？本项按“万元”统计，1 万元 = 10,000 元。", "请改为 180 万元；"),
        ("元", "180", "1800000", "是否按万元填写？本项按“元”统计，1 万元 = 10,000 元。", "请改为 1,800,000 元；"),
        ("亿元", "960500", "118", "是否按万元填写？本项按“亿元”统计，1 亿元 = 10,000 万元。", "请改为 96.05 亿元；"),
        ("万亩", "12543.55", "1.88", "是否按亩填写？本项按“万亩”统计，1 万亩 = 10,000 亩。", "请改为 1.254355 万亩；"),
        ("公顷", "32000", "3.3", "是否按平方米填写？本项按“公顷”统计，1 公顷 = 10,000 平方米。", "请改为 3.2 公顷；"),
        ("公顷", "3.2", "330", "是否按平方公里填写？本项按“公顷”统计，1 平方公里 = 100 公顷。", "请改为 320 公顷；"),
        ("平方米", "3.2", "2133", "是否按亩填写？本项按“平方米”统计，1 亩 = 2000/3 平方米。", "请改为“3.2亩”；"),
        ("件", "1.2", "12000", "是否按万件填写？本项按“件”统计，1 万件 = 10,000 件。", "请改为 12,000 件；"),
        ("万户", "91800", "7.31", "是否按户填写？本项按“万户”统计，1 万户 = 10,000 户。", "请改为 9.18 万户；"),
        ("吨", "5200", "5", "是否按公斤填写？本项按“吨”统计，1 吨 = 1,000 公斤。", "请改为 5.2 吨；"),
        ("%", "0.916", "91.6", "是否按小数填写？0.916 即 91.6%。", "请改为 91.6%；"),
        ("", "91.6", "0.91", "是否按百分数填写？91.6% 即 0.916。", "请改为 0.916；"),
    ],
)
def test_the_unit_that_would_explain_it_is_asked_for(unit: str, now: str, last: str, question: str, step: str) -> None:
    found = asked(unit, now, last)
    assert found is not None
    assert found.question == question
    assert step in found.next_step
    assert found.message.startswith("3.05 罚没金额为 ")


@pytest.mark.parametrize(
    ("unit", "now", "last", "far"),
    [
        ("件", "12000", "120", "约为上年的 100 倍（120 件）"),
        ("件", "120", "120,000", "约为上年的 1/1,000（120,000 件）"),
        ("件", "30000", "3", "约为上年的 10,000 倍（3 件）"),
        ("万元", "1.8", "180", "约为上年的 1/100（180 万元）"),
        ("元", "180万", "180", "约为上年的 10,000 倍（180 元）"),
    ],
)
def test_without_such_a_unit_the_digits_are_asked_for(unit: str, now: str, last: str, far: str) -> None:
    found = asked(unit, now, last)
    assert found is not None
    assert found.question == f"{far}，请核对单位和位数。"


def test_only_about_ten_thousand_times_wants_a_reason() -> None:
    graves = [(now, bool((found := asked("件", now, "100")) and found.grave)) for now in ("10000", "100000", "1000000")]
    assert graves == [("10000", False), ("100000", False), ("1000000", True)]


@pytest.mark.parametrize(
    ("unit", "now", "last"),
    [
        ("件", "49", "1"),
        ("件", "1", "90"),  # few things come and go by themselves
        ("万元", "1800000元", "180"),  # the unit was typed
        ("平方米", "3.2亩", "2000"),
        ("公顷", "48", "3.3"),
        ("件", "0", "12000"),
        ("件", "12000", "0"),
        ("件", "-12000", "1"),
        ("件", "大概", "1"),
        ("件", "30000宗", "3"),  # never converts, so it cannot be compared
        ("%", "5.6", "0.9"),
    ],
)
def test_what_may_well_be_is_not_asked(unit: str, now: str, last: str) -> None:
    assert asked(unit, now, last) is None


def test_without_a_figure_of_last_year_there_is_no_question() -> None:
    item = Item("a", "1", "甲", "件", Kind.COUNT, 0, Tier.CORE, "s")
    now = typed(item, "12000")
    for last in (None, BLANK, marked(State.NOT_APPLICABLE, ""), marked(State.UNAVAILABLE, "未反馈")):
        assert slip(item, now, last) is None


def test_falls_are_told_with_their_sign() -> None:
    found = asked("%", "下降0.056", "-5.4")
    assert found is not None
    assert found.question == "是否按小数填写？-0.056 即 -5.6%。"


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from(["件", "万元", "元", "亩", "平方米", "%", "", "米"]))
def test_any_words_can_be_asked_about(now: str, last: str, unit: str) -> None:
    found = asked(unit, now, last)
    assert found is None or found.question.endswith("。")


numbers = st.decimals(min_value="0.001", max_value=10**30, places=3).map(lambda number: f"{number:f}")


@given(numbers, numbers, st.sampled_from(["万元", "元", "平方米", "公顷", "万件"]))
def test_figures_of_one_size_are_left_alone_and_distant_ones_never(now: str, last: str, unit: str) -> None:
    bigger, smaller = sorted((float(now), float(last)), reverse=True)
    found = asked(unit, now, last)
    if bigger / smaller < 49:
        assert found is None
    if bigger / smaller > 3001:
        assert found is not None
        assert found.grave
