"""An adopted form is found again in next year's edition: moved rows, other years, blank rows."""

from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.domain.forms.grid import Grid, GridCell, GridSheet, Holds, Place
from db.domain.forms.links import Link, Whose
from db.domain.forms.remembering import (
    Remembered,
    earlier_traits_of,
    kept_of,
    recall,
    shape_of,
    traits_of,
)
from db.domain.forms.words import lexicon
from db.domain.forms.written import Known
from db.service import packs
from db.service.forms import likeness, words
from db.sheets.forms.reading import read_form
from resources import library
from tests.db.forms import made

PACK = packs.chosen(None)
KNOWN = Known(PACK, 2024, PACK.starting_codes(2024), words(), likeness)
FIRST = (
    "2024年情况表 | | |",
    "指标 | 2024年 | 2023年 | 备注",
    "行政诉讼案件数（件） | | |",
    "机关食堂用餐（人次） | | |",
    "甲类事项（件） | | |",
    "甲类事项（件） | | |",
)


def grid(*lines: str) -> Grid:
    cells = {
        (row, column): GridCell(text.strip(), Holds.WORDS if text.strip() else Holds.NOTHING)
        for row, line in enumerate(lines)
        for column, text in enumerate(line.split("|"))
    }
    return Grid((GridSheet("2024年表", cells),))


def adopted() -> Remembered:
    """The first edition as somebody corrected it: strange rows linked, a right proposal said to mean nothing."""
    form = grid(*FIRST)
    traits = traits_of(form, KNOWN)
    chosen = [
        Link(Place("2024年表", 3, 1), "law_publicity_audience_count"),
        Link(Place("2024年表", 3, 2), "law_publicity_audience_count", Whose.LAST),
        Link(Place("2024年表", 5, 1), "reconsideration_cases_count", unit="件"),
    ]
    kept = kept_of(chosen, [Place("2024年表", 2, 1), Place("2024年表", 2, 2)], traits)
    return Remembered(shape_of(traits.values()), "去年的表.xlsx", "2025-01-23", kept)


def recalled(form: Grid, known: Known = KNOWN) -> dict[str, tuple[str, Whose]]:
    found, _ = recall(form, known, [adopted()])
    return {link.place.address: (link.code, link.whose) for link in found.links}


def test_the_same_form_again_is_as_it_was_left() -> None:
    assert recalled(grid(*FIRST)) == {
        "B4": ("law_publicity_audience_count", Whose.THIS),
        "C4": ("law_publicity_audience_count", Whose.LAST),
        "B6": ("reconsideration_cases_count", Whose.THIS),
    }


def test_next_years_edition_with_moved_and_new_and_blank_rows_matches_by_itself() -> None:
    title, heads, first, second, third, fourth = (
        line.replace("2024", "2025").replace("2023", "2024") for line in FIRST
    )
    form = grid(title, heads, second, " | | |", third, "土地出让价款（亿元） | | |", fourth, first)
    found = recalled(form, replace(KNOWN, year=2025))
    assert found == {
        "B3": ("law_publicity_audience_count", Whose.THIS),
        "C3": ("law_publicity_audience_count", Whose.LAST),
        "B7": ("reconsideration_cases_count", Whose.THIS),
        "B6": ("land_transfer_price_amount", Whose.THIS),
        "C6": ("land_transfer_price_amount", Whose.LAST),
    }


def test_a_renamed_sheet_keeps_what_is_remembered_of_it() -> None:
    (first,) = grid(*FIRST).sheets
    renamed = Grid((GridSheet("封面", {(0, 0): GridCell("某某市", Holds.WORDS)}), replace(first, name="附件1（修订）")))
    found, form = recall(renamed, KNOWN, [adopted()])
    assert form is not None
    assert {(link.place.sheet, link.place.address): link.code for link in found.links if link.sure == 1.0} == {
        ("附件1（修订）", "B4"): "law_publicity_audience_count",
        ("附件1（修订）", "C4"): "law_publicity_audience_count",
        ("附件1（修订）", "B6"): "reconsideration_cases_count",
    }


