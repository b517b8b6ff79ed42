"""The file itself keeps the schema's promises, whoever writes to it."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.domain.cells import BLANK, Cell, State
from db.store.repository import Repository, Stamp

STAMP = Stamp("2025-01-15T09:00:00+08:00", "王某某", "录入")


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Repository]:
    opened = Repository(tmp_path / "填报.sqlite")
    with opened.saving():
        unit = opened.add_unit("示例市自然资源和规划局", True, STAMP.at)
        pack = opened.add_pack(("p", "1"), "0" * 64, "{}", (), STAMP.at)
        opened.add_return(unit, 2024, pack, STAMP.at)
    yield opened
    opened.close()


def value(words: str) -> Cell:
    return Cell(state=State.VALUE, words=words, text=words)


def raw(repository: Repository) -> sqlite3.Connection:
    """The file as any other SQLite program sees it."""
    return sqlite3.connect(repository.path)


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO cell VALUES (1, 'a', '填了', '1', '1', '', '件', '', '', 0, '')",
        "INSERT INTO cell VALUES (1, 'a', '已填', '  ', '', '', '', '', '', 0, '')",
        "INSERT INTO cell VALUES (1, 'a', '未填', '1', '1', '', '', '', '', 0, '')",
        "INSERT INTO cell VALUES (1, 'a', '未填', '', '', '', '', '没有', '', 0, '')",
        "INSERT INTO cell VALUES (1, 'a', '已填', 1.5, '', '', '', '', '', 'x', '')",
        "INSERT INTO annual_return (unit, year, pack, opened_at) VALUES (1, 24, 1, '')",
        "INSERT INTO annual_return (unit, year, pack, opened_at) VALUES (1, 2024, 1, '')",
        "INSERT INTO annual_return (unit, year, pack, opened_at) VALUES (9, 2023, 1, '')",
        "INSERT INTO unit (name, practice, created_at) VALUES (' ', 0, '')",
        "INSERT INTO pack (pack_id, version, fingerprint, document, adopted_at) VALUES ('p', '1', 'short', '{}', '')",
        "UPDATE history SET who = 'x'",
        "DELETE FROM history",
    ],
)
def test_the_file_refuses_what_the_schema_forbids(repository: Repository, sql: str) -> None:
    with repository.saving():
        repository.save_cell(1, "b", BLANK, value("2"), STAMP)
    other = raw(repository)
    other.execute("PRAGMA foreign_keys = ON")
    with pytest.raises(sqlite3.IntegrityError):
        other.execute(sql)
    other.close()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE cell SET words = '3'",
        "DELETE FROM cell",
        "INSERT INTO cell VALUES (1, 'c', '已填', '1', '1', '', '件', '', '', 0, '')",
        "INSERT INTO head_value VALUES (1, 'filler', '某人')",
        "INSERT INTO active_item VALUES (1, 'd')",
    ],
)
def test_a_finalised_return_is_locked_in_the_file_itself(repository: Repository, sql: str) -> None:
    with repository.saving():
        repository.save_cell(1, "b", BLANK, value("2"), STAMP)
        repository.set_status(1, "填报", "自查通过", STAMP)
    other = raw(repository)
    with pytest.raises(sqlite3.IntegrityError, match="已定稿"):
        other.execute(sql)
    other.close()


def test_every_change_leaves_one_line_of_history(repository: Repository) -> None:
    with repository.saving():
        repository.save_cell(1, "b", BLANK, value("2"), STAMP)
    with repository.saving():
        repository.save_cell(1, "b", value("2"), value("1500余"), STAMP)
    told = repository.history(1, "指标", "b")
    assert [(e.before_words, e.after_words, e.who, e.how) for e in told] == [
        ("2", "1500余", "王某某", "录入"),
        ("", "2", "王某某", "录入"),
    ]


def test_a_change_and_its_history_stand_or_fall_together(repository: Repository) -> None:
    with pytest.raises(ZeroDivisionError), repository.saving():
        repository.save_cell(1, "b", BLANK, value("2"), STAMP)
        raise ZeroDivisionError
    assert repository.cells(1) == []
    assert repository.history(1, "指标", "b") == []


def test_the_file_reads_sensibly_without_the_program(repository: Repository) -> None:
    with repository.saving():
        repository.save_cell(1, "b", BLANK, value("1500余"), STAMP)
    other = raw(repository)
    other.row_factory = sqlite3.Row
    row = other.execute("SELECT * FROM 填报一览").fetchone()
    other.close()
    assert (row["填报单位"], row["年度"], row["填报原文"], row["状态"]) == (
        "示例市自然资源和规划局",
        2024,
        "1500余",
        "已填",
    )


def test_every_table_is_strict_and_checked(repository: Repository) -> None:
    other = raw(repository)
    tables = other.execute(
        "SELECT name, strict FROM pragma_table_list"
        " WHERE schema = 'main' AND type = 'table' AND name NOT LIKE '%sqlite%'"
    ).fetchall()
    violations = other.execute("PRAGMA foreign_key_check").fetchall()
    other.close()
    assert len(tables) == 20
    assert all(strict for _, strict in tables)
    assert violations == []


def test_another_writer_is_noticed(repository: Repository) -> None:
    before = repository.version()
    other = raw(repository)
    other.execute("UPDATE unit SET name = '另一个局'")
    other.commit()
    other.close()
    assert repository.version() != before
