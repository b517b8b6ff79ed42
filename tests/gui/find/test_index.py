"""What is found by which words, and in which order."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.domain.pack import Pack
from db.domain.returns import Return
from db.service import packs
from gui.find.gather import items
from gui.find.index import Entry, Index, Sort, bare, folded
from gui.find.readings import readings


def entry(name: str, sort: Sort = Sort.ITEM, **more: str) -> Entry:
    return Entry(sort, name, name, more.get("number", ""), where=more.get("where", ""), codes=(more.get("code", name),))


def found(words: str, *entries: Entry) -> list[str]:
    return [entry.name for entry in Index(entries, readings).find(words)]


@cache
def pack() -> Pack:
    return packs.bundled("2021-2025")


@cache
def whole() -> Index:
    """Every item of a return of 2024, in use or in the library."""
    return Index(tuple(items(Return("示例市局", 2024, pack(), pack().starting_codes(2024)))), readings)


PENALTY, LASTING = entry("行政处罚案卷评查数", number="4.38"), entry("依法治理长效机制数", number="9.07")


@pytest.mark.parametrize(
    "words", ["xzcf", "XZCF", "ｘｚｃｆ", "xingzhengchufa", "xzchuf", "xing'zheng cf", "xzhchf", "行政处罚"]
)
def test_a_name_is_found_by_initials_full_pinyin_or_both(words: str) -> None:
    assert found(words, LASTING, PENALTY) == ["行政处罚案卷评查数"]


@pytest.mark.parametrize("words", ["cx", "zx", "cxjz", "changxiao", "zhangxiao", "长效"])
def test_every_reading_counts(words: str) -> None:
    assert found(words, PENALTY, LASTING) == ["依法治理长效机制数"]


@pytest.mark.parametrize("words", ["4.38", "４．３８", "4。38", " 4.38 "])
def test_a_number_however_it_was_typed(words: str) -> None:
    assert found(words, LASTING, PENALTY) == ["行政处罚案卷评查数"]


@pytest.mark.parametrize("words", ["jizhuang", "jzhuang", "jzhuan", "jz", "zhuang", "zhuangp", "jizhuangpei"])
def test_the_longest_readings_are_found(words: str) -> None:
    assert found(words, PENALTY, entry("集装配送数")) == ["集装配送数"]


def test_punctuation_is_not_asked_for() -> None:
    assert found("带押过户办理", entry("二手房“带押过户”办理宗数")) == ["二手房“带押过户”办理宗数"]
    assert found("12345rx", entry("“12345”热线办理数")) == ["“12345”热线办理数"]
    assert found("”", entry("“12345”热线办理数")) == ["“12345”热线办理数"]


def test_all_words_must_fit() -> None:
    both = entry("行政处罚信息公开数"), entry("行政许可信息公开数")
    assert found("xinxi 处罚", *both) == ["行政处罚信息公开数"]
    assert found("公开　行政", *both) == [one.name for one in both]
    assert found("处罚 许可", *both) == []


def test_nothing_is_found_without_words_or_by_others() -> None:
    assert found("", PENALTY) == found("  　", PENALTY) == found("qqq", PENALTY) == found("复议", PENALTY) == []


def test_the_best_fit_comes_first() -> None:
    best_last = (
        entry("丙", code="boxes_count"),
        entry("大学生"),
        entry("小数点"),
        entry("说明 xs"),
        entry("xs 说明"),
        entry("丁", number="xs.1"),
        entry("乙", number="xs"),
        entry("甲", code="xs"),
    )
    order = ["乙", "甲", "xs 说明", "丁", "说明 xs", "小数点", "大学生"]
    assert found("xs", *best_last) == order
    assert found("xes", *best_last) == ["丙"]
    assert found("count", entry("丙", code="boxes_count"), entry("抽查额", code="x")) == ["丙"]


def test_what_is_in_use_comes_before_the_library_before_the_rest() -> None:
    sorts = [Sort.COMMAND, Sort.UNIT, Sort.TABLE, Sort.LIBRARY, Sort.CELL, Sort.ITEM]
    names = found("听证", *(entry(f"听证{sort.name}", sort) for sort in sorts))
    assert names == [f"听证{sort.name}" for sort in reversed(sorts)]
    assert found("听证", entry("组织听证数"), entry("听证", Sort.COMMAND)) == ["听证", "组织听证数"]


def test_a_place_narrows_and_finds_only_the_cells_of_a_table() -> None:
    item = entry("人数", where="四 行政执法工作体系")
    cell = Entry(Sort.CELL, "t.r.c", "罚款", "执法表2", "行政处罚实施情况·", "行政处罚实施情况", codes=("t.r.c",))
    table = Entry(Sort.TABLE, "table:t", "行政处罚实施情况", "执法表2")
    assert found("执法 人数", item, cell) == ["人数"]
    assert found("zhifa rs", item, cell) == ["人数"]
    assert found("执法工作体系", item) == []
    assert found("执法表2", cell, table) == ["行政处罚实施情况", "罚款"]
    assert found("xzcf", cell, table) == ["行政处罚实施情况", "罚款"]
    assert found("执法表2 fk", cell, table) == ["罚款"]
    assert found("行政处罚实施情况·罚款", cell, table) == ["罚款"]


def test_an_older_code_finds_the_item() -> None:
    both = Entry(Sort.ITEM, "new", "名称", codes=("new_code", "old_code"))
    assert Index((both, entry("别的"))).find("OLD_CODE") == (both,)


def test_the_items_of_a_year_are_all_there_once() -> None:
    keys = [entry.key for entry in whole().entries]
    assert len(keys) == len(set(keys))
    tables = {code for table in pack().tables_of(2024) for code in table.codes}
    assert set(keys) == {code for section in pack().sections for code in section.codes} | tables
    sorts = {entry.key: entry.sort for entry in whole().entries}
    assert sorts["disclosure_applications.new.person"] is Sort.CELL
    assert {Sort.ITEM, Sort.LIBRARY} <= set(sorts.values())


def names_of(entry: Entry) -> tuple[str, ...]:
    return entry.name, entry.title + entry.name


@given(st.data())
def test_every_item_is_found_by_its_code_number_and_name(data: st.DataObject) -> None:
    sought = data.draw(st.sampled_from(whole().entries))
    words = data.draw(st.sampled_from((*sought.codes, sought.number, *names_of(sought))))
    shown = data.draw(st.sampled_from([words, words.upper(), wide(words)]))
    results = whole().find(shown)
    assert sought in results
    first = results[0]
    assert folded(words) in {folded(w) for w in (*first.codes, first.number, *names_of(first))}


def wide(words: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in words)


@given(st.data())
def test_every_item_is_found_by_any_choice_of_readings_whole_or_initials(data: st.DataObject) -> None:
    sought = data.draw(st.sampled_from(whole().entries))
    read = [readings(letter) for letter in sought.name if readings(letter)]
    start = data.draw(st.integers(0, len(read) - 1))
    chosen = read[start : data.draw(st.integers(start + 1, len(read)))]
    spelt = [data.draw(st.sampled_from([w for r in options for w in (r, r[0])])) for options in chosen]
    assert sought in whole().find("".join(spelt))


@given(st.data())
def test_typing_on_loses_nothing_that_is_spelt_so(data: st.DataObject) -> None:
    sought = data.draw(st.sampled_from(whole().entries))
    letters = "".join(readings(letter)[0] for letter in sought.name if readings(letter))
    assert sought in whole().find(letters[: data.draw(st.integers(1, len(letters)))])


@given(st.text(max_size=30))
def test_any_text_is_a_question(words: str) -> None:
    results = whole().find(words)
    assert len(results) == len(set(results))
    assert bool(folded(words).split()) or not results


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=8))
def test_what_is_found_by_letters_is_spelt_so(letters: str) -> None:
    """The index agrees with the plain definition, letter by letter."""
    for entry in whole().find(letters):
        held = letters in folded("\n".join((entry.number, *entry.codes)))
        spelt = [[*readings(c)] for c in bare(folded(entry.title + entry.name)) if readings(c)]
        place = [[*readings(c)] for c in entry.place if readings(c)]
        assert held or any(fits(letters, names[n:]) for names in (spelt, place) for n in range(len(names)))


def fits(letters: str, names: list[list[str]]) -> bool:
    if not letters:
        return True
    if not names:
        return False
    for reading in names[0]:
        if reading.startswith(letters):
            return True
        whole_or_initial = {reading, reading[0], reading[:2] if reading[:2] in ("zh", "ch", "sh") else reading}
        if any(letters.startswith(part) and fits(letters[len(part) :], names[1:]) for part in whole_or_initial):
            return True
    return False


def test_a_very_long_question_is_answered() -> None:
    assert whole().find("x" * 5000) == ()
    assert whole().find("行政 " * 500)
