"""The shell: places, landing, units and years, refusals, leaving; the whole window, real files."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from db.domain.cells import State
from db.domain.pack import Level
from db.service import Author, Book
from gui.desk import Desk
from gui.dialogs.new_unit import NewUnitDialog
from gui.dialogs.new_year import NewYearDialog
from gui.main_window import MainWindow
from gui.memory import Memory
from gui.screens.head_fields import HeadScreen

CASES = "litigation_cases_count"
Answer = Callable[[Callable[..., None]], None]
Write = Callable[[str], None]


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def test_a_return_opens_at_its_first_section(window: MainWindow, desk: Desk) -> None:
    assert window.navigation.current_place() == "section:functions"
    assert window.page.current_code() == desk.ret.section_items(desk.ret.pack.sections[0])[0].code
    assert window.detail.code == window.page.current_code()
    assert window.windowTitle() == f"{desk.ret.unit} 2024 年度 - 法治填报"
    assert window.top.state.text() == "填报 · 距 3月1日 还有 37 天"
    assert str(desk.book.path) in window.status_line.file.toolTip()
    assert window.status_line.banner.text() == "严禁录入国家秘密、工作秘密"


def test_every_place_can_be_shown(window: MainWindow, qtbot: QtBot) -> None:
    shown = set()
    for place in window.navigation.places.places():
        assert window.navigation.show_place(place)
        shown.add(window.stack.currentWidget())
        assert window.detail.isVisible() == (window.stack.currentWidget() is window.page)
    assert len(shown) == 6


def test_screens_are_built_when_they_are_first_shown(window: MainWindow) -> None:
    assert window.stack.count() == 1
    for _ in range(2):
        window.go_to_place("head")
        window.go_to_place("section:functions")
    assert window.stack.count() == 2


def test_enter_on_a_problem_lands_in_its_cell(window: MainWindow, desk: Desk, qtbot: QtBot, write: Write) -> None:
    desk.enter(CASES, "40")
    finding = next(f for f in desk.findings_of(CASES) if f.level is Level.EXPLAIN)
    window.problems.mark_row(window.problems.model.row_of(finding.rule))
    QTest.keyClick(window.problems.view, Qt.Key.Key_Return)
    assert window.page.current_code() == finding.codes[0]
    assert window.navigation.current_place() == "section:disputes"
    assert window.page.isAncestorOf(focus())
    write("37")
    QTest.keyClick(focus(), Qt.Key.Key_Return)
    assert desk.cell(finding.codes[0]).words == "37"


def test_f8_goes_from_problem_to_problem_across_screens(window: MainWindow, desk: Desk) -> None:
    desk.enter(CASES, "40")
    window.go_to_place("lists")
    window.commands["next_problem"].trigger()
    first = desk.findings[0]
    assert window.page.current_code() == first.codes[0]
    window.commands["next_problem"].trigger()
    assert window.page.current_code() == desk.findings[1].codes[0]
    window.commands["previous_problem"].trigger()
    assert window.page.current_code() == first.codes[0]


def test_a_half_typed_cell_is_saved_by_every_way_on(window: MainWindow, desk: Desk, qtbot: QtBot, write: Write) -> None:
    ways: list[Callable[[], object]] = [
        window.commands["save"].trigger,
        window.commands["check"].trigger,
        lambda: window.go_to_place("head"),
        lambda: desk.open_year(desk.ret.unit, 2023),
        window.close,
    ]
    for number, way in enumerate(ways, 51):
        window.land(CASES)
        write(str(number))
        assert desk.cell(CASES).words != str(number)
        desk_before = desk.opened
        way()
        stored = desk_before.history(CASES)[0].after_words
        assert stored == str(number), way
        desk.open_year(desk_before.ret.unit, 2024)


def test_ctrl_s_says_when(window: MainWindow, qtbot: QtBot) -> None:
    window.status_line.show_words("")
    QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert window.status_line.saved.text() == "已保存 10:42:07"


def test_a_refused_verb_is_told_in_the_window_until_something_is_saved(window: MainWindow, desk: Desk) -> None:
    desk.mark("no_such_code", desk.cell(CASES).state)
    assert window.message.isVisible()
    assert window.message.text.text() == "✗ 没有代码为“no_such_code”的指标。请核对代码。"
    desk.enter(CASES, "38")
    assert not window.message.isVisible()


def test_the_message_can_be_put_away(window: MainWindow, desk: Desk) -> None:
    desk.refused.emit("甲。", "乙。")
    window.message.close_button.click()
    assert not window.message.isVisible()


def test_choosing_a_year_opens_it(window: MainWindow, desk: Desk) -> None:
    assert window.top.years.entries() == ["2024 年度", "2023 年度", "新开年度…"]
    window.top.years.activated.emit(1)
    assert desk.ret.year == 2023
    assert window.top.years.currentText() == "2023 年度"
    assert "2023" in window.windowTitle()


def test_choosing_a_unit_opens_its_newest_year_and_begins_none(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    desk.book.add_unit("第二分局", practice=True)
    desk.book.open_year("第二分局", 2022)
    window.top.refresh()
    assert window.top.units.entries() == ["示例市自然资源和规划局", "第二分局", "新增单位…"]
    window.top.units.activated.emit(1)
    assert (desk.ret.unit, desk.ret.year) == ("第二分局", 2022)
    assert desk.book.years("第二分局") == (2022,)
    qtbot.waitUntil(window.top.practice.isVisible)
    assert "（练习）" in window.windowTitle()
    assert "距" not in window.top.state.text()


def test_a_new_unit_from_the_list(window: MainWindow, desk: Desk, answer: Answer) -> None:
    def fill(dialog: NewUnitDialog) -> None:
        dialog.accept()
        assert "单位名称不能为空" in dialog.trouble.text()
        dialog.name.setText(" 第三分局 ")
        dialog.accept()

    answer(fill)
    window.top.units.activated.emit(window.top.units.count() - 1)
    assert (desk.ret.unit, desk.ret.year) == ("第三分局", 2024)
    assert window.top.units.currentText() == "第三分局"


def test_a_new_year_from_the_list(window: MainWindow, desk: Desk, answer: Answer) -> None:
    def fill(dialog: NewYearDialog) -> None:
        assert dialog.year.text() == "2025"
        for wrong in ("明年", "25", "1889"):
            dialog.year.setText(wrong)
            dialog.accept()
            assert wrong in dialog.trouble.text()
        dialog.year.setText("２０２５年度")
        dialog.accept()

    answer(fill)
    window.top.years.activated.emit(window.top.years.count() - 1)
    assert desk.ret.year == 2025
    assert desk.book.years(desk.ret.unit) == (2025, 2024, 2023)


def test_giving_up_a_new_year_leaves_the_list_as_it_was(window: MainWindow, desk: Desk, answer: Answer) -> None:
    answer(lambda dialog: dialog.reject())
    window.top.years.setCurrentIndex(window.top.years.count() - 1)
    window.top.years.activated.emit(window.top.years.count() - 1)
    assert window.top.years.currentText() == "2024 年度"
    assert desk.ret.year == 2024


def test_the_wheel_changes_no_list(window: MainWindow, desk: Desk) -> None:
    for chooser in (window.top.units, window.top.years):
        chooser.new_wanted.disconnect()  # its dialog would wait for ever
    boxes = cast(list[QComboBox], window.findChildren(QComboBox))
    for box in boxes:
        centre = QPointF(box.rect().center())
        event = QWheelEvent(
            centre,
            box.mapToGlobal(centre),
            QPoint(),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(box, event)
    assert desk.ret.year == 2024
    assert window.top.years.currentText() == "2024 年度"


def test_another_window_changed_the_file(window: MainWindow, desk: Desk, author: Author) -> None:
    with Book(desk.book.path, author) as other:
        other.find_year(desk.ret.unit, 2024).enter(CASES, "77")
    QApplication.sendEvent(window, QEvent(QEvent.Type.ActivationChange))
    assert desk.cell(CASES).words == "77"


def test_it_reopens_where_one_left_off(window: MainWindow, desk: Desk, memory: Memory, qtbot: QtBot) -> None:
    window.go_to_place("table:litigation")
    window.resize(780, 700)
    window.commands["show_details"].trigger()
    window.close()
    again = MainWindow(desk, memory, date(2025, 1, 23))
    qtbot.addWidget(again)
    assert again.navigation.current_place() == "table:litigation"
    assert (again.width(), again.height()) == (780, 700)
    assert again.detail.isHidden()
    assert not again.problems.isHidden()
    assert (memory.database, memory.unit, memory.year) == (desk.book.path, desk.ret.unit, 2024)


def test_words_that_cannot_be_saved_hold_the_window_open(
    window: MainWindow, desk: Desk, qtbot: QtBot, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def stay(_window: QWidget, question: str, *_words: str) -> bool:
        asked.append(question)
        return False

    monkeypatch.setattr("gui.dialogs.boxes.confirm", stay)
    window.land(CASES)
    write("99")
    _lock(desk, True)
    assert not window.close()
    assert asked
    assert "自查通过" in asked[0]
    window.go_to_place("head")
    qtbot.waitUntil(lambda: window.navigation.current_place() == "section:disputes")
    assert window.stack.currentWidget() is window.page
    _lock(desk, False)
    window.commands["save"].trigger()
    assert desk.cell(CASES).words == "99"


def _lock(desk: Desk, locked: bool) -> None:
    """Another window locks or unlocks the return; this one has not heard of it yet."""
    with Book(desk.book.path, desk.book.author) as other:
        opened = other.find_year(desk.ret.unit, desk.ret.year)
        status = type(desk.ret.status)
        opened._set_status(status.CHECKED if locked else status.DRAFT, desk.book.author.stamp("自查通过"))


def test_head_fields_are_part_of_the_window(window: MainWindow, desk: Desk, write: Write) -> None:
    window.go_to_place("head")
    screen = window.stack.currentWidget()
    assert isinstance(screen, HeadScreen)
    line = screen.lines["unit_leader"]
    line.setFocus()
    write("张某某")
    window.go_to_place("section:functions")
    assert desk.ret.head["unit_leader"] == "张某某"


def test_every_part_one_can_reach_has_a_name(window: MainWindow) -> None:
    for place in ("section:functions", "table:litigation", "home", "starred", "head", "lists", "library"):
        window.go_to_place(place)
        widgets = cast(list[QWidget], window.findChildren(QWidget))
        nameless = [
            type(widget).__name__
            for widget in widgets
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.isVisible()
            and not widget.objectName().startswith("qt_")
            and not widget.accessibleName()
            and not getattr(widget, "text", str)()
        ]
        assert nameless == [], place


def test_another_data_file(
    window: MainWindow, desk: Desk, author: Author, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "另一个.sqlite"
    with Book(other, author) as book:
        book.add_unit("乙单位")
        book.open_year("乙单位", 2021)
    monkeypatch.setattr("gui.dialogs.boxes.ask_data_file", lambda *_: other)
    before = desk.book
    window.commands["open_file"].trigger()
    assert (desk.book.path, desk.ret.unit, desk.ret.year) == (other, "乙单位", 2021)
    assert window.top.units.entries() == ["乙单位", "新增单位…"]
    assert "另一个" in window.status_line.file.toolTip()
    with pytest.raises(Exception, match="closed"):
        before.units()


def test_a_broken_data_file_leaves_the_one_in_use(
    window: MainWindow, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "坏.sqlite"
    broken.write_bytes(b"no database at all" * 100)
    told: list[str] = []
    monkeypatch.setattr("gui.dialogs.boxes.ask_data_file", lambda *_: broken)
    monkeypatch.setattr("gui.dialogs.boxes.tell_trouble", lambda _, *words: told.extend(words))
    window.commands["open_file"].trigger()
    assert told
    assert "坏.sqlite" in told[0]
    assert desk.ret.year == 2024
    assert desk.enter(CASES, "39")


def test_the_tree_does_not_move_when_another_place_is_shown(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1300, 700)
    qtbot.waitUntil(lambda: window.width() == 1300)
    width = window.navigation.width()
    for place in ("head", "section:disputes", "library", "table:litigation"):
        window.go_to_place(place)
        QApplication.sendPostedEvents()
        assert window.navigation.width() == width, place


def test_the_window_fits_a_small_screen_enlarged_to_200_percent(window: MainWindow) -> None:
    for place in window.navigation.places.places():
        window.go_to_place(place)
    window.message.show_trouble("甲。", "乙。")
    QApplication.sendPostedEvents()
    smallest = window.minimumSizeHint()
    assert smallest.width() <= 1366 // 2
    assert smallest.height() <= 1080 // 2


def test_a_reason_is_asked_for_beside_the_ledger(window: MainWindow, desk: Desk) -> None:
    window.commands["show_details"].trigger()
    window.land("hearing_held_count")
    desk.mark("hearing_held_count", State.UNAVAILABLE)
    window.page.reason_wanted.emit("hearing_held_count")
    assert window.detail.isVisible()
    assert window.detail.reason.hasFocus()


def test_history_is_shown_beside_the_ledger(window: MainWindow, desk: Desk) -> None:
    window.commands["show_details"].trigger()
    window.land(CASES)
    window.page.history_wanted.emit(CASES)
    assert window.detail.isVisible()
    assert window.detail.code == CASES


@pytest.mark.parametrize("width", [1024, 1366])
def test_no_words_of_the_item_are_cut(window: MainWindow, qtbot: QtBot, width: int) -> None:
    window.resize(width, 700)
    with qtbot.waitExposed(window):
        window.show()
    window.land("service_items_in_gov_center_count")
    window.detail.draw_now()

    def none_is_cut() -> None:
        rows = [(key, row) for key, row in window.detail._rows.items() if row.isVisible()]
        assert "definition" in dict(rows)
        assert [key for key, row in rows if row.height() < row.heightForWidth(row.width())] == []

    qtbot.waitUntil(none_is_cut, timeout=2000)


def test_enter_alone_never_leaves_words_behind(window: MainWindow, answer: Answer) -> None:
    window.message.show_trouble("磁盘已满，没有保存。", "请腾出空间后再按 Ctrl+S。")
    answer(lambda box: QTest.keyClick(box, Qt.Key.Key_Return))
    assert not window.leave_unsaved()
    window.message.dismiss()
