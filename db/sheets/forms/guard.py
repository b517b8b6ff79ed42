"""Whether a filled form differs from the given one in nothing but what was asked for; knows not how it was filled.

Reads the written package afresh, compares every part byte for byte, and lets pass only the values that were asked for,
results of formulas that are gone, and the wish to be worked out again. What the cells must come to it works out itself;
of the filler it takes at most how the given bytes were cut, and only where they join to these bytes again.
"""

import itertools
import re
import zipfile
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from io import BytesIO
from operator import attrgetter, is_not
from pathlib import Path
from typing import Any
from xml.sax.saxutils import unescape

from lxml import etree

from db.domain.addresses import column_letters
from db.sheets import foreign
from db.sheets.forms.book import Book, Box, box_of
from db.sheets.forms.markup import as_utf8, is_sound
from db.sheets.forms.plain import PlainCells, plain_cells
from db.sheets.forms.texts import unescaped

Wanted = Mapping[bytes, Decimal | str]  # by the address of the cell
Asked = Mapping[str, Wanted]  # by the part of the sheet
Cut = Mapping[str, PlainCells]  # as well
_said_of = attrgetter(
    "filename", "date_time", "compress_type", "comment", "create_system", "create_version", "extract_version",
    "internal_attr", "external_attr",
)  # fmt: skip


class HarmError(Exception):
    """The filled form came out different from what was asked for: a bug, and the form must not be handed over."""


def prove(given: Book, filled: Path, asked: Asked, cut: Cut = {}) -> None:  # noqa: B006 - nobody changes it
    """Compare the form as it was given with the file that was filled; `asked` are the values, by part and address.

    `cut` are plain cells of given sheets that are cut out already; they are taken only for the bytes that they are of.
    HarmError names the first part, or cell, that differs where it should not.
    """
    one, other = given.package.data, filled.read_bytes()
    wanted = {part.casefold(): values for part, values in asked.items()}
    known = {part.casefold(): cells for part, cells in cut.items()}
    sheets = {sheet.part.casefold() for sheet in given.sheets}
    old = given.package.archive
    with zipfile.ZipFile(BytesIO(other)) as new:
        _same(old.comment, new.comment, "the comment of the package")
        _same(len(old.filelist), len(new.filelist), "the number of parts")
        for before, after in zip(old.filelist, new.filelist, strict=True):
            _same(_said_of(before), _said_of(after), f"what is said of {before.filename}")
            name = before.filename.replace("\\", "/").lstrip("/").casefold()
            same = before.CRC == after.CRC and _raw(before, one, old) == _raw(after, other, new)
            if same and not wanted.get(name):
                continue
            if name in sheets:
                read = given.package.kept(name), new.read(after)
                _prove_part(given.path, name, *read, wanted.get(name, {}), known.get(name))
            elif name == given.part.casefold():
                _prove_workbook(old.read(before), new.read(after), name)
            else:
                raise HarmError(f"{name} changed")


def _same(one: object, other: object, what: str) -> None:
    if one != other:
        raise HarmError(f"{what} changed")


def _raw(info: zipfile.ZipInfo, data: bytes, archive: zipfile.ZipFile) -> bytes:
    """The bytes of a part as they are packed, with what stands before them, where the directory says that they are."""
    at = info.header_offset
    lengths = int.from_bytes(data[at + 26 : at + 28], "little") + int.from_bytes(data[at + 28 : at + 30], "little")
    end = at + 30 + lengths + info.compress_size
    if data[at : at + 4] != b"PK\3\4" or end > archive.start_dir:
        raise HarmError(f"{info.filename} is not where the directory says")
    return data[at:end]


def _prove_part(path: Path, name: str, before: bytes, after: bytes, wanted: Wanted, cells: PlainCells | None) -> None:
    """As `_prove_sheet`; KnownError where the given sheet was no XML, which only now comes to light."""
    try:
        _same(before[:2], after[:2], f"{name}: its way of writing")
        _prove_sheet(name, before, after, wanted, cells)
    except HarmError:
        if is_sound(before):
            raise
        raise foreign.damaged(path) from None


