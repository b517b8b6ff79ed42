"""The library of items: seek, read the 口径, tick to take into the return; knows no figures."""

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

from gui.desk import Desk
from gui.form.ink import InkLabel
from gui.meaning import MeaningDelegate
from gui.screens.frame import Screen
from gui.screens.library_model import NAME, NUMBER, OFFICE, UNIT, LibraryModel


class LibraryScreen(Screen):
    """`landing` asks to go to the cell of an item that was added."""

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
        self.setFocusProxy(self.sought)
        self._arrange()
        self.sought.textChanged.connect(self.items.seek)
        self.own.clicked.connect(self.add_own)
        self.view.selectionModel().currentRowChanged.connect(self._show_definition)
        self.view.activated.connect(self._toggle)
        for changed in (self.items.modelReset, self.items.dataChanged):
            changed.connect(self._show_count)
        self._show_count()

    def _arrange(self) -> None:
        line = QHBoxLayout()
        line.addWidget(self.sought, 1)
        line.addWidget(self.count)
        line.addWidget(self.own)
        self.column.addLayout(line)
        self.column.addWidget(self.view, 1)
        self.column.addWidget(self.definition)
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

    def _show_count(self) -> None:
        rows = range(self.items.rowCount())
        items = [item for item in map(self.items.item, rows) if item]
        chosen = sum(self.items.is_on(item) for item in items)
        self.count.setText(self.tr("%d 项，已选 %d 项") % (len(items), chosen))

    def _toggle(self, index: QModelIndex) -> None:
        item = self.items.item(index.row())
        if item and not self.items.is_on(item):
            self._desk.switch_on([item.code])

    def add_own(self) -> None:
        """An item of the bureau's own."""
        from gui.dialogs.own_item import ask_own_item  # noqa: PLC0415 - loads when opened

        code = ask_own_item(self, self._desk)
        if code:
            self.landing.emit(code)
