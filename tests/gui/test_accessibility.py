"""What a screen reader hears, what is told without colour, what twice the size cuts off (contrast: test_theme)."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import cast

import pytest
from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt
from PySide6.QtGui import QAccessible, QFont, QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QLabel,
    QLineEdit,
    QToolBar,
    QToolButton,
    QTreeView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from db.domain.cells import BLANK, Cell, State, marked, typed
from db.domain.findings import Finding
from db.domain.pack import Level
from gui import arrangement, theme
from gui.desk import Desk
from gui.form.heads import HeadsView, balanced
from gui.form.looks import mark_of
from gui.main_window import MainWindow
from gui.memory import Memory
from tests.gui.every_dialog import classes, every_dialog

Nameless = Callable[[QWidget], list[str]]
CASES, TABLE = "litigation_cases_count", "disclosure_applications"


# ---- names and roles


def test_every_part_of_the_window_has_a_name_and_a_role(window: MainWindow, desk: Desk, nameless: Nameless) -> None:
    desk.mark(CASES, State.UNAVAILABLE)
    desk.refused.emit("不能保存。", "请重试。")
    for place in window.navigation.places.places():
        window.go_to_place(place)
        window.detail.draw_now()
        assert (place, nameless(window)) == (place, [])
    window.land(CASES)
    window.detail.show_history()
    window.page.view.edit_current()
    assert nameless(window) == []
    window.page.view.take_back()
    window.flush()


def test_no_dialog_is_left_out(window: MainWindow) -> None:
    assert {type(dialog) for dialog in every_dialog(window)} == classes()


def test_every_part_of_every_dialog_has_a_name_and_a_role(window: MainWindow, nameless: Nameless) -> None:
    for dialog in every_dialog(window):
        dialog.show()
        assert dialog.windowTitle()
        assert (type(dialog).__name__, nameless(dialog)) == (type(dialog).__name__, [])
        dialog.done(0)
        dialog.deleteLater()


def test_every_cell_can_be_heard(window: MainWindow, desk: Desk) -> None:
    for place in window.navigation.places.places():
        window.go_to_place(place)
        views = cast("list[QAbstractItemView]", window.findChildren(QAbstractItemView))
        for view in views:
            if view.isVisibleTo(window) and not isinstance(view, QHeaderView):
                assert (view.accessibleName(), list(silent(view))) == (view.accessibleName(), [])


def silent(view: QAbstractItemView) -> Iterator[tuple[int, int]]:
    """Rows and columns of cells one can stand on that say nothing."""
    model = view.model()
    for row in range(model.rowCount()):
        whole_row = isinstance(view, QTreeView)  # where one stands on lines, the line must speak
        said = [spoken(model.index(row, column)) for column in range(model.columnCount())]
        for column, words in enumerate(said):
            stands_here = bool(model.index(row, column).flags() & Qt.ItemFlag.ItemIsSelectable)
            if stands_here and not (any(said) if whole_row else words):
                yield row, column


def spoken(place: QModelIndex) -> str:
    roles = (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole)
    return next((str(words) for role in roles if (words := place.data(role))), "")


def test_cells_of_ledger_and_grid_are_cells_with_item_words_and_unit(window: MainWindow, desk: Desk) -> None:
    window.land(CASES)
    told = QAccessible.queryAccessibleInterface(window.page.ledger)
    assert told.role() == QAccessible.Role.Table
    assert spoken(window.page.ledger.currentIndex()) == f"{desk.item(CASES).label} 37 件"
    desk.enter(CASES, "大概")
    desk.annotate(CASES, starred=True)
    assert spoken(window.page.ledger.currentIndex()) == f"{desk.item(CASES).label} 大概 件 错误 已标星"
    window.land(f"{TABLE}.new.person")
    assert spoken(window.page.grid.currentIndex()).startswith(desk.item(f"{TABLE}.new.person").label)


def test_problems_are_heard_in_words_in_the_tree(window: MainWindow, desk: Desk) -> None:
    desk.enter(CASES, "大概")
    marks = window.navigation.places.index_of("section:disputes").siblingAtColumn(1)
    assert marks.data() == "✗1"
    assert marks.data(Qt.ItemDataRole.AccessibleTextRole) == "1 错误"


def test_editors_of_the_lists_are_named_after_their_column(window: MainWindow) -> None:
    window.go_to_place("lists")
    screen = window.stack.currentWidget()
    view = cast("list[QAbstractItemView]", screen.findChildren(QAbstractItemView))[0]
    view.edit(view.model().index(0, 1))
    lines = cast("list[QLineEdit]", view.findChildren(QLineEdit))
    assert [line.accessibleName() for line in lines] == [view.model().headerData(1, Qt.Orientation.Horizontal)]


# ---- not by colour alone

CELLS = {
    "未填": BLANK,
    "不适用": marked(State.NOT_APPLICABLE, ""),
    "暂无法取得": marked(State.UNAVAILABLE, "未反馈"),
}


def test_each_state_and_each_level_has_a_shape_and_a_word_of_its_own(desk: Desk) -> None:
    item = desk.item(CASES)
    marks = {word: mark_of(cell, ()) for word, cell in CELLS.items()}
    marks["已填"] = mark_of(typed(item, "37"), ())
    for level in Level:
        marks[level.value] = mark_of(typed(item, "37"), (Finding("a", level, (CASES,), "甲"),))
    assert {word: mark.word for word, mark in marks.items()} == {word: word for word in marks}
    assert len({mark.shape for mark in marks.values()}) == len(marks)


def bare(cell: Cell, desk: Desk, window: MainWindow) -> set[str]:
    """What is drawn in the cell of the ledger without its figure."""
    row = window.page.ledger.currentIndex().row()
    model = window.page.ledger.model()
    return {str(model.index(row, column).data()) for column in range(model.columnCount())}


def test_the_ledger_tells_each_state_in_words(window: MainWindow, desk: Desk) -> None:
    window.land(CASES)
    seen = set()
    for words, state in (("", State.BLANK), ("37", None), ("", State.NOT_APPLICABLE), ("", State.UNAVAILABLE)):
        if state is None:
            desk.enter(CASES, words)
        else:
            desk.mark(CASES, state, "未反馈" if state is State.UNAVAILABLE else "")
        drawn = bare(desk.cell(CASES), desk, window)
        assert any(desk.cell(CASES).state.value in words for words in drawn)
        seen.add(frozenset(drawn))
    assert len(seen) == 4


def test_coloured_words_of_tree_and_list_carry_a_shape_or_a_word(window: MainWindow, desk: Desk) -> None:
    desk.enter(CASES, "大概")
    shapes = {theme.mark(level) for level in Level} | {theme.DONE}
    for place in window.navigation.places.places():
        index = window.navigation.places.index_of(place)
        marks, progress = index.siblingAtColumn(1), index.siblingAtColumn(2)
        assert not marks.data() or any(shape in marks.data() for shape in shapes)
        complete = progress.data() and "/" in progress.data() and len(set(progress.data().split()[0].split("/"))) == 1
        assert not complete or theme.DONE in progress.data()
    model = window.problems.model
    for row in range(model.rowCount()):
        finding = model.finding(row)
        assert finding is not None
        assert model.index(row, 0).data() == f"{theme.mark(finding.level)} {finding.level}"
    for level, button in window.problems.levels.buttons.items():
        assert theme.mark(level) in button.text()
        assert level.value in button.text()


# ---- twice the size


@pytest.fixture(params=[100, 125, 150, 200])
def enlarged(
    request: pytest.FixtureRequest, qtbot: QtBot, qapp: QApplication, desk: Desk, memory: Memory
) -> Iterator[MainWindow]:
    """The window on a full-HD screen with text of another size."""
    before = qapp.font()
    font = QFont(before)
    font.setPointSizeF(before.pointSizeF() * request.param / 100)
    qapp.setFont(font)
    window = MainWindow(desk, memory, date(2025, 1, 23))
    qtbot.addWidget(window)
    window.resize(1920, 1040)
    arrangement.share(window)
    window.show()
    yield window
    qapp.setFont(before)


def test_the_details_are_cut_nowhere(enlarged: MainWindow, desk: Desk) -> None:
    desk.enter(CASES, "大概有很多")
    desk.mark("litigation_closed_count", State.UNAVAILABLE, "")
    for code in (CASES, "litigation_closed_count", f"{TABLE}.new.person"):
        enlarged.land(code)
        enlarged.detail.show_history()
        inside = enlarged.detail.widget()
        QApplication.processEvents()
        assert inside.width() <= enlarged.detail.viewport().width()
        labels = cast("list[QLabel]", inside.findChildren(QLabel))
        for label in labels:
            if label.isVisibleTo(inside) and label.text():
                assert cut(label) == QSize(0, 0), label.text()
        for button in cast("list[QAbstractButton]", inside.findChildren(QAbstractButton)):
            if button.isVisibleTo(inside):
                assert button.width() >= button.minimumSizeHint().width(), button.text()


def cut(label: QLabel) -> QSize:
    """How much more room the words of a label would need."""
    flags = int(label.alignment()) | (int(Qt.TextFlag.TextWordWrap) if label.wordWrap() else 0)
    need = QFontMetrics(label.font()).boundingRect(label.contentsRect(), flags, label.text())
    box = label.contentsRect()
    return QSize(max(need.width() - box.width(), 0), max(need.height() - box.height(), 0))


def test_the_heads_of_ledger_and_grids_are_cut_nowhere(enlarged: MainWindow, desk: Desk) -> None:
    enlarged.land(CASES)
    header = enlarged.page.ledger.horizontalHeader()
    for column in range(header.count()):
        if not header.isSectionHidden(column):
            assert header.sectionSize(column) >= header.sectionSizeFromContents(column).width(), column
    for table in desk.ret.tables:
        enlarged.go_to_place(f"table:{table.id}")
        grid = enlarged.page.grid
        for heads in (grid.horizontalHeader(), grid.verticalHeader()):
            assert isinstance(heads, HeadsView)
            for line in table.columns if heads.orientation() == Qt.Orientation.Horizontal else table.rows:
                for text in line.heads:
                    fits(heads, text)


def fits(heads: HeadsView, text: str) -> None:
    box, metrics = heads.box_of(text), heads.fontMetrics()
    if box.isEmpty():
        return  # with its unit behind it, and no shorter for it
    lines = balanced(text, (box.width() - 8) // metrics.horizontalAdvance("国")).splitlines()
    assert metrics.lineSpacing() * len(lines) <= box.height(), text
    assert max(map(metrics.horizontalAdvance, lines)) <= box.width(), text


def test_toolbar_and_status_are_cut_nowhere(enlarged: MainWindow) -> None:
    bar = enlarged.top
    assert isinstance(bar, QToolBar)
    more = cast("list[QToolButton]", bar.findChildren(QToolButton))
    assert not any(button.objectName() == "qt_toolbar_ext_button" and button.isVisible() for button in more)
    for widget in (bar.state, bar.units, bar.years):
        assert widget.width() >= widget.sizeHint().width()
        assert bar.rect().contains(widget.mapTo(bar, QPoint(widget.width() - 1, widget.height() - 1)))
