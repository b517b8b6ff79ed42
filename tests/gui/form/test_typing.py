"""Figures go from the keyboard into the file: keys, ways to leave a cell, states, taking back."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from db.domain.cells import State
from db.domain.items import Kind
from db.service import OwnItem
from gui.desk import Desk
from gui.form.model import Column
from gui.form.page import FormPage

Press = Callable[..., None]
Type = Callable[[str], None]
Stored = Callable[[str], tuple[str, str] | None]
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
FIRST, SECOND = "admin_dispute_cases_count", "reconsideration_cases_count"
FILLED = "litigation_cases_count"  # 37


def row(page: FormPage) -> int:
    return page.ledger.currentIndex().row()


@pytest.mark.parametrize(
    ("key", "modifiers", "lands"),
    [
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, 2),
        (Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier, 2),
        (Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier, 2),
        (Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier, 2),
        (Qt.Key.Key_Return, SHIFT, 0),
        (Qt.Key.Key_Up, Qt.KeyboardModifier.NoModifier, 0),
        (Qt.Key.Key_Backtab, SHIFT, 0),
        (Qt.Key.Key_PageDown, Qt.KeyboardModifier.NoModifier, None),
    ],
)
def test_each_way_out_of_a_cell_saves_and_goes_on(
    page: FormPage,
    type_words: Type,
    press: Press,
    stored: Stored,
    key: Qt.Key,
    modifiers: Qt.KeyboardModifier,
    lands: int | None,
) -> None:
    page.go_to(SECOND)
    type_words("66")
    assert stored(SECOND) is None  # still being typed
    press(key, modifiers)
    assert stored(SECOND) == ("已填", "66")
    assert not page.ledger.is_editing
    assert row(page) == (page.ledger.model().rowCount() - 1 if lands is None else lands)


def test_an_item_costs_its_digits_and_enter(page: FormPage, type_words: Type, press: Press, stored: Stored) -> None:
    codes = page.codes
    for number, _ in enumerate(codes):
        type_words(str(number))
        press(Qt.Key.Key_Return)
    assert [stored(code) for code in codes] == [("已填", str(n)) for n, _ in enumerate(codes)]


def test_moving_without_typing_opens_nothing(page: FormPage, press: Press) -> None:
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Down)
    assert (row(page), page.ledger.is_editing) == (2, False)
    press(Qt.Key.Key_Return, SHIFT)
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Up)
    assert row(page) == 0
    assert page.ledger.currentIndex().column() == Column.THIS


def test_home_end_left_and_right_stay_in_this_year(page: FormPage, press: Press) -> None:
    press(Qt.Key.Key_End)
    assert row(page) == page.ledger.model().rowCount() - 1
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home):
        press(key)
        assert page.ledger.currentIndex().column() == Column.THIS
    assert row(page) == 0


def test_f2_keeps_the_words_and_typing_replaces_them(
    page: FormPage, type_words: Type, press: Press, stored: Stored
) -> None:
    page.go_to(FILLED)
    press(Qt.Key.Key_F2)
    type_words("0")
    press(Qt.Key.Key_Return)
    assert stored(FILLED) == ("已填", "370")
    page.go_to(FILLED)
    type_words("5")
    press(Qt.Key.Key_Return)
    assert stored(FILLED) == ("已填", "5")


def test_separators_are_never_in_the_editor(page: FormPage, desk: Desk, press: Press) -> None:
    desk.enter(FILLED, "12000")
    page.go_to(FILLED)
    index = page.ledger.currentIndex()
    assert index.data() == "12,000"
    press(Qt.Key.Key_F2)
    assert page.ledger.editor.text() == "12000"


def test_escape_takes_back(page: FormPage, type_words: Type, press: Press, stored: Stored) -> None:
    page.go_to(FILLED)
    type_words("99")
    press(Qt.Key.Key_Escape)
    assert stored(FILLED) == ("已填", "37")
    assert (page.ledger.is_editing, page.ledger.hasFocus()) == (False, True)


def test_a_double_click_edits_and_a_click_elsewhere_saves(
    page: FormPage, qtbot: QtBot, type_words: Type, stored: Stored
) -> None:
    def middle(at: int, column: Column) -> QPoint:
        return page.ledger.visualRect(page.ledger.model().index(at, column)).center()

    viewport = page.ledger.viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=middle(1, Column.THIS))
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=middle(1, Column.THIS))
    assert page.ledger.is_editing
    type_words("66")
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=middle(3, Column.NAME))
    assert stored(SECOND) == ("已填", "66")
    assert page.ledger.currentIndex() == page.ledger.model().index(3, Column.THIS)
    assert not page.ledger.is_editing


def test_leaving_by_focus_saves(page: FormPage, type_words: Type, stored: Stored) -> None:
    type_words("3")
    page._block.setFocus()
    assert stored(FIRST) == ("已填", "3")
    assert not page.ledger.is_editing


def test_another_window_in_front_saves_and_the_editor_waits(
    page: FormPage, qtbot: QtBot, type_words: Type, press: Press, stored: Stored
) -> None:
    type_words("3")
    calculator = QWidget()
    qtbot.addWidget(calculator)
    with qtbot.waitActive(calculator):
        calculator.show()
        calculator.activateWindow()
    assert stored(FIRST) == ("已填", "3")
    with qtbot.waitActive(page):
        page.activateWindow()
    type_words("7")
    press(Qt.Key.Key_Return)
    assert stored(FIRST) == ("已填", "37")


def test_tab_at_the_end_leaves_the_ledger(page: FormPage, press: Press) -> None:
    press(Qt.Key.Key_End)
    press(Qt.Key.Key_Tab)
    assert not page.ledger.hasFocus()


def test_flush_saves_what_is_being_typed_and_keeps_the_editor(
    page: FormPage, desk: Desk, type_words: Type, stored: Stored
) -> None:
    type_words("12")
    desk.flush()
    assert stored(FIRST) == ("已填", "12")
    assert page.ledger.is_editing
    type_words("3")
    desk.flush()
    assert stored(FIRST) == ("已填", "123")


def test_delete_empties_and_the_history_keeps_the_words(
    page: FormPage, desk: Desk, press: Press, stored: Stored
) -> None:
    page.go_to(FILLED)
    press(Qt.Key.Key_Delete)
    assert stored(FILLED) == ("未填", "")
    assert desk.opened.history(FILLED)[0].before_words == "37"


def test_the_states_have_keys(page: FormPage, qtbot: QtBot, desk: Desk, type_words: Type, stored: Stored) -> None:
    page.go_to(FILLED)
    QTest.keyClick(page.ledger, Qt.Key.Key_0, CONTROL)
    assert stored(FILLED) == ("不适用", "")
    with qtbot.waitSignal(page.reason_wanted) as wanted:
        QTest.keyClick(page.ledger, Qt.Key.Key_9, CONTROL)
    assert (stored(FILLED), wanted.args) == (("暂无法取得", ""), [FILLED])
    type_words("8")
    QTest.keyClick(page.ledger.editor, Qt.Key.Key_0, CONTROL)
    assert stored(FILLED) == ("不适用", "")
    assert desk.opened.history(FILLED)[0].before_words == "8"


def test_copy_and_paste_move_words(page: FormPage, press: Press, stored: Stored) -> None:
    page.go_to(FILLED)
    press(Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "37"
    QGuiApplication.clipboard().setText("1.2万元\r\n")
    page.go_to(SECOND)
    press(Qt.Key.Key_V, CONTROL)
    assert page.ledger.editor.text() == "1.2万元"
    press(Qt.Key.Key_Return)
    assert stored(SECOND) == ("已填", "1.2万元")


def test_a_locked_return_takes_no_key(
    page: FormPage, desk: Desk, type_words: Type, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.domain.life.missing", lambda ret, findings: "")
    assert desk.finalise()
    page.go_to(FILLED)
    type_words("9")
    press(Qt.Key.Key_Delete)
    press(Qt.Key.Key_F2)
    assert not page.ledger.is_editing
    assert desk.cell(FILLED).words == "37"


@pytest.mark.parametrize("words", ["有", "是", "maybe"])
def test_a_yes_or_no_is_typed_like_anything_else(
    page: FormPage, desk: Desk, type_words: Type, press: Press, stored: Stored, words: str
) -> None:
    code = desk.add_own_item(OwnItem("是否公开", "", Kind.YESNO, section="disputes"))
    page.go_to(code)
    type_words(words)
    press(Qt.Key.Key_Return)
    assert stored(code) == ("已填", words)


def test_choices_are_offered_and_anything_else_can_be_typed(
    page: FormPage, desk: Desk, type_words: Type, press: Press, stored: Stored
) -> None:
    own = OwnItem("完成情况", "", Kind.CHOICE, section="disputes", choices=("已完成", "部分完成"))
    code = desk.add_own_item(own)
    page.go_to(code)
    press(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    offered = page.ledger.editor.completer()
    assert [offered.completionModel().index(n, 0).data() for n in range(2)] == ["已完成", "部分完成"]
    assert offered.popup().isVisible()
    offered.popup().hide()
    page.ledger.setFocus()
    type_words("尚未")
    press(Qt.Key.Key_Return)
    assert stored(code) == ("已填", "尚未")
    assert desk.cell(code).misread is not None


def test_states_can_be_left_by_typing(
    page: FormPage, desk: Desk, type_words: Type, press: Press, stored: Stored
) -> None:
    desk.mark(FIRST, State.NOT_APPLICABLE)
    press(Qt.Key.Key_F2)
    press(Qt.Key.Key_Return)
    assert stored(FIRST) == ("不适用", "")
    page.go_to(FIRST)
    type_words("0")
    press(Qt.Key.Key_Return)
    assert stored(FIRST) == ("已填", "0")
