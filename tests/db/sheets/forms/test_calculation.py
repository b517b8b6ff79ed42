"""The wish to be worked out again comes into a workbook's part, and every other byte of the part stays."""

import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from db.domain.forms.grid import Place
from db.domain.trouble import KnownError
from db.sheets.forms.calculation import asking_to_calculate
from db.sheets.forms.filling import fill_form
from db.sheets.forms.reading import read_form
from tests.db.sheets.forms.by_hand import MAIN, packed, parts, xml

WISHED = ' fullCalcOnLoad="1"'
# The workbook's part, with | where the wish comes.
WRITTEN = [
    "<?xml version='1.0'?>\r\n<!-- <calcPr/> -->\r\n<workbook a=\"x>y\" >\r\n<calcPr b='0'| />\r\n</workbook>\r\n",
    "<workbook><bookViews><workbookView><extLst/></workbookView></bookViews><sheets/>|<extLst/></workbook>",
    f'<x:workbook xmlns:x="{MAIN}"><x:definedNames><x:definedName>A1>2</x:definedName></x:definedNames>|</x:workbook>',
    '<workbook><a:b xmlns:a="u"><calcPr/></a:b><calcPr|></calcPr><pivotCaches/></workbook>',
]


@pytest.mark.parametrize("written", WRITTEN)
def test_nothing_but_the_wish_comes(written: str) -> None:
    settings = (
        WISHED if "calcPr" in written else ("<x:calcPr" if "x:workbook" in written else "<calcPr") + WISHED + "/>"
    )
    due = written.replace("|", settings)
    assert asking_to_calculate(written.replace("|", "").encode(), Path("表.xlsx")) == due.encode()


@pytest.mark.parametrize("said", ['fullCalcOnLoad="0"', "fullCalcOnLoad = 'false'", 'fullCalcOnLoad="1"'])
def test_a_wish_that_says_no_says_yes(said: str) -> None:
    given = f'<workbook xmlns="{MAIN}"><calcPr {said} iterate="1"/></workbook>'
    due = given.replace(said, WISHED.strip())
    assert asking_to_calculate(given.encode(), Path("表.xlsx")) == due.encode()


def test_a_part_whose_tags_cannot_be_found_is_refused() -> None:
    with pytest.raises(KnownError):
        asking_to_calculate(f'<workbook xmlns="{MAIN}"/>'.encode("utf-16-le"), Path("表.xlsx"))


@pytest.mark.parametrize("order", ["le", "be"])
def test_a_workbook_in_utf16_is_filled_and_stays_in_it(tmp_path: Path, order: str) -> None:
    rows = '<row r="1"><c r="A1"/><c r="B1"><f>A1+1</f><v>0</v></c></row>'
    held = parts({"表": xml("worksheet", f"<sheetData>{rows}</sheetData>")})
    mark = b"\xff\xfe" if order == "le" else b"\xfe\xff"
    for name in ("xl/workbook.xml", "xl/worksheets/sheet1.xml"):
        held[name] = mark + held[name].decode().replace("UTF-8", "UTF-16").encode(f"utf-16-{order}")
    path, target = packed(tmp_path / "表.xlsx", held), tmp_path / "新.xlsx"
    fill_form(path, target, {Place("表", 0, 0): Decimal(4)})
    with zipfile.ZipFile(target) as archive:
        workbook = archive.read("xl/workbook.xml")
    assert workbook.decode("utf-16").replace(f"<calcPr{WISHED}/>", "") == held["xl/workbook.xml"].decode("utf-16")
    assert workbook.startswith(mark)
    assert read_form(target).sheets[0].cell(0, 0).words == "4"
