"""SIGKILL at random moments of every verb that writes; what must hold afterwards, and how often it did.

`python -m tests.torture` runs it 500 times for each verb; the tests run a part of it.
"""

import os
import random
import shutil
import signal
import sqlite3
import time
import zipfile
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from db.service import Author, Book, backup_key, backups, places, restoring
from tests.torture.server import Server

UNIT, YEAR = "示例市自然资源和规划局", 2024
OLD = Path(__file__).parents[1] / "data" / "first_shape.sqlite"
CODES = ("litigation_cases_count", "litigation_closed_count", "litigation_pending_count", "litigation_win_rate")
ROWS = 400
_PASSWORD = "正确的马 电池订书钉"


@dataclass
class Tally:
    """What came of it."""

    done: int = 0
    killed: int = 0
    survived: int = 0
    acknowledged: int = 0
    lost: int = 0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.survived}/{self.done} survived, {self.killed} of them killed at work; "
            f"{self.acknowledged} values acknowledged, {self.lost} lost"
        )


class Bench:
    """A data file to be hurt, anew for every blow."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.random = folder, random.Random(seed)
        self.file = folder / "数据" / "数据.sqlite"
        self._model = folder / "model.sqlite"
        with Book(self._model, Author("张三")) as book:
            book.add_unit(UNIT)
            opened = book.open_year(UNIT, YEAR)
            for number, code in enumerate(CODES):
                opened.enter(code, str(number + 1))
        self.tally = Tally()
        self.life = 0.0  # seconds the command takes if it is left alone

    def begin(self, model: Path | None = None) -> None:
        """A folder with nothing in it but the data file."""
        shutil.rmtree(self.file.parent, ignore_errors=True)
        self.file.parent.mkdir()
        shutil.copy(model or self._model, self.file)

    def arguments(self, *verb: str) -> list[str]:
        """A verb on this file's return."""
        return [verb[0], "--database", str(self.file), "--unit", UNIT, "--year", str(YEAR), *verb[1:]]

    def judge(self, what: str, wrong: list[str]) -> None:
        """Note how a blow was taken."""
        self.tally.done += 1
        self.tally.survived += not wrong
        self.tally.wrong += [f"{what}: {one}" for one in wrong]


def sound(path: Path) -> list[str]:
    """What is wrong with a data file as a file; the journal of a killed process is rolled back by looking."""
    with closing(sqlite3.connect(path)) as file:
        found = [str(row[0]) for row in file.execute("PRAGMA integrity_check")]
        strays = file.execute("PRAGMA foreign_key_check").fetchall()
    return [word for word in found if word != "ok"] + [f"stray {row}" for row in strays]


def next_start(bench: Bench) -> dict[str, str]:
    """The program starts again: the figures it finds."""
    with Book(bench.file, Author("张三")) as book:
        book.hold()
        opened = book.find_year(UNIT, YEAR)
        return {code: cell.words for code, cell in opened.ret.cells.items()}


def strays(folder: Path) -> list[str]:
    """Files that nobody would expect in the folder of the data."""
    left = [path.name for path in folder.rglob("*") if path.name.startswith(".") or path.name.endswith("-journal")]
    return [f"left behind: {name}" for name in left]


def kill(process: int, wait: float) -> None:
    """End a process at a moment that nothing can foresee."""
    end = time.perf_counter() + wait
    while time.perf_counter() < end:
        pass
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


# ---- the verbs


def entry(bench: Bench, server: Server) -> None:
    """Scripted entry: each answered value is in the file, with its line in the history."""
    bench.begin()
    rows = [(bench.random.choice(CODES), str(bench.random.randrange(10**6))) for _ in range(ROWS)]
    given = "code,words\n" + "".join(f"{code},{words}\n" for code, words in rows)
    child = server.start(bench.arguments("fill", "--stream"), bench.folder, given)
    wanted = bench.random.randrange(1, 60)
    answered = 0
    while answered < wanted and child.answers.readline():
        answered += 1
    kill(child.process, bench.random.random() * 0.003)
    answered += len(child.answers.read().splitlines())
    child.answers.close()
    bench.tally.killed += server.wait() == -signal.SIGKILL
    found = next_start(bench)
    expected = {code: str(n + 1) for n, code in enumerate(CODES)} | dict(rows[:answered])
    one_more = expected | dict(rows[: answered + 1])  # saved, and killed before it could say so
    bench.tally.acknowledged += answered
    wrong = sound(bench.file) + strays(bench.file.parent)
    if found not in (expected, one_more):
        lost = [code for code in expected if found.get(code) != expected[code]]
        bench.tally.lost += len(lost)
        wrong.append(f"after {answered} answers {lost} are other")
    with closing(sqlite3.connect(bench.file)) as file:
        noted = file.execute("SELECT count(*) FROM history WHERE how LIKE '导入 标准输入%'").fetchone()[0]
    if noted < len([1 for _ in rows[:answered]]) - _repeated(rows[:answered]):
        wrong.append(f"{noted} lines of history for {answered} answers")
    bench.judge("entry", wrong)


def _repeated(rows: list[tuple[str, str]]) -> int:
    """How many rows say what stood there already, and leave no line in the history."""
    stood = {code: str(n + 1) for n, code in enumerate(CODES)}
    count = 0
    for code, words in rows:
        count += stood[code] == words
        stood[code] = words
    return count


def _blow(bench: Bench, server: Server, *arguments: str) -> None:
    """Run a command and kill it at some moment of its life. The first may live, which tells how long that is."""
    began = time.perf_counter()
    child = server.start(list(arguments), bench.folder)
    if bench.life:
        kill(child.process, bench.random.random() * bench.life)
    child.answers.read()
    child.answers.close()
    bench.tally.killed += server.wait() == -signal.SIGKILL
    bench.life = bench.life or time.perf_counter() - began


