"""Fixed tables as grids: cells by row and column, totals, absent places, merged heads, keys."""

from collections.abc import Callable
from dataclasses import replace
from typing import cast

import pytest
from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from db.domain.cells import State
from db.domain.pack import Line
from gui import theme
from gui.desk import Desk
from gui.form.detail import DetailPanel
from gui.form.entry_model import Move
from gui.form.heads import HeadsView, Span, balanced, spans
from gui.form.page import FormPage
from gui.form.table_model import GridModel

Press = Callable[..., None]
Type = Callable[[str], None]
Stored = Callable[[str], tuple[str, str] | None]
TABLE = "disclosure_applications"
COLUMNS = ("person", "company", "research", "welfare", "legal", "other")


def code(row: str, column: str) -> str:
    return f"{TABLE}.{row}.{column}"


@pytest.fixture
def grid(desk: Desk) -> GridModel:
    model = GridModel(desk)
    model.show_table(desk.ret.pack.table_by_id[TABLE])
    return model


def drawn(model: GridModel, row: str, column: str) -> str:
    return str(model.index_of(code(row, column)).data())


def test_cells_stand_at_their_row_and_column(desk: Desk, grid: GridModel) -> None:
    desk.enter(code("new", "person"), "12000")
    assert grid.index(0, 0).data() == "12,000"
    assert (grid.rowCount(), grid.columnCount()) == (25, 7)
    assert grid.headerData(1, Qt.Orientation.Horizontal) == "法人或其他组织 商业企业"
    assert grid.headerData(4, Qt.Orientation.Vertical) == "三（三）1 本年度办理结果 不予公开 属于国家秘密"


def test_a_line_in_another_unit_says_so_in_its_head(desk: Desk) -> None:
    model = GridModel(desk)
    model.show_table(desk.ret.pack.table_by_id["enforcement_penalties"])
    columns = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(model.columnCount())]
    assert columns[-2:] == ["合计", "罚没金额（万元）"]


def test_an_empty_total_shows_the_sum_of_its_parts(desk: Desk, grid: GridModel) -> None:
    for place, column in enumerate(COLUMNS[:-1]):
        desk.enter(code("new", column), str(place * 1000))
    assert drawn(grid, "new", "total") == ""
    desk.enter(code("new", "other"), "0")
    assert drawn(grid, "new", "total") == "= 10,000"
    total = grid.index_of(code("new", "total"))
    assert grid.look(total).computed
    assert "由各分项相加" in total.data(Qt.ItemDataRole.ToolTipRole)
    assert total.data(Qt.ItemDataRole.EditRole) == ""


@pytest.mark.parametrize("spoiler", ["近5", "5元", "", "看不懂"])
def test_a_part_that_is_no_exact_value_leaves_the_total_empty(desk: Desk, grid: GridModel, spoiler: str) -> None:
    for column in COLUMNS:
        desk.enter(code("new", column), "1")
    desk.enter(code("new", "other"), spoiler)
    assert drawn(grid, "new", "total") == ""


def test_a_filled_total_shows_what_was_filled(desk: Desk, grid: GridModel) -> None:
    for column in COLUMNS:
        desk.enter(code("new", column), "1")
    desk.enter(code("new", "total"), "7")
    assert drawn(grid, "new", "total") == "✗ 7"
    desk.enter(code("new", "total"), "6")
    assert drawn(grid, "new", "total") == "6"


def test_a_changed_part_draws_itself_and_its_totals_anew(desk: Desk, grid: GridModel) -> None:
    for column in COLUMNS:
        desk.enter(code("open", column), "1")
    for place in grid.codes:
        grid.index_of(place).data()
    changed: set[str] = set()

    def note(first: QModelIndex, last: QModelIndex) -> None:
        assert first == last
        changed.add(grid.code_at(first))

    grid.dataChanged.connect(note)
    desk.enter(code("open", "person"), "5")
    assert changed == {code("open", "person"), code("open", "total")}
    assert drawn(grid, "open", "total") == "= 10"


def test_states_and_marks_stand_in_the_cell(desk: Desk, grid: GridModel) -> None:
    desk.mark(code("new", "legal"), State.NOT_APPLICABLE)
    desk.enter(code("new", "person"), "大概")
    desk.enter(code("new", "company"), "3")
    desk.annotate(code("new", "company"), starred=True)
    assert drawn(grid, "new", "legal") == "不适用"
    assert drawn(grid, "new", "person") == "✗ 大概"
    assert drawn(grid, "new", "company") == "★ 3"


def test_last_year_is_told_in_the_tooltip(desk: Desk, grid: GridModel) -> None:
    desk.open_year(desk.ret.unit, 2023)
    desk.enter(code("new", "person"), "8")
    desk.open_year(desk.ret.unit, 2024)
    grid.show_table(desk.ret.pack.table_by_id[TABLE])
    desk.enter(code("new", "person"), "10")
    assert grid.index_of(code("new", "person")).data(Qt.ItemDataRole.ToolTipRole) == "上年：8　+2 +25.00%"


