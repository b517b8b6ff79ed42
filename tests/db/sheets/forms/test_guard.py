"""The guard sees every difference that was not asked for, and then nothing is written."""

import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from db.domain.forms.grid import Place
from db.sheets.forms import filling
from db.sheets.forms.book import Book
from db.sheets.forms.filling import fill_form
from db.sheets.forms.guard import HarmError, prove
from db.sheets.forms.package import Package
from db.sheets.forms.pieces import Pieces
from db.sheets.forms.plain import plain_cells
from tests.db.sheets.forms.by_hand import packed, parts, xml

SHEET = "xl/worksheets/sheet1.xml"
ROWS = (
    '<row r="1"><c r="A1" s="2"/><c r="B1" s="2"><f>A1*2</f><v>0</v></c><c r="C1"><v>7</v></c></row>'
    '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2"><f t="array" ref="C2:C3">C1:C2*1</f><v>7</v></c></row>'
    '<row r="3"><c r="C3"><v>0</v></c></row>'
)
VALUES: dict[Place, Decimal | str] = {
    Place("表", 0, 0): Decimal("1.5"),
    Place("表", 1, 0): "新",
    Place("表", 1, 1): Decimal(3),
}
ASKED: dict[str, dict[bytes, Decimal | str]] = {SHEET: {b"A1": Decimal("1.5"), b"A2": "新", b"B2": Decimal(3)}}


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """A form with a formula, an array, shared texts and a picture."""
    sheet = xml(
        "worksheet", f'<sheetData>{ROWS}</sheetData><mergeCells count="1"><mergeCell ref="E1:F1"/></mergeCells>'
    )
    held = parts({"表": sheet, "别": xml("worksheet", "<sheetData/>")}, shared="<si><t>旧</t></si>")
    return packed(tmp_path / "表.xlsx", {**held, "xl/media/1.png": b"png" * 99})


def harmed(given: Path, part: str, old: bytes, new: bytes) -> Path:
    """The form rightly filled, then changed once more in one part."""
    target = given.with_name("新.xlsx")
    fill_form(given, target, VALUES)
    package = Package(target)
    data = package.read(part)
    assert old in data
    target.write_bytes(package.replaced({part: data.replace(old, new, 1)}))
    return target


def test_a_form_rightly_filled_passes(given: Path) -> None:
    prove(Book(given), harmed(given, SHEET, b"", b""), ASKED)


HARM = [
    (SHEET, b"<v>1.5</v>", b"<v>1.50000001</v>"),
    (SHEET, b"<v>1.5</v>", b"<v>1.5</v><v>2</v>"),
    (SHEET, b'r="A1" s="2"', b'r="A1" s="3"'),
    (SHEET, b'r="A1" s="2"', b'r="A1" s="2" t="str"'),
    (SHEET, b'<c r="A1" s="2"><v>1.5</v></c>', b'<c r="A1" s="2"/>'),
    (SHEET, b'<c r="A1" s="2"><v>', b'<c r="A1" s="2"><f>1+0.5</f><v>'),
    (SHEET, "<t>新</t>".encode(), "<t>新的</t>".encode()),
    (SHEET, b"<v>3</v>", b"<v>4</v>"),
    (SHEET, b'<c r="B2"><v>3</v></c>', b""),
    (SHEET, b'<c r="B2"><v>3</v></c>', b'<c r="B2"><v>3</v></c><c r="B3"><v>3</v></c>'),
    (SHEET, b"<f>A1*2</f>", b"<f>A1*3</f>"),
    (SHEET, b"<f>A1*2</f>", b"<f>A1*2</f><v>3</v>"),
    (SHEET, b"<f>A1*2</f>", b""),
    (SHEET, b"<v>7</v>", b"<v>8</v>"),
    (SHEET, b'<c r="C1"><v>7</v></c>', b'<c r="C1"/>'),
    (SHEET, b'<c r="C1"><v>7</v></c>', b""),
    (SHEET, b'<row r="3">', b'<row r="3" hidden="1">'),
    (SHEET, b"</sheetData>", b"</sheetData><!-- -->"),
    (SHEET, b'ref="E1:F1"', b'ref="E1:G1"'),
    (SHEET, b"</worksheet>", b"</worksheet "),
    ("xl/worksheets/sheet2.xml", b"<sheetData/>", b"<sheetData></sheetData><x/>"),
    ("xl/worksheets/sheet2.xml", b"<sheetData/>", b'<sheetData><row r="1"/></sheetData>'),
    ("xl/sharedStrings.xml", "旧".encode(), "新".encode()),
    ("xl/styles.xml", b"0.00_ ", b"0.000_"),
    ("xl/media/1.png", b"png", b"PNG"),
    ("xl/workbook.xml", b' fullCalcOnLoad="1"', b""),
    ("xl/workbook.xml", b"<calcPr ", b'<calcPr calcMode="manual" '),
    ("xl/workbook.xml", 'name="别"'.encode(), 'name="另"'.encode()),
    ("[Content_Types].xml", b"application/xml", b"application/bin"),
]


