"""The lines of what came back, each with what stands there, what would come and from where; knows no desk."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from db.domain.returns import Return
from db.domain.travel.merging import KEEP, Line, Option, Verdict
from gui.meaning import MEANING
from gui.theme import Meaning

ITEM, NOW, THEN, VERDICT, SOURCE = range(5)
_LONGEST: Final = 200  # characters of a cell on screen
_LOOKS: Final[dict[Verdict, tuple[str, Meaning]]] = {
    Verdict.NEW: ("✓", "ok"),
    Verdict.REPLACE: ("ⓘ", "hint"),
    Verdict.MISREAD: ("✗", "error"),
    Verdict.CONFLICT: ("⚠", "warning"),
    Verdict.DOUBT: ("⚠", "warning"),
    Verdict.SEEN: ("=", "quiet"),
    Verdict.SAME: ("=", "quiet"),
}
Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()


class CollectModel(QAbstractTableModel):
    """Every line that could change something; a choice for each, made or proposed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[Line, ...] = ()
        self._chosen: dict[str, int] = {}
        self._ret: Return | None = None

    def show_lines(self, lines: tuple[Line, ...], ret: Return) -> None:
        """Show other lines; choices made stay where the line is as it was."""
        before = {line.key: line for line in self.lines}
        self.beginResetModel()
        self._ret = ret
        self.lines = tuple(line for line in lines if line.verdict is not Verdict.SAME)
        same = {line.key for line in self.lines if before.get(line.key) == line}
        self._chosen = {key: choice for key, choice in self._chosen.items() if key in same}
        self.endResetModel()

    @property
    def choices(self) -> Mapping[str, int]:
        """Key of a line → what the person chose."""
        return dict(self._chosen)

    def choice(self, row: int) -> int | None:
        """What holds for a line: chosen, or proposed; None while a person must choose."""
        line = self.lines[row]
        return self._chosen.get(line.key, line.proposal)

    def choose(self, row: int, choice: int) -> bool:
        """Choose an option of a line, or KEEP; whether there is such an option."""
        if not 0 <= row < len(self.lines) or not KEEP <= choice < len(self.lines[row].options):
            return False
        self._chosen[self.lines[row].key] = choice
        self.dataChanged.emit(self.index(row, ITEM), self.index(row, SOURCE))
        return True

    def turn(self, row: int) -> None:
        """The next choice of a line: each option, then what stands there now."""
        if 0 <= row < len(self.lines):
            now, count = self.choice(row), len(self.lines[row].options)
            self.choose(row, 0 if now is None else KEEP if now == count - 1 else now + 1)

    def choose_all(self, keep: bool) -> None:
        """For every line still open: the file's answer where there is only one, or (`keep`) what stands there now."""
        for row, line in enumerate(self.lines):
            if line.is_open and (keep or len(line.options) == 1):
                self.choose(row, KEEP if keep else 0)

    def open_rows(self) -> list[int]:
        """The lines on which a person still must choose."""
        return [row for row in range(len(self.lines)) if self.choice(row) is None]

    def summary(self) -> str:
        """How many will be written, stay, and are still open."""
        counts = Counter(
            "open" if choice is None else "keep" if choice == KEEP else "take"
            for choice in map(self.choice, range(len(self.lines)))
        )
        told = [self.tr("写入 {} 项").format(counts["take"]) if counts["take"] else self.tr("没有要写入的内容")]
        told += [self.tr("不改 {} 项").format(counts["keep"])] * bool(counts["keep"])
        told += [self.tr("还有 {} 项不一致要选定").format(counts["open"])] * bool(counts["open"])
        return "；".join(told)

    def whole(self, row: int) -> str:
        """One line with every option and its source, numbered as the keys are."""
        if not 0 <= row < len(self.lines):
            return ""
        line = self.lines[row]
        head = self.label(line) + (f"　{line.remark}" if line.remark else "")
        kept = self.tr("0　不改：{words}").format(words=_said(line.now.shown))
        chosen = self.choice(row)
        told = [f"{'●' if chosen == KEEP else '○'} {kept}"]
        for n, option in enumerate(line.options):
            words = self.tr("{key}　用这个：{words}（{source}）")
            said = words.format(key=n + 1, words=_said(option.answer.shown), source=option.told)
            told.append(f"{'●' if chosen == n else '○'} {said}")
        return "\n".join((head, *told))

    def label(self, line: Line) -> str:
        """What the line is about."""
        label = self._ret.item(line.code).label if self._ret else line.code
        return self.tr("{label}（备注）").format(label=label) if line.is_note else label

    # ---- what Qt asks

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else SOURCE + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (self.tr("指标"), self.tr("现在"), self.tr("改为"), self.tr("结论"), self.tr("来源"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            words = " ".join(self._text(row, column).split())
            return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._text(row, column)[: _LONGEST * 5] or None
        if role == MEANING:
            return self._meaning(row, column)
        if role == Qt.ItemDataRole.AccessibleTextRole and column == ITEM:
            return "，".join(filter(None, (self._text(row, n) for n in range(SOURCE + 1))))
        return None

    def _option(self, row: int) -> Option | None:
        choice = self.choice(row)
        return self.lines[row].options[choice] if choice is not None and choice != KEEP else None

    def _text(self, row: int, column: int) -> str:
        line, option, choice = self.lines[row], self._option(row), self.choice(row)
        if column == ITEM:
            return self.label(line)
        if column == NOW:
            return line.now.shown
        if column == THEN:
            if choice is None:
                return " / ".join(_said(one.answer.shown) for one in line.options)
            return _said(option.answer.shown) if option else self.tr("不改")
        if column == VERDICT:
            shape, _ = _LOOKS[line.verdict]
            if line.is_open and choice is not None:
                return self.tr("✓ 已选定")
            return f"{shape} {line.verdict}" + (f"：{line.remark}" if line.remark else "")
        return (option or line.options[0]).told if option or len(line.options) == 1 else self.tr("几处")

    def _meaning(self, row: int, column: int) -> Meaning | None:
        line = self.lines[row]
        if column == VERDICT:
            return "ok" if line.is_open and self.choice(row) is not None else _LOOKS[line.verdict][1]
        return "quiet" if column in (NOW, SOURCE) or self.choice(row) == KEEP else None


def _said(words: str) -> str:
    return words or "（空）"
