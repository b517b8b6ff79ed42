"""A CSV fills a return whole or not at all; each fault is one sentence with its row."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.domain.cells import State
from db.domain.trouble import KnownError
from db.service import Book, OpenReturn
from db.service.filling import MOST_ROWS, fill
from tests.ready import fill_head

UNIT = "示例市自然资源和规划局"
CASES, CLOSED = "litigation_cases_count", "litigation_closed_count"


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[OpenReturn]:
    with Book(tmp_path / "填报.sqlite") as book:
        book.add_unit(UNIT)
        yield book.open_year(UNIT, 2024)


def test_rows_are_filled_with_their_origin(opened: OpenReturn) -> None:
    data = f"code,words,note\n{CASES},37,含二审\nlitigation.admin.closed,36,\n".encode()
    assert fill(opened, data, "科室.csv").codes == (CASES, CLOSED)
    assert (opened.ret.cell(CASES).words, opened.ret.cell(CASES).note) == ("37", "含二审")
    assert opened.history(CLOSED)[0].how == "导入 科室.csv 第3行"


def test_library_items_are_switched_on(opened: OpenReturn) -> None:
    code = "research_report_count"
    assert code not in opened.ret.active
    fill(opened, f"code,words\n{code},48\n".encode(), "a.csv")
    assert code in opened.ret.active


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_encodings_of_excel_and_wps_are_read(opened: OpenReturn, encoding: str, newline: str) -> None:
    text = newline.join(["code,words,note", f"{CASES},近10万件,法院口径", ""])
    fill(opened, text.encode(encoding), "a.csv")
    cell = opened.ret.cell(CASES)
    assert (cell.words, cell.value, cell.note) == ("近10万件", "100000", "法院口径")


def test_the_four_states_come_in(opened: OpenReturn) -> None:
    data = (
        "code,words,state,reason,note\n"
        f"{CASES},0,已填,,\n"
        f"{CLOSED},,不适用,无此项职责,\n"
        "reconsideration_cases_count,,暂无法取得,数据在省厅,\n"
    )
    fill(opened, data.encode(), "a.csv")
    assert [opened.ret.cell(c).state for c in (CASES, CLOSED, "reconsideration_cases_count")] == [
        State.VALUE,
        State.NOT_APPLICABLE,
        State.UNAVAILABLE,
    ]
    assert opened.ret.cell(CLOSED).reason == "无此项职责"
    fill(opened, f"code,words,state\n{CASES},,未填\n{CLOSED},,\n".encode(), "b.csv")
    assert opened.ret.cell(CASES).state is State.BLANK
    assert opened.ret.cell(CLOSED).state is State.NOT_APPLICABLE


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8"])
def test_heads_may_be_chinese_and_codes_in_capitals(opened: OpenReturn, encoding: str) -> None:
    text = f"\r\n代码,内容,备注\r\n{CASES.upper()},37,含二审\r\n"
    fill(opened, text.encode(encoding), "a.csv")
    assert (opened.ret.cell(CASES).words, opened.ret.cell(CASES).note) == ("37", "含二审")


FAULTS = [
    (f"code,words,words\n{CASES},37,\n", "重复的列"),
    (f"code,words,单价\n{CASES},37,5\n", "不认识的列“单价”"),
    (f"code,words\n{CASES},{'9' * 200_000}\n", "第 2 行内容太长"),
    ("", "缺少列 code、words"),
    ("code,value\nx,1\n", "缺少列 words"),
    ("\n\r\ncode,words\nno_such_code,1\n", "第 4 行：没有代码为"),
    ("code,words\nno_such_code,1\n", "第 2 行：没有代码为“no_such_code”的指标"),
    (f"code,words\n{CASES},37\n{CLOSED},三十几吧\n", "第 3 行：.*看不懂“三十几吧”"),
    (f"code,words\n{CASES},1\n{CASES},2\n", "第 3 行：“litigation_cases_count”在第 2 行已经出现过"),
    (f"code,words\n{CASES},1,234\n", "第 2 行多出 1 列"),
    (f'code,words\n{CASES},"1\n', "引号不成对"),
    (f"code,words,state\n{CASES},1,不清楚\n", "第 2 行：状态“不清楚”不对"),
    (f"code,words,state\n{CASES},1,不适用\n", "第 2 行：状态是“不适用”，却又写了“1”"),
    (f"code,words,state\n{CASES},,已填\n", "第 2 行：状态是“已填”，却没有内容"),
    (f"code,words,state\n{CASES},,暂无法取得\n", "第 2 行：“暂无法取得”没有写原因"),
    (f"code,words,reason\n{CASES},1,因为\n", "第 2 行：只有“不适用”和“暂无法取得”才写原因"),
    ("code,words\nreconsideration_handled.unit.received,1\n", "第 2 行：没有代码为"),
    (f"code,words\n{CASES},\x001\n", "空字符"),
    ("code,words\n" + f"{CASES},1\n" * (MOST_ROWS + 1), "超过 10,000 行"),
]


@pytest.mark.parametrize(("text", "sentence"), FAULTS)
def test_a_fault_is_one_sentence_and_changes_nothing(opened: OpenReturn, text: str, sentence: str) -> None:
    before = opened.ret
    with pytest.raises(KnownError, match=sentence) as trouble:
        fill(opened, text.encode(), "a.csv")
    assert trouble.value.next_step
    assert opened.ret == before
    assert opened.refresh() is False


def test_a_million_rows_are_refused_at_once(opened: OpenReturn) -> None:
    with pytest.raises(KnownError, match="不像一份填报数据"):
        fill(opened, b"code,words\n" + f"{CASES},1\n".encode() * 1_000_000, "big.csv")


def test_bytes_that_are_no_text_are_refused(opened: OpenReturn) -> None:
    with pytest.raises(KnownError, match="文字编码"):
        fill(opened, f"code,words\n{CASES},3\n".encode("utf-16")[:-1], "a.csv")
    with pytest.raises(KnownError, match="文字编码"):
        fill(opened, b"code,words\n\xff\xff\xff,1\n", "a.csv")


def test_a_locked_return_is_not_filled(opened: OpenReturn) -> None:
    for code in opened.ret.ordered_codes:
        opened.mark(code, State.NOT_APPLICABLE)
    fill_head(opened)
    opened.finalise()
    with pytest.raises(KnownError, match="已定稿"):
        fill(opened, f"code,words\n{CASES},37\n".encode(), "a.csv")
    assert opened.ret.cell(CASES).state is State.NOT_APPLICABLE
