"""The command line looks after the data file: backups, going back, moving, places, and who else is at work."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from db.__main__ import main
from db.service.holders import Holder

UNIT, CASES = "示例市自然资源和规划局", "litigation_cases_count"
Told = pytest.CaptureFixture[str]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "法治填报.sqlite"
    assert fill(path, "37") in (0, 1)
    return path


def fill(path: Path, words: str, *more: str) -> int:
    rows = path.parent / "rows.csv"
    rows.parent.mkdir(exist_ok=True)
    rows.write_text(f"code,words\n{CASES},{words}\n", encoding="utf-8")
    return main(["fill", "--database", str(path), "--unit", UNIT, "--year", "2024", str(rows), *more])


def shown(path: Path, told: Told) -> str:
    told.readouterr()
    assert main(["show", "--database", str(path), "--unit", UNIT, "--year", "2024", "--json"]) == 0
    rows = json.loads(told.readouterr().out)
    return next(str(row["words"]) for row in rows if row["code"] == CASES)


def test_before_a_second_import_there_is_a_backup_and_one_can_go_back_to_it(path: Path, capsys: Told) -> None:
    fill(path, "41")
    assert main(["backups", "--database", str(path)]) == 0
    assert "导入前\t示例市自然资源和规划局 2024 年，共 1 项" in capsys.readouterr().out
    assert main(["restore", "--database", str(path), "--look"]) == 0
    assert "6.14 行政诉讼案件数：现在“41”，备份里“37”" in capsys.readouterr().out
    assert shown(path, capsys) == "41"
    assert main(["restore", "--database", str(path)]) == 0
    assert "恢复前的数据在：" in capsys.readouterr().out
    assert shown(path, capsys) == "37"


def test_without_a_backup_going_back_is_refused_in_words(path: Path, capsys: Told) -> None:
    assert main(["backups", "--database", str(path)]) == 0
    assert "还没有备份。" in capsys.readouterr().out
    assert main(["restore", "--database", str(path)]) == 2
    assert "没有找到“法治填报.sqlite”的完好备份。" in capsys.readouterr().err


def test_moving_from_one_machine_to_another(path: Path, tmp_path: Path, capsys: Told) -> None:
    package, there = tmp_path / "搬家.fazhi", tmp_path / "新" / "a.sqlite"
    assert main(["move-out", "--database", str(path), "--output", str(package)]) == 0
    assert main(["move-in", str(package), "--database", str(there)]) == 0
    assert main(["check-file", "--database", str(there)]) == 0
    assert "完好" in capsys.readouterr().out
    assert shown(there, capsys) == "37"
    assert main(["move-in", str(package), "--database", str(there)]) == 2
    assert "已经有" in capsys.readouterr().err


def test_a_synchronised_folder_is_refused_unless_it_must_be(tmp_path: Path, capsys: Told) -> None:
    path = tmp_path / "坚果云" / "a.sqlite"
    assert fill(path, "37") == 2
    told = capsys.readouterr().err
    assert "“坚果云”是网盘的同步文件夹" in told
    assert "--anyway" in told
    assert not path.exists()
    assert fill(path, "37", "--anyway") in (0, 1)
    assert "注意：“坚果云”" in capsys.readouterr().err
    assert shown(path, capsys) == "37"  # reading is only warned of


def test_while_another_person_works_in_it_nothing_is_written(path: Path, capsys: Told) -> None:
    stranger = Holder("李四", "lisi", "二号机", "2020-01-22T08:10:00+08:00", "0" * 8, 1)
    path.with_name(f".{path.name}.00000000-1-1.open").write_text(json.dumps(asdict(stranger)), encoding="utf-8")
    assert fill(path, "41") == 2
    assert "李四（二号机，2020-01-22 08:10 起）正在使用" in capsys.readouterr().err
    assert shown(path, capsys) == "37"
    assert main(["restore", "--database", str(path), "--from", str(path)]) == 2


def test_what_may_be_sent_is_shown_or_saved(path: Path, tmp_path: Path, capsys: Told) -> None:
    assert main(["diagnose", "--database", str(path)]) == 0
    told = capsys.readouterr().out
    assert "检查：完好" in told
    assert UNIT not in told
    assert main(["diagnose", "--database", str(path), "--output", str(tmp_path / "诊断.zip")]) == 0
    if sys.platform != "win32":
        assert (tmp_path / "诊断.zip").stat().st_mode & 0o077 == 0
