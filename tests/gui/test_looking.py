"""Looking changes nothing: the wheel over every widget and keys through every cell leave the file byte for byte."""

from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QWidget

from db.domain.cells import State
from gui.desk import Desk
from gui.main_window import MainWindow

KEY = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
ARROWS = (KEY.Key_Down, KEY.Key_Right, KEY.Key_Up, KEY.Key_Left, KEY.Key_PageDown, KEY.Key_End, KEY.Key_Home)


def focus() -> QWidget:
    at = QApplication.focusWidget()
    assert at is not None
    return at


def wheel(over: QWidget) -> None:
    """Three notches over the middle of a widget."""
    middle = QPointF(over.rect().center())
    for turn in (-120, -120, 120):
        event = QWheelEvent(
            middle,
            over.mapToGlobal(middle),
            QPoint(),
            QPoint(0, turn),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(over, event)


def visible(window: MainWindow) -> list[QWidget]:
    children = cast(list[QWidget], window.findChildren(QWidget))
    return [widget for widget in children if widget.isVisible()]


def files(folder: Path) -> dict[str, bytes]:
    """Every file beside the data file, so that a journal left behind would be seen, too."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".ini"}


@pytest.fixture
def looked_at(window: MainWindow, desk: Desk) -> MainWindow:
    """A window on a return that has something of everything."""
    desk.enter("litigation_cases_count", "40")
    desk.enter("hearing_held_count", "看不懂")
    desk.mark("reconsideration_cases_count", State.UNAVAILABLE, "下月取得")
    desk.mark("litigation_win_rate", State.NOT_APPLICABLE)
    desk.annotate("litigation_cases_count", note="一\n二", starred=True)
    desk.enter(desk.ret.tables[0].codes[0], "5")
    desk.set_head("filler", "张三")
    desk.change_row("honours", {}, {"title": "先进集体"})
    for chooser in (window.top.units, window.top.years):
        assert isinstance(chooser, QComboBox)
        chooser.new_wanted.disconnect()  # its dialog would wait for ever
    return window


def test_the_wheel_over_everything(looked_at: MainWindow, desk: Desk, tmp_path: Path) -> None:
    before, seen = files(tmp_path), 0
    for place in looked_at.navigation.places.places():
        looked_at.go_to_place(place)
        for widget in visible(looked_at):
            wheel(widget)
            seen += 1
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                widget.setFocus()
                wheel(widget)
    assert seen > 500
    assert (desk.ret.year, looked_at.top.years.currentText()) == (2024, "2024 年度")
    assert desk.flush()
    assert files(tmp_path) == before


def test_tab_and_arrows_through_every_cell(looked_at: MainWindow, desk: Desk, tmp_path: Path) -> None:
    before = files(tmp_path)
    visited = set()
    for place in looked_at.navigation.places.places():
        looked_at.go_to_place(place)
        looked_at.enter_place()
        for key, modifiers in ((KEY.Key_Tab, Qt.KeyboardModifier.NoModifier), (KEY.Key_Backtab, SHIFT)):
            for _ in range(len(looked_at.page.codes) + 30):
                at = focus()
                if looked_at.page.isAncestorOf(at):
                    visited.add(looked_at.page.current_code())
                QTest.keyClick(at, key, modifiers)
        looked_at.enter_place()
        for key in ARROWS:
            QTest.keyClick(focus(), key)
    assert desk.flush()
    assert visited >= set(desk.ret.ordered_codes)
    assert files(tmp_path) == before


def test_opening_every_editor_and_leaving_it_again(looked_at: MainWindow, desk: Desk, tmp_path: Path) -> None:
    before = files(tmp_path)
    for place in looked_at.navigation.places.places():
        looked_at.go_to_place(place)
        looked_at.enter_place()
        for _ in range(len(looked_at.page.codes) if ":" in place else 30):
            at = focus()
            editable = isinstance(at, QAbstractItemView) and place != "library"
            if editable:
                QTest.keyClick(at, KEY.Key_F2)
            QTest.keyClick(focus(), KEY.Key_Tab)
    for command in ("save", "check", "next_problem", "previous_problem", "details"):
        looked_at.commands[command].trigger()
    assert desk.flush()
    assert files(tmp_path) == before


def test_closing_and_reopening(looked_at: MainWindow, desk: Desk, tmp_path: Path) -> None:
    before = files(tmp_path)
    looked_at.close()
    for year in (2023, 2024):
        assert desk.open_year(desk.ret.unit, year)
    assert files(tmp_path) == before
