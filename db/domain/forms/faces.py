"""What each cell of a sheet shows itself to be: a label, a figure's place, a formula; which rows are heads or titles.

Knows one sheet and the words, no items and nothing of what stands over a cell.
"""

import re
from collections.abc import Iterator

from db.domain.forms.beside import is_entry
from db.domain.forms.grid import GridCell, GridSheet, Holds
from db.domain.forms.words import Label, Lexicon, unit_carried, unit_in

MOST_ROWS, MOST_COLUMNS = 3000, 200
WIDE = 0.6  # of the sheet
_CALENDAR = re.compile(r"(?P<full>20[0-4]\d年?度?|[12]\d年度?)|[12]\d")
_HEADING = re.compile(r"[:：]|^20\d\d\s*年\s*\d{1,2}\s*月|^附件|^附表")
_SIGNED = re.compile(r"[(（][^()（）]*[)）]|[:：\s]")
_CAPTION = re.compile(r"【[^【】]+】")
_NOTE = re.compile(r"[(（]([^()（）]{1,30})[)）]")
_TEXTBOOK = frozenset("甲乙丙丁戊己庚辛壬癸")
_SECTION = re.compile(r"(?:情况|统计|汇总|表|信息)(?:[(（][^()（）]*[)）])?$|^附?表|^第.{1,5}条|^附")


