"""回收: the files, what each of them is, and every difference with the choice to be made; accepted as one step.

The same table serves a year that is read from an earlier workbook. Nothing is written before the button is pressed.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTabWidget,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from db.domain.returns import Return
from db.domain.travel.merging import KEEP, Choices
from db.domain.trouble import KnownError
from db.service import collecting, past_year
from db.service.collection import Collection
from gui import travel
from gui.dialogs import boxes
from gui.dialogs.collect_model import ITEM, NOW, SOURCE, THEN, VERDICT, CollectModel
from gui.dialogs.form import FormDialog
from gui.dialogs.rows import RowList
from gui.form.ink import InkLabel
from gui.meaning import MeaningDelegate
from gui.waiting import waiting

if TYPE_CHECKING:
    from gui.main_window import MainWindow

_LETTERS = {NOW: 6, THEN: 7, SOURCE: 9}  # widths in Chinese letters; item and verdict share the rest
_SIZE = QSize(76, 36)  # of the dialog, in letters and lines
CHANGES, FILES = range(2)
Look = Callable[[], tuple[Return, Collection]]
Take = Callable[[Collection, Choices], bool]


class LineView(QTreeView):
    """One line each; the space bar turns to the next choice, a digit takes that one, 0 keeps what stands there."""

    def __init__(self, lines: CollectModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._lines = lines
        self.setModel(lines)
        self.setItemDelegate(MeaningDelegate(self))
        self.setAccessibleName(self.tr("每一处改动，空格键换一个，数字键选定"))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setAllColumnsShowFocus(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        header = self.header()
        header.setSectionsMovable(False)
        header.setStretchLastSection(False)
        letter = self.fontMetrics().horizontalAdvance("字")
        for column, letters in _LETTERS.items():
            header.resizeSection(column, letter * letters)
        for column in (ITEM, VERDICT):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, words = self.currentIndex().row(), event.text()
        if event.key() == Qt.Key.Key_Space:
            self._lines.turn(row)
        elif len(words) == 1 and words in "0123456789":
            self._lines.choose(row, KEEP if words == "0" else int(words) - 1)
        else:
            super().keyPressEvent(event)


class CollectDialog(FormDialog):
    """What was looked at, line by line and file by file."""

    def __init__(self, window: "MainWindow", title: str, take: Take) -> None:
        super().__init__(window, "", "")
        self.setWindowTitle(title)
        self.go.setText(self.tr("写入(&W)"))
        self._window, self._take = window, take
        self._look: Look | None = None
        self.found: Collection | None = None
        self.lines = CollectModel(self)
        self.view = LineView(self.lines, self)
        self.papers = RowList(
            self.tr("每个文件"),
            (self.tr("文件"), self.tr("科室"), self.tr("填了"), self.tr("怎么样")),
            (16, 8, 5, 0),
            self,
        )
        self.files, self.folder = QPushButton(self.tr("选文件(&F)…"), self), QPushButton(self.tr("选文件夹(&D)…"), self)
        self.news = InkLabel("", None, self)
        self.whole = InkLabel("", None, self)
        self.all, self.none = QPushButton(self.tr("都用表里的(&U)"), self), QPushButton(self.tr("都不改(&K)"), self)
        self.next = QPushButton(self.tr("下一处要选的(&N)"), self)
        self.summary = InkLabel("", None, self)
        self._arrange()
        self._connect()
        self._tell()

    def _arrange(self) -> None:
        for label in (self.news, self.whole, self.summary):
            label.setWordWrap(True)
        self.whole.setAlignment(Qt.AlignmentFlag.AlignTop)
        line = self.fontMetrics().lineSpacing()
        self.whole.setMinimumHeight(4 * line)
        self.tabs = QTabWidget(self)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its bar takes the keyboard itself
        self.tabs.tabBar().setAccessibleName(self.tr("改动或文件"))
        self.tabs.addTab(self.view, self.tr("改动(&C)"))
        self.tabs.addTab(self.papers, self.tr("文件(&L)"))
        choosing, deciding = QHBoxLayout(), QHBoxLayout()
        for button in (self.files, self.folder):
            choosing.addWidget(button)
        choosing.addWidget(self.news, 1)
        for button in (self.next, self.all, self.none):
            deciding.addWidget(button)
        deciding.addStretch(1)
        for button in (self.files, self.folder, self.next, self.all, self.none):
            button.setAutoDefault(False)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertLayout(1, choosing)
        column.insertWidget(2, self.tabs, 1)
        column.insertWidget(3, self.whole)
        column.insertLayout(4, deciding)
        column.insertWidget(5, self.summary)
        column.setStretch(column.count() - 2, 0)
        letter = self.fontMetrics().horizontalAdvance("字")
        room = self.screen().availableSize() * 0.9
        self.resize(QSize(letter * _SIZE.width(), line * _SIZE.height()).boundedTo(room))

    def _connect(self) -> None:
        self.files.clicked.connect(self._choose_files)
        self.folder.clicked.connect(self._choose_folder)
        self.all.clicked.connect(self._take_all)
        self.none.clicked.connect(self._keep_all)
        self.next.clicked.connect(self.go_to_next)
        self.lines.dataChanged.connect(self._tell)
        self.lines.modelReset.connect(self._tell)
        self.view.selectionModel().currentChanged.connect(self._tell)
        self.papers.currentItemChanged.connect(self._tell)
        self.tabs.currentChanged.connect(self._tell)
        self._window.desk.reread.connect(self._look_again)
        self._window.desk.refused.connect(self.show_trouble)

    # ---- looking

    def look(self, look: Look) -> None:
        """Show what `look` finds."""
        self.trouble.hide()
        self._look = look
        try:
            with waiting(self):
                ret, found = look()
        except KnownError as trouble:
            self.found = None
            self.lines.show_lines((), self._window.desk.ret)
            self.papers.show_rows(())
            self.news.setText("")
            self.show_trouble(trouble.sentence, trouble.next_step)
            return
        self.found = found
        self.news.setText(found.summary)
        self.lines.show_lines(found.lines, ret)
        self.papers.show_rows(_file_rows(found))
        self.tabs.setTabText(FILES, self.tr("文件 {count}(&L)").format(count=len(found.papers) + len(found.refused)))
        self.tabs.setCurrentIndex(CHANGES if self.lines.lines else FILES)
        if self.lines.lines:
            self.view.setCurrentIndex(self.lines.index((self.lines.open_rows() or [0])[0], ITEM))
        self.tabs.currentWidget().setFocus()

    def _look_again(self) -> None:
        """Another window changed the figures: the same files beside what stands there now."""
        if self._look is not None:
            self.look(self._look)

    def _choose_files(self) -> None:
        paths = boxes.ask_workbooks(self, travel.folder(self._window))
        if paths:
            self.look_at(paths)

    def _choose_folder(self) -> None:
        path = boxes.ask_folder(self, self.tr("科室发回的工作簿在哪里"), travel.folder(self._window))
        if path is not None:
            self.look_at([path])

    def look_at(self, paths: Sequence[Path]) -> None:
        """Show what these files and folders hold."""
        self._window.memory.export_folder = paths[0] if paths[0].is_dir() else paths[0].parent
        desk = self._window.desk
        self.look(lambda: (desk.ret, collecting.look(desk.book.offices(desk.opened), paths)))

    # ---- choosing

    def go_to_next(self) -> None:
        """The next line on which one must choose, after the current one and round again."""
        rows, at = self.lines.open_rows(), self.view.currentIndex().row()
        if rows:
            self.tabs.setCurrentIndex(CHANGES)
            row = next((row for row in rows if row > at), rows[0])
            self.view.setCurrentIndex(self.lines.index(row, ITEM))
            self.view.setFocus()

    def _take_all(self) -> None:
        self.lines.choose_all(keep=False)

    def _keep_all(self) -> None:
        self.lines.choose_all(keep=True)

    def _tell(self) -> None:
        left = self.lines.open_rows()
        changes = self.tabs.currentIndex() == CHANGES
        self.whole.setText(self.lines.whole(self.view.currentIndex().row()) if changes else self.papers.whole())
        self.summary.setText(self.lines.summary() if self.found else "")
        for button in (self.next, self.all, self.none):
            button.setEnabled(bool(left))
        noted = self.found is not None and any(paper.digest and not paper.seen for paper in self.found.papers)
        wanted = any(self.lines.choice(row) not in (None, KEEP) for row in range(len(self.lines.lines)))
        self.go.setEnabled(not left and (wanted or noted))

    def submit(self) -> bool:
        assert self.found is not None
        with waiting(self):
            return self._take(self.found, self.lines.choices)


def _file_rows(found: Collection) -> Iterator[tuple[str, str, str, str]]:
    for paper in found.papers:
        seen = ("以前收过，没有新内容",) if paper.seen else ()
        told = "".join((*seen, *paper.remarks)) or "✓ 没有改动别的地方"
        yield paper.file, paper.office, f"{paper.answered}/{paper.asked}", told
    for refusal in found.refused:
        yield refusal.file, "", "", f"✗ {refusal.sentence}{refusal.next_step}"


def collect_dialog(window: "MainWindow") -> CollectDialog:
    """The dialog for workbooks of offices; nothing is looked at yet."""

    def take(found: Collection, choices: Choices) -> bool:
        return window.desk.take(found, choices, window.backups.before_import)

    return CollectDialog(window, window.tr("回收科室填报的表"), take)


def ask_collect(window: "MainWindow") -> bool:
    """Choose files, settle what differs, write; whether anything was."""
    return collect_dialog(window).ask()


def past_year_dialog(window: "MainWindow", path: Path) -> CollectDialog:
    """The dialog for one workbook that was exported before or form of others, of this year or an earlier one."""
    desk = window.desk
    unit, year = past_year.year_of(desk.book, desk.ret, path)

    def look() -> tuple[Return, Collection]:
        found = past_year.look(desk.book, desk.ret.unit, year, path)
        return found.ret, found.collection

    def take(found: Collection, choices: Choices) -> bool:
        if year == desk.ret.year:
            return desk.take(found, choices, window.backups.before_import)
        window.backups.before_import()
        opened = desk.book.open_year(unit, year)
        desk.book.offices(opened).take(found, choices)
        return desk.open_year(desk.ret.unit, desk.ret.year)

    dialog = CollectDialog(window, window.tr("从报送表录入 {year} 年").format(year=year), take)
    dialog.files.hide()
    dialog.folder.hide()
    dialog.look(look)
    return dialog


def ask_past_year(window: "MainWindow", path: Path) -> bool:
    """Show what the workbook says, and write it if the person says so; whether it was done."""
    try:
        dialog = past_year_dialog(window, path)
    except KnownError as trouble:
        boxes.tell_trouble(window, trouble.sentence, trouble.next_step)
        return False
    return dialog.ask()
