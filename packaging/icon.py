"""Draws the icon from its SVG in the sizes that desktops ask for:  icon.py SVG FOLDER (hicolor) or FILE.ico."""

import os
import struct
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

SIZES = (16, 24, 32, 48, 64, 128, 256)


def png(svg: Path, size: int) -> bytes:
    """The icon as a PNG of `size` times `size` pixels."""
    from PySide6.QtCore import QBuffer, QIODevice  # noqa: PLC0415 - the wheel may be that of another system
    from PySide6.QtGui import QImage, QPainter  # noqa: PLC0415
    from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(svg)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):
        raise SystemExit(f"{svg} cannot be drawn")
    return bytes(buffer.data().data())


def write_ico(svg: Path, target: Path) -> None:
    """All sizes in one Windows icon; every Windows since Vista reads PNG in it."""
    pictures = [png(svg, size) for size in SIZES]
    offset = 6 + 16 * len(pictures)
    heads = b""
    for size, picture in zip(SIZES, pictures, strict=True):
        heads += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(struct.pack("<HHH", 0, 1, len(pictures)) + heads + b"".join(pictures))


def write_hicolor(svg: Path, folder: Path) -> None:
    """One PNG of each size, and the drawing itself, where desktops look for them."""
    for size in SIZES:
        target = folder / f"{size}x{size}" / "apps" / f"{svg.stem}.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(png(svg, size))
    scalable = folder / "scalable" / "apps" / svg.name
    scalable.parent.mkdir(parents=True, exist_ok=True)
    scalable.write_bytes(svg.read_bytes())


if __name__ == "__main__":
    drawing, wanted = Path(sys.argv[1]), Path(sys.argv[2])
    (write_ico if wanted.suffix == ".ico" else write_hicolor)(drawing, wanted)
