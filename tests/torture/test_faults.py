"""Full disks, read-only folders, damaged pages, clocks, two writers, old and newer files: told, and nothing lost."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.domain.trouble import DamagedError, KnownError
from db.service import Author, Book, backup_key, backups, restoring
from db.store.connection import STEPS
from db.store.migrations import migrations
from tests.torture.kills import CODES, OLD, UNIT, YEAR, sound

ROOT = Path(__file__).resolve().parents[2]
Nobody = Callable[[Path], AbstractContextManager[None]]
AUTHOR = Author("张三", lambda: datetime(2025, 1, 23, 10, 42, 7, tzinfo=UTC))


def make(path: Path) -> dict[str, str]:
    """A data file with a few figures."""
    words = {code: str(number + 1) for number, code in enumerate(CODES)}
    with Book(path, AUTHOR) as book:
        book.add_unit(UNIT)
        opened = book.open_year(UNIT, YEAR)
        for code, typed in words.items():
            opened.enter(code, typed)
    return words


def figures(path: Path) -> dict[str, str]:
    with Book(path, AUTHOR) as book:
        return {code: cell.words for code, cell in book.find_year(UNIT, YEAR).ret.cells.items()}


# ---- full disks

FULL = """
import resource, signal, sys
from pathlib import Path
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from db.domain.trouble import KnownError
from db.service import Book, backups, Author
file, verb, limit = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
import db.sheets.export
step = 0
while True:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit + step * 4096, resource.RLIM_INFINITY))
    try:
        if verb == "enter":
            with Book(file) as book:
                opened = book.find_year(sys.argv[4], int(sys.argv[5]))
                for number in range(8):  # less than a page, or the room never suffices
                    opened.enter("litigation_cases_count", str(step * 100 + number))
                    print("ok", step * 100 + number, flush=True)
        elif verb == "export":
            with Book(file) as book:
                book.find_year(sys.argv[4], int(sys.argv[5])).export(file.with_suffix(".xlsx"))
        else:
            backups.back_up(file, Author())
        print("done", step, flush=True)
        break
    except KnownError as trouble:
        print("no", trouble.sentence, flush=True)
    step += int(sys.argv[6])
"""


def full_disk(path: Path, verb: str, limit: int, stride: int = 1) -> list[str]:
    """Do it again and again, each time with one page more of room, until it is done; what was told."""
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(path), verb, str(limit), UNIT, str(YEAR), str(stride)],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return done.stdout.splitlines()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
@pytest.mark.parametrize(("verb", "stride"), [("enter", 1), ("backup", 6), ("locked", 6), ("export", 4)])
def test_a_disk_that_is_full_at_every_write_in_turn(tmp_path: Path, verb: str, stride: int) -> None:
    path = tmp_path / "数据.sqlite"
    make(path)
    with closing(sqlite3.connect(path)) as file:  # the limit is on a file's size: large enough to be at its own
        file.execute("CREATE TABLE room (x BLOB)")
        file.execute("DROP TABLE room")
    if verb == "locked":
        backup_key.set_up(tmp_path / "备份", "正确的马 电池订书钉", make_folder=True)
    told = full_disk(path, verb, path.stat().st_size if verb == "enter" else 0, stride)
    assert told[-1].startswith("done")
    refused = [line for line in told if line.startswith("no")]
    assert len(refused) > 2 or verb == "enter"
    assert all("磁盘" in line or "不能在文件夹" in line for line in refused), set(refused)
    assert sound(path) == []
    answered = [line.split()[1] for line in told if line.startswith("ok")]
    if verb == "enter":
        assert figures(path)[CODES[0]] == answered[-1]
    left = [one.name for one in tmp_path.iterdir() if one.name.startswith(".") or one.name.endswith("-journal")]
    assert left == []
    key = backup_key.unlock(tmp_path / "备份", "正确的马 电池订书钉") if verb == "locked" else None
    for backup in backups.every(path):
        assert backup.is_sealed == (verb == "locked")
        restoring.verify(backup.path, key)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes, where we may mount one."""
    place = tmp_path / "小盘"
    place.mkdir()
    mounted = sys.platform == "linux" and os.geteuid() == 0 and shutil.which("mount")
    if not mounted or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]).returncode:
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_small_disk_with_ever_less_room(small_disk: Path) -> None:
    path = small_disk / "数据.sqlite"
    expected = make(path)
    filler = small_disk / "filler"
    outcomes = set()
    for pages in range(12):
        room = os.statvfs(small_disk).f_bavail * 4096 + (filler.stat().st_size if filler.exists() else 0)
        filler.write_bytes(b"x" * max(room - pages * 4096, 0))
        try:
            with Book(path, AUTHOR) as book:
                book.find_year(UNIT, YEAR).enter(CODES[1], str(1000 + pages))
            expected[CODES[1]] = str(1000 + pages)
            outcomes.add("saved")
        except KnownError as trouble:
            assert "磁盘" in trouble.sentence
            outcomes.add("refused")
        for verb in (backups.back_up, lambda file, author: _export(file)):
            with pytest.raises(KnownError, match="磁盘"):
                verb(path, AUTHOR)
        assert sound(path) == []
        assert figures(path) == expected
    assert outcomes == {"saved", "refused"}
    filler.unlink()
    with Book(path, AUTHOR) as book:
        book.find_year(UNIT, YEAR).enter(CODES[1], "7")
    assert sorted(one.name for one in small_disk.iterdir() if one.name != "备份") == ["数据.sqlite"]


