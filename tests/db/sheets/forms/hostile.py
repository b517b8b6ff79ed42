"""Wicked, broken and monstrous files, each made by one function, and what is said of each."""

import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from db.sheets import foreign
from tests.db.sheets.forms.by_hand import packed, parts, relations, xml

TEXT = '<xf numFmtId="49"/>'
CELL = '<row r="1"><c r="A1"/><c r="B1"><v>1</v></c></row>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def form(path: Path, rows: str = CELL, after: str = "", before: str = "", **changed: bytes) -> None:
    held = parts({"表": xml("worksheet", f"{before}<sheetData>{rows}</sheetData>{after}")})
    packed(path, {**held, **{name.replace("__", "/").replace("_xml", ".xml"): data for name, data in changed.items()}})


def bomb(path: Path) -> None:
    """A part that is more than 300 MB by what the directory says."""
    form(path, xl__media__a_xml=b"\0" * 999)
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, data.rfind(b"PK\1\2") + 24, foreign.MOST_UNPACKED + 1)
    path.write_bytes(data)


def sheet_bomb(path: Path) -> None:
    """A sheet of 46 MB in a file of 45 kB: two million cells."""
    form(path, '<row r="1">' + '<c r="A1"><v>1</v></c>' * 2_100_000 + "</row>")


def bomb_that_lies(path: Path) -> None:
    """A sheet that says it is small."""
    form(path, " " * 20_000_000)
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\1\2", 24), (b"PK\3\4", 22)):
        start = -1
        while (start := data.find(mark, start + 1)) >= 0:
            if struct.unpack_from("<I", data, start + at)[0] > 10_000_000:
                struct.pack_into("<I", data, start + at, 900)
    path.write_bytes(data)


def overlapping(path: Path) -> None:
    """Parts that share their bytes, as bombs without any ratio do."""
    form(path)
    data = bytearray(path.read_bytes())
    first = data.find(b"PK\1\2")
    second = data.find(b"PK\1\2", first + 1)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    path.write_bytes(data)


def many_parts(path: Path) -> None:
    held = parts({"表": xml("worksheet", "<sheetData/>")})
    packed(path, held | {f"x/{n}.bin": b"" for n in range(foreign.MOST_PARTS)})


def empty_rows(path: Path) -> None:
    """A million empty rows, as a careless Ctrl+Shift+↓ leaves them."""
    form(path, CELL + "".join(f'<row r="{n}"/>' for n in range(2, 1_048_577)))


def styled_rows(path: Path) -> None:
    """Empty rows by the hundred thousand with all that Excel says of a row."""
    said = 'spans="1:5" ht="14.25" customHeight="1" s="3" customFormat="1"'
    form(path, CELL + "".join(f'<row r="{n}" {said}/>' for n in range(2, 400_000)))


def deep(path: Path) -> None:
    form(path, after="<a>" * 200_000 + "</a>" * 200_000)


def laughs(path: Path) -> None:
    """A billion laughs."""
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY l0 "ha">{lines}]><sst><si><t>&l9;</t></si></sst>'
    held = parts({"表": xml("worksheet", f"<sheetData>{CELL}</sheetData>")}, shared="<si/>")
    packed(path, {**held, "xl/sharedStrings.xml": text.encode()})


def outside(path: Path) -> None:
    """An entity that is a file of this machine."""
    text = (
        '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        '<c r="A1" t="inlineStr"><is><t>&e;</t></is></c></row></sheetData></worksheet>'
    )
    form(path, xl__worksheets__sheet1_xml=text.encode("utf-16"))


def calling(path: Path) -> None:
    """Formulas that call out, and links to other files: nothing is worked out and nothing fetched."""
    rows = '<row r="1"><c r="A1"/><c r="B1"><f>WEBSERVICE("http://127.0.0.1:9/"&amp;A1)</f><v>1</v></c>'
    form(path, rows + "<c r=\"C1\"><f>[1]表!A1+cmd|'/c calc'!A0</f><v>2</v></c></row>")


def absurd(path: Path) -> None:
    """A size that is none, columns without end, drop-downs over the whole sheet."""
    rules = '<dataValidation type="list" sqref="A1:XFD1048576"><formula1>$A$1:$XFD$1048576</formula1></dataValidation>'
    before = '<dimension ref="A1:XFD1048576"/><cols><col min="1" max="16384" hidden="1"/></cols>'
    form(path, after=f"<dataValidations>{rules * 500}</dataValidations>", before=before)


