"""The ledger as drawn text, without a window."""

import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.qtbot import QtBot

from db.domain.cells import State
from db.domain.items import Aggregate, Item, Kind, Tier
from gui.desk import Desk
from gui.form.entry_model import CODE, Move
from gui.form.model import Column, LedgerModel, indented
from gui.meaning import MEANING

CASES, CLOSED, PENDING = (
    "litigation_cases_count",
    "litigation_closed_count",
    "litigation_pending_count",
)
LAST_ONLY = "petition_item_received_count"


def shows(desk: Desk, section: str = "disputes") -> LedgerModel:
    model = LedgerModel(desk)
    found = next(s for s in desk.ret.pack.sections if s.id == section)
    model.show_items(desk.ret.section_items(found))
    return model


def line(model: LedgerModel, code: str) -> list[str]:
    row = model.index_of(code).row()
    return [model.index(row, column).data() for column in Column]


def test_a_row_reads_like_the_sheet(desk: Desk) -> None:
    model = shows(desk)
    heads = [model.headerData(c, Qt.Orientation.Horizontal) for c in Column]
    assert heads == ["编号", "指标", "单位", "本年", "上年", "增减", "状态"]
    number = desk.item(CASES).number
    desk.enter(CLOSED, "37")
    desk.enter(PENDING, "0")
    assert line(model, CASES) == [number, "行政诉讼案件数", "件", "37", "30", "+7 +23.33%", "✓ 已填"]


def test_parts_are_indented_below_their_whole(desk: Desk) -> None:
    desk.switch_on(["litigation_won_count"])
    model = shows(desk)
    assert line(model, CLOSED)[Column.NAME] == "　其中：行政诉讼审结案件数"
    assert line(model, PENDING)[Column.NAME] == "　　　　行政诉讼在审案件数"


def item(code: str, part_of: str = "") -> Item:
    return Item(code, "1.01", code, "件", Kind.COUNT, 0, Tier.CORE, "s", aggregate=Aggregate.SUM, part_of=part_of)


def test_indentation_goes_two_levels_deep_and_back() -> None:
    items = [item("a"), item("b", "a"), item("c", "b"), item("d", "b"), item("e", "a"), item("f", "z")]
    assert list(indented(items, "其中：").values()) == [
        "",
        "　其中：",
        "　　其中：",
        "　　　　　",
        "　　　　",
        "",
    ]


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("12000", "12,000"),
        ("12000.50", "12,000.50"),
        ("-1234", "-1,234"),
        ("999", "999"),
        ("0012000", "0012000"),
        ("1,2345", "1,2345"),
        ("1500余件", "1500余件"),
        ("１２３４", "１２３４"),
        ("1.2万", "1.2万"),
        ("  5", "  5"),
        ("大概有很多", "大概有很多"),
        ("9" * 5000, ",".join(["99"] + ["999"] * 1666)),
    ],
)
def test_words_are_drawn_as_typed_and_plain_numbers_grouped(desk: Desk, typed: str, drawn: str) -> None:
    model = shows(desk)
    desk.enter(CASES, typed)
    place = model.index_of(CASES)
    assert place.data() == drawn
    assert place.data(Qt.ItemDataRole.EditRole) == typed


@pytest.mark.parametrize(
    ("state", "drawn", "mark"),
    [
        (State.BLANK, "", "○ 未填"),
        (State.NOT_APPLICABLE, "不适用", "— 不适用"),
        (State.UNAVAILABLE, "暂无法取得", "? 暂无法取得"),
    ],
)
def test_states_have_quiet_words_and_a_shape(desk: Desk, state: State, drawn: str, mark: str) -> None:
    model = shows(desk)
    desk.mark(LAST_ONLY, state, "台账在档案馆" if state is State.UNAVAILABLE else "")
    shown = line(model, LAST_ONLY)
    assert (shown[Column.THIS], shown[Column.STATE]) == (drawn, mark)
    assert model.index_of(LAST_ONLY).data(MEANING) == (None if state is State.BLANK else "quiet")


