"""The table of commands, and what the commands do that ask something first."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QMenu, QMessageBox
from pytestqt.qtbot import QtBot

from db.domain.cells import State
from db.domain.returns import Status
from gui import theme
from gui.actions import SEPARATOR, commands, menus
from gui.desk import Desk
from gui.dialogs.about import ShortcutsDialog, plain
from gui.dialogs.finalise import FinaliseDialog
from gui.dialogs.manual import ManualDialog
from gui.dialogs.own_item import OwnItemDialog
from gui.dialogs.reason import ReasonDialog
from gui.main_window import MainWindow
from gui.verbs import proposed_name
from tests.ready import fill_head

CASES = "litigation_cases_count"
Answer = Callable[[Callable[..., None]], None]


def status_of(desk: Desk) -> Status:
    return desk.ret.status


def mnemonic(text: str) -> str:
    return text.partition("&")[2][:1].upper()


def test_every_command_has_a_text_a_menu_and_its_own_name() -> None:
    table = [command for command in commands() if command.text != SEPARATOR]
    assert all(command.text.strip() and command.verb for command in table)
    assert {command.menu for command in table} == {menu for menu, _ in menus()}
    assert Counter(command.id for command in table).most_common(1)[0][1] == 1


def test_every_shortcut_is_valid_and_taken_once(window: MainWindow) -> None:
    keys = [key for command in commands() for key in (command.key, command.also) if key]
    assert all(not QKeySequence(key).isEmpty() for key in keys)
    form_keys = [a.shortcut().toString() for v in (window.page.ledger, window.page.grid) for a in v.actions()]
    taken = Counter(QKeySequence(key).toString() for key in keys)
    assert taken.most_common(1)[0][1] == 1
    assert not set(taken) & set(filter(None, form_keys))


def test_mnemonics_are_unique_within_each_menu() -> None:
    for menu, _ in menus():
        letters = [mnemonic(c.text) for c in commands() if c.menu == menu and c.text != SEPARATOR]
        assert "" not in letters
        assert Counter(letters).most_common(1)[0][1] == 1, menu
    assert len({mnemonic(text) for _, text in menus()}) == len(menus())


def test_the_menus_are_built_from_the_table(window: MainWindow) -> None:
    menus_shown = cast(list[QMenu], window.menuBar().findChildren(QMenu))
    shown = {menu.title(): menu for menu in menus_shown}
    for menu, title in menus():
        expected = ["" if c.text == SEPARATOR else plain(c.text) for c in commands() if c.menu == menu]
        assert [plain(a.text().partition("\t")[0]) for a in shown[title].actions()] == expected


def test_commands_are_offered_when_they_fit(window: MainWindow, desk: Desk) -> None:
    offered = {name for name, action in window.commands.items() if action.isEnabled()}
    assert {"finalise", "not_applicable", "unavailable", "block_not_applicable", "own_item"} <= offered
    assert "reopen" not in offered
    window.go_to_place("lists")
    assert not window.commands["not_applicable"].isEnabled()
    assert not window.commands["block_not_applicable"].isEnabled()


def test_not_applicable_marks_the_current_item(window: MainWindow, desk: Desk) -> None:
    window.land("hearing_held_count")
    window.commands["not_applicable"].trigger()
    assert desk.cell("hearing_held_count").state is State.NOT_APPLICABLE


def test_marking_it_once_more_takes_it_back(window: MainWindow, desk: Desk) -> None:
    window.land("hearing_held_count")
    for state in (State.NOT_APPLICABLE, State.BLANK):
        window.commands["not_applicable"].trigger()
        assert desk.cell("hearing_held_count").state is state


def test_f1_lands_visibly_in_the_details_and_esc_goes_back(window: MainWindow, qtbot: QtBot) -> None:
    window.land("hearing_held_count")
    window.want_detail(False)
    QTest.keyClick(window.page.ledger, Qt.Key.Key_F1)
    assert window.detail.hasFocus()
    assert window.detail.frame.isVisible()
    assert window.detail.verticalScrollBar().value() == 0
    QTest.keyClick(window.detail, Qt.Key.Key_Escape)
    assert window.page.ledger.hasFocus()
    assert not window.detail.frame.isVisible()
    assert window.page.current_code() == "hearing_held_count"


def test_f1_away_from_the_items_and_ctrl_f1_everywhere_open_the_manual(window: MainWindow) -> None:
    window.go_to_place("lists")
    QTest.keyClick(window, Qt.Key.Key_F1)
    (opened,) = cast("list[ManualDialog]", window.findChildren(ManualDialog))
    assert opened.isVisible()
    assert "法治填报使用手册" in opened.page.toPlainText()
    opened.hide()
    window.land("hearing_held_count")
    QTest.keyClick(window, Qt.Key.Key_F1, Qt.KeyboardModifier.ControlModifier)
    assert window.findChildren(ManualDialog) == [opened]
    assert opened.isVisible()
    opened.close()


def test_unavailable_asks_for_the_reason(window: MainWindow, desk: Desk, answer: Answer) -> None:
    def fill(dialog: ReasonDialog) -> None:
        dialog.accept()
        assert "还没有写原因" in dialog.trouble.text()
        dialog.causes.itemClicked.emit(dialog.causes.item(0))
        dialog.accept()

    window.land("hearing_held_count")
    answer(fill)
    window.commands["unavailable"].trigger()
    cell = desk.cell("hearing_held_count")
    assert cell.state is State.UNAVAILABLE
    assert cell.reason == "业务系统年终结账，预计下月取得"


def test_giving_up_a_reason_changes_nothing(window: MainWindow, desk: Desk, answer: Answer) -> None:
    window.land("hearing_held_count")
    answer(lambda dialog: dialog.reject())
    window.commands["unavailable"].trigger()
    assert desk.cell("hearing_held_count").state is State.BLANK


def test_a_whole_block_is_marked_at_once(window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)
    window.go_to_place("section:disputes")
    window.commands["block_not_applicable"].trigger()
    section = next(s for s in desk.ret.pack.sections if s.id == "disputes")
    states = Counter(desk.cell(item.code).state for item in desk.ret.section_items(section))
    assert states == {State.VALUE: 3, State.NOT_APPLICABLE: len(desk.ret.section_items(section)) - 3}


def test_explaining_from_the_cell(window: MainWindow, desk: Desk, answer: Answer) -> None:
    desk.enter(CASES, "40")
    window.land(CASES)

    def fill(dialog: ReasonDialog) -> None:
        dialog.text.setPlainText("含上年结转\n3 件")
        dialog.accept()

    answer(fill)
    window.commands["explain"].trigger()
    assert [e.reason for e in desk.ret.explanations.values()] == ["含上年结转 3 件"]


def test_check_goes_to_the_list(window: MainWindow, desk: Desk) -> None:
    window.commands["show_problems"].trigger()
    assert window.problems.isHidden()
    window.commands["check"].trigger()
    assert window.problems.view.hasFocus()
    assert window.status_line.saved.text() == f"已检查：{window.problems.summary()}"


def test_finalising_says_what_is_in_the_way(window: MainWindow, desk: Desk, answer: Answer) -> None:
    def look(dialog: FinaliseDialog) -> None:
        assert desk.opened.not_ready() in dialog.matter.text()
        dialog.go.click()

    answer(look)
    window.commands["finalise"].trigger()
    assert status_of(desk) is Status.DRAFT
    assert window.focusWidget() is window.problems.view


def test_finalise_and_reopen(window: MainWindow, desk: Desk, answer: Answer) -> None:
    desk.mark_all(desk.ret.ordered_codes, State.NOT_APPLICABLE)
    fill_head(desk)
    for finding in desk.findings:
        if finding.open:
            desk.explain(finding.rule, "已核对")
    assert desk.opened.not_ready() == ""
    answer(lambda dialog: dialog.go.click())
    window.commands["finalise"].trigger()
    assert status_of(desk) is Status.FINAL
    assert window.top.state.text().startswith("定稿")
    assert window.commands["reopen"].isEnabled()
    assert not window.commands["finalise"].isEnabled()
    assert not window.commands["not_applicable"].isEnabled()

    def why(dialog: ReasonDialog) -> None:
        dialog.text.setPlainText("补充说明")
        dialog.accept()

    answer(why)
    window.commands["reopen"].trigger()
    assert status_of(desk) is Status.DRAFT
    assert window.top.state.text().startswith("填报")


def test_an_own_item_lands_in_its_cell(window: MainWindow, desk: Desk, answer: Answer) -> None:
    def fill(dialog: OwnItemDialog) -> None:
        dialog.accept()
        assert "要有名称" in dialog.trouble.text()
        dialog.name.setText("土地信访听证会次数")
        dialog.unit.setCurrentText("次")
        dialog.section.setCurrentIndex(dialog.section.findData("decisions"))
        dialog.office.setText("法规科")
        dialog.accept()

    answer(fill)
    window.commands["own_item"].trigger()
    code = window.page.current_code()
    item = desk.item(code)
    assert (item.name, item.unit, item.section, item.office) == (
        "土地信访听证会次数", "次", "decisions", "法规科",
    )  # fmt: skip
    assert window.navigation.current_place() == "section:decisions"


@pytest.mark.parametrize(
    ("kind", "unit_shown", "choices_shown"), [(0, True, False), (5, False, False), (8, False, True)]
)
def test_own_items_ask_only_what_their_kind_has(
    window: MainWindow, desk: Desk, kind: int, unit_shown: bool, choices_shown: bool
) -> None:
    dialog = OwnItemDialog(window, desk)
    dialog.kind.setCurrentIndex(kind)
    assert dialog.form.isRowVisible(dialog.unit) == unit_shown
    assert dialog.form.isRowVisible(dialog.choices) == choices_shown
    dialog.deleteLater()


def test_a_choice_of_ones_own(window: MainWindow, desk: Desk) -> None:
    dialog = OwnItemDialog(window, desk)
    dialog.name.setText("是否公开")
    dialog.kind.setCurrentIndex(8)
    dialog.choices.setText("是、否，部分")
    assert dialog.submit()
    assert desk.item(dialog.made).choices == ("是", "否", "部分")
    dialog.deleteLater()


def test_export_writes_the_workbook_and_remembers_the_folder(
    window: MainWindow, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposals: list[Path] = []
    told: list[tuple[Path, str]] = []

    def tell(_window: object, target: Path, still_open: str) -> None:
        told.append((target, still_open))

    def choose(_window: object, proposal: Path) -> Path:
        proposals.append(proposal)
        return tmp_path / "表.xlsx"

    monkeypatch.setattr("gui.dialogs.boxes.ask_workbook", choose)
    monkeypatch.setattr("gui.dialogs.boxes.tell_exported", tell)
    window.commands["export"].trigger()
    window.commands["export"].trigger()
    assert (tmp_path / "表.xlsx").stat().st_size > 1000
    assert told == [(tmp_path / "表.xlsx", desk.opened.not_ready())] * 2
    assert "项未填" in told[0][1]
    assert proposals[0].name == "2024年度法治政府建设情况指标表-示例市自然资源和规划局.xlsx"
    assert proposals[1].parent == tmp_path


def test_an_export_that_fails_is_told_in_a_box(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "文件夹.xlsx"
    folder.mkdir()
    told: list[str] = []
    monkeypatch.setattr("gui.dialogs.boxes.ask_workbook", lambda *_: folder)
    monkeypatch.setattr("gui.dialogs.boxes.tell_trouble", lambda _, *words: told.extend(words))
    window.commands["export"].trigger()
    assert len(told) == 2
    assert all(told)


def test_a_unit_with_a_slash_makes_a_file_name() -> None:
    assert proposed_name('甲/乙:"丙"', 2024) == "2024年度法治政府建设情况指标表-甲_乙__丙_.xlsx"


def test_the_list_of_keys_names_every_shortcut(window: MainWindow) -> None:
    dialog = ShortcutsDialog(window, window.actions_list)
    rows = {
        dialog.list.topLevelItem(n).text(0): dialog.list.topLevelItem(n).text(1)
        for n in range(dialog.list.topLevelItemCount())
    }
    assert rows["F8"] == "下一个问题"
    assert rows["Ctrl+0"] == "不适用（无此项职责）"
    keys = {key for row in rows for key in row.split(" 或 ")}
    assert {QKeySequence(c.key).toString() for c in commands() if c.key} <= keys
    dialog.deleteLater()


def test_appearance_is_changed_at_once_and_remembered(window: MainWindow, qtbot: QtBot) -> None:
    window.commands["dark"].trigger()
    qtbot.waitUntil(lambda: theme.is_dark(window))
    assert window.memory.appearance == "dark"
    assert window.commands["dark"].isChecked()
    assert not window.commands["light"].isChecked()
    window.commands["light"].trigger()
    qtbot.waitUntil(lambda: not theme.is_dark(window))


def test_f1_goes_to_the_item(window: MainWindow) -> None:
    window.commands["show_details"].trigger()
    assert window.detail.isHidden()
    window.commands["details"].trigger()
    assert window.detail.isVisible()
    assert window.detail.hasFocus() or window.detail.isAncestorOf(window.focusWidget())


def test_dialogs_are_gone_after_use(window: MainWindow, desk: Desk, answer: Answer) -> None:
    for name in ("own_item", "finalise", "new_unit", "new_year", "shortcuts", "about"):
        answer(lambda dialog: dialog.reject())
        window.commands[name].trigger()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert window.findChildren(QDialog) == []
