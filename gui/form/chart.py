"""The last years of one item as a small painted chart; knows bars and colours, no desk and no file.

What is drawn can also be read: exact values stand in the tooltip and in the accessible description.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QWidget

from db.domain import units
from db.domain.cells import Cell, State
from db.domain.items import Item
from gui import theme
from gui.form.looks import shown

translate: Final = QCoreApplication.translate
_MOST: Final = 6  # this year and the five before it
_LINES: Final = 7  # of writing: the height of the chart
_WIDEST_BAR: Final = 34
_AIR: Final = 3


@dataclass(frozen=True, slots=True)
class Bar:
    """One year. `said` is its exact value in words; `value` None draws no bar, only `said` is to be read.

    `low` and `high` are the range that words such as 近 leave open; `open_ended` when it has no end on one side.
    `current` is the year being filled.
    """

    year: int
    said: str
    value: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    open_ended: bool = False
    current: bool = False

    @property
    def rough(self) -> bool:
        """Whether the figure is no single number: its bar is hollow."""
        return self.low != self.high or self.open_ended


def bars(item: Item, past: Sequence[tuple[int, Cell]], year: int, now: Cell) -> tuple[Bar, ...]:
    """A bar for each year from the first known one on, years between them without a return included."""
    known = dict(past)
    known[year] = now
    first = max(min(known), year - _MOST + 1)
    return tuple(_bar(item, one, known.get(one), one == year) for one in range(first, year + 1))


def _bar(item: Item, year: int, cell: Cell | None, current: bool) -> Bar:
    if cell is None or cell.state is State.BLANK:
        return Bar(year, State.BLANK.value if cell or current else translate("chart", "没有记录"), current=current)
    said = shown(item, cell)
    read = cell.quantity
    factor = _factor(read.unit, item.unit) if read else None
    if read is None or factor is None:
        note = translate("chart", "{}（不折算，未画出）") if read else "{}"
        return Bar(year, note.format(said), current=current)
    low, high = _times(read.low, factor), _times(read.high, factor)
    value = _times(read.value, factor)
    if value is None:  # 数十: drawn at the middle of what it allows
        value = (low + high) / 2 if low is not None and high is not None else low or high
    return Bar(year, said, value, low, high, low is None or high is None, current)


def _factor(kept: str, wanted: str) -> Fraction | None:
    source, target = units.find(kept), units.find(wanted)
    return units.conversion(source, target) if source and target else None


def _times(number: Decimal | None, factor: Fraction) -> Fraction | None:
    return None if number is None else Fraction(number) * factor


def told(shown_bars: Sequence[Bar]) -> str:
    """The bars as lines of text, the newest first."""
    lines = (translate("chart", "{year} 年　{said}").format(year=bar.year, said=bar.said) for bar in shown_bars)
    return "\n".join(reversed([*lines]))


class YearsChart(QLabel):
    """Bars with the years below. Hidden while there is nothing to draw; it takes no focus, its words stand beside.

    A label, so that a screen reader takes it for something to read.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[Bar, ...] = ()
        self._with_values = True  # above the bars, when all of them fit
        self.setAccessibleName(self.tr("往年走势图"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    @property
    def bars(self) -> tuple[Bar, ...]:
        """What is drawn."""
        return self._bars

    def show_bars(self, shown_bars: Sequence[Bar]) -> None:
        """Draw other bars; without a single figure the chart is hidden."""
        self._bars = tuple(shown_bars) if any(bar.value is not None for bar in shown_bars) else ()
        self.setAccessibleDescription("；".join(told(self._bars).splitlines()))
        self.setVisible(bool(self._bars))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, self.fontMetrics().lineSpacing() * _LINES)

    def bar_at(self, x: float) -> Bar | None:
        """The bar over or under a point of the chart, in pixels from its left edge."""
        place = int(x * len(self._bars) / max(self.width(), 1))
        return self._bars[place] if 0 <= place < len(self._bars) else None

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            bar = self.bar_at(event.pos().x())
            QToolTip.showText(event.globalPos(), told((bar,)) if bar else "", self)
            return True
        return super().event(event)

    # ---- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._bars:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetricsF(self.font())
        line = metrics.lineSpacing()
        plot = QRectF(0, line + _AIR, self.width(), self.height() - 2 * line - 2 * _AIR)
        scale = _Scale(self._bars, plot)
        painter.setPen(QPen(theme.colour(self, "quiet"), 1))
        painter.drawLine(QLineF(plot.left(), scale.zero, plot.right(), scale.zero))
        slot = plot.width() / len(self._bars)
        self._with_values = all(metrics.horizontalAdvance(bar.said) <= slot for bar in self._bars if bar.value)
        for place, bar in enumerate(self._bars):
            box = QRectF(plot.left() + place * slot, plot.top(), slot, plot.height())
            self._paint_bar(painter, box, bar, scale)
            self._write_year(painter, QRectF(box.left(), self.height() - line, slot, line), bar)

    def _paint_bar(self, painter: QPainter, slot: QRectF, bar: Bar, scale: "_Scale") -> None:
        if bar.value is None:
            line = painter.fontMetrics().lineSpacing()
            fits = painter.fontMetrics().horizontalAdvance(bar.said) <= slot.width()
            place = QRectF(slot.left(), scale.zero - line - 1, slot.width(), line)
            self._write(painter, place, bar.said if fits else "—", "quiet")
            return
        width = min(slot.width() * 0.6, _WIDEST_BAR)
        end = scale.at(bar.value)
        box = QRectF(slot.center().x() - width / 2, min(end, scale.zero), width, max(abs(end - scale.zero), 1))
        ink = theme.colour(self, "accent")
        painter.setPen(QPen(ink, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush if bar.rough else self._fill(ink, bar.current))
        painter.drawRect(box)
        if bar.rough:
            self._whisker(painter, slot.center().x(), bar, scale)
        if self._with_values:
            top = scale.at(max(bar.value, bar.high or bar.value, Fraction(0)))
            line = painter.fontMetrics().lineSpacing()
            self._write(painter, QRectF(slot.left(), top - line - 1, slot.width(), line), bar.said, None)

    def _fill(self, ink: QColor, current: bool) -> QColor:
        fill = QColor(ink)
        fill.setAlpha(255 if current else 90)
        return fill

    def _whisker(self, painter: QPainter, x: float, bar: Bar, scale: "_Scale") -> None:
        """From the lowest to the highest number meant, a cap where there is an end."""
        assert bar.value is not None
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.WindowText), 1.2))
        ends = [scale.at(bar.value if end is None else end) for end in (bar.low, bar.high)]
        painter.drawLine(QLineF(x, ends[0], x, ends[1]))
        for known, y in zip((bar.low, bar.high), ends, strict=True):
            if known is not None:
                painter.drawLine(QLineF(x - 4, y, x + 4, y))

    def _write_year(self, painter: QPainter, box: QRectF, bar: Bar) -> None:
        font = painter.font()
        font.setBold(bar.current)
        painter.setFont(font)
        whole = str(bar.year)
        fits = painter.fontMetrics().horizontalAdvance(whole) <= box.width()
        self._write(painter, box, whole if fits else f"’{whole[2:]}", None if bar.current else "quiet")
        font.setBold(False)
        painter.setFont(font)

    def _write(self, painter: QPainter, box: QRectF, words: str, meaning: theme.Meaning | None) -> None:
        """Only what fits: a figure cut short would be another figure."""
        if painter.fontMetrics().horizontalAdvance(words) <= box.width():
            ink = theme.colour(self, meaning) if meaning else self.palette().color(QPalette.ColorRole.WindowText)
            painter.setPen(ink)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)


class _Scale:
    """Where a number stands between the lowest and the highest one; zero is always within."""

    def __init__(self, shown_bars: Sequence[Bar], plot: QRectF) -> None:
        numbers = [n for bar in shown_bars for n in (bar.value, bar.low, bar.high) if n is not None]
        self._top, self._bottom = max([*numbers, Fraction(0)]), min([*numbers, Fraction(0)])
        self._plot = plot
        self.zero = self.at(Fraction(0))

    def at(self, number: Fraction) -> float:
        """Pixels from above. Exact until the last step: huge numbers have no float of their own."""
        span = self._top - self._bottom
        share = float((self._top - number) / span) if span else 1.0
        return self._plot.top() + share * self._plot.height()
