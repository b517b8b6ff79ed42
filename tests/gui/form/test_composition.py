"""Input methods: a composition begins anywhere, Enter picks the word, and nothing on screen is lost."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gui.desk import Desk
from gui.form.detail import DetailPanel
from gui.form.page import FormPage

Press = Callable[..., None]
Compose = Callable[..., None]
Stored = Callable[[str], tuple[str, str] | None]
FIRST = "admin_dispute_cases_count"


def test_a_composition_opens_the_editor_and_keeps_the_focus_until_it_ends(
    page: FormPage, compose: Compose, press: Press, stored: Stored
) -> None:
    compose("er'shi")
    assert page.ledger.is_editing
    assert page.ledger.hasFocus()  # moving it now would break the composition off
    compose("er'shi'san")
    compose("", "二十三")
    assert page.ledger.editor.hasFocus()
    assert page.ledger.editor.text() == "二十三"
    press(Qt.Key.Key_Return)
    assert stored(FIRST) == ("已填", "二十三")


def test_a_composition_given_up_leaves_the_cell_as_it_was(page: FormPage, compose: Compose, stored: Stored) -> None:
    page.go_to("litigation_cases_count")
    compose("er")
    compose("")
    assert not page.ledger.is_editing
    assert stored("litigation_cases_count") == ("已填", "37")


def test_enter_in_a_composition_only_picks_the_word(
    page: FormPage, compose: Compose, press: Press, stored: Stored
) -> None:
    press(Qt.Key.Key_F2)
    compose("san")
    press(Qt.Key.Key_Return)
    assert page.ledger.is_editing
    assert page.current_code() == FIRST
    assert page.ledger.editor.text() == "san"
    assert stored(FIRST) is None
    press(Qt.Key.Key_Return)
    assert stored(FIRST) == ("已填", "san")


def test_other_keys_do_not_leave_a_composition(page: FormPage, compose: Compose, press: Press) -> None:
    press(Qt.Key.Key_F2)
    compose("san")
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Escape, Qt.Key.Key_Tab):
        press(key)
    assert (page.ledger.is_editing, page.current_code()) == (True, FIRST)
    compose("", "三")
    assert page.ledger.editor.text() == "三"


def test_flush_keeps_what_is_being_composed(page: FormPage, desk: Desk, compose: Compose, stored: Stored) -> None:
    page.ledger.edit_with_focus()
    compose("", "近")
    compose("300")
    desk.flush()
    assert stored(FIRST) == ("已填", "近300")


def test_flush_keeps_a_composition_in_a_remark(qtbot: QtBot, desk: Desk, compose: Compose) -> None:
    panel = DetailPanel(desk)
    qtbot.addWidget(panel)
    panel.show_item(FIRST)
    with qtbot.waitActive(panel):
        panel.show()
        panel.activateWindow()
    panel.focus_note()
    compose("", "含区县")
    compose("fenju")
    desk.flush()
    assert desk.cell(FIRST).note == "含区县fenju"
