"""The settings: everything at once in force, nothing to confirm; knows what can be set, not how it is done."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from db.domain.pack import Level
from db.domain.trouble import KnownError
from gui import settings, text_size, theme, verbs
from gui.dialogs import boxes
from gui.dialogs.backup_key import BackupKeyDialog, Wanted
from gui.form.ink import InkLabel
from gui.theme import Meaning

if TYPE_CHECKING:
    from gui.main_window import MainWindow

_LETTERS = 38
_EDGE = 40  # pixels left of the screen


class _Choice(QComboBox):
    """A few words to choose from; the wheel never changes it."""

    def __init__(self, name: str, choices: Sequence[tuple[str, object]], chosen: object, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        for text, value in choices:
            self.addItem(text, value)
        self.setCurrentIndex(self.findData(chosen))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class SettingsDialog(QDialog):
    """How it looks, how Enter goes, where data and backups lie."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.setWindowTitle(self.tr("设置"))
        self.form = QFormLayout()
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        self.form.setVerticalSpacing(9)
        self._build_looks()
        self._build_files()
        self.news = InkLabel("", None, self)
        self.news.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.news.hide()
        self._lay_out()
        self._show_places()
        self._fit()
        self.sizes.setFocus()

    def _lay_out(self) -> None:
        """Everything but the button scrolls where the screen is too small for it."""
        self._inside = QWidget(self)
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(18, 16, 18, 0)
        self._column.setSpacing(12)
        self._column.addLayout(self.form)
        for label in (self._remark(), self.news):
            label.setWordWrap(True)
            self._column.addWidget(label)
        self._column.addStretch(1)
        area = QScrollArea(self)
        area.setAccessibleName(self.windowTitle())
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(self._inside)
        self._close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self._close.setContentsMargins(18, 12, 18, 14)
        self._close.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(area, 1)
        whole.addWidget(self._close)

    def _remark(self) -> InkLabel:
        words = self.tr(
            "有改动的每一天自动备份一次，核对无误才算数，保留最近 30 份，再往前每月一份。"
            "要回到某一天，用“文件”菜单的“从备份恢复”。"
        )
        return InkLabel(words, "quiet", self)

    # ---- how it looks, how it goes

    def _build_looks(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        memory = self._window.memory
        percents = [(self.tr("%d%%") % percent, percent) for percent in theme.TEXT_SIZES]
        self.sizes = _Choice(self.tr("文字大小"), percents, theme.text_size(app), self)
        self.sizes.activated.connect(self._size_chosen)
        looks = [(self.tr("随系统"), "system"), (self.tr("浅色"), "light"), (self.tr("深色"), "dark")]
        self.looks = _Choice(self.tr("外观"), looks, memory.appearance, self)
        self.looks.activated.connect(self._look_chosen)
        ways = [(self.tr("到下一项（固定表里向下）"), False), (self.tr("到右边一格（固定表里向右）"), True)]
        self.ways = _Choice(self.tr("按 Enter"), ways, memory.enter_goes_right, self)
        self.ways.activated.connect(self._way_chosen)
        hint = InkLabel(self.tr("随时可按 Ctrl+加号、Ctrl+减号"), "quiet", self)
        self._row(self.tr("文字大小(&T)："), self.sizes, hint)
        self._row(self.tr("外观(&L)："), self.looks)
        self._row(self.tr("按 Enter(&E)："), self.ways)

    def _row(self, title: str, *widgets: QWidget) -> None:
        label = QLabel(title, self)
        if "&" in title:
            label.setBuddy(widgets[0])
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in widgets:
            row.addWidget(widget)
        if not isinstance(widgets[0], QLineEdit):
            row.addStretch(1)
        self.form.addRow(label, row)

    def _size_chosen(self, row: int) -> None:
        text_size.change(self._window, self.sizes.itemData(row))

    def _look_chosen(self, row: int) -> None:
        verbs.look(self._window, self.looks.itemData(row))
        self._window.refresh_actions()

    def _way_chosen(self, row: int) -> None:
        settings.let_enter_go_right(self._window, self.ways.itemData(row))

    # ---- where things lie

    def _build_files(self) -> None:
        line = QFrame(self)
        line.setFrameShape(QFrame.Shape.HLine)
        line.setForegroundRole(line.palette().ColorRole.Mid)
        self.form.addRow(line)
        self.file, self.folder = QLineEdit(self), QLineEdit(self)
        self.other = self._button(self.tr("打开另一个(&O)…"), self.open_other)
        self.move_away = self._button(self.tr("移到别的文件夹(&M)…"), self.move_file)
        self.choose = self._button(self.tr("更改(&C)…"), self.choose_folder)
        self.default = self._button(self.tr("放回数据文件旁(&P)"), self.use_default_folder)
        self.back_up = self._button(self.tr("立即备份(&B)"), self.back_up_now)
        for path, name in ((self.file, self.tr("数据文件")), (self.folder, self.tr("备份文件夹"))):
            path.setReadOnly(True)
            path.setAccessibleName(name)
        self._row(self.tr("数据文件(&F)："), self.file)
        self._row("", self.other, self.move_away)
        self._row(self.tr("备份文件夹(&K)："), self.folder)
        self._row("", self.choose, self.default, self.back_up)
        self.locked = QLabel(self)
        self.lock = self._button(self.tr("给备份加密(&N)…"), self.lock_backups)
        self.other_password = self._button(self.tr("改密码(&W)…"), self.change_password)
        self.unlock = self._button(self.tr("不再加密(&U)"), self.unlock_backups)
        self._row(self.tr("备份加密："), self.locked, self.lock, self.other_password, self.unlock)

    def _button(self, text: str, verb: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(verb)
        return button

    def _show_places(self) -> None:
        self.file.setText(str(self._window.desk.book.path))
        self.folder.setText(str(settings.backup_folder(self._window)))
        self.default.setEnabled(self._window.memory.backup_folder is not None)
        self._show_lock()
        for path in (self.file, self.folder):
            path.setToolTip(path.text())
            path.setCursorPosition(0)

    def open_other(self) -> None:
        """Another data file."""
        self.news.hide()
        verbs.open_file(self._window)
        self._show_places()

    def move_file(self) -> None:
        """The same data file in another folder; the old one is named."""
        folder = boxes.ask_folder(self, self.tr("数据文件移到哪个文件夹"), self._window.desk.book.path.parent)
        if folder is not None:
            self._do(lambda: self._moved(folder))

    def _moved(self, folder: Path) -> str:
        before = settings.move_data_file(self._window, folder)
        words = self.tr("数据文件已移到“{folder}”，今后都用它。原来的“{before}”没有动，确认无误后可以自行删除。")
        return words.format(folder=folder, before=before)

    def choose_folder(self) -> None:
        """Another folder for the backups, with a first one in it."""
        folder = boxes.ask_folder(self, self.tr("备份放在哪个文件夹"), settings.backup_folder(self._window))
        if folder is not None:
            self._do(lambda: self._backed_up_in(folder))

    def use_default_folder(self) -> None:
        """Backups beside the data file again."""
        self._do(lambda: self._backed_up_in(None))

    def _backed_up_in(self, folder: Path | None) -> str:
        in_clear = settings.use_backup_folder(self._window, folder)
        words = self.tr("今后备份到这里，已经备份了一次。")
        return words + (self.tr("注意：这里的备份没有加密。") if in_clear else "")

    # ---- whether backups are locked

    def _show_lock(self) -> None:
        try:
            on = settings.is_locked(self._window)
            words = self.tr("已加密") if on else self.tr("没有加密")
        except KnownError:
            on, words = None, self.tr("不清楚")  # why is told when it is asked for
        self.locked.setText(words)
        self.lock.setVisible(not on)
        self.other_password.setVisible(bool(on))
        self.unlock.setVisible(bool(on))

    def lock_backups(self) -> None:
        """A password for the backups, and a first locked one."""
        try:
            stopped = settings.is_locked(self._window) is not None
        except KnownError as trouble:
            self._tell(trouble)
            return
        wanted = Wanted.AGAIN if stopped else Wanted.FIRST
        if self._ask(wanted, lambda _old, new: settings.lock_backups(self._window, new)):
            self._do(self._locked_first)

    def _locked_first(self) -> str:
        settings.back_up_now(self._window)
        left = settings.backups_in_clear(self._window)
        words = self.tr("今后的备份都加密，已经备份了一次。")
        more = self.tr("原有 %d 份没有加密的备份没有动，不需要的请自行删除。")
        return words + (more % left if left else "")

    def change_password(self) -> None:
        """Another password for all locked backups."""
        if self._ask(Wanted.OTHER, partial(settings.change_password, self._window)):
            self._do(self._changed)

    def _changed(self) -> str:
        return self.tr("密码已改，以前加密的备份也用新密码打开。")

    def _ask(self, wanted: Wanted, verb: Callable[[str, str], None]) -> bool:
        return BackupKeyDialog(self, wanted, verb).ask()

    def unlock_backups(self) -> None:
        """Backups in clear from now on."""
        question = self.tr("今后的备份不再加密？")
        more = self.tr("拿到备份文件的人都能看到里面填了什么。以前加密的备份不变，仍用密码打开。")
        if boxes.confirm(self, question, more, self.tr("不再加密")):
            self._do(self._unlocked)

    def _unlocked(self) -> str:
        settings.unlock_backups(self._window)
        return self.tr("今后的备份不再加密。以前加密的仍用密码打开。")

    def back_up_now(self) -> None:
        """A backup now."""
        self._do(self._backed_up)

    def _backed_up(self) -> str:
        settings.back_up_now(self._window)
        return self.tr("已备份，核对无误。")

    def _do(self, verb: Callable[[], str]) -> None:
        """Do it and say what was done, or why not."""
        try:
            self._show_news(f"{theme.DONE} {verb()}", "ok")
        except KnownError as trouble:
            self._tell(trouble)

    def _tell(self, trouble: KnownError) -> None:
        self._show_news(f"{theme.mark(Level.ERROR)} {trouble.sentence}{trouble.next_step}", "error")

    def _show_news(self, words: str, meaning: Meaning) -> None:
        self.news.set_meaning(meaning)
        self.news.setText(words)
        self.news.show()
        self._show_places()
        self._fit()

    # ---- as large as its words

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            QTimer.singleShot(0, self._fit)  # when the parts have the font, too

    def _fit(self) -> None:
        """As wide as its letters want, as high as its words then are, and no larger than the screen."""
        room = self.screen().availableSize()
        self._column.activate()
        letters = self.fontMetrics().horizontalAdvance("国") * _LETTERS
        width = min(max(letters, self._column.minimumSize().width()), room.width() - _EDGE)
        height = self._column.totalHeightForWidth(width) + self._close.sizeHint().height()
        self.resize(width, min(height, room.height() - _EDGE))


def show_settings(window: "MainWindow") -> None:
    """Show them until closed."""
    dialog = SettingsDialog(window)
    try:
        dialog.exec()
    finally:
        dialog.deleteLater()