def test_an_absent_place_shows_a_dash_and_takes_nothing(desk: Desk) -> None:
    table = desk.ret.pack.table_by_id[TABLE]
    gap = ("new", "company")
    model = GridModel(desk)
    model.show_table(replace(table, cells={p: c for p, c in table.cells.items() if p != gap}))
    place = model.index(0, 1)
    assert place.data() == "—"
    assert not place.flags() & Qt.ItemFlag.ItemIsEditable
    assert not model.setData(place, "5")
    assert model.neighbour(model.index(0, 0), Move.NEXT) == model.index(0, 2)
    assert model.neighbour(model.index(1, 1), Move.UP) == model.index(24, 0)


def test_figures_go_down_the_columns_of_the_grid(
    page: FormPage, type_words: Type, press: Press, stored: Stored
) -> None:
    page.show_table("disclosure_disputes")
    page.view.setFocus()
    codes = [
        f"disclosure_disputes.{row}.{column}"
        for column in ("upheld", "corrected")
        for row in ("reconsideration", "lawsuit_direct", "lawsuit_after")
    ]
    for number, _ in enumerate(codes):
        type_words(str(number))
        press(Qt.Key.Key_Return)
    assert [stored(c) for c in codes] == [("已填", str(n)) for n, _ in enumerate(codes)]


def test_tab_goes_along_the_row_and_arrows_in_all_directions(
    page: FormPage, type_words: Type, press: Press, stored: Stored
) -> None:
    page.show_table(TABLE)
    page.view.setFocus()
    type_words("7")
    press(Qt.Key.Key_Tab)
    assert stored(code("new", "person")) == ("已填", "7")
    assert page.current_code() == code("new", "company")
    for key, lands in (
        (Qt.Key.Key_Right, code("new", "research")),
        (Qt.Key.Key_Down, code("carried_in", "research")),
        (Qt.Key.Key_Left, code("carried_in", "company")),
        (Qt.Key.Key_Up, code("new", "company")),
    ):
        press(key)
        assert page.current_code() == lands


def test_a_computed_total_is_taken_over_by_a_key(page: FormPage, desk: Desk, qtbot: QtBot, stored: Stored) -> None:
    for column in COLUMNS:
        desk.enter(code("new", column), "2")
    page.show_table(TABLE)
    page.go_to(code("new", "total"))
    assert page.echo.text().startswith("各分项之和 = 12 件")
    QTest.keyClick(page.grid, Qt.Key.Key_Equal, Qt.KeyboardModifier.AltModifier)
    assert stored(code("new", "total")) == ("已填", "12")


def test_heads_of_equal_neighbours_are_one_box() -> None:
    heads = [("自然人",), ("法人", "企业"), ("法人", "科研"), ("总计",), ("法人", "其他")]
    assert spans(heads) == (
        Span("自然人", 0, 0, 0, 1),
        Span("法人", 1, 2, 0, 0),
        Span("总计", 3, 3, 0, 1),
        Span("法人", 4, 4, 0, 0),
        Span("企业", 1, 1, 1, 1),
        Span("科研", 2, 2, 1, 1),
        Span("其他", 4, 4, 1, 1),
    )


def test_inner_boxes_do_not_cross_the_edge_of_outer_ones() -> None:
    heads = [("甲", "同", "一"), ("甲", "同", "二"), ("乙", "同", "三"), ("乙", "同")]
    inner = [span for span in spans(heads) if span.text == "同"]
    assert inner == [Span("同", 0, 1, 1, 1), Span("同", 2, 2, 1, 1), Span("同", 3, 3, 1, 2)]
    assert spans([]) == ()


def test_painted_heads_merge_and_stay_in_sight(page: FormPage, qtbot: QtBot) -> None:
    page.resize(600, 300)
    page.show_table(TABLE)
    columns = page.grid.horizontalHeader()
    rows = page.grid.verticalHeader()
    assert isinstance(columns, HeadsView)
    assert isinstance(rows, HeadsView)
    company = columns.box_of("法人或其他组织")
    assert company.width() == sum(columns.sectionSize(n) for n in range(1, 6))
    assert columns.box_of("总计").height() == columns.sizeHint().height()
    result = rows.box_of("本年度办理结果")
    assert result.height() == sum(rows.sectionSize(n) for n in range(2, 24))
    assert columns.box_of("没有") == QRect()
    page.grid.horizontalScrollBar().setValue(50)
    assert columns.box_of("法人或其他组织").left() == company.left() - 50
    assert rows.box_of("本年度办理结果").left() == result.left()


def test_every_head_fits_into_its_box(page: FormPage, desk: Desk) -> None:
    grid = page.grid.entries
    assert isinstance(grid, GridModel)
    for table in desk.ret.tables:
        page.show_table(table.id)
        for header in (page.grid.horizontalHeader(), page.grid.verticalHeader()):
            assert isinstance(header, HeadsView)
            for line in grid.lines(header.orientation()):
                _fits(header, line)


