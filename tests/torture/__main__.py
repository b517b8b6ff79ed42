"""The longer torture (`make torture`): every verb is killed 500 times, and what came of it is told.

`python -m tests.torture TIMES` strikes another number of times.
"""

import sys
import tempfile
import time
from pathlib import Path

from tests.torture.kills import VERBS, run
from tests.torture.large import measure

TIMES = 500


def main() -> int:
    """Strike and tell; 1 if anything was lost or half written."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else TIMES
    wrong = False
    for verb in VERBS:
        began = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            tally = run(Path(folder), verb, times)
        print(f"{verb}: {tally}; {time.perf_counter() - began:.0f} s", flush=True)
        for one in tally.wrong:
            print(f"  {one}")
        wrong = wrong or bool(tally.wrong)
    measure()
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
