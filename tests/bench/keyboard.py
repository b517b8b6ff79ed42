"""What the keyboard costs: key to painted echo, one section to the next, keys of an item; seconds and counts only."""

import itertools
import time

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from gui.main_window import MainWindow


def _focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def _ready(window: MainWindow) -> list[str]:
    """The window in front; the places that are sections or tables with something in them."""
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    places = [place for place in window.navigation.places.places() if ":" in place]
    return [place for place in places if _shows_something(window, place)]


def _shows_something(window: MainWindow, place: str) -> bool:
    window.go_to_place(place)
    return bool(window.page.codes)


def key_to_echo(window: MainWindow, count: int) -> list[float]:
    """Seconds from each of `count` digits to the painted line that says how the words are understood.

    They are typed as a person does: four and Enter, through every place; Enter and the change of place do not count.
    """
    took: list[float] = []
    for place in itertools.cycle(_ready(window)):
        window.go_to_place(place)
        window.enter_place()
        for _ in window.page.codes:
            _settle()
            for digit in "1234":
                begun = time.perf_counter()
                QTest.keyClicks(_focus(), digit)
                QApplication.processEvents()
                took.append(time.perf_counter() - begun)
            assert window.page.echo.text().startswith("= "), window.page.echo.text()
            QTest.keyClick(_focus(), Qt.Key.Key_Return)
            if len(took) >= count:
                return took
    return took


def _settle() -> None:
    """Let everything be painted that the last key or place asked for."""
    for _ in range(3):
        QApplication.processEvents()


def change_of_section(window: MainWindow, rounds: int) -> list[float]:
    """Seconds from the key to the painted ledger, through every section and table `rounds` times."""
    places = _ready(window)
    took: list[float] = []
    for _ in range(rounds):
        for place in places:
            begun = time.perf_counter()
            window.go_to_place(place)
            QApplication.processEvents()
            took.append(time.perf_counter() - begun)
    return took


def keys_beside_digits(window: MainWindow) -> float:
    """How many keys an item costs besides its digits, from the first to the last item of each section."""
    keys = digits = items = 0
    for place in (place for place in _ready(window) if place.startswith("section:")):
        window.go_to_place(place)
        window.enter_place()
        QTest.keyClick(_focus(), Qt.Key.Key_Home)
        for number, code in enumerate(window.page.codes):
            words = str(number % 90 + 10)
            for letter in words:
                QTest.keyClicks(_focus(), letter)
            QTest.keyClick(_focus(), Qt.Key.Key_Return)
            keys, digits, items = keys + len(words) + 1, digits + len(words), items + 1
            assert window.desk.cell(code).words == words
    return (keys - digits) / items
