"""Looking after the data file from the window: who else has it open, going back, moving house, bad places, 诊断包."""

import json
import os
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from db.beside import host
from db.service import Author, Book, backups
from db.service.holders import Holder
from gui import care, start
from gui.desk import Desk
from gui.dialogs import boxes
from gui.dialogs.diagnosis import DiagnosisDialog
from gui.dialogs.move import MoveInDialog, MoveOutDialog
from gui.dialogs.restore import RestoreDialog
from gui.holding import Holding
from gui.main_window import MainWindow
from gui.memory import Memory
from gui.start import Wish
from tests.gui.conftest import UNIT

CASES, CLOSED = "litigation_cases_count", "litigation_closed_count"
Answer = Callable[[Callable[..., None]], None]


@pytest.fixture
def stranger(desk: Desk) -> Path:
    """The record of another person's window on this file."""
    path = desk.book.path
    holder = Holder("李四", "lisi", "二号机", "2025-01-22T08:10:00+08:00", host(), os.getpid())
    made = path.with_name(f".{path.name}.{host()}-{os.getpid()}-99.open")
    made.write_text(json.dumps(asdict(holder)), encoding="utf-8")
    return made


# ---- one writer


def locked(window: MainWindow) -> bool:
    return window.page.view.entries.locked


def test_while_another_person_is_at_work_the_window_looks_only(window: MainWindow, desk: Desk, stranger: Path) -> None:
    holding = Holding(window)
    holding.beat()
    assert "李四（二号机，2025-01-22 08:10 起）正在使用" in window.status_line.file.text()
    assert "这里只能看" in window.message.trouble[0]
    window.land(CASES)
    assert locked(window)
    assert not window.commands["finalise"].isEnabled()
    assert not desk.enter(CASES, "41")
    assert desk.cell(CASES).words == "37"
    stranger.unlink()
    holding.beat()
    assert not locked(window)
    assert "李四" not in window.status_line.file.text()
    assert desk.enter(CASES, "41")


def test_who_comes_later_hinders_nobody(window: MainWindow, desk: Desk, stranger: Path) -> None:
    words = json.loads(stranger.read_text(encoding="utf-8"))
    stranger.write_text(json.dumps({**words, "since": "2025-01-24T00:00:00+00:00"}), encoding="utf-8")
    Holding(window).beat()
    assert desk.enter(CASES, "41")


# ---- going back


def test_going_back_in_three_steps(window: MainWindow, desk: Desk, answer: Answer, asked: list[str]) -> None:
    made = backups.back_up(desk.book.path, desk.book.author)
    desk.enter(CASES, "41")

    def choose(dialog: RestoreDialog) -> None:
        assert dialog.list.topLevelItemCount() == 1
        assert UNIT in dialog.inside.text()
        assert "2024 年 3 项" in dialog.inside.text()
        row = dialog.differences.topLevelItem(0)
        assert [row.text(n) for n in range(4)] == ["2024", "6.14 行政诉讼案件数", "41", "37"]
        assert "共 1 项不同" in dialog.counted.text()
        dialog.go.click()

    answer(choose)
    window.commands["restore"].trigger()
    assert asked == [f"恢复到 {made.at:%Y-%m-%d %H:%M} 的备份？"]
    assert desk.cell(CASES).words == "37"
    assert window.page.view.entries.desk is desk
    assert [one.why for one in backups.every(desk.book.path)] == ["恢复前", ""]
    assert desk.enter(CASES, "42")  # the file goes on


