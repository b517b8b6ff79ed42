"""The bytes of a sheet cut before each cell, so that a cell can be changed and every other byte stays.

Knows how XML is written, not what cells mean. Joined again, untouched pieces are the part as it was.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from html import unescape
from pathlib import Path
from typing import NamedTuple

from db.domain.addresses import column_letters
from db.domain.trouble import KnownError
from db.sheets import foreign
from db.sheets.forms.book import LAST_COLUMN, LAST_ROW, box_of, column_of
from db.sheets.forms.markup import as_given, as_utf8, hides_marks, refuse_large
from db.sheets.forms.plain import PlainCells, plain_cells

At = tuple[int, int]
ANY = rb"(?:[\w.-]+:)?"  # the prefix of a tag
_DATA = re.compile(rb"<(%b)sheetData(?:\s[^>]*?)?(/?)>" % ANY)
_ENCODING = re.compile(rb"""^(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*["']([\w.-]+)["']""")
_R = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3}\d{1,7})["']""")
_ROW = re.compile(rb"<(%b)row((?:\s[^>]*?)?)(/?)>" % ANY)
_SAYS = re.compile(rb"\sr\s*=")
_ROW_NUMBER = re.compile(rb"""\sr\s*=\s*["'](\d{1,7})["']""")
_ATTRIBUTE = re.compile(rb"""\s([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_FORMULA = re.compile(rb"<%bf[\s/>]" % ANY)
_SPACE = re.compile(rb"xmlns(?::[\w.-]+)?\s*=\s*.http://[\w.]+/(?:ooxml/)?spreadsheetml/[\w/]*main")


class Parted(NamedTuple):
    """A piece taken apart: what the cell's tag says, what the cell holds, all that follows until the next cell."""

    marks: bytes
    held: bytes
    rest: bytes


class Pieces:
    """A sheet as pieces: `pieces[0]` is all before the first cell, every other begins behind the "<c" of a cell."""

    def __init__(self, data: bytes, path: Path, name: str) -> None:
        """Cut the sheet; KnownError where it is damaged, out of order, too large or written too strangely."""
        refuse_large(data, path)
        self._path = path
        text = as_utf8(data)
        place = _DATA.search(text)
        if place is None:
            raise foreign.damaged(path)
        self._given, self._shut = data, bool(place[2])
        self.prefix: bytes = place[1]
        begin = place.start() if self._shut else place.end()
        end = begin if self._shut else text.find(b"</%bsheetData" % self.prefix, begin)
        body, said = text[begin:end], _ENCODING.match(text)
        usual = said is None or said[1].lower() in (b"utf-8", b"utf8", b"utf-16", b"utf16")
        strange = hides_marks(body) or _is_open(text[:begin]) or self._has_others(text[:begin], body)
        if end < begin or not usual or strange:
            raise KnownError(f"“{path.name}”的工作表“{name}”不是 Excel 或 WPS 写出来的样子，填不了。", foreign.AGAIN)
        self.head, self.tail = text[:begin], text[place.end() if self._shut else end :]
        self._mark, self._close = b"<%bc" % self.prefix, b"</%bc>" % self.prefix
        self._body = body
        self._cut = False

    def _has_others(self, head: bytes, body: bytes) -> bool:
        """Whether cells are written with another prefix than the sheet's own, and would not be seen."""
        spaces = len(_SPACE.findall(head)) + (len(_SPACE.findall(body)) if b"xmlns" in body else 0)
        if spaces < 2:  # no other prefix can mean a cell
            return False
        others = rb"<(?!%b(?:row|c)[\s/>])(?:[\w.-]+:)?(?:row|c)[\s/>]" % re.escape(self.prefix)
        return re.search(others, body) is not None

    @cached_property
    def pieces(self) -> list[bytes]:
        """The pieces; cut only once they are wanted, because most forms are filled without."""
        self._cut = True
        cut = self._body.split(self._mark)
        return cut if self._body.count(self._mark + b' r="') == len(cut) - 1 else self._without_cuts_in_vain(cut)

    @cached_property
    def cells(self) -> PlainCells:
        """The cells that are quickly filled, as they were given."""
        return plain_cells(self._body, self.prefix)

    @cached_property
    def index(self) -> dict[bytes, int]:
        """Where the cell of an address is among the pieces."""
        count = len(self.pieces) - 1
        usual = re.findall(rb'<%bc r="([A-Z]{1,3}[0-9]{1,7})"' % self.prefix, self._body)
        if len(usual) == count:
            found = {address: n for n, address in enumerate(usual, 1)}
        else:
            found = {address_of(*at): n for n, at in self.walk()}
        if len(found) != count:
            raise foreign.damaged(self._path)
        return found

    def _without_cuts_in_vain(self, cut: list[bytes]) -> list[bytes]:
        """The pieces without the cuts before tags that only begin like a cell's."""
        joined = cut[:1]
        for piece in cut[1:]:
            if piece[:1] in (b" ", b">", b"/", b"\n", b"\r", b"\t"):
                joined.append(piece)
            else:
                joined[-1] += self._mark + piece
        return joined

    def put_plain(self, held: Iterable[bytes]) -> None:
        """Let the plain cells hold something else, in their order, before any other change.

        Each says what follows its tag's marks, ">" or "/>" and all.
        """
        self._body = self.cells.joined(held)
        if self._cut:
            self._cut = False
            del self.pieces  # their numbers stay

    def walk(self) -> Iterator[tuple[int, At]]:
        """Every cell's piece and place; a row or cell that does not say its place follows the one before."""
        row, column = -1, -1
        for n, piece in enumerate(self.pieces):
            if n:
                tag = piece.partition(b">")[0]
                said = _R.search(tag)
                box = box_of(said[1].decode()) if said else (row, column + 1, row, column + 1)
                if said is None and _SAYS.search(tag):  # in letters that are written in another way
                    raise foreign.damaged(self._path)
                if box is None or (box[0], box[1]) <= (row, column) or box[1] > LAST_COLUMN:
                    raise foreign.damaged(self._path)
                row, column = box[:2]
                yield n, (row, column)
            if b"row" in piece:
                for opened in _ROW.finditer(piece):
                    number = _ROW_NUMBER.search(opened[2])
                    row, column = int(number[1]) - 1 if number else row + 1, -1
                    if not 0 <= row <= LAST_ROW or (number is None and _SAYS.search(opened[2])):
                        raise foreign.damaged(self._path)

    @cached_property
    def formula_cells(self) -> list[tuple[bytes, bytes]]:
        """Address and piece of every cell that seems to hold a formula."""
        mark = b"<%bf" % self.prefix
        if mark not in self._body:
            return []
        parts = [part for part in self.cells.cut[::3] if mark in part]
        found = [piece for part in parts for piece in part.split(self._mark) if mark in piece]
        said = [_R.search(piece.partition(b">")[0]) for piece in found]
        if all(said):
            return [(one[1], piece) for one, piece in zip(said, found, strict=True) if one]
        return [(address, self.pieces[n]) for address, n in self.index.items() if mark in self.pieces[n]]

    def part(self, n: int) -> Parted:
        """A piece taken apart; KnownError where it is no cell."""
        tag, _, rest = self.pieces[n].partition(b">")
        if tag.count(b'"') % 2:  # a ">" inside a value
            raise foreign.damaged(self._path)
        if tag.endswith(b"/"):
            return Parted(tag[:-1].rstrip(), b"", rest)
        held, close, rest = rest.partition(self._close)
        if not close:
            raise foreign.damaged(self._path)
        return Parted(tag, held, rest)

    def put(self, n: int, marks: bytes, held: bytes, rest: bytes) -> None:
        """Make a piece say something else."""
        self.pieces[n] = b"%b>%b%b%b" % (marks, held, self._close, rest) if held else b"%b/>%b" % (marks, rest)

    # ------------------------------------------------------------ cells that are not there yet

    @cached_property
    def _places(self) -> list[At]:
        return [at for _, at in self.walk()]

    def insert(self, cells: dict[At, bytes]) -> None:
        """Put in new cells, each with what its tag says and holds ("…/>" or "…>…</c>"), where their order asks."""
        before: dict[int, list[At]] = {}
        for at in sorted(cells):
            before.setdefault(bisect_left(self._places, at), []).append(at)
        for n, new in before.items():
            end = len(self.pieces[n]) - len(self.part(n).rest) if n else 0
            piece, row = self.pieces[n], self._places[n - 1][0] if n else -1
            self.pieces[n] = piece[:end] + self._into(piece[end:], row, new, cells)

    def _into(self, rest: bytes, row: int, new: list[At], cells: dict[At, bytes]) -> bytes:
        """What follows a cell of `row`, with new cells in it."""
        held = {one[0]: b"" for one in new}
        for one in new:
            held[one[0]] += self._mark + cells[one]
        made, at = [held.pop(row, b"")], 0
        end = b"</%brow>" % self.prefix
        for number, tag in self._rows(rest, row):
            for earlier in [one for one in held if one < number]:
                made += [rest[at : tag.start()], self._row(earlier, held.pop(earlier))]
                at = tag.start()
            if number in held:
                opened = tag[0][:-2] + b">" if tag[3] else tag[0]
                made += [rest[at : tag.start()], opened, held.pop(number), end if tag[3] else b""]
                at = tag.end()
        return b"".join([*made, rest[at:], *(self._row(one, inside) for one, inside in held.items())])

    def _rows(self, rest: bytes, row: int) -> Iterator[tuple[int, re.Match[bytes]]]:
        for tag in _ROW.finditer(rest):
            number = _ROW_NUMBER.search(tag[2])
            row = int(number[1]) - 1 if number else row + 1
            yield row, tag

    def _row(self, row: int, held: bytes) -> bytes:
        return b'<%brow r="%d">%b</%brow>' % (self.prefix, row + 1, held, self.prefix)

    def row_says(self, row: int) -> dict[str, str]:
        """What the tag of a row says, nothing where it is not there."""
        at = -1
        for piece in self.pieces:
            for number, tag in self._rows(piece, at):
                at = number
                if at == row:
                    return attributes(tag[2])
        return {}

    @property
    def joined(self) -> bytes:
        """The part as it is now, written in the way that it came."""
        body = self._mark.join(self.pieces) if self._cut else self._body
        if self._shut and body:
            body = b"<%bsheetData>%b</%bsheetData>" % (self.prefix, body, self.prefix)
        elif self._shut:
            return self._given
        text = self.head + body + self.tail
        return as_given(text, self._given)


def _is_open(head: bytes) -> bool:
    """Whether a comment or an instruction begins in it and does not end."""
    return any(head.rfind(begins) > head.rfind(ends) for begins, ends in ((b"<!--", b"-->"), (b"<?", b"?>")))


_letters = cache(column_letters)


def address_of(row: int, column: int) -> bytes:
    """The address of a cell as sheets write it: 2, 1 → B3."""
    return f"{_letters(column)}{row + 1}".encode()


def at_of(address: bytes) -> At:
    """The place that such an address names."""
    letters = address.rstrip(b"0123456789")
    return int(address[len(letters) :]) - 1, column_of(letters.decode())


def attributes(marks: bytes) -> dict[str, str]:
    """What a tag says, by name."""
    return {
        name.decode(): unescape((one or other).decode("utf-8", "replace"))
        for name, one, other in _ATTRIBUTE.findall(marks)
    }


def holds_formulas(data: bytes) -> bool:
    """Whether a sheet, written in whatever way, has any formula."""
    return _FORMULA.search(as_utf8(data)) is not None
