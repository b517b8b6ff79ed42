"""How proposals go on where a form is laid out or worded as none before: stacked tables, sums, sentences, namesakes."""

import re

import pytest

from db.domain.forms.grid import Grid, GridCell, GridSheet, Holds, Span
from db.domain.forms.likeness import Vocabulary, asked_of
from db.domain.forms.links import Whose
from db.domain.forms.names import names_of
from db.domain.forms.proposing import propose
from db.domain.forms.written import Known
from db.domain.items import Tier
from db.domain.long_work import StoppedError, told_to
from db.service import packs
from db.service.forms import likeness, words
from resources import library

PACK = packs.chosen(None)
KNOWN = Known(PACK, 2024, PACK.starting_codes(2024), words(), likeness)


def sheet_of(name: str, *lines: str, merged: tuple[Span, ...] = ()) -> GridSheet:
    """A sheet of these lines, cells parted by |."""
    cells = {
        (row, column): GridCell(text.strip(), Holds.WORDS if text.strip() else Holds.NOTHING)
        for row, line in enumerate(lines)
        for column, text in enumerate(line.split("|"))
    }
    return GridSheet(name, cells, merged)


def codes(*lines: str) -> dict[str, str]:
    """What is proposed for this year's cells of a sheet of these lines; last year's with a - behind the code."""
    found = propose(Grid((sheet_of("表", *lines),)), KNOWN).links
    return {link.place.address: link.code + ("-" if link.whose is Whose.LAST else "") for link in found}


def test_a_table_below_another_knows_nothing_of_its_heads() -> None:
    found = codes(
        "表一 执法主体和人员|||||",
        "单位|执法岗位数（个）|在岗人员数（人）|持证人数（人）|持证率（%）|备注",
        "本机关|||||",
        "表二 行政许可实施情况|||||",
        "单位|申请数量|受理数量|许可数量|不予许可数量|撤销许可数量",
        "本机关|||||",
    )
    assert found == {
        "B3": "enforcement_staff.unit.posts", "C3": "enforcement_staff.unit.on_post",
        "D3": "enforcement_cert_holder_count", "E3": "enforcement_staff.unit.certified_share",
        "B6": "enforcement_permits.unit.applied", "C6": "enforcement_permits.unit.accepted",
        "D6": "enforcement_permits.unit.granted", "E6": "enforcement_permits.unit.refused",
        "F6": "enforcement_permits.unit.revoked",
    }  # fmt: skip


def test_a_few_lines_and_columns_of_a_fixed_table_in_short_words_are_known() -> None:
    found = codes(
        "依申请公开办理情况|||",
        "办理情况|自然人|商业企业|合计",
        "本年新收|||",
        "予以公开|||",
        "不予公开（国家秘密）|||",
        "结转下年|||",
    )
    table = "disclosure_applications."
    rows = {3: "new", 4: "open", 5: "refused_secret", 6: "carried_out"}
    columns = {"B": "person", "C": "company", "D": "total"}
    assert found == {
        f"{at}{row}": f"{table}{line}.{head}" for row, line in rows.items() for at, head in columns.items()
    }


def test_the_sum_of_a_group_of_columns_is_no_column_of_the_table() -> None:
    found = codes(
        "办理情况|自然人|法人或其他组织小计|总计",
        "一、本年新收政府信息公开申请数量|||",
        "二、上年结转政府信息公开申请数量|||",
    )
    assert sorted(found) == ["B2", "B3", "D2", "D3"]


def test_a_fixed_table_may_show_nothing_but_its_sums() -> None:
    lines = (
        "收到和处理政府信息公开申请情况|||",
        "项目|||总计（件）",
        "一、本年新收政府信息公开申请数量|||",
        "三、本年度办理结果|（一）予以公开||",
        "|（三）不予公开|1.属于国家秘密|",
        "||2.保护第三方合法权益|",
        "四、结转下年度继续办理|||",
    )
    merged = (
        Span(1, 0, 1, 2),
        Span(2, 0, 2, 2),
        Span(3, 0, 5, 0),
        Span(3, 1, 3, 2),
        Span(4, 1, 5, 1),
        Span(6, 0, 6, 2),
    )
    found = propose(Grid((sheet_of("表", *lines, merged=merged),)), KNOWN).links
    rows = ["new", "open", "refused_secret", "refused_third", "carried_out"]
    assert {link.place.address: link.code for link in found} == {
        f"D{row}": f"disclosure_applications.{line}.total" for row, line in enumerate(rows, 3)
    }


