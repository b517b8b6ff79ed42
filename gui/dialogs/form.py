"""The frame of a small dialog: a few fields, one decision, its refusal told inside; knows no verb."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from db.domain.trouble import KnownError
from gui.form.ink import InkLabel


def password_line(name: str, parent: QWidget) -> QLineEdit:
    """A line whose words nobody sees."""
    line = QLineEdit(parent)
    line.setEchoMode(QLineEdit.EchoMode.Password)
    line.setAccessibleName(name)
    return line


class FormDialog(QDialog):
    """A form over two buttons. `submit` does it; what it refuses is said above the buttons, words kept."""

    def __init__(self, parent: QWidget | None, title: str, go: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(480)
        self.form = QFormLayout()
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        self.form.setVerticalSpacing(9)
        self.trouble = InkLabel("", "error", self)
        self.trouble.setWordWrap(True)
        self.trouble.hide()
        standard = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(standard.Ok | standard.Cancel, self)
        self.go = self.buttons.button(standard.Ok)
        self.go.setText(go)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(12)
        column.addLayout(self.form)
        column.addWidget(self.trouble)
        column.addStretch(1)
        column.addWidget(self.buttons)

    def say(self, words: str) -> None:
        """A quiet line of explanation across the form."""
        label = InkLabel(words, "quiet", self)
        label.setWordWrap(True)
        self.form.addRow(label)

    def show_trouble(self, sentence: str, next_step: str) -> None:
        """What was refused, and what to do."""
        self.trouble.setText(f"✗ {sentence}{next_step}")
        self.trouble.show()
        self.make_room()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.make_room()  # the size Qt proposes does not count the lines of words that wrap

    def make_room(self) -> None:
        """Grow until nothing is squeezed or cut; words that wrap need it."""
        layout = self.layout()
        assert layout is not None
        layout.activate()
        needed = layout.totalHeightForWidth(self.width())
        if needed > self.height():
            self.resize(self.width(), needed)

    def submit(self) -> bool:
        """Do what the dialog is for; False (trouble shown) or KnownError keeps it open."""
        return True

    def accept(self) -> None:
        """Close only if it was done."""
        self.trouble.hide()
        try:
            done = self.submit()
        except KnownError as trouble:
            self.show_trouble(trouble.sentence, trouble.next_step)
            return
        if done:
            super().accept()

    def ask(self) -> bool:
        """Show it until it is done or given up; the dialog is gone afterwards."""
        try:
            return self.exec() == QDialog.DialogCode.Accepted
        finally:
            self.deleteLater()
