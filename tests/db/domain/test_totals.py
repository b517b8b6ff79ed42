"""Declared totals added up while nobody has filled them."""

from dataclasses import replace

import pytest

from db.domain import cells
from db.domain.items import Item, Kind, Tier
from db.domain.pack import Level, Line, Pack, Rule, Table
from db.domain.returns import Return
from db.domain.totals import computed, dependents, parts_of

COLUMNS, ROWS = ("a", "b", "total"), ("x", "y", "sum")


def code(row: str, column: str) -> str:
    return f"t.{row}.{column}"


def rule(total: str, *parts: str) -> Rule:
    return Rule(f"{total} {parts[0]}", Level.ERROR, "", f"{total} = sum({', '.join(parts)})", "")


CELLS = {(r, c): code(r, c) for r in ROWS for c in COLUMNS}
ITEMS = {c: Item(c, "表1", c, "件", Kind.COUNT, 0, Tier.TABLE, "t") for c in CELLS.values()}
TABLE = Table(
    *("t", "表1", "甲", "", "", "", "件"),
    columns=tuple(Line(c, "", (c,)) for c in COLUMNS),
    rows=tuple(Line(r, "", (r,)) for r in ROWS),
    cells=CELLS,
    totals=frozenset({"total", "sum"}),
)
RULES = (
    *(rule(code(r, "total"), code(r, "a"), code(r, "b")) for r in ROWS),
    *(rule(code("sum", c), code("x", c), code("y", c)) for c in COLUMNS),
    Rule("flow", Level.EXPLAIN, "", f"{code('x', 'a')} = sum({code('y', 'a')})", ""),
    Rule("other", Level.HINT, "", f"{code('x', 'total')} >= {code('y', 'total')}", ""),
    rule(code("x", "total"), "gone", code("x", "b")),
)
PACK = Pack(
    *("p", "题", "1", 2021, None, False, "", ""),
    sections=(),
    items=ITEMS,
    tables=(TABLE,),
    rules=RULES,
    deadlines=(),
    head_fields=(),
    lists=(),
    notes=(),
)
PARTS = parts_of(PACK, TABLE)


def filled(**words: str) -> Return:
    """A return with these cells; x_a stands for t.x.a."""
    put = {f"t.{name.replace('_', '.')}": typed for name, typed in words.items()}
    done = {c: cells.typed(ITEMS[c], typed) for c, typed in put.items()}
    return Return("局", 2024, PACK, frozenset(ITEMS), done)


def said(ret: Return, total: str) -> str:
    value = computed(ret, total, PARTS)
    return "" if value is None else str(value)


def test_only_declared_totals_have_parts() -> None:
    assert PARTS[code("x", "total")] == ((code("x", "a"), code("x", "b")),)
    assert PARTS[code("sum", "a")] == ((code("x", "a"), code("y", "a")),)
    assert PARTS[code("sum", "total")] == (
        (code("sum", "a"), code("sum", "b")),
        (code("x", "total"), code("y", "total")),
    )
    assert set(PARTS) == {c for (r, k), c in CELLS.items() if r == "sum" or k == "total"}


def test_parts_are_added_exactly() -> None:
    assert said(filled(x_a="0.1", x_b="0.2"), code("x", "total")) == "0.3"
    assert said(filled(x_a="1" + "0" * 40, x_b="1"), code("x", "total")) == "1" + "0" * 39 + "1"


@pytest.mark.parametrize("words", ["", "近5", "5人", "数十", "看不懂"])
def test_a_part_that_is_no_exact_value_gives_no_sum(words: str) -> None:
    assert said(filled(x_a="1", x_b=words), code("x", "total")) == ""


def test_a_part_that_does_not_apply_adds_nothing() -> None:
    nothing = cells.marked(cells.State.NOT_APPLICABLE, "")
    ret = filled(x_a="1").with_cell(code("x", "b"), nothing)
    assert said(ret, code("x", "total")) == "1"
    assert said(ret.with_cell(code("x", "a"), nothing), code("x", "total")) == ""


def test_empty_totals_count_with_their_own_sums() -> None:
    ret = filled(x_a="1", x_b="2", y_a="3", y_b="4")
    assert said(ret, code("sum", "total")) == "10"
    typed = filled(x_a="1", x_b="2", y_a="3", y_b="4", sum_a="近4")
    assert said(typed, code("sum", "total")) == "10"  # the other way still adds up


def test_a_cell_that_is_no_total_has_no_sum() -> None:
    assert said(filled(x_a="1", x_b="2"), code("x", "a")) == ""


def test_dependents_reach_totals_of_totals() -> None:
    depending = dependents(PARTS)
    assert depending[code("x", "a")] == {code("x", "total"), code("sum", "a"), code("sum", "total")}
    assert depending[code("sum", "a")] == {code("sum", "total")}
    assert code("sum", "total") not in depending


def test_a_table_without_totals_has_no_parts() -> None:
    assert parts_of(PACK, replace(TABLE, totals=frozenset())) == {}
