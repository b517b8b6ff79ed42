"""What pasting a block would do, before it is done: which row is which item, and what becomes of its words."""

import time
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.domain import cells
from db.domain.cells import BLANK, Cell, State
from db.domain.items import Kind
from db.domain.pasting import Ground, PastedLine, Plan, Verdict, changes, copied, pasted, plan
from db.domain.pasting.clips import Block, read_text, write_text
from db.domain.returns import Return
from db.service.packs import bundled

PACK = bundled("2021-2025")
CASES, CLOSED, PENDING = "litigation_cases_count", "litigation_closed_count", "litigation_pending_count"
MONEY = "land_transfer_price_amount"


def returned(words: Mapping[str, str] | None = None, pack: str = "2021-2025", year: int = 2024) -> Return:
    made = bundled(pack)
    filled = {code: cells.typed(made.items[code], typed) for code, typed in (words or {}).items()}
    return Return("示例局", year, made, made.starting_codes(year), filled)


def ledger(ret: Return, section: str = "disputes", at: str = "") -> Ground:
    codes = [item.code for item in ret.section_items(next(s for s in ret.pack.sections if s.id == section))]
    return Ground([[code] for code in codes], codes.index(at) if at else 0)


def grid(ret: Return, name: str, row: int = 0, column: int = 0) -> Ground:
    table = ret.pack.table_by_id[name]
    codes = [[table.cells.get((r.id, c.id), "") for c in table.columns] for r in table.rows]
    return Ground(codes, row, column, table)


def told(planned: Plan) -> list[tuple[str, str, Verdict]]:
    return [(line.code, line.words, line.verdict) for line in planned.lines]


def item_of(code: str) -> tuple[str, str, str]:
    item = PACK.items[code]
    return item.number, item.name, item.unit


# ---- who is meant


def test_rows_find_their_items_by_number_in_any_order() -> None:
    block = read_text(f"{item_of(CLOSED)[0]}\t36\n{item_of(CASES)[0]}\t37")
    planned = plan(returned(), block, ledger(returned()))
    assert told(planned) == [(CLOSED, "36", Verdict.NEW), (CASES, "37", Verdict.NEW)]
    assert planned.reading == "按编号对应。"


def test_rows_find_their_items_by_name_however_it_is_spaced_and_quoted() -> None:
    name = item_of(CASES)[1]
    spaced = f"　其中：{name[:2]} {name[2:]}："
    block = read_text(f"1\t{spaced}\t37\n2\t{item_of(CLOSED)[1]}（{item_of(CLOSED)[2]}）\t36")
    assert told(plan(returned(), block, ledger(returned()))) == [
        (CASES, "37", Verdict.NEW),
        (CLOSED, "36", Verdict.NEW),
    ]


def test_rows_find_their_items_by_code_whatever_section_is_shown() -> None:
    block = read_text(f"disclosure_fees.fee.amount\t1.5\n{CASES}\t37")
    for ground in (ledger(returned(), "functions"), grid(returned(), "disclosure_fees")):
        assert [line.code for line in plan(returned(), block, ground).lines] == ["disclosure_fees.fee.amount", CASES]


def test_a_number_that_a_sheet_took_for_a_figure_is_known_again() -> None:
    ret = returned()
    item = next(item for code in ret.ordered_codes if (item := ret.item(code)).number.endswith("0"))
    lines = plan(ret, read_text(f"{item.number[:-1]}\t5\n{item_of(CASES)[0]}\t6"), ledger(ret)).lines
    assert [line.code for line in lines] == [item.code, CASES]


def test_a_figure_beside_a_name_is_never_taken_for_a_number() -> None:
    lines = plan(returned(), read_text(f"{item_of(CASES)[1]}\t3.02"), ledger(returned())).lines
    assert [(line.code, line.words) for line in lines] == [(CASES, "3.02")]


def test_another_packs_number_gives_way_to_the_name() -> None:
    older = bundled("to-2020")
    name = item_of(CASES)[1]
    elsewhere = next(item for item in older.items.values() if item.name != name and item.number == "1.01")
    lines = plan(returned(), read_text(f"{elsewhere.number}\t{name}\t37"), ledger(returned())).lines
    assert [(line.code, line.verdict) for line in lines] == [(CASES, Verdict.NEW)]


