"""How a cell is said in shape and word; knows cells and findings, no model, no painting, no desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication

from db.domain.cells import Cell, State
from db.domain.echo import on_display
from db.domain.findings import Finding
from db.domain.items import Item, Kind
from db.domain.pack import Level
from gui import theme
from gui.theme import Meaning

translate: Final = QCoreApplication.translate
STAR: Final = "★"
NO_CELL: Final = "—"
_STATES: Final[dict[State, tuple[str, Meaning]]] = {
    State.BLANK: ("○", "quiet"),
    State.VALUE: (theme.DONE, "ok"),
    State.NOT_APPLICABLE: ("—", "quiet"),
    State.UNAVAILABLE: ("?", "quiet"),
}
SHAPES: Final = (*map(theme.mark, Level), *(shape for shape, _ in _STATES.values()))
_GRAVEST_FIRST: Final = {Level.ERROR: 0, Level.EXPLAIN: 1, Level.HINT: 2}


@dataclass(frozen=True, slots=True)
class Look:
    """One cell as drawn. `aside` stands behind the text at the right edge, `mark` before it at the left.

    `aside_room` keeps that edge free, so that texts with and without an aside stand below each other.
    `meaning` and `mark_meaning` name a colour of the theme; `computed` is a sum nobody typed.
    """

    text: str = ""
    meaning: Meaning | None = None
    right: bool = False
    aside: str = ""
    aside_room: bool = False
    mark: str = ""
    mark_meaning: Meaning | None = None
    computed: bool = False
    tooltip: str = ""

    @property
    def drawn(self) -> str:
        """All that can be read in the cell."""
        return " ".join(part for part in (self.mark, self.text, self.aside) if part)


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a cell stands: a shape, a word and the colour of its meaning."""

    shape: str
    word: str
    meaning: Meaning
    pressing: bool  # whether a finding speaks, not just the cell's own state


def mark_of(cell: Cell, findings: Sequence[Finding]) -> Mark:
    """The gravest thing there is to say about a cell; an explained 需说明 counts as dealt with."""
    asking = [finding for finding in findings if finding.open or finding.level is Level.HINT]
    gravest = min(asking, key=lambda finding: _GRAVEST_FIRST[finding.level], default=None)
    if gravest is not None:
        level = gravest.level
        return Mark(theme.mark(level), level.value, theme.level_meaning(level), pressing=True)
    if cell.misread:
        level = Level.ERROR
        return Mark(theme.mark(level), level.value, theme.level_meaning(level), pressing=True)
    if findings:
        return Mark(theme.DONE, translate("looks", "已说明"), "ok", pressing=False)
    shape, meaning = _STATES[cell.state]
    return Mark(shape, cell.state.value, meaning, pressing=False)


def shown(item: Item, cell: Cell | None) -> str:
    """What stands in a cell: the words as typed (plain numbers grouped), a state in words, or nothing."""
    if cell is None or cell.state is State.BLANK:
        return ""
    return on_display(item, cell.words) if cell.state is State.VALUE else cell.state.value


def typed_look(item: Item, cell: Cell, tooltip: str = "") -> Look:
    """The words of this year; words that were not understood stand out, states stay quiet."""
    meaning: Meaning | None = "error" if cell.misread else None
    if cell.state in (State.NOT_APPLICABLE, State.UNAVAILABLE):
        meaning = "quiet"
    text = shown(item, cell)
    return Look(text, meaning, right=item.kind is not Kind.TEXT, tooltip=tooltip)


def told(cell: Cell, findings: Sequence[Finding]) -> str:
    """The tooltip of a cell's state: each finding with its next step, then reason and remark."""
    lines = [line for finding in findings for line in finding_lines(finding)]
    if cell.misread and not findings:
        lines.append(cell.misread.sentence)
    if cell.reason:
        lines.append(translate("looks", "原因：{}").format(cell.reason))
    if cell.note:
        lines.append(translate("looks", "说明：{}").format(cell.note))
    return "\n".join(lines)


def finding_lines(finding: Finding) -> list[str]:
    """A finding as lines: shape, level and message, the next step, the reason written for it."""
    lines = [f"{theme.mark(finding.level)} {finding.level.value}　{finding.message}"]
    if finding.next_step:
        lines.append(translate("looks", "下一步：{}").format(finding.next_step))
    if finding.explanation:
        outdated = translate("looks", "已写说明（待重新确认）：{}")
        current = translate("looks", "已写说明：{}")
        lines.append((outdated if finding.outdated else current).format(finding.explanation))
    return lines
