"""The pack in use: what it is, out to Excel, and in again after a look at faults, differences and a rehearsal.

What a workbook proposes is shown first; only 采用 changes anything.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QStandardPaths, Qt
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHBoxLayout,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
)

from db.domain.items import Tier
from db.domain.pack import Pack
from db.domain.pack.differences import counts, differences
from db.domain.rehearsal import Rehearsal, left_behind, rehearse
from db.domain.trouble import KnownError
from db.service import pack_exchange
from db.service.pack_exchange import Proposal
from gui import packs
from gui.dialogs import boxes
from gui.dialogs.form import FormDialog
from gui.dialogs.rows import RowList
from gui.form.ink import InkLabel
from gui.waiting import waiting

if TYPE_CHECKING:
    from gui.main_window import MainWindow

_SIZE = QSize(64, 30)  # of the dialog, in letters and lines
FAULTS, DIFFERENCES, REHEARSAL = range(3)


class PacksDialog(FormDialog):
    """The pack of the year on the desk, and what a workbook would make of it."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window, "", "")
        self.setWindowTitle(self.tr("指标体系"))
        self.go.setText(self.tr("采用(&A)"))
        self.go.setEnabled(False)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(self.tr("关闭(&C)"))
        self._window = window
        self.proposal: Proposal | None = None
        self.out, self.back = QPushButton(self.tr("导出为 Excel(&E)…"), self), QPushButton(self.tr("导入(&I)…"), self)
        self.out.setAutoDefault(False)
        self.back.setAutoDefault(False)
        self.news = InkLabel("", None, self)
        self.news.setWordWrap(True)
        self._build_lists()
        self._arrange()
        self.out.clicked.connect(self._export)
        self.back.clicked.connect(self._import)

    def _build_lists(self) -> None:
        self.tabs = QTabWidget(self)
        self.faults = RowList(
            self.tr("错误"), (self.tr("工作表"), self.tr("行"), self.tr("列"), self.tr("怎么回事")), (7, 4, 9, 0), self
        )
        self.differences = RowList(
            self.tr("与现用的不同"), (self.tr("不同之处"), self.tr("原来"), self.tr("改为")), (0, 14, 14), self
        )
        self.rehearsal = RowList(
            self.tr("用历年数据试算"),
            (self.tr("规则"), self.tr("级别"), self.tr("会有问题的年度"), self.tr("备注")), (0, 5, 12, 18), self,
        )  # fmt: skip
        titles = (self.tr("错误(&F)"), self.tr("与现用的不同(&D)"), self.tr("试算(&R)"))
        for title, rows in zip(titles, (self.faults, self.differences, self.rehearsal), strict=True):
            self.tabs.addTab(rows, title)
            rows.currentItemChanged.connect(self._tell_whole)
        self.tabs.currentChanged.connect(self._tell_whole)
        self.tabs.hide()
        self.whole = InkLabel("", "quiet", self)
        self.whole.setWordWrap(True)
        self.whole.setMinimumHeight(3 * self.fontMetrics().lineSpacing())
        self.whole.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.whole.hide()

    def _tell_whole(self) -> None:
        """The row one is at, as nothing is cut off."""
        rows = self.tabs.currentWidget()
        assert isinstance(rows, RowList)
        self.whole.setText(rows.whole())

    def _arrange(self) -> None:
        facts = InkLabel("\n".join(label + words for label, words in _facts(self._window)), None, self)
        facts.setWordWrap(True)
        self.form.addRow(facts)
        self.say(
            self.tr("导出后在 Excel 或 WPS 里修改，再导入：先列出错误和不同之处，确认后才采用。已定稿的年度不变。")
        )
        buttons = QHBoxLayout()
        buttons.addWidget(self.out)
        buttons.addWidget(self.back)
        buttons.addStretch(1)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertLayout(1, buttons)
        column.insertWidget(2, self.news)
        column.insertWidget(3, self.tabs, 1)
        column.insertWidget(4, self.whole)
        letter = self.fontMetrics().horizontalAdvance("字")
        self.setMinimumWidth(min(letter * 44, self.screen().availableSize().width()))
        self.make_room()

    # ---- out

    def _export(self) -> None:
        pack = self._window.desk.book.pack_in_use(self._window.desk.ret.year)
        target = boxes.ask_workbook(self, _folder(self._window) / self.tr("指标体系-{id}.xlsx").format(id=pack.id))
        if target is None:
            return
        self.trouble.hide()
        try:
            with waiting(self):
                packs.export(self._window, target)
        except KnownError as trouble:
            self.show_trouble(trouble.sentence, trouble.next_step)
            return
        self._window.memory.export_folder = target.parent
        self.news.setText(self.tr("已导出 {name}，并已读回核对。").format(name=target))
        self.make_room()

    # ---- in

    def _import(self) -> None:
        path = boxes.ask_pack_workbook(self, _folder(self._window))
        if path is not None:
            self.look_at(path)

    def look_at(self, path: Path) -> None:
        """Show what the workbook at `path` proposes."""
        self.trouble.hide()
        self.proposal = None
        self.go.setEnabled(False)
        try:
            with waiting(self):
                proposal = pack_exchange.read(path)
                self._show(proposal)
        except KnownError as trouble:
            self.tabs.hide()
            self.whole.hide()
            self.news.setText("")
            self.show_trouble(trouble.sentence, trouble.next_step)
            return
        self.proposal = proposal
        self.go.setEnabled(proposal.pack is not None)
        self._grow()

    def _show(self, proposal: Proposal) -> None:
        sound = proposal.pack is not None
        for tab, wanted in ((FAULTS, not sound), (DIFFERENCES, sound), (REHEARSAL, sound)):
            self.tabs.setTabVisible(tab, wanted)
        self.tabs.setCurrentIndex(DIFFERENCES if sound else FAULTS)
        self.tabs.show()
        self.whole.show()
        if proposal.pack is None:
            self.faults.show_rows((f.sheet, str(f.row or ""), f.column, f.problem) for f in proposal.faults)
            said = self.tr("“{name}”有 {count} 处错误，不能采用；请逐处改正、保存后重新导入。")
            news = said.format(name=proposal.source, count=len(proposal.faults))
        else:
            news = self._compare(proposal.pack)
        self.news.setText("\n".join((news, *proposal.remarks)))

    def _compare(self, pack: Pack) -> str:
        """Fill the lists for a sound pack; what they come to, in words."""
        book = self._window.desk.book
        before = book.pack_in_use(pack_exchange.year_of(pack, self._window.desk.ret.year))
        found = differences(before, pack)
        returns = book.every_return()
        lost = left_behind(pack, returns)
        rows = [(f"⚠ {sentence}", "", "") for sentence in lost]
        rows += [(one.subject, one.old, one.new) for one in found]
        self.differences.show_rows(rows)
        done = rehearse(pack, returns)
        self.rehearsal.show_rows(_trials(done))
        same = self.tr("与现用的完全相同。")
        told = self.tr("与现用的不同：{counts}。").format(counts=counts(found)) if found else same
        kept = self.tr("有 {count} 个已填的数采用后不再显示。").format(count=len(lost)) if lost else ""
        return "\n".join(filter(None, (told, kept, done.sentence)))

    def _grow(self) -> None:
        letter, line = self.fontMetrics().horizontalAdvance("字"), self.fontMetrics().lineSpacing()
        room = self.screen().availableSize() * 0.9
        wanted = QSize(letter * _SIZE.width(), line * _SIZE.height()).expandedTo(self.size())
        self.resize(wanted.boundedTo(room))
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.setStretch(column.count() - 2, 0)  # the frame's own stretch: the lists take all the room there is
        self.tabs.currentWidget().setFocus()

    def submit(self) -> bool:
        assert self.proposal is not None
        with waiting(self):
            packs.adopt(self._window, self.proposal)
        return True


