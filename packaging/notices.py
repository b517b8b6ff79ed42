"""Lays licences and the bill of materials (CycloneDX) into a frozen folder:  notices.py FOLDER

Runs with the Python that froze it, on Linux, on Windows and under Wine. Fails where a part has no licence to show.
"""

import json
import platform
import re
import shutil
import sqlite3
import subprocess
import sys
import sysconfig
from importlib import metadata
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TOP))
from resources.version import NAME, VERSION  # noqa: E402

NOT_INSIDE = ("pip", "tzdata")  # in the lock, but left out by build.spec
UNSAID = {"pyrage": "MIT"}  # said in the text of the licence alone
_TEXTS = re.compile(r"(licen[cs]e|copying|notice|authors)[^/]*$|/sboms/", re.IGNORECASE)
_QT = "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only"
_LIBRARIES = "/usr/lib/x86_64-linux-gnu"
_LGPL = (TOP / "packaging/licenses/LGPL-3.0.txt", TOP / "packaging/licenses/GPL-3.0.txt")


def locked() -> list[str]:
    """The names in the lock of what the program needs to run."""
    lines = (TOP / "requirements/runtime.txt").read_text(encoding="utf-8").splitlines()
    names = [line.partition("==")[0] for line in lines if re.match(r"[a-z0-9].*==", line)]
    return [name for name in names if name not in NOT_INSIDE]


def python_part(name: str) -> dict[str, object]:
    """A Python package: what it is, under which licence, the texts that came with it."""
    dist = metadata.distribution(name)
    told = dist.metadata
    classifiers = [line.rpartition(" :: ")[2] for line in told.get_all("Classifier", []) if line.startswith("License")]
    words = told.get("License-Expression") or "; ".join(classifiers) or (told.get("License") or "").split("\n")[0]
    words = words or UNSAID.get(name, "")
    texts = [Path(str(dist.locate_file(file))) for file in dist.files or () if _TEXTS.search(str(file))]
    if name in ("pyside6-essentials", "shiboken6"):
        words, texts = _QT, list(_LGPL)
    return {
        "name": told["Name"], "version": dist.version, "license": words, "texts": texts,
        "purl": f"pkg:pypi/{name}@{dist.version}",
    }  # fmt: skip


def native_parts() -> list[dict[str, object]]:
    """What came with no Python package: the interpreter, SQLite, PyInstaller's starter, Qt itself."""
    python, qt = platform.python_version(), metadata.version("pyside6-essentials")
    freezer = metadata.distribution("pyinstaller")
    starter = [Path(str(freezer.locate_file(file))) for file in freezer.files or () if "COPYING" in file.name]
    homes = (Path(sysconfig.get_path("stdlib")), Path(sys.base_prefix))  # python.org's Windows has it in the latter
    licence = next(place for home in homes for place in (home / "LICENSE.txt",) if place.exists())
    return [
        _native("CPython", python, "PSF-2.0", [licence], f"pkg:generic/cpython@{python}"),
        _native("SQLite", sqlite3.sqlite_version, "blessing", [], f"pkg:generic/sqlite@{sqlite3.sqlite_version}"),
        _native("Qt", qt, _QT, list(_LGPL), f"pkg:generic/qt@{qt}"),
        _native(
            "PyInstaller bootloader", freezer.version, "GPL-2.0-or-later WITH Bootloader-exception", starter,
            f"pkg:pypi/pyinstaller@{freezer.version}",
        ),
    ]  # fmt: skip


def _native(name: str, version: str, words: str, texts: list[Path], purl: str) -> dict[str, object]:
    return {"name": name, "version": version, "license": words, "texts": texts, "purl": purl}


