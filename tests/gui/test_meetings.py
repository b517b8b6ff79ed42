"""Where features meet: another window, an open editor, a draft, a step taken back, a mark, a reason half written."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from db.domain.cells import State
from db.domain.pack import Level
from db.service import Author, Book, OpenReturn, OwnItem, backups
from gui.desk import Desk
from gui.draft import DraftKeeper
from gui.main_window import MainWindow
from gui.memory import Memory
from tests.gui.conftest import NOW, UNIT

CASES, PENDING = "litigation_cases_count", "litigation_pending_count"
Write = Callable[[str], None]


@pytest.fixture
def other(desk: Desk, author: Author) -> Iterator[OpenReturn]:
    """The same return in another window."""
    with Book(desk.book.path, author) as book:
        yield book.open_year(UNIT, 2024)


@pytest.fixture
def drafts(tmp_path: Path) -> Path:
    folder = tmp_path / "草稿"
    folder.mkdir()
    return folder


def test_closing_over_an_open_cell_leaves_no_draft(
    window: MainWindow, desk: Desk, memory: Memory, drafts: Path, write: Write
) -> None:
    keeper = DraftKeeper(window, drafts)
    window.land(CASES)
    write("45")
    keeper.keep()
    write("6")
    window.close()
    assert desk.cell(CASES).words == "456"
    assert not list(drafts.glob("draft-*.txt"))


def test_a_draft_that_cannot_be_put_back_is_told(window: MainWindow, desk: Desk, drafts: Path, write: Write) -> None:
    keeper = DraftKeeper(window, drafts)
    code = desk.ret.library()[0].code
    desk.switch_on([code])
    window.land(code)
    write("4")
    keeper.keep()
    (draft,) = drafts.glob("draft-*.txt")
    kept = draft.read_bytes()
    window.page.view.take_back()
    desk.switch_off(code)
    draft.write_bytes(kept)  # as after a kill
    assert not keeper.restore()
    assert "“4”" in window.message.trouble[0]


def test_words_for_an_item_switched_off_elsewhere_switch_it_on_again(
    window: MainWindow, desk: Desk, other: OpenReturn, write: Write
) -> None:
    code = desk.ret.library()[0].code
    desk.switch_on([code])
    window.land(code)
    write("55")
    other.refresh()
    other.switch_off(code)
    desk.refresh()
    QApplication.processEvents()
    assert desk.cell(code).words == "55"
    assert code in window.page.codes
    assert not window.page.view.is_editing
    assert window.navigation.places.index_of(window.navigation.current_place()).isValid()


def test_an_editor_nobody_typed_in_follows_the_other_window(
    window: MainWindow, desk: Desk, other: OpenReturn, write: Write
) -> None:
    window.land(CASES)
    window.page.view.edit_with_focus()
    other.enter(CASES, "50")
    desk.refresh()
    assert window.page.view.editor.text() == "50"
    QTest.keyClick(window.page.view.editor, Qt.Key.Key_End)
    write("0")
    assert window.flush()
    assert desk.cell(CASES).words == "500"


def test_taking_a_step_back_shows_the_item_again(window: MainWindow, desk: Desk) -> None:
    code = desk.ret.library()[0].code
    desk.switch_on([code])
    desk.enter(code, "5")
    desk.enter(code, "")
    desk.switch_off(code)
    window.commands["undo"].trigger()
    QApplication.processEvents()
    assert desk.cell(code).words == "5"
    assert code in window.page.codes


def test_marking_a_block_never_takes_what_another_window_typed_meanwhile(
    window: MainWindow, desk: Desk, other: OpenReturn, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.land(CASES)
    victim = next(code for code in window.page.codes if desk.cell(code).state is State.BLANK)

    def answer(*_: object) -> QMessageBox.StandardButton:
        other.enter(victim, "35")
        desk.refresh()
        return QMessageBox.StandardButton.Yes

    monkeypatch.setattr(QMessageBox, "question", answer)
    window.page.mark_block()
    assert desk.cell(victim).words == "35"
    assert "已在别处改动" in window.message.trouble[0]


def test_a_mark_is_taken_back_only_where_it_still_stands(window: MainWindow, desk: Desk, other: OpenReturn) -> None:
    window.land(PENDING)
    desk.mark(PENDING, State.NOT_APPLICABLE)
    other.enter(PENDING, "8")
    window.commands["not_applicable"].trigger()
    assert desk.cell(PENDING).words == "8"


def test_a_reason_half_written_for_a_solved_problem_is_told(
    window: MainWindow, desk: Desk, other: OpenReturn, write: Write
) -> None:
    desk.enter(CASES, "370000")
    finding = next(finding for finding in desk.findings if finding.level is Level.EXPLAIN)
    problems = window.problems
    problems.show()
    problems.mark_row(problems.model.row_of(finding.rule))
    problems.reason.setFocus()
    write("abc")
    other.enter(CASES, "37")
    desk.refresh()
    assert "“abc”" in window.message.trouble[0]
    assert problems.reason.text() == ""


def test_a_busy_second_does_not_cost_the_days_backup(window: MainWindow, desk: Desk, tmp_path: Path) -> None:
    window.backups.watch()
    with sqlite3.connect(desk.book.path) as busy:
        busy.execute("BEGIN EXCLUSIVE")
        window.backups.back_up_if_due()
        assert "没有备份成" in window.status_line.backup.text()
        busy.rollback()
    busy.close()
    window.backups.back_up_if_due()
    assert len(list(tmp_path.rglob("*-备份-*.sqlite"))) == 1


def test_two_files_of_one_name_share_a_backup_folder(tmp_path: Path, author: Author) -> None:
    shared = tmp_path / "共用"
    shared.mkdir()
    files = []
    for name in ("甲", "乙"):
        (tmp_path / name).mkdir()
        files.append(tmp_path / name / "法治填报.sqlite")
        with Book(files[-1], author) as book:
            book.add_unit(name)
    backups.back_up(files[0], author, shared)
    assert backups.due(files[1], author, shared)
    assert backups.latest(files[1], shared) is None
    latest = backups.latest(files[0], shared)
    assert latest is not None
    assert latest.at == NOW.replace(tzinfo=None)


def test_an_own_item_counts_as_saved(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.saved, timeout=1000):
        desk.add_own_item(OwnItem("土地信访听证会次数", "次"))
