"""A pack goes out to Excel and comes back the same, and whatever hands did to the workbook is named or read."""

import io
import tomllib
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import PatternFill
from openpyxl.workbook import Workbook as Opened

from db.domain.pack import Pack
from db.domain.pack import shape as shapes
from db.domain.pack.demands import Shape
from db.domain.pack.reading import build, merge
from db.domain.trouble import KnownError
from db.service import pack_exchange
from db.service.pack_exchange import Proposal
from db.sheets import foreign, opening
from db.sheets.packs import columns as parts
from db.sheets.packs.book import several
from resources import library

SAMPLE = Path(__file__).parents[2] / "data" / "packs"
TODAY = date(2026, 1, 20)
Document = dict[str, Any]
Clumsy = Callable[[Callable[[Opened], object]], Proposal]


def sample() -> Document:
    header, part = (tomllib.loads((SAMPLE / f"{n}.toml").read_text(encoding="utf-8")) for n in ("sample", "part"))
    return merge(header, [("part.toml", part)])


def back(path: Path, document: Document) -> Pack:
    pack_exchange.export(path, document, TODAY)
    return pack_exchange.read(path).sound()


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The sample as a workbook."""
    path = tmp_path_factory.mktemp("pack") / "样例.xlsx"
    pack_exchange.export(path, sample(), TODAY)
    return path.read_bytes()


@pytest.fixture
def workbook(tmp_path: Path, exported: bytes) -> Path:
    """A copy of it."""
    path = tmp_path / "样例.xlsx"
    path.write_bytes(exported)
    return path


@pytest.fixture
def clumsy(workbook: Path) -> Clumsy:
    """The workbook, changed by hand in openpyxl, read again."""

    def change(how: Callable[[Opened], object]) -> Proposal:
        book = openpyxl.load_workbook(workbook)
        how(book)
        book.save(workbook)
        return pack_exchange.read(workbook)

    return change


def put(sheet: str, cell: str, value: Any) -> Callable[[Opened], object]:
    """A change: one cell says something else."""

    def change(book: Opened) -> None:
        book[sheet][cell] = value

    return change


def sentences(proposal: Proposal) -> list[str]:
    assert proposal.pack is None or not proposal.faults
    return [fault.sentence for fault in proposal.faults]


def at(book: Opened, sheet: str, head: str) -> int:
    """The column with this head."""
    return next(cell.column for cell in book[sheet][2] if cell.value == head)


# ---- there and back


@pytest.mark.parametrize("pack_id", library.pack_ids())
def test_every_bundled_pack_comes_back_the_same(pack_id: str, tmp_path: Path) -> None:
    document = merge(*library.pack_document(pack_id))
    assert back(tmp_path / "包.xlsx", document) == build(document)


def test_what_staff_adopt_twice_is_the_same_document(tmp_path: Path) -> None:
    pack_exchange.export(tmp_path / "甲.xlsx", sample(), TODAY)
    first, again = (pack_exchange.read(tmp_path / "甲.xlsx").document for _ in range(2))
    assert first == again
    assert "工作表" not in first


def test_awkward_words_come_back_as_they_were(tmp_path: Path) -> None:
    document = sample()
    document["item"][0] |= {
        "name": "=1+1", "definition": "第一行\n第二行", "kind": "choice", "choices": ["甲、乙", "丙"], "unit": "",
        "office": "1.10", "basis": "2024-01-05", "units_also": [],
    }  # fmt: skip
    document["item"][1] |= {"name": "TRUE", "signed": True, "units_also": ["宗", "起"]}
    document["table"][0]["columns"][0] |= {"unit": "", "kind": "share", "heads": ["甲、乙", "，；"]}
    document["table"][0].pop("totals")
    document["table"][0].pop("links")
    document["rule"] = []
    assert back(tmp_path / "包.xlsx", document) == build(document)


def test_one_choice_with_a_comma_in_it_is_one_choice() -> None:
    assert several(("甲、乙",)) == "甲、乙\n"
    assert several(("甲", "乙")) == "甲、乙"


def test_what_a_workbook_cannot_hold_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    document = sample()
    document["table"][0]["columns"][0]["heads"] = list("一二三四五六")
    with pytest.raises(KnownError, match="放不下"):
        pack_exchange.export(tmp_path / "包.xlsx", document, TODAY)
    assert list(tmp_path.iterdir()) == []


def test_every_key_that_a_pack_may_have_has_a_place_on_the_sheets() -> None:
    elsewhere = {"columns", "rows", "totals", "links", "absent", "pass", "fail", "section", "item", "table", "rule",
                 "deadline", "head_field", "list", "note", "labels", "include"}  # fmt: skip

    def keys(shape: Shape) -> set[str]:
        return {*shape.required, *shape.optional} - elsewhere

    pairs = [
        (shapes.SECTION, parts.SECTIONS), (shapes.ITEM, parts.ITEMS), (shapes.TABLE, parts.TABLES_PART),
        (shapes.LINE, parts.LINES), (shapes.RULE, parts.RULES_PART), (shapes.DEADLINE, parts.DEADLINES),
        (shapes.NOTE, parts.NOTES), (shapes.HEAD_FIELD, parts.HEAD_FIELDS),
    ]  # fmt: skip
    for shape, part in pairs:
        assert keys(shape) <= {column.key for column in part.columns}, part.name
    assert keys(shapes.DOCUMENT) - {"swing"} == {column.key for column, _ in parts.BASIC_ROWS}


# ---- the workbook itself


def test_staff_find_heads_that_stay_explanations_and_drop_downs(tmp_path: Path) -> None:
    pack_exchange.export(tmp_path / "包.xlsx", sample(), TODAY)
    book = openpyxl.load_workbook(tmp_path / "包.xlsx")
    wanted = ["基本信息", "章节", "指标", "表格", "规则", "例子", "时限", "填表说明"]
    assert [name for name in book.sheetnames if name in wanted] == wanted
    for sheet in book.worksheets[:-1]:
        assert str(sheet.freeze_panes).endswith("3")
        assert sheet["A1"].value
        assert not sheet.protection.sheet
    assert book.worksheets[-1].sheet_state == "hidden"
    offers = {str(rule.sqref): rule for rule in book["指标"].data_validations.dataValidation}
    kind = next(rule for place, rule in offers.items() if place.startswith("G3:"))
    assert "计数" in kind.formula1
    assert kind.showErrorMessage
    unit = next(rule for place, rule in offers.items() if place.startswith("E3:"))
    assert unit.formula1 == "选项!$A$2:$A$" + str(len(list(book["选项"]["A"])))
    assert not unit.showErrorMessage
    assert all(len(rule.formula1 or "") <= 255 for rule in offers.values())
    new_line = book["指标"].column_dimensions["B"]
    assert new_line.number_format == "@"  # what is typed below stays as typed


def test_rules_are_told_in_words_beside_their_formula(tmp_path: Path) -> None:
    pack_exchange.export(tmp_path / "包.xlsx", sample(), TODAY)
    book = openpyxl.load_workbook(tmp_path / "包.xlsx")
    assert book["规则"].cell(3, at(book, "规则", "算式的意思（供查看）")).value == "1.02 胜诉件数 不大于 1.01 案件数"


# ---- hands


def test_a_changed_name_and_a_new_line_are_read(clumsy: Clumsy) -> None:
    def change(book: Opened) -> None:
        sheet = book["指标"]
        sheet["D3"] = "  案件总数 　"
        for cell in sheet[4]:
            sheet.cell(9, cell.column or 1).value = cell.value  # after a few empty rows
        sheet["B9"] = "ｌｏｓｔ"
        sheet["I9"] = "０"

    pack = clumsy(change).sound()
    assert [item.name for item in pack.items.values()][:3] == ["案件总数", "胜诉件数", "胜诉件数"]
    assert pack.items["lost"].decimals == 0


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "said"),
    [
        ("指标", "E3", "斤两", "工作表“指标”第 3 行“单位”：不认识的单位“斤两”"),
        ("指标", "G4", "次数", "工作表“指标”第 4 行“类型”：不认识的“次数”；可填 计数、"),
        ("指标", "D4", None, "工作表“指标”第 4 行“名称”：没有填"),
        ("指标", "B4", "Won", "工作表“指标”第 4 行“代码”：“Won”不是合格的代码"),
        ("指标", "I3", "两位", "工作表“指标”第 3 行“小数位数”：“两位”应为整数"),
        ("指标", "I3", 99, "工作表“指标”第 3 行“小数位数”：应在 0 到 8 之间"),
        ("指标", "O4", 1.1, "工作表“指标”第 4 行“责任科室”：这里被当成了数（1.1）"),
        ("指标", "N3", datetime(2024, 1, 5), "工作表“指标”第 3 行“依据”：这里的内容被表格软件变成了日期"),
        ("指标", "D3", True, "工作表“指标”第 3 行“名称”：这里是 TRUE 或 FALSE"),
        ("指标", "D3", "=B3", "工作表“指标”第 3 行“名称”：这里是公式，程序不用公式算出的值"),
        ("指标", "D3", "#REF!", "工作表“指标”第 3 行“名称”：这里是出错的值"),
        ("指标", "L4", "nobody", "工作表“指标”第 4 行“属于哪项”：没有代码为“nobody”的指标"),
        ("表格", "F3", "斤两", "工作表“表格”第 3 行“单位”：不认识的单位“斤两”"),
        ("表格行列", "B4", "nowhere", "工作表“表格行列”第 4 行“表格”：工作表“表格”里没有标识为“nowhere”的一行"),
        ("表格行列", "C3", None, "工作表“表格行列”第 3 行“行或列”：没有填"),
        ("表格行列", "F3", None, "工作表“表格行列”第 3 行“表头一”：没有填"),
        ("表格单元", "C3", "middle", "工作表“表格单元”第 3 行“行”：本表没有“middle”"),
        ("表格单元", "F4", "cases", "工作表“表格单元”第 4 行“指标”：空格不能有指标"),
        ("表格合计", "E3", "nobody", "工作表“表格合计”第 3 行“合计、分项”：本表没有“nobody”"),
        ("规则", "E3", "won <= nobody", "工作表“规则”第 3 行“算式”：没有代码为“nobody”的指标或单元格"),
        ("规则", "E3", "won <=", "工作表“规则”第 3 行“算式”："),
        ("规则", "B3", "警告", "工作表“规则”第 3 行“级别”：不认识的“警告”；可填 错误、需说明、提示"),
        ("例子", "D6", "won = 1\ncases = 5", "工作表“例子”第 6 行“各数”：判成了“通过”"),
        ("例子", "D4", "won 1", "工作表“例子”第 4 行“各数”：“won 1”应写成：代码 = 填报的内容"),
        ("例子", "B4", "nobody", "工作表“例子”第 4 行“规则”：工作表“规则”里没有标识为“nobody”的一行"),
        ("时限", "C3", 31, "工作表“时限”第 3 行：2月31日不是每年都有的日期"),
        ("清单", "B4", "别的名称", "工作表“清单”第 4 行“清单名称”：与同一清单前面写的“制度文件”不同"),
        ("基本信息", "B3", "样例 包", "工作表“基本信息”第 3 行“内容”：“样例 包”只能用小写字母、数字和短横线"),
        ("基本信息", "B6", "今年", "工作表“基本信息”第 6 行“内容”：“今年”应为年份"),
        ("基本信息", "A4", "题目", "工作表“基本信息”“内容”：缺少“标题”一行"),
        ("章节", "D3", "litigation、nobody", "工作表“章节”第 3 行：主题“nobody”没有任何指标"),
    ],
)
def test_every_fault_is_named_by_sheet_row_and_column(
    clumsy: Clumsy, sheet: str, cell: str, value: Any, said: str
) -> None:
    def change(book: Opened) -> None:
        if sheet == "时限":
            book[sheet]["B3"] = 2
        if sheet == "清单":
            for column in range(1, 5):
                book[sheet].cell(4, column).value = f"{book[sheet].cell(3, column).value}"
            book[sheet]["C4"] = "other"
        book[sheet][cell] = value

    found = sentences(clumsy(change))
    assert any(sentence.startswith(said) for sentence in found), found
    assert not any(word in sentence for sentence in found for word in ("非法", "无效", "[[", "None", "（unit"))


def test_all_faults_are_told_at_once(clumsy: Clumsy) -> None:
    def change(book: Opened) -> None:
        book["指标"]["E3"], book["指标"]["G4"], book["规则"]["B3"] = "斤两", "次数", "警告"

    assert [(f.sheet, f.row, f.column) for f in clumsy(change).faults] == [
        ("指标", 3, "单位"), ("指标", 4, "类型"), ("规则", 3, "级别"),
    ]  # fmt: skip


def test_merged_cells_are_named(clumsy: Clumsy) -> None:
    found = sentences(clumsy(lambda book: book["指标"].merge_cells("C3:C4")))
    assert "工作表“指标”第 3 行：C3:C4 是合并单元格，请取消合并，逐行填写" in found


def test_a_merged_explanation_above_the_heads_does_no_harm(clumsy: Clumsy) -> None:
    assert clumsy(lambda book: book["指标"].merge_cells("A1:F1")).pack is not None


def test_hidden_rows_are_read_and_named(clumsy: Clumsy) -> None:
    def change(book: Opened) -> None:
        book["指标"].row_dimensions[4].hidden = True

    proposal = clumsy(change)
    assert "won" in proposal.sound().items
    assert proposal.remarks == ("工作表“指标”有 1 行隐藏着（第 4 行），也读入了；不要的请删除整行。",)


def test_a_missing_sheet_and_a_missing_column_are_one_sentence_each(clumsy: Clumsy) -> None:
    def change(book: Opened) -> None:
        del book["规则"]
        book["指标"].delete_cols(5)

    assert sentences(clumsy(change)) == [
        "工作表“指标”“单位”：缺少这一列；没有内容也请保留表头",
        "工作表“规则”：缺少这张工作表；没有内容也请保留它和表头",
    ]


def test_more_sheets_and_columns_are_left_aside_with_a_remark(clumsy: Clumsy) -> None:
    def change(book: Opened) -> None:
        book.create_sheet("我的草稿")["A1"] = "随便写"
        book["指标"]["Z2"] = "批注"
        book["指标"]["Z3"] = "=1/0"

    proposal = clumsy(change)
    assert proposal.pack is not None
    assert proposal.remarks == ("工作表“指标”里没有读入的列：批注。", "没有读入工作表“我的草稿”。")


def test_columns_may_change_places_and_the_explanation_may_go(clumsy: Clumsy) -> None:
    def change(book: Opened) -> None:
        sheet = book["时限"]
        sheet.delete_rows(1)
        for row in (1, 2):
            sheet.cell(row, 1).value, sheet.cell(row, 4).value = sheet.cell(row, 4).value, sheet.cell(row, 1).value

    assert clumsy(change).sound().deadlines == build(sample()).deadlines


def test_whole_numbers_where_text_is_meant_are_taken(clumsy: Clumsy) -> None:
    assert clumsy(put("章节", "B3", 1)).sound().sections[0].number == "1"


def test_excels_own_yes_is_a_yes(clumsy: Clumsy) -> None:
    assert clumsy(put("指标", "J3", True)).sound().items["cases"].signed


# ---- files


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path: Path, held: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in held.items():
            archive.writestr(name, data)


def test_what_a_sheet_says_of_its_own_size_is_not_believed(workbook: Path) -> None:
    held = parts_of(workbook)
    name = "xl/worksheets/sheet3.xml"
    start, _, rest = held[name].partition(b'<dimension ref="')
    held[name] = start + b'<dimension ref="A1' + rest[rest.index(b'"') :]
    packed(workbook, held)
    assert pack_exchange.read(workbook).pack == build(sample())


def test_a_hundred_thousand_empty_rows_with_a_format_are_no_trouble(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    book["指标"]["A100000"].fill = PatternFill("solid", "FFFF00")
    book.save(workbook)
    held = parts_of(workbook)
    name = "xl/worksheets/sheet3.xml"
    empty = b"".join(b'<row r="%d"><c r="B%d" s="1"/><c r="C%d" s="1"/></row>' % (n, n, n) for n in range(6, 100_000))
    held[name] = held[name].replace(b'<row r="100000"', empty + b'<row r="100000"')
    packed(workbook, held)
    assert pack_exchange.read(workbook).pack == build(sample())


def refused(path: Path) -> str:
    with pytest.raises(KnownError) as trouble:
        pack_exchange.read(path)
    assert trouble.value.next_step
    return trouble.value.sentence


def test_what_is_no_workbook_is_refused_in_one_sentence(tmp_path: Path, workbook: Path) -> None:
    for content, said in (
        (b"", "是空文件"),
        (b"code,words\n", "不是 Excel 工作簿"),
        (b"PK\x03\x04" + b"\0" * 30, "不是 Excel 工作簿"),
        (foreign._OLD_OFFICE + b"\0" * 600, "旧版 Excel 格式"),
        (foreign._OLD_OFFICE + b"\0" * 600 + foreign._ENCRYPTED + b"\0" * 64, "加了密码"),
        (workbook.read_bytes()[:-400], "不是 Excel 工作簿"),
    ):
        (tmp_path / "怪.xlsx").write_bytes(content)
        assert said in refused(tmp_path / "怪.xlsx")
    assert "文件夹" in refused(tmp_path)
    assert "读不到" in refused(tmp_path / "没有.xlsx")
    assert "读不到" in refused(tmp_path / "空\0.xlsx")


def test_a_package_of_other_things_is_refused_in_one_sentence(tmp_path: Path, workbook: Path) -> None:
    held = parts_of(workbook)
    target = tmp_path / "怪.xlsx"
    for name in ("[Content_Types].xml", "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"):
        if "styles" not in name:  # without styles there are no dates, and all else is there
            packed(target, {n: data for n, data in held.items() if n != name})
            assert "读不出来" in refused(target)
        for wicked in (b"", b"<a", held[name][: len(held[name]) // 2]):
            packed(target, {**held, name: wicked})
            assert "读不出来" in refused(target)
    packed(target, {"a.txt": b"a"})
    assert "读不出来" in refused(target)


def test_bombs_and_entities_are_refused(tmp_path: Path, workbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = parts_of(workbook)
    target = tmp_path / "怪.xlsx"
    entity = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    packed(target, {**held, "xl/sharedStrings.xml": entity})
    assert "不该有的内容" in refused(target)
    packed(target, {**held, "xl/sharedStrings.xml": '<?xml version="1.0"?><!DOCTYPE a []><a/>'.encode("utf-16")})
    assert "不该有的内容" in refused(target)
    packed(target, {**held, "xl/media/image1.png": b"\0" * (foreign.MOST_UNPACKED + 1)})
    assert target.stat().st_size < 1_000_000
    assert "解开后过大" in refused(target)
    packed(target, held | {f"x/{n}.bin": b"" for n in range(foreign.MOST_PARTS)})
    assert "解开后过大" in refused(target)
    monkeypatch.setattr(foreign, "MOST_BYTES", 100)
    assert "太大" in refused(workbook)


def test_too_many_rows_are_refused(workbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST_ROWS", 5)
    assert "超过 5 行" in refused(workbook)


def test_a_sheet_with_broken_extras_is_read_all_the_same(workbook: Path) -> None:
    held = parts_of(workbook)
    name = "xl/worksheets/sheet3.xml"
    held[name] = (
        held[name].replace(b"<dataValidations", b'<dataValidations foo="1"').replace(b'type="list"', b'type="??"')
    )
    packed(workbook, held)
    assert pack_exchange.read(workbook).pack == build(sample())


def test_bytes_changed_at_random_never_end_in_a_traceback(workbook: Path) -> None:
    data = workbook.read_bytes()
    for n in range(0, len(data), max(1, len(data) // 60)):
        target = io.BytesIO(data)
        target.seek(n)
        target.write(b"\xff\x00<")
        workbook.write_bytes(target.getvalue())
        try:
            pack_exchange.read(workbook)
        except KnownError as trouble:
            assert trouble.sentence
