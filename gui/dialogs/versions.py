"""The versions of the return on the desk: what changed since each, who took which step, each printed again as given."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QPushButton, QTabWidget, QVBoxLayout

from db.domain.fingerprint import short
from db.domain.trouble import KnownError
from gui.dialogs.form import FormDialog
from gui.dialogs.rows import RowList
from gui.form.facts import moment
from gui.form.ink import InkLabel

if TYPE_CHECKING:
    from gui.main_window import MainWindow

_WIDE, _HIGH = 64, 26  # of the dialog, in letters and lines


class VersionsDialog(FormDialog):
    """Choose a version; below, what is different now, and the way it went."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window, "", "")
        self.setWindowTitle(self.tr("版本"))
        self._window, self._opened = window, window.desk.opened
        self.kept = window.desk.read(self._opened.versions, ())
        self.versions = QComboBox(self)
        self.versions.setAccessibleName(self.tr("版本"))
        for version in self.kept:
            words = self.tr("第 {number} 版　{at} {who} 定稿　指纹 {print}")
            self.versions.addItem(words.format(
                number=version.number, at=moment(version.at), who=version.who, print=short(version.fingerprint)
            ))  # fmt: skip
        self.news = InkLabel("", None, self)
        self.news.setWordWrap(True)
        self.out = QPushButton(self.tr("导出这一版(&E)…"), self)
        self.out.setAutoDefault(False)
        self._build_lists()
        self._arrange()
        self.versions.currentIndexChanged.connect(self.show_version)
        self.out.clicked.connect(self.export)
        self.show_version()

    def _build_lists(self) -> None:
        self.tabs = QTabWidget(self)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its bar takes the focus, and has a name and a role
        heads = (self.tr("类别"), self.tr("内容"), self.tr("那一版"), self.tr("现在"))
        self.changes = RowList(self.tr("与现在的不同"), heads, (4, 0, 15, 15), self)
        told = (self.tr("时间"), self.tr("谁"), self.tr("步骤"), self.tr("指纹"), self.tr("原因或报送"))
        self.steps = RowList(self.tr("办理经过"), told, (11, 6, 6, 13, 0), self)
        self.tabs.addTab(self.changes, self.tr("与现在的不同(&D)"))
        self.tabs.addTab(self.steps, self.tr("办理经过(&S)"))
        self.steps.show_rows(
            (moment(one.at), one.who, one.how, short(one.after_words), one.why) for one in self._opened.signatures()
        )

    def _arrange(self) -> None:
        ret = self._window.desk.ret
        now = self.tr("现在：第 {number} 版，{status}").format(number=ret.life.version, status=ret.status)
        self.form.addRow(InkLabel(now, None, self))
        self.form.addRow(self.tr("以前的版本(&V)："), self.versions)
        self.form.addRow(self.news)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(1, self.tabs, 1)
        column.setStretch(column.count() - 2, 0)
        self.buttons.removeButton(self.go)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(self.tr("关闭(&C)"))
        self.buttons.addButton(self.out, QDialogButtonBox.ButtonRole.ActionRole)
        self.versions.setEnabled(bool(self.kept))
        self.out.setEnabled(bool(self.kept))
        letter, line = self.fontMetrics().horizontalAdvance("字"), self.fontMetrics().lineSpacing()
        self.resize(letter * _WIDE, line * _HIGH)

    def show_version(self) -> None:
        """What is different now from the chosen one."""
        if not self.kept:
            self.news.setText(self.tr("还没有定稿过。定稿时存下第 1 版，以后随时可以查看、导出和比较。"))
            self.tabs.setCurrentWidget(self.steps)
            return
        number = self.kept[self.versions.currentIndex()].number
        found = self._opened.changes_since(number)
        self.changes.show_rows((one.sort, one.name, one.before, one.after) for one in found)
        told = self.tr("第 {number} 版与现在：{count} 处不同。") if found else self.tr("第 {number} 版与现在没有不同。")
        self.news.setText(told.format(number=number, count=len(found)))

    def export(self) -> None:
        """The workbook of the chosen version, as it was given then, or its pages as a PDF."""
        from gui.paper import export_version  # noqa: PLC0415 - it knows this dialog only when it is wanted

        version = self.kept[self.versions.currentIndex()]
        try:
            target = export_version(self._window, self, version)
        except KnownError as trouble:
            self.show_trouble(trouble.sentence, trouble.next_step)
            return
        if target is not None:
            self.news.setText(self.tr("已导出 %s") % target)
