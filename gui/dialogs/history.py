"""Everything that ever happened to one figure, as a list; knows its events, changes nothing."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.form.facts import Happening, happening
from gui.form.ink import InkLabel
from gui.meaning import MeaningDelegate

_FROM, _TO = 3, 4


def _words(text: str) -> str:
    return QCoreApplication.translate("history", text)


class HistoryDialog(QDialog):
    """The newest first: when, who, how, from, to, why."""

    def __init__(self, parent: QWidget | None, label: str, events: Sequence[Happening]) -> None:
        super().__init__(parent)
        self.setWindowTitle(_words("全部修改历史"))
        letter = self.fontMetrics().horizontalAdvance("国")
        self.resize(letter * 68, letter * 32)
        matter = InkLabel(_words("{label}：共 {count} 次").format(label=label, count=len(events)))
        matter.setWordWrap(True)
        self.list = QTreeWidget(self)
        self.list.setAccessibleName(_words("修改历史"))
        heads = ("时间", "谁", "方式", "由", "改为", "原因")
        self.list.setHeaderLabels([_words(head) for head in heads])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAlternatingRowColors(True)
        self.list.setAllColumnsShowFocus(True)
        self.list.setItemDelegate(MeaningDelegate(self.list))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        for event in events:
            self.list.addTopLevelItem(_row(happening(event)))
        header = self.list.header()
        for column in range(len(heads)):
            wide = column in (_FROM, _TO)
            mode = QHeaderView.ResizeMode.Stretch if wide else QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(column, mode)
        header.setStretchLastSection(False)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        close.rejected.connect(self.reject)
        column_of_all = QVBoxLayout(self)
        column_of_all.addWidget(matter)
        column_of_all.addWidget(self.list, 1)
        column_of_all.addWidget(close)
        if events:
            self.list.setCurrentItem(self.list.topLevelItem(0))


def _row(words: tuple[str, ...]) -> QTreeWidgetItem:
    row = QTreeWidgetItem([" ".join(word.split()) for word in words])
    for column, word in enumerate(words):
        row.setToolTip(column, word)
    return row


def show_history(parent: QWidget, label: str, events: Sequence[Happening]) -> None:
    """Show it until closed."""
    dialog = HistoryDialog(parent, label, events)
    try:
        dialog.exec()
    finally:
        dialog.deleteLater()
