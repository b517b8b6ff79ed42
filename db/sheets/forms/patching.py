"""Cells of one sheet changed inside its own bytes: what else stands there, and how cells look, is not touched."""

import re
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from html import unescape
from itertools import product
from operator import is_not
from xml.sax.saxutils import escape

from db.domain.trouble import KnownError
from db.sheets import foreign
from db.sheets.forms.book import Book, Box, SheetPart, box_of, number
from db.sheets.forms.dependents import Formula
from db.sheets.forms.looks import MOST_DECIMALS, PLAIN, Look
from db.sheets.forms.pieces import ANY, At, Pieces, address_of, at_of, attributes
from db.sheets.forms.plain import PlainCells
from db.sheets.forms.texts import MOST_LETTERS, escaped
from db.sheets.model import MOST_DIGITS

Value = Decimal | str
MOST_WIDE = 50  # formulas that each fill more cells than the sheet has
_VALUE = re.compile(rb"<%b(v|is)(?=[\s/>])[^>]*?(?:/>|>.*?</%b\1\s*>)" % (ANY, ANY), re.DOTALL)
_OF_OLD_RESULT = re.compile(rb"""\s(?:t|vm)\s*=\s*(?:"[^"]*"|'[^']*')""")
_OF_OLD_VALUE = re.compile(rb"""\s(?:t|cm|vm)\s*=\s*(?:"[^"]*"|'[^']*')""")
_STYLE = re.compile(rb"""\ss\s*=\s*["'](\d+)["']""")
_MERGED = re.compile(rb"""<%bmergeCell\s[^>]*?ref\s*=\s*["']([A-Z0-9:$]+)["']""" % ANY)
_COLUMN = re.compile(rb"<%bcol(\s[^>]*?)/?>" % ANY)
_FORMULA = re.compile(rb"<%bf(?=[\s/>])([^>]*?)(?:/>|>(.*?)</%bf\s*>)" % (ANY, ANY), re.DOTALL)


