"""The power goes at every single system call: what was answered is there, and what has its name is whole."""

import hashlib
import shutil
import sqlite3
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest

from db.service import Author, Book, backups
from tests.torture import powercut
from tests.torture.kills import CODES, UNIT, YEAR, Bench, sound

STRACE = shutil.which("strace")
pytestmark = pytest.mark.skipif(
    not STRACE or subprocess.run([STRACE, "-o", "/dev/null", "true"]).returncode != 0,
    reason="strace is not installed, or may not be used here",
)
KEPT = ("nothing", "names", "all")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    bench = Bench(tmp_path, 1)
    bench.begin()
    return bench


def cuts(bench: Bench, arguments: list[str], given: str = "", every: int = 1) -> Iterator[tuple[Path, str, str]]:
    """(folder after the cut, what the process had said, what the disk kept) for every cut that leaves another disk.

    Of the many in which the disk had kept all of a long copy so far only one in `every` is looked at.
    """
    before = powercut.read(bench.file.parent)
    log = powercut.trace(arguments, given, bench.file.parent)
    seen, after = set(), bench.folder / "after"
    for number, disk in enumerate(powercut.replay(log, bench.file.parent, before)):
        for kept in KEPT if number % every == 0 else KEPT[:2]:
            files = disk.after(kept)
            marks = (name.encode() + hashlib.sha256(data).digest() for name, data in sorted(files.items()))
            mark = disk.said, b"".join(marks)
            if mark not in seen:
                seen.add(mark)
                powercut.lay(files, after)
                yield after, disk.said, kept


def test_no_answered_figure_is_lost(bench: Bench) -> None:
    rows = {code: str(900 + number) for number, code in enumerate(CODES)}
    given = "code,words\n" + "".join(f"{code},{words}\n" for code, words in rows.items())
    count = 0
    for after, said, kept in cuts(bench, bench.arguments("fill", "--stream"), given):
        count += 1
        path = after / bench.file.name
        assert sound(path) == [], (count, kept)
        with closing(sqlite3.connect(path)) as file:
            found = dict(file.execute("SELECT code, words FROM cell"))
        for answer in said.split("\n")[:-1]:
            code = answer.removeprefix("ok ")
            assert found[code] == rows[code], (count, kept, said)
    assert count > 60
    assert said.count("ok ") == len(CODES)


def test_what_has_a_backups_name_is_whole_and_what_was_told_is_there(bench: Bench) -> None:
    count = 0
    for after, said, kept in cuts(bench, ["backup", "--database", str(bench.file)], every=12):
        count += 1
        made = list((after / "备份").glob("*-备份-*.sqlite"))
        assert [sound(path) for path in made] == [[]] * len(made), (count, kept)
        assert sound(after / bench.file.name) == []
        assert made or "已备份" not in said, (count, kept)
    assert count > 10
    assert "已备份" in said


def test_a_workbook_is_the_old_one_or_the_new_one(bench: Bench) -> None:
    target = bench.file.parent / "报送表.xlsx"
    target.write_bytes(b"old")
    count, new = 0, 0
    arguments = ["export", "--database", str(bench.file), "--unit", UNIT, "--year", str(YEAR), "--output", str(target)]
    for after, said, kept in cuts(bench, arguments):
        count += 1
        data = (after / target.name).read_bytes()
        new += data != b"old"
        assert data == b"old" or zipfile.ZipFile(BytesIO(data)).testzip() is None, (count, kept)
        assert data != b"old" or "已导出" not in said, (count, kept)
    assert count > 3
    assert new > 0


def test_going_back_ends_before_or_after(bench: Bench) -> None:
    then = {code: str(number + 1) for number, code in enumerate(CODES)}
    backup = backups.back_up(bench.file, Author("张三")).path
    with Book(bench.file, Author("张三")) as book:
        book.find_year(UNIT, YEAR).enter(CODES[0], "4711")
    now = then | {CODES[0]: "4711"}
    count, outcomes = 0, set()
    for after, said, kept in cuts(bench, ["restore", "--database", str(bench.file), "--from", str(backup)], every=24):
        count += 1
        path = after / bench.file.name
        assert sound(path) == [], (count, kept)
        with closing(sqlite3.connect(path)) as file:
            found = dict(file.execute("SELECT code, words FROM cell"))
        assert found in (now, then), (count, kept)
        outcomes.add(found[CODES[0]])
        if found == then:
            assert list((after / "备份").glob("*-恢复前.sqlite")), (count, kept)
        assert found == then or "已恢复" not in said, (count, kept)
    assert count > 20
    assert outcomes == {"1", "4711"}
