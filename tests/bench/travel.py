"""What `make bench` measures of workbooks that come back from offices: reading, comparing, writing them."""

import shutil
import time
from pathlib import Path

import openpyxl

from db.service import Book
from db.service.collecting import look

UNIT, YEAR, COUNT = "某市自然资源和规划局", 2024, 200


def seconds_each(folder: Path) -> tuple[float, int]:
    """Seconds for each of 200 returned workbooks of one return, one figure changed in each; how many lines there were.

    Twelve rounds of workbooks to every office of the pack, the last one cut short, as offices of all sizes return them.
    """
    with Book(folder / "travel.sqlite") as book:
        book.add_unit(UNIT)
        opened = book.open_year(UNIT, YEAR)
        offices = book.offices(opened)
        sent = [one.path for one in offices.issue(folder / "sent")]
        back = folder / "back"
        back.mkdir()
        for n in range(COUNT):
            shutil.copy(sent[n % len(sent)], back / f"{n}.xlsx")
        for n, path in enumerate(sorted(back.iterdir())):
            _fill(path, n)
        begun = time.perf_counter()
        found = look(offices, [back])
        change = offices.take(found, {line.key: 0 for line in found.lines})
        took = time.perf_counter() - begun
        assert len(found.papers) == COUNT, found.refused[:3]
        return took / COUNT, len(change.codes)


def _fill(path: Path, n: int) -> None:
    """One figure into the first cell that is open, and the telephone, so that no two are the same."""
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    for row in page.iter_rows():
        marks = [str(cell.value) for cell in row if str(cell.value).startswith("fz:")]
        if marks and not row[1].protection.locked and "contact" in marks[0]:
            row[1].value = f"电话{n}"
        elif marks and marks[0].startswith(("fz:item", "fz:row")):
            cell = next((cell for cell in row if not cell.protection.locked), None)
            if cell is not None:
                cell.value = str(n + 1)
                break
    book.save(path)