class SheetPatch:
    """One sheet of a workbook that is being filled."""

    def __init__(self, book: Book, part: SheetPart) -> None:
        """Read the sheet; KnownError where it cannot be read."""
        self.book, self.part = book, part
        self._given = book.package.kept(part.part)
        with foreign.reading(book.path):
            self._pieces = Pieces(self._given, book.path, part.name)
            self.formulas = list(self._formulas())
        self._alone = {address_of(one.row, one.column) for one in self.formulas}
        self._large = [one.fills for one in self.formulas if one.fills[:2] != one.fills[2:]]
        self._new: dict[At, bytes] = {}
        self._wide = 0

    @property
    def cells(self) -> PlainCells:
        """The sheet's plain cells as they were given."""
        return self._pieces.cells

    def _formulas(self) -> Iterator[Formula]:
        masters: dict[str, tuple[str, int, int]] = {}
        for address, piece in self._pieces.formula_cells:
            box, held = box_of(address.decode()), _FORMULA.search(piece)
            if box is None or held is None:
                continue
            said, words = attributes(held[1]), unescape((held[2] or b"").decode("utf-8", "replace"))
            kind, (row, column, *_) = said.get("t"), box
            moved = 0, 0
            if kind == "shared" and words:
                masters[said.get("si", "")] = words, row, column
            elif kind == "shared":
                words, top, left = masters.get(said.get("si", ""), ("#", row, column))
                moved = row - top, column - left
            elif kind == "dataTable":
                words = "#"  # it reads more cells than it names
            fills = box_of(said.get("ref", "")) if kind in ("array", "dataTable") else None
            yield Formula(self.part.name, row, column, words, moved, fills or box)

    # ------------------------------------------------------------ asking

    def tops_of_merged(self, wanted: Collection[bytes]) -> dict[bytes, bytes]:
        """Of the addresses inside merged cells, where what these show stands."""
        found: dict[bytes, bytes] = {}
        for ref in _MERGED.findall(self._pieces.tail):
            box = box_of(ref.decode())
            if box is not None:
                found.update(dict.fromkeys(_inside(box, wanted), address_of(*box[:2])))
        return found

    def refuse(self, wanted: Collection[bytes]) -> None:
        """KnownError, naming the first cell, where one of the addresses may not be filled."""
        computed = {one for one in self._alone if one in wanted}.union(*(_inside(box, wanted) for box in self._large))
        for address in sorted(computed, key=at_of):
            raise self._closed(address, "是公式，由表格自己计算")
        for address in sorted({one for box in self._heads for one in _inside(box, wanted)}, key=at_of):
            raise self._closed(address, "是表格的列标题，改动它会损坏文件")
        for address in sorted({one for box in self._pivots for one in _inside(box, wanted)}, key=at_of):
            raise self._closed(address, "在数据透视表里，刷新以后填的数就没有了")

    def _closed(self, address: bytes, why: str) -> KnownError:
        where = f"“{self.part.name}”{address.decode()}"
        return KnownError(f"{where} {why}，不能填，没有写出文件。", "请取消这一格的对应，再导出。")

    @cached_property
    def _heads(self) -> list[Box]:
        """The heads of the sheet's tables, whose words must be those of the table's own part."""
        heads = []
        for kind, part in set(self.book.relations(self.part.part).values()):
            if kind.endswith("/table") and part in self.book.package:
                table = self.book.xml(part)
                box, rows = box_of(table.get("ref", "")), number(table.get("headerRowCount"), 1)
                if box is not None and rows:
                    heads.append((box[0], box[1], box[0] + rows - 1, box[3]))
        return heads

    @cached_property
    def _pivots(self) -> list[Box]:
        """Where pivot tables stand."""
        found = []
        for kind, part in set(self.book.relations(self.part.part).values()):
            if kind.endswith("/pivotTable") and part in self.book.package:
                place = self.book.xml(part).find(f"{self.book.main}location")
                box = None if place is None else box_of(place.get("ref", ""))
                found += [] if box is None else [box]
        return found

    # ------------------------------------------------------------ changing

    def put_all(self, values: Mapping[bytes, Value], looks: list[Look]) -> list[bytes]:
        """Put values into cells, by address; gives back where a number had to be written as words to stay as it is."""
        for_text = {b"%d" % n: not look.shows_figures for n, look in enumerate(looks)}
        for_text[b""] = for_text.get(b"0", False)
        closed = {b' s="%b"' % style if style else b"" for style, closes in for_text.items() if closes}
        # Most values are short figures or words for plain cells: these are put in all at once.
        left = self._put_plain(values, closed)
        return [one for one in left if self._put(one, self._pieces.index.get(one, 0), values[one], for_text)]

    def _put_plain(self, values: Mapping[bytes, Value], closed: Collection[bytes]) -> list[bytes]:
        """Put short figures and simple words into plain cells of no `closed` style; the addresses of all others."""
        cells, p = self.cells, self._pieces.prefix.decode()
        barred = set(cells.of_styles(closed))
        wanted = {at: value for at, value in values.items() if at not in barred} if barred else values
        figure, end = f"><{p}v>", f"</{p}v></{p}c>"
        words, end_of_words = f' t="inlineStr"><{p}is><{p}t>', f"</{p}t></{p}is></{p}c>"
        held = [
            f"{figure}{shown}{end}".encode()
            if isinstance(value, Decimal)
            and len(shown := str(value)) <= MOST_DIGITS
            and "E" not in shown
            and value.is_finite()
            else f"{words}{value}{end_of_words}".encode()
            if isinstance(value, str) and len(value) <= MOST_DIGITS and value.isalnum()
            else before
            for value, before in zip(map(wanted.get, cells.addresses), cells.held, strict=True)
        ]
        self._pieces.put_plain(held)
        if sum(map(is_not, held, cells.held)) == len(values):
            return []
        done = {at for at, now, before in zip(cells.addresses, held, cells.held, strict=True) if now is not before}
        return [address for address in values if address not in done]

    def rounded(self, values: Mapping[bytes, Value], looks: list[Look]) -> Iterator[bytes]:
        """The addresses of numbers that were put in and have more decimals than their cell's format shows."""
        shown = [look.decimals for look in looks] or [PLAIN.decimals]
        least = min(shown)
        if least >= MOST_DECIMALS:
            return
        for address, value in values.items():
            if isinstance(value, Decimal) and len(str(value).partition(".")[2]) > least:
                n = self._pieces.index.get(address)
                marks = self._pieces.part(n).marks if n else self._marks_to_be(address)
                said = _STYLE.search(marks)
                which = -1 if b" t=" in marks else int(said[1]) if said else 0
                decimals = len(f"{value:f}".partition(".")[2].rstrip("0"))
                if 0 <= which < len(shown) and decimals > shown[which]:
                    yield address

    def _put(self, address: bytes, n: int, value: Value, for_text: Mapping[bytes, bool]) -> bool:
        """Put a value into a cell; True where a number had to be written as words."""
        pieces = self._pieces
        if n:
            marks, held, rest = pieces.part(n)
            marks, held = _OF_OLD_VALUE.sub(b"", marks), _VALUE.sub(b"", held)
        else:
            marks, held, rest = self._marks_to_be(address), b"", b""
        words = f"{value:f}" if isinstance(value, Decimal) else value
        style = _STYLE.search(marks)
        as_words = isinstance(value, str) or for_text.get(style[1] if style else b"0", False) or not _fits(value, words)
        if not as_words:
            held = b"<%bv>%b</%bv>%b" % (pieces.prefix, words.encode(), pieces.prefix, held)
        elif words:
            held, marks = self._words(address, words) + held, marks + b' t="inlineStr"'
        if n:
            pieces.put(n, marks, held, rest)
        else:
            close = b"</%bc>" % pieces.prefix
            self._new[at_of(address)] = b"%b>%b%b" % (marks, held, close) if held else marks + b"/>"
        return as_words and isinstance(value, Decimal)

    def empty(self, formula: Formula) -> None:
        """Take away the stored result of a formula, which then is worked out again."""
        pieces, (top, left, bottom, right) = self._pieces, formula.fills
        own = {address_of(formula.row, formula.column)}
        if (bottom - top + 1) * (right - left + 1) < len(pieces.index):
            own |= {address_of(*at) for at in product(range(top, bottom + 1), range(left, right + 1))}
        else:
            self._wide += 1
            if self._wide > MOST_WIDE:
                raise foreign.damaged(self.book.path)
            own |= {one for one, at in self._places.items() if _holds(formula.fills, at)}
        for address in own & pieces.index.keys():
            known = pieces.part(pieces.index[address])
            held, marks = _VALUE.sub(b"", known.held), _OF_OLD_RESULT.sub(b"", known.marks)
            pieces.put(pieces.index[address], marks, held, known.rest)

    @cached_property
    def _places(self) -> dict[bytes, At]:
        """Where every cell of the sheet stands, by address."""
        return {address: at_of(address) for address in self._pieces.index}

    def _words(self, address: bytes, words: str) -> bytes:
        if len(words.encode("utf-16-le", "surrogatepass")) // 2 > MOST_LETTERS:
            raise KnownError(
                f"要填进“{self.part.name}”{address.decode()} 的文字有 {len(words)} 个字，"
                f"超过了 Excel 一格能放的 {MOST_LETTERS} 个，没有写出文件。",
                "请改短这一项的文字。",
            )
        space = b' xml:space="preserve"' if words != words.strip() or "\n" in words else b""
        p, text = self._pieces.prefix, escape(escaped(words)).encode()
        return b"<%bis><%bt%b>%b</%bt></%bis>" % (p, p, space, text, p, p)

    def _marks_to_be(self, address: bytes) -> bytes:
        """The tag of a cell that the file did not speak of, looking as its row, else its column asks."""
        at = at_of(address)
        row = self._pieces.row_says(at[0])
        style = number(row.get("s")) if row.get("customFormat") in ("1", "true") else self._column_style(at[1])
        return b' r="%b" s="%d"' % (address, style) if style else b' r="%b"' % address

    def _column_style(self, column: int) -> int:
        for marks in _COLUMN.findall(self._pieces.head):
            said = attributes(marks)
            if number(said.get("min")) <= column + 1 <= number(said.get("max")):
                return number(said.get("style"))
        return 0

    @property
    def changed(self) -> bytes:
        """The part as it is now."""
        if self._new:
            with foreign.reading(self.book.path):
                self._pieces.insert(self._new)
        return self._pieces.joined


def _holds(box: Box, at: tuple[int, ...]) -> bool:
    return box[0] <= at[0] <= box[2] and box[1] <= at[1] <= box[3]


def _inside(box: Box, wanted: Collection[bytes]) -> list[bytes]:
    """Those of the addresses that lie in the box."""
    if (box[2] - box[0] + 1) * (box[3] - box[1] + 1) < len(wanted):
        every = product(range(box[0], box[2] + 1), range(box[1], box[3] + 1))
        return [address for at in every if (address := address_of(*at)) in wanted]
    return [address for address in wanted if _holds(box, at_of(address))]


def _fits(value: Decimal, words: str) -> bool:
    """Whether a number cell of Excel holds this number and shows all its digits."""
    if len(words) <= MOST_DIGITS:  # as nearly every figure: no more signs than digits that Excel keeps
        return words[-1].isdigit()
    digits = "".join(map(str, value.as_tuple().digits)).strip("0")
    return value.adjusted() < MOST_DIGITS and len(digits) <= MOST_DIGITS and Decimal(repr(float(value))) == value