def _prove_workbook(before: bytes, after: bytes, name: str) -> None:
    """Only the wish to be worked out again may have come."""
    old, new = etree.fromstring(before), etree.fromstring(after)
    _same(old.getroottree().docinfo.standalone, new.getroottree().docinfo.standalone, f"{name}: its declaration")
    settings, known = new.find("{*}calcPr"), old.find("{*}calcPr")
    if settings is None or settings.attrib.pop("fullCalcOnLoad", None) != "1":
        raise HarmError(f"{name} does not ask to be worked out again")
    if known is not None:
        known.attrib.pop("fullCalcOnLoad", None)
    elif settings.attrib or len(settings) or settings.tail:
        raise HarmError(f"{name}: more than asked for")
    else:
        new.remove(settings)
    _same(_canonical(old), _canonical(new), name)


def _canonical(root: Any) -> bytes:
    said: bytes = etree.tostring(root.getroottree(), method="c14n")
    return said


# ---------------------------------------------------------------- one sheet

_ANY = rb"(?:[\w.-]+:)?"
# A piece begins behind "<c": what the tag says, what the cell holds, and all that follows until the next cell.
_PIECE = re.compile(rb"""((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(?:/>|>(.*?)</%bc\s*>)(.*)""" % _ANY, re.DOTALL)
_HELD = re.compile(rb"<%b(v|is)(?:\s[^>]*)?(?:/>|>(.*?)</%b\1\s*>)" % (_ANY, _ANY), re.DOTALL)
_WORDS = re.compile(rb"<%bt(?:\s[^>]*)?>([^<]*)</%bt>" % (_ANY, _ANY))
_AT = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3}\d{1,7})["']""")
_ROW = re.compile(rb"""<%brow(?=[\s/>])(?:[^>]*?\sr\s*=\s*["'](\d+)["'])?""" % _ANY)
_KIND = re.compile(rb"""\st\s*=\s*["']([^"']*)["']""")
_GONE = re.compile(rb"""\s(?:t|vm)\s*=\s*(?:"[^"]*"|'[^']*')""")
_MARKS = re.compile(rb"""\s(?:t|cm|vm)\s*=\s*(?:"[^"]*"|'[^']*')""")
_FORMULA = re.compile(rb"<%bf[\s/>]" % _ANY)
_FILLS = re.compile(rb"<%bf\s[^>]*>" % _ANY)
_RESULT = rb"(<%bf(?:>|\s[^<>]*>)(?:[^<]*</%bf>)?)<%bv>[^<]*</%bv>(?=</%bc>)"
_EMPTY_ROW = re.compile(rb"<(%brow)(\s[^>]*?)?(?<!/)></%brow>" % (_ANY, _ANY))
_NEW_ROW = re.compile(rb'<%brow r="(\d+)"></%brow>' % (_ANY, _ANY))
_DATA = re.compile(rb"<(%b)sheetData(\s[^>]*?)?(/?)>" % _ANY)


def _prove_sheet(name: str, before: bytes, after: bytes, wanted: Wanted, cells: PlainCells | None) -> None:
    """HarmError unless the sheets are equal but for the wanted values and results that are gone."""
    (prefix, around, old), (_, still_around, new) = _cut(name, as_utf8(before)), _cut(name, as_utf8(after))
    _same(around, still_around, f"{name}: what stands around its cells")
    known = cells if cells and (cells.body, cells.prefix) == (old, prefix) else plain_cells(old, prefix)
    _same(old, known.joined(known.held), f"{name}: what was cut")  # neither a cut nor joining is believed unseen
    due, left = _with_plain_values(known, wanted)
    if due != new:
        due = _without_results_gone(due, new, prefix)
    # Most often the cells are what they must come to, and a sheet is compared at once, not cell by cell.
    if due != new or left or not is_sound(_with_body(prefix, around, known.bare)):
        if not is_sound(after):
            raise HarmError(f"{name} is no XML any more")
        _prove_closely(name, prefix, (old, due, new), wanted, left)


def _prove_closely(
    name: str, prefix: bytes, bodies: tuple[bytes, bytes, bytes], wanted: Wanted, left: dict[bytes, Decimal | str]
) -> None:
    """As `_prove_sheet` for the cells as they were, as they are with plain values, as they came out; one by one."""
    old, due, new = bodies
    mark = b"<%bc" % prefix
    if old.count(mark) != new.count(mark):
        asked = dict(wanted)
        old, new = _without_new_cells(name, old, new, asked, mark)
        due, left = _with_plain_values(plain_cells(old, prefix), asked)
    if due != new:
        cut = [body.split(mark) for body in (old, due, new)]
        if len(cut[0]) != len(cut[2]):
            raise HarmError(f"{name}: cells came or went")
        filled = list(_filled_by_one(old))
        for n in [n for n, (one, other) in enumerate(zip(cut[1], cut[2], strict=True)) if one != other]:
            address = _address(cut[0], n)
            if address in wanted:
                left[address] = wanted[address]
            elif cut[0][n] == cut[2][n]:  # its result still stands: what is due was only guessed from the places
                continue
            _prove_cell(name, address, (cut[0][n], cut[2][n]), left, filled)
    if left:
        _check_untouched(name, new.split(mark), left)


