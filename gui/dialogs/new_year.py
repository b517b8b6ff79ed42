"""A new year of a unit; knows which year is likely, and leaves the judgement to the verb."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLineEdit, QWidget

from db.domain.trouble import KnownError
from gui.desk import Desk
from gui.dialogs.form import FormDialog

_CHINESE = str.maketrans("〇○零一二三四五六七八九", "000123456789")


def read_year(words: str) -> int:
    """The year that was typed, ２０２４, 2024年度 and 二〇二四 included; KnownError if it is none."""
    digits = words.strip().removesuffix("度").removesuffix("年").strip().translate(_CHINESE)
    if not digits.isdecimal() or len(digits) != 4:
        raise KnownError(f"年度“{words.strip()}”不对。", "请填四位数的年份，例如“2024”。")
    return int(digits)


class NewYearDialog(FormDialog):
    """One line for the year; what follows from the year before is said beside it."""

    def __init__(self, parent: QWidget | None, desk: Desk, unit: str, likely: int) -> None:
        words = QCoreApplication.translate
        super().__init__(parent, words("NewYear", "新开年度"), words("NewYear", "新开"))
        self._desk, self._unit = desk, unit
        self.year = QLineEdit(str(likely), self)
        self.year.setAccessibleName(self.tr("年度"))
        self.year.selectAll()
        self.form.addRow(self.tr("年度(&Y)："), self.year)
        self.say(self.tr("上一年度选用的指标、自设指标和签章人会带到新的年度，数字不带。"))
        desk.refused.connect(self.show_trouble)

    def submit(self) -> bool:
        return self._desk.open_year(self._unit, read_year(self.year.text()))


def ask_new_year(parent: QWidget | None, desk: Desk, unit: str, likely: int) -> bool:
    """Open another year on the desk; whether it was done."""
    return NewYearDialog(parent, desk, unit, likely).ask()
