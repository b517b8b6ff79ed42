"""The program's trial of itself: passes here, touches nobody's data, and says which step does not pass."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from db.domain.trouble import KnownError
from gui import selftest
from gui.selftest import STEPS, Bench
from resources.version import VERSION

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """The program as its own process, with a home of its own."""
    home = {name: str(folder / "home") for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    return subprocess.run(
        [sys.executable, "-m", "gui", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, **home, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )


def test_the_whole_trial_passes_as_a_process(tmp_path: Path) -> None:
    report = tmp_path / "报告.txt"
    result = run("--self-test", "--report", report, folder=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    lines = report.read_text(encoding="utf-8").splitlines()
    assert lines == result.stdout.splitlines()
    assert lines[-1] == "OK"
    assert [line.split("  ")[0] for line in lines[:-1]] == ["通过"] * len(STEPS)
    assert VERSION in lines[0]
    assert QImage(str(report.with_suffix(".png"))).width() == 1400
    assert not list((tmp_path / "home").rglob("*"))  # no data, no settings


def test_a_step_that_fails_is_named_and_ends_it(
    qapp: QApplication, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done: list[str] = []

    def broken(bench: Bench) -> str:
        raise ZeroDivisionError(bench.folder.name)

    def never(_: Bench) -> str:
        done.append("later")
        return ""

    report = tmp_path / "报告.txt"
    steps = (("第一步", lambda bench: bench.folder.name), ("坏的一步", broken), ("后一步", never))
    assert selftest.run(report, steps) == 1
    written = report.read_text(encoding="utf-8")
    assert written == capsys.readouterr().out
    first, second, *rest = written.splitlines()
    assert first.startswith("通过  第一步：法治填报自检-")
    assert second == "没有通过  坏的一步：出错"
    assert any("ZeroDivisionError" in line for line in rest)
    assert rest[-1] == "FAILED"
    assert not done


@pytest.mark.parametrize(
    ("step", "spoil", "said"),
    [
        ("录入", lambda bench: bench.data.write_bytes(b"no data file"), "不是法治填报的数据文件"),
        ("读回", lambda bench: bench.workbook.write_bytes(b"no workbook"), "出错"),
    ],
)
def test_a_spoilt_file_fails_its_step(
    qapp: QApplication, tmp_path: Path, step: str, spoil: Callable[[Bench], object], said: str
) -> None:
    def spoiling(bench: Bench) -> str:
        spoil(bench)
        return "动过"

    report = tmp_path / "r.txt"
    assert selftest.run(report, (("弄坏", spoiling), (step, dict(STEPS)[step]))) == 1
    assert said in report.read_text(encoding="utf-8").splitlines()[1]


@pytest.mark.parametrize(
    ("left_out", "step"), [("argon2", "口令"), ("rapidfuzz", "上级表格"), ("pyrage", "搬家"), ("xlsxwriter", "导出")]
)
def test_a_library_left_out_of_the_package_fails_its_step(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left_out: str, step: str
) -> None:
    monkeypatch.setitem(sys.modules, left_out, None)
    report, steps = tmp_path / "r.txt", dict(STEPS)
    assert selftest.run(report, (("录入", steps["录入"]), (step, steps[step]))) == 1
    written = report.read_text(encoding="utf-8")
    assert f"没有通过  {step}：出错" in written
    assert left_out in written.splitlines()[-3]


def test_pins_that_all_fit_are_noticed(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.service.operators._fits", lambda stored, pin: True)
    report = tmp_path / "r.txt"
    assert selftest.run(report, (("口令", dict(STEPS)["口令"]),)) == 1
    assert "不对的口令也认了" in report.read_text(encoding="utf-8")


def test_a_report_that_cannot_be_written_is_said(qapp: QApplication, tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="自检报告不能写到"):
        selftest.run(tmp_path / "没有的文件夹" / "r.txt", (("一步", lambda bench: "好"),))


def test_a_data_file_can_be_named_alone(tmp_path: Path) -> None:
    result = run(tmp_path / "没有.sqlite", "--quit-after-paint", folder=tmp_path)
    assert result.returncode == 2
    assert "找不到数据文件" in result.stderr
    assert run("--version", folder=tmp_path).stdout.strip() == VERSION
