"""What leaves the window besides the workbook: PDF, printed pages, values for other programs; and 核对 of what is back.

Knows the window; what paints, prints and compares loads when it is wanted.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from db.domain.trouble import KnownError
from gui import verbs
from gui.waiting import waiting

# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from db.service.signed_return import Version
    from db.service.verifying import Verdict
    from gui.main_window import MainWindow


def _words(text: str) -> str:
    return QCoreApplication.translate("paper", text)


def export_pdf(window: "MainWindow") -> None:
    """The pages as a PDF."""
    if window.flush():
        ask_pdf(window, window)


def ask_pdf(window: "MainWindow", parent: QWidget) -> None:
    """Where the PDF shall go, then write it; `parent` is the window or the dialog that asks."""
    from gui.dialogs import boxes
    from gui.printing.pdf import write_pdf

    ret, memory = window.desk.ret, window.memory
    proposal = verbs.export_folder(window) / verbs.proposed_name(ret.unit, ret.year, ".pdf")
    target = boxes.ask_target(parent, _words("导出 PDF"), proposal, {".pdf": _words("PDF 文件")})
    if target is not None:
        opened = window.desk.opened
        _write(window, parent, target, lambda: write_pdf(opened, target, memory.paper, colour=not memory.prints_grey))


def export_version(window: "MainWindow", parent: QWidget, version: "Version") -> Path | None:
    """A version as it was given then, as a workbook or as a PDF; where it went, None if the chooser was left.

    KnownError if it cannot be written.
    """
    from gui.dialogs import boxes
    from gui.printing.pdf import write_pdf

    opened, memory = window.desk.opened, window.memory
    name = verbs.proposed_name(version.ret.unit, version.ret.year, f"-第{version.number}版.xlsx")
    kinds = {".xlsx": _words("Excel 工作簿"), ".pdf": _words("PDF 文件")}
    target = boxes.ask_target(parent, _words("导出这一版"), verbs.export_folder(window) / name, kinds)
    if target is None:
        return None
    with waiting(parent):
        if target.suffix.lower() == ".pdf":
            write_pdf(opened, target, memory.paper, colour=not memory.prints_grey, version=version.number)
        else:
            opened.export(target, version.number)
    memory.export_folder = target.parent
    return target


def export_values(window: "MainWindow") -> None:
    """The values as CSV or JSON, for other programs."""
    from db.service.exports import FORMATS, export
    from gui.dialogs import boxes

    if not window.flush():
        return
    ret = window.desk.ret
    kinds = {form.suffix: form.title for form in FORMATS if form.suffix != ".xlsx"}
    proposal = verbs.export_folder(window) / verbs.proposed_name(ret.unit, ret.year, next(iter(kinds)))
    target = boxes.ask_target(window, _words("导出数据"), proposal, kinds)
    if target is not None:
        _write(window, window, target, lambda: export(window.desk.opened, target))


def _write(window: "MainWindow", parent: QWidget, target: Path, write: Callable[[], object]) -> None:
    from gui.dialogs import boxes

    try:
        with waiting(parent):
            write()
    except KnownError as trouble:
        boxes.tell_trouble(parent, trouble.sentence, trouble.next_step)
        return
    window.memory.export_folder = target.parent
    boxes.tell_exported(parent, target, window.desk.opened.not_ready(), _words("打开文件(&O)"))


def preview(window: "MainWindow") -> None:
    """Every page as it will be printed."""
    from gui.dialogs.preview import show_preview

    if window.flush():
        show_preview(window)


def print_out(window: "MainWindow") -> None:
    """The pages on a printer."""
    if window.flush():
        ask_print(window, window)


def ask_print(window: "MainWindow", parent: QWidget) -> None:
    """Which printer and pages, then print; `parent` is the window or the dialog that asks."""
    from gui.dialogs import boxes
    from gui.printing import printing

    try:
        count = printing.ask_and_print(parent, window.desk.opened, window.memory)
    except KnownError as trouble:
        boxes.tell_trouble(parent, trouble.sentence, trouble.next_step)
        return
    if count:
        window.status_line.show_words(_words("已送去打印 %d 页") % count)


def verify_file(window: "MainWindow") -> None:
    """Whether a workbook still says what it was exported with, and what the data say now."""
    from gui.dialogs import boxes
    from gui.dialogs.verify import show_verdict

    if not window.flush():
        return
    path = boxes.ask_workbook_to_verify(window, verbs.export_folder(window))
    if path is None:
        return
    verdict = _verified(window, path)
    if isinstance(verdict, KnownError):
        boxes.tell_trouble(window, verdict.sentence, verdict.next_step)
    else:
        show_verdict(window, verdict)


def _verified(window: "MainWindow", path: Path) -> "Verdict | KnownError":
    from db.service.verifying import verify

    try:
        with waiting(window):
            return verify(path, window.desk.book)
    except KnownError as trouble:
        return trouble
