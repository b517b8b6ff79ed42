"""No SQL of another program changes what was signed: the file itself refuses every statement."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.domain.cells import State
from db.service import Author, Book, OpenReturn, OwnItem
from tests.ready import fill_head

UNIT = "示例市自然资源和规划局"


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a draft of 2023 (row 1) and a finalised return of 2024 (row 2)."""
    path: Path = tmp_path_factory.mktemp("locks") / "数据.sqlite"
    with Book(path, Author("张三")) as book:
        book.add_unit(UNIT)
        book.open_year(UNIT, 2023).enter("litigation_cases_count", "30")
        opened = book.open_year(UNIT, 2024)
        opened.add_own_item(OwnItem("矿山巡查次数", "次"))
        opened.set_list("honours", [{"title": "甲"}])
        make_final(opened)
    return path


def make_final(opened: OpenReturn) -> None:
    opened.mark_all(opened.ret.ordered_codes, State.NOT_APPLICABLE)
    fill_head(opened)
    opened.finalise()


@pytest.fixture
def raw(signed: Path) -> Iterator[sqlite3.Connection]:
    """Any other SQLite program; nothing it does is kept. Foreign keys are off, as they are at first."""
    other = sqlite3.connect(signed, isolation_level=None)
    other.execute("BEGIN")
    yield other
    other.rollback()
    other.close()


CELL = "'已填', '9', '9', '', '件', '', '', 0, ''"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE cell SET words = '9', state = '已填' WHERE annual_return = 2",
        "UPDATE cell SET annual_return = 2 WHERE annual_return = 1",
        "UPDATE OR REPLACE cell SET annual_return = 2 WHERE annual_return = 1",
        "UPDATE cell SET annual_return = 1 WHERE annual_return = 2",
        "DELETE FROM cell",
        f"INSERT INTO cell VALUES (2, 'new', {CELL})",
        f"INSERT OR REPLACE INTO cell SELECT 2, code, {CELL} FROM cell WHERE annual_return = 2",
        "UPDATE head_value SET words = '别人' WHERE annual_return = 2",
        "DELETE FROM list_row",
        "INSERT INTO explanation VALUES (2, 'r', '原因', '')",
        "INSERT INTO rule_set_aside VALUES (2, 'r', '停用', '原因')",
        "DELETE FROM active_item WHERE annual_return = 2",
        "UPDATE own_item SET name = '别的'",
        "DELETE FROM own_item",
        (
            "INSERT OR REPLACE INTO own_item SELECT unit, code, '别的', measure, kind, decimals, section, definition,"
            " office, choices, since_year FROM own_item"
        ),
        "UPDATE pack SET document = '{}'",
        "DELETE FROM pack",
        "INSERT OR REPLACE INTO pack SELECT id, pack_id, version, fingerprint, '{}', adopted_at FROM pack",
        "UPDATE item SET name = '别的'",
        "DELETE FROM item",
        "INSERT OR REPLACE INTO item SELECT pack, code, number, '别的', unit FROM item",
        "UPDATE unit SET name = '另一个局'",
        "DELETE FROM unit",
        "INSERT OR REPLACE INTO unit VALUES (1, '另一个局', 0, '')",
        "UPDATE annual_return SET year = 2022 WHERE id = 2",
        "UPDATE annual_return SET id = 9 WHERE id = 2",
        "UPDATE OR REPLACE annual_return SET id = 2 WHERE id = 1",
        "UPDATE OR REPLACE annual_return SET year = 2024 WHERE id = 1",
        "UPDATE annual_return SET pack = 9 WHERE id = 2",
        "UPDATE annual_return SET status = '填报' WHERE id = 2",  # nobody said who sends it back
        "UPDATE annual_return SET status = '定稿' WHERE id = 1",
        "DELETE FROM annual_return WHERE id = 2",
        "INSERT OR REPLACE INTO annual_return (id, unit, year, pack, opened_at) VALUES (2, 1, 2024, 1, '')",
        "INSERT INTO annual_return (unit, year, pack, opened_at, status) VALUES (1, 2020, 1, '', '定稿')",
        "UPDATE version SET document = '{}'",
        "DELETE FROM version",
        (
            "INSERT OR REPLACE INTO version SELECT annual_return, number, fingerprint, '{}', '{}', pack, history_count,"
            " history_head, at, who FROM version"
        ),
        "UPDATE history SET after_words = '9'",
        "DELETE FROM history",
        "INSERT OR REPLACE INTO history SELECT * FROM history WHERE id = 1",
        "UPDATE history_head SET count = 0",
        "UPDATE history_head SET head = hex(zeroblob(32))",
        "DELETE FROM history_head",
        "INSERT OR REPLACE INTO history_head VALUES (1, 0, hex(zeroblob(32)))",
    ],
)
def test_the_file_refuses_to_change_what_was_signed(raw: sqlite3.Connection, sql: str) -> None:
    before = list(raw.iterdump())
    with pytest.raises(sqlite3.IntegrityError):
        raw.execute(sql)
    assert list(raw.iterdump()) == before


def test_a_draft_beside_it_is_open(raw: sqlite3.Connection) -> None:
    changed = raw.execute("UPDATE cell SET words = '31' WHERE annual_return = 1")
    assert changed.rowcount == 1
