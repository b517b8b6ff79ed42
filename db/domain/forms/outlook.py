"""What a fillable cell of a form looks out on: the labels of its row, the heads above it, parents, titles, units.

Knows sheets and words, no items.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice, takewhile

from db.domain.forms.beside import MARKER, Beside
from db.domain.forms.faces import MOST_COLUMNS, WIDE, Faces
from db.domain.forms.grid import EMPTY, Grid, GridCell, GridSheet, Place
from db.domain.forms.sentences import in_sentence
from db.domain.forms.spot import Spot
from db.domain.forms.standing import Standing
from db.domain.forms.words import Label, Lexicon, tells_units, unit_in
from db.domain.trouble import KnownError

_TITLE = re.compile(r"20\d\d|(?:表|情况|统计|附件\d*|卡|汇总)(?:[（(][^（）()]*[)）])?$")
_CHAPTER = re.compile(r"第?[（(]?[一二三四五六七八九十]{1,3}[)）]?[、.．]?(?:部分)?")
_LINE = re.compile(r"[(（]?\d")
_NOTE = re.compile(r"^注[:：\d]|^(?:说明|备注|填表说明)[:：]")
_NO_HEAD = ("。", "；", ";", "，", ",", "、", "：", ":")
_MOVES = re.compile(r"(?:变动|变化|[与和及、]增减)(?:情况)?$")  # over columns that tell what it was
MOST_SPOTS = 20_000  # in one workbook; those of the largest forms are some thousands, and take seconds
_REACH = 9  # lines
_DEEPEST = 5  # heads over one column; more are a list of names
_Labels = tuple[Label, ...]


@dataclass
class _Column:
    """What stands over a column while a sheet is read downwards."""

    path: list[tuple[Label, tuple[int, int]]] = field(default_factory=list)
    open: bool = False
    role: str = ""
    table: int = 0
    units: int = 0


class _Reader:
    """Reads one sheet from top to bottom."""

    def __init__(self, sheet: GridSheet, lexicon: Lexicon) -> None:
        self.sheet, self.lexicon = sheet, lexicon
        self.faces = Faces(sheet, lexicon)
        self.rows, self.columns = self.faces.rows, self.faces.columns
        self.over = [_Column() for _ in range(self.columns + 1)]
        self.bands: list[tuple[int, Label]] = []
        self.sheet_unit: str | None = None
        self.parted = True  # whether the row before was a title or empty
        self.standing = Standing(self.faces, lambda column: self.over[column].role)

    def spots(self) -> Iterator[Spot]:
        """Every cell that could be filled, with what it looks out on."""
        heads_end = -1
        for row in range(self.rows):
            if self.faces.is_empty(row) and not self.faces.is_below_heads(row):
                self._end_heads()
                self.parted = True
                continue
            if self.faces.is_numbering(row):
                continue
            anchors = list(self.faces.anchors(row))
            grouped = self.parted and self.faces.groups_table(row)
            if grouped or (self.parted and self.faces.begins_table(row) and not self._goes_on(row, anchors)):
                self._forget_heads(row)
                heads_end = self.faces.heads_end(row + grouped)
            elif self._stands_alone(row, anchors, self.parted and row > heads_end):
                self._forget_heads(row)
            self.parted = self.faces.is_empty(row)
            if self._take_heads(row, anchors):
                continue
            if row <= heads_end:
                continue
            found = [spot for column, cell in anchors if (spot := self._spot(row, column, cell)) is not None]
            yield from found
            if last := self._behind(row, len(anchors)):
                yield last

    def _goes_on(self, row: int, anchors: list[tuple[int, GridCell]]) -> bool:
        """Whether cells to fill stand in a row under heads that only name years: it is a line of their table."""
        blank = (self.over[at].path[-1:] for at, _ in anchors if self.faces.kind(row, at) == "blank")
        return any(label.plain and (label.whose or label.years) for path in blank for label, _ in path)

    def _forget_heads(self, row: int) -> None:
        """A table ended: what stood over its columns stands over none of the next."""
        for over in self.over:
            over.path, over.open, over.role, over.table, over.units = [], False, "", row, 0

    def _begins_sentence(self, row: int, anchors: list[tuple[int, GridCell]]) -> bool:
        """Whether words go on behind a cell to fill, with its unit, as they do in no line of a table."""
        return self.faces.kind(row, 0) == "label" and any(
            self.faces.label(row, at).carried or unit_in(cell.words) is not None
            for at, cell in anchors
            if at > 1 and self.over[at].role != "unit_head"
            if self.faces.kind(row, at) == "label" and self.faces.kind(row, at - 1) != "label"
        )

    def _stands_alone(self, row: int, anchors: list[tuple[int, GridCell]], first: bool) -> bool:
        """Whether a row goes on below no head, although it begins no table; `first` behind a title or empty row."""
        sentences = first and (self._begins_sentence(row, anchors) or self.faces.captions_list(row))
        pairs = first and self.faces.is_pairs(row) and any(not lb.plain for o in self.over for lb, _ in o.path[-1:])
        return sentences or pairs or self.faces.asks_alone(row) or self._begins_narrower(row)

    def _begins_narrower(self, row: int) -> bool:
        """Whether lines that end before the columns of the table do begin behind an empty row."""
        if row < 2 or not self.faces.is_empty(row - 1) or self.faces.kind(row, 0) != "label":
            return False
        own, before = (
            max((column for column in range(self.columns) if (at, column) in self.sheet.cells), default=0)
            for at in (row, row - 2)
        )
        return 0 < own < before and self.faces.kind(row, own) == "blank" and bool(self.over[before].path)

    def _end_heads(self) -> None:
        """What comes next goes on below no head."""
        for over in self.over:
            over.open = False

    def _behind(self, row: int, cells: int) -> Spot | None:
        """The cell behind a line's last label, where the file itself speaks of no cell any more."""
        at = self.columns - 1
        if at < 0 or self.columns >= MOST_COLUMNS or self.faces.kind(row, at) != "label":
            return None
        listed = any(over.path or over.role for over in (*self.over[:at], self.over[self.columns]))
        alone = cells <= 2 and not listed and all(self.faces.kind(row, column) == "label" for column in range(at))
        if self.sheet.span(row, at).top != row or not (alone or self.faces.names_field(row, at)):
            return None
        spot = None if self.over[at].role == "never" else self._spot(row, self.columns, EMPTY)
        return replace(spot, outside=True) if spot else None

    # ---- one row

    def _take_heads(self, row: int, anchors: list[tuple[int, GridCell]]) -> bool:
        """Note the row's labels as heads of what follows; whether it is nothing but a title."""
        labels = [(c, self.faces.label(row, c)) for c, _ in anchors if self.faces.kind(row, c) == "label"]
        if self._take_band(row, anchors, labels):
            return True
        if self._is_section(row, anchors, labels):
            self._end_heads()
            return False
        is_head = len(labels) >= 2 and any(
            (lb.role in ("name_head", "unit_head", "number_head") and lb.unit is None)
            or (lb.whose and lb.plain)
            or (lb.years and lb.plain)
            for _, lb in labels
        )
        if is_head and labels[0][1].role == "name_head" and not self.over[labels[0][0]].open:
            self._forget_heads(row)  # heads of another table right below
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
        if len(labels) != 1 or any(self.faces.kind(row, c) in ("value", "formula") for c, _ in anchors):
            return False
        column, label = labels[0]
        span = self.sheet.span(row, column)
        width = span.right - span.left + 1
        titled = (row == 0 and bool(_TITLE.search(label.words.strip()))) or self.faces.titles_table(row)
        alone = titled or (len(anchors) == 1 and self.columns > 1) or self.faces.stands_bare(row)
        if alone or (width >= max(2, WIDE * self.columns) and not self._leaves_room(row, column)):
            rank = label.rank or (9 if self.bands else 0)
            self.bands = [(r, lb) for r, lb in self.bands if r < rank or r == 0]
            self.bands.append((rank, label))
            self._end_heads()
            for over in self.over:
                over.table = over.table if over.path else row
            self.standing.told.clear()
            self.parted = True
            return True
        return False

    def _is_section(self, row: int, anchors: list[tuple[int, GridCell]], labels: list[tuple[int, Label]]) -> bool:
        """Whether a line is 二 and, in one merged cell to the end of the table, what the next lines are about."""
        if len(labels) != 2 or not _CHAPTER.fullmatch(labels[0][1].words):
            return False
        span = self.sheet.span(row, labels[1][0])
        return span.left < span.right and not any(self.over[at].path for at, _ in anchors if at > span.right)

    def _leaves_room(self, row: int, column: int) -> bool:
        """Whether a cell to fill, under a head of its own, stands behind a wide label."""
        span = self.sheet.span(row, column)
        behind = span.right + 1
        if (row, behind) not in self.sheet.cells or behind >= self.columns:
            return False
        goes_on = any(
            self.faces.kind(at, span.right) == "label" and self.faces.kind(at, behind) == "blank"
            for at in (span.top - 1, span.bottom + 1)
            if (at, behind) in self.sheet.cells and self.sheet.span(at, span.right).left == span.left
        )
        return goes_on or (bool(self.over[behind].path) and not (row and self.faces.is_empty(row - 1)))

    def _take_cell(self, row: int, anchor: int, at: int, is_head: bool) -> None:
        over, kind = self.over[at], self.faces.kind(row, anchor)
        label, place = self.faces.label(row, anchor), self.faces.origin(row, anchor)
        field = kind == "label" and label.words.strip() in self.lexicon.head and self.faces.takes_words(row, anchor)
        counted = label.unit is not None and "单位" in label.words  # 单位：件
        if over.open and self.faces.is_gap(row, anchor, over_heads=True):
            return
        if kind != "label" or field or counted or label.carried or label.words.endswith(_NO_HEAD):
            over.open = False  # a piece of a sentence, or what asks for words beside it, is no head
            return
        if over.path and over.path[-1][1] == place:
            return
        if over.role == "never" and not is_head:
            return  # a remark
        stated = not (is_head or over.open) and anchor > 0 and unit_in(label.words) is not None
        if stated and self.faces.kind(row, anchor - 1) == "label":
            over.units += 1  # of what a line names
            return
        if is_head:
            over.role = "" if self.faces.names_units(row, anchor) else self.faces.role(row, anchor)
        if over.open and self._is_row_label(row, anchor, label):
            over.path, over.open = [], False
            return
        if over.open:
            over.path += [*self.faces.whole_of(row, anchor), (label, place)]
            over.table = self.sheet.span(row, anchor).bottom
            return
        if self.faces.names_line(row, anchor):
            over.path = []
            return
        over.path = [*self.faces.group_over(row, at), *self.faces.whole_of(row, anchor), (label, place)]
        over.open = True
        over.table = self.sheet.span(row, anchor).bottom

    def _is_row_label(self, row: int, column: int, label: Label) -> bool:
        """A label below a head that names a row: figures are asked for somewhere behind it."""
        if label.whose or label.never or label.role or label.plain or label.total:
            return False
        below, path = self.sheet.span(row, column).bottom, self.over[column].path
        if below > row or not path or path[-1][0].role:  # no path: the first column of this merged cell was one
            behind = [at for at in range(column + 1, self.columns) if self.faces.kind(row, at) != "label"]
            return any((row, at) in self.sheet.cells for at in behind)
        return False

    # ---- one cell

    def _spot(self, row: int, column: int, cell: GridCell) -> Spot | None:
        span = self.sheet.span(row, column)
        kind = self.faces.kind(row, column)
        if kind in ("label", "formula"):
            if kind == "label":
                self.standing.tell(row, column)
            return None
        hidden = row in self.sheet.hidden_rows or column in self.sheet.hidden_columns
        if span.top != row or cell.locked or hidden:
            return None
        marker = MARKER.search(cell.words)
        head, over_all = self._heads(row, column)
        if not head and not marker and self.faces.before(row, column)[1] < 0:
            return None
        labels, codes, unit, next_to = self._beside(row, column)
        named = next_to is not None and next_to.rank != 1 and self.faces.names_field(row, column - 1)
        if (not labels and not head and not marker) or (len(head) > _DEEPEST and not named):
            return None
        if self._is_part(labels, codes, unit) or (not head and not named and self.faces.ends_heads(row, column)):
            return None
        if not marker and not named and self._asks_nothing(row, column, labels, next_to):
            return None
        labels = self._ranked(row, labels, codes)
        parents, maybe = self.standing.parents(row, column)
        if labels and labels[0].carried:
            said = [self.faces.label(row, at) for at, _ in self.faces.anchors(row) if at < column]
            labels, parents, maybe = in_sentence(labels, said)
        behind = self.faces.unit_behind(row, span.right + 1)
        if behind is not None and column > 1 and next_to is not None and unit_in(next_to.words) is not None:
            unit = unit if self.faces.kind(row, column - 2) == "label" else None  # 118 批次 327 人次
        return Spot(
            Place(self.sheet.name, row, column),
            labels,
            head,
            parents,
            maybe,
            (*(lb.words for _, lb in self.bands), *over_all, self.sheet.name),
            unit if unit is not None else behind,
            self.sheet_unit,
            next_to,
            marker[1] if marker else "",
            codes,
            self.over[column].table,
            cell.words.strip(),
        )

    def _heads(self, row: int, column: int) -> tuple[_Labels, tuple[str, ...]]:
        """The heads over a cell, the nearest first; what stands over the names of its rows too is a title."""
        _, at = self.faces.before(row, column)
        named = at if at >= 0 else None
        heads: list[Label] = []
        titles: list[str] = []
        for label, place in reversed(self.over[column].path):
            span = self.sheet.span(*place)
            if named is not None and span.left < span.right and span.left <= named <= span.right:
                titles.append(label.words)
            elif not (heads and not heads[0].plain and _MOVES.search(label.words)):
                heads.append(label)
        beside = self.faces.label(row, named) if named is not None else Label("")
        if named is not None and not beside.role and (beside.total or (beside.plain and beside.years)):
            titles += [label.words for label, _ in self.over[named].path[:1] if not label.role and label.words]
        return tuple(heads), tuple(reversed(titles))

    def _asks_nothing(self, row: int, column: int, labels: _Labels, next_to: Label | None) -> bool:
        """Whether a cell is for labels, or behind the end of a sentence, or none that the file speaks of."""
        over = self.over[column]
        if next_to is not None and self.faces.lists_heads(row + 1):
            return True  # over the heads of a list
        said = labels[-1].words if labels else ""
        if tells_units(said) or _NOTE.search(said) or (not said and self.faces.is_gap(row, column)):
            return True
        if next_to is not None and not over.path and self._holds_labels(row, column):
            return True
        if (
            over.units
            or over.role in ("number_head", "unit_head", "name_head")
            or (over.role == "group_head" and not labels)
        ):
            return True
        beside = self.over[column - 1].role if column else ""
        if next_to is not None and beside == "never" and not over.path:
            return True  # behind a remark
        if next_to is None:
            return not over.path and (row, column) not in self.sheet.cells
        if next_to.words.endswith("。"):
            return True
        ends = next_to.words.endswith(("，", "；", ",", ";")) or self._heads_sentences(row, column - 1)
        return ends and (row, column) not in self.sheet.cells

    def _ranked(self, row: int, labels: _Labels, codes: tuple[str, ...]) -> _Labels:
        """The labels, the first as a heading where it is numbered 一 in a cell of its own and the next line 1.1."""
        if not labels or labels[0].rank or not any(_CHAPTER.fullmatch(code) for code in codes):
            return labels
        below = next((cell.words.strip() for _, cell in self.faces.anchors(row + 1) if cell.words.strip()), "")
        return (replace(labels[0], rank=1), *labels[1:]) if _LINE.match(below) else labels

    def _holds_labels(self, row: int, column: int) -> bool:
        """Whether parts of other lines are named in a column without a head, before their cells, as this line has."""
        behind = [at for at in range(column + 1, self.columns) if self.over[at].path]
        lines = takewhile(lambda at: not self.faces.is_empty(at), range(row, min(row + _REACH, self.rows)))
        asking = [at for at in lines if any(self.faces.kind(at, over) == "blank" for over in behind)]
        return row in asking and any(self.faces.kind(at, column) == "label" for at in asking)

    def _heads_sentences(self, row: int, column: int) -> bool:
        """Whether a label numbered 一、 stands over a line that is not numbered so, or （二） over sentences."""
        own, below = self.faces.label(row, column), self.faces.label(row + 1, column)
        deep = own.rank == 1 or (own.rank == 2 and self._begins_sentence(row + 1, list(self.faces.anchors(row + 1))))
        return deep and bool(below.key) and below.rank != own.rank

    def _beside(self, row: int, column: int) -> tuple[tuple[Label, ...], tuple[str, ...], str | None, Label | None]:
        """The labels to the left (nearest first), words that may be codes, the unit, the direct neighbour."""
        found = Beside()
        at = column - 1
        if at >= 0 and self.faces.kind(row, at) == "label":
            found.next_to = self.faces.label(row, at)
        while at >= 0:
            words, role = self.sheet.cell(row, at).words.strip(), self.over[at].role
            if self.faces.kind(row, at) == "blank" and not found.labels:
                at = self.faces.before(row, at)[0]  # blank cells say nothing, and there may be very many
                continue
            if self.faces.kind(row, at) == "label":
                found.take_label(self.lexicon.read(words), words, role)
            elif found.ends_at(words, role, self.faces.kind(row, at) == "value"):
                break
            at = self.sheet.span(row, at).left - 1
        return tuple(found.labels), tuple(found.codes), found.unit, found.next_to

    def _is_part(self, labels: _Labels, codes: tuple[str, ...], unit: str | None) -> bool:
        """A line numbered （一） without a unit, where the others have one: it names a part of the table."""
        counted = any(over.role == "unit_head" for over in self.over)
        stated = unit is not None or any(label.unit is not None for label in labels)
        return counted and not stated and any(_CHAPTER.fullmatch(code) for code in codes)


def outlook(sheet: GridSheet, lexicon: Lexicon) -> Iterator[Spot]:
    """Every fillable cell of a sheet with what it looks out on; none of a hidden sheet."""
    return iter(()) if sheet.hidden else _Reader(sheet, lexicon).spots()


def outlooks(grid: Grid, lexicon: Lexicon) -> list[Spot]:
    """The same of all sheets; KnownError where there are more cells to fill than in any form."""
    found: list[Spot] = []
    for sheet in grid.sheets:
        found += islice(outlook(sheet, lexicon), MOST_SPOTS + 1 - len(found))
        if len(found) > MOST_SPOTS:
            raise KnownError(
                f"到工作表“{sheet.name}”为止，要填的格子超过 {MOST_SPOTS} 个，没有读入。",
                "请核对是不是选错了文件，或者删去不用的工作表、行和列，保存后再选它。",
            )
    return found