def test_what_a_group_of_columns_comes_to_is_the_column_of_a_table_that_has_no_group() -> None:
    lines = (
        "本机关应诉案件情况|||||",
        "案由|上年结转|本年新收|本年审结|||年末在审",
        "|||合计|一审|二审|",
        "行政诉讼||||||",
        "民事诉讼||||||",
    )
    merged = (Span(1, 0, 2, 0), Span(1, 1, 2, 1), Span(1, 2, 2, 2), Span(1, 3, 1, 5), Span(1, 6, 2, 6))
    found = propose(Grid((sheet_of("表", *lines, merged=merged),)), KNOWN).links
    assert {link.place.address: link.code for link in found if link.place.address[0] in "DEF"} == {
        "D4": "litigation_closed_count", "D5": "litigation.civil.closed",
    }  # fmt: skip


def test_a_fixed_table_stands_on_its_side_in_a_list() -> None:
    found = codes(
        "类别|种类|2024年|2023年",
        "行政处罚|警告、通报批评||",
        "行政处罚|罚款||",
        "行政处罚|吊销许可证件||",
        "行政处罚|处罚合计||",
        "行政处罚|罚没金额（元）||",
    )
    heads = ["warning", "fine", "licence_revoked", "total", "amount"]
    this = {f"C{row}": f"enforcement_penalties.unit.{head}" for row, head in enumerate(heads, 2)}
    last = {f"D{row}": f"enforcement_penalties.unit.{head}-" for row, head in enumerate(heads, 2)}
    assert found == this | last


def test_what_stands_over_the_names_of_a_list_is_its_title() -> None:
    cells = {
        (0, 0): "（一）面向社会普法", (0, 3): "（二）单位内部学法",
        (1, 0): "项目", (1, 1): "单位", (1, 2): "2024年", (1, 3): "项目", (1, 4): "单位", (1, 5): "2024年",
        (2, 0): "报纸普法专栏", (2, 1): "期", (2, 2): "", (2, 3): "“第一议题”学习", (2, 4): "次", (2, 5): "",
    }  # fmt: skip
    sheet = GridSheet(
        "表",
        {at: GridCell(text, Holds.WORDS if text else Holds.NOTHING) for at, text in cells.items()},
        (Span(0, 0, 0, 2), Span(0, 3, 0, 5)),
    )
    found = {link.place.address: link.code for link in propose(Grid((sheet,)), KNOWN).links}
    assert found == {"C3": "newspaper_law_column_count", "F3": "first_topic_study_count"}


def test_a_sentence_may_speak_of_two_things_and_of_last_year() -> None:
    found = codes(
        "2024年，全局共办理行政复议案件||件（上年||件），其中维持||件。",
        "承办人大代表建议||件，其中主办||件；承办政协提案||件，其中主办||件。",
        "接待来访来电群众||批次||人次。||||",
    )
    assert found == {
        "B1": "reconsideration_cases_count", "D1": "reconsideration_cases_count-", "F1": "reconsideration_upheld_count",
        "B2": "npc_suggestion_count", "D2": "npc_suggestion_lead_count",
        "F2": "cppcc_proposal_count", "H2": "cppcc_proposal_lead_count",
        "B3": "petition_reception_batch_count", "D3": "petition_reception_person_times",
    }  # fmt: skip


def test_the_whole_of_a_year_is_the_year_that_stands_over_it() -> None:
    cells = {
        (0, 0): "指标", (0, 1): "2024年", (0, 2): "2024年", (0, 3): "2023年", (0, 4): "2023年",
        (1, 0): "", (1, 1): "一季度", (1, 2): "全年", (1, 3): "一季度", (1, 4): "全年",
        (2, 0): "行政诉讼案件数", **{(2, at): "" for at in range(1, 5)},
    }  # fmt: skip
    grid = Grid(
        (GridSheet("表", {at: GridCell(text, Holds.WORDS if text else Holds.NOTHING) for at, text in cells.items()}),)
    )
    found = {link.place.address: (link.code, link.whose) for link in propose(grid, KNOWN).links}
    assert found == {"C3": ("litigation_cases_count", Whose.THIS), "E3": ("litigation_cases_count", Whose.LAST)}


def test_a_part_in_words_of_its_own_is_found_under_the_line_it_is_part_of() -> None:
    found = codes(
        "指标|单位|2024年",
        "年末持有有效行政执法证的人员|人|",
        "　　其中：当年首次领到证件的|人|",
    )
    assert found == {"C2": "enforcement_cert_holder_count", "C3": "enforcement_cert_new_count"}


def test_two_items_that_go_by_one_name_are_left_open() -> None:
    assert codes("指标|本年", "废止规范性文件（件）|") == {}


def test_a_dash_beside_a_cell_to_fill_is_none() -> None:
    assert codes("指标|2024年|2023年", "行政诉讼案件数||—") == {"B2": "litigation_cases_count"}


