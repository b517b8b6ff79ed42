"""The list of shortcuts and the word about the program; reads the action table and knows no verb."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QMessageBox,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.meaning import MeaningDelegate
from resources.version import VERSION


def _words(text: str) -> str:
    return QCoreApplication.translate("about", text)


def ledger_keys() -> tuple[tuple[str, str], ...]:
    """Keys that belong to a list or table itself, as (key, what it does)."""
    return (
        (_words("Enter 或 ↓"), _words("保存并到下一项")),
        (_words("Shift+Enter 或 ↑"), _words("保存并到上一项")),
        (_words("Tab 或 Shift+Tab"), _words("保存并到后一格、前一格；在末尾时离开表格")),
        (_words("← 和 →"), _words("固定表中到左边、右边一格")),
        (_words("Home 和 End"), _words("到第一项、最后一项；修改时到开头、末尾")),
        (_words("PageUp 和 PageDown"), _words("翻一页")),
        ("F2", _words("修改本项")),
        (_words("Del 或 Backspace"), _words("清空本项")),
        ("Esc", _words("放弃正在输入的内容")),
        (_words("Alt+↓"), _words("列出可选的内容")),
        (_words("Ctrl+C 和 Ctrl+V"), _words("复制、粘贴本项填报的内容")),
        (_words("Shift+方向键、Ctrl+A"), _words("选中多格，再复制、清空或从这里粘贴")),
        ("Ctrl+8", _words("标星，待跟进")),
        ("Alt+=", _words("固定表中填入各分项之和")),
        (_words("目录中 Enter"), _words("进入这一部分，开始填报")),
        (_words("问题清单中 Enter"), _words("到出问题的单元格")),
        (_words("指标库中 空格"), _words("选用或取消选用")),
    )


def plain(text: str) -> str:
    """A menu text without its mnemonic and dots."""
    head, _, tail = text.partition("(&")
    return (head + tail[2:]).removesuffix("…") if tail else text.replace("&", "").removesuffix("…")


class ShortcutsDialog(QDialog):
    """Every key with what it does."""

    def __init__(self, parent: QWidget, actions: Sequence[QAction]) -> None:
        super().__init__(parent)
        self.setWindowTitle(_words("快捷键一览"))
        self.resize(460, 560)
        self.list = QTreeWidget(self)
        self.list.setAccessibleName(_words("快捷键"))
        self.list.setHeaderLabels([_words("按键"), _words("作用")])
        self.list.setRootIsDecorated(False)
        self.list.setAlternatingRowColors(True)
        self.list.setAllColumnsShowFocus(True)
        self.list.setItemDelegate(MeaningDelegate(self.list))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        for key, effect in (*ledger_keys(), *map(_key_of, actions)):
            if key:
                self.list.addTopLevelItem(QTreeWidgetItem([key, effect]))
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        close.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.list)
        column.addWidget(close)


def _key_of(action: QAction) -> tuple[str, str]:
    text, _, hint = action.text().partition("\t")
    native = QKeySequence.SequenceFormat.NativeText
    keys = _words(" 或 ").join(key.toString(native) for key in action.shortcuts())
    return keys or hint, plain(text)


def show_shortcuts(parent: QWidget, actions: Sequence[QAction]) -> None:
    """Show them until closed."""
    dialog = ShortcutsDialog(parent, actions)
    try:
        dialog.exec()
    finally:
        dialog.deleteLater()


def show_about(parent: QWidget, database: Path) -> None:
    """Name, version, licence and where the data are."""
    box = QMessageBox(parent)
    box.setWindowTitle(_words("关于"))
    box.setIconPixmap(parent.windowIcon().pixmap(64, 64))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(_words("法治填报 %s") % VERSION)
    box.setInformativeText(
        _words("法治政府建设年度指标的填报、审核和导出。\n不联网；数据只在这个文件里：\n%s\n\n"
               "本程序按 Apache-2.0 许可发布，使用 Qt（PySide6，LGPL-3.0）。") % database
    )  # fmt: skip
    box.addButton(_words("关闭"), QMessageBox.ButtonRole.RejectRole)
    try:
        box.exec()
    finally:
        box.deleteLater()
