"""Locked backups: made without a password, opened with it only, nothing in clear beside them, nothing lost."""

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db.domain.trouble import KnownError
from db.service import Author, Book, backup_key, backups, diagnosis, moving, places, restoring, sealing
from db.service.backup_key import KEY_NAME, Unlocked
from db.store import backup as store

pytest.importorskip("pyrage")

UNIT, CASES, FIGURE = "示例市自然资源和规划局", "litigation_cases_count", "48151623"
PASSWORD, OTHER = "正确的马 电池订书钉", "另一个很长的密码"
START = datetime(2025, 1, 23, 10, 42, 7, tzinfo=UTC)


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def go(self, days: float = 1) -> None:
        self.now += timedelta(days=days)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def author(clock: Clock) -> Author:
    return Author("张三", clock)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a data file and one locked backup of it; locking takes seconds, so it is made once."""
    folder = tmp_path_factory.mktemp("数据")
    author = Author("张三", lambda: START)
    with Book(folder / "法治填报.sqlite", author) as book:
        book.add_unit(UNIT)
        book.open_year(UNIT, 2024).enter(CASES, FIGURE)
    backups.encrypt(folder / "法治填报.sqlite", author, PASSWORD)
    return folder


@pytest.fixture(scope="module")
def key(model: Path) -> Unlocked:
    """What the password opens; that takes seconds, too."""
    return backup_key.unlock(model / "备份", PASSWORD)


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Unlocked]:
    """Another backup folder with a key of its own."""
    folder = tmp_path_factory.mktemp("别的") / "备份"
    backup_key.set_up(folder, OTHER, make_folder=True)
    return folder, backup_key.unlock(folder, OTHER)


@pytest.fixture
def path(model: Path, tmp_path: Path, clock: Clock) -> Path:
    """A copy of it, a day later."""
    shutil.copytree(model, tmp_path / "数据")
    clock.go()
    return tmp_path / "数据" / "法治填报.sqlite"


def enter(path: Path, author: Author, words: str) -> None:
    with Book(path, author) as book:
        book.find_year(UNIT, 2024).enter(CASES, words)


def figure(path: Path, author: Author) -> str:
    with Book(path, author) as book:
        return book.find_year(UNIT, 2024).ret.cell(CASES).words


def in_clear(folder: Path) -> list[str]:
    """Files of a folder that show what was typed, or that they are data files."""
    words = FIGURE.encode(), UNIT.encode(), b"SQLite format 3"
    return [file.name for file in folder.rglob("*") if file.is_file() and any(w in file.read_bytes() for w in words)]


def test_nobody_types_a_password_to_back_up_and_nothing_lies_there_in_clear(path: Path, author: Author) -> None:
    enter(path, author, "48151624")
    made = backups.back_up(path, author, why="导入前")
    assert made.is_sealed
    assert made.path.name.startswith("法治填报-备份-20250124-104207-导入前.")
    assert made.path.name.endswith(".sqlite.age")
    assert made.path.read_bytes().startswith(b"age-encryption.org/v1\n-> X25519 ")
    assert backups.latest(path) == made
    assert [one.why for one in backups.every(path)] == ["导入前", ""]
    assert in_clear(path.parent / "备份") == []
    if sys.platform != "win32":
        assert [file.stat().st_mode & 0o077 for file in (path.parent / "备份").iterdir()] == [0] * 3


def test_a_locked_backup_gives_back_every_byte(path: Path, key: Unlocked) -> None:
    made = backups.every(path)[0].path
    image = backup_key.image(made, key)
    copy = path.with_name("明文.sqlite")
    store.copy(path, copy)
    assert image
    assert image[100:] == copy.read_bytes()[100:]  # before it SQLite counts how often a file was written
    assert restoring.verify(made, key) == restoring.verify(path)


def test_a_look_inside_and_the_way_back_want_the_password_once(path: Path, author: Author, key: Unlocked) -> None:
    made = backups.every(path)[0].path
    enter(path, author, "41")
    assert "已加密" in restoring.look(made).trouble
    with pytest.raises(KnownError, match="已加密"):
        restoring.restore(path, made, author)
    assert restoring.look(made, key).years == ((UNIT, 2024, "填报", 1),)
    (difference,) = restoring.differences(path, made, key)
    assert (difference.now, difference.then) == ("41", FIGURE)
    kept = restoring.restore(path, made, author, key=key)
    assert figure(path, author) == FIGURE
    assert kept
    assert kept.name.endswith(".sqlite.age")
    restoring.restore(path, kept, author, key=key)
    assert figure(path, author) == "41"
    assert in_clear(path.parent / "备份") == []


def test_without_the_password_it_is_known_whether_anything_was_changed(
    path: Path, author: Author, clock: Clock
) -> None:
    assert not backups.due(path, author)  # nothing was
    assert backups.before(path, author, "定稿前") is None
    enter(path, author, "41")
    assert backups.due(path, author)
    assert backups.before(path, author, "定稿前")
    clock.go()
    assert not backups.due(path, author)


def test_a_change_after_going_back_is_one(path: Path, author: Author, clock: Clock, key: Unlocked) -> None:
    made = backups.every(path)[0].path
    enter(path, author, "41")
    restoring.restore(path, made, author, key=key)
    clock.go()
    enter(path, author, "42")  # as many lines of history as the backup from before going back
    assert backups.before(path, author, "定稿前")


def test_marks_tell_no_figure(path: Path, author: Author) -> None:
    """Two files that differ in nothing but a figure have the same mark."""
    other = path.parent.parent / "别处" / path.name
    other.parent.mkdir()
    store.copy(path, other)
    enter(path, author, "41")
    enter(other, author, "97")
    folders = path.parent / "备份", other.parent / "备份"
    shutil.copytree(folders[0], folders[1])
    names = [backups.back_up(file, author).path.name for file in (path, other)]
    assert names[0] == names[1]


def test_thirty_and_one_a_month_are_kept_of_locked_ones_too_and_others_are_left_alone(
    path: Path, author: Author, clock: Clock
) -> None:
    folder = path.parent / "备份"
    other = path.parent.parent / "别处" / path.name
    with Book(other, author) as book:
        book.add_unit("示例县")
    shutil.copytree(folder, other.parent / "备份")
    theirs = backups.back_up(other, author).path
    shutil.copy(theirs, folder / theirs.name)
    for _ in range(40):
        clock.go()
        backups.back_up(path, author)
    left = backups.every(path)
    assert (folder / theirs.name).exists()
    assert len(left) == 30 + 1 + 1  # January's last and theirs
    assert (folder / KEY_NAME).exists()


def test_a_lost_or_damaged_file_comes_back_and_what_is_left_of_it_is_locked_too(
    path: Path, author: Author, key: Unlocked
) -> None:
    made = backups.every(path)[0].path
    damaged = path.read_bytes()[:1000] + b"\x00" * 5000
    path.write_bytes(damaged)
    assert restoring.best(path) == restoring.best(path, key=key) == backups.every(path)[0]
    kept = restoring.restore(path, made, author, key=key)
    assert kept
    assert kept.name == "法治填报-损坏-20250124-104207-1.sqlite.age"
    assert backup_key.image(kept, key) == damaged
    assert figure(path, author) == FIGURE
    assert in_clear(made.parent) == []


def test_with_the_key_a_damaged_backup_is_passed_over(path: Path, author: Author, key: Unlocked) -> None:
    older = backups.every(path)[0]
    enter(path, author, "41")
    newer = backups.back_up(path, author)
    newer.path.write_bytes(newer.path.read_bytes()[:-100] + b"\x00" * 100)
    assert "已损坏，解不开" in restoring.look(newer.path, key).trouble
    assert restoring.best(path, key=key) == older
    with pytest.raises(KnownError, match="已损坏，解不开"):
        restoring.restore(path, newer.path, author, key=key)
    assert figure(path, author) == "41"


# ---- the password


def test_another_password_opens_every_backup_old_ones_too(path: Path, author: Author) -> None:
    folder = path.parent / "备份"
    with pytest.raises(KnownError, match="密码不对"):
        backup_key.change(folder, OTHER, "新的密码新的密码")
    with pytest.raises(KnownError, match="密码太短"):
        backup_key.change(folder, PASSWORD, "短")
    backup_key.change(folder, PASSWORD, OTHER)
    with pytest.raises(KnownError, match="密码不对"):
        backup_key.unlock(folder, PASSWORD)
    assert restoring.look(backups.every(path)[0].path, backup_key.unlock(folder, OTHER)).figures == 1


def test_switched_off_the_key_stays_and_on_again_it_is_the_same(
    path: Path, author: Author, clock: Clock, key: Unlocked
) -> None:
    folder = path.parent / "备份"
    before = backup_key.found(folder)
    backup_key.switch_off(folder)
    clock.go()
    assert not backups.back_up(path, author).is_sealed
    assert backups.in_clear(path) == 1
    assert restoring.look(backups.every(path)[1].path, key).figures == 1
    with pytest.raises(KnownError, match="没有加密"):
        backup_key.switch_off(folder)
    with pytest.raises(KnownError, match="请用那个密码") as told:
        backups.encrypt(path, author, OTHER)
    assert "密码不对" in told.value.sentence
    clock.go()
    assert backups.encrypt(path, author, PASSWORD).is_sealed
    assert backup_key.found(folder) == before
    with pytest.raises(KnownError, match="已经加密"):
        backups.encrypt(path, author, OTHER)
    assert backup_key.found(folder) == before


def test_a_password_that_is_too_short_changes_nothing(tmp_path: Path, author: Author) -> None:
    path = tmp_path / "法治填报.sqlite"
    with Book(path, author) as book:
        book.add_unit(UNIT)
    with pytest.raises(KnownError, match="密码太短"):
        backups.encrypt(path, author, "1234567")
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(KnownError, match="找不到数据文件"):
        backups.encrypt(tmp_path / "没有.sqlite", author, PASSWORD)
    assert list(tmp_path.iterdir()) == [path]


def test_the_password_and_the_secret_key_stand_nowhere(path: Path, key: Unlocked) -> None:
    assert key.secret.startswith("AGE-SECRET-KEY-1")
    assert key.secret not in repr(key)
    for file in path.parent.rglob("*"):
        if file.is_file():
            assert key.secret.encode() not in file.read_bytes()
            assert PASSWORD.encode() not in file.read_bytes()
    told = "".join(diagnosis.collect(path).values())
    assert "其中加密的：1 份" in told
    assert PASSWORD not in told
    assert "age1" not in told


# ---- what can be wrong


def _cut(folder: Path) -> None:
    file = folder / KEY_NAME
    file.write_text(file.read_text(encoding="utf-8").replace("\n", "\n#")[:-30], encoding="utf-8")


def _altered(folder: Path) -> None:
    file = folder / KEY_NAME
    file.write_text(file.read_text(encoding="utf-8").replace("公钥：age1", "公钥：age1q"), encoding="utf-8")


def _no_text(folder: Path) -> None:
    (folder / KEY_NAME).write_bytes(b"\xff\xfe\x00" * 40)


def _lost(folder: Path) -> None:
    (folder / KEY_NAME).unlink()


@pytest.mark.parametrize(
    ("hurt", "sentence"), [(_cut, "已损坏"), (_altered, "已损坏"), (_no_text, "已损坏"), (_lost, "少了“备份密钥.txt”")]
)
def test_with_a_damaged_or_lost_key_nothing_is_written_in_clear(
    path: Path, author: Author, hurt: Callable[[Path], None], sentence: str
) -> None:
    folder = path.parent / "备份"
    hurt(folder)
    before = sorted(folder.iterdir())
    enter(path, author, "41")
    verbs: tuple[Callable[[], object], ...] = (
        lambda: backups.back_up(path, author),
        lambda: backups.encrypt(path, author, PASSWORD),
        lambda: backups.before(path, author, "导入前"),
    )
    for verb in verbs:
        with pytest.raises(KnownError, match=sentence):
            verb()
    with pytest.raises(KnownError, match="备份密钥"):
        backup_key.unlock(folder, PASSWORD)
    assert sorted(folder.iterdir()) == before
    assert figure(path, author) == "41"


def test_the_key_of_another_folder_is_told(path: Path, stranger: tuple[Path, Unlocked], author: Author) -> None:
    other, key = stranger
    made = backups.every(path)[0].path
    shutil.copy(other / KEY_NAME, made.parent / KEY_NAME)
    assert "用另一个“备份密钥.txt”加密的" in restoring.look(made, key).trouble
    with pytest.raises(KnownError, match="用另一个"):
        restoring.restore(path, made, author, key=key)


def test_an_open_key_that_somebody_else_put_in_is_noticed(path: Path, stranger: tuple[Path, Unlocked]) -> None:
    folder = path.parent / "备份"
    ours, theirs = backup_key.found(folder), backup_key.found(stranger[0])
    assert ours
    assert theirs
    for mixed in (replace(ours, key=theirs.key), replace(ours, secret=_no_key(PASSWORD))):
        backup_key._write(mixed, folder)
        with pytest.raises(KnownError, match="已损坏"):
            backup_key.unlock(folder, PASSWORD)


def _no_key(password: str) -> str:
    return sealing.seal("不是密钥".encode(), password, as_text=True).decode().strip()


def test_the_folder_and_the_password_are_enough_elsewhere_and_line_ends_do_not_matter(
    path: Path, tmp_path: Path, author: Author
) -> None:
    there = tmp_path / "另一台电脑" / "备份"
    shutil.copytree(path.parent / "备份", there)
    key_file = there / KEY_NAME
    key_file.write_bytes(b"\xef\xbb\xbf" + key_file.read_bytes().replace(b"\n", b"\r\n"))  # as Notepad saves it
    target = there.parent / path.name
    best = restoring.best(target)
    assert best
    restoring.restore(target, best.path, author, key=backup_key.unlock(there, PASSWORD))
    assert figure(target, author) == FIGURE


def test_a_stick_that_is_not_there_and_a_folder_that_may_not_be_written(path: Path, author: Author) -> None:
    stick = path.parent.parent / "U盘"
    with pytest.raises(KnownError, match="找不到文件夹"):
        backups.encrypt(path, author, PASSWORD, stick)
    assert not stick.exists()
    if sys.platform == "win32" or os.geteuid() == 0:
        return  # nothing is forbidden to root
    folder = path.parent / "备份"
    folder.chmod(0o500)
    try:
        for verb in (lambda: backups.back_up(path, author), lambda: backup_key.switch_off(folder)):
            with pytest.raises(KnownError, match="没有权限"):
                verb()
    finally:
        folder.chmod(0o700)
    assert backup_key.is_on(folder)


def test_the_key_goes_along_to_another_folder_and_to_another_place(
    path: Path, tmp_path: Path, author: Author, stranger: tuple[Path, Unlocked]
) -> None:
    folder, new, own = path.parent / "备份", tmp_path / "新", stranger[0]
    new.mkdir()
    backup_key.carry(folder, new)
    assert backup_key.found(new) == backup_key.found(folder)
    mine = backup_key.found(own)
    backup_key.carry(folder, own)
    assert backup_key.found(own) == mine
    backup_key.switch_off(new)
    backup_key.carry(folder, new)
    assert backup_key.is_on(new)
    (tmp_path / "搬到").mkdir()
    with Book(path, author) as book, moving.moved(book, tmp_path / "搬到") as there:
        assert backups.back_up(there.path, author).is_sealed


def test_a_killed_backup_leaves_nothing_in_clear(path: Path, author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the moment before the locked part gets its name, nothing on the disk can be read."""
    seen: list[list[str]] = []

    def replace(part: Path, target: Path) -> Path:
        seen.append(in_clear(part.parent))
        assert part.exists()
        raise OSError(5, "弹出")

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(KnownError, match="不能在文件夹"):
        backups.back_up(path, author)
    assert seen == [[]]
    assert len(list((path.parent / "备份").iterdir())) == 2


