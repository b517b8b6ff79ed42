"""A copy takes its name only when it is whole; what is in the way is one sentence and leaves nothing behind."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from datetime import datetime
from pathlib import Path

import pytest

from db.beside import host
from db.domain.cells import BLANK, Cell, State
from db.domain.trouble import KnownError
from db.store import backup
from db.store.repository import Repository, Stamp

Nobody = Callable[[Path], AbstractContextManager[None]]
STAMP = Stamp("2025-01-15T09:00:00+08:00", "王某某", "录入")
AT = datetime(2025, 1, 23, 10, 42, 7)
WITHOUT_MODES = pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")


def words(text: str) -> Cell:
    return Cell(state=State.VALUE, words=text, text=text)


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Repository]:
    """A data file with one figure, open as it is while a window works with it."""
    made = Repository(tmp_path / "数据" / "法治填报.sqlite")
    with made.saving():
        unit = made.add_unit("示例市自然资源和规划局", False, STAMP.at)
        pack = made.add_pack(("p", "1"), "0" * 64, "{}", (), STAMP.at)
        row = made.add_return(unit, 2024, pack, STAMP.at)
        made.save_cell(row, "x", BLANK, words("37"), STAMP)
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "备份"
    made.mkdir()
    return made


def refused(source: Path, folder: Path) -> KnownError:
    """Why no backup could be made; nothing new lies in the folder."""
    before = sorted(folder.iterdir()) if folder.is_dir() else None
    with pytest.raises(KnownError) as trouble:
        backup.make(source, folder, AT)
    assert (sorted(folder.iterdir()) if folder.is_dir() else None) == before
    assert trouble.value.next_step
    return trouble.value


def test_a_backup_is_the_file_and_is_named_after_it(repository: Repository, folder: Path) -> None:
    made = backup.make(repository.path, folder, AT)
    assert made.path == folder / "法治填报-备份-20250123-104207.sqlite"
    assert made.at == AT
    assert [path.name for path in folder.iterdir()] == [made.path.name]
    opened = Repository(made.path)
    assert opened.cells(1) == [("x", "已填", "37", "", "", False)]
    opened.close()


def test_a_second_backup_within_a_second_replaces_nothing(repository: Repository, folder: Path) -> None:
    first, second = (backup.make(repository.path, folder, AT) for _ in range(2))
    assert second.path.name == "法治填报-备份-20250123-104207-2.sqlite"
    assert first.path.exists()
    assert [b.path for b in backup.named(repository.path, folder)] == [second.path, first.path]


@WITHOUT_MODES
def test_only_the_owner_may_read_what_is_made(repository: Repository, tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        made = backup.make(repository.path, tmp_path / "新" / "备份", AT, make_folder=True)
    finally:
        os.umask(before)
    for path, mode in ((made.path, 0o600), (made.path.parent, 0o700)):
        assert path.stat().st_mode & 0o777 == mode, path
    for path, mode in ((repository.path, 0o600), (repository.path.parent, 0o700)):
        assert path.stat().st_mode & 0o777 == mode, path


def test_a_missing_folder_is_not_made_unless_asked(repository: Repository, tmp_path: Path) -> None:
    missing = tmp_path / "U盘" / "备份"
    assert "找不到文件夹" in refused(repository.path, missing).sentence
    assert not missing.parent.exists()
    assert backup.make(repository.path, missing, AT, make_folder=True).path.parent == missing


def test_a_file_in_place_of_the_folder_is_told(repository: Repository, tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("x")
    for make_folder in (False, True):
        with pytest.raises(KnownError, match="文件夹"):
            backup.make(repository.path, tmp_path / "文件", AT, make_folder)


@WITHOUT_MODES
def test_a_folder_one_may_not_write_is_told(repository: Repository, folder: Path, as_nobody: Nobody) -> None:
    for path in (repository.path.parent, *repository.path.parent.iterdir()):
        path.chmod(path.stat().st_mode | 0o055)  # so that the other user can read the source
    with as_nobody(folder):
        assert "没有权限" in refused(repository.path, folder).sentence


def test_a_full_disk_is_told(repository: Repository, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = backup._opened

    def small(part: Path) -> sqlite3.Connection:
        connection = opened(part)
        connection.execute("PRAGMA max_page_count = 2")
        return connection

    monkeypatch.setattr(backup, "_opened", small)
    assert "磁盘已满" in refused(repository.path, folder).sentence


def test_a_copy_that_is_not_the_same_is_not_kept(
    repository: Repository, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Forgetful(sqlite3.Connection):
        def backup(self, target: sqlite3.Connection, **_: object) -> None:
            super().backup(target)
            target.execute("DELETE FROM cell")
            target.commit()

    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **k: connect(*a, factory=Forgetful, **k))
    assert "核对不一致" in refused(repository.path, folder).sentence


def test_what_is_being_written_is_not_in_the_copy(repository: Repository, folder: Path) -> None:
    with repository.saving():
        repository.save_cell(1, "y", BLANK, words("写到一半"), STAMP)
        made = backup.make(repository.path, folder, AT)
    with closing(sqlite3.connect(made.path)) as copy:
        assert copy.execute("SELECT code FROM cell").fetchall() == [("x",)]


def test_a_file_that_is_locked_says_so(repository: Repository, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "WAIT_SECONDS", 0.01)
    with closing(sqlite3.connect(repository.path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert "正被另一个程序使用" in refused(repository.path, folder).sentence


def test_what_is_no_data_file_is_not_backed_up(tmp_path: Path, folder: Path) -> None:
    assert "找不到数据文件" in refused(tmp_path / "没有.sqlite", folder).sentence
    assert not (tmp_path / "没有.sqlite").exists()
    (tmp_path / "文字.sqlite").write_text("不是数据库" * 100)
    assert "不是法治填报的数据文件" in refused(tmp_path / "文字.sqlite", folder).sentence
    with closing(sqlite3.connect(tmp_path / "别的.sqlite")) as other:
        other.execute("CREATE TABLE theirs (x)")
    assert "不是法治填报的数据文件" in refused(tmp_path / "别的.sqlite", folder).sentence


def test_a_damaged_file_does_not_become_a_backup(repository: Repository, folder: Path) -> None:
    repository.close()
    data = bytearray(repository.path.read_bytes())
    for start in range(8192, len(data), 4096):
        data[start : start + 64] = b"\xff" * 64
    repository.path.write_bytes(bytes(data))
    assert "已损坏" in refused(repository.path, folder).sentence


def test_an_existing_file_is_never_replaced(repository: Repository, tmp_path: Path) -> None:
    (tmp_path / "法治填报.sqlite").write_text("别人的")
    with pytest.raises(KnownError, match="已经有"):
        backup.copy(repository.path, tmp_path / "法治填报.sqlite")
    assert (tmp_path / "法治填报.sqlite").read_text() == "别人的"


def test_what_a_killed_process_left_is_cleared(repository: Repository, folder: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left, mine, elsewhere, old, foreign = (
        folder / name
        for name in (
            f".~{host()}-{gone.pid}-a.sqlite",
            f".~{host()}-{os.getpid()}-b.sqlite",
            ".~00000000-1-c.sqlite",
            ".~00000000-1-d.sqlite",
            ".~lock.表.xlsx#",
        )
    )
    for path in (left, mine, elsewhere, old, foreign):
        path.write_text("x")
    for path in (old, foreign):
        os.utime(path, (1, 1))
    backup.make(repository.path, folder, AT)
    assert not left.exists()
    assert not old.exists()
    assert mine.exists()  # this window may be at work on it
    assert elsewhere.exists()  # another machine may be
    assert foreign.exists()


def test_only_the_oldest_of_our_own_go(repository: Repository, folder: Path, tmp_path: Path) -> None:
    made = [backup.make(repository.path, folder, AT.replace(day=day)).path for day in range(1, 6)]
    other = Repository(tmp_path / "别处" / "法治填报.sqlite")
    with other.saving():
        other.add_unit("乙局", False, STAMP.at)
    theirs = backup.make(other.path, folder, AT.replace(year=2020)).path
    other.close()
    word = folder / "法治填报-备份-20190101-000000.sqlite"
    word.write_text("不是数据库")
    notes = folder / "法治填报-备份-说明.sqlite"
    notes.write_text("x")
    backup.remove_older(repository.path, folder, 3)
    assert set(folder.iterdir()) == {*made[2:], theirs, word, notes}


def test_a_backup_is_the_same_until_something_changes(repository: Repository, folder: Path, tmp_path: Path) -> None:
    made = backup.make(repository.path, folder, AT).path
    assert backup.same(repository.path, made)
    with repository.saving():
        repository.save_cell(1, "x", words("37"), words("38"), STAMP)
    assert not backup.same(repository.path, made)
    assert not backup.same(repository.path, tmp_path / "没有.sqlite")
    assert not (tmp_path / "没有.sqlite").exists()


def test_names_that_are_no_day_are_no_backups(repository: Repository, folder: Path) -> None:
    (folder / "法治填报-备份-20251399-104207.sqlite").write_text("x")
    (folder / "法治填报-备份-20250123-104207.xlsx").write_text("x")
    assert backup.named(repository.path, folder) == []
    assert backup.named(repository.path, folder / "没有") == []
