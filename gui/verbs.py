"""What the commands do: ask what must be asked, then call the desk; knows the window, stores nothing."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QStandardPaths
from PySide6.QtWidgets import QApplication

from db.domain.trouble import KnownError
from gui import navigation, theme
from gui.form.blocks import toggle_not_applicable
from gui.theme import Appearance
from gui.waiting import waiting

# Dialogs load when they are opened: a start must not wait for them.
# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from gui.main_window import MainWindow

_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def _words(text: str) -> str:
    return QCoreApplication.translate("verbs", text)


def nothing(window: "MainWindow") -> None:
    """What a line in a menu does."""


# ---- files, units, years


def new_unit(window: "MainWindow") -> None:
    """Another unit in this file, opened at the year on the desk."""
    from gui.dialogs.new_unit import ask_new_unit

    window.desk.flush()
    name = ask_new_unit(window, window.desk.book)
    if name:
        window.desk.open_year(name, window.desk.ret.year)
    window.top.refresh()


def new_year(window: "MainWindow") -> None:
    """Another year of the unit on the desk."""
    open_first_year(window, window.desk.ret.unit)
    window.top.refresh()


def open_first_year(window: "MainWindow", unit: str) -> None:
    """Ask which year of a unit to begin."""
    from gui.dialogs.new_year import ask_new_year

    years = _years(window, unit)
    if years is not None:
        ask_new_year(window, window.desk, unit, max(years) + 1 if years else window.today.year - 1)


def _years(window: "MainWindow", unit: str) -> tuple[int, ...] | None:
    """The years of a unit; None, and told, while the file cannot be read."""
    return window.desk.read(lambda: window.desk.book.years(unit), None)


def choose_unit(window: "MainWindow", unit: str) -> None:
    """Put another unit on the desk: the same year, or its newest; looking begins no year."""
    years = _years(window, unit)
    if years == ():
        open_first_year(window, unit)
    elif years:
        year = window.desk.ret.year
        window.desk.open_year(unit, year if year in years else years[0])
    window.top.refresh()


def choose_year(window: "MainWindow", year: str) -> None:
    """Put another year of the unit on the desk."""
    window.desk.open_year(window.desk.ret.unit, int(year))
    window.top.refresh()


def open_file(window: "MainWindow") -> None:
    """Another data file; the one in use stays if it cannot be opened."""
    from gui import start
    from gui.dialogs.boxes import ask_data_file, tell_trouble

    path = ask_data_file(window, window.desk.book.path.parent)
    if path is None:
        return
    try:
        begun = start.take_file(path, window.desk.book.author, memory=window.memory)
    except start.GaveUp:
        return
    except KnownError as trouble:
        tell_trouble(window, trouble.sentence, trouble.next_step)
        return
    window.desk.open_book(*begun)


def leave(window: "MainWindow") -> None:
    """Close the window, which saves first."""
    window.close()


# ---- saving, exporting


def save(window: "MainWindow") -> None:
    """Commit what is being typed; everything else was saved when it was left."""
    if window.flush():
        window.status_line.show_saved(window.desk.book.author.now())


def proposed_name(unit: str, year: int, suffix: str = ".xlsx") -> str:
    """The name of an exported file."""
    words = _words("{year}年度法治政府建设情况指标表-{unit}").format(year=year, unit=unit)
    return f"{_NOT_IN_FILE_NAMES.sub('_', words)}{suffix}"


def export_folder(window: "MainWindow") -> Path:
    """Where exported files are proposed to go."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return window.memory.export_folder or Path(documents)


def export(window: "MainWindow") -> None:
    """The standard workbook."""
    from gui.dialogs import boxes

    if not window.flush():
        return
    ret = window.desk.ret
    target = boxes.ask_workbook(window, export_folder(window) / proposed_name(ret.unit, ret.year))
    if target is None:
        return
    with waiting(window):
        done = window.desk.export(target)
    if done:
        window.memory.export_folder = target.parent
        boxes.tell_exported(window, target, window.desk.opened.not_ready())
    else:
        boxes.tell_trouble(window, *window.message.trouble)


# ---- finding