@pytest.mark.parametrize(("part", "old", "new"), HARM)
def test_any_other_difference_is_seen(given: Path, part: str, old: bytes, new: bytes) -> None:
    target = harmed(given, part, old, new)
    with pytest.raises(HarmError):
        prove(Book(given), target, ASKED)


def test_a_cut_of_other_bytes_than_the_given_is_not_believed(given: Path) -> None:
    cut = plain_cells(b'<row r="1"><c r="A1"/></row>', b"")
    prove(Book(given), harmed(given, SHEET, b"", b""), ASKED, {SHEET: cut})
    target = harmed(given, SHEET, b"<v>1.5</v>", b"<v>2.5</v>")
    body = given_body(target)
    for one in (plain_cells(body, b""), plain_cells(given_body(given), b"")._replace(body=body)):
        with pytest.raises(HarmError):
            prove(Book(given), target, ASKED, {SHEET: one})


def test_a_cut_that_lost_bytes_is_seen(given: Path) -> None:
    cut = plain_cells(given_body(given), b"")
    with pytest.raises(HarmError):
        prove(Book(given), harmed(given, SHEET, b"", b""), ASKED, {SHEET: cut._replace(held=cut.held[::-1])})


def given_body(path: Path) -> bytes:
    """All between the tags of the first sheet's cells."""
    data = Package(path).read(SHEET)
    return data[data.index(b"<sheetData>") + 11 : data.index(b"</sheetData>")]


@pytest.mark.parametrize("bug", ["shifted", "lost", "doubled"])
def test_a_bug_in_putting_many_values_at_once_is_seen(given: Path, monkeypatch: pytest.MonkeyPatch, bug: str) -> None:
    put = Pieces.put_plain

    def careless(pieces: Pieces, held: list[bytes]) -> None:
        known = pieces.cells.addresses
        wrong = {
            "shifted": [*held[1:], b"><v>9</v></c>"],
            "lost": [b"/>"] * len(held),
            "doubled": [b"><v>1</v></c>" if at == b"C1" else one for at, one in zip(known, held, strict=True)],
        }
        put(pieces, wrong[bug])

    monkeypatch.setattr(Pieces, "put_plain", careless)
    with pytest.raises(HarmError):
        fill_form(given, given.with_name("新.xlsx"), VALUES)
    assert [one.name for one in given.parent.iterdir()] == ["表.xlsx"]


def repacked(path: Path, change: Callable[[zipfile.ZipInfo], object]) -> None:
    """The same parts, something else said of the last."""
    with zipfile.ZipFile(path) as archive:
        held = [(info, archive.read(info)) for info in archive.infolist()]
    change(held[-1][0])
    with zipfile.ZipFile(path, "w") as archive:
        for info, data in held:
            archive.writestr(info, data)


@pytest.mark.parametrize(
    "change",
    [
        lambda info: setattr(info, "date_time", (2001, 1, 1, 0, 0, 0)),
        lambda info: setattr(info, "filename", "xl/media/2.png"),
        lambda info: setattr(info, "comment", b"x"),
        lambda info: setattr(info, "compress_type", zipfile.ZIP_STORED),
    ],
)
def test_what_is_said_of_a_part_counts_too(given: Path, change: Callable[[zipfile.ZipInfo], object]) -> None:
    target = harmed(given, SHEET, b"", b"")
    repacked(target, change)
    with pytest.raises(HarmError):
        prove(Book(given), target, ASKED)


def test_a_part_more_or_less_is_seen(given: Path) -> None:
    target = harmed(given, SHEET, b"", b"")
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("xl/more.xml", "<a/>")
    with pytest.raises(HarmError):
        prove(Book(given), target, ASKED)


def test_a_value_that_was_not_put_in_is_missed(given: Path) -> None:
    target = harmed(given, SHEET, b"", b"")
    elsewhere: dict[str, dict[bytes, Decimal | str]] = {**ASKED, "xl/worksheets/sheet2.xml": {b"A1": Decimal(1)}}
    for asked in ({SHEET: {**ASKED[SHEET], b"D9": "x"}}, elsewhere):
        with pytest.raises(HarmError):
            prove(Book(given), target, asked)


def test_a_bug_in_filling_is_loud_and_leaves_nothing(given: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    patched = filling._patched

    def careless(*arguments: object) -> object:
        data, *others = patched(*arguments)  # type: ignore[arg-type]
        given.with_name("x.zip").write_bytes(data)
        package = Package(given.with_name("x.zip"))
        given.with_name("x.zip").unlink()
        return package.replaced({"xl/styles.xml": b"<styleSheet/>"}), *others

    monkeypatch.setattr(filling, "_patched", careless)
    target = given.with_name("新.xlsx")
    target.write_bytes(b"former")
    with pytest.raises(HarmError, match=r"xl/styles\.xml changed"):
        fill_form(given, target, VALUES)
    assert target.read_bytes() == b"former"
    assert sorted(one.name for one in given.parent.iterdir()) == ["新.xlsx", "表.xlsx"]
