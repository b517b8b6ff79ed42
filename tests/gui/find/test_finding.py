"""Finding in the window: the box, its list, and where each kind of result leads."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from db.domain.cells import State
from db.domain.trouble import KnownError
from gui.actions import commands
from gui.desk import Desk
from gui.find.finder import Finder
from gui.find.line import Words, _columns
from gui.find.results import WORDS, ResultsPanel
from gui.main_window import MainWindow
from gui.screens.library import LibraryScreen
from tests.ready import fill_head

CASES = "litigation_cases_count"
CELL = "disclosure_applications.new.person"
SHARED = "1.12"  # number of an item of the library
Write = Callable[[str], None]


class Hand:
    """What a person does to find something."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.box, self._bot = window, window.top.find_box, qtbot

    def begin(self) -> None:
        """Ctrl+F, and the moment until pinyin is known."""
        QTest.keySequence(self.window, "Ctrl+F")
        assert self.box.hasFocus()
        self._bot.waitUntil(lambda: self.finder.ready)

    def seek(self, words: str) -> None:
        self.begin()
        self.box.setText(words)

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.box, key)

    @property
    def finder(self) -> Finder:
        return next(iter(self.window.findChildren(Finder)))

    @property
    def panel(self) -> ResultsPanel:
        return self.finder.panel

    def lines(self) -> list[Words]:
        if not self.panel.isVisible():
            return []
        model = self.panel.view.model()
        return [model.index(row, 0).data(WORDS) for row in range(model.rowCount())]

    def names(self) -> list[str]:
        return [line.name for line in self.lines()]

    def row(self) -> int:
        return self.panel.view.currentIndex().row()

    def choose(self, name: str, kind: str) -> None:
        """Go down to a line and press Enter."""
        for _ in range([(line.name, line.sort) for line in self.lines()].index((name, kind))):
            self.press(Qt.Key.Key_Down)
        self.press(Qt.Key.Key_Return)


@pytest.fixture
def hand(window: MainWindow, qtbot: QtBot) -> Hand:
    return Hand(window, qtbot)


def compose(widget: QWidget, composing: str, picked: str = "") -> None:
    event = QInputMethodEvent(composing, [])
    event.setCommitString(picked)
    QApplication.sendEvent(widget, event)


def focus() -> QWidget | None:
    return QApplication.focusWidget()


# ---- the box and its list


@pytest.mark.parametrize("keys", ["Ctrl+F", "Ctrl+K"])
def test_two_keys_lead_to_the_box_from_a_cell_and_from_its_editor(window: MainWindow, write: Write, keys: str) -> None:
    window.land(CASES)
    QTest.keySequence(window, keys)
    assert window.top.find_box.hasFocus()
    window.land(CASES)
    write("4")
    QTest.keySequence(window, keys)
    assert window.top.find_box.hasFocus()
    assert window.desk.cell(CASES).words == "4"


def test_results_are_listed_while_one_types(hand: Hand, write: Write) -> None:
    hand.begin()
    assert not hand.panel.isVisible()
    counts = []
    for letter in "xzcf":
        write(letter)
        counts.append(len(hand.lines()))
    assert counts == sorted(counts, reverse=True)
    assert all("行政处罚" in f"{line.name} {line.where}" for line in hand.lines())
    assert hand.box.hasFocus()
    hand.box.clear()
    assert not hand.panel.isVisible()


def test_a_line_tells_number_name_place_unit_and_kind(hand: Hand, desk: Desk) -> None:
    hand.seek(CASES)
    section = next(s for s in desk.ret.pack.sections if CASES in s.codes)
    assert hand.lines()[0] == ("6.14", "行政诉讼案件数", section.label, "件", "指标")
    hand.box.setText(CELL)
    line = hand.lines()[0]
    assert line == ("表2", "本年新收政府信息公开申请数量·自然人", "收到和处理政府信息公开申请情况", "件", "表内指标")
    spoken = hand.panel.view.model().index(0, 0).data()
    assert all(part in spoken for part in line)


def test_the_arrows_choose_while_the_box_keeps_the_focus(hand: Hand) -> None:
    hand.seek("听证")
    last = len(hand.lines()) - 1
    seen = [hand.row()]
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down):
        hand.press(key)
        seen.append(hand.row())
    assert seen == [0, 1, 2, 1, 0, last, 0]
    hand.press(Qt.Key.Key_PageDown)
    assert hand.row() == min(12, last)
    assert hand.box.hasFocus()
    hand.box.setText("听证 件数")
    assert hand.row() == 0


def test_of_very_many_the_closest_are_listed(hand: Hand) -> None:
    hand.seek("表2")
    assert len(hand.lines()) == 100
    assert "列出最接近的 100 条" in hand.panel.foot.text()
    assert hand.lines()[0].sort == "固定表"


def test_nothing_found_is_said_with_what_else_can_be_typed(hand: Hand, window: MainWindow) -> None:
    hand.seek("没有这样的")
    assert hand.lines() == []
    assert "没有找到“没有这样的”" in hand.panel.foot.text()
    hand.press(Qt.Key.Key_Return)
    hand.press(Qt.Key.Key_Down)
    assert hand.box.hasFocus()


