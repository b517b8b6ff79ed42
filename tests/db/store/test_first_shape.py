"""A file made by the first step of all still opens: it gains what came later and loses nothing."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from db.domain.findings import Treatment
from db.domain.trouble import KnownError
from db.service import Author, Book
from db.store.connection import STEPS

OLD = Path(__file__).parents[2] / "data" / "first_shape.sqlite"
UNIT = "示例市自然资源和规划局"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return Path(shutil.copy(OLD, tmp_path / "旧.sqlite"))


def steps(path: Path) -> list[str]:
    file = sqlite3.connect(path)
    found = [str(row[0]) for row in file.execute("SELECT name FROM _sqlite_migrations ORDER BY id")]
    file.close()
    return found


def test_an_old_file_is_brought_to_todays_shape_once(path: Path) -> None:
    assert steps(path) == list(STEPS[:1])
    for _ in range(2):
        Book(path).close()
        assert steps(path) == list(STEPS)


def test_what_stood_in_it_still_stands(path: Path) -> None:
    with Book(path, Author("李某某")) as book:
        opened = book.open_year(UNIT, 2023)
        assert {code: cell.words for code, cell in opened.ret.cells.items()} == {
            "litigation_cases_count": "40",
            "litigation_closed_count": "36",
            "litigation_pending_count": "1",
        }
        assert opened.ret.head["unit_leader"] == "李某某"
        (flow,) = (finding for finding in opened.findings if finding.rule == "litigation_flow")
        assert (flow.explanation, flow.open) == ("含上年结转 3 件", False)
        assert [event.after_words for event in opened.history("litigation_cases_count")] == ["40"]


def test_it_takes_what_came_later_and_its_locks_hold(path: Path) -> None:
    with Book(path, Author("李某某")) as book:
        opened = book.open_year(UNIT, 2023)
        opened.set_aside("litigation_flow", Treatment.OFF, "口径不同")
        assert "litigation_flow" not in {finding.rule for finding in opened.findings}
        final = book.open_year(UNIT, 2022)
        with pytest.raises(KnownError, match="已定稿"):
            final.set_aside("won_cases", Treatment.OFF, "口径不同")
    raw = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="已定稿"):
        raw.execute("INSERT INTO rule_set_aside SELECT id, 'x', '停用', 'x' FROM annual_return WHERE year = 2022")
    raw.close()
