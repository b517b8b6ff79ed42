"""The data file opens when it can be trusted, and says in one sentence why not; nothing is changed then."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from db.domain.cells import BLANK, Cell, State
from db.domain.trouble import KnownError
from db.store.connection import STEPS
from db.store.migrations import migrate, migrations
from db.store.repository import Repository, Stamp

Nobody = Callable[[Path], AbstractContextManager[None]]
STAMP = Stamp("2025-01-15T09:00:00+08:00", "王某某", "录入")


def one_return(path: Path) -> tuple[Repository, int]:
    """A file with one unit and one empty return."""
    repository = Repository(path)
    with repository.saving():
        unit = repository.add_unit("示例市自然资源和规划局", False, STAMP.at)
        pack = repository.add_pack(("p", "1"), "0" * 64, "{}", (), STAMP.at)
        row = repository.add_return(unit, 2024, pack, STAMP.at)
    return repository, row


def words(text: str) -> Cell:
    """A cell of plain words, as the store sees it."""
    return Cell(state=State.VALUE, words=text, text=text)


def refused(path: Path) -> str:
    """The sentence with which a file is refused; its bytes stay as they were."""
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(KnownError) as trouble:
        Repository(path)
    assert (path.read_bytes() if path.is_file() else b"") == before
    assert trouble.value.next_step
    return trouble.value.sentence


def test_a_new_file_is_made_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "新文件夹" / "填报.sqlite"
    Repository(path).close()
    assert path.read_bytes().startswith(b"SQLite format 3")


def test_a_file_opens_again_with_what_was_saved(tmp_path: Path) -> None:
    repository, row = one_return(tmp_path / "a.sqlite")
    with repository.saving():
        repository.save_cell(row, "x", BLANK, words("近10万"), STAMP)
    repository.close()
    again = Repository(tmp_path / "a.sqlite")
    assert again.cells(row) == [("x", "已填", "近10万", "", "", False)]
    again.close()


def test_the_journal_between_saves_undoes_nothing_and_goes_when_the_last_window_closes(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    journal = tmp_path / "a.sqlite-journal"
    one, other = Repository(path), Repository(path)
    for repository in (one, other):
        with repository.saving():
            repository.add_unit(f"{id(repository)}", False, "2025-01-01T00:00:00")
        assert set(journal.read_bytes()[:28]) == {0}
    one.close()
    assert len(other.units()) == 2
    other.close()
    assert list(tmp_path.iterdir()) == [path]


def test_words_are_no_database(tmp_path: Path) -> None:
    path = tmp_path / "说明.sqlite"
    path.write_text("这不是数据库" * 100, encoding="utf-8")
    assert "不是法治填报的数据文件" in refused(path)


def test_another_programs_database_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE theirs (x)")
    other.close()
    assert "不是法治填报的数据文件" in refused(path)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert "文件夹" in refused(tmp_path)


def test_a_newer_file_is_refused(tmp_path: Path) -> None:
    repository, _ = one_return(tmp_path / "n.sqlite")
    repository.close()
    with sqlite3.connect(tmp_path / "n.sqlite") as file:
        file.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('fazhi', 'of_tomorrow', '')"
        )
    file.close()
    assert "更新版本" in refused(tmp_path / "n.sqlite")


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "d.sqlite"
    repository, row = one_return(path)
    with repository.saving():
        for n in range(400):
            repository.save_cell(row, f"code_{n}", BLANK, words("一" * 50), STAMP)
    repository.close()
    data = bytearray(path.read_bytes())
    for start in range(8192, len(data), 4096):
        data[start : start + 64] = b"\xff" * 64
    path.write_bytes(bytes(data))
    assert "已损坏" in refused(path)


def test_a_truncated_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.sqlite"
    repository, _ = one_return(path)
    repository.close()
    path.write_bytes(path.read_bytes()[:5000])
    assert "已损坏" in refused(path)


def test_a_file_locked_by_another_process_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.store.connection.WAIT_SECONDS", 0.01)
    path = tmp_path / "l.sqlite"
    repository, row = one_return(path)
    other = sqlite3.connect(path)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(KnownError, match="正被另一个程序使用"), repository.saving():
        repository.save_cell(row, "x", BLANK, words("1"), STAMP)
    other.rollback()
    other.close()
    assert repository.cells(row) == []
    repository.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_a_read_only_file_is_read_but_not_written(tmp_path: Path, as_nobody: Nobody) -> None:
    path = tmp_path / "r.sqlite"
    repository, row = one_return(path)
    repository.close()
    path.chmod(0o444)
    with as_nobody(tmp_path):
        readable = Repository(path)
        assert readable.find_return("示例市自然资源和规划局", 2024) is not None
        with pytest.raises(KnownError, match="只读"), readable.saving():
            readable.save_cell(row, "x", BLANK, words("1"), STAMP)
        readable.close()


def test_a_full_disk_keeps_what_was_there(tmp_path: Path) -> None:
    repository, row = one_return(tmp_path / "f.sqlite")
    with repository.saving():
        repository.save_cell(row, "x", BLANK, words("先前的"), STAMP)
    pages = repository._one("PRAGMA page_count")[0]
    repository._one(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(KnownError, match="磁盘已满"), repository.saving():
        for n in range(200):
            repository.save_cell(row, f"code_{n}", BLANK, words("长" * 500), STAMP)
    assert repository.cells(row) == [("x", "已填", "先前的", "", "", False)]
    repository.close()


def test_the_steps_known_by_name_are_the_migrations() -> None:
    assert tuple(step.name for step in migrations._migrations) == STEPS


def test_a_full_disk_leaves_no_half_made_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA max_page_count = 2")
        migrate(connection)

    monkeypatch.setattr("db.store.migrations.migrate", full)
    with pytest.raises(KnownError, match="磁盘已满"):
        Repository(tmp_path / "new.sqlite")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "harm",
    [
        "DROP TABLE explanation",
        "UPDATE list_row SET entry = '{oops}'",
        "UPDATE cell SET note = CAST(x'ff41' AS TEXT)",
    ],
)
def test_a_file_another_program_spoilt_is_called_damaged(tmp_path: Path, harm: str) -> None:
    repository, row = one_return(tmp_path / "s.sqlite")
    with repository.saving():
        repository.save_cell(row, "x", BLANK, words("1"), STAMP)
        repository.save_list(row, "honours", (), ({"title": "x"},), STAMP)
    with sqlite3.connect(repository.path) as other:
        other.execute(harm)
    other.close()
    with pytest.raises(KnownError, match="已损坏"):
        (repository.cells(row), repository.lists(row), repository.explanations(row))
    repository.close()


def test_a_character_that_cannot_be_stored_is_refused(tmp_path: Path) -> None:
    repository, row = one_return(tmp_path / "u.sqlite")
    with pytest.raises(KnownError, match="无法保存"), repository.saving():
        repository.save_cell(row, "x", BLANK, words("1\ud83d"), STAMP)
    assert repository.cells(row) == []
    repository.close()


def test_a_file_from_before_packs_could_be_adopted_opens_with_all_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    repository, row = one_return(path)
    with repository.saving():
        repository.save_cell(row, "x", BLANK, words("近10万"), STAMP)
    repository.close()
    with sqlite3.connect(path) as before:
        before.execute("DROP TABLE adoption")
        before.execute("DELETE FROM _sqlite_migrations WHERE name = 'adopted_packs'")
    before.close()
    again = Repository(path)
    assert again.adoptions() == []
    assert again.cells(row) == [("x", "已填", "近10万", "", "", False)]
    again.close()