def test_escape_closes_and_goes_back_to_the_cell(hand: Hand, window: MainWindow, write: Write, desk: Desk) -> None:
    window.land(CASES)
    hand.seek("听证")
    hand.press(Qt.Key.Key_Escape)
    assert not hand.panel.isVisible()
    assert hand.box.text() == ""
    assert window.page.ledger.hasFocus()
    assert window.page.current_code() == CASES
    write("41")
    assert window.flush()
    assert desk.cell(CASES).words == "41"


def test_escape_goes_back_to_the_tree(hand: Hand, window: MainWindow) -> None:
    window.navigation.setFocus()
    hand.seek("听证")
    hand.press(Qt.Key.Key_Escape)
    assert focus() is window.navigation


def test_the_words_sought_last_come_back_to_be_typed_over(hand: Hand, write: Write) -> None:
    hand.seek("听证")
    first = hand.lines()
    hand.press(Qt.Key.Key_Return)
    assert hand.box.text() == ""
    hand.begin()
    assert (hand.box.text(), hand.box.selectedText(), hand.lines()) == ("听证", "听证", first)
    write("复议")
    assert hand.box.text() == "复议"


def test_going_elsewhere_closes_the_list(hand: Hand, window: MainWindow) -> None:
    hand.seek("听证")
    window.page.setFocus()
    assert not hand.panel.isVisible()
    assert hand.box.text() == ""
    hand.box.setText("听证")  # whoever does that: nothing pops up while one types elsewhere
    assert not hand.panel.isVisible()


def test_a_composition_is_the_input_methods(hand: Hand, window: MainWindow) -> None:
    window.land(CASES)
    hand.seek("听")
    compose(hand.box, "zheng")
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape):
        hand.press(key)
    assert hand.box.hasFocus()
    assert (hand.box.text(), hand.row()) == ("听", 0)
    compose(hand.box, "", "证")
    assert hand.box.text() == "听证"
    assert all("听证" in name for name in hand.names())
    hand.press(Qt.Key.Key_Down)
    assert hand.row() == 1


