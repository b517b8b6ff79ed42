"""How one line of what was found is drawn: number, name, place, unit, kind below each other; knows no model.

Drawn whole and not as five cells of a table: a list that changes with each letter typed must be painted at once.
"""

from typing import Final, NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gui import theme

_NUMBER, _MEASURE, _SORT = 5.0, 5.0, 4.5  # Chinese letters there is room for; name and place share the rest
_NAME_SHARE: Final = 0.64
_AIR: Final = 6  # pixels between lines, so that the eye finds its row
_GAP: Final = 6  # pixels left and right of what is written
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT, _MIDDLE = Qt.TextElideMode.ElideRight, Qt.TextElideMode.ElideMiddle


class Words(NamedTuple):
    """What a line says, from left to right."""

    number: str
    name: str
    where: str
    measure: str
    sort: str


class LineDelegate(QStyledItemDelegate):
    """Asks for `Words` and whether they can be used by the roles it is given."""

    def __init__(self, words_role: int, usable_role: int, view: QWidget) -> None:
        super().__init__(view)
        self._view, self._words_role, self._usable_role = view, words_role, usable_role

    @property
    def height(self) -> int:
        """Of a line, in pixels."""
        return self._view.fontMetrics().height() + _AIR

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(1, self.height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        words = index.data(self._words_role)
        if not isinstance(words, Words):
            return
        palette, metrics = self._view.palette(), self._view.fontMetrics()
        box, state = _parts(option)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        ink = palette.color(QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text)
        quiet = ink if chosen else theme.colour(self._view, "quiet")
        if chosen:
            painter.fillRect(box, palette.brush(QPalette.ColorRole.Highlight))
        painter.setFont(self._view.font())
        first = ink if index.data(self._usable_role) else quiet
        columns = _columns(box, metrics.horizontalAdvance("国"))
        for text, column, colour, cut in zip(
            words, columns, (first, first, quiet, quiet, quiet), (_RIGHT, _MIDDLE, _RIGHT, _RIGHT, _RIGHT), strict=True
        ):  # what tells the cells of a table apart stands at the end of their names: these are cut in the middle
            painter.setPen(colour)
            painter.drawText(column, _LEFT, metrics.elidedText(text, cut, column.width()))


def _parts(option: QStyleOptionViewItem) -> tuple[QRect, QStyle.StateFlag]:
    return option.rect, option.state  # type: ignore[attr-defined] # the stubs leave its members out


def _columns(box: QRect, letter: int) -> list[QRect]:
    number, measure, sort = (round(letters * letter) + _GAP for letters in (_NUMBER, _MEASURE, _SORT))
    rest = box.width() - _GAP - number - measure - sort
    name = round(rest * _NAME_SHARE)
    left, columns = box.left() + _GAP, []
    for width in (number, name, rest - name, measure, sort):
        columns.append(QRect(left, box.top(), width - _GAP, box.height()))
        left += width
    return columns
