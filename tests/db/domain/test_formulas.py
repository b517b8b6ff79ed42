"""The formulas of a rule held against the judge: the same figures, the same verdict, the same sides."""

import re
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from db.domain.rules import Figure, Ref, Verdict, judge, parse
from db.domain.rules.formula_parts import PARTS, VERDICTS, Parts, stated
from db.domain.rules.formulas import VERDICT, WORK, Ledger
from db.domain.rules.judge import amount
from db.domain.rules.tree import Comparison, Exact
from tests.db.domain.test_rules_properties import COMPARISONS, TRUTHS

ENDS = st.integers(-40, 40).map(lambda n: Fraction(n, 4)) | st.sampled_from([Fraction(0), Fraction(10**6)])
RADII = st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(1, 20)])


@st.composite
def figure(draw: st.DrawFn) -> Figure | None:
    kind = draw(st.sampled_from(["exact", "exact", "exact", "share", "range", "above", "below", "none", "n/a"]))
    low = draw(ENDS)
    radius = draw(RADII)
    match kind:
        case "none":
            return None
        case "n/a":
            return Figure(0, 0, applies=False)
        case "share":
            return Figure(low, low, Fraction(1, 20), Fraction(1, 10))
        case "range":
            return Figure(low, low + draw(st.integers(0, 5)), radius)
        case "above":
            return Figure(low, None, radius)
        case "below":
            return Figure(None, low, radius)
    return Figure(low, low, radius)


FIGURES = st.fixed_dictionaries({Ref(code): figure() for code in "abc"})


def ledger(figures: dict[Ref, Figure | None]) -> Ledger:
    def parts(code: str, found: Figure | None) -> Parts:
        return stated(found, lambda name: f"{code}_{name}")

    known = {ref: parts(ref.code, found) for ref, found in figures.items()}
    return Ledger(1, known, lambda row, name: f"{name}_{row}")


@given(TRUTHS, FIGURES, st.none() | st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(3)]))
def test_formulas_and_judge_agree(text: str, figures: dict[Ref, Figure | None], tolerance: Exact | None) -> None:
    found = ledger(figures).truth(parse(text), tolerance, "")
    assert VERDICTS[int(found.value)] is judge(parse(text), figures, tolerance).verdict


@given(COMPARISONS, FIGURES)
def test_both_sides_are_the_judges(text: str, figures: dict[Ref, Figure | None]) -> None:
    node = parse(text)
    assert isinstance(node, Comparison)
    rows = ledger(figures)
    for side in (node.left, node.right):
        expected, found = amount(side, figures), rows.amount(side)
        assert bool(found.known.value) is (expected is not None)
        if expected is not None:
            for end, number in ((expected.low, found.low), (expected.high, found.high)):
                assert (abs(number.value) >= 1e50) is (end is None)
                assert end is None or abs(number.value - float(end)) <= 1e-12 * (1 + abs(float(end)))


def test_decimals_that_binary_cannot_hold_are_no_difference() -> None:
    figures: dict[Ref, Figure | None] = {
        Ref("a"): Figure(Fraction(1, 10), Fraction(1, 10)),
        Ref("b"): Figure(Fraction(2, 10), Fraction(2, 10)),
        Ref("c"): Figure(Fraction(3, 10), Fraction(3, 10)),
    }
    assert VERDICTS[int(ledger(figures).truth(parse("a + b = c"), None, "").value)] is Verdict.PASSED
    assert VERDICTS[int(ledger(figures).truth(parse("a + b < c"), None, "").value)] is Verdict.BROKEN


def test_an_amount_named_twice_stands_in_one_row() -> None:
    figures: dict[Ref, Figure | None] = {Ref(code): Figure(1, 1) for code in "abc"}
    rows = ledger(figures)
    rows.truth(parse("a + b = c"), None, "")
    before = len(rows.rows)
    rows.truth(parse("a + b <= c"), None, "")
    assert len(rows.rows) == before + 1


def test_every_cell_reads_only_what_stands_above_it_or_before_it_in_its_row() -> None:
    figures: dict[Ref, Figure | None] = {Ref(code): Figure(1, 2) for code in "abc"}
    rows = ledger(figures)
    rows.truth(parse("if(a / b > 1, min(a, b), max(a, c)) * 2 <= round(abs(c - a), 1) or not (a = b)"), None, "")
    order = [f"{name}_{row.number}" for row in rows.rows for name in (*WORK, *PARTS, VERDICT) if name in row.cells]
    seen = {f"{code}_{name}" for code in "abc" for name in PARTS}
    for row in rows.rows:
        for name in (*WORK, *PARTS, VERDICT):
            if name in row.cells:
                assert set(re.findall(r"[a-z]\w*_\w+", row.cells[name].text)) <= seen
                seen.add(f"{name}_{row.number}")
    assert len(order) == len(set(order))
