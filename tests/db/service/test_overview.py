"""What the file says of its returns without opening them, and that progress is counted in one way everywhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.domain.cells import State
from db.service import Author, Book, OpenReturn, OwnItem, practice
from db.sheets import standard
from db.sheets.frame import Frame
from resources.version import VERSION
from tests.ready import fill_head

UNIT = "示例市自然资源和规划局"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with Book(tmp_path / "填报.sqlite", Author("王某某")) as opened:
        yield opened


def standings(book: Book) -> dict[tuple[str, int], tuple[int, int]]:
    return {(s.unit, s.year): (s.done, s.asked) for s in book.overview()}


def progress(opened: OpenReturn) -> tuple[int, int]:
    return opened.ret.progress(opened.ret.ordered_codes)


def test_every_draft_is_counted_as_it_counts_itself(book: Book) -> None:
    practice.fill(book)
    for unit in ("甲局", "乙局"):
        book.add_unit(unit)
        for year in (2019, 2024):
            book.open_year(unit, year)
    opened = book.find_year("乙局", 2024)
    opened.enter("hearing_held_count", "2")
    opened.enter("litigation_cases_count", "看不清")
    opened.switch_on([opened.ret.library()[0].code])
    opened.add_own_item(OwnItem("土地信访听证会次数", "次"))
    found = standings(book)
    assert len(found) == 7
    for (unit, year), counted in found.items():
        assert counted == progress(book.find_year(unit, year)), (unit, year)
    assert found["乙局", 2024][0] == 1


def test_the_newest_year_stands_first_and_finalised_ones_not_at_all(book: Book) -> None:
    book.add_unit(UNIT)
    for year in (2022, 2024, 2023):
        book.open_year(UNIT, year)
    opened = book.find_year(UNIT, 2023)
    opened.mark_all(opened.ret.ordered_codes, State.NOT_APPLICABLE)
    for finding in opened.findings:
        if finding.open:
            opened.explain(finding.rule, "已核对")
    fill_head(opened)
    opened.finalise()
    assert list(standings(book)) == [(UNIT, 2024), (UNIT, 2022)]
    assert {d.id for d in book.overview()[0].deadlines} == {d.id for d in opened.ret.pack.deadlines}


def test_looking_at_all_returns_writes_nothing(book: Book) -> None:
    book.add_unit(UNIT)
    book.open_year(UNIT, 2024)
    before = book.path.read_bytes()
    book.overview()
    assert book.path.read_bytes() == before


def test_sections_tables_hints_and_cover_count_the_same(book: Book) -> None:
    practice.fill(book)
    opened = book.find_year(book.units()[0].name, 2024)
    shown_twice = {c for t in opened.ret.tables for c in t.codes if opened.ret.item(c).section != t.id}
    opened.mark(min(shown_twice), State.BLANK)
    ret = opened.ret
    assert len(shown_twice) > 10
    assert shown_twice.isdisjoint(code for table in ret.tables for code in ret.table_codes(table))
    parts = [tuple(item.code for item in ret.section_items(section)) for section in ret.pack.sections]
    parts += [ret.table_codes(table) for table in ret.tables]
    counts = [ret.progress(codes) for codes in parts]
    assert (sum(done for done, _ in counts), sum(asked for _, asked in counts)) == progress(opened)
    hinted = [code for f in opened.findings if f.rule.startswith("unfilled:") for code in f.codes]
    assert sorted(hinted) == sorted(ret.unfilled())
    cover = standard._parts(
        Frame(ret, opened.last, opened.findings, opened._author.clock().date(), VERSION), ret.pack.sections
    )
    assert sorted(code for _, codes in cover for code in codes) == sorted(code for codes in parts for code in codes)
