"""Every key is told in the overview, a mnemonic stands once in its menu or dialog, F6 and paging reach everything."""

import inspect
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import cast

import pytest
from PySide6.QtCore import QLibraryInfo, Qt, QTimer, QTranslator
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QGroupBox,
    QLabel,
    QMenu,
    QMessageBox,
    QWidget,
)

from gui import navigation, problems
from gui.dialogs import boxes
from gui.dialogs.about import ShortcutsDialog
from gui.form import editor, entry_view
from gui.main_window import MainWindow
from tests.gui.every_dialog import every_dialog

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
HANDLED_HERE = (entry_view, editor, problems, navigation)
TOLD_AS = {
    "Return": "Enter",
    "Up": "↑",
    "Down": "↓",
    "Escape": "Esc",
    "Delete": "Del",
    "Backtab": "Tab",
    "Copy": "Ctrl+C",
    "Paste": "Ctrl+V",
    "Cut": "Ctrl+X",
    "Undo": "Ctrl+Z",
    "Redo": "Ctrl+Y",
}


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


# ---- the overview


@pytest.fixture
def overview(window: MainWindow) -> Iterator[dict[str, str]]:
    dialog = ShortcutsDialog(window, window.actions_list)
    rows = [dialog.list.topLevelItem(n) for n in range(dialog.list.topLevelItemCount())]
    yield {row.text(0): row.text(1) for row in rows}
    dialog.deleteLater()


def handled_keys(module: ModuleType) -> set[str]:
    """The keys a module's source names."""
    source = inspect.getsource(module)
    return set(re.findall(r"Qt\.Key\.Key_(\w+)", source)) | set(re.findall(r"StandardKey\.(\w+)", source))


def test_every_key_that_is_handled_stands_in_the_overview(overview: dict[str, str]) -> None:
    told = set(re.split(r"[ +]", " ".join(overview))) | set(re.split(r" (?:或|和) | ", " ".join(overview)))
    for module in HANDLED_HERE:
        keys = {TOLD_AS.get(key, key) for key in handled_keys(module)}
        assert keys, module
        assert keys <= told, module


def test_every_shortcut_stands_in_the_overview(window: MainWindow, overview: dict[str, str]) -> None:
    for place in window.navigation.places.places():
        window.go_to_place(place)  # screens are built when they are shown
    actions = cast(list[QAction], window.findChildren(QAction))
    extra = cast(list[QShortcut], window.findChildren(QShortcut))
    native = QKeySequence.SequenceFormat.NativeText
    sequences = [key for action in actions for key in action.shortcuts()] + [shortcut.key() for shortcut in extra]
    keys = {key.toString(native) for key in sequences}
    assert len(keys) > 15
    assert keys <= {word for row in overview for word in re.split(r" (?:或|和) ", row)}


def test_the_overview_says_what_each_key_does(overview: dict[str, str]) -> None:
    assert all(key.strip() and effect.strip() for key, effect in overview.items())
    assert overview["Ctrl+PgDown"] == "下一部分"


# ---- mnemonics


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[None]:
    """Standard buttons as the program has them."""
    translator = QTranslator(qapp)
    assert translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


def mnemonic(text: str) -> str:
    return text.replace("&&", "").partition("&")[2][:1].upper()


def mnemonics(window: QWidget) -> list[str]:
    """The letters that Alt reaches in a window; menus apart."""
    labels = cast(list[QLabel], window.findChildren(QLabel))
    buttons = cast(list[QAbstractButton], window.findChildren(QAbstractButton))
    boxes_around = cast(list[QGroupBox], window.findChildren(QGroupBox))
    texts = [label.text() for label in labels if label.buddy() is not None and label.isVisible()]
    texts += [button.text() for button in buttons if button.isVisible()]
    texts += [box.title() for box in boxes_around if box.isVisible()]
    letters = map(mnemonic, texts)
    return [letter for letter in letters if letter]


