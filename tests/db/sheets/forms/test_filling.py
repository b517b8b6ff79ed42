"""A filled form holds what was put in, and nothing else in it is other than it was."""

import re
import zipfile
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from db.domain.forms.grid import Holds, Place
from db.domain.trouble import KnownError
from db.sheets.forms import patching
from db.sheets.forms.book import Book
from db.sheets.forms.filling import Filled, fill_form
from db.sheets.forms.looks import Look
from db.sheets.forms.reading import read_form
from tests.db.sheets.forms.by_hand import MAIN, packed, parts, relations, xml
from tests.db.sheets.forms.made import EVERY, Made, by_xlsxwriter, names_of, with_chain, with_long_figures

NAMES = [make.__name__ for make in EVERY]
Every = dict[str, tuple[Made, Path, Filled]]


def sheet_with(rows: str, after: str = "") -> str:
    return xml("worksheet", f"<sheetData>{rows}</sheetData>{after}")


def form(folder: Path, rows: str, after: str = "") -> Path:
    return packed(folder / "表.xlsx", parts({"表": sheet_with(rows, after)}))


def part_of(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name)


def raw_records(path: Path) -> dict[str, bytes]:
    """Every part's record, from its own head to the next, by name."""
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        starts = [*sorted(info.header_offset for info in archive.infolist()), archive.start_dir]
        ends = dict(pairwise(starts))
        return {info.filename: data[info.header_offset : ends[info.header_offset]] for info in archive.infolist()}


@pytest.mark.parametrize("name", NAMES)
def test_every_value_stands_in_its_cell(every: Every, name: str) -> None:
    made, target, filled = every[name]
    grid = read_form(target)
    assert filled.written == len(made.values)
    for place, value in made.values.items():
        sheet = grid.sheet(place.sheet)
        assert sheet is not None
        cell = sheet.cell(place.row, place.column)
        if isinstance(value, Decimal) and place not in filled.as_words:
            assert cell.holds is Holds.NUMBER
            assert Decimal(cell.words) == value
        else:
            assert cell.words == (value if isinstance(value, str) else f"{value:f}")
            assert cell.holds is (Holds.WORDS if value != "" else Holds.NOTHING)


@pytest.mark.parametrize("name", NAMES)
def test_all_parts_but_the_filled_sheets_and_the_wish_to_calculate_keep_every_byte(every: Every, name: str) -> None:
    made, target, _ = every[name]
    book = Book(made.path)
    before, after = raw_records(made.path), raw_records(target)
    assert list(before) == list(after)
    may = {sheet.part for sheet in book.sheets} | {book.part}
    assert {part for part, record in before.items() if after[part] != record} <= may
    sheets = {sheet.part for sheet in book.sheets if sheet.name in {place.sheet for place in made.values}}
    assert {part for part, record in before.items() if after[part] != record} >= sheets


@pytest.mark.parametrize("name", NAMES)
def test_what_is_said_of_a_part_stays(every: Every, name: str) -> None:
    made, target, _ = every[name]
    said = ("filename", "date_time", "compress_type", "comment", "external_attr", "create_system", "extract_version")
    with zipfile.ZipFile(made.path) as old, zipfile.ZipFile(target) as new:
        assert new.testzip() is None
        assert old.comment == new.comment
        for one, other in zip(old.infolist(), new.infolist(), strict=True):
            assert [getattr(one, what) for what in said] == [getattr(other, what) for what in said]


@pytest.mark.parametrize("name", NAMES)
def test_a_filled_sheet_is_as_before_outside_its_cells(every: Every, name: str) -> None:
    """The whole text before and behind the cells, and of the cells all attributes but the kind of value."""
    made, target, _ = every[name]
    for sheet in Book(made.path).sheets:
        sides = []
        for path in (made.path, target):
            root = etree.fromstring(part_of(path, sheet.part))
            cells = {}
            for cell in root.iter("{*}c"):
                if cell.getparent().tag.endswith("row"):
                    cells[cell.get("r")] = {key: said for key, said in cell.items() if key not in ("t", "cm", "vm")}
                    formula = cell.find("{*}f")
                    cells[cell.get("r")]["f"] = None if formula is None else etree.tostring(formula, with_tail=False)
            data = root.find("{*}sheetData")
            data.clear()
            sides.append((cells, etree.tostring(root, method="c14n")))
        (old_cells, old), (new_cells, new) = sides
        assert old == new
        assert {at: new_cells.get(at) for at in old_cells} == old_cells


