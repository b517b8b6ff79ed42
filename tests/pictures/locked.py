"""Poses of what asks for the password of locked backups."""

from datetime import timedelta

from db.service import backups
from db.service.practice import FILE_NAME
from gui.dialogs.backup_key import BackupKeyDialog, Wanted
from gui.dialogs.restore import ask_restore
from tests.pictures.stage import NOW, Stage

LAWSUITS = "litigation_cases_count"


def asked(stage: Stage) -> None:
    """The first password."""
    stage.ask(BackupKeyDialog(stage.window, Wanted.FIRST, print).ask)


def changed(stage: Stage) -> None:
    """Another one."""
    stage.ask(BackupKeyDialog(stage.window, Wanted.OTHER, print).ask)


def found(stage: Stage) -> None:
    """The newest backup is locked; of its bytes nothing is shown, and so they need not be."""
    path = stage.folder / FILE_NAME
    for days, why in ((9, ""), (6, "导入前"), (0, "定稿前")):
        stage.clock.now = NOW - timedelta(days=days, hours=3)
        stage.desk.enter(LAWSUITS, str(41 - days))
        made = backups.back_up(path, stage.author, why=why).path
    made.rename(made.with_suffix(".0f3c5a7791d2e480.sqlite.age"))
    stage.clock.now = NOW
    stage.ask(lambda: ask_restore(stage.window, path, None, print))
