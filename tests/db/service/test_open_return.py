"""The verbs on one return: every change saved at once, nothing typed lost, a locked return stays as it is."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from db.domain.cells import State
from db.domain.items import Kind, Tier
from db.domain.pack import Level, Pack
from db.domain.trouble import KnownError
from db.service import Author, Book, OpenReturn, OwnItem, packs
from tests.ready import fill_head

UNIT = "示例市自然资源和规划局"
CASES, CLOSED, PENDING = "litigation_cases_count", "litigation_closed_count", "litigation_pending_count"
LEVEL2 = "rol_demo_city_level2_indicator_count"


def fixed_clock() -> datetime:
    return datetime(2025, 1, 15, 10, 42, 7, tzinfo=timezone(timedelta(hours=8)))


AUTHOR = Author("王某某", fixed_clock)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    opened = Book(tmp_path / "填报.sqlite", AUTHOR)
    opened.add_unit(UNIT)
    yield opened
    opened.close()


@pytest.fixture
def opened(book: Book) -> OpenReturn:
    return book.open_year(UNIT, 2024)


def reread(opened: OpenReturn, book: Book) -> OpenReturn:
    """The same return read from the file by another process."""
    return Book(book.path, AUTHOR).open_year(opened.ret.unit, opened.ret.year)


def test_a_new_return_asks_the_core_and_the_tables(opened: OpenReturn) -> None:
    tiers = {opened.ret.item(code).tier for code in opened.ret.active}
    assert {Tier.CORE, Tier.TABLE} <= tiers
    assert CASES in opened.ret.active
    assert LEVEL2 not in opened.ret.active
    assert opened.ret.head["reporting_unit"] == UNIT
    assert opened.ret.head["period"] == "2024年1月1日至12月31日"


@pytest.mark.parametrize("words", ["37", "１，５００余 件", "看不懂的字", "=1+1", " 3 ", "—", "1.2万"])
def test_words_are_saved_exactly_as_typed(book: Book, opened: OpenReturn, words: str) -> None:
    opened.enter(CASES, words)
    assert reread(opened, book).ret.cell(CASES).words == words


def test_an_entry_says_what_changed(opened: OpenReturn) -> None:
    change = opened.enter(CASES, "37")
    assert change.codes == (CASES,)
    assert change.saved_at == "2025-01-15T10:42:07+08:00"
    assert opened.enter(CASES, "37").codes == ()


def test_a_broken_relation_is_found_and_mended(opened: OpenReturn) -> None:
    for code, words in ((CASES, "37"), (CLOSED, "36"), (PENDING, "2")):
        change = opened.enter(code, words)
    broken = [f for f in change.findings if {CASES, CLOSED, PENDING} <= set(f.codes)]
    assert [f.level for f in broken] == [Level.EXPLAIN]
    mended = opened.enter(PENDING, "1").findings
    assert not [f for f in mended if {CASES, CLOSED, PENDING} <= set(f.codes)]


def test_a_reason_settles_a_finding_until_a_figure_changes(book: Book, opened: OpenReturn) -> None:
    for code, words in ((CASES, "37"), (CLOSED, "36"), (PENDING, "2")):
        opened.enter(code, words)
    (finding,) = (f for f in opened.findings if f.codes[:1] == (CASES,) and f.level is Level.EXPLAIN)
    opened.explain(finding.rule, "上年结转 1 件")

    def settled(ret: OpenReturn) -> tuple[str, bool, bool]:
        (now,) = (f for f in ret.findings if f.rule == finding.rule)
        return now.explanation, now.outdated, now.open

    assert settled(reread(opened, book)) == ("上年结转 1 件", False, False)
    opened.enter(PENDING, "3")
    assert settled(opened) == ("上年结转 1 件", True, True)


def test_the_four_states_are_kept_apart(book: Book, opened: OpenReturn) -> None:
    opened.enter(CASES, "0")
    opened.mark(CLOSED, State.NOT_APPLICABLE)
    opened.mark(PENDING, State.UNAVAILABLE, "法院尚未送达")
    again = reread(opened, book).ret
    assert [again.cell(code).state for code in (CASES, CLOSED, PENDING)] == [
        State.VALUE,
        State.NOT_APPLICABLE,
        State.UNAVAILABLE,
    ]
    assert again.cell(PENDING).reason == "法院尚未送达"
    assert again.cell("reconsideration_cases_count").state is State.BLANK


def test_marking_keeps_the_words_in_the_history(opened: OpenReturn) -> None:
    opened.enter(CASES, "37")
    opened.mark(CASES, State.NOT_APPLICABLE)
    newest, first = opened.history(CASES)
    assert (newest.before_words, newest.after_state) == ("37", "不适用")
    assert (first.before_state, first.after_words, first.who) == ("未填", "37", "王某某")


def test_note_and_star_stay_when_the_figure_changes(book: Book, opened: OpenReturn) -> None:
    opened.annotate(CASES, note="含二审", starred=True)
    opened.enter(CASES, "37")
    cell = reread(opened, book).ret.cell(CASES)
    assert (cell.note, cell.starred, cell.words) == ("含二审", True, "37")


def test_library_and_own_items_follow_into_the_next_year(book: Book, opened: OpenReturn) -> None:
    opened.switch_on([LEVEL2])
    own = opened.add_own_item(OwnItem("矿山巡查次数", "次", section="enforcement", office="执法支队"))
    following = book.open_year(UNIT, 2025).ret
    assert {LEVEL2, own} <= following.active
    assert following.item(own).name == "矿山巡查次数"
    assert own in next(s for s in following.pack.sections if s.id == "enforcement").codes
    assert own not in book.open_year(UNIT, 2023).ret.active


def test_own_items_are_filled_like_any_other(book: Book, opened: OpenReturn) -> None:
    own = opened.add_own_item(OwnItem("巡查里程", "公里", Kind.QUANTITY, 1))
    opened.enter(own, "1.2万公里")
    assert reread(opened, book).ret.cell(own).value == "12000"


@pytest.mark.parametrize(
    ("own", "problem"),
    [
        (OwnItem(" ", "件"), "要有名称"),
        (OwnItem("行政诉讼案件数", "件"), "已有名为"),
        (OwnItem("新指标", "箱包"), "不认识的单位"),
        (OwnItem("新指标", "", Kind.CHOICE), "可选的内容"),
    ],
)
def test_an_unsound_own_item_is_refused_in_words(opened: OpenReturn, own: OwnItem, problem: str) -> None:
    with pytest.raises(KnownError, match=problem):
        opened.add_own_item(own)


def test_only_an_empty_library_item_can_be_switched_off(opened: OpenReturn) -> None:
    opened.switch_on([LEVEL2])
    opened.enter(LEVEL2, "17")
    with pytest.raises(KnownError, match="已经填了内容"):
        opened.switch_off(LEVEL2)
    opened.mark(LEVEL2, State.BLANK)
    opened.switch_off(LEVEL2)
    assert LEVEL2 not in opened.ret.active
    with pytest.raises(KnownError, match="必报指标"):
        opened.switch_off(CASES)


def test_last_year_stands_beside_this_year(book: Book, opened: OpenReturn) -> None:
    opened.enter(CASES, "31")
    following = book.open_year(UNIT, 2025)
    assert following.last is not None
    assert following.last.cell(CASES).words == "31"
    assert [(y, c.words) for y, c in following.earlier_values(CASES)] == [(2024, "31")]


def test_head_and_lists_are_saved(book: Book, opened: OpenReturn) -> None:
    opened.set_head("filler", "王某某")
    opened.set_list("honours", [{"title": "先进集体", "level": "省级", "grade": ""}, {"title": " "}])
    again = reread(opened, book).ret
    assert again.head["filler"] == "王某某"
    assert again.lists["honours"] == ({"title": "先进集体", "level": "省级", "grade": ""},)
    assert book.open_year(UNIT, 2025).ret.head["filler"] == "王某某"


def fill_all(opened: OpenReturn) -> None:
    for code in opened.ret.ordered_codes:
        opened.mark(code, State.NOT_APPLICABLE)


def test_an_unfinished_return_cannot_be_finalised(opened: OpenReturn) -> None:
    with pytest.raises(KnownError, match="项未填"):
        opened.finalise()


def test_a_finalised_return_changes_only_after_it_was_reopened(book: Book, opened: OpenReturn) -> None:
    fill_all(opened)
    fill_head(opened)
    opened.finalise()
    for refused in (
        lambda: opened.enter(CASES, "1"),
        lambda: opened.mark(CASES, State.BLANK),
        lambda: opened.annotate(CASES, note="x"),
        lambda: opened.set_head("filler", "x"),
        lambda: opened.set_list("honours", [{"title": "x"}]),
        lambda: opened.switch_on([LEVEL2]),
        lambda: opened.add_own_item(OwnItem("新指标", "件")),
    ):
        with pytest.raises(KnownError, match="已定稿"):
            refused()
    with pytest.raises(KnownError, match="写明原因"):
        opened.reopen(" ")
    opened.reopen("市里要求补充")
    opened.enter(CASES, "1")
    assert reread(opened, book).ret.cell(CASES).words == "1"
    assert [e.after_state for e in opened.history("", "状态")] == ["填报", "定稿", "审核通过", "自查通过"]


def test_an_own_item_added_later_leaves_a_finalised_year_alone(book: Book, opened: OpenReturn) -> None:
    mine = opened.add_own_item(OwnItem("矿山巡查次数", "次"))
    fill_all(opened)
    fill_head(opened)
    opened.finalise()
    late = book.open_year(UNIT, 2023).add_own_item(OwnItem("后来才设的指标", "件"))
    again = book.open_year(UNIT, 2024).ret
    assert mine in again.active
    assert late not in again.pack.items
    assert again.unfilled() == ()
    opened.reopen("补充")
    assert late in book.open_year(UNIT, 2024).ret.active


def test_only_a_finalised_return_is_reopened(opened: OpenReturn) -> None:
    with pytest.raises(KnownError, match="没有定稿"):
        opened.reopen("补充")


def test_a_library_item_that_a_table_asks_for_stays(opened: OpenReturn) -> None:
    with pytest.raises(KnownError, match="必报指标"):
        opened.switch_off("reconsideration_upheld_count")


def test_rows_that_another_window_changed_stay(book: Book, opened: OpenReturn) -> None:
    opened.set_list("honours", [{"title": "甲"}, {"title": "乙"}])
    other = reread(opened, book)
    other.change_row("honours", {"title": "甲"}, {"title": "甲一"})
    other.change_row("honours", {}, {"title": "丙"})
    opened.change_row("honours", {"title": "乙"}, {})
    assert [row["title"] for row in opened.ret.lists["honours"]] == ["甲一", "丙"]
    opened.change_row("honours", {"title": "甲"}, {"title": "甲二"})
    assert [row["title"] for row in opened.ret.lists["honours"]] == ["甲一", "丙", "甲二"]


def test_a_change_by_another_process_is_seen(book: Book, opened: OpenReturn) -> None:
    other = reread(opened, book)
    other.enter(CASES, "37")
    opened.enter(CLOSED, "36")
    assert opened.ret.cell(CASES).words == "37"
    assert opened.refresh() is False


def test_a_refused_save_leaves_the_return_as_it_was(book: Book, opened: OpenReturn) -> None:
    opened.enter(CASES, "37")
    repository = book._repository
    repository._one(f"PRAGMA max_page_count = {repository._one('PRAGMA page_count')[0]}")
    with pytest.raises(KnownError, match="磁盘已满"):
        for n in range(10_000):
            opened.enter(CLOSED, "长" * 2000 + str(n))
    kept = opened.ret.cell(CLOSED).words
    assert reread(opened, book).ret.cell(CLOSED).words == kept
    assert opened.ret.cell(CASES).words == "37"


def test_an_export_never_takes_the_place_of_a_data_file(book: Book, opened: OpenReturn, tmp_path: Path) -> None:
    data = book.path.rename(tmp_path / "data.xlsx")
    before = data.read_bytes()
    with pytest.raises(KnownError, match="是数据文件"):
        opened.export(data)
    assert data.read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="Windows refuses by itself")
def test_an_export_never_takes_the_place_of_a_read_only_file(
    opened: OpenReturn, tmp_path: Path, as_nobody: Callable[[Path], AbstractContextManager[None]]
) -> None:
    target = tmp_path / "sent.xlsx"
    target.write_bytes(b"as it was sent")
    target.chmod(0o444)
    with as_nobody(tmp_path), pytest.raises(KnownError, match="只读"):
        opened.export(target)
    assert target.read_bytes() == b"as it was sent"


def test_words_for_an_item_that_was_not_asked_switch_it_on(book: Book, opened: OpenReturn) -> None:
    opened.enter(LEVEL2, "17")
    assert LEVEL2 in reread(opened, book).ret.active


def test_a_head_field_has_room_for_a_line_not_a_book(opened: OpenReturn) -> None:
    with pytest.raises(KnownError, match="最多 500 字"):
        opened.set_head("filler", "长" * 501)
    assert opened.ret.head.get("filler", "") == ""


@pytest.mark.parametrize("name", ["长" * 101, "某某\n局", "某某\x00局", "某某\ud83d局"])
def test_a_unit_name_that_cannot_be_printed_is_refused(book: Book, name: str) -> None:
    with pytest.raises(KnownError, match="单位名称"):
        book.add_unit(name)


def test_an_own_item_of_a_later_year_keeps_its_name(book: Book, opened: OpenReturn) -> None:
    opened.add_own_item(OwnItem("矿山巡查次数", "次"))
    with pytest.raises(KnownError, match="已有名为"):
        book.open_year(UNIT, 2023).add_own_item(OwnItem("矿山巡查次数", "次"))
    with pytest.raises(KnownError, match="小数位数"):
        opened.add_own_item(OwnItem("巡查里程", "公里", Kind.QUANTITY, 11))


@pytest.mark.parametrize("document", ["{oops}", "{}"])
def test_a_spoilt_pack_in_the_file_is_called_damage(book: Book, opened: OpenReturn, document: str) -> None:
    with book.all_or_nothing():
        book._repository._run("UPDATE pack SET document = ?", (document,))
    with pytest.raises(KnownError, match="已损坏"):
        book.open_year(UNIT, 2024)


@pytest.mark.parametrize("year", [0, 24, 1989, 2101])
def test_an_impossible_year_is_refused(book: Book, year: int) -> None:
    with pytest.raises(KnownError, match="年度"):
        book.open_year(UNIT, year)


def test_an_unknown_unit_is_refused(book: Book) -> None:
    with pytest.raises(KnownError, match="没有单位"):
        book.open_year("另一个局", 2024)
    with pytest.raises(KnownError, match="已经有了"):
        book.add_unit(f" {UNIT} ")
    with pytest.raises(KnownError, match="不能为空"):
        book.add_unit("  ")


@pytest.mark.parametrize(("year", "pack"), [(2012, "to-2020"), (2020, "to-2020"), (2021, "2021-2025"), (2026, "2026")])
def test_each_year_gets_its_pack(book: Book, year: int, pack: str) -> None:
    assert book.open_year(UNIT, year).ret.pack.id == pack


def test_a_draft_follows_the_programs_pack_and_a_final_keeps_its_own(
    book: Book, opened: OpenReturn, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_all(opened)
    fill_head(opened)
    opened.finalise()
    draft = book.open_year(UNIT, 2023)
    draft.enter(CASES, "5")
    rows = {year: book._repository.find_return(UNIT, year) for year in (2023, 2024)}
    monkeypatch.setattr("resources.library.pack_fingerprint", lambda pack_id: "f" * 64)
    assert book.open_year(UNIT, 2023).ret.cell(CASES).words == "5"
    now = {year: book._repository.find_return(UNIT, year) for year in (2023, 2024)}
    assert now[2024] == rows[2024]
    assert now[2023] != rows[2023]


def test_a_code_that_a_later_edition_merged_keeps_its_figures(
    book: Book, opened: OpenReturn, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.enter(CASES, "37")
    opened.enter(LEVEL2, "3")
    renamed = {CASES: "merged_cases", LEVEL2: "merged_level"}
    book.open_year(UNIT, 2023).enter(CASES, "30")
    pack_of = packs.pack_of

    def later_edition(*args: Any) -> Pack:
        pack = pack_of(*args)
        items = {
            renamed.get(code, code): replace(item, code=renamed[code], aliases=(code,)) if code in renamed else item
            for code, item in pack.items.items()
        }
        return replace(pack, items=items, rules=(), tables=())

    monkeypatch.setattr(packs, "pack_of", later_edition)
    again = book.open_year(UNIT, 2024)
    assert again.ret.cell("merged_cases").words == "37"
    assert again.ret.cell("merged_level").words == "3"
    assert "merged_level" in again.ret.active
    assert [(year, cell.words) for year, cell in again.earlier_values("merged_cases")] == [(2023, "30")]
    again.enter(CASES, "38")
    assert book.open_year(UNIT, 2024).ret.cell("merged_cases").words == "38"
