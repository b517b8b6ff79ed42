"""撤销 and 重做 across cells, sections, tables: a step a verb, saved, told in the history, never over others' work."""

import gc
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from db.domain.cells import State
from db.domain.items import Kind, Tier
from db.domain.trouble import KnownError
from db.service import Author, Book, OpenReturn
from gui import steps
from gui.desk import Desk
from gui.main_window import MainWindow
from tests.gui.conftest import UNIT
from tests.ready import fill_head

Write = Callable[[str], None]
CASES, CLOSED, HEARING = "litigation_cases_count", "litigation_closed_count", "hearing_held_count"
IN_TABLE = "disclosure_applications.new.person"
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def key(key: Qt.Key, modifiers: Qt.KeyboardModifier = CONTROL) -> None:
    """Press a key where the focus is, shortcuts included."""
    focus = QApplication.focusWidget()
    assert isinstance(focus, QWidget)
    QTest.keyClick(focus, key, modifiers)


def undo() -> None:
    key(Qt.Key.Key_Z)


def redo() -> None:
    key(Qt.Key.Key_Y)


@pytest.fixture
def fresh(window: MainWindow, desk: Desk) -> MainWindow:
    """The window at the cases, nothing to take back yet."""
    desk.steps.clear()
    window.land(CASES)
    return window


@pytest.fixture
def other(desk: Desk, author: Author) -> Iterator[OpenReturn]:
    """The same return in another window."""
    with Book(desk.book.path, author) as book:
        yield book.open_year(UNIT, 2024)


def words(desk: Desk, *codes: str) -> list[str]:
    return [desk.cell(code).words for code in codes]


