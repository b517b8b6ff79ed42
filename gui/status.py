"""The line at the bottom and the bar above it that tells what was refused; knows words only."""

from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStatusBar, QToolButton, QWidget

from gui import theme
from gui.form.ink import InkLabel, OneLine


class StatusLine(QStatusBar):
    """已保存 10:42:07 · 最近备份 今天 09:00 · 数据文件 … and, on the right, what must never be typed in here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.saved = QLabel(self.tr("离开单元格即保存"), self)  # true even while words are refused
        self.saved.setAccessibleDescription(self.tr("保存状态"))
        self.backup = OneLine("quiet", self)
        self.backup.setAccessibleDescription(self.tr("备份"))
        self.file = OneLine("quiet", self, Qt.TextElideMode.ElideMiddle)
        self.file.setAccessibleDescription(self.tr("数据文件"))
        self.operator = QLabel(self)
        self.operator.setAccessibleDescription(self.tr("操作人"))
        self.banner = QLabel(self)
        for label in (self.saved, self.backup, self.file, self.operator, self.banner):
            label.setContentsMargins(6, 0, 6, 2)
        self.addWidget(self.saved)
        self.addWidget(self.backup)
        self.addWidget(self.file, 1)
        self.addPermanentWidget(self.operator)
        self.addPermanentWidget(self.banner)

    def add(self, label: QWidget) -> None:
        """One more on the right, before what must never be typed in."""
        self.removeWidget(self.banner)
        self.addPermanentWidget(label)
        self.addPermanentWidget(self.banner)
        self.banner.show()

    def show_saved(self, at: str) -> None:
        """When the last change was saved; `at` is ISO."""
        self.saved.setText(self.tr("已保存 %s") % at[11:19])

    def show_words(self, words: str) -> None:
        """News of no weight."""
        self.saved.setText(words)

    def show_operator(self, name: str) -> None:
        """Under whose name what is done is kept."""
        self.operator.setText(self.tr("操作人 %s") % name)

    def show_file(self, path: Path, held: str = "") -> None:
        """Where the data are; `held`: who else is at work in them, so that we only look."""
        self.file.set_meaning("warning" if held else "quiet")
        mark = self.tr("⚠ 只看：%s正在使用　") % held if held else ""
        self.file.setText(mark + self.tr("数据文件 %s") % path)
        self.file.setToolTip(self.file.text())

    def show_backup(self, words: str, more: str, failed: bool) -> None:
        """When the last backup was made, or why there is none; `more` stands in the tooltip."""
        self.backup.set_meaning("warning" if failed else "quiet")
        self.backup.setText(words)
        self.backup.setToolTip(f"{words}{more}")


class MessageBar(QFrame):
    """One refused request: what happened and what to do. It stays until something is saved or it is closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoFillBackground(True)
        self.setAccessibleName(self.tr("提示消息"))
        self.text = InkLabel("", "error", self)
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.close_button = QToolButton(self)
        self.close_button.setText(self.tr("知道了"))
        self.close_button.setAccessibleName(self.tr("关闭消息"))
        self.close_button.setAutoRaise(True)
        self.close_button.clicked.connect(self.dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 8, 5)
        row.addWidget(self.text, 1)
        row.addWidget(self.close_button)
        self.trouble = ("", "")
        self._colour()
        self.hide()

    def show_trouble(self, sentence: str, next_step: str) -> None:
        """Say it."""
        self.trouble = (sentence, next_step)
        self.text.setText(f"✗ {sentence}{next_step}")
        self.text.setAccessibleName(self.text.text())
        self.show()

    def dismiss(self, _saved_at: object = None) -> None:
        """Nothing is refused any more."""
        self.trouble = ("", "")
        self.hide()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.ApplicationPaletteChange:
            self._colour()

    def _colour(self) -> None:
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Window, theme.colour(self, "notice"))
        self.setPalette(palette)