class Faces:
    """One sheet, cell by cell, as a reader sees it; what was looked at once is kept."""

    def __init__(self, sheet: GridSheet, lexicon: Lexicon) -> None:
        self.sheet, self.lexicon = sheet, lexicon
        rows, columns = sheet.size
        self.rows, self.columns = min(rows, MOST_ROWS), min(columns, MOST_COLUMNS)
        self._kinds: dict[tuple[int, int], str] = {}
        self._before: tuple[int, list[tuple[int, int]]] = -1, []  # of the row that was asked about last

    def kind(self, row: int, column: int) -> str:
        """label, value, blank or formula."""
        found = self._kinds.get((row, column))
        if found is None:
            found = self._kinds[row, column] = self._kind(row, column)
        return found

    def _kind(self, row: int, column: int) -> str:
        cell = self.sheet.cell(row, column)
        words = cell.words.strip()
        if cell.holds is Holds.FORMULA:
            return "formula"
        calendar = _CALENDAR.fullmatch(words)
        if calendar and cell.holds is not Holds.DATE:
            plain = cell.holds is Holds.WORDS and bool(calendar["full"])
            head = plain or self._beside_head(row, column) or self._beside_year(row, column)
            return "label" if head else "value"
        if cell.holds in (Holds.NUMBER, Holds.DATE):
            return "value"
        if not words:
            return "blank"
        return "value" if is_entry(words) else "label"

    def before(self, row: int, column: int) -> tuple[int, int]:
        """The columns of the nearest cell to the left that is not blank, and of the nearest label; -1 for none."""
        if self._before[0] != row:
            filled = label = -1
            nearest = [(filled, label)]
            for at in range(self.columns):
                kind = self.kind(row, at)
                filled, label = at if kind != "blank" else filled, at if kind == "label" else label
                nearest.append((filled, label))
            self._before = row, nearest
        return self._before[1][column]

    def _beside_head(self, row: int, column: int) -> bool:
        """Whether a number that may be a year stands in a row of heads."""
        words = [self.sheet.cell(row, at).words for at in range(column)]
        return any(self.lexicon.read(word).role for word in words if word.strip())

    def _beside_year(self, row: int, column: int) -> bool:
        """Whether a number that may be a year stands beside the year after or before, over cells to fill."""
        own = self.sheet.cell(row, column).words.strip()
        beside = {self.sheet.cell(row, at).words.strip() for at in (column - 1, column + 1) if at >= 0}
        below = self.sheet.cell(self.sheet.span(row, column).bottom + 1, column)
        years = {int(word) for word in beside if re.fullmatch(r"20[0-4]\d", word)}
        return (
            len(own) == 4
            and own.isdecimal()
            and bool(years & {int(own) - 1, int(own) + 1})
            and below.holds is Holds.NOTHING
        )

    def label(self, row: int, column: int) -> Label:
        """The label that stands there."""
        return self.lexicon.read(self.sheet.cell(row, column).words)

    def origin(self, row: int, column: int) -> tuple[int, int]:
        """The cell that holds what is shown there."""
        span = self.sheet.span(row, column)
        return span.top, span.left

    def anchors(self, row: int) -> Iterator[tuple[int, GridCell]]:
        """Column and cell of each cell of the row that is no part of another; merged ones by their first row only."""
        column = 0
        while column <= self.columns - 1:
            span = self.sheet.span(row, column)
            if span.left == column:
                yield column, self.sheet.cell(row, column)
            column = max(span.right, column) + 1

    def is_numbering(self, row: int) -> bool:
        """甲 乙 1 2 3 under the heads."""
        words = [cell.words.strip() for _, cell in self.anchors(row) if cell.words.strip()]
        if len(words) < 2 or any(len(word) > 4 for word in words):
            return False
        letters = [word for word in words if word in _TEXTBOOK]
        digits = [int(word.strip("()（）")) for word in words if re.fullmatch(r"[(（]?\d{1,2}[)）]?", word)]
        in_order = digits == list(range(digits[0], digits[0] + len(digits))) if digits else True
        return len(letters) + len(digits) == len(words) and in_order and (bool(letters) or digits[:1] == [1])

    def is_heading(self, row: int) -> bool:
        """Whether a row belongs to what stands over the table: 单位：件, 填报单位：, a date."""
        words = (self.sheet.cell(row, at).words.strip() for at in range(self.columns))
        return any(_HEADING.search(word) for word in words if word)

    def names_field(self, row: int, column: int) -> bool:
        """Whether a field of the head or the foot is named there: 填报单位, 联系电话."""
        words = self.sheet.cell(row, column).words
        return words.rstrip().endswith((":", "：")) or _SIGNED.sub("", words) in self.lexicon.head

    def begins_table(self, row: int) -> bool:
        """Whether a row is the first of a table's heads: labels side by side, most with cells to fill below them."""
        labels = [column for column, _ in self.anchors(row) if self.kind(row, column) == "label"]
        if row >= self.rows - 1 or len(labels) < 2 or any(self.kind(row, at) == "value" for at in range(self.columns)):
            return False
        if self.label(row, labels[0]).whereof:
            return False
        words = {self.label(row, at).words for at in labels}
        if any(self.takes_words(row, at) for at in labels) or len(words) < 2 or any(map(unit_in, words)):
            return False
        open_below = [at for at in labels if self._open_below(row, at)]
        few = len(labels) == 2 or self.label(row, labels[0]).role == "group_head"
        return len(open_below) >= (1 if few else max(2, len(labels) // 2))

    def takes_words(self, row: int, column: int) -> bool:
        """Whether a field of the head is named there, with its cell behind it."""
        behind = self.sheet.span(row, column).right + 1
        return self.names_field(row, column) and behind < self.columns and self.kind(row, behind) != "label"

    def heads_end(self, row: int) -> int:
        """The last row of the heads that begin in `row`."""
        return max(self.sheet.span(row, column).bottom for column in range(self.columns))

    def _open_below(self, row: int, column: int) -> bool:
        """Whether cells to fill stand under a head, below at most one more line of heads."""
        at = self.sheet.span(row, column).bottom + 1
        if self.kind(at, column) == "label" and at < self.rows:
            at = self.sheet.span(at, column).bottom + 1
        return at < self.rows and (at, column) in self.sheet.cells and self.kind(at, column) in ("blank", "value")

    def titles_table(self, row: int) -> bool:
        """Whether the only words of a row name the table whose heads begin in the next one."""
        labels = [column for column, _ in self.anchors(row) if self.kind(row, column) == "label"]
        span = self.sheet.span(row, labels[0]) if labels else None
        if len(labels) != 1 or span is None or span.bottom > row:
            return False
        words = self.label(row, labels[0])
        apart = row > 0 and self.is_empty(row - 1) and span.right > span.left
        if words.rank and words.rank == self.label(row + 1, span.left).rank:
            return False  # 二 and 三 are lines of one list
        named = words.rank in (1, 2) or apart or bool(_SECTION.search(words.words))
        return named and self.begins_table(row + 1)

    def stands_bare(self, row: int) -> bool:
        """Whether a line 一、 behind an empty row is the only cell that the file has in its row, unlike the next."""
        own, below = ([at for at in range(self.columns) if (n, at) in self.sheet.cells] for n in (row, row + 1))
        parted = row > 0 and self.is_empty(row - 1)
        return parted and len(own) == 1 and len(below) > 2 and self.label(row, own[0]).rank == 1

    def captions_list(self, row: int) -> bool:
        """Whether the only words of a row name the list below it, and whose year its figures are of in brackets."""
        labels = [column for column, _ in self.anchors(row) if self.kind(row, column) == "label"]
        if len(labels) != 1 or self.kind(row + 1, labels[0]) != "label":
            return False
        words = self.sheet.cell(row, labels[0]).words.strip()
        return bool(_CAPTION.fullmatch(words)) or any(
            (read := self.lexicon.read(part)).whose is not None or read.years
            for note in _NOTE.findall(words)
            for part in re.split("[，,；;、]", note)
        )

    def lists_heads(self, row: int) -> bool:
        """Whether a row holds the heads of names, units or numbers of a list, and others."""
        labels = [column for column, _ in self.anchors(row) if self.kind(row, column) == "label"]
        roles = {self.label(row, at).role for at in labels if self.label(row, at).unit is None}
        return len(labels) > 2 and len(roles - {""}) > 1

    def is_below_heads(self, row: int) -> bool:
        """Whether the cells of a row lie right under a line of nothing but heads."""
        own = [column for column in range(self.columns) if (row, column) in self.sheet.cells] or range(self.columns)
        above = [column for column in own if row and self.kind(row - 1, column) == "label"]
        if len({self.origin(row - 1, column) for column in above}) < 2:
            return False  # a note
        return len(above) >= max(2, len(own) // 2 + 1) or (len(above) > 2 and self.begins_table(row - 1))

    def groups_table(self, row: int) -> bool:
        """Whether a row names groups over the heads that begin in the next one."""
        kinds = [self.kind(row, column) for column, _ in self.anchors(row)]
        if self.begins_table(row) or any(self.takes_words(row, column) for column, _ in self.anchors(row)):
            return False
        return kinds.count("label") > 1 and set(kinds) <= {"label", "blank"} and self.begins_table(row + 1)

    def is_empty(self, row: int) -> bool:
        """Whether nothing stands in a row."""
        return all(self.kind(row, column) == "blank" for column in range(self.columns))

    def asks_alone(self, row: int) -> bool:
        """Whether a line asks for figures, whatever stands over it: 胜诉率：____ %, or two with their units."""
        kinds = [self.kind(row, column) for column in range(self.columns)]
        asked = [at for at in range(self.columns - 2) if kinds[at : at + 3] == ["label", "blank", "label"]]
        told = [at for at in asked if unit_in(self.sheet.cell(row, at + 2).words) is not None]
        ends = self.sheet.cell(row, 0).words.rstrip().endswith((":", "："))
        return told[:1] == [0] and (len(told) > 1 or ends)

    def is_pairs(self, row: int) -> bool:
        """Whether a row is nothing but labels, each with a cell to fill behind it."""
        kinds = [self.kind(row, column) for column, _ in self.anchors(row)]
        while kinds[-2:] == ["blank", "blank"]:
            kinds.pop()
        return len(kinds) > 3 and all(kind == ("blank" if n % 2 else "label") for n, kind in enumerate(kinds))

    def unit_behind(self, row: int, column: int) -> str | None:
        """The unit that stands, or begins what is said, in a cell behind one to fill."""
        if column >= self.columns or self.kind(row, column) != "label":
            return None
        words = self.sheet.cell(row, column).words.strip()
        return unit_carried(words) or unit_in(words.rstrip("，,；;。"))

    def ends_heads(self, row: int, column: int) -> bool:
        """Whether a cell is the rest of a line of heads: nothing stands over it, cells to fill below its labels."""
        below, (_, at) = [], self.before(row, column)
        if at >= 0 and self.label(row, at).carried:
            return False  # the rest of a sentence
        while at >= 0:
            below += [self.kind(row + 1, at)] if (row + 1, at) in self.sheet.cells else []
            _, at = self.before(row, at)
        return sum(kind in ("blank", "value") for kind in below) >= 2

    def names_line(self, row: int, column: int) -> bool:
        """Whether a label with its own cell behind it is no head of a column, unless its words are those of one."""
        label, right = self.label(row, column), self.sheet.span(row, column).right + 1
        if label.whose or label.never or label.role or label.plain or label.total:
            return False
        return right < self.columns and self.kind(row, right) != "label" and not self.ends_heads(row, right)

    def names_units(self, row: int, column: int) -> bool:
        """Whether a label such as 计量单位 is the name of a line of units."""
        behind = self.sheet.cell(row, self.sheet.span(row, column).right + 1).words
        return self.label(row, column).role == "unit_head" and unit_in(behind) is not None

    def group_over(self, row: int, at: int) -> list[tuple[Label, tuple[int, int]]]:
        """The head of a group above a head, also where its cells were not merged."""
        if row == 0 or self.is_heading(row - 1) or self.origin(row, at)[0] < row:
            return []
        column = at
        while column >= 0 and self.kind(row - 1, column) == "blank":
            column -= 1
        if column < 0 or self.kind(row - 1, column) != "label" or self.kind(row, column) != "label":
            return []
        lined = column == 0 < at  # the name of a line with its cells, over the heads of another table
        if lined or self.names_field(row - 1, column) or (column < at and self.label(row, column).role):
            return []
        if self.sheet.span(row - 1, column).right - self.sheet.span(row - 1, column).left + 1 > WIDE * self.columns:
            return []
        return [(self.label(row - 1, column), self.origin(row - 1, column))]

    def is_gap(self, row: int, column: int, over_heads: bool = False) -> bool:
        """Whether an empty cell is one among heads: labels behind it in its row, none before it, one below it.

        `over_heads`: that one stands over a cell to fill.
        """
        if self.kind(row, column) != "blank" or self.before(row, column)[1] >= 0:
            return False
        behind = any(self.kind(row, at) == "label" for at in range(column + 1, self.columns))
        below = self.sheet.span(row, column).bottom + 1
        heads = not over_heads or self.kind(below + 1, column) == "blank"
        return behind and heads and self.kind(below, column) == "label"

    def whole_of(self, row: int, column: int) -> list[tuple[Label, tuple[int, int]]]:
        """What a head such as 其中：主办 is part of: the head before it that is no such part itself."""
        if not self.label(row, column).whereof:
            return []
        for at in range(self.sheet.span(row, column).left - 1, -1, -1):
            if self.kind(row, at) != "label":
                return []
            if not self.label(row, at).whereof:
                return [(self.label(row, at), self.origin(row, at))]
        return []

    def role(self, row: int, column: int) -> str:
        """What a head says its column is; the first one is over names, although 任务 is elsewhere over what was due."""
        label = self.label(row, column)
        before = [self.label(row, at) for at, _ in self.anchors(row) if at < column]
        first = all(one.role == "number_head" for one in before)
        return label.role or ("" if not label.never else "name_head" if first else "never")
