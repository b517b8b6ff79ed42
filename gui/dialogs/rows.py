"""A list of words under heads, as several dialogs show it; knows no meaning of the words."""

from collections.abc import Iterable, Sequence

from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget


class RowList(QTreeWidget):
    """Rows of words under heads; what is cut off is told whole by the tip."""

    def __init__(self, name: str, heads: Sequence[str], letters: Sequence[int], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setHeaderLabels(list(heads))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setAllColumnsShowFocus(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        letter = self.fontMetrics().horizontalAdvance("国")
        header = self.header()
        header.setStretchLastSection(False)
        for column, wide in enumerate(letters):
            if wide:
                header.resizeSection(column, letter * wide)
            else:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def show_rows(self, rows: Iterable[Sequence[str]]) -> None:
        """These rows instead of the ones before."""
        self.clear()
        for words in rows:
            row = QTreeWidgetItem([" ".join(word.split()) for word in words])
            for column, word in enumerate(words):
                row.setToolTip(column, word)
            self.addTopLevelItem(row)
        if self.topLevelItemCount():
            self.setCurrentItem(self.topLevelItem(0))

    def whole(self) -> str:
        """All words of the current row."""
        if not self.currentIndex().isValid():  # none, or being filled
            return ""
        row = self.currentItem()
        told = [(self.headerItem().text(n), row.text(n)) for n in range(self.columnCount())]
        return "　".join(f"{head}：{words}" for head, words in told if words)
