"""The comparison after writing notices every kind of difference; a check that sees none would be worth nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from db.sheets.model import Box, Row, Sheet, Workbook
from db.sheets.read_back import ReadBackError, check
from db.sheets.writing import xlsx_bytes

ROWS = (
    Row((Box(0, "标题", "title", columns=2),), 20),
    Row((Box(0, "甲", "text"), Box(1, Decimal("91.60"), "number"), Box(27, 3, "count")), 20),
    Row((Box(0, "=1+1", "text"), Box(1, "", "text")), 20),
)
SHEET = Sheet("一", (10.0, 10.0), ROWS)
BOOK = Workbook("题", "单位", date(2026, 1, 20), (SHEET,))
Change = Callable[[Worksheet], None]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    target = tmp_path / "a.xlsx"
    target.write_bytes(xlsx_bytes(BOOK))
    return target


def test_what_was_written_is_what_was_meant(path: Path) -> None:
    check(path, BOOK)


def put(place: str, value: object) -> Change:
    def change(page: Worksheet) -> None:
        page[place].value = value

    return change


def show(place: str, pattern: str) -> Change:
    def change(page: Worksheet) -> None:
        page[place].number_format = pattern

    return change


@pytest.mark.parametrize(
    "change",
    [
        put("A2", "乙"),
        put("B2", 91.6000000001),
        put("B2", "91.6"),
        put("B2", True),
        put("AB2", None),
        put("AB2", 4),
        put("D9", "多出来的"),
        put("A3", "=1+1"),
        put("B3", 0),
        show("B2", "#,##0.0"),
        show("B2", "General"),
        lambda page: page.unmerge_cells("A1:B1"),
        lambda page: page.merge_cells("A5:B5"),
        lambda page: setattr(page, "title", "二"),
    ],
)
def test_a_difference_is_found(path: Path, change: Change) -> None:
    file = openpyxl.load_workbook(path)
    file["一"]["A3"].data_type = "s"
    change(file["一"])
    file.save(path)
    with pytest.raises(ReadBackError):
        check(path, BOOK)


def test_saving_alone_is_no_difference(path: Path) -> None:
    file = openpyxl.load_workbook(path)
    file["一"]["A3"].data_type = "s"
    file.save(path)
    check(path, BOOK)


def test_a_missing_or_additional_sheet_is_found(path: Path) -> None:
    for sheets in ((), (SHEET, replace(SHEET, name="二"))):
        with pytest.raises(ReadBackError):
            check(path, replace(BOOK, sheets=sheets))
