"""How typed words are said back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.domain.echo import SILENT, echo, grouped, on_display
from db.domain.items import Item, Kind, Tier


def item(unit: str, kind: Kind = Kind.QUANTITY, choices: tuple[str, ...] = ()) -> Item:
    return Item("a", "1.01", "甲", unit, kind, 0, Tier.CORE, "s", choices=choices)


@pytest.mark.parametrize(
    ("words", "unit", "said"),
    [
        ("123", "件", "= 123 件"),
        ("１２３", "件", "= 123 件"),
        ("1.2万元", "元", "= 12,000 元"),
        ("180万", "元", "= 1,800,000 元"),
        ("180万", "万元", "= 180 万元"),
        ("387.430", "亿元", "= 387.430 亿元"),
        ("12％", "%", "= 12%"),
        ("3/4", "", "= 0.75"),
        ("1500余件", "件", "= 1,500 以上，不到 1,600 件（余）"),
        ("近300", "件", "= 200 以上，不到 300 件（近）"),
        ("将近300", "件", "= 200 以上，不到 300 件（将近）"),
        ("约108公顷", "公顷", "= 102.6 至 113.4 公顷之间（约）"),
        ("2次以上", "次", "= 不少于 2 次（以上）"),
        ("超1000", "件", "= 不少于 1,000 件（超）"),
        ("千元以下", "元", "= 不超过 1,000 元（以下）"),
        ("前三位", "位", "= 第 1 至第 3 位（前）"),
        ("数十项", "项", "= 20 以上，不到 100 项（数十）"),
        ("3.2公顷", "平方米", "= 32,000 平方米（1 公顷 = 10,000 平方米）"),
        ("3187亩", "万亩", "= 0.3187 万亩（1 亩 = 0.0001 万亩）"),
        ("3.2亩", "平方米", "3.2 亩 × 2000/3 = 约 2,133.33 平方米（按亩保留）"),
        ("3.2万亩", "平方米", "3.2 万亩 × 20000000/3 = 约 21,333,333.33 平方米（按万亩保留）"),
        ("2宗", "件", "= 2 宗（按“宗”保留，不折算成“件”）"),
        ("未发生", "起", "= 0 起"),
        ("下降5.6%", "%", "= -5.6%"),
        ("-5以下", "%", "= 不超过 -5%（以下）"),
        ("5以下", "%", "= 不超过 5%（以下）"),
    ],
)
def test_what_a_figure_is_understood_to_be(words: str, unit: str, said: str) -> None:
    assert echo(item(unit), words).text == said
    assert not echo(item(unit), words).wrong


@pytest.mark.parametrize("words", ["1e5", "—", "=1+1", "12 34", "大概", "3元"])
def test_what_was_not_understood_is_told_in_words(words: str) -> None:
    said = echo(item("件"), words)
    assert said.wrong
    assert "请填一个数（单位：件）" in said.text
    assert "例如" in said.text


def test_kinds_that_are_no_numbers() -> None:
    assert echo(item("", Kind.DATE), "2024.3.5").text == "= 2024年3月5日"
    assert echo(item("", Kind.DATE), "三月").wrong
    assert echo(item("", Kind.YESNO), "有").text == "= 是"
    assert echo(item("", Kind.CHOICE, ("优", "良")), "良 ").text == "= 良"
    assert echo(item("", Kind.CHOICE, ("优", "良")), "中").wrong


@pytest.mark.parametrize("words", ["", "  ", "　"])
def test_nothing_typed_is_nothing_said(words: str) -> None:
    assert echo(item("件"), words) == SILENT


def test_words_that_stand_for_themselves_are_not_repeated() -> None:
    assert echo(item("", Kind.TEXT), "完成") == SILENT


@pytest.mark.parametrize(
    ("words", "drawn"),
    [
        ("0", "0"),
        ("999", "999"),
        ("1000", "1,000"),
        ("-1234567.8900", "-1,234,567.8900"),
        ("0.5", "0.5"),
        ("0123", "0123"),
        ("1234.", "1234."),
        ("１２３４", "１２３４"),
        ("1234件", "1234件"),
        (" 1234", " 1234"),
        ("9" * 5001, ",".join(["999"] * 1667)),
    ],
)
def test_only_plain_numbers_are_grouped(words: str, drawn: str) -> None:
    assert grouped(words) == drawn


def test_text_that_is_all_digits_is_left_alone() -> None:
    assert on_display(item("", Kind.TEXT), "20241231") == "20241231"
    assert on_display(item("件"), "20241231") == "20,241,231"


@given(st.text(max_size=80))
def test_any_words_can_be_said_back(words: str) -> None:
    for unit in ("件", "%", "", "平方米", "万元"):
        said = echo(item(unit), words)
        assert bool(said.text) == bool(words.strip())


@given(st.integers(-(10**12), 10**12))
def test_grouping_loses_no_digit(number: int) -> None:
    assert grouped(str(number)).replace(",", "") == str(number)
