"""分发与回收: every office with what it was sent, what came back, for how long it owes, and words to remind it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QPlainTextEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from db.domain.returns import Status
from db.domain.travel.owing import Owing, reminder, reminders
from gui.dialogs.collect import ask_collect
from gui.dialogs.issue import ask_issue
from gui.form.ink import InkLabel
from gui.meaning import MEANING, MeaningDelegate

if TYPE_CHECKING:
    from gui.main_window import MainWindow

_SIZE = QSize(62, 32)  # in letters and lines
_STANDING = 5


class OwingDialog(QDialog):
    """The list, and below it the reminder for the office one is at."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.every: Sequence[Owing] = ()
        self.setWindowTitle(self.tr("分发与回收情况"))
        self.head = InkLabel("", None, self)
        self.head.setWordWrap(True)
        self._build_list()
        self.words = QPlainTextEdit(self)
        self.words.setReadOnly(True)
        self.words.setTabChangesFocus(True)
        self.words.setAccessibleName(self.tr("提醒的话"))
        self.copy = QPushButton(self.tr("复制提醒(&C)"), self)
        self.copy_all = QPushButton(self.tr("复制全部提醒(&A)"), self)
        self.out, self.back = QPushButton(self.tr("分发(&I)…"), self), QPushButton(self.tr("回收(&R)…"), self)
        self.told = InkLabel("", "ok", self)
        self._arrange()
        self._connect()
        self.show_all()

    def _build_list(self) -> None:
        self.list = QTreeWidget(self)
        self.list.setAccessibleName(self.tr("各科室的分发与回收情况"))
        heads = ("科室", "填了", "分发", "应报", "收回", "情况")
        self.list.setHeaderLabels([self.tr(head) for head in heads])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAlternatingRowColors(True)
        self.list.setAllColumnsShowFocus(True)
        self.list.setItemDelegate(MeaningDelegate(self.list))
        header = self.list.header()
        header.setStretchLastSection(False)
        for column in range(len(heads)):
            wide = column in (0, _STANDING)
            mode = QHeaderView.ResizeMode.Stretch if wide else QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(column, mode)

    def _arrange(self) -> None:
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        close.rejected.connect(self.reject)
        buttons = QHBoxLayout()
        for button in (self.copy, self.copy_all, self.out, self.back):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        column.addWidget(self.head)
        column.addWidget(self.list, 3)
        column.addWidget(self.words, 1)
        column.addLayout(buttons)
        column.addWidget(self.told)
        column.addWidget(close)
        letter, line = self.fontMetrics().horizontalAdvance("字"), self.fontMetrics().lineSpacing()
        room = self.screen().availableSize() * 0.9
        self.resize(QSize(letter * _SIZE.width(), line * _SIZE.height()).boundedTo(room))

    def _connect(self) -> None:
        self.list.currentItemChanged.connect(self._tell)
        self.copy.clicked.connect(self._copy)
        self.copy_all.clicked.connect(self._copy_all)
        self.out.clicked.connect(self._issue)
        self.back.clicked.connect(self._collect)

    def show_all(self) -> None:
        """Every office as it stands now."""
        window, at = self._window, self.list.currentIndex().row()
        self.every = window.desk.read(lambda: window.desk.book.offices(window.desk.opened).owing(), ())
        owed = [one for one in self.every if one.outstanding]
        at = at if at >= 0 else next((n for n, one in enumerate(self.every) if one.outstanding), 0)
        late = sum(bool(one.late(window.today)) for one in owed)
        out = sum(bool(one.number) for one in self.every)
        words = self.tr("{unit} {year} 年：已分发 {out} 个科室，收回 {back} 个，未收回 {owed} 个，其中逾期 {late} 个。")
        ret = window.desk.ret
        self.head.setText(
            words.format(unit=ret.unit, year=ret.year, out=out, back=out - len(owed), owed=len(owed), late=late)
        )
        self.list.clear()
        self.list.addTopLevelItems([self._row(one) for one in self.every])
        self.list.setCurrentItem(self.list.topLevelItem(at))
        draft = ret.status is Status.DRAFT
        self.out.setEnabled(draft)
        self.back.setEnabled(draft)
        self.copy_all.setEnabled(bool(self._reminders()))
        self._tell()

    def _row(self, one: Owing) -> QTreeWidgetItem:
        today = self._window.today
        shape, meaning = self._look(one)
        words = (
            one.office, f"{one.done}/{one.asked}", one.issued_on, one.due, one.returned_on,
            f"{shape} {one.standing(today)}",
        )  # fmt: skip
        row = QTreeWidgetItem(list(words))
        row.setData(_STANDING, MEANING, meaning)
        row.setToolTip(_STANDING, "\n".join(filter(None, (one.file, one.contact))))
        return row

    def _look(self, one: Owing) -> tuple[str, str]:
        if not one.number:
            return "○", "quiet"
        if one.outstanding:
            return ("⚠", "warning") if one.late(self._window.today) else ("…", "hint")
        return ("✓", "ok") if one.done == one.asked else ("ⓘ", "hint")

    def _current(self) -> Owing | None:
        at = self.list.currentIndex().row()
        return self.every[at] if 0 <= at < len(self.every) else None

    def _tell(self) -> None:
        one, ret = self._current(), self._window.desk.ret
        words = reminder(ret.unit, ret.year, one, self._window.today) if one else ""
        self.words.setPlainText(words or self.tr("这个科室现在不用提醒。"))
        self.copy.setEnabled(bool(words))
        self.told.setText("")

    def _reminders(self) -> str:
        ret = self._window.desk.ret
        return reminders(ret.unit, ret.year, self.every, self._window.today)

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.words.toPlainText())
        self.told.setText(self.tr("✓ 已复制，到微信、钉钉或邮件里粘贴。"))

    def _copy_all(self) -> None:
        QApplication.clipboard().setText(self._reminders())
        self.told.setText(self.tr("✓ 已复制全部提醒，每个科室一段。"))

    def _issue(self) -> None:
        if ask_issue(self._window):
            self.show_all()

    def _collect(self) -> None:
        if ask_collect(self._window):
            self.show_all()


def show_owing(window: "MainWindow") -> None:
    """Show it until closed."""
    dialog = OwingDialog(window)
    try:
        dialog.exec()
    finally:
        dialog.deleteLater()
