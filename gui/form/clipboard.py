"""Cells go to the clipboard and come from it: one value straight into the editor, a block by way of its own dialog.

Knows a view and the desk; what a block means is decided in db.domain. It loads when it is first needed.
"""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from db.domain.pasting import Ground, clips, copied
from db.domain.pasting.clips import Block
from db.domain.trouble import KnownError
from gui.form.table_model import GridModel

if TYPE_CHECKING:
    from gui.form.entry_view import EntryView

PASTED: Final = "粘贴"  # as the history says it
_TEXTS: Final = range(3)  # number, name and unit of a ledger's row are never figures


def copy(view: "EntryView") -> None:
    """One cell: its words. Several: text with tabs, and a table in HTML, as sheets take them. In an editor its own."""
    if view.is_editing:
        view.editor.copy()
        return
    codes = view.block.codes
    if sum(map(len, codes)) == 1:
        QGuiApplication.clipboard().setText(view.entries.words(view.currentIndex()))
        return
    block = _block(view, codes)
    mime = QMimeData()
    mime.setText(clips.write_text(block))
    mime.setHtml(clips.write_html(block, () if view.sideways else _TEXTS))
    QGuiApplication.clipboard().setMimeData(mime)


def _block(view: "EntryView", codes: list[list[str]]) -> Block:
    """A table's rectangle is its words; a ledger's rows say whose words they are, so that they find home again."""
    desk = view.entries.desk
    if view.sideways:
        return tuple(tuple(copied(desk.cell(code)) if code else "" for code in row) for row in codes)
    items = [desk.item(code) for row in codes for code in row]
    return tuple((item.number, item.name, item.unit, copied(desk.cell(item.code))) for item in items)


def paste(view: "EntryView") -> None:
    """Take what is on the clipboard to the current cell; a block only after the person has seen what it would do."""
    if view.is_editing:
        view.editor.paste()
        return
    mime = QGuiApplication.clipboard().mimeData()
    desk = view.entries.desk
    try:
        block = clips.read(mime.text(), mime.html() if mime.hasHtml() else "")
    except KnownError as trouble:
        desk.refused.emit(trouble.sentence, trouble.next_step)
        return
    if sum(map(len, block)) == 1:
        view.take_words(block[0][0])
    elif view.entries.locked:
        desk.exchange({}, PASTED)  # says why not
    elif view.currentIndex().isValid() and view.finish():
        _ask(view, block)


def _ask(view: "EntryView", block: Block) -> None:
    from gui.dialogs.paste import ask_paste  # noqa: PLC0415 - loads when a block is pasted

    ask_paste(view.window(), view.entries.desk, block, _ground(view))


def _ground(view: "EntryView") -> Ground:
    entries = view.entries
    top, left, _, _ = view.block.bounds
    if isinstance(entries, GridModel):
        columns, rows = range(entries.columnCount()), range(entries.rowCount())
        codes = [[entries.code_at(entries.index(row, column)) for column in columns] for row in rows]
        return Ground(codes, top, left, entries.table)
    return Ground([[entries.code_at(entries.index(row, left))] for row in range(entries.rowCount())], top)
