"""The fingerprint moves with everything a person put in, and with nothing else."""

import json
from dataclasses import replace
from itertools import pairwise

import pytest

from db.domain import cells
from db.domain.cells import BLANK, Cell, State
from db.domain.findings import Explanation, Treatment, Waiver
from db.domain.fingerprint import canonical, fingerprint, short
from db.domain.returns import Return, Status
from db.service import packs


@pytest.fixture(scope="module")
def ret() -> Return:
    pack = packs.bundled(packs.pack_id_for(2024))
    made = Return("甲市自然资源和规划局", 2024, pack, pack.starting_codes(2024))
    first, second = made.ordered_codes[:2]
    return replace(
        made,
        cells={first: Cell(State.VALUE, "1,500余"), second: cells.marked(State.UNAVAILABLE, "数据在省厅")},
        head={"filler": "张三"},
        lists={"documents": ({"name": "办法", "number": "1"},)},
        explanations={"a.rule": Explanation("新增职责", "…")},
        waivers={"b.rule": Waiver(Treatment.OFF, "不适用本市")},
    )


def test_the_same_content_in_another_order_has_the_same_fingerprint(ret: Return) -> None:
    turned = replace(
        ret, cells=dict(reversed(list(ret.cells.items()))), lists={"documents": ({"number": "1", "name": "办法"},)}
    )
    assert fingerprint(turned) == fingerprint(ret)


def test_everything_a_person_put_in_moves_it(ret: Return) -> None:
    first, second = ret.ordered_codes[:2]
    others = [
        replace(ret, unit="乙市自然资源和规划局"),
        replace(ret, year=2023),
        replace(ret, cells={**ret.cells, first: Cell(State.VALUE, "1500余")}),  # as typed: the comma counts
        replace(ret, cells={**ret.cells, first: cells.marked(State.NOT_APPLICABLE, "")}),
        replace(ret, cells={**ret.cells, second: cells.marked(State.UNAVAILABLE, "数据在部里")}),
        replace(ret, cells={**ret.cells, first: replace(ret.cells[first], note="含派出机构")}),
        replace(ret, head={"filler": "李四"}),
        replace(ret, lists={"documents": ({"name": "办法", "number": "2"},)}),
        replace(ret, explanations={"a.rule": Explanation("口径调整", "…")}),
        replace(ret, waivers={"b.rule": Waiver(Treatment.HINT, "不适用本市")}),
    ]  # fmt: skip
    assert len({fingerprint(other) for other in (ret, *others)}) == len(others) + 1


def test_nothing_else_moves_it(ret: Return) -> None:
    first, _, third = ret.ordered_codes[:3]
    same = [
        replace(ret, status=Status.FINAL),
        replace(ret, practice=True),
        replace(ret, cells={**ret.cells, third: BLANK}),
        replace(ret, cells={**ret.cells, first: replace(ret.cells[first], starred=True)}),
        replace(ret, cells={**ret.cells, first: cells.typed(ret.item(first), "1,500余")}),  # understood or not yet
        replace(ret, cells={**ret.cells, "a_library_item_switched_off": Cell(State.VALUE, "3")}),
        replace(ret, head={**ret.head, "phone": ""}),
        replace(ret, explanations={"a.rule": Explanation("新增职责", "of other figures")}),
    ]  # fmt: skip
    assert {fingerprint(other) for other in same} == {fingerprint(ret)}


def test_the_canonical_text_is_plain_json_that_names_its_form(ret: Return) -> None:
    text = canonical(ret)
    content = json.loads(text)
    assert content["form"] == "法治填报 1"
    assert content["figures"][ret.ordered_codes[0]] == ["已填", "1,500余", "", ""]
    assert all(one <= other for one, other in pairwise(content))


def test_the_fingerprint_of_a_small_return_is_written_down() -> None:
    """Printed on papers for ten years: a program that computes another one for the same words is broken."""
    pack = packs.bundled(packs.pack_id_for(2024))
    small = Return("甲局", 2024, pack, frozenset({"x"}), cells={"x": Cell(State.VALUE, "37")})
    assert canonical(small) == (
        '{"figures":{"x":["已填","37","",""]},"form":"法治填报 1","head":{},"lists":{},"reasons":{},'
        '"set_aside":{},"unit":"甲局","year":2024}'
    )
    assert fingerprint(small) == "d07cb46c4325c270f914f8aed72dc91e8c2e3a7e099f4dea0c3ef9e7b6b25e3f"
    assert short(fingerprint(small)) == "D07C-B46C-4325-C270"


def test_words_that_no_file_can_spell_still_have_one(ret: Return) -> None:
    first = ret.ordered_codes[0]
    assert len(fingerprint(replace(ret, cells={first: Cell(State.VALUE, "\ud800")}))) == 64
