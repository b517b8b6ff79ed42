"""A form of others: chosen, looked at, remembered, filled with the return on the desk; knows the window."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QStandardPaths
from PySide6.QtWidgets import QFileDialog

from db.domain.forms.links import Link
from db.domain.trouble import KnownError
from gui.waiting import waiting

# Dialogs and what reads workbooks load when they are wanted.
# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from db.service.forms import Official, Proposal
    from gui.main_window import MainWindow


def _words(text: str) -> str:
    return QCoreApplication.translate("forms", text)


def show(window: "MainWindow") -> None:
    """Ask for a form and do what its dialog decides."""
    if not window.flush():
        return
    path = ask_form(window)
    if path is not None:
        adopt(window, path)


def ask_form(window: "MainWindow") -> Path | None:
    """A form that others issued."""
    kinds = _words("Excel 工作簿 (*.xlsx *.xlsm);;所有文件 (*)")
    name, _ = QFileDialog.getOpenFileName(window, _words("套用上级表格"), str(_folder(window)), kinds)
    return Path(name) if name else None


def _folder(window: "MainWindow") -> Path:
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return window.memory.export_folder or Path(documents)


def adopt(window: "MainWindow", path: Path) -> None:
    """Show what the form's cells mean; remember it and fill the form as the person decides."""
    from gui.dialogs.forms import FormsDialog

    proposal = propose(window, path)
    if proposal is None:
        return
    dialog = FormsDialog(window, window.desk, proposal)
    try:
        if dialog.exec() != FormsDialog.DialogCode.Accepted:
            return
        links, wanted = tuple(dialog.draft.links.values()), dialog.generate
    finally:
        dialog.deleteLater()
    window.status_line.show_words(_words("已记住“%s”每一格的指标") % path.name)
    if wanted:
        fill(window, path, links)


def propose(window: "MainWindow", path: Path) -> "Proposal | None":
    """What the form's cells mean; None, and told, if it cannot be read."""
    from gui.dialogs.boxes import tell_trouble

    try:
        with waiting(window):
            return window.desk.book.forms.propose(path, window.desk.opened)
    except KnownError as trouble:
        told = trouble
    tell_trouble(window, told.sentence, told.next_step)
    return None


def fill(window: "MainWindow", path: Path, links: Sequence[Link]) -> None:
    """The form filled, beside where the person wants it."""
    from gui.dialogs.boxes import ask_workbook, tell_trouble
    from gui.dialogs.forms_result import show_official

    kind = ".xlsm" if path.suffix.lower() == ".xlsm" else ".xlsx"  # macros stay only in a file that may hold them
    target = ask_workbook(window, _folder(window) / f"{path.stem}（已填）{kind}")
    if target is None:
        return
    done = _filled(window, path, target, links)
    if isinstance(done, KnownError):
        tell_trouble(window, done.sentence, done.next_step)
    else:
        window.memory.export_folder = target.parent
        show_official(window, window.desk.ret, done)


def _filled(window: "MainWindow", path: Path, target: Path, links: Sequence[Link]) -> "Official | KnownError":
    try:
        with waiting(window):
            return window.desk.book.forms.official(window.desk.opened, path, target, links)
    except KnownError as trouble:
        return trouble
