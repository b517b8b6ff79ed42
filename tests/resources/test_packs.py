"""The packs that come with the program are sound and hold what they promise."""

import json
import re
import shutil
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from db.domain import units
from db.domain.cell_checks import cell_findings
from db.domain.cells import typed
from db.domain.items import Kind, Tier
from db.domain.pack import Level, Pack, Table
from db.domain.pack.faults import load
from db.domain.quantity import Quantity, parse
from db.domain.rules import bind_rule
from db.domain.swings import limits_of
from db.domain.trouble import KnownError
from db.service import packs
from resources import library
from resources.library import icon_file, pack_document, pack_fingerprint, pack_ids
from tests.seal import SEALS, seals

IDS = ("2021-2025", "2026", "to-2020")
CODES = Path(__file__).parents[1] / "data" / "indicator_codes.txt"
SNAKE_CASE = re.compile(r"[A-Za-z]+_[A-Za-z_]+|[a-z]+\.[a-z]+|\b[a-z]{4,}\b")
PENALTIES = (
    *(
        "警告、通报批评",
        "罚款",
        "没收违法所得、没收非法财物",
        "暂扣许可证件、降低资质等级",
        "吊销许可证件",
    ),
    *("限制开展生产经营活动", "责令停产停业、责令关闭、限制从业", "行政拘留", "其他行政处罚"),
)


@cache
def pack(pack_id: str) -> Pack:
    return load(*pack_document(pack_id))


@pytest.fixture(params=IDS)
def each(request: pytest.FixtureRequest) -> Pack:
    return pack(request.param)


def table(number: str) -> Table:
    return next(table for table in pack("2021-2025").tables if table.number == number)


def heads(lines: tuple[Any, ...]) -> list[str]:
    return [line.heads[-1] for line in lines]


def test_the_packs_are_there_under_their_ids() -> None:
    assert pack_ids() == IDS
    assert [pack_document(pack_id)[0]["id"] for pack_id in IDS] == list(IDS)


def test_an_unknown_pack_is_refused() -> None:
    for ask in (pack_document, pack_fingerprint):
        with pytest.raises(KeyError):
            ask("../pyproject")


def test_the_fingerprint_stands_for_the_files_of_one_pack() -> None:
    prints = {pack_id: pack_fingerprint(pack_id) for pack_id in IDS}
    assert len(set(prints.values())) == len(IDS)
    assert prints == {pack_id: pack_fingerprint(pack_id) for pack_id in IDS}
    assert all(re.fullmatch(r"[0-9a-f]{64}", value) for value in prints.values())


def test_every_shared_file_is_included_by_every_pack() -> None:
    shared = {f"shared/{p.name}" for p in (icon_file().parents[1] / "packs/shared").iterdir()}
    for pack_id in IDS:
        assert {name for name, _ in pack_document(pack_id)[1]} == shared


def test_the_icon_is_a_drawing() -> None:
    assert icon_file().read_text(encoding="utf-8").startswith("<svg ")


@pytest.mark.parametrize("year", range(2015, 2036))
def test_each_year_has_exactly_one_pack(year: int) -> None:
    assert [pack(pack_id).covers(year) for pack_id in IDS].count(True) == 1


def test_only_the_pack_without_an_outline_text_is_provisional() -> None:
    assert [pack(pack_id).provisional for pack_id in IDS] == [False, True, False]
    assert pack("2026").remark


def test_every_known_indicator_is_held_under_its_code(each: Pack) -> None:
    known = dict(line.split("\t") for line in CODES.read_text(encoding="utf-8").splitlines())
    assert len(known) == 268
    assert [code for code in known if each.resolve(code) is None] == []
    core = {code for code, tier in known.items() if tier == "core"}
    assert core <= {code for code, item in each.items.items() if item.tier is Tier.CORE}


def test_codes_and_what_they_mean_are_the_same_in_all_packs() -> None:
    first = pack(IDS[0])
    for other in map(pack, IDS[1:]):
        assert set(other.items) == set(first.items)
        for code, item in other.items.items():
            same = first.items[code]
            assert (item.name, item.unit, item.kind) == (same.name, same.unit, same.kind)


def test_every_item_says_what_it_counts_who_knows_it_and_in_which_unit(each: Pack) -> None:
    for item in each.items.values():
        assert units.find(item.unit) is not None, item.code
        assert item.office, item.code
        assert item.definition or item.tier is Tier.TABLE, item.code


