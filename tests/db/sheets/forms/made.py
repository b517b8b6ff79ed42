"""Workbooks made to hold all that a given form may hold, each with values for some of its cells."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula

from db.domain.forms.grid import Place
from tests.db.sheets.forms.by_hand import (
    KINDS,
    MAIN,
    SHEET_TYPE,
    STRICT,
    packed,
    packed_oddly,
    parts,
    picture,
    relations,
    xml,
)

N = Decimal


@dataclass(frozen=True)
class Made:
    """A workbook, what goes into its cells, and what others of its cells must show once it is worked out again."""

    path: Path
    values: dict[Place, Decimal | str]
    then: dict[Place, str] = field(default_factory=dict)


def _xlsxwriter_page(book: xlsxwriter.Workbook) -> None:
    page, other = book.add_worksheet("基本 情况"), book.add_worksheet("代码")
    framed, text = book.add_format({"border": 1, "num_format": "0.00"}), book.add_format({"num_format": "@"})
    bold = book.add_format({"bold": True, "font_name": "方正小标宋简体", "indent": 1})
    page.merge_range("A1:E1", "法治政府建设统计表", bold)
    page.write_rich_string("A2", "行政处罚", bold, "案件", " 数（件）")
    page.merge_range("B2:C2", "", framed)
    page.write_blank("D2", None, text)
    page.write_number("B3", 12.5, framed)
    page.write_formula("B4", "=B2+B3", framed, 12.5)
    page.write_formula("B5", "=SUM(代码!A1:A3)", framed, 6)
    page.write_formula("B6", "=B4*2", framed, 25)
    for row in range(3):
        other.write_number(row, 0, row + 1)
        other.write_string(row, 1, "甲乙丙"[row])
    page.data_validation("D2", {"validate": "list", "source": "=代码!$B$1:$B$3"})
    page.data_validation("D3", {"validate": "list", "source": ["是", "否"]})
    page.conditional_format("B2:B6", {"type": "data_bar", "data_bar_2010": True})
    page.conditional_format("B2:B6", {"type": "icon_set", "icon_style": "3_arrows"})
    page.conditional_format("B2:B6", {"type": "cell", "criteria": ">", "value": 100, "format": bold})
    page.add_sparkline("E3", {"range": "代码!A1:A3"})
    page.insert_textbox("G2", "填表说明：一式两份")
    page.insert_button("G8", {"caption": "汇总"})
    page.insert_image("G12", "章.png", {"image_data": io.BytesIO(picture(20)), "url": "https://example.invalid/"})
    chart = book.add_chart({"type": "column"})
    assert chart is not None
    chart.add_series({"values": "='基本 情况'!$B$2:$B$6"})
    page.insert_chart("A12", chart)
    page.write_comment("A2", "口径：当年立案")
    page.write_url("E2", "https://example.invalid/口径")
    other.add_table("D1:E3", {"columns": [{"header": "项"}, {"header": "数"}]})
    book.define_name("本年数", "='基本 情况'!$B$2")
    page.set_header("&L&G&C密级", {"image_left": "h.png", "image_data_left": io.BytesIO(picture(5))})
    page.protect("", {"objects": True})
    page.print_area("A1:F11")
    page.repeat_rows(0)
    page.set_landscape()
    page.freeze_panes(2, 1)
    page.autofilter("A2:E6")


def by_xlsxwriter(folder: Path) -> Made:
    """Text box, button, picture, chart, sparkline, comments, rich text, table, both kinds of conditional formats."""
    path = folder / "by_xlsxwriter.xlsx"
    with xlsxwriter.Workbook(path) as book:
        _xlsxwriter_page(book)
    page = "基本 情况"
    values: dict[Place, Decimal | str] = {
        Place(page, 1, 1): N("1500.75"), Place(page, 1, 3): "1500余件", Place("代码", 1, 0): N(20),
        Place("代码", 2, 4): N("0.1"), Place(page, 8, 4): "新的一格", Place(page, 2, 3): "是",
    }  # fmt: skip
    return Made(path, values, {Place(page, 3, 1): "1513.25", Place(page, 4, 1): "24", Place(page, 5, 1): "3026.5"})


def with_macros(folder: Path) -> Made:
    """An .xlsm with a project of macros and a button that calls one."""
    path = folder / "with_macros.xlsm"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("表")
        project = io.BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 8)
        book.add_vba_project(project, is_stream=True)
        page.insert_button("C3", {"macro": "say", "caption": "生成"})
        page.write("A1", "数")
        page.write("B1", 1)
        page.write_formula("B2", "=B1+1", None, 2)
    return Made(path, {Place("表", 0, 1): N(41)}, {Place("表", 1, 1): "42"})


def with_arrays(folder: Path) -> Made:
    """Array formulas of both kinds and a chain of results over three sheets."""
    path = folder / "with_arrays.xlsx"
    with xlsxwriter.Workbook(path) as book:
        first, second, third = (book.add_worksheet(name) for name in ("一", "二's", "三"))
        for row in range(4):
            first.write_number(row, 0, row + 1)
            second.write_formula(row, 0, f"=一!A{row + 1}*10", None, (row + 1) * 10)
        first.write_array_formula("C1:C4", "{=A1:A4*2}", None, 2)
        for row in range(1, 4):
            first.write_number(row, 2, (row + 1) * 2)
        first.write_dynamic_array_formula("E1:E1", "=SUM(A1:A4*1)", None, 10)
        third.write_formula("A1", "=SUM('二''s'!A:A)", None, 100)
        third.write_formula("A2", '=IF(A1>0,"大于0：A1","")', None, "大于0：A1")
        third.write_formula("A3", "=1+1", None, 2)
    then = {
        Place("一", 1, 2): "14", Place("一", 3, 2): "8", Place("一", 0, 4): "15", Place("二's", 1, 0): "70",
        Place("三", 0, 0): "150", Place("三", 1, 0): "大于0：A1", Place("三", 2, 0): "2",
    }  # fmt: skip
    return Made(path, {Place("一", 1, 0): N(7)}, then)


def by_openpyxl(folder: Path) -> Made:
    """No stored results at all, drop-downs, comments, names, a hidden sheet, protection, print settings."""
    path = folder / "by_openpyxl.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "年报"
    page["A1"], page["A1"].font = "一、机构情况", Font(bold=True)
    page["A2"], page["A2"].alignment = "其中：专职", Alignment(indent=2)
    page["B2"].protection, page["B2"].number_format = Protection(locked=False), "0.0%"
    page["B3"], page["C3"] = "=SUM(B1:B2)", '=B3&"件"'
    page["B3"].fill = PatternFill("solid", fgColor="FFEEAA")
    page["D1"] = ArrayFormula("D1:D2", "=B1:B2*1")
    page["A2"].comment = Comment("口径", "市办")
    page.merge_cells("A5:C6")
    choice = DataValidation(type="list", formula1='"有,无"', allow_blank=True)
    choice.add("E1:E9")
    page.add_data_validation(choice)
    page.conditional_formatting.add(
        "B1:B9",
        ColorScaleRule(  # type: ignore[no-untyped-call]
            start_type="min", start_color="FF0000", end_type="max", end_color="00FF00"
        ),
    )
    page.protection.sheet = True
    page.print_title_rows = "1:1"
    page.column_dimensions["F"].hidden = True
    page.row_dimensions[4].hidden = True
    book.create_sheet("隐藏").sheet_state = "hidden"
    book["隐藏"]["A1"] = "x"
    book.defined_names["人数"] = DefinedName("人数", attr_text="年报!$B$2")
    book.save(path)
    values: dict[Place, Decimal | str] = {
        Place("年报", 0, 1): N("3"), Place("年报", 1, 1): N("0.25"), Place("年报", 5, 1): "说明：<无> & \n“甲”",
        Place("隐藏", 0, 0): "", Place("年报", 0, 4): "有",
    }  # fmt: skip
    return Made(path, values, {Place("年报", 2, 1): "3.25", Place("年报", 2, 2): "3.25件", Place("年报", 1, 3): "0.25"})


def _sheet(rows: str, before: str = "", after: str = "", namespace: str = MAIN, more: str = "") -> str:
    return xml("worksheet", f"{before}<sheetData>{rows}</sheetData>{after}", namespace, more)


def with_controls(folder: Path) -> Made:
    """Check boxes, an ActiveX part, alternate content, custom XML, threaded comments, unknown extensions."""
    mc = ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac xr wps"'
    spaces = (
        f' xmlns:r="{KINDS}"{mc} xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"'
        ' xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" xmlns:wps="http://wps.cn/x"'
    )
    rows = (
        '<row r="1" spans="1:3" x14ac:dyDescent="0.2" wps:own="1"><c r="A1" s="3" t="s"><v>0</v></c>'
        '<c r="B1" s="2"/><c r="C1" s="1"/></row><row r="2"><c r="A2" t="s" s="0"><v>1</v></c>'
        '<c r="B2" t="b"><v>1</v></c></row>'
    )
    after = (
        '<dataValidations count="1"><dataValidation type="list" sqref="C1"><formula1>"甲,乙"</formula1>'
        '</dataValidation></dataValidations><pageMargins left="1" right="1" top="1" bottom="1" header="0" footer="0"/>'
        '<pageSetup paperSize="9" r:id="rId9"/><legacyDrawing r:id="rId1"/>'
        '<mc:AlternateContent><mc:Choice Requires="x14"><controls><mc:AlternateContent><mc:Choice Requires="x14">'
        '<control shapeId="1025" r:id="rId2" name="Check Box 1"/></mc:Choice></mc:AlternateContent></controls>'
        '</mc:Choice></mc:AlternateContent><extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" '
        'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:dataValidations count="1" '
        'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:dataValidation type="list"><x14:formula1>'
        "<xm:f>表!$A$1:$A$2</xm:f></x14:formula1><xm:sqref>B2 B9</xm:sqref></x14:dataValidation></x14:dataValidations>"
        '</ext><ext uri="{未知}"><wps:something deep="1"><!-- 旁注 --><wps:c r="B1"/></wps:something></ext></extLst>'
    )
    shared = (
        '<si><r><rPr><b/><sz val="12"/></rPr><t>行政</t></r><r><t xml:space="preserve"> 处罚</t></r>'
        '<rPh sb="0" eb="2"><t>xingzheng</t></rPh><phoneticPr fontId="1"/></si><si><t>有无_x000D_</t></si>'
    )
    held = parts(
        {"表": _sheet(rows, '<dimension ref="A1"/>', after, more=spaces)},
        shared=shared,
        types={"xl/ctrlProps/ctrlProp1.xml": "application/vnd.ms-excel.controlproperties+xml"},
    )
    held["xl/worksheets/_rels/sheet1.xml.rels"] = relations(
        ("rId1", "vmlDrawing", "../drawings/vmlDrawing1.vml"),
        ("rId2", "ctrlProp", "../ctrlProps/ctrlProp1.xml"),
        (
            "rId3",
            "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment",
            "../threadedComments/t1.xml",
        ),
        ("rId4", "control", "../activeX/activeX1.bin"),
        ("rId9", "printerSettings", "../printerSettings/printerSettings1.bin"),
    ).encode()
    held["xl/drawings/vmlDrawing1.vml"] = (
        b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel">'
        b'<v:shape id="_x0000_s1025" type="#_x0000_t201"><x:ClientData ObjectType="Checkbox"><x:Checked>1</x:Checked>'
        b"</x:ClientData></v:shape></xml>"
    )
    held["xl/ctrlProps/ctrlProp1.xml"] = (
        b'<formControlPr xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" objectType="CheckBox"/>'
    )
    held["xl/threadedComments/t1.xml"] = (
        b'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"/>'
    )
    held["xl/activeX/activeX1.bin"] = bytes(range(256)) * 3
    held["xl/printerSettings/printerSettings1.bin"] = "打印机".encode("utf-16-le") * 50
    held["customXml/item1.xml"] = b"<own><thing/></own>"
    values: dict[Place, Decimal | str] = {
        Place("表", 0, 1): N("12.30"), Place("表", 0, 2): N("007"), Place("表", 1, 1): "=1+1", Place("表", 1, 2): "",
    }  # fmt: skip
    return Made(packed(folder / "with_controls.xlsx", held), values)


def strict(folder: Path) -> Made:
    """The strict variant of the standard."""
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1+1</f><v>2</v></c></row>'
    held = parts({"严": _sheet(rows, namespace=STRICT)}, strict=True, after='<calcPr calcId="191029"/>')
    return Made(packed(folder / "strict.xlsx", held), {Place("严", 0, 0): N(5)}, {Place("严", 0, 1): "6"})


def without_addresses(folder: Path) -> Made:
    """Rows and cells that do not say where they are, inline texts, cells not there yet, before, between and behind."""
    rows = (
        "<row><c><v>1</v></c><c t='inlineStr'><is><r><t>甲</t></r><r><t>乙</t></r></is></c><c/></row>"
        '<row><c/></row><row r="5"/><row r="6" ><c r="D6" s="2"><v>4</v></c></row><row r="9"></row>'
    )
    page = "无址"
    values: dict[Place, Decimal | str] = {
        Place(page, row, column): N(row * 10 + column) for row in (0, 1, 3, 4, 5, 8, 11) for column in (0, 2, 5)
    }
    values[Place(page, 1, 1)] = "三"
    return Made(packed(folder / "without_addresses.xlsx", parts({page: _sheet(rows)})), values)


def styled_before(folder: Path) -> Made:
    """New cells take the look of their row or column; a sheet without any cell takes one too."""
    before = '<cols><col min="2" max="3" width="20" style="1"/><col min="5" max="5" style="2" width="9"/></cols>'
    rows = '<row r="3" s="2" customFormat="1"/><row r="4"><c r="A4"/></row>'
    held = parts({"样式": _sheet(rows, before), "空": xml("worksheet", "<sheetData/>")})
    values: dict[Place, Decimal | str] = {
        Place("样式", 2, 1): N("1.5"), Place("样式", 3, 2): N("2.5"), Place("样式", 3, 4): N("3.5"),
        Place("空", 3, 3): N("4"), Place("空", 1, 3): "字",
    }  # fmt: skip
    return Made(packed(folder / "styled_before.xlsx", held), values)


def in_utf16(folder: Path) -> Made:
    """A sheet in UTF-16, another that begins with a byte order mark, prefixes on every tag."""
    prefixed = (
        f'<?xml version="1.0"?><x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1" t="str">'
        '<x:v>旧</x:v></x:c><x:c r="B1"><x:f>A1*2</x:f><x:v>0</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    plain = '<row r="1"><c r="A1"/><c r="B1"><f>双!A1*3</f><v>0</v></c></row>'
    held = parts({"双": prefixed, "标": _sheet(plain)})
    first = prefixed.replace('"1.0"?', '"1.0" encoding="UTF-16"?')
    held["xl/worksheets/sheet1.xml"] = first.encode("utf-16")
    held["xl/worksheets/sheet2.xml"] = b"\xef\xbb\xbf" + held["xl/worksheets/sheet2.xml"]
    then = {Place("双", 0, 1): "16", Place("标", 0, 1): "24"}
    return Made(packed(folder / "in_utf16.xlsx", held), {Place("双", 0, 0): N(8), Place("标", 0, 0): "“字”"}, then)


def _with_formulas() -> dict[str, bytes]:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="shared" ref="B1:B3" si="0">A1*$A$1</f><v>1</v></c>'
        '<c r="D1"><f>别的数</f><v>9</v></c></row>'
        '<row r="2"><c r="A2"><v>2</v></c><c r="B2"><f t="shared" si="0"/><v>2</v></c>'
        '<c r="C2"><f>INDIRECT("A"&amp;2)</f><v>2</v></c></row>'
        '<row r="3"><c r="A3"><v>3</v></c><c r="B3"><f t="shared" si="0"/><v>3</v></c>'
        '<c r="D3" t="str"><f>"A2"&amp;"B"</f><v>A2B</v></c></row>'
        '<row r="4"><c r="C4"><f>SUM(B:B)</f><v>6</v></c><c r="D4" t="e"><f>1/(C4-6)</f><v>#DIV/0!</v></c></row>'
    )
    names = (
        '<definedNames><definedName name="别的数">\'表\'!$A$2+7</definedName></definedNames><calcPr calcId="191029"/>'
    )
    held = parts(
        {"表": _sheet(rows)},
        after=names,
        more=(("rIdChain", "calcChain", "calcChain.xml"),),
        types={"xl/calcChain.xml": SHEET_TYPE.format("calcChain")},
    )
    chain = "".join(f'<c r="{at}" i="1"/>' for at in "B1 D1 B2 C2 B3 D3 C4 D4".split())
    held["xl/calcChain.xml"] = xml("calcChain", chain).encode()
    return held


def with_chain(folder: Path) -> Made:
    """Shared formulas, a calculation chain, names, INDIRECT, results that are texts and errors."""
    then = {
        Place("表", 1, 1): "20", Place("表", 3, 2): "24", Place("表", 0, 3): "27", Place("表", 1, 2): "20",
        Place("表", 2, 3): "A2B", Place("表", 0, 1): "1", Place("表", 3, 3): "0.05555555555555",
    }  # fmt: skip
    return Made(packed(folder / "with_chain.xlsx", _with_formulas()), {Place("表", 1, 0): N(20)}, then)


def packed_by_others(folder: Path) -> Made:
    """Sizes behind the data, stored parts, extra fields, notes, absolute targets, another order of parts."""
    rows = '<row r="1"><c r="A1"/><c r="B1" t="s"><v>0</v></c></row>'
    held = parts({"表": _sheet(rows)}, shared="<si><t>原</t></si>", absolute=True)
    held["xl/media/图.png"] = picture(9)
    path = packed_oddly(folder / "packed_by_others.xlsx", held)
    return Made(path, {Place("表", 0, 0): N("-0.5"), Place("表", 0, 1): "新"})


def with_long_figures(folder: Path) -> Made:
    """Figures that a number cell would round, a text cell, words that look like something else."""
    rows = '<row r="1"><c r="A1" s="2"/><c r="B1" s="2"/><c r="C1" s="1"/><c r="D1"/><c r="E1"/><c r="F1"/></row>'
    values: dict[Place, Decimal | str] = {
        Place("表", 0, 0): N("123456789012345"), Place("表", 0, 1): N("1234567890123456.5"),
        Place("表", 0, 2): N("91.60"), Place("表", 0, 3): "  前后有空格 ", Place("表", 0, 4): "_x0041_",
        Place("表", 0, 5): "=HYPERLINK(\"x\")\x07",
    }  # fmt: skip
    return Made(packed(folder / "with_long_figures.xlsx", parts({"表": _sheet(rows)})), values)


def with_table(folder: Path) -> Made:
    """A list object whose column is computed, and a data table."""
    path = folder / "with_table.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("表")
        columns = [
            {"header": "甲"},
            {"header": "乙"},
            {"header": "和", "formula": "=Table1[[#This Row],[甲]]+Table1[[#This Row],[乙]]"},
        ]
        page.add_table("A1:C4", {"columns": columns, "data": [[1, 2], [3, 4], [5, 6]]})
        page.write_formula("E1", "=SUM(A2:A4)", None, 9)
    then = {Place("表", 0, 4): "108", Place("表", 1, 2): "102"}
    return Made(path, {Place("表", 1, 0): N(100)}, then)


EVERY: tuple[Callable[[Path], Made], ...] = (
    by_xlsxwriter, with_macros, with_arrays, by_openpyxl, with_controls, strict, without_addresses, styled_before,
    in_utf16, with_chain, packed_by_others, with_long_figures, with_table,
)  # fmt: skip


def names_of(path: Path) -> list[str]:
    """The names of a package's parts."""
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()
