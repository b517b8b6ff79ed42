"""Where rows and cells stand in the bytes of a sheet, so that one can be changed and every other byte stays.

Knows how XML is written, not what cells mean. The part is sound XML without entities of its own before it is looked at.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from pathlib import Path
from pyexpat import ParserCreate

from db.domain.trouble import KnownError
from db.sheets import foreign
from db.sheets.forms.book import LAST_COLUMN, LAST_ROW, column_of
from db.sheets.forms.markup import refuse_large

At = tuple[int, int]
_P = rb"(?:[\w.-]+:)?"
_DATA = re.compile(rb"<(" + _P + rb")sheetData(?:\s[^>]*?)?(/?)>")
_LINE = re.compile(
    rb"<" + _P + rb"(?:row(\s[^>]*?)?/?>|c(?=[\s/>])([^>]*?)(?:/>|>(.*?)</" + _P + rb"c\s*>))", re.DOTALL
)  # fmt: skip
_ROW_TAG = re.compile(rb"<" + _P + rb"row(\s[^>]*?)?\s*(/?)>")
_UNUSUAL = re.compile(rb"<!|<\?")
_ROW_NUMBER = re.compile(rb"""\sr\s*=\s*["'](\d{1,7})["']""")
_ADDRESS = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3})\d""")
_FORMULA = re.compile(rb"<" + _P + rb"f(?=[\s/>])([^>]*?)(?:/>|>(.*?)</" + _P + rb"f\s*>)", re.DOTALL)
_ATTRIBUTE = re.compile(rb"""\s([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


@dataclass(frozen=True, slots=True)
class FormulaWords:
    """A formula as it is written in a cell: its words and what its tag says."""

    words: str
    kind: str
    group: str
    fills: str


class Lines:
    """The rows and cells of one sheet, by where they begin and end in its bytes (UTF-8)."""

    def __init__(self, data: bytes, path: Path, name: str) -> None:
        """Look through the sheet; KnownError where it is damaged, out of order, too large or written too strangely."""
        refuse_large(data, path)
        if not is_sound(data):
            raise foreign.damaged(path)
        place = _DATA.search(data)
        if place is None:
            raise foreign.damaged(path)
        self.data, self.path = data, path
        self.prefix = place[1]
        self.begin, self.shut = place.end(), bool(place[2])
        end = re.compile(rb"</" + re.escape(self.prefix) + rb"sheetData\s*>").search(data, self.begin)
        if not self.shut and end is None:
            raise foreign.damaged(path)
        self.end = self.begin if end is None or self.shut else end.start()
        self.start = place.start()
        if _UNUSUAL.search(data, self.begin, self.end):
            raise KnownError(f"“{path.name}”的工作表“{name}”不是 Excel 或 WPS 写出来的样子，填不了。", foreign.AGAIN)
        self.row_numbers: list[int] = []
        self.row_starts: list[int] = []
        self.cells: dict[At, tuple[int, int]] = {}
        self.formulas: dict[At, FormulaWords] = {}
        self._look()

    def _look(self) -> None:
        row, column, known = -1, -1, self.cells
        for line in _LINE.finditer(self.data, self.begin, self.end):
            marks = line[2]
            if marks is None:
                said = _ROW_NUMBER.search(line[1] or b"")
                number = int(said[1]) - 1 if said else row + 1
                if not row < number <= LAST_ROW:
                    raise foreign.damaged(self.path)
                row, column = number, -1
                self.row_numbers.append(row)
                self.row_starts.append(line.start())
                continue
            address = _ADDRESS.search(marks)
            place = column_of(address[1].decode()) if address else column + 1
            if not column < place <= LAST_COLUMN:
                raise foreign.damaged(self.path)
            column = place
            known[row, column] = line.span()
            content = line[3]
            if content and (formula := _FORMULA.search(content)):
                self.formulas[row, column] = _formula(formula[1], formula[2])

    def row(self, number: int) -> "RowTag | None":
        """The row with this number from 0."""
        at = bisect_left(self.row_numbers, number)
        if at == len(self.row_numbers) or self.row_numbers[at] != number:
            return None
        start = self.row_starts[at]
        tag = _ROW_TAG.match(self.data, start)
        if tag is None:
            raise foreign.damaged(self.path)
        until = self.row_starts[at + 1] if at + 1 < len(self.row_starts) else self.end
        end = tag.end() if tag[2] else self.data.rindex(b"</", tag.end(), until)
        return RowTag(start, tag.end(), tag[1] or b"", bool(tag[2]), end)

    def after(self, number: int) -> int:
        """Where a row with this number, not there yet, would begin."""
        at = bisect_left(self.row_numbers, number)
        return self.row_starts[at] if at < len(self.row_starts) else self.end

    @cached_property
    def columns(self) -> dict[int, list[int]]:
        """The columns of the cells of each row, in order."""
        found: dict[int, list[int]] = {}
        for row, column in self.cells:
            found.setdefault(row, []).append(column)
        return found


@dataclass(frozen=True, slots=True)
class RowTag:
    """A row's tag: from `start` to `inside`, what it says, whether it is shut at once; `end`: after its last cell."""

    start: int
    inside: int
    marks: bytes
    shut: bool
    end: int


def _formula(marks: bytes, content: bytes | None) -> FormulaWords:
    said = attributes(marks)
    words = unescape((content or b"").decode("utf-8", "replace"))
    return FormulaWords(words, said.get("t", ""), said.get("si", ""), said.get("ref", ""))


def attributes(marks: bytes) -> dict[str, str]:
    """What a tag says, by name."""
    return {
        name.decode(): unescape((one or other).decode("utf-8", "replace"))
        for name, one, other in _ATTRIBUTE.findall(marks)
    }


def as_utf8(data: bytes) -> bytes:
    """A part in UTF-8, whatever it is written in; its declaration may still say otherwise."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16").encode()
    return data


def as_before(data: bytes, before: bytes) -> bytes:
    """A part in UTF-8 in the way that it was written `before`."""
    if before[:2] == b"\xff\xfe":
        return before[:2] + data.decode().encode("utf-16-le")
    if before[:2] == b"\xfe\xff":
        return before[:2] + data.decode().encode("utf-16-be")
    return data


def holds_formulas(data: bytes) -> bool:
    """Whether a sheet, written in whatever way, has any formula."""
    return _FORMULA.search(as_utf8(data)) is not None


class _Declared(Exception):
    """The part declares a document type."""


def _refuse(*_: object) -> None:
    raise _Declared


def is_sound(data: bytes) -> bool:
    """Whether UTF-8 bytes are XML to the end and declare nothing."""
    parser = ParserCreate("UTF-8")
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(data, True)
    except Exception:  # noqa: BLE001 - expat's own errors and ours: the answer is no
        return False
    return True
