"""Every picture: its name and how the window is posed for it; knows the program's parts, no camera.

A screen or a dialog that no picture shows fails tests/gui/test_pictures.py: add a line to SCENES.
"""

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, cast

import openpyxl
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from db.beside import host
from db.domain.cells import State
from db.domain.findings import Treatment
from db.domain.pack import Level
from db.domain.trouble import KnownError
from db.service import backups, diagnosis, places
from db.service.holders import Holder
from db.service.practice import FILE_NAME
from db.service.verifying import verify
from db.store.connection import damaged
from gui import navigation, start, theme
from gui.crash import CrashReporter
from gui.dialogs import boxes, reason
from gui.dialogs.collect import ask_past_year
from gui.dialogs.diagnosis import DiagnosisDialog
from gui.dialogs.first_start import Answer, FirstStartDialog
from gui.dialogs.issue import IssueDialog
from gui.dialogs.manual import ManualDialog
from gui.dialogs.move import MoveInDialog
from gui.dialogs.own_item import OwnItemDialog
from gui.dialogs.paste import PasteDialog
from gui.dialogs.record import RecordDialog
from gui.dialogs.restore import ask_restore
from gui.dialogs.verify import show_verdict
from gui.holding import Holding
from tests.pictures import given_form, locked
from tests.pictures.stage import HOME, NOW, Stage
from tests.ready import fill_head

