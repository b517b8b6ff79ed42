"""Fixed tables print as the grids they are: merged heads, dashes where no cell is, remarks about cells below."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from openpyxl.workbook import Workbook as Opened
from openpyxl.worksheet.worksheet import Worksheet

from db.domain.pack import Line, Pack, Table
from db.domain.returns import Return
from db.sheets.pages.tables import merged

Make = Callable[..., Return]
Export = Callable[..., Opened]
NAME = "政府信息公开工作年度报告"


def sheet(book: Opened) -> Worksheet:
    return book[NAME]


def test_heads_are_merged_in_both_directions(make: Make, export: Export) -> None:
    page = sheet(export(make()))
    assert {str(area) for area in page.merged_cells.ranges} == {
        "A1:H1",  # the sheet's title
        *("A5:A6", "B5:D6"),  # 序号, 项目
        *("E5:E6", "F5:G5", "H5:H6"),  # 自然人, 法人或其他组织, 收费
        "B7:D7",  # 乙
        *("B9:B11", "C10:C11"),  # 办理结果, 不予公开; 本年新收 and 予以公开 flow without being merged
    }
    assert [page.cell(5, n).value for n in (5, 6, 8)] == ["自然人", "法人或其他组织", "收费\n（万元）"]
    assert [page.cell(6, n).value for n in (6, 7)] == ["商业企业", "其他"]
    assert [page.cell(7, n).value for n in (1, 2, 5, 6, 7, 8)] == ["甲", "乙", "1", "2", "3", "4"]


def test_rows_carry_their_numbers_heads_and_figures(make: Make, export: Export) -> None:
    said = {
        "cases": "12",
        "requests.new.firm": "1500余",
        "requests.open.person": "不适用无职责",
        "requests.secret.fee": "3.50",
    }
    page = sheet(export(make(said)))
    first, opened, secret, safety = (list(row) for row in page.iter_rows(8, 11, values_only=True))
    assert first == ["一", "本年新收", None, None, 12, "1500余", None, "—"]
    assert opened == ["二（一）", "办理结果", "予以公开", None, "不适用", None, None, None]
    assert secret == ["二（二）1", None, "不予公开", "属于国家秘密", None, None, None, 3.5]
    assert safety[:4] == ["二（二）2", None, None, "危及安全"]
    assert page.cell(10, 8).number_format == "#,##0.00"


def test_title_unit_basis_and_remark_stand_above(make: Make, export: Export) -> None:
    page = sheet(export(make()))
    assert page.cell(3, 1).value == "表2 收到和处理申请情况"
    assert page.cell(3, 8).value == "单位：件"
    assert page.cell(4, 1).value == "依据：国办公开办函〔2021〕30号。每件只计一种结果。"


def test_what_was_said_about_cells_stands_below_each_remark_once(make: Make, export: Export) -> None:
    said = {f"requests.{row}.firm": "不适用没有此项职责" for row in ("new", "open", "secret", "safety")}
    ret = make({**said, "requests.safety.other": "暂无法取得未反馈"})
    page = sheet(export(ret.with_cell("cases", replace(ret.cell("cases"), note="含上年"))))
    notes = [str(row[0]) for row in page.iter_rows(12, values_only=True) if row[0]]
    firm = "法人或其他组织·商业企业"
    assert notes == [
        "注1：本年新收·自然人：含上年。",
        f"注2：本年新收·{firm}、予以公开·{firm}、属于国家秘密·{firm}等4格：不适用：没有此项职责。",
        "注3：危及安全·法人或其他组织·其他：暂无法取得：未反馈。",
    ]


def test_a_short_head_reaches_down_and_equal_names_below_different_heads_stay_apart() -> None:
    heads = [("甲",), ("乙", "其他"), ("丙", "其他"), ("丙", "别的")]
    boxes = {(level, box.column): (box.value, box.columns, box.rows) for level, box in merged(heads, 2)}
    assert boxes == {
        (0, 0): ("甲", 1, 2),
        (0, 1): ("乙", 1, 1),
        (0, 2): ("丙", 2, 1),
        (1, 1): ("其他", 1, 1),
        (1, 2): ("其他", 1, 1),
        (1, 3): ("别的", 1, 1),
    }


def test_equal_single_heads_are_two_columns() -> None:
    assert [(box.column, box.columns) for _, box in merged([("其他",), ("其他",)], 1)] == [(0, 1), (1, 1)]


def grown(pack: Pack, rows: int, columns: int) -> Table:
    code = "area"
    lines = tuple(Line(f"r{n}", str(n), (f"第{n}行",)) for n in range(rows))
    heads = tuple(Line(f"c{n}", "", (f"第{n}列的很长的名称",)) for n in range(columns))
    cells = {(row.id, column.id): code for row in lines for column in heads}
    return replace(pack.tables[0], id="grown", number="表9", columns=heads, rows=lines, cells=cells)


def test_a_table_longer_than_a_page_stands_alone_with_its_heads_on_every_page(make: Make, export: Export) -> None:
    ret = make()
    pack = replace(ret.pack, tables=(*ret.pack.tables, grown(ret.pack, 60, 3)))
    book = export(replace(ret, pack=pack))
    page = book[f"{NAME} 表9"]
    assert page.print_title_rows == "$3:$6"
    assert page.freeze_panes == "A7"
    assert book[NAME].print_title_rows == "$3:$7"


@pytest.mark.parametrize(("columns", "orientation"), [(2, "landscape"), (14, "landscape")])
def test_a_wide_table_lies_across_the_page(make: Make, export: Export, columns: int, orientation: str) -> None:
    ret = make()
    page = sheet(export(replace(ret, pack=replace(ret.pack, tables=(grown(ret.pack, 2, columns),)))))
    assert page.page_setup.orientation == orientation
    assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)


def test_a_high_narrow_table_stands_upright(make: Make, export: Export) -> None:
    ret = make()
    page = sheet(export(replace(ret, pack=replace(ret.pack, tables=(grown(ret.pack, 26, 2),)))))
    assert page.page_setup.orientation == "portrait"


def test_tables_that_would_be_torn_begin_a_new_page(make: Make, export: Export) -> None:
    ret = make()
    tables = tuple(replace(grown(ret.pack, 12, 12), id=f"t{n}", number=f"表{n}") for n in range(3))
    page = sheet(export(replace(ret, pack=replace(ret.pack, tables=tables))))
    starts = [row for row in range(1, page.max_row + 1) if str(page.cell(row, 1).value).startswith("表")]
    assert [mark.id + 1 for mark in page.row_breaks.brk] == starts[1:]
