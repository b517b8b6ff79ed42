"""Who is at work on this machine, and who may do what in this file; what a role allows is decided by the verbs."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QComboBox, QDialogButtonBox, QHBoxLayout, QPushButton, QSizePolicy

from db.domain.stages import Role
from db.domain.trouble import KnownError
from db.service.operators import Operators
from gui import signing
from gui.dialogs.finalise import pin_line
from gui.dialogs.form import FormDialog
from gui.form.ink import InkLabel

if TYPE_CHECKING:
    from gui.main_window import MainWindow


class OperatorDialog(FormDialog):
    """A name for what is done from now on; below, the roles and the PIN that this file knows of it."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window, "", "")
        self.setWindowTitle(self.tr("换人操作"))
        self.go.setText(self.tr("由此人操作(&O)"))
        self._window = window
        self.name = QComboBox(self)
        self.name.setEditable(True)
        self.name.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.name.setAccessibleName(self.tr("姓名"))
        self.roles = {role: QCheckBox(role.value, self) for role in Role}
        self.pin, self.leave = pin_line(self), pin_line(self)
        self.change_pin = QCheckBox(self.tr("设新口令（留空为取消口令）："), self)
        self.save, self.remove = (
            QPushButton(self.tr("登记角色和口令(&S)"), self), QPushButton(self.tr("不再办理(&R)"), self),
        )  # fmt: skip
        self.news = InkLabel("", "quiet", self)
        self.news.setWordWrap(True)
        self._arrange()
        self._offer(window.desk.book.author.who)
        self.name.currentTextChanged.connect(self.show_person)
        self.change_pin.toggled.connect(self.pin.setEnabled)
        self.save.clicked.connect(self.note)
        self.remove.clicked.connect(self.leave_work)
        self.name.setFocus()

    def _arrange(self) -> None:
        self.form.addRow(self.tr("姓名(&N)："), self.name)
        self.say(self.tr("以后的录入、签署都记在这个名下。按回车就用这个姓名。"))
        roles, pins, ways = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for box in self.roles.values():
            roles.addWidget(box)
        roles.addStretch(1)
        pins.addWidget(self.change_pin)
        pins.addWidget(self.pin, 1)
        self.pin.setEnabled(False)
        self.pin.setAccessibleName(self.tr("新口令"))
        self.leave.setAccessibleName(self.tr("负责人或本人的口令"))
        for button in (self.save, self.remove):
            button.setAutoDefault(False)
            ways.addWidget(button)
        ways.addStretch(1)
        self.form.addRow(self.tr("角色："), roles)
        self.form.addRow("", pins)
        self.form.addRow(self.tr("负责人或本人的口令(&L)："), self.leave)
        self.form.addRow("", ways)
        self.form.addRow(self.news)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(self.tr("关闭(&C)"))

    def _offer(self, current: str) -> None:
        known = [one.name for one in self._operators.known()]
        self.name.blockSignals(True)
        self.name.clear()
        self.name.addItems(known if current in known else [current, *known])
        self.name.setCurrentText(current)
        self.name.blockSignals(False)
        for widget in (self.leave, self.form.labelForField(self.leave)):
            widget.setVisible(any(one.has_pin for one in self._operators.known()))
        self.show_person(current)

    @property
    def _operators(self) -> Operators:
        return self._window.desk.book.operators

    def show_person(self, name: str) -> None:
        """What is known of a name."""
        person = self._operators.of(name.strip())
        noted = name.strip() in [one.name for one in self._operators.known()]
        for role, box in self.roles.items():
            box.setChecked(role in person.roles)
        self.remove.setEnabled(noted)
        self.change_pin.setChecked(False)
        self.pin.clear()
        nobody = not self._operators.known()
        self.news.setText(
            self.tr("还没有登记人员：谁打开数据文件，谁就有全部角色。") if nobody
            else self.tr("有口令，签署时输入。") if person.has_pin
            else "" if noted else self.tr("没有登记，只有“填报”角色。")
        )  # fmt: skip

    def note(self) -> None:
        """Note roles and PIN of the name."""
        roles = frozenset(role for role, box in self.roles.items() if box.isChecked())
        pin = self.pin.text() if self.change_pin.isChecked() else None
        self._change(lambda name: self._operators.save(name, roles, pin, self.leave.text()), self.tr("已登记。"))

    def leave_work(self) -> None:
        """The name works here no more."""
        self._change(lambda name: self._operators.remove(name, self.leave.text()), self.tr("不再由此人办理。"))

    def _change(self, verb: Callable[[str], None], done: str) -> None:
        self.trouble.hide()
        name = self.name.currentText().strip()
        try:
            verb(name)
        except KnownError as trouble:
            self.show_trouble(trouble.sentence, trouble.next_step)
            return
        self.leave.clear()
        self._offer(name)
        self.news.setText(done)

    def submit(self) -> bool:
        name = self.name.currentText().strip()
        if not name or not name.isprintable():
            raise KnownError(self.tr("还没有写姓名。"), self.tr("例如“王某某”。"))
        signing.work_as(self._window, name)
        return True
