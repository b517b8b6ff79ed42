"""How proposals read what offices draw around their lists: section lines, gaps, notes, parts of a year, codes, sums."""

import pytest

from db.domain.forms.grid import Grid, GridCell, GridSheet, Holds, Span
from db.domain.forms.links import Whose
from db.domain.forms.proposing import propose
from db.domain.forms.written import Known
from db.service import packs
from db.service.forms import likeness, words

PACK = packs.chosen(None)
KNOWN = Known(PACK, 2024, PACK.starting_codes(2024), words(), likeness)


def codes(*lines: str, merged: tuple[Span, ...] = ()) -> dict[str, str]:
    """What is proposed for this year's cells of a sheet of these lines; last year's with a - behind the code."""
    cells = {
        (row, column): GridCell(text.strip(), Holds.WORDS if text.strip() else Holds.NOTHING)
        for row, line in enumerate(lines)
        for column, text in enumerate(line.split("|"))
    }
    found = propose(Grid((GridSheet("表", cells, merged),)), KNOWN).links
    return {link.place.address: link.code + ("-" if link.whose is Whose.LAST else "") for link in found}


def test_a_section_line_of_two_cells_leaves_the_heads_of_years() -> None:
    found = codes(
        "序号|指标|单位|2024年|2023年",
        "一|规范性文件|||",
        "1|规范性文件报送备案|件||",
        "二|行政争议|||",
        "2|行政诉讼案件|件||",
        merged=(Span(1, 1, 1, 4), Span(3, 1, 3, 4)),
    )
    assert found == {
        "D3": "normative_docs_filed_count", "E3": "normative_docs_filed_count-",
        "D5": "litigation_cases_count", "E5": "litigation_cases_count-",
    }  # fmt: skip


def test_a_narrower_list_below_a_table_knows_nothing_of_its_heads() -> None:
    found = codes(
        "类别|下达任务（亩）|完成处置（亩）|任务完成率（%）", "批而未供土地|||", "闲置土地|||", "",
        "盘活农村闲散土地（亩）|", "农村闲散土地盘活比例（%）|",
    )  # fmt: skip
    assert found["B5"] == "scattered_land_reused_area"
    assert found["B6"] == "scattered_land_reuse_rate"


def test_a_question_below_a_table_stands_under_none_of_its_heads() -> None:
    found = codes("案件种类|收案|结案|胜诉|败诉", "行政诉讼||||", "民事诉讼||||", "行政诉讼胜诉率：||%||")
    assert found["B4"] == "litigation_win_rate"
    assert not found.keys() & {"D4", "E4"}


def test_an_empty_cell_among_heads_is_none_to_fill() -> None:
    found = codes(
        "行政复议||行政诉讼||", "||未经复议直接起诉||复议后起诉", "维持|纠正|维持|纠正|维持", "||||",
        merged=(Span(0, 0, 0, 1), Span(0, 2, 0, 4), Span(1, 0, 1, 1), Span(1, 2, 1, 3)),
    )  # fmt: skip
    assert not found.keys() & {"A2", "B2"}


@pytest.mark.parametrize(("this", "part"), [("1—12月", "1—6月"), ("1-12月", "1-9月"), ("1月至12月", "1至3月")])
def test_a_part_of_the_year_is_no_figure_of_it(this: str, part: str) -> None:
    assert codes(f"指标|单位|{part}|{this}", "行政诉讼案件|件||") == {"D2": "litigation_cases_count"}


@pytest.mark.parametrize(
    ("begin", "end"), [("期初（2023-12-31）", "期末（2024-12-31）"), ("期初数", "期末数"), ("年初数", "年末数")]
)
def test_begin_and_end_of_a_period_are_last_year_and_this(begin: str, end: str) -> None:
    found = codes(f"指标|单位|{end}|{begin}", "行政诉讼案件|件||")
    assert found == {"C2": "litigation_cases_count", "D2": "litigation_cases_count-"}


def test_calendar_years_inside_names_are_this_year_last_year_and_those_before() -> None:
    found = codes(
        "指标|单位|数量", "2024年度督察反馈问题整改完成率|%|", "2023年度督察反馈问题整改完成率|%|",
        "2022年及以前督察反馈问题整改完成率|%|",
    )  # fmt: skip
    assert found == {
        "C2": "supervision_issue_rectify_rate_this_year",
        "C3": "supervision_issue_rectify_rate_prev_year",
        "C4": "supervision_issue_rectify_rate_earlier_years",
    }


def test_what_was_left_over_from_last_year_is_a_figure_of_this() -> None:
    for words_of_it in ("上年结转", "上年结存", "上年转", "上年未结转入"):
        found = codes(f"案件种类|{words_of_it}|本年新收|胜诉|败诉", "行政诉讼||||", "民事诉讼||||")
        assert found["B2"] == "litigation.admin.carried_in"


def test_lines_by_codes_stand_under_the_letter() -> None:
    found = codes(
        "代码|指标名称|计量单位|本年", "A|一、行政许可|—|—", "A1|受理|件|", "A2|准予许可|件|", "A3|不予许可|件|"
    )
    assert found["D3"] == "enforcement_permits.unit.accepted"


def test_the_sum_beside_a_group_of_a_fixed_table_is_its_sum() -> None:
    heads = "警告、通报批评|罚款|没收违法所得|暂扣许可证件、降低资质等级|吊销许可证件|其他处罚|小计"
    found = codes(
        "单位|行政处罚决定|||||||罚没金额（元）", f"|{heads}|", "本级||||||||",
        merged=(Span(0, 0, 1, 0), Span(0, 1, 0, 7), Span(0, 8, 1, 8)),
    )  # fmt: skip
    assert found["H3"] == "enforcement_penalties.unit.total"


def test_one_line_for_a_whole_group_is_none_of_its_lines() -> None:
    found = codes(
        "项目||自然人|总计", "本年新收政府信息公开申请数量|||", "本年度办理结果|予以公开||", "|部分公开||",
        "|（三）不予公开小计||", "|（五）不予处理小计||", "|总计||", "结转下年度继续办理|||",
    )  # fmt: skip
    assert found["C2"] == "disclosure_applications.new.person"
    assert found["C7"] == "disclosure_applications.handled_total.person"
    assert not found.keys() & {"C5", "D5", "C6", "D6"}


def test_a_part_among_heads_is_part_of_the_head_before() -> None:
    found = codes(
        "年度|人大代表建议|其中：主办|其中：会办|政协提案|其中：主办|其中：会办", "2024年||||||",
    )  # fmt: skip
    assert found["C2"] == "npc_suggestion_lead_count"
    assert found["F2"] == "cppcc_proposal_lead_count"


def test_tasks_may_be_the_names_of_lines() -> None:
    found = codes("任务|单位|2024年实际完成|2023年实际完成", "修复历史遗留矿山|公顷||")
    assert found == {"C2": "legacy_mine_restored_area", "D2": "legacy_mine_restored_area-"}


@pytest.mark.parametrize("said", ["金额：万元；面积：公顷", "注：面积按公顷填，保留两位小数"])
def test_units_and_notes_ask_for_nothing(said: str) -> None:
    found = codes(f"{said}||", "指标|2024年|2023年", "行政诉讼案件||", f"{said}||")
    assert found == {"B3": "litigation_cases_count", "C3": "litigation_cases_count-"}
