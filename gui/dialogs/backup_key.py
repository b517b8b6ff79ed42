"""The password of the backups, set, given once more or changed; the verb does it, and no password is kept here."""

from collections.abc import Callable
from enum import Enum

from PySide6.QtWidgets import QLabel, QWidget

from db.domain.trouble import KnownError
from db.service.sealing import SHORTEST
from gui.dialogs.form import FormDialog, password_line
from gui.waiting import waiting


class Wanted(Enum):
    """What the password is for: the first one, the same one again after it was switched off, another one."""

    FIRST, AGAIN, OTHER = range(3)


class BackupKeyDialog(FormDialog):
    """`lock` is given the old password and the new one, those that were asked for; its KnownError keeps it open."""

    def __init__(self, parent: QWidget, wanted: Wanted, lock: Callable[[str, str], None]) -> None:
        super().__init__(parent, "", "")
        self._lock = lock
        other, twice = wanted is Wanted.OTHER, wanted is not Wanted.AGAIN
        self.setWindowTitle(self.tr("改备份的密码") if other else self.tr("给备份加密"))
        self.go.setText(self.tr("改密码(&S)") if other else self.tr("加密(&S)"))
        about = QLabel(self._about(wanted), self)
        about.setWordWrap(True)
        self.form.addRow(about)
        self.old = password_line(self.tr("原来的密码"), self)
        self.password = password_line(self.tr("新密码") if other else self.tr("密码"), self)
        self.again = password_line(self.tr("再输一次密码"), self)
        self.form.addRow(self.tr("原来的密码(&O)："), self.old)
        self.form.addRow(self.tr("新密码(&W)：") if other else self.tr("密码(&W)："), self.password)
        self.form.addRow(self.tr("再输一次(&A)："), self.again)
        self.form.setRowVisible(self.old, other)
        self.form.setRowVisible(self.again, twice)
        self._twice = twice
        self.say(self.tr("忘了密码，加密的备份谁也打不开，也没有办法找回。请把密码另外记在稳妥的地方。"))
        (self.old if other else self.password).setFocus()

    def _about(self, wanted: Wanted) -> str:
        if wanted is Wanted.FIRST:
            words = self.tr("今后的备份都加密，平时备份不用输密码；看备份里面、从备份恢复时才要输。密码至少 %d 个字。")
            return words % SHORTEST
        if wanted is Wanted.AGAIN:
            return self.tr("这个文件夹里的备份以前加过密，请输入那时的密码，今后的备份接着用它加密。")
        return self.tr("今后的备份和以前加密的备份都改用新密码打开。密码至少 %d 个字。") % SHORTEST

    def submit(self) -> bool:
        if self._twice and self.password.text() != self.again.text():
            self.again.setFocus()
            raise KnownError(self.tr("两次输入的密码不一样。"), self.tr("请再输一次。"))
        with waiting(self):
            self._lock(self.old.text(), self.password.text())
        return True
