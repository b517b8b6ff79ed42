"""The life of a return in the window: steps, people, versions and the record, as a person uses them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from db.domain.cells import State
from db.domain.stages import Receipt, Role, Status, Step
from db.service import record
from db.service.paper import pages
from gui import signing
from gui.desk import Desk
from gui.dialogs.finalise import FinaliseDialog
from gui.dialogs.operator import OperatorDialog
from gui.dialogs.reason import ReasonDialog
from gui.dialogs.record import RecordDialog
from gui.dialogs.versions import VersionsDialog
from gui.form.ink import InkLabel
from gui.main_window import MainWindow
from gui.memory import Memory
from gui.screens.home_rows import next_step
from tests.ready import fill_head

HEARING = "hearing_held_count"
Answer = Callable[[Callable[[Any], None]], None]


@pytest.fixture
def ready(window: MainWindow, desk: Desk) -> MainWindow:
    desk.mark_all(desk.ret.ordered_codes, State.NOT_APPLICABLE)
    desk.enter(HEARING, "37")
    fill_head(desk)
    for finding in desk.findings:
        if finding.open:
            desk.explain(finding.rule, "已核对")
    assert desk.opened.not_ready() == ""
    return window


def offered(window: MainWindow) -> set[str]:
    names = ("self_check", "approve", "finalise", "submit", "reopen")
    return {name for name in names if window.commands[name].isEnabled()}


def test_each_stage_offers_its_steps(ready: MainWindow, desk: Desk, answer: Answer) -> None:
    seen = [offered(ready)]
    for name in ("self_check", "approve", "finalise"):
        answer(lambda dialog: dialog.go.click())
        ready.commands[name].trigger()
        seen.append(offered(ready))
    assert seen == [
        {"self_check", "finalise"},
        {"approve", "finalise", "reopen"},
        {"finalise", "reopen"},
        {"submit", "reopen"},
    ]
    assert desk.ret.status is Status.FINAL
    assert not desk.enter(HEARING, "38")
    ready.message.dismiss()


def test_from_the_self_check_on_nothing_is_typed_over(ready: MainWindow, desk: Desk) -> None:
    assert desk.step(Step.CHECK)
    assert ready.page.view.entries.locked
    assert ready.top.state.text().startswith("自查通过")
    assert next_step(desk)[0] == "自查通过，请审核人审核"
    assert desk.reopen("数字有误")
    assert not ready.page.view.entries.locked


def test_one_person_signs_all_of_it_in_one_question(ready: MainWindow, desk: Desk, answer: Answer) -> None:
    def look(dialog: FinaliseDialog) -> None:
        labels = cast("list[InkLabel]", dialog.findChildren(InkLabel))
        said = [label.text() for label in labels]
        assert "将依次办理：自查通过、审核通过、定稿，都记在“张三”名下。" in said
        QTest.keyClick(dialog.go, Qt.Key.Key_Return)

    answer(look)
    ready.commands["finalise"].trigger()
    assert [one.step for one in desk.ret.life.signatures] == ["自查通过", "审核通过", "定稿"]


def test_where_it_was_sent_is_asked_and_kept(ready: MainWindow, desk: Desk, answer: Answer) -> None:
    desk.finalise()

    def fill(dialog: FinaliseDialog) -> None:
        dialog.to.clear()
        dialog.accept()
        assert "没有写报送给谁" in dialog.trouble.text()
        dialog.to.setText("市委依法治市办")
        dialog.document.setText("〔2025〕3号")
        dialog.on.setText("2025年3月1日")
        dialog.accept()

    answer(fill)
    ready.commands["submit"].trigger()
    assert desk.ret.status is Status.SUBMITTED
    assert desk.ret.life.signatures[-1].words == "报送：市委依法治市办；文号：〔2025〕3号；日期：2025-03-01"
    assert next_step(desk)[0].startswith("已报送")


def test_a_pin_is_asked_for_at_signing(ready: MainWindow, desk: Desk, answer: Answer) -> None:
    desk.book.operators.save("张三", frozenset(Role), pin="2468")

    def sign(dialog: FinaliseDialog) -> None:
        dialog.pin.setText("1357")
        dialog.accept()
        assert "口令不对" in dialog.trouble.text()
        dialog.pin.setText("2468")
        dialog.accept()

    answer(sign)
    ready.commands["finalise"].trigger()
    assert desk.ret.status is Status.FINAL

    def back(dialog: ReasonDialog) -> None:
        dialog.text.setPlainText("补充")
        dialog.accept()
        assert "要输入" in dialog.trouble.text()

    answer(back)
    ready.commands["reopen"].trigger()
    assert desk.ret.status is Status.FINAL
    ready.message.dismiss()


def test_whoever_is_at_work_stands_in_the_history_and_is_remembered(
    window: MainWindow, desk: Desk, memory: Memory, answer: Answer
) -> None:
    def choose(dialog: OperatorDialog) -> None:
        assert dialog.name.currentText() == "张三"
        dialog.name.setEditText(" ")
        dialog.accept()
        assert dialog.isVisible()
        dialog.name.setEditText("李四")
        dialog.accept()

    answer(choose)
    window.commands["operator"].trigger()
    assert memory.operator == "李四"
    assert window.status_line.operator.text() == "操作人 李四"
    desk.enter(HEARING, "5")
    assert desk.opened.history(HEARING)[0].who == "李四"


def test_the_name_is_asked_once(window: MainWindow, memory: Memory, answer: Answer) -> None:
    answer(lambda dialog: dialog.reject())
    signing.operator_once(window)
    assert memory.operator == "张三"
    signing.operator_once(window)  # a second question would find nobody to answer


def test_people_are_noted_and_leave(window: MainWindow, desk: Desk, answer: Answer) -> None:
    def note(dialog: OperatorDialog) -> None:
        dialog.roles[Role.LEADER].setChecked(False)
        dialog.save.click()
        assert "没有人担任" in dialog.trouble.text()
        dialog.roles[Role.LEADER].setChecked(True)
        dialog.change_pin.setChecked(True)
        dialog.pin.setText("2468")
        dialog.save.click()
        assert not dialog.trouble.isVisible()
        dialog.name.setEditText("王五")
        assert not dialog.roles[Role.REVIEWER].isChecked()
        dialog.save.click()
        assert "负责人的口令" in dialog.trouble.text()
        dialog.leave.setText("2468")
        dialog.save.click()
        assert [one.name for one in desk.book.operators.known()] == ["张三", "王五"]
        dialog.leave.setText("2468")
        dialog.remove.click()

    answer(note)
    window.commands["operator"].trigger()
    assert [(one.name, one.has_pin) for one in desk.book.operators.known()] == [("张三", True)]


def test_versions_are_compared_and_printed_again(
    ready: MainWindow, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: Answer
) -> None:
    desk.finalise()
    desk.export(tmp_path / "当时.xlsx")
    then = pages(desk.opened, "A4")
    desk.step(Step.SUBMIT, receipt=Receipt("市委依法治市办", "", "2025-03-01"))
    desk.reopen("业务科室更正数据")
    desk.enter(HEARING, "38")
    targets = iter((tmp_path / "第一版.xlsx", tmp_path / "第一版.pdf"))
    monkeypatch.setattr("gui.dialogs.boxes.ask_target", lambda *_: next(targets))

    def look(dialog: VersionsDialog) -> None:
        row = dialog.changes.topLevelItem(0)
        assert row is not None
        assert [row.text(n) for n in range(4)] == ["指标", desk.item(HEARING).label, "37", "38"]
        assert dialog.news.text() == "第 1 版与现在：1 处不同。"
        steps = map(dialog.steps.topLevelItem, range(dialog.steps.topLevelItemCount()))
        assert [step.text(2) for step in steps] == [
            "退回修改",
            "已报送",
            "定稿",
            "审核通过",
            "自查通过",
        ]
        for _ in range(2):
            dialog.out.click()
            assert "已导出" in dialog.news.text()

    answer(look)
    ready.commands["versions"].trigger()
    assert (tmp_path / "第一版.pdf").read_bytes().startswith(b"%PDF-")
    assert pages(desk.opened, "A4", 1) == then != pages(desk.opened, "A4")
    assert (tmp_path / "第一版.xlsx").read_bytes() == (tmp_path / "当时.xlsx").read_bytes()
    assert ready.top.state.text().startswith("填报（第 2 版）")


def test_before_the_first_version_there_is_nothing_to_compare(window: MainWindow, answer: Answer) -> None:
    def look(dialog: VersionsDialog) -> None:
        assert "还没有定稿过" in dialog.news.text()
        assert not dialog.out.isEnabled()

    answer(look)
    window.commands["versions"].trigger()


def test_the_record_is_sought_verified_and_handed_on(
    window: MainWindow, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: Answer
) -> None:
    desk.enter(HEARING, "12345")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "记录"), "CSV 文件 (*.csv)"))

    def look(dialog: RecordDialog) -> None:
        every = dialog.rows.rowCount()
        dialog.words.setText("12345")
        dialog.seek()
        assert dialog.rows.rowCount() == 1 < every
        shown = [dialog.rows.data(dialog.rows.index(0, column)) for column in range(dialog.rows.columnCount())]
        assert shown[2:4] == ["张三", "录入"]
        assert desk.item(HEARING).name in str(shown[4])
        assert shown[6] == "12345"
        dialog.since.setText("昨天")
        dialog.seek()
        assert "日期“昨天”看不懂" in dialog.trouble.text()
        dialog.since.clear()
        dialog.verify()
        assert "记录完整" in dialog.verdict.toPlainText()
        dialog.export()
        assert "已导出 1 条" in dialog.verdict.toPlainText()

    answer(look)
    window.commands["record"].trigger()
    assert (tmp_path / "记录.csv").is_file()


def test_a_long_record_is_read_a_page_at_a_time(window: MainWindow, desk: Desk) -> None:
    desk.mark_all(desk.ret.ordered_codes, State.NOT_APPLICABLE)
    dialog = RecordDialog(window)
    assert dialog.rows.rowCount() == 200
    while dialog.rows.canFetchMore():
        dialog.rows.fetchMore()
    numbers = [int(str(dialog.rows.data(dialog.rows.index(n, 0)))) for n in range(dialog.rows.rowCount())]
    assert numbers == list(range(record.count(desk.book, record.Wanted()), 0, -1))
    dialog.deleteLater()
