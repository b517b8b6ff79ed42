"""Where the parts of the window stand, kept from one day to the next; knows no content."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize

if TYPE_CHECKING:
    from gui.main_window import MainWindow

_SIZE = (1400, 900)
_COLUMNS = (0.23, 0.59, 0.18)
_ROWS = (0.77, 0.23)
_HIDDEN = QByteArray(b"hidden")


def restore(window: "MainWindow") -> None:
    """As it was left, or as it is at first."""
    memory = window.memory
    window.resize(QSize(*_SIZE).boundedTo(window.screen().availableSize()))
    window.restoreGeometry(memory.layout("geometry"))
    share(window)
    window.columns.restoreState(memory.layout("columns"))
    window.rows.restoreState(memory.layout("rows"))
    window.navigation.setHidden(memory.layout("navigation") == _HIDDEN)
    window.problems.setHidden(memory.layout("problems") == _HIDDEN)
    window.want_detail(memory.layout("detail") != _HIDDEN)


def share(window: "MainWindow") -> None:
    """Divide the window between its parts as they are at first."""
    window.columns.setSizes([round(window.width() * part) for part in _COLUMNS])
    window.rows.setSizes([round(window.height() * part) for part in _ROWS])


def keep(window: "MainWindow") -> None:
    """Remember it."""
    memory = window.memory
    window.detail.setVisible(window.detail_wanted)  # other screens hide it, and its width with it
    memory.keep_layout("geometry", window.saveGeometry())
    memory.keep_layout("columns", window.columns.saveState())
    memory.keep_layout("rows", window.rows.saveState())
    hidden = {
        "navigation": window.navigation.isHidden(),
        "problems": window.problems.isHidden(),
        "detail": not window.detail_wanted,
    }
    for name, is_hidden in hidden.items():
        memory.keep_layout(name, _HIDDEN if is_hidden else QByteArray())
    memory.sync()
