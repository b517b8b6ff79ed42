"""Short questions and news in standard boxes, file choosers included; they decide nothing themselves."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

DATA_FILES = "*.sqlite"
PACKAGES = "*.fazhi"


def _words(text: str) -> str:
    return QCoreApplication.translate("boxes", text)


def _box(parent: QWidget | None, icon: QMessageBox.Icon, sentence: str, more: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setIcon(icon)
    box.setWindowTitle(_words("法治填报"))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(sentence)
    box.setInformativeText(more)
    return box


def _choose(box: QMessageBox, choices: tuple[str, ...], usual: int = 0) -> int:
    """Which of the choices was taken, Enter takes the `usual` one, Escape the last; the box is gone afterwards."""
    roles = QMessageBox.ButtonRole
    buttons = [box.addButton(text, roles.AcceptRole) for text in choices[:-1]]
    buttons.append(box.addButton(choices[-1], roles.RejectRole))
    box.setDefaultButton(buttons[usual])
    box.setEscapeButton(buttons[-1])
    try:
        box.exec()
        clicked = box.clickedButton()
        return next((n for n, button in enumerate(buttons) if button is clicked), len(choices) - 1)
    finally:
        box.deleteLater()


def confirm(parent: QWidget, question: str, more: str, go: str) -> bool:
    """Whether to do what cannot be taken back; Enter alone does not."""
    box = _box(parent, QMessageBox.Icon.Question, question, more)
    return _choose(box, (go, _words("取消")), usual=1) == 0


def tell_trouble(parent: QWidget | None, sentence: str, next_step: str) -> None:
    """Something asked for could not be done."""
    _choose(_box(parent, QMessageBox.Icon.Warning, sentence, next_step), (_words("知道了"),))


OPEN, NEW, LEAVE, RESTORE = range(4)


def start_trouble(sentence: str, next_step: str, restorable: bool = False) -> int:
    """The data file cannot be opened: OPEN another, make a NEW one, LEAVE, or RESTORE a backup if there are any."""
    box = _box(None, QMessageBox.Icon.Warning, sentence, next_step)
    choices = (_words("另选数据文件(&O)…"), _words("新建数据文件(&N)…"), _words("退出(&X)"))
    if not restorable:
        return _choose(box, choices)
    chosen = _choose(box, (_words("从备份恢复(&R)…"), *choices))
    return RESTORE if chosen == 0 else chosen - 1


COPY, STAY = range(2)


def ask_bad_place(parent: QWidget | None, sentence: str) -> int:
    """A data file lies where it gets damaged: COPY it to this machine, STAY there all the same, or (2) neither."""
    more = _words("建议复制到这台电脑再打开，今后用复制的这一份；原来的不动。")
    box = _box(parent, QMessageBox.Icon.Warning, sentence, more)
    return _choose(box, (_words("复制到这台电脑再打开(&C)"), _words("仍然从那里打开(&O)"), _words("取消")))


def tell_done(parent: QWidget, sentence: str, more: str) -> None:
    """Something asked for was done."""
    _choose(_box(parent, QMessageBox.Icon.Information, sentence, more), (_words("知道了"),))


def ask_new_file(parent: QWidget, title: str, proposal: Path, suffix: str) -> Path | None:
    """Where a new file shall go, its ending added where it is missing."""
    name, _ = QFileDialog.getSaveFileName(parent, title, str(proposal), f"*{suffix}")
    if not name:
        return None
    return Path(name if name.lower().endswith(suffix) else f"{name}{suffix}")


def tell_exported(parent: QWidget, target: Path, still_open: str, open_: str = "") -> None:
    """The file is there; it, or its folder, can be opened. `still_open`: what stands in the way of 定稿, or "".

    `open_` is the word for opening it, if it is no workbook.
    """
    more = _words("已回读核对，内容与填报一致。\n%s") % target
    if still_open:
        more += _words("\n\n这是草稿，还有 %s，报送前请处理。") % still_open
    box = _box(parent, QMessageBox.Icon.Information, _words("已导出 %s") % target.name, more)
    choice = _choose(box, (_words("打开文件夹(&F)"), open_ or _words("打开表格(&O)"), _words("关闭(&C)")))
    if choice in (0, 1):
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(target.parent if choice == 0 else target)))


def ask_data_file(parent: QWidget | None, folder: Path) -> Path | None:
    """An existing data file."""
    kinds = _words("数据文件 (%s);;所有文件 (*)") % f"{DATA_FILES} {PACKAGES}"
    name, _ = QFileDialog.getOpenFileName(parent, _words("打开数据文件"), str(folder), kinds)
    return Path(name) if name else None


def ask_folder(parent: QWidget, title: str, folder: Path) -> Path | None:
    """An existing folder."""
    name = QFileDialog.getExistingDirectory(parent, title, str(folder))
    return Path(name) if name else None


def ask_new_data_file(parent: QWidget | None, proposal: Path) -> Path | None:
    """Where a data file is to be made."""
    kinds = _words("数据文件 (%s)") % DATA_FILES
    keep = QFileDialog.Option.DontConfirmOverwrite  # a file that is there is never replaced
    name, _ = QFileDialog.getSaveFileName(parent, _words("数据放在哪里"), str(proposal), kinds, options=keep)
    return Path(name) if name else None


def ask_pack_workbook(parent: QWidget, folder: Path) -> Path | None:
    """An existing workbook with a pack in it."""
    kinds = _words("Excel 工作簿 (*.xlsx);;所有文件 (*)")
    name, _ = QFileDialog.getOpenFileName(parent, _words("导入指标体系"), str(folder), kinds)
    return Path(name) if name else None


def ask_target(parent: QWidget, title: str, proposal: Path, kinds: dict[str, str]) -> Path | None:
    """Where a file shall go, whose `kinds` are names by suffix; the chooser itself asks before one is replaced."""
    filters = {f"{name} (*{suffix})": suffix for suffix, name in kinds.items()}
    name, chosen = QFileDialog.getSaveFileName(parent, title, str(proposal), ";;".join(filters))
    if not name:
        return None
    suffix = filters.get(chosen, next(iter(kinds)))
    return Path(name if Path(name).suffix.lower() in kinds else f"{name}{suffix}")


def ask_workbook_to_verify(parent: QWidget, folder: Path) -> Path | None:
    """An existing workbook to be compared with what it was exported with."""
    kinds = _words("Excel 工作簿 (*.xlsx *.xlsm);;所有文件 (*)")
    name, _ = QFileDialog.getOpenFileName(parent, _words("核对文件"), str(folder), kinds)
    return Path(name) if name else None


def ask_standard_workbook(parent: QWidget, folder: Path) -> Path | None:
    """A workbook that was exported before."""
    kinds = _words("Excel 工作簿 (*.xlsx *.xlsm);;所有文件 (*)")
    name, _ = QFileDialog.getOpenFileName(parent, _words("选以前导出的报送表，或填好的上级表格"), str(folder), kinds)
    return Path(name) if name else None


def ask_workbooks(parent: QWidget, folder: Path) -> list[Path]:
    """Workbooks that offices sent back; none if the chooser was left."""
    kinds = _words("Excel 工作簿 (*.xlsx *.xlsm *.xls *.et);;所有文件 (*)")
    names, _ = QFileDialog.getOpenFileNames(parent, _words("选科室发回的工作簿"), str(folder), kinds)
    return [Path(name) for name in names]


def ask_workbook(parent: QWidget, proposal: Path) -> Path | None:
    """Where the workbook shall go, of the kind of the proposal; the chooser itself asks before one is replaced."""
    kinds = _words("Excel 工作簿 (*%s)") % proposal.suffix
    name, _ = QFileDialog.getSaveFileName(parent, _words("导出 Excel"), str(proposal), kinds)
    if not name:
        return None
    return Path(name if name.lower().endswith(proposal.suffix) else f"{name}{proposal.suffix}")
