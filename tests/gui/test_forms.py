"""工具 → 套用上级表格: the form with what its cells mean laid over it, by keyboard alone; remembered, then filled."""

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from db.domain.forms.grid import Place
from db.domain.forms.links import Link, Whose
from gui import forms
from gui.desk import Desk
from gui.dialogs import boxes, forms_result
from gui.dialogs.forms import FormsDialog
from gui.dialogs.forms_choose import ChooseItemDialog, entries_of, learnt
from gui.dialogs.forms_draft import FormDraft, Standing
from gui.find.index import Index
from gui.main_window import MainWindow

CASES, WON = "litigation_cases_count", "litigation_won_count"
PRICE = "land_transfer_price_amount"


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """Two rows that are plain, one that nothing is like, a merged title, a second sheet."""
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.title = "情况表"
    for line in (
        ("情况统计表",),
        ("指标", "本年", "上年"),
        ("行政诉讼案件数",),
        ("食堂用餐人次",),
        ("占了上风的那些",),
    ):
        sheet.append(line)
    sheet.merge_cells("A1:C1")
    sheet["C5"] = "=B5"
    made.create_sheet("附表").append(("土地出让价款（亿元）", None))
    path = tmp_path / "上级的表.xlsx"
    made.save(path)
    return path


@pytest.fixture
def dialog(desk: Desk, form: Path, qtbot: QtBot) -> FormsDialog:
    made = FormsDialog(None, desk, desk.book.forms.propose(form, desk.opened))
    qtbot.addWidget(made)
    made.show()
    return made


def at(dialog: FormsDialog, address: str) -> str:
    """What a cell of the first sheet shows."""
    row, column = int(address[1:]) - 1, "ABC".index(address[0])
    return str(dialog.views[0].sheet.index(row, column).data())


def choose(answer: str, last: bool = False) -> object:
    """A person who types some words and presses Enter."""

    def ask(parent: object, index: Index, told: str, nearest: object, whose: Whose) -> tuple[str, Whose] | None:
        box = ChooseItemDialog(None, index, told, (), whose)
        box.last.setChecked(last)
        box.show()
        QTest.keyClicks(box.box, answer)
        QTest.keyClick(box.box, Qt.Key.Key_Return)
        chosen = box.chosen()
        assert box.result() == ChooseItemDialog.DialogCode.Accepted
        box.deleteLater()
        return chosen

    return ask


def test_the_sheets_show_what_their_cells_mean(dialog: FormsDialog) -> None:
    assert at(dialog, "A3") == "行政诉讼案件数"
    assert at(dialog, "B3") == "≈ 6.14 行政诉讼案件数·本年"
    assert at(dialog, "C3") == "≈ 6.14 行政诉讼案件数·上年"
    assert at(dialog, "B4") == "？ 没有把握"
    assert dialog.views[0].columnSpan(0, 0) == 3
    assert [dialog.sheets.tabText(n) for n in range(dialog.sheets.count())] == ["情况表", "附表"]
    assert "很像 3 格" in dialog.counts.text()


def test_f8_walks_through_the_cells_to_look_at(dialog: FormsDialog) -> None:
    seen = []
    for _ in range(4):
        place = dialog.view.current_place()
        seen.append(place.address if place else "")
        QTest.keyClick(dialog.view, Qt.Key.Key_F8)
    assert seen == ["B4", "C4", "B5", "B4"]


