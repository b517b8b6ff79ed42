"""The yardsticks of `make bench`: bare window, raw upsert, plain workbook. As a program it is the bare window."""
# ruff: noqa: PLC0415 - each yardstick loads only what it measures

import sqlite3
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.sheets.model import Workbook


def bare_window() -> None:
    """A QMainWindow with a QLabel, painted once."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

    app = QApplication([])
    window = QMainWindow()
    window.setCentralWidget(QLabel("法治填报"))
    window.show()
    QTimer.singleShot(0, app.quit)
    app.exec()


def idle(which: str, path: str) -> None:
    """Show the bare window or ours, let it settle, and print its resident memory in kB."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

    app = QApplication([])
    window = QMainWindow()
    if which == "ours":
        sys.path.insert(0, str(Path(__file__).parents[2]))
        from db.service import Book
        from gui.desk import Desk
        from gui.main_window import MainWindow
        from gui.memory import NoMemory

        book = Book(Path(path))
        desk = Desk(book)
        unit = book.units()[0].name
        desk.open_year(unit, book.years(unit)[0])
        window = MainWindow(desk, NoMemory(), book.author.clock().date())
        book.warm()
    else:
        window.setCentralWidget(QLabel("法治填报"))
    window.show()
    QTimer.singleShot(1000, app.quit)
    app.exec()
    status = Path("/proc/self/status").read_text(encoding="ascii")
    print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))


def resident(command: list[str]) -> float:
    """What an idle window says of its memory, in kB; median of three."""
    runs = [subprocess.run(command, capture_output=True, check=True, text=True) for _ in range(3)]
    return statistics.median(float(run.stdout.split()[-1]) for run in runs)


@contextmanager
def raw_upsert(path: Path) -> Iterator[Callable[[int], object]]:
    """One upsert by sqlite3 alone, rollback journal, synchronous EXTRA; called with 0, 1, 2 …"""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = EXTRA")
        connection.execute("CREATE TABLE cell (code TEXT PRIMARY KEY, words TEXT) STRICT")

        def upsert(n: int) -> None:
            connection.execute(
                "INSERT INTO cell VALUES (?, ?) ON CONFLICT (code) DO UPDATE SET words = excluded.words",
                (f"code_{n % 50}", str(n)),
            )
            connection.commit()

        yield upsert


def plain_workbook(path: Path, model: "Workbook") -> None:
    """The same cells written by XlsxWriter without any format, of formulas only what they come to."""
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        for sheet in model.sheets:
            page = book.add_worksheet()
            for n, row in enumerate(sheet.rows):
                for box in row.boxes:
                    value = getattr(box.value, "stored", box.value)
                    if isinstance(value, Decimal | float):
                        page.write_number(n, box.column, value)
                    else:
                        page.write_string(n, box.column, str(value))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        idle(sys.argv[1], sys.argv[2])
    else:
        bare_window()
