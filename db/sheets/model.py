"""A workbook as plain values, before any file format: rows of boxes, widths, and how pages are printed.

Knows nothing of returns or packs, and nothing of the libraries that write and read files.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

LONGEST_TEXT = 32_767  # characters Excel keeps in one cell
LONGEST_NAME = 31  # characters Excel allows in the name of a sheet
MOST_DIGITS = 15  # significant digits Excel keeps of a number
NOTE, HEAD, LIST = "note:", "head:", "list:"  # what stands in a box that is no figure: see Box.code
_CUT = "……（内容过长，以下从略）"
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NO_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula without its "=", and what it comes to, for programs that do not calculate."""

    text: str
    stored: float | str


Value = Decimal | int | str | Formula


@dataclass(frozen=True, slots=True)
class Mark:
    """A rectangle (rows and columns from 0) whose cells get a `fill` where the formula of its first cell holds."""

    top: int
    left: int
    bottom: int
    right: int
    formula: str
    fill: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A drop-down on the cells of a rectangle (rows and columns from 0); `words` or the cells that `source` names.

    `strict` refuses all else; otherwise anything can be typed. Excel keeps at most 255 characters of `words`.
    `title` and `prompt` are shown beside the cell one is at (32 and 255 characters at most).
    """

    top: int
    left: int
    bottom: int
    right: int
    words: tuple[str, ...] = ()
    source: str = ""
    strict: bool = True
    title: str = ""
    prompt: str = ""

    @property
    def formula(self) -> str:
        """The list as it stands in the file."""
        return self.source or f'"{",".join(self.words)}"'


@dataclass(frozen=True, slots=True)
class Demand:
    """What a spreadsheet asks of figures typed over (row, column) `spots`; what fails is asked about, not refused.

    `formula` speaks of the first spot. Excel keeps 32 characters of `title` and 255 of `message`.
    """

    spots: tuple[tuple[int, int], ...]
    formula: str
    title: str
    message: str

    @property
    def ranges(self) -> tuple[tuple[int, int, int, int], ...]:
        """The spots as few rectangles (top, left, bottom, right) one column wide, the first spot in the first."""
        runs: list[list[int]] = []
        for row, column in sorted(self.spots, key=lambda spot: (spot[1], spot[0])):
            if runs and runs[-1][1] == column and runs[-1][2] == row - 1:
                runs[-1][2] = row
            else:
                runs.append([row, column, row, column])
        return tuple((top, left, bottom, right) for top, left, bottom, right in runs)


@dataclass(frozen=True, slots=True)
class Hint:
    """Words shown beside one cell (row and column from 0) while one is at it: `title` and `prompt`, 32 and 255 long.

    Where `test`, a formula, does not hold of what was typed, the program asks once whether it is meant so.
    """

    row: int
    column: int
    title: str
    prompt: str
    test: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """One cell: `value` in `column` (from 0), spanning `columns` × `rows`; `style` names a look (styles.py).

    A Decimal is printed with its own digits after the point. An empty text is an empty cell. `flows`: one
    line of words that runs on over the empty cells to its right, or to its left, instead of merging them. `code`
    names the figure that stands here ("last:" and its code for one of last year), or else by NOTE, HEAD or LIST and
    what follows (record.py) the words that do. `open`: it can be typed into on a protected sheet.
    """

    column: int
    value: Value
    style: str
    columns: int = 1
    rows: int = 1
    indent: int = 0
    flows: bool = False
    code: str = ""
    open: bool = False

    @property
    def merged(self) -> bool:
        """Whether its cells are one in the file."""
        return (self.columns > 1 or self.rows > 1) and not self.flows


@dataclass(frozen=True, slots=True)
class Row:
    """One row of boxes; `height` in points; `page_break` starts a new page before it."""

    boxes: tuple[Box, ...]
    height: float
    page_break: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, printed on A4 and one page wide.

    `widths` are column widths in characters. `frozen` counts the rows and columns that stay in sight,
    `repeat` names the first and last row printed on every page. `one_page` squeezes the sheet onto one page;
    `filtered` is the row whose heads carry filters; `gridlines` prints the grid; columns from `hidden_from` on are
    not shown; `marks` colour cells, `offers` give drop-downs, `demands` ask about figures typed; cells below the
    rows look as `below` names, column by column. `left`, `middle` and `right` stand above every page, `foot` below
    at the left. `hints` are shown beside cells; `protected`: only open boxes can be changed (there is no password: it
    guards against slips, not against people). `printed` rows go to paper, None: all of them. `very_hidden`: people
    cannot bring it to sight.
    """

    name: str
    widths: tuple[float, ...]
    rows: tuple[Row, ...]
    landscape: bool = False
    frozen: tuple[int, int] = (0, 0)
    repeat: tuple[int, int] | None = None
    one_page: bool = False
    filtered: int | None = None
    gridlines: bool = False
    hidden: bool = False
    marks: tuple[Mark, ...] = ()
    hidden_from: int | None = None
    offers: tuple[Offer, ...] = ()
    demands: tuple[Demand, ...] = ()
    below: tuple[str, ...] = ()
    left: str = ""
    middle: str = ""
    right: str = ""
    hints: tuple[Hint, ...] = ()
    protected: bool = False
    foot: str = ""
    printed: int | None = None
    very_hidden: bool = False

    @property
    def shown(self) -> bool:
        """Whether a person sees and prints it."""
        return not self.hidden and not self.very_hidden


@dataclass(frozen=True, slots=True)
class Workbook:
    """All sheets in order, and the properties of the document."""

    title: str
    author: str
    created: date
    sheets: tuple[Sheet, ...]


def clean(text: str) -> str:
    """`text` as a cell can hold it: nothing that XML forbids, one kind of line end, cut where Excel ends."""
    if len(text) < LONGEST_TEXT // 2 and text.isprintable():
        return text
    even = _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if _length(even) <= LONGEST_TEXT:
        return even
    return even.encode("utf-16-le")[: 2 * (LONGEST_TEXT - len(_CUT))].decode("utf-16-le", "ignore") + _CUT


def number_or_words(value: Decimal) -> Value:
    """`value` where a spreadsheet keeps every digit of it, else its digits as words."""
    digits = "".join(map(str, value.as_tuple().digits)).rstrip("0")  # normalize() rounds at 28: 999… became 1E+…
    return value if len(digits) <= MOST_DIGITS else f"{value:,f}"


def places(value: Decimal) -> int:
    """How many digits stand after the point of `value`."""
    return max(0, -int(value.as_tuple().exponent))


def sheet_name(wanted: str, taken: Collection[str]) -> str:
    """`wanted` as a name that Excel allows for a sheet and that is not among `taken`."""
    plain = _NO_NAME.sub(" ", wanted).strip().strip("'").strip() or "表"
    name, n = _shortened(plain, LONGEST_NAME), 1
    while name.casefold() in {other.casefold() for other in taken}:
        n += 1
        tail = f"（{n}）"
        name = _shortened(plain, LONGEST_NAME - len(tail)) + tail
    return name


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _shortened(text: str, longest: int) -> str:
    while _length(text) > longest:
        text = text[:-1]
    return text.rstrip()
