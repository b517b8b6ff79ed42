"""Words as clerks really write and paste them: kept exactly, understood or told what is expected, shown in the cell."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from db.domain.items import Kind
from db.service import OwnItem
from gui.desk import Desk
from gui.form.page import FormPage

Press = Callable[..., None]
Type = Callable[[str], None]
Stored = Callable[[str], tuple[str, str] | None]
CTRL = Qt.KeyboardModifier.ControlModifier

NOT_A_SORT = "不是一类"
ZERO_OR_NO_DUTY = "没有发生请填 0，没有此项职责请标“不适用”"
NO_DUTY = "没有此项职责请标“不适用”"
NOT_YET = "没有发生请填 0，暂时拿不到的请标“暂无法取得”并写明原因"
POINT = "小数点或分节号位置不对"
CANNOT = "看不懂"
TWO = "像是两个数"

# What the line below the ledger says: the reading after "=", or a part of what is said to be wrong after "✗".
NUMBERS = [
    ("１２３", "= 123 件"),
    ("１２，３４５", "= 12,345 件"),
    ("1，234", "= 1,234 件"),
    ("1,23,4", f"✗{POINT}"),
    ("12，5", f"✗{POINT}"),
    ("12,5", f"✗{POINT}"),
    ("12。5", f"✗{POINT}"),
    ("12、5", f"✗{POINT}"),
    ("1·5", f"✗{POINT}"),
    ("5.", f"✗{POINT}"),
    ("1.2.3", f"✗{POINT}"),
    ("12 345", "= 12,345 件"),
    ("1 000 000", "= 1,000,000 件"),
    ("12 34", f"✗{TWO}"),
    ("12\u00a0345", "= 12,345 件"),  # no-break space
    ("12\u2009345", "= 12,345 件"),  # thin space
    ("12\u202f345", "= 12,345 件"),  # narrow no-break space
    ("12\u00a034", f"✗{TWO}"),
    ("　12　", "= 12 件"),
    ("1\u200b2", "= 12 件"),  # zero-width space
    ("12\ufeff", "= 12 件"),  # byte order mark, at the end: Qt reads one at the beginning as a mark
    ("12\u200f", "= 12 件"),  # right-to-left mark
    ("\u202a12\u202c", "= 12 件"),  # embedding
    ("1\u00ad2", "= 12 件"),  # soft hyphen
    ("近300", "= 200 以上，不到 300 件（近）"),
    ("30余", "= 30 以上，不到 40 件（余）"),
    ("三十余", "= 30 以上，不到 40 件（余）"),
    ("1500余件", "= 1,500 以上，不到 1,600 件（余）"),
    ("不少于3件", "= 不少于 3 件（不少于）"),
    ("1.2万", "= 12,000 件"),
    ("零", "= 0 件"),
    ("〇", "= 0 件"),
    ("两", "= 2 件"),
    ("一百二十", "= 120 件"),
    ("一百二", "✗请把数写全"),
    ("两三", f"✗{CANNOT}"),
    ("数", f"✗{CANNOT}"),
    ("数十件", "= 20 以上，不到 100 件（数十）"),
    ("负数", f"✗{CANNOT}"),
    ("负5", "= -5 件"),
    ("−5", "= -5 件"),
    ("-5", "= -5 件"),
    ("+5", "= 5 件"),
    ("0", "= 0 件"),
    ("-0", "= 0 件"),
    ("未发生", "= 0 件"),
    ("5人次", "= 5 人次（按“人次”保留，不折算成“件”）"),
    ("3个", "= 3 个（按“个”保留，不折算成“件”）"),
    ("12％", f"✗{NOT_A_SORT}"),
    ("1.2万元", f"✗{NOT_A_SORT}"),
    ("3/4", f"✗{CANNOT}"),
    ("1e5", "✗科学记数法"),
    ("3~5", "✗是一个范围"),
    ("5+3", "✗像是算式"),
    ("=1+1", "✗像是算式"),
    ("=SUM(A1:A3)", "✗像是算式"),
    ("@x", f"✗{CANNOT}"),
    ("'5", f"✗{CANNOT}"),
    ('"5"', f"✗{CANNOT}"),
    ("“5”", f"✗{CANNOT}"),
    ("（5）", f"✗{CANNOT}"),
    ("5（含上年）", f"✗{CANNOT}“5（含上年）”"),
    ("<html>", f"✗{CANNOT}“<html>”"),
    ("<b>5</b>", f"✗{CANNOT}“<b>5</b>”"),
    ("%s", f"✗{CANNOT}“%s”"),
    ("\\x00", f"✗{CANNOT}“\\x00”"),
    ("{0}", f"✗{CANNOT}“{{0}}”"),
    ("🙂", f"✗{CANNOT}“🙂”"),
    ("𠮷野家", f"✗{CANNOT}“𠮷野家”"),
    ("👨\u200d👩\u200d👧", f"✗{CANNOT}"),
    ("㈠", f"✗{CANNOT}"),
    ("37①", f"✗{CANNOT}"),
    ("豈", f"✗{CANNOT}"),  # U+F900, a compatibility ideograph that must not become 豈 U+8C48
    ("—", f"✗{ZERO_OR_NO_DUTY}"),
    ("-", f"✗{ZERO_OR_NO_DUTY}"),
    ("/", f"✗{ZERO_OR_NO_DUTY}"),
    ("无", f"✗{ZERO_OR_NO_DUTY}"),
    ("没有", f"✗{ZERO_OR_NO_DUTY}"),
    ("不适用", f"✗{NO_DUTY}"),
    ("N/A", f"✗{NO_DUTY}"),
    ("未统计", f"✗{NOT_YET}"),
    ("暂无", f"✗{NOT_YET}"),
    ("？", f"✗{NOT_YET}"),
    ("是", f"✗{CANNOT}"),
    ("12月5日", f"✗{CANNOT}"),
]
AREA = [
    ("3.2亩", "3.2 亩 × 2000/3 = 约 2,133.33 平方米（按亩保留）"),
    ("3.2公顷", "= 32,000 平方米（1 公顷 = 10,000 平方米）"),
    ("5㎡", "= 5 平方米"),
    ("6979.350", "= 6,979.350 平方米"),
    ("㎡", f"✗{CANNOT}“㎡”"),
    ("5件", f"✗{NOT_A_SORT}"),
    ("/", f"✗{ZERO_OR_NO_DUTY}"),
]
MONEY = [
    ("180万", "= 1,800,000 元"),
    ("1.2万元", "= 12,000 元"),
    ("５００．００", "= 500.00 元"),
    ("￥500", f"✗{CANNOT}"),
    ("千元以下", "= 不超过 1,000 元（以下）"),
    ("无", f"✗{ZERO_OR_NO_DUTY}"),
]
SHARE = [
    ("12％", "= 12%"),
    ("3/4", "= 75%"),
    ("1/3", "✗除不尽"),
    ("约 90%左右", "= 85 至 95%之间（约）"),
    ("0.5‰", "= 0.05%（1 ‰ = 0.1%）"),
    ("五成", "= 50%"),
    ("3万", f"✗{CANNOT}"),
    ("—", f"✗{ZERO_OR_NO_DUTY}"),
]
DATES = [
    ("2024.1.5", "= 2024年1月5日"),
    ("2024年1月5日", "= 2024年1月5日"),
    ("2024年1月5号", "= 2024年1月5日"),
    ("２０２４－１－５", "= 2024年1月5日"),
    ("20240105", "= 2024年1月5日"),
    ("二〇二四年十二月三十一日", "= 2024年12月31日"),
    ("12月5日", "✗“12月5日”不是一个完整的日期；请填年、月、日，例如“2024-12-31”。"),
    ("2024年2月30日", "✗不是一个完整的日期"),
    ("45296", "✗不是一个完整的日期"),
    ("无", f"✗{NO_DUTY}"),
    ("未统计", "✗暂时拿不到的请标“暂无法取得”并写明原因"),
]
YES_OR_NO = [
    *((word, "= 是") for word in ("是", "有", "√", "✓", "是的", "Y", "1")),
    *((word, "= 否") for word in ("否", "无", "×", "没有", "不是", "n", "0")),
    ("不适用", f"✗{NO_DUTY}"),
    ("/", f"✗{NO_DUTY}"),
    ("不详", "✗暂时拿不到的请标“暂无法取得”"),
    ("maybe", "✗请填“是”或“否”"),
]
CHOICES = [
    ("已完成", "= 已完成"),
    ("已 完成", "= 已完成"),
    ("完成了", "✗请从 已完成、部分完成 中选一个，例如“已完成”"),
    ("N/A", f"✗{NO_DUTY}"),
]
TEXTS = [(words, "") for words, _ in (*NUMBERS, *DATES, *CHOICES)]

KINDS = {
    "count": (Kind.COUNT, "件", NUMBERS),
    "quantity": (Kind.QUANTITY, "平方米", AREA),
    "money": (Kind.MONEY, "元", MONEY),
    "share": (Kind.SHARE, "%", SHARE),
    "date": (Kind.DATE, "", DATES),
    "yesno": (Kind.YESNO, "", YES_OR_NO),
    "choice": (Kind.CHOICE, "", CHOICES),
    "text": (Kind.TEXT, "", TEXTS),
}
ONLY_PASTED = [
    "12\t34",
    "12\r\n345",
    "第一行\n第二行",
    "5\x00",
    "\x07",
    "长" * 100_000,
    "9" * 100_000,
]


def as_expected(said: str, expected: str) -> bool:
    if expected.startswith("✗"):
        return said.startswith("✗ ") and expected[1:] in said and "例如“" in said
    return said == expected if expected else not said.startswith(("✗", "="))


def test_the_table_is_long_enough() -> None:
    assert len({words for _, _, table in KINDS.values() for words, _ in table}) > 100


@pytest.mark.parametrize("way", ["typed", "pasted"])
@pytest.mark.parametrize("kind", KINDS)
def test_awkward_words(
    page: FormPage, desk: Desk, type_words: Type, press: Press, stored: Stored, kind: str, way: str
) -> None:
    of_kind, unit, table = KINDS[kind]
    choices = ("已完成", "部分完成") if of_kind is Kind.CHOICE else ()
    code = desk.add_own_item(OwnItem("难填的指标", unit, of_kind, section="disputes", choices=choices))
    wrong: list[tuple[object, ...]] = []
    for words, expected in table:
        page.go_to(code)
        if way == "typed" and "\ufeff" not in words:  # no key event made here can carry it
            type_words(words)
        else:
            QGuiApplication.clipboard().setText(words)
            press(Qt.Key.Key_V, CTRL)
        typed, said = page.ledger.editor.text(), page.echo.text()
        press(Qt.Key.Key_Return)
        shown = page.ledger.entries.index_of(code).data().replace(",", "")
        cell = desk.cell(code)
        if (typed, stored(code), shown) != (words, ("已填", words), words.replace(",", "")):
            wrong.append((words, "kept", typed, stored(code), shown))
        if not as_expected(said, expected):
            wrong.append((words, "told", said, ""))
        if (cell.misread is None) != (not expected.startswith("✗")):
            wrong.append((words, "understood", str(cell.value), ""))
    assert wrong == []


@pytest.mark.parametrize("words", ONLY_PASTED, ids=lambda words: repr(words[:6]))
@pytest.mark.parametrize("kind", KINDS)
def test_tabs_lines_and_whole_pages_in_the_open_editor_are_kept_and_never_read_as_one_figure(
    page: FormPage, desk: Desk, press: Press, stored: Stored, kind: str, words: str
) -> None:
    of_kind, unit, _ = KINDS[kind]
    choices = ("已完成", "部分完成") if of_kind is Kind.CHOICE else ()
    code = desk.add_own_item(OwnItem("难填的指标", unit, of_kind, section="disputes", choices=choices))
    page.go_to(code)
    press(Qt.Key.Key_F2)
    QGuiApplication.clipboard().setText(words)
    press(Qt.Key.Key_V, CTRL)
    assert page.ledger.editor.text() == words
    press(Qt.Key.Key_Return)
    page.grab()
    assert stored(code) == ("已填", words)
    cell = desk.cell(code)
    assert (cell.misread is not None) == (of_kind is not Kind.TEXT)
    if cell.misread is not None:
        assert len(cell.misread.sentence) < 160
        assert "\n" not in cell.misread.sentence


def test_half_a_character_is_no_reason_to_lose_the_rest(page: FormPage, press: Press, stored: Stored) -> None:
    code = page.current_code()
    QGuiApplication.clipboard().setText("12\ud83d件")
    press(Qt.Key.Key_V, CTRL)
    press(Qt.Key.Key_Return)
    kept = stored(code)
    assert kept is not None
    assert kept[1].startswith("12")
    assert kept[1].endswith("件")
