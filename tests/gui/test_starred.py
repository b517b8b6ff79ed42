"""The list of starred items: what stands in it, where it leads, taking stars away."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from db.domain.cells import State
from gui.desk import Desk
from gui.main_window import MainWindow
from gui.screens.starred import StarredScreen
from gui.screens.starred_model import StarredModel
from tests.ready import fill_head

CASES = "litigation_cases_count"
HEARING = "hearing_held_count"


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def lines(model: StarredModel) -> list[list[str]]:
    columns = range(model.columnCount())
    return [[str(model.index(row, c).data() or "") for c in columns] for row in range(model.rowCount())]


@pytest.fixture
def screen(window: MainWindow, desk: Desk) -> StarredScreen:
    for code, note in ((CASES, "向法院\n核对"), (HEARING, "")):
        desk.annotate(code, note=note, starred=True)
    window.commands["starred"].trigger()
    found = window.stack.currentWidget()
    assert isinstance(found, StarredScreen)
    return found


def test_number_name_value_remark_and_place(screen: StarredScreen, desk: Desk) -> None:
    table_cell = next(c for t in desk.ret.tables for c in desk.ret.table_codes(t))
    desk.annotate(table_cell, starred=True)
    hearing, cases, cell = lines(screen.items)
    item = desk.item(CASES)
    where = next(s.label for s in desk.ret.pack.sections if s.id == item.section)
    assert cases == [item.number, item.name, "37", item.unit, "向法院 核对", where]
    assert hearing[2:5] == ["○ 未填", "", ""]
    assert cell[-1] == desk.ret.tables[0].label
    assert desk.ret.tables[0].title not in cell[1]


def test_every_line_has_a_name(screen: StarredScreen) -> None:
    name = str(screen.items.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole))
    assert name.startswith("★ 6.")
    assert "37件" in name
    assert "向法院 核对" in name


def test_enter_lands_in_the_cell(window: MainWindow, screen: StarredScreen) -> None:
    assert screen.view.hasFocus()
    QTest.keyClick(screen.view, Qt.Key.Key_Down)
    QTest.keyClick(screen.view, Qt.Key.Key_Return)
    assert window.page.current_code() == CASES
    assert window.page.isAncestorOf(focus())


def test_stars_are_taken_away_by_key_and_button(window: MainWindow, screen: StarredScreen, desk: Desk) -> None:
    QTest.keyClick(screen.view, Qt.Key.Key_Delete)
    assert not desk.cell(HEARING).starred
    assert desk.cell(CASES).starred
    assert screen.items.code(screen.view.currentIndex().row()) == CASES
    screen.unstar.click()
    assert not desk.cell(CASES).starred
    assert (desk.cell(CASES).words, desk.cell(CASES).note) == ("37", "向法院\n核对")
    assert screen.none.isVisible()
    assert "Ctrl+8" in screen.none.text()
    assert not screen.unstar.isVisible()


def test_the_stars_own_key_takes_it_away_too(screen: StarredScreen, desk: Desk) -> None:
    QTest.keyClick(screen.view, Qt.Key.Key_8, Qt.KeyboardModifier.ControlModifier)
    assert not desk.cell(HEARING).starred


def test_without_stars_it_says_how_to_set_one(window: MainWindow) -> None:
    window.commands["starred"].trigger()
    screen = window.stack.currentWidget()
    assert isinstance(screen, StarredScreen)
    assert screen.none.isVisible()
    assert screen.none.hasFocus()


def test_it_follows_while_it_is_seen(screen: StarredScreen, desk: Desk) -> None:
    desk.enter(CASES, "41")
    assert lines(screen.items)[1][2] == "41"
    desk.open_year(desk.ret.unit, 2023)
    assert lines(screen.items) == []
    assert screen.none.isVisible()


def test_a_finalised_return_keeps_its_stars(screen: StarredScreen, desk: Desk) -> None:
    desk.mark_all(desk.ret.ordered_codes, State.NOT_APPLICABLE)
    for finding in desk.findings:
        if finding.open:
            desk.explain(finding.rule, "已核对")
    fill_head(desk)
    assert desk.finalise()
    assert screen.unstar.isVisible()
    assert not screen.unstar.isEnabled()
    assert len(lines(screen.items)) == 2


def test_the_marked_line_stays_when_another_star_goes(screen: StarredScreen, desk: Desk) -> None:
    QTest.keyClick(screen.view, Qt.Key.Key_Down)
    desk.annotate(HEARING, starred=False)
    assert screen.items.code(screen.view.currentIndex().row()) == CASES
