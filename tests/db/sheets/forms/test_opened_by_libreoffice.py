"""LibreOffice opens every filled form, shows the values, and works the formulas out anew.

Without LibreOffice the tests are skipped on a developer's machine, and fail where CI is set: `.ci/run` installs it.
"""

import csv
import os
import shutil
import subprocess
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest

from db.domain.forms.grid import Grid, Place
from db.sheets.forms.filling import Filled, fill_form
from db.sheets.forms.reading import read_form
from tests.db.sheets.forms.made import EVERY, Made
from tests.proof.__main__ import CSV

pytestmark = pytest.mark.skipif(
    shutil.which("soffice") is None and not os.environ.get("CI"), reason="LibreOffice (soffice) is not installed"
)
Every = dict[str, tuple[Made, Path, Filled]]


def converted(folder: Path, to: str, files: list[Path]) -> Path:
    """Let LibreOffice open all files in one run and write them as something else."""
    out = folder / to.partition(":")[0]
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", to]
    subprocess.run([*command, "--outdir", str(out), *map(str, files)], check=True, capture_output=True, timeout=240)
    return out


@pytest.fixture(scope="module")
def shown(every: Every, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What LibreOffice shows of each sheet of each filled form, as CSV."""
    return converted(tmp_path_factory.mktemp("lo"), CSV, [target for _, target, _ in every.values()])


def cell(shown: Path, target: Path, place: Place) -> str:
    with (shown / f"{target.stem}-{place.sheet}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    return rows[place.row][place.column] if place.row < len(rows) and place.column < len(rows[place.row]) else ""


def top(grid: Grid, place: Place) -> Place:
    """Where what merged cells show stands."""
    sheet = grid.sheet(place.sheet)
    assert sheet is not None
    span = sheet.span(place.row, place.column)
    return Place(place.sheet, span.top, span.left)


def same(one: str, other: str) -> bool:
    if one.endswith("%"):  # LibreOffice always writes these as they look
        return Decimal(one[:-1]) / 100 == Decimal(other)
    try:
        return abs(Decimal(one) - Decimal(other)) <= Decimal("1e-12") * abs(Decimal(other))
    except InvalidOperation:
        return one == other


@pytest.mark.parametrize("name", [make.__name__ for make in EVERY])
def test_it_shows_every_value_and_every_new_result(every: Every, shown: Path, name: str) -> None:
    made, target, filled = every[name]
    grid = read_form(target)
    said = {place: cell(shown, target, top(grid, place)) for place in {**made.values, **made.then}}
    for place, value in made.values.items():
        wanted = value if isinstance(value, str) else f"{value:f}"
        exact = isinstance(value, str) or place in filled.as_words
        assert said[place] == wanted if exact else same(said[place], wanted), place
    for place, words in made.then.items():
        assert same(said[place], words), (place, said[place])


def test_a_form_saved_by_libreoffice_is_filled_as_well(every: Every, folder: Path) -> None:
    sources = [every[name][0] for name in ("by_xlsxwriter", "by_openpyxl", "with_table")]
    saved = converted(folder, "xlsx:Calc MS Excel 2007 XML", [made.path for made in sources])
    (folder / "twice").mkdir()
    for made in sources:
        target = folder / "twice" / made.path.name
        fill_form(saved / made.path.name, target, made.values)
        grid = read_form(target)
        for place, value in made.values.items():
            sheet = grid.sheet(place.sheet)
            assert sheet is not None
            words = sheet.cell(place.row, place.column).words
            assert words == value or Decimal(words) == value
