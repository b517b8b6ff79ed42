"""Head fields, the three lists and the library: typed in, and found in the file again."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from db.domain.cells import State
from db.domain.items import Tier
from db.service import Book
from gui.desk import Desk
from gui.screens.head_fields import HeadScreen
from gui.screens.library import LibraryScreen
from gui.screens.library_model import NAME, NUMBER, OFFICE, UNIT
from gui.screens.lists import ListsScreen

T = TypeVar("T", bound=QWidget)
Write = Callable[[str], None]


def on_screen(qtbot: QtBot, screen: T) -> T:
    qtbot.addWidget(screen)
    with qtbot.waitActive(screen):
        screen.show()
        screen.activateWindow()
    return screen


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def stored(desk: Desk) -> Book:
    """The file as another window would open it."""
    return Book(desk.book.path, desk.book.author)


# ---- head fields


@pytest.fixture
def head(qtbot: QtBot, desk: Desk) -> HeadScreen:
    return on_screen(qtbot, HeadScreen(desk))


def test_every_field_of_the_pack_is_there(head: HeadScreen, desk: Desk) -> None:
    assert set(head.lines) == {field.id for field in desk.ret.pack.head_fields}
    for field in desk.ret.pack.head_fields:
        line = head.lines[field.id]
        assert line.accessibleName() == field.label
        assert line.placeholderText() == (f"例：{field.example}" if field.example else "")
    assert head.lines["reporting_unit"].text() == desk.ret.unit


def test_a_field_is_saved_as_it_is_left(head: HeadScreen, desk: Desk, write: Write, qtbot: QtBot) -> None:
    head.lines["document_number"].setFocus()
    write("某自然资规〔2025〕1号")
    assert "document_number" not in desk.ret.head
    QTest.keyClick(head.lines["document_number"], Qt.Key.Key_Tab)
    with stored(desk) as book:
        assert book.find_year(desk.ret.unit, 2024).ret.head["document_number"] == "某自然资规〔2025〕1号"


def test_a_half_composed_name_is_saved_by_flush(head: HeadScreen, desk: Desk) -> None:
    line = head.lines["filler"]
    line.setFocus()
    QApplication.sendEvent(line, QInputMethodEvent("王某某", []))
    assert line.text() == ""
    desk.flush()
    assert desk.ret.head["filler"] == "王某某"


def test_looking_at_fields_saves_nothing(head: HeadScreen, desk: Desk, qtbot: QtBot) -> None:
    saved: list[str] = []
    desk.saved.connect(saved.append)
    for line in head.lines.values():
        line.setFocus()
        QTest.keyClick(line, Qt.Key.Key_Return)
    desk.flush()
    assert saved == []


def test_fields_follow_the_year(head: HeadScreen, desk: Desk) -> None:
    desk.open_year(desk.ret.unit, 2023)
    assert "2023" in head.lines["title"].text()


def test_a_locked_return_keeps_its_fields(head: HeadScreen, desk: Desk) -> None:
    desk.opened._set_status(type(desk.ret.status).CHECKED, desk.opened._author.stamp("自查通过"))
    desk.status_changed.emit()
    assert all(line.isReadOnly() for line in head.lines.values())


def test_refused_words_stay_and_are_saved_later(head: HeadScreen, desk: Desk, write: Write) -> None:
    status = type(desk.ret.status)
    desk.opened._set_status(status.CHECKED, desk.opened._author.stamp("自查通过"))
    line = head.lines["filler"]
    line.setFocus()
    write("王某某")
    head.commit()
    assert line.text() == "王某某"
    assert "filler" not in desk.ret.head
    desk.opened._set_status(status.DRAFT, desk.opened._author.stamp("退回修改"))
    head.commit()
    assert desk.ret.head["filler"] == "王某某"


# ---- lists


@pytest.fixture
def lists(qtbot: QtBot, desk: Desk) -> ListsScreen:
    return on_screen(qtbot, ListsScreen(desk))


def test_the_three_lists_have_their_columns(lists: ListsScreen, desk: Desk) -> None:
    assert [view.accessibleName() for view in lists.views.values()] == ["制度文件清单", "荣誉与典型", "活动记录"]
    for form in desk.ret.pack.lists:
        rows = lists.views[form.id].rows
        heads = [rows.headerData(n, Qt.Orientation.Horizontal) for n in range(rows.columnCount())]
        assert heads == [label for _, label in form.columns]


def test_typing_in_the_blank_row_adds_one(lists: ListsScreen, desk: Desk, write: Write, qtbot: QtBot) -> None:
    view = lists.views["honours"]
    assert view.rows.rowCount() == 1
    view.setFocus()
    view.setCurrentIndex(view.rows.index(0, 0))
    write("先进集体")
    QTest.keyClick(focus(), Qt.Key.Key_Tab)
    assert view.rows.rowCount() == 2
    write("省级")
    assert desk.ret.lists["honours"] == ({"title": "先进集体"},)
    desk.flush()
    with stored(desk) as book:
        rows = book.find_year(desk.ret.unit, 2024).ret.lists["honours"]
    assert [dict(row) for row in rows] == [{"title": "先进集体", "level": "省级"}]


def test_enter_edits_and_saves(lists: ListsScreen, desk: Desk, write: Write, qtbot: QtBot) -> None:
    view = lists.views["activities"]
    view.setFocus()
    view.setCurrentIndex(view.rows.index(0, 2))
    QTest.keyClick(view, Qt.Key.Key_Return)
    write("宪法宣传周")
    QTest.keyClick(focus(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "activities" in desk.ret.lists)
    assert desk.ret.lists["activities"] == ({"subject": "宪法宣传周"},)


def test_looking_at_lists_saves_nothing(lists: ListsScreen, desk: Desk, qtbot: QtBot) -> None:
    saved: list[str] = []
    desk.saved.connect(saved.append)
    view = lists.views["documents"]
    view.setFocus()
    view.setCurrentIndex(view.rows.index(0, 0))
    for _ in range(12):
        QTest.keyClick(focus(), Qt.Key.Key_Tab)
    view.edit(view.rows.index(0, 0))
    desk.flush()
    assert saved == []
    assert view.rows.rowCount() == 1


def test_a_row_is_deleted(lists: ListsScreen, desk: Desk) -> None:
    desk.change_row("documents", {}, {"title": "甲"})
    desk.change_row("documents", {}, {"title": "乙"})
    desk.open_year(desk.ret.unit, 2023)
    assert lists.views["documents"].rows.rowCount() == 1
    desk.open_year(desk.ret.unit, 2024)
    view = lists.views["documents"]
    assert view.rows.rowCount() == 3
    view.setCurrentIndex(view.rows.index(0, 1))
    view.remove_current()
    assert [row["title"] for row in desk.ret.lists["documents"]] == ["乙"]
    view.setCurrentIndex(view.rows.index(1, 0))
    view.remove_current()
    assert len(desk.ret.lists["documents"]) == 1


def test_a_locked_list_takes_no_rows(lists: ListsScreen, desk: Desk) -> None:
    desk.opened._set_status(type(desk.ret.status).CHECKED, desk.opened._author.stamp("自查通过"))
    desk.status_changed.emit()
    assert lists.views["documents"].rows.rowCount() == 0


# ---- library


@pytest.fixture
def shelf(qtbot: QtBot, desk: Desk) -> LibraryScreen:
    return on_screen(qtbot, LibraryScreen(desk))


def names(shelf: LibraryScreen) -> list[str]:
    return [str(shelf.items.index(row, NAME).data()) for row in range(shelf.items.rowCount())]


def test_the_library_lists_every_item_of_it(shelf: LibraryScreen, desk: Desk) -> None:
    items = [i for i in desk.ret.pack.items.values() if i.tier is Tier.LIBRARY]
    in_sections = {code for section in desk.ret.pack.sections for code in section.codes}
    assert names(shelf) == [i.name for i in items if i.code in in_sections]
    assert shelf.count.text().startswith(f"{len(names(shelf))} 项，已选 ")


@pytest.mark.parametrize("column", [NUMBER, NAME, OFFICE])
def test_items_are_found_by_what_is_shown(shelf: LibraryScreen, column: int) -> None:
    words = str(shelf.items.index(20, column).data())
    shelf.sought.setText(words)
    found = [str(shelf.items.index(row, column).data()) for row in range(shelf.items.rowCount())]
    assert words in found


def test_items_are_found_by_code_definition_and_full_width(shelf: LibraryScreen) -> None:
    item = shelf.items.item(20)
    assert item is not None
    for words in (item.code.upper(), item.definition[:12], "".join(chr(ord(c) + 0xFEE0) for c in item.number)):
        shelf.sought.setText(words)
        assert item.name in names(shelf), words
    shelf.sought.setText("没有这样的指标")
    assert names(shelf) == []
    assert shelf.count.text() == "0 项，已选 0 项"


def test_ticking_takes_an_item_in_and_out(shelf: LibraryScreen, desk: Desk, qtbot: QtBot) -> None:
    item = next(i for i in map(shelf.items.item, range(shelf.items.rowCount())) if i and not shelf.items.is_on(i))
    shelf.sought.setText(item.code)
    shelf.view.setFocus()
    shelf.view.setCurrentIndex(shelf.items.index(0, NUMBER))
    QTest.keyClick(shelf.view, Qt.Key.Key_Space)
    with stored(desk) as book:
        assert item.code in book.find_year(desk.ret.unit, 2024).ret.active
    assert shelf.items.index(0, NUMBER).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    assert shelf.count.text() == "1 项，已选 1 项"
    QTest.keyClick(shelf.view, Qt.Key.Key_Space)
    assert item.code not in desk.ret.active


def test_an_item_in_use_cannot_be_taken_out(shelf: LibraryScreen, desk: Desk) -> None:
    refused: list[str] = []
    desk.refused.connect(lambda sentence, _: refused.append(sentence))
    item = next(i for i in map(shelf.items.item, range(shelf.items.rowCount())) if i and not shelf.items.is_on(i))
    desk.switch_on([item.code])
    desk.mark(item.code, State.NOT_APPLICABLE)
    shelf.sought.setText(item.code)
    index = shelf.items.index(0, NUMBER)
    assert not shelf.items.setData(index, Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert item.code in desk.ret.active
    assert refused
    assert item.label in refused[0]


def test_the_definition_stands_below(shelf: LibraryScreen) -> None:
    shelf.view.setCurrentIndex(shelf.items.index(3, UNIT))
    item = shelf.items.item(3)
    assert item is not None
    assert shelf.definition.text().startswith(f"口径：{item.definition}")


def test_the_file_is_where_it_was_put(desk: Desk, tmp_path: Path) -> None:
    assert desk.book.path.parent == tmp_path
