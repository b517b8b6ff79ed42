"""Forms made for judging proposals, from tests/data/forms: their words as another office would write them, and beside
each cell its meaning.

A line is cells parted by |. "@code" is a cell for this year's figure of that item, "@code-" for last year's, "@@code"
both side by side, "@" alone a cell that means nothing the program knows. "#5" is the number 5, ">" in front indents,
"=" begins a formula; a figure behind "@code" in braces already stands there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomli
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Protection, Side
from openpyxl.worksheet.worksheet import Worksheet

FOLDER = Path(__file__).parents[2] / "data" / "forms"
_THIN = Border(left=Side("thin"), right=Side("thin"), top=Side("thin"), bottom=Side("thin"))
_MEANT = re.compile(r"@(?P<code>[\w.:]*)(?P<last>-?)(?:\{(?P<stands>.*)\})?")


@dataclass
class Made:
    """A form and its truth: (sheet, cell) → (code, "this" or "last"), and the cells that mean nothing known."""

    book: Workbook = field(default_factory=Workbook)
    truth: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    decoys: set[tuple[str, str]] = field(default_factory=set)


def names() -> tuple[str, ...]:
    """Every made form."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def make(name: str, path: Path) -> Made:
    """Write the form to `path`."""
    made = Made()
    first = made.book.worksheets[0]
    for n, sheet in enumerate(tomli.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))["sheet"]):
        ws = first if n == 0 else made.book.create_sheet()
        ws.title = sheet["title"]
        _sheet(made, ws, sheet)
    made.book.save(path)
    return made


def _sheet(made: Made, ws: Worksheet, sheet: dict[str, Any]) -> None:
    for row, line in enumerate(sheet["lines"].strip("\n").split("\n"), sheet.get("top", 1)):
        for column, words in enumerate(_cells(line), sheet.get("left", 1)):
            cell = ws.cell(row, column)
            if sheet.get("bordered", True):
                cell.border = _THIN
            meant = _MEANT.fullmatch(words)
            if meant:
                _mean(made, (ws.title, cell.coordinate), meant)
                cell.protection = Protection(locked=False)
            stands = (meant["stands"] or "") if meant else words
            depth = len(stands) - len(stands.lstrip(">"))
            if depth:
                cell.alignment = Alignment(indent=depth)
            text = stands.lstrip(">").replace("\\n", "\n")
            cell.value = (float(text[1:]) if "." in text else int(text[1:])) if text.startswith("#") else text or None
    for merged in sheet.get("merged", ()):
        ws.merge_cells(merged)
    ws.protection.sheet = sheet.get("locked", False)
    if sheet.get("hidden"):
        ws.sheet_state = "hidden"
    for letter in sheet.get("hidden_columns", ()):
        ws.column_dimensions[letter].hidden = True


def _cells(line: str) -> Iterator[str]:
    for words in line.split("|"):
        text = words.strip(" ")
        if text.startswith("@@-"):
            yield from (f"@{text[3:]}-", f"@{text[3:]}")
        elif text.startswith("@@"):
            yield from (f"@{text[2:]}", f"@{text[2:]}-")
        else:
            yield text


def _mean(made: Made, at: tuple[str, str], meant: re.Match[str]) -> None:
    if meant["code"]:
        made.truth[at] = meant["code"], "last" if meant["last"] else "this"
    else:
        made.decoys.add(at)
