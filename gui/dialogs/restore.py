"""Going back to a backup in three steps: choose one, look into it, restore; reads files, replaces none itself."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QTreeWidgetItem, QWidget

from db.domain.trouble import KnownError
from db.service import backup_key, backups, restoring
from db.service.backup_key import Unlocked
from db.service.backups import Backup
from gui.dialogs import boxes
from gui.dialogs.form import FormDialog, password_line
from gui.dialogs.rows import RowList
from gui.form.ink import InkLabel
from gui.waiting import waiting

_SIZE = QSize(58, 34)  # in letters and lines
_MOST = 500  # differences shown; more are only counted

Restore: TypeAlias = Callable[[Path, Unlocked | None], None]
"""Puts a backup in place, with the key of a locked one."""


class RestoreDialog(FormDialog):
    """The backups of `data_file` in `folder`. `restore` puts the chosen one in its place; KnownError keeps it open.

    The password of locked ones is asked once, for all of them.
    """

    def __init__(self, parent: QWidget | None, data_file: Path, folder: Path | None, restore: Restore) -> None:
        super().__init__(parent, "", "")
        self.setWindowTitle(self.tr("从备份恢复"))
        self.go.setText(self.tr("恢复到这一份(&R)…"))
        self._data_file, self._restore = data_file, restore
        self.backups = backups.every(data_file, folder)
        self.list = RowList(self.tr("备份"), (self.tr("时间"), self.tr("什么时候备份的")), (12, 0), self)
        self.key: Unlocked | None = None
        self._build_lock()
        self.inside = QLabel(self)
        self.inside.setWordWrap(True)
        self.counted = InkLabel("", "quiet", self)
        self.counted.setWordWrap(True)
        heads = self.tr("年度"), self.tr("指标"), self.tr("现在"), self.tr("备份里")
        self.differences = RowList(self.tr("恢复后会变的"), heads, (5, 0, 10, 10), self)
        for title, widget in (
            (self.tr("1　选一份备份(&B)："), self.list),
            ("", self._lock),
            ("", self.inside),
            (self.tr("2　看看里面，恢复后会变的(&L)："), self.differences),
            ("", self.counted),
        ):
            if title:
                label = QLabel(title, self)
                label.setBuddy(widget)
                self.form.addRow(label)
            self.form.addRow(widget)
        self.say(self.tr("3　恢复。现在的数据会先备份一份，随时可以再恢复回来。"))
        self.list.currentItemChanged.connect(self._look)
        self.list.show_rows((f"{one.at:%Y-%m-%d %H:%M}", self._why(one)) for one in self.backups)
        self._look()
        letter, line = self.fontMetrics().horizontalAdvance("国"), self.fontMetrics().lineSpacing()
        self.resize(letter * _SIZE.width(), line * _SIZE.height())
        self.list.setFocus()

    def _build_lock(self) -> None:
        self._lock = QWidget(self)
        self.password = password_line(self.tr("备份的密码"), self._lock)
        self.see = QPushButton(self.tr("打开(&O)"), self._lock)
        self.see.clicked.connect(self.unlock)
        label = QLabel(self.tr("密码(&W)："), self._lock)
        label.setBuddy(self.password)
        row = QHBoxLayout(self._lock)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (label, self.password, self.see):
            row.addWidget(widget)

    def _why(self, backup: Backup) -> str:
        why = backup.why or self.tr("每日自动或立即备份")
        return self.tr("%s，已加密") % why if backup.is_sealed else why

    def chosen(self) -> Backup | None:
        """The backup that is marked."""
        row = self.list.indexOfTopLevelItem(self.list.currentItem()) if self.backups else -1
        return self.backups[row] if row >= 0 else None

    def _look(self, _now: QTreeWidgetItem | None = None, _before: QTreeWidgetItem | None = None) -> None:
        backup = self.chosen()
        self.differences.clear()
        self.counted.setText("")
        self.go.setEnabled(False)
        locked = backup is not None and backup.is_sealed and self.key is None
        self.form.setRowVisible(self._lock, locked)
        (self.see if locked else self.go).setDefault(True)
        if backup is None:
            self.inside.setText(self.tr("还没有备份。"))
            return
        if locked:
            self.inside.setText(self.tr("这份备份已加密，输入密码才能看里面、恢复。"))
            return
        inside = restoring.look(backup.path, self.key)
        self.inside.setText(inside.trouble or self._told(inside))
        if not inside.trouble:
            self._show_differences(backup.path)

    def unlock(self) -> None:
        """The password given: what is locked can be looked into and restored while the dialog is open."""
        backup = self.chosen()
        self.trouble.hide()
        if backup is None:
            return
        try:
            with waiting(self):
                self.key = backup_key.unlock(backup.path.parent, self.password.text())
        except KnownError as trouble:
            self.show_trouble(trouble.sentence, trouble.next_step)
            self.password.selectAll()
            self.password.setFocus()
            return
        self.password.clear()
        self.list.setFocus()
        self._look()

    def _show_differences(self, path: Path) -> None:
        try:
            found = restoring.differences(self._data_file, path, self.key)
        except KnownError as trouble:
            self.counted.setText(trouble.sentence)
            return
        several = len({one.unit for one in found}) > 1
        self.differences.show_rows(
            (str(one.year), f"{one.unit} {one.label}" if several else one.label, one.now, one.then)
            for one in found[:_MOST]
        )
        same = self.tr("与现在的数据没有不同。")
        self.counted.setText(self.tr("共 %d 项不同。") % len(found) if found else same)
        self.go.setEnabled(True)

    def _told(self, inside: restoring.Inside) -> str:
        units = dict.fromkeys(unit for unit, *_ in inside.years)
        lines = []
        for unit in units:
            years = [
                self.tr("{year} 年 {count} 项{mark}").format(
                    year=year, count=count, mark="" if status == "填报" else self.tr("（%s）") % status
                )
                for name, year, status, count in inside.years
                if name == unit
            ]
            lines.append(f"{unit}：{'，'.join(years)}")
        changed = inside.changed_at[:16].replace("T", " ")
        lines.append(self.tr("最后改动：%s") % changed if changed else self.tr("里面还没有填报。"))
        return "\n".join(lines)

    def submit(self) -> bool:
        backup = self.chosen()
        if backup is None:
            return False
        question = self.tr("恢复到 %s 的备份？") % f"{backup.at:%Y-%m-%d %H:%M}"
        more = self.tr("现在的数据先备份一份，再换成这一份。")
        if not boxes.confirm(self, question, more, self.tr("恢复")):
            return False
        self._restore(backup.path, self.key)
        return True


def ask_restore(parent: QWidget | None, data_file: Path, folder: Path | None, restore: Restore) -> bool:
    """Whether a backup was restored."""
    return RestoreDialog(parent, data_file, folder, restore).ask()
