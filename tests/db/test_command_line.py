"""The command line, run as people run it: a process, its output, its exit code."""

import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from db.__main__ import main
from db.service import Book

ROOT = Path(__file__).parents[2]
UNIT = "示例市自然资源和规划局"
CASES = "litigation_cases_count"


def run(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "db", *arguments],
        cwd=ROOT,
        input=given,
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"},
    )


def told(done: subprocess.CompletedProcess[bytes]) -> str:
    """What a refused command says: one line."""
    sentence = done.stderr.decode().strip()
    assert "Traceback" not in sentence
    assert "\n" not in sentence
    return sentence


@pytest.fixture
def target(tmp_path: Path) -> list[str]:
    return ["--database", str(tmp_path / "填报.sqlite"), "--unit", UNIT, "--year", "2024"]


def test_a_year_is_filled_shown_checked_and_exported(target: list[str], tmp_path: Path) -> None:
    csv = (
        f"code,words\n{CASES},37\nlitigation_closed_count,36\nlitigation_pending_count,1\n"
        "hotline_platform_item_count,1700余\n"
    )
    assert run("fill", *target, "-", given=csv.encode()).returncode == 0
    shown = {row["code"]: row for row in json.loads(run("show", *target, "--json").stdout)}
    assert shown["hotline_platform_item_count"] == {
        "code": "hotline_platform_item_count",
        "words": "1700余",
        "value": "1700",
        "qualifier": "余",
        "unit": "件",
        "state": "已填",
    }
    assert shown["reconsideration_cases_count"]["state"] == "未填"
    checked = run("check", *target, "--json")
    assert checked.returncode == 0
    assert all(set(finding) == {"rule", "level", "codes", "message"} for finding in json.loads(checked.stdout))
    workbook = tmp_path / "报送.xlsx"
    assert run("export", *target, "--output", str(workbook)).returncode == 0
    texts = {str(c.value) for sheet in openpyxl.load_workbook(workbook) for row in sheet for c in row}
    assert {"37", "1700余"} <= texts


def test_the_example_of_the_readme_is_taken(target: list[str]) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    example = text.split("```csv\n")[1].split("```")[0]
    assert run("fill", *target, "-", given=example.encode()).returncode == 0


def test_standing_errors_are_exit_code_1(target: list[str]) -> None:
    csv = "code,words\ncppcc_proposal_count,26\ncppcc_proposal_lead_count,5\ncppcc_proposal_assist_count,20\n"
    assert run("fill", *target, "-", given=csv.encode()).returncode == 1
    checked = run("check", *target, "--json")
    assert checked.returncode == 1
    assert json.loads(checked.stdout)[0]["level"] == "错误"
    plain = run("check", *target)
    assert plain.returncode == 1
    assert "错误" in plain.stdout.decode()


def test_a_backup_is_made_and_named(target: list[str], tmp_path: Path) -> None:
    run("fill", *target, "-", given=f"code,words\n{CASES},37\n".encode())
    for where in ([], ["--directory", str(tmp_path)]):
        done = run("backup", *target[:2], *where)
        assert done.returncode == 0
        made = Path(done.stdout.decode().strip().removeprefix("已备份："))
        assert made.parent == (tmp_path if where else tmp_path / "备份")
        assert made.name.startswith("填报-备份-")
        shown = run("show", "--database", str(made), *target[2:], "--json")
        assert "37" in [row["words"] for row in json.loads(shown.stdout)]


def test_a_backup_that_cannot_be_made_is_refused(target: list[str], tmp_path: Path) -> None:
    assert "找不到数据文件" in told(run("backup", *target[:2]))
    run("fill", *target, "-", given=f"code,words\n{CASES},37\n".encode())
    done = run("backup", *target[:2], "--directory", str(tmp_path / "没有"))
    assert done.returncode == 2
    assert "找不到文件夹" in told(done)


def test_items_lists_every_item(tmp_path: Path) -> None:
    rows = json.loads(run("items", "--json").stdout)
    assert {"code", "aliases", "number", "name", "unit", "kind", "decimals", "tier"} == set(rows[0])
    assert {row["tier"] for row in rows} == {"core", "library", "table"}
    for pack in ("to-2020", "2021-2025", "2026"):
        assert {row["code"] for row in json.loads(run("items", "--pack", pack, "--json").stdout)} == {
            row["code"] for row in rows
        }
    assert "没有编号为" in told(run("items", "--pack", "1999"))


@pytest.mark.parametrize(
    ("csv", "sentence"),
    [
        (f"code,words\n{CASES},37\nno_such,1\n", "第 3 行：没有代码为“no_such”"),
        (f"code,words\n{CASES},某些\n", "第 2 行"),
        ("a,b\n1,2\n", "缺少列"),
    ],
)
def test_a_refused_fill_leaves_no_file_behind(target: list[str], csv: str, sentence: str) -> None:
    done = run("fill", *target, "-", given=csv.encode())
    assert done.returncode == 2
    assert sentence in told(done)
    assert not Path(target[1]).exists()


