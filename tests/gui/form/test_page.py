"""The page: sections and tables in one place, progress, the echo line, a whole block at once, another year."""

from collections.abc import Callable
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QMessageBox, QTableView, QWidget
from pytestqt.qtbot import QtBot

from db.domain.cells import State
from db.domain.items import Kind
from db.service import OwnItem
from gui.desk import Desk
from gui.form.delegate import MARGIN
from gui.form.looks import SHAPES, STAR
from gui.form.model import Column
from gui.form.page import FormPage

Press = Callable[..., None]
Type = Callable[[str], None]
CASES, FIRST = "litigation_cases_count", "admin_dispute_cases_count"
TABLE = "disclosure_applications"


def texts(page: FormPage) -> list[str]:
    labels = cast("list[QLabel]", page.findChildren(QLabel))
    return [label.text() for label in labels if label.isVisibleTo(page) and label.text()]


def test_the_title_and_how_far_the_section_is(page: FormPage, desk: Desk) -> None:
    assert "六 社会矛盾纠纷行政预防调处化解体系" in texts(page)
    assert f"已填 3/{len(page.codes)}" in texts(page)
    desk.enter(FIRST, "5")
    assert f"已填 4/{len(page.codes)}" in texts(page)


def test_a_table_tells_unit_origin_and_remark(page: FormPage, desk: Desk) -> None:
    table = desk.ret.pack.table_by_id[TABLE]
    assert page.show_table(TABLE)
    read = texts(page)
    assert f"{table.label}（单位：件）" in read
    assert any(table.remark in words and table.basis in words for words in read)
    assert page.current_code() == table.codes[0]


def test_a_table_counts_its_own_cells_and_says_where_the_others_count(page: FormPage, desk: Desk) -> None:
    table = desk.ret.pack.table_by_id["litigation"]
    own = desk.ret.table_codes(table)
    linked = set(table.codes) - set(own)
    assert len(linked) > 1
    assert page.show_table(table.id)
    assert f"已填 0/{len(own)}（另 {len(linked)} 格计入各部分）" in texts(page)
    desk.mark_all(own, State.NOT_APPLICABLE)
    assert page._block.isEnabled()  # a linked cell is still open


def test_unknown_places_are_refused(page: FormPage) -> None:
    assert not page.show_section("nowhere")
    assert not page.show_table("nowhere")
    assert page.current_code() == FIRST


def test_a_section_without_items_says_so(page: FormPage) -> None:
    assert page.show_section("technology")
    assert any("没有选用的指标" in words for words in texts(page))
    assert page.current_code() == ""


def test_the_cursor_is_told(page: FormPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.current_changed, check_params_cb=lambda code: code == CASES):
        page.go_to(CASES)
    assert page.current_code() == CASES
    assert page.ledger.hasFocus()


def test_the_echo_follows_every_key(page: FormPage, type_words: Type, press: Press) -> None:
    page.go_to("petition_reception_person_times")
    type_words("1")
    assert page.echo.text() == "= 1 人次"
    type_words(".2")
    assert page.echo.text() == "= 1.2 人次"
    type_words("万")
    assert page.echo.text() == "= 12,000 人次"
    type_words("只")
    assert page.echo.text().startswith("✗ ")
    assert page.echo.meaning == "error"
    press(Qt.Key.Key_Escape)
    assert page.echo.text().startswith("请填数（单位：人次）")


def test_the_echo_tells_states(page: FormPage, desk: Desk) -> None:
    page.go_to(FIRST)
    desk.mark(FIRST, State.NOT_APPLICABLE)
    assert page.echo.text() == "不适用：本单位无此项职责"
    desk.mark(FIRST, State.UNAVAILABLE, "等函复")
    assert page.echo.text() == "暂无法取得：等函复"


@pytest.mark.parametrize(
    ("kind", "choices", "words"),
    [
        (Kind.DATE, (), "请填日期"),
        (Kind.YESNO, (), "请填“是”或“否”"),
        (Kind.CHOICE, ("优", "良"), "请填 优、良"),
        (Kind.TEXT, (), "请填文字"),
    ],
)
def test_an_empty_cell_says_what_it_expects(
    page: FormPage, desk: Desk, kind: Kind, choices: tuple[str, ...], words: str
) -> None:
    own = OwnItem("自设一项", "", kind, section="disputes", choices=choices)
    page.go_to(desk.add_own_item(own))
    assert page.echo.text().startswith(words)


def test_nothing_moves_while_the_echo_changes(page: FormPage) -> None:
    before = page.ledger.geometry()
    page.echo.show_typing(FIRST, "很长的一句话，" * 60)
    QApplication.processEvents()
    assert page.ledger.geometry() == before
    assert page.echo.minimumHeight() == page.echo.maximumHeight() == page.echo.height()


