"""A rule left unjudged or softened from its line in the list, seen in one dialog, and put back."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMessageBox

from db.domain.findings import Treatment
from db.domain.pack import Level
from gui.desk import Desk
from gui.dialogs.reason import ReasonDialog
from gui.dialogs.set_aside import SetAsideDialog
from gui.main_window import MainWindow
from gui.set_aside import open_menu

Answer = Callable[[Callable[[Any], None]], None]
PENDING, FLOW, WHY = "litigation_pending_count", "litigation_flow", "两处统计口径不同"


@pytest.fixture
def broken(window: MainWindow, desk: Desk) -> MainWindow:
    """The window with one 需说明 (37 = 36 + 2), its line marked."""
    desk.enter(PENDING, "2")
    window.problems.mark_row(window.problems.model.row_of(FLOW))
    return window


def run(window: MainWindow, name: str) -> None:
    next(action for action in window.actions_list if action.command.id == name).trigger()


def write_reason(dialog: ReasonDialog) -> None:
    dialog.text.setPlainText(WHY)
    dialog.accept()


def test_a_rule_is_left_unjudged_with_a_reason(broken: MainWindow, desk: Desk, answer: Answer) -> None:
    answer(write_reason)
    run(broken, "leave_out")
    assert desk.ret.waivers[FLOW].treatment is Treatment.OFF
    assert broken.problems.model.row_of(FLOW) == -1


def test_without_a_reason_nothing_is_set_aside(broken: MainWindow, desk: Desk, answer: Answer) -> None:
    troubles: list[str] = []

    def refuse(dialog: ReasonDialog) -> None:
        dialog.accept()
        troubles.append(dialog.trouble.text())

    answer(refuse)
    run(broken, "leave_out")
    assert "还没有写原因" in troubles[0]
    assert not desk.ret.waivers


def test_a_softened_rule_is_a_hint_that_says_why(broken: MainWindow, desk: Desk, answer: Answer) -> None:
    answer(write_reason)
    run(broken, "soften")
    model = broken.problems.model
    row = model.row_of(FLOW)
    assert model.index(row, 0).data() == "ⓘ 提示"
    assert model.index(row, 2).data() == f"已降为提示：{WHY}"


def test_the_menu_of_a_line_offers_what_fits_it(broken: MainWindow, desk: Desk) -> None:
    def offered() -> list[bool]:
        menu = open_menu(broken.problems, QPoint(-1, -1))
        assert menu is not None
        found = [action.isEnabled() for action in (menu.explain, menu.off, menu.hint, menu.back)]
        menu.close()
        return found

    assert offered() == [True, True, True, False]
    desk.set_aside(FLOW, Treatment.HINT, WHY)
    broken.problems.mark_row(broken.problems.model.row_of(FLOW))
    assert offered() == [False, True, False, True]
    desk.enter("reconsideration_cases_count", "看不清")
    broken.problems.mark_row(broken.problems.model.row_of("misread:reconsideration_cases_count"))
    assert offered() == [False, False, False, False]


def test_the_menu_puts_a_softened_rule_back(broken: MainWindow, desk: Desk) -> None:
    desk.set_aside(FLOW, Treatment.HINT, WHY)
    broken.problems.mark_row(broken.problems.model.row_of(FLOW))
    menu = open_menu(broken.problems, QPoint(-1, -1))
    assert menu is not None
    menu.back.trigger()
    menu.close()
    assert not desk.ret.waivers
    assert next(f for f in desk.findings if f.rule == FLOW).level is Level.EXPLAIN


def test_what_a_cell_itself_lacks_is_always_judged(broken: MainWindow, desk: Desk, answer: Answer) -> None:
    desk.enter("reconsideration_cases_count", "看不清")
    broken.problems.mark_row(broken.problems.model.row_of("misread:reconsideration_cases_count"))
    told: list[str] = []

    def look(box: QMessageBox) -> None:
        told.append(box.text())

    answer(look)
    run(broken, "leave_out")
    assert told == ["这一条核对的是单项填写本身，不是审核关系，不能停用或降级。"]


def test_without_a_line_it_says_what_to_do(window: MainWindow) -> None:
    window.problems.view.clearSelection()
    run(window, "leave_out")
    assert "选中一条" in window.status_line.saved.text()


def test_all_that_is_set_aside_is_seen_and_put_back(broken: MainWindow, desk: Desk, answer: Answer) -> None:
    desk.set_aside(FLOW, Treatment.OFF, WHY)
    seen: list[list[str]] = []

    def put_back(dialog: SetAsideDialog) -> None:
        row = dialog.list.topLevelItem(0)
        assert row is not None
        seen.append([row.text(0), dialog.said.text(), row.text(2)])
        dialog.back.click()
        seen.append([str(dialog.list.topLevelItemCount()), str(dialog.back.isEnabled())])

    answer(put_back)
    run(broken, "set_aside")
    assert seen[0][0] == "停用"
    assert "若照常审核，为需说明：" in seen[0][1]
    assert seen[0][2] == WHY
    assert seen[1] == ["0", "False"]
    assert broken.problems.model.row_of(FLOW) >= 0


def test_a_locked_return_shows_them_only(broken: MainWindow, desk: Desk) -> None:
    desk.set_aside(FLOW, Treatment.OFF, WHY)
    desk.opened._set_status(type(desk.ret.status).CHECKED, desk.opened._author.stamp("自查通过"))
    desk.status_changed.emit()
    broken.refresh_actions()
    assert not next(a for a in broken.actions_list if a.command.id == "leave_out").isEnabled()
    dialog = SetAsideDialog(broken, desk)
    assert not dialog.back.isEnabled()
    dialog.deleteLater()