def _export(path: Path) -> None:
    with Book(path, AUTHOR) as book:
        book.find_year(UNIT, YEAR).export(path.with_suffix(".xlsx"))


# ---- read-only folders


@pytest.mark.skipif(sys.platform == "win32", reason="Windows' folders have no such mode")
def test_a_folder_that_may_only_be_read(tmp_path: Path, as_nobody: Nobody) -> None:
    folder = tmp_path / "只读"
    folder.mkdir()
    path = folder / "数据.sqlite"
    expected = make(path)
    path.chmod(0o444)
    with as_nobody(folder):
        assert figures(path) == expected  # it can be read and exported elsewhere
        with Book(path, AUTHOR) as book, pytest.raises(KnownError) as trouble:
            book.hold()
            book.find_year(UNIT, YEAR).enter(CODES[0], "9")
        assert "只读" in trouble.value.sentence or "打不开" in trouble.value.sentence
        with pytest.raises(KnownError, match="没有权限"):
            backups.back_up(path, AUTHOR)
        with pytest.raises(KnownError, match="没有权限"):
            _export(path)
    assert figures(path) == expected
    assert [one.name for one in folder.iterdir()] == ["数据.sqlite"]


# ---- damaged pages


def damage(path: Path, page: int) -> None:
    """Another program, or a dying stick, wrote over the middle of a page."""
    data = bytearray(path.read_bytes())
    data[page * 4096 : page * 4096 + 200] = b"\xa5" * 200
    path.write_bytes(bytes(data))


