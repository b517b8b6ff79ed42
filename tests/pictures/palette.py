"""Pictures with at most 256 colours, small enough for a manual; knows pixels only."""

from collections import Counter
from pathlib import Path

from PySide6.QtGui import QImage, QImageWriter

_COLOURS = 256
_USED = 160  # of them are the most used ones; the others are those that these would come out wrong without
_SMALLEST = 100  # of QImageWriter's compression


def save(image: QImage, path: Path) -> None:
    """Write a PNG of few colours, a pixel of another takes the nearest one. OSError if it cannot be written."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    few = plain.convertToFormat(QImage.Format.Format_Indexed8, _palette(plain))
    few.setDevicePixelRatio(1)
    writer = QImageWriter(str(path), b"png")
    writer.setCompression(_SMALLEST)
    if not writer.write(few):
        raise OSError(f"{path}: {writer.errorString()}")


def _palette(image: QImage) -> list[int]:
    used = [colour for colour, _ in Counter(memoryview(image.constBits()).cast("I")).most_common()]
    chosen, others = used[:_USED], used[_USED:]
    missing = {colour: min(_distance(colour, one) for one in chosen) for colour in others}
    while missing and len(chosen) < _COLOURS:
        farthest = max(missing, key=missing.__getitem__)
        if not missing[farthest]:
            break
        chosen.append(farthest)
        missing = {colour: min(far, _distance(colour, farthest)) for colour, far in missing.items()}
    return chosen


def _distance(one: int, other: int) -> int:
    return sum(((one >> shift & 255) - (other >> shift & 255)) ** 2 for shift in (0, 8, 16))
