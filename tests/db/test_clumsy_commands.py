"""Commands given files and names that cannot be what was meant: one sentence each, nothing written."""

import shutil
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from db.__main__ import main
from db.service import Book

UNIT, YEAR = "某市自然资源和规划局", 2024
TOO_LONG = "长" * 200 + ".xlsx"
Run = tuple[int, str, str]


@pytest.fixture
def base(tmp_path: Path) -> Path:
    path = tmp_path / "填报.sqlite"
    with Book(path) as book:
        book.add_unit(UNIT)
        book.open_year(UNIT, YEAR)
    return path


@pytest.fixture
def exported(base: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    target = base.parent / "报送表.xlsx"
    assert run(capsys, base, "export", "--output", target)[0] == 0
    return target


def run(capsys: pytest.CaptureFixture[str], base: Path, verb: str, *more: object) -> Run:
    code = main([verb, "--database", str(base), "--unit", UNIT, "--year", str(YEAR), *map(str, more)])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_the_program_s_own_workbook_can_be_looked_at_as_a_form(
    base: Path, exported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, base, "adopt", exported)
    assert (code, err) == (0, "")
    assert out.splitlines()[-2].startswith("对应 ")


@pytest.mark.parametrize("verb", ["adopt", "collect", "import-year", "official"])
def test_a_name_that_no_system_takes_is_not_read(
    verb: str, base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--form", tmp_path / TOO_LONG, "--output", tmp_path / "o.xlsx"]
    code, out, err = run(capsys, base, verb, *(asked if verb == "official" else asked[1:2]))
    assert code == 2
    assert "相同" not in out  # of what nobody could read
    assert err.startswith("读不到文件“")
    assert err.count("\n") == 1


def test_a_name_that_is_too_long_is_said_to_be(base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, base, "export", "--output", tmp_path / TOO_LONG)
    assert code == 2
    assert "太长" in err
    assert "改短" in err


@pytest.mark.parametrize("verb", ["collect", "import-year"])
def test_a_document_of_word_is_called_one(
    verb: str, base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(tmp_path / "通知.docx", "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    code, _, err = run(capsys, base, verb, tmp_path / "通知.docx")
    assert (code, err.partition("，")[0]) == (2, "“通知.docx”是 Word 文档")


def test_a_workbook_counts_by_what_it_holds_not_by_its_name(exported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(exported, exported.with_suffix(""))
    assert main(["verify", str(exported.with_suffix(""))]) == 0
    assert "核对一致" in capsys.readouterr().out


def test_a_workbook_of_charts_is_not_called_damaged(
    base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with xlsxwriter.Workbook(tmp_path / "图.xlsx") as book:
        data, chart = book.add_worksheet("数"), book.add_chart({"type": "column"})
        data.write_row(0, 0, [1, 2])
        chart.add_series({"values": "=数!$A$1:$B$1"})
        book.add_chartsheet("图").set_chart(chart)
    without_sheet(tmp_path / "图.xlsx")
    code, _, err = run(capsys, base, "adopt", tmp_path / "图.xlsx")
    assert code == 2
    assert "没有一张有单元格的工作表" in err


def without_sheet(path: Path) -> None:
    """Take the only sheet with cells out of the list of sheets."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    main_part = parts["xl/workbook.xml"]
    start, end = main_part.index(b"<sheet "), main_part.index(b"/>", main_part.index(b"<sheet ")) + 2
    parts["xl/workbook.xml"] = main_part[:start] + main_part[end:]
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def test_a_file_is_no_folder_to_issue_into(base: Path, exported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = exported.read_bytes()
    code, _, err = run(capsys, base, "issue", "--directory", exported)
    assert (code, exported.read_bytes()) == (2, before)
    assert "是一个文件，不是文件夹" in err
