"""Paints the cells of ledger and grid from their looks; knows no desk and no words."""

from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from gui import theme
from gui.form.entry_model import EntryModel
from gui.form.looks import SHAPES, Look
from gui.theme import Meaning

MARGIN: Final = 6
_ASIDE_LETTERS: Final = "+100.00%"
_MIDDLE: Final = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_RIGHT: Final = int(_MIDDLE | Qt.AlignmentFlag.AlignRight)
_LEFT: Final = int(_MIDDLE | Qt.AlignmentFlag.AlignLeft)
_INKS: Final[tuple[Meaning, ...]] = (
    *("error", "warning", "hint", "ok"),
    *("quiet", "grid", "computed", "accent"),
)
_REMEMBERED: Final = 4096  # texts cut to their column
Bounds = tuple[int, int, int, int]  # top, left, bottom, right, all of them inside


class CellDelegate(QStyledItemDelegate):
    """Looks are painted directly: a full page of cells in few milliseconds, with digits below digits.

    Colours and cut texts are kept until the view's font or palette changes (`restyle`).
    """

    def __init__(self, view: QAbstractItemView, entries: EntryModel, upright_lines: bool) -> None:
        super().__init__(view)
        self._view = view
        self._entries = entries
        self._upright_lines = upright_lines
        self.block: Bounds | None = None  # cells taken together: tinted, in a ledger along the whole row
        self.restyle()

    def restyle(self) -> None:
        """Take fonts and colours from the view and its theme again."""
        self._digits = theme.mono_digits(self._view.font())
        self._slanted = QFont(self._digits)
        self._slanted.setItalic(True)
        metrics = QFontMetrics(self._digits)
        self._metrics = metrics
        self._mark_width = max(map(metrics.horizontalAdvance, SHAPES))  # words stand below each other
        self._aside_width = metrics.horizontalAdvance(_ASIDE_LETTERS)
        self._cut: dict[tuple[str, int], str] = {}
        self._colours: dict[Meaning | None, QColor] = {
            None: self._view.palette().color(QPalette.ColorRole.Text),
            **{meaning: theme.colour(self._view, meaning) for meaning in _INKS},
        }
        self._tint = QColor(self._colours["accent"])
        self._tint.setAlpha(theme.ROW_TINT)
        self._taken = QColor(self._colours["accent"])
        self._taken.setAlpha(60)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        look = self._entries.look(index)
        width = self._metrics.horizontalAdvance(look.drawn)
        return QSize(width + 2 * MARGIN, self._metrics.height() + MARGIN)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        box: QRect = option.rect  # type: ignore[attr-defined] # the stubs leave its members out
        look = self._entries.look(index)
        current = self._view.currentIndex()
        painter.save()
        if look.computed:
            painter.fillRect(box, self._colours["computed"])
        if index.row() == current.row() and not self._upright_lines:
            painter.fillRect(box, self._tint)
        if self.block and self.is_taken(index):
            painter.fillRect(box, self._taken)
        self._lines(painter, box)
        self._words(painter, box.adjusted(MARGIN, 0, -MARGIN, 0), look)
        if index == current:
            self._frame(painter, box)
        painter.restore()

    def is_taken(self, index: QModelIndex | QPersistentModelIndex) -> bool:
        """Whether a cell belongs to the block."""
        top, left, bottom, right = self.block or (0, 0, -1, -1)
        return top <= index.row() <= bottom and (not self._upright_lines or left <= index.column() <= right)

    def _lines(self, painter: QPainter, box: QRect) -> None:
        painter.setPen(self._colours["grid"])
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if self._upright_lines:
            painter.drawLine(box.topRight(), box.bottomRight())

    def _words(self, painter: QPainter, box: QRect, look: Look) -> None:
        painter.setFont(self._slanted if look.computed else self._digits)
        if look.mark:
            self._write(painter, box, look.mark, look.mark_meaning, right=False)
            width = self._metrics.horizontalAdvance(look.mark)
            box = box.adjusted(max(width, self._mark_width) + 3, 0, 0, 0)
        if look.aside:
            self._write(painter, box, look.aside, "quiet", right=True)
        if look.aside_room:
            aside = max(self._aside_width, self._metrics.horizontalAdvance(look.aside))
            box = box.adjusted(0, 0, -aside - MARGIN, 0)
        self._write(painter, box, look.text, look.meaning, look.right)

    def _write(self, painter: QPainter, box: QRect, text: str, meaning: Meaning | None, right: bool) -> None:
        if text:
            painter.setPen(self._colours[meaning])
            painter.drawText(box, _RIGHT if right else _LEFT, self._fitting(text, box.width()))

    def _fitting(self, text: str, width: int) -> str:
        known = self._cut.get((text, width))
        if known is None:
            if len(self._cut) >= _REMEMBERED:
                self._cut.clear()
            known = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
            self._cut[text, width] = known
        return known

    def _frame(self, painter: QPainter, box: QRect) -> None:
        pen = QPen(self._colours["accent"], 2 if self._view.hasFocus() else 1)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawRect(box.adjusted(1, 1, -1, -1))

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Tooltips wrap, and words that look like markup stay words."""
        words = index.data(Qt.ItemDataRole.ToolTipRole) if index.isValid() else None
        if event.type() != QEvent.Type.ToolTip or not words:
            QToolTip.hideText()
            return False
        from html import escape  # noqa: PLC0415 - off the start path

        marked = escape(str(words)).replace("\n", "<br>")
        QToolTip.showText(event.globalPos(), f"<qt>{marked}</qt>", view)
        return True
