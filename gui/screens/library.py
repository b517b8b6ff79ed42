"""The library of items: seek, read the 口径, tick or press to take into the return; knows no figures."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeView,
    QWidget,
)

from db.domain.returns import Status
from gui.desk import Desk
from gui.form.ink import InkLabel
from gui.meaning import MeaningDelegate
from gui.screens.frame import Screen
from gui.screens.library_model import NAME, NUMBER, OFFICE, UNIT, LibraryModel


class LibraryScreen(Screen):
    """`landing` asks to go to the cell of an item that was added.

    Enter, like the button at the bottom, takes the marked item in; once it is in, it goes to its cell.
    """

    landing = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("", "", parent)
        self.title.setText(self.tr("指标库"))
        self.remark.setText(self.tr("勾选的指标进入本年度填报，并带到以后年度。"))
        self._desk = desk
        self.items = LibraryModel(desk, self)
        self.sought = QLineEdit(self)
        self.sought.setAccessibleName(self.tr("在指标库中查找"))
        self.sought.setPlaceholderText(self.tr("按名称、编号、代码、科室或口径查找"))
        self.sought.setClearButtonEnabled(True)
        self.own = QPushButton(self.tr("自设指标(&Z)…"), self)
        self.count = InkLabel("", "quiet", self)
        self.view = QTreeView(self)
        self.definition = QLabel(self)
        self.take = QPushButton(self)
        self.setFocusProxy(self.sought)
        self._arrange()
        self.sought.textChanged.connect(self.items.seek)
        self.own.clicked.connect(self.add_own)
        self.view.selectionModel().currentRowChanged.connect(self._show_definition)
        self.view.activated.connect(self.take_current)
        self.take.clicked.connect(self.take_current)
        for changed in (self.items.modelReset, self.items.dataChanged):
            changed.connect(self._show_count)
            changed.connect(self._show_offer)
        self._show_count()
        self._show_offer()

    def _arrange(self) -> None:
        line = QHBoxLayout()
        line.addWidget(self.sought, 1)
        line.addWidget(self.count)
        line.addWidget(self.own)
        self.column.addLayout(line)
        self.column.addWidget(self.view, 1)
        foot = QHBoxLayout()
        foot.setSpacing(14)
        foot.addWidget(self.definition, 1)
        foot.addWidget(self.take, 0, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(foot)
        self.view.setModel(self.items)
        self.view.setItemDelegate(MeaningDelegate(self.view))
        self.view.setAccessibleName(self.tr("指标库"))
        self.view.setRootIsDecorated(False)
        self.view.setUniformRowHeights(True)
        self.view.setAlternatingRowColors(True)
        self.view.setAllColumnsShowFocus(True)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        header = self.view.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.definition.setWordWrap(True)
        self.definition.setTextFormat(Qt.TextFormat.PlainText)
        self.definition.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.fit_font()

    def fit_font(self) -> None:
        letter = self.fontMetrics().horizontalAdvance("字")
        for column, letters in ((NUMBER, 5), (UNIT, 5), (OFFICE, 10)):
            self.view.header().resizeSection(column, letter * letters)
        self.definition.setFixedHeight(self.fontMetrics().lineSpacing() * 3 + 4)

    def _show_definition(self, current: QModelIndex) -> None:
        item = self.items.item(current.row())
        parts = [] if item is None else [self.tr("口径：%s") % item.definition]
        if item and item.basis:
            parts.append(self.tr("依据：%s") % item.basis)
        self.definition.setText("\n".join(parts))
        self._show_offer()

    def _show_offer(self) -> None:
        item = self.items.item(self.view.currentIndex().row())
        on = item is not None and self.items.is_on(item)
        self.take.setText(self.tr("去填写") if on else self.tr("选用此项"))
        self.take.setEnabled(on or (item is not None and self._desk.ret.status is Status.DRAFT))

    def _show_count(self) -> None:
        rows = range(self.items.rowCount())
        items = [item for item in map(self.items.item, rows) if item]
        chosen = sum(self.items.is_on(item) for item in items)
        self.count.setText(self.tr("%d 项，已选 %d 项") % (len(items), chosen))

    def show_item(self, code: str) -> None:
        """Seek one item and mark it, ready to be taken in by Enter or the button."""
        self.sought.setText(self._desk.item(code).name)
        row = self.items.row_of(code)
        self.view.setCurrentIndex(self.items.index(row, NAME))
        self.view.scrollTo(self.items.index(row, NAME))
        self.view.setFocus()

    def take_current(self) -> None:
        """Take the marked item into the return; where it is in already, go to its cell."""
        item = self.items.item(self.view.currentIndex().row())
        if item and self.items.is_on(item):
            self.landing.emit(item.code)
        elif item and self.take.isEnabled():
            self._desk.switch_on([item.code])

    def add_own(self) -> None:
        """An item of the bureau's own."""
        from gui.dialogs.own_item import ask_own_item  # noqa: PLC0415 - loads when opened

        code = ask_own_item(self, self._desk)
        if code:
            self.landing.emit(code)
