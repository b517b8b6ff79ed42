"""The merged heads of a fixed table: equal neighbours share one box, as on the printed form.

Knows lines with heads from the outermost to the innermost; knows no cells and no figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHeaderView, QWidget

from db.domain.pack import Line
from gui import theme

_MARGIN: Final = 4
_NOT_FIRST: Final = "、，。；：）”》"
_WRAP: Final = Qt.TextFlag.TextWordWrap


@dataclass(frozen=True, slots=True)
class Span:
    """One box of the heads: it covers lines `first`…`last` and levels `level`…`last_level`."""

    text: str
    first: int
    last: int
    level: int
    last_level: int


def spans(heads: Sequence[tuple[str, ...]]) -> tuple[Span, ...]:
    """The boxes of lines with these heads; a line with fewer heads than others fills the inner levels with its last."""
    depth = max((len(line) for line in heads), default=0)
    found = []
    for level in range(depth):
        first = 0
        while first < len(heads):
            last = first
            if level < len(heads[first]):
                last = _run(heads, first, level)
                deepest = depth - 1 if level == len(heads[first]) - 1 else level
                found.append(Span(heads[first][level], first, last, level, deepest))
            first = last + 1
    return tuple(found)


def _run(heads: Sequence[tuple[str, ...]], first: int, level: int) -> int:
    """The last line that shares the box of `first`: same heads down to here, and more of them below."""
    last = first
    while (
        last + 1 < len(heads)
        and len(heads[first]) > level + 1
        and len(heads[last + 1]) > level + 1
        and heads[last + 1][: level + 1] == heads[first][: level + 1]
    ):
        last += 1
    return last


class HeadsView(QHeaderView):
    """Heads of rows or columns, painted as merged boxes; it never scrolls away with the cells."""

    def __init__(self, orientation: Qt.Orientation, parent: QWidget | None = None) -> None:
        super().__init__(orientation, parent)
        self._spans: tuple[Span, ...] = ()
        self._numbers: tuple[str, ...] = ()
        self._thickness: list[int] = []
        self._number_width = 0
        self._current = -1
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    @property
    def _across(self) -> bool:
        return self.orientation() == Qt.Orientation.Horizontal

    def show_lines(self, lines: Sequence[Line], sizes: Sequence[int]) -> None:
        """Show other heads; `sizes` are the widths of the columns, or the least heights of the rows, in pixels."""
        self._spans = spans([line.heads for line in lines])
        numbers = tuple(line.number for line in lines)
        self._numbers = numbers if not self._across and any(numbers) and len(lines) > 1 else ()
        self._current = -1
        metrics = self.fontMetrics()
        if self._across:
            self._thickness = _heights(self._spans, sizes, metrics)
            for line, size in enumerate(sizes):
                self.resizeSection(line, size)
        else:
            self._thickness = _widths(self._spans, metrics)
            widest = max((metrics.horizontalAdvance(number) for number in self._numbers), default=0)
            self._number_width = widest + 2 * _MARGIN + 2 if self._numbers else 0
            for line, size in enumerate(sizes):
                self.resizeSection(line, max(size, self._least_height(line, metrics)))
        self.updateGeometry()
        self.viewport().update()

    def set_current(self, line: int) -> None:
        """Point at the line of the current cell."""
        if line != self._current:
            self._current = line
            self.viewport().update()

    def sizeHint(self) -> QSize:
        across = sum(self._thickness) + self._number_width
        return QSize(0, across) if self._across else QSize(across, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self.palette().color(QPalette.ColorRole.Window))
        for span in self._spans:
            self._paint(painter, self._box(span), span.text, self._points_at(span), self._beside(span))
        for line, number in enumerate(self._numbers):
            box = QRect(0, self.sectionViewportPosition(line), self._number_width, self.sectionSize(line))
            self._paint(painter, box, number, line == self._current, beside=True)

    def box_of(self, text: str) -> QRect:
        """Where the first box with this text is painted, in pixels of the viewport; empty if there is none."""
        return next((self._box(span) for span in self._spans if span.text == text), QRect())

    def _points_at(self, span: Span) -> bool:
        return span.first == span.last == self._current

    def _beside(self, span: Span) -> bool:
        # Names of rows begin at one edge; what spans several rows, and every head of a column, is centred.
        return not self._across and span.first == span.last

    def _box(self, span: Span) -> QRect:
        start = self.sectionViewportPosition(span.first)
        length = sum(self.sectionSize(line) for line in range(span.first, span.last + 1))
        offset = self._number_width + sum(self._thickness[: span.level])
        across = sum(self._thickness[span.level : span.last_level + 1])
        return QRect(start, offset, length, across) if self._across else QRect(offset, start, across, length)

    def _paint(self, painter: QPainter, box: QRect, text: str, current: bool, beside: bool) -> None:
        if current:
            tint = QColor(theme.colour(self, "accent"))
            tint.setAlpha(theme.HEAD_TINT)
            painter.fillRect(box, tint)
        painter.setPen(theme.colour(self, "grid"))
        painter.drawLine(box.topRight(), box.bottomRight())
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        side = Qt.AlignmentFlag.AlignLeft if beside else Qt.AlignmentFlag.AlignHCenter
        flags = int(side | Qt.AlignmentFlag.AlignVCenter) | int(_WRAP)
        metrics = self.fontMetrics()
        if metrics.horizontalAdvance(text) > box.width() - 2 * _MARGIN:
            text = balanced(text, _room(metrics, box.width()))
        painter.drawText(box.adjusted(_MARGIN, 1, -_MARGIN, -1), flags, text)

    def _least_height(self, line: int, metrics: QFontMetrics) -> int:
        heights = [
            _wrapped(metrics, span.text, sum(self._thickness[span.level : span.last_level + 1]))
            for span in self._spans
            if span.first == span.last == line
        ]
        return max(heights, default=0)


def balanced(text: str, letters: int) -> str:
    """`text` in as few lines of at most `letters` as it needs, of about one length: 社会公益组织 in 5 → 社会公/益组织.

    No line begins with a mark of punctuation.
    """
    count = -(-len(text) // max(letters, 1))
    length = -(-len(text) // max(count, 1))
    lines = []
    rest = text
    while rest:
        cut = length
        if rest[cut : cut + 1] in _NOT_FIRST and rest[cut:]:
            cut += 1 if length < letters else -1
        lines.append(rest[: max(cut, 1)])
        rest = rest[max(cut, 1) :]
    return "\n".join(lines)


def _room(metrics: QFontMetrics, width: int) -> int:
    return (width - 2 * _MARGIN) // metrics.horizontalAdvance("国")


def _wrapped(metrics: QFontMetrics, text: str, width: int) -> int:
    """The height of `text` wrapped into a box this wide, margins included."""
    if metrics.horizontalAdvance(text) > width - 2 * _MARGIN:
        text = balanced(text, _room(metrics, width))
    room = QRect(0, 0, max(width - 2 * _MARGIN, 1), 10_000)
    return metrics.boundingRect(room, int(_WRAP), text).height() + 2 * _MARGIN


def _heights(boxes: Sequence[Span], widths: Sequence[int], metrics: QFontMetrics) -> list[int]:
    """How high each level of column heads must be for every text to fit."""
    depth = max((span.last_level for span in boxes), default=-1) + 1
    heights = [metrics.height() + 2 * _MARGIN] * depth
    for span in sorted(boxes, key=lambda box: box.last_level - box.level):
        need = _wrapped(metrics, span.text, sum(widths[span.first : span.last + 1]))
        missing = need - sum(heights[span.level : span.last_level + 1])
        heights[span.last_level] += max(missing, 0)
    return heights


def _widths(boxes: Sequence[Span], metrics: QFontMetrics) -> list[int]:
    """How wide each level of row heads is: inner names get room, what spans rows stands narrow."""
    depth = max((span.last_level for span in boxes), default=-1) + 1
    letter = metrics.horizontalAdvance("国")
    widths = [letter * 2 + 2 * _MARGIN + 2] * depth
    for span in sorted(boxes, key=lambda box: box.last_level - box.level):
        letters = 13 if span.last_level == depth - 1 else _upright(span)
        limit = letter * letters + 2 * _MARGIN + 2
        need = min(metrics.horizontalAdvance(span.text) + 2 * _MARGIN + 2, limit)
        missing = need - sum(widths[span.level : span.last_level + 1])
        widths[span.last_level] += max(missing, 0)
    return widths


def _upright(span: Span) -> int:
    """How many letters wide what spans rows is: three lines high where there is room for it."""
    lines = min(span.last - span.first + 1, 3)
    return -(-len(span.text) // lines) if len(span.text) > 4 else max(-(-len(span.text) // min(lines, 2)), 2)
