"""Settings take effect the moment they are chosen, by keyboard too, and are there tomorrow."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from db.service import Author, Book
from gui import settings, text_size, theme
from gui.desk import Desk
from gui.dialogs.settings import SettingsDialog
from gui.main_window import MainWindow
from gui.memory import Memory

CASES = "litigation_cases_count"
Write = Callable[[str], None]


@pytest.fixture(autouse=True)
def as_before(qapp: QApplication) -> Iterator[None]:
    yield
    theme.apply(qapp, "light")
    theme.set_text_size(qapp, 100)
    QCoreApplication.sendPostedEvents()


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot) -> Iterator[SettingsDialog]:
    dialog = SettingsDialog(window)
    with qtbot.waitActive(dialog):
        dialog.show()
        dialog.activateWindow()
    yield dialog
    dialog.close()
    dialog.deleteLater()


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path | None], None]:
    """What the next chooser of a folder answers."""

    def prepare(folder: Path | None) -> None:
        monkeypatch.setattr("gui.dialogs.boxes.ask_folder", lambda *_: folder)

    return prepare


def test_the_key_opens_it_and_escape_closes_it(
    window: MainWindow, answer: Callable[[Callable[..., None]], None]
) -> None:
    seen: list[str] = []

    def look(dialog: SettingsDialog) -> None:
        seen.append(dialog.windowTitle())
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible()

    answer(look)
    QTest.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    assert seen == ["设置"]


def test_size_and_appearance_by_keyboard_at_once(
    dialog: SettingsDialog, window: MainWindow, qapp: QApplication, qtbot: QtBot
) -> None:
    assert dialog.sizes.hasFocus()
    QTest.keyClick(dialog.sizes, Qt.Key.Key_End)
    assert (theme.text_size(qapp), window.memory.text_size) == (200, 200)
    assert window.page.ledger.font().pointSizeF() == 2 * theme.SMALLEST_POINTS
    QTest.keyClick(dialog.sizes, Qt.Key.Key_Tab)
    assert dialog.looks.hasFocus()
    QTest.keyClick(dialog.looks, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: theme.is_dark(window))
    assert window.memory.appearance == "dark"
    assert window.commands["dark"].isChecked()


def test_enter_goes_down_or_right_by_keyboard(
    dialog: SettingsDialog, window: MainWindow, write: Write, qtbot: QtBot
) -> None:
    window.go_to_place("table:litigation")
    dialog.looks.setFocus()
    QTest.keyClick(dialog.looks, Qt.Key.Key_Tab)
    assert dialog.ways.hasFocus()
    QTest.keyClick(dialog.ways, Qt.Key.Key_End)
    dialog.close()
    with qtbot.waitActive(window):
        window.activateWindow()
    grid = window.page.grid
    grid.setFocus()
    grid.setCurrentIndex(grid.model().index(0, 0))
    write("5")
    QTest.keyClick(grid.editor, Qt.Key.Key_Return)
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (0, 1)
    QTest.keyClick(grid, Qt.Key.Key_Return)
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (0, 2)
    QTest.keyClick(grid, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert grid.currentIndex().column() == 1
    QTest.keyClick(grid, Qt.Key.Key_Down)  # arrows go where they point
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (1, 1)
    write("6")
    QTest.keyClick(grid.editor, Qt.Key.Key_Down)
    assert grid.currentIndex().column() in (1, 2)  # down the column, then the next one
    assert window.memory.enter_goes_right


def test_enter_stays_in_the_last_cell(window: MainWindow, desk: Desk, write: Write) -> None:
    for right in (False, True):
        settings.let_enter_go_right(window, right)
        window.go_to_place("table:litigation")
        grid = window.page.grid
        grid.setFocus()
        last = grid.model().index(grid.model().rowCount() - 1, grid.model().columnCount() - 1)
        grid.setCurrentIndex(last)
        write("7")
        QTest.keyClick(grid.editor, Qt.Key.Key_Return)
        assert grid.currentIndex() == last
        assert grid.hasFocus()
        assert desk.cell(grid.current_code()).words == "7"


def test_in_the_ledger_enter_goes_to_the_next_item_either_way(window: MainWindow, write: Write) -> None:
    window.go_to_place("section:disputes")
    ledger = window.page.ledger
    for right in (False, True):
        settings.let_enter_go_right(window, right)
        ledger.setFocus()
        ledger.setCurrentIndex(ledger.entries.index_of(window.page.codes[1]))
        write("3")
        QTest.keyClick(ledger.editor, Qt.Key.Key_Return)
        assert ledger.currentIndex().row() == 2
        QTest.keyClick(ledger, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        assert ledger.currentIndex().row() == 1


def test_everything_is_there_tomorrow(
    window: MainWindow, desk: Desk, memory: Memory, tmp_path: Path, qtbot: QtBot
) -> None:
    settings.let_enter_go_right(window, True)
    settings.use_backup_folder(window, tmp_path)
    text_size.change(window, 125)
    window.close()
    text = (tmp_path / "窗口.ini").read_text(encoding="utf-8")
    assert "text_size=125" in text
    assert "enter=right" in text
    again = MainWindow(desk, memory, date(2025, 1, 23))
    qtbot.addWidget(again)
    assert again.page.grid.enter_goes_right
    assert settings.backup_folder(again) == tmp_path


def test_the_wheel_changes_nothing(dialog: SettingsDialog, qapp: QApplication) -> None:
    for box in (dialog.sizes, dialog.looks, dialog.ways):
        before = box.currentIndex()
        centre = QPointF(box.rect().center())
        event = QWheelEvent(
            centre, box.mapToGlobal(centre), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(box, event)
        assert box.currentIndex() == before


def test_the_data_file_moves_and_the_old_one_is_named(
    dialog: SettingsDialog, window: MainWindow, desk: Desk, tmp_path: Path, choose: Callable[[Path], None], write: Write
) -> None:
    before, place = desk.book.path, window.navigation.current_place()
    (tmp_path / "新").mkdir()
    choose(tmp_path / "新")
    window.page.ledger.edit_current(replace=True)
    window.page.ledger.editor.setText("12")  # half typed
    code = window.page.current_code()
    dialog.move_away.click()
    there = tmp_path / "新" / before.name
    assert (desk.book.path, window.memory.database) == (there, there)
    assert dialog.file.text() == str(there)
    assert dialog.news.text().startswith("✓")
    assert str(before) in dialog.news.text()
    assert before.exists()
    assert window.navigation.current_place() == place
    assert (desk.cell(code).words, desk.cell(CASES).words) == ("12", "37")
    assert str(there) in window.status_line.file.text()
    assert desk.enter(CASES, "38")
    with Book(before, desk.book.author) as old:
        assert old.find_year(desk.ret.unit, 2024).ret.cell(CASES).words == "37"


def test_a_move_that_cannot_be_made_is_told_and_changes_nothing(
    dialog: SettingsDialog, desk: Desk, tmp_path: Path, choose: Callable[[Path | None], None]
) -> None:
    before = desk.book
    (tmp_path / "已有").mkdir()
    (tmp_path / "已有" / before.path.name).write_text("别的")
    choose(tmp_path / "已有")
    dialog.move_away.click()
    assert dialog.news.text().startswith("✗ 文件夹里已经有")
    assert desk.book is before
    assert desk.enter(CASES, "38")
    choose(None)
    dialog.news.clear()
    dialog.move_away.click()
    assert dialog.news.text() == ""


def test_words_that_cannot_be_saved_keep_the_data_file(
    dialog: SettingsDialog, window: MainWindow, desk: Desk, tmp_path: Path, choose: Callable[[Path], None]
) -> None:
    before = desk.book
    (tmp_path / "新").mkdir()
    choose(tmp_path / "新")
    window.land(CASES)
    window.page.ledger.edit_current(replace=True)
    window.page.ledger.editor.setText("99")
    with Book(before.path, before.author) as other:
        opened = other.find_year(desk.ret.unit, 2024)
        opened._set_status(type(desk.ret.status).CHECKED, before.author.stamp("自查通过"))
    dialog.move_away.click()
    assert "自查通过" in dialog.news.text()
    assert desk.book is before
    assert list((tmp_path / "新").iterdir()) == []
    assert window.page.ledger.editor.text() == "99"
    window.page.ledger.take_back()


def test_another_data_file_is_opened(
    dialog: SettingsDialog, desk: Desk, tmp_path: Path, author: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "乙.sqlite"
    with Book(other, author) as book:
        book.add_unit("乙局")
        book.open_year("乙局", 2022)
    monkeypatch.setattr("gui.dialogs.boxes.ask_data_file", lambda *_: other)
    dialog.other.click()
    assert desk.ret.unit == "乙局"
    assert dialog.file.text() == str(other)
    assert dialog.folder.text() == str(tmp_path / "备份")


def test_another_backup_folder_is_tried_before_it_is_taken(
    dialog: SettingsDialog, window: MainWindow, desk: Desk, tmp_path: Path, choose: Callable[[Path], None]
) -> None:
    good, bad = tmp_path / "U盘", tmp_path / "没有"
    good.mkdir()
    choose(good)
    dialog.choose.click()
    assert [path.name for path in good.iterdir()] == ["数据-备份-20250123-104207.sqlite"]
    assert (dialog.folder.text(), window.memory.backup_folder) == (str(good), good)
    assert window.status_line.backup.text() == "最近备份 今天 10:42"
    choose(bad)
    dialog.choose.click()
    assert dialog.news.text().startswith("✗ 找不到文件夹")
    assert window.memory.backup_folder == good
    dialog.back_up.click()
    assert dialog.news.text() == "✓ 已备份，核对无误。"
    assert len(list(good.iterdir())) == 2
    dialog.default.click()
    assert settings.backup_folder(window) == desk.book.path.parent / "备份"
    assert not dialog.default.isEnabled()
    assert dialog.folder.text() == str(settings.backup_folder(window))
    assert len(list((desk.book.path.parent / "备份").iterdir())) == 1


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_the_dialog_shows_all_its_words_at_every_size(
    dialog: SettingsDialog, window: MainWindow, tmp_path: Path, choose: Callable[[Path], None], percent: int,
    qtbot: QtBot,
) -> None:  # fmt: skip
    choose(tmp_path / "没有")
    dialog.choose.click()
    text_size.change(window, percent)

    def all_in_sight() -> None:
        for label in cast(list[QLabel], dialog.findChildren(QLabel)):
            if label.isVisible():
                needed = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
                assert label.height() >= needed, label.text()
                corner = label.mapTo(dialog, label.rect().bottomRight())
                assert dialog.rect().contains(corner), label.text()

    qtbot.waitUntil(all_in_sight)
    room = dialog.screen().availableSize()
    assert dialog.width() <= room.width()
    assert dialog.height() <= room.height()


def test_every_field_has_a_name_and_a_key(dialog: SettingsDialog) -> None:
    fields = (dialog.sizes, dialog.looks, dialog.ways, dialog.file, dialog.folder)
    assert all(field.accessibleName() for field in fields)
    labels = [label for label in cast(list[QLabel], dialog.findChildren(QLabel)) if label.buddy() is not None]
    assert {label.buddy() for label in labels} == set(fields)
    buttons = (
        *(dialog.other, dialog.move_away, dialog.choose, dialog.default, dialog.back_up),
        *(dialog.lock, dialog.other_password, dialog.unlock),
    )
    words = [label.text() for label in labels] + [button.text() for button in buttons]
    keys = [text.partition("&")[2][:1] for text in words]
    assert len(set(keys)) == len(keys) == 13


@pytest.mark.parametrize("corner", [(5000, 4000), (-3000, -2500)])
def test_a_window_whose_screen_is_gone_comes_back_into_sight(
    window: MainWindow, desk: Desk, memory: Memory, qtbot: QtBot, corner: tuple[int, int]
) -> None:
    window.move(*corner)
    QCoreApplication.sendPostedEvents()
    window.close()
    again = MainWindow(desk, memory, date(2025, 1, 23))
    qtbot.addWidget(again)
    again.show()
    screen = again.screen().availableGeometry()
    assert screen.contains(again.geometry().topLeft())
    assert screen.contains(again.geometry().center())