def merged_whole(path: Path) -> None:
    form(path, after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')


def row_beyond(path: Path) -> None:
    form(path, '<row r="1048577"><c r="A1048577"/></row>')


def column_beyond(path: Path) -> None:
    form(path, '<row r="1"><c r="ZZZ1"/></row>')


def no_address(path: Path) -> None:
    form(path, '<row r="1"><c r="?"/></row>')


def same_part(path: Path) -> None:
    """A hundred thousand sheets whose cells are those of one part."""
    form(path, "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 2_000)))
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    more = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(2, 100_000)).encode()
    book = held["xl/workbook.xml"].replace(b"</sheets>", more + b"</sheets>")
    packed(path, {**held, "xl/workbook.xml": book})


def disorder(path: Path) -> None:
    form(path, '<row r="1"><c r="A1"/><c r="A1"/></row>')


def broken_styles(path: Path) -> None:
    form(path, xl__styles_xml=b"<styleSheet><cellXfs>")


def odd_styles(path: Path) -> None:
    """Styles that name fonts and formats that are not there."""
    said = '<xf numFmtId="-1" fontId="99999999999"/><xf numFmtId="x" fontId="7"><alignment indent="-3"/></xf>'
    form(path, '<row r="1"><c r="A1" s="0"/><c r="B1" s="1"/><c r="C1" s="-4"/><c r="D1" s="99"/></row>',
         xl__styles_xml=xml("styleSheet", f"<cellXfs>{said}</cellXfs>").encode())  # fmt: skip


def many_styles(path: Path) -> None:
    """Every cell has a text style of its own, as workbooks that were pasted together for years nearly do."""
    rows = "".join(
        f'<row r="{n + 1}">' + "".join(f'<c r="{chr(65 + c)}{n + 1}" s="{n * 20 + c}"/>' for c in range(20)) + "</row>"
        for n in range(1_000)
    )
    said = xml("styleSheet", f"<cellXfs>{TEXT * 20_000}</cellXfs>")
    form(path, rows, xl__styles_xml=said.encode())


def long_words(path: Path) -> None:
    """One text of the longest kind in thousands of cells."""
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 5_000))
    held = parts({"表": xml("worksheet", f"<sheetData>{rows}</sheetData>")}, shared=f"<si><t>{'字' * 32_767}</t></si>")
    packed(path, held)


def endless_word(path: Path) -> None:
    form(path, f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"字" * 32_768}</t></is></c></row>')


def many_formulas(path: Path) -> None:
    """A chain of 20,000 results, each on the one before."""
    rows = "".join(f'<row r="{n}"><c r="A{n}"><f>A{n - 1}+B$1</f><v>1</v></c></row>' for n in range(2, 20_002))
    form(path, CELL + rows)


def names_in_a_ring(path: Path) -> None:
    held = parts(
        {"表": xml("worksheet", f'<sheetData>{CELL}<row r="2"><c r="A2"><f>a</f><v>1</v></c></row></sheetData>')},
        after='<definedNames><definedName name="a">b</definedName><definedName name="b">a</definedName></definedNames>',
    )
    packed(path, held)


def names_that_multiply(path: Path) -> None:
    """Names that each name another two hundred times."""
    said = "".join(f'<definedName name="n{n}_">{"+".join([f"n{n + 1}_"] * 200)}</definedName>' for n in range(5))
    rows = '<row r="1"><c r="A1"/><c r="B1"><f>n0_</f><v>1</v></c></row>'
    names = f'<definedNames>{said}<definedName name="n5_">表!$A$1</definedName></definedNames>'
    packed(path, parts({"表": xml("worksheet", f"<sheetData>{rows}</sheetData>")}, after=names))


def many_names(path: Path) -> None:
    """A hundred thousand names for one cell, and sixty thousand merged cells."""
    merged = "".join(f'<mergeCell ref="B{n}:C{n}"/>' for n in range(2, 60_000))
    said = "".join(f'<definedName name="n{n}_">表!$A$1</definedName>' for n in range(100_000))
    sheet = xml("worksheet", f"<sheetData>{CELL}</sheetData><mergeCells>{merged}</mergeCells>")
    packed(path, parts({"表": sheet}, after=f"<definedNames>{said}</definedNames>"))


