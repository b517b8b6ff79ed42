"""SIGKILL while figures are entered, imported, exported, backed up, restored, upgraded: nothing answered is lost."""

import sys
from pathlib import Path

import pytest

from tests.torture.kills import VERBS, run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither fork nor SIGKILL")
TIMES = {"entry": 16, "export": 4}  # of 40 in all; `make torture` strikes 500 times at each


@pytest.mark.parametrize("verb", VERBS)
def test_a_killed_process_leaves_all_it_answered_and_nothing_half_written(verb: str, tmp_path: Path) -> None:
    times = TIMES.get(verb, 5)
    tally = run(tmp_path, verb, times)
    assert tally.wrong == []
    assert (tally.survived, tally.lost) == (times, 0)
    assert tally.killed >= (times - 1) // 2  # the blows fell while it was at work
