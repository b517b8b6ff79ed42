"""How large everything is written: a step up, a step down, as the system does; knows the window's parts, no figures."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from gui import theme

if TYPE_CHECKING:
    from gui.main_window import MainWindow


def change(window: "MainWindow", percent: int) -> None:
    """Write in `percent` of the system's size (one of theme.TEXT_SIZES) from now on, and tomorrow."""
    window.memory.text_size = percent
    theme.set_text_size(_app(), percent)
    QCoreApplication.sendPostedEvents()  # that is how the font reaches every part
    for place in range(window.stack.count()):  # what is hidden does not measure itself anew
        layout = window.stack.widget(place).layout()
        if layout is not None:
            layout.activate()
    QCoreApplication.sendPostedEvents()  # so that nothing is painted in between
    words = QCoreApplication.translate("text_size", "文字大小 %d%%") % percent
    window.status_line.show_words(words)


def larger(window: "MainWindow") -> None:
    """Write everything one step larger."""
    _step(window, 1)


def smaller(window: "MainWindow") -> None:
    """Write everything one step smaller."""
    _step(window, -1)


def plain(window: "MainWindow") -> None:
    """Write everything as large as the system does."""
    change(window, theme.TEXT_SIZES[0])


def _step(window: "MainWindow", by: int) -> None:
    sizes = theme.TEXT_SIZES
    place = sizes.index(theme.text_size(_app())) + by
    if 0 <= place < len(sizes):
        change(window, sizes[place])


def _app() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app