def repeated(letters: list[str]) -> list[str]:
    return [letter for letter, count in Counter(letters).items() if count > 1]


def test_mnemonics_of_every_menu_are_unique_and_never_missing(window: MainWindow) -> None:
    for menu in cast(list[QMenu], window.menuBar().findChildren(QMenu)):
        letters = [mnemonic(action.text()) for action in menu.actions() if not action.isSeparator()]
        assert "" not in letters, menu.title()
        assert repeated(letters) == [], menu.title()


def test_mnemonics_of_the_window_are_unique_at_every_place(window: MainWindow) -> None:
    bar = [mnemonic(action.text()) for action in window.menuBar().actions()]
    for place in window.navigation.places.places():
        window.go_to_place(place)
        assert repeated(bar + mnemonics(window)) == [], place


def test_mnemonics_of_every_dialog_are_unique(chinese: None, window: MainWindow) -> None:
    found = 0
    for dialog in every_dialog(window):
        dialog.show()
        letters = mnemonics(dialog)
        found += len(letters)
        assert repeated(letters) == [], dialog
        dialog.done(0)
        dialog.deleteLater()
    assert found > 40


BOXES: list[Callable[[QWidget], object]] = [
    lambda parent: boxes.tell_exported(parent, Path("甲.xlsx"), "2 项未填"),
    lambda parent: boxes.tell_trouble(parent, "甲。", "乙。"),
    lambda parent: boxes.start_trouble("甲。", "乙。"),
    lambda parent: boxes.confirm(parent, "甲？", "乙。", "不保存，退出"),
]


@pytest.mark.parametrize("show", BOXES)
def test_mnemonics_of_every_box_are_unique(
    chinese: None, window: MainWindow, show: Callable[[QWidget], object]
) -> None:
    seen: list[list[str]] = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        seen.append(mnemonics(box))
        box.reject()

    QTimer.singleShot(0, look)
    show(window)
    assert [repeated(letters) for letters in seen] == [[]]


# ---- getting about


def test_f6_goes_round_the_parts_of_the_window(window: MainWindow) -> None:
    window.enter_place()
    parts: list[QWidget] = [window.detail, window.problems, window.navigation, window.page]
    for part in parts:
        QTest.keyClick(focus(), Qt.Key.Key_F6)
        assert focus() is part or part.isAncestorOf(focus())
    for part in [*parts[-2::-1], window.page]:
        QTest.keyClick(focus(), Qt.Key.Key_F6, SHIFT)
        assert focus() is part or part.isAncestorOf(focus())


def test_f6_leaves_out_what_is_hidden(window: MainWindow) -> None:
    for name in ("show_details", "show_problems"):
        window.commands[name].trigger()
    window.enter_place()
    QTest.keyClick(focus(), Qt.Key.Key_F6)
    assert focus() is window.navigation


def test_paging_reaches_every_place_and_the_keyboard_is_always_somewhere(window: MainWindow) -> None:
    places = window.navigation.places.places()
    for _ in places:
        QTest.keyClick(focus(), Qt.Key.Key_PageUp, CTRL)
    seen = [window.navigation.current_place()]
    for _ in places:
        QTest.keyClick(focus(), Qt.Key.Key_PageDown, CTRL)
        assert window.stack.isAncestorOf(focus())
        seen.append(window.navigation.current_place())
    assert seen == [*places, places[-1]]  # the last one stays


def test_tab_goes_through_the_window_and_comes_back(window: MainWindow) -> None:
    """Form, its button, details, problems, tool bar, directory: in the order in which they stand, and round again."""
    window.page.view.setFocus()
    QTest.keyClick(focus(), Qt.Key.Key_End)
    met: list[QWidget] = []
    for _ in range(60):
        QTest.keyClick(focus(), Qt.Key.Key_Tab)
        if focus() is window.page.view:
            break
        met.append(focus())
    assert focus() is window.page.view, met
    for part in (window.detail.note, window.problems.view, window.top.units, window.navigation):
        assert part in met
