"""A given form filled: values into its cells, all else as it was, and a guard that looks before it is handed over.

Knows the package and its sheets; what the values mean, others know.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from db.domain.addresses import column_letters
from db.domain.forms.grid import Place
from db.domain.trouble import KnownError
from db.sheets import foreign
from db.sheets.forms.book import Book, SheetPart
from db.sheets.forms.calculation import asking_to_calculate
from db.sheets.forms.dependents import changed_formulas
from db.sheets.forms.guard import Asked, Cut, prove
from db.sheets.forms.looks import looks_of
from db.sheets.forms.patching import SheetPatch, Value
from db.sheets.forms.pieces import at_of, holds_formulas
from db.sheets.saving import refuse_bad_target, save_bytes

SUFFIXES = (".xlsx", ".xlsm")


@dataclass(frozen=True, slots=True)
class Filled:
    """What was done to a form: how many cells took a value; those whose number was written as words, because the cell
    is formatted as text or as a date, or a number cell would not keep its digits; how many formulas lost their result;
    those whose format shows fewer decimals than the number has, all of which the cell holds.
    """

    written: int
    as_words: tuple[Place, ...]
    emptied: int
    rounded: tuple[Place, ...] = ()


def fill_form(source: Path, target: Path, values: Mapping[Place, Decimal | str]) -> Filled:
    """Write the form at `source` to `target` with `values` in its cells; nothing else in it changes.

    A place inside a merged cell means the merged cell; "" empties a cell. KnownError, and nothing is written: the form
    cannot be read, a place is missing or holds a formula, the target cannot be written. HarmError: a bug, the guard
    found another difference than the one that was asked for, and nothing is written either.
    """
    _refuse_target(source, target)
    book = Book(source)
    data, asked, cut, filled = _patched(book, values)
    save_bytes(target, data, lambda beside: prove(book, beside, asked, cut))
    return filled


def _patched(book: Book, values: Mapping[Place, Value]) -> tuple[bytes, Asked, Cut, Filled]:
    """The bytes of the filled form; the values by part and address; how its sheets were cut; what was done."""
    places = _by_part(book, values)
    parts = {part.part: part for part in book.sheets}
    sheets = {part: SheetPatch(book, parts[part]) for part in places}
    asked = {part: _settled(sheets[part], wanted) for part, wanted in places.items()}
    looks = looks_of(book)
    as_words = [
        Place(parts[part].name, *at_of(address))
        for part, wanted in asked.items()
        for address in sheets[part].put_all(wanted, looks)
    ]
    rounded = [
        Place(parts[part].name, *at_of(address))
        for part, wanted in asked.items()
        for address in sheets[part].rounded(wanted, looks)
    ]
    fresh, emptied = _recalculated(book, sheets, [*values, *_tops(parts, places, asked)])
    filled = Filled(sum(map(len, asked.values())), tuple(sorted(as_words)), emptied, tuple(sorted(rounded)))
    return book.package.replaced(fresh), asked, {part: sheet.cells for part, sheet in sheets.items()}, filled


def _refuse_target(source: Path, target: Path) -> None:
    suffix = source.suffix.lower()
    if suffix in SUFFIXES:  # any other is refused when it is read, or was renamed and is a workbook all the same
        refuse_bad_target(target, suffix)
    else:
        refuse_bad_target(target)
    if target.exists() and source.exists() and target.samefile(source):
        raise KnownError(
            f"“{target.name}”就是发来的原表，没有改动它。", "请换一个文件名或者文件夹再导出，原表留着备查。"
        )


def _by_part(book: Book, values: Mapping[Place, Value]) -> dict[str, dict[bytes, Value]]:
    """The values by the sheet's part and by address; KnownError where a sheet is missing."""
    by_name: dict[str, dict[bytes, Value]] = defaultdict(dict)
    letters = {column: column_letters(column).encode() for column in {place.column for place in values}}
    digits = {row: b"%d" % (row + 1) for row in {place.row for place in values}}
    for place, value in values.items():
        by_name[place.sheet][letters[place.column] + digits[place.row]] = value
    known = {sheet.name: sheet.part for sheet in book.sheets}
    for name in by_name.keys() - known.keys():
        raise KnownError(f"“{book.path.name}”里没有工作表“{name}”，没有填写。", "请重新对应这份表的单元格，再导出。")
    return {known[name]: wanted for name, wanted in by_name.items()}


def _settled(sheet: SheetPatch, wanted: dict[bytes, Value]) -> dict[bytes, Value]:
    """The values by the cells that really take them; KnownError where one may not be filled."""
    tops = sheet.tops_of_merged(wanted)
    settled = {address: value for address, value in wanted.items() if address not in tops} if tops else wanted
    for address in sorted(tops, key=at_of):
        if settled.setdefault(tops[address], wanted[address]) != wanted[address]:
            where = f"“{sheet.part.name}”{tops[address].decode()}"
            raise KnownError(
                f"{where} 是合并的单元格，却有两个不同的值要填进去，没有写出文件。",
                "请重新对应这份表的单元格，每个合并的单元格只对应一项。",
            )
    sheet.refuse(settled)
    return settled


def _tops(parts: Mapping[str, SheetPart], places: Asked, asked: Asked) -> Iterator[Place]:
    """The cells that take a value because the one that was named is merged with them."""
    for part, wanted in asked.items():
        for address in wanted.keys() - places[part].keys() if wanted is not places[part] else ():
            yield Place(parts[part].name, *at_of(address))


def _recalculated(book: Book, sheets: Mapping[str, SheetPatch], changed: list[Place]) -> tuple[dict[str, bytes], int]:
    """The parts as they are to be, without the results that may no longer hold; and how many of these there are."""
    with foreign.reading(book.path):
        others = [one for one in book.sheets if one.part not in sheets and holds_formulas(book.package.read(one.part))]
    every = {**sheets, **{one.part: SheetPatch(book, one) for one in others}}
    formulas = [formula for sheet in every.values() for formula in sheet.formulas]
    if not formulas:
        return {part: sheet.changed for part, sheet in sheets.items()}, 0
    names = {name.casefold(): meant for name, meant, only in book.defined_names() if only is None}
    filled = [sheet.part.name for sheet in sheets.values()]
    places = [(name, [(one.row, one.column) for one in changed if one.sheet == name]) for name in filled]
    stale = changed_formulas(formulas, places, names)
    by_name = {sheet.part.name: sheet for sheet in every.values()}
    for formula in stale:
        by_name[formula.sheet].empty(formula)
    touched = {*sheets, *(by_name[formula.sheet].part.part for formula in stale)}
    return {
        **{part: every[part].changed for part in touched},
        book.part: asking_to_calculate(book.package.read(book.part), book.path),
    }, len(stale)
