"""What tests of workbooks that travel share: a data file, an office's workbook, and hands that alter it."""

import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

UNIT, YEAR = "示例市自然资源和规划局", 2024
OFFICE, FINES = "信访科", "执法监督科"
VISITS, LETTERS = "petition_reception_batch_count", "petition_accepted_count"


def rows(sheet: Worksheet) -> Iterator[tuple[str, Any]]:
    """(code, row) of every item's row, by the hidden marks."""
    for row in sheet.iter_rows():
        for cell in row:
            if str(cell.value).startswith("fz:item "):
                yield str(cell.value).removeprefix("fz:item "), row


def row_of(sheet: Worksheet, code: str) -> Any:
    """The row of one item."""
    return next(row for found, row in rows(sheet) if found == code)


def edited(path: Path, edit: Callable[[Any], None], name: str = "") -> Path:
    """The workbook after somebody opened it, changed it and saved it under its name or another."""
    opened = openpyxl.load_workbook(path)
    edit(opened)
    target = path.with_name(name) if name else path
    opened.save(target)
    return target


def filled(path: Path, words: dict[str, Any], name: str = "") -> Path:
    """The workbook with these words in the column of this year."""

    def fill(book: Any) -> None:
        for code, said in words.items():
            row_of(book.worksheets[0], code)[3].value = said

    return edited(path, fill, name)


def patched(path: Path, name: str, *changes: tuple[str, str, str]) -> Path:
    """The workbook with parts of its package rewritten by hand: (part, pattern, replacement)."""
    target = path.with_name(name)
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for part in source.namelist():
            data = source.read(part)
            for which, pattern, replacement in changes:
                if part == which:
                    text, count = re.subn(pattern, replacement, data.decode(), flags=re.DOTALL)
                    assert count, f"{pattern} is not in {part}"
                    data = text.encode()
            out.writestr(part, data)
    return target


def resaved(path: Path, folder: Path, profile: Path) -> Path | None:
    """The workbook as LibreOffice saves it; None where there is none."""
    program = shutil.which("soffice")
    if program is None:
        return None
    command = [program, "--headless", f"-env:UserInstallation=file://{profile}"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"]
    subprocess.run([*command, str(folder), str(path)], check=True, capture_output=True, timeout=120)
    return folder / path.name
