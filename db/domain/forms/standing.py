"""Which rows of a form stand under which: by indentation, numbering, 其中, a merged cell beside them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from db.domain.forms.faces import Faces
from db.domain.forms.words import Label, unit_in

_GOES_ON = ("涉及", "上述", "以上")
_CODED = re.compile(r"[A-Z][-.]?\d{1,2}")
_REACH = 9  # lines back
_KEPT = 60
_IN_CHAPTER = 3
_CHAPTER = re.compile(r"[一二三四五六七八九十]{1,3}[、.．]?")


@dataclass
class Standing:
    """The labels of rows met so far, by column: (how deep, label, row)."""

    faces: Faces
    role_over: Callable[[int], str]
    told: dict[int, list[tuple[int, Label, int]]] = field(default_factory=dict)

    def tell(self, row: int, column: int) -> None:
        """Note a label of a row with how deep it stands."""
        span = self.faces.sheet.span(row, column)
        cell = self.faces.sheet.cell(row, column)
        label = self.faces.lexicon.read(cell.words)
        if span.top != row or self.role_over(column) in ("unit_head", "number_head", "never"):
            return
        if unit_in(cell.words) is not None or not label.key:
            return
        lead = len(cell.words) - len(cell.words.lstrip(" \u3000\xa0"))
        wide = sum(2 if c == "\u3000" else 1 for c in cell.words[:lead])
        depth = cell.indent * 2 + wide + (6 if label.whereof else 0)  # as wide as 其中：
        before = self.told.setdefault(column, [])
        label = self._numbered(row, column, label, before)
        before.append((depth, label, row))
        del before[:-_KEPT]

    def _numbered(self, row: int, column: int, label: Label, before: list[tuple[int, Label, int]]) -> Label:
        """The label with the rank of the number in the cell before it: 一 over 1, 2, 3; A over A1, A2."""
        number = self.faces.sheet.cell(row, column - 1).words.strip() if column and not label.rank else ""
        if _CHAPTER.fullmatch(number):
            return replace(label, rank=1)
        under = (number.isdecimal() or _CODED.fullmatch(number)) and any(other.rank == 1 for _, other, _ in before)
        return replace(label, rank=_IN_CHAPTER) if under else label

    def parents(self, row: int, column: int) -> tuple[tuple[Label, ...], tuple[Label, ...]]:
        """The labels that the row's own label stands under; those that it may, if the rows before do."""
        for at in range(column - 1, -1, -1):
            if not (lines := self.told.get(at)):
                continue
            if lines[-1][2] == self.faces.sheet.span(row, at).top and self.faces.kind(row, at) == "label":
                own = _under(lines, len(lines) - 1)
                return own, () if own else self._perhaps(row, at, lines)
        return (), ()

    def _perhaps(self, row: int, column: int, lines: list[tuple[int, Label, int]]) -> tuple[Label, ...]:
        """Where 其中 or indentation ended without a word: what the lines before stood under, or the line before."""
        if len(lines) < 2 or lines[-1][1].rank:
            return ()
        if lines[-1][1].words.startswith(_GOES_ON):  # about the line before
            return next(((label,) for _, label, _ in reversed(lines[:-1]) if not label.words.startswith(_GOES_ON)), ())
        for n in range(len(lines) - 2, max(len(lines) - _REACH, -1), -1):
            above = _under(lines, n)
            if above:
                return above
            if lines[n][1].rank:
                return (lines[n][1],)
        return (self._first_of_group(row, column, lines),)

    def _first_of_group(self, row: int, column: int, lines: list[tuple[int, Label, int]]) -> Label:
        """The first line beside the same merged cell, else the line before."""
        span = self.faces.sheet.span(row, column - 1) if column else None
        if span is not None and span.top < span.bottom:
            return next((label for _, label, at in lines if at >= span.top), lines[-2][1])
        return lines[-2][1]


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
