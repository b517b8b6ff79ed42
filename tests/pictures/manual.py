"""Which pictures the manual shows, and the tracked copies of them; knows files and names, takes no picture."""

import re
from pathlib import Path
from typing import Final

from PySide6.QtGui import QImage

from tests.pictures import palette

DOCS: Final = Path(__file__).resolve().parents[2] / "docs"
KEPT: Final = DOCS / "pictures"
_NAMED = re.compile(r"\]\((?:docs/)?pictures/([^)\s]+)\.png\)")


def named(*texts: Path) -> set[str]:
    """The names of the pictures that these Markdown files show."""
    return {name for text in texts for name in _NAMED.findall(text.read_text(encoding="utf-8"))}


def texts() -> list[Path]:
    """Every text that may show a picture."""
    return [DOCS.parent / "README.md", *sorted(DOCS.glob("*.md"))]


def keep(taken: Path, whole: bool) -> int:
    """Copy the pictures that the manual names from the folder `taken`; with `whole` all others are thrown away."""
    names = named(*texts())
    KEPT.mkdir(parents=True, exist_ok=True)
    for old in KEPT.glob("*.png"):
        if whole and old.stem not in names:
            old.unlink()
    for name in sorted(names):
        source = taken / f"{name}.png"
        if whole or source.exists():
            palette.save(QImage(str(source)), KEPT / source.name)
    return len(names)
