"""Returned workbooks meet the return: untouched cells never overwrite, conflicts are named, order decides nothing."""

from collections.abc import Mapping, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from db.domain.cells import State, marked, typed
from db.domain.items import Item, Kind, Tier
from db.domain.pack import Pack, Section
from db.domain.returns import Return
from db.domain.travel.answers import NOTE, SILENT, Answer, in_words, meaning, of_words, said_by
from db.domain.travel.merging import (
    KEEP,
    Entry,
    Line,
    Paper,
    Source,
    Verdict,
    emptied,
    merge,
    open_lines,
    taken,
)

CODES = ("a", "b", "c")
ITEMS = {
    code: Item(code, f"1.0{n}", f"指标{code}", "件", Kind.COUNT, 0, Tier.CORE, "s") for n, code in enumerate(CODES)
}
PACK = Pack(
    "p", "包", "1", None, None, False, "", "", (Section("s", "一", "部分", CODES),), ITEMS, (), (), (), (), (), ()
)


def value(words: str) -> Answer:
    return Answer(State.VALUE, words) if words else SILENT


def ret_of(words: Mapping[str, str]) -> Return:
    cells = {code: typed(ITEMS[code], said) for code, said in words.items() if said}
    return Return("某局", 2024, PACK, frozenset(CODES), cells)


def paper(file: str, base: Mapping[str, str], said: Mapping[str, str], seen: bool = False) -> Paper:
    """A workbook issued with `base` in which `said` was filled in."""
    entries = [
        Entry(code, value(base.get(code, "")), value(said.get(code, base.get(code, ""))), Source(file, "填报", "D5"))
        for code in CODES
    ]
    return Paper(tuple(entries), seen)


def line(lines: Sequence[Line], key: str) -> Line:
    return next(one for one in lines if one.key == key)


# ---- what becomes of an item


def test_what_nobody_changed_is_no_line_even_if_the_return_moved_on() -> None:
    assert merge(ret_of({"a": "9"}), [paper("x", {"a": "1"}, {})]) == ()


def test_a_figure_that_was_filled_in_is_new_a_changed_one_replaces() -> None:
    lines = merge(ret_of({"b": "2"}), [paper("x", {"b": "2"}, {"a": "近300", "b": "3"})])
    assert [(one.code, one.verdict) for one in lines] == [("a", Verdict.NEW), ("b", Verdict.REPLACE)]
    wanted = taken(ret_of({"b": "2"}), lines, {}, "回收")
    assert {code: after.words for code, (_, after) in wanted.cells.items()} == {"a": "近300", "b": "3"}
    assert wanted.origin["a"] == "回收 x 填报!D5"


def test_the_same_figure_written_otherwise_changes_nothing() -> None:
    assert merge(ret_of({"a": "1234"}), [paper("x", {"a": "1234"}, {"a": "1,234件"})]) == ()


def test_words_that_cannot_be_understood_are_taken_and_marked() -> None:
    (one,) = merge(ret_of({}), [paper("x", {}, {"a": "很多"})])
    assert one.verdict is Verdict.MISREAD
    assert taken(ret_of({}), [one], {}, "回收").cells["a"][1].words == "很多"


def test_two_files_that_differ_are_a_conflict_with_both_sources() -> None:
    (one,) = merge(ret_of({}), [paper("甲.xlsx", {}, {"a": "1"}), paper("乙.xlsx", {}, {"a": "2"})])
    assert one.verdict is Verdict.CONFLICT
    assert [(option.answer.words, option.told) for option in one.options] == [
        ("1", "甲.xlsx 填报!D5"), ("2", "乙.xlsx 填报!D5"),
    ]  # fmt: skip
    assert open_lines([one], {}) == (one,)
    assert not taken(ret_of({}), [one], {}, "回收").cells
    assert taken(ret_of({}), [one], {"a": 1}, "回收").cells["a"][1].words == "2"
    assert not taken(ret_of({}), [one], {"a": KEEP}, "回收").cells


def test_two_files_that_agree_are_none() -> None:
    (one,) = merge(ret_of({}), [paper("甲", {}, {"a": "1"}), paper("乙", {}, {"a": "1件"})])
    assert one.verdict is Verdict.NEW
    assert len(one.options[0].sources) == 2


def test_a_return_that_was_changed_since_the_issue_is_a_conflict() -> None:
    (one,) = merge(ret_of({"a": "5"}), [paper("x", {"a": "1"}, {"a": "2"})])
    assert (one.verdict, one.now.words) == (Verdict.CONFLICT, "5")


def test_what_a_file_brings_again_is_told_and_left() -> None:
    assert merge(ret_of({"a": "2"}), [paper("x", {}, {"a": "2"}, seen=True)])[0].verdict is Verdict.SAME
    (one,) = merge(ret_of({"a": "7"}), [paper("x", {}, {"a": "2"}, seen=True)])
    assert (one.verdict, one.proposal, one.is_open) == (Verdict.SEEN, KEEP, False)