def test_every_unit_and_its_other_spellings_are_read_as_the_unit(each: Pack) -> None:
    for item in each.items.values():
        for spelling in item.units_also if item.kind.is_number else ():
            base = getattr(units.find(item.unit), "base", "")
            read, plain = (parse(f"5{u}", item.unit, item.units_also) for u in (spelling, base))
            assert isinstance(read, Quantity), (item.code, spelling)
            assert isinstance(plain, Quantity), (item.code, base)
            assert (read.value, read.unit) == (plain.value, plain.unit), (item.code, spelling)


def test_names_are_unique_and_parts_follow_their_whole(each: Pack) -> None:
    names = Counter(item.name for item in each.items.values())
    assert [name for name, count in names.items() if count > 1] == []
    for item in each.items.values():
        if item.part_of:
            whole = each.items[item.part_of]
            assert (whole.section, whole.number < item.number) == (item.section, True), item.code


def test_printed_numbers_are_unique_and_tell_the_section(each: Pack) -> None:
    for ordinal, section in enumerate(each.sections, 1):
        numbers = [each.items[code].number for code in section.codes]
        assert numbers == [f"{ordinal}.{n:02}" for n in range(1, len(numbers) + 1)]
    placed = [code for section in each.sections for code in section.codes]
    assert len(placed) == len(set(placed)) == sum("." not in code for code in each.items)


def test_a_linked_item_counts_what_its_place_in_the_table_counts(each: Pack) -> None:
    linked = 0
    for _, document in pack_document(each.id)[1]:
        for form in document.get("table", ()):
            columns = {column["id"]: column for column in form["columns"]}
            for link in form.get("links", ()):
                own = {**form, **columns[link["column"]]}
                item = each.items[link["item"]]
                assert (item.unit, item.kind) == (own["unit"], own["kind"]), link
                linked += 1
    assert linked == 17


def test_disclosure_applications_have_their_rows_and_columns() -> None:
    form = table("表2")
    assert heads(form.columns) == [*("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")]
    assert len(form.rows) == 25
    parts = Counter(row.heads[1] for row in form.rows if len(row.heads) == 3)
    assert parts == {"不予公开": 8, "无法提供": 3, "不予处理": 5, "其他处理": 3}
    assert form.totals == {"total", "handled_total"}
    assert len(form.codes) == 175
    assert form.rows[-1].heads == ("结转下年度继续办理",)


def test_the_other_disclosure_tables() -> None:
    assert heads(table("表1之一").columns) == ["本年制发件数", "本年废止件数", "现行有效件数"]
    assert heads(table("表1之一").rows) == ["规章", "行政规范性文件"]
    assert heads(table("表1之三").rows) == ["行政处罚", "行政强制"]
    assert table("表1之四").unit == "万元"
    assert heads(table("表3").columns) == ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    assert len(table("表3").rows) == 3


def test_enforcement_tables() -> None:
    assert tuple(heads(table("执法表2").columns)) == (*PENALTIES, "合计", "罚没金额")
    assert len(table("执法表1").columns) == 5
    assert len(table("执法表3").columns) == 12
    assert len(table("执法表4").columns) == 8
    assert heads(table("执法表5").columns) == ["执法岗位数", "在岗人员数", "持证人数", "持证率"]


def test_cases_handled_by_the_bureau_end_with_2023() -> None:
    assert [table("复议表2").applies(year) for year in (2023, 2024)] == [True, False]
    assert [table("复议表1").applies(year) for year in (2023, 2024)] == [True, True]


def test_an_item_shown_in_a_table_is_the_same_item() -> None:
    assert table("应诉表1").cells["admin", "closed"] == "litigation_closed_count"
    assert pack("2021-2025").resolve("litigation.admin.closed") == "litigation_closed_count"


def test_the_statutory_dates_have_their_basis(each: Pack) -> None:
    dates = {d.id: (d.month, d.day, d.basis) for d in each.deadlines}
    supervision = "《法治政府建设与责任落实督察工作规定》第二十四条"
    assert dates == {
        "enforcement_statistics": (1, 31, "国办发〔2018〕118号"),
        "disclosure_report": (1, 31, "《政府信息公开条例》第四十九条"),
        "rule_of_law_report": (3, 1, supervision),
        "rule_of_law_publication": (4, 1, supervision),
    }


