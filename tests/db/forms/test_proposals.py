"""What the program takes the cells of other offices' forms to be, on forms made for judging it."""

from pathlib import Path

import pytest

from db.domain.forms.grid import EMPTY, Grid, GridCell, GridSheet, Holds, Place
from db.domain.forms.links import Link, Whose
from db.domain.forms.proposing import Proposed, propose
from db.domain.forms.written import Known
from db.domain.items import Tier
from db.service import packs
from db.service.forms import likeness, words
from db.sheets.forms.reading import read_form
from tests.db.forms import made

PACK = packs.chosen(None)
KNOWN = Known(PACK, 2024, PACK.starting_codes(2024), words(), likeness)
YEARS = {Whose.THIS: "this", Whose.LAST: "last"}


def meant(proposed: Proposed) -> dict[tuple[str, str], tuple[str, str]]:
    """What is proposed, as the made forms tell their truth."""
    return {(link.place.sheet, link.place.address): (link.code, YEARS[link.whose]) for link in proposed.links}


def judged(name: str, path: Path) -> tuple[int, int, int]:
    """How many cells of a made form could be filled, how many are told right, how many wrong."""
    form = made.make(name, path)
    told = meant(propose(read_form(path), KNOWN))
    right = sum(told.get(at) == truth for at, truth in form.truth.items()) + len(form.decoys - told.keys())
    wrong = sum(form.truth.get(at) != truth for at, truth in told.items())
    return len(form.truth) + len(form.decoys), right, wrong


def test_most_cells_of_made_forms_are_told_right_and_hardly_one_wrong(tmp_path: Path) -> None:
    counts = {name: judged(name, tmp_path / f"{name}.xlsx") for name in made.names()}
    assert len(counts) >= 12
    cells, right, wrong = (sum(count) for count in zip(*counts.values(), strict=True))
    print(f"{cells} cells, {right / cells:.2%} right, {wrong / cells:.2%} wrong")
    assert right >= 0.95 * cells
    assert wrong < 0.01 * cells
    poor = {name: (of, good, bad) for name, (of, good, bad) in counts.items() if bad or good < 0.9 * of}
    assert not poor, "cells, right, wrong of forms that were told well before"


# ---- grids written out


def grid(*lines: str, sheet: str = "表") -> Grid:
    """A sheet of these lines, cells parted by |."""
    cells = {
        (row, column): GridCell(text.strip(), Holds.WORDS if text.strip() else Holds.NOTHING)
        for row, line in enumerate(lines)
        for column, text in enumerate(line.split("|"))
    }
    return Grid((GridSheet(sheet, cells),))


def links(*lines: str) -> dict[str, Link]:
    """What is proposed for a sheet of these lines, by cell."""
    return {link.place.address: link for link in propose(grid(*lines), KNOWN).links}


def codes(*lines: str) -> dict[str, tuple[str, str]]:
    """Code and year by cell."""
    return {at: (link.code, YEARS[link.whose]) for at, link in links(*lines).items()}


def test_every_item_is_found_under_its_own_name() -> None:
    items = [item for item in PACK.items.values() if item.tier is not Tier.TABLE]
    found = codes("指标名称 | 单位 | 本年 | 上年", *(f"{item.name} | {item.unit} | | " for item in items))
    for row, item in enumerate(items, 2):
        assert found[f"C{row}"] == (item.code, "this")
        assert found[f"D{row}"] == (item.code, "last")


@pytest.mark.parametrize(
    "label",
    [
        "行政复议听证次数（次）", "行政诉讼和解案件数（件）", "行政诉讼案件涉及人数（人）",
        "行政诉讼案件标的额（万元）",
        "行政许可办理数（件）", "协办法院执行案件（件）", "闲置土地面积（亩）", "土地违法案件移送公安机关数（件）",
        "行政诉讼案件代理费（元）", "依法履职尽责评议得分（分）", "旁听庭审人次（人次）", "公职律师人数（人）",
    ],
)  # fmt: skip
def test_what_the_pack_does_not_have_is_not_guessed(label: str) -> None:
    assert codes("指标 | 本年 | 上年", f"{label} | | ") == {}


def test_a_cell_nothing_is_like_is_told_as_open() -> None:
    proposed = propose(grid("指标 | 本年", "公职律师人数（人） | "), KNOWN)
    assert [doubt.place.address for doubt in proposed.doubts] == ["B2"]


@pytest.mark.parametrize(
    ("this", "last"),
    [("2024年", "2023年"), ("本年", "上年同期"), ("今年", "去年"), ("本期", "上期"), ("24年", "23年")],
)  # fmt: skip
def test_years_are_told_in_many_words(this: str, last: str) -> None:
    found = codes(f"指标 | 单位 | {last} | {this} | 增减（%） | 备注", "行政诉讼案件数 | 件 | | | | ")
    assert found == {"C2": ("litigation_cases_count", "last"), "D2": ("litigation_cases_count", "this")}


