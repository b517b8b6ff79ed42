"""The pages of a return on a printer: asks which one and which pages, remembers it, prints."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QWidget

from db.domain.trouble import KnownError
from db.service import OpenReturn
from db.service.paper import Leaf, pages
from gui.memory import Memory
from gui.printing.painting import paint
from gui.waiting import waiting


def _words(text: str) -> str:
    return QCoreApplication.translate("printing", text)


def ask_and_print(parent: QWidget, opened: OpenReturn, memory: Memory) -> int:
    """Ask, print, remember; how many pages went out, 0 if the person thought better of it. KnownError in words."""
    printer = prepared(memory)
    if not ask(parent, printer):
        return 0
    paper = chosen_paper(printer)
    printer.setDocName(opened.ret.unit)
    with waiting(parent):
        leaves = chosen(pages(opened, paper), printer)
        print_on(printer, leaves, paper)
    memory.printer, memory.paper = printer.printerName(), paper
    memory.prints_grey = printer.colorMode() is QPrinter.ColorMode.GrayScale
    return len(leaves)


class _Dialog(QPrintDialog):
    """The system's dialog, which keeps the printer it works on for as long as it is there itself."""

    def __init__(self, printer: QPrinter, parent: QWidget) -> None:
        super().__init__(printer, parent)
        self._kept = printer
        self.setWindowTitle(_words("打印"))
        self.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)


def prepared(memory: Memory) -> QPrinter:
    """A printer as it was used last."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if memory.printer in QPrinterInfo.availablePrinterNames():
        printer.setPrinterName(memory.printer)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A3 if memory.paper == "A3" else QPageSize.PageSizeId.A4))
    modes = QPrinter.ColorMode
    printer.setColorMode(modes.GrayScale if memory.prints_grey else modes.Color)
    return printer


def ask(parent: QWidget, printer: QPrinter) -> bool:
    """The system's print dialog; whether to go on."""
    dialog = _Dialog(printer, parent)
    try:
        return dialog.exec() == QDialog.DialogCode.Accepted
    finally:
        dialog.deleteLater()


def chosen_paper(printer: QPrinter) -> str:
    """A3 if that was chosen; everything else prints as A4."""
    return "A3" if printer.pageLayout().pageSize().id() is QPageSize.PageSizeId.A3 else "A4"


def chosen(leaves: Sequence[Leaf], printer: QPrinter) -> Sequence[Leaf]:
    """The pages that were asked for."""
    if printer.printRange() is not QPrinter.PrintRange.PageRange or not printer.fromPage():
        return leaves
    return leaves[printer.fromPage() - 1 : printer.toPage() or None]


def print_on(printer: QPrinter, leaves: Sequence[Leaf], paper: str) -> None:
    """Print them; KnownError if the printer would not."""
    layout = printer.pageLayout()
    layout.setMode(QPageLayout.Mode.FullPageMode)  # the margins are in the pages
    printer.setPageLayout(layout)
    printer.setFullPage(True)
    colour = printer.colorMode() is not QPrinter.ColorMode.GrayScale
    if not leaves or not paint(printer, leaves, paper, colour):
        raise KnownError(
            _words("没有打印成。"), _words("请检查打印机是否连接、有纸，页码范围是否在里面；也可以先导出 PDF。")
        )
