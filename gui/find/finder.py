"""Finding in one window: asks the index as one types and goes where an entry leads; knows the window and its verbs."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer

from gui import navigation, verbs
from gui.find.gather import gather
from gui.find.index import Entry, Index, Sort
from gui.find.readings import readings
from gui.find.results import ResultsPanel

if TYPE_CHECKING:
    from gui.find.box import FindBox
    from gui.main_window import MainWindow


class Finder(QObject):
    """Made when the box first has the focus. Pinyin is learnt right after, in steps, while names are found already."""

    def __init__(self, window: "MainWindow", box: "FindBox") -> None:
        super().__init__(window)
        self._window, self._box = window, box
        self.panel = ResultsPanel(self._usable, window)
        self.index = Index(())
        self._reading = False  # pypinyin is there
        self._learn_next = QTimer(self)
        self._learn_next.setSingleShot(True)
        self._learn_next.timeout.connect(self._learn)
        box.begun.connect(self.begin)
        box.textChanged.connect(self.seek)
        box.stepped.connect(self.panel.step)
        box.chosen.connect(self.choose)
        box.left.connect(self.leave)
        self.panel.clicked.connect(self.land)
        window.desk.reread.connect(self._look_again)
        window.installEventFilter(self)
        self.begin()

    @property
    def ready(self) -> bool:
        """Whether all is found by its pinyin, too."""
        return not self._learn_next.isActive()

    def begin(self) -> None:
        """The focus is in the box: look at what there is to be found."""
        entries = gather(self._window)
        if entries != self.index.entries:
            self.index = Index(entries)
            self._learn_next.start()
        self.seek(self._box.text())

    def _look_again(self) -> None:
        """Another window changed the file while one is finding."""
        if self._box.hasFocus():
            self.begin()

    def _learn(self) -> None:
        if not self._reading:
            readings("一")
            self._reading = True
            self._learn_next.start()
            return
        self.index = Index(self.index.entries, readings)
        self.seek(self._box.text())

    def seek(self, words: str) -> None:
        """List what the words find; nothing without words, or while the focus is elsewhere."""
        if words.strip() and self._box.hasFocus():
            self.panel.show_results(self.index.find(words), words.strip(), self._box)
        else:
            self.panel.hide()

    def leave(self, back: bool) -> None:
        """Close the list, and go back to where the focus was if that is wanted."""
        self.panel.hide()
        if back:
            self._go_back()

    def _go_back(self) -> None:
        if not self._box.go_back():
            self._window.enter_place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self.panel.isVisible():
            self.panel.place(self._box)
        return False

    # ---- where an entry leads

    def _usable(self, entry: Entry) -> bool:
        return entry.sort is not Sort.COMMAND or self._window.commands[entry.key].isEnabled()

    def choose(self) -> None:
        """Go to the chosen entry."""
        entry = self.panel.current()
        if entry is not None:
            self.land(entry)

    def land(self, entry: Entry) -> None:
        """Save what is being typed, then go; words that were refused keep one where one is."""
        if not self._usable(entry):
            self.panel.tell(self.tr("“%s”现在不能用。") % entry.name)
            return
        self._go_back()  # which closes the list; a command acts on what had the focus before
        if self._window.flush():
            _LANDINGS[entry.sort](self._window, entry.key)


def _item(window: "MainWindow", code: str) -> None:
    window.land(code)


def _library_item(window: "MainWindow", code: str) -> None:
    """The library with the item in sight and a button to take it in; it is for the person to press."""
    from gui.screens.library import LibraryScreen  # noqa: PLC0415 - loads when it is first shown

    window.go_to_place(navigation.LIBRARY)
    screen = window.stack.currentWidget()
    if isinstance(screen, LibraryScreen):
        screen.show_item(code)


def _place(window: "MainWindow", place: str) -> None:
    window.go_to_place(place)
    window.enter_place()


def _year(window: "MainWindow", year: str) -> None:
    verbs.choose_year(window, year)
    window.enter_place()


def _unit(window: "MainWindow", unit: str) -> None:
    verbs.choose_unit(window, unit)
    window.enter_place()


def _command(window: "MainWindow", name: str) -> None:
    window.commands[name].trigger()


_LANDINGS = {
    Sort.ITEM: _item,
    Sort.CELL: _item,
    Sort.LIBRARY: _library_item,
    Sort.SECTION: _place,
    Sort.TABLE: _place,
    Sort.SCREEN: _place,
    Sort.YEAR: _year,
    Sort.UNIT: _unit,
    Sort.COMMAND: _command,
}
