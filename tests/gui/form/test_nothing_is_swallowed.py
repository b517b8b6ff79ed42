"""Nothing typed is swallowed, looking changes nothing, refused words stay where they were typed."""

import sqlite3
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from db.service import Book
from gui.desk import Desk
from gui.form.detail import DetailPanel
from gui.form.model import Column
from gui.form.page import FormPage

Press = Callable[..., None]
Type = Callable[[str], None]
Stored = Callable[[str], tuple[str, str] | None]
FIRST, SECOND = "admin_dispute_cases_count", "reconsideration_cases_count"
AREA, MONEY, SHARE = (
    "approved_unsupplied_land_disposed_area",
    "land_transfer_price_amount",
    "approved_unsupplied_land_task_rate",
)

AWKWARD = [
    (FIRST, "１２３", "123"),
    (FIRST, "1，234", "1234"),
    (FIRST, "1,234", "1234"),
    (FIRST, "12 345", "12345"),
    (FIRST, "12 34", None),
    (FIRST, "近300", "300"),
    (FIRST, "30余", "30"),
    (FIRST, "1500余件", "1500"),
    (FIRST, "近10万", "100000"),
    (FIRST, "1.2万", "12000"),
    (FIRST, "1.5千", "1500"),
    (FIRST, "二十三", "23"),
    (FIRST, "十几", "10"),
    (FIRST, "数十", ""),
    (FIRST, "两三件", None),
    (FIRST, "3/4", None),
    (FIRST, "—", None),
    (FIRST, "-", None),
    (FIRST, "无", None),
    (FIRST, "未发生", "0"),
    (FIRST, "0", "0"),
    (FIRST, "007", "7"),
    (FIRST, "1e5", None),
    (FIRST, "=1+1", None),
    (FIRST, "@SUM", None),
    (FIRST, "'5", None),
    (FIRST, "  5", "5"),
    (FIRST, "5  ", "5"),
    (FIRST, "１ ２", None),
    (FIRST, "2宗", "2"),
    (FIRST, "3元", None),
    (FIRST, "不少于3件", "3"),
    (FIRST, "3件以上", "3"),
    (FIRST, "<b>7</b>", None),
    (FIRST, "5; DROP TABLE cell", None),
    (FIRST, "𠮷野家", None),
    (FIRST, "9" * 80, None),
    (AREA, "3.2公顷", "48"),
    (AREA, "6979.35", "6979.35"),
    (MONEY, "1.2万元", "0.00012"),
    (MONEY, "387.430", "387.430"),
    (SHARE, "12％", "12"),
    (SHARE, "3/4", "75"),
    (SHARE, "103.26", "103.26"),
    (SHARE, "91.60", "91.60"),
]


@pytest.fixture
def at(page: FormPage) -> Callable[[str], None]:
    """Put the cursor on a code, in whichever section it stands."""

    def go(code: str) -> None:
        page.show_section(page._desk.item(code).section)
        page.go_to(code)

    return go


@pytest.mark.parametrize("case", AWKWARD, ids=lambda case: f"{case[1][:12]}")
def test_every_word_is_kept_as_typed(
    page: FormPage,
    desk: Desk,
    at: Callable[[str], None],
    type_words: Type,
    press: Press,
    stored: Stored,
    case: tuple[str, str, str | None],
) -> None:
    code, words, value = case
    at(code)
    type_words(words)
    assert page.ledger.editor.text() == words
    said = page.echo.text()
    press(Qt.Key.Key_Return)
    assert stored(code) == ("已填", words)
    assert page.ledger.entries.words(page.ledger.entries.index_of(code)) == words
    cell = desk.cell(code)
    assert (cell.misread is None, cell.value) == (value is not None, value or "")
    assert said.startswith("✗ ") == (value is None)
    assert said.startswith("= ") == (value is not None)


def test_pasted_words_are_kept_however_long(at: Callable[[str], None], press: Press, stored: Stored) -> None:
    words = "长" * 40_000  # more than an editor of Qt takes by itself
    at(FIRST)
    QGuiApplication.clipboard().setText(words)
    press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    press(Qt.Key.Key_Return)
    assert stored(FIRST) == ("已填", words)


