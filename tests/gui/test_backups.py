"""Backups behind the window: after the first change of a day, in a pause, named below; trouble hinders no entry."""

from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from db.service import Author, Book
from gui.desk import Desk
from gui.main_window import MainWindow
from tests.gui.conftest import NOW, UNIT

CASES = "litigation_cases_count"


@pytest.fixture
def watched(window: MainWindow) -> MainWindow:
    """A window that takes every pause at once, when it is told to keep watch."""
    window.backups._pause.setInterval(0)
    return window


def made(desk: Desk) -> list[str]:
    folder = desk.book.path.parent / "备份"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def said(window: MainWindow) -> str:
    return window.status_line.backup.text()


def days_later(desk: Desk, days: int) -> None:
    desk.book.author = Author("张三", lambda: NOW + timedelta(days=days))


def save(desk: Desk, words: str, day: str) -> None:
    """An entry of that day."""
    assert desk.enter(CASES, words)
    desk.saved.emit(f"{day}T09:00:00+08:00")


def test_a_window_that_is_not_told_to_makes_none(window: MainWindow, desk: Desk) -> None:
    desk.enter(CASES, "38")
    assert not window.backups._pause.isActive()
    assert made(desk) == []


def test_todays_backup_is_made_once_after_the_window_is_there(watched: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    watched.backups.watch()
    assert said(watched) == "还没有备份"
    assert made(desk) == []
    qtbot.waitUntil(lambda: said(watched) == "最近备份 今天 10:42")
    assert made(desk) == ["数据-备份-20250123-104207.sqlite"]
    assert "数据-备份-20250123-104207.sqlite" in watched.status_line.backup.toolTip()
    desk.enter(CASES, "38")
    assert not watched.backups._pause.isActive()


def test_a_new_day_is_noticed_at_its_first_change(watched: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    watched.backups.watch()
    qtbot.waitUntil(lambda: len(made(desk)) == 1)
    days_later(desk, 1)
    watched.backups.show_last()
    assert said(watched) == "最近备份 昨天 10:42"
    save(desk, "38", "2025-01-24")
    assert len(made(desk)) == 1  # not while an entry is being saved
    qtbot.waitUntil(lambda: len(made(desk)) == 2)
    assert said(watched) == "最近备份 今天 10:42"
    with Book(desk.book.path.parent / "备份" / made(desk)[-1]) as copy:
        assert copy.find_year(UNIT, 2024).ret.cell(CASES).words == "38"


def test_a_day_on_which_one_only_looks_makes_none(watched: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    watched.backups.watch()
    qtbot.waitUntil(lambda: len(made(desk)) == 1)
    days_later(desk, 3)
    watched.backups.back_up_if_due()
    assert len(made(desk)) == 1
    save(desk, "38", "2025-01-26")
    qtbot.waitUntil(lambda: len(made(desk)) == 2)


@pytest.mark.parametrize(
    ("days", "words"), [(0, "今天 10:42"), (1, "昨天 10:42"), (2, "1月23日 10:42"), (400, "2025年1月23日 10:42")]
)
def test_when_it_was_made_is_said_as_people_say_it(watched: MainWindow, desk: Desk, days: int, words: str) -> None:
    watched.backups.now()
    days_later(desk, days)
    watched.backups.show_last()
    assert said(watched) == f"最近备份 {words}"


def test_trouble_is_one_sentence_once_and_hinders_no_entry(
    watched: MainWindow, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    watched.memory.backup_folder = tmp_path / "U盘"
    watched.backups.watch()
    qtbot.waitUntil(lambda: said(watched).startswith("⚠ 没有备份成：找不到文件夹"))
    assert "先插好 U 盘" in watched.status_line.backup.toolTip()
    assert watched.status_line.backup.meaning == "warning"
    assert not watched.message.isVisible()
    for _ in range(2):
        watched.backups.back_up_if_due()
    assert desk.enter(CASES, "38")
    assert not watched.backups._pause.isActive()  # after three tries it waits for another day
    assert said(watched).startswith("⚠")
    (tmp_path / "U盘").mkdir()
    watched.commands["back_up"].trigger()
    assert said(watched) == "最近备份 今天 10:42"
    assert watched.status_line.saved.text() == "已备份"
    assert len(list((tmp_path / "U盘").iterdir())) == 1


def test_a_backup_that_was_asked_for_and_fails_is_told_in_the_window(watched: MainWindow, tmp_path: Path) -> None:
    watched.memory.backup_folder = tmp_path / "没有"
    watched.commands["back_up"].trigger()
    assert watched.message.isVisible()
    assert "找不到文件夹" in watched.message.text.text()


def test_another_data_file_has_its_own_backups(
    watched: MainWindow, desk: Desk, qtbot: QtBot, tmp_path: Path, author: Author
) -> None:
    watched.backups.watch()
    qtbot.waitUntil(lambda: len(made(desk)) == 1)
    other = Book(tmp_path / "乙" / "乙.sqlite", author)
    other.add_unit("乙局")
    assert desk.open_book(other, "乙局", 2023)
    assert said(watched) == "还没有备份"
    qtbot.waitUntil(lambda: made(desk) == ["乙-备份-20250123-104207.sqlite"])
    assert (tmp_path / "乙" / "备份").is_dir()


def test_what_is_being_typed_is_in_a_backup_that_is_asked_for(watched: MainWindow, desk: Desk) -> None:
    watched.land(CASES)
    assert watched.page.ledger.edit_current(replace=True)
    watched.page.ledger.editor.setText("77")
    watched.commands["back_up"].trigger()
    with Book(desk.book.path.parent / "备份" / made(desk)[-1]) as copy:
        assert copy.find_year(UNIT, 2024).ret.cell(CASES).words == "77"