def test_a_doubt_is_never_taken_without_a_person() -> None:
    entry = Entry("a", SILENT, value("3"), Source("x"), "单位由“件”改成了“万件”")
    (one,) = merge(ret_of({}), [Paper((entry,))])
    assert (one.verdict, one.proposal) == (Verdict.DOUBT, None)


def test_an_emptied_cell_is_a_doubt() -> None:
    assert "清空" in emptied(value("3"), SILENT)
    assert emptied(SILENT, SILENT) == ""


def test_a_remark_is_settled_apart_from_its_figure() -> None:
    entry = Entry(f"{NOTE}a", SILENT, value("含上年结转"), Source("x", "填报", "H5"))
    ret = ret_of({"a": "5"})
    lines = merge(ret, [Paper((*paper("x", {"a": "1"}, {"a": "2"}).entries, entry))])
    assert [(one.key, one.verdict) for one in lines] == [("a", Verdict.CONFLICT), ("note:a", Verdict.NEW)]
    (cell,) = [after for _, after in taken(ret, lines, {"a": 0}, "回收").cells.values()]
    assert (cell.words, cell.note) == ("2", "含上年结转")


# ---- one saying


def test_a_state_in_words_is_that_state() -> None:
    assert of_words("不适用") == Answer(State.NOT_APPLICABLE)
    assert of_words(" 暂无法取得：省厅未下发 ") == Answer(State.UNAVAILABLE, reason="省厅未下发")
    assert of_words("暂无法取得（省厅未下发）") == Answer(State.UNAVAILABLE, reason="省厅未下发")
    assert of_words("不适用于本局") == Answer(State.VALUE, "不适用于本局")
    assert of_words("  ") == SILENT


@given(st.sampled_from([State.NOT_APPLICABLE, State.UNAVAILABLE]), st.text("省厅未报，", max_size=8).map(str.strip))
def test_a_saying_in_one_cell_reads_back(state: State, reason: str) -> None:
    answer = Answer(state, reason=reason.strip("，"))
    assert of_words(in_words(answer)) == answer


def test_a_marked_cell_says_its_state() -> None:
    cell = marked(State.UNAVAILABLE, "未下发")
    assert said_by("a", cell).shown == "暂无法取得（未下发）"
    assert meaning("a", said_by("a", cell), ITEMS["a"]) == (State.UNAVAILABLE, "未下发")


# ---- the law


WORDS = st.sampled_from(["", "1", "2", "3", "近4"])
STATE = st.dictionaries(st.sampled_from(CODES), WORDS)
FILLED = st.dictionaries(st.sampled_from(CODES), st.sampled_from(["1", "2", "3", "近4"]))


def settled(ret: Return, batches: Sequence[Sequence[Paper]]) -> tuple[dict[str, str], dict[str, set[str]]]:
    """The return after importing batch after batch, each conflict settled by what is said alone: the greatest words.

    And every conflict that was named: code → all that was said.
    """
    named: dict[str, set[str]] = {}
    for batch in batches:
        lines = merge(ret, batch)
        choices = {}
        for one in lines:
            if one.is_open:
                said = [one.now.words, *(option.answer.words for option in one.options)]
                moved = any(entry.base != one.now for p in batch for entry in p.entries if entry.key == one.key)
                parties = said if moved else said[1:]
                named.setdefault(one.key, set()).update(parties)
                choices[one.key] = said.index(max(parties), 0 if moved else 1) - 1
        wanted = taken(ret, lines, choices, "回收")
        for code, (_, after) in wanted.cells.items():
            ret = ret.with_cell(code, after)
    return {code: ret.cell(code).words for code in CODES}, named


@settings(max_examples=300)
@given(base=STATE, edits=FILLED, files=st.lists(FILLED, min_size=1, max_size=4), data=st.data())
def test_neither_order_nor_partition_changes_the_outcome(
    base: Mapping[str, str], edits: Mapping[str, str], files: Sequence[Mapping[str, str]], data: st.DataObject
) -> None:
    """For workbooks issued from one state of the return, whatever offices filled in and the clerk typed meanwhile."""
    papers = [paper(f"{n}.xlsx", base, said) for n, said in enumerate(files)]
    ret = ret_of({**base, **edits})
    together = settled(ret, [papers])
    shuffled = data.draw(st.permutations(papers))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(papers)))))
    parts = [shuffled[i:j] for i, j in zip([0, *cuts], [*cuts, len(papers)], strict=True)]
    assert settled(ret, parts) == together
    assert settled(ret, [*parts, papers])[0] == together[0]  # and once more changes nothing


@given(base=STATE, files=st.lists(FILLED, min_size=1, max_size=4), data=st.data())
def test_the_lines_are_the_same_in_any_order(
    base: Mapping[str, str], files: Sequence[Mapping[str, str]], data: st.DataObject
) -> None:
    papers = [paper(f"{n}.xlsx", base, said) for n, said in enumerate(files)]
    ret = ret_of(base)
    assert merge(ret, data.draw(st.permutations(papers))) == merge(ret, papers)