def _cut(name: str, sheet: bytes) -> tuple[bytes, tuple[bytes, bytes, bytes], bytes]:
    """The prefix of its tags, what stands around its cells, and these with all between them."""
    data = _DATA.search(sheet)
    if data is None:
        raise HarmError(f"{name} has no cells")
    prefix, marks, shut = data[1], data[2] or b"", data[3]
    if shut:
        return prefix, (sheet[: data.start()], marks, sheet[data.end() :]), b""
    end = sheet.find(b"</%bsheetData" % prefix, data.end())
    after = sheet.find(b">", end) + 1
    if end < 0 or not after:
        raise HarmError(f"{name}: its cells have no end")
    return prefix, (sheet[: data.start()], marks, sheet[after:]), sheet[data.end() : end]


def _with_body(prefix: bytes, around: tuple[bytes, bytes, bytes], body: bytes) -> bytes:
    """A sheet with these cells."""
    before, marks, after = around
    return b"%b<%bsheetData%b>%b</%bsheetData>%b" % (before, prefix, marks, body, prefix, after)


def _with_plain_values(cells: PlainCells, asked: Wanted) -> tuple[bytes, dict[bytes, Decimal | str]]:
    """What the cells must come to where the plain ones take the plain values asked for; and the values not in it."""
    p = cells.prefix.decode()
    begin, end = f"><{p}v>", f"</{p}v></{p}c>"
    begin_words, end_words = f' t="inlineStr"><{p}is><{p}t>', f"</{p}t></{p}is></{p}c>"
    held = [
        f"{begin}{value!s}{end}".encode()
        if isinstance(value, Decimal)
        else f"{begin_words}{value}{end_words}".encode()
        if value is not None and value.isalnum()
        else before
        for value, before in zip(map(asked.get, cells.addresses), cells.held, strict=True)
    ]
    left = {}
    if sum(map(is_not, held, cells.held)) < len(asked):
        put = {at for at, now, before in zip(cells.addresses, held, cells.held, strict=True) if now is not before}
        left = {at: value for at, value in asked.items() if at not in put}
    return cells.joined(held), left


def _without_results_gone(due: bytes, new: bytes, prefix: bytes) -> bytes:
    """What is due, without those numbers that formulas came to that stand no more where they stood."""
    kept, at, behind = [], 0, 0
    for found in re.finditer(_RESULT % ((re.escape(prefix),) * 5), due):
        if new.startswith(b"</", found.end(1) - behind):
            kept.append(due[at : found.end(1)])
            at = found.end()
            behind += at - found.end(1)
    return b"".join([*kept, due[at:]])


def _prove_cell(
    name: str, address: bytes, pieces: tuple[bytes, bytes], asked: dict[bytes, Decimal | str], filled: list[Box]
) -> None:
    """The cell that a piece begins with says what was asked for, or lost its result; all else in the piece is equal."""
    first, second = _PIECE.fullmatch(pieces[0]), _PIECE.fullmatch(pieces[1])
    if first is None or second is None or first[3] != second[3]:
        raise HarmError(f"{name}: more than asked for, around {address.decode()}")
    marks = _GONE
    if address in asked:
        _check(name, address, second, asked.pop(address))
        marks = _MARKS
    else:
        _check_gone(name, address, first, second, filled)
    _same(marks.sub(b"", first[1]), marks.sub(b"", second[1]), f"{name}: the look of {address.decode()}")
    _same(_HELD.sub(b"", first[2] or b""), _HELD.sub(b"", second[2] or b""), f"{name}: {address.decode()}")


