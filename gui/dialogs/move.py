"""搬家: packing everything into one file, and unpacking it at another machine; the verbs do it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from db.domain.trouble import KnownError
from gui.dialogs.form import FormDialog, password_line


class MoveOutDialog(FormDialog):
    """A password or none; `pack` asks where, and does it: False keeps the dialog open."""

    def __init__(self, parent: QWidget, data_file: Path, pack: Callable[[str], bool]) -> None:
        super().__init__(parent, "", "")
        self.setWindowTitle(self.tr("搬家"))
        self.go.setText(self.tr("打包(&P)…"))
        self._pack = pack
        about = QLabel(self.tr("把“%s”和程序的设置打包成一个文件，带到另一台电脑上打开。") % data_file.name, self)
        about.setWordWrap(True)
        self.form.addRow(about)
        self.password = password_line(self.tr("密码"), self)
        self.again = password_line(self.tr("再输一次密码"), self)
        self.form.addRow(self.tr("密码(&W)："), self.password)
        self.form.addRow(self.tr("再输一次(&A)："), self.again)
        self.say(self.tr("不加密的，密码留空。加了密的，忘了密码谁也打不开，请另外告诉收文件的人。"))
        self.say(self.tr("打包后请不要再在这台电脑上填报，免得两边不一样。"))

    def submit(self) -> bool:
        if self.password.text() != self.again.text():
            self.again.setFocus()
            raise KnownError(self.tr("两次输入的密码不一样。"), self.tr("请再输一次。"))
        return self._pack(self.password.text())


class MoveInDialog(FormDialog):
    """Where the packed data shall lie, and the password if they are locked; `unpack` does it."""

    def __init__(
        self, parent: QWidget | None, package: Path, target: Path, locked: bool, unpack: Callable[[Path, str], None]
    ) -> None:
        super().__init__(parent, "", "")
        self.setWindowTitle(self.tr("搬家"))
        self.go.setText(self.tr("放到这里(&P)"))
        self._unpack = unpack
        about = QLabel(self.tr("“%s”里有从另一台电脑打包来的数据。") % package.name, self)
        about.setWordWrap(True)
        self.form.addRow(about)
        self.path = QLineEdit(str(target), self)
        self.path.setAccessibleName(self.tr("数据文件"))
        self.form.addRow(self.tr("放在哪里(&D)："), self.path)
        self.password = password_line(self.tr("密码"), self)
        self.form.addRow(self.tr("密码(&W)："), self.password)
        self.form.setRowVisible(self.password, locked)
        (self.password if locked else self.path).setFocus()

    def submit(self) -> bool:
        words = self.path.text().strip()
        if not Path(words).is_absolute():
            raise KnownError(self.tr("“%s”不是完整的位置。") % words, self.tr("请写出从盘符或“/”开始的完整位置。"))
        self._unpack(Path(words), self.password.text())
        return True