def test_a_damaged_page_is_noticed_wherever_it_is_and_a_sound_backup_is_offered(tmp_path: Path) -> None:
    path = tmp_path / "数据.sqlite"
    expected = make(path)
    good = backups.back_up(path, AUTHOR).path
    data = path.read_bytes()
    noticed = 0
    for page in range(1, len(data) // 4096, 3):
        path.write_bytes(data)
        damage(path, page)
        try:
            restoring.verify(path)
        except KnownError:
            noticed += 1
        else:
            assert figures(path) == expected  # it fell into a part of the file that holds nothing but words or air
        assert restoring.best(path) == backups.every(path)[0]
    assert noticed > len(data) // 4096 // 6
    damage(path, 2)
    later = backups.every(path)[0].path.with_name("数据-备份-20250124-000000.sqlite")
    later.write_bytes(path.read_bytes())  # a newer one that is damaged, too, is passed over
    best = restoring.best(path)
    assert best
    assert best.path == good
    kept = restoring.restore(path, good, AUTHOR)
    assert kept
    assert "损坏" in kept.name
    assert figures(path) == expected


def test_a_damaged_file_is_named_with_its_backup_on_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "数据.sqlite"
    make(path)
    good = backups.back_up(path, AUTHOR).path
    for page in range(1, path.stat().st_size // 4096):
        damage(path, page)
    with pytest.raises(DamagedError):
        Book(path, AUTHOR)
    told = subprocess.run(
        [sys.executable, "-m", "db", "show", "--database", str(path), "--unit", UNIT, "--year", str(YEAR)],
        cwd=ROOT, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert told.returncode == 2
    assert "已损坏" in told.stderr
    assert str(good) in told.stderr


# ---- clocks


def test_a_clock_that_is_set_back_mixes_up_no_order(tmp_path: Path) -> None:
    path = tmp_path / "数据.sqlite"
    make(path)
    first = backups.back_up(path, AUTHOR).path
    before = Author("张三", lambda: datetime(2024, 12, 31, 9, 0, tzinfo=UTC))
    with Book(path, before) as book:
        opened = book.find_year(UNIT, YEAR)
        opened.enter(CODES[0], "77")
        assert [event.after_words for event in opened.history(CODES[0])] == ["77", "1"]
    second = backups.back_up(path, before).path
    assert first.exists()
    assert second.exists()
    again = backups.back_up(path, before).path
    assert len({first, second, again}) == 3  # one second, two names
    assert restoring.look(second).figures == len(CODES)


# ---- two processes

WRITER = """
import sys
from pathlib import Path
from db.domain.trouble import KnownError
from db.service import Book
with Book(Path(sys.argv[1])) as book:
    book.hold()
    opened = book.find_year(sys.argv[2], int(sys.argv[3]))
    saved = 0
    for number in range(40):
        while True:
            try:
                opened.enter(sys.argv[4], str(number))
                break
            except KnownError as trouble:
                assert "正被另一个程序使用" in trouble.sentence, trouble
        saved += 1
    print(saved)
"""


def test_two_processes_that_write_in_turn_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "数据.sqlite"
    make(path)
    arguments = [sys.executable, "-c", WRITER, str(path), UNIT, str(YEAR)]
    both = [
        subprocess.Popen([*arguments, code], cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8") for code in CODES[:2]
    ]
    assert [process.communicate()[0] for process in both] == ["40\n", "40\n"]
    found = figures(path)
    assert (found[CODES[0]], found[CODES[1]]) == ("39", "39")
    with Book(path, AUTHOR) as book:
        opened = book.find_year(UNIT, YEAR)
        assert [len(opened.history(code)) for code in CODES[:2]] == [41, 41]
    assert sound(path) == []


# ---- every layout there ever was, and one to come


@pytest.mark.parametrize("steps", range(1, len(STEPS) + 1))
def test_a_file_of_every_earlier_layout_opens_after_a_backup(tmp_path: Path, steps: int) -> None:
    path = Path(shutil.copy(OLD, tmp_path / "旧.sqlite"))
    from sqlite_utils import Database  # noqa: PLC0415 - as the store does

    with closing(sqlite3.connect(path)) as file:
        migrations.apply(
            Database(file, execute_plugins=False), stop_before=STEPS[steps] if steps < len(STEPS) else None
        )
        applied = [row[0] for row in file.execute("SELECT name FROM _sqlite_migrations ORDER BY id")]
    assert applied == list(STEPS[:steps])
    before = restoring.look(path)
    with Book(path, AUTHOR) as book:
        assert book.find_year(UNIT, 2023).ret.cell("litigation_cases_count").words == "40"
    made = backups.every(path)
    assert [one.why for one in made] == ["升级前"] * (steps < len(STEPS))
    for one in made:
        assert restoring.look(one.path) == before
        with closing(sqlite3.connect(one.path)) as file:
            assert [row[0] for row in file.execute("SELECT name FROM _sqlite_migrations ORDER BY id")] == applied
    assert restoring.look(path).years == before.years


def test_a_file_that_cannot_be_backed_up_is_not_upgraded(tmp_path: Path) -> None:
    path = Path(shutil.copy(OLD, tmp_path / "旧.sqlite"))
    (tmp_path / "备份").write_text("in the way")
    before = path.read_bytes()
    with pytest.raises(KnownError, match="文件夹"):
        Book(path, AUTHOR)
    assert path.read_bytes() == before


def test_a_newer_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "新.sqlite"
    make(path)
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('fazhi', 'x', '')")
    before = path.read_bytes()
    for verb in (lambda: Book(path, AUTHOR), lambda: restoring.verify(path), lambda: restoring.differences(OLD, path)):
        with pytest.raises(KnownError, match="更新版本"):
            verb()
    assert "更新版本" in restoring.look(path).trouble
    assert path.read_bytes() == before