def importing(bench: Bench, server: Server) -> None:
    """A file of rows is in the data as a whole or not at all."""
    bench.begin()
    before = next_start(bench)
    source = bench.folder / "rows.csv"
    words = {code: str(bench.random.randrange(100, 10**6)) for code in CODES}
    source.write_text("code,words\n" + "".join(f"{code},{value}\n" for code, value in words.items()))
    _blow(bench, server, *bench.arguments("fill", str(source)))
    found = next_start(bench)
    wrong = sound(bench.file) + _backups_are_whole(bench)
    if found not in (before, before | words):
        wrong.append(f"half of a file: {found}")
    bench.judge("import", wrong + strays(bench.file.parent))


def exporting(bench: Bench, server: Server) -> None:
    """The workbook is the old one or the new one, and whole."""
    bench.begin()
    target, model = bench.file.parent / "报送表.xlsx", bench.folder / "model.xlsx"
    if not model.exists():
        with Book(bench.file, Author("张三")) as book:
            book.find_year(UNIT, YEAR).export(model)
    shutil.copy(model, target)
    old = target.read_bytes()
    _blow(bench, server, *bench.arguments("export", "--output", str(target)))
    wrong = sound(bench.file)
    if target.read_bytes() != old and zipfile.ZipFile(target).testzip() is not None:
        wrong.append("half a workbook")
    next_start(bench)
    bench.judge("export", wrong + strays(bench.file.parent))


def backing_up(bench: Bench, server: Server) -> None:
    """What has a backup's name is whole."""
    bench.begin()
    _blow(bench, server, "backup", "--database", str(bench.file))
    next_start(bench)
    wrong = sound(bench.file) + _backups_are_whole(bench)
    backups.back_up(bench.file, Author("张三"))
    bench.judge("backup", wrong + strays(bench.file.parent))


def locking(bench: Bench, server: Server) -> None:
    """What has a locked backup's name can be opened, and nothing beside it can be read without its password."""
    bench.begin()
    folder, kept = places.default_folder(bench.file), bench.folder / "key"
    if not kept.exists():
        backup_key.set_up(kept, _PASSWORD, make_folder=True)
    folder.mkdir()
    shutil.copy(kept / backup_key.KEY_NAME, folder)
    _blow(bench, server, "backup", "--database", str(bench.file))
    clear = [path.name for path in folder.iterdir() if b"SQLite format 3" in path.read_bytes()]
    next_start(bench)
    key = _unlocked(kept)
    wrong = sound(bench.file) + _backups_are_whole(bench, key) + [f"in clear: {name}" for name in clear]
    backups.back_up(bench.file, Author("张三"))
    if backups.in_clear(bench.file):
        wrong.append("the next one is in clear")
    bench.judge("locked backup", wrong + strays(bench.file.parent))


@cache
def _unlocked(folder: Path) -> backup_key.Unlocked:
    return backup_key.unlock(folder, _PASSWORD)


def restoring_one(bench: Bench, server: Server) -> None:
    """The data file is as it was, or as in the backup; and what it was is kept."""
    bench.begin()
    backups.back_up(bench.file, Author("张三"))
    then = next_start(bench)
    with Book(bench.file, Author("张三")) as book:
        book.find_year(UNIT, YEAR).enter(CODES[0], "4711")
    now = next_start(bench)
    source = backups.every(bench.file)[0].path
    _blow(bench, server, "restore", "--database", str(bench.file), "--from", str(source))
    found = next_start(bench)
    wrong = sound(bench.file) + _backups_are_whole(bench)
    if found not in (now, then):
        wrong.append(f"neither before nor after: {found}")
    if found == then and not any(one.why == "恢复前" for one in backups.every(bench.file)):
        wrong.append("what was there before is not kept")
    backups.back_up(bench.file, Author("张三"))
    bench.judge("restore", wrong + strays(bench.file.parent))


def migrating(bench: Bench, server: Server) -> None:
    """A file of the first shape opens afterwards, with all that was in it."""
    bench.begin(OLD)
    _blow(bench, server, "show", "--database", str(bench.file), "--unit", UNIT, "--year", "2023")
    with Book(bench.file, Author("张三")) as book:
        words = {code: cell.words for code, cell in book.find_year(UNIT, 2023).ret.cells.items()}
    wrong = sound(bench.file) + _backups_are_whole(bench)
    if words != {"litigation_cases_count": "40", "litigation_closed_count": "36", "litigation_pending_count": "1"}:
        wrong.append(f"figures are other: {words}")
    if not backups.every(bench.file):
        wrong.append("no backup before the upgrade")
    backups.back_up(bench.file, Author("张三"))
    bench.judge("migration", wrong + strays(bench.file.parent))


def _backups_are_whole(bench: Bench, key: backup_key.Unlocked | None = None) -> list[str]:
    wrong = []
    for backup in backups.every(bench.file):
        try:
            restoring.verify(backup.path, key)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is noted
            wrong.append(f"backup {backup.path.name}: {error}")
    return wrong


VERBS: dict[str, Callable[[Bench, Server], None]] = {
    "entry": entry,
    "import": importing,
    "export": exporting,
    "backup": backing_up,
    "locked backup": locking,
    "restore": restoring_one,
    "migration": migrating,
}


def run(folder: Path, verb: str, times: int, seed: int = 1) -> Tally:
    """Strike `times` times at one verb."""
    bench = Bench(folder, seed)
    with Server() as server:
        for _ in range(times):
            VERBS[verb](bench, server)
    return bench.tally
