"""The commands as a table: menu, text, key, when they can be used, what they do; knows no widget inside."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QKeySequence

from gui import (
    care,
    forms,
    packs,
    panes,
    paper,
    practice,
    set_aside,
    settings,
    signing,
    text_size,
    travel,
    undo,
    verbs,
)

if TYPE_CHECKING:
    from gui.main_window import MainWindow

FILE, EDIT, ITEM, VIEW, TOOLS, HELP = "file", "edit", "item", "view", "tools", "help"
SEPARATOR = "-"
ON_BAR = ("check", "export")


@dataclass(frozen=True, slots=True)
class Command:
    """One row. `hint` is a key that belongs to the ledger and is only named here; `on_bar` a short word.

    `also` is a second key for those who know it from elsewhere.
    """

    id: str
    menu: str
    text: str
    verb: Callable[["MainWindow"], None]
    key: str = ""
    when: Callable[["MainWindow"], bool] = bool
    checked: Callable[["MainWindow"], bool] | None = None
    hint: str = ""
    on_bar: str = ""
    also: str = ""


def _words(text: str) -> str:
    return QCoreApplication.translate("actions", text)


def menus() -> tuple[tuple[str, str], ...]:
    """(id, text) of the menus, from left to right."""
    return (
        (FILE, _words("文件(&F)")),
        (EDIT, _words("编辑(&E)")),
        (ITEM, _words("指标(&I)")),
        (VIEW, _words("查看(&V)")),
        (TOOLS, _words("工具(&T)")),
        (HELP, _words("帮助(&H)")),
    )


def commands() -> tuple[Command, ...]:
    """Every command in the order of its menu; a text of "-" draws a line."""
    return (*_file(), *_edit(), *_item(), *_view(), *_tools(), *_help())


def _line(menu: str) -> Command:
    return Command("", menu, SEPARATOR, verbs.nothing)


def _file() -> tuple[Command, ...]:
    return (
        Command("new_unit", FILE, _words("新增单位(&U)…"), verbs.new_unit),
        Command("new_year", FILE, _words("新开年度(&Y)…"), verbs.new_year, "Ctrl+N"),
        Command("open_file", FILE, _words("打开数据文件(&O)…"), verbs.open_file, "Ctrl+O"),
        _line(FILE),
        Command("save", FILE, _words("保存(&S)"), verbs.save, "Ctrl+S"),
        Command("export", FILE, _words("导出 Excel(&E)…"), verbs.export, "Ctrl+E", on_bar=_words("导出")),
        Command("export_pdf", FILE, _words("导出 PDF(&D)…"), paper.export_pdf),
        Command("export_values", FILE, _words("导出数据（CSV、JSON）(&V)…"), paper.export_values),
        Command("preview", FILE, _words("打印预览(&W)…"), paper.preview),
        Command("print", FILE, _words("打印(&P)…"), paper.print_out, "Ctrl+P"),
        _line(FILE),
        Command("self_check", FILE, _words("自查通过(&K)…"), signing.check, when=signing.can_check),
        Command("approve", FILE, _words("审核通过(&A)…"), signing.approve, when=signing.can_approve),
        Command("finalise", FILE, _words("定稿(&L)…"), signing.finalise, when=signing.can_finalise),
        Command("submit", FILE, _words("已报送(&M)…"), signing.submit, when=signing.can_submit),
        Command("reopen", FILE, _words("退回修改(&R)…"), signing.reopen, when=signing.can_send_back),
        Command("versions", FILE, _words("版本(&I)…"), signing.versions),
        Command("operator", FILE, _words("换人操作(&Z)…"), signing.operator),
        _line(FILE),
        Command("back_up", FILE, _words("立即备份(&B)"), settings.back_up),
        Command("restore", FILE, _words("从备份恢复(&G)…"), care.restore),
        Command("move_out", FILE, _words("搬家(&H)…"), care.move_out),
        Command("settings", FILE, _words("设置(&T)…"), settings.show, "Ctrl+,"),
        _line(FILE),
        Command("quit", FILE, _words("退出(&X)"), verbs.leave, "Ctrl+Q"),
    )


def _edit() -> tuple[Command, ...]:
    return (
        Command("undo", EDIT, _words("撤销(&U)"), undo.undo, "Ctrl+Z", undo.can_undo),
        Command("redo", EDIT, _words("重做(&R)"), undo.redo, "Ctrl+Y", undo.can_redo, also="Ctrl+Shift+Z"),
        _line(EDIT),
        Command("copy", EDIT, _words("复制(&C)"), verbs.copy, when=_in_form, hint="Ctrl+C"),
        Command("paste", EDIT, _words("粘贴(&V)"), verbs.paste, when=_at_cell, hint="Ctrl+V"),
        _line(EDIT),
        Command("find", EDIT, _words("查找(&F)"), verbs.find, "Ctrl+F", also="Ctrl+K"),
        _line(EDIT),
        Command("check", EDIT, _words("检查(&K)"), verbs.check, "F9", on_bar=_words("检查")),
        Command("next_problem", EDIT, _words("下一个问题(&N)"), verbs.next_problem, "F8"),
        Command("previous_problem", EDIT, _words("上一个问题(&P)"), verbs.previous_problem, "Shift+F8"),
        Command("explain", EDIT, _words("写说明(&W)…"), verbs.explain, "F4", _draft),
        Command("leave_out", EDIT, _words("本年不查这一条(&J)…"), set_aside.leave_out, when=_draft),
        Command("soften", EDIT, _words("降为提示(&D)…"), set_aside.soften, when=_draft),
        Command("set_aside", EDIT, _words("停用和降级的审核关系(&G)…"), set_aside.show),
    )


def _item() -> tuple[Command, ...]:
    return (
        Command(
            "not_applicable", ITEM, _words("不适用（无此项职责）(&N)"), verbs.not_applicable,
            when=_at_cell, hint="Ctrl+0",
        ),
        Command(
            "unavailable", ITEM, _words("暂无法取得(&U)…"), verbs.unavailable,
            when=_at_cell, hint="Ctrl+9",
        ),
        Command(
            "block_not_applicable", ITEM, _words("整块无此项职责(&B)…"), verbs.block_not_applicable,
            when=_at_block,
        ),
        _line(ITEM),
        Command("library", ITEM, _words("选用指标库(&L)…"), verbs.library, "Ctrl+L"),
        Command("own_item", ITEM, _words("自设指标(&Z)…"), verbs.own_item, when=_draft),
    )  # fmt: skip


def _view() -> tuple[Command, ...]:
    return (
        Command("home", VIEW, _words("首页(&H)"), verbs.home, "Alt+Home"),
        Command("starred", VIEW, _words("标星的指标(&A)"), verbs.starred),
        _line(VIEW),
        Command("show_navigation", VIEW, _words("目录(&M)"), verbs.toggle_navigation, "Ctrl+1",
                checked=lambda w: not w.navigation.isHidden()),
        Command("show_details", VIEW, _words("指标详情(&D)"), verbs.toggle_details, "Ctrl+2",
                checked=lambda w: w.detail_wanted),
        Command("show_problems", VIEW, _words("问题清单(&P)"), verbs.toggle_problems, "Ctrl+3",
                checked=lambda w: not w.problems.isHidden()),
        _line(VIEW),
        Command("next_place", VIEW, _words("下一部分(&N)"), panes.next_place, "Ctrl+PgDown"),
        Command("previous_place", VIEW, _words("上一部分(&B)"), panes.previous_place, "Ctrl+PgUp"),
        Command("next_pane", VIEW, _words("下一个区域(&J)"), panes.next_pane, "F6"),
        Command("previous_pane", VIEW, _words("上一个区域(&G)"), panes.previous_pane, "Shift+F6"),
        _line(VIEW),
        Command("system", VIEW, _words("外观随系统(&S)"), verbs.look_system,
                checked=lambda w: w.memory.appearance == "system"),
        Command("light", VIEW, _words("浅色(&L)"), verbs.look_light,
                checked=lambda w: w.memory.appearance == "light"),
        Command("dark", VIEW, _words("深色(&K)"), verbs.look_dark,
                checked=lambda w: w.memory.appearance == "dark"),
        _line(VIEW),
        Command("larger", VIEW, _words("放大文字(&I)"), text_size.larger, "Ctrl++", also="Ctrl+="),
        Command("smaller", VIEW, _words("缩小文字(&O)"), text_size.smaller, "Ctrl+-"),
        Command("plain_size", VIEW, _words("文字原大（100%）(&R)"), text_size.plain),
    )  # fmt: skip


def _tools() -> tuple[Command, ...]:
    return (
        Command("issue", TOOLS, _words("分发给各科室(&D)…"), travel.issue, when=_draft),
        Command("collect", TOOLS, _words("回收(&R)…"), travel.collect, when=_draft),
        Command("owing", TOOLS, _words("分发与回收情况(&O)…"), travel.owing),
        Command("past_year", TOOLS, _words("从以前的报送表录入(&L)…"), travel.past_year),
        Command("forms", TOOLS, _words("套用上级表格(&F)…"), forms.show),
        _line(TOOLS),
        Command("packs", TOOLS, _words("指标体系(&P)…"), packs.show),
        Command("verify", TOOLS, _words("核对文件(&V)…"), paper.verify_file),
        Command("record", TOOLS, _words("修改记录(&H)…"), signing.record),
    )


def _help() -> tuple[Command, ...]:
    return (
        Command("practice_data", HELP, _words("打开练习数据(&P)"), practice.practice_data, when=_own),
        Command("own_data", HELP, _words("回到自己的数据(&B)"), practice.own_data, when=_practising),
        _line(HELP),
        Command("manual", HELP, _words("使用手册(&M)"), verbs.manual, "Ctrl+F1"),
        Command("details", HELP, _words("本项说明(&I)"), verbs.details, "F1"),
        Command("shortcuts", HELP, _words("快捷键一览(&K)"), verbs.shortcuts, "Ctrl+/"),
        Command("diagnose", HELP, _words("诊断包(&D)…"), care.diagnose),
        Command("about", HELP, _words("关于(&A)"), verbs.about),
    )


# ---- when


def _draft(window: "MainWindow") -> bool:
    return window.desk.is_open and window.desk.takes_words


def _own(window: "MainWindow") -> bool:
    return window.desk.is_open and not window.desk.ret.practice


def _practising(window: "MainWindow") -> bool:
    return window.desk.is_open and window.desk.ret.practice


def _at_block(window: "MainWindow") -> bool:
    return _draft(window) and window.stack.currentWidget() is window.page


def _in_form(window: "MainWindow") -> bool:
    return window.desk.is_open and bool(verbs.current_code(window))


def _at_cell(window: "MainWindow") -> bool:
    return _draft(window) and bool(verbs.current_code(window))


# ---- as Qt wants them


class CommandAction(QAction):
    """One command of one window."""

    def __init__(self, command: Command, window: "MainWindow") -> None:
        text = f"{command.text}\t{command.hint}" if command.hint else command.text
        line = command.text == SEPARATOR
        super().__init__("" if line else text, window)
        self.command = command
        self._window = window
        self.setObjectName(command.id)
        self.setSeparator(line)
        self.setCheckable(command.checked is not None)
        if command.key:
            self.setShortcuts([QKeySequence(key) for key in (command.key, command.also) if key])
        if command.on_bar:
            self.setIconText(command.on_bar)
            self.setToolTip(f"{command.on_bar}（{command.key}）")
        self.triggered.connect(self.run)

    def run(self) -> None:
        """Do it."""
        self.command.verb(self._window)
        self._window.refresh_actions()

    def refresh(self) -> None:
        """Offer it only when it can be used."""
        self.setEnabled(self.command.when(self._window))
        if self.command.checked is not None:
            self.setChecked(self.command.checked(self._window))
