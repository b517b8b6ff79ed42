"""PDF, print, values and 核对 from the window: what is asked, what is told, what is remembered."""

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from db.domain.fingerprint import fingerprint, short
from db.domain.trouble import KnownError
from db.service.verifying import verify
from gui.dialogs import boxes
from gui.dialogs.preview import PreviewDialog
from gui.dialogs.verify import VerifyDialog
from gui.main_window import MainWindow
from gui.printing import printing

Told = list[tuple[object, ...]]
CASES = "litigation_cases_count"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """What the boxes would have said."""
    said: Told = []
    monkeypatch.setattr(boxes, "tell_exported", lambda *words: said.append(("done", *words[1:])))
    monkeypatch.setattr(boxes, "tell_trouble", lambda *words: said.append(("trouble", *words[1:])))
    return said


def asked(monkeypatch: pytest.MonkeyPatch, target: Path | None) -> list[Path]:
    proposals: list[Path] = []

    def ask(_parent: object, _title: str, proposal: Path, _kinds: dict[str, str]) -> Path | None:
        proposals.append(proposal)
        return target

    monkeypatch.setattr(boxes, "ask_target", ask)
    return proposals


FILES = {"export_pdf": ("a.pdf", b"%PDF"), "export_values": ("a.csv", b"\xef\xbb\xbf")}


@pytest.mark.parametrize("command", FILES)
def test_a_file_is_proposed_written_and_told(
    command: str, window: MainWindow, told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, begins = FILES[command]
    proposals = asked(monkeypatch, tmp_path / name)
    window.commands[command].trigger()
    assert proposals[0].suffix == Path(name).suffix
    assert window.desk.ret.unit in proposals[0].name
    assert (tmp_path / name).read_bytes().startswith(begins)
    assert told[0][:2] == ("done", tmp_path / name)
    assert window.memory.export_folder == tmp_path


def test_json_goes_out_too_and_nothing_happens_without_a_target(
    window: MainWindow, told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(monkeypatch, tmp_path / "a.json")
    window.commands["export_values"].trigger()
    assert json.loads((tmp_path / "a.json").read_bytes())["unit"] == window.desk.ret.unit
    asked(monkeypatch, None)
    window.commands["export_pdf"].trigger()
    assert len(told) == 1


def test_a_target_that_cannot_be_written_is_told(
    window: MainWindow, told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(monkeypatch, tmp_path / "没有" / "a.pdf")
    window.commands["export_pdf"].trigger()
    assert told[0][0] == "trouble"
    assert "找不到文件夹" in str(told[0][1])


def test_the_suffix_of_the_chosen_kind_is_added(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = {".csv": "CSV 表格", ".json": "JSON 数据"}
    json_ = "JSON 数据 (*.json)"
    names = (("/x/a", json_, "a.json"), ("/x/a.csv", json_, "a.csv"), ("/x/a.b", "", "a.b.csv"))
    for name, kind, meant in names:
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, n=name, k=kind, **__: (n, k))
        found = boxes.ask_target(window, "题", Path("a.csv"), kinds)
        assert found is not None
        assert found.name == meant


def test_print_says_how_many_pages_or_why_not(window: MainWindow, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "ask_and_print", lambda *_: 3)
    window.commands["print"].trigger()
    assert "3 页" in window.status_line.saved.text()

    def refuse(*_: object) -> int:
        raise KnownError("没有打印成。", "请检查。")

    monkeypatch.setattr(printing, "ask_and_print", refuse)
    window.commands["print"].trigger()
    assert told == [("trouble", "没有打印成。", "请检查。")]


# ---- preview


def test_the_preview_turns_pages_by_keyboard_and_remembers_paper_and_colour(window: MainWindow, qtbot: QtBot) -> None:
    dialog = PreviewDialog(window)
    dialog.show()
    qtbot.waitUntil(dialog.isActiveWindow)
    assert dialog.number.text().startswith("第 1 页 共 ")
    assert dialog.number.text().endswith("封面")
    QTest.keyClick(dialog.following, Qt.Key.Key_Space)
    assert dialog.number.text().startswith("第 2 页")
    QTest.keyClick(dialog.before, Qt.Key.Key_Space)
    assert not dialog.before.isEnabled()
    dialog.show_page(999)
    assert not dialog.following.isEnabled()
    upright = dialog.page.pixmap().size()
    dialog.papers.setCurrentText("A3")
    dialog.papers.textActivated.emit("A3")
    dialog.grey.click()
    assert (window.memory.paper, window.memory.prints_grey) == ("A3", True)
    dialog.wide.click()
    assert dialog.page.pixmap().width() >= upright.width()
    dialog.close()
    again = PreviewDialog(window)
    assert (again.papers.currentText(), again.grey.isChecked()) == ("A3", True)
    for one in (dialog, again):
        one.deleteLater()


# ---- 核对


def altered(window: MainWindow, path: Path) -> str:
    """An exported workbook in which 37 became 39; where."""
    window.desk.opened.export(path)
    book = openpyxl.load_workbook(path)
    for page in book:
        for row in page.iter_rows():
            for cell in row:
                if cell.value == 37:
                    cell.value = "39"
                    book.save(path)
                    return f"{page.title}!{cell.coordinate}"
    raise AssertionError


def test_the_dialog_lists_each_altered_cell_and_copies_it(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "报送.xlsx"
    place = altered(window, path)
    window.desk.enter(CASES, "40")
    dialog = VerifyDialog(window, verify(path, window.desk.book))
    dialog.show()
    qtbot.waitUntil(dialog.isActiveWindow)
    rows = [[dialog.list.topLevelItem(n).text(k) for k in range(4)] for n in range(dialog.list.topLevelItemCount())]
    assert [row[0] for row in rows] == [place, "与数据文件"]
    assert rows[0][2:] == ["导出时：37", "文件里：39"]
    assert rows[1][2:] == ["文件里：37", "数据文件里：40"]
    assert dialog.outcome.text().startswith("✗ 核对不一致")
    QTest.keyClick(dialog.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().split("\t")[0] == place
    dialog.copy.click()
    assert QGuiApplication.clipboard().text().count("\n") == 1
    dialog.deleteLater()


def test_the_command_shows_the_outcome_or_why_there_is_none(
    window: MainWindow, told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def look(dialog: VerifyDialog) -> int:
        seen.append(dialog.outcome.text())
        return QDialog.DialogCode.Rejected

    monkeypatch.setattr(VerifyDialog, "exec", look)
    path = tmp_path / "报送.xlsx"
    window.desk.opened.export(path)
    choose: Callable[[Path | None], None] = lambda chosen: monkeypatch.setattr(  # noqa: E731
        boxes, "ask_workbook_to_verify", lambda *_: chosen
    )
    choose(path)
    window.commands["verify"].trigger()
    assert seen == ["✓ 核对一致：每一格都与导出时相同，也与数据文件相同。"]
    choose(tmp_path / "没有.xlsx")
    window.commands["verify"].trigger()
    assert told[0][0] == "trouble"
    choose(None)
    window.commands["verify"].trigger()
    assert (len(seen), len(told)) == (1, 1)


# ---- on screen


def test_the_fingerprint_below_follows_the_figures_after_a_pause(window: MainWindow) -> None:
    label = window.fingerprint
    label.show_now()
    assert label.text() == f"数据指纹 {short(fingerprint(window.desk.ret))}"
    before = label.text()
    window.desk.enter(CASES, "41")
    assert label.text() == ""  # never an old one beside new figures
    label.show_now()
    assert label.text() != before
