"""What ledger and grid share as models: cells found by code, drawn from cached looks, typed into through the desk.

Knows the desk and looks; knows no view. Subclasses say where a code stands.
"""

from collections.abc import Iterable
from enum import Enum
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from gui.desk import Desk
from gui.form.cell_findings import CellFindings
from gui.form.looks import Look, mark_of
from gui.meaning import MEANING

Index = QModelIndex | QPersistentModelIndex
ROOT: Final = QModelIndex()
CODE: Final = Qt.ItemDataRole.UserRole + 1  # the code behind a cell, "" if there is none
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
# Joined once: flags are asked for each cell that is drawn.
_SEEN: Final = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
_LOCKED: Final = _SEEN | Qt.ItemFlag.ItemIsSelectable
_OPEN: Final = _LOCKED | Qt.ItemFlag.ItemIsEditable
NOTHING: Final = Look()


class Move(Enum):
    """Where the cursor goes when a cell is left by a key."""

    DOWN = "down"
    UP = "up"
    NEXT = "next"
    PREVIOUS = "previous"
    ON = "on"  # by Enter: down, or along the row where that is wished
    BACK = "back"


class EntryModel(QAbstractTableModel):
    """A table some of whose cells take words. Only cells named by `desk.value_changed` are drawn anew."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.findings = CellFindings(desk)
        desk.value_changed.connect(self.repaint_codes)

    # ---- what a subclass says

    def code_at(self, index: Index) -> str:
        """The code behind a cell; "" if there is none."""
        raise NotImplementedError

    def index_of(self, code: str) -> QModelIndex:
        """The cell into which the words of `code` are typed; invalid if it is not shown here."""
        raise NotImplementedError

    def look(self, index: Index) -> Look:
        """How a cell is drawn."""
        raise NotImplementedError

    def neighbour(self, index: Index, move: Move) -> QModelIndex:
        """The next cell that takes words; invalid at the end."""
        raise NotImplementedError

    def touched(self, codes: Iterable[str]) -> Iterable[tuple[QModelIndex, QModelIndex]]:
        """Forget what is cached for `codes`; the rectangles to draw anew, as (top left, bottom right)."""
        raise NotImplementedError

    def takes_words(self, index: Index) -> bool:
        """Whether words can be typed into this cell, were the return open."""
        return self.index_of(self.code_at(index)) == index

    # ---- what Qt asks

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.EditRole:
            return self.words(index)
        if role == CODE:
            return self.code_at(index)
        look = self.look(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return look.drawn
        return self._styled(look, index, role)

    def _styled(self, look: Look, index: Index, role: int) -> Any:
        if role == Qt.ItemDataRole.ToolTipRole:
            return look.tooltip or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if look.right else _LEFT
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(index)
        return look.meaning if role == MEANING else None

    def spoken(self, index: Index) -> str:
        """A cell that takes words, as a screen reader says it."""
        look = self.look(index)
        code = self.code_at(index)
        if not code or not self.takes_words(index):
            return look.drawn
        item, cell = self.desk.item(code), self.desk.cell(code)
        mark = mark_of(cell, self.findings.of(code))
        parts = (
            item.label,
            look.text or self.tr("未填"),
            item.unit,
            self.tr("由各分项相加") if look.computed else "",
            mark.word if mark.pressing else "",
            self.tr("已标星") if cell.starred else "",
        )
        return " ".join(part for part in parts if part)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if not self.takes_words(index):
            return _SEEN
        return _LOCKED if self.locked else _OPEN

    @property
    def locked(self) -> bool:
        """Whether the return takes no words: it was signed, or somebody else is at work in the file."""
        return not self.desk.takes_words

    def words(self, index: Index) -> str:
        """The words of a cell exactly as they were typed."""
        code = self.code_at(index)
        return self.desk.cell(code).words if code else ""

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Save words at once; False if they could not be saved."""
        if role != Qt.ItemDataRole.EditRole or not self.takes_words(index):
            return False
        return self.desk.enter(self.code_at(index), str(value))

    def basis(self, code: str) -> tuple[object, ...]:
        """All that a cell's look depends on; equal bases look the same."""
        return self.desk.cell(code), self.findings.of(code)

    def repaint_codes(self, codes: tuple[str, ...]) -> None:
        """Draw the cells of `codes` anew, and no others."""
        for first, last in self.touched(codes):
            self.dataChanged.emit(first, last)
