"""The window's shell: what stands where, which place is shown, and that nothing typed is lost on leaving.

Knows the parts by name; every decision is in the verbs, every figure on the desk.
"""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QIcon
from PySide6.QtWidgets import QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from gui import arrangement, navigation, verbs
from gui.actions import ON_BAR, CommandAction, commands, menus
from gui.backups import Backups
from gui.desk import Desk
from gui.fingerprint import FingerprintLabel
from gui.form.detail import DetailPanel
from gui.form.page import FormPage
from gui.memory import Memory
from gui.navigation import NavigationView
from gui.problems import ProblemsPanel
from gui.status import MessageBar, StatusLine
from gui.toolbar import TopBar
from gui.undo import UndoKeys
from resources import library

if TYPE_CHECKING:
    from gui.goals import Goal


class MainWindow(QMainWindow):
    """One window on one desk. `today` is the day from which deadlines are counted."""

    def __init__(self, desk: Desk, memory: Memory, today: date) -> None:
        super().__init__()
        self.desk, self.memory, self.today = desk, memory, today
        self.setWindowIcon(QIcon(str(library.icon_file())))
        self._build_parts()
        self._arrange()
        self.backups = Backups(desk, memory, self.status_line, self)
        self.page.let_enter_go_right(memory.enter_goes_right)
        self._build_menus()
        self._connect()
        arrangement.restore(self)
        self.show_return()
        self.enter_place()  # whoever opens the program can type at once

    # ---- building

    def _build_parts(self) -> None:
        self.navigation = NavigationView(self.desk, self)
        self.page = FormPage(self.desk, self)
        self.detail = DetailPanel(self.desk, self)
        self.problems = ProblemsPanel(self.desk, self)
        self.top = TopBar(self.desk, self.today, self)
        self.status_line = StatusLine(self)
        self.fingerprint = FingerprintLabel(self.desk, self.status_line)
        self.status_line.add(self.fingerprint)
        self.message = MessageBar(self)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.page)
        self._screens: dict[str, QWidget] = {}
        self._finder: QObject | None = None
        self._place = ""
        self._detail_wanted = True

    def _arrange(self) -> None:
        self.columns = QSplitter(Qt.Orientation.Horizontal, self)
        self.rows = QSplitter(Qt.Orientation.Vertical, self)
        for part in (self.navigation, self.stack, self.detail):
            self.columns.addWidget(part)
        for row in (self.columns, self.problems):
            self.rows.addWidget(row)
        self.columns.setStretchFactor(1, 1)
        self._fit_font()
        self.rows.setStretchFactor(0, 1)
        for splitter in (self.columns, self.rows):
            splitter.setHandleWidth(1)
            splitter.setChildrenCollapsible(False)
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.rows, 1)
        column.addWidget(self.message)
        self.setCentralWidget(middle)
        self.addToolBar(self.top)
        self.setStatusBar(self.status_line)

    def _fit_font(self) -> None:
        letter = self.fontMetrics().horizontalAdvance("国")
        for part, letters in ((self.navigation, 16), (self.detail, 14)):  # a number and a word stay readable
            part.setMinimumWidth(letters * letter)

    def _build_menus(self) -> None:
        self.actions_list = [CommandAction(command, self) for command in commands()]
        self.commands = {action.command.id: action for action in self.actions_list}
        for menu_id, text in menus():
            menu = self.menuBar().addMenu(text)
            menu.addActions([a for a in self.actions_list if a.command.menu == menu_id])
        self.top.fill([self.commands[name] for name in ON_BAR])

    def _connect(self) -> None:
        self.navigation.place_chosen.connect(self.show_place)
        self.navigation.entered.connect(self.enter_place)
        self.undo_keys = UndoKeys(self)
        self.page.current_changed.connect(self._cell_changed)
        self.page.history_wanted.connect(self._show_history)
        self.page.reason_wanted.connect(self._ask_reason)
        self.detail.back_wanted.connect(self.enter_place)
        self.problems.landing.connect(self.land)
        self.top.find_box.begun.connect(self._begin_find)
        self.top.units.chosen.connect(self._choose_unit)
        self.top.years.chosen.connect(self._choose_year)
        self.top.units.new_wanted.connect(self.commands["new_unit"].run)
        self.top.years.new_wanted.connect(self.commands["new_year"].run)
        self.desk.year_opened.connect(self.show_return)
        self.desk.status_changed.connect(self.refresh_actions)
        self.desk.reread.connect(self.refresh_actions)
        self.desk.saved.connect(self.status_line.show_saved)
        self.desk.saved.connect(self.message.dismiss)
        self.desk.refused.connect(self.message.show_trouble)

    # ---- what is shown

    def show_return(self) -> None:
        """The return on the desk: its title, its file, the place one was at."""
        ret = self.desk.ret
        marks = self.tr("（练习）") if ret.practice else ""
        self.setWindowTitle(self.tr("{unit}{marks} {year} 年度 - 法治填报").format(
            unit=ret.unit, marks=marks, year=ret.year))  # fmt: skip
        self.show_file()
        self.status_line.show_operator(self.desk.book.author.who)
        self.status_line.banner.setText(ret.pack.labels.get("banner", ""))
        self.message.dismiss()
        self.memory.opened(self.desk.book.path, ret.unit, ret.year, ret.practice)
        wanted = self._place or self.memory.place
        if not self.navigation.show_place(wanted):
            self.navigation.show_place(navigation.SECTION + ret.pack.sections[0].id)
        self.refresh_actions()

    def show_file(self) -> None:
        """Where the data are, and who else works in them."""
        held = self.desk.book.held_by
        self.status_line.show_file(self.desk.book.path, held.words if held else "")

    def show_place(self, place: str) -> None:
        """Show a section, a table or a screen; words that could not be saved keep the place."""
        kind, _, name = place.partition(":")
        moved = self.flush()
        if kind == "section":
            moved = moved and self.page.show_section(name)
        elif kind == "table":
            moved = moved and self.page.show_table(name)
        if not moved:
            QTimer.singleShot(0, self._stay)  # when the tree is done with the click
            return
        self._place = place
        self.memory.place = place
        self.stack.setCurrentWidget(self.page if ":" in place else self._screen(place))
        self._show_detail()
        self._cell_changed(verbs.current_code(self))

    def _stay(self) -> None:
        self.navigation.show_place(self._place)
        self.stack.currentWidget().setFocus()

    def enter_place(self) -> None:
        """Go on in what is shown."""
        self.stack.currentWidget().setFocus()

    def _screen(self, place: str) -> QWidget:
        """The screen of a place, built when first shown."""
        if place not in self._screens:
            self._screens[place] = self._build_screen(place)
            self.stack.addWidget(self._screens[place])
        return self._screens[place]

    def _build_screen(self, place: str) -> QWidget:
        # ruff: noqa: PLC0415 - a screen loads when it is first shown
        if place == navigation.HOME:
            from gui.screens.home import HomeScreen

            home = HomeScreen(self.desk, self.today, self)
            home.wanted.connect(self.follow)
            return home
        if place == navigation.STARRED:
            from gui.screens.starred import StarredScreen

            starred = StarredScreen(self.desk, self)
            starred.landing.connect(self.land)
            return starred
        if place == navigation.HEAD:
            from gui.screens.head_fields import HeadScreen

            return HeadScreen(self.desk, self)
        if place == navigation.LISTS:
            from gui.screens.lists import ListsScreen

            return ListsScreen(self.desk, self)
        from gui.screens.library import LibraryScreen

        screen = LibraryScreen(self.desk, self)
        screen.landing.connect(self.land)
        return screen

    def go_to_place(self, place: str) -> None:
        """Go there through the tree, which stays in step."""
        self.navigation.show_place(place)

    def land(self, code: str) -> None:
        """The cell of a code, ready to type."""
        place = navigation.place_of(self.desk, code)
        self.go_to_place(place)
        if self._place == place:
            self.page.go_to(code)

    def follow(self, goal: "Goal") -> None:
        """Where a line of the home page leads."""
        from gui.goals import go

        go(self, goal)

    def _cell_changed(self, code: str) -> None:
        self.detail.show_item(code)
        self.refresh_actions()

    def want_detail(self, wanted: bool) -> None:
        """Show the details of the item wherever there is one, or never."""
        self._detail_wanted = wanted
        self._show_detail()

    @property
    def detail_wanted(self) -> bool:
        """Whether the details stand beside the ledger."""
        return self._detail_wanted

    def _show_detail(self) -> None:
        self.detail.setVisible(self._detail_wanted and self.stack.currentWidget() is self.page)

    def _show_history(self, code: str) -> None:
        self.want_detail(True)
        self.detail.show_item(code)
        self.detail.show_history()

    def _ask_reason(self, code: str) -> None:
        self.want_detail(True)
        self.detail.show_item(code)
        self.detail.focus_reason()

    def refresh_actions(self) -> None:
        """Offer what fits now."""
        for action in self.actions_list:
            action.refresh()

    def _begin_find(self) -> None:
        """The focus is in the box: what it takes to find anything loads now."""
        if self._finder is None:
            from gui.find.finder import Finder

            self._finder = Finder(self, self.top.find_box)

    def _choose_unit(self, unit: str) -> None:
        verbs.choose_unit(self, unit)

    def _choose_year(self, year: str) -> None:
        verbs.choose_year(self, year)

    # ---- leaving

    def flush(self) -> bool:
        """Commit everything that is being typed; False if some of it was refused and is still only on screen."""
        self.message.dismiss()
        self.desk.flush()
        return self.message.trouble == ("", "") and not self.page.unsaved

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange and self.isActiveWindow():
            self.desk.refresh()
        elif event.type() is QEvent.Type.FontChange:
            self._fit_font()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.flush() and not self.leave_unsaved():
            event.ignore()
            return
        arrangement.keep(self)
        event.accept()

    def leave_unsaved(self) -> bool:
        """Whether the person would rather leave than keep what was refused."""
        from gui.dialogs.boxes import confirm

        sentence, next_step = self.message.trouble
        question = self.tr("有内容没有保存：%s") % sentence
        return confirm(self, question, next_step, self.tr("不保存，退出"))
