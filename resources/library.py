"""The small door to the data that comes with the program; knows files, not what they mean.

Works from the source tree and frozen: PyInstaller keeps the data, and docs/, where they are in the tree.
"""

from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parent
_PACKS = _ROOT / "packs"
_DOCS = _ROOT.parent / "docs"

Document = dict[str, Any]


def pack_ids() -> tuple[str, ...]:
    """The ids of the packs that come with the program, in alphabetical order."""
    return tuple(sorted(path.stem for path in _PACKS.glob("*.toml")))


def pack_document(pack_id: str) -> tuple[Document, list[tuple[str, Document]]]:
    """A pack's header and the files it includes, each with its name, as plain data.

    Raises KeyError if no pack has this id. The data is not judged here.
    """
    header = _read(_header(pack_id))
    return header, [(name, _read(_PACKS / name)) for name in header["include"]]


def pack_years(pack_id: str) -> tuple[int | None, int | None]:
    """The first and the last year a pack is for; None where it is open."""
    header = _read(_header(pack_id))
    return header.get("first_year"), header.get("last_year")


def pack_fingerprint(pack_id: str) -> str:
    """SHA-256 (hex) over the bytes of the pack's header and of the files it names.

    Reads no TOML, so that a copy kept in another form can be recognised as current in no time.
    Raises KeyError if no pack has this id.
    """
    from hashlib import sha256  # noqa: PLC0415 - start-up time

    header = _header(pack_id).read_bytes()
    digest = sha256(header)
    for path in sorted((_PACKS / "shared").glob("*.toml")):
        if path.name.encode() in header:
            data = path.read_bytes()
            digest.update(f"\0{path.name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def is_sealed(pack_id: str) -> bool:
    """Whether the pack's files are those that were judged in full and found sound when the program was made."""
    import json  # noqa: PLC0415

    try:
        sealed = json.loads((_PACKS / "sealed.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(sealed, dict) and sealed.get(pack_id) == pack_fingerprint(pack_id)


def icon_file() -> Path:
    """The program's icon, an SVG drawing."""
    return _ROOT / "icons" / "fazhi.svg"


def practice() -> Document:
    """The practice unit: its name, years, head fields, lists and reasons."""
    return _read(_ROOT / "practice" / "practice.toml")


def practice_figures(year: int) -> bytes:
    """The practice unit's figures of one year, as a CSV of code,words,state,reason,note."""
    return (_ROOT / "practice" / f"{year}.csv").read_bytes()


def form_words() -> Document:
    """What the words of other offices' forms stand for, and by which names they call single items."""
    return {**_read(_ROOT / "forms" / "words.toml"), **_read(_ROOT / "forms" / "names.toml")}


def manual() -> str:
    """The manual for those who fill in the figures, as Markdown."""
    return (_DOCS / "使用手册.md").read_text(encoding="utf-8")


def manual_picture(name: str) -> Path:
    """A picture of the manual by its file name."""
    return _DOCS / "pictures" / name


def _header(pack_id: str) -> Path:
    if pack_id not in pack_ids():
        raise KeyError(pack_id)
    return _PACKS / f"{pack_id}.toml"


def _read(path: Path) -> Document:
    import tomli  # noqa: PLC0415 - most starts need no TOML

    return tomli.loads(path.read_text(encoding="utf-8"))