def _facts(window: "MainWindow") -> Iterator[tuple[str, str]]:
    """What the pack in use is, as labels and words."""
    pack = window.desk.book.pack_in_use(window.desk.ret.year)
    tr = window.tr
    tiers = [item.tier for item in pack.items.values()]
    yield tr("现用："), tr("{title}，版本 {version}").format(title=pack.title, version=pack.version)
    first, last = pack.first_year or "", pack.last_year or ""
    yield tr("适用年度："), tr("{first}—{last}").format(first=first, last=last)
    inside = tr("{sections} 个章节，{items} 项指标（必填 {core} 项），{tables} 张固定表，{rules} 条规则")
    yield tr("内容："), inside.format(
        sections=len(pack.sections), items=tiers.count(Tier.CORE) + tiers.count(Tier.LIBRARY),
        core=tiers.count(Tier.CORE), tables=len(pack.tables), rules=len(pack.rules),
    )  # fmt: skip
    yield tr("来源："), window.desk.book.pack_source(window.desk.ret.year) or tr("程序自带")


def _trials(done: Rehearsal) -> Iterator[tuple[str, str, str, str]]:
    for trial in (*done.fired, *done.never_judged):
        years = "、".join((*trial.broken, *(f"{name}（可能）" for name in trial.doubtful)))
        yield trial.rule.title, trial.rule.level.value, years, trial.remark


def _folder(window: "MainWindow") -> Path:
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return window.memory.export_folder or Path(documents)


def ask_packs(window: "MainWindow") -> bool:
    """Show it; whether a pack was adopted."""
    return PacksDialog(window).ask()
