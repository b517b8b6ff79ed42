"""The figures of `make bench`: each a ratio to a yardstick measured in the same run, on a return of 300 items.

Nothing here is a test: a busy machine makes figures worse, never a build red.
"""

import gc
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import cast

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[2]))

import forms
import keyboard
import travel
import yardsticks
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from db.domain import checks
from db.domain.items import Tier
from db.service import Book, OpenReturn, OwnItem, packs
from db.service.filling import fill
from db.sheets.export import export_standard
from db.sheets.standard import standard_workbook
from gui.desk import Desk
from gui.find.finder import Finder
from gui.main_window import MainWindow
from gui.memory import NoMemory
from resources import library

ROOT = Path(__file__).parents[2]
UNIT, YEAR = "某市自然资源和规划局", 2024
ROUNDS = 9
FIELDS = 300


@dataclass(frozen=True)
class Figure:
    """One line of the report; `limit` is what the figure may be at most (0: none is set)."""

    what: str
    figure: float
    unit: str
    limit: float
    detail: str

    def __str__(self) -> str:
        mark = "    " if not self.limit else " ok " if self.figure <= self.limit else "OVER"
        limit = f"<= {self.limit:g} {self.unit}" if self.limit else "-"
        return f"{mark} {self.what:<44} {self.figure:7.2f} {self.unit:<3} {limit:<10} {self.detail}"


def filled(path: Path, numbers: int) -> None:
    """A data file with one return in which `numbers` items of the sections hold a figure."""
    with Book(path) as book, book.all_or_nothing():
        book.add_unit(UNIT)
        opened = book.open_year(UNIT, YEAR)
        tiers = (Tier.CORE, Tier.LIBRARY, Tier.TABLE)
        codes = [code for code, item in opened.ret.pack.items.items() if item.tier in tiers and item.kind.is_number]
        asked = [code for code in codes if code in opened.ret.active or opened.ret.item(code).tier is Tier.LIBRARY]
        rows = "".join(f"{code},{n % 97 + 1}\n" for n, code in enumerate(asked[:numbers]))
        fill(opened, f"code,words\n{rows}".encode(), "bench")


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def with_compiled_modules() -> dict[str, str]:
    """The environment of a process that keeps its compiled modules, as on a user's machine."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def process(*arguments: str) -> Callable[[], None]:
    """A Python process to be timed."""
    environment = with_compiled_modules()

    def run() -> None:
        command = [sys.executable, *arguments]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stderr=subprocess.DEVNULL)

    return run


def start(folder: Path) -> Figure:
    """Start to the first painted window with 150 items, beside a bare window."""
    path = folder / "start.sqlite"
    filled(path, 150)
    bare = process(str(Path(yardsticks.__file__)))
    ours = process("-m", "gui", "--database", str(path), "--quit-after-paint")
    bare(), ours()
    pairs = [(seconds(bare), seconds(ours)) for _ in range(ROUNDS)]
    one, other = (statistics.median(column) for column in zip(*pairs, strict=True))
    return Figure("start to first painted window, 150 items", other / one, "x", 3, f"{other:.3f} s / {one:.3f} s")


@contextmanager
def settled() -> Iterator[None]:
    """Memory as the program has it: what is there stays, and the garbage collector leaves it alone."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@contextmanager
