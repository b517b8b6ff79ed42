"""The first start: three questions before there is a data file; knows no more than their answers."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
)

from db.domain.trouble import KnownError
from gui.dialogs.form import FormDialog
from gui.dialogs.new_year import read_year


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered; `unit` is "" when practice data are wanted."""

    path: Path
    unit: str
    year: int


class FirstStartDialog(FormDialog):
    """`begin` makes the file from the answers; what it refuses is told here, and the answers stay."""

    def __init__(self, path: Path, year: int, begin: Callable[[Answers], None]) -> None:
        words = QCoreApplication.translate
        super().__init__(None, words("FirstStart", "法治填报"), words("FirstStart", "开始填报"))
        self.setMinimumWidth(600)
        self._begin = begin
        self._practice = False
        welcome = QLabel(self.tr("第一次使用，先回答三个问题"), self)
        font = welcome.font()
        font.setPointSizeF(font.pointSizeF() * 1.35)
        welcome.setFont(font)
        self.unit = QLineEdit(self)
        self.unit.setAccessibleName(self.tr("单位全称"))
        self.unit.setPlaceholderText(self.tr("例如：某某市自然资源和规划局"))
        self.year = QLineEdit(str(year), self)
        self.year.setAccessibleName(self.tr("填报年度"))
        self.path = QLineEdit(str(path), self)
        self.path.setAccessibleName(self.tr("数据文件"))
        self.browse = QPushButton(self.tr("浏览(&B)…"), self)
        self.browse.setAutoDefault(False)
        self.browse.clicked.connect(self._choose_path)
        place = QHBoxLayout()
        place.addWidget(self.path, 1)
        place.addWidget(self.browse)
        self.form.addRow(welcome)
        self.form.addRow(self.tr("1　单位全称(&N)："), self.unit)
        self.form.addRow(self.tr("2　填报年度(&Y)："), self.year)
        where = QLabel(self.tr("3　数据放在哪里(&D)："), self)
        where.setBuddy(self.path)
        self.form.addRow(where, place)
        self.say(self.tr("数据只存在这台电脑的这个文件里，不联网。不要放在共享文件夹或网盘。"))
        self.practice = self.buttons.addButton(self.tr("先用练习数据看看(&P)"), QDialogButtonBox.ButtonRole.ActionRole)
        self.practice.clicked.connect(self._try_practice)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(self.tr("退出"))
        self.unit.setFocus()

    def _choose_path(self) -> None:
        from gui.dialogs.boxes import ask_new_data_file  # noqa: PLC0415 - loads when opened

        chosen = ask_new_data_file(self, Path(self.path.text()))
        if chosen:
            self.path.setText(str(chosen))

    def _try_practice(self) -> None:
        self._practice = True
        self.accept()
        self._practice = False

    def submit(self) -> bool:
        unit = "" if self._practice else self.unit.text().strip()
        if not unit and not self._practice:
            raise KnownError(self.tr("还没有填单位全称。"), self.tr("例如“某某市自然资源和规划局”。"))
        if not self.path.text().strip():
            raise KnownError(self.tr("还没有选数据放在哪里。"), self.tr("请按“浏览”选择一个位置。"))
        self._begin(Answers(Path(self.path.text().strip()), unit, read_year(self.year.text())))
        return True
