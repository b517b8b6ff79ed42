"""打印预览: every page as it will be printed, one at a time; paper and colours are chosen here and remembered."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
)

from db.service.paper import PAPERS, Leaf, pages
from gui import paper
from gui.printing.painting import FINE, paint_leaf

if TYPE_CHECKING:
    from gui.main_window import MainWindow

_EDGE: Final = 24  # pixels round a page


class _Papers(QComboBox):
    """A4 or A3; the wheel never changes it."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class PreviewDialog(QDialog):
    """One page between buttons that turn pages; 打印 and 导出 PDF go on from here."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._leaves: tuple[Leaf, ...] = ()
        self._at = 0
        self._again = QTimer(self, singleShot=True, interval=60)
        self._again.timeout.connect(self._paint)
        self.setWindowTitle(self.tr("打印预览"))
        self.setSizeGripEnabled(True)
        self._build_choices()
        self._build_page()
        self._build_buttons()
        self._lay_out()
        letter = self.fontMetrics().horizontalAdvance("国")
        room = self.screen().availableSize()
        self.resize(QSize(letter * 78, letter * 62).boundedTo(QSize(room.width() - 40, room.height() - 60)))
        self.load()
        self.following.setFocus()

    # ---- building

    def _build_choices(self) -> None:
        memory = self._window.memory
        self.papers = _Papers(self)
        self.papers.setAccessibleName(self.tr("纸张"))
        self.papers.addItems(list(PAPERS))
        self.papers.setCurrentText(memory.paper)
        self.papers.textActivated.connect(self._choose_paper)
        self.grey = QCheckBox(self.tr("黑白(&G)"), self)
        self.grey.setChecked(memory.prints_grey)
        self.grey.toggled.connect(self._choose_grey)
        self.wide = QCheckBox(self.tr("按页宽显示(&W)"), self)
        self.wide.toggled.connect(self._paint)

    def _build_page(self) -> None:
        self.page = QLabel(self)
        self.page.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.area = QScrollArea(self)
        self.area.setWidget(self.page)
        self.area.setWidgetResizable(True)
        self.area.setAccessibleName(self.tr("页面"))
        self.area.setBackgroundRole(self.palette().ColorRole.Mid)
        self.number = QLabel(self)

    def _build_buttons(self) -> None:
        self.before = QPushButton(self.tr("上一页(&B)"), self)
        self.following = QPushButton(self.tr("下一页(&N)"), self)
        self.before.clicked.connect(self.back)
        self.following.clicked.connect(self.forward)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        roles = QDialogButtonBox.ButtonRole
        self.print = self.buttons.addButton(self.tr("打印(&P)…"), roles.ActionRole)
        self.pdf = self.buttons.addButton(self.tr("导出 PDF(&D)…"), roles.ActionRole)
        self.print.clicked.connect(self._print)
        self.pdf.clicked.connect(self._pdf)
        self.buttons.rejected.connect(self.reject)
        for button in (self.before, self.following, self.print, self.pdf):
            button.setAutoDefault(False)

    def _lay_out(self) -> None:
        label = QLabel(self.tr("纸张(&S)："), self)
        label.setBuddy(self.papers)
        top = QHBoxLayout()
        for choice in (label, self.papers, self.grey, self.wide):
            top.addWidget(choice)
        top.addStretch(1)
        for part in (self.number, self.before, self.following):
            top.addWidget(part)
        column = QVBoxLayout(self)
        column.addLayout(top)
        column.addWidget(self.area, 1)
        column.addWidget(self.buttons)

    # ---- pages

    def load(self) -> None:
        """The pages as they are now, at the page one was at."""
        self._leaves = pages(self._window.desk.opened, self._window.memory.paper)
        self.show_page(self._at)

    def show_page(self, at: int) -> None:
        """The page `at`, counted from 0; the first or last if there is none."""
        self._at = max(0, min(at, len(self._leaves) - 1))
        words = self.tr("第 {page} 页 共 {count} 页 · {sheet}")
        leaf = self._leaves[self._at]
        told = words.format(page=self._at + 1, count=len(self._leaves), sheet=leaf.sheet)
        self.number.setText(told)
        self.page.setAccessibleName(told)
        self.before.setEnabled(self._at > 0)
        self.following.setEnabled(self._at < len(self._leaves) - 1)
        if not (self.before.hasFocus() or self.following.hasFocus()):
            self.area.setFocus()
        self._paint()

    def forward(self) -> None:
        """The next page."""
        self.show_page(self._at + 1)

    def back(self) -> None:
        """The page before."""
        self.show_page(self._at - 1)

    def _paint(self) -> None:
        leaf = self._leaves[self._at]
        room = self.area.viewport().size()
        scale = (room.width() - _EDGE) / leaf.width
        if not self.wide.isChecked():
            scale = min(scale, (room.height() - _EDGE) / leaf.height)
        scale = max(scale, 0.1)
        ratio = self.devicePixelRatioF()
        picture = QPixmap(QSize(round(leaf.width * scale * ratio), round(leaf.height * scale * ratio)))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.white)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(scale / FINE, scale / FINE)
        paint_leaf(painter, leaf, not self._window.memory.prints_grey)
        painter.end()
        self.page.setPixmap(picture)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._again.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._again.start()

    # ---- choices

    def _choose_paper(self, size: str) -> None:
        self._window.memory.paper = size
        self.load()

    def _choose_grey(self, grey: bool) -> None:
        self._window.memory.prints_grey = grey
        self._paint()

    def _print(self) -> None:
        paper.ask_print(self._window, self)
        self.papers.setCurrentText(self._window.memory.paper)
        self.grey.setChecked(self._window.memory.prints_grey)
        self.load()

    def _pdf(self) -> None:
        paper.ask_pdf(self._window, self)


def show_preview(window: "MainWindow") -> None:
    """Show it until closed."""
    dialog = PreviewDialog(window)
    try:
        dialog.exec()
    finally:
        dialog.deleteLater()
