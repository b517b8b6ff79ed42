"""Between practice data and one's own: the two commands that change over; knows the window, makes no data itself."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from db.domain.trouble import KnownError
from gui import start
from gui.waiting import waiting

if TYPE_CHECKING:
    from gui.main_window import MainWindow


def practice_data(window: "MainWindow") -> None:
    """The practice file beside the default data file, made when it is first wanted."""
    with waiting(window):
        begun = _begun(window, lambda: start.practise(start.default_path().parent, window.desk.book.author))
    _change_over(window, begun)


def own_data(window: "MainWindow") -> None:
    """Where one left off in data that are no practice; three questions if there are none yet."""
    _change_over(window, _begun(window, lambda: start.own_file(window.memory, window.desk.book.author)))


def _begun(window: "MainWindow", begin: Callable[[], start.Begun]) -> start.Begun | KnownError | None:
    """What to put on the desk, why it cannot be had, or None if the person gave up."""
    try:
        return begin() if window.flush() else None
    except start.GaveUp:
        return None
    except KnownError as trouble:
        return trouble


def _change_over(window: "MainWindow", begun: start.Begun | KnownError | None) -> None:
    if isinstance(begun, KnownError):
        from gui.dialogs.boxes import tell_trouble  # noqa: PLC0415 - loads when opened

        tell_trouble(window, begun.sentence, begun.next_step)
    elif begun is not None:
        window.desk.open_book(*begun)
