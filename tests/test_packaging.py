"""What the recipes of the packages say fits the program: names, versions, texts for clerks; builds nothing."""

import configparser
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest

from resources.version import NAME, TITLE, VERSION

ROOT = Path(__file__).resolve().parents[1]
PACKAGING = ROOT / "packaging"
RECIPES = [
    ROOT / "Makefile",
    ROOT / ".ci" / "run",
    ROOT / ".github" / "workflows" / "release.yml",
    PACKAGING / "windows" / "build.ps1",
    *sorted(PACKAGING.rglob("*.sh")),
]
SCRIPTS = sorted(PACKAGING.rglob("*.sh")) + [PACKAGING / "linux" / name for name in ("postinst", "postrm", "preinst")]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_every_script_can_be_read_by_the_shell(script: Path) -> None:
    told = subprocess.run(["sh", "-n", str(script)], capture_output=True, encoding="utf-8")
    assert (told.returncode, told.stderr) == (0, "")


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda path: path.name)
def test_every_file_that_a_recipe_names_is_there(recipe: Path) -> None:
    words = recipe.read_text(encoding="utf-8-sig").replace("\\", "/").replace("/src/", "$top/")
    rooms = r"\.ci|\.github|db|docs|gui|packaging|requirements|resources|tests"
    named = {ROOT / name for name in re.findall(rf"(?:(?<![\w/.-])|(?<=\$top/))((?:{rooms})/[\w./-]*\w)", words)}
    named |= {recipe.parent / name for name in re.findall(r"\$here/([\w./-]*\w)", words)}
    named |= {ROOT.joinpath(*name.split(".")) for name in re.findall(r"-m (tests[\w.]*)", words)}
    missing = [path for path in named if not (path.exists() or path.with_suffix(".py").exists())]
    assert missing == []
    assert named or recipe.suffix == ".sh"  # the others name files for certain


def test_the_shell_of_windows_is_told_that_its_recipe_is_unicode() -> None:
    assert (PACKAGING / "windows" / "build.ps1").read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_portable_archive_is_the_same_whenever_and_in_whatever_order_it_is_made(tmp_path: Path) -> None:
    note = tmp_path / "先看我.txt"
    note.write_text("一\n二\n", encoding="utf-8")
    made = []
    for turn, order in enumerate((("b/二.dll", "a.exe"), ("a.exe", "b/二.dll"))):
        frozen, target = tmp_path / str(turn), tmp_path / str(turn) / "fazhi.zip"
        for name in order:
            (frozen / "in" / name).parent.mkdir(parents=True, exist_ok=True)
            (frozen / "in" / name).write_bytes(name.encode() * 100)
            os.utime(frozen / "in" / name, (turn * 10_000_000, turn * 10_000_000))
        environment = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000", "TZ": ("UTC", "Asia/Shanghai")[turn]}
        command = [sys.executable, str(PACKAGING / "portable.py"), str(frozen / "in"), str(note), str(target)]
        subprocess.run(command, check=True, env=environment)
        made.append(target)
    assert made[0].read_bytes() == made[1].read_bytes()
    with zipfile.ZipFile(made[0]) as archive:
        assert archive.namelist() == ["fazhi/a.exe", "fazhi/b/二.dll", "fazhi/先看我.txt"]
        assert archive.read("fazhi/先看我.txt") == "一\r\n二\r\n".encode()


def test_the_version_is_read_from_its_one_place() -> None:
    command = f'here={PACKAGING / "linux"}; . "$here/../lib.sh"; echo "$version"'
    told = subprocess.run(["sh", "-c", command], capture_output=True, encoding="utf-8")
    assert told.stdout.strip() == VERSION
    texts = {path: path.read_text(encoding="utf-8") for path in PACKAGING.rglob("*") if path.is_file()}
    assert [path for path, text in texts.items() if VERSION in text and "licenses" not in str(path)] == []


def test_the_desktop_knows_the_program_by_its_names() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment,method-assign] # names keep their capitals
    entry.read(PACKAGING / "linux" / "fazhi.desktop", encoding="utf-8")
    shown = entry["Desktop Entry"]
    assert (shown["Name[zh_CN]"], shown["Icon"], shown["StartupWMClass"]) == (TITLE, NAME, NAME)
    assert shown["Exec"] == f"{NAME} %f"
    types = ET.parse(PACKAGING / "linux" / "fazhi.xml").getroot()
    assert [kind.attrib["type"] + ";" for kind in types] == [shown["MimeType"]]


def test_the_type_of_a_data_file_is_told_from_its_bytes() -> None:
    from db.store.connection import APPLICATION_ID  # noqa: PLC0415

    inner = next(match for match in ET.parse(PACKAGING / "linux" / "fazhi.xml").iter() if match.get("offset") == "68")
    assert inner.attrib["value"].encode() == APPLICATION_ID.to_bytes(4, "big")


def test_nothing_is_installed_without_a_hash_and_from_nowhere_named() -> None:
    lock = (ROOT / "requirements" / "package.txt").read_text(encoding="utf-8")
    assert "://" not in lock
    names = re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE)
    assert {"pyinstaller", "cyclonedx-bom"} <= set(names)
    assert len(re.findall(r"--hash=sha256:", lock)) >= len(names)
    runtime = (ROOT / "requirements" / "runtime.txt").read_text(encoding="utf-8")
    assert set(re.findall(r"^(\S+==\S+)", runtime, re.MULTILINE)) <= set(re.findall(r"^(\S+==\S+)", lock, re.MULTILINE))


def test_markers_of_a_lock_are_those_of_the_target() -> None:
    program = f"""
import sys; sys.path.insert(0, {str(PACKAGING)!r})
import wheels
lock = "a==1 \\\\\\n    --hash=sha256:1\\n    # via b\\nb==2 ; sys_platform == 'win32' \\\\\\n    --hash=sha256:2\\n"
for target in ("linux", "windows"):
    print([line for line in wheels.flat(lock, wheels.TARGETS[target]["markers"]).splitlines() if "==" in line])
"""
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8")
    assert told.stdout.splitlines() == ["['a==1 \\\\']", "['a==1 \\\\', 'b==2 \\\\']"], told.stderr
