"""Backups are locked from the settings, made without a word, and looked into with their password."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel
from pytestqt.qtbot import QtBot

from db.service import Author, Book, backup_key, backups, places
from gui import settings, start
from gui.desk import Desk
from gui.dialogs import boxes
from gui.dialogs.backup_key import BackupKeyDialog
from gui.dialogs.restore import RestoreDialog
from gui.dialogs.settings import SettingsDialog
from gui.main_window import MainWindow
from gui.memory import Memory
from gui.start import Wish
from tests.gui.conftest import UNIT

pytest.importorskip("pyrage")

CASES = "litigation_cases_count"
PASSWORD, OTHER = "正确的马 电池订书钉", "另一个很长的密码"
Answer = Callable[[Callable[..., None]], None]


@pytest.fixture(scope="module")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The key of a folder with PASSWORD; to make one takes seconds on purpose."""
    folder = tmp_path_factory.mktemp("密钥")
    backup_key.set_up(folder, PASSWORD)
    return folder / backup_key.KEY_NAME


@pytest.fixture
def locked(key_file: Path, desk: Desk) -> Path:
    """The folder of the backups, with that key and one backup."""
    folder = places.default_folder(desk.book.path)
    folder.mkdir()
    shutil.copy(key_file, folder)
    backups.back_up(desk.book.path, desk.book.author)
    return folder


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot) -> SettingsDialog:
    dialog = SettingsDialog(window)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def told(dialog: QDialog) -> str:
    return " ".join(label.text() for label in cast("list[QLabel]", dialog.findChildren(QLabel)))


def newest(desk: Desk) -> backups.Backup:
    return backups.every(desk.book.path)[0]


def test_a_password_is_given_twice_and_from_then_on_backups_are_locked(
    dialog: SettingsDialog, window: MainWindow, desk: Desk, answer: Answer
) -> None:
    assert dialog.locked.text() == "没有加密"
    assert not dialog.other_password.isVisible()

    def give(asked: BackupKeyDialog) -> None:
        assert "忘了密码，加密的备份谁也打不开" in told(asked)
        for first, second, trouble in ((PASSWORD, OTHER, "两次输入的密码不一样"), ("短", "短", "密码太短")):
            asked.password.setText(first)
            asked.again.setText(second)
            asked.go.click()
            assert trouble in asked.trouble.text()
        asked.password.setText(PASSWORD)
        asked.again.setText(PASSWORD)
        QTest.keyClick(asked.again, Qt.Key.Key_Return)
        assert not asked.isVisible()

    answer(give)
    dialog.lock.click()
    assert dialog.locked.text() == "已加密"
    assert "已经备份了一次" in dialog.news.text()
    assert not dialog.lock.isVisible()
    assert newest(desk).is_sealed
    desk.enter(CASES, "41")
    window.backups.before("定稿前")
    assert newest(desk).why == "定稿前"
    assert newest(desk).is_sealed
    assert "最近备份 今天 10:42" in window.status_line.backup.text()


