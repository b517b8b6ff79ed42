"""The item beside the ledger: facts, findings, remark, reason, star, past."""

from collections.abc import Callable
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from db.domain.cells import State
from db.domain.items import Aggregate, Item, Kind, Tier
from db.store.repository import Event
from gui.desk import Desk
from gui.dialogs.history import HistoryDialog
from gui.form.detail import DetailPanel
from gui.form.facts import happenings, measure
from gui.form.page import FormPage

Type = Callable[[str], None]
Answer = Callable[[Callable[[HistoryDialog], None]], None]
CASES, OTHER = "litigation_cases_count", "litigation_closed_count"


@pytest.fixture
def panel(qtbot: QtBot, desk: Desk) -> DetailPanel:
    shown = DetailPanel(desk)
    qtbot.addWidget(shown)
    shown.resize(300, 600)
    with qtbot.waitActive(shown):
        shown.show()
        shown.activateWindow()
    shown.show_item(CASES)
    return shown


def texts(panel: DetailPanel) -> list[str]:
    """All that can be read in the panel."""
    labels = cast("list[QLabel]", panel.widget().findChildren(QLabel))
    return [label.text() for label in labels if label.isVisibleTo(panel) and label.text()]


def test_it_tells_what_the_item_is(panel: DetailPanel, desk: Desk) -> None:
    item = desk.item(CASES)
    read = texts(panel)
    for words in (item.label, item.definition, item.basis, item.office, item.period, "各单位相加"):
        assert words in read
    assert any(words.startswith("件；") for words in read)


def test_facts_that_are_not_known_take_no_room(panel: DetailPanel, desk: Desk) -> None:
    blank = next(i.code for i in desk.ret.pack.items.values() if not i.basis and i.office)
    panel.show_item(blank)
    panel.draw_now()
    assert "依据" not in texts(panel)
    assert "来源科室" in texts(panel)


def test_findings_speak_with_their_next_step(panel: DetailPanel, desk: Desk) -> None:
    desk.enter(CASES, "大概")
    panel.draw_now()
    finding = desk.findings_of(CASES)[0]
    told = next(words for words in texts(panel) if words.startswith("✗ 错误"))
    assert finding.message in told
    assert f"下一步：{finding.next_step}" in told
    desk.enter(CASES, "37")
    panel.draw_now()
    assert not any(words.startswith("✗") for words in texts(panel))


def test_a_remark_is_saved_when_left(panel: DetailPanel, desk: Desk, type_words: Type) -> None:
    panel.focus_note()
    type_words("含区县分局")
    assert desk.cell(CASES).note == ""
    panel.star.setFocus()
    assert desk.cell(CASES).note == "含区县分局"


def test_a_remark_is_saved_by_flush_and_by_moving_on(panel: DetailPanel, desk: Desk, type_words: Type) -> None:
    panel.focus_note()
    type_words("甲")
    desk.flush()
    assert desk.cell(CASES).note == "甲"
    type_words("乙")
    panel.show_item(OTHER)
    assert desk.cell(CASES).note == "甲乙"
    panel.draw_now()
    assert panel.note.toPlainText() == ""
    assert desk.cell(OTHER).note == ""


def test_an_unchanged_remark_is_not_saved(panel: DetailPanel, desk: Desk) -> None:
    desk.annotate(CASES, note="两行\n说明")
    panel.draw_now()
    before = len(desk.opened.history(CASES))
    panel.focus_note()
    panel.star.setFocus()
    panel.show_item(OTHER)
    assert len(desk.opened.history(CASES)) == before


def test_figures_saved_while_a_remark_is_written_leave_it_alone(
    panel: DetailPanel, desk: Desk, type_words: Type
) -> None:
    panel.focus_note()
    type_words("写到一半")
    desk.enter(CASES, "38")
    panel.draw_now()
    assert panel.note.toPlainText() == "写到一半"


def test_the_reason_is_asked_only_for_what_cannot_be_had(panel: DetailPanel, desk: Desk, type_words: Type) -> None:
    assert panel.reason.isHidden()
    desk.mark(CASES, State.UNAVAILABLE)
    panel.focus_reason()
    assert panel.reason.hasFocus()
    type_words("等法院函复")
    panel.note.setFocus()
    assert (desk.cell(CASES).state, desk.cell(CASES).reason) == (State.UNAVAILABLE, "等法院函复")
    desk.enter(CASES, "5")
    panel.draw_now()
    assert panel.reason.isHidden()
    panel.save()
    assert desk.cell(CASES).words == "5"


def test_the_star_is_set_and_taken_off(panel: DetailPanel, desk: Desk) -> None:
    panel.star.click()
    assert desk.cell(CASES).starred
    panel.star.click()
    assert not desk.cell(CASES).starred


def test_history_and_past_years_follow_when_the_cursor_rests(panel: DetailPanel, desk: Desk, qtbot: QtBot) -> None:
    for words in ("38", "39", "40", "41", "42"):
        desk.enter(CASES, words)

    def past_is_there() -> None:
        assert "2024 年　42\n2023 年　30" in texts(panel)
        assert [bar.said for bar in panel.chart.bars] == ["30", "42"]

    qtbot.waitUntil(past_is_there)
    told = next(words for words in texts(panel) if "→" in words).splitlines()
    assert len(told) == 5
    assert told[0].endswith("张三　录入：41 → 42")
    assert told[-1].endswith("37 → 38")


def test_history_can_be_asked_for(panel: DetailPanel) -> None:
    panel.resize(260, 200)
    panel.show_history()
    assert any("未填 → 37" in words for words in texts(panel))
    assert panel.verticalScrollBar().value() > 0