def test_a_mouse_lands_too(hand: Hand, window: MainWindow) -> None:
    hand.seek("行政诉讼案件数")
    view = hand.panel.view
    spot = view.visualRect(view.model().index(0, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert window.page.current_code() == CASES
    assert not hand.panel.isVisible()


@pytest.mark.parametrize(("width", "unit"), [(1400, ""), (1024, "乙" * 40), (700, ""), (620, "")])
def test_box_and_list_fit_every_window(hand: Hand, window: MainWindow, desk: Desk, width: int, unit: str) -> None:
    if unit:
        desk.book.add_unit(unit)
        desk.open_year(unit, 2024)
    hand.seek("公开")
    window.resize(width, 480)
    QApplication.processEvents()
    whole = window.rect()
    box = hand.box.rect().translated(hand.box.mapTo(window, QPoint()))
    assert hand.box.isVisible()
    assert hand.box.width() >= hand.box.minimumWidth()
    assert whole.contains(box)
    assert whole.contains(hand.panel.geometry())
    assert hand.panel.geometry().top() > box.bottom()
    number, name, *rest = _columns(hand.panel.view.viewport().rect(), window.fontMetrics().horizontalAdvance("国"))
    assert name.width() > 100
    assert whole.right() > rest[-1].right() > rest[-1].left() > number.right()


# ---- where it leads


def test_an_item_is_landed_on_ready_to_type(hand: Hand, window: MainWindow, write: Write, desk: Desk) -> None:
    hand.seek("6.14")
    hand.press(Qt.Key.Key_Return)
    assert window.page.ledger.hasFocus()
    assert window.page.current_code() == CASES
    write("39")
    assert window.flush()
    assert desk.cell(CASES).words == "39"


def test_a_cell_of_a_table_is_landed_on(hand: Hand, window: MainWindow) -> None:
    hand.seek("表2 本年新收 自然人")
    hand.press(Qt.Key.Key_Return)
    assert window.page.grid.hasFocus()
    assert window.page.current_code() == CELL
    assert window.navigation.current_place() == "table:disclosure_applications"


def test_an_item_of_the_library_is_shown_and_can_be_taken_in(hand: Hand, window: MainWindow, desk: Desk) -> None:
    item = next(item for item in desk.ret.library() if item.number == SHARED)
    hand.seek(SHARED)
    hand.choose(item.name, "指标库")
    screen = window.stack.currentWidget()
    assert isinstance(screen, LibraryScreen)
    assert screen.items.item(screen.view.currentIndex().row()) == item
    assert (screen.take.text(), screen.take.isEnabled()) == ("选用此项", True)
    assert item.code not in desk.ret.active
    assert screen.view.hasFocus()
    QTest.keyClick(screen.view, Qt.Key.Key_Return)
    assert item.code in desk.ret.active
    assert screen.take.text() == "去填写"
    screen.take.click()
    assert window.page.current_code() == item.code
    hand.seek(SHARED)
    assert hand.lines()[0].sort == "指标"


def test_a_finalised_return_takes_nothing_in(hand: Hand, window: MainWindow, desk: Desk) -> None:
    item = next(item for item in desk.ret.library() if item.number == SHARED)
    desk.mark_all(desk.ret.ordered_codes, State.NOT_APPLICABLE)
    for finding in desk.findings:
        if finding.open:
            desk.explain(finding.rule, "已核对")
    fill_head(desk)
    assert desk.finalise()
    hand.seek(SHARED)
    hand.choose(item.name, "指标库")
    screen = window.stack.currentWidget()
    assert isinstance(screen, LibraryScreen)
    assert not screen.take.isEnabled()
    screen.take_current()
    assert item.code not in desk.ret.active


def test_a_year_and_a_unit_are_opened(hand: Hand, window: MainWindow, desk: Desk) -> None:
    desk.book.add_unit("第二分局")
    desk.book.open_year("第二分局", 2022)
    hand.seek("2023")
    hand.choose("2023 年度", "年度")
    assert desk.ret.year == 2023
    assert window.top.years.currentText() == "2023 年度"
    hand.seek("defj")
    hand.choose("第二分局", "填报单位")
    assert (desk.ret.unit, desk.ret.year) == ("第二分局", 2022)
    assert window.page.ledger.hasFocus()


@pytest.mark.parametrize(
    ("words", "name", "kind", "place"),
    [
        ("zhifa", "行政执法工作体系", "章节", "section:enforcement"),
        ("执法表2", "行政处罚实施情况", "固定表", "table:enforcement_penalties"),
        ("biaotou", "表头与签章", "页面", "head"),
        ("zbk", "指标库", "页面", "library"),
    ],
)
def test_places_are_shown(hand: Hand, window: MainWindow, words: str, name: str, kind: str, place: str) -> None:
    hand.seek(words)
    hand.choose(name, kind)
    assert window.navigation.current_place() == place
    assert window.stack.currentWidget().isAncestorOf(focus() or window)


def test_every_place_can_be_found(hand: Hand, window: MainWindow) -> None:
    hand.begin()
    kinds = {entry.key for entry in hand.finder.index.entries}
    assert set(window.navigation.places.places()) <= kinds


def test_a_command_is_run_if_it_can_be(hand: Hand, window: MainWindow) -> None:
    window.land(CASES)
    hand.seek("wtqd")
    hand.choose("问题清单", "命令")
    assert window.problems.isHidden()
    hand.seek("thxg")
    assert hand.names() == ["退回修改"]
    hand.press(Qt.Key.Key_Return)
    assert "“退回修改”现在不能用" in hand.panel.foot.text()
    assert hand.box.hasFocus()


def test_a_command_acts_where_one_was(hand: Hand, window: MainWindow, desk: Desk) -> None:
    window.land("hearing_held_count")
    hand.seek("bsy")
    hand.choose("不适用（无此项职责）", "命令")
    assert desk.cell("hearing_held_count").state is State.NOT_APPLICABLE
    assert window.page.ledger.hasFocus()


def test_every_command_can_be_found_but_the_one_one_is_at(hand: Hand) -> None:
    hand.begin()
    keys = {entry.key for entry in hand.finder.index.entries}
    assert {command.id for command in commands() if command.id} - keys == {"find"}


def test_words_that_were_refused_keep_one_where_one_is(
    hand: Hand, window: MainWindow, desk: Desk, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.land(CASES)
    write("4")

    def refuse(*_: object) -> None:
        raise KnownError("存不进去。", "请重试。")

    with monkeypatch.context() as patch:
        patch.setattr(desk.opened, "enter", refuse)
        for words in ("执法表2", "2023", "听证", "表头", "关于"):
            hand.seek(words)
            hand.press(Qt.Key.Key_Return)
            assert (desk.ret.year, window.page.current_code()) == (2024, CASES)
            assert window.page.ledger.editor.hasFocus()
            assert window.page.ledger.editor.text() == "4"
            assert window.message.isVisible()
        hand.seek("听证")
        hand.press(Qt.Key.Key_Escape)
        assert window.page.ledger.editor.hasFocus()
    assert window.flush()
    assert desk.cell(CASES).words == "4"


def test_what_was_added_meanwhile_is_found(hand: Hand, window: MainWindow, desk: Desk) -> None:
    hand.seek("第三分局")
    assert hand.lines() == []
    hand.press(Qt.Key.Key_Escape)
    desk.book.add_unit("第三分局")
    hand.seek("dsfj")
    assert "第三分局" in hand.names()
    desk.book.add_unit("第四分局")
    desk.reread.emit()  # as when another window added it
    hand.box.setText("第四分局")
    assert hand.names() == ["第四分局"]


# ---- the start


def test_a_start_loads_neither_pinyin_nor_index(tmp_path: Path) -> None:
    program = (
        "import sys; import gui.main_window; loaded = set(sys.modules);"
        "assert not loaded & {'pypinyin', 'gui.find.finder', 'gui.find.index', 'gui.find.readings'}, loaded"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
