"""Words in an open cell outlive a killed program, and nothing of them is left once they are saved or taken back."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from db.service import Book
from gui.desk import Desk
from gui.draft import DraftKeeper
from gui.main_window import MainWindow

CASES = "litigation_cases_count"


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "设置"
    made.mkdir()
    return made


@pytest.fixture
def keeper(window: MainWindow, folder: Path) -> DraftKeeper:
    return DraftKeeper(window, folder)


def drafts(folder: Path) -> list[str]:
    return [path.name for path in folder.glob("draft-*")]


def typed(window: MainWindow, keeper: DraftKeeper, words: str = "45") -> None:
    window.land(CASES)
    QTest.keyClicks(focus(), words[:1])
    QTest.keyClicks(focus(), words[1:])
    keeper.keep()


def killed(window: MainWindow, keeper: DraftKeeper) -> None:
    """What a kill leaves: the file as it is, the draft, and no lock."""
    keeper._window.desk.saved.disconnect(keeper._follow)
    for view in (window.page.ledger, window.page.grid):
        view.typing.disconnect(keeper._typed)
    keeper._lock.unlock()
    window.page.view.take_back()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_a_draft_is_gone_once_it_is_saved_or_taken_back(
    window: MainWindow, keeper: DraftKeeper, folder: Path, key: Qt.Key
) -> None:
    typed(window, keeper)
    assert len(drafts(folder)) == 1
    assert (folder / drafts(folder)[0]).stat().st_mode & 0o077 == 0
    QTest.keyClick(focus(), key)
    assert drafts(folder) == []
    assert not keeper.restore()


def test_saving_around_the_open_editor_ends_the_draft(window: MainWindow, keeper: DraftKeeper, folder: Path) -> None:
    typed(window, keeper)
    window.commands["save"].trigger()
    keeper.keep()  # as the pause does
    assert window.page.view.is_editing
    assert drafts(folder) == []


def test_after_a_kill_the_cell_is_open_with_its_words(window: MainWindow, desk: Desk, folder: Path) -> None:
    keeper = DraftKeeper(window, folder)
    typed(window, keeper, "300")
    killed(window, keeper)
    window.go_to_place("head")
    again = DraftKeeper(window, folder)
    assert again.restore()
    view = window.page.view
    assert (view.current_code(), view.editor.text(), view.unsaved) == (CASES, "300", True)
    assert view.editor.hasFocus()
    assert desk.cell(CASES).words == "37"  # nothing is saved that nobody left
    assert "放回" in window.status_line.saved.text()
    QTest.keyClick(focus(), Qt.Key.Key_Escape)
    assert (desk.cell(CASES).words, drafts(folder)) == ("37", [])


def test_a_draft_waits_for_its_own_year(window: MainWindow, desk: Desk, folder: Path) -> None:
    keeper = DraftKeeper(window, folder)
    typed(window, keeper)
    killed(window, keeper)
    desk.open_year(desk.ret.unit, 2023)
    again = DraftKeeper(window, folder)
    assert not again.restore()
    desk.open_year(desk.ret.unit, 2024)
    assert window.page.view.editor.text() == "45"
    window.page.view.take_back()


def test_a_draft_that_was_stored_after_all_is_not_shown(window: MainWindow, desk: Desk, folder: Path) -> None:
    keeper = DraftKeeper(window, folder)
    typed(window, keeper)
    killed(window, keeper)
    desk.enter(CASES, "45")
    assert not DraftKeeper(window, folder).restore()
    assert drafts(folder) == []


def test_a_second_program_keeps_none_of_the_firsts(window: MainWindow, keeper: DraftKeeper, folder: Path) -> None:
    typed(window, keeper)
    second = DraftKeeper(window, folder)
    assert not second.restore()
    assert len(drafts(folder)) == 1
    window.page.view.take_back()


def test_a_folder_that_cannot_be_written_costs_only_the_draft(window: MainWindow, tmp_path: Path) -> None:
    keeper = DraftKeeper(window, tmp_path / "fehlt")
    typed(window, keeper)
    assert not keeper.restore()
    window.page.view.take_back()


def test_a_draft_waits_until_a_finalised_return_is_open_again(window: MainWindow, desk: Desk, folder: Path) -> None:
    keeper = DraftKeeper(window, folder)
    typed(window, keeper)
    killed(window, keeper)
    with Book(desk.book.path, desk.book.author) as other:
        opened = other.find_year(desk.ret.unit, 2024)
        opened._set_status(type(opened.ret.status).CHECKED, other.author.stamp("自查通过"))
        desk.refresh()
        again = DraftKeeper(window, folder)
        assert not again.restore()
        assert "没有写入" in window.status_line.saved.text()
        assert len(drafts(folder)) == 1
    assert desk.reopen("还要补一项")
    assert (window.page.view.editor.text(), again.restore()) == ("45", False)
    window.page.view.take_back()
