"""The three lists that come back every year, each a small table saved as a cell is left; knows no figures."""

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QScrollArea,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from db.domain.pack import ListForm
from gui.desk import Desk
from gui.saved_line import Line
from gui.screens.frame import Screen
from gui.screens.lists_model import ListModel


class _Editors(QStyledItemDelegate):
    """Remembers the editor that is open, so that it can be told to commit."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._editor: Line | None = None

    def createEditor(
        self,
        parent: QWidget,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> QWidget:
        self._editor = Line(parent)
        self._editor.setFrame(False)
        self._editor.setAccessibleName(str(index.model().headerData(index.column(), Qt.Orientation.Horizontal)))
        return self._editor

    def setModelData(
        self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        if isinstance(editor, Line):
            editor.settle()  # an input method does not always hand over by itself
        super().setModelData(editor, model, index)

    def destroyEditor(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        self._editor = None
        super().destroyEditor(editor, index)

    def commit(self) -> None:
        """Save what is being typed; the editor stays open."""
        if self._editor is not None:
            self._editor.settle()
            self.commitData.emit(self._editor)


class ListView(QTableView):
    """A table one types into: any key edits, Delete empties nothing but asks the button."""

    def __init__(self, desk: Desk, form: ListForm, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = ListModel(desk, form, self)
        self.editors = _Editors(self)
        self.setModel(self.rows)
        self.setItemDelegate(self.editors)
        self.setAccessibleName(form.title)
        self.setCornerButtonEnabled(False)
        corner: QAbstractButton
        for corner in self.findChildren(QAbstractButton):
            corner.setAccessibleName(self.tr("表角"))
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self._letters = [max(len(label) + 2, 14) for _, label in form.columns]
        widest = 0 if form.columns[0][0] == "title" else len(form.columns) - 1
        header.setSectionResizeMode(widest, QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.verticalHeader().setMinimumWidth(34)
        self._fit_font()
        desk.flushing.connect(self.editors.commit)
        desk.reread.connect(self._reread)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit_font()

    def _fit_font(self) -> None:
        for column, letters in enumerate(self._letters):
            self.horizontalHeader().resizeSection(column, self.fontMetrics().horizontalAdvance("字") * letters)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().lineSpacing() + 9)

    def _reread(self) -> None:
        self.editors.commit()  # while its row is still where it was
        self.rows.follow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        editing = self.state() is QAbstractItemView.State.EditingState
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not editing:
            self.edit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def remove_current(self) -> None:
        """Take out the row of the current cell."""
        self.editors.commit()
        self.rows.remove(self.currentIndex().row())


class ListsScreen(Screen):
    """The lists below each other, each with its button."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("", "", parent)
        self.title.setText(self.tr("三张清单"))
        self.remark.setText(self.tr("在最后的空行里输入就增加一条，离开单元格即保存。"))
        self._desk = desk
        self.views: dict[str, ListView] = {}
        self._forms: tuple[ListForm, ...] = ()
        self._area = QScrollArea(self)
        self._area.setAccessibleName(self.title.text())
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self.column.addWidget(self._area, 1)
        desk.year_opened.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        if self._desk.ret.pack.lists == self._forms:
            return
        self._forms = self._desk.ret.pack.lists
        self.views = {}
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        for form in self._forms:
            view = self.views[form.id] = ListView(self._desk, form, page)
            remove = QPushButton(self.tr("删除此行"), page)
            remove.setAccessibleName(self.tr("删除%s的当前行") % form.title)
            remove.clicked.connect(view.remove_current)
            label = QLabel(form.title, page)
            label.setBuddy(view)
            line = QHBoxLayout()
            line.addWidget(label)
            line.addStretch(1)
            line.addWidget(remove)
            column.addLayout(line)
            column.addWidget(view, 1)
        self._area.setWidget(page)
        self.setFocusProxy(next(iter(self.views.values())))
