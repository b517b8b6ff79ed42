"""The frame every screen beside the ledger shares: a title line with a quiet remark; knows no content."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.form.ink import OneLine, TitleLabel


class Screen(QWidget):
    """A title, a remark, and a column for the rest."""

    def __init__(self, title: str, remark: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = TitleLabel(1.2, self)
        self.title.setText(title)
        self.remark = OneLine("quiet", self)
        self.remark.setText(remark)
        line = QHBoxLayout()
        line.setSpacing(14)
        line.addWidget(self.title)
        line.addWidget(self.remark, 1)
        self.remark.setAlignment(Qt.AlignmentFlag.AlignBottom)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(14, 10, 14, 10)
        self.column.setSpacing(8)
        self.column.addLayout(line)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.title.fit()
            self.fit_font()

    def fit_font(self) -> None:
        """Measure again what was measured in letters; called when the font changed."""