def find(window: "MainWindow") -> None:
    """The box in which one types what is sought."""
    window.top.find_box.start()


# ---- blocks of cells


def copy(window: "MainWindow") -> None:
    """The current cell, or the cells taken together, to the clipboard."""
    window.page.view.block.copy()


def paste(window: "MainWindow") -> None:
    """What is on the clipboard, from the current cell on."""
    window.page.view.block.paste()


# ---- problems


def check(window: "MainWindow") -> None:
    """Commit, look at the file again, and go to the list."""
    window.flush()
    window.desk.refresh()
    window.problems.show()
    window.problems.focus_list()
    window.status_line.show_words(_words("已检查：%s") % window.problems.summary())


def next_problem(window: "MainWindow") -> None:
    """The cell of the next problem."""
    window.flush()
    window.problems.step(1)


def previous_problem(window: "MainWindow") -> None:
    """The cell of the problem before."""
    window.flush()
    window.problems.step(-1)


def explain(window: "MainWindow") -> None:
    """The reason for the marked problem, or else for one of the current cell."""
    window.flush()
    window.problems.explain_current(current_code(window))


# ---- items


def current_code(window: "MainWindow") -> str:
    """The item one is at; "" outside the ledger."""
    return window.page.current_code() if window.stack.currentWidget() is window.page else ""


def not_applicable(window: "MainWindow") -> None:
    """The current item: no such duty; once more takes it back."""
    code = current_code(window)
    if code and window.flush():
        toggle_not_applicable(window.desk, code)


def unavailable(window: "MainWindow") -> None:
    """The current item: cannot be had, and why."""
    from gui.dialogs.reason import ask_unavailable

    code = current_code(window)
    if code and window.flush():
        ask_unavailable(window, window.desk, code)


def block_not_applicable(window: "MainWindow") -> None:
    """Every item shown that is still 未填: no such duty."""
    window.page.mark_block()


def library(window: "MainWindow") -> None:
    """The library, ready to seek."""
    window.go_to_place(navigation.LIBRARY)
    window.enter_place()


def own_item(window: "MainWindow") -> None:
    """An item of the bureau's own; then its cell."""
    from gui.dialogs.own_item import ask_own_item

    window.flush()
    code = ask_own_item(window, window.desk)
    if code:
        window.land(code)


# ---- looking


def home(window: "MainWindow") -> None:
    """What is due, missing, and to be done next."""
    window.go_to_place(navigation.HOME)
    window.enter_place()


def starred(window: "MainWindow") -> None:
    """The starred items."""
    window.go_to_place(navigation.STARRED)
    window.enter_place()


def toggle_navigation(window: "MainWindow") -> None:
    """Show or hide the tree of places."""
    window.navigation.setVisible(window.navigation.isHidden())


def toggle_details(window: "MainWindow") -> None:
    """Show or hide the details of the item."""
    window.want_detail(not window.detail_wanted)


def toggle_problems(window: "MainWindow") -> None:
    """Show or hide the list of problems."""
    window.problems.setVisible(window.problems.isHidden())


def look(window: "MainWindow", appearance: Appearance) -> None:
    """Light, dark, or as the system is; from now on and tomorrow."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window.memory.appearance = appearance
    theme.apply(app, appearance)


def look_system(window: "MainWindow") -> None:
    """As the system is."""
    look(window, "system")


def look_light(window: "MainWindow") -> None:
    """Dark on light."""
    look(window, "light")


def look_dark(window: "MainWindow") -> None:
    """Light on dark."""
    look(window, "dark")


def details(window: "MainWindow") -> None:
    """What the current item means; away from the items, how everything is done."""
    if not current_code(window):
        manual(window)
        return
    window.want_detail(True)
    window.detail.explain()


def shortcuts(window: "MainWindow") -> None:
    """Every key."""
    from gui.dialogs.about import show_shortcuts

    show_shortcuts(window, window.actions_list)


def manual(window: "MainWindow") -> None:
    """How everything is done, beside the window."""
    from gui.dialogs.manual import show_manual

    show_manual(window)


def about(window: "MainWindow") -> None:
    """Name, version, licence."""
    from gui.dialogs.about import show_about

    show_about(window, window.desk.book.path)
