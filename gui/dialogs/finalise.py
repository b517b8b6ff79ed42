"""定稿: says what locking means and what stands in the way; the verb decides."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QWidget

from gui.desk import Desk
from gui.dialogs.form import FormDialog


class FinaliseDialog(FormDialog):
    """Either the question, or what must be done first with the way to it."""

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        words = QCoreApplication.translate
        super().__init__(parent, words("Finalise", "定稿"), words("Finalise", "定稿"))
        self._desk = desk
        self.obstacle = desk.opened.not_ready()
        ret = desk.ret
        self.matter = QLabel(self)
        self.matter.setWordWrap(True)
        self.form.addRow(self.matter)
        if self.obstacle:
            self.matter.setText(self.tr("还不能定稿：%s。") % self.obstacle)
            self.say(self.tr("错误要改正，需说明的写明原因，未填的逐项填写或标为“不适用”。"))
            self.go.setText(self.tr("查看问题"))
        else:
            self.matter.setText(self.tr("“{unit}” {year} 年度填报定稿？").format(unit=ret.unit, year=ret.year))
            self.say(self.tr("定稿后不能再改。确需修改的，用“退回修改”并写明原因。"))
        desk.refused.connect(self.show_trouble)

    def submit(self) -> bool:
        return bool(self.obstacle) or self._desk.finalise()


def ask_finalise(parent: QWidget, desk: Desk) -> bool:
    """Lock the return; True if the person would rather see what stands in the way."""
    dialog = FinaliseDialog(parent, desk)
    return dialog.ask() and bool(dialog.obstacle)
