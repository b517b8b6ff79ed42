"""The rectangle of cells taken together, from the cursor to where Shift or the mouse carried its other corner.

Knows a view and its delegate, no words. The cursor stays where it is: there is one current cell, and one only.
"""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent

from gui.form.delegate import Bounds, CellDelegate

if TYPE_CHECKING:
    from gui.form.entry_view import EntryView

_SHIFT: Final = Qt.KeyboardModifier.ShiftModifier
_KEYPAD: Final = Qt.KeyboardModifier.KeypadModifier
ARROWS: Final = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class Block:
    """Two corners, as rows and columns; without them, the block is the current cell."""

    def __init__(self, view: "EntryView", delegate: CellDelegate) -> None:
        self._view = view
        self._delegate = delegate
        self._corners: tuple[tuple[int, int], tuple[int, int]] | None = None

    @property
    def is_drawn(self) -> bool:
        """Whether there is more than the cursor."""
        return self._corners is not None

    @property
    def bounds(self) -> Bounds:
        """The rectangle; there must be a current cell."""
        (row, column), (other_row, other_column) = self._corners or (self._here(), self._here())
        return min(row, other_row), min(column, other_column), max(row, other_row), max(column, other_column)

    @property
    def codes(self) -> list[list[str]]:
        """The codes of its cells, row by row; "" where there is none."""
        top, left, bottom, right = self.bounds
        entries = self._view.entries
        rows, columns = range(top, bottom + 1), range(left, right + 1)
        return [[entries.code_at(entries.index(row, column)) for column in columns] for row in rows]

    def _here(self) -> tuple[int, int]:
        here = self._view.currentIndex()
        return here.row(), here.column()

    def key(self, event: QKeyEvent) -> bool:
        """What a key does to the block or with it; False if it is none of its keys."""
        if event.key() in ARROWS and event.modifiers() & ~_KEYPAD == _SHIFT:
            self.stretch(event.key())
        elif event.key() == Qt.Key.Key_Escape and self.is_drawn:
            self.clear()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.reach_all()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        else:
            return False
        return True

    def copy(self) -> None:
        """Its words go to the clipboard; from an open editor, what is marked in it."""
        from gui.form import clipboard  # noqa: PLC0415 - off the start path

        clipboard.copy(self._view)

    def paste(self) -> None:
        """What is on the clipboard comes in, from its upper left cell on; into an open editor as text."""
        from gui.form import clipboard  # noqa: PLC0415 - off the start path

        clipboard.paste(self._view)

    def pressed(self, event: QMouseEvent) -> bool:
        """A button of the mouse; False if it is a plain click, which ends the block."""
        index = self._view.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and event.modifiers() == _SHIFT:
            self.reach(index)
        elif event.button() != Qt.MouseButton.RightButton or not self.is_drawn or not self._delegate.is_taken(index):
            self.clear()
            return False
        return True  # a block keeps while its own menu is open

    def stretch(self, key: int) -> None:
        """Carry the other corner one cell on."""
        down, right = ARROWS[Qt.Key(key)]
        row, column = self._corners[1] if self._corners else self._here()
        self.reach(self._view.entries.index(row + down, column + right))

    def reach(self, index: QModelIndex) -> None:
        """Carry the other corner to a cell; a ledger's block keeps to the cursor's column."""
        here = self._view.currentIndex()
        if not index.isValid() or not here.isValid():
            return
        far = index if self._view.sideways else index.siblingAtColumn(here.column())
        self._corners = None if far == here else (self._here(), (far.row(), far.column()))
        self._view.scrollTo(far)
        self._show()

    def reach_all(self) -> None:
        """Every cell shown."""
        entries, (_, column) = self._view.entries, self._here()
        rows, columns = entries.rowCount(), entries.columnCount()
        if column >= 0 and rows:
            first, last = (0, columns - 1) if self._view.sideways else (column, column)
            self._corners = (0, first), (rows - 1, last)
            self._show()

    def clear(self) -> None:
        """Only the cursor is left."""
        if self.is_drawn:
            self._corners = None
            self._show()

    def _show(self) -> None:
        self._delegate.block = self.bounds if self.is_drawn else None
        self._view.viewport().update()
