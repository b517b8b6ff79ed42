"""`make fuzz SECONDS=60`: every reader for so long under atheris, or, where it is not installed, under random changes.

Tells how often each was run; a finding is kept in tests/data/fuzz/ and must then be mended: its test runs it for ever.
"""

import hashlib
import importlib.util
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "tests" / "data" / "fuzz"


def main() -> int:
    """All readers, each in a process of its own; 1 if something was found."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    if len(sys.argv) > 2:
        return _one(sys.argv[2], seconds)
    from tests.fuzz.targets import TARGETS  # noqa: PLC0415 - atheris wants to see it imported

    found = 0
    for name in TARGETS:
        done = subprocess.run(
            [sys.executable, "-m", "tests.fuzz", str(seconds), name], cwd=ROOT, capture_output=True, encoding="utf-8",
            errors="replace",
        )  # fmt: skip
        runs = re.findall(r"Done (\d+)|^#(\d+)", done.stdout + done.stderr, re.MULTILINE)
        count = max((int(a or b) for a, b in runs), default=0)
        found += done.returncode != 0
        print(f"{name}: {count:,} executions{'' if done.returncode == 0 else ', A FINDING'}", flush=True)
        if done.returncode:
            print((done.stdout + done.stderr)[-3000:])
    return int(found > 0)


def _one(name: str, seconds: int) -> int:
    if importlib.util.find_spec("atheris") is None:
        return _at_random(name, seconds)
    import atheris  # noqa: PLC0415 - a tool for Linux that the lock does not hold

    with atheris.instrument_imports(include=["db", "openpyxl"]):
        from tests.fuzz.targets import TARGETS  # noqa: PLC0415 - to be watched
    KEPT.joinpath(name).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(TARGETS[name].seeds()):
            Path(corpus, str(number)).write_bytes(seed)
        options = [f"-max_total_time={seconds}", f"-artifact_prefix={KEPT / name}/", "-max_len=20000", "-timeout=20"]
        atheris.Setup([sys.argv[0], *options, corpus], TARGETS[name].read)
        atheris.Fuzz()
    return 0


def _at_random(name: str, seconds: int) -> int:
    from tests.fuzz.targets import TARGETS  # noqa: PLC0415 - as above

    target, seeds, dice = TARGETS[name], TARGETS[name].seeds(), random.Random(0)
    end, count = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        data = changed(dice, seeds)
        try:
            target.read(data)
        except Exception:
            KEPT.joinpath(name).mkdir(parents=True, exist_ok=True)
            (KEPT / name / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
            print(f"Done {count}")
            raise
        count += 1
    print(f"Done {count}")
    return 0


def changed(dice: random.Random, seeds: list[bytes]) -> bytes:
    """An example with a few bytes changed, left out, doubled, or taken from another."""
    data = bytearray(dice.choice(seeds))
    for _ in range(dice.randrange(1, 6)):
        at = dice.randrange(len(data) + 1)
        match dice.randrange(4):
            case 0:
                data[at : at + 1] = bytes([dice.randrange(256)])
            case 1:
                del data[at : at + dice.randrange(8)]
            case 2:
                data[at:at] = data[at : at + dice.randrange(40)]
            case _:
                other = dice.choice(seeds)
                start = dice.randrange(len(other) + 1)
                data[at:at] = other[start : start + dice.randrange(60)]
    return bytes(data)


if __name__ == "__main__":
    sys.exit(main())
