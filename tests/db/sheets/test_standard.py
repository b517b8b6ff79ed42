"""Which sheets the standard workbook has, and what a reader finds on each of them."""

from collections.abc import Callable
from dataclasses import replace

from openpyxl.workbook import Workbook as Opened
from openpyxl.worksheet.worksheet import Worksheet

from db.domain.findings import Finding
from db.domain.pack import Level
from db.domain.returns import Return, Status

Make = Callable[..., Return]
Export = Callable[..., Opened]
LAND, LAW, OWN = "一 政府机构职能体系", "三 行政执法：工作 体系", "附 本单位自设指标"
REQUESTS = "政府信息公开工作年度报告"


def words(page: Worksheet) -> list[str]:
    return [str(cell.value) for row in page.iter_rows() for cell in row if cell.value is not None]


def line(page: Worksheet, start: str) -> list[object]:
    """The values of the first row in which a cell begins with `start`."""
    for row in page.iter_rows(values_only=True):
        if any(str(value).startswith(start) for value in row):
            return [value for value in row if value is not None]
    raise AssertionError(f"no row with {start} on {page.title}")


def middle(page: Worksheet) -> str:
    assert page.oddHeader is not None
    return page.oddHeader.center.text or ""


def test_the_sheets_come_in_the_order_in_which_they_are_read(make: Make, export: Export) -> None:
    names = ["封面", LAND, LAW, OWN, REQUESTS, "清单", "审核情况", "填表说明", "数据明细", "核对数据"]
    assert export(make()).sheetnames == names


def test_the_cover_says_whose_and_when(make: Make, export: Export) -> None:
    head = {"title": "情况表", "data_until": "12月25日", "document_number": "〔2026〕1号", "filler": "王某"}
    cover = export(make(head=head))["封面"]
    assert line(cover, "情况表") == ["情况表"]
    assert line(cover, "（2025年度）") == ["（2025年度）"]
    assert line(cover, "填报单位：") == ["填报单位：", "某某市局"]
    assert line(cover, "报告期") == ["报告期：", "2025年1月1日至12月31日"]
    assert line(cover, "填报日期：") == ["填报日期：", "2026年1月20日"]
    assert line(cover, "数据截止日") == ["数据截止日：", "12月25日"]
    assert line(cover, "文号") == ["文号：", "〔2026〕1号"]
    assert line(cover, "单位负责人") == ["单位负责人（签字）：", "审核人："]
    assert line(cover, "填报人") == ["填报人：王某", "联系电话："]
    assert line(cover, "填报单位（盖章）")[0] == "填报单位（盖章）：某某市局"
    assert "严禁录入国家秘密、工作秘密" in line(cover, "严禁录入")[0]  # type: ignore[operator]
    assert line(cover, "由法治填报") == ["由法治填报 9.8.7 于2026年1月20日生成"]
    assert not any("索引号" in word for word in words(cover))


def test_legal_marks_are_printed_only_when_filled(make: Make, export: Export) -> None:
    assert not any("表号" in word for word in words(export(make())["封面"]))
    assert line(export(make(head={"form_number": "法治1表"}))["封面"], "表号") == ["表号：法治1表"]


def test_a_title_that_names_the_year_is_not_followed_by_it(make: Make, export: Export) -> None:
    book = export(make(head={"title": "2025年度情况表"}))
    assert "（2025年度）" not in words(book["封面"])
    assert book.properties.title == "2025年度情况表"


def test_the_cover_counts_every_answer_once(make: Make, export: Export) -> None:
    said = {"area": "5", "money": "不适用", "rate": "暂无法取得未反馈", "cases": "3", "closed": "三四个"}
    cover = export(make(said))["封面"]
    assert line(cover, "部分") == ["部分", "应填", "已填", "不适用", "暂无法取得", "未填", "待更正"]
    assert line(cover, LAND) == [LAND, 5, 1, 1, 1, 2, 0]
    assert line(cover, "三 行政执法") == ["三 行政执法：工作/体系", 6, 1, 0, 0, 4, 1]
    assert line(cover, REQUESTS) == [REQUESTS, 14, 0, 0, 0, 14, 0]  # the linked cell counts in its section
    assert line(cover, "合计") == ["合计", 26, 2, 1, 1, 21, 1]


