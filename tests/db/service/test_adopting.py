"""An adopted pack holds for the drafts of its years and for new ones; a finalised return keeps its own."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from db.domain.cells import State
from db.domain.pack import Pack
from db.domain.pack.faults import faults
from db.domain.pack.reading import build
from db.domain.stages import Status, Step
from db.domain.trouble import KnownError
from db.service import Author, Book, pack_exchange
from tests.ready import fill_head

UNIT = "示例市自然资源和规划局"
CASES = "litigation_cases_count"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    clock = datetime(2026, 1, 15, 10, 42, 7, tzinfo=timezone(timedelta(hours=8)))
    with Book(tmp_path / "填报.sqlite", Author("王某某", lambda: clock)) as opened:
        opened.add_unit(UNIT)
        yield opened


def edited(book: Book, year: int, **more: Any) -> tuple[Pack, str]:
    """The pack in use for a year, its first item under another name, and whatever else is given."""
    document = book.pack_document(year) | more
    document["item"] = [
        {**entry, "name": f"{entry['name']}（新）"} if entry["code"] == CASES else entry for entry in document["item"]
    ]
    assert faults(document) == ()
    return build(document), json.dumps(document, ensure_ascii=False)


def name(book: Book, year: int) -> str:
    return book.open_year(UNIT, year).ret.pack.items[CASES].name


def test_drafts_and_new_years_follow_a_finalised_year_does_not(book: Book) -> None:
    final = book.open_year(UNIT, 2023)
    final.mark_all(final.ret.ordered_codes, State.NOT_APPLICABLE)
    fill_head(final)
    final.finalise()
    book.open_year(UNIT, 2024).enter(CASES, "37")
    before = name(book, 2024)
    assert book.adopt(*edited(book, 2024), "新体系.xlsx") == ((UNIT, 2024),)
    assert name(book, 2024) == name(book, 2025) == f"{before}（新）"
    assert book.pack_in_use(2022).items[CASES].name == f"{before}（新）"
    assert book.open_year(UNIT, 2024).ret.cell(CASES).words == "37"
    assert name(book, 2023) == before
    assert book.open_year(UNIT, 2023).ret.status is Status.FINAL
    assert name(book, 2020) == before  # another pack's year
    assert [pack.id for pack in book.adopted_packs()] == ["2021-2025"]


def test_a_return_on_its_way_to_be_signed_keeps_its_pack(book: Book) -> None:
    checked = book.open_year(UNIT, 2023)
    checked.mark_all(checked.ret.ordered_codes, State.NOT_APPLICABLE)
    fill_head(checked)
    checked.step(Step.CHECK)
    before = name(book, 2023)
    assert book.adopt(*edited(book, 2024), "新体系.xlsx") == ()
    assert name(book, 2023) == before
    checked.reopen("改用新体系")
    assert name(book, 2023) == f"{before}（新）"


def test_an_open_window_sees_it_when_it_looks_again(book: Book, tmp_path: Path) -> None:
    opened = book.open_year(UNIT, 2024)
    with Book(book.path) as other:
        other.adopt(*edited(other, 2024), "新体系.xlsx")
    assert opened.refresh()
    assert opened.ret.pack.items[CASES].name.endswith("（新）")


def test_the_newest_adoption_holds_and_takes_the_place_of_its_own_id(book: Book) -> None:
    book.open_year(UNIT, 2024)
    plain = book.pack_in_use(2024)
    book.adopt(*edited(book, 2024, version="2"), "一.xlsx")
    book.adopt(*edited(book, 2024, id="city", version="3", first_year=2024), "二.xlsx")
    assert book.open_year(UNIT, 2024).ret.pack.version == "3"
    assert book.open_year(UNIT, 2023).ret.pack.version == "2"
    book.adopt(*edited(book, 2023, version="4", last_year=2022), "三.xlsx")  # 2023 is no longer its year
    assert book.open_year(UNIT, 2023).ret.pack == plain
    assert book.open_year(UNIT, 2022).ret.pack.version == "4"
    assert book.open_year(UNIT, 2024).ret.pack.version == "3"


def test_what_was_adopted_before_can_be_adopted_again(book: Book) -> None:
    first, second = edited(book, 2024, version="1"), edited(book, 2024, version="2")
    for pack in (first, second, first):
        book.adopt(*pack, "包.xlsx")
    assert book.open_year(UNIT, 2024).ret.pack.version == "1"


def test_figures_of_items_that_went_stay_in_the_file(book: Book) -> None:
    opened = book.open_year(UNIT, 2024)
    opened.enter(CASES, "37")
    document = book.pack_document(2024)
    whole = build(document), json.dumps(document, ensure_ascii=False)
    gone = {**document, "rule": [], "table": [{**table, "links": []} for table in document["table"]]}
    gone["item"] = [
        {key: value for key, value in entry.items() if (key, value) != ("part_of", CASES)}
        for entry in document["item"]
        if entry["code"] != CASES
    ]
    assert faults(gone) == ()
    book.adopt(build(gone), json.dumps(gone), "少一项.xlsx")
    assert CASES not in book.open_year(UNIT, 2024).ret.ordered_codes
    book.adopt(*whole, "全.xlsx")
    assert book.open_year(UNIT, 2024).ret.cell(CASES).words == "37"


def test_out_by_excel_changed_there_and_back(book: Book, tmp_path: Path) -> None:
    path = tmp_path / "包.xlsx"
    pack_exchange.export(path, book.pack_document(2024), book.author.clock().date())
    workbook = openpyxl.load_workbook(path)
    workbook["基本信息"]["B5"] = "2026.2"
    workbook.save(path)
    proposal = pack_exchange.read(path)
    book.adopt(proposal.sound(), proposal.document, proposal.source)
    assert book.open_year(UNIT, 2024).ret.pack.version == "2026.2"
    again = pack_exchange.document_of("2021-2025", book)
    assert build(again) == proposal.pack
    assert pack_exchange.document_of("2026", book)["id"] == "2026"
    with pytest.raises(KnownError, match="没有编号为“x”"):
        pack_exchange.document_of("x", book)


def test_the_record_of_adoptions_only_grows(book: Book) -> None:
    book.adopt(*edited(book, 2024), "包.xlsx")
    for sql in ("DELETE FROM adoption", "UPDATE adoption SET who = ''"):
        with pytest.raises(Exception, match="只能追加"):
            book._repository._connection.execute(sql)
