"""How a session begins: the first start, where one left off, practice data, and what stands in the way."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox

from db.domain.trouble import KnownError
from db.service import Author, Book
from gui import start
from gui.desk import Desk
from gui.dialogs import boxes
from gui.dialogs.first_start import FirstStartDialog
from gui.memory import Memory, NoMemory
from gui.start import Wish

Answer = Callable[[Callable[..., None]], None]


@pytest.fixture
def filled(tmp_path: Path, author: Author) -> Path:
    """A data file with two units and three years."""
    path = tmp_path / "已有.sqlite"
    with Book(path, author) as book:
        for unit, years in (("甲局", (2022, 2023)), ("乙局", (2021,))):
            book.add_unit(unit)
            for year in years:
                book.open_year(unit, year)
    return path


def opened(desk: Desk | None) -> tuple[str, int]:
    assert desk is not None
    desk.book.close()
    return desk.ret.unit, desk.ret.year


def test_the_newest_year_of_the_first_unit_by_default(filled: Path, memory: Memory, author: Author) -> None:
    assert opened(start.session(Wish(filled), memory, author)) == ("甲局", 2023)


def test_the_wished_unit_and_year(filled: Path, memory: Memory, author: Author) -> None:
    assert opened(start.session(Wish(filled, "乙局"), memory, author)) == ("乙局", 2021)
    assert opened(start.session(Wish(filled, "甲局", 2022), memory, author)) == ("甲局", 2022)
    assert opened(start.session(Wish(filled, year=2024), memory, author)) == ("甲局", 2024)


def test_where_one_left_off(filled: Path, memory: Memory, author: Author) -> None:
    memory.opened(filled, "甲局", 2022)
    assert opened(start.session(Wish(), memory, author)) == ("甲局", 2022)
    memory.opened(filled, "丙局", 1999)
    assert opened(start.session(Wish(), memory, author)) == ("甲局", 2023)


def test_another_file_knows_nothing_of_where_one_left_off(filled: Path, memory: Memory, author: Author) -> None:
    memory.opened(filled.with_name("别的.sqlite"), "乙局", 2021)
    assert opened(start.session(Wish(filled), memory, author)) == ("甲局", 2023)


def test_a_picture_begins_no_year(filled: Path, author: Author) -> None:
    with pytest.raises(KnownError, match="2030"):
        start.session(Wish(filled, year=2030, alone=True), NoMemory(), author)
    with Book(filled, author) as book:
        assert book.years("甲局") == (2023, 2022)


def test_a_picture_makes_no_file(tmp_path: Path, author: Author) -> None:
    missing = tmp_path / "没有.sqlite"
    with pytest.raises(KnownError, match=r"没有\.sqlite"):
        start.session(Wish(missing, alone=True), NoMemory(), author)
    assert not missing.exists()


def test_the_first_start_asks_three_questions(
    qapp: QApplication, tmp_path: Path, memory: Memory, author: Author, answer: Answer
) -> None:
    path = tmp_path / "新的" / "数据.sqlite"

    def fill(dialog: FirstStartDialog) -> None:
        assert dialog.year.text() == "2024"
        assert dialog.path.text() == str(path)
        dialog.accept()
        assert "还没有填单位全称" in dialog.trouble.text()
        dialog.unit.setText("示例市自然资源和规划局")
        dialog.year.setText("去年")
        dialog.accept()
        assert "去年" in dialog.trouble.text()
        dialog.year.setText("2023")
        dialog.path.setText("")
        dialog.accept()
        assert "数据放在哪里" in dialog.trouble.text()
        dialog.path.setText(str(path))
        dialog.accept()

    answer(fill)
    assert opened(start.session(Wish(path), memory, author)) == ("示例市自然资源和规划局", 2023)
    with Book(path, author) as book:
        assert [(u.name, u.practice) for u in book.units()] == [("示例市自然资源和规划局", False)]


def test_an_empty_file_is_a_first_start_too(
    qapp: QApplication, tmp_path: Path, memory: Memory, author: Author, answer: Answer
) -> None:
    path = tmp_path / "空.sqlite"
    with Book(path, author) as book:
        book.add_unit("暂用")
        book._repository._db.execute("DELETE FROM unit")

    def fill(dialog: FirstStartDialog) -> None:
        dialog.unit.setText("甲局")
        dialog.accept()

    answer(fill)
    assert opened(start.session(Wish(path), memory, author)) == ("甲局", 2024)


def test_practice_data_are_one_click_away(
    qapp: QApplication, tmp_path: Path, memory: Memory, author: Author, answer: Answer
) -> None:
    path = tmp_path / "数据.sqlite"
    answer(lambda dialog: dialog.practice.click())
    desk = start.session(Wish(path), memory, author)
    assert desk is not None
    assert desk.ret.practice
    assert len(desk.book.years(desk.ret.unit)) == 3
    assert desk.book.path == tmp_path / "练习.sqlite"
    assert not path.exists()  # one's own data never lie beside invented ones
    desk.book.close()


def test_a_place_that_cannot_be_written_is_told_in_the_dialog(
    qapp: QApplication, tmp_path: Path, memory: Memory, author: Author, answer: Answer
) -> None:
    (tmp_path / "文件").write_text("")
    blocked = tmp_path / "文件" / "数据.sqlite"
    free = tmp_path / "数据.sqlite"

    def fill(dialog: FirstStartDialog) -> None:
        dialog.unit.setText("甲局")
        dialog.path.setText(str(blocked))
        dialog.accept()
        assert dialog.trouble.text().startswith("✗ ")
        assert len(dialog.trouble.text()) > 10
        dialog.path.setText(str(free))
        dialog.accept()

    answer(fill)
    assert opened(start.session(Wish(free), memory, author)) == ("甲局", 2024)


def test_leaving_the_first_start_leaves_nothing_behind(
    qapp: QApplication, tmp_path: Path, memory: Memory, author: Author, answer: Answer
) -> None:
    path = tmp_path / "数据.sqlite"
    answer(lambda dialog: dialog.reject())
    assert start.session(Wish(path), memory, author) is None
    assert not path.exists()


def test_a_broken_file_offers_another(
    filled: Path, tmp_path: Path, memory: Memory, author: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "坏.sqlite"
    broken.write_bytes(b"not a database" * 200)
    told: list[str] = []

    def open_other(sentence: str, next_step: str, restorable: bool) -> int:
        assert not restorable  # there is no backup
        told.append(sentence)
        assert next_step
        return boxes.OPEN

    chosen = iter([None, filled])
    monkeypatch.setattr(boxes, "start_trouble", open_other)
    monkeypatch.setattr(boxes, "ask_data_file", lambda *_: next(chosen))
    assert opened(start.session(Wish(broken), memory, author)) == ("甲局", 2023)
    assert len(told) == 2
    assert all("坏.sqlite" in sentence for sentence in told)
    assert broken.read_bytes() == b"not a database" * 200


def test_a_file_that_went_away_is_not_made_anew(
    tmp_path: Path, memory: Memory, author: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "U盘.sqlite"
    memory.opened(gone, "甲局", 2023)
    told: list[str] = []

    def leave(sentence: str, next_step: str, restorable: bool) -> int:
        told.append(sentence)
        return boxes.LEAVE

    monkeypatch.setattr(boxes, "start_trouble", leave)
    assert start.session(Wish(), memory, author) is None
    assert told == [f"找不到数据文件“{gone}”。"]
    assert not gone.exists()


def test_a_new_file_can_be_made_instead(
    qapp: QApplication, tmp_path: Path, memory: Memory, author: Author, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory.opened(tmp_path / "没有了.sqlite", "甲局", 2023)
    monkeypatch.setattr(boxes, "start_trouble", lambda *_: boxes.NEW)
    monkeypatch.setattr(start, "default_path", lambda: tmp_path / "新.sqlite")

    def fill(dialog: FirstStartDialog) -> None:
        dialog.unit.setText("乙局")
        dialog.accept()

    answer(fill)
    assert opened(start.session(Wish(), memory, author)) == ("乙局", 2024)


def test_the_box_for_a_broken_file_offers_three_ways(qapp: QApplication, answer: Answer) -> None:
    seen: list[str] = []

    def look(box: object) -> None:
        assert isinstance(box, QMessageBox)
        seen.extend([box.text(), box.informativeText(), *(b.text() for b in box.buttons())])
        box.reject()

    answer(look)
    assert boxes.start_trouble("打不开。", "请另选。") == boxes.LEAVE
    assert seen[:2] == ["打不开。", "请另选。"]
    assert {text.partition("(")[0] for text in seen[2:]} == {"另选数据文件", "新建数据文件", "退出"}


def remembered(memory: Memory) -> tuple[str, int | None]:
    return memory.appearance, memory.year


def test_memory_survives_and_nonsense_is_no_harm(memory: Memory, tmp_path: Path) -> None:
    memory.opened(tmp_path / "甲.sqlite", "甲局", 2023)
    memory.appearance = "dark"
    memory.sync()
    text = (tmp_path / "窗口.ini").read_text(encoding="utf-8")
    assert "2023" in text
    assert remembered(memory) == ("dark", 2023)
    memory._set("window/appearance", "purple")
    memory._set("last/year", "nonsense")
    memory._set("window/geometry", "nonsense")
    assert remembered(memory) == ("system", None)
    assert memory.layout("geometry").isEmpty()
