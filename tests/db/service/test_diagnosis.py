"""What may be sent away holds no figure, no name and no path; nor does the log."""

import logging
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.service import Author, Book, backups, diagnosis, logs

UNIT, CASES = "绝密市自然资源和规划局", "litigation_cases_count"
AUTHOR = Author("张三丰", lambda: datetime(2025, 1, 23, 10, 42, 7, tzinfo=UTC))


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(logs, "folder", lambda: tmp_path / "log")
    logs.begin("window")
    yield tmp_path / "log"
    logs.end()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "王五的文件夹" / "法治填报.sqlite"
    with Book(path, AUTHOR) as book:
        book.add_unit(UNIT)
        opened = book.open_year(UNIT, 2024)
        opened.enter(CASES, "471147")
        opened.set_head("unit_leader", "赵六")
    backups.back_up(path, AUTHOR)
    return path


def test_the_package_tells_versions_shape_and_counts_and_nothing_that_was_typed(path: Path, log: Path) -> None:
    logs.note_bug(ValueError("471147 绝密市"))
    parts = diagnosis.collect(path, more="Qt 6")
    told = "".join(parts.values())
    for word in ("471147", "绝密", "张三丰", "赵六", "王五", str(path.parent)):
        assert word not in told
    assert "检查：完好" in parts["数据文件.txt"]
    assert "cell：1 行" in parts["数据文件.txt"]
    assert "备份：1 份" in parts["数据文件.txt"]
    assert "CREATE TABLE cell" in parts["结构.sql"]
    assert "Qt 6" in parts["版本.txt"]
    assert "ValueError" in parts["日志.txt"]


def test_what_is_saved_is_what_was_shown(path: Path, log: Path, tmp_path: Path) -> None:
    parts = diagnosis.collect(path)
    target = diagnosis.write(parts, tmp_path / "诊断.zip")
    with zipfile.ZipFile(target) as archive:
        assert {name: archive.read(name).decode() for name in archive.namelist()} == parts


def test_a_damaged_file_is_diagnosed_too(path: Path, log: Path) -> None:
    path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 9000)
    parts = diagnosis.collect(path)
    assert "检查：“…”" in parts["数据文件.txt"] or "检查：数据文件“…”" in parts["数据文件.txt"]
    assert parts["结构.sql"] == "-- 读不出\n"


def test_the_log_names_the_place_in_the_code_and_goes_round(log: Path) -> None:
    def broken() -> None:
        raise KeyError("471147")

    try:
        broken()
    except KeyError as error:
        logs.note_bug(error)
    assert "KeyError < test_diagnosis.py:" in logs.lines()
    assert "471147" not in logs.lines()
    for _ in range(9000):
        logs.note("x" * 100)
    assert sum(one.stat().st_size for one in log.iterdir()) < 1_000_000
    assert len(list(log.iterdir())) == 4
    assert logging.getLogger("fazhi").propagate is False


def test_a_folder_that_takes_no_log_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    logs.begin("window", tmp_path / "file" / "log")
    logs.note("x")
    logs.end()
