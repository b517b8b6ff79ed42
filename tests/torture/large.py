"""How long a file of 20 years of 10 units with 300 figures each takes to open, verify and back up.

`python -m tests.torture.large` prints medians of five in seconds; `python -m tests.torture` ends with it.
"""

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from db.service import Author, Book, backup_key, backups, restoring

UNITS, YEARS, FIGURES = 10, 20, 300
_COPY = {
    "cell": "code, state, words, value, qualifier, unit, reason, note, starred, changed_at",
    "head_value": "field, words",
    "history": "at, who, how, subject, code, before_state, before_words, after_state, after_words, why",
}


def make(path: Path) -> None:
    """The file: one return filled by the verbs, the others with the same rows."""
    author = Author("张三")
    with Book(path, author) as book:
        book.add_unit("单位 0")
        opened = book.open_year("单位 0", 2005)
        codes = [code for code in opened.ret.ordered_codes if opened.ret.item(code).kind.is_number][:FIGURES]
        with book.all_or_nothing():
            for number, code in enumerate(codes):
                opened.enter(code, str(number % 90))
    with closing(sqlite3.connect(path)) as file, file:
        for unit in range(UNITS):
            if unit:
                file.execute(
                    "INSERT INTO unit (name, created_at) SELECT ?, created_at FROM unit LIMIT 1", (f"单位 {unit}",)
                )
            for year in range(2005, 2005 + YEARS):
                if (unit, year) != (0, 2005):
                    _copy(file, unit + 1, year)


def _copy(file: sqlite3.Connection, unit: int, year: int) -> None:
    same = "SELECT ?, ?, pack, opened_at FROM annual_return LIMIT 1"
    row = file.execute(f"INSERT INTO annual_return (unit, year, pack, opened_at) {same}", (unit, year)).lastrowid
    for table, columns in _COPY.items():
        file.execute(
            f"INSERT INTO {table} (annual_return, {columns}) SELECT ?, {columns} FROM {table} WHERE annual_return = 1",
            (row,),
        )


def took(verb: Callable[[], object]) -> float:
    """The median of five, in seconds."""
    times = []
    for _ in range(5):
        began = time.perf_counter()
        verb()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def measure() -> None:
    """Make it and measure it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "大.sqlite"
        make(path)
        counts = restoring.verify(path)
        print(f"{path.stat().st_size:,} bytes, {counts['cell']:,} cells, {counts['history']:,} lines of history")
        locked = Path(folder) / "加密"
        backup_key.set_up(locked, "正确的马 电池订书钉", make_folder=True)
        key = backup_key.unlock(locked, "正确的马 电池订书钉")
        for name, verb in (
            ("open", lambda: Book(path).close()),
            ("open one return", lambda: _one(path)),
            ("verify", lambda: restoring.verify(path)),
            ("verified backup", lambda: backups.back_up(path, Author())),
            ("locked backup", lambda: backups.back_up(path, Author(), locked)),
            ("look inside it", lambda: restoring.look(backups.every(path, locked)[0].path, key)),
            ("whether it is due", lambda: backups.due(path, Author(), locked)),
        ):
            print(f"{name}: {took(verb):.3f} s", flush=True)


def _one(path: Path) -> None:
    with Book(path) as book:
        book.find_year("单位 9", 2024)


if __name__ == "__main__":
    measure()
