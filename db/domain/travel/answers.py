"""What is said of one item, wherever it is said: in the return, in an office's workbook, in last year's file.

Knows cells and items; knows no files and does not compare two sayings beyond their meaning.
"""

import re
from collections.abc import Hashable
from dataclasses import dataclass, replace

from db.domain import cells
from db.domain.cells import Cell, State
from db.domain.items import Item
from db.domain.quantity import plain

NOTE = "note:"
"""Before the code of an item: the remark beside its figure, which is settled apart from the figure."""

MARKS = (State.NOT_APPLICABLE, State.UNAVAILABLE)
_MARK_IN_WORDS = re.compile(
    rf"({'|'.join(mark.value for mark in MARKS)})(?:[:：,，;；。、\s]+(.*)|[（(](.*)[）)])?", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One saying: the state, the words exactly as written, why a figure is missing. A remark is its words."""

    state: State = State.BLANK
    words: str = ""
    reason: str = ""

    @property
    def shown(self) -> str:
        """The saying on one line; "" where nothing is said."""
        if self.state is State.BLANK:
            return ""
        said = self.words if self.state is State.VALUE else self.state.value
        return f"{said}（{self.reason.strip()}）" if self.reason.strip() else said


SILENT = Answer()


def of_words(words: str) -> Answer:
    """What words in a cell say: a figure, or one of the two states by its name, with a reason behind it if any."""
    if not words.strip():
        return SILENT
    found = _MARK_IN_WORDS.fullmatch(words.strip())
    if found is None:
        return Answer(State.VALUE, words)
    return Answer(State(found[1]), reason=(found[2] or found[3] or "").strip())


def in_words(answer: Answer) -> str:
    """The saying as it stands in a single cell; `of_words` reads it back."""
    if answer.state in MARKS:
        return f"{answer.state.value}：{answer.reason}" if answer.reason else answer.state.value
    return answer.words


def of_cell(cell: Cell) -> Answer:
    """The figure of a cell as a saying."""
    return Answer(cell.state, cell.words, cell.reason)


def note_of(cell: Cell) -> Answer:
    """The remark of a cell as a saying."""
    return Answer(State.VALUE, cell.note) if cell.note.strip() else SILENT


def said_by(key: str, cell: Cell) -> Answer:
    """What a cell says under `key`: its figure, or with NOTE before the code its remark."""
    return note_of(cell) if key.startswith(NOTE) else of_cell(cell)


def written(key: str, answer: Answer, item: Item, before: Cell) -> Cell:
    """The cell `before` after `answer` was put into it under `key`."""
    if key.startswith(NOTE):
        return replace(before, note=answer.words)
    if answer.state is State.VALUE:
        return cells.typed(item, answer.words, before)
    return cells.marked(answer.state, answer.reason.strip(), before)


def meaning(key: str, answer: Answer, item: Item) -> Hashable:
    """Equal for two sayings that come to the same: 1,234 and 1234件, or a text with other line ends."""
    if answer.state is State.BLANK:
        return State.BLANK
    if answer.state is not State.VALUE:
        return answer.state, answer.reason.strip()
    words = answer.words.replace("\r\n", "\n").replace("\r", "\n").strip()
    if key.startswith(NOTE):
        return words
    read = cells.typed(item, answer.words)
    if read.quantity is not None:
        quantity = read.quantity
        return quantity.value, quantity.unit, quantity.low, quantity.high
    return read.text.strip().replace("\r\n", "\n") if read.text else ("?", plain(words))
