"""Which formulas a change reaches: by cells, ranges, names, copies, over sheets; where that is unclear, always."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.sheets.forms import dependents
from db.sheets.forms.dependents import Formula, changed_formulas

NAMES = {"数": "表!$B$2", "率": "0.05", "相对": "B2", "环": "环", "区": "'别 表'!$A:$A"}
REACHED = [
    "B2", "$B$2+1", "SUM(A1:C3)", "B:B", "2:2", "表!B2", "'表'!$B2", "SUM(A1,B2:B2)", 'IF(A1="B9",B2,"")', "数*2",
    "SUM(A1:INDEX(C1:C9,3))", "INDIRECT(\"B\"&2)", "OFFSET(A1,1,1)", "表一[数]", "SUM(甲:乙!A1)", "不知道",
 "相对", "环+1", "SUM(A1:率)", "SUM(A1:A2:C1)",
    "LOG10(B2)", "SUM(B1 :B3)", "A1#", "-B2%", 'SUMIF(C1:C9,"x",B1)', "AverageIf(C:C,C1,$B$1)", "LOOKUP(1,C1:C2,B1)",
    "EVALUATE(A1)", "宏(A1)", "税率(1)", "_xlfn.LET(_xlpm.x,1,_xlpm.x)", "_xll.ADDIN(A1)",
]  # fmt: skip
NOT_REACHED = [
    "A1", "B3", "SUM(A1:A9,C1:C9)", '"B2"', "别表!B2", "'B2'!A1", "率*A1", "LOG10(A1)", "TRUE", "3:9", "C:XFD", "1+1",
    "[1]表!B2", "'[2]表 一'!$B$2", "SUM('别 表'!B:B)", "_xlfn.STDEV.S(A1:A3)", 'SUMIF(C1:C2,"x",C3)',
    "SUM(C1:C9,B1)", "VLOOKUP(A1,C1:D9,2)", "ifna(A1,1)", 'SUMIF(B3:B9,"x",D3)',
 'A1&"x""B2"', "区",
]  # fmt: skip


def formula(words: str, row: int = 9, column: int = 9, sheet: str = "表", moved: tuple[int, int] = (0, 0)) -> Formula:
    return Formula(sheet, row, column, words, moved, (row, column, row, column))


@pytest.mark.parametrize("words", REACHED)
def test_a_formula_that_may_read_the_cell_is_reached(words: str) -> None:
    assert changed_formulas([formula(words)], [("表", {(1, 1)})], NAMES) == [formula(words)]


@pytest.mark.parametrize("words", NOT_REACHED)
def test_a_formula_that_cannot_read_the_cell_is_not(words: str) -> None:
    assert changed_formulas([formula(words)], [("表", {(1, 1)})], NAMES) == []


def test_a_copied_formula_reads_what_it_moved_to() -> None:
    copy = formula("A1+$C$1", moved=(1, 1))
    assert changed_formulas([copy], [("表", {(1, 1)})], {}) == [copy]
    assert changed_formulas([copy], [("表", {(0, 0)})], {}) == []
    assert changed_formulas([copy], [("表", {(0, 2)})], {}) == [copy]


def test_what_an_array_fills_reaches_on() -> None:
    array = Formula("表", 0, 5, "B2:B4", (0, 0), (0, 5, 2, 5))
    after = formula("F3")
    assert changed_formulas([after, array], [("表", {(1, 1)})], {}) == [array, after]


@given(st.lists(st.integers(0, 30), min_size=2, max_size=31, unique=True))
def test_a_chain_is_followed_to_its_end_in_any_order(order: list[int]) -> None:
    chain = [formula(f"A{before + 1}", row=after, column=0) for before, after in pairwise(sorted(order))]
    mixed = [chain[n % len(chain)] for n in order if n < len(chain)] + chain
    found = changed_formulas(mixed, [("表", {(min(order), 0)})], {})
    assert set(found) == set(chain)
    assert changed_formulas(chain, [("表", {(max(order), 0)})], {}) == []


def test_names_that_multiply_are_looked_at_once() -> None:
    names = {f"名{n}": "+".join([f"名{n + 1}"] * 300) for n in range(4)} | {"名4": "表!$B$2"}
    assert changed_formulas([formula("名0")], [("表", {(1, 1)})], names) == [formula("名0")]
    assert changed_formulas([formula("名0")], [("表", {(1, 2)})], names) == []


def test_of_endlessly_many_ranges_and_results_every_formula_counts_as_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [formula("A1+A2+A3", row=row) for row in range(9)]
    monkeypatch.setattr(dependents, "MOST_REFERENCES", 12)
    assert changed_formulas(many, [("表", {(1, 1)})], {}) == many[4:]
    monkeypatch.setattr(dependents, "MOST_FOLLOWED", 5)
    short = [formula("Z1"), formula("Z2"), formula("Z3")]
    assert changed_formulas(short, [("表", {(1, 1)})], {}) == short[2:]
    monkeypatch.undo()
    monkeypatch.setattr(dependents, "MOST_BOXES", 1)
    large = [Formula("表", row, 5, "B2", (0, 0), (row, 5, row + 200, 5)) for row in (0, 300)]
    assert changed_formulas([*large, formula("Z1")], [("表", {(1, 1)})], {}) == [*large, formula("Z1")]


@pytest.mark.parametrize("sign", ["'", '"', "A", "(", "[1]"])
def test_a_formula_longer_than_excel_allows_counts_as_changed_at_once(sign: str) -> None:
    assert changed_formulas([formula(sign * 1_000_000)], [("表", {(1, 1)})], {}) == [formula(sign * 1_000_000)]
