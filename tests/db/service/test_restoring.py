"""Going back: what is inside is shown before, the way back stays open, and what cannot be trusted is refused."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.domain.trouble import KnownError
from db.service import Author, Book, backups, restoring
from db.service.restoring import Difference
from db.store import backup as store

UNIT, CASES, CLOSED = "示例市自然资源和规划局", "litigation_cases_count", "litigation_closed_count"
AUTHOR = Author("张三", lambda: datetime(2025, 1, 23, 10, 42, 7, tzinfo=UTC))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "法治填报.sqlite"
    with Book(path, AUTHOR) as book:
        book.add_unit(UNIT)
        book.open_year(UNIT, 2024)
    enter(path, CASES, "37")
    return path


def enter(path: Path, code: str, words: str) -> None:
    with Book(path, AUTHOR) as book:
        book.find_year(UNIT, 2024).enter(code, words)


def figures(path: Path) -> dict[str, str]:
    with Book(path, AUTHOR) as book:
        return {code: cell.words for code, cell in book.find_year(UNIT, 2024).ret.cells.items()}


def test_a_look_inside_tells_years_figures_and_the_last_change_and_touches_nothing(path: Path) -> None:
    made = backups.back_up(path, AUTHOR).path
    before = made.read_bytes()
    inside = restoring.look(made)
    assert inside.years == ((UNIT, 2024, "填报", 1),)
    assert (inside.figures, inside.changed_at, inside.trouble) == (1, "2025-01-23T10:42:07+00:00", "")
    assert made.read_bytes() == before


def test_what_would_be_other_is_listed_cell_by_cell(path: Path) -> None:
    made = backups.back_up(path, AUTHOR).path
    assert restoring.differences(path, made) == ()
    enter(path, CASES, "近40")
    enter(path, CLOSED, "36")
    assert restoring.differences(path, made) == (
        Difference(UNIT, 2024, "6.14 行政诉讼案件数", "近40", "37"),
        Difference(UNIT, 2024, "6.15 行政诉讼审结案件数", "36", ""),
    )


def test_after_going_back_one_can_go_forth_again(path: Path) -> None:
    made = backups.back_up(path, AUTHOR).path
    enter(path, CASES, "41")
    kept = restoring.restore(path, made, AUTHOR)
    assert figures(path) == {CASES: "37"}
    assert kept
    assert backups.every(path)[0].why == "恢复前"
    restoring.restore(path, kept, AUTHOR)
    assert figures(path) == {CASES: "41"}


def test_a_file_that_is_gone_comes_back(path: Path) -> None:
    made = backups.back_up(path, AUTHOR).path
    path.unlink()
    assert restoring.best(path) == backups.every(path)[0]
    assert restoring.restore(path, made, AUTHOR) is None
    assert figures(path) == {CASES: "37"}


def test_a_journal_of_the_damaged_file_does_not_undo_what_was_restored(path: Path) -> None:
    made = backups.back_up(path, AUTHOR).path
    path.write_bytes(b"\x00" * 4096)
    store.journal(path).write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\x01" * 2000)
    kept = restoring.restore(path, made, AUTHOR)
    assert figures(path) == {CASES: "37"}
    assert kept
    assert kept.read_bytes() == b"\x00" * 4096  # somebody may still get something out of it
    assert not store.journal(path).exists()


def test_what_is_no_sound_data_file_is_not_restored(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "别的.sqlite"
    other.write_text("不是数据库" * 100, encoding="utf-8")
    before = path.read_bytes()
    for wrong in (other, tmp_path / "没有.sqlite"):
        with pytest.raises(KnownError):
            restoring.restore(path, wrong, AUTHOR)
    assert path.read_bytes() == before
    assert not (tmp_path / "备份").exists()
    assert restoring.look(other).trouble


def test_where_the_present_file_cannot_be_kept_nothing_is_replaced(path: Path, tmp_path: Path) -> None:
    made = backups.back_up(path, AUTHOR).path
    enter(path, CASES, "41")
    with pytest.raises(KnownError, match="找不到文件夹"):
        restoring.restore(path, made, AUTHOR, tmp_path / "没插的U盘")
    assert figures(path) == {CASES: "41"}