def debian_parts(frozen: Path) -> list[dict[str, object]]:
    """The libraries that the build Debian lent, and the fcitx plugin built in it; none on Windows."""
    if sys.platform != "linux":
        return []
    names = {path.name for path in (frozen / "_internal").glob("*.so*")}
    paths = [place for name in sorted(names) for place in (Path(_LIBRARIES) / name,) if place.exists()]
    packages = sorted({_owner(path) for path in paths})
    parts = [_debian_part(package) for package in packages]
    if next(frozen.rglob("libfcitx*"), None):
        text = Path("/build/fcitx-qt5.copyright")
        parts.append(_native("fcitx-qt5", "1.2.7", "BSD-3-Clause", [text], "pkg:deb/debian/fcitx-qt5@1.2.7"))
    return parts


def _owner(path: Path) -> str:
    for place in (path.resolve(), path, Path(str(path.resolve()).removeprefix("/usr"))):
        told = subprocess.run(["dpkg", "-S", str(place)], capture_output=True, text=True, check=False).stdout
        if told:
            return told.partition(":")[0]
    raise SystemExit(f"No Debian package owns {path}.")


def _debian_part(package: str) -> dict[str, object]:
    version = subprocess.run(
        ["dpkg-query", "-W", "-f=${Version}", package], capture_output=True, text=True, check=True
    ).stdout
    text = Path("/usr/share/doc") / package / "copyright"
    purl = f"pkg:deb/debian/{package}@{version}?distro=bullseye"
    return _native(package, version, f"see licenses/{package}", [text], purl)


def main(frozen: Path) -> None:
    """Write licenses/ and sbom.cdx.json into the frozen folder."""
    parts = [*map(python_part, locked()), *native_parts(), *debian_parts(frozen)]
    folder = frozen / "licenses"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copyfile(TOP / "LICENSE", folder / f"{NAME}.txt")
    lines = [f"{NAME} {VERSION}: Apache-2.0", ""]
    for part in parts:
        if not part["license"]:
            raise SystemExit(f"{part['name']} names no licence.")
        lines.append(f"{part['name']} {part['version']}: {part['license']}")
        for text in part["texts"]:  # type: ignore[attr-defined]
            target = folder / str(part["name"]) / Path(text).name
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(text, target)
    (folder / "README.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    bill(frozen / "sbom.cdx.json", parts)
    print(f"{len(parts)} parts, their licences and the bill of materials")


def bill(target: Path, parts: list[dict[str, object]]) -> None:
    """The bill of materials: cyclonedx-py's reading of the lock, with the parts that no lock names."""
    command = ["requirements", str(TOP / "requirements/runtime.txt"), "--pyproject", str(TOP / "pyproject.toml")]
    if sys.platform == "win32":
        command.append("--no-validate")  # the validator's own needs do not load under Wine; on Linux it looks
    told = subprocess.run(
        [sys.executable, "-m", "cyclonedx_py", *command, "--output-reproducible", "--of", "JSON", "-o", str(target)],
        check=False, capture_output=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    if told.returncode:
        target.unlink(missing_ok=True)
        raise SystemExit(told.stderr.decode(errors="replace"))
    document = json.loads(target.read_text(encoding="utf-8"))
    document["metadata"].setdefault("component", {}).update(version=VERSION)
    words = {str(part["purl"]): str(part["license"]) for part in parts}
    components = [entry for entry in document["components"] if entry["name"] not in NOT_INSIDE]
    for entry in components:
        entry.setdefault("licenses", [{"license": {"name": words.get(entry.get("purl", "").lower(), "see licenses/")}}])
    known = {entry.get("purl", "").lower() for entry in components}
    components += [
        {
            "type": "library", "bom-ref": part["purl"], "name": part["name"], "version": part["version"],
            "purl": part["purl"], "licenses": [{"license": {"name": part["license"]}}],
        }
        for part in parts
        if str(part["purl"]).lower() not in known
    ]  # fmt: skip
    document["components"] = components
    gone = {
        ref
        for ref in (entry.get("ref", "") for entry in document.get("dependencies", ()))
        if ref.startswith(NOT_INSIDE)
    }
    document["dependencies"] = [entry for entry in document.get("dependencies", ()) if entry.get("ref") not in gone]
    target.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
