"""A whole return is filled, explained, checked, signed and exported by keys alone; a mouse event fails the test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QDeadlineTimer, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QMessageBox, QProgressDialog, QWidget

from db.domain.cells import State
from db.domain.pack import Level
from db.domain.returns import Status
from gui.desk import Desk
from gui.dialogs.finalise import FinaliseDialog
from gui.dialogs.reason import ReasonDialog
from gui.main_window import MainWindow
from gui.memory import Memory

KEY = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier
CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
CASES, PENDING, DISPUTES = "litigation_cases_count", "litigation_pending_count", "admin_dispute_cases_count"
REASON = "hearing_held_count"
NOT_OURS = "disclosure_applications"
FIGURES = {DISPUTES: "7", PENDING: "5", CASES: "8"}
MENDED = {DISPUTES: "8"}
_MOUSE = {
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.Wheel,
    QEvent.Type.ContextMenu,
}


class NoMouse(QObject):
    """Counts every event that only a mouse makes."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOUSE:
            self.seen.append(f"{event.type()} on {watched}")
        return False


@pytest.fixture
def no_mouse(qapp: QApplication) -> Iterator[NoMouse]:
    watch = NoMouse()
    qapp.installEventFilter(watch)
    yield watch
    qapp.removeEventFilter(watch)


def at() -> QWidget:
    """Where the keyboard is; a menu that is open has it before all else."""
    patience = QDeadlineTimer(10_000)
    while QApplication.focusWidget() is None and not patience.hasExpired():
        for window in QApplication.topLevelWidgets():  # what a desktop does when a dialog was closed
            if isinstance(window, MainWindow):
                window.activateWindow()
        QApplication.processEvents()
    widget = QApplication.activePopupWidget() or QApplication.focusWidget()
    assert widget is not None
    return widget


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
    for _ in range(times):
        QTest.keyClick(at(), key, modifiers)


def write(words: str) -> None:
    """Plain keys for what a keyboard has, composed letters as an input method hands them over for the rest."""
    if words.isascii():
        QTest.keyClicks(at(), words)
        return
    for letter in words:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(at(), QKeyEvent(kind, 0, NONE, letter))


def in_dialog(kind: type[QDialog], what: Callable[[], None]) -> Callable[[], None]:
    """Prepare for the dialog that the keys to come will open; called afterwards, it says whether it came."""
    came: list[bool] = []
    patience = QDeadlineTimer(10_000)
    look = QTimer(QApplication.instance(), interval=0)

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QProgressDialog):
            return  # as a person waits until the work is done
        if (dialog is None or not dialog.isActiveWindow()) and not patience.hasExpired():
            return  # and until a dialog is there
        look.stop()
        try:
            assert isinstance(dialog, kind), f"{dialog} opened instead of {kind}"
            what()
            came.append(True)
        finally:
            if dialog is not None and not came:
                dialog.close()  # no test waits for ever

    look.timeout.connect(answer)
    look.start()

    def check() -> None:
        look.stop()
        look.deleteLater()
        assert came, f"no {kind.__name__} was answered"

    return check


def menu(letter: Qt.Key, command: Qt.Key) -> None:
    press(letter, ALT)
    assert QApplication.activePopupWidget() is not None, "no menu opened"
    press(command)


def enter_figures(window: MainWindow) -> None:
    """Every cell of the place shown: its digits and Enter."""
    press(KEY.Key_Home, CTRL)
    view = window.page.view
    for n, _ in enumerate(window.page.codes):
        code = window.page.current_code()
        write(FIGURES.get(code, "0"))
        press(KEY.Key_Return)
        if n + 1 < len(window.page.codes):
            assert view.current_code() != code


def go_to(window: MainWindow, place: str) -> None:
    """Page through the places, as a person does who looks at the directory."""
    places = window.navigation.places.places()
    steps = places.index(place) - places.index(window.navigation.current_place())
    press(KEY.Key_PageDown if steps > 0 else KEY.Key_PageUp, CTRL, abs(steps))
    assert window.navigation.current_place() == place


def fill_places(window: MainWindow, desk: Desk) -> None:
    places = window.navigation.places.places()
    for place in places[1:]:
        go_to(window, place)
        if place == f"table:{NOT_OURS}":
            answered = in_dialog(QMessageBox, lambda: press(KEY.Key_Return))
            menu(KEY.Key_I, KEY.Key_B)
            answered()
        elif ":" in place:
            enter_figures(window)


