"""The findings of the open return as rows of text; knows no widget and judges nothing."""

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from db.domain.findings import Finding
from db.domain.pack import Level
from gui import theme
from gui.desk import Desk
from gui.meaning import MEANING

LEVEL, MESSAGE, STEP = range(3)
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class ProblemsModel(QAbstractTableModel):
    """One row per finding of the levels shown; rows that stay the same are not touched."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shown = frozenset(Level)
        self._rows: tuple[Finding, ...] = ()
        desk.year_opened.connect(self.update)
        desk.findings_changed.connect(self.update)
        if desk.is_open:
            self.update()

    def finding(self, row: int) -> Finding | None:
        """The finding of a row; None outside the list."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, rule: str) -> int:
        """The row of a rule's finding; -1 if it is not listed."""
        return next((n for n, finding in enumerate(self._rows) if finding.rule == rule), -1)

    def counts(self) -> dict[Level, int]:
        """How many there are of each level, shown or not."""
        findings = self._desk.findings
        return {level: sum(f.level is level for f in findings) for level in Level}

    def show_levels(self, levels: frozenset[Level]) -> None:
        """List only findings of these levels."""
        self._shown = levels
        self.update()

    def update(self) -> None:
        """Take over the findings as they are now, by removing and inserting what differs."""
        new = tuple(finding for finding in self._desk.findings if finding.level in self._shown)
        head = _common(self._rows, new)
        tail = _common(self._rows[head:][::-1], new[head:][::-1])
        self._remove(head, len(self._rows) - tail)
        self._insert(head, new[head : len(new) - tail])
        before, self._rows = self._rows, new
        for row, (was, now) in enumerate(zip(before, new, strict=True)):
            if was != now:
                self.dataChanged.emit(self.index(row, LEVEL), self.index(row, STEP))

    def _remove(self, first: int, end: int) -> None:
        if first < end:
            self.beginRemoveRows(_ROOT, first, end - 1)
            self._rows = self._rows[:first] + self._rows[end:]
            self.endRemoveRows()

    def _insert(self, first: int, findings: tuple[Finding, ...]) -> None:
        if findings:
            self.beginInsertRows(_ROOT, first, first + len(findings) - 1)
            self._rows = self._rows[:first] + findings + self._rows[first:]
            self.endInsertRows()

    # ---- what Qt asks

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else STEP + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("级别"), self.tr("问题"), self.tr("处理"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        finding = self.finding(index.row())
        if finding is None:
            return None
        column = index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(finding, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{finding.level}：{self._text(finding, column)}"
        if role == MEANING and column == LEVEL:
            return theme.level_meaning(finding.level)
        if role == MEANING and column == STEP:
            settled = finding.softened or (finding.explanation and not finding.outdated)
            return "ok" if settled else "quiet"
        return None

    def _text(self, finding: Finding, column: int) -> str:
        if column == LEVEL:
            return f"{theme.mark(finding.level)} {finding.level}"
        if column == MESSAGE:
            return finding.message
        if finding.softened:
            return self.tr("已降为提示：%s") % finding.softened
        if finding.outdated:
            return self.tr("待重新确认：%s") % finding.explanation
        if finding.explanation:
            return self.tr("已说明：%s") % finding.explanation
        return finding.next_step


def _common(first: tuple[Finding, ...], second: tuple[Finding, ...]) -> int:
    pairs = zip(first, second, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a.rule != b.rule), min(len(first), len(second)))
