"""The manual says what the program does and can be read in it, offline and by keyboard."""

import re
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import QImage, QPalette, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui import theme
from gui.actions import commands, menus
from gui.dialogs.about import ShortcutsDialog, plain
from gui.dialogs.manual import ManualDialog
from gui.main_window import MainWindow
from resources import library

ROOT = Path(__file__).parents[2]
SHIFT = Qt.KeyboardModifier.ShiftModifier
IMAGE = QTextDocument.ResourceType.ImageResource.value
_ROW = re.compile(r"^\| (.+?) \| (.+?) \|$", re.MULTILINE)


def chapter(title: str) -> str:
    """The Markdown of one chapter."""
    return library.manual().partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def rows(title: str) -> list[tuple[str, str]]:
    """The lines of a chapter's tables, heads left out."""
    found: list[tuple[str, str]] = _ROW.findall(chapter(title))
    return [row for row in found if row[0] not in ("按键", "程序说") and not row[0].startswith("--")]


# ---- what it says is so


def test_every_key_is_told_and_no_other(window: MainWindow) -> None:
    dialog = ShortcutsDialog(window, window.actions_list)
    lines = map(dialog.list.topLevelItem, range(dialog.list.topLevelItemCount()))
    assert sorted(rows("键盘一览")) == sorted((line.text(0), line.text(1)) for line in lines)
    dialog.deleteLater()


def test_every_command_it_names_is_in_its_menu() -> None:
    titles = {menu: plain(text) for menu, text in menus()}
    known = {(titles[command.menu], plain(command.text)) for command in commands()}
    told = set(re.findall(r"\*\*(\S+) → (.+?)\*\*", library.manual()))
    assert len(told) > 8
    assert told <= known


def test_every_message_it_explains_is_one_of_the_program() -> None:
    files = (path for room in ("db", "gui") for path in (ROOT / room).rglob("*.py"))
    sources = "".join(path.read_text(encoding="utf-8") for path in files)
    messages = [message for message, _ in rows("出了问题怎么办")]
    assert len(messages) > 20
    parts = [part for message in messages for part in message.split("…") if part]
    assert [part for part in parts if part not in sources] == []


def test_every_link_leads_to_a_heading() -> None:
    text = library.manual()
    links = re.findall(r"[^!]\[[^\]]+\]\(([^)]+)\)", text)
    assert links
    assert {link.removeprefix("#") for link in links} <= set(re.findall(r"^#+ (.+)$", text, re.MULTILINE))


def test_what_must_not_be_typed_in_is_said_first() -> None:
    assert library.manual().splitlines()[2] == "**严禁录入国家秘密、工作秘密。**"
    assert "严禁录入国家秘密、工作秘密" in (ROOT / "README.md").read_text(encoding="utf-8")


# ---- read in the program


@pytest.fixture
def manual(window: MainWindow, qtbot: QtBot) -> ManualDialog:
    window.commands["manual"].trigger()
    dialog = opened(window)
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def opened(window: MainWindow) -> ManualDialog:
    return cast("ManualDialog", window.findChild(ManualDialog))


def focus() -> object:
    return QApplication.focusWidget()


def at_top(dialog: ManualDialog) -> str:
    """The first words of the page in sight."""
    dialog.page.document().size()  # lays out the rest, as painting would
    return dialog.page.cursorForPosition(dialog.page.viewport().rect().topLeft()).block().text()


def test_it_stays_beside_the_ledger_and_opens_once(window: MainWindow, manual: ManualDialog) -> None:
    assert not manual.isModal()
    window.commands["manual"].trigger()
    assert window.findChildren(ManualDialog) == [manual]


def test_escape_closes_it_for_good(window: MainWindow, manual: ManualDialog, qtbot: QtBot) -> None:
    with qtbot.waitSignal(manual.destroyed):
        QTest.keyClick(manual, Qt.Key.Key_Escape)
    assert window.findChild(ManualDialog) is None


def test_the_contents_lead_everywhere_by_key(manual: ManualDialog) -> None:
    assert focus() is manual.contents
    for _ in range(4):
        QTest.keyClick(manual.contents, Qt.Key.Key_Down)
    row = manual.contents.currentItem()
    assert row is not None
    assert at_top(manual) == row.text(0) == "固定表"
    assert [manual.contents.topLevelItem(n).text(0) for n in (0, 1, 2)] == ["法治填报使用手册", "开始", "录入"]


def test_words_are_found_by_key_round_the_end_and_back(manual: ManualDialog) -> None:
    QTest.keyClick(manual, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert focus() is manual.sought
    manual.sought.setText("坚果云盘")
    assert manual.count.text() == "没有找到"
    assert not manual.after.isEnabled()
    manual.sought.setText("待重新确认")
    assert manual.count.text() == "第 1 处，共 1 处"
    manual.sought.setText("备份")
    found = manual.page.found
    assert found > 5
    QTest.keyClick(manual.sought, Qt.Key.Key_Return)
    second = manual.count.text()
    QTest.keyClick(manual.sought, Qt.Key.Key_Return, SHIFT)
    QTest.keyClick(manual, Qt.Key.Key_F3)
    assert manual.count.text() == second
    assert manual.page.textCursor().selectedText() == "备份"
    seen = []
    for _ in range(found):
        QTest.keyClick(manual.sought, Qt.Key.Key_Return)
        seen.append(manual.count.text())
    assert sorted(seen) == sorted(f"第 {n} 处，共 {found} 处" for n in range(1, found + 1))
    assert manual.isVisible()  # Enter closes nothing


def test_links_lead_to_their_chapter(manual: ManualDialog) -> None:
    manual.page.anchorClicked.emit(QUrl("#回到某一天"))
    assert at_top(manual) == "回到某一天"


@pytest.mark.parametrize("width", [520, 1300])
def test_pictures_are_as_wide_as_the_page_and_no_wider(manual: ManualDialog, qtbot: QtBot, width: int) -> None:
    file = library.manual_picture("window.png")
    own = QImage(str(file)).width()

    def shown() -> int:
        image = manual.page.document().resource(IMAGE, QUrl("pictures/window.png"))
        assert isinstance(image, QImage)
        return image.width()

    manual.resize(width, 600)
    room = manual.page.viewport().width()
    qtbot.waitUntil(lambda: room - 40 < shown() <= room or shown() == own)
    assert shown() <= own
    qtbot.waitUntil(lambda: manual.page.horizontalScrollBar().maximum() == 0)  # once all of it is laid out


def test_it_reads_nothing_but_its_pictures(manual: ManualDialog) -> None:
    other = QTextDocument.ResourceType.HtmlResource.value
    assert manual.page.loadResource(other, QUrl("file:///etc/passwd")) is None
    image = manual.page.loadResource(IMAGE, QUrl("file:///etc/../window.png"))
    assert isinstance(image, QImage)
    assert not image.isNull()


def test_it_follows_the_theme_and_keeps_the_place(manual: ManualDialog, qapp: QApplication, qtbot: QtBot) -> None:
    manual.page.anchorClicked.emit(QUrl("#设置"))
    theme.apply(qapp, "dark")
    qapp.processEvents()

    def link_colour() -> str:
        found = manual.page.document().find("练习数据")
        return found.charFormat().foreground().color().name()

    qtbot.waitUntil(lambda: link_colour() == qapp.palette().color(QPalette.ColorRole.Link).name())
    assert at_top(manual) == "设置"
    theme.apply(qapp, "light")
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
