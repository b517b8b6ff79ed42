"""The list of problems below the ledger: count, filter, land in the cell, write a reason; judges nothing."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QToolButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from db.domain.findings import Finding
from db.domain.pack import Level
from gui import theme
from gui.desk import Desk
from gui.meaning import MeaningDelegate
from gui.problems_model import LEVEL, MESSAGE, STEP, ProblemsModel
from gui.saved_line import SavedLine


class ProblemsView(QTreeView):
    """One line each. Enter or a double click asks to land in the cell."""

    chosen = Signal(QModelIndex)

    def __init__(self, model: ProblemsModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(MeaningDelegate(self))
        self.setAccessibleName(self.tr("问题清单"))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setAlternatingRowColors(True)
        self.setHeaderHidden(True)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(LEVEL, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(MESSAGE, QHeaderView.ResizeMode.Stretch)
        self._fit_font()
        self.doubleClicked.connect(self.chosen)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit_font()

    def _fit_font(self) -> None:
        self.header().resizeSection(LEVEL, self.fontMetrics().horizontalAdvance("⚠ 需说明") + 20)
        self.header().resizeSection(STEP, self.fontMetrics().horizontalAdvance("说") * 26)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.chosen.emit(self.currentIndex())
            return
        super().keyPressEvent(event)


class LevelButtons(QWidget):
    """How many there are of each level; with one or more pressed in, only these are listed."""

    levels_chosen = Signal(frozenset)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self._counts: dict[Level, int] = {}
        self.buttons = {level: QToolButton(self) for level in Level}
        for level, button in self.buttons.items():
            button.setCheckable(True)
            button.setAutoRaise(True)
            button.setToolTip(self.tr("只列“%s”") % level)
            button.toggled.connect(self._tell)
            row.addWidget(button)

    def show_counts(self, counts: Mapping[Level, int]) -> None:
        """Write the counts on the buttons."""
        for level, button in self.buttons.items():
            text = f"{theme.mark(level)} {counts[level]} {level}"
            if button.text() != text:
                button.setText(text)
                button.setAccessibleName(f"{counts[level]} {level}")
        if dict(counts) != self._counts:
            self._counts = dict(counts)
            self._colour()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._colour()

    def _colour(self) -> None:
        for level, button in self.buttons.items():
            meaning = theme.level_meaning(level) if self._counts.get(level) else "quiet"
            palette = self.palette()
            palette.setColor(button.foregroundRole(), theme.colour(self, meaning))
            button.setPalette(palette)

    def _tell(self) -> None:
        pressed = {level for level, button in self.buttons.items() if button.isChecked()}
        self.levels_chosen.emit(frozenset(pressed or Level))


class ProblemsPanel(QWidget):
    """`landing` asks to go to the cell of a code."""

    landing = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._rule = ""
        self.model = ProblemsModel(desk, self)
        self.view = ProblemsView(self.model, self)
        self.levels = LevelButtons(self)
        self._title = QLabel(self.tr("问题"), self)
        self._none = QLabel(self)
        self._reason_label = QLabel(self.tr("说明(&R)："), self)
        self.reason = SavedLine(self)
        self.reason.setAccessibleName(self.tr("对需说明问题的说明"))
        self._reason_label.setBuddy(self.reason)
        self.causes = QPushButton(self.tr("常用原因…"), self)
        self.causes.setAccessibleName(self.tr("从常用原因中选择"))
        self._arrange()
        self.view.chosen.connect(self._land)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._open_menu)
        self.view.selectionModel().selectionChanged.connect(self._current_changed)
        self.levels.levels_chosen.connect(self.model.show_levels)
        self.reason.left.connect(self._explain)
        self.reason.returnPressed.connect(self._confirm)
        self.causes.clicked.connect(self.choose_cause)
        desk.flushing.connect(self.reason.commit)
        for changed in (desk.year_opened, desk.findings_changed, desk.status_changed, desk.reread):
            changed.connect(self._refresh)
        self._refresh()

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(10, 2, 8, 2)
        top.setSpacing(10)
        for widget in (self._title, self.levels, self._none):
            top.addWidget(widget)
        top.addStretch(1)
        bottom = QHBoxLayout()
        bottom.setContentsMargins(10, 3, 8, 4)
        for part in (self._reason_label, self.reason, self.causes):
            bottom.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.view, 1)
        column.addLayout(bottom)
        self.setTabOrder(self.view, self.reason)
        self.setTabOrder(self.reason, self.causes)

    # ---- going there

    def current(self) -> Finding | None:
        """The finding of the marked line."""
        return self.model.finding(self._row())

    def _row(self) -> int:
        # Focus alone makes the first line current without marking it.
        rows = self.view.selectionModel().selectedRows()
        return rows[0].row() if rows else -1

    def step(self, by: int) -> None:
        """Mark the next (or, with -1, the one before) line, around the end, and land in its cell."""
        count = self.model.rowCount()
        if count:
            at = self._row()
            self.mark_row((at + by) % count if at >= 0 else (0 if by > 0 else count - 1))
            self._land(self.view.currentIndex())

    def mark_row(self, row: int) -> None:
        """Mark one line."""
        flags = QItemSelectionModel.SelectionFlag
        index = self.model.index(row, LEVEL)
        self.view.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

    def focus_list(self) -> None:
        """Put the keyboard into the list, on its first line if none is marked."""
        self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if self._row() < 0 and self.model.rowCount():
            self.mark_row(0)

    def summary(self) -> str:
        """2 错误 · 5 需说明 · 3 提示."""
        return " · ".join(f"{count} {level}" for level, count in self.model.counts().items())

    def _land(self, index: QModelIndex) -> None:
        finding = self.model.finding(index.row())
        if finding and finding.codes:
            self.landing.emit(finding.codes[0])

    def _open_menu(self, place: QPoint) -> None:
        from gui.set_aside import open_menu  # noqa: PLC0415 - loads when opened

        open_menu(self, place)

    # ---- reasons

    def explain_current(self, code: str) -> None:
        """Explain the marked line, or else the first 需说明 about `code`."""
        finding = self.current()
        if finding is None or finding.level is not Level.EXPLAIN:
            about = [f for f in self.desk.findings_of(code) if f.level is Level.EXPLAIN]
            if about:
                self.mark_row(self.model.row_of(about[0].rule))
        self.choose_cause()

    def choose_cause(self) -> None:
        """The dialog with common reasons, for the marked line."""
        finding = self.current()
        if finding and self.causes.isEnabled():
            from gui.dialogs.reason import ask_explanation  # noqa: PLC0415 - loads when opened

            ask_explanation(self, self.desk, finding)

    def _explain(self, reason: str) -> None:
        if self._rule and self.desk.explain(self._rule, reason):
            self.reason.show_words(reason.strip())

    def _confirm(self) -> None:
        finding = self.current()
        if finding and finding.outdated and self.reason.text() == finding.explanation:
            self.desk.explain(finding.rule, finding.explanation)
        self.reason.commit()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _current_changed(self) -> None:
        self.reason.commit()
        self._show_reason()

    def _refresh(self) -> None:
        counts = self.model.counts() if self.desk.is_open else dict.fromkeys(Level, 0)
        self.levels.show_counts(counts)
        self._none.setText("" if any(counts.values()) else self.tr("没有发现问题"))
        self._show_reason()

    def _show_reason(self) -> None:
        finding = self.current()
        if self.reason.unsaved and self._rule and not any(f.rule == self._rule for f in self.desk.findings):
            self.desk.refused.emit(
                self.tr("这一条已经不需要说明，刚才写的“%s”没有保存。") % self.reason.text(),
                self.tr("需要留存的，请写到有关指标的备注里。"),
            )
            self.reason.show_words("")
        asks = finding is not None and finding.level is Level.EXPLAIN
        writable = asks and self.desk.ret.status.name == "DRAFT"
        self.reason.setEnabled(writable)
        self.causes.setEnabled(writable)
        self._reason_label.setEnabled(writable)
        if finding is None or not asks:
            self._rule = ""
            self.reason.show_words("")
            self.reason.setPlaceholderText(self.tr("选中“需说明”的一条，在这里写明原因，按回车保存"))
        elif finding.rule != self._rule or not self.reason.hasFocus():
            self._rule = finding.rule
            self.reason.show_words(finding.explanation)
            self.reason.setPlaceholderText(self.tr("写明原因，例如“含上年结转 3 件”；按回车保存"))
