"""Paints a page of the model with Qt, on whatever device; decides nothing about what stands where.

Words that are too many for their box get smaller until they fit: nothing is ever cut off.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from math import cos, radians, sin
from typing import Final

from PySide6.QtCore import QCoreApplication, QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPainterPath,
    QPen,
    QTextLayout,
    QTextOption,
)
from PySide6.QtPrintSupport import QPrinter

from db.domain.long_work import step
from db.service.paper import PAPERS, Leaf, Piece
from gui.theme import FAMILIES

FINE: Final = 20  # units of the painter in one point: fonts have whole sizes
_SONG: Final = ("SimSun", "宋体", "Noto Serif CJK SC", "Source Han Serif SC", "AR PL UMing CN")
_HEI: Final = ("SimHei", "黑体")
_LINE: Final = 0.5
_SMALLER: Final = 0.94  # of the size, until the words fit
_SMALLEST: Final = 0.5  # points
_EDGE: Final = 22.0  # points of the page's head and foot from the paper's edge
_SIDE: Final = 43.0
_LINE_HEIGHT: Final = 14.0
_MARK: Final = QColor("#ececec")
_MARK_ANGLE: Final = 35.0
_MARK_SIZE: Final = 160.0  # points at most


def paint(device: QPagedPaintDevice, leaves: Sequence[Leaf], paper: str, colour: bool = True) -> bool:
    """All pages on a printer or into a PDF; False if the device would not begin or go on.

    A PDF may be stopped; what has gone to a printer cannot be called back (on Linux Qt's abort() does nothing).
    """
    painter = QPainter()
    told = leaves if isinstance(device, QPrinter) else _told(leaves)
    try:
        return all(_painted(painter, device, leaf, paper, colour) for leaf in told) and painter.end()
    finally:
        if painter.isActive():
            painter.end()


def _told(leaves: Sequence[Leaf]) -> Iterator[Leaf]:
    for n, leaf in enumerate(leaves):
        step(QCoreApplication.translate("painting", "正在画各页"), n, len(leaves))
        yield leaf


def _painted(painter: QPainter, device: QPagedPaintDevice, leaf: Leaf, paper: str, colour: bool) -> bool:
    set_page(device, leaf, paper)
    if not (device.newPage() if painter.isActive() else painter.begin(device)):
        return False
    painter.save()
    dots = device.logicalDpiX() / 72 / FINE
    painter.scale(dots, dots)
    paint_leaf(painter, leaf, colour)
    painter.restore()
    return True


def set_page(device: QPagedPaintDevice, leaf: Leaf, paper: str) -> None:
    """Size and orientation of the page to come; its margins are in the model."""
    size = QPageSize(QPageSize.PageSizeId.A3 if paper == "A3" else QPageSize.PageSizeId.A4)
    way = QPageLayout.Orientation.Landscape if leaf.landscape else QPageLayout.Orientation.Portrait
    device.setPageLayout(QPageLayout(size, way, QMarginsF(), QPageLayout.Unit.Point))


def paint_leaf(painter: QPainter, leaf: Leaf, colour: bool = True) -> None:
    """One page; the painter counts in FINE units per point from the paper's corner."""
    _paint_mark(painter, leaf)
    for piece in leaf.pieces:
        if piece.look.fill:
            painter.fillRect(_frame(piece), _ink(piece.look.fill, colour))
    for piece in leaf.pieces:
        _paint_lines(painter, piece, leaf.scale)
    for piece in leaf.pieces:
        if piece.words:
            _paint_words(painter, piece, colour)
    _paint_edges(painter, leaf, colour)


def _ink(name: str, colour: bool) -> QColor:
    ink = QColor(name)
    if colour:
        return ink
    grey = round(0.299 * ink.red() + 0.587 * ink.green() + 0.114 * ink.blue())
    return QColor(grey, grey, grey)


def _frame(piece: Piece) -> QRectF:
    return QRectF(piece.left * FINE, piece.top * FINE, piece.width * FINE, piece.height * FINE)


def _paint_lines(painter: QPainter, piece: Piece, scale: float) -> None:
    look, frame = piece.look, _frame(piece)
    if look.border or look.underline:
        painter.setPen(QPen(QColor("black"), _LINE * scale * FINE))
    if look.border:
        painter.drawRect(frame)
    elif look.underline:
        painter.drawLine(frame.bottomLeft(), frame.bottomRight())


# ---- words


@cache
def font(family: str, size: float) -> QFont:
    """A font of the model in `size` points, by the names it has here."""
    known = [name for name in (_HEI if family == "黑体" else _SONG) if QFontDatabase.hasFamily(name)]
    made = QFont([*known, *FAMILIES])
    made.setPixelSize(max(1, round(size * FINE)))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if family == "黑体" and not known:
        made.setWeight(QFont.Weight.DemiBold)  # a heading looks like one, too
    return made


def _paint_words(painter: QPainter, piece: Piece, colour: bool) -> None:
    room = _frame(piece).adjusted((piece.edge + piece.indent) * FINE, 0, -piece.edge * FINE, 0)
    lines, high = fitted(piece, room.width(), room.height())
    top = room.top() + (max(0.0, room.height() - high) / 2 if piece.look.middle else piece.edge * FINE)
    painter.setPen(_ink(piece.look.colour, colour))
    for line in lines:
        line.draw(painter, QPointF(room.left(), top))
        top += line.boundingRect().height()


def fitted(piece: Piece, width: float, height: float) -> tuple[list[QTextLayout], float]:
    """The words laid out in at most this room, as large as they can be; and how high they are. In FINE units."""
    size = piece.look.size
    while True:
        lines = [_laid_out(words, piece, size, width) for words in piece.words.split("\n")]
        high = sum(line.boundingRect().height() for line in lines)
        wide = max(line.boundingRect().width() for line in lines)
        if (high <= height + 1 and wide <= width + 1) or size <= _SMALLEST:
            return lines, high
        size *= _SMALLER


_ALIGN: Final = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "center": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}


