"""The list of problems: read as text, changed row by row, landing in the cell, reasons written in place."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from db.domain.pack import Level
from gui.desk import Desk
from gui.problems import ProblemsPanel
from gui.problems_model import LEVEL, MESSAGE, STEP, ProblemsModel

Write = Callable[[str], None]
CASES, PENDING = "litigation_cases_count", "litigation_pending_count"


@pytest.fixture
def model(desk: Desk) -> ProblemsModel:
    desk.enter(CASES, "40")
    return ProblemsModel(desk)


@pytest.fixture
def panel(qtbot: QtBot, desk: Desk) -> ProblemsPanel:
    desk.enter(CASES, "40")
    desk.enter("reconsideration_cases_count", "看不清")
    panel = ProblemsPanel(desk)
    qtbot.addWidget(panel)
    with qtbot.waitActive(panel):
        panel.show()
        panel.activateWindow()
    return panel


def text(model: ProblemsModel) -> list[str]:
    return [
        " | ".join(str(model.index(row, column).data()) for column in (LEVEL, MESSAGE, STEP))
        for row in range(model.rowCount())
    ]


def row_of(model: ProblemsModel, code: str, level: Level = Level.EXPLAIN) -> int:
    findings = [model.finding(row) for row in range(model.rowCount())]
    return next(n for n, f in enumerate(findings) if f and code in f.codes and f.level is level)


def mark(panel: ProblemsPanel, code: str, level: Level = Level.EXPLAIN) -> None:
    panel.mark_row(row_of(panel.model, code, level))


def test_a_row_says_level_message_and_next_step(model: ProblemsModel, desk: Desk) -> None:
    finding = next(f for f in desk.findings_of(CASES) if f.level is Level.EXPLAIN)
    assert f"⚠ 需说明 | {finding.message} | {finding.next_step}" in text(model)
    assert len(text(model)) == len(desk.findings)


def test_the_gravest_comes_first(desk: Desk, model: ProblemsModel) -> None:
    desk.enter("reconsideration_cases_count", "看不清")
    assert text(model)[0].startswith("✗ 错误 | ")
    assert text(model)[-1].startswith("ⓘ 提示 | ")


def test_an_explanation_shows_and_asks_again_when_its_figures_change(desk: Desk, model: ProblemsModel) -> None:
    rule = next(f.rule for f in desk.findings_of(CASES) if f.level is Level.EXPLAIN)
    desk.explain(rule, "含上年结转 3 件")
    assert text(model)[row_of(model, CASES)].endswith("| 已说明：含上年结转 3 件")
    desk.enter(CASES, "41")
    assert text(model)[row_of(model, CASES)].endswith("| 待重新确认：含上年结转 3 件")


def test_rows_that_stay_are_not_touched(desk: Desk, model: ProblemsModel) -> None:
    events: list[str] = []
    model.rowsInserted.connect(lambda _, first, last: events.append(f"+{first}-{last}"))
    model.rowsRemoved.connect(lambda _, first, last: events.append(f"-{first}-{last}"))
    model.dataChanged.connect(lambda first, last: events.append(f"~{first.row()}"))
    model.modelReset.connect(lambda: events.append("reset"))
    desk.enter("reconsideration_cases_count", "看不清")
    where = row_of(model, "reconsideration_cases_count", Level.ERROR)
    assert events[0] == f"+{where}-{where}"
    assert len(events) == 2  # and the count of what is still blank in that section
    events.clear()
    desk.enter("reconsideration_cases_count", "看不清楚")
    assert events == [f"~{where}"]
    events.clear()
    model.update()
    assert events == []


def test_the_list_always_equals_the_findings(desk: Desk, model: ProblemsModel) -> None:
    for words in ("36", "abc", "", "37", "40", "-1", "1.5", ""):
        desk.enter(CASES, words)
        assert [model.finding(row) for row in range(model.rowCount())] == list(desk.findings)


def test_counts_and_filter(panel: ProblemsPanel, desk: Desk) -> None:
    hints = sum(f.level is Level.HINT for f in desk.findings)
    assert panel.summary() == f"1 错误 · 1 需说明 · {hints} 提示"
    assert [b.text() for b in panel.levels.buttons.values()] == ["✗ 1 错误", "⚠ 1 需说明", f"ⓘ {hints} 提示"]
    panel.levels.buttons[Level.EXPLAIN].click()
    assert panel.model.rowCount() == 1
    panel.levels.buttons[Level.ERROR].click()
    assert panel.model.rowCount() == 2
    desk.enter(CASES, "37")
    assert panel.model.rowCount() == 1
    for level in (Level.EXPLAIN, Level.ERROR):
        panel.levels.buttons[level].click()
    assert panel.model.rowCount() == len(desk.findings)


def test_enter_and_double_click_ask_to_land(panel: ProblemsPanel, qtbot: QtBot) -> None:
    mark(panel, CASES)
    finding = panel.current()
    assert finding is not None
    with qtbot.waitSignal(panel.landing) as landed:
        QTest.keyClick(panel.view, Qt.Key.Key_Return)
    assert landed.args == [finding.codes[0]]
    place = panel.view.visualRect(panel.view.currentIndex()).center()
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    with qtbot.waitSignal(panel.landing):
        QTest.mouseDClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_next_and_previous_go_round(panel: ProblemsPanel) -> None:
    landed: list[str] = []
    panel.landing.connect(landed.append)
    count = panel.model.rowCount()
    for _ in range(count + 1):
        panel.step(1)
    assert panel.view.currentIndex().row() == 0
    panel.step(-1)
    assert panel.view.currentIndex().row() == count - 1
    assert landed[0] == landed[count] == "reconsideration_cases_count"


def test_a_reason_is_written_below_the_list(panel: ProblemsPanel, desk: Desk, qtbot: QtBot, write: Write) -> None:
    mark(panel, CASES)
    rule = panel.current()
    assert rule is not None
    panel.reason.setFocus()
    write("含上年结转")
    assert not desk.ret.explanations
    QTest.keyClick(panel.reason, Qt.Key.Key_Return)
    assert desk.ret.explanations[rule.rule].reason == "含上年结转"
    assert text(panel.model)[row_of(panel.model, CASES)].endswith("已说明：含上年结转")
    assert panel.view.hasFocus()


def test_a_reason_is_saved_when_it_is_left_or_flushed(
    panel: ProblemsPanel, desk: Desk, qtbot: QtBot, write: Write
) -> None:
    mark(panel, CASES)
    panel.reason.setFocus()
    write("甲")
    desk.flush()
    assert [e.reason for e in desk.ret.explanations.values()] == ["甲"]
    write("乙")
    mark(panel, "reconsideration_cases_count", Level.ERROR)
    assert [e.reason for e in desk.ret.explanations.values()] == ["甲乙"]
    assert panel.reason.text() == ""
    assert not panel.reason.isEnabled()


def test_looking_at_problems_writes_nothing(panel: ProblemsPanel, desk: Desk) -> None:
    saved: list[str] = []
    desk.saved.connect(saved.append)
    for row in range(panel.model.rowCount()):
        panel.mark_row(row)
        panel.reason.setFocus()
        panel.view.setFocus()
    assert saved == []


def test_an_old_reason_is_confirmed_with_enter(panel: ProblemsPanel, desk: Desk, qtbot: QtBot, write: Write) -> None:
    mark(panel, CASES)
    panel.reason.setFocus()
    write("含上年结转")
    QTest.keyClick(panel.reason, Qt.Key.Key_Return)
    desk.enter(PENDING, "2")
    mark(panel, CASES)
    assert panel.current() is not None
    assert panel.current().outdated  # type: ignore[union-attr]
    panel.reason.setFocus()
    QTest.keyClick(panel.reason, Qt.Key.Key_Return)
    assert not panel.current().outdated  # type: ignore[union-attr]


def test_a_locked_return_takes_no_reasons(panel: ProblemsPanel, desk: Desk) -> None:
    mark(panel, CASES)
    assert panel.reason.isEnabled()
    desk.opened._set_status(type(desk.ret.status).CHECKED, desk.opened._author.stamp("自查通过"))
    desk.status_changed.emit()
    assert not panel.reason.isEnabled()
    assert not panel.causes.isEnabled()
