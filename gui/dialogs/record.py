"""The whole history of the data file: sought by words, person and days, verified, handed on; changes nothing."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QStandardPaths, QTimer
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from db.domain.pack import Pack
from db.domain.trouble import KnownError
from db.service import record
from db.service.record import Line, Wanted
from gui.dialogs.form import FormDialog
from gui.dialogs.record_model import RecordModel
from gui.meaning import MeaningDelegate
from gui.waiting import waiting

if TYPE_CHECKING:
    from gui.main_window import MainWindow

_SIZE = QSize(72, 32)  # of the dialog, in letters and lines
_LETTERS = (4, 10, 4, 6, 0, 8, 8, 8)
_PAUSE = 200  # ms without a key before it seeks


class RecordDialog(FormDialog):
    """What is sought above, the entries below, the verdict under them."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window, "", "")
        self.setWindowTitle(self.tr("修改记录"))
        self._window, self._book = window, window.desk.book
        self.words, self.since, self.until = QLineEdit(self), QLineEdit(self), QLineEdit(self)
        self.who = QComboBox(self)
        self.rows = RecordModel(self._read, _labels(window.desk.ret.pack), self)
        self.view = QTreeView(self)
        self.verdict = QPlainTextEdit(self)
        self._build_fields()
        self._build_view()
        self._arrange()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self.seek)
        for line in (self.words, self.since, self.until):
            line.textChanged.connect(self._pause.start)
        self.who.currentIndexChanged.connect(self._pause.start)
        self.seek()
        self.words.setFocus()

    def _build_fields(self) -> None:
        self.words.setAccessibleName(self.tr("查找的字"))
        self.words.setPlaceholderText(self.tr("指标、编号、数字、原因……几个词用空格隔开"))
        self.who.setAccessibleName(self.tr("谁"))
        self.who.addItem(self.tr("所有人"), "")
        for name in self._window.desk.read(lambda: record.people(self._book), []):
            self.who.addItem(name, name)
        for line, name in ((self.since, self.tr("从哪天起")), (self.until, self.tr("到哪天止"))):
            line.setAccessibleName(name)
            line.setPlaceholderText(self.tr("如 2025-01-31"))

    def _build_view(self) -> None:
        self.view.setModel(self.rows)
        self.view.setItemDelegate(MeaningDelegate(self.view))
        self.view.setAccessibleName(self.tr("修改记录"))
        self.view.setRootIsDecorated(False)
        self.view.setUniformRowHeights(True)
        self.view.setAlternatingRowColors(True)
        self.view.setAllColumnsShowFocus(True)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        letter = self.fontMetrics().horizontalAdvance("国")
        header = self.view.header()
        header.setStretchLastSection(False)
        for column, wide in enumerate(_LETTERS):
            if wide:
                header.resizeSection(column, letter * wide)
            else:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.verdict.setReadOnly(True)
        self.verdict.setAccessibleName(self.tr("校验结果"))
        self.verdict.setTabChangesFocus(True)
        self.verdict.setFixedHeight(self.fontMetrics().lineSpacing() * 4 + 12)
        self.verdict.setPlaceholderText(
            self.tr("按“校验记录”，查看记录有没有被删、被改、被插入，现在的内容是不是记录留下的。")
        )

    def _arrange(self) -> None:
        fields = QGridLayout()
        labelled: tuple[tuple[str, QWidget], ...] = (
            (self.tr("查找(&F)："), self.words), (self.tr("谁(&W)："), self.who),
            (self.tr("从(&A)："), self.since), (self.tr("到(&B)："), self.until),
        )  # fmt: skip
        for column, (name, field) in enumerate(labelled):
            label = QLabel(name, self)
            label.setBuddy(field)
            fields.addWidget(label, 0, 2 * column)
            fields.addWidget(field, 0, 2 * column + 1)
        fields.setColumnStretch(1, 3)
        column_of_all = self.layout()
        assert isinstance(column_of_all, QVBoxLayout)
        column_of_all.insertLayout(0, fields)
        column_of_all.insertWidget(1, self.view, 1)
        column_of_all.insertWidget(2, self.verdict)
        column_of_all.setStretch(column_of_all.count() - 2, 0)
        self.buttons.removeButton(self.go)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(self.tr("关闭(&C)"))
        self.check, self.out = QPushButton(self.tr("校验记录(&V)"), self), QPushButton(self.tr("导出(&E)…"), self)
        for button, verb in ((self.check, self.verify), (self.out, self.export)):
            button.setAutoDefault(False)
            button.clicked.connect(verb)
            self.buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        letter, line = self.fontMetrics().horizontalAdvance("字"), self.fontMetrics().lineSpacing()
        self.resize(QSize(letter * _SIZE.width(), line * _SIZE.height()).boundedTo(self.screen().availableSize()))

    def _read(self, wanted: Wanted, most: int, before: int | None) -> list[Line]:
        nothing: list[Line] = []
        return self._window.desk.read(lambda: record.lines(self._book, wanted, most, before), nothing)

    def wanted(self) -> Wanted:
        """What is sought; KnownError if a day cannot be read."""
        since, until = (_day(line.text()) for line in (self.since, self.until))
        return Wanted(self.words.text(), str(self.who.currentData()), since, until)

    def seek(self) -> None:
        """Show what fits."""
        self.trouble.hide()
        try:
            self.rows.seek(self.wanted())
        except KnownError as trouble:
            self.show_trouble(trouble.sentence, trouble.next_step)

    def verify(self) -> None:
        """Read it all again and compare; every fault on a line of its own."""
        try:
            with waiting(self):
                verdict = record.verify(self._book)
        except KnownError as trouble:
            self.show_trouble(trouble.sentence, trouble.next_step)
            return
        mark = "✗" if verdict.faults else "✓"
        self.verdict.setPlainText("\n".join((f"{mark} {verdict.sentence}", *(f.sentence for f in verdict.faults))))

    def export(self) -> None:
        """What is sought, as a workbook or CSV."""
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        folder = self._window.memory.export_folder or Path(documents)
        kinds = self.tr("Excel 工作簿 (*.xlsx);;CSV 文件 (*.csv)")
        name, kind = QFileDialog.getSaveFileName(self, self.tr("导出修改记录"), str(folder / "修改记录.xlsx"), kinds)
        if not name:
            return
        target = Path(name)
        if target.suffix.lower() not in (".xlsx", ".csv"):
            target = target.with_name(target.name + (".csv" if "csv" in kind else ".xlsx"))
        try:
            with waiting(self):
                count = record.export(self._book, target, self.wanted())
        except KnownError as trouble:
            self.show_trouble(trouble.sentence, trouble.next_step)
            return
        self.verdict.setPlainText(self.tr("已导出 {count} 条：{target}").format(count=count, target=target))


def _labels(pack: Pack) -> dict[str, str]:
    """What fields, lists and rules are called."""
    fields = {field.id: field.label for field in pack.head_fields}
    return fields | {form.id: form.title for form in pack.lists} | {rule.id: rule.title for rule in pack.rules}


def _day(words: str) -> str:
    clean = words.strip()
    try:
        return date.fromisoformat(clean).isoformat() if clean else ""
    except ValueError as error:
        raise KnownError(f"日期“{clean}”看不懂。", "请写年、月、日，例如“2025-01-31”。") from error
