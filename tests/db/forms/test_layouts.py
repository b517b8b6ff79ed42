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


def test_lists_beside_each_other_are_tables_of_their_own() -> None:
    found = codes(
        "表2  行政处罚|||表3  行政强制||", "处罚种类|数量（件）||类别|方式|数量（件）",
        "警告、通报批评|||行政强制措施|查封场所、设施或者财物|", "罚款||||扣押财物|",
        "没收违法所得、没收非法财物||||冻结存款、汇款|", "暂扣许可证件、降低资质等级||||其他强制措施|",
        "吊销许可证件|||行政强制执行|加处罚款或者滞纳金|", "限制开展生产经营活动||||划拨存款、汇款|",
        "责令停产停业、责令关闭、限制从业||||代履行|", "其他处罚||||其他强制执行方式|", "合计|||合计||",
        merged=(Span(0, 0, 0, 1), Span(0, 3, 0, 5), Span(2, 3, 5, 3), Span(6, 3, 9, 3), Span(10, 3, 10, 4)),
    )  # fmt: skip
    assert found["B4"] == "enforcement_penalties.unit.fine"
    assert found["B11"] == "enforcement_penalties.unit.total"
    assert found["F4"] == "enforcement_coercion.unit.seizure"
    assert found["F11"] == "enforcement_coercion.unit.total"


def test_a_line_that_a_form_has_in_parts_is_none_of_them() -> None:
    heads = "单位|{}|罚款|没收违法所得、没收非法财物|吊销许可证件|其他处罚|合计|罚没金额（元）"
    whole = codes(heads.format("警告、通报批评"), "本机关|||||||")
    parts = codes(heads.format("警告|通报批评"), "本机关||||||||")
    assert whole["B2"] == "enforcement_penalties.unit.warning"
    assert "enforcement_penalties.unit.warning" not in parts.values()
    assert parts["D2"] == "enforcement_penalties.unit.fine"


APPLICATIONS = (
    "二、收到和处理政府信息公开申请情况||||", "（勾稽关系：第一项加第二项等于第三项加第四项）||申请人情况||",
    "||自然人|法人或其他组织（小计）|总计", "一、本年新收政府信息公开申请数量||||",
    "二、上年结转政府信息公开申请数量||||", "三、本年度办理结果|（一）予以公开|||",
    "|（二）部分公开（不计其他情形）|||", "|（七）总计|||", "四、结转下年度继续办理||||", "", "三、行政复议情况",
)  # fmt: skip
MERGED = (
    Span(0, 0, 0, 4), Span(1, 0, 2, 1), Span(1, 2, 1, 4), Span(3, 0, 3, 1), Span(4, 0, 4, 1), Span(5, 0, 7, 0),
    Span(8, 0, 8, 1),
)  # fmt: skip


def test_what_a_form_adds_to_a_fixed_table_is_none_of_its_lines() -> None:
    found = codes(*APPLICATIONS, merged=MERGED)
    assert found["C4"] == "disclosure_applications.new.person"
    assert not [place for place in found if place.startswith("D")]


def test_lines_numbered_alike_are_no_titles_of_each_other() -> None:
    found = codes(*APPLICATIONS, merged=MERGED)
    assert found["C5"] == "disclosure_applications.carried_in.person"
    assert found["E9"] == "disclosure_applications.carried_out.total"


def test_a_merged_head_beside_deeper_ones_stands_there_once() -> None:
    found = codes(
        "政府信息公开行政复议、行政诉讼情况||||||||||", "行政复议|||||行政诉讼||||",
        "结果维持|结果纠正|其他结果|尚未审结|总计|未经复议直接起诉||||",
        "|||||结果维持|结果纠正|其他结果|尚未审结|总计", "|||||||||",
        merged=(
            Span(0, 0, 0, 10), Span(1, 0, 1, 4), Span(1, 5, 1, 9), Span(2, 5, 2, 9),
            *(Span(2, n, 3, n) for n in range(5)),
        ),
    )  # fmt: skip
    assert found["A5"] == "disclosure_disputes.reconsideration.upheld"
    assert found["D5"] == "disclosure_disputes.reconsideration.pending"


def test_rules_for_scores_are_no_names() -> None:
    found = codes(
        "考评项目|考评内容|评分办法|分值|完成数据|自评得分",
        "制度建设|规范性文件备案及时率|达到100%得满分|7||", "争议化解|行政诉讼败诉率|高于全市平均的扣3分|8||",
    )  # fmt: skip
    assert found == {"E2": "normative_docs_filing_timely_rate", "E3": "litigation_loss_rate"}


def test_the_unit_with_its_year_names_a_line() -> None:
    found = codes(
        "单位及年度|规范性文件报送备案（件）|召开听证会（次）",
        "市自然资源和规划局2024年||", "市自然资源和规划局2023年||",
    )  # fmt: skip
    assert found == {
        "B2": "normative_docs_filed_count", "B3": "normative_docs_filed_count-",
        "C2": "hearing_held_count", "C3": "hearing_held_count-",
    }  # fmt: skip


def test_a_slash_takes_no_figure() -> None:
    found = codes("信息内容|本年制发件数|本年废止件数|现行有效件数", "规章|／|／|／", "行政规范性文件|||")
    assert found == {
        "B3": "disclosure_documents.normative.made", "C3": "disclosure_documents.normative.abolished",
        "D3": "disclosure_documents.normative.valid",
    }  # fmt: skip


