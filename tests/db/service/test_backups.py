"""When a backup is due, where it goes, how many stay; and a data file that moves to another folder."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db.domain.trouble import KnownError
from db.service import Author, Book, backups, moving

UNIT = "示例市自然资源和规划局"
CASES = "litigation_cases_count"


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = datetime(2025, 1, 23, 10, 42, 7, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def next_day(self) -> None:
        self.now += timedelta(days=1)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def author(clock: Clock) -> Author:
    return Author("张三", clock)


@pytest.fixture
def path(tmp_path: Path, author: Author) -> Path:
    """A data file with one figure."""
    path = tmp_path / "数据" / "法治填报.sqlite"
    with Book(path, author) as book:
        book.add_unit(UNIT)
        book.open_year(UNIT, 2024).enter(CASES, "37")
    return path


def enter(path: Path, author: Author, words: str) -> None:
    with Book(path, author) as book:
        book.find_year(UNIT, 2024).enter(CASES, words)


def test_a_backup_opens_like_any_data_file(path: Path, author: Author) -> None:
    made = backups.back_up(path, author)
    assert made.path == path.parent / "备份" / "法治填报-备份-20250123-104207.sqlite"
    assert backups.latest(path) == made
    enter(path, author, "38")
    with Book(made.path, author) as book:
        assert book.find_year(UNIT, 2024).ret.cell(CASES).words == "37"


def test_one_is_due_once_a_day_and_only_after_a_change(path: Path, author: Author, clock: Clock) -> None:
    assert backups.due(path, author)
    backups.back_up(path, author)
    enter(path, author, "38")
    assert not backups.due(path, author)  # today has one
    clock.next_day()
    assert backups.due(path, author)
    backups.back_up(path, author)
    clock.next_day()
    assert not backups.due(path, author)  # nothing was changed
    enter(path, author, "39")
    assert backups.due(path, author)


def test_the_last_thirty_are_kept(path: Path, author: Author, clock: Clock) -> None:
    made = []
    for _ in range(33):
        made.append(backups.back_up(path, author).path)
        clock.next_day()
    assert sorted(made[0].parent.iterdir()) == made[-30:]  # the 23rd to the 25th of January are no month's last


def test_of_older_ones_the_last_of_each_month_stays(path: Path, author: Author, clock: Clock) -> None:
    made = []
    for _ in range(100):  # to the second of May
        made.append(backups.back_up(path, author).path)
        clock.next_day()
    kept = sorted(made[0].parent.iterdir())
    assert kept[-30:] == made[-30:]
    assert [name.name[8:16] for name in kept[:-30]] == ["20250131", "20250228", "20250331"]


def test_what_was_backed_up_already_is_not_again_before_something(path: Path, author: Author) -> None:
    first = backups.before(path, author, "定稿前")
    assert first
    assert first.path.name.endswith("-定稿前.sqlite")
    assert backups.before(path, author, "导入前") is None
    enter(path, author, "38")
    again = backups.before(path, author, "导入前")
    assert again
    assert backups.latest(path) == again
    assert {one.why for one in backups.every(path)} == {"定稿前", "导入前"}


def test_a_clock_that_went_back_takes_no_new_backup_away(path: Path, author: Author, clock: Clock) -> None:
    for _ in range(30):
        clock.next_day()
        backups.back_up(path, author)
    clock.now = datetime(2024, 6, 1, tzinfo=UTC)
    assert backups.back_up(path, author).path.exists()


def test_a_chosen_folder_must_be_there(path: Path, author: Author, tmp_path: Path) -> None:
    stick = tmp_path / "U盘"
    with pytest.raises(KnownError, match="找不到文件夹"):
        backups.back_up(path, author, stick)
    assert not stick.exists()
    stick.mkdir()
    made = backups.back_up(path, author, stick)
    assert made.path.parent == stick
    assert backups.latest(path, stick) == made
    assert backups.latest(path) is None


def test_a_folder_that_is_gone_does_not_hinder_the_question(path: Path, author: Author, tmp_path: Path) -> None:
    assert backups.due(path, author, tmp_path / "没有")
    assert backups.latest(path, tmp_path / "没有") is None


def test_what_is_no_data_file_makes_no_folder(tmp_path: Path, author: Author) -> None:
    other = tmp_path / "说明.txt"
    other.write_text("不是数据库" * 100)
    with pytest.raises(KnownError, match="不是法治填报的数据文件"):
        backups.back_up(other, author)
    assert list(tmp_path.iterdir()) == [other]


def test_a_data_file_moves_with_all_that_is_in_it(path: Path, author: Author, tmp_path: Path) -> None:
    (tmp_path / "新").mkdir()
    with Book(path, author) as book:
        book.find_year(UNIT, 2024).enter(CASES, "41")
        with moving.moved(book, tmp_path / "新") as there:
            assert there.path == tmp_path / "新" / "法治填报.sqlite"
            assert there.find_year(UNIT, 2024).ret.cell(CASES).words == "41"
            assert [e.after_words for e in there.find_year(UNIT, 2024).history(CASES)] == ["41", "37"]
    assert path.exists()


def test_a_move_that_cannot_be_made_changes_nothing(path: Path, author: Author, tmp_path: Path) -> None:
    taken = tmp_path / "已有"
    taken.mkdir()
    (taken / path.name).write_text("别的内容")
    before = path.read_bytes()
    with Book(path, author) as book:
        for folder, sentence in (
            (path.parent, "已经在这个文件夹里"), (taken, "已经有"), (tmp_path / "没有", "找不到文件夹"),
        ):  # fmt: skip
            with pytest.raises(KnownError, match=sentence):
                moving.moved(book, folder)
    assert path.read_bytes() == before
    assert (taken / path.name).read_text() == "别的内容"
    assert not (tmp_path / "没有").exists()
