"""Blocks of cells: marked by Shift, Ctrl+A or mouse, copied as sheets take them, pasted after a look at each line."""

import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from db.domain.cells import State
from db.domain.pasting import Verdict
from db.domain.pasting.clips import MOST_ROWS, read_html
from db.service import Book
from gui.desk import Desk
from gui.dialogs.paste import PasteDialog
from gui.dialogs.paste_model import _LOOKS, ITEM, NEW, OLD, SOURCE, TICK, VERDICT
from gui.form.model import Column
from gui.form.page import FormPage
from tests.gui.conftest import UNIT

Press = Callable[..., None]
Type = Callable[[str], None]
Stored = Callable[[str], tuple[str, str] | None]
Answer = Callable[[Callable[[PasteDialog], None]], None]
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
FIRST, SECOND, THIRD = "admin_dispute_cases_count", "reconsideration_cases_count", "reconsideration_upheld_count"
CASES, CLOSED = "litigation_cases_count", "litigation_closed_count"  # 37 and 36
TABLE = "disclosure_disputes"


def put(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


def taken() -> tuple[str, str]:
    mime = QGuiApplication.clipboard().mimeData()
    return mime.text(), mime.html()


def accept(dialog: PasteDialog) -> None:
    QTest.keyClick(dialog.view, Qt.Key.Key_Return)
    assert not dialog.isVisible()


# ---- marking and copying


def test_shift_and_the_arrows_take_cells_together_and_the_cursor_stays(page: FormPage, press: Press) -> None:
    page.go_to(CASES)
    press(Qt.Key.Key_Down, SHIFT)
    press(Qt.Key.Key_Right, SHIFT)
    assert page.ledger.block.codes == [[CASES], [CLOSED]]
    assert page.current_code() == CASES
    press(Qt.Key.Key_Up, SHIFT)
    assert not page.ledger.block.is_drawn
    press(Qt.Key.Key_Up, SHIFT)
    press(Qt.Key.Key_Escape)
    assert page.ledger.block.codes == [[CASES]]


def test_moving_typing_and_another_place_end_the_block(page: FormPage, press: Press, type_words: Type) -> None:
    for end in (
        lambda: press(Qt.Key.Key_Down),
        lambda: type_words("5"),
        lambda: page.show_section("functions"),
    ):
        page.show_section("disputes")
        page.go_to(CASES)
        press(Qt.Key.Key_Down, SHIFT)
        assert len(page.ledger.block.codes) == 2
        end()
        assert len(page.ledger.block.codes) == 1
        page.ledger.take_back()


def test_a_drag_of_the_mouse_takes_cells_together(page: FormPage) -> None:
    viewport = page.ledger.viewport()

    def middle(row: int) -> QPoint:
        return page.ledger.visualRect(page.ledger.model().index(row, Column.NAME)).center()

    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=middle(1))
    QTest.mouseMove(viewport, middle(3))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=middle(3))
    assert len(page.ledger.block.codes) == 3
    assert page.ledger.currentIndex() == page.ledger.model().index(1, Column.THIS)
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, SHIFT, middle(0))
    assert len(page.ledger.block.codes) == 2
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=middle(2))
    assert not page.ledger.block.is_drawn


def test_a_copied_block_of_a_ledger_says_whose_figures_they_are(page: FormPage, desk: Desk, press: Press) -> None:
    desk.mark(CLOSED, State.NOT_APPLICABLE)
    page.go_to(CASES)
    press(Qt.Key.Key_Down, SHIFT)
    press(Qt.Key.Key_C, CONTROL)
    rows = [(item.number, item.name, item.unit) for item in map(desk.item, (CASES, CLOSED))]
    expected = ((*rows[0], "37"), (*rows[1], "不适用"))
    text, html = taken()
    assert text == "".join("\t".join(row) + "\n" for row in expected)
    assert read_html(html) == expected


def test_a_copied_block_of_a_table_is_its_rectangle(page: FormPage, desk: Desk, press: Press) -> None:
    desk.enter(f"{TABLE}.reconsideration.upheld", "3")
    desk.enter(f"{TABLE}.reconsideration.corrected", "1500余")
    page.show_table(TABLE)
    page.setFocus()
    press(Qt.Key.Key_Right, SHIFT)
    press(Qt.Key.Key_Down, SHIFT)
    press(Qt.Key.Key_C, CONTROL)
    assert taken()[0] == "3\t1500余\n\t\n"
    press(Qt.Key.Key_A, CONTROL)
    press(Qt.Key.Key_C, CONTROL)
    table = desk.ret.pack.table_by_id[TABLE]
    assert [len(row) for row in read_html(taken()[1])] == [len(table.columns)] * len(table.rows)


def test_one_cell_is_copied_as_its_words(page: FormPage, press: Press) -> None:
    page.go_to(CASES)
    press(Qt.Key.Key_C, CONTROL)
    assert taken() == ("37", "")


