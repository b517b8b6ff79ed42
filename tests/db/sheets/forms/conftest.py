"""The made workbooks, each filled once."""

from pathlib import Path

import pytest

from db.sheets.forms.filling import Filled, fill_form
from tests.db.sheets.forms.made import EVERY, Made


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the made and the filled workbooks are."""
    made = tmp_path_factory.mktemp("forms")
    (made / "filled").mkdir()
    return made


@pytest.fixture(scope="session")
def every(folder: Path) -> dict[str, tuple[Made, Path, Filled]]:
    """Every workbook by its name: as it was made, the filled file, what was said of the filling."""
    found = {}
    for make in EVERY:
        made = make(folder)
        target = folder / "filled" / made.path.name
        found[make.__name__] = made, target, fill_form(made.path, target, made.values)
    return found
