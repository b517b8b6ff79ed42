"""Two parts of a foreign package, read for what cells need of them: shared strings, and which styles mean a number
is a date or in per cent. Fonts, borders and colours are never looked at, so broken ones break nothing.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

_QUOTED = re.compile(r'"[^"]*"|\\.')
_STYLES = "xl/styles.xml"


@dataclass(frozen=True, slots=True)
class Formats:
    """The styles (their places in the file) of cells that show a number as a date, or a hundred times as large."""

    dates: frozenset[int] = frozenset()
    percents: frozenset[int] = frozenset()


def formats(archive: zipfile.ZipFile) -> Formats:
    """How the cell styles of a package show numbers; none known where it has no styles."""
    from openpyxl.styles.numbers import builtin_format_code, is_date_format  # noqa: PLC0415 - its import is slow

    if _STYLES not in archive.namelist():
        return Formats()
    own: dict[int, str] = {}
    used: list[int] = []
    with archive.open(_STYLES) as source:
        for tag, element in _elements(source):
            if tag == "numFmt":
                own.setdefault(_whole(element.get("numFmtId")), element.get("formatCode") or "")
            elif tag == "cellXfs":
                used = [_whole(style.get("numFmtId")) for style in element]
    patterns = {n: own.get(n) or builtin_format_code(n) or "" for n in set(used)}
    dates = {n for n, pattern in patterns.items() if is_date_format(pattern)}
    percents = {n for n, pattern in patterns.items() if "%" in _QUOTED.sub("", pattern)}
    return Formats(*(frozenset(place for place, n in enumerate(used) if n in found) for found in (dates, percents)))


def strings(source: IO[bytes]) -> list[str]:
    """The shared strings in order, runs of rich text joined, phonetic guides left out."""
    found = []
    for tag, element in _elements(source):
        if tag == "si":
            # An escaped letter is written _x000D_; the escape of an escape goes, as openpyxl does it.
            found.append(run_words(element).replace("x005F_", ""))
            element.clear()
    return found


def run_words(element: Any) -> str:
    """The words of a string, whether plain or in runs."""
    return "".join(_runs(element))


def _runs(element: Any) -> Iterator[str]:
    for child in element:
        name = child.tag.rpartition("}")[2]
        if name == "t":
            yield child.text or ""
        elif name == "r":
            yield from _runs(child)


def _elements(source: IO[bytes]) -> Iterator[tuple[str, Any]]:
    from openpyxl.xml.functions import iterparse  # noqa: PLC0415

    for _, element in iterparse(source):
        yield element.tag.rpartition("}")[2], element


def _whole(words: str | None) -> int:
    return int(words) if words and words.isdecimal() else 0
