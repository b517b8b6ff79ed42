"""The home page: one list one can walk through, Enter or a click leads on; knows how lines look, not what they say."""

from datetime import date

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QStyleOptionViewItem, QTreeView, QWidget

from gui import theme
from gui.desk import Desk
from gui.meaning import MeaningDelegate
from gui.screens.following import FollowingScreen
from gui.screens.home_model import BAR, COUNT, HEADING, MORE, SHARE, STATE, WHAT, HomeModel

_COUNT = "888/888"
_STATE = "⚠ 8888年88月88日 已过 888 天"
_LETTERS_OF_A_NAME = 16
_LETTERS_OF_A_BAR = 6
_LETTERS_OF_MORE = 8
_AIR_ABOVE_A_HEADING = 8
_BAR = 6  # pixels


class _Lines(MeaningDelegate):
    """Headings with air above them, and bars beside the counts."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        size = super().sizeHint(option, index)
        return QSize(
            size.width(),
            size.height() + (_AIR_ABOVE_A_HEADING if index.column() == WHAT and index.data(HEADING) else 0),
        )

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        if index.column() == WHAT and index.data(HEADING):
            option.displayAlignment = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom  # type: ignore[attr-defined]

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        share = index.data(SHARE) if index.column() == BAR else None
        view = self.parent()
        if isinstance(share, tuple) and isinstance(view, QWidget):
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined] # not in the stubs
            _paint_bar(painter, option.rect, share, view, chosen)  # type: ignore[attr-defined]


def _paint_bar(painter: QPainter, cell: QRect, share: tuple[int, int], view: QWidget, chosen: bool) -> None:
    done, asked = share
    ink = theme.colour(view, "ok" if done == asked else "accent")
    ink = view.palette().color(QPalette.ColorRole.HighlightedText) if chosen else ink
    ground = QColor(ink) if chosen else theme.colour(view, "grid")
    ground.setAlpha(90 if chosen else 255)
    trough = QRect(cell.left() + 6, cell.center().y() - _BAR // 2 + 1, max(cell.width() - 16, 0), _BAR)
    full = QRect(trough)
    full.setWidth(trough.width() * done // asked)
    if done and not full.width():
        full.setWidth(1)
    painter.fillRect(trough, ground)
    painter.fillRect(full, ink)


class HomeView(QTreeView):
    """The lines. `chosen` tells which row the person wants to follow."""

    chosen = Signal(int)

    def __init__(self, model: HomeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = model
        self._key = ""
        self.setModel(model)
        self.setItemDelegate(_Lines(self))
        self.setAccessibleName(self.tr("首页：期限、问题、进度"))
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setAllColumnsShowFocus(True)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(20)
        for column in range(self.rows.columnCount()):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
        model.modelReset.connect(self._arrange)
        self.clicked.connect(self._clicked)

    def _arrange(self) -> None:
        for number in range(self.rows.rowCount()):
            row = self.rows.row(number)
            if row is not None and row.wide:
                self.setFirstColumnSpanned(number, QModelIndex(), True)
        at = self.rows.row_of(self._key)
        self.go_to(at if at >= 0 else self.rows.first())

    def go_to(self, number: int) -> None:
        """Mark a row."""
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(self.rows.index(number, WHAT), flags.ClearAndSelect | flags.Rows)

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:  # type: ignore[override]
        super().currentChanged(current, previous)
        row = self.rows.row(current.row())
        if row is not None:
            self._key = row.key

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def _clicked(self, index: QModelIndex) -> None:
        self.chosen.emit(index.row())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        row = self.rows.row(self.indexAt(event.position().toPoint()).row())
        leads = row is not None and row.goal is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if leads else Qt.CursorShape.ArrowCursor)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._share()
        super().resizeEvent(event)

    def _share(self) -> None:
        """Words share what count and state leave; where it is narrow, first the explanation goes, then the bars."""
        metrics = self.fontMetrics()
        letter = metrics.horizontalAdvance("国")
        widths = {
            COUNT: metrics.horizontalAdvance(_COUNT) + 12,
            BAR: letter * _LETTERS_OF_A_BAR,
            STATE: metrics.horizontalAdvance(_STATE) + 12,
        }
        room = self.viewport().width() - sum(widths.values())
        narrow = room < letter * _LETTERS_OF_A_NAME
        room += widths[BAR] if narrow else 0
        name = max(room // 2, letter * _LETTERS_OF_A_NAME)
        roomy = room - name >= letter * _LETTERS_OF_MORE
        self.setColumnHidden(BAR, narrow)
        self.setColumnHidden(MORE, not roomy)
        widths |= {WHAT: name if roomy else room, MORE: room - name}
        for column, width in widths.items():
            self.header().resizeSection(column, max(width, 20))


class HomeScreen(FollowingScreen):
    """`wanted` tells the goal of the line that was followed."""

    wanted = Signal(object)

    def __init__(self, desk: Desk, today: date, parent: QWidget | None = None) -> None:
        super().__init__("", "", desk, parent)
        self.title.setText(self.tr("首页"))
        self.remark.setText(self.tr("按回车或单击一行，就到那里。"))
        self.rows = HomeModel(desk, today, self)
        self.view = HomeView(self.rows, self)
        self.view.chosen.connect(self._follow)
        self.column.addWidget(self.view, 1)
        self.setFocusProxy(self.view)

    def look_again(self, whole_file: bool) -> None:
        self.rows.update(whole_file)

    def _follow(self, number: int) -> None:
        row = self.rows.row(number)
        if row is not None and row.goal is not None:
            self.wanted.emit(row.goal)