def answer(monkeypatch: pytest.MonkeyPatch, button: QMessageBox.StandardButton) -> list[str]:
    asked: list[str] = []

    def question(parent: FormPage, title: str, text: str) -> QMessageBox.StandardButton:
        asked.append(text)
        return button

    monkeypatch.setattr(QMessageBox, "question", question)
    return asked


def test_a_whole_block_is_marked_at_once_after_a_question(
    page: FormPage, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answer(monkeypatch, QMessageBox.StandardButton.Yes)
    with qtbot.waitSignal(desk.saved):
        QTest.mouseClick(page._block, Qt.MouseButton.LeftButton)
    states = {code: desk.cell(code).state for code in page.codes}
    assert f"还有 {len(page.codes) - 3} 项未填" in asked[0]
    assert states.pop(CASES) is State.VALUE
    assert states.pop("litigation_closed_count") is State.VALUE
    assert states.pop("litigation_pending_count") is State.VALUE
    assert set(states.values()) == {State.NOT_APPLICABLE}


def test_marking_the_block_again_takes_it_back(
    page: FormPage, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answer(monkeypatch, QMessageBox.StandardButton.Yes)
    page.mark_block()
    assert page._block.text() == "取消“无此项职责”"
    with qtbot.waitSignal(desk.saved):
        QTest.mouseClick(page._block, Qt.MouseButton.LeftButton)
    count = len(page.codes) - 3
    assert f"有 {count} 项标为“不适用”" in asked[1]
    states = [desk.cell(code).state for code in page.codes]
    assert (states.count(State.BLANK), states.count(State.VALUE)) == (count, 3)
    assert page._block.text() == "本单位无此项职责"


def test_the_block_of_a_table_is_marked_and_taken_back(
    page: FormPage, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, QMessageBox.StandardButton.Yes)
    page.show_table(TABLE)
    page.mark_block()
    assert {desk.cell(code).state for code in page.codes} == {State.NOT_APPLICABLE}
    page.mark_block()
    assert {desk.cell(code).state for code in page.codes} == {State.BLANK}


def test_a_locked_block_can_only_be_read(page: FormPage, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.domain.life.missing", lambda ret, findings: "")
    desk.finalise()
    assert not page._block.isEnabled()


@pytest.mark.parametrize("table", ["", TABLE])
def test_one_key_marks_a_cell_not_applicable_and_once_more_takes_it_back(
    page: FormPage, desk: Desk, qtbot: QtBot, table: str
) -> None:
    if table:
        page.show_table(table)
    page.view.setFocus()
    code = page.current_code()
    for state in (State.NOT_APPLICABLE, State.BLANK):
        QTest.keyClick(page.view, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
        assert desk.cell(code).state is state


@pytest.mark.parametrize("table", ["", TABLE])
def test_one_key_says_that_a_figure_cannot_be_had_and_asks_why(
    page: FormPage, desk: Desk, qtbot: QtBot, table: str
) -> None:
    if table:
        page.show_table(table)
    page.view.setFocus()
    code = page.current_code()
    for _ in range(2):  # once more only asks again
        with qtbot.waitSignal(page.reason_wanted, check_params_cb=lambda asked: asked == code):
            QTest.keyClick(page.view, Qt.Key.Key_9, Qt.KeyboardModifier.ControlModifier)
        assert desk.cell(code).state is State.UNAVAILABLE


def test_words_being_typed_are_in_the_history_when_their_cell_is_marked(
    page: FormPage, desk: Desk, type_words: Type, qtbot: QtBot
) -> None:
    code = page.current_code()
    type_words("12")
    QTest.keyClick(page.ledger.editor, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert desk.cell(code).state is State.NOT_APPLICABLE
    assert [event.after_words or event.after_state for event in desk.opened.history(code)] == ["不适用", "12"]


def test_a_figure_ten_thousand_times_last_years_is_asked_about_where_it_is_typed(
    page: FormPage, desk: Desk, type_words: Type, press: Press
) -> None:
    money = next(c for c in desk.ret.ordered_codes if desk.item(c).unit == "万元")
    desk.open_year(desk.ret.unit, 2023)
    desk.enter(money, "180")
    desk.open_year(desk.ret.unit, 2024)
    page.show_table(desk.item(money).section)
    page.go_to(money)
    page.view.setFocus()
    type_words("1800000")
    assert page.echo.text() == "= 1,800,000 万元　⚠ 是否按元填写？本项按“万元”统计，1 万元 = 10,000 元。"
    press(Qt.Key.Key_Return)
    finding = desk.findings_of(money)[0]
    assert finding.rule == f"slip:{money}"
    assert "请改为 180 万元" in finding.next_step
    desk.enter(money, "1800000元")
    assert not desk.findings_of(money)
    page.go_to(money)
    assert page.echo.text() == "= 180 万元（1 元 = 0.0001 万元）"
    assert "1800000" in [event.before_words for event in desk.opened.history(money)]


def test_a_block_is_left_alone_if_the_answer_is_no(page: FormPage, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, QMessageBox.StandardButton.No)
    page.mark_block()
    assert desk.cell(FIRST).state is State.BLANK


def test_a_block_keeps_totals_that_add_themselves_up(
    page: FormPage, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, QMessageBox.StandardButton.Yes)
    for column in ("person", "company", "research", "welfare", "legal", "other"):
        desk.enter(f"{TABLE}.new.{column}", "1")
    page.show_table(TABLE)
    page.mark_block()
    assert desk.cell(f"{TABLE}.new.total").state is State.BLANK
    assert desk.cell(f"{TABLE}.open.total").state is State.NOT_APPLICABLE


def test_a_new_item_shows_up_and_the_cursor_stays(page: FormPage, desk: Desk) -> None:
    page.go_to(CASES)
    desk.switch_on(["litigation_won_count"])
    assert "litigation_won_count" in page.codes
    assert page.current_code() == CASES


def test_another_year_shows_its_own_figures(page: FormPage, desk: Desk) -> None:
    page.go_to(CASES)
    desk.open_year(desk.ret.unit, 2023)
    assert page.current_code() == CASES
    assert page.ledger.currentIndex().data() == "30"


def test_a_section_of_another_year_gives_way(page: FormPage, desk: Desk) -> None:
    desk.add_own_item(OwnItem("自设一项", "件"))
    assert page.show_section("own")
    desk.open_year(desk.ret.unit, 2023)  # before the item was thought of
    assert page.codes == tuple(i.code for i in desk.ret.section_items(desk.ret.pack.sections[0]))


def test_a_table_of_another_year_gives_way(page: FormPage, desk: Desk) -> None:
    desk.open_year(desk.ret.unit, 2023)
    assert page.show_table("reconsideration_handled")
    desk.open_year(desk.ret.unit, 2024)  # asked up to 2023 only
    assert page.codes == tuple(i.code for i in desk.ret.section_items(desk.ret.pack.sections[0]))


def test_locking_shows(page: FormPage, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.domain.life.missing", lambda ret, findings: "")
    desk.finalise()
    assert any(words.endswith("已定稿") for words in texts(page))
    assert not page._block.isEnabled()


def test_the_menu_offers_what_fits(page: FormPage, desk: Desk, qtbot: QtBot) -> None:
    page.go_to(CASES)
    words = [action.text().partition("\t")[0] for action in page.ledger.actions() if action.text()]
    marks = ["标为“不适用”", "标为“暂无法取得”", "本行不适用", "填入各分项之和", "标星", "查看历史"]
    assert words == ["修改", "清空", "复制", "粘贴", *marks]
    history = next(a for a in page.ledger.actions() if a.text() == "查看历史")
    with qtbot.waitSignal(page.history_wanted) as wanted:
        history.trigger()
    assert wanted.args == [CASES]
    star = next(a for a in page.ledger.actions() if a.text() == "标星")
    star.trigger()
    assert desk.cell(CASES).starred
    assert star.isChecked()


def test_everything_has_an_accessible_name(page: FormPage, desk: Desk, press: Press) -> None:
    press(Qt.Key.Key_F2)
    assert page.ledger.editor.accessibleName() == desk.item(FIRST).label
    for kind in (QTableView, QAbstractButton, QLineEdit):
        found = cast("list[QWidget]", page.findChildren(kind))
        for widget in found:
            if widget.isVisibleTo(page) and widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
                assert widget.accessibleName() or getattr(widget, "text", str)()


def test_a_narrow_window_keeps_the_names_readable(page: FormPage) -> None:
    ledger = page.ledger
    letter = ledger.fontMetrics().horizontalAdvance("国")

    def shown(width: int) -> list[bool]:
        ledger.resize(width, 400)
        return [not ledger.isColumnHidden(column) for column in (Column.THIS, Column.LAST, Column.CHANGE)]

    assert shown(1200) == [True, True, True]
    assert shown(580) == [True, True, False]
    assert ledger.columnWidth(Column.NAME) >= 10 * letter
    assert shown(430) == [True, False, False]
    assert shown(1200) == [True, True, True]


def test_no_state_is_cut(page: FormPage) -> None:
    ledger = page.ledger
    words = ledger.fontMetrics().horizontalAdvance(f"{State.UNAVAILABLE} {STAR}")
    shape = max(map(ledger.fontMetrics().horizontalAdvance, SHAPES))
    assert ledger.columnWidth(Column.STATE) >= shape + 3 + words + 2 * MARGIN