LOSSES, LAWSUITS = "litigation_loss_rate", "litigation_cases_count"
OWN_FILE: Final = HOME / "法治填报.sqlite"
LAST_WORKBOOK: Final = HOME / "2024年度法治政府建设情况指标表.xlsx"


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture. The pose brings the window where it shall be, or asks the dialog that shall be taken."""

    name: str
    pose: Callable[[Stage], None]


# ---- places


def _place(place: str) -> Callable[[Stage], None]:
    def pose(stage: Stage) -> None:
        stage.window.go_to_place(place)
        stage.window.enter_place()

    return pose


def _ledger(stage: Stage) -> None:
    stage.window.land("litigation_closed_count")


def _detail(stage: Stage) -> None:
    _edits(stage)
    stage.resize(1500, 1180)
    stage.window.land(LAWSUITS)
    stage.run("show_problems")
    stage.shoot(stage.window.detail)


def _explained(stage: Stage) -> None:
    stage.window.land(LAWSUITS)
    stage.run("details")


def _states(stage: Stage) -> None:
    for code, state, why in (
        ("litigation_win_rate", State.NOT_APPLICABLE, ""),
        ("litigation_pending_count", State.UNAVAILABLE, "业务系统年终结账，预计下月取得"),
        ("litigation_closed_count", State.BLANK, ""),
    ):
        stage.desk.mark(code, state, why)
    stage.window.land("litigation_pending_count")


def _typing(stage: Stage) -> None:
    stage.window.land("land_transfer_price_amount")
    stage.type("近180亿")


def _typing_wrong(stage: Stage) -> None:
    stage.window.land("litigation_cases_count")
    stage.type("3O件")


def _asked(stage: Stage) -> None:
    stage.window.land("idle_land_disposed_area")
    stage.type("19050000")


def _table(stage: Stage) -> None:
    stage.window.go_to_place("table:disclosure_applications")
    stage.window.enter_place()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down):
        QTest.keyClick(stage.window.page.grid, key)


def _block(stage: Stage) -> None:
    _table(stage)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down):
        QTest.keyClick(stage.window.page.grid, key, Qt.KeyboardModifier.ShiftModifier)


def _wide_table(stage: Stage) -> None:
    _place("table:enforcement_penalties")(stage)


def _starred(stage: Stage) -> None:
    for code in (LAWSUITS, LOSSES, "petition_reception_batch_count"):
        stage.desk.annotate(code, starred=True)
    _place(navigation.STARRED)(stage)


def _library(stage: Stage) -> None:
    _place(navigation.LIBRARY)(stage)
    stage.type("培训")
    for _ in range(2):
        QTest.keyClick(stage.focus(), Qt.Key.Key_Tab)


def _find(stage: Stage) -> None:
    stage.window.land(LAWSUITS)
    stage.run("find")
    stage.type("xzcf")


def _find_nothing(stage: Stage) -> None:
    stage.run("find")
    stage.type("航天发射")


def _empty_section(stage: Stage) -> None:
    _new_return(stage)
    _place("section:emergencies")(stage)


def _new_return(stage: Stage) -> None:
    stage.desk.book.add_unit("示例市自然资源和规划局")
    stage.desk.open_year("示例市自然资源和规划局", 2024)
    _place(navigation.HOME)(stage)


def _refused(stage: Stage) -> None:
    """Another program holds the file, so that the words typed stay in the open cell."""
    stage.window.land(LAWSUITS)
    stage.type("39")
    with closing(sqlite3.connect(stage.folder / FILE_NAME)) as other:
        other.execute("BEGIN EXCLUSIVE")
        stage.run("save")
        other.rollback()


def _ready(stage: Stage) -> None:
    """Nothing stands in the way of 定稿."""
    desk = stage.desk
    desk.enter("cppcc_proposal_assist_count", "21")
    desk.mark_all(desk.ret.unfilled(), State.NOT_APPLICABLE)
    for finding in desk.findings:
        if finding.open:
            desk.explain(finding.rule, "含上年结转案件，已与台账核对。")
    fill_head(desk)


def _finalised(stage: Stage) -> None:
    _ready(stage)
    stage.desk.finalise()
    _place(navigation.HOME)(stage)


def _small(stage: Stage) -> None:
    stage.resize(1024, 640)
    _ledger(stage)


def _large_text(stage: Stage) -> None:
    theme.set_text_size(stage.app, 150)
    try:
        _ledger(stage)
        stage.shoot()
    finally:
        theme.set_text_size(stage.app, 100)


def _menu(name: str) -> Callable[[Stage], None]:
    def pose(stage: Stage) -> None:
        stage.window.land(LAWSUITS)
        menus = cast("list[QMenu]", stage.window.menuBar().findChildren(QMenu))
        menu = next(menu for menu in menus if menu.title().startswith(name))
        menu.popup(QPoint(0, 0))
        stage.shoot(menu)
        menu.close()

    return pose


def _cell_menu(stage: Stage) -> None:
    stage.window.go_to_place("table:disclosure_applications")
    menu = QMenu(stage.window)
    menu.addActions(stage.window.page.grid.actions())
    menu.popup(QPoint(0, 0))
    stage.shoot(menu)
    menu.close()


# ---- parts of the window, as the manual shows them

READABLE: Final = (1120, 720)  # a window whose words can still be read when a page of the manual makes it smaller


def _whole(stage: Stage) -> None:
    stage.resize(*READABLE)
    _ledger(stage)


def _middle(pose: Callable[[Stage], None], lower: int = 0) -> Callable[[Stage], None]:
    """What stands in the middle of the window, its first `lower` pixels."""

    def posed(stage: Stage) -> None:
        pose(stage)
        stage.shoot(stage.window.stack, lower)

    return posed


def _problems(stage: Stage) -> None:
    stage.run("check")
    stage.run("next_problem")
    stage.run("next_problem")
    stage.shoot(stage.window.problems)


def _found(stage: Stage) -> None:
    stage.resize(*READABLE)
    _find(stage)
    stage.shoot(lower=380)


def _manual(sought: str) -> Callable[[Stage], None]:
    def pose(stage: Stage) -> None:
        stage.run("manual")
        dialog = cast("ManualDialog", stage.window.findChild(ManualDialog))
        stage.settle()
        dialog.sought.setText(sought)
        stage.shoot(dialog)
        dialog.close()

    return pose


# ---- dialogs


def _command(command: str, at: str = LAWSUITS) -> Callable[[Stage], None]:
    def pose(stage: Stage) -> None:
        stage.window.land(at)
        stage.ask(lambda: stage.run(command))

    return pose


def _settings(stage: Stage) -> None:
    stage.ask(lambda: stage.run("settings"))


_CLIPPING: Final = "\n".join(
    "\t".join(row)
    for row in (
        ("指标", "单位", "2023年", "2024年"),
        ("行政复议案件数", "件", "29", "33"),
        ("行政复议审结案件数", "件", "27", "32"),
        ("行政诉讼案件数", "件", "41", "39"),
        ("行政诉讼审结案件数", "件", "42", "37起"),
        ("行政诉讼胜诉率", "%", "97.6", "97.3"),
        ("信访接访批次", "人", "", "118"),
        ("合计", "", "", "356"),
    )
)


def _paste(stage: Stage) -> None:
    stage.window.land("reconsideration_cases_count")
    QGuiApplication.clipboard().setText(_CLIPPING)

    def look(dialog: PasteDialog) -> None:
        dialog.view.setCurrentIndex(dialog.lines.index(1, 0))

    stage.ask(lambda: stage.run("paste"), look)


def _history(stage: Stage) -> None:
    _edits(stage)
    stage.window.land(LAWSUITS)
    stage.window.detail.draw_now()
    stage.ask(stage.window.detail.open_history)


def _edits(stage: Stage) -> None:
    for minute, words in enumerate(("35", "36", "近40", "38", "暂缺", "38")):
        stage.clock.now = NOW - timedelta(minutes=50 - 7 * minute)
        stage.desk.enter(LAWSUITS, words)
    stage.clock.now = NOW


def _begin(_: Answer) -> None:
    """Nothing is begun for a picture."""


def _first_start(stage: Stage) -> None:
    stage.ask(lambda: FirstStartDialog(OWN_FILE, 2024, _begin).ask())


def _first_start_wrong(stage: Stage) -> None:
    def answer(dialog: FirstStartDialog) -> None:
        dialog.unit.setText("示例市自然资源和规划局")
        dialog.year.setText("24")
        dialog.accept()

    path = HOME.parent / "坚果云" / "法治填报.sqlite"
    stage.ask(lambda: FirstStartDialog(path, 2024, _begin).ask(), answer)


def _own_file(stage: Stage) -> None:
    stage.ask(lambda: start.ask_first(OWN_FILE, stage.author, practised=True))


def _own_item(stage: Stage) -> None:
    def answer(dialog: OwnItemDialog) -> None:
        dialog.name.setText("土地信访听证会次数")
        dialog.unit.setCurrentText("次")
        dialog.office.setText("法规科")

    stage.ask(lambda: stage.run("own_item"), answer)


def _explanation(stage: Stage) -> None:
    finding = next(f for f in stage.desk.findings if f.open and f.explanation == "" and f.message.startswith("行政复"))
    stage.ask(lambda: reason.ask_explanation(stage.window, stage.desk, finding))


def _leave_out(stage: Stage) -> None:
    finding = next(f for f in stage.desk.findings if f.open and f.message.startswith("行政复"))
    stage.window.problems.mark_row(stage.window.problems.model.row_of(finding.rule))
    stage.ask(lambda: stage.run("leave_out"))


def _set_aside(stage: Stage) -> None:
    open_ones = [finding for finding in stage.desk.findings if finding.open and finding.level is Level.EXPLAIN]
    stage.desk.set_aside(open_ones[0].rule, Treatment.OFF, "两处统计口径不同，已与市委依法治市办确认")
    stage.desk.set_aside(open_ones[1].rule, Treatment.HINT, "年末有跨年结转的案件")
    stage.ask(lambda: stage.run("set_aside"))


def _no_reason(stage: Stage) -> None:
    stage.window.land(LAWSUITS)
    stage.ask(lambda: stage.run("unavailable"), lambda dialog: dialog.accept())


def _reopen(stage: Stage) -> None:
    _ready(stage)
    stage.desk.finalise()
    stage.ask(lambda: stage.run("reopen"))


def _issue(stage: Stage) -> None:
    def tidy(dialog: IssueDialog) -> None:
        dialog.folder.setText(str(HOME / "2024年度分发"))

    stage.ask(lambda: stage.run("issue"), tidy)


def _sent(stage: Stage) -> dict[str, Path]:
    """Workbooks that went out a fortnight ago, by office."""
    offices = stage.desk.book.offices(stage.desk.opened)
    done = offices.issue(stage.folder / "分发", ["信访科", "执法监督科", "办公室"], date(2025, 1, 20))
    return {one.office: one.path for one in done}


def _write_in(path: Path, words: dict[int, str], name: str = "") -> None:
    """Fill in the lines of items by their place, as an office would."""
    book = openpyxl.load_workbook(path)
    lines = [row for row in book.worksheets[0].iter_rows() if str(row[9].value).startswith("fz:item")]
    for place, said in words.items():
        lines[place][3].value = said
    book.save(path.with_name(name) if name else path)


def _collect(stage: Stage) -> None:
    paths = _sent(stage)
    _write_in(paths["执法监督科"], {0: "51", 1: "近40", 2: "大约", 4: ""})
    _write_in(paths["执法监督科"], {0: "52"}, "执法监督科（第二次）.xlsx")
    _write_in(paths["信访科"], {0: "1500余", 1: "12"})
    (paths["信访科"].parent / "旧表.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    folder = paths["信访科"].parent
    stage.ask(lambda: stage.run("collect"), lambda dialog: dialog.look_at([folder]))


def _past_year(stage: Stage) -> None:
    past = stage.desk.book.find_year(stage.desk.ret.unit, stage.desk.ret.year - 1)
    path = past.export(stage.folder / "2023年度法治政府建设情况指标表.xlsx")
    past.enter(LAWSUITS, "35")
    past.mark("litigation_closed_count", State.BLANK)
    stage.ask(lambda: ask_past_year(stage.window, path))


def _owing(stage: Stage) -> None:
    _sent(stage)
    stage.ask(lambda: stage.run("owing"))


def _finalise(stage: Stage) -> None:
    _ready(stage)
    stage.ask(lambda: stage.run("finalise"))


def _submit(stage: Stage) -> None:
    _ready(stage)
    stage.desk.finalise()
    stage.ask(lambda: stage.run("submit"))


def _versions(stage: Stage) -> None:
    _ready(stage)
    stage.desk.finalise()
    stage.desk.reopen("市委依法治市办要求补充说明")
    stage.desk.enter("cppcc_proposal_assist_count", "22")
    stage.ask(lambda: stage.run("versions"))


def _record(stage: Stage) -> None:
    stage.ask(lambda: stage.run("record"), lambda dialog: cast("RecordDialog", dialog).verify())


def _whole_block(stage: Stage) -> None:
    _place("section:disputes")(stage)
    stage.ask(lambda: stage.run("block_not_applicable"))


def _leave(stage: Stage) -> None:
    _refused(stage)
    stage.ask(stage.window.leave_unsaved)


def _exported(stage: Stage) -> None:
    stage.ask(lambda: boxes.tell_exported(stage.window, LAST_WORKBOOK, stage.desk.opened.not_ready()))


def _preview(stage: Stage) -> None:
    stage.ask(lambda: stage.run("preview"))


def _verify(stage: Stage) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, LAST_WORKBOOK.name)
        assert stage.desk.export(path)
        book = openpyxl.load_workbook(path)
        sheet = next(page for page in book if page.title.startswith("六"))
        for place, words in (("D5", "73"), ("E6", "70余"), ("D8", "15")):
            sheet[place] = words
        book.save(path)
        stage.desk.enter(LAWSUITS, "39")
        verdict = verify(path, stage.desk.book)
    stage.ask(lambda: show_verdict(stage.window, verdict))


def _trouble(stage: Stage) -> None:
    stage.desk.export(LAST_WORKBOOK)  # its folder is not there
    stage.ask(lambda: boxes.tell_trouble(stage.window, *stage.window.message.trouble))


def _start_trouble(stage: Stage) -> None:
    try:
        start.take_file(OWN_FILE, stage.author)
    except KnownError as trouble:
        told = trouble.sentence, trouble.next_step
    stage.ask(lambda: boxes.start_trouble(*told))


def _restore(stage: Stage) -> None:
    path = stage.folder / FILE_NAME
    for days, why in ((9, ""), (6, "导入前"), (2, ""), (0, "定稿前")):
        stage.clock.now = NOW - timedelta(days=days, hours=3)
        stage.desk.enter(LAWSUITS, str(41 - days))
        backups.back_up(path, stage.author, why=why)
    stage.clock.now = NOW
    stage.desk.enter(LAWSUITS, "39")
    stage.desk.enter(LOSSES, "2.6")
    stage.ask(
        lambda: ask_restore(stage.window, path, None, print),
        lambda dialog: dialog.list.setCurrentItem(dialog.list.topLevelItem(1)),
    )


def _packed(stage: Stage) -> None:
    package = HOME / "法治填报-搬家-20250123-1042.fazhi"
    stage.ask(lambda: boxes.tell_done(stage.window, f"已打包 {package.name}", str(package)))


def _diagnosis(stage: Stage) -> None:
    parts = {**diagnosis.collect(stage.folder / FILE_NAME), "日志.txt": "2025-01-23 09:02:11 window 0.1.0\n"}
    stage.ask(lambda: DiagnosisDialog(stage.window, parts, bool).ask())


def _move_in(stage: Stage) -> None:
    dialog = MoveInDialog(stage.window, Path("法治填报-搬家-20250123-1042.fazhi"), OWN_FILE, True, print)
    stage.ask(dialog.ask)


def _bad_place(stage: Stage) -> None:
    why = places.doubt(HOME.parent / "坚果云" / "法治填报.sqlite")
    stage.ask(lambda: boxes.ask_bad_place(stage.window, why.sentence if why else ""))


def _damaged(stage: Stage) -> None:
    told = str(damaged(OWN_FILE))
    stage.ask(lambda: boxes.start_trouble(told, "", restorable=True))


def _held(stage: Stage) -> None:
    """Somebody else was here first."""
    path = stage.folder / FILE_NAME
    stranger = Holder("李四", "lisi", "科室二号机", "2025-01-22T08:10:00+08:00", host(), os.getpid())
    record = path.with_name(f".{path.name}.{host()}-{os.getpid()}-99.open")
    record.write_text(json.dumps(asdict(stranger)), encoding="utf-8")
    stage.window.land(LAWSUITS)
    Holding(stage.window).beat()
    stage.shoot()
    record.unlink()
    Holding(stage.window).beat()


def _crash(stage: Stage) -> None:
    reporter = CrashReporter(stage.window, alone=False)
    reporter.tell_saved(OWN_FILE)
    stage.ask(reporter.show_box)


SCENES: Final = (
    Scene("home", _place(navigation.HOME)),
    Scene("home-new", _new_return),
    Scene("home-finalised", _finalised),
    Scene("ledger", _ledger),
    Scene("ledger-typing", _typing),
    Scene("ledger-wrong", _typing_wrong),
    Scene("ledger-asked", _asked),
    Scene("ledger-states", _states),
    Scene("ledger-refused", _refused),
    Scene("ledger-f1", _explained),
    Scene("ledger-small", _small),
    Scene("ledger-large-text", _large_text),
    Scene("ledger-empty", _empty_section),
    Scene("detail", _detail),
    Scene("table", _table),
    Scene("table-block", _block),
    Scene("table-penalties", _wide_table),
    Scene("head", _place(navigation.HEAD)),
    Scene("lists", _place(navigation.LISTS)),
    Scene("library", _library),
    Scene("starred", _starred),
    Scene("starred-none", _place(navigation.STARRED)),
    Scene("find", _find),
    Scene("find-nothing", _find_nothing),
    *(Scene(f"menu-{n}", _menu(name)) for n, name in enumerate(("文件", "编辑", "指标", "查看", "工具", "帮助"), 1)),
    Scene("menu-cell", _cell_menu),
    Scene("window", _whole),
    Scene("part-typing", _middle(_typing)),
    Scene("part-states", _middle(_states)),
    Scene("part-table", _middle(_block)),
    Scene("part-home", _middle(_place(navigation.HOME))),
    Scene("part-find", _found),
    Scene("part-problems", _problems),
    Scene("manual", _manual("标为“暂无法取得”的")),
    Scene("manual-table", _manual("磁盘已满")),
    Scene("packs", _command("packs")),
    Scene("issue", _issue),
    Scene("collect", _collect),
    Scene("owing", _owing),
    Scene("past-year", _past_year),
    Scene("set-aside", _set_aside),
    Scene("settings", _settings),
    Scene("paste", _paste),
    Scene("history", _history),
    Scene("first-start", _first_start),
    Scene("first-start-wrong", _first_start_wrong),
    Scene("first-start-own", _own_file),
    Scene("new-unit", _command("new_unit")),
    Scene("new-year", _command("new_year")),
    Scene("own-item", _own_item),
    Scene("explanation", _explanation),
    Scene("leave-out", _leave_out),
    Scene("unavailable", _command("unavailable")),
    Scene("unavailable-no-reason", _no_reason),
    Scene("reopen", _reopen),
    Scene("finalise", _finalise),
    Scene("finalise-not-yet", _command("finalise")),
    Scene("submit", _submit),
    Scene("versions", _versions),
    Scene("operator", _command("operator")),
    Scene("record", _record),
    Scene("block-question", _whole_block),
    Scene("leave", _leave),
    Scene("exported", _exported),
    Scene("preview", _preview),
    Scene("verify", _verify),
    Scene("trouble", _trouble),
    Scene("start-trouble", _start_trouble),
    Scene("start-damaged", _damaged),
    Scene("restore", _restore),
    Scene("restore-locked", locked.found),
    Scene("backup-key", locked.asked),
    Scene("backup-key-change", locked.changed),
    Scene("move-out", _command("move_out")),
    Scene("move-in", _move_in),
    Scene("bad-place", _bad_place),
    Scene("held", _held),
    Scene("packed", _packed),
    Scene("diagnosis", _diagnosis),
    Scene("crash", _crash),
    Scene("shortcuts", _command("shortcuts")),
    Scene("about", _command("about")),
    Scene("forms", given_form.adopted),
    Scene("forms-choice", given_form.chosen),
    Scene("forms-filled", given_form.filled),
)
