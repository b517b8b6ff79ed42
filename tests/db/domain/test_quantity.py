"""Words are read as exact decimals with qualifier and unit, and never changed."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.domain import units
from db.domain.quantity import Misread, Quantity, parse

# words, item's unit, value, qualifier, unit of the value
READ = [
    ("37", "件", "37", "", "件"),
    ("0", "件", "0", "", "件"),
    ("１２３", "件", "123", "", "件"),
    ("1,234", "件", "1234", "", "件"),
    ("1，234", "件", "1234", "", "件"),
    ("12 345", "件", "12345", "", "件"),
    (" 42 件 ", "件", "42", "", "件"),
    ("91.6", "%", "91.6", "", "%"),
    ("12％", "%", "12", "", "%"),
    ("6979.35", "亩", "6979.35", "", "亩"),
    ("5.00", "万元", "5.00", "", "万元"),
    ("1500余件", "件", "1500", "余", "件"),
    ("7000多万元", "万元", "7000", "多", "万元"),
    ("250多亿元", "亿元", "250", "多", "亿元"),
    ("近10万条", "条", "100000", "近", "条"),
    ("近 10 万 条", "条", "100000", "近", "条"),
    ("约108公顷", "公顷", "108", "约", "公顷"),
    ("60%左右", "%", "60", "左右", "%"),
    ("2次以上", "次", "2", "以上", "次"),
    ("千元以下", "元", "1000", "以下", "元"),
    ("超1000", "件", "1000", "超", "件"),
    ("不少于3次", "次", "3", "不少于", "次"),
    ("上百", "件", "100", "以上", "件"),
    ("十几", "件", "10", "几", "件"),
    ("二十多", "件", "20", "多", "件"),
    ("前三位", "位", "3", "前", "位"),
    ("八", "部门", "8", "", "部门"),
    ("二十三", "件", "23", "", "件"),
    ("一万零五十", "件", "10050", "", "件"),
    ("1.2万", "元", "12000", "", "元"),
    ("1.2万元", "元", "12000", "", "元"),
    ("180万", "元", "1800000", "", "元"),
    ("180万", "万元", "180", "", "万元"),
    ("27.5万", "万平方米", "27.5", "", "万平方米"),
    ("1亿2000万元", "万元", "12000", "", "万元"),
    ("4.7万亩", "亩", "47000", "", "亩"),
    ("3187亩", "万亩", "0.3187", "", "万亩"),
    ("1公顷", "亩", "15", "", "亩"),
    ("895平方公里", "平方千米", "895", "", "平方千米"),
    ("3.2亩", "平方米", "3.2", "", "亩"),  # 2000/3 gives no finite decimal: the typed unit stays
    ("3万亩", "平方米", "20000000", "", "平方米"),
    ("11.2万人", "人次", "112000", "", "人"),  # classifiers never convert
    ("2宗", "件", "2", "", "宗"),
    ("一半以上", "", "0.5", "以上", ""),
    ("3/4", "%", "75", "", "%"),
    ("五成", "%", "50", "", "%"),
    ("百分之九十五", "%", "95", "", "%"),
    ("下降5.6%", "%", "-5.6", "", "%"),
    ("-5.6", "%", "-5.6", "", "%"),
    ("增长8.6%", "%", "8.6", "", "%"),
    ("未发生", "起", "0", "", "起"),
    ("3亿8千万", "亿元", "3.8", "", "亿元"),  # 万 anywhere counts the base unit, not the scaled one
    ("1亿2000万", "万元", "12000", "", "万元"),
    ("10万8千", "万元", "10.8", "", "万元"),
    ("18万1300", "万户", "18.13", "", "万户"),
    ("万余", "万元", "1", "余", "万元"),
    ("1万2000", "件", "12000", "", "件"),
    ("一万零二", "件", "10002", "", "件"),
    ("几十万", "万元", "", "几十万", "万元"),
    ("数百万元", "万元", "", "数百万", "万元"),
    ("共计5件", "件", "5", "", "件"),
    ("十来件", "件", "10", "来", "件"),
    ("上亿元", "亿元", "1", "以上", "亿元"),
    ("破万", "件", "10000", "破", "件"),
    ("5件及以上", "件", "5", "以上", "件"),
    ("5万元整", "元", "50000", "", "元"),
    ("666.67㎡", "平方米", "666.67", "", "平方米"),
    ("37\u200b", "件", "37", "", "件"),
    ("负0", "%", "0", "", "%"),
    ("未发生此类情况", "起", "0", "", "起"),
    ("12\u00a0345", "件", "12345", "", "件"),
    ("\u202a12\u202c", "件", "12", "", "件"),
]


@pytest.mark.parametrize(("words", "unit", "value", "qualifier", "kept"), READ)
def test_words_are_understood(words: str, unit: str, value: str, qualifier: str, kept: str) -> None:
    read = parse(words, unit)
    assert isinstance(read, Quantity), read
    assert (read.text, read.qualifier, read.unit) == (value, qualifier, kept)


MISREAD = [
    ("一万二", "件", "写全"),
    ("3万2", "元", "写全"),
    ("三千六", "件", "写全"),
    ("一百八", "件", "写全"),
    ("1.5亿5", "元", "写全"),
    ("没有发生，但立案3件", "件", "看不懂"),
    ("未发生5件", "件", "看不懂"),
    ("没有发生变化", "件", "看不懂"),
    ("1.5万2000", "件", "看不懂"),
    ("无一例外", "件", "看不懂"),
    ("37①", "件", "看不懂"),
    ("37²", "件", "看不懂"),
    ("1、234", "件", "分节号"),
    ("几万元", "件", "看不懂"),
    ("增长5件", "件", "看不懂"),
    ("减少5", "件", "看不懂"),
    ("前三", "万元", "看不懂"),
    ("前5%", "%", "看不懂"),
    ("3万", "%", "看不懂"),
    ("3-5", "件", "范围"),
    ("3至5件", "件", "范围"),
    ("—", "件", "没有发生请填 0"),
    ("无", "件", "不适用"),
    ("1e5", "件", "科学记数法"),
    ("1,23", "件", "分节号"),
    ("1.2.3", "件", "小数点"),
    ("12 34", "件", "两个数"),
    ("abc", "件", "看不懂“abc”"),
    ("两三件", "件", "看不懂"),
    ("3/4", "件", "看不懂"),
    ("3元", "件", "不是一类"),
    ("5%", "亩", "不是一类"),
    ("三分之二", "%", "除不尽"),
    ("近300余", "件", "两个限定词"),
    ("5块饼", "件", "看不懂"),
    ("9" * 70, "件", "太长"),
    ("=1+1", "件", "算式"),
    ("12\r\n345", "件", "两个数"),  # two cells of a table, not 12345
    ("12\t 345", "件", "两个数"),
    ("负数", "件", "看不懂"),
    ("数", "件", "看不懂"),
    ("-几十", "件", "看不懂"),
    ("N/A", "件", "不适用"),
    ("未统计", "件", "暂无法取得"),
]


@pytest.mark.parametrize(("words", "unit", "problem"), MISREAD)
def test_words_that_are_no_quantity_say_what_is_expected(words: str, unit: str, problem: str) -> None:
    read = parse(words, unit)
    assert isinstance(read, Misread)
    assert problem in read.problem
    assert unit in read.expected
    assert isinstance(parse(read.example, unit), Quantity)


INTERVALS = [
    ("37", "件", "37", "37"),
    ("1500余", "件", "1500", "1600"),
    ("20000余", "份", "20000", "30000"),
    ("近300", "件", "200", "300"),
    ("近10万", "条", "90000", "100000"),
    ("20余公顷", "亩", "300", "450"),
    ("近2公顷", "亩", "15", "30"),
    ("下降2%以上", "%", None, "-2"),
    ("下降近5%", "%", "-5", "-4"),
    ("2次以上", "次", "2", None),
    ("千元以下", "元", "0", "1000"),
    ("约1733", "亩", "1646.35", "1819.65"),
    ("数十", "项", "20", "100"),
    ("前三位", "位", "1", "3"),
]


@pytest.mark.parametrize(("words", "unit", "low", "high"), INTERVALS)
def test_qualifiers_are_intervals(words: str, unit: str, low: str | None, high: str | None) -> None:
    read = parse(words, unit)
    assert isinstance(read, Quantity)
    assert read.low == (None if low is None else Decimal(low))
    assert read.high == (None if high is None else Decimal(high))


def test_an_indefinite_numeral_has_no_decimal() -> None:
    read = parse("数十项", "项")
    assert isinstance(read, Quantity)
    assert read.value is None
    assert read.text == ""
    assert not read.exact


def test_the_factor_of_a_conversion_is_exact() -> None:
    read = parse("3.2亩", "平方米")
    assert isinstance(read, Quantity)
    assert read.factor == Fraction(2000, 3)


@given(st.decimals(min_value=0, max_value=10**15, allow_nan=False, allow_infinity=False, places=4))
def test_a_plain_decimal_is_itself(number: Decimal) -> None:
    read = parse(format(number, "f"), "亩")
    assert isinstance(read, Quantity)
    assert read.value == number
    assert read.text == format(number, "f")


@given(st.from_regex(r"\A[0-9]{1,15}(\.[0-9]{1,6})?\Z"), st.sampled_from(["件", "%", "", "万亩", "元"]))
def test_the_short_way_for_plain_digits_reads_what_the_long_way_reads(words: str, unit: str) -> None:
    assert parse(words, unit) == parse(f" {words} ", unit)


@given(st.integers(min_value=0, max_value=10**12))
def test_thousands_separators_change_nothing(number: int) -> None:
    assert parse(f"{number:,}", "件") == parse(str(number), "件")


@given(
    st.integers(min_value=1, max_value=10**9),
    st.sampled_from(["元", "万元", "亿元"]),
    st.sampled_from(["元", "万元", "亿元"]),
)
def test_conversion_keeps_the_amount(number: int, typed: str, kept: str) -> None:
    read = parse(f"{number}{typed}", kept)
    source, target = units.find(typed), units.find(kept)
    assert isinstance(read, Quantity)
    assert read.value is not None
    assert source is not None
    assert target is not None
    assert Fraction(read.value) * target.factor == number * source.factor


@given(st.text(max_size=70))
def test_no_words_break_the_reading(words: str) -> None:
    for unit in ("件", "%", "", "万平方米"):
        assert isinstance(parse(words, unit), Quantity | Misread)