def test_a_number_whose_name_is_another_is_shown_and_not_proposed() -> None:
    number, _, _ = item_of(CASES)
    block = read_text(f"{number}\t完全不同的一项\t37\n{item_of(CLOSED)[0]}\t{item_of(CLOSED)[1]}\t36")
    first, second = plan(returned(), block, ledger(returned())).lines
    assert (first.code, first.verdict, first.proposed, first.possible) == (CASES, Verdict.OTHER_NAME, False, True)
    assert "完全不同的一项" in first.remark
    assert second.proposed


def test_lines_that_match_nothing_say_why() -> None:
    inactive = next(i for i in PACK.items.values() if i.code not in returned().ordered_codes and i.tier == "library")
    block = read_text(f"{CASES}\t37\nno_such_code\t5\n{inactive.code}\t6\n一、组织领导\t\n{CLOSED}\t36")
    planned = plan(returned(), block, ledger(returned()))
    assert [line.verdict for line in planned.lines] == [
        *(Verdict.NEW, Verdict.UNKNOWN, Verdict.UNKNOWN, Verdict.EMPTY, Verdict.NEW),
    ]
    assert [line.remark for line in planned.lines[1:3]] == [
        "没有代码为“no_such_code”的指标",
        f"本年没有选用“{inactive.label}”",
    ]
    assert not any(line.possible for line in planned.lines[1:4])


@pytest.mark.parametrize("head", ["编号\t指标名称\t单位\t本年\t上年", "\t项目\t计量单位\t2024年\t2023年"])
def test_a_header_is_recognised_and_names_the_column_of_this_year(head: str) -> None:
    row = "\t".join((*item_of(CASES), "37", "30"))
    planned = plan(returned(), read_text(f"{head}\n{row}"), ledger(returned()))
    assert told(planned) == [(CASES, "37", Verdict.NEW)]
    assert planned.reading.startswith("第一行是表头；")
    swapped = head.replace("2023", "x").replace("2024", "2023").replace("x", "2024") if "2024" in head else head
    swapped = swapped.replace("本年\t上年", "上年\t本年")
    assert [line.words for line in plan(returned(), read_text(f"{swapped}\n{row}"), ledger(returned())).lines] == ["30"]


def test_the_person_can_choose_another_column() -> None:
    block = read_text(f"{item_of(CASES)[1]}\t30\t37\n{item_of(CLOSED)[1]}\t29\t36")
    planned = plan(returned(), block, ledger(returned()))
    assert (planned.value, planned.choices) == (1, ((1, "B 列：30、29"), (2, "C 列：37、36")))
    assert [line.words for line in plan(returned(), block, ledger(returned()), value=2).lines] == ["37", "36"]


def test_rows_without_names_follow_each_other_from_the_cursor_on() -> None:
    ret = returned()
    ground = ledger(ret, at=CASES)
    codes = [row[0] for row in ground.codes][ground.row :]
    planned = plan(ret, read_text("1\n\n3"), ground)
    assert [(line.code, line.verdict) for line in planned.lines] == list(
        zip(codes[:3], (Verdict.NEW, Verdict.EMPTY, Verdict.NEW), strict=True)
    )
    beyond = plan(ret, read_text("1\n" * (len(codes) + 1)), ground).lines[-1]
    assert (beyond.verdict, beyond.remark) == (Verdict.UNKNOWN, "已超过这里的最后一项")


def test_names_nobody_knows_leave_the_position_and_stand_beside() -> None:
    planned = plan(returned(), read_text("某项\t5\n另一项\t6"), ledger(returned(), at=CASES))
    assert [(line.source, line.words) for line in planned.lines] == [("某项", "5"), ("另一项", "6")]
    assert planned.lines[0].code == CASES


# ---- what becomes of it


def test_verdicts() -> None:
    ret = returned({CASES: "37", CLOSED: "1234"})
    ground = ledger(ret, at=CASES)
    for words, verdict, proposed in (
        ("37", Verdict.SAME, False),
        ("38", Verdict.REPLACE, True),
        ("", Verdict.EMPTY, False),
        ("大概", Verdict.MISREAD, True),
        ("3.7e1", Verdict.MISREAD, True),
        ("37件", Verdict.SAME_VALUE, False),
        ("不适用", Verdict.REPLACE, True),
    ):
        line = plan(ret, ((words,), ("",)), ground).lines[0]
        assert (line.verdict, line.proposed) == (verdict, proposed), words
    misread = plan(ret, (("大概",), ("",)), ground).lines[0]
    assert (misread.after.words, misread.after.misread is not None) == ("大概", True)
    assert misread.remark