def test_the_password_is_changed_and_locking_switched_off_and_on(
    locked: Path, dialog: SettingsDialog, desk: Desk, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert newest(desk).path.parent == locked

    def change(asked: BackupKeyDialog) -> None:
        for line, words in ((asked.old, "猜一个密码试试看"), (asked.password, OTHER), (asked.again, OTHER)):
            line.setText(words)
        asked.go.click()
        assert "密码不对" in asked.trouble.text()
        asked.old.setText(PASSWORD)
        asked.go.click()

    answer(change)
    dialog.other_password.click()
    assert "密码已改" in dialog.news.text()
    monkeypatch.setattr(boxes, "confirm", lambda *_: False)
    dialog.unlock.click()
    assert dialog.locked.text() == "已加密"
    monkeypatch.setattr(boxes, "confirm", lambda *_: True)
    dialog.unlock.click()
    assert dialog.locked.text() == "没有加密"
    dialog.back_up.click()
    assert not newest(desk).is_sealed

    def again(asked: BackupKeyDialog) -> None:
        assert not asked.again.isVisible()
        asked.password.setText(OTHER)
        asked.go.click()

    answer(again)
    dialog.lock.click()
    assert dialog.locked.text() == "已加密"
    assert "原有 1 份没有加密的备份没有动" in dialog.news.text()


def test_another_folder_is_locked_alike(window: MainWindow, desk: Desk, tmp_path: Path, locked: Path) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    settings.use_backup_folder(window, stick)
    assert [one.is_sealed for one in backups.every(desk.book.path, stick)] == [True]
    assert backup_key.found(stick) == backup_key.found(locked)


def test_a_damaged_key_is_told(dialog: SettingsDialog, window: MainWindow, desk: Desk) -> None:
    folder = settings.backup_folder(window)
    folder.mkdir(exist_ok=True)
    (folder / backup_key.KEY_NAME).write_text("什么", encoding="utf-8")
    window.backups.watch()
    window.backups.back_up_if_due()
    assert "没有备份成" in window.status_line.backup.text()
    assert "“备份密钥.txt”已损坏" in window.status_line.backup.text()
    dialog.lock.click()
    assert "“备份密钥.txt”已损坏" in dialog.news.text()
    assert dialog.locked.text() == "不清楚"
    assert backups.every(desk.book.path) == ()


def test_a_locked_backup_is_opened_with_its_password_and_restored(
    window: MainWindow, desk: Desk, locked: Path, answer: Answer, asked: list[str]
) -> None:
    assert backup_key.is_on(locked)
    desk.enter(CASES, "41")

    def choose(dialog: RestoreDialog) -> None:
        assert dialog.list.topLevelItem(0).text(1) == "每日自动或立即备份，已加密"
        assert "已加密，输入密码才能看" in dialog.inside.text()
        assert UNIT not in dialog.inside.text()
        assert not dialog.go.isEnabled()
        dialog.password.setText("猜一个密码试试看")
        QTest.keyClick(dialog.password, Qt.Key.Key_Return)
        assert "密码不对" in dialog.trouble.text()
        dialog.password.setText(PASSWORD)
        QTest.keyClick(dialog.password, Qt.Key.Key_Return)
        assert asked == []  # Enter opens, and restores nothing yet
        assert not dialog.password.isVisible()
        assert dialog.password.text() == ""
        assert UNIT in dialog.inside.text()
        row = dialog.differences.topLevelItem(0)
        assert [row.text(n) for n in range(4)] == ["2024", "6.14 行政诉讼案件数", "41", "37"]
        dialog.go.click()

    answer(choose)
    window.commands["restore"].trigger()
    assert len(asked) == 1
    assert desk.cell(CASES).words == "37"
    assert [(one.why, one.is_sealed) for one in backups.every(desk.book.path)] == [("恢复前", True), ("", True)]
    assert desk.enter(CASES, "42")


def test_a_damaged_file_comes_back_from_a_locked_backup_at_the_start(
    tmp_path: Path, memory: Memory, author: Author, key_file: Path, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "坏.sqlite"
    with Book(path, author) as book:
        book.add_unit(UNIT)
        book.open_year(UNIT, 2024).enter(CASES, "37")
    (tmp_path / "备份").mkdir()
    shutil.copy(key_file, tmp_path / "备份")
    backups.back_up(path, author)
    path.write_bytes(b"\x00" * 4096)
    monkeypatch.setattr(boxes, "confirm", lambda *_: True)

    def choose(dialog: RestoreDialog) -> None:
        dialog.password.setText(PASSWORD)
        dialog.see.click()
        dialog.go.click()

    def restore(*_: object) -> int:
        answer(choose)
        return boxes.RESTORE

    monkeypatch.setattr(boxes, "start_trouble", restore)
    desk = start.session(Wish(path), memory, author)
    assert desk
    assert desk.cell(CASES).words == "37"
    desk.book.close()
