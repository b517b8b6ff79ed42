"""A figure in the file is a number exactly as typed, or the words as typed; never a formula, never a rounded guess."""

import re
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.workbook import Workbook as Opened

from db.domain.returns import Return
from db.sheets.export import export_standard, save
from db.sheets.model import Box, Row, Sheet, Workbook
from db.sheets.writing import xlsx_bytes

Make = Callable[..., Return]
Export = Callable[..., Opened]
DAY = date(2026, 1, 20)
LAND, LAW = "一 政府机构职能体系", "三 行政执法：工作 体系"


def found(book: Opened, sheet: str, name: str, column: int = 3) -> tuple[object, str, str]:
    """Value, type and number format of the item's cell."""
    row = next(row for row in book[sheet].iter_rows() if name in str(row[1].value))
    return row[column].value, row[column].data_type, row[column].number_format


@pytest.mark.parametrize(
    ("words", "value", "shown"),
    [
        ("91.6", 91.6, "#,##0.0"),
        ("6979.35", 6979.35, "#,##0.00"),
        ("0.1", 0.1, "#,##0.0"),
        ("0.10", 0.1, "#,##0.00"),
        ("0", 0, "#,##0"),
        ("1,234", 1234, "#,##0"),
        ("１２３", 123, "#,##0"),
        ("27.5万平方米", 275000, "#,##0"),
        ("1.2万", 12000, "#,##0"),
        ("3公顷", 30000, "#,##0"),
        ("123456789012345", 123456789012345, "#,##0"),
        ("999999999999.999", 999999999999.999, "#,##0.000"),
        ("1500000000000000000", 1.5e18, "#,##0"),
    ],
)
def test_an_exact_figure_is_a_number_that_shows_the_decimals_typed(
    make: Make, export: Export, words: str, value: float, shown: str
) -> None:
    assert found(export(make({"area": words})), LAND, "供应土地面积") == (value, "n", shown)


def test_the_digits_in_the_file_are_the_digits_typed(make: Make, tmp_path: Path) -> None:
    typed = {"area": "6979.35", "money": "91.6", "rate": "0.1", "cases": "999999999999999"}
    export_standard(tmp_path / "a.xlsx", make(typed), None, (), "2026-01-20", "1")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as file:
        text = "".join(file.read(name).decode() for name in file.namelist() if "/sheet" in name)
    numbers = re.findall(r"<c [^>]*?><v>([^<]*)</v>", re.sub(r'<c [^>]*t="s".*?</c>', "", text))
    for words in typed.values():
        assert numbers.count(words) >= 2  # in its section and among the details


@pytest.mark.parametrize(
    "words", ["1500余", "近10万", "约108", "60%左右", "数十", "3.2亩", "12宗", "千以下", "12345678901234567", "看不懂"]
)
def test_what_is_no_exact_number_in_the_item_s_unit_stays_as_typed(make: Make, export: Export, words: str) -> None:
    value, kind, _ = found(export(make({"area": words})), LAND, "供应土地面积")
    assert (str(value).replace(",", ""), kind) == (words, "s")


@pytest.mark.parametrize("words", ["=SUM(A1:A9)", "+1 项", "-无", "@某人", "{=1}", "https://a.cn", "_x0041_", "x005F_"])
def test_text_stays_text(make: Make, export: Export, words: str) -> None:
    book = export(make({"own_words": words}))
    assert all(cell.data_type != "f" for page in book for row in page.iter_rows() for cell in row)
    assert all(cell.hyperlink is None for page in book for row in page.iter_rows() for cell in row)
    value, kind, _ = found(book, "附 本单位自设指标", "=1+1")
    assert kind == "s"
    assert value == words.replace("x005F_", "")  # openpyxl's own reading of those letters