def deep_in_a_cell(path: Path) -> None:
    form(path, f'<row r="1"><c r="A1"/><c r="B1"><is>{"<r>" * 250}{"</r>" * 250}</is></c></row>')


def odd_values(path: Path) -> None:
    """Texts that are not there, figures that are none or without end, a style beyond all bounds."""
    cells = "".join(
        f'<c r="{chr(65 + n)}2" s="99999999999"{kind}><v>{value}</v></c>'
        for n, (kind, value) in enumerate(
            [(' t="s"', "999999999"), (' t="s"', "-1"), (' t="s"', "1e9"), ("", "1e999"), ("", "nan"), ("", "٣")]
        )
    )
    held = parts({"表": xml("worksheet", f'<sheetData>{CELL}<row r="2">{cells}</row></sheetData>')}, shared="<si/>")
    packed(path, held)


def one_table_often(path: Path) -> None:
    """Thirty thousand relations to the part of one table."""
    form(path)
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    held["xl/worksheets/_rels/sheet1.xml.rels"] = relations(
        *((f"r{n}", "table", "../tables/t.xml") for n in range(30_000))
    ).encode()
    held["xl/tables/t.xml"] = xml("table", "<tableColumns/>" * 100, more=' ref="B5:C9"').encode()
    packed(path, held)


def style_list(path: Path) -> None:
    """Three hundred thousand styles, as after years of pasting from other workbooks."""
    form(path, xl__styles_xml=xml("styleSheet", f"<cellXfs>{TEXT * 300_000}</cellXfs>").encode())


def title_over_all(path: Path) -> None:
    """A title merged over all 16,384 columns."""
    form(path, after='<mergeCells><mergeCell ref="A1:XFD1"/></mergeCells>')


def hidden_columns(path: Path) -> None:
    """Nearly all columns are hidden, half a million times."""
    form(path, before="<cols>" + '<col min="1" max="16383" hidden="1"/>' * 500_000 + "</cols>")


def many_choices(path: Path) -> None:
    """A thousand drop-downs, each of which offers a hundred thousand cells."""
    rows = "".join(f'<row r="{n}">{"<c><v>1</v></c>" * 20}</row>' for n in range(1, 5_000))
    rule = '<dataValidation type="list" sqref="A1"><formula1>$A$1:$XFD${}</formula1></dataValidation>'
    said = "".join(rule.format(1_000_000 + n) for n in range(1_000))
    form(path, rows, after=f"<dataValidations>{said}</dataValidations>")


def many_full_sheets(path: Path) -> None:
    """Ten million cells in a file of a few megabytes."""
    row = "".join(f'<c r="{chr(65 + n)}{{0}}"><v>1</v></c>' for n in range(26))
    body = "".join(f'<row r="{n}">{row.format(n)}</row>' for n in range(1, 7_600))
    sheet = xml("worksheet", f"<sheetData>{body}</sheetData>")
    packed(
        path, parts({"表": xml("worksheet", f"<sheetData>{CELL}</sheetData>")} | {f"s{n}": sheet for n in range(20)})
    )


def part_outside(path: Path) -> None:
    """A relation that climbs out of the package."""
    form(path, xl___rels__workbook_xml=b"")
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    rels = held["xl/_rels/workbook.xml.rels"].replace(b'"worksheets/sheet1.xml"', b'"../../../../etc/passwd"')
    packed(path, {**held, "xl/_rels/workbook.xml.rels": rels})


def signed(path: Path) -> None:
    form(path)
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    kind = b'<Relationship Id="s" Type="http://x/digital-signature/origin" Target="s.sigs"/></Relationships>'
    packed(path, {**held, "_rels/.rels": held["_rels/.rels"].replace(b"</Relationships>", kind)})


def locked_zip(path: Path) -> None:
    form(path)
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\1\2", 8), (b"PK\3\4", 6)):
        start = -1
        while (start := data.find(mark, start + 1)) >= 0:
            data[start + at] |= 1
    path.write_bytes(data)


def other_document(part: str, data: bytes = b"<a/>") -> Callable[[Path], None]:
    return lambda path: (packed(path, {part: data}), None)[1]


def plain(data: bytes) -> Callable[[Path], None]:
    return lambda path: (path.write_bytes(data), None)[1]


