"""Sending out and taking back from the window: by keyboard, settled line by line, one step to take back."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from db.domain.travel.merging import KEEP
from db.service import Book
from gui import travel
from gui.dialogs import boxes
from gui.dialogs.collect import FILES, CollectDialog, collect_dialog, past_year_dialog
from gui.dialogs.issue import IssueDialog
from gui.dialogs.owing import OwingDialog
from gui.main_window import MainWindow
from tests.db.service import travelling as hands
from tests.db.service.travelling import OFFICE
from tests.gui.conftest import UNIT

Answer = Callable[[Callable[[Any], None]], None]


@pytest.fixture
def codes(window: MainWindow) -> tuple[str, ...]:
    return window.desk.book.offices(window.desk.opened).groups()[OFFICE]


@pytest.fixture
def sheet(window: MainWindow, codes: tuple[str, ...], tmp_path: Path) -> Path:
    window.desk.enter(codes[0], "10")
    done = window.desk.book.offices(window.desk.opened).issue(tmp_path / "分发", [OFFICE], date(2025, 1, 20))
    return done[0].path


def words(window: MainWindow, code: str) -> str:
    return window.desk.cell(code).words


def look(window: MainWindow, *paths: Path) -> CollectDialog:
    dialog = collect_dialog(window)
    dialog.look_at(paths)
    dialog.show()
    return dialog


# ---- out


def test_offices_are_ticked_and_sent(window: MainWindow, answer: Answer, tmp_path: Path) -> None:
    def send(dialog: IssueDialog) -> None:
        assert dialog.list.count() > 5
        dialog.none.click()
        assert not dialog.go.isEnabled()
        dialog.list.setFocus()
        QTest.keyClick(dialog.list, Qt.Key.Key_Space)
        assert len(dialog.chosen()) == 1
        dialog.folder.setText(str(tmp_path / "出去"))
        dialog.due.setText("2025年1月31日")
        answer(lambda owing: QTest.keyClick(owing, Qt.Key.Key_Escape))  # the list comes up by itself
        dialog.accept()
        assert dialog.result() == QDialog.DialogCode.Accepted

    answer(send)
    window.commands["issue"].trigger()
    assert len(list((tmp_path / "出去").iterdir())) == 1
    assert window.memory.export_folder == tmp_path


def test_a_day_that_is_none_keeps_the_dialog_open(window: MainWindow) -> None:
    dialog = IssueDialog(window)
    dialog.due.setText("下周")
    dialog.accept()
    assert dialog.result() != QDialog.DialogCode.Accepted
    assert "下周" in dialog.trouble.text()
    dialog.deleteLater()


# ---- who owes what


def test_the_list_says_who_owes_what_and_the_reminder_is_copied(window: MainWindow, sheet: Path) -> None:
    dialog = OwingDialog(window)
    dialog.show()
    row = dialog.list.currentItem()
    assert row.text(0) == OFFICE  # the first that owes something
    assert [row.text(n) for n in range(1, 4)] == ["1/5", "2025-01-23", "2025-01-20"]
    assert row.text(5) == "⚠ 逾期 3 天"
    dialog.copy.click()
    assert QApplication.clipboard().text().startswith("信访科：您好！")
    dialog.copy_all.click()
    assert QApplication.clipboard().text().count("您好") == 1
    dialog.list.setCurrentItem(dialog.list.topLevelItem(0))
    assert not dialog.copy.isEnabled()
    dialog.deleteLater()


# ---- back


def test_what_came_back_is_written_as_one_step(window: MainWindow, codes: tuple[str, ...], sheet: Path) -> None:
    a, b, c, *_ = codes
    hands.filled(sheet, {a: "11", b: "近300", c: "3"})
    dialog = look(window, sheet)
    assert dialog.lines.summary() == "写入 3 项"
    dialog.accept()
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert [words(window, code) for code in (a, b, c)] == ["11", "近300", "3"]
    window.commands["undo"].trigger()
    assert [words(window, code) for code in (a, b, c)] == ["10", "", ""]
    dialog.deleteLater()


def test_conflicts_are_settled_with_the_keyboard(window: MainWindow, codes: tuple[str, ...], sheet: Path) -> None:
    a, b, *_ = codes
    hands.filled(sheet, {a: "11"}, "一.xlsx")
    hands.filled(sheet, {a: "12", b: "7"}, "二.xlsx")
    dialog = look(window, sheet.parent)
    assert not dialog.go.isEnabled()
    assert dialog.view.currentIndex().row() == 0  # the first on which one must choose
    assert "一.xlsx 填报!" in dialog.whole.text()
    assert "二.xlsx 填报!" in dialog.whole.text()
    QTest.keyClick(dialog.view, Qt.Key.Key_2)
    assert dialog.go.isEnabled()
    assert dialog.lines.choices == {a: 1}
    QTest.keyClick(dialog.view, Qt.Key.Key_0)
    assert dialog.lines.choices == {a: KEEP}
    for _ in range(2):  # the space bar goes round: 1, 2, 不改
        QTest.keyClick(dialog.view, Qt.Key.Key_Space)
    assert dialog.lines.choices == {a: 1}
    dialog.accept()
    assert (words(window, a), words(window, b)) == ("12", "7")
    assert window.desk.opened.history(a)[0].how.startswith("回收 二.xlsx 填报!D")
    dialog.deleteLater()


def test_files_that_were_not_taken_say_why(window: MainWindow, sheet: Path, tmp_path: Path) -> None:
    (tmp_path / "旧.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    dialog = look(window, tmp_path / "旧.xls")
    assert dialog.tabs.currentIndex() == FILES
    assert "旧版 Excel 格式" in dialog.papers.whole()
    assert not dialog.go.isEnabled()
    dialog.look_at([tmp_path / "没有的文件夹"])
    assert "读不到文件" in dialog.papers.whole()
    dialog.deleteLater()


def test_another_window_that_changes_a_figure_is_looked_at_again(
    window: MainWindow, codes: tuple[str, ...], sheet: Path
) -> None:
    a, b, *_ = codes
    hands.filled(sheet, {a: "11", b: "7"})
    dialog = look(window, sheet)
    dialog.lines.choose(1, KEEP)
    with Book(window.desk.book.path, window.desk.book.author) as other:
        other.open_year(UNIT, 2024).enter(a, "20")
    window.desk.refresh()
    assert dialog.lines.open_rows() == [0]
    assert dialog.lines.choice(1) == KEEP  # what was chosen for the other line stays
    dialog.deleteLater()


def test_a_backup_that_fails_stops_it_and_is_said_inside(
    window: MainWindow, codes: tuple[str, ...], sheet: Path
) -> None:
    hands.filled(sheet, {codes[0]: "11"})
    (window.desk.book.path.parent / "备份").write_bytes(b"")  # a file where the folder should be
    dialog = look(window, sheet)
    dialog.accept()
    assert dialog.result() != QDialog.DialogCode.Accepted
    assert dialog.trouble.isVisible()
    assert words(window, codes[0]) == "10"
    dialog.deleteLater()


# ---- an earlier year


def test_last_year_is_filled_from_its_workbook(
    window: MainWindow, answer: Answer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "litigation_pending_count"
    with Book(tmp_path / "旧机.sqlite", window.desk.book.author) as other:
        other.add_unit(UNIT)
        past = other.open_year(UNIT, 2023)
        past.enter(code, "4")
        path = past.export(tmp_path / "2023.xlsx")
    monkeypatch.setattr(boxes, "ask_standard_workbook", lambda *_: path)
    answer(lambda dialog: dialog.accept())
    window.commands["past_year"].trigger()
    last = window.desk.last_cell(code)
    assert last is not None
    assert last.words == "4"
    assert window.desk.ret.year == 2024


def test_this_year_is_filled_from_its_workbook_as_one_step(window: MainWindow, tmp_path: Path) -> None:
    path = window.desk.opened.export(tmp_path / "2024.xlsx")
    code = "litigation_cases_count"
    window.desk.enter(code, "")
    dialog = past_year_dialog(window, path)
    dialog.accept()
    assert words(window, code) == "37"
    window.commands["undo"].trigger()
    assert words(window, code) == ""
    dialog.deleteLater()


def test_last_year_is_filled_from_a_form_of_others(
    window: MainWindow, answer: Answer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = openpyxl.Workbook()
    for row in (("2024年度情况表",), ("指标", "单位", "2024年", "2023年"), ("行政诉讼在审案件数", "件", 5, 6)):
        form.worksheets[0].append(row)
    path = tmp_path / "上级的表.xlsx"
    form.save(path)
    monkeypatch.setattr(boxes, "ask_standard_workbook", lambda *_: path)

    def settle(dialog: CollectDialog) -> None:
        dialog.lines.choose_all(keep=False)
        dialog.accept()

    answer(settle)
    window.commands["past_year"].trigger()
    last = window.desk.last_cell("litigation_pending_count")
    assert last is not None
    assert last.words == "6"
    assert window.desk.ret.year == 2024


def test_a_workbook_that_is_none_of_ours_is_told(
    window: MainWindow, answer: Answer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"no")
    monkeypatch.setattr(boxes, "ask_standard_workbook", lambda *_: tmp_path / "x.xlsx")
    told: list[str] = []
    answer(lambda box: told.append(box.text()))
    travel.past_year(window)
    assert "不是 Excel 工作簿" in told[0]
