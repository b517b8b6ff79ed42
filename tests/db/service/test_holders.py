"""Who has a file open is told by name, machine and hour; who is gone is recognised; one window at a time moves it."""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.beside import host
from db.domain.trouble import KnownError
from db.service import Author, Book, backups, moving, restoring
from db.service.holders import Holder
from db.service.stamps import login

UNIT, CASES = "示例市自然资源和规划局", "litigation_cases_count"
AUTHOR = Author("张三", lambda: datetime(2025, 1, 23, 10, 42, 7, tzinfo=UTC))
STRANGER = Holder("李四", "lisi", "科室二号机", "2025-01-23T08:10:00+00:00", "0" * 8, 4711)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "数据" / "法治填报.sqlite"
    with Book(path, AUTHOR) as book:
        book.add_unit(UNIT)
        book.open_year(UNIT, 2024)
    return path


@pytest.fixture
def book(path: Path) -> Iterator[Book]:
    with Book(path, AUTHOR) as book:
        yield book


def record(path: Path, holder: Holder) -> Path:
    """The record that a window of `holder` keeps."""
    made = path.with_name(f".{path.name}.{holder.host}-{holder.process}-1.open")
    made.write_text(json.dumps(asdict(holder)), encoding="utf-8")
    return made


def enter(book: Book, words: str) -> None:
    book.find_year(UNIT, 2024).enter(CASES, words)


def test_a_second_person_is_told_who_and_since_when_and_may_look(path: Path, book: Book) -> None:
    record(path, STRANGER)
    book.hold()
    assert book.held_by == STRANGER
    assert book.find_year(UNIT, 2024).ret.year == 2024
    with pytest.raises(KnownError, match="李四（科室二号机，2025-01-23 08:10 起）正在使用") as trouble:
        enter(book, "37")
    assert trouble.value.next_step
    assert book.find_year(UNIT, 2024).ret.cell(CASES).words == ""


def test_when_the_first_one_leaves_the_second_may_write(path: Path, book: Book) -> None:
    theirs = record(path, STRANGER)
    book.hold()
    theirs.unlink()
    book.beat()
    assert book.held_by is None
    enter(book, "37")


def test_who_was_here_first_goes_on(path: Path, book: Book) -> None:
    book.hold()
    record(path, Holder("李四", "lisi", "科室二号机", "2025-01-23T11:00:00+00:00", "0" * 8, 4711))
    book.beat()
    enter(book, "37")


def test_ones_own_second_window_on_this_machine_writes_in_turn(path: Path, book: Book) -> None:
    book.hold()
    with Book(path, AUTHOR) as other:
        other.hold()
        enter(other, "36")
        enter(book, "37")
        assert [holder.who for holder in book.others()] == ["张三"]
    assert book.others() == ()


@pytest.mark.parametrize("why", ["process", "silent"])
def test_a_record_of_one_that_is_gone_is_cleared_away(path: Path, book: Book, why: str) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    if why == "process":  # killed on this machine
        theirs = record(path, Holder("李四", "lisi", platform.node(), STRANGER.since, host(), gone.pid))
    else:  # another machine that was switched off an hour ago
        theirs = record(path, STRANGER)
        hour_ago = theirs.stat().st_mtime - 3600
        os.utime(theirs, (hour_ago, hour_ago))
    book.hold()
    assert book.held_by is None
    assert not theirs.exists()
    enter(book, "37")


@pytest.mark.parametrize("notices", ["at the next change", "at the next beat"])
def test_one_that_was_thought_gone_comes_back_behind_the_other(path: Path, notices: str) -> None:
    hours = iter(range(8, 20))
    with Book(path, Author("张三", lambda: datetime(2025, 1, 23, next(hours), tzinfo=UTC))) as book:
        book.hold()  # at eight
        opened = book.find_year(UNIT, 2024)
        for mine in path.parent.glob(f".*{host()}-{os.getpid()}-*.open"):
            mine.unlink()  # another machine took over while this one slept
        record(path, Holder("李四", "lisi", "科室二号机", "2025-01-23T08:30:00+00:00", "0" * 8, 4711))
        if notices == "at the next beat":
            book.beat()
        with pytest.raises(KnownError, match="李四"):
            opened.enter(CASES, "37")


def test_a_file_is_neither_moved_nor_replaced_while_another_window_has_it_open(path: Path, tmp_path: Path) -> None:
    made = backups.back_up(path, AUTHOR).path
    (tmp_path / "新").mkdir()
    with Book(path, AUTHOR) as first, Book(path, AUTHOR) as second:
        first.hold()
        second.hold()
        with pytest.raises(KnownError, match="还有一个窗口"):
            moving.moved(first, tmp_path / "新")
        with pytest.raises(KnownError, match="有一个窗口"):
            restoring.restore(path, made, AUTHOR)
        second.close()
        moving.moved(first, tmp_path / "新").close()
    restoring.restore(path, made, AUTHOR)


def test_a_record_says_no_more_than_it_must_and_goes_with_its_window(path: Path) -> None:
    with Book(path, AUTHOR) as book:
        book.hold()
        (mine,) = path.parent.glob(".*.open")
        assert json.loads(mine.read_text(encoding="utf-8")) == {
            "who": "张三", "login": login(), "machine": platform.node(), "since": "2025-01-23T10:42:07+00:00",
            "host": host(), "process": os.getpid(),
        }  # fmt: skip
        if sys.platform != "win32":
            assert mine.stat().st_mode & 0o077 == 0
    assert list(path.parent.glob(".*.open")) == []


def test_half_a_record_hinders_nobody(path: Path, book: Book) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    theirs = path.with_name(f".{path.name}.00000000-1-1.open")
    killed = path.with_name(f".{path.name}.{host()}-{gone.pid}-1.open")
    theirs.write_text("{", encoding="utf-8")
    killed.touch()
    book.hold()
    assert theirs.exists()  # it may just be being written
    assert not killed.exists()
    enter(book, "37")
