"""A new reporting unit; knows only its name."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from db.service import Book
from gui.dialogs.form import FormDialog


class NewUnitDialog(FormDialog):
    """Full name, and whether its figures are invented."""

    def __init__(self, parent: QWidget | None, book: Book) -> None:
        words = QCoreApplication.translate
        super().__init__(parent, words("NewUnit", "新增单位"), words("NewUnit", "新增"))
        self._book = book
        self.made = ""
        self.name = QLineEdit(self)
        self.name.setAccessibleName(self.tr("单位全称"))
        self.name.setPlaceholderText(self.tr("例如：某某市自然资源和规划局"))
        self.practice = QCheckBox(self.tr("练习用（表上注明“练习”，不用于报送）(&P)"), self)
        self.form.addRow(self.tr("单位全称(&N)："), self.name)
        self.form.addRow("", self.practice)

    def submit(self) -> bool:
        self.made = self._book.add_unit(self.name.text(), self.practice.isChecked()).name
        return True


def ask_new_unit(parent: QWidget | None, book: Book) -> str:
    """The name of the unit that was added; "" if none."""
    dialog = NewUnitDialog(parent, book)
    return dialog.made if dialog.ask() else ""
