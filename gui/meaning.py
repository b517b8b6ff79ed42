"""A delegate that writes a cell in the colour of its meaning; knows no model but the role it asks for."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gui import theme

MEANING = Qt.ItemDataRole.UserRole + 40  # a theme.Meaning, or nothing

_AIR = 4  # pixels between lines and columns, so that the eye finds its place


class MeaningDelegate(QStyledItemDelegate):
    """Looks the colour up when it paints, so that light and dark can change at any time."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        meaning = index.data(MEANING)
        widget: QWidget | None = self.parent()  # type: ignore[assignment] # its view made it
        if meaning and widget is not None:
            palette = option.palette  # type: ignore[attr-defined] # the stubs leave its members out
            palette.setColor(QPalette.ColorRole.Text, theme.colour(widget, meaning))
            option.palette = palette  # type: ignore[attr-defined]

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        size = super().sizeHint(option, index)
        return QSize(size.width() + _AIR, size.height() + _AIR)
