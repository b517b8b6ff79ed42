"""This year beside last year: exact differences, percentages for the eye, and words where neither would be honest."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.domain.cells import BLANK, State, marked, typed
from db.domain.comparison import Change, beside_last, compare, counterpart
from db.domain.items import Item, Kind, Tier
from db.domain.pack import Pack
from db.domain.returns import Return


def an_item(unit: str = "件", kind: Kind = Kind.COUNT, code: str = "cases", aliases: tuple[str, ...] = ()) -> Item:
    return Item(code, "1.01", "案件数", unit, kind, 0, Tier.CORE, "law", aliases=aliases)


def change(now: str, last: str, item: Item | None = None) -> Change:
    item = item or an_item()
    return compare(item, typed(item, now), typed(item, last))


@pytest.mark.parametrize(
    ("now", "last", "difference", "percent"),
    [
        ("16", "12", "+4", "+33.33%"),
        ("12", "16", "-4", "-25.00%"),
        ("7", "7", "0", "0%"),
        ("0", "3", "-3", "-100.00%"),
        ("12,345", "1", "+12,344", "+1,234,400.00%"),
        ("91.60", "6979.35", "-6,887.75", "-98.69%"),
        ("1.005", "1", "+0.005", "+0.50%"),
        # half up, and rounded only once: 0.000125, 0.0125, 0.125, 0.005 %
        ("800001", "800000", "+1", "0%"),
        ("80010", "80000", "+10", "+0.01%"),
        ("801", "800", "+1", "+0.13%"),
        ("799", "800", "-1", "-0.13%"),
        ("20001", "20000", "+1", "+0.01%"),
    ],
)
def test_exact_figures_give_an_exact_difference_and_a_percentage(
    now: str, last: str, difference: str, percent: str
) -> None:
    found = change(now, last)
    assert (found.difference, found.percent, found.remark) == (difference, percent, "")


def test_no_percentage_of_nothing_or_of_less_than_nothing() -> None:
    assert change("5", "0") == Change("+5", "", "上年为0", Decimal(5))
    assert change("0", "0") == Change("0", "", "", Decimal(0))
    below = change("5", "-2")
    assert (below.difference, below.percent, below.remark) == ("+7", "", "上年为负")


def test_percentages_differ_by_points_and_have_no_percentage_of_their_own() -> None:
    share = an_item("%", Kind.SHARE)
    assert change("92.7", "91.60", share) == Change("+1.10个百分点", amount=Decimal("1.10"), points="个百分点")
    assert change("100", "103.26", share).difference == "-3.26个百分点"
    assert change("3", "2", an_item("‰", Kind.RATE)).difference == "+1个千分点"


@pytest.mark.parametrize(
    ("now", "last", "remark"),
    [("1500余", "1400", "含约数"), ("1500", "近10万", "含约数"), ("数十", "3", "含约数"), ("3", "三四个", "无法比较")],
)
def test_figures_that_are_no_single_number_are_not_subtracted(now: str, last: str, remark: str) -> None:
    assert change(now, last) == Change(remark=remark)


def test_figures_kept_in_different_units_are_not_subtracted() -> None:
    area = an_item("平方米", Kind.QUANTITY)
    assert change("3.2亩", "2000", area).remark == "单位不同"
    assert change("3.2亩", "3.1亩", area).difference == "+0.1"
    assert change("3公顷", "20000", area).difference == "+10,000"


def test_what_last_year_did_not_have_is_said_in_words() -> None:
    item = an_item()
    now = typed(item, "5")
    assert compare(item, now, None) == Change(remark="新增")
    assert compare(item, now, BLANK) == Change(remark="上年未填")
    assert compare(item, now, marked(State.NOT_APPLICABLE, "")) == Change(remark="上年不适用")
    assert compare(item, now, marked(State.UNAVAILABLE, "未反馈")) == Change(remark="上年暂无法取得")


@pytest.mark.parametrize("now", [BLANK, marked(State.NOT_APPLICABLE, ""), marked(State.UNAVAILABLE, "未反馈")])
def test_without_a_figure_this_year_there_is_nothing_to_say(now: object) -> None:
    item = an_item()
    assert compare(item, now, typed(item, "5")) == Change()  # type: ignore[arg-type]
    assert compare(item, now, None) == Change()  # type: ignore[arg-type]


def test_words_are_new_or_not_compared() -> None:
    item = an_item("", Kind.TEXT)
    assert compare(item, typed(item, "已建立"), typed(item, "正在建立")) == Change()
    assert compare(item, typed(item, "已建立"), None).remark == "新增"


@given(
    st.decimals(min_value=0, max_value=10**20, places=3, allow_nan=False),
    st.decimals(min_value=0, max_value=10**20, places=2, allow_nan=False),
)
def test_last_year_and_the_difference_make_this_year_to_the_last_digit(now: Decimal, last: Decimal) -> None:
    found = change(f"{now:f}", f"{last:f}")
    assert found.amount is not None
    assert int(last.scaleb(3)) + int(found.amount.scaleb(3)) == int(now.scaleb(3))
    assert Decimal(found.difference.replace(",", "")) == found.amount


def test_the_counterpart_is_found_under_an_older_code() -> None:
    old = an_item(code="cases_old")
    pack = Pack("p", "", "", None, None, False, "", "", (), {"cases_old": old}, (), (), (), (), (), ())
    last = Return("本局", 2023, pack, frozenset({"cases_old"}), {"cases_old": typed(old, "3")})
    assert counterpart(an_item(aliases=("cases_old",)), last) == typed(old, "3")
    assert counterpart(an_item(), last) is None
    newer = an_item(aliases=("cases",), code="renamed")
    renamed = Pack("p", "", "", None, None, False, "", "", (), {"renamed": newer}, (), (), (), (), (), ())
    assert counterpart(an_item(), Return("本局", 2023, renamed, frozenset({"renamed"}))) == BLANK
    assert counterpart(an_item(), Return("本局", 2023, renamed, frozenset())) is None


def two_years(now: Item, before: Item, packs: tuple[str, str] = ("a", "b"), note: str = "") -> Change:
    """`now` with the figure 5, a year after `before` with the figure 4, each in a pack with that id."""

    def one(year: int, item: Item, pack_id: str, words: str, said: str) -> Return:
        pack = Pack(pack_id, "", "", None, None, False, "", "", (), {item.code: item}, (), (), (), (), (), ())
        cell = replace(typed(item, words), note=said)
        return Return("本局", year, pack, frozenset({item.code}), {item.code: cell})

    return beside_last(one(2024, now, packs[1], "5", note), one(2023, before, packs[0], "4", ""), now.code)


def test_a_figure_that_counts_something_else_now_is_not_subtracted() -> None:
    item = replace(an_item(), definition="含区县分局。")
    narrower = replace(item, definition="不含区县分局。")
    assert two_years(item, narrower) == Change(remark="口径调整")
    assert two_years(replace(item, kind=Kind.QUANTITY), item) == Change(remark="口径调整")
    renamed = replace(narrower, code="cases_old")
    assert two_years(replace(item, aliases=("cases_old",)), renamed) == Change(remark="口径调整")


def test_a_definition_that_was_only_edited_restates_nothing() -> None:
    item = replace(an_item(), definition="含区县分局。")
    assert two_years(item, replace(item, definition="包括区县分局。"), ("a", "a")).percent == "+25.00%"
    assert two_years(item, replace(item, definition="含 区县分局。")).percent == "+25.00%"
    assert two_years(item, replace(item, definition="")).percent == "+25.00%"


@pytest.mark.parametrize(
    ("note", "remark"), [("口径调整：含分局", "口径调整"), ("甲\n 口径调整", "口径调整"), ("无口径调整", "")]
)
def test_the_clerk_can_say_that_the_figure_counts_something_else(note: str, remark: str) -> None:
    assert two_years(an_item(), an_item(), ("a", "a"), note).remark == remark


def test_without_last_year_there_is_nothing_beside_it() -> None:
    item = an_item()
    pack = Pack("p", "", "", None, None, False, "", "", (), {item.code: item}, (), (), (), (), (), ())
    assert beside_last(Return("本局", 2024, pack, frozenset()), None, item.code) == Change()
