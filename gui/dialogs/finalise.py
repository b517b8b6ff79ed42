"""A step of a return's life: says what it means and what stands in the way; the verb decides."""

from datetime import date

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from db.domain import life
from db.domain.stages import Receipt, Step
from gui.desk import Desk
from gui.dialogs.form import FormDialog


def _words(text: str) -> str:
    return QCoreApplication.translate("Finalise", text)


def _meaning(step: Step) -> str:
    return {
        Step.CHECK: _words("自查通过后数字锁定，由审核人审核。要改的，用“退回修改”。"),
        Step.APPROVE: _words("审核通过后由负责人定稿。要改的，用“退回修改”。"),
        Step.FINALISE: _words("定稿后不能再改，存为一版。确需修改的，用“退回修改”并写明原因，另起一版。"),
        Step.SUBMIT: _words("记下报送给谁、文号和日期。以后要改的，用“退回修改”，另起一版。"),
    }.get(step, "")


class FinaliseDialog(FormDialog):
    """Either the question, or what must be done first with the way to it."""

    def __init__(self, parent: QWidget | None, desk: Desk, step: Step = Step.FINALISE) -> None:
        super().__init__(parent, step.value, step.value)
        self._desk, self._step = desk, step
        self.matter = QLabel(self)
        self.matter.setWordWrap(True)
        self.form.addRow(self.matter)
        self.to, self.document, self.on = (QLineEdit(self) for _ in range(3))
        for line in (self.to, self.document, self.on):
            line.hide()  # until it is asked
        self.pin = pin_line(self)
        self.pin.hide()
        refused = desk.opened.objection(step, receipt=Receipt("…", "", "2000-01-01"))
        self.obstacle = refused[0] if refused else ""
        if refused:
            self.matter.setText(refused[0])
            self.say(refused[1])
            self.go.setText(self.tr("查看问题") if desk.opened.not_ready() else self.tr("知道了"))
        else:
            self._ask()
        desk.refused.connect(self.show_trouble)

    def _ask(self) -> None:
        ret = self._desk.ret
        question = self.tr("“{unit}” {year} 年度填报{step}？")
        self.matter.setText(question.format(unit=ret.unit, year=ret.year, step=self._step))
        if self._step is Step.SUBMIT:
            self._ask_receipt()
        steps = life.path(ret.status, self._step)
        who = self._desk.book.author.who
        if len(steps) > 1:
            told = self.tr("将依次办理：{steps}，都记在“{who}”名下。")
            self.say(told.format(steps="、".join(steps), who=who))
        else:
            self.say(self.tr("记在“%s”名下。") % who)
        self.say(_meaning(self._step))
        if self._desk.opened.operators.of(who).has_pin:
            self.form.addRow(self.tr("“%s”的口令(&P)：") % who, self.pin)
            self.pin.show()

    def _ask_receipt(self) -> None:
        head = self._desk.ret.head
        self.to.setText(head.get("addressee", ""))
        self.document.setText(head.get("document_number", ""))
        self.on.setText(self._desk.book.author.clock().date().isoformat())
        self.form.addRow(self.tr("报送给(&T)："), self.to)
        self.form.addRow(self.tr("文号(&N)："), self.document)
        self.form.addRow(self.tr("日期(&D)："), self.on)
        for line in (self.to, self.document, self.on):
            line.show()

    def submit(self) -> bool:
        if self.obstacle:
            return True
        pin = self.pin.text()
        if self._step is Step.FINALISE:
            return self._desk.finalise(pin)
        receipt = Receipt(self.to.text().strip(), self.document.text().strip(), _day(self.on.text()))
        return self._desk.step(self._step, receipt=receipt if self._step is Step.SUBMIT else None, pin=pin)


def _day(words: str) -> str:
    """2025-3-1, 2025年3月1日 or 20250301 as an ISO date; anything else as it is, to be refused in words."""
    parts = words.strip().translate(str.maketrans("年月/.", "----")).rstrip("日").split("-")
    try:
        return date(*map(int, parts)).isoformat() if len(parts) == 3 else date.fromisoformat(words.strip()).isoformat()
    except (TypeError, ValueError):
        return words.strip()


def pin_line(parent: QWidget) -> QLineEdit:
    """A line that shows nothing of what is typed."""
    line = QLineEdit(parent)
    line.setEchoMode(QLineEdit.EchoMode.Password)
    line.setAccessibleName(QCoreApplication.translate("Finalise", "口令"))
    line.setMaxLength(64)
    return line


def ask_finalise(parent: QWidget, desk: Desk, step: Step = Step.FINALISE) -> bool:
    """Take the step; True if the person would rather see what stands in the way."""
    dialog = FinaliseDialog(parent, desk, step)
    return dialog.ask() and bool(dialog.obstacle) and bool(desk.opened.not_ready())
