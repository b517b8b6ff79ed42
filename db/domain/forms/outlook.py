"""What a fillable cell of a form looks out on: the labels of its row, the heads above it, parents, titles, units.

Knows sheets and words, no items.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from db.domain.forms.beside import MARKER, Beside, is_entry
from db.domain.forms.grid import EMPTY, GridCell, GridSheet, Holds, Place
from db.domain.forms.words import Label, Lexicon, unit_carried, unit_in

MOST_ROWS, MOST_COLUMNS = 3000, 200
_CALENDAR = re.compile(r"(?P<full>20[0-4]\d年?度?)|[12]\d年度?")
_TITLE = re.compile(r"20\d\d|(?:表|情况|统计|附件\d*|卡|汇总)$")
_HEADING = re.compile(r"[:：]|^20\d\d\s*年\s*\d{1,2}\s*月|^附件|^附表")
_SIGNED = re.compile(r"[(（][^()（）]*[)）]|[:：\s]")
_TEXTBOOK = frozenset("甲乙丙丁戊己庚辛壬癸")
_WIDE = 0.6
_REACH = 9  # lines back
_CHAPTER = re.compile(r"第?[（(]?[一二三四五六七八九十]{1,3}[)）]?[、.．]?(?:部分)?")
_SHORT = 4  # letters of a word that needs its sentence
_DEEPEST = 5  # heads over one column; more are a list of names


@dataclass(frozen=True, slots=True)
class Spot:
    """One fillable cell. `row` and `head` hold the labels beside and above it, the nearest first.

    `parents` are labels of rows it belongs under, `maybe` of those it may belong under; `titles` what stands over the
    whole. `field` is the label directly before it, where it stands in a line of its own. `table` parts the blocks.
    `outside`: it lies one column beyond the last that the file speaks of.
    """

    place: Place
    row: tuple[Label, ...]
    head: tuple[Label, ...]
    parents: tuple[Label, ...] = ()
    maybe: tuple[Label, ...] = ()
    titles: tuple[str, ...] = ()
    unit: str | None = None
    sheet_unit: str | None = None
    field: Label | None = None
    marker: str = ""
    codes: tuple[str, ...] = ()
    table: int = 0
    words: str = ""
    outside: bool = False


@dataclass
class _Column:
    """What stands over a column while a sheet is read downwards."""

    path: list[tuple[Label, tuple[int, int]]] = field(default_factory=list)
    open: bool = False
    role: str = ""
    table: int = 0


class _Reader:
    """Reads one sheet from top to bottom."""

    def __init__(self, sheet: GridSheet, lexicon: Lexicon) -> None:
        self.sheet, self.lexicon = sheet, lexicon
        rows, columns = sheet.size
        self.rows, self.columns = min(rows, MOST_ROWS), min(columns, MOST_COLUMNS)
        self.over = [_Column() for _ in range(self.columns + 1)]
        self.bands: list[tuple[int, Label]] = []
        self.sheet_unit: str | None = None
        self.told: dict[int, list[tuple[int, Label, int]]] = {}
        self.parents_of: dict[int, tuple[Label, ...]] = {}

    def spots(self) -> Iterator[Spot]:
        """Every cell that could be filled, with what it looks out on."""
        numbering = {row for row in range(self.rows) if self._is_numbering(row)}
        for row in range(self.rows):
            if row in numbering:
                continue
            anchors = list(self._anchors(row))
            if self._take_heads(row, anchors):
                continue
            found = [spot for column, cell in anchors if (spot := self._spot(row, column, cell)) is not None]
            yield from found
            if last := self._behind(row, len(anchors)):
                yield last

    def _behind(self, row: int, cells: int) -> Spot | None:
        """The cell behind a line's last label, where the file itself speaks of no cell any more."""
        at = self.columns - 1
        if at < 0 or self.columns >= MOST_COLUMNS or self.kind(row, at) != "label":
            return None
        listed = any(over.path or over.role for over in (*self.over[:at], self.over[self.columns]))
        alone = cells <= 2 and not listed and all(self.kind(row, column) == "label" for column in range(at))
        if self.sheet.span(row, at).top != row or not (alone or self._names_field(row, at)):
            return None
        spot = self._spot(row, self.columns, EMPTY)
        return replace(spot, outside=True) if spot else None

    # ---- one row

    def _anchors(self, row: int) -> Iterator[tuple[int, GridCell]]:
        """Column and cell of each cell of the row that is no part of another; merged ones by their first row only."""
        column = 0
        while column <= self.columns - 1:
            span = self.sheet.span(row, column)
            if span.left == column:
                yield column, self.sheet.cell(row, column)
            column = max(span.right, column) + 1

    def kind(self, row: int, column: int) -> str:
        """label, value, blank or formula."""
        cell = self.sheet.cell(row, column)
        words = cell.words.strip()
        if cell.holds is Holds.FORMULA:
            return "formula"
        calendar = _CALENDAR.fullmatch(words)
        if calendar and cell.holds is not Holds.DATE:
            plain = cell.holds is Holds.WORDS and bool(calendar["full"])
            return "label" if plain or self._beside_head(row, column) else "value"
        if cell.holds in (Holds.NUMBER, Holds.DATE):
            return "value"
        if not words:
            return "blank"
        return "value" if is_entry(words) else "label"

    def _beside_head(self, row: int, column: int) -> bool:
        """Whether a number that may be a year stands in a row of heads."""
        words = [self.sheet.cell(row, at).words for at in range(column)]
        return any(self.lexicon.read(word).role for word in words if word.strip())

    def label(self, row: int, column: int) -> Label:
        """The label that stands there."""
        return self.lexicon.read(self.sheet.cell(row, column).words)

    def _is_numbering(self, row: int) -> bool:
        """甲 乙 1 2 3 under the heads."""
        words = [cell.words.strip() for _, cell in self._anchors(row) if cell.words.strip()]
        if len(words) < 2 or any(len(word) > 4 for word in words):
            return False
        letters = [word for word in words if word in _TEXTBOOK]
        digits = [int(word.strip("()（）")) for word in words if re.fullmatch(r"[(（]?\d{1,2}[)）]?", word)]
        in_order = digits == list(range(digits[0], digits[0] + len(digits))) if digits else True
        return len(letters) + len(digits) == len(words) and in_order and (bool(letters) or digits[:1] == [1])

    def _take_heads(self, row: int, anchors: list[tuple[int, GridCell]]) -> bool:
        """Note the row's labels as heads of what follows; whether it is nothing but a title."""
        labels = [(c, self.label(row, c)) for c, _ in anchors if self.kind(row, c) == "label"]
        if self._take_band(row, anchors, labels):
            return True
        is_head = len(labels) >= 2 and any(
            lb.role in ("name_head", "unit_head", "number_head") or (lb.whose and lb.plain) or (lb.years and lb.plain)
            for _, lb in labels
        )
        for column, _ in anchors:
            span = self.sheet.span(row, column)
            for at in range(span.left, min(span.right, self.columns - 1) + 1):
                self._take_cell(row, column, at, is_head)
        return False

    def _take_band(self, row: int, anchors: list[tuple[int, GridCell]], labels: list[tuple[int, Label]]) -> bool:
        """A title or section head across the sheet, or alone in its row."""
        for _, label in labels:
            if (label.unit is not None or unit_in(label.words)) and "单位" in label.words and not label.key:
                self.sheet_unit = label.unit if label.unit is not None else unit_in(label.words)
        if len(labels) != 1 or any(self.kind(row, c) in ("value", "formula") for c, _ in anchors):
            return False
        column, label = labels[0]
        span = self.sheet.span(row, column)
        width = span.right - span.left + 1
        titled = row == 0 and bool(_TITLE.search(label.words.strip()))
        alone = titled or (len(anchors) == 1 and self.columns > 1)
        if width >= max(2, _WIDE * self.columns) or alone:
            rank = label.rank or (9 if self.bands else 0)
            self.bands = [(r, lb) for r, lb in self.bands if r < rank or r == 0]
            self.bands.append((rank, label))
            for over in self.over:
                over.open = False
            self.told.clear()
            return True
        return False

    def _take_cell(self, row: int, anchor: int, at: int, is_head: bool) -> None:
        over, kind = self.over[at], self.kind(row, anchor)
        if kind != "label" or self.sheet.cell(row, anchor).words.rstrip().endswith(("。", "；", ";")):
            over.open = False  # the end of a sentence is no head
            return
        label, place = self.label(row, anchor), self._origin(row, anchor)
        if over.path and over.path[-1][1] == place:
            return
        if is_head:
            over.role = label.role or ("never" if label.never else "")
        if over.open and self._is_row_label(row, anchor, label):
            over.path, over.open = [], False
            return
        if over.open:
            over.path.append((label, place))
            over.table = self.sheet.span(row, anchor).bottom
            return
        if self._is_line_label(row, anchor, label):
            over.path = []
            return
        over.path = [*self._outer(row, at), (label, place)]
        over.open = True
        over.table = self.sheet.span(row, anchor).bottom

    def _is_heading(self, row: int) -> bool:
        """Whether a row belongs to what stands over the table: 单位：件, 填报单位：, a date."""
        words = (self.sheet.cell(row, at).words.strip() for at in range(self.columns))
        return any(_HEADING.search(word) for word in words if word)

    def _names_field(self, row: int, column: int) -> bool:
        """Whether a field of the head or the foot is named there: 填报单位, 联系电话."""
        words = self.sheet.cell(row, column).words
        return words.rstrip().endswith((":", "：")) or _SIGNED.sub("", words) in self.lexicon.head

    def _origin(self, row: int, column: int) -> tuple[int, int]:
        span = self.sheet.span(row, column)
        return span.top, span.left

    def _is_line_label(self, row: int, column: int, label: Label) -> bool:
        """A label with its own cell behind it is no head of a column, unless its words are those of one."""
        right = self.sheet.span(row, column).right + 1
        if label.whose or label.never or label.role or label.plain or label.total:
            return False
        return right < self.columns and self.kind(row, right) != "label"

    def _is_row_label(self, row: int, column: int, label: Label) -> bool:
        """A label below a head that names a row: figures are asked for somewhere behind it."""
        if label.whose or label.never or label.role or label.plain or label.total:
            return False
        below, path = self.sheet.span(row, column).bottom, self.over[column].path
        if below > row or not path or path[-1][0].role:  # no path: the first column of this merged cell was one
            return any(self.kind(row, at) != "label" for at in range(column + 1, self.columns))
        return False

    def _outer(self, row: int, at: int) -> list[tuple[Label, tuple[int, int]]]:
        """The head of a group above a head, also where its cells were not merged."""
        if row == 0 or self._is_heading(row - 1):
            return []
        column = at
        while column >= 0 and self.kind(row - 1, column) == "blank":
            column -= 1
        if column < 0 or self.kind(row - 1, column) != "label" or self.kind(row, column) != "label":
            return []
        if column < at and (self.label(row, column).role or self._names_field(row - 1, column)):
            return []
        if column == at and self._names_field(row - 1, column):
            return []
        if self.sheet.span(row - 1, column).right - self.sheet.span(row - 1, column).left + 1 > _WIDE * self.columns:
            return []
        return [(self.label(row - 1, column), self._origin(row - 1, column))]

    # ---- one cell

    def _spot(self, row: int, column: int, cell: GridCell) -> Spot | None:
        span = self.sheet.span(row, column)
        kind = self.kind(row, column)
        if kind in ("label", "formula"):
            if kind == "label":
                self._tell(row, column)
            return None
        hidden = row in self.sheet.hidden_rows or column in self.sheet.hidden_columns
        if span.top != row or cell.locked or hidden:
            return None
        marker = MARKER.search(cell.words)
        labels, codes, unit, next_to = self._beside(row, column)
        head = tuple(label for label, _ in reversed(self.over[column].path))
        if (not labels and not head and not marker) or len(head) > _DEEPEST:
            return None
        role = self.over[column].role
        named = next_to is not None and self._names_field(row, column - 1)
        if self._is_part(labels, codes, unit):
            return None
        if not named and role in ("number_head", "unit_head", "never", "name_head") and not marker:
            return None
        parents, maybe = self._parents(row, column)
        if labels and labels[0].carried:
            begun = self._sentence(row, column)
            parents, maybe = (begun, ()) if len(labels[0].key) <= _SHORT else ((), begun)
        return Spot(
            Place(self.sheet.name, row, column),
            labels,
            head,
            parents,
            maybe,
            (*(lb.words for _, lb in self.bands), self.sheet.name),
            unit if unit is not None else self._unit_behind(row, span.right + 1),
            self.sheet_unit,
            next_to,
            marker[1] if marker else "",
            codes,
            self.over[column].table,
            cell.words.strip(),
        )

    def _beside(self, row: int, column: int) -> tuple[tuple[Label, ...], tuple[str, ...], str | None, Label | None]:
        """The labels to the left (nearest first), words that may be codes, the unit, the direct neighbour."""
        found = Beside()
        at = column - 1
        if at >= 0 and self.kind(row, at) == "label":
            found.next_to = self.label(row, at)
        while at >= 0:
            words, role = self.sheet.cell(row, at).words.strip(), self.over[at].role
            if self.kind(row, at) == "label":
                found.take_label(self.lexicon.read(words), words, role)
            elif found.ends_at(words, role, self.kind(row, at) == "value"):
                break
            at = self.sheet.span(row, at).left - 1
        return tuple(found.labels), tuple(found.codes), found.unit, found.next_to

    def _unit_behind(self, row: int, column: int) -> str | None:
        if column >= self.columns or self.kind(row, column) != "label":
            return None
        words = self.sheet.cell(row, column).words.strip()
        return unit_carried(words) or unit_in(words.rstrip("，,；;。"))

    # ---- rows under rows

    def _tell(self, row: int, column: int) -> None:
        """Note a label of a row with how deep it stands, and find the labels it stands under."""
        span = self.sheet.span(row, column)
        words = self.sheet.cell(row, column).words
        label = self.lexicon.read(words)
        if span.top != row or self.over[column].role in ("unit_head", "number_head", "never"):
            return
        if unit_in(words) is not None or not label.key:
            return
        lead = len(words) - len(words.lstrip(" \u3000\xa0"))
        wide = sum(2 if c == "\u3000" else 1 for c in words[:lead])
        depth = self.sheet.cell(row, column).indent * 2 + wide + (6 if label.whereof else 0)  # as wide as 其中：
        before = self.told.setdefault(column, [])
        before.append((depth, label, row))
        del before[:-60]

    def _is_part(self, labels: tuple[Label, ...], codes: tuple[str, ...], unit: str | None) -> bool:
        """A line numbered （一） without a unit, where the others have one: it names a part of the table."""
        counted = any(over.role == "unit_head" for over in self.over)
        stated = unit is not None or any(label.unit is not None for label in labels)
        return counted and not stated and any(_CHAPTER.fullmatch(code) for code in codes)

    def _sentence(self, row: int, column: int) -> tuple[Label, ...]:
        """What the sentence in whose middle a cell stands began with."""
        said = (self.label(row, at) for at in range(column) if self.kind(row, at) == "label")
        return tuple(label for label in said if label.key and not label.carried)[:1]

    def _first_of_group(self, row: int, column: int, lines: list[tuple[int, Label, int]]) -> Label:
        """The first line beside the same merged cell, else the line before."""
        span = self.sheet.span(row, column - 1) if column else None
        if span is not None and span.top < span.bottom:
            return next((label for _, label, at in lines if at >= span.top), lines[-2][1])
        return lines[-2][1]

    def _parents(self, row: int, column: int) -> tuple[tuple[Label, ...], tuple[Label, ...]]:
        """The labels that the row's own label stands under; those that it may, if the rows before do."""
        for at in range(column - 1, -1, -1):
            lines = self.told.get(at)
            if lines and lines[-1][2] == self.sheet.span(row, at).top and self.kind(row, at) == "label":
                own = _under(lines, len(lines) - 1)
                return own, () if own else self._perhaps(row, at, lines)
        return (), ()

    def _perhaps(self, row: int, column: int, lines: list[tuple[int, Label, int]]) -> tuple[Label, ...]:
        """Where 其中 or indentation ended without a word: what the lines before stood under, or the line before."""
        if len(lines) < 2 or lines[-1][1].rank:
            return ()
        if lines[-1][1].words.startswith("涉及"):
            return (lines[-2][1],)  # it goes on about the line before
        for n in range(len(lines) - 2, max(len(lines) - _REACH, -1), -1):
            above = _under(lines, n)
            if above:
                return above
            if lines[n][1].rank:
                return (lines[n][1],)
        return (self._first_of_group(row, column, lines),)


def _under(lines: list[tuple[int, Label, int]], at: int) -> tuple[Label, ...]:
    """The labels above a line that it stands under, the nearest first."""
    depth, label, _ = lines[at]
    rank = label.rank
    found: list[Label] = []
    for above, other, _ in reversed(lines[:at]):
        if depth > above or (depth == above and rank > other.rank > 0):
            found.append(other)
            depth, rank = above, other.rank
        if len(found) == 3:
            break
    return tuple(found)


def outlook(sheet: GridSheet, lexicon: Lexicon) -> tuple[Spot, ...]:
    """Every fillable cell of a sheet with what it looks out on; none of a hidden sheet."""
    return () if sheet.hidden else tuple(_Reader(sheet, lexicon).spots())