def test_the_panel_waits_for_a_pause_before_it_draws(panel: DetailPanel, desk: Desk, qtbot: QtBot) -> None:
    panel.show_item(OTHER)
    assert desk.item(CASES).label in texts(panel)
    qtbot.waitUntil(lambda: desk.item(OTHER).label in texts(panel))


def test_a_locked_return_can_only_be_read(panel: DetailPanel, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.domain.life.missing", lambda ret, findings: "")
    desk.finalise()
    panel.draw_now()
    assert panel.note.isReadOnly()
    assert panel.reason.isReadOnly()
    assert not panel.star.isEnabled()


def test_another_year_shows_its_own_remark(panel: DetailPanel, desk: Desk) -> None:
    desk.annotate(CASES, note="今年的")
    desk.open_year(desk.ret.unit, 2023)
    assert panel.note.toPlainText() == ""
    desk.open_year(desk.ret.unit, 2024)
    assert panel.note.toPlainText() == "今年的"


def test_no_item_shows_nothing(panel: DetailPanel) -> None:
    panel.show_item("")
    panel.draw_now()
    assert texts(panel) == []


def test_long_words_wrap(panel: DetailPanel, desk: Desk) -> None:
    longest = max(desk.ret.pack.items.values(), key=lambda item: len(item.definition))
    panel.resize(240, 400)
    panel.show_item(longest.code)
    panel.draw_now()
    assert panel.widget().minimumSizeHint().width() <= panel.viewport().width()


def test_what_is_typed_in_the_ledger_shows_beside_it(page: FormPage, panel: DetailPanel, desk: Desk) -> None:
    page.current_changed.connect(panel.show_item)
    page.go_to(OTHER)
    assert panel.code == OTHER


def unit_item(unit: str, *also: str) -> Item:
    kind = Kind.QUANTITY
    return Item("a", "1", "甲", unit, kind, 0, Tier.CORE, "s", units_also=also, aggregate=Aggregate.SUM)


@pytest.mark.parametrize(
    ("unit", "also", "words"),
    [
        ("公顷", (), "公顷；1 平方米 = 0.0001 公顷；1 亩 = 1/15 公顷；1 万亩 = 2000/3 公顷；1 平方公里 = 100 公顷"),
        ("万元", (), "万元；1 元 = 0.0001 万元；1 亿元 = 10,000 万元"),
        ("件", ("个", "宗"), "件；也可写作个、宗；与其他计数单位不折算"),
        ("%", (), "%"),
        ("", (), "无单位"),
    ],
)
def test_how_the_unit_converts_is_told_exactly(unit: str, also: tuple[str, ...], words: str) -> None:
    assert measure(unit_item(unit, *also)) == words


def test_events_read_as_one_line_each(desk: Desk) -> None:
    desk.enter(CASES, "")
    desk.annotate(CASES, starred=True)
    assert happenings(desk.opened.history(CASES), 9).splitlines()[1:] == [
        "2025-01-23 10:42　张三　录入：37 → 未填",
        "2025-01-23 10:42　张三　录入：未填 → 37",
    ]


def test_all_of_a_long_history_is_one_button_away(panel: DetailPanel, desk: Desk, answer: Answer) -> None:
    panel.show_history()
    assert panel.all_history.isHidden()
    for words in ("38", "39", "40", "41", "42"):
        desk.enter(CASES, words)
    desk.mark(CASES, State.UNAVAILABLE, "等法院函复")
    panel.show_history()
    rows: list[list[str]] = []

    def read(dialog: HistoryDialog) -> None:
        for number in range(dialog.list.topLevelItemCount()):
            row = dialog.list.topLevelItem(number)
            assert row is not None
            rows.append([row.text(column) for column in range(dialog.list.columnCount())])

    answer(read)
    panel.all_history.click()
    assert len(rows) == 7
    assert rows[0] == ["2025-01-23 10:42", "张三", "标记", "42", "；原因：等法院函复", ""]
    assert rows[-1] == ["2025-01-23 10:42", "张三", "录入", "未填", "37", ""]


def test_the_reason_of_a_change_is_told() -> None:
    event = Event("2025-01-23T10:42:07+00:00", "张三", "导入", "指标", CASES, "未填", "", "已填", "5", "法院来函更正")
    assert happenings([event], 5) == "2025-01-23 10:42　张三　导入：未填 → 5（法院来函更正）"


def test_last_year_and_the_change_stand_in_the_details(panel: DetailPanel, desk: Desk) -> None:
    assert "30 件　+7　+23.33%" in texts(panel)
    desk.annotate(CASES, note="口径调整：含分局")
    panel.draw_now()
    assert "30 件　口径调整" in texts(panel)


def test_esc_goes_back_from_everywhere_in_the_panel(panel: DetailPanel, desk: Desk, qtbot: QtBot) -> None:
    desk.mark(CASES, State.UNAVAILABLE, "等法院函复")
    panel.focus_reason()
    for place in (panel, panel.reason, panel.note, panel.star):
        place.setFocus()
        with qtbot.waitSignal(panel.back_wanted):
            QTest.keyClick(place, Qt.Key.Key_Escape)


def test_a_screen_reader_hears_what_the_item_is(panel: DetailPanel, desk: Desk) -> None:
    item = desk.item(CASES)
    assert panel.accessibleName() == f"指标说明：{item.label}"
    for words in (
        f"口径：{item.definition}",
        f"依据：{item.basis}",
        f"来源科室：{item.office}",
        f"期间：{item.period}",
    ):
        assert words in panel.accessibleDescription()
