"""What can be done with the current cell besides typing: states, star, history; knows one view and the desk."""

from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence

from db.domain.cells import State
from gui.form.blocks import Step, next_step, toggle_not_applicable
from gui.form.entry_view import EntryView
from gui.form.table_model import GridModel

NOT_APPLICABLE_KEY: Final = "Ctrl+0"
UNAVAILABLE_KEY: Final = "Ctrl+9"
STAR_KEY: Final = "Ctrl+8"
SUM_KEY: Final = "Alt+="


class CellActions(QObject):
    """The context menu of a view, and the keys that do the same."""

    history_wanted = Signal(str)  # code
    reason_wanted = Signal(str)  # code of a cell just marked 暂无法取得

    def __init__(self, view: EntryView) -> None:
        super().__init__(view)
        self._view = view
        self._desk = view.entries.desk
        self.edit = self._action(self.tr("修改\tF2"), "", view.edit_with_focus)
        self.empty = self._action(self.tr("清空\tDel"), "", view.empty)
        self.copy = self._action(self.tr("复制\tCtrl+C"), "", view.block.copy)
        self.paste = self._action(self.tr("粘贴\tCtrl+V"), "", view.block.paste)
        self._separator()
        self.not_applicable = self._action(self.tr("标为“不适用”"), NOT_APPLICABLE_KEY, self._mark_not_applicable)
        self.unavailable = self._action(self.tr("标为“暂无法取得”"), UNAVAILABLE_KEY, self._mark_unavailable)
        self.row = self._action("", "", self._mark_row)
        self.row.setVisible(isinstance(view.entries, GridModel))
        self.sum = self._action(self.tr("填入各分项之和"), SUM_KEY, self._take_sum)
        self.sum.setVisible(isinstance(view.entries, GridModel))
        self._separator()
        self.star = self._action(self.tr("标星"), STAR_KEY, self._star)
        self.star.setCheckable(True)
        self.history = self._action(self.tr("查看历史"), "", self._history)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        view.code_changed.connect(self.refresh)
        self._desk.value_changed.connect(self._changed)

    def _action(self, text: str, keys: str, verb: object) -> QAction:
        action = QAction(text, self._view)
        if keys:
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(verb)
        self._view.addAction(action)
        return action

    def _separator(self) -> None:
        line = QAction(self._view)
        line.setSeparator(True)
        self._view.addAction(line)

    def refresh(self) -> None:
        """Offer what fits the current cell."""
        code = self._view.current_code()
        open_here = bool(code) and not self._view.entries.locked
        for action in (self.edit, self.empty, self.paste, self.not_applicable, self.unavailable, self.star):
            action.setEnabled(open_here)
        self.copy.setEnabled(bool(code))
        self.history.setEnabled(bool(code))
        self.sum.setEnabled(open_here and bool(self._sum()))
        self.star.setChecked(bool(code) and self._desk.cell(code).starred)
        marked = bool(code) and self._desk.cell(code).state is State.NOT_APPLICABLE
        self.not_applicable.setText(self.tr("取消“不适用”") if marked else self.tr("标为“不适用”"))
        row = self._row() if open_here else Step()
        self.row.setEnabled(open_here and bool(row.codes))
        self.row.setText(self.tr("本行取消“不适用”") if row.takes_back else self.tr("本行不适用"))

    def _changed(self, codes: tuple[str, ...]) -> None:
        if self._desk.is_open:
            self.refresh()

    def _sum(self) -> str:
        entries = self._view.entries
        code = self._view.current_code()
        return entries.computed_words(code) if code and isinstance(entries, GridModel) else ""

    def _row(self) -> Step:
        entries = self._view.entries
        if not isinstance(entries, GridModel):
            return Step()
        return next_step(self._desk, entries.row_codes(self._view.currentIndex()), entries.computed_words)

    def _mark_row(self) -> None:
        if self._view.finish():
            row = self._row()
            self._desk.mark_all(row.codes, row.state)

    def _mark_not_applicable(self) -> None:
        # What was being typed is saved first, so that the history keeps it.
        code = self._view.current_code()
        if code and self._view.finish():
            toggle_not_applicable(self._desk, code)

    def _mark_unavailable(self) -> None:
        if self._mark(State.UNAVAILABLE):
            self.reason_wanted.emit(self._view.current_code())

    def _mark(self, state: State) -> bool:
        code = self._view.current_code()
        if not code or not self._view.finish():
            return False
        if self._desk.cell(code).state is state:
            return True
        return self._desk.mark(code, state)

    def _take_sum(self) -> None:
        if self._view.finish() and (words := self._sum()):
            self._desk.enter(self._view.current_code(), words)

    def _star(self) -> None:
        code = self._view.current_code()
        self._desk.annotate(code, starred=not self._desk.cell(code).starred)

    def _history(self) -> None:
        self.history_wanted.emit(self._view.current_code())
