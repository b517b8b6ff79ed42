"""Cells of one sheet changed inside its own bytes: what else stands there, and how cells look, is not touched."""

import re
from collections import defaultdict
from collections.abc import Iterator, Set
from decimal import Decimal
from functools import cached_property
from itertools import product
from xml.sax.saxutils import escape

from db.domain.addresses import column_letters
from db.domain.forms.grid import Place
from db.domain.trouble import KnownError
from db.sheets import foreign
from db.sheets.forms.book import Book, Box, SheetPart, box_of, number
from db.sheets.forms.dependents import Formula
from db.sheets.forms.lines import At, Lines, RowTag, as_before, as_utf8, attributes
from db.sheets.forms.looks import PLAIN, TEXT, Look
from db.sheets.forms.texts import MOST_LETTERS, escaped
from db.sheets.model import MOST_DIGITS

Value = Decimal | str
_P = rb"(?:[\w.-]+:)?"
_CELL = re.compile(
    rb"""<(%b)c((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(?:/>|>(.*)</%bc\s*>)""" % (_P, _P), re.DOTALL
)
_VALUE = re.compile(rb"<(?:%b)(v|is)(?=[\s/>])[^>]*?(?:/>|>.*?</%b\1\s*>)" % (_P, _P), re.DOTALL)
_KIND = re.compile(rb"""\st\s*=\s*(?:"[^"]*"|'[^']*')""")
_OF_OLD_VALUE = re.compile(rb"""\s(?:t|cm|vm)\s*=\s*(?:"[^"]*"|'[^']*')""")
_SPANS = re.compile(rb"""\sspans\s*=\s*(?:"[^"]*"|'[^']*')""")
_STYLE = re.compile(rb"""\ss\s*=\s*["'](\d+)["']""")
_MERGED = re.compile(rb"""<%bmergeCell\s[^>]*?ref\s*=\s*["']([A-Z0-9:$]+)["']""" % _P)
_COLUMN = re.compile(rb"<%bcol(\s[^>]*?)/?>" % _P)