def _fits(header: HeadsView, line: Line) -> None:
    for text in line.heads:
        box = header.box_of(text)
        metrics = header.fontMetrics()
        letters = (box.width() - 8) // metrics.horizontalAdvance("国")
        lines = balanced(text, letters).splitlines()
        assert metrics.lineSpacing() * len(lines) <= box.height(), text


@pytest.mark.parametrize(
    ("text", "letters", "lines"),
    [
        ("社会公益组织", 5, "社会公\n益组织"),
        ("罚款", 5, "罚款"),
        ("没收违法所得、没收非法财物", 6, "没收违法所\n得、没收非\n法财物"),
        ("甲乙、丙丁", 2, "甲\n乙、\n丙丁"),
        ("责令停产停业、责令关闭、限制从业", 6, "责令停产停\n业、责令关\n闭、限制从业"),
        ("", 5, ""),
    ],
)
def test_heads_break_into_even_lines(text: str, letters: int, lines: str) -> None:
    assert balanced(text, letters) == lines


def action(page: FormPage, name: str) -> QAction:
    found = next((one for one in page.grid.actions() if one.text() == name), None)
    assert found is not None, [one.text() for one in page.grid.actions()]
    return found


def test_a_row_is_marked_not_applicable_and_taken_back(page: FormPage, desk: Desk) -> None:
    page.show_table(TABLE)
    desk.enter(code("carried_in", "company"), "3")
    page.go_to(code("carried_in", "person"))
    action(page, "本行不适用").trigger()
    states = [desk.cell(code("carried_in", column)).state for column in (*COLUMNS, "total")]
    assert states == [State.NOT_APPLICABLE, State.VALUE, *[State.NOT_APPLICABLE] * 5]
    assert desk.cell(code("new", "person")).state is State.BLANK
    action(page, "本行取消“不适用”").trigger()
    states = [desk.cell(code("carried_in", column)).state for column in (*COLUMNS, "total")]
    assert states == [State.BLANK, State.VALUE, *[State.BLANK] * 5]


def test_a_full_row_offers_nothing_to_mark(page: FormPage, desk: Desk) -> None:
    for column in (*COLUMNS, "total"):
        desk.enter(code("new", column), "0")
    page.show_table(TABLE)
    page.go_to(code("new", "person"))
    assert not action(page, "本行不适用").isEnabled()


def test_a_computed_total_is_painted_and_spoken_otherwise_than_a_typed_one(page: FormPage, desk: Desk) -> None:
    page.show_table(TABLE)
    for column in COLUMNS:
        desk.enter(code("new", column), "2")
    total = page.grid.entries.index_of(code("new", "total"))
    page.grid.scrollTo(total)
    ground = theme.colour(page.grid, "computed").name()
    assert corner(page, total) == ground
    assert str(total.data(Qt.ItemDataRole.AccessibleTextRole)).endswith("= 12 件 由各分项相加")
    desk.enter(code("new", "total"), "12")
    assert corner(page, total) != ground
    assert str(total.data(Qt.ItemDataRole.AccessibleTextRole)).endswith("总计 12 件")


def corner(page: FormPage, place: QModelIndex) -> str:
    """The colour of the ground of a cell, near its corner."""
    box = page.grid.visualRect(place)
    return page.grid.viewport().grab(box).toImage().pixelColor(3, 3).name()


def test_a_rule_of_the_table_stands_at_its_cells_and_in_the_details(page: FormPage, desk: Desk, qtbot: QtBot) -> None:
    page.show_table(TABLE)
    panel = DetailPanel(desk)
    qtbot.addWidget(panel)
    for column in COLUMNS:
        desk.enter(code("new", column), "2")
    desk.enter(code("new", "total"), "13")
    place = page.grid.entries.index_of(code("new", "total"))
    finding = desk.findings_of(code("new", "total"))[0]
    assert place.data() == "✗ 13"
    assert finding.message in str(place.data(Qt.ItemDataRole.ToolTipRole))
    assert " 错误" in str(place.data(Qt.ItemDataRole.AccessibleTextRole))
    panel.show_item(code("new", "total"))
    panel.draw_now()
    labels = cast("list[QLabel]", panel.findChildren(QLabel))
    assert any(finding.message in label.text() for label in labels)
    page.go_to(code("new", "person"))
    assert page.grid.entries.index_of(code("new", "person")).data() == "✗ 2"


def test_last_year_stands_in_the_details_of_a_cell(desk: Desk, qtbot: QtBot) -> None:
    desk.open_year(desk.ret.unit, 2023)
    desk.enter(code("new", "person"), "8")
    desk.open_year(desk.ret.unit, 2024)
    desk.enter(code("new", "person"), "10")
    panel = DetailPanel(desk)
    qtbot.addWidget(panel)
    panel.show_item(code("new", "person"))
    panel.draw_now()
    labels = cast("list[QLabel]", panel.findChildren(QLabel))
    assert "8 件　+2　+25.00%" in [label.text() for label in labels]
