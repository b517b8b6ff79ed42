"""What reads things from outside, as functions of bytes: anything but a KnownError is a finding.

Bytes that only spoil a file's outer shell teach nothing, so workbook and data file are spoilt inside.
"""

import io
import sqlite3
import tempfile
import tomllib
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from db.domain import quantity
from db.domain.pack.faults import load
from db.domain.rules import parser
from db.domain.trouble import KnownError
from db.service import Author, Book, filling, moving, restoring
from db.sheets.opening import open_workbook
from resources import library

DATA = Path(__file__).parents[1] / "data"
UNIT, YEAR = "示例市自然资源和规划局", 2024
_scratch = tempfile.TemporaryDirectory()
SCRATCH = Path(_scratch.name)


@dataclass(frozen=True)
class Target:
    """One reader, and examples of what it is meant to read."""

    read: Callable[[bytes], object]
    seeds: Callable[[], list[bytes]]


def words(data: bytes) -> None:
    """The quantity parser: what it takes, it takes again the same."""
    text = data.decode("utf-8", errors="replace")
    for unit in ("件", "%", "亩", "万元", ""):
        read = quantity.parse(text, unit)
        assert read == quantity.parse(text, unit)


def rule(data: bytes) -> None:
    """The rule parser."""
    with suppress(parser.RuleMistake):
        parser.parse(data.decode("utf-8", errors="replace"))


def pack(data: bytes) -> None:
    """The pack reader, from the text of a pack."""
    try:
        document = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        return
    with suppress(KnownError):
        load(document, [])


def rows(data: bytes) -> None:
    """The CSV reader."""
    with suppress(KnownError):
        filling.read_rows(data)


def workbook(data: bytes) -> None:
    """The workbook reader: the bytes overwrite a part of one member of a sound workbook."""
    if len(data) < 4:
        return
    path = SCRATCH / "a.xlsx"
    if data[0] == 255:
        path.write_bytes(data[1:])
    else:
        whole = io.BytesIO()
        parts = _parts()
        name = sorted(parts)[data[0] % len(parts)]
        at = int.from_bytes(data[1:3], "big") % (len(parts[name]) + 1)
        spoilt = parts[name][:at] + data[4:] + parts[name][at + data[3] :]
        with zipfile.ZipFile(whole, "w") as archive:
            for member, content in parts.items():
                archive.writestr(member, spoilt if member == name else content)
        path.write_bytes(whole.getvalue())
    with suppress(KnownError):
        open_workbook(path)


@cache
def _parts() -> dict[str, bytes]:
    from openpyxl import Workbook  # noqa: PLC0415 - slow, and one target's alone

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (
        ("编号", "指标", "本年"),
        ("6.14", "行政诉讼案件数", 37),
        ("6.19", "胜诉率", 91.6),
        (1, True, "=A1+1"),
    ):
        sheet.append(line)
    sheet.merge_cells("A6:B7")
    whole = io.BytesIO()
    book.save(whole)
    with zipfile.ZipFile(whole) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def data_file(data: bytes) -> None:
    """Looking into, checking and opening a data file with a few bytes written over."""
    if len(data) < 5:
        return
    whole = bytearray(_file())
    page, at = int.from_bytes(data[:2], "big") % (len(whole) // 4096), int.from_bytes(data[2:4], "big") % 4096
    whole[page * 4096 + at : page * 4096 + at + len(data) - 4] = data[4:]
    path = SCRATCH / "数据.sqlite"
    for left in SCRATCH.glob("数据.sqlite*"):
        left.unlink()
    path.write_bytes(bytes(whole[: len(_file())]))
    try:
        restoring.look(path)
        restoring.verify(path)
    except KnownError:
        pass
    try:
        with Book(path, Author("张三")) as book:
            if book.units():
                book.find_year(UNIT, YEAR)
                book.overview()
    except KnownError:
        pass


@cache
def _file() -> bytes:
    path = SCRATCH / "model.sqlite"
    with Book(path, Author("张三")) as book:
        book.add_unit(UNIT)
        book.open_year(UNIT, YEAR).enter("litigation_cases_count", "近40")
    with sqlite3.connect(path) as file:
        file.execute("VACUUM")
    file.close()
    return path.read_bytes()


def package(data: bytes) -> None:
    """A package of 搬家."""
    path, target = SCRATCH / "a.fazhi", SCRATCH / "in" / "a.sqlite"
    path.write_bytes(data)
    target.unlink(missing_ok=True)
    with suppress(KnownError, ImportError):  # without the library for passwords
        moving.unpack(path, target)


def _packed() -> list[bytes]:
    source = SCRATCH / "source.sqlite"
    source.write_bytes(_file())
    target = SCRATCH / "seed.fazhi"
    target.unlink(missing_ok=True)
    moving.pack(source, target, Author("张三"))
    return [target.read_bytes()]


def _rules() -> list[bytes]:
    found = [one.check for one in library_pack().rules][:60]
    return [text.encode() for text in found]


@cache
def library_pack():  # type: ignore[no-untyped-def]  # noqa: ANN201 - the program's own pack, whatever its class
    """The newest pack."""
    from db.service import packs  # noqa: PLC0415 - one target's alone

    return packs.chosen(None)


_WORDS = (
    *"1.2万 近10万 1500余 １２３ 1，234 91.6% 三十多 127公顷 约37 — 无".split(),
    *"10至20 -0.5 1e5 千分之三 3O件 ½ 十二万三千".split(),
)
TARGETS: dict[str, Target] = {
    "quantity": Target(words, lambda: [word.encode() for word in _WORDS]),
    "rule": Target(rule, _rules),
    "pack": Target(pack, lambda: [path.read_bytes() for path in (DATA / "packs").glob("*.toml")]),
    "csv": Target(rows, lambda: [library.practice_figures(2024), "代码,内容\n甲,近40\n".encode("gb18030")]),
    "workbook": Target(
        workbook, lambda: [bytes([n, 0, 20 * n, 6]) + b'<c r="A1" t="s"><v>9</v></c>' for n in range(12)]
    ),
    "database": Target(data_file, lambda: [bytes([0, n, 0, 6 * n, 255, 0, n]) for n in range(40)]),
    "package": Target(package, _packed),
}
