"""校验记录 names what was removed, altered or put in, also where a program took the locks away first."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from db.domain.cells import State
from db.domain.returns import ListRow
from db.domain.trouble import KnownError
from db.domain.version_changes import rows_changed
from db.service import Author, Book, record
from db.service.record import Wanted, verify
from tests.ready import fill_head

UNIT = "示例市自然资源和规划局"
CASES = "litigation_cases_count"
OLD = Path(__file__).parents[2] / "data" / "first_shape.sqlite"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "填报.sqlite"
    with Book(path, Author("张三", lambda: datetime(2025, 1, 23, 10, 42, tzinfo=UTC))) as book:
        book.add_unit(UNIT)
        book.open_year(UNIT, 2023).enter(CASES, "30")
        opened = book.open_year(UNIT, 2024)
        opened.mark_all(opened.ret.ordered_codes, State.NOT_APPLICABLE)
        opened.enter(CASES, "37")
        opened.enter(CASES, "38")
        opened.annotate(CASES, note="含上年结转", starred=True)
        opened.set_list("honours", [{"title": "甲"}])
        opened.set_list("honours", [])
        opened.mark(CASES, State.NOT_APPLICABLE)
        fill_head(opened)
        opened.finalise()
    return path


Meddle = Callable[..., list[str]]
Words = list[str]


@pytest.fixture
def meddle(path: Path) -> Meddle:
    """Statements by another program that first takes every trigger away and then puts them back; what is found."""

    def do(*statements: str) -> list[str]:
        raw = sqlite3.connect(path)
        triggers = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            raw.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert raw.execute(statement).rowcount
        for _, sql in triggers:
            raw.execute(sql)
        raw.commit()
        raw.close()
        with Book(path) as book:
            return [fault.sentence for fault in verify(book).faults]

    return do


def number(path: Path, words: str) -> int:
    raw = sqlite3.connect(path)
    (found,) = raw.execute("SELECT id FROM history WHERE after_words = ? AND code = ?", (words, CASES)).fetchone()
    raw.close()
    return int(found)


def test_an_untouched_file_is_whole(path: Path) -> None:
    with Book(path) as book:
        verdict = verify(book)
    assert verdict.faults == ()
    assert verdict.sentence.endswith("记录完整，与现在的内容一致。")


def test_a_file_of_the_first_shape_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "旧.sqlite"
    path.write_bytes(OLD.read_bytes())
    with Book(path) as book:
        assert verify(book).faults == ()


def test_an_entry_taken_out_is_named(path: Path, meddle: Meddle) -> None:
    at = number(path, "37")
    (said,) = meddle(f"DELETE FROM history WHERE id = {at}")
    assert said.startswith(f"第 {at} 条修改记录不见了，原在第 {at - 1} 条（2025-01-23 10:42，张三，2024 年")


def test_the_last_entries_are_missed_too(path: Path, meddle: Meddle) -> None:
    with Book(path) as book:
        count = verify(book).entries
    told = meddle(f"DELETE FROM history WHERE id > {count - 2}")
    assert f"第 {count - 1}—{count} 条修改记录不见了" in told[0]


def test_an_altered_entry_is_named_with_item_time_and_person(path: Path, meddle: Meddle) -> None:
    at = number(path, "37")
    (said,) = meddle(f"UPDATE history SET after_words = '36' WHERE id = {at}")
    assert said.startswith(f"第 {at} 条（2025-01-23 10:42，张三，2024 年 ")
    assert "不适用 → 36）被改动过" in said
    assert "诉讼" in said


def test_an_entry_put_in_is_named(meddle: Meddle, path: Path) -> None:
    (said,) = meddle(
        "INSERT INTO history (at, who, how, annual_return, subject, code, before_state, before_words, after_state,"
        " after_words, why) SELECT at, '别人', how, 2, '表头', 'phone', '', '', '', words, ''"
        " FROM history, head_value WHERE field = 'phone' AND head_value.annual_return = 2 AND history.id = 1"
    )
    assert "别人" in said
    assert said.endswith("不是本程序写入的。")
    with Book(path) as book:  # and the program goes on around it
        book.open_year(UNIT, 2023).enter(CASES, "31")
        assert len(verify(book).faults) == 1


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        (f"UPDATE cell SET state = '已填', words = '40' WHERE annual_return = 2 AND code = '{CASES}'", "现在是“40"),
        (f"DELETE FROM cell WHERE annual_return = 2 AND code = '{CASES}'", "现在是“未填”"),
        ("UPDATE head_value SET words = '别人' WHERE annual_return = 2 AND field = 'filler'", "现在是“别人”"),
        ("INSERT INTO list_row VALUES (2, 'honours', 1, '{\"title\": \"甲\"}')", "甲"),
        ("INSERT INTO explanation VALUES (2, 'x', '原因', '')", "没有任何修改记录"),
        ("INSERT INTO active_item VALUES (2, 'rol_demo_city_level2_indicator_count')", "没有任何修改记录"),
    ],
)
def test_a_figure_changed_behind_the_history_is_named(meddle: Meddle, sql: str, words: str) -> None:
    told = meddle(sql)
    assert any(words in sentence and "2024 年" in sentence for sentence in told)
    if "active" not in sql:  # what a return asks is no word of it
        assert any("以后内容变了" in sentence for sentence in told)
        assert any("与第 1 版的存档不符" in sentence for sentence in told)


def test_a_stage_changed_behind_the_history_is_named(meddle: Meddle) -> None:
    told = meddle("UPDATE annual_return SET status = '已报送' WHERE id = 2")
    assert any("状态" in sentence and "现在是“已报送”" in sentence for sentence in told)


@pytest.mark.parametrize("column", ["document = replace(document, '不适用', '暂无法取得')", "canonical = '{}'"])
def test_a_version_rewritten_is_named(meddle: Meddle, column: str) -> None:
    assert any("第 1 版的存档" in sentence for sentence in meddle(f"UPDATE version SET {column}"))


def test_a_history_rewritten_from_the_start_contradicts_the_version(meddle: Meddle) -> None:
    told = meddle("UPDATE version SET history_head = replace(hex(zeroblob(32)), '0', 'a')")
    assert any("定稿时的修改记录" in sentence for sentence in told)


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("DROP TRIGGER locked_cell_UPDATE", "“locked_cell_UPDATE”不见了"),
        ("CREATE TRIGGER spy AFTER INSERT ON cell BEGIN DELETE FROM cell WHERE code = 'x'; END", "多了一个触发器“spy”"),
        ("ALTER TABLE cell ADD COLUMN more TEXT", "数据表“cell”被改过"),
    ],
)
def test_a_changed_shape_is_named(path: Path, sql: str, words: str) -> None:
    raw = sqlite3.connect(path)
    raw.execute(sql)
    raw.commit()
    raw.close()
    with Book(path) as book:
        assert any(words in fault.sentence for fault in verify(book).faults)


def test_the_history_is_searched_a_page_at_a_time(path: Path) -> None:
    with Book(path) as book:
        wanted = Wanted(words="诉讼案件", year=2024)
        found = record.lines(book, wanted, 1000)
        assert record.count(book, wanted) == len(found) > 4
        assert all("诉讼案件" in line.label for line in found)
        page = record.lines(book, wanted, 2)
        assert [*page, *record.lines(book, wanted, 2, page[-1].number)] == found[:4]
        assert record.lines(book, Wanted(who="李四"), 9) == []
        assert record.lines(book, Wanted(since="2025-01-24"), 9) == []
        assert record.count(book, Wanted(until="2025-01-23")) == record.count(book, Wanted())
        assert {line.after_words for line in record.lines(book, Wanted(words="含上年结转"), 9)} == {
            "38；备注：含上年结转", "；备注：含上年结转"
        }  # fmt: skip
        assert record.lines(book, Wanted(words="100%"), 9) == []
        assert record.people(book) == ["张三"]


def test_a_list_in_the_history_is_told_by_the_rows_that_went_and_came(path: Path) -> None:
    with Book(path) as book:
        gone, come = record.lines(book, Wanted("honours"), 10)
        assert (gone.before_words, gone.after_words) == ("甲", "")
        assert (come.before_words, come.after_words) == ("", "甲")


@pytest.mark.parametrize(
    ("before", "after", "gone", "come"),
    [
        ([{"a": "甲", "b": ""}], [{"a": "", "b": "甲"}], ["甲"], ["甲"]),  # put into the right column
        ([{"a": "甲"}, {"a": "乙"}], [{"a": "乙"}, {"a": "甲"}], [], []),
        ([{"a": "甲"}, {"a": "甲"}], [{"a": "甲"}], ["甲"], []),
    ],
)
def test_the_rows_that_went_and_came(before: list[ListRow], after: list[ListRow], gone: Words, come: Words) -> None:
    assert rows_changed(before, after) == (gone, come)


def test_another_order_of_a_list_is_told_whole(tmp_path: Path) -> None:
    with Book(tmp_path / "填报.sqlite") as book:
        book.add_unit(UNIT)
        opened = book.open_year(UNIT, 2024)
        opened.set_list("honours", [{"title": "甲"}, {"title": "乙"}])
        opened.set_list("honours", [{"title": "乙"}, {"title": "甲"}])
        found = record.lines(book, Wanted("honours"), 1)[0]
        assert (found.before_words, found.after_words) == ("甲；乙", "乙；甲")


@pytest.mark.parametrize("words", ["[1]", "{", '{"a": 1}', "甲"])
def test_a_list_entry_that_was_meddled_with_is_shown_as_it_stands(path: Path, meddle: Meddle, words: str) -> None:
    meddle(f"UPDATE history SET before_words = '{words}' WHERE subject = '清单' AND after_words = '[]'")
    with Book(path) as book:
        assert record.lines(book, Wanted("honours"), 1)[0].before_words == words


def test_the_history_is_handed_on(path: Path, tmp_path: Path) -> None:
    with Book(path) as book:
        count = record.export(book, tmp_path / "记录.xlsx", Wanted(year=2024))
        assert record.export(book, tmp_path / "记录.csv", Wanted(year=2024)) == count
        with pytest.raises(KnownError, match="没有符合条件"):
            record.export(book, tmp_path / "无.csv", Wanted(words="没有这样的字"))
        with pytest.raises(KnownError, match="是数据文件"):
            record.export(book, path.rename(tmp_path / "data.csv"), Wanted())
    sheet = openpyxl.load_workbook(tmp_path / "记录.xlsx")["修改记录"]
    assert sheet.max_row == count + 1
    text = (tmp_path / "记录.csv").read_text(encoding="utf-8-sig")
    assert text.startswith("序号,填报单位,年度,时间,谁")
    assert len(text.splitlines()) == count + 1
