"""What the recipes of the packages say fits the program: names, versions, texts for clerks; builds nothing."""

import configparser
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from resources.version import NAME, TITLE, VERSION

ROOT = Path(__file__).resolve().parents[1]
PACKAGING = ROOT / "packaging"
SCRIPTS = sorted(PACKAGING.rglob("*.sh")) + [PACKAGING / "linux" / name for name in ("postinst", "postrm", "preinst")]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_every_script_can_be_read_by_the_shell(script: Path) -> None:
    told = subprocess.run(["sh", "-n", str(script)], capture_output=True, encoding="utf-8")
    assert (told.returncode, told.stderr) == (0, "")


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
