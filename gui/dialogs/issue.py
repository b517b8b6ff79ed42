"""分发: which offices, into which folder, by when; what was written is told office by office."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QPushButton, QWidget

from db.domain.travel.issue import day_of
from db.domain.trouble import KnownError
from gui import travel
from gui.dialogs import boxes
from gui.dialogs.form import FormDialog
from gui.form.ink import InkLabel
from gui.waiting import waiting

if TYPE_CHECKING:
    from gui.main_window import MainWindow

_LINES = 12  # offices in sight


class IssueDialog(FormDialog):
    """Offices to tick, each with its number of items; a folder; a day if there is one."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window, "", "")
        self.setWindowTitle(self.tr("分发给各科室"))
        self.go.setText(self.tr("分发(&I)"))
        self._window = window
        self._offices = window.desk.book.offices(window.desk.opened)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("要分发的科室，空格键勾选"))
        self.all, self.none = QPushButton(self.tr("全部勾选(&A)"), self), QPushButton(self.tr("全部不选(&N)"), self)
        self.folder = QLineEdit(str(travel.folder(window) / self._proposal()), self)
        self.browse = QPushButton(self.tr("选文件夹(&B)…"), self)
        self.due = QLineEdit(self)
        self.due.setPlaceholderText(self.tr("可以不填，例如 {year}-01-20").format(year=window.today.year))
        self.rest = QLineEdit(self)
        self.rest.setPlaceholderText(self.tr("例如 法规科"))
        self.summary = InkLabel("", None, self)
        self._arrange()
        self._connect()
        self._list()

    def _proposal(self) -> str:
        return self.tr("{year}年度分发").format(year=self._window.desk.ret.year)

    def _arrange(self) -> None:
        self.say(self.tr("每个科室一份工作簿，只有它的指标，带上年数、口径和校验；科室用 Excel 或 WPS 填好发回。"))
        self.form.addRow(self.tr("科室(&O)："), self.list)
        ticks = QHBoxLayout()
        ticks.addWidget(self.all)
        ticks.addWidget(self.none)
        ticks.addWidget(self.summary, 1)
        self.form.addRow("", _held(ticks, self))
        place = QHBoxLayout()
        place.addWidget(self.folder, 1)
        place.addWidget(self.browse)
        label = InkLabel(self.tr("放在(&F)："), None, self)
        label.setBuddy(self.folder)
        self.form.addRow(label, _held(place, self))
        self.folder.setAccessibleName(self.tr("放在哪个文件夹"))
        self.form.addRow(self.tr("请于此日前报(&D)："), self.due)
        self.form.addRow(self.tr("没有写科室的归(&R)："), self.rest)
        self.form.setRowVisible(self.rest, self._has_loose())
        letter, line = self.fontMetrics().horizontalAdvance("字"), self.fontMetrics().lineSpacing()
        self.list.setMinimumHeight(line * 5)
        room = self.screen().availableSize() * 0.9
        self.resize(min(letter * 46, room.width()), min(line * (_LINES + 16), room.height()))

    def _connect(self) -> None:
        self.all.clicked.connect(self._tick_all)
        self.none.clicked.connect(self._tick_none)
        self.browse.clicked.connect(self._browse)
        self.rest.editingFinished.connect(self._list)
        self.list.itemChanged.connect(self._tell)

    def _has_loose(self) -> bool:
        ret = self._window.desk.ret
        return any(not ret.item(code).office.strip() for code in ret.ordered_codes)

    def _list(self) -> None:
        """The offices with their numbers of items, all ticked."""
        self.list.blockSignals(True)
        self.list.clear()
        for office, codes in self._offices.groups(self.rest.text()).items():
            row = QListWidgetItem(self.tr("{office}（{count} 项）").format(office=office, count=len(codes)))
            row.setData(Qt.ItemDataRole.UserRole, office)
            row.setFlags(row.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            row.setCheckState(Qt.CheckState.Checked)
            self.list.addItem(row)
        self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        self._tell()

    def chosen(self) -> list[str]:
        """The offices ticked."""
        rows = map(self.list.item, range(self.list.count()))
        return [row.data(Qt.ItemDataRole.UserRole) for row in rows if row.checkState() is Qt.CheckState.Checked]

    def _tick_all(self) -> None:
        self._tick(Qt.CheckState.Checked)

    def _tick_none(self) -> None:
        self._tick(Qt.CheckState.Unchecked)

    def _tick(self, state: Qt.CheckState) -> None:
        for row in map(self.list.item, range(self.list.count())):
            row.setCheckState(state)

    def _tell(self) -> None:
        chosen = self.chosen()
        groups = self._offices.groups(self.rest.text())
        count = sum(len(groups[office]) for office in chosen)
        self.summary.setText(self.tr("已选 {offices} 个科室，{count} 项").format(offices=len(chosen), count=count))
        self.go.setEnabled(bool(chosen))

    def _browse(self) -> None:
        path = boxes.ask_folder(self, self.tr("分发的工作簿放在哪里"), travel.folder(self._window))
        if path is not None:
            self.folder.setText(str(path / self._proposal()))

    def submit(self) -> bool:
        if not self.folder.text().strip():
            raise KnownError(self.tr("没有写放在哪个文件夹。"), self.tr("请点“选文件夹”选一个。"))
        folder, due = Path(self.folder.text().strip()), day_of(self.due.text())
        with waiting(self):
            done = self._offices.issue(folder, self.chosen(), due, self.rest.text())
        self._window.memory.export_folder = folder.parent
        told = self.tr("已分发 {count} 份，放在 {folder}").format(count=len(done), folder=folder)
        self._window.status_line.show_words(told)
        return True


def _held(line: QHBoxLayout, parent: QWidget) -> QWidget:
    line.setContentsMargins(0, 0, 0, 0)
    holder = QWidget(parent)
    holder.setLayout(line)
    return holder


def ask_issue(window: "MainWindow") -> bool:
    """Show it; whether anything went out."""
    return IssueDialog(window).ask()
