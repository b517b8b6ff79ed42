"""What 核对 found in a file: the outcome, remarks, and a table of what differs that can be copied; compares nothing."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
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

from db.domain.pack import Level
from db.service.verifying import Verdict
from gui import theme
from gui.form.ink import InkLabel


def _words(text: str) -> str:
    return QCoreApplication.translate("verify", text)


class _Table(QTreeWidget):
    """Lines that Ctrl+C copies as a table."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.words(self.selectedItems()))
        else:
            super().keyPressEvent(event)

    def words(self, rows: list[QTreeWidgetItem]) -> str:
        """Lines of cells with tabs between them, as spreadsheets take them."""
        columns = range(self.columnCount())
        return "\n".join("\t".join(row.toolTip(n).replace("\n", " ") for n in columns) for row in rows)


class VerifyDialog(QDialog):
    """A sentence, the file's remarks, one line for each cell that differs."""

    def __init__(self, parent: QWidget | None, verdict: Verdict) -> None:
        super().__init__(parent)
        self.setWindowTitle(_words("核对文件"))
        letter = self.fontMetrics().horizontalAdvance("国")
        self.resize(letter * 64, letter * 30)
        mark = theme.DONE if verdict.same else theme.mark(Level.ERROR)
        self.outcome = InkLabel(f"{mark} {verdict.summary}", "ok" if verdict.same else "error", self)
        said = _words("{file}：{unit} {year} 年").format(file=verdict.path.name, unit=verdict.unit, year=verdict.year)
        if verdict.fingerprint:
            said += _words("，数据指纹 %s") % verdict.fingerprint
        self.matter = InkLabel("\n".join((said, *verdict.remarks)), "quiet", self)
        for label in (self.outcome, self.matter):
            label.setWordWrap(True)
        self.list = self._list(verdict)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.copy = self.buttons.addButton(_words("全部复制(&C)"), QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.clicked.connect(self.copy_all)
        self.copy.setEnabled(self.list.topLevelItemCount() > 0)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for part in (self.outcome, self.matter, self.list, self.buttons):
            column.addWidget(part)
        column.setStretchFactor(self.list, 1)

    def _list(self, verdict: Verdict) -> _Table:
        table = _Table(self)
        table.setAccessibleName(_words("不同之处"))
        table.setHeaderLabels([_words(head) for head in ("哪一格", "内容", "原来", "现在")])
        table.setRootIsDecorated(False)
        table.setAlternatingRowColors(True)
        table.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # the cell stands at the end, after a long sheet's name
        table.setAllColumnsShowFocus(True)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        for one in verdict.altered:
            place = f"{one.sheet}!{one.cell}" if one.cell else one.sheet
            then, now = _words("导出时：%s") % one.exported, _words("文件里：%s") % one.now
            table.addTopLevelItem(_row(place, one.item, then, now))
        for other in verdict.differences or ():
            then, now = _words("文件里：%s") % other.in_file, _words("数据文件里：%s") % other.in_data
            table.addTopLevelItem(_row(_words("与数据文件"), other.item, then, now))
        header = table.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        letter = self.fontMetrics().horizontalAdvance("国")
        for column, letters in enumerate((14, 24, 11, 11)):
            table.setColumnWidth(column, letter * letters)
        header.setStretchLastSection(True)
        if table.topLevelItemCount():
            table.setCurrentItem(table.topLevelItem(0))
        return table

    def copy_all(self) -> None:
        """The whole table, for a letter or a spreadsheet."""
        rows = map(self.list.topLevelItem, range(self.list.topLevelItemCount()))
        QGuiApplication.clipboard().setText(self.list.words(list(rows)))


def _row(*words: str) -> QTreeWidgetItem:
    row = QTreeWidgetItem([" ".join(word.split()) for word in words])
    for column, word in enumerate(words):
        row.setToolTip(column, word)
    return row


def show_verdict(parent: QWidget, verdict: Verdict) -> None:
    """Show it until closed."""
    dialog = VerifyDialog(parent, verdict)
    try:
        dialog.exec()
    finally:
        dialog.deleteLater()
