"""Figures that travel: out to offices, back again, and from an earlier workbook; knows the window, dialogs by name."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QStandardPaths

# Dialogs and what reads and writes workbooks load when they are wanted.
# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from gui.main_window import MainWindow


def _words(text: str) -> str:
    return QCoreApplication.translate("travel", text)


def folder(window: "MainWindow") -> Path:
    """Where workbooks were put last, or the documents."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return window.memory.export_folder or Path(documents)


def issue(window: "MainWindow") -> None:
    """分发: a workbook for each office."""
    from gui.dialogs.issue import ask_issue

    if window.flush() and ask_issue(window):
        owing(window)


def collect(window: "MainWindow") -> None:
    """回收: what offices filled in."""
    from gui.dialogs.collect import ask_collect

    if window.flush() and ask_collect(window):
        window.status_line.show_words(_words("已写入科室填报的内容，可以按 Ctrl+Z 撤销"))


def owing(window: "MainWindow") -> None:
    """Who owes what, since when, and what to remind them with."""
    from gui.dialogs.owing import show_owing

    if window.flush():
        show_owing(window)


def past_year(window: "MainWindow") -> None:
    """A year from a workbook that was exported before."""
    from gui.dialogs import boxes
    from gui.dialogs.collect import ask_past_year

    path = boxes.ask_standard_workbook(window, folder(window)) if window.flush() else None
    if path is not None and ask_past_year(window, path):
        window.status_line.show_words(_words("已从“%s”录入") % path.name)
