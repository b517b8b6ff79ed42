"""Given forms of 2,000 cells for `make bench`: filled with the guard, beside unzip and zip of the same package.

Filling ends with the file safe on the disk (fsync), and so does the yardstick: what is compared is work, not the disk.
The ratio of processor time alone stands beside it.
"""

import io
import os
import statistics
import time
import zipfile
from collections.abc import Callable
from decimal import Decimal
from operator import sub
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.styles import Border, Side

from db.domain.forms.grid import Place
from db.sheets.forms.filling import fill_form
from tests.db.sheets.forms.by_hand import picture

SHEET = "统计表"
ROUNDS = 15
ROWS, COLUMNS = 400, 5  # number, name, unit, last year, this year


def given_form(path: Path) -> dict[Place, Decimal]:
    """Write a form as an office issues it, with seal, notes, drop-downs and sums; give back values for open cells."""
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet(SHEET)
        framed = book.add_format({"border": 1, "num_format": "0.00", "font_name": "宋体"})
        name = book.add_format({"border": 1, "indent": 1, "font_name": "宋体"})
        page.set_column(1, 1, 40)
        values = {}
        for row in range(ROWS):
            page.write_number(row, 0, row + 1, framed)
            page.write_string(row, 1, f"{row + 1}. 行政处罚案件数量（其中：适用第{row % 37}类程序）", name)
            page.write_string(row, 2, "件宗起人次亩"[row % 6], framed)
            for column in (3, 4):
                if row % 40:
                    page.write_blank(row, column, None, framed)
                    values[Place(SHEET, row, column)] = Decimal(row * 7 + column) / 2
                else:
                    letter = "DE"[column - 3]
                    page.write_formula(row, column, f"=SUM({letter}{row + 2}:{letter}{row + 40})", framed, 0)
        page.data_validation(0, 2, ROWS, 2, {"validate": "list", "source": list("件宗起人次亩")})
        page.conditional_format(0, 3, ROWS, 4, {"type": "cell", "criteria": "<", "value": 0, "format": framed})
        for row in range(0, ROWS, 20):
            page.write_comment(row, 1, "按年报口径填写，不含上年结转。")
        page.insert_textbox(2, 7, "填表说明：本表一式两份，加盖公章。")
        page.insert_image(10, 7, "章.png", {"image_data": io.BytesIO(picture(150))})
    return values


def bare_form(path: Path) -> dict[Place, Decimal]:
    """Write nothing but 2,000 bordered cells; give back values for all of them."""
    with xlsxwriter.Workbook(path) as book:
        page, framed = book.add_worksheet(SHEET), book.add_format({"border": 1})
        places = [Place(SHEET, row, column) for row in range(ROWS) for column in range(COLUMNS)]
        for place in places:
            page.write_blank(place.row, place.column, None, framed)
    return {place: Decimal(place.row * 7 + place.column) / 2 for place in places}


def openpyxl_form(path: Path) -> dict[Place, Decimal]:
    """Write a list with two columns to fill as another program does, which says the kind of every empty cell."""
    book, line = openpyxl.Workbook(), Side(style="thin")
    page, framed = book.create_sheet(SHEET, 0), Border(line, line, line, line)
    for row in range(ROWS):
        for column, what in enumerate(
            (row + 1, f"行政处罚案件数量第{row % 37}类（{row}）", "件宗起人次亩"[row % 6], None, None)
        ):
            page.cell(row + 1, column + 1, what).border = framed
    book.save(path)
    return {Place(SHEET, row, column): Decimal(row * 7 + column) / 2 for row in range(ROWS) for column in (3, 4)}


def unzip_and_zip(source: Path, target: Path) -> None:
    """Every part out and in again, and onto the disk."""
    with target.open("wb") as file:
        with zipfile.ZipFile(source) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                new.writestr(name, old.read(name))
        file.flush()
        os.fsync(file.fileno())


MADE = {"given form": given_form, "bare workbook": bare_form, "openpyxl's form": openpyxl_form}


def filling(folder: Path, make: Callable[[Path], dict[Place, Decimal]]) -> tuple[float, str, float, str]:
    """The ratio of filling to unzip and zip, its unit, its limit, and what it was measured on."""
    source = folder / "given.xlsx"
    values = make(source)
    rows = []
    for _ in range(ROUNDS + 1):
        begun = time.perf_counter(), time.process_time()
        unzip_and_zip(source, folder / "zipped.xlsx")
        between = time.perf_counter(), time.process_time()
        fill_form(source, folder / "filled.xlsx", values)
        ended = time.perf_counter(), time.process_time()
        rows.append([*map(sub, between, begun), *map(sub, ended, between)])
    one, work, other, more = (statistics.median(column) * 1000 for column in zip(*rows[1:], strict=True))
    return (
        other / one,
        "x",
        3,
        (f"{other:.1f} ms / {one:.1f} ms, {len(values)} of 2,000 cells; processor alone {more:.1f} / {work:.1f} ms"),
    )
