"""The frame every screen beside the ledger shares: a title line with a quiet remark; knows no content."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.form.ink import InkLabel


class Screen(QWidget):
    """A title, a remark, and a column for the rest."""

    def __init__(self, title: str, remark: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel(title, self)
        font = self.title.font()
        font.setPointSizeF(font.pointSizeF() * 1.2)
        font.setBold(True)
        self.title.setFont(font)
        self.remark = InkLabel(remark, "quiet", self)
        line = QHBoxLayout()
        line.setSpacing(14)
        line.addWidget(self.title)
        line.addWidget(self.remark, 1, Qt.AlignmentFlag.AlignBottom)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(14, 10, 14, 10)
        self.column.setSpacing(8)
        self.column.addLayout(line)
