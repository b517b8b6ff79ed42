"""The manual's text as a page: Markdown with pictures as wide as there is room; knows no dialog and opens no link."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QBrush,
    QImage,
    QPalette,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableFormat,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from gui import theme

_FORMAT: Final = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML
_LINE: Final = 135  # per cent of the font's own line
_AIR: Final = 16  # pixels round the text
_CELL: Final = 4
_PICTURE: Final = "\ufffc"  # as a picture stands in the text
_PAUSE: Final = 80  # ms after the last change of size
_MARKED: Final = 70  # of 255: how strongly what was found is tinted


class ManualPage(QTextBrowser):
    """`picture` tells the file of a picture by its name. Only the pictures are ever read, nothing else is."""

    def __init__(self, text: str, picture: Callable[[str], Path], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._picture = text, picture
        self._room = 0
        self._shown: dict[str, QUrl] = {}
        self._sought = ""
        self._places: list[tuple[int, int]] = []  # where the words sought begin and end
        self._fit = QTimer(self, singleShot=True, interval=_PAUSE)
        self._fit.timeout.connect(self._fit_pictures)
        self.setOpenLinks(False)
        self.setTextInteractionFlags(self.textInteractionFlags() | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.anchorClicked.connect(self._follow)
        self.draw()

    def draw(self) -> None:
        """The whole text in today's font and colours; what one is reading stays."""
        reading = self._at_top()
        self._shown = {}
        self._room = self._width()
        self.document().setDocumentMargin(_AIR)
        self.document().setMarkdown(self._text, _FORMAT)
        _space(self.document())
        for table in self.document().rootFrame().childFrames():
            if isinstance(table, QTextTable):
                _rule(table, QBrush(theme.colour(self, "grid")), self.palette())
        self.seek(self._sought)
        if reading:
            self._laid_out()
            self._to_top(self.document().findBlockByNumber(reading))

    def _at_top(self) -> int:
        """The number of the first block in sight; 0 at the beginning."""
        if not self.verticalScrollBar().value():
            return 0
        self._laid_out()
        return self.cursorForPosition(QPoint(_AIR, _AIR)).blockNumber()

    def _laid_out(self) -> None:
        """Qt lays a long text out bit by bit; where a place in it is can only be told of the whole."""
        self.document().size()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            QTimer.singleShot(0, self, self.draw)  # when the font and the palette have reached the document

    # ---- pictures

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return None
        link = QUrl(name)
        self._shown[link.fileName()] = link
        return self._fitting(link.fileName())

    def _width(self) -> int:
        return max(self.viewport().width() - 2 * _AIR, 1)

    def _fitting(self, name: str) -> QImage:
        image = QImage(str(self._picture(name)))
        scale = self.devicePixelRatioF()
        room = round(self._room * scale)
        if image.width() * scale > room:
            image = image.scaledToWidth(room, Qt.TransformationMode.SmoothTransformation)
            image.setDevicePixelRatio(scale)
        return image

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._width() == self._room:
            return
        if self.isVisible():
            self._fit.start()
        else:
            self._fit_pictures()

    def _fit_pictures(self) -> None:
        self._room = self._width()
        here = self.cursorForPosition(QPoint(_AIR, _AIR))
        above = self.cursorRect(here).top()
        for name, url in self._shown.items():
            self.document().addResource(QTextDocument.ResourceType.ImageResource.value, url, self._fitting(name))
        self.document().markContentsDirty(0, self.document().characterCount())
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self.cursorRect(here).top() - above)  # what one is reading stays

    # ---- going about

    def headings(self) -> list[tuple[int, str, int]]:
        """Level, words and number of the block of every heading."""
        found = []
        block = self.document().begin()
        while block.isValid():
            if level := block.blockFormat().headingLevel():
                found.append((level, block.text(), block.blockNumber()))
            block = block.next()
        return found

    def go_to(self, number: int) -> None:
        """Bring a block to the top."""
        block = self.document().findBlockByNumber(number)
        self.setTextCursor(QTextCursor(block))
        self._to_top(block)

    def _to_top(self, block: QTextBlock) -> None:
        top = self.document().documentLayout().blockBoundingRect(block).top()
        self.verticalScrollBar().setValue(int(top) - _AIR // 2)

    def _follow(self, link: QUrl) -> None:
        wanted = link.fragment(QUrl.ComponentFormattingOption.FullyDecoded)
        for _, words, number in self.headings():
            if words == wanted:
                self.go_to(number)

    # ---- finding

    @property
    def found(self) -> int:
        """In how many places the words stand that were sought last."""
        return len(self._places)

    def seek(self, words: str) -> None:
        """Mark every place where the words stand."""
        self._sought, self._places = words, []
        tint = theme.colour(self, "accent")
        tint.setAlpha(_MARKED)
        marks = []
        at = QTextCursor(self.document())
        while words and not (at := self.document().find(words, at)).isNull():
            self._places.append((at.selectionStart(), at.selectionEnd()))
            mark = QTextEdit.ExtraSelection()
            mark.cursor = at  # type: ignore[attr-defined] # the stubs leave its members out
            mark.format.setBackground(tint)  # type: ignore[attr-defined]
            marks.append(mark)
        self.setExtraSelections(marks)

    def step(self, by: int) -> int:
        """Go to the next (or, with -1, the one before) of the places found, around the end; which one it is, from 1."""
        if not self._places:
            return 0
        cursor = self.textCursor()
        if by > 0:
            at = next((n for n, (start, _) in enumerate(self._places) if start >= cursor.selectionEnd()), 0)
        else:
            before = [n for n, (_, end) in enumerate(self._places) if end <= cursor.selectionStart()]
            at = before[-1] if before else len(self._places) - 1
        start, end = self._places[at]
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self.cursorRect().top() - self.viewport().height() // 3)
        return at + 1


def _space(document: QTextDocument) -> None:
    """Lines that can be read one after the other."""
    lines = QTextBlockFormat()
    lines.setLineHeight(_LINE, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    block = document.begin()
    while block.isValid():
        if _PICTURE not in block.text():  # below it would be as much air
            QTextCursor(block).mergeBlockFormat(lines)
        block = block.next()


def _rule(table: QTextTable, lines: QBrush, palette: QPalette) -> None:
    """A table as wide as the text, a thin line below each row, its head a shade darker."""
    look = QTextTableFormat(table.format())
    look.setBorder(0)
    look.setBorderCollapse(True)
    look.setCellPadding(_CELL)
    look.setCellSpacing(0)
    look.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    table.setFormat(look)
    for row in range(table.rows()):
        for column in range(table.columns()):
            cell = table.cellAt(row, column)
            shape = cell.format().toTableCellFormat()
            shape.setBottomBorder(1)
            shape.setBottomBorderBrush(lines)
            shape.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            if row == 0:
                shape.setBackground(palette.window())
            cell.setFormat(shape)
