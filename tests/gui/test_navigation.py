"""The tree of places, read as text."""

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from db.domain.cells import State
from gui.desk import Desk
from gui.navigation import LABEL, MARKS, PROGRESS, NavigationModel, NavigationView, place_of


def outline(model: NavigationModel, parent: QModelIndex | None = None, depth: int = 0) -> list[str]:
    """Every node as one line, indented as it stands."""
    lines: list[str] = []
    parent = parent or QModelIndex()
    for row in range(model.rowCount(parent)):
        words = [str(model.index(row, c, parent).data() or "") for c in (LABEL, MARKS, PROGRESS)]
        lines.append("  " * depth + " | ".join(words))
        lines += outline(model, model.index(row, LABEL, parent), depth + 1)
    return lines


@pytest.fixture
def model(desk: Desk) -> NavigationModel:
    return NavigationModel(desk)


def line(model: NavigationModel, word: str) -> str:
    return next(text.strip() for text in outline(model) if word in text)


def test_sections_tables_and_screens_stand_in_order(model: NavigationModel, desk: Desk) -> None:
    lines = outline(model)
    assert [text.split(" | ")[0] for text in lines[:3]] == ["首页", "标星", "表头与签章"]
    labels = [section.label for section in desk.ret.pack.sections]
    assert [text.split(" | ")[0] for text in lines[3 : len(labels) + 3]] == labels
    assert [text.split(" | ")[0] for text in lines[-2:]] == ["三张清单", "指标库"]
    groups = list(dict.fromkeys(table.group for table in desk.ret.tables))
    assert [text.split(" | ")[0] for text in lines if text.split(" | ")[0] in groups] == groups
    tables = [text.strip().split(" | ")[0] for text in lines if text.startswith("  ")]
    assert tables == [table.label for table in desk.ret.tables]


def test_a_place_says_how_far_it_is(model: NavigationModel, desk: Desk) -> None:
    total = len(desk.ret.section_items(desk.ret.pack.sections[5]))
    assert line(model, "六 ").endswith(f"| 3/{total}")
    desk.mark("reconsideration_cases_count", State.NOT_APPLICABLE)
    assert line(model, "六 ").endswith(f"| 4/{total}")


def test_a_complete_place_has_a_tick(model: NavigationModel, desk: Desk) -> None:
    assert line(model, "三 ").endswith("| 0/1")
    desk.enter("hearing_held_count", "2")
    assert line(model, "三 ").endswith("| 1/1 ✓")


def test_open_problems_show_by_their_shapes(model: NavigationModel, desk: Desk) -> None:
    desk.enter("litigation_cases_count", "40")
    assert "⚠1" in line(model, "六 ").split(" | ")[1]
    desk.enter("reconsideration_cases_count", "看不清")
    assert line(model, "六 ").split(" | ")[1].startswith("✗1 ")
    rule = next(f.rule for f in desk.findings_of("litigation_cases_count") if f.open)
    desk.explain(rule, "含上年结转")
    desk.enter("reconsideration_cases_count", "3")
    assert line(model, "六 ").split(" | ")[1] == ""


def test_a_linked_cell_counts_in_its_section_alone(model: NavigationModel, desk: Desk) -> None:
    table = next(t for t in desk.ret.tables if any(desk.item(c).section != t.id for c in t.codes))
    code = next(c for c in table.codes if desk.item(c).section != table.id and not desk.cell(c).answered)
    assert line(model, table.label).endswith(f"| 0/{len(desk.ret.table_codes(table))}")
    section = next(s.label for s in desk.ret.pack.sections if s.id == desk.item(code).section)
    before = {text: line(model, text) for text in (table.label, section)}
    desk.enter(code, "1")
    assert line(model, table.label) == before[table.label]
    assert line(model, section) != before[section]


def test_the_places_add_up_to_the_whole_return(model: NavigationModel, desk: Desk) -> None:
    for code in ("hearing_held_count", "reconsideration_cases_count"):
        desk.enter(code, "1")
        done, asked = desk.ret.progress(desk.ret.ordered_codes)
        assert line(model, "首页").endswith(f"| {done}/{asked}")
    assert desk.ret.unfilled()
    assert asked - done == len(desk.ret.unfilled())


def test_stars_are_counted(model: NavigationModel, desk: Desk) -> None:
    assert line(model, "标星").endswith("| 0 项")
    desk.annotate("hearing_held_count", starred=True)
    desk.annotate("litigation_cases_count", starred=True)
    assert line(model, "标星").endswith("| 2 项")
    desk.annotate("hearing_held_count", starred=False)
    assert line(model, "标星").endswith("| 1 项")


def test_only_changed_nodes_are_touched(model: NavigationModel, desk: Desk) -> None:
    touched: list[str] = []
    model.itemChanged.connect(lambda item: touched.append(str(model.index(item.row(), LABEL).data())))
    desk.enter("hearing_held_count", "2")
    assert set(touched) == {"首页", "三 行政决策制度体系"}
    touched.clear()
    desk.enter("hearing_held_count", "3")
    assert touched == []


def test_head_and_lists_are_counted(model: NavigationModel, desk: Desk) -> None:
    before = line(model, "表头与签章")
    desk.set_head("unit_leader", "张某某")
    assert line(model, "表头与签章") != before
    desk.change_row("honours", {}, {"title": "先进集体"})
    assert line(model, "三张清单").endswith("1 条")


def test_a_library_item_moves_from_the_library_to_its_section(model: NavigationModel, desk: Desk) -> None:
    item = next(i for i in desk.ret.library() if i.section == "emergencies")
    assert line(model, "五 ").endswith("未选用")
    left = len(desk.ret.library())
    assert line(model, "指标库").endswith(f"可选 {left}")
    desk.switch_on([item.code])
    assert line(model, "五 ").endswith("0/1")
    assert line(model, "指标库").endswith(f"可选 {left - 1}")


def test_the_tree_keeps_its_place_when_items_are_added(qtbot: QtBot, desk: Desk) -> None:
    view = NavigationView(desk)
    qtbot.addWidget(view)
    chosen: list[str] = []
    view.place_chosen.connect(chosen.append)
    assert view.show_place("section:disputes")
    desk.switch_on([desk.ret.library()[0].code])
    assert view.current_place() == "section:disputes"
    assert view.currentIndex().data() == "六 社会矛盾纠纷行政预防调处化解体系"
    assert chosen == ["section:disputes"]
    assert not view.show_place("section:unknown")


def test_the_keyboard_reaches_every_place(qtbot: QtBot, desk: Desk) -> None:
    view = NavigationView(desk)
    qtbot.addWidget(view)
    chosen: list[str] = []
    view.place_chosen.connect(chosen.append)
    view.show_place("home")
    for _ in range(80):
        QTest.keyClick(view, Qt.Key.Key_Down)
    assert tuple(chosen) == view.places.places()
    with qtbot.waitSignal(view.entered):
        QTest.keyClick(view, Qt.Key.Key_Return)


def test_every_code_has_its_place(desk: Desk, model: NavigationModel) -> None:
    assert {place_of(desk, code) for code in desk.ret.ordered_codes} <= set(model.places())


def test_the_name_of_a_group_of_tables_has_all_the_room(desk: Desk, qtbot: QtBot) -> None:
    view = NavigationView(desk)
    qtbot.addWidget(view)
    rows = range(view.places.rowCount())
    groups = [row for row in rows if view.places.hasChildren(view.places.index(row, LABEL))]
    assert groups
    assert [row for row in rows if view.isFirstColumnSpanned(row, QModelIndex())] == groups