def test_draft_and_practice_are_said_on_every_page_and_on_the_cover(make: Make, export: Export) -> None:
    open_ = export(replace(make(), status=Status.DRAFT, practice=True))
    assert line(open_["封面"], "草稿") == ["草稿　练习"]
    assert ["草稿　练习" in middle(page) for page in open_] == [True] * len(open_.sheetnames)
    final = export(make())
    assert [middle(page) for page in final] == [""] * len(final.sheetnames)
    assert not any("草稿" in word or "练习" in word for page in final for word in words(page))


def test_parts_are_indented_below_their_whole(make: Make, export: Export) -> None:
    page = export(make())[LAW]
    names = {str(row[1].value): row[1].alignment.indent for row in page.iter_rows(min_row=5) if row[1].value}
    assert list(names) == [
        *("诉讼案件数", "其中：审结案件数", "其中：胜诉案件数", "败诉案件数", "在审案件数（年末）", "本市平台数"),
    ]
    assert list(names.values()) == [0, 1, 4, 7, 4, 0]


def test_a_part_whose_whole_is_not_asked_stands_alone(make: Make, export: Export) -> None:
    ret = make()
    page = export(replace(ret, active=ret.active - {"closed"}))[LAW]
    assert line(page, "3.03")[1] == "其中：胜诉案件数"  # a part of the cases too
    assert line(page, "3.05")[1] == "在审案件数（年末）"
    assert [page[place].alignment.indent for place in ("B6", "B7", "B8")] == [1, 4, 4]
    alone = export(replace(ret, active=ret.active - {"closed", "cases"}))[LAW]
    assert [row[1] for row in alone.iter_rows(5, 7, values_only=True)] == [
        "胜诉案件数",
        "败诉案件数",
        "在审案件数（年末）",
    ]


def test_a_part_that_stands_apart_from_its_whole_names_it(make: Make, export: Export) -> None:
    ret = make()
    items = {**ret.pack.items, "own_platforms": replace(ret.pack.items["own_platforms"], part_of="won")}
    page = export(replace(ret, pack=replace(ret.pack, items=items)))[LAW]
    assert line(page, "2.09")[1] == "本市平台数（3.03的其中项）"


def test_items_not_asked_for_are_not_printed_and_own_items_are(make: Make, export: Export) -> None:
    book = export(make({"own_platforms": "4"}))
    assert not any("未启用" in word for page in book for word in words(page))
    assert line(book[LAW], "2.09") == ["2.09", "本市平台数", "个", 4]
    assert line(book["数据明细"], "own_platforms")[:6] == ["own_platforms", "2.09", "本市平台数", "个", "4", 4]


def test_remarks_stand_beside_the_figure(make: Make, export: Export) -> None:
    ret = make({"area": "三四个", "money": "5"})
    ret = ret.with_cell("money", replace(ret.cell("money"), note="含上年结转。"))
    page = export(ret)[LAND]
    assert "看不懂" in str(line(page, "1.01")[-1])
    assert line(page, "1.02")[-1] == "含上年结转"


def test_a_note_too_long_for_one_row_goes_on_in_the_next(make: Make, export: Export) -> None:
    note = "按台账逐宗核对，跨年结案的归入本年；" * 60
    ret = make({"area": "5"})
    page = export(ret.with_cell("area", replace(ret.cell("area"), note=note)))[LAND]
    parts = [row[7] for row in page.iter_rows(min_row=5, values_only=True) if row[7]]
    assert len(parts) > 1
    assert "".join(map(str, parts)) == note.rstrip("；")
    assert max(page.row_dimensions[n].height or 0 for n in range(1, page.max_row + 1)) < 409


def test_the_signatures_close_the_last_section(make: Make, export: Export) -> None:
    book = export(make())
    assert line(book[OWN], "单位负责人（签字）") == ["单位负责人（签字）：", "审核人：", "填报人：", "联系电话："]
    assert not any("签字" in word for word in words(book[LAW]))


