"""The box that says a bug happened; knows the words, not the bug."""

import sys

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from resources.version import VERSION


class CrashBox(QMessageBox):
    """What happened, what is safe, details to copy; go on or leave."""

    def __init__(self, saved: str, details: str) -> None:
        super().__init__(QApplication.activeWindow())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setIcon(QMessageBox.Icon.Critical)
        self.setWindowTitle(self.tr("程序出错"))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(self.tr("程序出了错，这不是您的操作造成的。"))
        more = self.tr("请“复制详情”发给维护人员。反复出现时，退出后重新打开。")
        self.setInformativeText(f"{saved}\n{more}")
        roles = QMessageBox.ButtonRole
        self.copy = self.addButton(self.tr("复制详情(&C)"), roles.ActionRole)
        self.leave = self.addButton(self.tr("退出程序(&X)"), roles.DestructiveRole)
        self.go_on = self.addButton(self.tr("继续(&G)"), roles.RejectRole)
        self.setDefaultButton(self.go_on)
        self.setEscapeButton(self.go_on)
        self.copy.clicked.disconnect()  # any button closes the box; copying must not
        self.copy.clicked.connect(self.copy_details)
        self.leave.clicked.connect(self._leave)
        self.show_details(details)

    def show_details(self, details: str) -> None:
        """The trace, under a line that says which program it is of."""
        self.setDetailedText(f"fazhi {VERSION} · Python {sys.version.split()[0]} · {sys.platform}\n{details}")

    def copy_details(self) -> None:
        """Put them on the clipboard."""
        QGuiApplication.clipboard().setText(self.detailedText())

    def _leave(self) -> None:
        QCoreApplication.exit(1)
