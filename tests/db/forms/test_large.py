"""Sheets larger than any form: cells that no label speaks of cost next to nothing, too many to fill are refused."""

from collections import Counter

import pytest

from db.domain.forms import outlook as module
from db.domain.forms.faces import Faces
from db.domain.forms.grid import Grid, GridCell, GridSheet, Holds, Span
from db.domain.forms.outlook import outlook, outlooks
from db.domain.trouble import KnownError
from db.service.forms import words

LINE = GridCell("行政诉讼案件数（件）", Holds.WORDS)
BORDERED = GridCell()


def sheet(rows: int, columns: int, merged: tuple[Span, ...] = (), labels: bool = True) -> GridSheet:
    """A title, then rows of bordered cells behind a label each."""
    cells = {(row, column): BORDERED for row in range(1, rows) for column in range(columns)}
    lines = {(row, 0): LINE for row in range(1, rows)} if labels else {}
    return GridSheet("表", {(0, 0): GridCell("统计表", Holds.WORDS), **cells, **lines}, merged)


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often a cell was looked at while a sheet was read."""
    seen: Counter[str] = Counter()
    for where, name in ((Faces, "kind"), (GridSheet, "span"), (GridSheet, "cell")):
        usual = getattr(where, name)

        def counted(self: object, row: int, column: int, usual: object = usual, name: str = name) -> object:
            seen[name] += 1
            return usual(self, row, column)  # type: ignore[operator]

        monkeypatch.setattr(where, name, counted)
    return seen


def test_twice_as_many_columns_take_twice_as_long_not_four_times(looked: Counter[str]) -> None:
    list(outlook(sheet(20, 80), words()))
    before = looked.total()
    looked.clear()
    assert len(list(outlook(sheet(20, 160), words()))) == 19 * 159
    assert looked.total() < 2.3 * before


@pytest.mark.parametrize("merged", [(), (Span(0, 0, 0, 16_383),)])
def test_cells_that_no_label_speaks_of_cost_a_few_looks(looked: Counter[str], merged: tuple[Span, ...]) -> None:
    assert list(outlook(sheet(300, 100, merged, labels=False), words())) == []
    assert looked.total() < 20 * 300 * (200 if merged else 100)


def test_more_cells_to_fill_than_any_form_has_are_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_SPOTS", 30)
    small = sheet(4, 6)
    assert len(outlooks(Grid((small, small)), words())) == 30
    with pytest.raises(KnownError, match="到工作表“表”为止，要填的格子超过 30 个") as caught:
        outlooks(Grid((small, sheet(5, 5), small)), words())
    assert "删去不用的工作表、行和列" in caught.value.next_step
