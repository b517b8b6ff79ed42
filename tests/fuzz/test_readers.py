"""Readers of what comes from outside read it or refuse it in words, whatever it is; findings of the past, too."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.fuzz.__main__ import KEPT, changed
from tests.fuzz.targets import TARGETS

FINDINGS = sorted(path for path in KEPT.rglob("*") if path.is_file())
TIMES = {"database": 25, "package": 25, "workbook": 40, "pack": 60}  # the slower ones; `make fuzz` takes its time


@pytest.mark.parametrize("name", TARGETS)
def test_examples_with_a_few_bytes_changed_are_read_or_refused(name: str) -> None:
    target, seeds, dice = TARGETS[name], TARGETS[name].seeds(), random.Random(name)
    for seed in seeds:
        target.read(seed)
    for _ in range(TIMES.get(name, 400)):
        target.read(changed(dice, seeds))


@pytest.mark.parametrize("name", ["quantity", "rule", "csv", "workbook"])
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.one_of(st.binary(max_size=200), st.text(max_size=80).map(lambda text: text.encode("utf-8", "replace"))))
@example(data=b"")
def test_any_bytes_at_all_are_read_or_refused(name: str, data: bytes) -> None:
    TARGETS[name].read(data)


@pytest.mark.skipif(not FINDINGS, reason="nothing was found so far")
@pytest.mark.parametrize("path", FINDINGS, ids=lambda path: f"{path.parent.name}-{path.name[:20]}")
def test_what_was_found_once_is_mended(path: Path) -> None:
    TARGETS[path.parent.name].read(path.read_bytes())