def wheel(over: QWidget) -> None:
    middle = QPointF(over.rect().center())
    for turn in (-120, -120, 120):
        event = QWheelEvent(
            middle,
            QPointF(over.mapToGlobal(QPoint(5, 5))),
            QPoint(),
            QPoint(0, turn),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(over, event)


def test_looking_leaves_the_file_as_it_was(page: FormPage, desk: Desk, book: Book, qtbot: QtBot, press: Press) -> None:
    panel = DetailPanel(desk)
    qtbot.addWidget(panel)
    panel.show()
    page.current_changed.connect(panel.show_item)
    before = book.path.read_bytes()
    places: list[tuple[Callable[[str], bool], str]]
    places = [(page.show_section, s.id) for s in desk.ret.pack.sections]
    places += [(page.show_table, t.id) for t in desk.ret.tables]
    for show, place in places:
        show(place)
        page.view.setFocus()
        for _ in page.codes:
            press(Qt.Key.Key_F2)
            wheel(page.view.editor if page.view.is_editing else page.view.viewport())
            press(Qt.Key.Key_Tab)
            page.view.setFocus()
        wheel(page.view.viewport())
        panel.draw_now()
        for field in (panel.note, panel.star, panel.reason):
            wheel(field)
            field.setFocus()
    desk.flush()
    assert book.path.read_bytes() == before


def test_an_editor_opened_and_left_writes_nothing_even_when_the_same_is_typed(
    page: FormPage, desk: Desk, type_words: Type, press: Press
) -> None:
    page.go_to("litigation_cases_count")
    type_words("37")
    press(Qt.Key.Key_Return)
    assert len(desk.opened.history("litigation_cases_count")) == 1


@pytest.fixture
def full_disk(book: Book) -> Callable[[bool], None]:
    """Let the data file grow no further, or let it grow again."""
    connection: sqlite3.Connection = book._repository._db.conn

    def fill(full: bool) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0] if full else 1_000_000
        connection.execute(f"PRAGMA max_page_count = {pages}")

    return fill


LONG = "9" * 40_000  # does not fit into the pages there are


def test_words_that_cannot_be_saved_stay_in_the_editor(
    page: FormPage,
    desk: Desk,
    qtbot: QtBot,
    press: Press,
    stored: Stored,
    full_disk: Callable[[bool], None],
) -> None:
    full_disk(True)
    QGuiApplication.clipboard().setText(LONG)
    press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(desk.refused) as refused:
        press(Qt.Key.Key_Return)
    assert "磁盘已满" in refused.args[0]
    assert (page.ledger.editor.text(), page.unsaved) == (LONG, True)
    assert page.current_code() == FIRST
    assert page.show_section("functions") is False
    assert page.show_table(desk.ret.tables[0].id) is False
    page.go_to(SECOND)
    QTest.mouseClick(page.ledger.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    third = page.ledger.visualRect(page.ledger.entries.index(2, Column.THIS)).center()
    QTest.mouseClick(page.ledger.viewport(), Qt.MouseButton.LeftButton, pos=third)
    page._block.setFocus()
    assert (page.current_code(), page.ledger.editor.text()) == (FIRST, LONG)
    assert stored(FIRST) is None
    full_disk(False)
    page.ledger.editor.setFocus()
    press(Qt.Key.Key_Return)
    assert (stored(FIRST), page.unsaved) == (("已填", LONG), False)


def test_a_refusal_that_takes_the_focus_is_told_once(
    page: FormPage, desk: Desk, press: Press, full_disk: Callable[[bool], None]
) -> None:
    told: list[str] = []

    def tell(sentence: str, step: str) -> None:
        told.append(sentence)
        page._block.setFocus()  # as a message that has to be read does

    desk.refused.connect(tell)
    full_disk(True)
    QGuiApplication.clipboard().setText(LONG)
    press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    press(Qt.Key.Key_Return)
    assert len(told) == 1
    assert (page.current_code(), page.ledger.editor.text()) == (FIRST, LONG)


def test_a_remark_that_cannot_be_saved_stays_on_screen(
    desk: Desk, qtbot: QtBot, full_disk: Callable[[bool], None]
) -> None:
    panel = DetailPanel(desk)
    qtbot.addWidget(panel)
    panel.show_item(FIRST)
    full_disk(True)
    panel.note.setPlainText(LONG)
    panel.show_item(SECOND)
    assert (panel.code, panel.note.toPlainText()) == (FIRST, LONG)
    full_disk(False)
    panel.show_item(SECOND)
    assert desk.cell(FIRST).note == LONG
    assert panel.code == SECOND


def test_refused_words_keep_their_year_on_the_desk(
    page: FormPage, desk: Desk, press: Press, full_disk: Callable[[bool], None]
) -> None:
    full_disk(True)
    QGuiApplication.clipboard().setText(LONG)
    press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert desk.open_year(desk.ret.unit, 2023) is False
    assert (desk.ret.year, page.ledger.editor.text()) == (2024, LONG)
    full_disk(False)
    assert desk.open_year(desk.ret.unit, 2023) is True
    assert desk.cell(FIRST).words == ""
    assert desk.open_year(desk.ret.unit, 2024) is True
    assert desk.cell(FIRST).words == LONG


def test_another_windows_change_does_not_take_the_words_being_typed(
    page: FormPage, desk: Desk, book: Book, type_words: Type, stored: Stored
) -> None:
    type_words("12")
    with Book(book.path, book.author) as other:
        other.open_year(desk.ret.unit, 2024).enter(SECOND, "66")
    desk.refresh()
    assert page.view.editor.text() == "12"
    assert page.view.finish()
    assert stored(FIRST) == ("已填", "12")
    assert page.ledger.entries.index_of(SECOND).data() == "66"