def without_its_key(path: Path) -> Path:
    """A copy of the folder as it is once its key is lost."""
    backup_key_file = places.default_folder(path) / KEY_NAME
    backup_key_file.unlink()
    return path


def test_a_lost_key_keeps_nobody_from_going_back_to_a_backup_in_clear(path: Path, author: Author) -> None:
    clear = backups.back_up(path, author, locked=False)
    without_its_key(path).write_bytes(b"SQLite format 3\0" + b"?" * 5000)
    kept = restoring.restore(path, clear.path, author)
    assert kept is not None
    assert kept.parent == path.parent
    with Book(path, author) as book:
        assert book.find_year(UNIT, 2024).ret.cell(CASES).words == FIGURE


def test_a_lost_key_keeps_no_file_of_an_earlier_shape_closed(path: Path, author: Author) -> None:
    with closing(sqlite3.connect(without_its_key(path))) as raw:
        raw.execute("DELETE FROM _sqlite_migrations WHERE name = 'adopted_forms'")
        raw.execute("DROP TABLE form_cell")
        raw.execute("DROP TABLE form")
        raw.commit()
    with Book(path, author) as book:
        assert book.find_year(UNIT, 2024).ret.cell(CASES).words == FIGURE
    assert [one.is_sealed for one in backups.every(path) if one.why == "升级前"] == [False]