def shown(path: Path) -> Iterator[tuple[QApplication, Desk, MainWindow]]:
    """The real window on a data file."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    with Book(path) as book:
        desk = Desk(book)
        desk.open_year(UNIT, YEAR)
        window = MainWindow(desk, NoMemory(), book.author.clock().date())
        window.resize(1400, 900)
        window.show()
        app.processEvents()
        with settled():
            yield app, desk, window
        window.close()
        window.deleteLater()  # by Qt, now: left to the garbage collector it dies in the midst of another figure
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()


def one_field(folder: Path) -> list[Figure]:
    """Parse, judge, save and repaint one field, and after each one raw upsert: the disk is as busy for both."""
    path = folder / "field.sqlite"
    filled(path, 300)
    with shown(path) as (app, desk, window), yardsticks.raw_upsert(folder / "raw.sqlite") as upsert:
        section = desk.ret.pack.sections[0]
        codes = [item.code for item in desk.ret.section_items(section)]
        window.page.show_section(section.id)
        desk.book.warm()
        app.processEvents()

        def field(n: int) -> None:
            desk.enter(codes[n % len(codes)], str(1000 + n))
            app.processEvents()

        pairs = [(seconds(partial(field, n)), seconds(partial(upsert, n))) for n in range(FIELDS)]
    took, raw = zip(*pairs, strict=True)
    other, one = statistics.median(took), statistics.median(raw)
    p99, raw_p99 = (statistics.quantiles(column, n=100)[98] * 1000 for column in (took, raw))
    detail = f"{other * 1000:.2f} ms / {one * 1000:.2f} ms"
    return [
        Figure("one field: parse, judge, save, repaint", other / one, "x", 6, detail),
        Figure("the same, p99", p99, "ms", 16, f"the raw upsert alone: {raw_p99:.2f} ms"),
    ]


def finding(folder: Path) -> Figure:
    """Each letter typed into the box, from the text's change to the painted list, over 1,000 items."""
    path = folder / "find.sqlite"
    filled(path, 0)
    took = []
    with shown(path) as (app, desk, window):
        names = [item.name for item in desk.ret.pack.items.values()]
        own = 1000 - len(names)
        with desk.book.all_or_nothing():
            for n, name in enumerate(names[:own]):
                desk.opened.add_own_item(OwnItem(f"{name}{n}", "件"))
        desk.open_year(UNIT, YEAR)
        box = window.top.find_box
        window.activateWindow()
        box.start()
        finder = cast(list[Finder], window.findChildren(Finder))[0]
        while not finder.ready:
            app.processEvents()
        for words in ("xingzhengchufa", "xzcf", "cxjz", "行政处罚", "zwgk sqs", "1.01", "政府信息公开", "bdcdj") * 5:
            for length in range(1, len(words) + 1):
                begun = time.perf_counter()
                box.setText(words[:length])
                app.processEvents()
                took.append(time.perf_counter() - begun)
                assert finder.panel.isVisible()
        entries = len(finder.index.entries)
    median, p99 = statistics.median(took), statistics.quantiles(took, n=100)[98]
    detail = f"median {median * 1000:.2f} ms, {entries} entries"
    return Figure("find as one types, 1,000 items, p99", p99 * 1000, "ms", 20, detail)


def typing(path: Path) -> list[Figure]:
    """What the person with the keyboard waits for, and how many keys an item costs; 300 items are on."""
    with shown(path) as (app, desk, window):
        desk.book.warm()
        app.processEvents()
        echoes = keyboard.key_to_echo(window, 600)
        changes = keyboard.change_of_section(window, 5)
        extra = keyboard.keys_beside_digits(window)
    p99 = statistics.quantiles(echoes, n=100)[98]
    return [
        Figure("key to painted echo", statistics.median(echoes) * 1000, "ms", 4, f"{len(echoes)} keys"),
        Figure("the same, p99", p99 * 1000, "ms", 16, ""),
        Figure("change of section, median", statistics.median(changes) * 1000, "ms", 30, f"{len(changes)} changes"),
        Figure("keys of an item besides its digits", extra, "", 1, "Enter"),
    ]


def whole_check(opened: OpenReturn) -> Figure:
    """The check of the whole return."""
    with settled():
        took = statistics.median(seconds(lambda: checks.check(opened.ret, opened.last)) for _ in range(30))
    detail = f"{len(opened.ret.cells)} filled, {len(opened.ret.pack.rules)} rules, {len(opened.findings)} findings"
    return Figure("check of a whole return", took * 1000, "ms", 15, detail)