def test_a_refused_fill_leaves_an_existing_file_as_it_was(target: list[str]) -> None:
    run("fill", *target, "-", given=f"code,words\n{CASES},37\n".encode())
    before = Path(target[1]).read_bytes()
    year = [*target[:-1], "2025"]
    assert run("fill", *year, "-", given=b"code,words\nno_such,1\n").returncode == 2
    assert Path(target[1]).read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["show", "--database", "没有.sqlite", "--unit", UNIT, "--year", "2024"], "没有数据文件"),
        (["fill", "--unit", UNIT, "--year", "2024"], "缺少 "),
        (["show", "--unit", UNIT, "--year", "二〇二四"], "不是整数"),
        (["nonsense"], "没有 "),
        ([], "缺少 "),
        (["fill", "--unit", UNIT, "--year", "2024", "没有.csv"], "读不到文件"),
    ],
)
def test_a_command_that_cannot_be_taken_is_refused_in_words(arguments: list[str], sentence: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert sentence in told(done)


def test_a_unit_or_year_that_is_not_there_is_named(target: list[str]) -> None:
    run("fill", *target, "-", given=f"code,words\n{CASES},37\n".encode())
    assert "没有“另一个局” 2024 年的填报" in told(run("show", *target[:3], "另一个局", "--year", "2024"))
    assert "2019 年的填报" in told(run("check", *target[:-1], "2019"))


def test_a_bug_is_loud_and_has_its_own_code(
    target: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("db.__main__._read", lambda name: 1 / 0)
    assert main(["fill", *target, "a.csv"]) == 3
    assert "ZeroDivisionError" in capsys.readouterr().err


@pytest.mark.parametrize("year", ["99999999999999999999", "0"])
def test_a_year_beyond_all_years_is_refused(target: list[str], year: str) -> None:
    run("fill", *target, "-", given=f"code,words\n{CASES},37\n".encode())
    for verb in (["show"], ["check"], ["fill"]):
        tail = ["-"] if verb == ["fill"] else []
        assert run(*verb, *target[:-1], year, *tail, given=b"code,words\n").returncode == 2


def test_a_reader_that_stops_early_is_no_trouble() -> None:
    command = f"{sys.executable} -m db items --json | head -c 10"
    done = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True)
    assert (len(done.stdout), done.stderr) == (10, b"")


def test_what_the_check_found_is_said_in_one_line(target: list[str], tmp_path: Path) -> None:
    csv = (
        f"code,words,state,reason\n{CASES},37,,\nlitigation_closed_count,36,,\n"
        "litigation_pending_count,,暂无法取得,待送达\n"
    )
    first = run("fill", *target, "-", given=csv.encode()).stdout.decode()
    assert "（新建）" in first
    assert "条提示" in first
    assert "（新建）" not in run("fill", *target, "-", given=csv.encode()).stdout.decode()
    exported = run("export", *target, "--output", str(tmp_path / "a.xlsx")).stdout.decode()
    assert "条提示" in exported
    shown = run("show", *target).stdout.decode()
    assert "行政诉讼在审案件数\t暂无法取得\t件\tlitigation_pending_count\t待送达" in shown


def test_help_is_in_words() -> None:
    for arguments in (["--help"], ["fill", "--help"], ["items", "--help"], ["demo", "--help"]):
        done = run(*arguments)
        assert done.returncode == 0
        assert "显示这份说明" in done.stdout.decode()


def test_a_pack_goes_out_to_excel_and_comes_back(tmp_path: Path, target: list[str]) -> None:
    workbook, database = tmp_path / "包.xlsx", target[1]
    assert run("fill", *target, "-", given=f"code,words\n{CASES},37\n".encode()).returncode == 0
    done = run("pack", "export", "--pack", "2021-2025", "--output", str(workbook))
    assert (done.returncode, done.stderr) == (0, b"")
    book = openpyxl.load_workbook(workbook)
    book["基本信息"]["B4"] = "本市指标"
    book.save(workbook)
    looked = run("pack", "import", str(workbook), "--database", database, "--check")
    assert "没有采用" in looked.stdout.decode()
    assert not list(tmp_path.glob("备份/*"))
    taken = run("pack", "import", str(workbook), "--database", database)
    assert taken.returncode == 0, taken.stderr.decode()
    (kept,) = tmp_path.glob("备份/*.sqlite")
    with Book(kept) as before:
        assert before.pack_in_use(2024).title != "本市指标"
    assert f"改用这一套的填报：{UNIT} 2024 年" in taken.stdout.decode()
    assert run("pack", "export", "--database", database, "--output", str(workbook)).returncode == 0
    book = openpyxl.load_workbook(workbook)
    assert book["基本信息"]["B4"].value == "本市指标"
    book["指标"]["E3"], book["规则"]["B3"] = "斤两", None
    book.save(workbook)
    broken = run("pack", "import", str(workbook), "--database", database)
    assert broken.returncode == 2
    assert "有 2 处错误，没有采用" in told(broken)
    assert [line.partition("：")[0] for line in broken.stdout.decode().splitlines()] == [
        "工作表“指标”第 3 行“单位”", "工作表“规则”第 3 行“级别”",
    ]  # fmt: skip
    assert "没有编号为" in told(run("pack", "export", "--pack", "x", "--output", str(workbook)))
    assert "不是 Excel 工作簿" in told(run("pack", "import", "README.md", "--database", database))
