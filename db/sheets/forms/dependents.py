"""Which formulas of a workbook may come to something else once some of its cells change; works none of them out.

Where a formula cannot be followed to its cells, it counts as changed: a result too few is worked out again by Excel,
one too many would be a lie.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import product

from openpyxl.utils import FORMULAE

from db.sheets.forms.book import LAST_COLUMN, LAST_ROW, Box, column_of

MOST_ROUNDS = 20  # after them, all formulas count as changed
MOST_REFERENCES = 3_000_000  # and beyond so many ranges in all of them
MOST_LETTERS = 8_192  # of one formula: Excel's own limit; a longer one counts as changed
MOST_FOLLOWED = 2_000_000  # letters of different formulas
MOST_BOXES = 500  # and beyond so many large results of one formula each
_SMALL = 100  # cells of a result that are kept one by one
At = tuple[int, int]

_TEXT = re.compile(r'"(?:[^"]|"")*"')
_ELSEWHERE = re.compile(r"'\[[1-9]\d*\](?:[^']|'')*'!|\[[1-9]\d*\][^\s'\"!(),;:+\-*/^&=<>{}%\[\]]*!")  # another file
_UNCLEAR = re.compile(r"[\[\]#]|\b(?:INDIRECT|OFFSET|EVALUATE)\(|\)\s*:|:\s*[A-Z_][\w.]*\(", re.IGNORECASE)
_AROUND_COLON = re.compile(r"\s*:\s*")
_SHEET = r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^\s'\"!(),;:+\-*/^&=<>{}%]+(?::[^\s'\"!(),;:+\-*/^&=<>{}%]+)?))!"
_CELL = r"\$?[A-Z]{1,3}\$?[0-9]{1,7}"
_CELLS = rf"{_CELL}(?::{_CELL})?|\$?[A-Z]{{1,3}}:\$?[A-Z]{{1,3}}|\$?[0-9]{{1,7}}:\$?[0-9]{{1,7}}"
_PIECE = re.compile(
    rf"(?:{_SHEET})?(?:(?P<cells>{_CELLS})(?![\w.(!])|(?P<word>[^\W\d][\w.\\?]*)(?P<call>\()?)", re.IGNORECASE
)
_CORNER = re.compile(r"(\$?)([A-Z]{1,3})?(\$?)([0-9]{1,7})?", re.IGNORECASE)
_NO_NAMES = frozenset({"TRUE", "FALSE"})
# Every other function may be a macro's, or a name that is a formula with parameters: nobody knows what these read.
_FUNCTIONS = FORMULAE | {"AGGREGATE", "IFNA", "ISOWEEKNUM", "NUMBERSTRING", "DATESTRING", "IF", "NOT", "AND", "OR"}
# These read as many cells from their last range as the first one has.
_STRETCHING = re.compile(r"\b(?:SUMIF|AVERAGEIF|LOOKUP)\(", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as the file keeps it: where its result stands, its words, how far it was copied from where they stand.

    `fills` is the range of cells that one formula fills (an array or a data table), else its own cell.
    """

    sheet: str
    row: int
    column: int
    words: str
    moved: tuple[int, int]
    fills: Box


def changed_formulas(
    formulas: list[Formula], changed: Iterable[tuple[str, Collection[At]]], names: Mapping[str, str]
) -> list[Formula]:
    """Those whose stored result may no longer hold, once cells changed; `names` are the workbook's, in lower case."""
    touched = _Touched(changed)
    waiting: list[tuple[Formula, list[tuple[str, Box]]]] = []
    found: list[Formula] = []
    parsed: _Known = {}
    spare, letters = MOST_REFERENCES, MOST_FOLLOWED
    for formula in formulas:
        letters -= 0 if formula.words in parsed else len(formula.words)
        known = references(formula.words, names, parsed) if letters >= 0 else None
        spare -= len(known or ())
        if known is None or spare < 0:
            found.append(formula)
            touched.add(formula)
        else:
            waiting.append((formula, [reference.seen_from(formula) for reference in known]))
    for _ in range(MOST_ROUNDS):
        before, still = len(found), []
        for one in waiting:
            if any(touched.meets(sheet, box) for sheet, box in one[1]):
                found.append(one[0])
                touched.add(one[0])
            else:
                still.append(one)
        if len(found) == before:
            return found
        waiting = still[::-1]  # chains run down as often as up
    return [*found, *(formula for formula, _ in waiting)]


class _Touched:
    """Cells that changed, so kept that a range is quickly asked for."""

    def __init__(self, changed: Iterable[tuple[str, Collection[At]]]) -> None:
        self._rows: dict[tuple[str, int], list[int]] = {}
        self._columns: dict[str, set[int]] = {}
        self._boxes: list[tuple[str, Box]] = []
        for name, places in changed:
            sheet = name.casefold()
            columns: dict[int, list[int]] = defaultdict(list)
            for row, column in places:
                columns[column].append(row)
            self._rows.update({(sheet, column): sorted(rows) for column, rows in columns.items()})
            self._columns[sheet] = set(columns)

    def _add(self, sheet: str, row: int, column: int) -> None:
        rows = self._rows.setdefault((sheet, column), [])
        at = bisect_left(rows, row)
        if at == len(rows) or rows[at] != row:
            rows.insert(at, row)
        self._columns.setdefault(sheet, set()).add(column)

    def add(self, formula: Formula) -> None:
        """The cells that the formula fills changed too."""
        sheet, box = formula.sheet.casefold(), formula.fills
        if (box[2] - box[0] + 1) * (box[3] - box[1] + 1) <= _SMALL:
            for row, column in product(range(box[0], box[2] + 1), range(box[1], box[3] + 1)):
                self._add(sheet, row, column)
        else:
            self._boxes.append((sheet, box))

    def meets(self, sheet: str, box: Box) -> bool:
        """Whether a changed cell lies in the box."""
        top, left, bottom, right = box
        for column in self._columns.get(sheet, ()):
            if left <= column <= right:
                rows = self._rows[sheet, column]
                at = bisect_left(rows, top)
                if at < len(rows) and rows[at] <= bottom:
                    return True
        return len(self._boxes) > MOST_BOXES or any(
            where == sheet and top <= low and high <= bottom and left <= last and first <= right
            for where, (high, first, low, last) in self._boxes
        )