def test_head_lists_and_labels(each: Pack) -> None:
    places = Counter(field.place for field in each.head_fields)
    assert set(places) == {"head", "foot", "document"}
    assert [form.title for form in each.lists] == ["制度文件清单", "荣誉与典型", "活动记录"]
    assert each.labels["banner"] == "严禁录入国家秘密、工作秘密"
    assert each.notes


def test_every_rule_has_an_id_and_a_title_of_its_own(each: Pack) -> None:
    assert len({rule.id for rule in each.rules}) == len(each.rules)
    assert len({rule.title for rule in each.rules}) == len(each.rules)


def test_there_are_written_rules_enough_each_with_its_examples(each: Pack) -> None:
    written = [rule for rule in each.rules if rule.examples]
    assert len(written) >= 120
    for rule in written:
        assert Counter(example.passes for example in rule.examples)[True] >= 2, rule.id
        assert Counter(example.passes for example in rule.examples)[False] >= 2, rule.id


def test_every_part_is_held_against_its_whole_and_every_share_against_the_hundred(each: Pack) -> None:
    together = [frozenset(ref.code for ref in bind_rule(rule, each).reads) for rule in each.rules]
    for item in each.items.values():
        if item.part_of:
            assert any({item.code, item.part_of} <= codes for codes in together), item.code
    shares = [item for item in each.items.values() if item.kind is Kind.SHARE]
    assert len(shares) >= 20
    for item in shares:
        whole = "100" if item.unit == "%" else "1"
        for words, told in ((whole, False), (f"{whole}.1", True)):
            found = {finding.rule for finding in cell_findings(item, typed(item, words))}
            assert (f"share:{item.code}" in found) is told, item.code


def test_every_comparable_number_has_limits_from_last_year(each: Pack) -> None:
    known = limits_of(each)
    assert {item.unit for item in each.items.values() if item.kind.is_number} == set(known)


def test_the_sum_of_a_declared_total_is_an_error_in_every_line(each: Pack) -> None:
    sums = [rule for rule in each.rules if rule.id.startswith("disclosure_applications.")]
    assert len(sums) == 25 + 7
    assert {rule.level for rule in sums} == {Level.ERROR}


def shown_texts(each: Pack) -> list[str]:
    """What a user reads of a pack: no code must show through."""
    texts = [each.title, each.outline, each.remark, *each.notes, *each.labels.values()]
    for item in each.items.values():
        texts += [item.name, item.definition, item.basis, item.office, item.number]
    for form in each.tables:
        texts += [form.label, form.group, form.basis, form.remark]
        texts += [head for line in (*form.rows, *form.columns) for head in line.heads]
    for rule in each.rules:
        texts += [rule.title, rule.next_step]
    for day in each.deadlines:
        texts += [day.what, day.to, day.basis]
    texts += [section.label for section in each.sections]
    texts += [word for entry in each.head_fields for word in (entry.label, entry.example)]
    return texts + [w for form in each.lists for w in (form.title, *(c[1] for c in form.columns))]


def test_no_code_or_address_shows_in_what_a_user_reads(each: Pack) -> None:
    assert [text for text in shown_texts(each) if SNAKE_CASE.search(text)] == []


def test_the_seals_are_those_of_todays_files_all_of_them_sound() -> None:
    assert json.loads(SEALS.read_text(encoding="utf-8")) == seals(), "run `make seal` after changing a pack"


def test_a_sealed_pack_is_the_pack_judged_in_full() -> None:
    for pack_id in IDS:
        assert library.is_sealed(pack_id)
        assert packs.bundled(pack_id) == pack(pack_id)


@pytest.mark.parametrize("seal", ["", "[]", "{", '{"2026": "0"}'])
def test_a_pack_without_its_seal_is_judged_in_full(seal: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied = tmp_path / "packs"
    shutil.copytree(SEALS.parent, copied)
    (copied / "sealed.json").write_text(seal, encoding="utf-8")
    rules = copied / "shared" / "rules.toml"
    rules.write_text(rules.read_text(encoding="utf-8").replace('level = "错误"', 'level = "提醒"', 1), encoding="utf-8")
    monkeypatch.setattr(library, "_PACKS", copied)
    packs.bundled.cache_clear()
    try:
        with pytest.raises(KnownError, match="不认识的“提醒”"):
            packs.bundled("2026")
    finally:
        packs.bundled.cache_clear()
