"""Getting about without a mouse: from one part of the window to the next, from one place to the next."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from gui.main_window import MainWindow


def next_pane(window: "MainWindow") -> None:
    """Directory, form, details, problems, and round again."""
    _go(window, 1)


def previous_pane(window: "MainWindow") -> None:
    """The same backwards."""
    _go(window, -1)


def _go(window: "MainWindow", by: int) -> None:
    panes: list[QWidget] = [window.navigation, window.stack, window.detail, window.problems]
    shown = [pane for pane in panes if pane.isVisible()]
    at = QApplication.focusWidget()
    here = next((n for n, pane in enumerate(shown) if at and (at is pane or pane.isAncestorOf(at))), -1)
    target = shown[(here + by) % len(shown)] if here >= 0 else window.stack
    if target is window.problems:
        window.problems.focus_list()
    elif target is window.stack:
        window.enter_place()
    else:
        target.setFocus()


def next_place(window: "MainWindow") -> None:
    """The section, table or screen below, ready to type."""
    _turn(window, 1)


def previous_place(window: "MainWindow") -> None:
    """The one above."""
    _turn(window, -1)


def _turn(window: "MainWindow", by: int) -> None:
    places = window.navigation.places.places()
    here = window.navigation.current_place()
    at = places.index(here) + by if here in places else 0
    if 0 <= at < len(places):
        window.go_to_place(places[at])
        window.enter_place()