@dataclass(frozen=True, slots=True)
class _Reference:
    """A range as a formula names it; which of its corners move when the formula is copied."""

    sheet: str  # in lower case, "" for the formula's own
    box: Box
    moves: tuple[bool, bool, bool, bool]

    def seen_from(self, formula: Formula) -> tuple[str, Box]:
        """The cells that the reference means in the place of the formula."""
        down, right = formula.moved
        by = (down, right, down, right)
        first, second, third, last = (
            at + step * moves for at, step, moves in zip(self.box, by, self.moves, strict=True)
        )
        return self.sheet or formula.sheet.casefold(), (
            min(first, third),
            min(second, last),
            max(first, third),
            max(second, last),
        )


_Known = dict[str, tuple["_Reference", ...] | None]


def references(words: str, names: Mapping[str, str], known: _Known, depth: int = 0) -> tuple[_Reference, ...] | None:
    """The ranges that a formula names, those of its defined names too; None where it cannot be followed.

    `known` are the formulas and names that were looked at before: names in names would multiply.
    """
    if words not in known:
        found = _references(words, names, known, depth) if len(words) <= MOST_LETTERS else None
        known[words] = None if found is None else tuple(dict.fromkeys(found))
    return known[words]


def _references(words: str, names: Mapping[str, str], seen: _Known, depth: int) -> list[_Reference] | None:
    bare = _AROUND_COLON.sub(":", _ELSEWHERE.sub("ELSEWHERE!", _TEXT.sub('""', words)))
    if _UNCLEAR.search(bare) or depth > 5:
        return None
    found: list[_Reference] = []
    ranges = bare.count(":")
    for piece in _PIECE.finditer(bare):
        ranges -= piece[0].count(":")
        sheet = piece["quoted"] or piece["plain"] or ""
        if sheet == "ELSEWHERE":
            continue
        if _is_unclear(piece, sheet):
            return None
        if piece["cells"]:
            found.append(_reference(sheet.replace("''", "'").casefold(), piece["cells"]))
        elif not piece["call"] and piece["word"].upper() not in _NO_NAMES:
            meant = names.get(piece["word"].casefold())
            inner = None if meant is None else references(meant, names, seen, depth + 1)
            if inner is None or any(any(one.moves) or not one.sheet for one in inner):
                return None  # unknown, or a name that means other cells in every cell
            found += inner
    if ranges:  # a range between things that are no cells
        return None
    return _stretched(found) if _STRETCHING.search(bare) else found


def _is_unclear(piece: re.Match[str], sheet: str) -> bool:
    """Whether it means the same cells of several sheets, or calls what Excel does not know of itself."""
    word = piece["word"] if piece["call"] else "IF"
    return ":" in sheet or not (word.startswith("_xlfn.") or word.upper() in _FUNCTIONS)


def _stretched(found: list[_Reference]) -> list[_Reference]:
    """The ranges, each as high and wide as the largest of them: SUMIF(A1:A9,…,C1) reads C1:C9."""
    boxes = [one.box for one in found]
    down, right = (max((box[n + 2] - box[n] for box in boxes), default=0) for n in (0, 1))
    return [
        replace(one, box=(*one.box[:2], min(one.box[0] + down, LAST_ROW), min(one.box[1] + right, LAST_COLUMN)))
        for one in found
    ]


def _reference(sheet: str, cells: str) -> _Reference:
    first, _, second = cells.upper().partition(":")
    corners = [_corner(first), _corner(second or first)]
    (row, column, row_moves, column_moves), (last_row, last_column, last_row_moves, last_column_moves) = corners
    box = (
        row or 0,
        column or 0,
        LAST_ROW if last_row is None else last_row,
        LAST_COLUMN if last_column is None else last_column,
    )
    return _Reference(sheet, box, (row_moves, column_moves, last_row_moves, last_column_moves))


def _corner(words: str) -> tuple[int | None, int | None, bool, bool]:
    """Row and column, from 0, of one end of a range, and which of them moves; None for a whole column or row."""
    match = _CORNER.fullmatch(words)
    fixed_column, letters, fixed_row, digits = match.groups() if match else ("", None, "", None)
    if not letters:  # "$3": the sign belongs to the row
        fixed_row = fixed_row or fixed_column
    row, column = (int(digits) - 1 if digits else None), (column_of(letters) if letters else None)
    return row, column, bool(digits) and not fixed_row, bool(letters) and not fixed_column