def test_results_that_may_no_longer_hold_are_gone_and_all_others_stay(every: Every) -> None:
    _, target, filled = every["with_chain"]
    sheet = part_of(target, "xl/worksheets/sheet1.xml").decode()
    kept = re.findall(r'r="([A-D]\d)"[^>]*><f[^>]*?(?:/>|>[^<]*</f>)<v>', sheet)
    gone = re.findall(r'<c r="([A-D]\d)"><f[^>]*?(?:/>|>[^<]*</f>)</c>', sheet)
    assert set(kept) == {"B1", "B3", "D3"}  # they name A1 and A3 only, or nothing
    assert set(gone) == {"D1", "B2", "C2", "C4", "D4"}
    assert filled.emptied == 5
    assert b'<calcPr calcId="191029" fullCalcOnLoad="1"/>' in part_of(target, "xl/workbook.xml")
    made = every["with_chain"][0]
    assert part_of(made.path, "xl/calcChain.xml") == part_of(target, "xl/calcChain.xml")


@pytest.mark.parametrize("power", range(-13, 10))
def test_results_stay_behind_figures_of_any_length(every: Every, tmp_path: Path, power: int) -> None:
    """Python writes 1E+5 where the cell says 100000, so all behind it stands elsewhere than first expected."""
    made = every["with_chain"][0]
    fill_form(made.path, tmp_path / "新.xlsx", {Place("表", 1, 0): Decimal(f"1.2E{power:+d}")})
    sheet = part_of(tmp_path / "新.xlsx", "xl/worksheets/sheet1.xml").decode()
    assert set(re.findall(r'r="([A-D]\d)"[^>]*><f[^>]*?(?:/>|>[^<]*</f>)<v>', sheet)) == {"B1", "B3", "D3"}


def test_a_form_without_formulas_is_not_asked_to_be_worked_out(every: Every) -> None:
    made, target, filled = every["with_controls"]
    assert filled.emptied == 0
    assert part_of(made.path, "xl/workbook.xml") == part_of(target, "xl/workbook.xml")