def test_delete_empties_the_block_in_one_step(page: FormPage, desk: Desk, press: Press) -> None:
    desk.steps.clear()
    page.go_to(CASES)
    press(Qt.Key.Key_Down, SHIFT)
    press(Qt.Key.Key_Delete)
    assert [desk.cell(code).words for code in (CASES, CLOSED)] == ["", ""]
    assert desk.opened.history(CASES)[0].how == "清空"
    assert set(desk.steps.back()) == {CASES, CLOSED}
    assert [desk.cell(code).words for code in (CASES, CLOSED)] == ["37", "36"]


# ---- pasting


def test_a_block_goes_in_after_a_look_as_one_step(
    page: FormPage, desk: Desk, press: Press, stored: Stored, answer: Answer
) -> None:
    desk.steps.clear()
    item = desk.item(CASES)

    def look(dialog: PasteDialog) -> None:
        lines = dialog.lines
        row = [lines.index(1, column).data() for column in (SOURCE, ITEM, OLD, NEW, VERDICT)]
        assert row == [item.number, item.label, "37", "40", "ⓘ 替换"]
        assert dialog.summary.text() == "写入 2 项（新填 1，替换 1）；不写入 1 项（对不上项目 1）"
        assert stored(FIRST) is None
        accept(dialog)

    put(f"{desk.item(FIRST).number}\t12\r\n{item.number}\t40\r\n99.99\t1\r\n")
    page.go_to(THIRD)
    answer(look)
    press(Qt.Key.Key_V, CONTROL)
    assert (stored(FIRST), stored(CASES)) == (("已填", "12"), ("已填", "40"))
    assert desk.opened.history(CASES)[0].how == "粘贴"
    assert page.current_code() == THIRD
    assert set(desk.steps.back()) == {FIRST, CASES}
    assert not desk.steps.can_undo
    assert (desk.cell(FIRST).state, desk.cell(CASES).words) == (State.BLANK, "37")


def test_giving_up_changes_nothing(page: FormPage, book: Book, press: Press, answer: Answer) -> None:
    before = book.path.read_bytes()
    put("1\n2\n3")
    answer(lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Escape))
    press(Qt.Key.Key_V, CONTROL)
    assert book.path.read_bytes() == before


def test_words_nobody_understands_are_pasted_unless_unticked(
    page: FormPage, desk: Desk, press: Press, stored: Stored, answer: Answer
) -> None:
    def untick(dialog: PasteDialog) -> None:
        for row in (0, 1):
            assert dialog.lines.index(row, VERDICT).data().startswith("✗ 看不懂：")
        QTest.keyClick(dialog.view, Qt.Key.Key_Down)
        QTest.keyClick(dialog.view, Qt.Key.Key_Space)
        assert dialog.lines.index(1, TICK).data(Qt.ItemDataRole.CheckStateRole) is Qt.CheckState.Unchecked
        accept(dialog)

    put("大概\n也许\n")
    answer(untick)
    press(Qt.Key.Key_V, CONTROL)
    assert (stored(FIRST), stored(SECOND)) == (("已填", "大概"), None)
    assert desk.cell(FIRST).misread is not None
    assert any(FIRST in finding.codes for finding in desk.findings)


def test_the_column_of_the_figures_can_be_chosen(
    page: FormPage, desk: Desk, press: Press, stored: Stored, answer: Answer
) -> None:
    def choose(dialog: PasteDialog) -> None:
        assert [dialog.column.itemText(n) for n in range(2)] == ["B 列：1、2", "C 列：11、12"]
        dialog.column.setCurrentIndex(1)
        accept(dialog)

    put(f"{desk.item(FIRST).name}\t1\t11\n{desk.item(SECOND).name}\t2\t12\n")
    answer(choose)
    press(Qt.Key.Key_V, CONTROL)
    assert (stored(FIRST), stored(SECOND)) == (("已填", "11"), ("已填", "12"))


def test_only_lines_to_look_at_twice_can_be_listed_and_all_ticked_or_none(
    page: FormPage, desk: Desk, press: Press, answer: Answer
) -> None:
    numbers = [desk.item(code).number for code in (FIRST, SECOND, CASES)]

    def look(dialog: PasteDialog) -> None:
        assert not dialog.column.isVisible()
        dialog.pressing.click()
        shown = [dialog.lines.index(n, VERDICT).data()[:4] for n in range(dialog.lines.rowCount())]
        assert shown == ["ⓘ 替换", "⚠ 重复"]
        dialog.pressing.click()
        dialog.none.click()
        assert (dialog.summary.text()[:9], dialog.go.isEnabled()) == ("没有要写入的内容；", False)
        dialog.lines.toggle(3)  # the second of two lines for one item
        dialog.all.click()
        assert [line.words for line in dialog.lines.taken()] == ["1", "2", "4"]
        dialog.lines.toggle(2)
        assert [line.words for line in dialog.lines.taken()] == ["1", "2", "3"]

    put("\n".join(f"{number}\t{n}" for n, number in enumerate((*numbers, numbers[-1]), 1)))
    answer(look)
    press(Qt.Key.Key_V, CONTROL)
    assert desk.cell(CASES).words == "37"