def _address(pieces: list[bytes], n: int) -> bytes:
    """The address of the cell that a piece begins with; one that does not say it follows the one before."""
    tag = pieces[n].partition(b">")[0]
    said = _AT.search(tag)
    if said is not None or n == 0:
        return said[1] if said else b"the first cell"
    row = column = 0
    for before, piece in itertools.pairwise(pieces[: n + 1]):
        for number in _ROW.findall(before):
            row, column = int(number) if number else row + 1, 0
        known = _AT.search(piece.partition(b">")[0])
        box = box_of(known[1].decode()) if known else None
        column = box[1] + 1 if box else column + 1
    return f"{column_letters(column - 1)}{row}".encode()


def _check(name: str, address: bytes, piece: re.Match[bytes], value: Decimal | str) -> None:
    """The cell says the value, as a number or in words, and says nothing besides."""
    kind, held = _KIND.search(piece[1]), _HELD.findall(piece[2] or b"")
    if _FORMULA.search(piece[2] or b""):
        raise HarmError(f"{name}: {address.decode()} is a formula")
    words = f"{value:f}" if isinstance(value, Decimal) else value
    if not held:
        good = not words and kind is None
    elif len(held) > 1:
        good = False
    elif held[0][0] == b"is":
        texts = _WORDS.findall(held[0][1])
        said = unescaped(unescape(texts[0].decode())) if len(texts) == 1 else ""
        good = kind is not None and kind[1] == b"inlineStr" and said == words and bool(words)
    else:
        good = kind is None and isinstance(value, Decimal) and _number(held[0][1]) == value
    if not good:
        raise HarmError(f"{name}: {address.decode()} does not say what was asked for")


def _number(said: bytes) -> Decimal | None:
    try:
        return Decimal(said.decode())
    except InvalidOperation:
        return None


def _check_gone(name: str, address: bytes, before: re.Match[bytes], after: re.Match[bytes], filled: list[Box]) -> None:
    """Of a cell that nobody asked for only the result of a formula may be gone."""
    box = box_of(address.decode())
    computed = _FORMULA.search(before[2] or b"") or (
        box is not None and any(one[0] <= box[0] <= one[2] and one[1] <= box[1] <= one[3] for one in filled)
    )
    if not computed or _HELD.search(after[2] or b"") or _GONE.search(after[1]):
        raise HarmError(f"{name}: {address.decode()} changed and was not asked for")


def _filled_by_one(sheet: bytes) -> Iterator[Box]:
    """The cells that array formulas and data tables fill."""
    for tag in _FILLS.findall(sheet):
        ref = re.search(rb"""\sref\s*=\s*["']([A-Z0-9:$]+)["']""", tag)
        kind = _KIND.search(tag)
        if ref and kind and kind[1] in (b"array", b"dataTable") and (box := box_of(ref[1].decode())):
            yield box


def _check_untouched(name: str, pieces: list[bytes], asked: dict[bytes, Decimal | str]) -> None:
    """Cells that said what was asked for before: they are there, and they still say it."""
    for n in range(1, len(pieces)):
        address = _address(pieces, n)
        if address in asked and (piece := _PIECE.fullmatch(pieces[n])):
            value = asked.pop(address)
            if _HELD.search(piece[2] or b"") or value != "":
                _check(name, address, piece, value)
    if asked:
        raise HarmError(f"{name}: {min(asked).decode()} was not filled")


def _without_new_cells(
    name: str, old_body: bytes, new_body: bytes, asked: dict[bytes, Decimal | str], mark: bytes
) -> tuple[bytes, ...]:
    """Both sheets' cells without those that are new, each of which is where it belongs and says what was asked for."""
    old, new = old_body.split(mark), new_body.split(mark)
    known = {_address(old, n) for n in range(1, len(old))}
    kept = [new[0]]
    at = (-1, -1)
    for n in range(1, len(new)):
        address = _address(new, n)
        box = box_of(address.decode())
        piece = _PIECE.fullmatch(new[n])
        if box is None or box[:2] <= at:
            raise HarmError(f"{name}: {address.decode()} is out of order")
        at = box[:2]
        if address in known or address not in asked or piece is None:
            kept.append(new[n])
        else:
            _check(name, address, piece, asked.pop(address))
            kept[-1] += piece[3]
    there = set(_ROW.findall(mark.join(old)))
    bare = _NEW_ROW.sub(lambda row: row[0] if row[1] in there else b"", mark.join(kept))
    return tuple(_EMPTY_ROW.sub(rb"<\1\2/>", text) for text in (mark.join(old), bare))
