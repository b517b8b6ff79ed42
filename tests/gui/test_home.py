"""The home page: what is due, what is open, how far it is, what to do next; read as text, then walked by keys."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from db.domain.cells import State
from db.domain.pack import Level
from db.domain.returns import Status
from db.domain.trouble import KnownError
from db.service import Author, Book
from gui.desk import Desk
from gui.goals import Run, ToCell, ToFinding, ToPlace, ToReturn
from gui.main_window import MainWindow
from gui.screens.home import HomeScreen
from gui.screens.home_model import BAR, MORE, SHARE, STATE, WHAT, HomeModel
from gui.screens.home_rows import Row, home_rows, next_step
from tests.ready import fill_head

TODAY = date(2025, 1, 23)
CASES = "litigation_cases_count"
Write = Callable[[str], None]


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def rows(desk: Desk, today: date = TODAY) -> dict[str, Row]:
    return {row.key: row for row in home_rows(desk, desk.book.overview(), today)}


def fill_all(desk: Desk) -> None:
    desk.mark_all(desk.ret.ordered_codes, State.NOT_APPLICABLE)


def explain_all(desk: Desk) -> None:
    for finding in desk.findings:
        if finding.open:
            assert desk.explain(finding.rule, "已核对")


# ---- as text


def test_the_open_return_is_due_first_with_its_date_and_basis(desk: Desk) -> None:
    desk.book.add_unit("第二分局")
    desk.book.open_year("第二分局", 2024)
    lines = rows(desk)
    due = [row for key, row in lines.items() if key.startswith("return:")]
    assert [row.what for row in due] == [
        f"2024 年度　{desk.ret.unit}",
        "2024 年度　第二分局",
        f"2023 年度　{desk.ret.unit}",
    ]
    assert due[0].state == due[1].state == "○ 3月1日 还有 37 天"
    assert due[2].state == "⚠ 2024年3月1日 已过 328 天"
    assert (due[2].meaning, due[0].meaning) == ("error", "quiet")
    assert "《法治政府建设与责任落实督察工作规定》第二十四条" in due[0].more
    assert (due[0].done, due[0].asked) == desk.ret.progress(desk.ret.ordered_codes)
    assert due[1].goal == ToReturn("第二分局", 2024)
    assert "（练习）" not in due[0].told


def test_the_other_dates_count_the_tables_they_name(desk: Desk) -> None:
    line = rows(desk, date(2025, 1, 20))["date:disclosure_report"]
    tables = [table for table in desk.ret.tables if table.group == "政府信息公开工作年度报告"]
    assert (line.done, line.asked) == (0, sum(len(desk.ret.table_codes(table)) for table in tables))
    assert line.state == "● 1月31日 还有 11 天"
    assert line.goal == ToCell(tables[0].codes[0])
    assert "《政府信息公开条例》第四十九条" in line.more


def test_a_finalised_return_is_due_no_more(desk: Desk) -> None:
    fill_all(desk)
    explain_all(desk)
    fill_head(desk)
    assert desk.finalise()
    lines = rows(desk)
    mine = lines[f"return:{desk.ret.unit}:2024"]
    assert mine.state == "✓ 定稿"
    assert [key for key in lines if key.startswith("return:")] == [
        f"return:{desk.ret.unit}:2024",
        f"return:{desk.ret.unit}:2023",
    ]
    assert desk.open_year(desk.ret.unit, 2023)
    assert f"return:{desk.ret.unit}:2024" not in rows(desk)


def test_problems_are_counted_as_in_their_list(desk: Desk) -> None:
    desk.enter(CASES, "40")
    desk.enter("reconsideration_cases_count", "看不清")
    lines = rows(desk)
    assert lines["open:ERROR"].state == "✗ 1 处"
    assert lines["open:EXPLAIN"].state == "⚠ 1 处"
    hints = sum(finding.level is Level.HINT for finding in desk.findings)
    assert lines["open:HINT"].state == f"ⓘ {hints} 条"
    assert lines["open:blank"].state == f"○ {len(desk.ret.unfilled())} 项"
    assert lines["open:blank"].goal == ToCell(desk.ret.unfilled()[0])
    error = next(f for f in desk.findings if f.level is Level.ERROR)
    assert lines["open:ERROR"].goal == ToFinding(error.rule)
    assert error.message in lines["open:ERROR"].more
    explain_all_reasons(desk)
    settled = rows(desk)["open:EXPLAIN"]
    assert (settled.state, settled.goal, settled.more) == ("✓ 没有", None, "1 处已说明")


def explain_all_reasons(desk: Desk) -> None:
    for finding in desk.findings:
        if finding.open and finding.level is Level.EXPLAIN:
            assert desk.explain(finding.rule, "含上年结转")


def test_every_part_says_how_far_it_is(desk: Desk) -> None:
    lines = {key: row for key, row in rows(desk).items() if key.startswith("part:")}
    assert next(iter(lines)) == "part:head"
    assert len(lines) == 1 + len(desk.ret.pack.sections) + len(desk.ret.tables)
    counted = [row for key, row in lines.items() if key != "part:head"]
    whole = desk.ret.progress(desk.ret.ordered_codes)
    assert (sum(row.done for row in counted), sum(row.asked for row in counted)) == whole
    disputes = lines["part:section:disputes"]
    assert disputes.state == f"还有 {disputes.asked - 3} 项"
    assert disputes.goal == ToPlace("section:disputes")
    assert lines["part:section:decisions"].state == "○ 未开始"
    assert lines["part:section:emergencies"].state == "未选用"
    desk.enter("hearing_held_count", "2")
    desk.enter(CASES, "40")
    lines = rows(desk)
    assert lines["part:section:decisions"].state == "✓ 已填完"
    assert "⚠ 1 需说明" in lines["part:section:disputes"].more


def test_the_next_step_follows_the_work(desk: Desk) -> None:
    first = desk.ret.ordered_codes[0]
    assert next_step(desk)[0].startswith("继续填写“一 政府机构职能体系”，还有 ")
    assert next_step(desk)[1] == ToCell(first)
    fill_all(desk)
    desk.enter("hearing_held_count", "看不清")
    assert next_step(desk) == ("更正 1 处错误", ToFinding(desk.findings[0].rule))
    desk.mark("hearing_held_count", State.NOT_APPLICABLE)
    for code in (CASES, "admin_dispute_cases_count"):
        desk.enter(code, "40")
    reason = next(f for f in desk.findings if f.open)
    assert next_step(desk) == ("给 1 处“需说明”写明原因", ToFinding(reason.rule, explain=True))
    explain_all(desk)
    filled, required = desk.ret.head_progress()
    assert next_step(desk) == (f"填好表头与签章，还缺 {required - filled} 栏", ToPlace("head"))
    for field in desk.ret.pack.head_fields:
        if field.required:
            desk.set_head(field.id, desk.ret.head.get(field.id, "") or "某")
    assert next_step(desk) == ("全部填好了，可以定稿", Run("finalise"))
    fill_head(desk)
    desk.finalise()
    assert next_step(desk) == ("已定稿，可以导出报送表", Run("export"))


def test_a_new_return_begins_at_its_first_part(desk: Desk) -> None:
    desk.open_year(desk.ret.unit, 2022)
    words, goal = next_step(desk)
    assert words.startswith("从“一 政府机构职能体系”开始填写，共 ")
    assert goal == ToCell(desk.ret.ordered_codes[0])


def test_practice_offers_the_way_back(desk: Desk) -> None:
    assert "next:own" not in rows(desk)
    desk.book.add_unit("练习单位", practice=True)
    desk.open_year("练习单位", 2024)
    lines = rows(desk)
    assert lines["next:own"].goal == Run("own_data")
    assert "（练习）" in lines["return:练习单位:2024"].what


def test_a_file_that_cannot_be_counted_is_told(desk: Desk) -> None:
    lines = home_rows(desk, KnownError("读不出来。", "请检查磁盘。"), TODAY)
    line = next(row for row in lines if row.key == "others")
    assert line.told == "✗ 读不出来。，请检查磁盘。"
    assert any(row.key == f"return:{desk.ret.unit}:2024" for row in lines)


def test_every_line_has_a_name_and_headings_cannot_be_chosen(desk: Desk) -> None:
    model = HomeModel(desk, TODAY)
    model.update(whole_file=True)
    for number in range(model.rowCount()):
        row = model.row(number)
        assert row is not None
        name = str(model.index(number, WHAT).data(Qt.ItemDataRole.AccessibleTextRole))
        assert row.what in name
        assert row.state in name
        assert row.more in name
        assert bool(model.flags(model.index(number, WHAT)) & Qt.ItemFlag.ItemIsSelectable) is not row.heading
    part = model.row_of("part:section:disputes")
    assert model.index(part, BAR).data(SHARE) == (3, rows(desk)["part:section:disputes"].asked)


def test_only_lines_that_changed_are_touched(desk: Desk) -> None:
    model = HomeModel(desk, TODAY)
    model.update(whole_file=True)
    touched: list[str] = []
    resets: list[int] = []
    model.dataChanged.connect(lambda index, _: touched.append(model.row(index.row()).key))  # type: ignore[union-attr]
    model.modelReset.connect(lambda: resets.append(1))
    desk.enter("hearing_held_count", "2")
    model.update(whole_file=False)
    assert resets == []
    assert "part:section:decisions" in touched
    assert "part:section:disputes" not in touched
    assert "open:ERROR" not in touched


# ---- in the window


@pytest.fixture
def home(window: MainWindow) -> HomeScreen:
    window.commands["home"].trigger()
    screen = window.stack.currentWidget()
    assert isinstance(screen, HomeScreen)
    return screen


def text(home: HomeScreen, key: str, column: int = STATE) -> str:
    return str(home.rows.index(home.rows.row_of(key), column).data())


def go(home: HomeScreen, key: str) -> None:
    home.view.go_to(home.rows.row_of(key))
    QTest.keyClick(home.view, Qt.Key.Key_Return)


def test_enter_at_once_goes_on_with_the_work(window: MainWindow, desk: Desk, home: HomeScreen, write: Write) -> None:
    assert home.view.hasFocus()
    assert window.navigation.current_place() == "home"
    QTest.keyClick(home.view, Qt.Key.Key_Return)
    first = desk.ret.unfilled()[0]
    assert window.page.current_code() == first
    write("5")
    QTest.keyClick(focus(), Qt.Key.Key_Return)
    assert desk.cell(first).words == "5"


def test_the_keyboard_walks_every_line_but_headings(home: HomeScreen) -> None:
    seen = [home.view.currentIndex().row()]
    for _ in range(home.rows.rowCount()):
        QTest.keyClick(home.view, Qt.Key.Key_Down)
        if home.view.currentIndex().row() != seen[-1]:
            seen.append(home.view.currentIndex().row())
    expected = [n for n in range(home.rows.rowCount()) if not getattr(home.rows.row(n), "heading", True)]
    assert seen == expected


def test_enter_on_a_problem_lands_in_its_cell_with_its_line_marked(
    window: MainWindow, desk: Desk, home: HomeScreen
) -> None:
    desk.enter(CASES, "40")
    go(home, "open:EXPLAIN")
    finding = next(f for f in desk.findings if f.level is Level.EXPLAIN)
    assert window.page.current_code() == finding.codes[0]
    assert window.problems.current() == finding
    assert window.problems.reason.hasFocus()
    window.go_to_place("home")
    desk.enter("reconsideration_cases_count", "看不清")
    go(home, "open:ERROR")
    assert window.page.current_code() == "reconsideration_cases_count"
    assert window.page.isAncestorOf(focus())


def test_a_part_opens_its_place(window: MainWindow, home: HomeScreen) -> None:
    go(home, "part:table:litigation")
    assert window.navigation.current_place() == "table:litigation"
    assert window.page.isAncestorOf(focus())


def test_another_return_opens_and_the_page_stays(window: MainWindow, desk: Desk, home: HomeScreen) -> None:
    go(home, f"return:{desk.ret.unit}:2023")
    assert desk.ret.year == 2023
    assert window.stack.currentWidget() is home
    assert home.rows.row_of(f"return:{desk.ret.unit}:2023") < home.rows.row_of(f"return:{desk.ret.unit}:2024")


def test_a_click_leads_on_a_heading_does_not(window: MainWindow, home: HomeScreen, qtbot: QtBot) -> None:
    def click(key: str) -> None:
        at: QPoint = home.view.visualRect(home.rows.index(home.rows.row_of(key), WHAT)).center()
        QTest.mouseClick(home.view.viewport(), Qt.MouseButton.LeftButton, pos=at)

    click("due")
    assert window.navigation.current_place() == "home"
    home.view.scrollTo(home.rows.index(home.rows.row_of("part:section:disputes"), WHAT))
    click("part:section:disputes")
    assert window.navigation.current_place() == "section:disputes"


def test_it_follows_the_figures_while_it_is_seen(window: MainWindow, desk: Desk, home: HomeScreen) -> None:
    desk.enter("hearing_held_count", "2")
    assert text(home, "part:section:decisions") == "✓ 已填完"
    desk.mark("hearing_held_count", State.BLANK)
    assert text(home, "part:section:decisions") == "○ 未开始"
    before = text(home, "part:head", STATE)
    desk.set_head("unit_leader", "张某某")
    assert text(home, "part:head", STATE) != before


def test_it_follows_another_window(window: MainWindow, desk: Desk, home: HomeScreen, author: Author) -> None:
    with Book(desk.book.path, author) as other:
        other.find_year(desk.ret.unit, 2024).enter("hearing_held_count", "2")
        other.open_year(desk.ret.unit, 2022)
    desk.refresh()
    assert text(home, "part:section:decisions") == "✓ 已填完"
    assert home.rows.row_of(f"return:{desk.ret.unit}:2022") > 0


def test_it_counts_nothing_while_hidden(
    window: MainWindow, desk: Desk, home: HomeScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.go_to_place("section:decisions")
    counted: list[bool] = []
    update = home.rows.update

    def count(whole_file: bool) -> None:
        counted.append(whole_file)
        update(whole_file)

    monkeypatch.setattr(home.rows, "update", count)
    desk.enter("hearing_held_count", "2")
    desk.open_year(desk.ret.unit, 2023)
    desk.open_year(desk.ret.unit, 2024)
    assert counted == []
    window.go_to_place("home")
    assert counted == [True]
    assert text(home, "part:section:decisions") == "✓ 已填完"


def test_the_marked_line_stays_when_lines_come_and_go(desk: Desk, home: HomeScreen) -> None:
    home.view.go_to(home.rows.row_of("part:section:disputes"))
    desk.book.open_year(desk.ret.unit, 2022)
    desk.reread.emit()
    assert home.view.currentIndex().row() == home.rows.row_of("part:section:disputes")


def test_finalising_starts_here(window: MainWindow, desk: Desk, home: HomeScreen, answer: Callable[..., None]) -> None:
    fill_all(desk)
    explain_all(desk)
    for field in desk.ret.pack.head_fields:
        if field.required:
            desk.set_head(field.id, desk.ret.head.get(field.id, "") or "某")
    answer(lambda dialog: dialog.go.click())
    window.go_to_place("home")
    go(home, "next:step")
    assert desk.ret.status is Status.FINAL


def test_it_is_remembered_as_the_place_one_left(window: MainWindow, home: HomeScreen) -> None:
    assert window.memory.place == "home"


def test_narrow_windows_keep_name_count_and_state(window: MainWindow, home: HomeScreen, qtbot: QtBot) -> None:
    window.resize(683, 540)
    qtbot.waitUntil(lambda: window.width() == 683)
    header = home.view.header()
    assert home.view.isColumnHidden(MORE)
    letter = home.fontMetrics().horizontalAdvance("国")
    assert header.sectionSize(WHAT) >= 8 * letter
    widest = home.fontMetrics().horizontalAdvance(text(home, f"return:{home._desk.ret.unit}:2023"))
    assert header.sectionSize(STATE) >= widest


def test_a_broken_file_does_not_break_the_page(
    desk: Desk, home: HomeScreen, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse() -> None:
        raise KnownError("读不出来。", "请检查磁盘。")

    monkeypatch.setattr(desk.book, "overview", refuse)
    desk.reread.emit()
    assert text(home, "others", WHAT) == "✗ 读不出来。"
