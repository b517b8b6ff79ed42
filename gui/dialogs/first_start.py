"""The first start: three questions before there is a data file; knows no more than their answers."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QLabel, QLineEdit, QPushButton

from db.domain.trouble import KnownError
from db.service.book import sound_name, sound_year
from db.service.places import doubt
from gui.dialogs.form import FormDialog
from gui.dialogs.new_year import read_year
from gui.form.ink import InkLabel

_SUFFIXES = (".sqlite", ".sqlite3", ".db")
_QUOTES = '"“”'  # as Windows copies a path
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class New:
    """A new data file with its first unit and year."""

    path: Path
    unit: str
    year: int


@dataclass(frozen=True, slots=True)
class Existing:
    """A data file that is there already, brought from another computer perhaps."""

    path: Path


@dataclass(frozen=True, slots=True)
class Practice:
    """Practice data, in a file of their own in this folder."""

    folder: Path


Answer = New | Existing | Practice


def read_path(words: str, usual_name: str) -> Path:
    """The whole path of a data file; a folder stands for the usual file in it. KnownError if it is none."""
    text = words.strip().strip(_QUOTES).strip()
    if not text:
        raise KnownError("还没有选数据放在哪里。", "请按“浏览”选择一个位置。")
    try:
        if not text.isprintable():
            raise ValueError(text)
        path = Path(text).expanduser()
        if not path.is_absolute():
            raise KnownError(f"“{text}”不是完整的位置。", "请写出从盘符或“/”开始的完整位置，或按“浏览”选择。")
        if path.is_dir():
            return path / usual_name
        named = path.exists() or path.suffix.lower() in _SUFFIXES
    except (OSError, ValueError, RuntimeError) as error:
        raise KnownError("这个位置不能用。", "文件名太长或有特殊字符的请改短，或按“浏览”选择。") from error
    return path if named else path.with_name(f"{path.name}.sqlite")


class FirstStartDialog(FormDialog):
    """`begin` makes or opens the file from the answer; what it refuses is told here, and the answers stay.

    `practised`: asked from the window on practice data, to which it can go back.
    """

    def __init__(self, path: Path, year: int, begin: Callable[[Answer], None], practised: bool = False) -> None:
        words = QCoreApplication.translate
        super().__init__(None, words("FirstStart", "法治填报"), words("FirstStart", "开始填报"))
        self.setMinimumWidth(600)
        self._proposed, self._begin = path, begin
        self._other: Existing | Practice | None = None
        self._build_lines(year)
        self._lay_out(self.tr("建立自己的数据") if practised else self.tr("第一次使用，先回答三个问题"))
        self._add_ways(practised)
        self.unit.setFocus()

    def _build_lines(self, year: int) -> None:
        self.unit = QLineEdit(self)
        self.unit.setAccessibleName(self.tr("单位全称"))
        self.unit.setPlaceholderText(self.tr("例如：某某市自然资源和规划局"))
        self.year = QLineEdit(str(year), self)
        self.year.setAccessibleName(self.tr("填报年度"))
        self.path = QLineEdit(str(self._proposed), self)
        self.path.setAccessibleName(self.tr("数据文件"))
        self.path.textChanged.connect(self._look_at_place)
        self.doubt = InkLabel("", "warning", self)
        self.doubt.setWordWrap(True)
        self.browse = QPushButton(self.tr("浏览(&B)…"), self)
        self.browse.setAutoDefault(False)
        self.browse.clicked.connect(self._choose_path)

    def _lay_out(self, title: str) -> None:
        welcome = QLabel(title, self)
        font = welcome.font()
        font.setPointSizeF(font.pointSizeF() * 1.35)
        welcome.setFont(font)
        place = QHBoxLayout()
        place.addWidget(self.path, 1)
        place.addWidget(self.browse)
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)  # the numbers stand below each other
        self.form.addRow(welcome)
        self.form.addRow(self.tr("1　单位全称(&N)："), self.unit)
        self.form.addRow(self.tr("2　填报年度(&Y)："), self.year)
        where = QLabel(self.tr("3　数据放在哪里(&D)："), self)
        where.setBuddy(self.path)
        self.form.addRow(where, place)
        self.say(self.tr("数据只存在这台电脑的这个文件里，不联网。不要放在共享文件夹或网盘。"))
        self.form.addRow(self.doubt)
        self._look_at_place(self.path.text())

    def _add_ways(self, practised: bool) -> None:
        other = QDialogButtonBox.ButtonRole.ActionRole
        self.practice = self.buttons.addButton(self.tr("先用练习数据看看(&P)"), other)
        self.practice.clicked.connect(self._try_practice)
        self.existing = self.buttons.addButton(self.tr("打开已有数据(&O)…"), other)
        self.existing.clicked.connect(self._open_existing)
        self.practice.setHidden(practised)
        leave = self.tr("取消") if practised else self.tr("退出(&X)")
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(leave)

    def _look_at_place(self, words: str) -> None:
        why = doubt(Path(words.strip().strip(_QUOTES)))
        self.doubt.setText(self.tr("⚠ %s请换到这台电脑自己的文件夹。") % why.sentence if why else "")
        self.doubt.setVisible(bool(why))
        if why:
            self.make_room()

    # ---- ways on

    def _choose_path(self) -> None:
        from gui.dialogs.boxes import ask_new_data_file  # noqa: PLC0415 - loads when opened

        chosen = ask_new_data_file(self, Path(self.path.text()))
        if chosen:
            self.path.setText(str(chosen))

    def _open_existing(self) -> None:
        from gui.dialogs.boxes import ask_data_file  # noqa: PLC0415 - loads when opened

        chosen = ask_data_file(self, self._proposed.parent)
        if chosen:
            self._go(Existing(chosen))

    def _try_practice(self) -> None:
        self._go(Practice(self._proposed.parent))

    def accept(self) -> None:
        """Giving up one way on is no giving up of all."""
        from gui.start import GaveUp  # noqa: PLC0415 - it imports this module

        with suppress(GaveUp):
            super().accept()

    def _go(self, other: Existing | Practice) -> None:
        self._other = other
        self.accept()
        self._other = None

    def submit(self) -> bool:
        if self._other is not None:
            self._begin(self._other)
            return True
        unit = self._read(self.unit, self._unit)
        year = self._read(self.year, lambda words: sound_year(read_year(words)))
        path = self._read(self.path, lambda words: read_path(words, self._proposed.name))
        self._read(self.path, lambda _: self._begin(New(path, unit, year)))
        return True

    def _unit(self, words: str) -> str:
        if not words.strip():
            raise KnownError(self.tr("还没有填单位全称。"), self.tr("例如“某某市自然资源和规划局”。"))
        return sound_name(words)

    def _read(self, line: QLineEdit, read: Callable[[str], T]) -> T:
        """What stands in a line; where it is refused, the line is ready to be mended."""
        try:
            return read(line.text())
        except KnownError:
            line.setFocus()
            line.selectAll()
            raise
