"""What went out and came back is kept for good, also in a file of an earlier version."""

import sqlite3
from pathlib import Path

import pytest

from db.store.offices import IssuedRow, ReturnedRow
from db.store.repository import Repository

OUT = IssuedRow("2024-001", "信访科", "2025-01-10T09:00:00+00:00", "张三", "2025-01-20", "a.xlsx", "{}")
BACK = ReturnedRow("2024-001", "信访科", "2025-01-12T09:00:00+00:00", "张三", "b.xlsx", "李四", "0" * 64)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "填报.sqlite"
    repository = Repository(path)
    with repository.saving():
        unit = repository.add_unit("某局", False, "2025")
        pack = repository.add_pack(("p", "1"), "0" * 64, "{}", (), "2025")
        row = repository.add_return(unit, 2024, pack, "2025")
        repository.offices.note_issued(row, OUT)
        repository.offices.note_returned(row, BACK)
    repository.close()
    return path


def test_what_was_noted_is_read_again(path: Path) -> None:
    repository = Repository(path)
    assert repository.offices.issued(1) == [OUT]
    assert repository.offices.returned(1) == [BACK]
    assert repository.offices.issued(2) == []
    repository.close()


@pytest.mark.parametrize("sql", ["UPDATE {} SET office = '别的'", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["issued_sheet", "returned_sheet"])
def test_nothing_of_it_can_be_altered(path: Path, sql: str, table: str) -> None:
    connection = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="只能追加"):
        connection.execute(sql.format(table))
    connection.close()


def test_a_file_from_before_gets_its_tables(path: Path) -> None:
    connection = sqlite3.connect(path)
    for table in ("issued_sheet", "returned_sheet"):
        connection.execute(f"DROP TABLE {table}")
    connection.execute("DELETE FROM _sqlite_migrations WHERE name = 'sheets_of_offices'")
    connection.commit()
    connection.close()
    repository = Repository(path)
    assert repository.offices.issued(1) == []
    repository.close()
