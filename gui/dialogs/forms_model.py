"""A sheet of a given form as a table, the meaning of its cells laid over it; and the list of cells to look at."""

from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from db.domain.addresses import column_letters
from db.domain.forms.grid import GridSheet, Holds, Place
from db.domain.forms.links import Whose
from db.domain.forms.written import HEAD
from gui.dialogs.forms_draft import FormDraft, Standing
from gui.meaning import MEANING
from gui.theme import Meaning

Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
_LOOKS: Final[dict[Standing, tuple[str, Meaning]]] = {
    Standing.SETTLED: ("✓", "ok"),
    Standing.LIKELY: ("≈", "hint"),
    Standing.UNSURE: ("⚠", "warning"),
    Standing.OPEN: ("？", "error"),
}
MOST_ROWS, MOST_COLUMNS = 2000, 100
PLACE, WORDS, MEANT, HOW = range(4)


class SheetModel(QAbstractTableModel):
    """One sheet. Linked cells say what they mean; all others show what stands in them."""

    def __init__(self, draft: FormDraft, sheet: GridSheet, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.draft, self.sheet = draft, sheet
        self._whose = {Whose.THIS: self.tr("本年"), Whose.LAST: self.tr("上年")}

    def place(self, index: Index) -> Place:
        """The cell of the form, the written one of merged ones."""
        return self.draft.anchor(Place(self.sheet.name, index.row(), index.column()))

    def repaint(self) -> None:
        """Links have changed."""
        rows, columns = self.rowCount(), self.columnCount()
        if rows and columns:
            self.dataChanged.emit(self.index(0, 0), self.index(rows - 1, columns - 1))

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else min(self.sheet.size[0], MOST_ROWS)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else min(self.sheet.size[1] + 1, MOST_COLUMNS)  # one may be filled behind the last

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return column_letters(section) if orientation is Qt.Orientation.Horizontal else str(section + 1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        place = self.place(index)
        standing = self.draft.standing(place)
        if role == Qt.ItemDataRole.DisplayRole:
            return self.words(place, standing)
        if role == MEANING:
            return _LOOKS[standing][1] if standing in _LOOKS else None
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.told(place, standing)
        return None

    def words(self, place: Place, standing: Standing) -> str:
        """What the cell shows."""
        link = self.draft.links.get(place)
        if link is not None:
            name = self.draft.proposal.name_of(link.code)
            year = "" if link.code.startswith(HEAD) else f"·{self._whose[link.whose]}"
            return f"{_LOOKS[standing][0]} {name}{year}"
        if standing is Standing.OPEN:
            return self.tr("？ 没有把握")
        cell = self.sheet.cell(place.row, place.column)
        return f"={cell.words}" if cell.holds is Holds.FORMULA else cell.words

    def told(self, place: Place, standing: Standing) -> str:
        """The cell in a sentence: where, what stands in it, what it means and how sure that is."""
        parts = [place.address, self.words(place, standing)]
        link, doubt = self.draft.links.get(place), self.draft.doubts.get(place)
        if link is not None:
            parts.append(standing.value)
            parts.append(self.tr("把握 {}%").format(round(link.sure * 100)) if link.sure < 1 else link.why)
            if link.unit:
                parts.append(self.tr("表上的单位：{}").format(link.unit))
        elif standing is Standing.OPEN and doubt is not None:
            parts.append(doubt.why)
        return "，".join(part for part in parts if part)


class PressingModel(QAbstractTableModel):
    """The cells to look at, a line each."""

    def __init__(self, draft: FormDraft, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self.places: list[Place] = []
        self.fill()

    def fill(self) -> None:
        """List them anew."""
        self.beginResetModel()
        self.places = self._draft.pressing()
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.places)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else HOW + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (self.tr("单元格"), self.tr("表上的字"), self.tr("像是"), self.tr("为什么"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, MEANING):
            return None
        place = self.places[index.row()]
        standing = self._draft.standing(place)
        if role == MEANING:
            return _LOOKS[standing][1] if index.column() == PLACE and standing in _LOOKS else None
        return self._words(place, standing)[index.column()]

    def _words(self, place: Place, standing: Standing) -> tuple[str, str, str, str]:
        link, doubt, proposal = self._draft.links.get(place), self._draft.doubts.get(place), self._draft.proposal
        where = f"{_LOOKS[standing][0]} {place.sheet} {place.address}" if standing in _LOOKS else place.address
        if link is not None:
            year = "" if link.code.startswith(HEAD) else f"·{link.whose.value}"
            sure = self.tr("像，请核对（把握 {}%）").format(round(link.sure * 100))
            return where, link.why, f"{proposal.name_of(link.code)}{year}", sure
        nearest = "；".join(proposal.name_of(code) for code in doubt.nearest[:2]) if doubt else ""
        return where, doubt.words if doubt else "", nearest, doubt.why if doubt else ""
