"""Long work tells how far it is and can be stopped; stopped at any step it leaves everything as it was."""

from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QProgressDialog, QPushButton

from db.domain.long_work import StoppedError, told_to
from db.service import backups, record
from db.service.collecting import look
from db.service.exports import export
from gui import waiting
from gui.desk import Desk
from gui.main_window import MainWindow
from gui.printing.pdf import write_pdf

Work = Callable[[Desk, Path], object]
WORKS: dict[str, Work] = {
    "workbook": lambda desk, folder: export(desk.opened, folder / "表.xlsx"),
    "pdf": lambda desk, folder: write_pdf(desk.opened, folder / "表.pdf", "A4"),
    "issue": lambda desk, folder: desk.book.offices(desk.opened).issue(folder / "新的" / "分发"),
    "collect": lambda desk, folder: look(desk.book.offices(desk.opened), [folder]),
    "backup": lambda desk, folder: backups.back_up(desk.book.path, desk.book.author, folder),
    "verify": lambda desk, _: record.verify(desk.book),
}


def everything(folder: Path) -> dict[Path, bytes | None]:
    """Every file below, by its bytes, and every folder; the journal of the open file aside."""
    found = (path for path in folder.rglob("*") if not path.name.endswith("-journal"))
    return {path: path.read_bytes() if path.is_file() else None for path in found}


@pytest.mark.parametrize("name", WORKS)
def test_stopped_at_any_step_nothing_has_changed(desk: Desk, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "出去"
    folder.mkdir()
    if name == "collect":
        desk.book.offices(desk.opened).issue(folder)
    before = everything(tmp_path)
    for at in (0, 1, 2, 5):
        seen = 0

        def stop(_what: str, done: int, whole: int, at: int = at) -> None:
            nonlocal seen
            assert 0 <= done <= whole
            if seen == at:
                raise StoppedError
            seen += 1

        with told_to(stop):
            try:
                WORKS[name](desk, folder)
            except StoppedError as stopped:
                assert "什么都没有改变" in stopped.sentence
            else:
                assert 0 < seen <= at
                break
        assert everything(tmp_path) == before


def test_the_work_told_to_nobody_goes_on(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(StoppedError), told_to(_refuse):
        export(desk.opened, tmp_path / "一.xlsx")
    assert export(desk.opened, tmp_path / "二.xlsx").is_file()


def _refuse(*_: object) -> None:
    raise StoppedError


def test_a_button_stops_the_window_at_work(window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "_UNSEEN", 0)
    target, said = tmp_path / "表.xlsx", []

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QProgressDialog)
        said.append(box.labelText())
        cast("list[QPushButton]", box.findChildren(QPushButton))[0].click()

    QTimer.singleShot(0, press)
    with waiting.waiting(window):
        assert not window.desk.export(target)
    assert said == ["正在写各张表"]
    assert "已停止" in window.message.trouble[0]
    assert not target.exists()
    assert QApplication.overrideCursor() is None
    assert window.desk.export(target)
