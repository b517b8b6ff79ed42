"""issue, collect and import-year from the command line: sentences, exit codes, nothing half done."""

import json
from pathlib import Path
from typing import Any

import pytest

from db.__main__ import main
from db.service import Book
from tests.db.service import travelling as hands
from tests.db.service.travelling import OFFICE, UNIT, VISITS

Run = tuple[int, str, str]


@pytest.fixture
def base(tmp_path: Path) -> Path:
    path = tmp_path / "填报.sqlite"
    with Book(path) as book:
        book.add_unit(UNIT)
        book.open_year(UNIT, 2024)
    return path


def run(capsys: pytest.CaptureFixture[str], base: Path, verb: str, *more: object) -> Run:
    code = main([verb, "--database", str(base), "--unit", UNIT, "--year", "2024", *map(str, more)])
    told = capsys.readouterr()
    return code, told.out, told.err


def words(base: Path, code: str) -> str:
    with Book(base) as book:
        return book.find_year(UNIT, 2024).ret.cell(code).words


@pytest.fixture
def sheet(base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    code, out, _ = run(
        capsys, base, "issue", "--directory", tmp_path / "分发", "--office", OFFICE, "--due", "2025-01-20"
    )
    assert code == 0
    assert "已分发：信访科（5 项，编号 2024-001）" in out
    return next((tmp_path / "分发").iterdir())


@pytest.fixture
def codes(base: Path) -> tuple[str, ...]:
    with Book(base) as book:
        return book.offices(book.find_year(UNIT, 2024)).groups()[OFFICE]


def test_out_and_back(base: Path, sheet: Path, codes: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    hands.filled(sheet, {codes[0]: "近300"})
    code, out, _ = run(capsys, base, "collect", "--dry-run", sheet)
    assert (code, words(base, codes[0])) == (0, "")
    assert "新填" in out
    code, out, _ = run(capsys, base, "collect", sheet.parent)
    assert (code, words(base, codes[0])) == (0, "近300")
    assert "已写入 1 项" in out
    assert list((base.parent / "备份").iterdir())  # before anything was written
    assert run(capsys, base, "collect", sheet)[1].endswith(f"没有要写入的：{UNIT} 2024 年。\n")


def test_conflicts_are_named_and_nothing_changes(
    base: Path, sheet: Path, codes: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    a, b = codes[:2]
    hands.filled(sheet, {a: "1", b: "5"}, "一.xlsx")
    hands.filled(sheet, {a: "2"}, "二.xlsx")
    sheet.unlink()
    code, out, err = run(capsys, base, "collect", sheet.parent)
    assert code == 2
    assert "一.xlsx 填报!" in out
    assert "二.xlsx 填报!" in out
    assert a in err
    assert words(base, b) == ""
    assert not (base.parent / "备份").exists()
    assert run(capsys, base, "collect", "--take", "file", sheet.parent)[0] == 2  # which of the two?
    assert run(capsys, base, "collect", "--take", "mine", "--take", f"{a}=2", sheet.parent)[0] == 0
    assert (words(base, a), words(base, b)) == ("2", "5")


def test_a_refused_file_is_named_once(base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, names = tmp_path / "回", ["甲.xlsx", "乙.xlsx"]
    folder.mkdir()
    for count in (1, 2):
        (folder / names[count - 1]).write_bytes(b"no workbook")
        code, out, err = run(capsys, base, "collect", folder)
        assert code == 2
        assert [(out + err).count(f"“{name}”") for name in names[:count]] == [1] * count


def test_json_tells_every_line(
    base: Path, sheet: Path, codes: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    hands.filled(sheet, {codes[0]: "7"})
    code, out, _ = run(capsys, base, "collect", "--json", "--dry-run", sheet)
    told = json.loads(out)
    assert code == 0
    assert told["lines"][0]["options"][0]["words"] == "7"
    assert told["files"][0]["office"] == OFFICE


def test_a_file_that_is_none_of_ours_is_refused(base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"no")
    code, _, err = run(capsys, base, "collect", tmp_path / "x.xlsx")
    assert code == 2
    assert "不是 Excel 工作簿" in err


def test_a_folder_goes_on_without_what_is_refused(
    base: Path, sheet: Path, codes: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    hands.filled(sheet, {codes[0]: "7"})
    (sheet.parent / "旧.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    code, out, _ = run(capsys, base, "collect", sheet.parent)
    assert (code, words(base, codes[0])) == (1, "7")
    assert "没有收：“旧.xls”是旧版 Excel 格式" in out


def test_a_year_from_a_workbook(base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fresh = tmp_path / "新" / "新.sqlite"
    with Book(base) as book:
        book.find_year(UNIT, 2024).enter("litigation_cases_count", "37")
    target = tmp_path / "2024.xlsx"
    assert run(capsys, base, "export", "--output", target)[0] in (0, 1)
    assert run(capsys, fresh, "import-year", "--dry-run", target)[0] == 0
    assert not fresh.exists()
    assert run(capsys, fresh, "import-year", target)[0] == 0
    assert words(fresh, "litigation_cases_count") == "37"


@pytest.mark.parametrize("due", ["2025-13-01", "明天"])
def test_a_day_that_is_none_is_refused(
    base: Path, tmp_path: Path, due: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(capsys, base, "issue", "--directory", tmp_path / "分发", "--due", due)
    assert code == 2
    assert f"“{due}”不是一个完整的日期" in err
    assert not (tmp_path / "分发").exists()


def test_a_day_as_people_write_it_is_taken(base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "分发"
    assert run(capsys, base, "issue", "--directory", folder, "--office", OFFICE, "--due", "2025年1月20日")[0] == 0
    with Book(base) as book:
        owing = book.offices(book.find_year(UNIT, 2024)).owing()
    assert next(one.due for one in owing if one.office == OFFICE) == "2025-01-20"


def test_a_remark_of_several_lines_stays_one_line_of_the_list(
    base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "分发"
    run(capsys, base, "issue", "--directory", folder, "--office", OFFICE)
    (path,) = folder.glob("*.xlsx")

    def remark(book: Any) -> None:
        hands.row_of(book.worksheets[0], VISITS)[7].value = "第一行\n第二行"

    hands.edited(path, remark)
    _, out, _ = run(capsys, base, "collect", "--dry-run", path)
    assert "第一行⏎第二行" in out
