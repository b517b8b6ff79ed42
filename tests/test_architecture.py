"""The rooms of the code: who may import whom and how long things may get; knows no behaviour."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("gui", "db", "resources")
LONGEST_FILE = 400
LONGEST_FUNCTION = 60

# Each pair breaks the rule in its own way, and the contracts must name it. What is imported imports
# nothing itself, so that no pair is noticed only by way of another.
FORBIDDEN = [
    ("gui.window", "db.store.leaf"),
    ("gui.window", "db.sheets.leaf"),
    ("gui.window", "sqlite3"),
    ("gui.window", "openpyxl"),
    ("db.__main__", "db.store.leaf"),
    ("db.__main__", "gui.leaf"),
    ("db.commands", "db.store.leaf"),
    ("db.service.verbs", "db.commands"),
    ("db.domain.units", "db.beside"),
    ("db.service.verbs", "gui.leaf"),
    ("db.service.verbs", "PySide6"),
    ("db.service.verbs", "sqlite_utils"),
    ("db.service.verbs", "openpyxl"),
    ("db.store.connection", "db.service.leaf"),
    ("db.store.connection", "db.sheets.leaf"),
    ("db.store.connection", "xlsxwriter"),
    ("db.sheets.standard", "db.store.leaf"),
    ("db.sheets.standard", "PySide6"),
    ("db.sheets.standard", "sqlite3"),
    ("db.domain.units", "db.store.leaf"),
    ("db.domain.units", "resources.leaf"),
    ("db.domain.units", "sqlite3"),
    ("db.domain.units", "pathlib"),
    ("db.domain.units", "platformdirs"),
    ("db.domain.units", "pypinyin"),
    ("db.service.verbs", "pypinyin"),
    ("resources.door", "db.domain.leaf"),
    ("resources.door", "gui.leaf"),
    ("resources.door", "PySide6"),
    ("resources.door", "openpyxl"),
]
ALLOWED = [
    ("gui.window", "db.service.leaf"),
    ("gui.window", "db.domain.leaf"),
    ("gui.window", "resources.leaf"),
    ("gui.window", "PySide6"),
    ("db.__main__", "db.service.leaf"),
    ("db.service.verbs", "db.store.leaf"),
    ("db.service.verbs", "db.sheets.leaf"),
    ("db.service.verbs", "resources.leaf"),
    ("db.store.connection", "db.domain.leaf"),
    ("db.store.connection", "sqlite_utils"),
    ("db.sheets.standard", "openpyxl"),
    ("db.domain.units", "decimal"),
]
LEAVES = [f"{room}.leaf" for room in ("gui", "resources")] + [
    f"db.{room}.leaf" for room in ("service", "store", "sheets", "domain")
]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Judge the packages in `folder` by the contracts of this project."""
    program = "from importlinter.cli import lint_imports_command as lint; lint()"
    arguments = ["--no-cache", "--no-logo", "--config", str(ROOT / "pyproject.toml")]
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=folder,
        env={**os.environ, "COLUMNS": "300", "PYTHONPATH": str(folder), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
    )


def write_rooms(folder: Path, imports: list[tuple[str, str]]) -> None:
    """Write the rooms as small packages in which each pair's first module imports its second."""
    for module in [*LEAVES, "db.__main__", "db.commands", "db.beside", *(importer for importer, _ in imports)]:
        path = folder.joinpath(*module.split(".")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [f"import {imported}\n" for importer, imported in imports if importer == module]
        path.write_text("".join(lines), encoding="utf-8")
        for package in path.relative_to(folder).parents[:-1]:
            (folder / package / "__init__.py").touch()


def sources() -> list[Path]:
    return [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Give the name and the length in lines of every function of a file, decorators left out."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_rooms_import_only_what_they_may() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


def test_contracts_accept_the_allowed_imports(tmp_path: Path) -> None:
    write_rooms(tmp_path, ALLOWED)
    result = lint_imports(tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr


def test_contracts_name_every_forbidden_import(tmp_path: Path) -> None:
    write_rooms(tmp_path, FORBIDDEN)
    result = lint_imports(tmp_path)
    assert result.returncode == 1, result.stdout + result.stderr
    named = [pair for pair in FORBIDDEN if f"{pair[0]} -> {pair[1]} (" in result.stdout]
    assert named == FORBIDDEN, result.stdout


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_hold_code(room: str) -> None:
    assert any((ROOT / room).rglob("*.py"))


def test_no_file_is_too_long() -> None:
    lengths = {path: path.read_text(encoding="utf-8").count("\n") for path in sources()}
    too_long = {str(path.relative_to(ROOT)): n for path, n in lengths.items() if n > LONGEST_FILE}
    assert too_long == {}


def test_no_function_is_too_long() -> None:
    too_long = {
        f"{path.relative_to(ROOT)}: {name}": length
        for path in sources()
        for name, length in functions(path)
        if length > LONGEST_FUNCTION
    }
    assert too_long == {}