def test_another_unit_beside_the_figure_is_not_taken_for_the_items_own() -> None:
    ret = returned()
    name, unit = PACK.items[MONEY].name, PACK.items[MONEY].unit
    other = "元" if unit != "元" else "万元"
    lines = plan(ret, read_text(f"{name}\t{other}\t12"), ledger(ret)).lines
    assert [(line.verdict, line.proposed, line.possible) for line in lines] == [(Verdict.OTHER_UNIT, False, True)]
    for same in (f"{name}\t{unit}\t12", f"{name}\t{other}\t12{unit}"):
        assert plan(ret, read_text(same), ledger(ret)).lines[0].verdict is Verdict.NEW


def test_of_two_rows_for_one_item_the_first_is_proposed() -> None:
    lines = plan(returned(), read_text(f"{CASES}\t37\n{CASES}\t38\n{CASES}\t37"), ledger(returned())).lines
    assert [line.verdict for line in lines] == [Verdict.NEW, Verdict.REPEATED, Verdict.NEW]
    assert lines[1].remark == "同一项前面已有“37”"
    assert set(changes(line for line in lines if line.proposed)) == {CASES}


def test_states_travel_as_words() -> None:
    item = PACK.items[CASES]
    marked = cells.marked(State.UNAVAILABLE, "等上级反馈", BLANK)
    assert copied(marked) == "暂无法取得"
    assert pasted(item, "暂无法取得", marked) is marked  # its reason stays
    assert pasted(item, "不适用", cells.typed(item, "3")).state is State.NOT_APPLICABLE


# ---- fixed tables


def test_a_range_of_a_sheet_goes_right_and_down_from_the_cursor() -> None:
    ret = returned()
    ground = grid(ret, "disclosure_disputes", 1, 2)
    lines = plan(ret, read_text("1\t2\n3\t4"), ground).lines
    codes = [ground.codes[r][c] for r in (1, 2) for c in (2, 3)]
    assert [(line.code, line.words) for line in lines] == list(zip(codes, "1234", strict=True))


def test_what_does_not_fit_into_the_table_says_so() -> None:
    ret = returned()
    ground = grid(ret, "disclosure_disputes", 2, 4)
    lines = plan(ret, read_text("1\t2\n3\t4"), ground).lines
    assert [line.remark for line in lines[1:]] == ["超出本表的行列"] * 3


def test_a_place_without_a_cell_takes_a_dash_in_silence_and_a_figure_not() -> None:
    ret = returned()
    table = ret.pack.table_by_id["disclosure_disputes"]
    ground = Ground([["", table.codes[0]]], 0, 0, table)
    for words, verdict in (("—", Verdict.EMPTY), ("7", Verdict.ABSENT)):
        line = plan(ret, ((words, "5"),), ground).lines[0]
        assert (line.verdict, line.possible) == (verdict, False)


def test_the_heads_of_the_tables_sheet_are_left_out_and_the_whole_table_finds_its_place() -> None:
    ret = returned()
    ground = grid(ret, "disclosure_disputes", 2, 1)
    assert ground.table is not None
    heads = ["", "", *(column.heads[-1] for column in ground.table.columns)]
    rows = [
        [row.number, row.heads[-1], *(str(10 * r + c) for c, _ in enumerate(ground.table.columns))]
        for r, row in enumerate(ground.table.rows)
    ]
    planned = plan(ret, tuple(map(tuple, [heads, *rows])), ground)
    assert planned.reading.startswith("已略去表头。")
    assert {line.code: line.words for line in planned.lines} == {
        code: str(10 * r + c) for r, row in enumerate(ground.codes) for c, code in enumerate(row)
    }


def test_small_whole_numbers_are_never_heads() -> None:
    ret = returned()
    block = read_text("1\t1\t1\n2\t2\t2")  # as the numbers of its rows
    planned = plan(ret, block, grid(ret, "disclosure_documents"))
    assert [line.words for line in planned.lines] == ["1", "1", "1", "2", "2", "2"]


