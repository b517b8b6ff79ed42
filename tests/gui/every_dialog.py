"""One of every dialog there is, for tests that hold for all of them."""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtWidgets import QDialog

import gui.dialogs
from db.domain.forms.grid import Grid, GridCell, GridSheet, Holds, Place
from db.domain.forms.links import Link
from db.domain.forms.values import Put
from db.domain.forms.written import Known
from db.domain.pasting import Ground
from db.domain.pasting.clips import read
from db.domain.stages import FORWARD
from db.service.forms import Official, Proposal, likeness, words
from db.service.verifying import Altered, Difference, Verdict
from gui.dialogs.about import ShortcutsDialog
from gui.dialogs.backup_key import BackupKeyDialog, Wanted
from gui.dialogs.collect import collect_dialog
from gui.dialogs.crash import CrashBox
from gui.dialogs.diagnosis import DiagnosisDialog
from gui.dialogs.finalise import FinaliseDialog
from gui.dialogs.first_start import FirstStartDialog
from gui.dialogs.form import FormDialog
from gui.dialogs.forms import FormsDialog
from gui.dialogs.forms_choose import ChooseItemDialog, entries_of
from gui.dialogs.forms_result import OfficialDialog
from gui.dialogs.history import HistoryDialog
from gui.dialogs.issue import IssueDialog
from gui.dialogs.manual import ManualDialog
from gui.dialogs.move import MoveInDialog, MoveOutDialog
from gui.dialogs.new_unit import NewUnitDialog
from gui.dialogs.new_year import NewYearDialog
from gui.dialogs.operator import OperatorDialog
from gui.dialogs.owing import OwingDialog
from gui.dialogs.own_item import OwnItemDialog
from gui.dialogs.packs import PacksDialog
from gui.dialogs.paste import PasteDialog
from gui.dialogs.preview import PreviewDialog
from gui.dialogs.reason import ReasonDialog
from gui.dialogs.record import RecordDialog
from gui.dialogs.restore import RestoreDialog
from gui.dialogs.set_aside import SetAsideDialog
from gui.dialogs.settings import SettingsDialog
from gui.dialogs.verify import VerifyDialog
from gui.dialogs.versions import VersionsDialog
from gui.find.index import Index
from gui.main_window import MainWindow


def every_dialog(window: MainWindow) -> Iterator[QDialog]:
    """One of each class, those that differ by kind several times."""
    desk = window.desk
    code = window.page.codes[0]
    yield ReasonDialog(window, "写说明", "甲", ("含上年结转", "二"))
    yield NewUnitDialog(window, desk.book)
    yield NewYearDialog(window, desk, desk.ret.unit, 2026)
    for number in range(9):
        dialog = OwnItemDialog(window, desk)
        dialog.kind.setCurrentIndex(number)
        yield dialog
    for step in FORWARD:
        yield FinaliseDialog(window, desk, step)
    yield VersionsDialog(window)
    yield OperatorDialog(window)
    yield RecordDialog(window)
    yield FirstStartDialog(Path("/数据.sqlite"), 2024, print)
    yield ShortcutsDialog(window, window.actions_list)
    yield HistoryDialog(window, "甲", desk.opened.history(code))
    yield PasteDialog(window, desk, read("1\t2\n3\t4"), Ground(((code,),), 0))
    yield SettingsDialog(window)
    yield PacksDialog(window)
    yield IssueDialog(window)
    yield OwingDialog(window)
    yield collect_dialog(window)
    yield SetAsideDialog(window, desk)
    yield PreviewDialog(window)
    altered = (Altered("封面", "B5", "1.01 案件数", "37", "39", "cases"),)
    differences = (Difference("1.01 案件数", "37", "40"),)
    remarks = ("被改动过。",)
    yield VerifyDialog(window, Verdict(Path("/报送.xlsx"), "甲", 2024, "01FC", (), altered, differences, remarks))
    yield from _of_forms(window)
    yield RestoreDialog(window, desk.book.path, None, print)
    for wanted in Wanted:
        yield BackupKeyDialog(window, wanted, print)
    yield MoveOutDialog(window, desk.book.path, bool)
    yield MoveInDialog(window, Path("/数据.fazhi"), Path("/数据.sqlite"), True, print)
    yield DiagnosisDialog(window, {"版本.txt": "法治填报\n", "日志.txt": "（没有日志）\n"}, bool)
    yield ManualDialog(window)
    yield CrashBox("都已保存。", "Traceback")


def _of_forms(window: MainWindow) -> Iterator[QDialog]:
    """A form of one line, what a cell of it takes, and what became of it."""
    desk = window.desk
    cells = {(0, 0): GridCell("行政诉讼案件数", Holds.WORDS), (0, 1): GridCell()}
    grid = Grid((GridSheet("表", cells),))
    link = Link(Place("表", 0, 1), "litigation_cases_count", sure=0.8, why="行政诉讼案件数")
    known = Known(desk.ret.pack, desk.ret.year, desk.ret.active, words(), likeness)
    yield FormsDialog(window, desk, Proposal(Path("表.xlsx"), grid, known, (link,), ()))
    yield ChooseItemDialog(window, Index(entries_of(desk.ret)), "表 B1", ())
    yield OfficialDialog(
        window, desk.ret, Official(Path("表.xlsx"), 1, (Put(link, None, "未填"),), (), (), (), True, 0)
    )


def classes() -> set[type[QDialog]]:
    """Every dialog class of the package, the base that is none by itself left out."""
    found: set[type[QDialog]] = set()
    for module in pkgutil.iter_modules(gui.dialogs.__path__):
        for thing in vars(importlib.import_module(f"gui.dialogs.{module.name}")).values():
            if isinstance(thing, type) and issubclass(thing, QDialog) and thing.__module__.startswith("gui.dialogs."):
                found.add(thing)
    return found - {FormDialog}