def fill_head(window: MainWindow, desk: Desk) -> None:
    go_to(window, "head")
    fields = desk.ret.pack.head_fields
    for _ in range(len(fields)):
        line = at()
        assert isinstance(line, QLineEdit)
        if not line.text():
            write("法规科" if "填" in line.accessibleName() else "2024")
        press(KEY.Key_Tab)


def fill_list(window: MainWindow) -> None:
    """Typing opens the editor, Tab goes on to the next column."""
    go_to(window, "lists")
    for words in ("行政规范性文件管理办法", "示资规〔2024〕1号", "制定", "2024-05-06"):
        write(words)
        press(KEY.Key_Tab)


def unavailable(window: MainWindow, desk: Desk) -> None:
    """One figure that cannot be had: Ctrl+9, the reason, and back."""
    go_to(window, f"section:{desk.item(REASON).section}")
    press(KEY.Key_Home)
    while window.page.current_code() != REASON:
        before = window.page.current_code()
        press(KEY.Key_Down)
        assert window.page.current_code() != before
    press(KEY.Key_9, CTRL)
    write("3月底取得")
    press(KEY.Key_Return)
    press(KEY.Key_F6, SHIFT)
    assert window.page.isAncestorOf(at())


def mend_errors(window: MainWindow, desk: Desk) -> None:
    """F8 to the error; the cell is ready to type."""
    assert [f.level for f in desk.findings].count(Level.ERROR) == 1
    press(KEY.Key_F8)
    write(MENDED[window.page.current_code()])
    press(KEY.Key_Return)
    assert not [f for f in desk.findings if f.level is Level.ERROR]


def explain(window: MainWindow, desk: Desk) -> None:
    """F9 to the list; the first by its dialog, the others in the line below."""
    press(KEY.Key_F9)
    asking = [f for f in desk.findings if f.level is Level.EXPLAIN]
    assert len(asking) >= 2

    def with_a_cause() -> None:
        press(KEY.Key_Tab, SHIFT)  # back to the common causes
        press(KEY.Key_Down)
        press(KEY.Key_Return)
        write("5 件")
        press(KEY.Key_Tab)
        press(KEY.Key_Return)

    for row in range(window.problems.model.rowCount()):
        press(KEY.Key_Home)
        press(KEY.Key_Down, times=row)
        finding = window.problems.current()
        assert finding is not None
        if finding.level is not Level.EXPLAIN or not finding.open:
            continue
        if finding.rule == asking[0].rule:
            answered = in_dialog(ReasonDialog, with_a_cause)
            press(KEY.Key_F4)
            answered()
        else:
            press(KEY.Key_Tab)
            write("上年结转 3 件")
            press(KEY.Key_Return)
        assert window.problems.view.hasFocus()
    assert not [f for f in desk.findings if f.level is Level.EXPLAIN and f.open]


def sign(window: MainWindow, desk: Desk) -> None:
    answered = in_dialog(FinaliseDialog, lambda: press(KEY.Key_Return))
    menu(KEY.Key_F, KEY.Key_L)
    answered()
    assert desk.ret.status is Status.FINAL


def export(window: MainWindow) -> None:
    told: list[str] = []

    def close_the_news() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        told.append(box.text())
        press(KEY.Key_Escape)

    def accept() -> None:
        news.append(in_dialog(QMessageBox, close_the_news))
        press(KEY.Key_Return)

    news: list[Callable[[], None]] = []
    answered = in_dialog(QFileDialog, accept)
    press(KEY.Key_E, CTRL)
    answered()
    news[0]()
    assert told[0].startswith("已导出")


def test_a_whole_return_by_keys_alone(
    window: MainWindow, desk: Desk, memory: Memory, tmp_path: Path, no_mouse: NoMouse
) -> None:
    memory.export_folder = tmp_path
    press(KEY.Key_PageUp, CTRL)  # the window opens at the first section
    fill_head(window, desk)
    fill_places(window, desk)
    fill_list(window)
    unavailable(window, desk)
    mend_errors(window, desk)
    explain(window, desk)
    assert desk.ret.unfilled() == ()
    sign(window, desk)
    export(window)
    states = {desk.cell(code).state for code in desk.ret.pack.table_by_id[NOT_OURS].codes}
    assert states == {State.NOT_APPLICABLE}
    assert desk.cell(REASON).reason == "3月底取得"
    assert desk.ret.head["filler"] == "法规科"
    assert desk.ret.lists["documents"][0]["date"] == "2024-05-06"
    assert [path.suffix for path in tmp_path.glob("2024*")] == [".xlsx"]
    assert no_mouse.seen == []