def test_findings_stand_with_reason_and_next_step_the_gravest_first(make: Make, export: Export) -> None:
    findings = (
        Finding("h", Level.HINT, (), "提示的话"),
        Finding("e", Level.ERROR, (), "错误的话", "改正。"),
        Finding("x", Level.EXPLAIN, (), "要说明的话", "写明。", explanation="因为如此"),
        Finding("y", Level.EXPLAIN, (), "改过数的话", "写明。", explanation="从前的话", outdated=True),
    )
    page = export(make(), None, findings)["审核情况"]
    assert line(page, "错误 1 条") == ["错误 1 条，需说明 2 条（已说明 1 条），提示 1 条。"]
    rows = [[v for v in row if v is not None] for row in page.iter_rows(min_row=5, values_only=True)]
    assert rows == [
        [1, "错误", "错误的话", "改正。"],
        [2, "需说明", "要说明的话", "因为如此", "写明。"],
        [3, "需说明", "改过数的话", "从前的话（所涉数据已改动，待重新确认）", "写明。"],
        [4, "提示", "提示的话"],
    ]
    clean = export(make())
    assert "未发现问题" in words(clean["审核情况"])
    assert line(clean["封面"], "审核情况") == ["审核情况：未发现问题。"]


def test_lists_are_printed_whole_and_an_empty_one_says_so(make: Make, export: Export) -> None:
    rows = ({"title": "办法", "number": "3号"}, {"title": "=通知"})
    page = export(make(lists={"documents": rows}))["清单"]
    assert line(page, "制度文件清单") == ["制度文件清单（2项）"]
    assert line(page, "办法") == ["办法", "3号"] or line(page, "办法") == [1, "办法", "3号"]
    assert line(page, "=通知") == [2, "=通知"]
    assert line(page, "荣誉与典型") == ["荣誉与典型（0项）"]
    assert line(page, "无") == ["无"]


def test_the_notes_carry_dates_with_their_basis_and_the_pack(make: Make, export: Export) -> None:
    page = export(make())["填表说明"]
    assert line(page, "1.") == ["1.", "没有发生的填0。"]
    assert line(page, "2026年3月1日前") == [1, "2026年3月1日前", "报告", "党委", "第二十四条"]
    assert line(page, "指标：") == ["指标：小指标包，版本 2026.1（暂行）。"]
    assert line(page, "试用。") == ["试用。"]


def test_own_items_are_explained_on_paper(make: Make, export: Export) -> None:
    page = export(make())["填表说明"]
    said = [str(value) for row in page.iter_rows(values_only=True) for value in row if value]
    assert "自设指标" in said
    assert "2.09 本市平台数（个）：按年末在用的平台计。" in said
    assert "附.01 =1+1 开头的指标：未写口径" in said


def test_the_details_hold_every_answer_with_words_and_value(make: Make, export: Export) -> None:
    said = {"area": " 近3公顷", "cases": "1,234件", "rate": "不适用无此项职责", "own_words": "文字"}
    ret = make(said)
    page = export(ret.with_cell("cases", replace(ret.cell("cases"), note="备注")))["数据明细"]
    head, *rows = page.iter_rows(values_only=True)
    assert head == ("代码", "编号", "指标", "单位", "填报原文", "数值", "限定词", "数值单位", "状态", "原因", "备注")
    by_code = {row[0]: row for row in rows}
    assert list(by_code) == list(ret.ordered_codes)
    assert by_code["area"][4:9] == (" 近3公顷", 30000, "近", "平方米", "已填")
    assert by_code["cases"][4:] == ("1,234件", 1234, None, "件", "已填", None, "备注")
    assert by_code["rate"][4:10] == (None, None, None, None, "不适用", "无此项职责")
    assert by_code["own_words"][5] == "文字"
    assert by_code["requests.safety.fee"][3] == "万元"
    assert page.auto_filter.ref == f"A1:K{1 + len(rows)}"


def test_a_return_that_asks_for_nothing_still_makes_a_workbook(make: Make, export: Export) -> None:
    bare = make(active=frozenset())
    names = export(replace(bare, pack=replace(bare.pack, tables=(), lists=(), deadlines=(), notes=()))).sheetnames
    assert names == ["封面", "清单", "审核情况", "填表说明", "数据明细", "核对数据"]
