"""The exported workbook asks about a figure typed over that cannot be, and refuses nothing."""

from collections.abc import Callable, Iterator

import pytest
from openpyxl.workbook import Workbook as Opened
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from db.domain.returns import Return
from db.sheets.model import Demand

Make = Callable[..., Return]
Export = Callable[..., Opened]
LAND, REQUESTS = "一 政府机构职能体系", "政府信息公开工作年度报告"


def rules_at(page: Worksheet, name: str) -> Iterator[DataValidation]:
    """The rules on this year's cell in the row of an item."""
    row = next(cell.row for line in page.iter_rows() for cell in line if str(cell.value).strip() == name)
    for rule in page.data_validations.dataValidation:
        if any(f"D{row}" in area for area in rule.sqref.ranges):
            yield rule


@pytest.mark.parametrize(
    ("name", "formula"),
    [
        ("供应土地面积", "IF(ISNUMBER({0}),{0}>=0,TRUE)"),
        ("罚没金额", "IF(ISNUMBER({0}),{0}>=0,TRUE)"),
        ("结案率", "IF(ISNUMBER({0}),AND({0}>=0,{0}<=100),TRUE)"),
    ],
)
def test_figures_are_asked_about_by_their_kind_and_can_be_kept(
    make: Make, export: Export, name: str, formula: str
) -> None:
    (rule,) = rules_at(export(make())[LAND], name)
    first = min(rule.sqref.ranges, key=lambda area: (area.min_col, area.min_row))
    assert rule.type == "custom"
    assert rule.formula1 == formula.format(f"D{first.min_row}")
    assert rule.errorStyle == "warning"  # 确认无误的可以保留
    title, message = str(rule.errorTitle), str(rule.error)
    assert len(title) <= 32
    assert len(message) <= 255
    assert "例如" in message


def test_yes_or_no_is_offered_and_anything_else_can_be_typed(make: Make, export: Export) -> None:
    (rule,) = rules_at(export(make())[LAND], "设有机构")
    assert (rule.type, rule.formula1) == ("list", '"是,否,不适用,暂无法取得"')
    assert not rule.showErrorMessage


def test_words_and_dates_are_asked_nothing(make: Make, export: Export) -> None:
    assert not list(rules_at(export(make())[LAND], "成立日期"))


def test_every_count_of_a_table_must_be_whole(make: Make, export: Export) -> None:
    rules = {rule.errorTitle: rule for rule in export(make())[REQUESTS].data_validations.dataValidation}
    assert set(rules) == {"计数应为整数", "不应是负数"}
    assert sum(area.size["rows"] * area.size["columns"] for area in rules["计数应为整数"].sqref.ranges) == 12


def test_last_years_figures_are_nobodys_to_type(make: Make, export: Export) -> None:
    page = export(make())[LAND]
    areas = [area for rule in page.data_validations.dataValidation for area in rule.sqref.ranges]
    assert {area.min_col for area in areas} == {4}


def test_spots_make_few_rectangles() -> None:
    demand = Demand(((3, 1), (1, 1), (2, 1), (7, 1), (1, 2)), "", "", "")
    assert demand.ranges == ((1, 1, 3, 1), (7, 1, 7, 1), (1, 2, 1, 2))
