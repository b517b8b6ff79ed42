"""Wicked, broken and monstrous files are refused in a sentence or read safely, in bounded time and memory.

All of them together: at most 1 GB of address space for the whole process (measured: 0.45 GB resident), at most 60
seconds of its time (measured: 27, of them 7 for ten million cells).
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from db.domain.trouble import KnownError
from db.sheets import foreign
from db.sheets.forms.reading import read_form
from tests.db.sheets.forms.hostile import CASES, READ, disorder, form

ROOT = Path(__file__).parents[4]
MOST_MEMORY, MOST_SECONDS = 1_000_000_000, 60
PROGRAM = """
import json, resource, sys, time
from decimal import Decimal
from pathlib import Path
from db.domain.forms.grid import Place
from db.domain.trouble import KnownError
from db.sheets.forms.filling import fill_form
from db.sheets.forms.reading import read_form
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]), int(sys.argv[2])))
said = {}
for path in sorted(Path(sys.argv[1]).glob("*.*")):
    begun, target = time.process_time(), Path(sys.argv[1]) / "out" / "x.xlsx"
    answers = []
    for work in (lambda: read_form(path), lambda: fill_form(path, target, {Place("表", 0, 0): Decimal(5)})):
        try:
            answers.append("read" if work() else "")
        except KnownError as error:
            assert error.sentence and error.next_step
            answers.append(str(error))
    said[path.name] = (*answers, time.process_time() - begun, target.exists())
    target.unlink(missing_ok=True)
print(json.dumps(said))
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str, float, bool]]:
    """What reading and filling each of the files said, how many seconds both took, whether a file was written."""
    pytest.importorskip("resource", reason="Windows has no such limits")
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "out").mkdir()
    for name, (make, _) in CASES.items():
        make(folder / name)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(folder), str(MOST_MEMORY)],
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    answers: dict[str, tuple[str, str, float, bool]] = json.loads(done.stdout)
    return answers


@pytest.mark.parametrize("name", CASES)
def test_it_is_refused_or_read_within_1_gb(said: dict[str, tuple[str, str, float, bool]], name: str) -> None:
    read, filled, _, written = said[name]
    wanted = CASES[name][1]
    assert wanted in read
    if wanted == READ:
        assert filled == READ
        assert written
    else:
        assert written == (filled == READ)  # what was never read may be filled, but only whole


def test_all_of_them_take_less_than_a_minute(said: dict[str, tuple[str, str, float, bool]]) -> None:
    assert {name: took for name, (_, _, took, _) in said.items() if took > MOST_SECONDS / 4} == {}
    assert sum(took for _, _, took, _ in said.values()) < MOST_SECONDS


def test_a_file_too_large_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    form(tmp_path / "a.xlsx")
    monkeypatch.setattr(foreign, "MOST_BYTES", 100)
    with pytest.raises(KnownError, match="太大"):
        read_form(tmp_path / "a.xlsx")


def test_cells_out_of_order_are_not_filled_but_read(tmp_path: Path) -> None:
    disorder(tmp_path / "a.xlsx")
    assert read_form(tmp_path / "a.xlsx").sheets[0].size == (1, 1)


@pytest.mark.parametrize("name", ["没有.xlsx", "."])
def test_what_is_not_there_is_said_so(tmp_path: Path, name: str) -> None:
    with pytest.raises(KnownError):
        read_form(tmp_path / name)
