"""Writing a reason: for a 需说明, for a figure that cannot be had, for opening a locked return; judges nothing."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QPlainTextEdit, QWidget

from db.domain.cells import State
from db.domain.findings import Finding, Treatment
from db.domain.trouble import KnownError
from gui.desk import Desk
from gui.dialogs.finalise import pin_line
from gui.dialogs.form import FormDialog
from gui.meaning import MeaningDelegate


def _words(text: str) -> str:
    return QCoreApplication.translate("reason", text)


class ReasonDialog(FormDialog):
    """What it is about, a few common reasons to start from, and free text."""

    def __init__(self, parent: QWidget | None, title: str, about: str, causes: tuple[str, ...], text: str = "") -> None:
        super().__init__(parent, title, _words("保存"))
        self.setMinimumWidth(560)
        self.verb: Callable[[str], bool] = bool
        matter = QLabel(about, self)
        matter.setWordWrap(True)
        matter.setTextFormat(Qt.TextFormat.PlainText)
        self.causes = QListWidget(self)
        self.causes.setAccessibleName(self.tr("常用原因"))
        self.causes.addItems(causes)
        self.causes.setItemDelegate(MeaningDelegate(self.causes))
        self.causes.setFixedHeight(self.causes.sizeHintForRow(0) * len(causes) + 8)
        self.text = QPlainTextEdit(text, self)
        self.text.setAccessibleName(self.tr("原因"))
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText(self.tr("选一条常用原因再补充数字，或直接写"))
        self.text.setFixedHeight(self.fontMetrics().lineSpacing() * 4 + 12)
        self.form.addRow(matter)
        self.form.addRow(self.tr("常用原因(&C)："), self.causes)
        self.form.addRow(self.tr("原因(&R)："), self.text)
        self.causes.itemActivated.connect(self._take)
        self.causes.itemClicked.connect(self._take)
        self.text.setFocus()

    def _take(self, item: QListWidgetItem) -> None:
        before = self.text.toPlainText().strip()
        self.text.setPlainText(f"{before}；{item.text()}" if before else item.text())
        self.text.moveCursor(self.text.textCursor().MoveOperation.End)
        self.text.setFocus()

    def submit(self) -> bool:
        reason = " ".join(self.text.toPlainText().split())
        if not reason:
            raise KnownError(_words("还没有写原因。"), _words("请选一条常用原因，或直接写。"))
        return self.verb(reason)


def ask_explanation(parent: QWidget, desk: Desk, finding: Finding) -> bool:
    """Explain a finding; whether it was done."""
    causes = (
        _words("含上年结转"),
        _words("年末尚未办结，结转下年"),
        _words("机构职能调整，职责划入或划出"),
        _words("专项行动开展或结束，数量随之变化"),
        _words("统计口径调整，与上年不可比"),
        _words("上年基数较小，增减幅度较大"),
    )
    dialog = ReasonDialog(parent, _words("写说明"), finding.message, causes, finding.explanation)
    dialog.verb = lambda reason: desk.explain(finding.rule, reason)
    desk.refused.connect(dialog.show_trouble)
    return dialog.ask()


def ask_set_aside(parent: QWidget, desk: Desk, finding: Finding, treatment: Treatment) -> bool:
    """Leave a finding's rule unjudged for this return, or soften it; whether it was done."""
    causes = (
        _words("两处统计口径不同，无法相等"),
        _words("本单位职责特殊，这条关系不适用"),
        _words("上级另有口径，已与市委依法治市办确认"),
        _words("所涉数据由其他部门提供，无法核对"),
    )
    off = treatment is Treatment.OFF
    title = _words("本年不查这一条") if off else _words("降为提示")
    told = _words("只对本年这份填报有效，原因会印在“审核情况”里。")
    dialog = ReasonDialog(parent, title, f"{finding.message}\n{told}", causes)
    dialog.verb = lambda reason: desk.set_aside(finding.rule, treatment, reason)
    desk.refused.connect(dialog.show_trouble)
    return dialog.ask()


def ask_unavailable(parent: QWidget, desk: Desk, code: str) -> bool:
    """Mark a cell 暂无法取得 with its reason; whether it was done."""
    causes = (
        _words("业务系统年终结账，预计下月取得"),
        _words("需上级部门提供，尚未反馈"),
        _words("由其他单位统计，正在核对"),
        _words("台账未分项登记，无法单独统计"),
    )
    about = _words("%s：写明为什么暂时取不到、预计何时能补报。") % desk.item(code).label
    dialog = ReasonDialog(parent, _words("暂无法取得"), about, causes, desk.cell(code).reason)
    dialog.verb = lambda reason: desk.mark(code, State.UNAVAILABLE, reason)
    desk.refused.connect(dialog.show_trouble)
    return dialog.ask()


def ask_reopen(parent: QWidget, desk: Desk) -> bool:
    """Open a locked return again; whether it was done."""
    causes = (
        _words("市委依法治市办要求补充说明"),
        _words("审核发现数字有误"),
        _words("业务科室更正数据"),
    )
    again = _words("另起第 %d 版，") % (desk.ret.life.version + 1) if desk.ret.status.settled else ""
    about = _words("“{unit}”{status}。退回修改后可以继续填报，{again}原因记入修改记录。")
    about = about.format(unit=desk.ret.unit, status=desk.ret.status.told, again=again)
    dialog = ReasonDialog(parent, _words("退回修改"), about, causes)
    pin = pin_line(dialog)
    who = desk.book.author.who
    if desk.opened.operators.of(who).has_pin:
        dialog.form.addRow(_words("“%s”的口令(&P)：") % who, pin)
    else:
        pin.hide()
    dialog.verb = lambda why: desk.reopen(why, pin.text())
    desk.refused.connect(dialog.show_trouble)
    return dialog.ask()