def _laid_out(words: str, piece: Piece, size: float, width: float) -> QTextLayout:
    made = QTextLayout(words, font(piece.look.font, round(size, 2)))
    modes = QTextOption.WrapMode
    option = QTextOption(_ALIGN[piece.look.align])
    option.setWrapMode(modes.WrapAtWordBoundaryOrAnywhere if piece.wraps else modes.NoWrap)
    made.setTextOption(option)
    made.beginLayout()
    high = 0.0
    while (line := made.createLine()).isValid():
        line.setLineWidth(max(1.0, width))
        line.setPosition(QPointF(0, high))
        high += line.height()
    made.endLayout()
    return made


# ---- around the sheet


def _paint_edges(painter: QPainter, leaf: Leaf, colour: bool) -> None:
    grown = min(leaf.width, leaf.height) / PAPERS["A4"][0]  # a larger paper has larger words
    wide, deep = (leaf.width - 2 * _SIDE) * FINE, _LINE_HEIGHT * grown * FINE
    above = QRectF(_SIDE * FINE, _EDGE * FINE, wide, deep)
    below = QRectF(_SIDE * FINE, (leaf.height - _EDGE) * FINE - deep, wide, deep)
    left, middle, right = leaf.head
    sides = Qt.AlignmentFlag
    painter.setFont(font("宋体", 9 * grown))
    painter.setPen(QColor("black"))
    third = wide / 3
    for frame, words, side in (
        (above, left, sides.AlignLeft),
        (above, right, sides.AlignRight),
        (below, leaf.foot[0], sides.AlignLeft),
        (below, leaf.foot[1], sides.AlignHCenter),
    ):
        room = 2 * third - 20 * FINE if frame is above and side is sides.AlignLeft else wide
        told = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, round(room))
        painter.drawText(frame, side | sides.AlignVCenter, told)
    if middle:
        painter.setFont(font("黑体", 14 * grown))
        painter.setPen(_ink("#C00000", colour))
        painter.drawText(above, sides.AlignHCenter | sides.AlignVCenter, middle)


def _paint_mark(painter: QPainter, leaf: Leaf) -> None:
    """草稿, 练习: large and light across the page, below everything else."""
    words = leaf.head[1]
    if not words:
        return
    painter.save()
    painter.translate(leaf.width / 2 * FINE, leaf.height / 2 * FINE)
    painter.rotate(-_MARK_ANGLE)
    turn = radians(_MARK_ANGLE)
    size = 0.8 * min(leaf.width / (len(words) + 1) / cos(turn), leaf.height / (len(words) + 1) / sin(turn), _MARK_SIZE)
    path = QPainterPath()  # as a shape: whoever copies words out of a PDF wants those of the page
    path.addText(QPointF(), font("黑体", size), words)
    path.translate(-path.boundingRect().center())
    painter.fillPath(path, _MARK)
    painter.restore()