def test_the_last_line_of_sentences_is_no_line_of_heads() -> None:
    found = codes(
        "（七）|开展规范性文件清理||次，纳入清理的规范性文件||件，清理后继续有效||件、失效||件。",
        "填报人：||联系电话：|||||||",
    )  # fmt: skip
    assert found["C1"] == "normative_docs_cleanup_times"
    assert found["E1"] == "normative_docs_cleaned_count"


def test_pairs_below_a_table_stand_under_none_of_its_heads() -> None:
    found = codes(
        "行政征收|行政征用|行政裁决|行政确认|行政奖励|行政给付|行政检查", "||||||", "",
        "五、执法岗位和人员", "执法岗位数（个）||在岗执法人员数（人）||持证率（%）||",
    )  # fmt: skip
    assert found["B5"] == "enforcement_staff.unit.posts"
    assert found["D5"] == "enforcement_staff.unit.on_post"


def test_two_questions_with_their_units_stand_under_no_head() -> None:
    found = codes(
        "类别|承办总数（件）|主办（件）|协办（件）|列为重点督办（件）|备注", "人大代表建议|||||", "政协提案|||||",
        "建议、提案合并计算：按时办结率||%|回执满意率||%",
    )  # fmt: skip
    assert found["B4"] == "npc_cppcc_on_time_rate"
    assert found["E4"] == "npc_cppcc_satisfaction_rate"


def test_a_part_in_a_sentence_is_of_what_was_said_last() -> None:
    found = codes("办理人大代表建议||件（其中主办||件），政协提案||件（其中主办||件）。", "填报人：|")
    assert found["D1"] == "npc_suggestion_lead_count"
    assert found["H1"] == "cppcc_proposal_lead_count"


def test_the_sum_of_lines_that_are_no_group_is_none_of_a_table() -> None:
    found = codes(
        "办理情形||总计|其中：自然人|其中：商业企业", "一|本年新收政府信息公开申请数量|||",
        "二|上年结转政府信息公开申请数量|||",
        "三、本年度办理结果|予以公开|||", "|部分公开|||", "|其他各情形小计|||", "|办理结果总计|||",
        "四|结转下年度继续办理|||",
        merged=(Span(3, 0, 6, 0),),
    )  # fmt: skip
    assert found["C5"] == "disclosure_applications.partly.total"
    assert found["C7"] == "disclosure_applications.handled_total.total"
    assert not found.keys() & {"C6", "D6", "E6"}


def test_sums_to_date_stand_beside_figures_of_the_year() -> None:
    found = codes(
        "项目|单位|2024年||2025年计划", "||本年完成|截至年末累计|", "历史遗留矿山修复|公顷|||",
        "督察反馈废弃矿山复核销号|座|||",
        merged=(Span(0, 0, 1, 0), Span(0, 1, 1, 1), Span(0, 2, 0, 3), Span(0, 4, 1, 4)),
    )  # fmt: skip
    assert found == {"C3": "legacy_mine_restored_area", "D4": "mine_inspection_closed_count"}


def test_lines_of_other_offices_are_not_ours() -> None:
    found = codes(
        "一、行政许可（单位：宗）|||||", "执法主体|申请|受理|准予许可|不予许可|撤销许可",
        "市局机关|||||", "所辖县级局合计|||||",
        merged=(Span(0, 0, 0, 5),),
    )  # fmt: skip
    assert found["B3"] == "enforcement_permits.unit.applied"
    assert found["D3"] == "enforcement_permits.unit.granted"
    assert not [place for place in found if place.endswith("4")]


def test_a_line_with_a_name_of_an_office_behind_it_is_no_line_of_heads() -> None:
    found = codes(
        "指标名称及单位|本年度|上年度|责任科室", "三、信访化解|||", "自然资源部交办重点信访（件）|||信访科",
        "　其中：化解并核销（件）|||信访科", "　　化解率（%）|||", "办理群众来信（封）|||",
        merged=(Span(1, 0, 1, 3),),
    )  # fmt: skip
    assert found["B3"] == "ministry_assigned_petition_count"
    assert found["C6"] == "petition_letter_count-"


def test_an_empty_line_below_a_note_asks_for_nothing() -> None:
    found = codes(
        "2024年度收到和处理政府信息公开申请情况（简表）||", "单位：件||", "办理环节|自然人|总计",
        "一、本年新收申请||", "二、上年结转申请||", "注：总计含其他人。||", "||",
        "相关工作|单位|2024年", "行政诉讼案件|件|",
        merged=(Span(0, 0, 0, 2), Span(1, 0, 1, 2), Span(5, 0, 5, 2)),
    )  # fmt: skip
    assert not [place for place in found if place.endswith("7")]


def test_sums_to_date_beside_other_things_are_read_as_they_are_called() -> None:
    found = codes(
        "单位名称|矿山生态修复||",
        "|历史遗留矿山修复验收面积（公顷）|累计完成治理废弃矿山（处）|年末在建废弃矿山治理项目（处）",
        "某市自然资源和规划局|||",
        merged=(Span(0, 0, 1, 0), Span(0, 1, 0, 3)),
    )  # fmt: skip
    assert found["B3"] == "legacy_mine_restored_area"
    assert found["C3"] == "abandoned_mine_project_done_count"
