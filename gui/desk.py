"""The open return as the window sees it: calls the verbs, tells in a few past-tense signals what changed.

Knows db.service and db.domain; knows no widget. A refused verb is told by `refused` and changes nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from db.domain.cells import Cell, State, marked
from db.domain.comparison import Change as YearChange
from db.domain.comparison import beside_last, counterpart
from db.domain.findings import Finding, Treatment
from db.domain.items import Item
from db.domain.pack import Pack
from db.domain.returns import ListRow, Return
from db.domain.stages import Receipt, Step
from db.domain.trouble import KnownError
from db.service import Book, Change, OpenReturn, OwnItem
from gui.steps import Steps

if TYPE_CHECKING:
    from db.service.collection import Collection

Answer = TypeVar("Answer")
Instead = TypeVar("Instead")


class Desk(QObject):
    """One open return on the desk. Before anything reads the figures as a whole, `flush()` lets editors commit."""

    year_opened = Signal()
    reread = Signal()  # another window changed the file: show it anew around whatever is being typed
    value_changed = Signal(tuple)  # codes whose cells look different now
    findings_changed = Signal()
    scope_changed = Signal()  # items were switched on or off, or added
    status_changed = Signal()  # locked or unlocked
    saved = Signal(str)  # when, ISO
    refused = Signal(str, str)  # sentence, next step
    flushing = Signal()  # commit whatever is still being typed, now

    def __init__(self, book: Book, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.book = book
        self._opened: OpenReturn | None = None
        self._refusals = 0
        self._pack: Pack | None = None
        self.steps = Steps(self)

    @property
    def opened(self) -> OpenReturn:
        """The open return; there must be one."""
        assert self._opened is not None
        return self._opened

    @property
    def is_open(self) -> bool:
        """Whether a return lies on the desk."""
        return self._opened is not None

    @property
    def ret(self) -> Return:
        """The return as it stands."""
        return self.opened.ret

    @property
    def takes_words(self) -> bool:
        """Whether anything can be changed: the return is no final one, and nobody else is at work in the file."""
        return not self.ret.status.locked and self.book.held_by is None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings as they stand."""
        return self.opened.findings

    def item(self, code: str) -> Item:
        """The item of a code."""
        return self.ret.item(code)

    def cell(self, code: str) -> Cell:
        """This year's cell."""
        return self.ret.cell(code)

    def last_cell(self, code: str) -> Cell | None:
        """Last year's cell, also under an older code; None if last year did not ask for it."""
        return counterpart(self.item(code), self.opened.last) if self.opened.last else None

    def compared(self, code: str) -> YearChange:
        """This year beside last year, in words; nothing to say without a return of last year."""
        return beside_last(self.ret, self.opened.last, code)

    def findings_of(self, code: str) -> tuple[Finding, ...]:
        """The findings that speak of one item, the gravest first."""
        return tuple(finding for finding in self.findings if code in finding.codes)

    # ---- verbs

    def flush(self) -> bool:
        """Commit every open editor and any composition of an input method; False if something was refused."""
        self._refusals = 0
        self.flushing.emit()
        return self._refusals == 0

    def open_year(self, unit: str, year: int) -> bool:
        """Put another return on the desk, begun if it is new; not while words on screen could not be saved."""
        if not self.flush():
            return False
        try:
            self.begin(unit, year)
        except KnownError as trouble:
            return self._refuse(trouble)
        return True

    def begin(self, unit: str, year: int) -> None:
        """Put the first return on the desk; KnownError if it cannot be opened."""
        self.book.hold()
        self._opened = self.book.open_year(unit, year)
        self._pack = self.ret.pack
        self.year_opened.emit()

    def open_book(self, book: Book, unit: str, year: int) -> bool:
        """Put another data file on the desk; the one before is closed, or kept if this cannot be read."""
        if not self.flush():
            book.close()
            return False
        before = self.book
        self.book = book
        if self.open_year(unit, year):
            before.close()
            return True
        self.book = before
        book.close()
        return False

    def enter(self, code: str, words: str) -> bool:
        """Words typed into a cell; False if they could not be saved (they must then stay on screen)."""
        return self._do(lambda: self.opened.enter(code, words))

    def mark(self, code: str, state: State, reason: str = "") -> bool:
        """Mark a cell 不适用, 暂无法取得 or 未填; refused if another window changed what is shown of it."""
        now = self.cell(code)
        return self.exchange({code: (now, marked(state, reason, now))}, "标记")

    def mark_all(
        self, codes: Sequence[str], state: State, how: str = "整块标记", seen: Mapping[str, Cell] | None = None
    ) -> bool:
        """Mark a whole block of cells at once, each still as it was `seen` (as it is now, unless told).

        `how` is the word for it in the history.
        """
        shown = seen or {code: self.cell(code) for code in codes}
        return self.exchange({code: (cell, marked(state, "", cell)) for code, cell in shown.items()}, how)

    def annotate(self, code: str, note: str | None = None, starred: bool | None = None) -> bool:
        """Remark and star of an item."""
        return self._do(lambda: self.opened.annotate(code, note, starred))

    def exchange(self, cells: Mapping[str, tuple[Cell, Cell]], how: str) -> bool:
        """Write given cells, all or none, where the ones named first still stand: code → (now, then)."""
        return self._do(lambda: self.opened.exchange(cells, how))

    def take(self, found: "Collection", choices: Mapping[str, int], back_up: Callable[[], object]) -> bool:
        """What returned workbooks say, all or nothing, after a backup; one step."""
        return self._do(lambda: self.book.offices(self.opened).take(found, choices, back_up))

    def explain(self, rule: str, reason: str) -> bool:
        """The reason for a 需说明."""
        return self._do(lambda: self.opened.explain(rule, reason))

    def set_aside(self, rule: str, treatment: Treatment, reason: str) -> bool:
        """Leave a rule unjudged for this return, or take it as a 提示."""
        return self._do(lambda: self.opened.set_aside(rule, treatment, reason))

    def restore(self, rule: str) -> bool:
        """Judge a rule that was set aside again."""
        return self._do(lambda: self.opened.restore(rule))

    def set_head(self, field: str, words: str) -> bool:
        """One field of head, foot or document."""
        return self._do(lambda: self.opened.set_head(field, words))

    def change_row(self, name: str, before: ListRow, after: ListRow) -> bool:
        """One row of a list; an empty `before` adds one, an empty `after` takes it out."""
        return self._do(lambda: self.opened.change_row(name, before, after))

    def switch_on(self, codes: Sequence[str]) -> bool:
        """Take library items into the return."""
        return self._do(lambda: self.opened.switch_on(codes))

    def switch_off(self, code: str) -> bool:
        """Take a library item out of the return."""
        return self._do(lambda: self.opened.switch_off(code))

    def add_own_item(self, own: OwnItem) -> str:
        """An item of the bureau's own; its code, "" if refused."""
        try:
            code = self.opened.add_own_item(own)
        except KnownError as trouble:
            self._refuse(trouble)
            return ""
        self.scope_changed.emit()
        self.findings_changed.emit()
        self.saved.emit(self.book.author.now())
        return code

    def finalise(self, pin: str = "") -> bool:
        """定稿, with the steps before it that are missing."""
        self.flush()
        return self._do(lambda: self.opened.finalise(pin)) and self._status()

    def step(self, step: Step, why: str = "", receipt: Receipt | None = None, pin: str = "") -> bool:
        """One step of the return's life."""
        self.flush()
        return self._do(lambda: self.opened.step(step, why, receipt, pin)) and self._status()

    def reopen(self, why: str, pin: str = "") -> bool:
        """退回修改, with its reason."""
        return self._do(lambda: self.opened.reopen(why, pin)) and self._status()

    def operate_as(self, name: str) -> None:
        """From now on another person is at work."""
        self.book.operate_as(name)
        self.opened.operate_as(self.book.author)

    def export(self, target: Path) -> bool:
        """The standard workbook."""
        self.flush()
        try:
            self.opened.export(target)
        except KnownError as trouble:
            return self._refuse(trouble)
        return True

    def refresh(self) -> None:
        """Show what another window or command changed in the file."""
        if not self.is_open:
            return
        seen = self.opened.times_read
        try:
            self.opened.refresh()
        except KnownError as trouble:
            self._refuse(trouble)
        self._tell_reread(seen)

    def read_anew(self) -> None:
        """Show what stands in the file, whatever is in memory."""
        seen = self.opened.times_read
        try:
            self.opened.read_anew()
        except KnownError as trouble:
            self._refuse(trouble)
        self._tell_reread(seen)

    def read(self, question: Callable[[], Answer], otherwise: Instead) -> Answer | Instead:
        """What the file answers; while it cannot be read, `otherwise`, and the trouble is told."""
        try:
            return question()
        except KnownError as trouble:
            self._refuse(trouble)
            return otherwise

    def _tell_reread(self, seen: int) -> None:
        if self.opened.times_read != seen:
            before, self._pack = self._pack, self.ret.pack
            # Own items make a new pack around the same rules; another edition has rules of its own.
            if before is not None and before.rules is not self._pack.rules and before != self._pack:
                self.year_opened.emit()  # another window adopted a pack: sections and items are others now
                return
            self.value_changed.emit(self.ret.ordered_codes)
            self.findings_changed.emit()
            self.reread.emit()

    def _do(self, verb: Callable[[], Change]) -> bool:
        before, seen, asked = self.findings, self.opened.times_read, self.ret.active
        try:
            change = verb()
        except KnownError as trouble:
            self._tell_reread(seen)
            return self._refuse(trouble)
        self._tell_reread(seen)
        self.steps.note(change)
        touched = set(change.codes)
        if change.findings != before:
            touched |= {code for finding in set(before) ^ set(change.findings) for code in finding.codes}
            self.findings_changed.emit()
        if touched:
            self.value_changed.emit(tuple(touched))
        if self.opened.times_read == seen and self.ret.active != asked:
            self.scope_changed.emit()
        self.saved.emit(change.saved_at)
        return True

    def _status(self) -> bool:
        self.status_changed.emit()
        return True

    def _refuse(self, trouble: KnownError) -> bool:
        self._refusals += 1
        self.refused.emit(trouble.sentence, trouble.next_step)
        return False
