"""The last years as bars: which there are, what they say, and that they are drawn in both themes."""

from fractions import Fraction

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QHelpEvent, QImage
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from db.domain.cells import BLANK, Cell, State, marked, typed
from db.domain.items import Item, Kind, Tier
from gui import theme
from gui.form.chart import Bar, YearsChart, bars, told
from gui.theme import Appearance


def item(unit: str = "件", kind: Kind = Kind.QUANTITY) -> Item:
    return Item("a", "1.01", "甲", unit, kind, 0, Tier.CORE, "s")


def drawn(now: str, *past: tuple[int, str], unit: str = "件") -> tuple[Bar, ...]:
    one = item(unit)
    return bars(one, [(year, typed(one, words)) for year, words in past], 2024, typed(one, now))


def test_each_year_has_its_bar_and_this_year_the_last() -> None:
    found = drawn("37", (2022, "25"), (2023, "1,030"))
    assert [(bar.year, bar.said, bar.value, bar.current) for bar in found] == [
        (2022, "25", Fraction(25), False),
        (2023, "1,030", Fraction(1030), False),
        (2024, "37", Fraction(37), True),
    ]
    assert told(found) == "2024 年　37\n2023 年　1,030\n2022 年　25"


def test_years_without_a_return_are_gaps() -> None:
    found = drawn("5", (2021, "3"))
    assert [(bar.year, bar.said) for bar in found] == [(2021, "3"), (2022, "没有记录"), (2023, "没有记录"), (2024, "5")]


def test_no_more_than_six_years_are_drawn() -> None:
    assert [bar.year for bar in drawn("5", (1999, "3"), (2020, "4"))] == [2019, 2020, 2021, 2022, 2023, 2024]


def test_states_are_said_and_draw_no_bar() -> None:
    cells: list[tuple[int, Cell]] = [(2022, marked(State.NOT_APPLICABLE, "")), (2023, marked(State.UNAVAILABLE, "等"))]
    found = bars(item(), cells, 2024, BLANK)
    assert [(bar.said, bar.value) for bar in found] == [("不适用", None), ("暂无法取得", None), ("未填", None)]


@pytest.mark.parametrize(
    ("words", "low", "high", "open_ended"),
    [
        ("近300", 200, 300, False),
        ("1500余", 1500, 1600, False),
        ("100以上", 100, None, True),
        ("数十", 20, 100, False),
    ],
)
def test_figures_that_are_no_single_number_are_hollow_with_their_range(
    words: str, low: int, high: int | None, open_ended: bool
) -> None:
    (bar,) = drawn(words)
    assert bar.rough
    assert (bar.low, bar.high) == (Fraction(low), None if high is None else Fraction(high))
    assert bar.open_ended == open_ended
    assert bar.value is not None
    assert not drawn("300")[0].rough


def test_units_of_one_family_are_drawn_on_one_scale_and_others_not_at_all() -> None:
    assert [bar.value for bar in drawn("2000", (2023, "3亩"), unit="平方米")] == [Fraction(2000), Fraction(2000)]
    assert [bar.value for bar in drawn("91.6", (2023, "3/4"), unit="%")] == [Fraction(75), Fraction(916, 10)]
    other = drawn("5", (2023, "3宗"))[0]
    assert (other.said, other.value) == ("3宗（不折算，未画出）", None)


def test_words_that_were_not_understood_are_only_said() -> None:
    assert drawn("大概")[0] == Bar(2024, "大概", current=True)


# ---- painted


@pytest.fixture(params=["light", "dark"])
def chart(request: pytest.FixtureRequest, qtbot: QtBot, qapp: QApplication) -> YearsChart:
    appearance: Appearance = request.param
    theme.apply(qapp, appearance)
    shown = YearsChart()
    qtbot.addWidget(shown)
    shown.resize(240, shown.sizeHint().height())
    return shown


def picture(chart: YearsChart) -> QImage:
    chart.resize(240, chart.sizeHint().height())
    return chart.grab().toImage()


def ink_in(image: QImage, left: float, right: float, ink: QColor) -> int:
    """How many pixels have this colour between two shares of the width."""
    columns = range(int(image.width() * left), int(image.width() * right))
    return sum(image.pixelColor(x, y) == ink for x in columns for y in range(image.height()))


def test_a_greater_figure_has_a_greater_bar(chart: YearsChart) -> None:
    chart.show_bars((Bar(2023, "1", Fraction(1), Fraction(1), Fraction(1)), *drawn("3")))
    image, ink = picture(chart), theme.colour(chart, "accent")
    assert 0 < ink_in(image, 0, 0.5, ink) < ink_in(image, 0.5, 1, ink)


def test_a_rough_figure_is_hollow(chart: YearsChart) -> None:
    ink = theme.colour(chart, "accent")
    chart.show_bars(drawn("近300"))
    hollow = ink_in(picture(chart), 0, 1, ink)
    chart.show_bars(drawn("300"))
    assert hollow < ink_in(picture(chart), 0, 1, ink) / 3


@pytest.mark.parametrize(
    "past",
    [
        [(2023, "0")],
        [(2023, "-5.6"), (2022, "3")],
        [(2023, "9" * 59)],
        [(2023, "0." + "0" * 50 + "1")],
        [(2020, "1")],
        [(2023, "近10万"), (2022, "不少于2"), (2021, "3以下")],
        [(2023, "大概")],
    ],
)
def test_anything_can_be_painted(chart: YearsChart, past: list[tuple[int, str]]) -> None:
    one = Item("a", "1", "甲", "%", Kind.RATE, 2, Tier.CORE, "s", signed=True)
    for now in ("7", "0", "-3", ""):
        chart.show_bars(bars(one, [(year, typed(one, words)) for year, words in past], 2024, typed(one, now)))
        assert not picture(chart).isNull()


def test_without_a_figure_there_is_no_chart(chart: YearsChart) -> None:
    chart.show_bars(drawn("大概"))
    assert chart.isHidden()
    assert chart.bars == ()
    chart.show_bars(drawn("5"))
    assert not chart.isHidden()


def test_all_that_is_drawn_can_be_read_and_heard(chart: YearsChart, qapp: QApplication) -> None:
    chart.show_bars(drawn("37", (2023, "近300")))
    assert chart.accessibleName() == "往年走势图"
    assert chart.accessibleDescription() == "2024 年　37；2023 年　近300"
    chart.show()
    where = QPoint(chart.width() // 4, chart.height() // 2)
    QApplication.sendEvent(chart, QHelpEvent(QHelpEvent.Type.ToolTip, where, chart.mapToGlobal(where)))
    assert QToolTip.text() == "2023 年　近300"
    QToolTip.hideText()
