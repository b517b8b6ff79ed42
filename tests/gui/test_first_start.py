"""The three questions of the first start: every mistake told at its line, keys alone, nothing left behind."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from db.domain.trouble import KnownError
from db.service import Author, Book
from gui import start, theme
from gui.desk import Desk
from gui.dialogs.first_start import Answer, FirstStartDialog, New, read_path
from gui.dialogs.new_year import read_year
from gui.main_window import MainWindow
from gui.memory import Memory
from gui.start import Wish

UNIT = "示例市自然资源和规划局"


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


@pytest.fixture
def proposed(tmp_path: Path) -> Path:
    return tmp_path / "填报" / "法治填报.sqlite"


@pytest.fixture
def begun() -> list[start.Begun]:
    return []


@pytest.fixture
def dialog(qtbot: QtBot, proposed: Path, author: Author, begun: list[start.Begun]) -> FirstStartDialog:
    def begin(answer: Answer) -> None:
        assert isinstance(answer, New)
        begun.append(start.begin_file(answer.path, answer.unit, answer.year, author))
        begun[-1][0].close()

    dialog = FirstStartDialog(proposed, 2024, begin)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
        dialog.activateWindow()
    return dialog


def refused(dialog: FirstStartDialog, line: QLineEdit, *words: str) -> None:
    """The dialog stays open, says why, and the cursor is where it can be mended."""
    dialog.accept()
    assert dialog.isVisible()
    assert dialog.trouble.text().startswith("✗ ")
    for word in words:
        assert word in dialog.trouble.text()
    assert line.hasFocus()


@pytest.mark.parametrize("words", ["", "  ", "　"])
def test_a_unit_without_a_name(dialog: FirstStartDialog, words: str) -> None:
    dialog.unit.setText(words)
    dialog.year.setFocus()
    refused(dialog, dialog.unit, "还没有填单位全称", "例如")


def test_a_name_no_one_can_mean(dialog: FirstStartDialog) -> None:
    dialog.unit.setText("局" * 101)
    refused(dialog, dialog.unit, "100 字以内")


@pytest.mark.parametrize("words", ["去年", "24", "", "20245", "1889", "２０２", "2024-2025"])
def test_a_year_that_is_none(dialog: FirstStartDialog, proposed: Path, words: str) -> None:
    dialog.unit.setText(UNIT)
    dialog.year.setText(words)
    refused(dialog, dialog.year, f"“{words}”不对", "2024")
    assert not proposed.parent.exists()


@pytest.mark.parametrize("words", ["2024", "２０２４", " 2024年度", "2024 年", "二〇二四", "二零二四年度"])
def test_a_year_in_any_writing(words: str) -> None:
    assert read_year(words) == 2024


def test_a_missing_folder_is_made(dialog: FirstStartDialog, proposed: Path, begun: list[start.Begun]) -> None:
    dialog.unit.setText(f" {UNIT} ")
    dialog.accept()
    assert not dialog.isVisible()
    assert begun[0][1:] == (UNIT, 2024)
    assert proposed.exists()


def test_a_folder_without_the_right_to_write(
    dialog: FirstStartDialog, tmp_path: Path, as_nobody: Callable[[Path], AbstractContextManager[None]]
) -> None:
    folder = tmp_path / "只读"
    folder.mkdir()
    dialog.unit.setText(UNIT)
    for place in (folder / "数据.sqlite", folder / "再下一层" / "数据.sqlite"):
        dialog.path.setText(str(place))
        with as_nobody(folder):
            refused(dialog, dialog.path, "权限")
    assert list(folder.iterdir()) == []


def test_a_file_that_is_no_data_file_is_left_alone(dialog: FirstStartDialog, tmp_path: Path) -> None:
    letter = tmp_path / "公文.docx"
    letter.write_bytes(b"PK" + b"words" * 100)
    dialog.unit.setText(UNIT)
    dialog.path.setText(str(letter))
    refused(dialog, dialog.path, "公文.docx", "不是法治填报的数据文件")
    assert letter.read_bytes() == b"PK" + b"words" * 100


def test_a_file_with_another_units_data_is_left_alone(
    dialog: FirstStartDialog, tmp_path: Path, author: Author, begun: list[start.Begun]
) -> None:
    other = tmp_path / "甲局.sqlite"
    with Book(other, author) as book:
        book.add_unit("甲局")
        book.open_year("甲局", 2023)
    dialog.unit.setText(UNIT)
    dialog.path.setText(str(other))
    refused(dialog, dialog.path, "甲局.sqlite", "已经有“甲局”的数据", "打开已有数据")
    dialog.unit.setText("甲局")
    dialog.accept()
    assert begun[0][1:] == ("甲局", 2024)
    with Book(other, author) as book:
        assert [unit.name for unit in book.units()] == ["甲局"]
        assert book.years("甲局") == (2024, 2023)


def test_a_refused_year_leaves_no_unit_behind(proposed: Path, author: Author) -> None:
    with pytest.raises(KnownError):
        start.begin_file(proposed, UNIT, 1889, author)
    assert not proposed.exists()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("{tmp}", "{tmp}/法治填报.sqlite"),
        ("{tmp}/新的", "{tmp}/新的.sqlite"),
        ("{tmp}/2024.数据", "{tmp}/2024.数据.sqlite"),
        ("{tmp}/数据.db", "{tmp}/数据.db"),
        (' "{tmp}/数据.sqlite" ', "{tmp}/数据.sqlite"),
    ],
)
def test_what_a_place_stands_for(tmp_path: Path, words: str, expected: str) -> None:
    assert read_path(words.format(tmp=tmp_path), "法治填报.sqlite") == Path(expected.format(tmp=tmp_path))


@pytest.mark.parametrize("words", ["", "  ", "数据.sqlite", "./数据", f"/tmp/{'长' * 300}.sqlite", "/tmp/\0.sqlite"])
def test_a_place_that_is_none(words: str) -> None:
    with pytest.raises(KnownError) as trouble:
        read_path(words, "法治填报.sqlite")
    assert trouble.value.next_step


def test_a_place_in_a_synchronised_folder_is_doubted_at_once(dialog: FirstStartDialog, tmp_path: Path) -> None:
    assert not dialog.doubt.isVisible()
    dialog.path.setText(str(tmp_path / "OneDrive" / "数据.sqlite"))
    assert dialog.doubt.isVisible()
    assert dialog.doubt.text().startswith("⚠ “OneDrive”")
    dialog.path.setText(str(tmp_path / "数据.sqlite"))
    assert not dialog.doubt.isVisible()


def test_nothing_is_cut_when_much_is_said(dialog: FirstStartDialog, tmp_path: Path) -> None:
    dialog.path.setText(str(tmp_path / "OneDrive - 某某市自然资源和规划局" / "数据.sqlite"))
    dialog.show_trouble("甲" * 60 + "。", "乙" * 60 + "。")
    QApplication.processEvents()
    for label in (dialog.doubt, dialog.trouble):
        assert label.height() >= label.heightForWidth(label.width())


def test_keys_alone(dialog: FirstStartDialog, begun: list[start.Begun], write: Callable[[str], None]) -> None:
    assert dialog.unit.hasFocus()
    write(UNIT)
    QTest.keyClick(dialog.unit, Qt.Key.Key_Tab)
    assert dialog.year.hasFocus()
    assert dialog.year.selectedText() == "2024"
    write("２０２３")
    QTest.keyClick(dialog.year, Qt.Key.Key_Tab)
    assert dialog.path.hasFocus()
    QTest.keyClick(dialog.path, Qt.Key.Key_Return)
    assert begun[0][1:] == (UNIT, 2023)


def test_every_way_on_has_its_letter(dialog: FirstStartDialog) -> None:
    letters = [b.text().partition("&")[2][:1] for b in (dialog.browse, dialog.practice, dialog.existing)]
    assert letters == ["B", "P", "O"]
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


# ---- a whole first start


def test_data_from_another_computer_are_opened(
    qapp: QApplication,
    tmp_path: Path,
    memory: Memory,
    author: Author,
    answer: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    brought, broken = tmp_path / "带来.sqlite", tmp_path / "坏.sqlite"
    with Book(brought, author) as book:
        book.add_unit("甲局")
        book.open_year("甲局", 2022)
    broken.write_bytes(b"nothing" * 100)
    chosen = iter([None, broken, brought])
    monkeypatch.setattr("gui.dialogs.boxes.ask_data_file", lambda *_: next(chosen))

    def open_existing(dialog: FirstStartDialog) -> None:
        for _ in range(3):
            dialog.existing.click()
        assert "坏.sqlite" in dialog.trouble.text() or not dialog.isVisible()

    answer(open_existing)
    desk = start.session(Wish(tmp_path / "法治填报.sqlite"), memory, author)
    assert desk is not None
    assert (desk.book.path, desk.ret.unit, desk.ret.year) == (brought, "甲局", 2022)
    desk.book.close()
    assert not (tmp_path / "法治填报.sqlite").exists()


def test_after_the_questions_comes_the_ledger_ready_to_type(
    qtbot: QtBot,
    qapp: QApplication,
    proposed: Path,
    memory: Memory,
    author: Author,
    answer: Callable[..., None],
    write: Callable[[str], None],
) -> None:
    theme.apply(qapp, "light")

    def fill(dialog: FirstStartDialog) -> None:
        dialog.unit.setText(UNIT)
        dialog.accept()

    answer(fill)
    desk = start.session(Wish(proposed), memory, author)
    assert isinstance(desk, Desk)
    window = MainWindow(desk, memory, author.clock().date())
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    assert window.navigation.current_place() == f"section:{desk.ret.pack.sections[0].id}"
    write("12")
    QTest.keyClick(focus(), Qt.Key.Key_Return)
    assert desk.cell(desk.ret.ordered_codes[0]).words == "12"
    desk.book.close()
