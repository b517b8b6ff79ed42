"""Pages are painted whole: into a PDF with its fonts, on a printer, and nothing in them is cut off."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QFontMetricsF, QImage, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from db.domain.fingerprint import fingerprint, short
from db.domain.trouble import KnownError
from db.service import Book, OpenReturn, practice
from db.service.paper import Leaf, pages
from gui import theme
from gui.memory import Memory
from gui.printing import painting, printing
from gui.printing.pdf import pdf_bytes, write_pdf

PAGE = re.compile(rb"/Type\s*/Page\b")


@pytest.fixture(scope="module")
def book(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    theme.apply(qapp, "light")
    with practice.opened(tmp_path_factory.mktemp("practice")) as book:
        yield book


@pytest.fixture(scope="module")
def opened(book: Book) -> OpenReturn:
    unit = book.units()[0].name
    return book.find_year(unit, book.years(unit)[0])


@pytest.fixture(scope="module")
def leaves(opened: OpenReturn) -> tuple[Leaf, ...]:
    return pages(opened, "A4")


@pytest.mark.parametrize("paper", ["A4", "A3"])
def test_the_pdf_has_every_page_in_its_size(paper: str, opened: OpenReturn, tmp_path: Path) -> None:
    target = tmp_path / "表.pdf"
    count = write_pdf(opened, target, paper)
    data = target.read_bytes()
    assert len(PAGE.findall(data)) == count == len(pages(opened, paper)) > 20
    boxes = {tuple(float(n) for n in box.split()) for box in re.findall(rb"/MediaBox \[([^\]]+)\]", data)}
    sizes = {tuple(sorted((round(box[2] / 10), round(box[3] / 10)))) for box in boxes}
    assert sizes == ({(60, 84)} if paper == "A4" else {(84, 119)})
    assert len(boxes) == 2  # upright and across
    assert [path.name for path in tmp_path.iterdir()] == ["表.pdf"]


def test_fonts_are_inside_and_every_letter_has_one(opened: OpenReturn, leaves: tuple[Leaf, ...]) -> None:
    data = pdf_bytes(leaves, "A4", "题")
    assert data.count(b"/FontFile") >= 1
    assert data.count(b"/FontFile") == data.count(b"/FontDescriptor /") or data.count(b"/ToUnicode") >= 1
    for family in ("宋体", "黑体"):
        metrics = QFontMetricsF(painting.font(family, 10))
        letters = {letter for leaf in leaves for piece in leaf.pieces for letter in piece.words if not letter.isspace()}
        assert len(letters) > 500
        assert [letter for letter in letters if not metrics.inFontUcs4(ord(letter))] == []


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler")
def test_the_words_can_be_taken_out_of_the_pdf(opened: OpenReturn, tmp_path: Path) -> None:
    target = tmp_path / "表.pdf"
    write_pdf(opened, target, "A4")
    done = subprocess.run(["pdftotext", "-layout", str(target), "-"], capture_output=True, check=True)
    said = done.stdout.decode()
    assert opened.ret.unit in said
    assert said.count(f"数据指纹 {short(fingerprint(opened.ret))}") >= 20
    assert "严禁录入国家秘密" in said


def test_no_words_are_larger_than_their_box(leaves: tuple[Leaf, ...]) -> None:
    shrunk = 0
    for leaf in leaves:
        for piece in leaf.pieces:
            if piece.words:
                width = (piece.width - 2 * piece.edge - piece.indent) * painting.FINE
                height = piece.height * painting.FINE
                lines, high = painting.fitted(piece, width, height)
                assert high <= height + 1, (leaf.sheet, piece.words)
                assert max(line.boundingRect().width() for line in lines) <= width + 1, (leaf.sheet, piece.words)
                shrunk += lines[0].font().pixelSize() < round(round(piece.look.size, 2) * painting.FINE)
    assert shrunk < sum(len(leaf.pieces) for leaf in leaves) / 20


@pytest.mark.parametrize("wraps", [True, False])
def test_too_many_words_get_smaller_until_they_fit(wraps: bool, leaves: tuple[Leaf, ...]) -> None:
    plain = next(piece for piece in leaves[1].pieces if piece.words)
    piece = replace(plain, words="暂无法取得，" * 12, wraps=wraps, width=90.0, height=30.0)
    room = 90.0 * painting.FINE, 30.0 * painting.FINE
    lines, high = painting.fitted(piece, *room)
    assert high <= room[1] + 1
    assert max(line.boundingRect().width() for line in lines) <= room[0] + 1
    assert (sum(line.lineCount() for line in lines) > 1) == wraps
    assert lines[0].font().pixelSize() < plain.look.size * painting.FINE


def ink(leaf: Leaf, colour: bool) -> QImage:
    picture = QImage(round(leaf.width), round(leaf.height), QImage.Format.Format_RGB32)
    picture.fill(0xFFFFFFFF)
    painter = QPainter(picture)
    painter.scale(1 / painting.FINE, 1 / painting.FINE)
    painting.paint_leaf(painter, leaf, colour)
    painter.end()
    return picture


def coloured(picture: QImage) -> int:
    spots = (picture.pixelColor(x, y) for x in range(0, picture.width(), 2) for y in range(0, picture.height(), 2))
    levels = ((spot.red(), spot.green(), spot.blue()) for spot in spots)
    return sum(max(level) - min(level) > 24 for level in levels)


def test_black_and_white_has_no_colour_at_all(leaves: tuple[Leaf, ...]) -> None:
    assert coloured(ink(leaves[0], colour=True)) > 50
    assert coloured(ink(leaves[0], colour=False)) == 0


def test_a_finalised_return_has_no_mark_across_the_page(leaves: tuple[Leaf, ...]) -> None:
    bare = replace(leaves[0], head=("", "", ""), pieces=(), foot=("", ""))
    white, marked = ink(bare, True), replace(bare, head=("", "草稿", ""))
    assert {white.pixel(x, y) for x in range(0, white.width(), 7) for y in range(0, white.height(), 7)} == {0xFFFFFFFF}
    assert ink(marked, True) != white


def test_a_pdf_open_elsewhere_is_named_and_kept(
    opened: OpenReturn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "表.pdf"
    target.write_bytes(b"old")

    def held(*_: object) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(KnownError, match="正被别的程序打开") as caught:
        write_pdf(opened, target, "A4")
    assert "PDF" in caught.value.next_step
    assert target.read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_name_that_is_no_pdf_is_refused_before_any_work(opened: OpenReturn, tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="结尾"):
        write_pdf(opened, tmp_path / "表.xlsx", "A4")


def test_a_printer_gets_the_pages_that_were_chosen(
    opened: OpenReturn, memory: Memory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "印.pdf"

    def choose(_: object, printer: QPrinter) -> bool:
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(target))
        printer.setPageSize(QPageSize(QPageSize.PageSizeId.A3))
        printer.setColorMode(QPrinter.ColorMode.GrayScale)
        printer.setPrintRange(QPrinter.PrintRange.PageRange)
        printer.setFromTo(2, 4)
        return True

    monkeypatch.setattr(printing, "ask", choose)
    parent = QWidget()
    assert printing.ask_and_print(parent, opened, memory) == 3
    assert len(PAGE.findall(target.read_bytes())) == 3
    assert (memory.paper, memory.prints_grey) == ("A3", True)
    assert printing.chosen_paper(printing.prepared(memory)) == "A3"
    monkeypatch.setattr(printing, "ask", lambda *_: False)
    assert printing.ask_and_print(parent, opened, memory) == 0


def test_pages_that_do_not_exist_print_nothing_and_say_so(
    opened: OpenReturn, memory: Memory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def choose(_: object, printer: QPrinter) -> bool:
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "印.pdf"))
        printer.setPrintRange(QPrinter.PrintRange.PageRange)
        printer.setFromTo(900, 901)
        return True

    monkeypatch.setattr(printing, "ask", choose)
    with pytest.raises(KnownError, match="没有打印成"):
        printing.ask_and_print(QWidget(), opened, memory)
    assert not (tmp_path / "印.pdf").exists()


def test_the_dialog_is_asked_with_the_printer_used_last(
    opened: OpenReturn, memory: Memory, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, bool]] = []

    def look(dialog: QPrintDialog) -> int:
        ranges = dialog.testOption(dialog.PrintDialogOption.PrintPageRange)
        seen.append((printing.chosen_paper(dialog.printer()), ranges))
        return QDialog.DialogCode.Rejected

    monkeypatch.setattr(printing._Dialog, "exec", look)
    memory.paper = "A3"
    parent = QWidget()
    qtbot.addWidget(parent)
    assert printing.ask_and_print(parent, opened, memory) == 0
    assert seen == [("A3", True)]
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # the printer is still there for it
