"""诊断包: every text of it is shown before it is saved; the dialog knows texts only."""

from collections.abc import Callable, Mapping

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from gui.dialogs.form import FormDialog

_LETTERS, _LINES = 52, 22


class DiagnosisDialog(FormDialog):
    """The texts, one below the other; `save` asks where, and writes them: False keeps the dialog open."""

    def __init__(self, parent: QWidget, parts: Mapping[str, str], save: Callable[[], bool]) -> None:
        super().__init__(parent, "", "")
        self.setWindowTitle(self.tr("诊断包"))
        self.go.setText(self.tr("保存(&S)…"))
        self._save = save
        self.say(self.tr("程序出了问题，可以把诊断包发给维护人员。里面就是下面这些，没有填报的数字、单位和人名。"))
        self.text = QPlainTextEdit("\n".join(f"———— {name}\n{text}" for name, text in parts.items()), self)
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.tr("诊断包的内容"))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(self.fontMetrics().lineSpacing() * _LINES)
        self.form.addRow(self.text)
        self.resize(self.fontMetrics().horizontalAdvance("国") * _LETTERS, 0)

    def submit(self) -> bool:
        return self._save()
