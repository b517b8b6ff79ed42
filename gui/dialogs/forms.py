"""A given form with what its cells mean laid over it: looked at, corrected, remembered; fills nothing itself."""

from collections import Counter
from typing import Final

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QSplitter,
    QTableView,
    QTabWidget,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from db.domain.forms.grid import GridSheet, Place
from db.domain.forms.links import Whose
from db.service.forms import Proposal
from gui.desk import Desk
from gui.dialogs.form import FormDialog
from gui.dialogs.forms_choose import ask_item, learnt
from gui.dialogs.forms_draft import FormDraft, Standing
from gui.dialogs.forms_model import MOST_COLUMNS, MOST_ROWS, PLACE, PressingModel, SheetModel
from gui.find.index import Index
from gui.form.ink import InkLabel
from gui.meaning import MeaningDelegate

_SIZE: Final = QSize(82, 40)  # of the dialog, in letters and lines
_WIDEST: Final = 15  # of a column of the sheet, in letters
_MEANT_WIDTH: Final = 11
_TALLEST: Final = 300  # rows that are measured one by one
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)


class SheetView(QTableView):
    """One sheet. Enter or F2 asks what the cell is, Delete takes its meaning away, the space bar confirms it."""

    asked = Signal(object)  # Place
    dropped = Signal(object)
    confirmed = Signal(object)

    def __init__(self, sheet: SheetModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.sheet = sheet
        self.setModel(sheet)
        self.setItemDelegate(MeaningDelegate(self))
        self.setAccessibleName(self.tr("工作表 {}").format(sheet.sheet.name))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.doubleClicked.connect(self._ask_at)
        self._lay_out(sheet.sheet)

    def _lay_out(self, sheet: GridSheet) -> None:
        for span in sheet.merged:
            rows, columns = span.bottom - span.top + 1, span.right - span.left + 1
            if span.top < MOST_ROWS and span.left < MOST_COLUMNS and (rows > 1 or columns > 1):
                self.setSpan(span.top, span.left, rows, columns)
        letter = self.fontMetrics().horizontalAdvance("国")
        widths: dict[int, int] = {}
        for (row, column), cell in sheet.cells.items():
            span = sheet.span(row, column)
            if span.left == span.right:
                widths[column] = max(widths.get(column, 0), len(cell.words))
        meant = {link.place.column for link in self.sheet.draft.links.values() if link.place.sheet == sheet.name}
        for column in range(self.sheet.columnCount()):
            letters = max(_MEANT_WIDTH if column in meant else 3, min(widths.get(column, 0) + 1, _WIDEST))
            self.setColumnWidth(column, letter * letters)
        if self.sheet.rowCount() <= _TALLEST:
            self.resizeRowsToContents()
            self._lower_merged(sheet)
        for column in sheet.hidden_columns:
            self.setColumnHidden(column, True)
        for row in sheet.hidden_rows:
            self.setRowHidden(row, True)

    def _lower_merged(self, sheet: GridSheet) -> None:
        """Lines merged from side to side take the height of their words: Qt measured them in one narrow column."""
        columns, wrapped = range(self.sheet.columnCount()), Qt.TextFlag.TextWordWrap
        worded = Counter(row for (row, _), cell in sheet.cells.items() if cell.words)
        for span in sheet.merged:
            at = self.sheet.index(span.top, span.left)
            if span.top == span.bottom and span.right > span.left and worded[span.top] == 1 and at.isValid():
                room = sum(self.columnWidth(column) for column in columns if span.left <= column <= span.right)
                needed = self.fontMetrics().boundingRect(0, 0, room, 0, wrapped, str(at.data() or "")).height()
                self.setRowHeight(span.top, max(needed + 6, self.verticalHeader().minimumSectionSize()))

    def current_place(self) -> Place | None:
        """The cell one is at."""
        index = self.currentIndex()
        return self.sheet.place(index) if index.isValid() else None

    def go_to(self, place: Place) -> None:
        """Mark a cell and bring it in sight."""
        index = self.sheet.index(place.row, place.column)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def _ask_at(self, index: QModelIndex) -> None:
        self.asked.emit(self.sheet.place(index))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        place, key = self.current_place(), event.key()
        if place is not None and key in _ENTER:
            self.asked.emit(place)
        elif place is not None and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.dropped.emit(place)
        elif place is not None and key == Qt.Key.Key_Space:
            self.confirmed.emit(place)
        else:
            super().keyPressEvent(event)


class FormsDialog(FormDialog):
    """The sheets over the cells to look at. `generate` tells whether the form is to be filled after remembering."""

    def __init__(self, parent: QWidget | None, desk: Desk, proposal: Proposal) -> None:
        super().__init__(parent, "", "")
        self.setWindowTitle(self.tr("套用上级表格"))
        self.draft = FormDraft(proposal)
        self.generate = False
        self._desk = desk
        self._found: Index | None = None
        self.sheets = QTabWidget(self)
        self.sheets.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its bar has it
        self.sheets.tabBar().setAccessibleName(self.tr("工作表"))
        self.views = [self._view(sheet) for sheet in proposal.grid.sheets if not sheet.hidden]
        self.pressing = PressingModel(self.draft, self)
        self.list = QTreeView(self)
        self.counts = InkLabel("", None, self)
        self.counts.setWordWrap(True)
        self.choose = QPushButton(self.tr("选指标(&I)…"), self)
        self.drop = QPushButton(self.tr("取消对应(&D)"), self)
        self.confirm = QPushButton(self.tr("对，就是它(&Y)"), self)
        self.next = QPushButton(self.tr("下一处要看的(&N)"), self)
        self.only = self.buttons.addButton(self.tr("只记住(&R)"), QDialogButtonBox.ButtonRole.ApplyRole)
        self.go.setText(self.tr("记住并生成(&G)…"))
        self._arrange(proposal)
        self._connect()
        self._tell()
        self.step()

    def _view(self, sheet: GridSheet) -> SheetView:
        view = SheetView(SheetModel(self.draft, sheet, self), self)
        self.sheets.addTab(view, sheet.name.replace("&", "&&"))
        view.asked.connect(self.ask_at)
        view.dropped.connect(self.unlink)
        view.confirmed.connect(self.settle)
        return view

    def _arrange(self, proposal: Proposal) -> None:
        known = self.tr("；与记住的“{}”相同，已照它对应").format(proposal.known_as) if proposal.known_as else ""
        self.say(
            self.tr(
                "“{}”{}。标 ✓ 的已定，≈ 的很像，⚠ 的请核对，？ 的没有把握。改完后记住，明年的表会自己对上。"
            ).format(proposal.path.name, known)
        )
        self.list.setModel(self.pressing)
        self.list.setItemDelegate(MeaningDelegate(self.list))
        self.list.setAccessibleName(self.tr("要看一眼的格子"))
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAllColumnsShowFocus(True)
        self.list.setAlternatingRowColors(True)
        header = self.list.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(PLACE, QHeaderView.ResizeMode.ResizeToContents)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.addWidget(self.sheets)
        split.addWidget(self.list)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        row = QHBoxLayout()
        for button, key in ((self.choose, "F2"), (self.confirm, "空格"), (self.drop, "Delete"), (self.next, "F8")):
            button.setToolTip(key)
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(1, split, 1)
        column.insertLayout(2, row)
        column.insertWidget(3, self.counts)
        column.setStretch(5, 0)
        for button in (self.go, self.only):
            button.setAutoDefault(False)
            button.setDefault(False)
        letter, line = self.fontMetrics().horizontalAdvance("国"), self.fontMetrics().lineSpacing()
        room = self.screen().availableSize() * 0.92
        self.resize(QSize(letter * _SIZE.width(), line * _SIZE.height()).boundedTo(room))

    def _connect(self) -> None:
        self.choose.clicked.connect(self._ask_current)
        self.drop.clicked.connect(self._drop_current)
        self.confirm.clicked.connect(self._confirm_current)
        self.next.clicked.connect(self.step)
        self.only.clicked.connect(self._remember_only)
        self.list.clicked.connect(self._go_to_line)
        self.list.activated.connect(self._ask_line)
        self.sheets.currentChanged.connect(self._offer)
        for view in self.views:
            view.selectionModel().currentChanged.connect(self._offer)

    # ---- where one is

    @property
    def view(self) -> SheetView:
        """The sheet in sight."""
        return self.views[self.sheets.currentIndex()]

    def go_to(self, place: Place) -> None:
        """Show a cell."""
        for n, view in enumerate(self.views):
            if view.sheet.sheet.name == place.sheet:
                self.sheets.setCurrentIndex(n)
                view.go_to(place)
                view.setFocus()

    def step(self) -> None:
        """The next cell to look at; from the last on to the first."""
        places = self.pressing.places
        if not places:
            self.view.setFocus()
            return
        names = [view.sheet.sheet.name for view in self.views]
        here = self.view.current_place()

        def rank(place: Place) -> tuple[int, int, int]:
            return names.index(place.sheet) if place.sheet in names else 0, place.row, place.column

        later = [place for place in places if here is None or rank(place) > rank(here)]
        self.go_to((later or places)[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F8:
            self.step()
        elif event.key() == Qt.Key.Key_F2:
            self._ask_current()
        else:
            super().keyPressEvent(event)

    def _go_to_line(self, index: QModelIndex) -> None:
        self.go_to(self.pressing.places[index.row()])

    def _ask_line(self, index: QModelIndex) -> None:
        place = self.pressing.places[index.row()]
        self.go_to(place)
        self.ask_at(place)

    # ---- what a cell means

    def _ask_current(self) -> None:
        place = self.view.current_place()
        if place is not None:
            self.ask_at(place)

    def _drop_current(self) -> None:
        place = self.view.current_place()
        if place is not None:
            self.unlink(place)

    def _confirm_current(self) -> None:
        place = self.view.current_place()
        if place is not None:
            self.settle(place)

    def ask_at(self, place: Place) -> None:
        """Let the person say what a cell means."""
        if not self.draft.fillable(place):
            self.show_trouble(
                self.tr("{} 是公式，或者锁定了，不能填。").format(place.address), self.tr("请选别的格子。")
            )
            return
        self.trouble.hide()
        if self._found is None:
            self._found = learnt(self._desk.ret)
        link, doubt = self.draft.links.get(place), self.draft.doubts.get(place)
        told = self.tr("{} {}：{}").format(place.sheet, place.address, self._labels(place))
        nearest = ([link.code] if link else []) + list(doubt.nearest if doubt else ())
        chosen = ask_item(self, self._found, told, nearest, link.whose if link else Whose.THIS)
        if chosen is not None:
            self.link(place, *chosen)

    def _labels(self, place: Place) -> str:
        link, doubt = self.draft.links.get(place), self.draft.doubts.get(place)
        return (link.why if link else doubt.words if doubt else "") or self.tr("没有读出旁边的字")

    def link(self, place: Place, code: str, whose: Whose) -> None:
        """The cell means this figure; another cell that meant it no longer does, and that is told."""
        before = self.draft.link(place, code, whose)
        self._show_change()
        if before is not None:
            self.counts.setText(
                self.tr("{} 原来也是这一项，已取消它的对应。").format(before.address) + self.counts.text()
            )

    def unlink(self, place: Place) -> None:
        """The cell means nothing."""
        if self.draft.unlink(place):
            self._show_change()

    def settle(self, place: Place) -> None:
        """The proposal is right."""
        if self.draft.confirm(place):
            self._show_change()

    def _show_change(self) -> None:
        self.trouble.hide()
        for view in self.views:
            view.sheet.repaint()
        self.pressing.fill()
        self._tell()

    def _tell(self) -> None:
        counts = self.draft.counts()
        words = {
            Standing.SETTLED: self.tr("✓ 已定 {} 格"),
            Standing.LIKELY: self.tr("≈ 很像 {} 格"),
            Standing.UNSURE: self.tr("⚠ 请核对 {} 格"),
            Standing.OPEN: self.tr("？ 没有把握 {} 格"),
        }
        self.counts.setText("　".join(text.format(counts[standing]) for standing, text in words.items()))
        self.go.setEnabled(bool(self.draft.links))
        self.only.setEnabled(bool(self.draft.links))
        self._offer()

    def _offer(self) -> None:
        place = self.view.current_place()
        standing = self.draft.standing(place) if place else Standing.NONE
        self.choose.setEnabled(place is not None)
        self.drop.setEnabled(standing is not Standing.NONE)
        self.confirm.setEnabled(standing in (Standing.LIKELY, Standing.UNSURE))

    # ---- remembering

    def _remember_only(self) -> None:
        self.generate = False
        super().accept()

    def accept(self) -> None:
        self.generate = True
        super().accept()

    def submit(self) -> bool:
        self._desk.book.forms.accept(self.draft.proposal, tuple(self.draft.links.values()))
        return True
