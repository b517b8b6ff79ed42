"""Two windows on one file: each shows what the other did, and neither loses what is being typed in it."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db.domain.cells import State
from db.domain.returns import Status
from db.service import Author, Book, OpenReturn
from gui.desk import Desk
from gui.form.page import FormPage
from gui.main_window import MainWindow
from gui.screens.head_fields import HeadScreen
from gui.screens.lists import ListsScreen
from tests.gui.conftest import UNIT
from tests.ready import fill_head

CASES, CLOSED = "litigation_cases_count", "litigation_closed_count"
Write = Callable[[str], None]


@pytest.fixture
def other(desk: Desk, author: Author) -> Iterator[OpenReturn]:
    """The same return in another window."""
    with Book(desk.book.path, author) as book:
        yield book.open_year(UNIT, 2024)


def at(window: MainWindow, place: str, code: str) -> FormPage:
    window.show_place(place)
    window.page.go_to(code)
    return window.page


def shown(page: FormPage, code: str) -> str:
    return str(page.view.entries.index_of(code).data())


def test_an_entry_brings_the_other_windows_figures_on_screen(window: MainWindow, desk: Desk, other: OpenReturn) -> None:
    page = at(window, "section:disputes", CLOSED)
    assert shown(page, CASES) == "37"
    other.enter(CASES, "41")
    assert desk.enter(CLOSED, "40")
    assert shown(page, CASES) == "41"
    assert page.current_code() == CLOSED


def test_what_is_being_typed_survives_a_refresh(
    window: MainWindow, desk: Desk, other: OpenReturn, write: Write
) -> None:
    page = at(window, "section:disputes", CLOSED)
    write("3")
    other.enter(CASES, "41")
    other.switch_on([next(item.code for item in desk.ret.library() if item.section == "disputes")])
    desk.refresh()
    assert page.view.is_editing
    assert shown(page, CASES) == "41"
    write("5")
    assert page.view.finish()
    assert desk.cell(CLOSED).words == "35"


def test_an_item_switched_on_elsewhere_appears(window: MainWindow, desk: Desk, other: OpenReturn) -> None:
    code = next(item.code for item in desk.ret.library() if item.section == "disputes")
    page = at(window, "section:disputes", CLOSED)
    assert code not in page.codes
    other.switch_on([code])
    desk.refresh()
    assert code in page.codes
    assert page.current_code() == CLOSED


def test_words_refused_by_a_lock_elsewhere_stay_on_screen(
    window: MainWindow, desk: Desk, other: OpenReturn, write: Write
) -> None:
    page = at(window, "section:disputes", CLOSED)
    write("35")
    lock(other)
    assert not page.view.finish()
    assert page.view.editor.text() == "35"
    assert not window.commands["finalise"].isEnabled()
    assert "已定稿" in window.message.trouble[0]
    page.view.take_back()
    assert window.flush()


def lock(other: OpenReturn) -> None:
    """定稿 in the other window, by whatever it takes."""
    other.mark_all(other.ret.ordered_codes, State.NOT_APPLICABLE)
    fill_head(other)
    other.finalise()


def test_a_field_whose_save_was_refused_is_not_overwritten(
    window: MainWindow, desk: Desk, other: OpenReturn, write: Write, qtbot: QtBot
) -> None:
    window.show_place("head")
    screen = window.stack.currentWidget()
    assert isinstance(screen, HeadScreen)
    screen.lines["filler"].setFocus()
    line, unread = screen.lines["filler"], screen.lines["phone"]
    write("李四")
    other.set_head("phone", "0510")
    lock(other)
    screen.commit()
    assert (line.text(), unread.text()) == ("李四", "0510")
    assert line.isReadOnly()
    assert not window.flush()
    qtbot.keyClick(line, Qt.Key.Key_Escape)  # type: ignore[no-untyped-call]
    assert line.text() == other.ret.head["filler"] != "李四"
    assert window.flush()


def test_rows_of_both_windows_stay(window: MainWindow, desk: Desk, other: OpenReturn) -> None:
    window.show_place("lists")
    screen = window.stack.currentWidget()
    assert isinstance(screen, ListsScreen)
    rows = screen.views["honours"].rows
    assert rows.setData(rows.index(0, 0), "我的")
    other.refresh()
    other.change_row("honours", {}, {"title": "另一个窗口的"})
    assert rows.setData(rows.index(0, 1), "省级")
    first = rows.data(rows.index(0, 0))
    assert (first, rows.data(rows.index(1, 0)), rows.rowCount()) == ("我的", "另一个窗口的", 3)
    assert [row.get("title", "") for row in desk.ret.lists["honours"]] == ["我的", "另一个窗口的"]
    rows.remove(0)
    assert [row["title"] for row in desk.ret.lists["honours"]] == ["另一个窗口的"]


def test_status_follows_the_other_window(window: MainWindow, desk: Desk, other: OpenReturn) -> None:
    lock(other)
    desk.refresh()
    assert desk.ret.status is Status.FINAL
    assert "定稿" in window.top.state.text()
