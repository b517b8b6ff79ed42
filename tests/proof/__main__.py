"""The proof that workbook and program agree: random returns, exported, recalculated by LibreOffice, compared.

`python -m tests.proof [RETURNS]`: 1,000 unless told otherwise; needs LibreOffice (soffice). Exit code 1 if any differs.
"""

import csv
import math
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from db.domain.comparison import counterpart
from db.domain.rules import Verdict, judge_rule
from db.service.packs import bundled
from db.sheets.checks.front import CHANGE, FRONT
from db.sheets.model import Box, Formula, Sheet, Value, Workbook, clean
from db.sheets.standard import standard_workbook
from db.sheets.writing import xlsx_bytes
from tests.proof.returns import applying, changed, figures_of, questions, random_return, year_before

_NO_QUESTION = "没有要问的"
RETURNS, BATCH, WORKERS = 1000, 25, 2
PACKS = {"to-2020": 2018, "2021-2025": 2024, "2026": 2026}
CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
_Judged = tuple[str, str]  # a rule's title, its verdict; or what is compared with last year, the level of the question
_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>
"""


@dataclass
class Tally:
    """What was compared and what differed."""

    returns: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    values: int = 0
    differences: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Take over another tally."""
        self.returns += other.returns
        self.verdicts += other.verdicts
        self.values += other.values
        self.differences += other.differences


def prove(seeds: range) -> Tally:
    """Export the returns of `seeds` without any stored result, let LibreOffice calculate them, compare.

    In every other one half of the figures are typed over in the workbook first; then its verdicts are those of the
    return with the new figures.
    """
    tally = Tally()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        books = {}
        for seed in seeds:
            pack_id = list(PACKS)[seed % len(PACKS)]
            books[seed] = _exported(seed, pack_id, folder / f"{seed}.xlsx")
        _recalculate(folder)
        for seed, (book, verdicts) in books.items():
            _compare(seed, book, verdicts, folder / "out", tally)
    return tally


def _exported(seed: int, pack_id: str, path: Path) -> tuple[Workbook, list[_Judged]]:
    pack, year = bundled(pack_id), PACKS[pack_id]
    ret = random_return(pack, year, seed)
    last = year_before(ret, seed) if seed % 5 else None
    book = standard_workbook(ret, last, (), f"{year + 1}-01-15", "proof")
    written = book
    if seed % 2:
        ret, typed_over = changed(ret, seed)
        written = _typed_over(book, typed_over)
    path.write_bytes(xlsx_bytes(_emptied(written)))
    judged = {b.rule.title: judge_rule(b, figures_of(b, ret, last)).verdict.value for b in applying(pack, year)}
    asked = questions(ret, last)
    compared = [item.label for item in map(ret.item, ret.ordered_codes) if item.kind.is_number and last
                and counterpart(item, last) is not None]  # fmt: skip
    judged |= {f"{CHANGE}{label}": asked.get(label, _NO_QUESTION) for label in compared}
    assert asked.keys() <= set(compared)
    return book, sorted((clean(title), verdict) for title, verdict in judged.items())


def _typed_over(book: Workbook, figures: Mapping[str, Value]) -> Workbook:
    def box(one: Box) -> Box:
        return replace(one, value=figures[one.code]) if one.code in figures else one

    return _mapped(book, box)


def _emptied(book: Workbook) -> Workbook:
    """The workbook with 0 for every stored result, so that only what was calculated anew can be right."""

    def empty(box: Box) -> Box:
        return replace(box, value=Formula(box.value.text, 0)) if isinstance(box.value, Formula) else box

    return _mapped(book, empty)


def _mapped(book: Workbook, change: Callable[[Box], Box]) -> Workbook:
    def sheet(one: Sheet) -> Sheet:
        return replace(one, rows=tuple(replace(row, boxes=tuple(map(change, row.boxes))) for row in one.rows))

    return replace(book, sheets=tuple(map(sheet, book.sheets)))


def _recalculate(folder: Path) -> None:
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE, encoding="utf-8")
    command = ["soffice", f"-env:UserInstallation={profile.parent.as_uri()}", "--headless", "--convert-to", CSV]
    files = [str(path) for path in sorted(folder.glob("*.xlsx"))]
    subprocess.run([*command, "--outdir", str(folder / "out"), *files], check=True, capture_output=True)


def _compare(seed: int, book: Workbook, verdicts: list[_Judged], folder: Path, tally: Tally) -> None:
    tally.returns += 1
    for sheet in book.sheets:
        meant = [(n, box) for n, row in enumerate(sheet.rows) for box in row.boxes if isinstance(box.value, Formula)]
        if not meant:
            continue
        with (folder / f"{seed}-{sheet.name}.csv").open(encoding="utf-8", newline="") as file:
            held = list(csv.reader(file))
        for n, box in meant:
            found = held[n][box.column] if n < len(held) and box.column < len(held[n]) else ""
            tally.values += not seed % 2
            if not seed % 2 and not _same(found, box.value):
                place = f"{seed} {sheet.name} {n + 1}:{box.column + 1}"
                tally.differences.append(f"{place} {found!r} for {box.value}"[:300])
        if sheet.name == FRONT:
            # By title: the sheet begins with the rules that did not hold at the export.
            judged = sorted(_judged(str(sheet.rows[n].boxes[0].value), held[n]) for n, box in meant if box.column == 1)
            tally.verdicts.update(verdict for _, verdict in judged)
            if judged != verdicts:
                wrong = sorted(set(judged) ^ set(verdicts))
                tally.differences.append(f"{seed}: the verdicts of rules {wrong} differ from the program's")


def _judged(title: str, line: list[str]) -> _Judged:
    """The verdict of a rule; of a change the level that its words begin with, 可能不符 being no more than a 提示."""
    if not title.startswith(CHANGE):
        return title, line[1]
    is_asked = line[1] in (Verdict.BROKEN.value, Verdict.DOUBTFUL.value)
    return title, line[2].partition("：")[0] if is_asked else _NO_QUESTION


def _same(found: str, meant: object) -> bool:
    assert isinstance(meant, Formula)
    if isinstance(meant.stored, str):
        return found == meant.stored
    try:
        return math.isclose(float(found or "0"), meant.stored, rel_tol=1e-9, abs_tol=1e-9)
    except ValueError:
        return False


def main() -> int:
    """Prove, and print what was compared."""
    if shutil.which("soffice") is None:
        print("soffice is not installed: apt-get install libreoffice-calc", file=sys.stderr)
        return 2
    count = int(sys.argv[1]) if len(sys.argv) > 1 else RETURNS
    batches = [range(first, min(first + BATCH, count)) for first in range(0, count, BATCH)]
    begun, whole = time.monotonic(), Tally()
    with ProcessPoolExecutor(WORKERS) as pool:
        for tally in pool.map(prove, batches):
            whole.add(tally)
    print(f"{whole.returns} returns, {whole.verdicts.total()} verdicts {dict(whole.verdicts)}, {whole.values} values, "
          f"{len(whole.differences)} differences, {time.monotonic() - begun:.0f} s")  # fmt: skip
    for difference in whole.differences[:20]:
        print(difference)
    return int(bool(whole.differences) or whole.returns != count)


if __name__ == "__main__":
    sys.exit(main())
