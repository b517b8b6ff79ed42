"""From one's own data to practice data and back: two files that never mix, one command each way."""

from collections.abc import Callable
from pathlib import Path

import pytest

from db.service import Author, Book
from gui import start
from gui.desk import Desk
from gui.dialogs.first_start import FirstStartDialog
from gui.main_window import MainWindow

UNIT = "示例市自然资源和规划局"
CASES = "litigation_cases_count"
Answer = Callable[[Callable[..., None]], None]


@pytest.fixture
def usual(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own data folder, away from the real one."""
    path = tmp_path / "用户" / "法治填报.sqlite"
    monkeypatch.setattr(start, "default_path", lambda: path)
    return path


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was said in boxes."""
    words: list[str] = []
    monkeypatch.setattr("gui.dialogs.boxes.tell_trouble", lambda _, *said: words.extend(said))
    return words


def offered(window: MainWindow, name: str) -> bool:
    return window.commands[name].isEnabled()


def lying(desk: Desk) -> tuple[Path, str, int]:
    return desk.book.path, desk.ret.unit, desk.ret.year


def test_there_and_back_again(window: MainWindow, desk: Desk, usual: Path) -> None:
    desk.open_year(UNIT, 2023)
    own = desk.book.path
    before = own.read_bytes()
    assert (offered(window, "practice_data"), offered(window, "own_data")) == (True, False)
    window.commands["practice_data"].trigger()
    assert desk.book.path == usual.with_name("练习.sqlite")
    assert desk.ret.practice
    assert "（练习）" in window.windowTitle()
    assert window.top.units.entries() == [desk.ret.unit, "新增单位…"]
    assert (offered(window, "practice_data"), offered(window, "own_data")) == (False, True)
    desk.enter(CASES, "999")
    window.commands["own_data"].trigger()
    assert lying(desk) == (own, UNIT, 2023)
    assert own.read_bytes() == before
    assert not usual.exists()


def test_practice_data_keep_what_was_tried(window: MainWindow, desk: Desk, usual: Path) -> None:
    window.commands["practice_data"].trigger()
    desk.enter(CASES, "999")
    window.commands["own_data"].trigger()
    window.commands["practice_data"].trigger()
    assert desk.cell(CASES).words == "999"


def test_half_typed_words_are_saved_on_the_way(
    window: MainWindow, desk: Desk, usual: Path, write: Callable[[str], None]
) -> None:
    window.land(CASES)
    write("88")
    opened = desk.opened
    window.commands["practice_data"].trigger()
    assert opened.ret.cell(CASES).words == "88"


def test_the_day_after_practice_begins_in_practice_and_still_knows_the_way(
    window: MainWindow, desk: Desk, usual: Path, author: Author
) -> None:
    own = desk.book.path
    window.commands["practice_data"].trigger()
    again = start.session(start.Wish(), window.memory, author)
    assert again is not None
    assert again.ret.practice
    again.book.close()
    assert window.memory.own == (own, UNIT, 2024)


def test_a_practice_file_with_real_data_is_left_alone(
    window: MainWindow, desk: Desk, usual: Path, told: list[str], author: Author
) -> None:
    usual.parent.mkdir()
    with Book(usual.with_name("练习.sqlite"), author) as book:
        book.add_unit("真实局")
    window.commands["practice_data"].trigger()
    assert "真实局" in told[0]
    assert desk.ret.unit == UNIT
    with Book(usual.with_name("练习.sqlite"), author) as book:
        assert [unit.name for unit in book.units()] == ["真实局"]


def test_ones_own_file_on_a_stick_that_is_out(
    window: MainWindow, desk: Desk, usual: Path, told: list[str], tmp_path: Path
) -> None:
    window.commands["practice_data"].trigger()
    window.memory._set("own/database", str(tmp_path / "U盘" / "数据.sqlite"))
    window.commands["own_data"].trigger()
    assert told[0].startswith("找不到数据文件")
    assert desk.ret.practice


def test_without_data_of_ones_own_the_three_questions_come(
    window: MainWindow, desk: Desk, usual: Path, answer: Answer
) -> None:
    window.commands["practice_data"].trigger()
    window.memory._set("own/database", "")

    def give_up(dialog: FirstStartDialog) -> None:
        assert dialog.path.text() == str(usual)
        assert dialog.practice.isHidden()
        dialog.reject()

    def fill(dialog: FirstStartDialog) -> None:
        dialog.unit.setText("甲局")
        dialog.accept()

    answer(give_up)
    window.commands["own_data"].trigger()
    assert desk.ret.practice
    answer(fill)
    window.commands["own_data"].trigger()
    assert lying(desk) == (usual, "甲局", 2024)
    assert not offered(window, "own_data")


def test_a_default_file_that_was_never_remembered_is_found(
    window: MainWindow, desk: Desk, usual: Path, author: Author
) -> None:
    usual.parent.mkdir()
    with Book(usual, author) as book:
        book.add_unit("练习单位", practice=True)
        book.add_unit("乙局")
        book.open_year("乙局", 2021)
    window.commands["practice_data"].trigger()
    window.memory._set("own/database", "")
    window.commands["own_data"].trigger()
    assert lying(desk) == (usual, "乙局", 2021)


def test_a_practice_unit_in_ones_own_file_leads_back_within_it(window: MainWindow, desk: Desk, usual: Path) -> None:
    own = desk.book.path
    desk.book.add_unit("练习单位", practice=True)
    desk.open_year("练习单位", 2024)
    window.commands["own_data"].trigger()
    assert lying(desk) == (own, UNIT, 2024)
