"""What became of a filled form: cells filled, left, told; knows a result, writes nothing."""

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
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

from db.domain.forms.values import Put
from db.domain.forms.written import HEAD
from db.domain.returns import Return
from db.service.forms import Official
from gui.form.ink import InkLabel


class OfficialDialog(QDialog):
    """The result in words, and a line for each cell that needs a look."""

    def __init__(self, parent: QWidget | None, ret: Return, done: Official) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("已生成 {}").format(done.target.name))
        self._done = done
        self.words = InkLabel("\n".join(done.sentences), None, self)
        self.words.setWordWrap(True)
        self.list = QTreeWidget(self)
        self.list.setAccessibleName(self.tr("要看一眼的格子"))
        self.list.setHeaderLabels([self.tr("单元格"), self.tr("指标"), self.tr("情况")])
        self.list.setRootIsDecorated(False)
        self.list.setWordWrap(True)
        self.list.setAlternatingRowColors(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.list.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(False)
        for row in _rows(ret, done, (self.tr("已填"), self.tr("没有填"), self.tr("没有对应"))):
            item = QTreeWidgetItem(list(row))
            item.setToolTip(2, row[2])
            self.list.addTopLevelItem(item)
        self.list.setVisible(self.list.topLevelItemCount() > 0)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.folder = self.buttons.addButton(self.tr("打开文件夹(&F)"), QDialogButtonBox.ButtonRole.ActionRole)
        self.table = self.buttons.addButton(self.tr("打开表格(&O)"), QDialogButtonBox.ButtonRole.ActionRole)
        self.folder.clicked.connect(self._open_folder)
        self.table.clicked.connect(self._open_table)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(12)
        for part in (self.words, self.list, self.buttons):
            column.addWidget(part)
        column.setStretchFactor(self.list, 1)
        letter = self.fontMetrics().horizontalAdvance("国")
        room = self.screen().availableSize() * 0.9
        self.resize(
            min(letter * 58, room.width()), min(letter * (30 if not self.list.isHidden() else 12), room.height())
        )

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._done.target.parent)))

    def _open_table(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._done.target)))


def _rows(ret: Return, done: Official, heads: tuple[str, str, str]) -> list[tuple[str, str, str]]:
    filled, left, unmatched = heads
    rows = [(_place(one), _name(ret, one.link.code), f"{filled}：{one.told}") for one in done.told]
    rows += [(_place(one), _name(ret, one.link.code), f"{left}：{one.told}") for one in done.left]
    rows += [(f"{d.place.sheet} {d.place.address}", d.words, f"{unmatched}：{d.why}") for d in done.open]
    rows += [(f"{place.sheet} {place.address}", "", f"{filled}：{words}") for place, words in done.remarks]
    return rows


def _place(one: Put) -> str:
    return f"{one.link.place.sheet} {one.link.place.address}"


def _name(ret: Return, code: str) -> str:
    if code.startswith(HEAD):
        return next((f.label for f in ret.pack.head_fields if f.id == code.removeprefix(HEAD)), code)
    return ret.item(code).label


def show_official(parent: QWidget, ret: Return, done: Official) -> None:
    """Show it until closed."""
    dialog = OfficialDialog(parent, ret, done)
    try:
        dialog.exec()
    finally:
        dialog.deleteLater()