def test_the_wish_to_calculate_stands_where_the_standard_wants_it(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"/><c r="B1"><f>A1</f><v>0</v></c></row>'
    path = packed(tmp_path / "表.xlsx", parts({"表": sheet_with(rows)}, after='<oleSize ref="A1"/><extLst/>'))
    fill_form(path, tmp_path / "新.xlsx", {Place("表", 0, 0): Decimal(1)})
    assert b'</sheets><calcPr fullCalcOnLoad="1"/><oleSize' in part_of(tmp_path / "新.xlsx", "xl/workbook.xml")


def test_what_of_an_array_shows_in_other_cells_is_gone_too(every: Every) -> None:
    _, target, _ = every["with_arrays"]
    sheet = part_of(target, "xl/worksheets/sheet1.xml").decode()
    assert re.findall(r'<c r="(C\d)"[^>]*>(?:<f[^>]*>[^<]*</f>)?<v>', sheet) == []
    assert len(re.findall(r'<c r="C\d"', sheet)) == 4


def test_figures_a_number_cell_cannot_show_are_words(every: Every) -> None:
    _, _, filled = every["with_long_figures"]
    assert filled.as_words == (Place("表", 0, 1), Place("表", 0, 2))


def test_new_cells_look_as_their_row_or_column_asks(every: Every) -> None:
    _, target, _ = every["styled_before"]
    sheet = part_of(target, "xl/worksheets/sheet1.xml").decode()
    assert '<row r="3" s="2" customFormat="1"><c r="B3" s="2"><v>1.5</v></c></row>' in sheet
    assert '<c r="C4" s="1" t="inlineStr">' in sheet  # the column is for text
    assert '<c r="E4" s="2"><v>3.5</v></c></row>' in sheet


def test_a_place_inside_merged_cells_means_what_they_show(tmp_path: Path) -> None:
    path = form(
        tmp_path, '<row r="1"><c r="A1"/><c r="B1"/></row>', '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
    )
    filled = fill_form(path, tmp_path / "新.xlsx", {Place("表", 1, 1): Decimal(5), Place("表", 0, 0): Decimal(5)})
    assert filled.written == 1
    assert b'<c r="A1"><v>5</v></c><c r="B1"/>' in part_of(tmp_path / "新.xlsx", "xl/worksheets/sheet1.xml")


REFUSED = [
    ({Place("表", 0, 1): "1"}, "“表”B1 是公式"),
    ({Place("表", 2, 2): "1"}, "“表”C3 是公式"),
    ({Place("别表", 0, 0): "1"}, "没有工作表“别表”"),
    ({Place("表", 4, 0): "1", Place("表", 4, 1): "2"}, "“表”A5 是合并的单元格，却有两个不同的值"),
    ({Place("表", 0, 0): "字" * 32_768}, "超过了 Excel 一格能放的 32767 个"),
]


@pytest.mark.parametrize(("values", "said"), REFUSED)
def test_what_may_not_be_filled_is_named_and_nothing_is_written(
    tmp_path: Path, values: dict[Place, str], said: str
) -> None:
    rows = (
        '<row r="1"><c r="A1"/><c r="B1"><f>A1</f></c></row><row r="2"><c r="C2"><f t="array" ref="C2:C3">A1:A2</f>'
        '</c></row><row r="3"><c r="C3"><v>0</v></c></row>'
    )
    path = form(tmp_path, rows, '<mergeCells count="1"><mergeCell ref="A5:B5"/></mergeCells>')
    with pytest.raises(KnownError) as caught:
        fill_form(path, tmp_path / "新.xlsx", values)
    assert said in str(caught.value)
    assert caught.value.next_step
    assert [one.name for one in tmp_path.iterdir()] == ["表.xlsx"]


def test_the_head_of_a_table_is_not_filled(every: Every, tmp_path: Path) -> None:
    made = every["with_table"][0]
    with pytest.raises(KnownError, match="“表”B1 是表格的列标题"):
        fill_form(made.path, tmp_path / "新.xlsx", {Place("表", 0, 1): "x"})


def test_a_cell_of_a_pivot_table_is_not_filled(tmp_path: Path) -> None:
    held = parts({"表": sheet_with('<row r="1"><c r="A1"/></row><row r="4"><c r="B4"/></row>')})
    held["xl/worksheets/_rels/sheet1.xml.rels"] = relations(("r", "pivotTable", "/xl/pivotTables/p.xml")).encode()
    held["xl/pivotTables/p.xml"] = xml("pivotTableDefinition", '<location ref="A3:B5" firstDataRow="1"/>').encode()
    path = packed(tmp_path / "表.xlsx", held)
    with pytest.raises(KnownError, match="“表”B4 在数据透视表里"):
        fill_form(path, tmp_path / "新.xlsx", {Place("表", 3, 1): "x"})
    fill_form(path, tmp_path / "新.xlsx", {Place("表", 0, 0): "x"})


STRANGE = {
    "another prefix": f'<x:worksheet xmlns:x="{MAIN}" xmlns="{MAIN}"><x:sheetData>ROWS</x:sheetData></x:worksheet>',
    "a prefix of the rows' own": f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>OWN</x:sheetData></x:worksheet>',
    "cells in a comment": f'<worksheet xmlns="{MAIN}"><!-- WHOLE -->WHOLE</worksheet>',
    "cells in an instruction": f'<worksheet xmlns="{MAIN}"><?x WHOLE ?>WHOLE</worksheet>',
}


@pytest.mark.parametrize("which", STRANGE)
def test_a_sheet_whose_cells_could_be_missed_is_not_filled(tmp_path: Path, which: str) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row>'
    said = STRANGE[which].replace("WHOLE", "<sheetData>ROWS</sheetData>")
    sheet = said.replace("ROWS", rows).replace("OWN", rows.replace("<row", f'<row xmlns="{MAIN}"'))
    path = packed(tmp_path / "表.xlsx", parts({"表": sheet}))
    with pytest.raises(KnownError, match="不是 Excel 或 WPS 写出来的样子"):
        fill_form(path, tmp_path / "新.xlsx", {Place("表", 0, 0): Decimal(5)})
    assert [one.name for one in tmp_path.iterdir()] == ["表.xlsx"]


@pytest.mark.parametrize("rows", ['<row r="1"><c r="&#67;1"/></row>', '<row r="&#53;"><c/></row>'])
def test_addresses_in_other_letters_are_not_guessed(tmp_path: Path, rows: str) -> None:
    path = form(tmp_path, rows)
    places = {at for sheet in read_form(path).sheets for at in sheet.cells}
    with pytest.raises(KnownError, match="损坏"):
        fill_form(path, tmp_path / "新.xlsx", {Place("表", *at): Decimal(5) for at in places})


def test_a_second_prefix_that_no_cell_bears_is_no_hindrance(tmp_path: Path) -> None:
    sheet = f'<worksheet xmlns="{MAIN}" xmlns:x="{MAIN}"><!-- 某软件 --><sheetData/><x:pageMargins/></worksheet>'
    path = packed(tmp_path / "表.xlsx", parts({"表": sheet}))
    assert fill_form(path, tmp_path / "新.xlsx", {Place("表", 0, 0): Decimal(5)}).written == 1


def test_what_a_result_carried_besides_its_words_goes_with_it(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"/><c r="B1" s="0" t="e" vm="1" cm="1"><f>_xlfn.IMAGE(A1)</f><v>#VALUE!</v></c></row>'
    path = form(tmp_path, rows)
    fill_form(path, tmp_path / "新.xlsx", {Place("表", 0, 0): "x"})
    filled = part_of(tmp_path / "新.xlsx", "xl/worksheets/sheet1.xml").decode()
    assert '<c r="B1" s="0" cm="1"><f>_xlfn.IMAGE(A1)</f></c>' in filled


def test_results_that_fill_more_than_the_sheet_are_emptied_but_not_endlessly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cell = '<row r="{0}"><c r="B{0}"><f t="array" ref="B{0}:Z{1}">A1*2</f><v>1</v></c></row>'
    path = form(tmp_path, '<row r="1"><c r="A1"/></row>' + "".join(cell.format(n, n + 99) for n in (2, 200, 400)))
    assert fill_form(path, tmp_path / "新.xlsx", {Place("表", 0, 0): Decimal(1)}).emptied == 3
    monkeypatch.setattr(patching, "MOST_WIDE", 2)
    with pytest.raises(KnownError, match="损坏"):
        fill_form(path, tmp_path / "又.xlsx", {Place("表", 0, 0): Decimal(1)})


def test_the_given_file_is_not_filled_over(tmp_path: Path) -> None:
    path = form(tmp_path, '<row r="1"><c r="A1"/></row>')
    before = path.read_bytes()
    with pytest.raises(KnownError, match="原表"):
        fill_form(path, path, {Place("表", 0, 0): "x"})
    with pytest.raises(KnownError, match=r"不是以 \.xlsx 结尾"):
        fill_form(path, tmp_path / "新.xlsm", {Place("表", 0, 0): "x"})
    assert path.read_bytes() == before


def test_a_form_with_macros_keeps_its_ending(every: Every, tmp_path: Path) -> None:
    made = every["with_macros"][0]
    with pytest.raises(KnownError, match=r"不是以 \.xlsm 结尾"):
        fill_form(made.path, tmp_path / "新.xlsx", made.values)


def test_filling_again_what_was_filled_gives_the_same_cells(every: Every, tmp_path: Path) -> None:
    made, target, _ = every["with_long_figures"]
    fill_form(target, tmp_path / "again.xlsx", made.values)
    one, other = (part_of(path, "xl/worksheets/sheet1.xml") for path in (target, tmp_path / "again.xlsx"))
    assert one == other


def test_openpyxl_reads_the_filled_form(every: Every) -> None:
    for name in ("with_arrays", "by_openpyxl", "with_table"):
        made, target, filled = every[name]
        book = openpyxl.load_workbook(target, data_only=True)
        for place, value in made.values.items():
            if isinstance(value, Decimal) and place not in filled.as_words:
                assert Decimal(str(book[place.sheet][place.address].value)) == value


def test_the_workbooks_hold_what_they_say(every: Every) -> None:
    assert len(EVERY) >= 12
    assert {by_xlsxwriter, with_chain, with_long_figures} <= set(EVERY)
    held = "\n".join(part for made, _, _ in every.values() for part in names_of(made.path))
    wanted = """vmlDrawing ctrlProp activeX drawing1 chart1 media/ comments1 threadedComments vbaProject.bin
        printerSettings theme1 customXml calcChain tables/ sharedStrings"""
    assert [part for part in wanted.split() if part not in held] == []


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [("General", 99), ("0", 0), ("0.00_ ", 2), ("#,##0.0;[Red]-#,##0.0", 1), ("0.0%", 3), ("0.00E+00", 99), ("@", 99),
     ("# ?/?", 99), ("0.0,", -2), ('0.0"万元"', 1), ('"共"0"件"', 0), ("_ * #,##0.00_ ;_ * -0.00_ ", 2),
     ("G/通用格式", 99)],
)  # fmt: skip
def test_how_many_decimals_a_format_shows(number_format: str, shown: int) -> None:
    assert Look(number_format=number_format).decimals == shown


def test_figures_with_more_decimals_than_their_cell_shows_are_told(tmp_path: Path) -> None:
    path = form(tmp_path, '<row r="1"><c r="A1" s="2"/><c r="B1" s="2"/><c r="C1"/><c r="D1" s="1"/></row>')
    values = {
        Place("表", 0, column): Decimal(words) for column, words in enumerate(("1.255", "1.250", "1.255", "1.255"))
    }
    filled = fill_form(path, tmp_path / "新.xlsx", values)
    assert filled.rounded == (Place("表", 0, 0),)
    assert filled.as_words == (Place("表", 0, 3),)
    assert b'<c r="A1" s="2"><v>1.255</v></c>' in part_of(tmp_path / "新.xlsx", "xl/worksheets/sheet1.xml")


def test_a_figure_in_a_date_cell_stays_a_figure(tmp_path: Path) -> None:
    path = form(tmp_path, '<row r="1"><c r="A1" s="4"><v>46000</v></c></row>')
    filled = fill_form(path, tmp_path / "新.xlsx", {Place("表", 0, 0): Decimal(37)})
    assert filled.as_words == (Place("表", 0, 0),)


def test_tags_that_only_begin_like_a_cell_are_none(tmp_path: Path) -> None:
    rows = '<row r="1"><c><v>1</v></c><extLst><custom:x xmlns:custom="u"/></extLst></row><row><c/><c><v>2</v></c></row>'
    path = form(tmp_path, rows)
    fill_form(path, tmp_path / "新.xlsx", {Place("表", 1, 0): Decimal(5), Place("表", 1, 2): Decimal(6)})
    filled = part_of(tmp_path / "新.xlsx", "xl/worksheets/sheet1.xml").decode()
    assert '<row><c><v>5</v></c><c><v>2</v></c><c r="C2"><v>6</v></c></row>' in filled