def test_last_years_words_and_why_there_is_no_percentage(desk: Desk) -> None:
    model = shows(desk)
    desk.enter(LAST_ONLY, "5")
    assert line(model, LAST_ONLY)[Column.LAST : Column.STATE] == ["", "上年未填"]
    desk.enter(CASES, "近40")
    assert line(model, CASES)[Column.LAST : Column.STATE] == ["30", "含约数"]
    desk.enter("leader_court_appearance_rate", "100")
    assert line(model, "leader_court_appearance_rate")[Column.CHANGE] == "上年未填"


def test_findings_mark_the_row_and_speak_in_its_tooltip(desk: Desk) -> None:
    model = shows(desk)
    desk.enter(CASES, "大概")
    state = model.index_of(CASES).siblingAtColumn(Column.STATE)
    assert (state.data(), state.data(MEANING)) == ("✗ 错误", "error")
    finding = desk.findings_of(CASES)[0]
    tooltip = state.data(Qt.ItemDataRole.ToolTipRole)
    assert finding.message in tooltip
    assert finding.next_step in tooltip


def test_an_explained_finding_is_dealt_with(desk: Desk) -> None:
    model = shows(desk)
    desk.enter(CLOSED, "35")  # 37 is not 35 + 1
    levels = {finding.level.value for finding in desk.findings_of(CASES)}
    assert levels == {"需说明"}
    assert line(model, CASES)[Column.STATE] == "⚠ 需说明"
    for finding in desk.findings_of(CASES):
        desk.explain(finding.rule, "含上年结转一件")
    assert line(model, CASES)[Column.STATE] == "✓ 已说明"
    tooltip = model.index_of(CASES).data(Qt.ItemDataRole.ToolTipRole)
    assert "已写说明：含上年结转一件" in tooltip
    desk.enter(CLOSED, "34")
    assert line(model, CASES)[Column.STATE] == "⚠ 需说明"


def test_a_hint_informs_and_a_star_stands_beside_the_state(desk: Desk) -> None:
    model = shows(desk)
    desk.enter(LAST_ONLY, "数十")
    assert line(model, LAST_ONLY)[Column.STATE] == "ⓘ 提示"
    desk.enter(LAST_ONLY, "2")
    desk.annotate(LAST_ONLY, starred=True)
    assert line(model, LAST_ONLY)[Column.STATE] == "✓ 已填 ★"


def test_only_rows_that_look_different_are_drawn_anew(desk: Desk, qtbot: QtBot) -> None:
    model = shows(desk)
    for code in model.codes:
        line(model, code)  # all have been drawn once
    drawn: list[tuple[int, int]] = []

    def note(first: QModelIndex, last: QModelIndex) -> None:
        drawn.append((first.row(), last.row()))

    model.dataChanged.connect(note)
    desk.enter(LAST_ONLY, "5")
    row = model.index_of(LAST_ONLY).row()
    assert drawn == [(row, row)]


def test_only_this_year_takes_words_and_only_while_open(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    model = shows(desk)
    row = model.index_of(CASES).row()
    editable = Qt.ItemFlag.ItemIsEditable
    open_columns = [c for c in Column if model.index(row, c).flags() & editable]
    assert open_columns == [Column.THIS]
    assert model.setData(model.index(row, Column.LAST), "5") is False
    monkeypatch.setattr("db.domain.life.missing", lambda ret, findings: "")
    desk.finalise()
    assert not model.index(row, Column.THIS).flags() & editable


def test_neighbours_and_codes(desk: Desk) -> None:
    model = shows(desk)
    first, last = model.index(0, Column.THIS), model.index(model.rowCount() - 1, Column.THIS)
    assert model.neighbour(first, Move.DOWN) == model.index(1, Column.THIS)
    assert not model.neighbour(first, Move.PREVIOUS).isValid()
    assert not model.neighbour(last, Move.NEXT).isValid()
    assert model.index_of(CASES).data(CODE) == CASES
    assert not model.index_of("unknown").isValid()


def test_a_screen_reader_hears_item_words_and_unit(desk: Desk) -> None:
    model = shows(desk)
    spoken = model.index_of(CASES).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == f"{desk.item(CASES).label} 37 件"
    blank = model.index_of(LAST_ONLY).data(Qt.ItemDataRole.AccessibleTextRole)
    assert blank.endswith("未填 件")
