"""Typing into a table without a mouse: one line editor over the current cell, saved as it is left.

Knows entry models and the editor; knows no columns. Looking changes nothing: only changed words are saved.
"""

from typing import Final
from unicodedata import category

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTableView, QWidget

from db.domain.cells import NO, YES, State
from db.domain.items import Item, Kind
from gui.form.block import Block
from gui.form.delegate import CellDelegate
from gui.form.editor import ENTER, WordsEditor
from gui.form.entry_model import EntryModel, Move

_CHORD: Final = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_ALT_GR: Final = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_SHIFT: Final = Qt.KeyboardModifier.ShiftModifier
_PAGE_KEYS: Final = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class EntryView(QTableView):
    """A table in which every typed key lands in the current cell.

    Words that cannot be saved stay in the open editor, and the cursor stays with them.
    """

    code_changed = Signal(str)  # code of the current cell
    typing = Signal(str, str)  # code, the words so far

    def __init__(self, model: EntryModel, upright_lines: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries = model
        self.sideways = upright_lines  # whether a block can be more than one column wide
        self.enter_goes_right = False
        self._edited = ""  # code of the cell the editor is open on
        self._before = ""  # its words when they were last saved or read
        self._at_first = ""  # its words when the editor was opened
        self._composing_here = False
        self._saving = False
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)  # the cursor is enough
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.editor = self._make_editor()
        self._delegate = CellDelegate(self, model, upright_lines)
        self.setItemDelegate(self._delegate)
        self.block = Block(self, self._delegate)
        self.setModel(model)
        model.modelReset.connect(self._forget_block)
        model.desk.flushing.connect(self.commit)

    def _make_editor(self) -> WordsEditor:
        editor = WordsEditor(self.viewport())
        editor.hide()
        editor.restyle()
        editor.leaving.connect(self._leave)
        editor.left.connect(self.finish)
        editor.paused.connect(self.commit)
        editor.taken_back.connect(self.take_back)
        editor.textChanged.connect(self._typed)
        return editor

    # ---- where the cursor is

    def current_code(self) -> str:
        """The code of the current cell; "" if there is none."""
        return self.entries.code_at(self.currentIndex())

    def go_to(self, code: str) -> bool:
        """Put the cursor on a code's cell; whether it is shown here and the cell before could be left."""
        place = self.entries.index_of(code)
        if not place.isValid() or not self.finish():
            return False
        self.setCurrentIndex(place)
        self.scrollTo(place)
        return True

    def stay_at(self, code: str) -> bool:
        """Put the cursor, and an open editor, back on a code once the model was filled anew; False if it is gone."""
        place = self.entries.index_of(code)
        if place.isValid():
            self.setCurrentIndex(place)
            if self.is_editing and not self.unsaved:  # nothing typed here yet: what stands there now is the beginning
                self._before = self._at_first = self.entries.words(place)
                self.editor.setText(self._before)
            self._place_editor()
        return place.isValid()

    def step(self, move: Move) -> bool:
        """Go to a neighbour that takes words; False at the end."""
        if move in (Move.ON, Move.BACK):
            ways = (Move.NEXT, Move.PREVIOUS) if self.enter_goes_right else (Move.DOWN, Move.UP)
            move = ways[move is Move.BACK]
        place = self.entries.neighbour(self.currentIndex(), move)
        if not place.isValid():
            return False
        self.setCurrentIndex(place)
        return True

    def currentChanged(
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().currentChanged(current, previous)
        self.block.clear()
        # The row of the cursor is tinted, so both rows look different now.
        for index in (current, previous):
            if index.isValid():
                self._repaint_row(index.row())
        self.code_changed.emit(self.entries.code_at(current))

    def _forget_block(self) -> None:
        self.block.clear()

    def _repaint_row(self, row: int) -> None:
        top, height = self.rowViewportPosition(row), self.rowHeight(row)
        self.viewport().update(QRect(0, top, self.viewport().width(), height))

    # ---- the editor

    @property
    def is_editing(self) -> bool:
        """Whether the editor is open."""
        return bool(self._edited)

    @property
    def is_saving(self) -> bool:
        """Whether words are on their way into the file."""
        return self._saving

    @property
    def unsaved(self) -> bool:
        """Whether the open editor holds words that are not in the file yet."""
        return self.is_editing and self.editor.text() != self._before

    @property
    def untouched(self) -> bool:
        """Whether the open editor holds just what it was opened with."""
        return self.is_editing and self.editor.text() == self._at_first

    def edit_current(self, replace: bool = False) -> bool:
        """Open the editor on the current cell, with its words, all of them selected if they are to be replaced."""
        index = self.currentIndex()
        if self.is_editing or not index.flags() & Qt.ItemFlag.ItemIsEditable:
            return self.is_editing
        self.block.clear()
        code = self.entries.code_at(index)
        item = self.entries.desk.item(code)
        self._edited = code
        self._before = self._at_first = self.entries.words(index)
        self.editor.setAccessibleName(item.label)
        self.editor.setAlignment(_side(item))
        self.editor.offer(_choices(item))
        self.editor.setText(self._before)
        if replace:
            self.editor.selectAll()  # what comes next replaces it, and 撤销 in the editor brings it back
        else:
            self.editor.end(False)
        self._place_editor()
        self.editor.show()
        self._typed(self.editor.text())
        return True

    def commit(self) -> bool:
        """Save what is being typed, an open composition included; False if it was refused."""
        if not self.is_editing or self._saving:
            return not self._saving
        self.editor.settle()
        words = self.editor.text()
        if words == self._before:
            return True
        self._saving = True
        try:
            saved = self.entries.desk.enter(self._edited, words)
        finally:
            self._saving = False
        if saved:
            self._before = words
        return saved

    def finish(self) -> bool:
        """Save and close the editor; False, and it stays open, if the words were refused."""
        if not self.commit():
            return False
        self._close()
        return True

    def take_back(self) -> None:
        """Close the editor; the cell keeps what it had."""
        self._close()
        self.setFocus()

    def _close(self) -> None:
        if not self.is_editing:
            return
        code, self._edited = self._edited, ""
        self._composing_here = False
        if self.editor.hasFocus():
            self.setFocus()
        self.editor.hide()
        self.typing.emit(code, self.entries.desk.cell(code).words)

    def _leave(self, move: Move) -> None:
        if not self.finish():
            return
        if not self.step(move) and move in (Move.NEXT, Move.PREVIOUS):
            super().focusNextPrevChild(move is Move.NEXT)

    def _typed(self, words: str) -> None:
        if self.is_editing:
            self.typing.emit(self._edited, words)

    def _place_editor(self) -> None:
        if self.is_editing:
            box = self.visualRect(self.entries.index_of(self._edited))
            self.editor.setGeometry(box.adjusted(1, 1, -1, -1))

    def updateEditorGeometries(self) -> None:
        super().updateEditorGeometries()
        self._place_editor()

    # ---- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._composing_here:
            QApplication.sendEvent(self.editor, event)
        elif self.is_editing:
            self._key_while_editing(event)
        elif not self._command_key(event) and not self._typing_key(event):
            super().keyPressEvent(event)

    def _key_while_editing(self, event: QKeyEvent) -> None:
        # What the editor did not want: paging leaves the cell, all else is nobody's.
        if event.key() in _PAGE_KEYS and self.finish():
            super().keyPressEvent(event)
        else:
            event.ignore()

    def _command_key(self, event: QKeyEvent) -> bool:
        key, chord = event.key(), event.modifiers() & _CHORD
        if key in ENTER and not chord:
            self.step(Move.BACK if event.modifiers() & _SHIFT else Move.ON)
        elif key == Qt.Key.Key_F2:
            self.edit_with_focus()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not chord:
            self.empty()
        elif key == Qt.Key.Key_Down and chord == Qt.KeyboardModifier.AltModifier:
            self.edit_with_focus()
            self.editor.open_list()
        else:
            return self.block.key(event)
        return True

    def _typing_key(self, event: QKeyEvent) -> bool:
        if not _is_typed(event):
            return False
        if self.edit_current(replace=True):
            self.editor.setFocus()
            QApplication.sendEvent(self.editor, event)
        return True

    def edit_with_focus(self) -> None:
        if self.edit_current():
            self.editor.setFocus()

    def take_words(self, words: str) -> None:
        """Words from elsewhere instead of the current cell's own; they are saved as it is left."""
        if words and self.edit_current(replace=True):
            self.editor.setFocus()
            self.editor.insert(words)

    def empty(self) -> None:
        """Take the words out of the current cell, or of the block all at once; the history keeps them."""
        code = self.current_code()
        if not code or not self.finish() or self.entries.locked:
            return
        if self.block.is_drawn:
            codes = [code for row in self.block.codes for code in row if code]
            self.entries.desk.mark_all(codes, State.BLANK, "清空")
        else:
            self.entries.setData(self.currentIndex(), "")

    def focusNextPrevChild(self, forward: bool) -> bool:
        return self.step(Move.NEXT if forward else Move.PREVIOUS) or super().focusNextPrevChild(forward)

    # ---- mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.finish() and not self.block.pressed(event):
            self.click(event)

    def click(self, event: QMouseEvent) -> None:
        """The cursor goes to the cell clicked on."""
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not event.buttons():  # dragging moves no cursor: it takes cells together
            super().mouseMoveEvent(event)
        elif event.buttons() == Qt.MouseButton.LeftButton and not self.is_editing:
            self.block.reach(self.indexAt(event.position().toPoint()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        if self.indexAt(event.position().toPoint()) == self.currentIndex():
            self.edit_with_focus()

    # Qt's own handlers of the focus draw the whole table anew, twice for each figure; one row is enough.

    def focusInEvent(self, event: QFocusEvent) -> None:
        current = self.currentIndex()
        editable = bool(current.flags() & Qt.ItemFlag.ItemIsEditable)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, editable)
        self._repaint_row(current.row())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._repaint_row(self.currentIndex().row())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange):
            self._delegate.restyle()
            self.editor.restyle()
            if event.type() == QEvent.Type.FontChange:
                self.fit_font()

    def fit_font(self) -> None:
        """Measure again what is measured in letters: rows, columns, and the editor over its cell."""
        self._place_editor()

    # ---- input methods

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Pass on a composition that begins before the editor is open.

        Focus stays here until the first composition ends: moving it earlier would break the composition off.
        """
        committed, composing = bool(event.commitString()), bool(event.preeditString())
        if not self.is_editing:
            if not (committed or composing) or not self.edit_current(replace=True):
                event.ignore()
                return
            self._composing_here = True
        QApplication.sendEvent(self.editor, event)
        if not composing:
            self._composing_here = False
            if committed or self.editor.text():
                self.editor.setFocus()
            else:
                self.take_back()

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> object:
        if not self._composing_here:
            return super().inputMethodQuery(query)
        answer = self.editor.inputMethodQuery(query)
        if isinstance(answer, QRect):
            answer = QRect(self.editor.mapTo(self, answer.topLeft()), answer.size())
        return answer


def _is_typed(event: QKeyEvent) -> bool:
    """Whether a key writes something: AltGr, which is Ctrl+Alt, and the spaces that str calls unprintable, too."""
    chord = event.modifiers() & _CHORD
    return bool(event.text()) and category(event.text()[0]) != "Cc" and (not chord or chord == _ALT_GR)


def _side(item: Item) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if item.kind is Kind.TEXT else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter


def _choices(item: Item) -> tuple[str, ...]:
    return (YES, NO) if item.kind is Kind.YESNO else item.choices
