"""Three published reports, entered by the command line: every word as written, every value exact, no 错误."""

import csv
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from db.__main__ import main
from db.domain import units

DATA = Path(__file__).parents[1] / "data" / "published"
REPORTS = {"beibei-2023": 2023, "jinan-2023": 2023, "weihai-2020": 2020}
UNIT = "某区自然资源局"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(params=REPORTS)
def report(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, list[str]]:
    """A report's name and the arguments that name its return, filled."""
    name = str(request.param)
    target = ["--database", str(tmp_path / "a.sqlite"), "--unit", UNIT, "--year", str(REPORTS[name])]
    assert main(["fill", *target, str(DATA / f"{name}.csv")]) == 0
    return name, target


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, str]]:
    capsys.readouterr()
    assert main([*arguments, "--json"]) == 0
    shown: list[dict[str, str]] = json.loads(capsys.readouterr().out)
    return shown


def test_every_word_stands_as_written(report: tuple[str, list[str]], capsys: pytest.CaptureFixture[str]) -> None:
    name, target = report
    shown = {row["code"]: row["words"] for row in said(capsys, "show", *target)}
    given = {row["code"]: row["words"] for row in rows(DATA / f"{name}.csv")}
    assert {code: shown[code] for code in given} == given


def test_every_value_is_exact(report: tuple[str, list[str]], capsys: pytest.CaptureFixture[str]) -> None:
    name, target = report
    shown = {row["code"]: row for row in said(capsys, "show", *target)}
    expected = [row for row in rows(DATA / "values.csv") if row["report"] == name]
    assert expected
    for row in expected:
        cell = shown[row["code"]]
        if row["value"] == "":
            assert not cell["value"]
            continue
        kept, stated = units.find(cell["unit"]), units.find(row["unit"] or cell["unit"])
        assert kept is not None
        assert stated is not None
        assert Fraction(Decimal(cell["value"])) * kept.factor == Fraction(Decimal(row["value"])) * stated.factor
        if row["qualifier"]:
            assert cell["qualifier"] == row["qualifier"]


def test_true_relations_raise_no_error(report: tuple[str, list[str]], capsys: pytest.CaptureFixture[str]) -> None:
    _, target = report
    found = said(capsys, "check", *target)
    assert [row for row in found if row["level"] == "错误"] == []
    about = {code for row in found if row["rule"] != "unfilled" for code in row["codes"]}
    assert "litigation_win_rate" not in {c for row in found if row["level"] != "提示" for c in row["codes"]}
    assert "land_acquisition_approved_area" not in about


def test_the_workbook_holds_every_word(
    report: tuple[str, list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name, target = report
    assert main(["export", *target, "--output", str(tmp_path / "a.xlsx")]) == 0
    workbook = openpyxl.load_workbook(tmp_path / "a.xlsx")
    texts = {str(cell.value) for sheet in workbook for row in sheet for cell in row if cell.value is not None}
    missing = [row["words"] for row in rows(DATA / f"{name}.csv") if row["words"] not in texts]
    assert missing == []


# One figure of a relation that holds in the report, made wrong; what it must be told as.
BROKEN = [
    ("jinan-2023", "admin_dispute_cases_count", "220", "错误"),
    ("beibei-2023", "cppcc_proposal_assist_count", "22", "错误"),
    ("beibei-2023", "npc_suggestion_lead_count", "8", "错误"),
    ("beibei-2023", "land_violation_rectified_count", "26", "错误"),
    ("beibei-2023", "litigation_pending_count", "2", "需说明"),
    ("beibei-2023", "reconsideration_pending_count", "2", "需说明"),
    ("beibei-2023", "info_disclosure_application_closed_count", "150", "需说明"),
    ("weihai-2020", "idle_land_task_rate", "113.26", "需说明"),
    ("beibei-2023", "litigation_win_rate", "93", "需说明"),
]


@pytest.mark.parametrize(("name", "code", "words", "level"), BROKEN)
def test_a_broken_relation_is_told(
    name: str, code: str, words: str, level: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = ["--database", str(tmp_path / "a.sqlite"), "--unit", UNIT, "--year", str(REPORTS[name])]
    main(["fill", *target, str(DATA / f"{name}.csv")])
    change = tmp_path / "change.csv"
    change.write_text(f"code,words\n{code},{words}\n", encoding="utf-8")
    main(["fill", *target, str(change)])
    capsys.readouterr()
    main(["check", *target, "--json"])
    found = json.loads(capsys.readouterr().out)
    assert level in [row["level"] for row in found if code in row["codes"]]