def test_a_line_of_dashes_takes_nothing_and_the_only_cell_of_a_line_is_to_be_filled() -> None:
    found = codes("指标|2024年|2023年", "行政诉讼案件数||", "行政复议案件数|—|—", "行政处罚案件数||")
    assert {address[1] for address in found} == {"2", "4"}
    assert codes("指标|数据", "行政诉讼案件数|", "收到法院司法建议|——") == {
        "B2": "litigation_cases_count", "B3": "judicial_suggestion_count",
    }  # fmt: skip


def test_years_are_heads_as_people_write_them() -> None:
    this, last = "litigation_cases_count", "litigation_cases_count-"
    assert codes("诉讼||24年|23年", "行政诉讼案件数|件||") == {"C2": this, "D2": last}
    assert codes("||2024|2023", "行政诉讼案件数|件||") == {"C2": this, "D2": last}
    assert codes("指标|2024年末|2023年末", "行政诉讼在审案件数||") == {
        "B2": "litigation_pending_count", "C2": "litigation_pending_count-",
    }  # fmt: skip


def test_fields_over_a_list_are_no_heads_of_it() -> None:
    found = codes("填报单位||填报人|", "项目|本年|上年|科室", "行政诉讼案件数|||")
    assert found["B3"] == "litigation_cases_count"
    assert found["C3"] == "litigation_cases_count-"


def test_a_column_of_no_figures_is_one_where_an_item_is_called_so() -> None:
    assert codes("项目|单位|任务", "批而未供|亩|") == {"C2": "approved_unsupplied_land_task_area"}
    assert codes("项目|任务|完成", "行政诉讼案件数||") == {"C2": "litigation_cases_count"}


def test_a_single_line_of_a_fixed_table_and_another_table_right_below_it_are_told_apart() -> None:
    found = codes(
        "主动公开政府信息情况|||",
        "信息内容|本年制发件数|本年废止件数|现行有效件数",
        "行政规范性文件|||",
        "信息内容|本年处理决定数量||",
        "行政许可|||",
        "行政处罚|||",
        "行政强制|||",
    )
    assert {at: found[at] for at in ("B3", "C3", "D3")} == {
        "B3": "disclosure_documents.normative.made", "C3": "disclosure_documents.normative.abolished",
        "D3": "disclosure_documents.normative.valid",
    }  # fmt: skip
    assert not [at for at in found if at[0] in "CD" and at[1] > "4"]


def test_the_corner_says_what_the_heads_of_years_lines_are_of() -> None:
    assert codes("年度法治理论考试|参考率%|合格率%", "24年||", "23年||") == {
        "B2": "annual_rol_exam_attendance_rate", "C2": "annual_rol_exam_pass_rate",
        "B3": "annual_rol_exam_attendance_rate-", "C3": "annual_rol_exam_pass_rate-",
    }  # fmt: skip


def test_a_part_numbered_in_a_cell_of_its_own_asks_for_nothing() -> None:
    found = codes(
        "序号|检查要点|本年度|上年度",
        "二|依法行政制度体系||",
        "2.1|评估清理行政规范性文件（件）||",
    )
    assert found == {"C3": "normative_docs_cleaned_count", "D3": "normative_docs_cleaned_count-"}


def test_years_below_a_line_of_units_are_lines() -> None:
    assert codes("项目|行政诉讼案件数|行政复议案件数", "计量单位|件|件", "2024年||", "2023年||") == {
        "B3": "litigation_cases_count", "C3": "reconsideration_cases_count",
        "B4": "litigation_cases_count-", "C4": "reconsideration_cases_count-",
    }  # fmt: skip


def test_parts_that_add_up_to_a_sum_beside_them_are_left_open() -> None:
    lines = ("项目|单位|2024年|||2023年", "||局机关|各分局|全局总计|", "查处土地违法案件|宗||||")
    merged = (Span(0, 0, 1, 0), Span(0, 1, 1, 1), Span(0, 2, 0, 4), Span(0, 5, 1, 5))
    found = propose(Grid((sheet_of("表", *lines, merged=merged),)), KNOWN).links
    assert {(link.place.address, link.whose) for link in found} == {("E3", Whose.THIS), ("F3", Whose.LAST)}


def test_the_end_of_the_year_is_the_whole_of_it_and_words_beside_it_are_none() -> None:
    found = codes("事项|截至6月底|截至12月底（全年）|完成情况|证明材料", "行政诉讼案件数||||")
    assert found == {"C2": "litigation_cases_count"}


def test_the_year_may_stand_in_brackets_behind_a_head_or_a_line() -> None:
    assert codes("项目|实绩|对照数（2023年）", "行政诉讼案件数||") == {
        "B2": "litigation_cases_count", "C2": "litigation_cases_count-",
    }  # fmt: skip
    assert codes("类别|立案（宗）", "土地违法|", "土地违法（上年同期）|") == {
        "B2": "land_violation_cases_count", "B3": "land_violation_cases_count-",
    }  # fmt: skip