def one_change(opened: OpenReturn) -> Figure:
    """Judging again what one changed figure touches, each of the return's figures in turn."""
    codes = tuple(opened.ret.cells)
    took = [
        seconds(lambda code=code: checks.recheck(opened.ret, opened.last, (code,), opened.findings))  # type: ignore[misc]
        for code in codes
    ]
    median, p99 = statistics.median(took), statistics.quantiles(took, n=100)[98]
    return Figure("judging again after one change, median", median * 1000, "ms", 1, f"p99 {p99 * 1000:.2f} ms")


def last_years(opened: OpenReturn) -> None:
    """Give the return a year before it, so that carry-overs and changes from last year are judged too."""
    opened.last = replace(opened.ret, year=opened.ret.year - 1)
    opened.findings = checks.check(opened.ret, opened.last)


def loading() -> Figure:
    """The largest pack, from its files to the pack in use, in a process that has loaded none."""
    largest = max(library.pack_ids(), key=lambda one: len(packs.bundled(one).items) + len(packs.bundled(one).rules))
    code = (
        "import time; from db.service import packs; begun = time.perf_counter();"
        f" packs.bundled({largest!r}); print(time.perf_counter() - begun)"
    )
    command, environment = [sys.executable, "-c", code], with_compiled_modules()
    found = [
        subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True, text=True).stdout
        for _ in range(ROUNDS + 1)
    ]
    runs = [float(said) for said in found[1:]]
    return Figure("loading the largest pack, cold", statistics.median(runs) * 1000, "ms", 60, "own packs are sealed")


def workbook(opened: OpenReturn, folder: Path) -> Figure:
    """The standard workbook with its read-back, beside XlsxWriter writing the same cells plain."""
    model = standard_workbook(opened.ret, opened.last, opened.findings, "2025-01-15", "0")
    target, plain = folder / "a.xlsx", folder / "plain.xlsx"

    def ours() -> None:
        export_standard(target, opened.ret, opened.last, opened.findings, "2025-01-15", "0")

    pairs = [(seconds(lambda: yardsticks.plain_workbook(plain, model)), seconds(ours)) for _ in range(ROUNDS)]
    one, other = (statistics.median(column) for column in zip(*pairs, strict=True))
    cells = sum(len(row.boxes) for sheet in model.sheets for row in sheet.rows)
    return Figure(
        "standard workbook with its checks, written and read back", other / one, "x", 6, f"{other:.3f} s, {cells} cells"
    )


def memory(folder: Path) -> Figure:
    """Resident memory of the idle window, beside the bare one's."""
    bare = yardsticks.resident(process_code("bare"))
    ours = yardsticks.resident(process_code("ours", str(folder / "start.sqlite")))
    return Figure("memory of the idle window", ours / bare, "x", 2.5, f"{ours / 1024:.0f} MB / {bare / 1024:.0f} MB")


def collecting(folder: Path) -> Figure:
    """Taking 200 workbooks that came back: opened, compared and written."""
    each, lines = travel.seconds_each(folder)
    return Figure("collecting 200 returned workbooks, each", each * 1000, "ms", 25, f"{lines} items written")


def process_code(which: str, path: str = "") -> list[str]:
    """The command of a window that stays idle and tells its memory."""
    return [sys.executable, str(Path(yardsticks.__file__)), which, path]


def main() -> int:
    """Print every figure; 1 if one is over its limit."""
    folder = Path(tempfile.mkdtemp(dir=ROOT, prefix=".bench-"))  # the disk the data would live on, not memory
    try:
        figures = [start(folder), *one_field(folder), *typing(folder / "field.sqlite"), finding(folder)]
        figures.append(memory(folder))
        figures.append(collecting(folder))
        with Book(folder / "field.sqlite") as book:
            opened = book.open_year(UNIT, YEAR)
            figures.append(workbook(opened, folder))
            for what, make in forms.MADE.items():
                ratio = forms.filling(folder, make)
                figures.append(Figure(f"{what} of 2,000 cells, filled and guarded", *ratio))
            last_years(opened)
            figures += [whole_check(opened), one_change(opened), loading()]
    finally:
        shutil.rmtree(folder)
    print(f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}, {os.cpu_count()} cores")
    for figure in figures:
        print(figure)
    return int(any(figure.limit and figure.figure > figure.limit for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
