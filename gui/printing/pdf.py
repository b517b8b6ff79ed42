"""The pages of a return as a PDF, in memory and then handed over whole; opens no window."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QCoreApplication
from PySide6.QtGui import QPdfWriter

from db.domain.trouble import KnownError
from db.service import OpenReturn
from db.service.paper import Leaf, pages, refuse_bad_pdf, save_pdf
from gui.printing.painting import paint

_DOTS = 1440  # of an inch: FINE units of the painting in a point


def write_pdf(opened: OpenReturn, target: Path, paper: str, *, colour: bool = True, version: int | None = None) -> int:
    """Write the pages of the return, or of a version of it, to `target`; how many they are.

    KnownError leaves `target` as it was.
    """
    refuse_bad_pdf(target)
    leaves = pages(opened, paper, version)
    save_pdf(target, pdf_bytes(leaves, paper, opened.ret.unit, colour), len(leaves))
    return len(leaves)


def pdf_bytes(leaves: Sequence[Leaf], paper: str, title: str, colour: bool = True) -> bytes:
    """The pages as the bytes of a PDF with its fonts inside."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DOTS)
    writer.setTitle(title)
    writer.setCreator(QCoreApplication.translate("pdf", "法治填报"))
    done = paint(writer, leaves, paper, colour)
    buffer.close()
    if not done:
        raise KnownError(QCoreApplication.translate("pdf", "PDF 没有画完，什么都没有保存。"))
    return bytes(buffer.data().data())