def test_states_print_as_their_words_and_nothing_prints_as_nothing(make: Make, export: Export) -> None:
    book = export(make({"area": "不适用", "money": "暂无法取得法院未反馈", "rate": "0"}))
    assert found(book, LAND, "供应土地面积")[0] == "不适用"
    assert found(book, LAND, "罚没金额")[0] == "暂无法取得"
    assert found(book, LAND, "罚没金额", column=7)[0] == "法院未反馈"
    assert found(book, LAND, "结案率")[0] == 0
    assert found(book, LAND, "成立日期")[0] is None


def test_dates_and_yes_or_no_print_as_understood(make: Make, export: Export) -> None:
    book = export(make({"on": "2025.3.1", "has": "√"}))
    assert found(book, LAND, "成立日期")[0] == "2025-03-01"
    assert found(book, LAND, "设有机构")[0] == "是"


def test_last_year_and_the_change_stand_beside(make: Make, export: Export) -> None:
    now = make({"area": "91.60", "money": "1500余", "rate": "92.7", "cases": "16", "closed": "5", "won": "3"})
    last = make({"area": "90", "money": "1400", "rate": "91.6", "cases": "12", "closed": "0"}, year=2024)
    book = export(now, last)
    assert [found(book, LAND, "供应土地面积", n)[0] for n in (4, 5, 6)] == [90, 1.6, 1.78]
    assert found(book, LAND, "供应土地面积", 5)[2] == "+#,##0.00;-#,##0.00;0"
    assert [found(book, LAND, "罚没金额", n)[0] for n in (4, 5, 6)] == [1400, "含约数", "—"]
    assert [found(book, LAND, "结案率", n)[0] for n in (4, 5, 6)] == [91.6, 1.1, "—"]
    assert "个百分点" in found(book, LAND, "结案率", 5)[2]
    assert [found(book, LAW, "诉讼案件数", n)[0] for n in (4, 5, 6)] == [12, 4, 33.33]
    assert [found(book, LAW, "审结案件数", n)[0] for n in (4, 5, 6)] == [0, 5, "—"]
    assert [found(book, LAW, "胜诉案件数", n)[0] for n in (4, 5, 6)] == [None, "上年未填", "—"]
    assert [found(book, LAW, "败诉案件数", n)[0] for n in (4, 5, 6)] == [None, None, None]


def test_without_a_return_of_last_year_nothing_is_called_new(make: Make, export: Export) -> None:
    book = export(make({"area": "5"}))
    assert [found(book, LAND, "供应土地面积", n)[0] for n in (4, 5, 6)] == [None, None, None]
    dropped = make({}, year=2024, active=frozenset())
    assert found(export(make({"area": "5"}), dropped), LAND, "供应土地面积", 5)[0] == "新增"


@given(
    st.lists(
        st.builds(
            lambda digits, places: Decimal(digits).scaleb(-places),
            st.integers(-(10**15) + 1, 10**15 - 1),
            st.integers(0, 15),
        ),
        min_size=1,
        max_size=300,
    )
)
def test_every_number_of_fifteen_digits_survives(numbers: list[Decimal]) -> None:
    rows = tuple(Row((Box(0, number, "number"),), 20) for number in numbers)
    data = xlsx_bytes(Workbook("", "", DAY, (Sheet("一", (20.0,), rows),)))
    with zipfile.ZipFile(BytesIO(data)) as file:
        written = re.findall(r"<v>([^<]*)</v>", file.read("xl/worksheets/sheet1.xml").decode())
    assert [Decimal(text) for text in written] == numbers
    assert [Decimal(repr(float(text))) for text in written] == numbers


def test_numbers_survive_reading_back(tmp_path: Path) -> None:
    numbers = [Decimal(10**power - 1).scaleb(-places) for power in range(1, 16) for places in range(16)]
    rows = tuple(Row((Box(0, number, "change"), Box(1, -number, "number")), 20) for number in numbers)
    save(tmp_path / "a.xlsx", Workbook("", "", DAY, (Sheet("一", (20.0, 20.0), rows),)))
    assert (tmp_path / "a.xlsx").stat().st_size > 0
