"""A workbook carries what it was exported with: the canonical text and every cell, and gives it back unchanged."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook as Opened

from db.domain.fingerprint import canonical, digest, fingerprint, short
from db.domain.returns import Return
from db.sheets.export import export_standard
from db.sheets.opening import open_workbook
from db.sheets.record import Record, RecordError, read_record

Make = Callable[..., Return]
Export = Callable[..., Opened]
LAND = "一 政府机构职能体系"


def recorded(ret: Return, target: Path, last: Return | None = None) -> Record:
    export_standard(target, ret, last, (), "2026-01-20", "1.0")
    record = read_record(open_workbook(target))
    assert record is not None
    return record


def test_the_record_is_the_canonical_text_of_the_return(make: Make, tmp_path: Path) -> None:
    ret = make({"area": "91.60", "cases": "1500余"}, head={"filler": "王某"})
    record = recorded(ret, tmp_path / "a.xlsx")
    assert record.text == canonical(ret)
    assert record.digest == digest(record.text) == fingerprint(ret)
    assert (record.unit, record.year, record.pack, record.program) == ("某某市局", 2025, "small", "1.0")
    assert record.content["figures"]["area"] == ["已填", "91.60", "", ""]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.text(min_size=1))
@example(said="_x000D_")
@example(said="_x005F_x0041_")
@example(said="\ud800")
@example(said="=1+1\r\n\t\x00 ")
def test_whatever_was_typed_comes_back_from_the_file(said: str, make: Make, tmp_path: Path) -> None:
    ret = make({"own_words": said, "cases": "3"}, head={"filler": said})
    record = recorded(ret, tmp_path / "a.xlsx")
    assert record.text == canonical(ret)
    assert digest(record.text) == record.digest


@pytest.mark.parametrize("letter", ["国", "😀", "_x000D_"])
def test_words_too_long_for_a_cell_come_back_whole(letter: str, make: Make, tmp_path: Path) -> None:
    ret = make({"own_words": letter * 40_000})
    assert recorded(ret, tmp_path / "a.xlsx").text == canonical(ret)


def test_it_says_where_each_figure_stands(make: Make, tmp_path: Path) -> None:
    ret = make({"area": "91.60", "cases": "1500余"}, lists={"honours": ({"title": "先进"},)})
    record = recorded(ret, tmp_path / "a.xlsx", make({"area": "80"}, year=2024))
    places = {place.name: place for place in record.places if place.name}
    area, last = places["area"], places["last:area"]
    assert (area.sheet, area.column, area.sort, area.words) == (LAND, 4, "n", "91.60")
    assert (last.row, last.column, last.sort, last.words) == (area.row, 5, "n", "80")
    assert (places["cases"].sort, places["cases"].words) == ("s", "1500余")
    assert places["head:reporting_unit"].words == "某某市局"
    assert places["list:honours:1:title"].words == "先进"
    assert record.label("last:area") == f"{record.label('area')}（上年）"
    assert record.label("area").endswith("供应土地面积")
    assert record.label("list:honours:1:title") == "荣誉与典型·名称（第 1 行）"


def test_every_visible_cell_is_recorded_as_the_file_holds_it(make: Make, export: Export, tmp_path: Path) -> None:
    book = export(make({"area": "91.60", "own_words": "=1", "pending": "近10"}))
    record = read_record(open_workbook(tmp_path / "报送表.xlsx"))
    assert record is not None
    listed = {(place.sheet, place.row, place.column) for place in record.places if place.words}
    shown = {
        (page.title, cell.row, cell.column)
        for page in book
        if page.sheet_state == "visible"
        for row in page.iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert listed == shown


def test_the_sheet_is_very_hidden_and_the_cover_and_every_footer_show_the_short_form(
    make: Make, export: Export
) -> None:
    ret = make({"area": "5"})
    book = export(ret)
    assert book["核对数据"].sheet_state == "veryHidden"
    printed = f"数据指纹 {short(fingerprint(ret))}"
    assert any(cell.value == printed for row in book["封面"].iter_rows() for cell in row)
    assert {page.oddFooter and page.oddFooter.left.text for page in book} == {printed}


HARMS = {
    "B1": "99",
    "B8": '{"unit": 1',
    "A8": "别的",
    "B9": "[" * 30_000,
    "B11": '[[1e9,"s",""]]',
    "B12": '[[1,"n","NaN"]]',
    "B13": '[[1,"n","五"]]',
    "B14": "[[1]]",
    "A15": "行 99999999",
}


@pytest.mark.parametrize("place", HARMS)
def test_a_record_that_somebody_edited_is_refused(place: str, make: Make, export: Export, tmp_path: Path) -> None:
    book = export(make({"area": "5"}))
    book["核对数据"][place] = HARMS[place]
    book.save(tmp_path / "b.xlsx")
    with pytest.raises(RecordError):
        read_record(open_workbook(tmp_path / "b.xlsx"))


SHAPES = [("figures", {"area": ["已填", 5]}), ("head", [1]), ("lists", {"a": [[1]]}), ("set_aside", {"r": ["a"]})]


@pytest.mark.parametrize(("group", "wrong"), SHAPES)
def test_a_canonical_text_of_another_shape_is_refused(
    group: str, wrong: object, make: Make, export: Export, tmp_path: Path
) -> None:
    book = export(make({"area": "5"}))
    page = book["核对数据"]
    page["B8"] = json.dumps({**json.loads(str(page["B8"].value)), group: wrong})
    book.save(tmp_path / "b.xlsx")
    with pytest.raises(RecordError):
        read_record(open_workbook(tmp_path / "b.xlsx"))


def test_a_workbook_of_other_origin_has_no_record(make: Make, export: Export, tmp_path: Path) -> None:
    book = export(make({"area": "5"}))
    del book["核对数据"]
    book.save(tmp_path / "b.xlsx")
    assert read_record(open_workbook(tmp_path / "b.xlsx")) is None