def test_figures_changed_elsewhere_meanwhile_are_shown_before_anything_is_written(
    page: FormPage, desk: Desk, press: Press, stored: Stored, answer: Answer
) -> None:
    def meanwhile(dialog: PasteDialog) -> None:
        with Book(desk.book.path, desk.book.author) as other:
            other.open_year(UNIT, 2024).enter(FIRST, "9")
        dialog.lines.toggle(2)
        dialog.go.click()
        assert dialog.isVisible()
        assert "已在别处改动，现在是“9”" in dialog.trouble.text()
        assert dialog.lines.index(0, OLD).data() == "9"
        dialog.go.click()
        assert not dialog.isVisible()

    put("1\n2\n3\n")
    answer(meanwhile)
    press(Qt.Key.Key_V, CONTROL)
    assert (stored(FIRST), stored(SECOND), stored(THIRD)) == (("已填", "1"), ("已填", "2"), None)


def test_a_range_of_a_sheet_fills_a_table_from_the_cursor_on(
    page: FormPage, desk: Desk, press: Press, answer: Answer
) -> None:
    page.show_table(TABLE)
    page.go_to(f"{TABLE}.reconsideration.corrected")
    put("1\t2\r\n3\t1,234\r\n")
    answer(accept)
    press(Qt.Key.Key_V, CONTROL)
    table = desk.ret.pack.table_by_id[TABLE]
    places = [table.cells[row.id, column.id] for row in table.rows[:2] for column in table.columns[1:3]]
    assert [desk.cell(code).words for code in places] == ["1", "2", "3", "1,234"]


def test_a_copied_section_pastes_into_another_year_whatever_the_cursor(
    page: FormPage, desk: Desk, press: Press, answer: Answer
) -> None:
    press(Qt.Key.Key_A, CONTROL)
    press(Qt.Key.Key_C, CONTROL)
    assert desk.open_year(UNIT, 2022)
    page.show_section("functions")
    page.setFocus()
    answer(accept)
    press(Qt.Key.Key_V, CONTROL)
    assert {code: cell.words for code, cell in desk.ret.cells.items()} == {
        CASES: "37",
        CLOSED: "36",
        "litigation_pending_count": "1",
    }


@pytest.mark.parametrize(
    ("text", "words"), [("1.2万元\r\n", "1.2万元"), ('"一\n二"\n', "一\n二"), ('"甲"', '"甲"'), (" 5 ", " 5 ")]
)
def test_a_single_value_goes_straight_into_the_editor(page: FormPage, press: Press, text: str, words: str) -> None:
    put(text)
    press(Qt.Key.Key_V, CONTROL)
    assert page.ledger.editor.text() == words
    page.ledger.take_back()


def test_a_locked_return_says_that_it_takes_no_block(
    page: FormPage, desk: Desk, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    desk.refused.connect(lambda sentence, step: told.append(sentence))
    monkeypatch.setattr("db.domain.life.missing", lambda ret, findings: "")
    assert desk.finalise()
    put("1\n2")
    press(Qt.Key.Key_V, CONTROL)
    assert ["已定稿" in sentence for sentence in told] == [True]


def test_a_thousand_lines_open_and_scroll_in_no_time(page: FormPage, desk: Desk, press: Press, answer: Answer) -> None:
    def look(dialog: PasteDialog) -> None:
        assert dialog.lines.rowCount() == 1000
        QTest.keyClick(dialog.view, Qt.Key.Key_End)
        assert dialog.view.currentIndex().row() == 999
        dialog.none.click()
        dialog.all.click()
        assert dialog.view.verticalScrollBar().value() > 0

    put("\n".join(f"某指标{n}\t1,234" for n in range(1000)))
    answer(look)
    begun = time.perf_counter()
    press(Qt.Key.Key_V, CONTROL)
    assert time.perf_counter() - begun < 10  # seconds rather than minutes, whatever else the machine does


def test_far_too_many_lines_are_refused_in_a_sentence(page: FormPage, desk: Desk, press: Press) -> None:
    told: list[str] = []
    desk.refused.connect(lambda sentence, step: told.append(sentence))
    put("1\n" * (MOST_ROWS + 1))
    press(Qt.Key.Key_V, CONTROL)
    assert told == ["剪贴板里超过 10,000 行，不像一份填报数据。"]


def test_a_dialog_button_never_takes_enter_from_the_lines(page: FormPage, press: Press, answer: Answer) -> None:
    def look(dialog: PasteDialog) -> None:
        assert dialog.focusWidget() is dialog.view
        assert [button.isDefault() for button in (dialog.go, dialog.all, dialog.none)] == [True, False, False]

    put("1\n2")
    answer(look)
    press(Qt.Key.Key_V, CONTROL)


def test_every_verdict_has_its_look() -> None:
    assert set(_LOOKS) == set(Verdict)