def test_a_new_sheet_may_ask_once_more_for_what_is_remembered() -> None:
    (first,) = grid(*FIRST).sheets
    (second,) = grid("指标 | 2024年", "行政复议案件数 | ").sheets
    found, form = recall(Grid((first, replace(second, name="又一张"))), KNOWN, [adopted()])
    assert form is not None
    asked = [link.place.sheet for link in found.links if link.code == "reconsideration_cases_count"]
    assert asked == [first.name, "又一张"]


def test_the_shape_survives_moved_rows_blank_rows_and_another_year() -> None:
    title, heads, *rows = (line.replace("2024", "2025").replace("2023", "2024") for line in FIRST)
    moved = traits_of(grid(title, "| | |", heads, *rows[::-1]), replace(KNOWN, year=2025))
    assert shape_of(moved.values()) == adopted().shape
    other = traits_of(grid(title, heads, *rows[:-1], "别的（件） | | |"), replace(KNOWN, year=2025))
    assert shape_of(other.values()) != adopted().shape


def test_a_strange_form_takes_nothing_from_memory() -> None:
    found, form = recall(grid("项目 | 数值", "行政诉讼案件数 | "), KNOWN, [adopted()])
    assert form is None
    assert [link.code for link in found.links] == ["litigation_cases_count"]


def test_an_item_the_pack_no_longer_has_is_told() -> None:
    form = adopted()
    gone = replace(form, kept=tuple(replace(kept, code="gone_item") if kept.code else kept for kept in form.kept))
    found, _ = recall(grid(*FIRST), KNOWN, [gone])
    assert "gone_item" in next(doubt.why for doubt in found.doubts if doubt.place.address == "B4")
    assert all(link.place.address not in ("B4", "C4", "B6") for link in found.links)


# ---- whatever the words of forms stand for by now

WORDS = library.form_words()


@given(st.data())
@settings(max_examples=8, deadline=None)
def test_a_remembered_form_is_known_again_after_the_words_changed(data: st.DataObject) -> None:
    changed = deepcopy(dict(WORDS))
    for name in ("same", "filler", "light", "plain", "total", "needed", "default"):
        del changed[name][:: data.draw(st.integers(2, 9))]
    changed["same"].append(["行政诉讼案件数", "甲类事项", "机关食堂"])  # words that the form itself has
    other = replace(KNOWN, lexicon=lexicon(changed))
    traits = traits_of(grid(*FIRST), other)
    assert shape_of(traits.values()) == adopted().shape
    assert {kept.trait for kept in adopted().kept} <= set(traits.values())


def test_a_form_remembered_by_what_its_words_stood_for_is_still_known() -> None:
    """Files of the time before the form's own words were kept."""
    form = grid(*FIRST)
    traits = earlier_traits_of(form, KNOWN)
    assert set(traits.values()).isdisjoint(traits_of(form, KNOWN).values())
    kept = kept_of([Link(Place("2024年表", 3, 1), "law_publicity_audience_count")], [], traits)
    old = Remembered(shape_of(traits.values()), "去年的表.xlsx", "2025-01-23", kept)
    found, known_as = recall(form, KNOWN, [old])
    assert known_as is old
    assert ("B4", "law_publicity_audience_count", 1.0) in [
        (link.place.address, link.code, link.sure) for link in found.links
    ]


@pytest.mark.parametrize("name", ["cards", "wide_by_column", "number_and_amount"])
def test_no_cell_is_lost_where_some_words_stand_for_themselves(name: str, tmp_path: Path) -> None:
    made.make(name, tmp_path / "表.xlsx")
    form = read_form(tmp_path / "表.xlsx")
    traits = earlier_traits_of(form, KNOWN)
    links = [Link(place, code) for place, code in zip(traits, sorted(KNOWN.asked), strict=False)]
    kept = kept_of(links, [], traits)
    found, _ = recall(form, KNOWN, [Remembered("0" * 64, "去年的表.xlsx", "2025-01-23", kept)])
    assert sum(link.why.startswith("记得") for link in found.links) == len(kept) > 0