def test_figures_go_back_one_by_one_and_forth_again(fresh: MainWindow, desk: Desk, write: Write) -> None:
    write("40")
    key(Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
    fresh.land(CLOSED)
    write("39")
    key(Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
    undo()
    assert words(desk, CASES, CLOSED) == ["40", "36"]
    assert fresh.page.current_code() == CLOSED
    undo()
    assert words(desk, CASES, CLOSED) == ["37", "36"]
    assert fresh.page.current_code() == CASES
    redo()
    key(Qt.Key.Key_Z, CONTROL | SHIFT)
    assert words(desk, CASES, CLOSED) == ["40", "39"]
    assert not fresh.commands["redo"].isEnabled()


def test_a_step_back_is_saved_and_the_history_keeps_everything(
    fresh: MainWindow, desk: Desk, other: OpenReturn, write: Write
) -> None:
    desk.enter(CASES, "40")
    undo()
    redo()
    other.refresh()
    assert other.ret.cell(CASES).words == "40"
    told = [(event.how, event.before_words, event.after_words) for event in desk.opened.history(CASES)]
    assert told == [("重做", "37", "40"), ("撤销", "40", "37"), ("录入", "37", "40"), ("录入", "", "37")]


def test_a_step_in_another_section_or_table_is_shown(fresh: MainWindow, desk: Desk) -> None:
    desk.enter(IN_TABLE, "5")
    desk.enter(HEARING, "2")
    fresh.go_to_place("lists")
    fresh.stack.currentWidget().setFocus()
    fresh.commands["undo"].trigger()
    assert (fresh.page.current_code(), fresh.page.ledger.hasFocus()) == (HEARING, True)
    assert fresh.navigation.current_place() == f"section:{desk.item(HEARING).section}"
    undo()
    assert (fresh.page.current_code(), fresh.page.grid.hasFocus()) == (IN_TABLE, True)
    assert words(desk, HEARING, IN_TABLE) == ["", ""]


def by_mark(desk: Desk) -> None:
    desk.mark(CASES, State.UNAVAILABLE, "等上级反馈")


def by_mark_all(desk: Desk) -> None:
    desk.mark_all([CASES, HEARING, IN_TABLE], State.NOT_APPLICABLE)


def by_note(desk: Desk) -> None:
    desk.annotate(CASES, note="含上年结转")


def by_star(desk: Desk) -> None:
    desk.annotate(CASES, starred=True)


def by_emptying(desk: Desk) -> None:
    desk.enter(CASES, "")


@pytest.mark.parametrize("verb", [by_mark, by_mark_all, by_note, by_star, by_emptying])
def test_every_verb_on_cells_is_one_step(fresh: MainWindow, desk: Desk, verb: Callable[[Desk], None]) -> None:
    before = dict(desk.ret.cells)
    verb(desk)
    after = dict(desk.ret.cells)
    assert desk.steps.stack.count() == 1
    undo()
    assert {code: desk.cell(code) for code in after} == {code: before.get(code, desk.cell("?")) for code in after}
    redo()
    assert dict(desk.ret.cells) == after


def test_a_verb_that_changes_nothing_is_no_step(fresh: MainWindow, desk: Desk) -> None:
    desk.enter(CASES, "37")
    desk.flush()
    assert not desk.steps.can_undo
    assert not fresh.commands["undo"].isEnabled()


def test_the_open_editor_takes_back_its_own_words_first(fresh: MainWindow, desk: Desk, write: Write) -> None:
    desk.enter(CLOSED, "35")
    write("99")
    editor = fresh.page.ledger.editor
    assert editor.text() == "99"
    undo()
    assert (fresh.page.ledger.is_editing, editor.text()) == (True, "37")
    undo()
    assert not fresh.page.ledger.is_editing
    assert words(desk, CASES, CLOSED) == ["37", "36"]
    assert fresh.page.current_code() == CLOSED
    assert len(desk.opened.history(CASES)) == 1


def test_the_menu_too_begins_in_the_editor(fresh: MainWindow, desk: Desk, write: Write) -> None:
    desk.enter(CLOSED, "35")
    write("99")
    fresh.commands["undo"].trigger()
    assert (fresh.page.ledger.editor.text(), words(desk, CLOSED)) == ("37", ["35"])
    fresh.commands["redo"].trigger()
    assert fresh.page.ledger.editor.text() == "99"
    fresh.page.view.take_back()


def test_words_saved_while_the_editor_waits_go_back_without_a_detour(
    fresh: MainWindow, desk: Desk, write: Write
) -> None:
    write("99")
    assert desk.flush()  # as another window in front does
    undo()
    assert fresh.page.ledger.editor.text() == "37"
    undo()
    assert words(desk, CASES) == ["37"]
    assert [event.how for event in desk.opened.history(CASES)] == ["撤销", "录入", "录入"]


def test_a_remark_goes_back_inside_its_field_and_then_across(fresh: MainWindow, desk: Desk, write: Write) -> None:
    desk.enter(CLOSED, "35")
    fresh.detail.focus_note()
    write("说明")
    undo()
    assert fresh.detail.note.toPlainText() == ""
    undo()
    assert words(desk, CLOSED) == ["36"]


def test_a_cell_changed_elsewhere_is_left_alone(fresh: MainWindow, desk: Desk, other: OpenReturn, qtbot: QtBot) -> None:
    desk.enter(CLOSED, "35")
    desk.enter(CASES, "40")
    other.refresh()
    other.enter(CASES, "41")
    with qtbot.waitSignal(desk.refused) as refused:
        undo()
    assert "已在别处改动，现在是“41”" in refused.args[0]
    assert fresh.message.isVisible()
    assert words(desk, CASES, CLOSED) == ["41", "35"]
    assert not desk.steps.can_redo  # what could not go back cannot come again
    undo()  # the step before is not locked in behind it
    assert words(desk, CASES, CLOSED) == ["41", "36"]


def test_of_many_cells_none_goes_back_if_one_was_changed_elsewhere(
    fresh: MainWindow, desk: Desk, other: OpenReturn
) -> None:
    desk.mark_all([CASES, HEARING], State.NOT_APPLICABLE)
    other.refresh()
    other.enter(HEARING, "1")
    undo()
    assert [desk.cell(code).state for code in (CASES, HEARING)] == [State.NOT_APPLICABLE, State.VALUE]


def test_a_full_disk_keeps_the_step(fresh: MainWindow, desk: Desk, book: Book) -> None:
    desk.mark_all(tuple(desk.ret.pack.items), State.NOT_APPLICABLE)
    connection = book._repository._db.conn
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    undo()
    assert "磁盘已满" in fresh.message.trouble[0]
    assert desk.cell(CASES).state is State.NOT_APPLICABLE
    connection.execute("PRAGMA max_page_count = 1000000")
    undo()
    assert words(desk, CASES) == ["37"]


def test_another_return_begins_without_steps(fresh: MainWindow, desk: Desk) -> None:
    desk.enter(CASES, "40")
    desk.open_year(UNIT, 2023)
    assert not desk.steps.can_undo
    assert not fresh.commands["undo"].isEnabled()
    desk.open_year(UNIT, 2024)
    fresh.land(CASES)
    undo()
    assert words(desk, CASES) == ["40"]


def test_a_finalised_return_has_no_steps(fresh: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.enter(CASES, "40")
    monkeypatch.setattr("db.domain.life.missing", lambda ret, findings: "")
    assert desk.finalise()
    assert not desk.steps.can_undo
    desk.reopen("补充")
    undo()
    assert words(desk, CASES) == ["40"]


def test_a_return_finalised_elsewhere_refuses_the_step(fresh: MainWindow, desk: Desk, other: OpenReturn) -> None:
    desk.enter(CASES, "40")
    other.refresh()
    other.mark_all(other.ret.ordered_codes, State.NOT_APPLICABLE)
    fill_head(other)
    other.finalise()
    undo()
    assert "已定稿" in fresh.message.trouble[0]
    assert desk.steps.stack.count() == 0
    assert desk.cell(CASES).state is State.NOT_APPLICABLE


def test_refused_words_stay_where_they_are_and_nothing_goes_back(
    fresh: MainWindow, desk: Desk, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.enter(CLOSED, "35")
    write("99")
    fresh.page.ledger.editor.setText("98")  # as a word picked from a list: the editor has nothing to take back
    monkeypatch.setattr(desk, "enter", lambda code, words: desk._refuse(disk_full()))
    undo()
    assert (fresh.page.ledger.editor.text(), words(desk, CLOSED)) == ("98", ["35"])
    fresh.page.view.take_back()


def disk_full() -> KnownError:
    return KnownError("磁盘已满。", "")


def test_steps_are_limited_and_survive_the_collector(
    fresh: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(steps.MOST_STEPS + 3):
        desk.enter(CASES, str(number))
    gc.collect()
    assert desk.steps.stack.count() == steps.MOST_STEPS
    while desk.steps.can_undo:
        assert desk.steps.back() == (CASES,)
    assert words(desk, CASES) == ["2"]


def texts(window: MainWindow) -> list[str]:
    menu = next(m for m in window.commands["undo"].associatedObjects() if isinstance(m, QMenu))
    menu.aboutToShow.emit()
    shown: list[QAction] = [window.commands["undo"], window.commands["redo"]]
    told = [action.text() for action in shown]
    menu.aboutToHide.emit()
    return told


def test_the_menu_says_what_would_be_taken_back(fresh: MainWindow, desk: Desk, write: Write) -> None:
    assert texts(fresh) == ["撤销(&U)", "重做(&R)"]
    desk.enter(CASES, "40")
    label = desk.item(CASES).label
    assert texts(fresh) == [f"撤销：{label} 录入(&U)", "重做(&R)"]
    desk.mark_all([CASES, HEARING], State.NOT_APPLICABLE)
    assert texts(fresh)[0] == f"撤销：{label} 等 2 项 整块标记(&U)"
    undo()
    assert fresh.status_line.saved.text() == f"已撤销：{label} 等 2 项 整块标记"
    assert texts(fresh) == [f"撤销：{label} 录入(&U)", f"重做：{label} 等 2 项 整块标记(&R)"]
    fresh.land(CASES)
    write("9")
    assert texts(fresh)[0] == "撤销输入(&U)"
    assert fresh.commands["undo"].text() == "撤销(&U)"
    fresh.page.view.take_back()


def test_a_library_item_that_a_step_brings_back_is_shown_again(fresh: MainWindow, desk: Desk) -> None:
    code = next(
        code for code, item in desk.ret.pack.items.items()
        if item.tier is Tier.LIBRARY and item.kind is Kind.COUNT and code not in desk.ret.active
    )  # fmt: skip
    assert desk.switch_on([code])
    assert desk.enter(code, "5")
    fresh.land(code)
    undo()
    assert desk.switch_off(code)
    assert code not in fresh.page.codes
    redo()
    assert words(desk, code) == ["5"]
    assert fresh.page.current_code() == code
