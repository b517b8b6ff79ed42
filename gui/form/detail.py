"""The item beside the ledger: what it counts and on what basis, its findings, remark, star, history and past years.

Knows the desk and one code; it is drawn when typing pauses, so that it never slows a figure down.
"""

from itertools import pairwise
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from db.domain.cells import State
from db.domain.items import Item
from db.domain.trouble import KnownError
from gui import theme
from gui.desk import Desk
from gui.form.cell_findings import CellFindings
from gui.form.chart import YearsChart, bars, told
from gui.form.facts import adding, beside, happenings, measure
from gui.form.focus_frame import FocusFrame
from gui.form.ink import InkLabel
from gui.form.looks import STAR, finding_lines, shown
from gui.form.notes import NoteEdit
from gui.saved_line import SavedLine

_PAUSE: Final = 40  # ms without a move of the cursor until the item is drawn
_REST: Final = 250  # ms until history and past years, which are read from the file, follow
_EVENTS: Final = 5


class DetailPanel(QScrollArea):
    """Shows one item. Remark and reason are saved when left, and by the desk's flush, if they were changed."""

    back_wanted = Signal()  # Esc: the person wants to go on typing

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._findings = CellFindings(desk)
        self._wanted = ""  # the item asked for
        self._code = ""  # the item drawn
        self._return = ("", 0)  # unit and year it was drawn from
        self._rows: dict[str, InkLabel] = {}
        self._names: dict[str, InkLabel] = {}
        self._messages: list[InkLabel] = []
        self._saving = False
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self.draw_now)
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self._draw_past)
        self._build()
        desk.value_changed.connect(self._value_changed)
        desk.year_opened.connect(self._year_opened)
        desk.reread.connect(self._redraw)
        desk.scope_changed.connect(self._redraw)
        desk.status_changed.connect(self._redraw)
        desk.flushing.connect(self.save)

    # ---- what is asked of it

    @property
    def code(self) -> str:
        """The item shown."""
        return self._wanted

    def show_item(self, code: str) -> None:
        """Show another item ("" for none); what was written on the one before is saved first."""
        if not self.save():
            return  # refused words stay on screen until they can be saved
        self._wanted = code
        self._rest.stop()
        if not self._code:
            self.draw_now()
        elif self.isVisible():
            self._pause.start()

    def explain(self) -> None:
        """Bring what the item means under the person's eyes: a frame round it, and the keys scroll it."""
        self.draw_now()
        self.verticalScrollBar().setValue(0)
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_reason(self) -> None:
        """Put the cursor where the reason for 暂无法取得 is written."""
        self.draw_now()
        if not self.reason.isHidden():
            self.ensureWidgetVisible(self.reason)
            self.reason.setFocus()

    def focus_note(self) -> None:
        """Put the cursor into the remark."""
        self.draw_now()
        self.ensureWidgetVisible(self.note)
        self.note.setFocus()

    def show_history(self) -> None:
        """Bring the history of the item into sight."""
        self.draw_now()
        self._draw_past()
        QCoreApplication.sendPostedEvents()  # the layout, so that the place is known
        self.ensureWidgetVisible(self._rows["history"])

    # ---- layout

    def _build(self) -> None:
        self.setAccessibleName(self.tr("指标说明"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(10, 8, 10, 8)
        self._title = _words()
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self.star = QCheckBox(self.tr("{} 标星，待跟进").format(STAR))
        self.star.clicked.connect(self._starred)
        self._findings_box = QVBoxLayout()
        self._findings_box.setSpacing(4)
        self._build_fields()
        self._column.addWidget(self._title)
        self._column.addLayout(self._findings_box)
        self._column.addWidget(self._reason_title)
        self._column.addWidget(self.reason)
        self._column.addLayout(self._facts())
        self._column.addWidget(self._note_title)
        self._column.addWidget(self.note)
        self._column.addWidget(self.star)
        self._past("years", self.tr("近年"))
        self.chart = YearsChart()
        self._column.insertWidget(self._column.count() - 1, self.chart)
        self._past("history", self.tr("修改历史（最近五次）"))
        self._column.addWidget(self.all_history, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addStretch(1)
        self.setWidget(self._inside)
        self._inside.hide()
        for first, second in pairwise((self.reason, self.note, self.star, self.all_history)):
            self.setTabOrder(first, second)
        self.frame = FocusFrame(self)

    def _build_fields(self) -> None:
        self._reason_title = InkLabel(self.tr("暂无法取得的原因"), "quiet")
        self.reason = SavedLine()
        self.reason.setAccessibleName(self._reason_title.text())
        self.reason.setPlaceholderText(self.tr("写明原因和预计取得的时间"))
        self.reason.left.connect(self.save)
        self._note_title = InkLabel(self.tr("说明/备注"), "quiet")
        self.note = NoteEdit()
        self.note.setAccessibleName(self._note_title.text())
        self.note.setPlaceholderText(self.tr("口径与上年不同的，请以“口径调整”开头写明"))
        self.note.left.connect(self.save)
        self.all_history = QPushButton(self.tr("全部历史(&A)…"))
        self.all_history.setAccessibleName(self.tr("本项全部修改历史"))
        self.all_history.clicked.connect(self.open_history)
        self.all_history.hide()

    def _facts(self) -> QGridLayout:
        # Not a QFormLayout: it gives wrapped words in a narrow panel the height of their widest form, and cuts them.
        grid = QGridLayout()
        grid.setContentsMargins(0, 6, 0, 6)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(1, 1)
        facts = (
            ("last", self.tr("上年")),
            ("definition", self.tr("口径")),
            ("basis", self.tr("依据")),
            ("office", self.tr("来源科室")),
            ("period", self.tr("期间")),
            ("measure", self.tr("单位")),
            ("adding", self.tr("汇总方式")),
        )
        for row, (key, title) in enumerate(facts):
            self._rows[key] = _words()
            self._rows[key].setAccessibleDescription(title)
            self._names[key] = InkLabel(title, "quiet")
            grid.addWidget(self._names[key], row, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self._rows[key], row, 1)
        return grid

    def _past(self, key: str, title: str) -> None:
        self._rows[key] = _words()
        self._rows[key].setAccessibleDescription(title)
        self._rows[key].setFont(theme.mono_digits(self.font()))
        heading = InkLabel(title, "quiet")
        heading.setContentsMargins(0, 8, 0, 0)
        self._column.addWidget(heading)
        self._column.addWidget(self._rows[key])

    # ---- drawing

    def draw_now(self) -> None:
        """Draw the item asked for without waiting for a pause."""
        self._pause.stop()
        known = bool(self._wanted) and self._wanted in self._desk.ret.pack.items
        self._inside.setVisible(known)
        if not known:
            self._code = ""
            return
        other = self._code != self._wanted or self._return != self._here()
        self._code, self._return = self._wanted, self._here()
        item = self._desk.item(self._code)
        self._draw_facts(item)
        self._draw_findings()
        self._draw_fields(other)
        if other:
            self._rows["years"].clear()
            self._rows["history"].clear()
            self.chart.show_bars(())
            self.all_history.hide()
            self.verticalScrollBar().setValue(0)
        if self.isVisible():
            self._rest.start()

    def _here(self) -> tuple[str, int]:
        return self._desk.ret.unit, self._desk.ret.year

    def _draw_facts(self, item: Item) -> None:
        self._title.setText(item.label)
        self.setAccessibleName(self.tr("指标说明：{}").format(item.label))
        facts = {
            "last": self._beside_last(item),
            "definition": item.definition,
            "basis": item.basis,
            "office": item.office,
            "period": item.period,
            "measure": measure(item),
            "adding": adding(item),
        }
        for key, words in facts.items():
            self._rows[key].setText(words)
            self._rows[key].setVisible(bool(words))
            self._names[key].setVisible(bool(words))
        named = (f"{self._names[key].text()}：{words}" for key, words in facts.items() if words)
        self.setAccessibleDescription("\n".join(named))

    def _beside_last(self, item: Item) -> str:
        last = shown(item, self._desk.last_cell(item.code))
        unit = f" {item.unit}" if last[-1:].isdecimal() and item.unit else ""
        return beside(f"{last}{unit}", self._desk.compared(item.code))

    def _draw_findings(self) -> None:
        findings = self._findings.of(self._code)
        while len(self._messages) < len(findings):
            label = _words()
            self._messages.append(label)
            self._findings_box.addWidget(label)
        for label, finding in zip(self._messages, findings, strict=False):
            label.setText("\n".join(finding_lines(finding)))
            label.set_meaning(theme.level_meaning(finding.level))
        for place, label in enumerate(self._messages):
            label.setVisible(place < len(findings))

    def _draw_fields(self, other: bool) -> None:
        cell = self._desk.cell(self._code)
        locked = not self._desk.takes_words
        unavailable = cell.state is State.UNAVAILABLE
        self._reason_title.setVisible(unavailable)
        self.reason.setVisible(unavailable)
        if other or self.reason.changed_words() is None:
            self.reason.show_words(cell.reason)
        if other or self.note.changed_words() is None:
            self.note.show_words(cell.note)
        self.star.setChecked(cell.starred)
        self.star.setEnabled(not locked)
        self.note.setReadOnly(locked)
        self.reason.setReadOnly(locked)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._pause.stop()
        self._rest.stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._desk.is_open:
            self._pause.start()

    def _draw_past(self) -> None:
        self._rest.stop()
        if not self._code or self._return != self._here():
            return
        item, opened, cell = self._desk.item(self._code), self._desk.opened, self._desk.cell(self._code)
        try:
            earlier, events = opened.earlier_values(self._code), opened.history(self._code)
        except KnownError as trouble:  # said here and nowhere else: nobody asked for it
            self._rows["history"].setText(trouble.sentence)
            return
        drawn = bars(item, earlier, self._desk.ret.year, cell)
        self.chart.show_bars(drawn)
        self._rows["years"].setText(told(drawn))
        self._rows["history"].setText(happenings(events, _EVENTS) or self.tr("无"))
        self.all_history.setVisible(len(events) > _EVENTS)

    def open_history(self) -> None:
        """Every change of the item, in a list of its own."""
        from gui.dialogs.history import show_history  # noqa: PLC0415 - loads when opened

        events = self._desk.read(lambda: self._desk.opened.history(self._code), None)
        if events is not None:
            show_history(self, self._desk.item(self._code).label, events)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back_wanted.emit()
        else:
            super().keyPressEvent(event)

    # ---- saving

    def save(self) -> bool:
        """Save remark and reason if they were changed; False if they were refused and stay on screen."""
        if self._saving or not self._code or self._return != self._here():
            return not self._saving
        self._saving = True
        try:
            return self._save_note() and self._save_reason()
        finally:
            self._saving = False

    def _save_note(self) -> bool:
        words = self.note.changed_words()
        if words is None:
            return True
        saved = self._desk.annotate(self._code, note=words)
        if saved:
            self.note.show_words(words)
        return saved

    def _save_reason(self) -> bool:
        words = self.reason.changed_words()
        if words is None or self._desk.cell(self._code).state is not State.UNAVAILABLE:
            return True
        saved = self._desk.mark(self._code, State.UNAVAILABLE, words)
        if saved:
            self.reason.show_words(words)
        return saved

    def _starred(self, on: bool) -> None:
        self._desk.annotate(self._code, starred=on)
        self.star.setChecked(self._desk.cell(self._code).starred)

    # ---- what changes

    def _value_changed(self, codes: tuple[str, ...]) -> None:
        if self._wanted in codes:
            self._redraw()

    def _redraw(self) -> None:
        if self._wanted and self.isVisible():
            self._pause.start()

    def _year_opened(self) -> None:
        self._code = ""
        self._rest.stop()
        self.draw_now()


def _words() -> InkLabel:
    label = InkLabel()
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    return label
