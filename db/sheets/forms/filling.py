"""A given form filled: values into its cells, everything else as it was, and a guard that looks before it is handed over.

Knows the package and its sheets; what the values mean, others know.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from db.domain.forms.grid import Place
from db.domain.trouble import KnownError
from db.sheets.forms.book import Book
from db.sheets.forms.dependents import Formula, changed_formulas
from db.sheets.forms.guard import prove
from db.sheets.forms.lines import holds_formulas
from db.sheets.forms.looks import looks_of
from db.sheets.forms.markup import Element, written
from db.sheets.forms.patching import SheetPatch, Value
from db.sheets.saving import refuse_bad_target, save_bytes

SUFFIXES = (".xlsx", ".xlsm")
# In a workbook's part the settings of calculation stand before all of these.
_AFTER_CALCULATION = (
    "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing",
    "fileRecoveryPr", "webPublishObjects", "extLst",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filled:
    """What was done to a form: how many cells took a value; those whose number was written as words, because the cell
    is formatted as text or a number cell would not keep its digits; how many formulas wait to be worked out again.
    """

    written: int
    as_words: tuple[Place, ...]
    emptied: int


def fill_form(source: Path, target: Path, values: Mapping[Place, Decimal | str]) -> Filled:
    """Write the form at `source` to `target` with `values` in its cells; nothing else in it changes.

    A place inside a merged cell means the merged cell; "" empties a cell. KnownError, and nothing is written: the form
    cannot be read, a place is missing or holds a formula, the target cannot be written. HarmError: a bug, the guard
    found another difference than the one that was asked for, and nothing is written either.
    """
    _refuse_target(source, target)
    book = Book(source)
    data, asked, filled = _patched(book, values)
    save_bytes(target, data, lambda beside: prove(book, beside, asked))
    return filled


def _patched(
    book: Book, values: Mapping[Place, Value]
) -> tuple[bytes, dict[str, dict[tuple[int, int], Value]], Filled]:
    """The bytes of the filled form, the values by part and cell, and what was done."""
    sheets = _sheets(book, values)
    asked = {part: _settled(sheet, wanted) for part, (sheet, wanted) in sheets.items()}
    looks = looks_of(book)
    as_words = []
    for part, wanted in asked.items():
        sheet = sheets[part][0]
        as_words += [Place(sheet.part.name, *at) for at, value in wanted.items() if sheet.put(at, value, looks)]
    parts, emptied = _recalculated(book, {part: sheet for part, (sheet, _) in sheets.items()}, asked)
    filled = Filled(sum(map(len, asked.values())), tuple(sorted(as_words)), emptied)
    return book.package.replaced(parts), asked, filled


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


def _sheets(book: Book, values: Mapping[Place, Value]) -> dict[str, tuple[SheetPatch, dict[tuple[int, int], Value]]]:
    """The sheets that values go into, by part, each with its values by row and column."""
    by_name: dict[str, dict[tuple[int, int], Value]] = defaultdict(dict)
    for place, value in values.items():
        by_name[place.sheet][place.row, place.column] = value
    known = {sheet.name: sheet for sheet in book.sheets}
    for name in by_name:
        if name not in known:
            raise KnownError(
                f"“{book.path.name}”里没有工作表“{name}”，没有填写。", "请重新对应这份表的单元格，再导出。"
            )
    return {known[name].part: (SheetPatch(book, known[name]), wanted) for name, wanted in by_name.items()}


def _settled(sheet: SheetPatch, wanted: dict[tuple[int, int], Value]) -> dict[tuple[int, int], Value]:
    """The values by the cells that really take them; KnownError where one may not be filled."""
    tops = sheet.tops_of_merged(set(wanted))
    settled: dict[tuple[int, int], Value] = {}
    name = sheet.part.name
    for at, value in wanted.items():
        top = tops.get(at, at)
        address = Place(name, *at).address
        if settled.setdefault(top, value) != value:
            raise KnownError(
                f"“{name}”{Place(name, *top).address} 是合并的单元格，却有两个不同的值要填进去，没有写出文件。",
                "请重新对应这份表的单元格，每个合并的单元格只对应一项。",
            )
        if (why := sheet.why_not(top)) is not None:
            raise KnownError(f"“{name}”{address} {why}，不能填，没有写出文件。", "请取消这一格的对应，再导出。")
    return settled


def _recalculated(
    book: Book, sheets: dict[str, SheetPatch], asked: Mapping[str, Mapping[tuple[int, int], Value]]
) -> tuple[dict[str, bytes], int]:
    """The parts as they are to be, without the results that may no longer hold; and how many of these there are."""
    others = [one for one in book.sheets if one.part not in sheets and holds_formulas(book.package.read(one.part))]
    every = sheets | {one.part: SheetPatch(book, one) for one in others}
    formulas = [formula for sheet in every.values() for formula in sheet.formulas]
    if not formulas:
        return {part: sheet.changed for part, sheet in sheets.items()}, 0
    changed = [(sheets[part].part.name, *at) for part, wanted in asked.items() for at in wanted]
    names = {name.casefold(): meant for name, meant, only in book.defined_names() if only is None}
    stale = changed_formulas(formulas, changed, names)
    by_name = {sheet.part.name: sheet for sheet in every.values()}
    for formula in stale:
        by_name[formula.sheet].empty(formula)
    touched = {sheet.part.part: sheet for sheet in {**sheets, **_of(stale, by_name)}.values()}
    parts = {part: sheet.changed for part, sheet in touched.items()}
    _ask_to_calculate(book.root, book.main)
    return {**parts, book.part: written(book.root)}, len(stale)


def _of(stale: list[Formula], by_name: Mapping[str, SheetPatch]) -> dict[str, SheetPatch]:
    return {by_name[formula.sheet].part.part: by_name[formula.sheet] for formula in stale}


def _ask_to_calculate(root: Element, main: str) -> None:
    settings = root.find(f"{main}calcPr")
    if settings is None:
        settings = root.makeelement(f"{main}calcPr")
        later = next((one for one in root if one.tag in {f"{main}{name}" for name in _AFTER_CALCULATION}), None)
        if later is None:
            root.append(settings)
        else:
            later.addprevious(settings)
    settings.set("fullCalcOnLoad", "1")
