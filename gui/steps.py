"""Taking back what was done to cells, and doing it again: one step a verb, across sections and tables.

Knows the desk and what it changed, no widget. A step taken back is itself saved and kept in the history.
"""

from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from db.domain.cells import Cell
from db.service import Change

if TYPE_CHECKING:
    from gui.desk import Desk

MOST_STEPS: Final = 500
_UNDO, _REDO = "撤销", "重做"  # as the history says it


def _words(text: str) -> str:
    return QCoreApplication.translate("steps", text)


class Step(QUndoCommand):
    """One verb: each cell as it was and as it became. Qt's own undo() and redo() do nothing: `Steps` writes first."""

    def __init__(self, words: str, cells: Mapping[str, tuple[Cell, Cell]]) -> None:
        super().__init__(words)
        self.cells = cells


class Steps(QObject):
    """The steps on the return that lies on the desk; none once another one lies there or it is finalised."""

    changed = Signal()  # whether there is something to take back or to do again

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk)
        self._desk = desk
        self._moving = False
        self._stack = QUndoStack(self)
        self._stack.setUndoLimit(MOST_STEPS)
        self._fresh: deque[Change] = deque(maxlen=MOST_STEPS)  # not on the stack yet: typing waits for nothing
        desk.year_opened.connect(self.clear)
        desk.status_changed.connect(self._forget_locked)
        desk.reread.connect(self._forget_locked)

    @property
    def stack(self) -> QUndoStack:
        """Every step, the last one on top."""
        while self._fresh:
            change = self._fresh.popleft()
            self._stack.push(Step(self._told(change), change.cells))
        return self._stack

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._fresh) or self._stack.canUndo()

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to do again."""
        return not self._fresh and self._stack.canRedo()

    def note(self, change: Change) -> None:
        """Keep what a verb just changed; cells written by taking a step back are no step of their own."""
        if not change.cells or self._moving:
            return
        news = not self.can_undo or self.can_redo
        self._fresh.append(change)
        if news:
            self.changed.emit()

    def clear(self) -> None:
        """Forget every step."""
        self._fresh.clear()
        self._stack.clear()
        self.changed.emit()

    def _told(self, change: Change) -> str:
        first = self._desk.item(next(iter(change.cells))).label
        if len(change.cells) == 1:
            return f"{first} {change.how}"
        return _words("{first} 等 {count} 项 {how}").format(first=first, count=len(change.cells), how=change.how)

    def _forget_locked(self) -> None:
        if self._desk.ret.status.locked:
            self.clear()

    def back(self) -> tuple[str, ...]:
        """Take the last step back; its codes, none if it was refused."""
        return self._move(self.stack.index() - 1, _UNDO) if self.can_undo else ()

    def forth(self) -> tuple[str, ...]:
        """Do the step again that was taken back last; its codes, none if it was refused."""
        return self._move(self.stack.index(), _REDO) if self.can_redo else ()

    def _move(self, at: int, how: str) -> tuple[str, ...]:
        step = self.stack.command(at)
        assert isinstance(step, Step)
        back = how == _UNDO
        pairs = {code: (after, before) if back else (before, after) for code, (before, after) in step.cells.items()}
        self._moving = True
        try:
            done = self._desk.exchange(pairs, how)
        finally:
            self._moving = False
        if self.stack.count():  # none is left if somebody finalised the return meanwhile
            self._pass(step, back, done, stale=any(self._desk.cell(code) != now for code, (now, _) in pairs.items()))
            self.changed.emit()
        return tuple(pairs) if done else ()

    def _pass(self, step: Step, back: bool, done: bool, stale: bool) -> None:
        if not done:
            step.setObsolete(stale)  # Qt drops it as it passes; the steps before it can still be taken back
        if done or stale:
            (self.stack.undo if back else self.stack.redo)()