def noise(path: Path) -> None:
    path.write_bytes(b"PK\3\4" + zlib.compress(b"x" * 999))


READ = "read"
CASES: dict[str, tuple[Callable[[Path], None], str]] = {
    "bomb.xlsx": (bomb, "解开后过大"),
    "sheet_bomb.xlsx": (sheet_bomb, "太大"),
    "bomb_that_lies.xlsx": (bomb_that_lies, "读不出来"),
    "overlapping.xlsx": (overlapping, "读不出来"),
    "many_parts.xlsx": (many_parts, "解开后过大"),
    "empty_rows.xlsx": (empty_rows, READ),
    "styled_rows.xlsx": (styled_rows, "表格太大"),
    "deep.xlsx": (deep, "读不出来"),
    "laughs.xlsx": (laughs, "读不出来"),
    "outside.xlsx": (outside, "不该有的内容"),
    "calling.xlsx": (calling, READ),
    "absurd.xlsx": (absurd, READ),
    "merged_whole.xlsx": (merged_whole, "合并的单元格太大"),
    "row_beyond.xlsx": (row_beyond, "读不出来"),
    "column_beyond.xlsx": (column_beyond, "读不出来"),
    "no_address.xlsx": (no_address, "读不出来"),
    "broken_styles.xlsx": (broken_styles, "读不出来"),
    "odd_styles.xlsx": (odd_styles, READ),
    "many_styles.xlsx": (many_styles, READ),
    "long_words.xlsx": (long_words, "的文字太多（读到 A31）"),
    "endless_word.xlsx": (endless_word, "的文字太多（读到 A1）"),
    "many_formulas.xlsx": (many_formulas, READ),
    "names_in_a_ring.xlsx": (names_in_a_ring, READ),
    "part_outside.xlsx": (part_outside, "读不出来"),
    "names_that_multiply.xlsx": (names_that_multiply, READ),
    "hidden_columns.xlsx": (hidden_columns, READ),
    "many_choices.xlsx": (many_choices, READ),
    "many_full_sheets.xlsx": (many_full_sheets, "格，没有读入"),
    "same_part.xlsx": (same_part, "读不出来"),
    "many_names.xlsx": (many_names, READ),
    "deep_in_a_cell.xlsx": (deep_in_a_cell, READ),
    "odd_values.xlsx": (odd_values, READ),
    "one_table_often.xlsx": (one_table_often, READ),
    "style_list.xlsx": (style_list, READ),
    "title_over_all.xlsx": (title_over_all, READ),
    "signed.xlsx": (signed, "数字签名"),
    "locked_zip.xlsx": (locked_zip, "加了密码"),
    "locked.xlsx": (plain(OLE + "EncryptedPackage".encode("utf-16-le")), "加了密码"),
    "old.xls": (plain(OLE), "旧版 Excel 格式（.xls）"),
    "old.doc": (plain(OLE + "WordDocument".encode("utf-16-le")), "旧版 Word 文档"),
    "old.et": (plain(OLE), "WPS 自己的表格格式（.et）"),
    "old.wps": (plain(OLE + "WordDocument".encode("utf-16-le")), "旧版 Word 文档"),
    "new.docx": (other_document("word/document.xml"), "是 Word 文档"),
    "new.xlsb": (other_document("xl/workbook.bin"), ".xlsb"),
    "new.ods": (other_document("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), "开放文档格式"),
    "print.ofd": (other_document("OFD.xml"), "是 OFD 文件"),
    "other.wps": (other_document("Word/Document.xml"), "读不出来"),
    "print.pdf": (plain(b"%PDF-1.7"), "是 PDF 文件"),
    "packed.zip": (other_document("报送/年报.xlsx", b"PK"), "是压缩包"),
    "packed.rar": (plain(b"Rar!\x1a\x07\0" + b"x" * 99), "是压缩包"),
    "packed.7z": (plain(b"7z\xbc\xaf\x27\x1c" + b"x" * 99), "是压缩包"),
    "page.mht": (plain(b"MIME-Version: 1.0"), "不是 Excel 工作簿"),
    "empty.xlsx": (plain(b""), "是空文件"),
    "noise.xlsx": (noise, "不是 Excel 工作簿"),
    "text.xlsx": (plain("编号,值".encode()), "不是 Excel 工作簿"),
}