def test_nothing_is_replaced_while_another_window_is_open(
    window: MainWindow, desk: Desk, answer: Answer, author: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    backups.back_up(desk.book.path, author)
    desk.enter(CASES, "41")
    monkeypatch.setattr(boxes, "confirm", lambda *_: True)

    def choose(dialog: RestoreDialog) -> None:
        dialog.go.click()
        assert "还有一个窗口" in dialog.trouble.text()

    with Book(desk.book.path, author) as other:
        other.hold()
        answer(choose)
        window.commands["restore"].trigger()
    assert desk.cell(CASES).words == "41"
    assert desk.enter(CASES, "42")


def test_without_a_backup_nothing_can_be_chosen(window: MainWindow, answer: Answer) -> None:
    def look(dialog: RestoreDialog) -> None:
        assert dialog.inside.text() == "还没有备份。"
        assert not dialog.go.isEnabled()

    answer(look)
    window.commands["restore"].trigger()


def test_a_backup_is_made_before_a_return_is_finalised(window: MainWindow, desk: Desk, answer: Answer) -> None:
    answer(lambda dialog: dialog.reject())
    window.commands["finalise"].trigger()
    assert [one.why for one in backups.every(desk.book.path)] == ["定稿前"]


def test_a_damaged_file_offers_its_backups_at_the_start(
    qapp: QApplication, tmp_path: Path, memory: Memory, author: Author, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "坏.sqlite"
    with Book(path, author) as book:
        book.add_unit(UNIT)
        book.open_year(UNIT, 2024).enter(CASES, "37")
    backups.back_up(path, author)
    data = bytearray(path.read_bytes())
    for at in range(4096, len(data), 4096):
        data[at : at + 100] = b"\xff" * 100
    path.write_bytes(bytes(data))
    monkeypatch.setattr(boxes, "confirm", lambda *_: True)
    offered: list[bool] = []

    def restore(sentence: str, _: str, restorable: bool) -> int:
        assert "已损坏" in sentence
        offered.append(restorable)
        answer(lambda dialog: dialog.go.click())
        return boxes.RESTORE

    monkeypatch.setattr(boxes, "start_trouble", restore)
    desk = start.session(Wish(path), memory, author)
    assert desk
    assert offered == [True]
    assert desk.cell(CASES).words == "37"
    desk.book.close()


# ---- moving house


def test_everything_goes_out_in_one_file_and_comes_in_at_the_other_machine(
    window: MainWindow, desk: Desk, answer: Answer, tmp_path: Path, author: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "搬家.fazhi"
    monkeypatch.setattr(boxes, "ask_new_file", lambda *_: package)
    monkeypatch.setattr(boxes, "tell_done", lambda *_: None)
    window.memory.enter_goes_right = True

    def differ(dialog: MoveOutDialog) -> None:
        dialog.password.setText("一二三四五六七八")
        dialog.go.click()
        assert "两次输入的密码不一样" in dialog.trouble.text()
        dialog.password.clear()
        dialog.go.click()

    answer(differ)
    window.commands["move_out"].trigger()
    assert package.exists()
    monkeypatch.setattr(start, "default_path", lambda: tmp_path / "新电脑" / "法治填报.sqlite")
    window.memory.enter_goes_right = False

    def put(dialog: MoveInDialog) -> None:
        assert dialog.path.text() == str(tmp_path / "新电脑" / "法治填报.sqlite")
        dialog.go.click()

    answer(put)
    book, unit, year = start.take_file(package, author, memory=window.memory)
    with book:
        assert book.path == tmp_path / "新电脑" / "法治填报.sqlite"
        assert book.find_year(unit, year).ret.cell(CASES).words == "37"
    assert window.memory.enter_goes_right


def test_whoever_would_rather_not_move_in_stays_where_they_were(
    window: MainWindow, desk: Desk, answer: Answer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from db.service import moving  # noqa: PLC0415 - as the window does

    package = moving.pack(desk.book.path, tmp_path / "搬家.fazhi", desk.book.author)
    before = desk.book.path
    monkeypatch.setattr(boxes, "ask_data_file", lambda *_: package)
    answer(lambda dialog: dialog.reject())
    window.commands["open_file"].trigger()
    assert desk.book.path == before


# ---- places


@pytest.fixture
def in_cloud(tmp_path: Path, author: Author) -> Path:
    path = tmp_path / "坚果云" / "法治填报.sqlite"
    with Book(path, author) as book:
        book.add_unit(UNIT)
        book.open_year(UNIT, 2024).enter(CASES, "37")
    return path


@pytest.mark.parametrize(("choice", "where"), [(boxes.COPY, "本机"), (boxes.STAY, "坚果云")])
def test_a_file_in_a_synchronised_folder_is_copied_or_opened_all_the_same(  # noqa: PLR0917 - fixtures
    qapp: QApplication, in_cloud: Path, tmp_path: Path, memory: Memory, author: Author, choice: int, where: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(boxes, "ask_bad_place", lambda *_: choice)
    monkeypatch.setattr(start, "default_path", lambda: tmp_path / "本机" / "法治填报.sqlite")
    desk = start.session(Wish(in_cloud), memory, author)
    assert desk
    assert desk.book.path == tmp_path / where / "法治填报.sqlite"
    assert desk.cell(CASES).words == "37"
    desk.book.close()


def test_no_new_file_is_made_there_and_none_moves_there(
    window: MainWindow, desk: Desk, tmp_path: Path, author: Author
) -> None:
    from db.domain.trouble import KnownError  # noqa: PLC0415 - used here alone
    from gui import settings  # noqa: PLC0415 - the same

    with pytest.raises(KnownError, match="网盘"):
        start.begin_file(tmp_path / "坚果云" / "新.sqlite", UNIT, 2024, author)
    (tmp_path / "OneDrive").mkdir()
    with pytest.raises(KnownError, match="网盘"):
        settings.move_data_file(window, tmp_path / "OneDrive")
    assert not (tmp_path / "坚果云").exists()
    assert list((tmp_path / "OneDrive").iterdir()) == []


# ---- what may be sent away


def test_the_diagnosis_is_shown_before_it_is_saved(
    window: MainWindow, desk: Desk, answer: Answer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "诊断.zip"
    monkeypatch.setattr(boxes, "ask_new_file", lambda *_: target)
    shown: list[str] = []

    def save(dialog: DiagnosisDialog) -> None:
        shown.append(dialog.text.toPlainText())
        dialog.go.click()

    answer(save)
    window.commands["diagnose"].trigger()
    assert UNIT not in shown[0]
    with zipfile.ZipFile(target) as archive:
        for name in archive.namelist():
            assert archive.read(name).decode().splitlines()[0] in shown[0]


def test_a_restored_file_is_sound(window: MainWindow, desk: Desk) -> None:
    made = backups.back_up(desk.book.path, desk.book.author).path
    desk.enter(CLOSED, "35")
    care._restored(window, made)
    with closing(sqlite3.connect(desk.book.path)) as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert desk.cell(CLOSED).words == "36"