def test_a_cell_is_linked_by_keyboard(dialog: FormsDialog, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog.go_to(Place("情况表", 4, 1))
    monkeypatch.setattr("gui.dialogs.forms.ask_item", choose("6.16"))
    QTest.keyClick(dialog.view, Qt.Key.Key_Return)
    assert at(dialog, "B5") == "✓ 6.16 行政诉讼胜诉案件数·本年"
    assert dialog.draft.links[Place("情况表", 4, 1)].code == WON
    assert "B5" not in [place.address for place in dialog.pressing.places]


def test_delete_takes_a_meaning_away_and_space_confirms_one(dialog: FormsDialog) -> None:
    dialog.go_to(Place("情况表", 2, 1))
    QTest.keyClick(dialog.view, Qt.Key.Key_Space)
    assert at(dialog, "B3").startswith("✓")
    QTest.keyClick(dialog.view, Qt.Key.Key_Delete)
    assert at(dialog, "B3") == ""
    assert dialog.draft.standing(Place("情况表", 2, 1)) is Standing.NONE


def test_a_formula_is_not_linked(dialog: FormsDialog) -> None:
    dialog.ask_at(Place("情况表", 4, 2))
    assert "公式" in dialog.trouble.text()
    assert Place("情况表", 4, 2) not in dialog.draft.links


def test_a_figure_moves_to_the_cell_chosen_last(dialog: FormsDialog) -> None:
    dialog.link(Place("情况表", 3, 1), CASES, Whose.THIS)
    assert Place("情况表", 2, 1) not in dialog.draft.links
    assert "B3" in dialog.counts.text()


def test_items_and_fields_of_the_head_are_found_by_pinyin(desk: Desk, qtbot: QtBot) -> None:
    box = ChooseItemDialog(None, learnt(desk.ret), "表 B1", ())
    qtbot.addWidget(box)
    for words, code in (("lxdh", "head:phone"), ("6.14", CASES), ("xzssajs", CASES), (WON, WON)):
        box.box.setText(words)
        chosen = box.chosen()
        assert chosen is not None
        assert chosen[0] == code
    box.box.setText("没有这样的")
    assert not box.go.isEnabled()
    assert box.chosen() is None


def test_all_that_can_be_meant_is_offered(desk: Desk) -> None:
    keys = {entry.key for entry in entries_of(desk.ret)}
    assert {CASES, "head:reporting_unit", "disclosure_documents.normative.made", "litigation_win_rate"} <= keys


def test_a_line_merged_from_side_to_side_is_as_high_as_its_words(desk: Desk, form: Path, qtbot: QtBot) -> None:
    book = openpyxl.load_workbook(form)
    book["情况表"]["A1"].value = "行政诉讼、行政复议有关情况统计表（一）"
    book.save(form)
    dialog = FormsDialog(None, desk, desk.book.forms.propose(form, desk.opened))
    qtbot.addWidget(dialog)
    view = dialog.views[0]
    assert view.rowHeight(0) < 1.5 * view.rowHeight(1)  # one line, though its first column alone would break it


def test_what_was_left_is_remembered_for_this_form(dialog: FormsDialog, desk: Desk, form: Path) -> None:
    dialog.link(Place("情况表", 4, 1), WON, Whose.THIS)
    dialog.unlink(Place("情况表", 3, 1))
    dialog.only.click()
    assert not dialog.generate
    again = FormDraft(desk.book.forms.propose(form, desk.opened))
    assert again.proposal.known_as == "上级的表.xlsx"
    assert again.links[Place("情况表", 4, 1)].code == WON
    assert again.standing(Place("情况表", 3, 1)) is Standing.NONE
    assert again.standing(Place("情况表", 2, 1)) is Standing.SETTLED


def test_the_whole_way_from_the_menu(
    window: MainWindow, form: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, told = tmp_path / "填好.xlsx", []
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(form), ""))
    monkeypatch.setattr(boxes, "ask_workbook", lambda *_: target)
    monkeypatch.setattr(forms_result, "show_official", lambda _parent, _ret, done: told.append(done))

    def press(dialog: FormsDialog) -> int:
        dialog.go.click()
        return dialog.result()

    monkeypatch.setattr(FormsDialog, "exec", press)
    window.commands["forms"].trigger()
    assert openpyxl.load_workbook(target)["情况表"]["B3"].value == 37
    assert openpyxl.load_workbook(target)["情况表"]["C3"].value == 30
    assert told[0].draft
    assert window.desk.book.forms.propose(form, window.desk.opened).known_as == "上级的表.xlsx"


@pytest.mark.parametrize("typed", ["填好", "填好.xlsm"])
def test_a_form_with_macros_is_filled_under_its_own_kind(
    typed: str, window: MainWindow, form: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = form.rename(form.with_suffix(".xlsm"))
    proposed: list[str] = []

    def choose(_parent: object, _title: str, proposal: str, kinds: str) -> tuple[str, str]:
        proposed.extend((proposal, kinds))
        return str(tmp_path / typed), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    monkeypatch.setattr(forms_result, "show_official", lambda *_: None)
    proposal = forms.propose(window, given)
    assert proposal is not None
    forms.fill(window, given, proposal.links)
    assert proposed[0].endswith("（已填）.xlsm")
    assert "*.xlsm" in proposed[1]
    assert openpyxl.load_workbook(tmp_path / "填好.xlsm")["情况表"]["B3"].value == 37


def test_what_the_form_shows_rounded_is_told_cell_by_cell(window: MainWindow, form: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(form)
    book["附表"]["B1"].number_format = "0"
    book.save(form)
    window.desk.enter(PRICE, "96.05")
    proposal = window.desk.book.forms.propose(form, window.desk.opened)
    links = (Link(Place("附表", 0, 1), PRICE, Whose.THIS, "亿元"),)
    done = window.desk.book.forms.official(window.desk.opened, proposal.path, tmp_path / "填好.xlsx", links)
    assert any("显示不全小数" in sentence for sentence in done.sentences)
    dialog = forms_result.OfficialDialog(window, window.desk.ret, done)
    lines = [_line(dialog, n) for n in range(dialog.list.topLevelItemCount())]
    assert any(place == "附表 B1" and "四舍五入" in words for place, words in lines)
    dialog.deleteLater()


def _line(dialog: forms_result.OfficialDialog, number: int) -> tuple[str, str]:
    line = dialog.list.topLevelItem(number)
    assert line is not None
    return line.text(0), line.text(2)


def test_what_cannot_be_read_is_told_in_words(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, told = tmp_path / "表.xls", []
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    monkeypatch.setattr(boxes, "tell_trouble", lambda _parent, sentence, step: told.append(sentence + step))
    forms.adopt(window, path)
    assert ".xlsx" in told[0]
