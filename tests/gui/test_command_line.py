"""`python -m gui` as a process: pictures, measuring, help, and refusals in one sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFontDatabase, QImage
from PySide6.QtWidgets import QApplication

from db.service import Author, Book
from gui.__main__ import read_arguments

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str | Path, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The program as its own process, with its own settings folder."""
    home = folder / "home"
    home.mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, "-m", "gui", *map(str, arguments)],
        cwd=ROOT,
        env={
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "XDG_CONFIG_HOME": str(home),
            "XDG_DATA_HOME": str(home),
            "HOME": str(home),
            **environment,
        },
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )


@pytest.fixture
def database(tmp_path: Path, author: Author) -> Path:
    path = tmp_path / "数据.sqlite"
    with Book(path, author) as book:
        book.add_unit("示例市自然资源和规划局")
        book.open_year("示例市自然资源和规划局", 2024).enter("litigation_cases_count", "37")
    return path


def said(result: subprocess.CompletedProcess[str]) -> list[str]:
    """What was said on stderr; the platform without a screen says nothing of itself."""
    return result.stderr.splitlines()


def test_a_picture_shows_chinese(qapp: QApplication, database: Path, tmp_path: Path) -> None:
    assert QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    before = database.read_bytes()
    picture = tmp_path / "窗口.png"
    result = run("--database", database, "--picture", picture, "--size", "1200x800", folder=tmp_path)
    assert (result.returncode, said(result)) == (0, [])
    image = QImage(str(picture))
    assert (image.width(), image.height()) == (1200, 800)
    # The state of the return stands at the right of the toolbar: glyphs of many shades, no empty boxes.
    corner = image.copy(900, 22, 300, 40)
    shades = {corner.pixel(x, y) for x in range(corner.width()) for y in range(corner.height())}
    assert len(shades) > 20
    assert database.read_bytes() == before
    assert not list((tmp_path / "home").rglob("*.ini"))


def test_light_and_dark_differ(database: Path, tmp_path: Path) -> None:
    lightness = {}
    for appearance in ("light", "dark"):
        picture = tmp_path / f"{appearance}.png"
        run("--database", database, "--picture", picture, "--appearance", appearance, folder=tmp_path)
        lightness[appearance] = QColor(QImage(str(picture)).pixel(3, 3)).lightness()
    assert lightness["light"] > 200
    assert lightness["dark"] < 60


def test_it_ends_after_the_first_painted_window(database: Path, tmp_path: Path) -> None:
    result = run("--database", database, "--quit-after-paint", folder=tmp_path)
    assert (result.returncode, said(result), result.stdout) == (0, [], "")


def test_a_broken_file_is_refused_in_one_sentence(tmp_path: Path) -> None:
    broken = tmp_path / "坏.sqlite"
    broken.write_bytes(b"this is no database" * 100)
    result = run("--database", broken, "--quit-after-paint", folder=tmp_path)
    assert result.returncode == 2
    assert len(said(result)) == 1
    assert "坏.sqlite" in said(result)[0]
    assert "Traceback" not in result.stderr
    assert broken.read_bytes() == b"this is no database" * 100


def test_an_unknown_unit_is_refused_in_one_sentence(database: Path, tmp_path: Path) -> None:
    result = run("--database", database, "--unit", "丙局", "--quit-after-paint", folder=tmp_path)
    assert result.returncode == 2
    assert said(result) == ["数据文件里没有单位“丙局”。请核对名称，或先新增这个单位。"]


def test_a_picture_that_cannot_be_saved(database: Path, tmp_path: Path) -> None:
    result = run("--database", database, "--picture", tmp_path / "没有" / "图.png", folder=tmp_path)
    assert result.returncode == 2
    assert len(said(result)) == 1
    assert "图.png" in said(result)[0]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
def test_no_screen_is_said_in_words(database: Path, tmp_path: Path) -> None:
    result = run("--database", database, folder=tmp_path, QT_QPA_PLATFORM="", DISPLAY="", WAYLAND_DISPLAY="")
    assert result.returncode == 2
    assert said(result)[0].startswith("没有显示器")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
def test_what_is_said_without_a_screen_needs_no_qt(tmp_path: Path) -> None:
    """A server without a screen often has not the libraries that Qt wants, either."""
    (tmp_path / "PySide6").mkdir()
    (tmp_path / "PySide6" / "__init__.py").write_text("raise ImportError('libGL.so.1')", encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    result = run(folder=tmp_path, QT_QPA_PLATFORM="", DISPLAY="", WAYLAND_DISPLAY="", PYTHONPATH=path)
    assert result.returncode == 2
    assert result.stderr.strip() == "没有显示器，不能打开窗口。请在图形桌面中运行，或用命令行：python -m db --help"


def test_help_is_in_words(tmp_path: Path) -> None:
    result = run("--help", folder=tmp_path)
    assert result.returncode == 0
    assert result.stdout.startswith("用法：")
    for word in ("--database", "数据文件", "--picture", "--quit-after-paint", "显示本说明"):
        assert word in result.stdout
    assert not {"usage", "options", "show this"} & set(result.stdout.split())


@pytest.mark.parametrize("wrong", [["--size", "big"], ["--year", "x"], ["--unknown"]])
def test_a_wrong_command_line_ends_with_2(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        read_arguments(wrong)
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("命令行不对：")


def test_a_bug_ends_with_1_and_its_trace(database: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(
        "import gui.main_window as m\n"
        "def broken(self, event): raise ZeroDivisionError('really')\n"
        "m.MainWindow.changeEvent = broken\n",
        encoding="utf-8",
    )
    path = os.pathsep.join([str(site), str(ROOT)])
    result = run("--database", database, "--quit-after-paint", folder=tmp_path, PYTHONPATH=path)
    assert "ZeroDivisionError" in result.stderr
    assert "really" in result.stderr
    assert result.returncode == 1


def test_the_start_loads_no_workbook_libraries(database: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from gui.__main__ import main;"
        f"code = main(['--database', {str(database)!r}, '--quit-after-paint']);"
        "late = {'openpyxl', 'xlsxwriter', 'tomli', 'pyrage', 'PySide6.QtSvg',"
        "'gui.dialogs.form', 'gui.screens.library'};"
        "print(code, sorted(late & set(sys.modules)))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert result.stdout.strip() == "0 []"
