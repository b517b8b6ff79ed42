"""The middle of the window: one section's ledger or one fixed table, and below it how the typed words are understood.

Knows the desk and the two tables; knows no navigation and nothing of what stands beside it.
"""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMessageBox,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from db.domain.pack import Section, Table
from gui.desk import Desk
from gui.form.blocks import Step, marked_codes, next_step, open_codes
from gui.form.cell_actions import CellActions
from gui.form.echo_line import EchoLine
from gui.form.entry_view import EntryView
from gui.form.ink import InkLabel, TitleLabel
from gui.form.model import LedgerModel
from gui.form.table_model import GridModel
from gui.form.view import GridView, LedgerView


class FormPage(QWidget):
    """Shows one section or one table. Leaving it first saves what is being typed; refused words keep it here."""

    current_changed = Signal(str)  # code of the current cell, "" if there is none
    history_wanted = Signal(str)  # code
    reason_wanted = Signal(str)  # code of a cell just marked 暂无法取得

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._section = ""
        self._table = ""
        self._return = ("", 0)  # unit and year of what is shown
        self._models = LedgerModel(desk, self), GridModel(desk, self)
        self.ledger = LedgerView(self._models[0])
        self.grid = GridView(self._models[1])
        self.echo = EchoLine(desk)
        self._lay_out()
        for view in (self.ledger, self.grid):
            self._join(view)
        desk.value_changed.connect(self._value_changed)
        desk.scope_changed.connect(self._reload)
        desk.year_opened.connect(self._reload)
        desk.status_changed.connect(self._status_changed)
        desk.reread.connect(self._reread)

    def _lay_out(self) -> None:
        self._title = TitleLabel(1.15, self)
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._progress = InkLabel()
        self._block = QPushButton()
        self._name_block(takes_back=False)
        self._block.clicked.connect(self.mark_block)
        self._remark = InkLabel("", "quiet")
        self._remark.setWordWrap(True)
        self._empty = InkLabel(self.tr("这一部分没有选用的指标。可以从指标库中选用，或新增自设指标。"), "quiet")
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the keyboard must be somewhere
        self._stack = QStackedWidget()
        for widget in (self.ledger, self.grid, self._empty):
            self._stack.addWidget(widget)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._progress)
        head.addWidget(self._block)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(8, 6, 8, 4)
        whole.setSpacing(4)
        whole.addLayout(head)
        whole.addWidget(self._remark)
        whole.addWidget(self._stack, 1)
        whole.addWidget(self.echo)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._title.fit()

    def _join(self, view: EntryView) -> None:
        view.code_changed.connect(self._code_changed)
        view.typing.connect(self.echo.show_typing)
        actions = CellActions(view)
        actions.history_wanted.connect(self.history_wanted)
        actions.reason_wanted.connect(self.reason_wanted)

    # ---- what is shown

    @property
    def view(self) -> EntryView:
        """The table on top."""
        return self.grid if self._table else self.ledger

    @property
    def unsaved(self) -> bool:
        """Whether words are being typed, or were refused, that are not in the file yet."""
        return self.view.unsaved

    def show_section(self, section_id: str) -> bool:
        """Show a section's ledger; False if words typed before could not be saved and keep the page where it is."""
        section = next((s for s in self._desk.ret.pack.sections if s.id == section_id), None)
        if section is None or not self.view.finish():
            return False
        keep = self.current_code() if section_id == self._section else ""
        self._section, self._table = section_id, ""
        self._return = self._desk.ret.unit, self._desk.ret.year
        self._show_section(section)
        self._land(keep)
        return True

    def show_table(self, table_id: str) -> bool:
        """Show a fixed table; False as with `show_section`."""
        table = next((t for t in self._desk.ret.tables if t.id == table_id), None)
        if table is None or not self.view.finish():
            return False
        keep = self.current_code() if table_id == self._table else ""
        self._section, self._table = "", table_id
        self._return = self._desk.ret.unit, self._desk.ret.year
        self._show_table(table)
        self._land(keep)
        return True

    def let_enter_go_right(self, right: bool) -> None:
        """Whether Enter goes along the row of a fixed table; in the ledger both ways lead to the next item."""
        for view in (self.ledger, self.grid):
            view.enter_goes_right = right

    def go_to(self, code: str) -> None:
        """Put the cursor on a cell of what is shown, ready to type."""
        if self.view.go_to(code):
            self.view.setFocus()

    def current_code(self) -> str:
        """The code of the current cell; "" if there is none."""
        return self.view.current_code() if self._section or self._table else ""

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes shown."""
        return self._models[1].codes if self._table else self._models[0].codes

    def _show_section(self, section: Section) -> None:
        items = self._desk.ret.section_items(section)
        self._models[0].show_items(items)
        self._title.setText(section.label)
        self._remark.hide()
        self._stack.setCurrentWidget(self.ledger if items else self._empty)

    def _show_table(self, table: Table) -> None:
        self._models[1].show_table(table)
        unit = self.tr("（单位：{}）").format(table.unit) if table.unit else ""
        self._title.setText(f"{table.label}{unit}")
        origin = " · ".join(part for part in (table.group, table.basis) if part)
        self._remark.setText("　".join(part for part in (origin, table.remark) if part))
        self._remark.setVisible(bool(self._remark.text()))
        self._stack.setCurrentWidget(self.grid)

    def _land(self, code: str) -> None:
        codes = self.codes
        self.setFocusProxy(self.view if codes else self._empty)
        if codes:
            self.view.go_to(code if code in codes else codes[0])
        self._title.setToolTip(self._title.text())
        self._show_progress()
        self._code_changed(self.current_code())

    # ---- what changes

    def mark_block(self) -> None:
        """本单位无此项职责: after a question, mark every 未填 cell shown here as 不适用; done again, take it back."""
        if not self.view.finish():
            return
        step = next_step(self._desk, self.codes, self._computed)
        seen = {
            code: self._desk.cell(code) for code in step.codes
        }  # another window may go on while the question stands
        if step.codes and self._confirmed(step):
            self._desk.mark_all(step.codes, step.state, seen=seen)

    def _computed(self, code: str) -> str:
        return self._models[1].computed_words(code) if self._table else ""

    def _confirmed(self, step: Step) -> bool:
        words = (
            self.tr("“{title}”有 {count} 项标为“不适用”。把它们都改回“未填”吗？")
            if step.takes_back
            else self.tr("“{title}”还有 {count} 项未填。把它们都标为“不适用”吗？已经填了的不变。")
        )
        asked = QMessageBox.question(
            self,
            self._block.text(),
            words.format(title=self._title.text(), count=len(step.codes)),
        )
        return asked == QMessageBox.StandardButton.Yes

    def _code_changed(self, code: str) -> None:
        self._echo(code)
        self.current_changed.emit(code)

    def _value_changed(self, codes: tuple[str, ...]) -> None:
        self._show_progress()
        if not self.view.is_editing and (self._table or self.current_code() in codes):
            self._echo(self.current_code())

    def _echo(self, code: str) -> None:
        total = self._models[1].computed_words(code) if code and self._table else ""
        self.echo.show_cell(code, total)

    def _status_changed(self) -> None:
        self._show_progress()
        self.view.viewport().update()

    def _show_progress(self) -> None:
        ret, table = self._desk.ret, self._models[1].table if self._table else None
        counted = ret.table_codes(table) if table else self.codes
        done, all_of_them = ret.progress(counted)
        words = self.tr("已填 {done}/{all}").format(done=done, all=all_of_them)
        elsewhere = len(self.codes) - len(counted)
        words += self.tr("（另 %d 格计入各部分）") % elsewhere if elsewhere else ""
        locked = self.view.entries.locked
        mark = ret.status.told if ret.status.locked else self.tr("只看")
        self._progress.setText(f"{words}　{mark}" if locked else words)
        unanswered = done < all_of_them or (elsewhere and not all(ret.cell(code).answered for code in self.codes))
        blank = unanswered and any(open_codes(self._desk, self.codes, self._computed))
        marked = not blank and any(marked_codes(self._desk, self.codes))
        if marked != self._takes_back:
            self._name_block(marked)
        self._block.setEnabled(not locked and (blank or marked))

    def _name_block(self, takes_back: bool) -> None:
        self._takes_back = takes_back
        if takes_back:
            self._block.setText(self.tr("取消“无此项职责”"))
            self._block.setToolTip(self.tr("把这里标为“不适用”的指标都改回“未填”"))
        else:
            self._block.setText(self.tr("本单位无此项职责"))
            self._block.setToolTip(self.tr("把这里还未填的指标都标为“不适用”"))

    def _reread(self) -> None:
        """The same place as the file has it now, around an editor that stays open."""
        ret, code = self._desk.ret, self.current_code()
        if self.view.is_editing and code not in ret.active:
            self.view.finish()  # its item was switched off elsewhere: saving its words switches it on again
        table = next((t for t in ret.tables if t.id == self._table), None)
        section = next((s for s in ret.pack.sections if s.id == self._section), None)
        if table:
            self._show_table(table)
        elif section:
            self._show_section(section)
        else:
            self._reload()
            return
        if not self.view.stay_at(code):
            self._land("")
        self._status_changed()

    def _reload(self) -> None:
        """Another year, or other items: show the same place again, or the first section where there is none."""
        if self.view.is_saving:
            QTimer.singleShot(0, self._reload)  # the editor closes first
            return
        if self._return != (self._desk.ret.unit, self._desk.ret.year):
            self.view.take_back()  # words refused there must not land in another year
        first = self._desk.ret.pack.sections[0].id
        if self._table:
            if not self.show_table(self._table):
                self.show_section(first)
        elif self._section and not self.show_section(self._section):
            self.show_section(first)
