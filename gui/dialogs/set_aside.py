"""The rules this return sets aside, with reason and what they would say; each can be put back; judges nothing."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from db.domain.returns import Status
from db.domain.set_aside import all_set_aside
from gui.desk import Desk
from gui.form.ink import InkLabel

_RULE, _REASON = 1, 2


def _words(text: str) -> str:
    return QCoreApplication.translate("set_aside", text)


class SetAsideDialog(QDialog):
    """One line each; 恢复审核 puts the marked one back at once."""

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        super().__init__(parent)
        self._desk = desk
        self._rules: list[str] = []
        self.setWindowTitle(_words("停用和降级的审核关系"))
        letter = self.fontMetrics().horizontalAdvance("国")
        self.resize(letter * 64, letter * 26)
        self.matter = InkLabel("", "quiet", self)
        self.matter.setWordWrap(True)
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setMinimumHeight(self.fontMetrics().lineSpacing() * 3)
        self.list = QTreeWidget(self)
        self.list.setAccessibleName(_words("停用和降级的审核关系"))
        self.list.setHeaderLabels([_words(head) for head in ("处理", "审核关系", "原因")])
        self.list.setRootIsDecorated(False)
        self.list.setWordWrap(True)
        self.list.setAlternatingRowColors(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.list.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(False)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.back = self.buttons.addButton(_words("恢复审核(&R)"), QDialogButtonBox.ButtonRole.ActionRole)
        self.back.clicked.connect(self.restore)
        self.buttons.rejected.connect(self.reject)
        column_of_all = QVBoxLayout(self)
        for part in (self.matter, self.list, self.said, self.buttons):
            column_of_all.addWidget(part)
        column_of_all.setStretchFactor(self.list, 1)
        self.list.itemSelectionChanged.connect(self._offer)
        self._fill()

    def restore(self) -> None:
        """Judge the marked rule as the pack says again."""
        for row in self.list.selectedItems():
            if self._desk.restore(self._rules[self.list.indexOfTopLevelItem(row)]):
                self._fill()

    def _fill(self) -> None:
        found = all_set_aside(self._desk.ret, self._desk.opened.last)
        self._rules = [one.rule for one in found]
        self.list.clear()
        for one in found:
            row = QTreeWidgetItem([one.waiver.treatment.value, one.title, one.waiver.reason])
            row.setToolTip(_REASON, one.waiver.reason)
            row.setData(_RULE, Qt.ItemDataRole.UserRole, one.said)
            self.list.addTopLevelItem(row)
        if found:
            self.list.setCurrentItem(self.list.topLevelItem(0))
        self.matter.setText(
            _words("只在本年这份填报里停用或降级，连同原因印在“审核情况”里。")
            if found
            else _words("这份填报没有停用或降级的审核关系。在问题清单的一条上按右键，可以停用它或把它降为提示。")
        )
        self._offer()

    def _offer(self) -> None:
        marked = self.list.selectedItems()
        self.said.setText(marked[0].data(_RULE, Qt.ItemDataRole.UserRole) if marked else "")
        draft = self._desk.ret.status is Status.DRAFT
        self.back.setEnabled(draft and bool(marked))


def show_set_aside(parent: QWidget, desk: Desk) -> None:
    """Show it until closed."""
    dialog = SetAsideDialog(parent, desk)
    try:
        dialog.exec()
    finally:
        dialog.deleteLater()
