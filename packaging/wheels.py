"""Fetches the wheels of a lock for a target that need not be this machine:  wheels.py LOCK linux|windows FOLDER

pip judges the markers of a lock by the machine it runs on, so those of the target are chosen here first; versions and
hashes stay those of the lock. Leaves FOLDER/lock.txt for an installation without network from the same folder.
"""

import re
import subprocess
import sys
from pathlib import Path

from packaging.markers import Marker, default_environment

PYTHON = "3.11"
# From the newest to the oldest that CPython wheels are named by; 2.28 is the floor of the packages.
_MANYLINUX = [f"manylinux_2_{minor}_x86_64" for minor in range(28, 4, -1)]
TARGETS = {
    "linux": {
        "platforms": [*_MANYLINUX, "manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64"],
        "markers": {"sys_platform": "linux", "os_name": "posix", "platform_system": "Linux"},
    },
    "windows": {
        "platforms": ["win_amd64"],
        "markers": {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows"},
    },
}
_ENTRY = re.compile(r"^[A-Za-z0-9].*?(?=^[A-Za-z0-9]|\Z)", re.MULTILINE | re.DOTALL)


def flat(lock: str, markers: dict[str, str]) -> str:
    """The entries of a lock that hold for these markers, without any marker."""
    environment = {
        **default_environment(),
        **markers,
        "python_version": PYTHON,
        "python_full_version": f"{PYTHON}.9",
    }
    kept = []
    for entry in _ENTRY.findall(lock):
        first, _, rest = entry.partition(" \\\n")
        requirement, _, marker = first.partition(" ; ")
        if not marker or Marker(marker).evaluate(environment):
            kept.append(f"{requirement} \\\n{rest}")
    return "".join(kept)


def main(lock: Path, target: str, folder: Path) -> None:
    """Bring the folder up to the lock; wheels that are there already are not fetched again."""
    folder.mkdir(parents=True, exist_ok=True)
    chosen = TARGETS[target]
    flat_lock = folder / "lock.txt"
    flat_lock.write_text(flat(lock.read_text(encoding="utf-8"), chosen["markers"]), encoding="utf-8")
    platforms = [word for name in chosen["platforms"] for word in ("--platform", name)]
    subprocess.run(
        [
            sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--require-hashes",
            "--no-deps", "--only-binary", ":all:", "--implementation", "cp", "--python-version", PYTHON, *platforms,
            "--find-links", str(folder), "--dest", str(folder), "--requirement", str(flat_lock),
        ],
        check=True,
    )  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
