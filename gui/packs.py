"""The pack of the year on the desk, out to Excel and back; knows the window, the dialog only by name."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

# The dialog and what reads workbooks load when they are wanted.
# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from db.service.pack_exchange import Proposal
    from gui.main_window import MainWindow


def _words(text: str) -> str:
    return QCoreApplication.translate("packs", text)


def show(window: "MainWindow") -> None:
    """The dialog; what is being typed is committed first."""
    from gui.dialogs.packs import ask_packs

    if window.flush():
        ask_packs(window)


def export(window: "MainWindow", target: Path) -> None:
    """The pack in use for the year on the desk as a workbook; KnownError if it cannot be written."""
    from db.service import pack_exchange

    book = window.desk.book
    pack_exchange.export(target, book.pack_document(window.desk.ret.year), book.author.clock().date())


def adopt(window: "MainWindow", proposal: "Proposal") -> None:
    """A backup, then the sound pack, then the return anew as that pack asks it; KnownError changes nothing."""
    pack = proposal.sound()
    window.backups.before_import()
    window.desk.book.adopt(pack, proposal.document, proposal.source)
    ret = window.desk.ret
    window.desk.open_year(ret.unit, ret.year)
    window.status_line.show_words(
        _words("已采用 {title}（版本 {version}）").format(title=pack.title, version=pack.version)
    )