class SheetPatch:
    """One sheet of a workbook that is being filled."""

    def __init__(self, book: Book, part: SheetPart) -> None:
        """Read the sheet; KnownError where it cannot be read."""
        self.book, self.part = book, part
        self._given = book.package.read(part.part)
        with foreign.reading(book.path):
            self.lines = Lines(as_utf8(self._given), book.path, part.name)
        self.formulas = list(self._formulas())
        self._large = [one.fills for one in self.formulas if one.fills[:2] != one.fills[2:]]
        self._edits: dict[tuple[int, int, int], tuple[int, bytes]] = {}  # start, row, column → end, what comes there
        self._new: dict[int, dict[int, bytes]] = defaultdict(dict)

    def _formulas(self) -> Iterator[Formula]:
        masters: dict[str, tuple[str, int, int]] = {}
        for (row, column), held in self.lines.formulas.items():
            words, moved, fills = held.words, (0, 0), (row, column, row, column)
            if held.kind == "shared" and words:
                masters[held.group] = words, row, column
            elif held.kind == "shared":
                words, top, left = masters.get(held.group, ("#", row, column))
                moved = row - top, column - left
            elif held.kind in ("array", "dataTable"):
                fills = box_of(held.fills) or fills
                words = words if held.kind == "array" else "#"  # a data table reads more cells than it names
            yield Formula(self.part.name, row, column, words, moved, fills)

    # ------------------------------------------------------------ asking

    def tops_of_merged(self, places: set[At]) -> dict[At, At]:
        """Of the places inside merged cells, where what these show stands."""
        found: dict[At, At] = {}
        for ref in _MERGED.findall(self.lines.data, self.lines.end):
            box = box_of(ref.decode())
            if box is not None:
                found.update(dict.fromkeys(_inside(box, places), box[:2]))
        return found

    def why_not(self, at: At) -> str | None:
        """Why nothing may be put into a cell, None where it may."""
        if at in self.lines.formulas or any(_holds(box, at) for box in self._large):
            return "是公式，由表格自己计算"
        if any(_holds(head, at) for head in self._heads):
            return "是表格的列标题，改动它会损坏文件"
        return None

    @cached_property
    def _heads(self) -> list[Box]:
        """The heads of the sheet's tables, whose words must be those of the table's own part."""
        heads = []
        for kind, part in self.book.relations(self.part.part).values():
            if kind.endswith("/table") and part in self.book.package:
                table = self.book.xml(part)
                box, rows = box_of(table.get("ref", "")), number(table.get("headerRowCount"), 1)
                if box is not None and rows:
                    heads.append((box[0], box[1], box[0] + rows - 1, box[3]))
        return heads

    # ------------------------------------------------------------ changing

    def put(self, at: At, value: Value, looks: list[Look]) -> bool:
        """Put a value into a cell; True where a number had to be written as words to stay what it is."""
        known = self.lines.cells.get(at)
        if known is None:
            style, marks, rest = self._style_to_be(at), b"", b""
        else:
            marks, rest = self._taken_apart(known)
            marks, rest = _OF_OLD_VALUE.sub(b"", marks), _VALUE.sub(b"", rest) if rest else b""
            said = _STYLE.search(marks)
            style = int(said[1]) if said else 0
        look = looks[style] if style < len(looks) else PLAIN
        words = f"{value:f}" if isinstance(value, Decimal) else value
        as_words = isinstance(value, str) or look.number_format == TEXT or not _fits(value, words)
        p = self.lines.prefix
        if not as_words:
            held = b"<%bv>%b</%bv>" % (p, words.encode(), p)
        else:
            held = self._words(at, words) if words else b""
            marks += b' t="inlineStr"' if words else b""
        if known is not None:
            self._edits[known[0], *at] = known[1], _cell(p, marks, held + rest)
        else:
            styled = b' s="%d"' % style if style else b""
            address = f"{column_letters(at[1])}{at[0] + 1}".encode()
            self._new[at[0]][at[1]] = _cell(p, b' r="%b"%b%b' % (address, styled, marks), held)
        return as_words and isinstance(value, Decimal)

    def empty(self, formula: Formula) -> None:
        """Take away the stored result of a formula, which then is worked out again."""
        cells = self.lines.cells
        for at in _inside(formula.fills, cells.keys()) | {(formula.row, formula.column)}:
            start, end = cells[at]
            marks, rest = self._taken_apart((start, end))
            self._edits[start, *at] = end, _cell(self.lines.prefix, _KIND.sub(b"", marks), _VALUE.sub(b"", rest))

    def _taken_apart(self, place: tuple[int, int]) -> tuple[bytes, bytes]:
        """What the tag of a cell says and what stands in it."""
        cell = _CELL.fullmatch(self.lines.data, *place)
        if cell is None:
            raise foreign.damaged(self.book.path)
        return cell[2], cell[3] or b""

    def _words(self, at: At, words: str) -> bytes:
        if len(words.encode("utf-16-le", "surrogatepass")) // 2 > MOST_LETTERS:
            raise KnownError(
                f"要填进“{self.part.name}”{Place('', *at).address} 的文字有 {len(words)} 个字，"
                f"超过了 Excel 一格能放的 {MOST_LETTERS} 个，没有写出文件。",
                "请改短这一项的文字。",
            )
        space = b' xml:space="preserve"' if words != words.strip() or "\n" in words else b""
        p, text = self.lines.prefix, escape(escaped(words)).encode()
        return b"<%bis><%bt%b>%b</%bt></%bis>" % (p, p, space, text, p, p)

    def _style_to_be(self, at: At) -> int:
        """The style that a cell takes which the file did not speak of: its row's, else its column's."""
        row = self.lines.row(at[0])
        said = attributes(row.marks) if row else {}
        if said.get("customFormat") in ("1", "true"):
            return number(said.get("s"))
        for marks in _COLUMN.findall(self.lines.data, 0, self.lines.start):
            column = attributes(marks)
            if number(column.get("min")) <= at[1] + 1 <= number(column.get("max")):
                return number(column.get("style"))
        return 0

    # ------------------------------------------------------------ the part again

    @property
    def changed(self) -> bytes:
        """The part as it is now."""
        edits = dict(self._edits)
        for number_from_0, cells in self._new.items():
            row = self.lines.row(number_from_0)
            if row is None:
                edits[self.lines.after(number_from_0), number_from_0, -1] = -1, self._new_row(number_from_0, cells)
            else:
                edits.update(self._into(row, number_from_0, cells))
        data, pieces, at = self.lines.data, [], 0
        if self.lines.shut and edits:  # <sheetData/>
            pieces, at = [data[: self.lines.start], b"<%bsheetData>" % self.lines.prefix], self.lines.begin
        for (start, *_), (end, comes) in sorted(edits.items()):
            pieces += [data[at:start], comes]
            at = start if end < 0 else end
        pieces += [b"</%bsheetData>" % self.lines.prefix] if self.lines.shut and edits else []
        return as_before(b"".join([*pieces, data[at:]]), self._given)

    def _new_row(self, number_from_0: int, cells: dict[int, bytes]) -> bytes:
        p = self.lines.prefix
        return b'<%brow r="%d">%b</%brow>' % (p, number_from_0 + 1, b"".join(cells[one] for one in sorted(cells)), p)

    def _into(
        self, row: RowTag, number_from_0: int, cells: dict[int, bytes]
    ) -> Iterator[tuple[tuple[int, int, int], tuple[int, bytes]]]:
        """New cells of a row that is there: each before the first that comes later."""
        p, marks = self.lines.prefix, _SPANS.sub(b"", row.marks)  # only a hint, and no longer true
        if row.shut:
            held = b"".join(cells[one] for one in sorted(cells))
            yield (row.start, number_from_0, -1), (row.inside, b"<%brow%b>%b</%brow>" % (p, marks, held, p))
            return
        if marks != row.marks:
            yield (row.start, number_from_0, -1), (row.inside, b"<%brow%b>" % (p, marks))
        there = self.lines.columns.get(number_from_0, [])
        for column, cell in cells.items():
            later = next((one for one in there if one > column), None)
            start = row.end if later is None else self.lines.cells[number_from_0, later][0]
            yield (start, number_from_0, column), (-1, cell)


def _cell(prefix: bytes, marks: bytes, held: bytes) -> bytes:
    return b"<%bc%b>%b</%bc>" % (prefix, marks, held, prefix) if held else b"<%bc%b/>" % (prefix, marks)


def _holds(box: Box, at: At) -> bool:
    return box[0] <= at[0] <= box[2] and box[1] <= at[1] <= box[3]


def _inside(box: Box, places: Set[At]) -> Set[At]:
    """Those of the places that lie in the box."""
    if (box[2] - box[0] + 1) * (box[3] - box[1] + 1) < len(places):
        return places & set(product(range(box[0], box[2] + 1), range(box[1], box[3] + 1)))
    return {at for at in places if _holds(box, at)}


def _fits(value: Decimal, words: str) -> bool:
    """Whether a number cell of Excel holds this number and shows all its digits."""
    if len(words) <= MOST_DIGITS:  # as nearly every figure: no more signs than digits that Excel keeps
        return words[-1].isdigit()
    digits = "".join(map(str, value.as_tuple().digits)).strip("0")
    return value.adjusted() < MOST_DIGITS and len(digits) <= MOST_DIGITS and Decimal(repr(float(value))) == value
