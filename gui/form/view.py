"""The two tables one types into: the ledger of a section, the grid of a fixed table; knows columns and sizes only."""

from typing import Final

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QHeaderView, QWidget

from db.domain.pack import Line
from gui.form.entry_view import EntryView
from gui.form.heads import HeadsView
from gui.form.model import Column, LedgerModel
from gui.form.table_model import GridModel

_ROOM: Final = {  # what must fit into a column, in letters of the font
    Column.NUMBER: "10.888",
    Column.UNIT: "万平方米",
    Column.THIS: "123,456,789.00",
    Column.LAST: "123,456,789",
    Column.CHANGE: "+1,234,567.00 +100.00%",
    Column.STATE: "— 暂无法取得 ★",
}
_PADDING: Final = 14
_GIVEN_UP: Final = (  # where it is narrow: what goes first, and how many letters of a name it is worth
    (Column.CHANGE, 10), (Column.LAST, 10), (Column.UNIT, 6), (Column.STATE, 6),
)  # fmt: skip
_LEADING: Final = 10  # pixels between lines of writing
_FEWEST_LETTERS: Final = 5  # of a column of a grid
_LINES_OF_A_HEAD: Final = 3
_FLAT: Final = "QTableCornerButton::section { border: none; background: palette(window); }"


class LedgerView(EntryView):
    """The ledger: the cursor lives in 本年, wherever one clicks."""

    def __init__(self, model: LedgerModel, parent: QWidget | None = None) -> None:
        super().__init__(model, upright_lines=False, parent=parent)
        self.setAccessibleName(self.tr("指标填报表"))
        self.setAlternatingRowColors(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        heads = self.horizontalHeader()
        heads.setHighlightSections(False)
        heads.setSectionsClickable(False)
        heads.setMinimumSectionSize(40)
        heads.setSectionResizeMode(Column.NAME, QHeaderView.ResizeMode.Stretch)
        self.fit_font()

    def fit_font(self) -> None:
        metrics = self.fontMetrics()
        self.verticalHeader().setDefaultSectionSize(metrics.height() + _LEADING)
        self._widths = {column: metrics.horizontalAdvance(room) + _PADDING for column, room in _ROOM.items()}
        for column, width in self._widths.items():
            self.setColumnWidth(column, width)
        name = metrics.horizontalAdvance("国") * _GIVEN_UP[-1][1]
        frame = self.verticalScrollBar().sizeHint().width() + 2 * self.frameWidth()
        self.setMinimumWidth(self._widths[Column.NUMBER] + name + self._widths[Column.THIS] + frame)
        self._make_room()
        super().fit_font()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._make_room()
        super().resizeEvent(event)

    def _make_room(self) -> None:
        """On a narrow screen the name is worth more than the change, last year and so on; 本年 always stands there."""
        letter = self.fontMetrics().horizontalAdvance("国")
        room = self.viewport().width() - sum(self._widths.values())
        for column, letters in _GIVEN_UP:
            narrow = room < letters * letter
            self.setColumnHidden(column, narrow)
            room += self._widths[column] if narrow else 0

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        sideways = (
            QAbstractItemView.CursorAction.MoveLeft,
            QAbstractItemView.CursorAction.MoveRight,
        )
        if action in sideways and self.currentIndex().isValid():
            return self.currentIndex()
        if action == QAbstractItemView.CursorAction.MoveHome:
            return self.model().index(0, Column.THIS)
        if action == QAbstractItemView.CursorAction.MoveEnd:
            return self.model().index(self.model().rowCount() - 1, Column.THIS)
        place = super().moveCursor(action, modifiers)
        return place.siblingAtColumn(Column.THIS)

    def click(self, event: QMouseEvent) -> None:
        place = self.indexAt(event.position().toPoint())
        if not place.isValid() or place.column() == Column.THIS:
            super().click(event)
        else:
            self.setCurrentIndex(place.siblingAtColumn(Column.THIS))


class GridView(EntryView):
    """A fixed table: heads stay in sight, the cursor goes in all four directions."""

    def __init__(self, model: GridModel, parent: QWidget | None = None) -> None:
        super().__init__(model, upright_lines=True, parent=parent)
        self.setAccessibleName(self.tr("固定表"))
        self._columns = HeadsView(Qt.Orientation.Horizontal, self)
        self._rows = HeadsView(Qt.Orientation.Vertical, self)
        self.setHorizontalHeader(self._columns)
        self.setVerticalHeader(self._rows)
        corner: QAbstractButton
        for corner in self.findChildren(QAbstractButton):
            corner.setStyleSheet(_FLAT)
            corner.setAccessibleName(self.tr("表角"))
        model.modelReset.connect(self._show_heads)
        self.selectionModel().currentChanged.connect(self._point)

    def _show_heads(self) -> None:
        entries = self.entries
        if not isinstance(entries, GridModel):
            return
        letter, height = self.fontMetrics().horizontalAdvance("国"), self.fontMetrics().height() + _LEADING
        columns, rows = entries.lines(Qt.Orientation.Horizontal), entries.lines(Qt.Orientation.Vertical)
        self._columns.show_lines(columns, [letter * _letters(column) + _PADDING for column in columns])
        self._rows.show_lines(rows, [height] * len(rows))
        self.updateGeometries()

    def fit_font(self) -> None:
        self._show_heads()
        self._point(self.currentIndex())
        super().fit_font()

    def _point(self, current: QModelIndex) -> None:
        self._columns.set_current(current.column())
        self._rows.set_current(current.row())


def _letters(column: Line) -> int:
    innermost = len(column.heads[-1]) if column.heads else 0
    return max(_FEWEST_LETTERS, -(-innermost // _LINES_OF_A_HEAD))