def test_captions_in_brackets_end_a_table() -> None:
    found = codes("内容|本年|上年", "行政诉讼案件数||", "||", "【存量】||", "权责清单行政权力事项||")
    assert {at: code for at, code in found.items() if at[1] == "5"} == {"B5": "admin_power_item_count"}


def test_captions_over_two_lists_have_no_cells() -> None:
    found = codes("政务服务事项||||信访", "序号|名称|数据||序号|名称|数据", "1|行政诉讼案件数|||1|行政复议案件数|")
    assert found == {"C3": "litigation_cases_count", "G3": "reconsideration_cases_count"}


def test_sentences_and_lists_below_a_table_know_nothing_of_its_heads() -> None:
    table = ("指标|上年|本年|说明", "行政诉讼案件数|||", "|||")
    assert codes(*table, "承办人大代表建议||件，其中主办|") == {
        "B2": "litigation_cases_count-", "C2": "litigation_cases_count",
        "B4": "npc_suggestion_count", "D4": "npc_suggestion_lead_count",
    }  # fmt: skip
    listed = codes(*table, "信访办理（本年，件）|||", "收到群众来信||" + "|")
    assert {at: code for at, code in listed.items() if at[1] == "5"} == {"B5": "petition_letter_count"}


def test_a_heading_over_sentences_has_no_cell() -> None:
    assert codes("一、避险转移", "因险情临时转移受威胁群众||人次") == {"B2": "threatened_people_moved_person_times"}


def test_another_sheet_may_ask_for_the_same_once_more() -> None:
    sheets = tuple(sheet_of(name, "指标|2024年", "行政诉讼案件数|") for name in ("一", "二"))
    found = propose(Grid(sheets), KNOWN).links
    assert [(link.place.sheet, link.code) for link in found] == [
        ("一", "litigation_cases_count"), ("二", "litigation_cases_count"),
    ]  # fmt: skip


def test_words_far_from_any_other_item_are_enough_where_heads_say_nothing_more() -> None:
    line = "班子其他成员按分工出庭应诉||"
    assert codes("指标|2024年|其中：汛期", line) == {"B2": "rotating_leader_court_appearance_count"}


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("从申请到取件全程网上办结的审批事项", "online_approval_item_count"),
        ("派驻窗口在市政务服务中心受理的本局事项", "service_items_in_gov_center_count"),
        ("作出决定前由法制机构审核的行政处罚案件", "penalty_decision_legal_review_count"),
        ("群众写信反映问题办理数", "petition_letter_count"),
        ("执法资格考试场次", "enforcement_cert_exam_batch_count"),
    ],
)
def test_the_words_of_offices_are_understood(label: str, code: str) -> None:
    assert codes("指标|2024年", f"{label}|") == {"B2": code}


@pytest.mark.parametrize(
    "label",
    [
        "规划听证（次）",
        "协议出让用地宗数（宗）",
        "永久基本农田面积（亩）",
        "渔港普法志愿者（人）",
        "省里下发的图斑（个）",
    ],
)
def test_a_thing_of_another_kind_stays_open(label: str) -> None:
    assert codes("指标|2024年", f"{label}|") == {}


def test_a_name_of_one_item_is_no_name_of_another() -> None:
    vocabulary = Vocabulary(PACK, KNOWN.asked, 2024, KNOWN.lexicon, likeness)
    for item in PACK.items.values():
        if item.tier is Tier.TABLE:
            continue
        for name in KNOWN.lexicon.also.get(item.code, ()):
            label = KNOWN.lexicon.read(f"{name}（{item.unit}）" if item.unit else name)
            first = vocabulary.find(asked_of(label, "", label.unit))[0]
            rivals = PACK.items[first.code].tier is Tier.TABLE or item.code == first.code
            assert rivals, f"{name} ({item.code}) is taken for {first.code}"


def test_every_code_with_other_names_is_of_the_pack() -> None:
    assert set(library.form_words()["also"]) <= set(PACK.items)
    assert not [name for names in KNOWN.lexicon.also.values() for name in names if re.search(r"\s", name)]


def test_names_are_made_once_for_a_pack() -> None:
    assert names_of(PACK, 2024, KNOWN.lexicon) is names_of(PACK, 2024, KNOWN.lexicon)


def test_a_large_form_tells_how_far_it_is_read_and_can_be_stopped() -> None:
    lines = ["序号|指标|2024年|2023年", *(f"{n}|事项{n}|||" for n in range(60))]
    told: list[tuple[int, int]] = []

    def listen(what: str, done: int, whole: int) -> None:
        told.append((done, whole))
        if len(told) == 3:
            raise StoppedError

    with pytest.raises(StoppedError), told_to(listen):
        codes(*lines)
    wholes = {whole for _, whole in told}
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert len(wholes) == 1
    assert told[-1][0] < wholes.pop()
