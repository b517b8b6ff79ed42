"""A given form of 2,000 cells for `make bench`: filled with the guard, beside unzip and zip of the same package."""

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import xlsxwriter

from db.domain.forms.grid import Place
from db.sheets.forms.filling import fill_form
from tests.db.sheets.forms.by_hand import picture

SHEET = "统计表"
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


def unzip_and_zip(source: Path, target: Path) -> None:
    """Every part out and in again."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))


def fill(source: Path, target: Path, values: dict[Place, Decimal]) -> None:
    """The form filled, proved unharmed, and in its place."""
    fill_form(source, target, values)