def test_a_year_before_last_is_nobodys() -> None:
    found = codes("指标 | 2022年 | 2023年 | 2024年", "行政诉讼案件数 | | | ")
    assert found == {"C2": ("litigation_cases_count", "last"), "D2": ("litigation_cases_count", "this")}


def test_an_item_and_year_is_proposed_once() -> None:
    found = codes("指标 | 数值", "行政诉讼案件数 | ", "行政诉讼案件数 | ")
    assert list(found.values()) == [("litigation_cases_count", "this")]


@pytest.mark.parametrize(
    ("label", "unit"),
    [("土地出让价款（万元）", "万元"), ("土地出让价款，亿元", "亿元"), ("土地出让价款/元", "元"), ("土地出让价款", "")],
)
def test_the_unit_a_form_states_is_kept(label: str, unit: str) -> None:
    assert links("指标 | 本年", f"{label} | ")["B2"].unit == unit


def test_a_unit_that_never_converts_rules_an_item_out() -> None:
    assert codes("指标 | 单位 | 本年", "接待群众来访来电批次 | 批次 | ")["C2"][0] == "petition_reception_batch_count"
    assert codes("指标 | 单位 | 本年", "接待群众来访来电 | 万元 | ") == {}


def test_markers_and_codes_are_certain() -> None:
    found = links("甲 | {{litigation_cases_count}}", "乙 | {{last:litigation_cases_count}}", "丙 | {{head:filler}}")
    assert {at: (link.code, link.whose, link.sure) for at, link in found.items()} == {
        "B1": ("litigation_cases_count", Whose.THIS, 1.0),
        "B2": ("litigation_cases_count", Whose.LAST, 1.0),
        "B3": ("head:filler", Whose.THIS, 1.0),
    }
    coded = links("代码 | 名称 | 数值", "litigation_won_count | 第三项 | ")
    assert coded["C2"].code == "litigation_won_count"


def test_a_marker_the_pack_does_not_know_is_left_alone() -> None:
    assert links("甲 | {{no_such_code}}") == {}


def test_defined_names_that_are_codes_are_certain() -> None:
    sheet = GridSheet("表", {(0, 0): GridCell("随便什么", Holds.WORDS), (4, 4): EMPTY})
    named = Grid(
        (sheet,), {"litigation_cases_count": Place("表", 4, 4), "litigation_won_count_last": Place("表", 5, 4)}
    )
    assert [(link.place.address, link.code, link.whose) for link in propose(named, KNOWN).links] == [
        ("E5", "litigation_cases_count", Whose.THIS),
        ("E6", "litigation_won_count", Whose.LAST),
    ]


def test_formulas_and_locked_cells_and_hidden_sheets_are_no_targets() -> None:
    label = GridCell("行政诉讼案件数", Holds.WORDS)
    for cell in (GridCell("3", Holds.FORMULA), GridCell(locked=True)):
        assert propose(Grid((GridSheet("表", {(0, 0): label, (0, 1): cell}),)), KNOWN).links == ()
    hidden = GridSheet("表", {(0, 0): label, (0, 1): EMPTY}, hidden=True)
    assert propose(Grid((hidden,)), KNOWN).links == ()


def test_fields_of_head_and_foot_are_found_beside_their_labels() -> None:
    found = codes(
        "填报单位（盖章）： | | 填报日期： | ",
        "指标 | 本年 | 上年 | 备注",
        "行政诉讼案件数 | | | ",
        "填表人： | | 联系电话： | ",
    )
    assert {at: code for at, (code, _) in found.items() if code.startswith("head:")} == {
        "B1": "head:reporting_unit", "D1": "head:filled_on", "B4": "head:filler", "D4": "head:phone",
    }  # fmt: skip


def test_a_heading_takes_nothing_from_the_line_below_it() -> None:
    found = codes("项目 | 本年", "一、行政复议 | ", "被申请行政复议案件数量 | ")
    assert found == {"B3": ("reconsideration_cases_count", "this")}


def test_a_sentence_goes_on_about_what_it_began_with() -> None:
    found = codes("发生行政复议案件||件，其中维持||件，尚在审理||件。")
    assert found == {
        "B1": ("reconsideration_cases_count", "this"), "D1": ("reconsideration_upheld_count", "this"),
        "F1": ("reconsideration_pending_count", "this"),
    }  # fmt: skip


def test_points_and_the_way_they_are_given_are_not_filled() -> None:
    found = codes(
        "考核内容|分值|评分标准|单位|实际完成值|自评得分",
        "组织听证|5|每少一次扣1分|次||",
        "行政诉讼案件|5|如实填报|件||",
    )
    assert found == {"E2": ("hearing_held_count", "this"), "E3": ("litigation_cases_count", "this")}


@pytest.mark.parametrize("label", ["接待群众初次来访（批次）", "重大行政决策后评估（项）", "政府网站浏览量（次）"])
def test_a_part_or_another_end_of_a_name_is_another_thing(label: str) -> None:
    assert codes("指标 | 本年 | 上年", f"{label} | | ") == {}
