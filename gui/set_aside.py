"""Rules left unjudged or softened for one return: the commands and the menu of a line; judges nothing."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPoint
from PySide6.QtWidgets import QMenu

from db.domain import set_aside
from db.domain.findings import Finding, Treatment
from db.domain.pack import Level
from db.domain.returns import Status

# Dialogs load when they are opened: a start must not wait for them.
# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from gui.main_window import MainWindow
    from gui.problems import ProblemsPanel


def _words(text: str) -> str:
    return QCoreApplication.translate("set_aside", text)


def leave_out(window: "MainWindow") -> None:
    """本年不查这一条, for the marked problem."""
    _treat(window, Treatment.OFF)


def soften(window: "MainWindow") -> None:
    """降为提示, for the marked problem."""
    _treat(window, Treatment.HINT)


def _treat(window: "MainWindow", treatment: Treatment) -> None:
    if not window.flush():
        return
    finding = window.problems.current()
    if finding is None:
        window.status_line.show_words(_words("先在问题清单里选中一条，再停用或降为提示"))
        return
    treat(window.problems, finding, treatment)


def treat(panel: "ProblemsPanel", finding: Finding, treatment: Treatment) -> None:
    """Ask for the reason, or say why this one is always judged."""
    from gui.dialogs.boxes import tell_trouble
    from gui.dialogs.reason import ask_set_aside

    problem = set_aside.objection(panel.desk.ret, finding.rule, treatment)
    if problem:
        tell_trouble(panel, *problem)
    else:
        ask_set_aside(panel, panel.desk, finding, treatment)


def show(window: "MainWindow") -> None:
    """Every rule set aside in this return, each with a way back."""
    from gui.dialogs.set_aside import show_set_aside

    if window.flush():
        show_set_aside(window, window.desk)


class LineMenu(QMenu):
    """What can be done with one line of the problem list."""

    def __init__(self, panel: "ProblemsPanel", finding: Finding) -> None:
        super().__init__(panel)
        self._panel = panel
        self._finding = finding
        ret = panel.desk.ret
        draft = ret.status is Status.DRAFT
        judged = set_aside.may_be_set_aside(ret.pack, finding.rule)
        self.explain = self.addAction(_words("写说明(&W)…"), panel.choose_cause)
        self.explain.setEnabled(draft and finding.level is Level.EXPLAIN)
        self.addSeparator()
        self.off = self.addAction(_words("本年不查这一条(&J)…"), self._off)
        self.off.setEnabled(draft and judged)
        self.hint = self.addAction(_words("降为提示(&D)…"), self._hint)
        self.hint.setEnabled(draft and judged and finding.level is not Level.HINT)
        self.back = self.addAction(_words("恢复原来的级别(&R)"), self._restore)
        self.back.setEnabled(draft and bool(finding.softened))
        if not judged:
            self.addSeparator()
            self.addAction(_words("这一条核对单项填写，不能停用")).setEnabled(False)

    def _off(self) -> None:
        treat(self._panel, self._finding, Treatment.OFF)

    def _hint(self) -> None:
        treat(self._panel, self._finding, Treatment.HINT)

    def _restore(self) -> None:
        self._panel.desk.restore(self._finding.rule)


def open_menu(panel: "ProblemsPanel", place: QPoint) -> LineMenu | None:
    """The menu of the line at `place`, or of the marked one where the key was pressed outside; None without a line."""
    index = panel.view.indexAt(place)
    if index.isValid():
        panel.mark_row(index.row())
    finding = panel.current()
    if finding is None:
        return None
    menu = LineMenu(panel, finding)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(panel.view.viewport().mapToGlobal(place))
    return menu