def test_a_pasted_total_is_told_what_its_parts_come_to() -> None:
    ret = returned()
    ground = grid(ret, "disclosure_applications")
    right, wrong = (plan(ret, read_text(f"1\t2\t3\t0\t0\t0\t{total}"), ground).lines[-1] for total in (6, 7))
    assert (right.remark, wrong.remark) == ("", "各分项之和是 6")
    assert wrong.proposed


# ---- there and back

IN_SECTION = returned().section_items(PACK.sections[0])[:8]
TABLE = PACK.table_by_id["disclosure_disputes"]
TYPED = st.one_of(
    st.sampled_from(
        ["0", "37", "1,234", "91.60", "1500余", "近10万", "不适用", "—", '"引号"', "两\n行", "a\tb", " 5 "]
    ),
    st.text(max_size=8),
)


def cell_strategy(code: str) -> st.SearchStrategy[Cell]:
    item = PACK.items[code]
    marked = st.sampled_from(
        [BLANK, cells.marked(State.NOT_APPLICABLE, "", BLANK), cells.marked(State.UNAVAILABLE, "", BLANK)]
    )
    taken_for_a_state = item.kind is Kind.TEXT  # the word 不适用 typed there and the state are copied alike
    words = TYPED.filter(lambda word: bool(word.strip()) and not (taken_for_a_state and word == "不适用"))
    return st.one_of(marked, words.filter(lambda w: w.strip() != "不适用").map(lambda w: cells.typed(item, w)))


def filled(codes: list[str]) -> st.SearchStrategy[dict[str, Cell]]:
    return st.fixed_dictionaries({code: cell_strategy(code) for code in codes})


def after(ret: Return, planned: Plan) -> dict[str, Cell]:
    written = changes(line for line in planned.lines if line.proposed)
    return {**ret.cells, **{code: cell for code, (_, cell) in written.items()}}


def round_trip(figures: dict[str, Cell], block: Block, ground: Ground) -> None:
    full, empty = (Return("示例局", 2024, PACK, PACK.starting_codes(2024), c) for c in (figures, {}))
    read = read_text(write_text(block))
    assert not any(line.possible for line in plan(full, read, ground).lines)
    written = after(empty, plan(empty, read, ground))
    assert {code: written.get(code, BLANK) for code in figures} == figures


@settings(max_examples=40)
@given(filled([item.code for item in IN_SECTION]))
def test_what_is_copied_from_a_section_pastes_back_the_same(figures: dict[str, Cell]) -> None:
    block = tuple((item.number, item.name, item.unit, copied(figures[item.code])) for item in IN_SECTION)
    ground = Ground([[item.code] for item in returned().section_items(PACK.sections[1])], 3)
    round_trip(figures, block, ground)


@settings(max_examples=40)
@given(filled(list(TABLE.codes)))
def test_what_is_copied_from_a_table_pastes_back_the_same(figures: dict[str, Cell]) -> None:
    ground = grid(returned(), TABLE.id)
    round_trip(figures, tuple(tuple(copied(figures[code]) for code in row) for row in ground.codes), ground)


def test_a_copied_section_pastes_into_another_year_by_its_names() -> None:
    older = returned(pack="to-2020", year=2019)
    items = [item for item in IN_SECTION if item.name in {i.name for i in older.pack.items.values()}]
    block = tuple((item.number, item.name, item.unit, str(n)) for n, item in enumerate(items))
    lines = plan(older, block, ledger(older, older.pack.sections[-1].id)).lines
    asked = [line for line in lines if line.code]
    assert asked
    assert [older.item(line.code).name for line in asked] == [items[int(line.words)].name for line in asked]


def test_a_thousand_lines_are_planned_in_no_time() -> None:
    block = tuple((f"{n}", f"名称{n}", "件", "1,234.50") for n in range(1000))
    begun = time.perf_counter()
    planned = plan(returned(), block, ledger(returned()))
    assert len(planned.lines) == 1000
    assert time.perf_counter() - begun < 5


def test_the_lines_taken_are_told_as_they_are_and_as_they_shall_be() -> None:
    line = PastedLine("甲", "5", Verdict.NEW, CASES, after=cells.typed(PACK.items[CASES], "5"))
    unknown = PastedLine("乙", "6", Verdict.UNKNOWN)
    assert changes([line, unknown]) == {CASES: (BLANK, line.after)}
