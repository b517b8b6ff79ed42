"""One of every dialog there is, for tests that hold for all of them."""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtWidgets import QDialog

import gui.dialogs
from db.domain.clips import read
from db.domain.pasting import Ground
from gui.dialogs.about import ShortcutsDialog
from gui.dialogs.crash import CrashBox
from gui.dialogs.diagnosis import DiagnosisDialog
from gui.dialogs.finalise import FinaliseDialog
from gui.dialogs.first_start import FirstStartDialog
from gui.dialogs.form import FormDialog
from gui.dialogs.history import HistoryDialog
from gui.dialogs.manual import ManualDialog
from gui.dialogs.move import MoveInDialog, MoveOutDialog
from gui.dialogs.new_unit import NewUnitDialog
from gui.dialogs.new_year import NewYearDialog
from gui.dialogs.own_item import OwnItemDialog
from gui.dialogs.packs import PacksDialog
from gui.dialogs.paste import PasteDialog
from gui.dialogs.reason import ReasonDialog
from gui.dialogs.restore import RestoreDialog
from gui.dialogs.set_aside import SetAsideDialog
from gui.dialogs.settings import SettingsDialog
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
    yield FinaliseDialog(window, desk)
    yield FirstStartDialog(Path("/数据.sqlite"), 2024, print)
    yield ShortcutsDialog(window, window.actions_list)
    yield HistoryDialog(window, "甲", desk.opened.history(code))
    yield PasteDialog(window, desk, read("1\t2\n3\t4"), Ground(((code,),), 0))
    yield SettingsDialog(window)
    yield PacksDialog(window)
    yield SetAsideDialog(window, desk)
    yield RestoreDialog(window, desk.book.path, None, print)
    yield MoveOutDialog(window, desk.book.path, bool)
    yield MoveInDialog(window, Path("/数据.fazhi"), Path("/数据.sqlite"), True, print)
    yield DiagnosisDialog(window, {"版本.txt": "法治填报\n", "日志.txt": "（没有日志）\n"}, bool)
    yield ManualDialog(window)
    yield CrashBox("都已保存。", "Traceback")


def classes() -> set[type[QDialog]]:
    """Every dialog class of the package, the base that is none by itself left out."""
    found: set[type[QDialog]] = set()
    for module in pkgutil.iter_modules(gui.dialogs.__path__):
        for thing in vars(importlib.import_module(f"gui.dialogs.{module.name}")).values():
            if isinstance(thing, type) and issubclass(thing, QDialog) and thing.__module__.startswith("gui.dialogs."):
                found.add(thing)
    return found - {FormDialog}
