r"""The very hidden sheet 核对数据: in machine-readable form what a workbook was exported with; compares nothing.

One line per row. Column A says what the line is, the columns after it hold its words; words too long for one cell
go on in the cells to the right (join them). The lines, in this order:

    法治填报 核对数据 | 1           the form of this sheet; another content gets another number
    指纹 | 64 hexadecimal digits    SHA-256 of the canonical text (db/domain/fingerprint.py) in UTF-8
    单位 | name    年度 | 2025      指标体系 | its id    版本 | of the pack    程序 | version (each its own line)
    原文 | JSON                     the canonical text, in which letters a workbook cannot hold stand as \uXXXX
    名称 | JSON                     {name: [number, label, unit]} of all names below
    工作表 | name of a sheet        the lines up to the next 工作表 are rows of that sheet
    行 5 | JSON                     [[column, sort, words, name], …] of row 5, columns from 1

`sort` is "n" (a number, words are its digits), "s" (words) or "f" (a formula; its words are the verdict or the count
of verdicts that it came to at the export, else none). `name` tells what stands
in the cell: the code of an item (this year's figure), "last:" and a code (last year's), "note:" and a code (remarks
beside a figure), "head:" and a field of the head, "list:" with list, row (from 1) and column joined by ":"; "" for
all else, and then the last member is left out. Where words went on in further rows, the same name stands again.
A cell of a visible sheet that is not listed was empty and had no name; hidden columns are listed, too.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from db.domain.fingerprint import canonical, digest, written
from db.domain.returns import Return
from db.domain.rules.examples import LAST
from db.domain.rules.formula_parts import VERDICTS
from db.sheets.model import HEAD, LIST, NOTE, Box, Formula, Row, Sheet, clean
from db.sheets.opening import MOST_COLUMNS, MOST_ROWS, Page

RECORD, FORM, EDITION = "核对数据", "法治填报 核对数据", "1"
_DIGEST, _UNIT, _YEAR, _PACK, _PACK_VERSION, _PROGRAM = "指纹", "单位", "年度", "指标体系", "版本", "程序"
_TEXT, _NAMES, _SHEET, _ROW = "原文", "名称", "工作表", "行 "
_ONE_CELL = 16_000  # letters, each of which Excel may count as two of its 32,767
_BANNER = "校验："
_WIDTHS = (20.0, 80.0)
_TROUBLESOME = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]|_(?=x)")  # "_x": how a workbook escapes letters
_Lines = Iterator[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Place:
    """One cell as it was exported; row and column from 1. What `sort` and `name` mean: see the module."""

    sheet: str
    row: int
    column: int
    sort: str
    words: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """All that the sheet holds. `text` is the canonical text, `digest` what was its fingerprint at the export."""

    digest: str
    unit: str
    year: int
    pack: str
    pack_version: str
    program: str
    text: str
    names: Mapping[str, tuple[str, str, str]]
    places: tuple[Place, ...]

    @property
    def content(self) -> dict[str, Any]:
        """The canonical text as plain data: see `fingerprint.canonical`."""
        return dict(json.loads(self.text))

    def label(self, name: str) -> str:
        """What stands under `name`, in words: number and label, 上年 or 说明 beside it; "" if nothing is known."""
        for mark, words in ((LAST, "（上年）"), (NOTE, "（说明）")):
            if name.startswith(mark):
                known = self.label(name.removeprefix(mark))
                return f"{known}{words}" if known else ""
        kind, *parts = name.split(":")
        if f"{kind}:" == LIST and len(parts) == 3:
            label = self.names.get(f"{LIST}{parts[0]}:{parts[2]}", ("", "", ""))[1]
            return f"{label}（第 {parts[1]} 行）"
        number, label, _ = self.names.get(name, ("", "", ""))
        return f"{number} {label}".strip()


class RecordError(Exception):
    """The sheet is there but cannot be made out: somebody edited it, or another program cut it."""


# ---------------------------------------------------------------- writing


def record_of(ret: Return, sheets: Sequence[Sheet], program: str) -> Record:
    """What a workbook of `ret` with these sheets would be recorded as, without a file."""
    return _read(list(_lines(ret, sheets, program)))


def record_sheet(ret: Return, sheets: Sequence[Sheet], program: str) -> Sheet:
    """The sheet for a workbook of `ret` with these other `sheets`; `program` is the version that made it."""
    return Sheet(RECORD, _WIDTHS, tuple(_line(*line) for line in _lines(ret, sheets, program)), very_hidden=True)


def _line(first: str, words: str) -> Row:
    parts = [words[n : n + _ONE_CELL] for n in range(0, len(words), _ONE_CELL)]
    return Row((Box(0, first, "data"), *(Box(n, part, "data") for n, part in enumerate(parts, 1))), 15)


def _lines(ret: Return, sheets: Sequence[Sheet], program: str) -> _Lines:
    text = canonical(ret)
    yield FORM, EDITION
    yield _DIGEST, digest(text)
    yield _UNIT, clean(ret.unit)
    yield _YEAR, str(ret.year)
    yield _PACK, ret.pack.id
    yield _PACK_VERSION, ret.pack.version
    yield _PROGRAM, program
    yield _TEXT, _sheltered(text)
    yield _NAMES, _json(_names(ret))
    for sheet in sheets:
        if sheet.shown:
            yield _SHEET, sheet.name
            yield from _rows(sheet)


def _rows(sheet: Sheet) -> _Lines:
    for n, row in enumerate(sheet.rows, 1):
        cells = [_cell(box) for box in row.boxes if box.code or box.value != ""]
        if cells:
            yield f"{_ROW}{n}", _json(cells)


def _cell(box: Box) -> tuple[int | str, ...]:
    value = box.value
    if isinstance(value, Formula):
        told = ("f", verdict_in(str(value.stored)))
    else:
        told = ("s", value) if isinstance(value, str) else ("n", f"{Decimal(value):f}")
    return (box.column + 1, *told, box.code) if box.code else (box.column + 1, *told)


def verdict_in(result: str) -> str:
    """What a formula came to, where that is a verdict of the checks or the count of them; "" for any other."""
    return result if result in VERDICTS or result.startswith(_BANNER) else ""


def _names(ret: Return) -> dict[str, tuple[str, str, str]]:
    items = {code: (i.number, i.name, i.unit) for code in ret.ordered_codes for i in (ret.item(code),)}
    head = {f"{HEAD}{field.id}": ("", field.label, "") for field in ret.pack.head_fields}
    lists = {
        f"{LIST}{form.id}:{id_}": ("", f"{form.title}·{label}", "")
        for form in ret.pack.lists
        for id_, label in form.columns
    }
    return {**items, **head, **lists}


def _json(content: object) -> str:
    return _sheltered(json.dumps(content, ensure_ascii=False, separators=(",", ":")))


def _sheltered(text: str) -> str:
    """JSON in which nothing stands that a workbook changes or cannot hold."""
    return _TROUBLESOME.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


# ---------------------------------------------------------------- reading


def read_record(pages: Sequence[Page]) -> Record | None:
    """What the workbook was exported with; None if it has no such sheet, RecordError if that sheet was tampered with.

    The sheet is known by its first cell, whatever its name is now.
    """
    for page in pages:
        lines = [(row[1].words, _joined(row)) for row in page.rows.values() if 1 in row]
        if lines and lines[0][0] == FORM:
            return _read(lines)
    return None


def _joined(row: Mapping[int, Any]) -> str:
    return "".join(held.words for column, held in sorted(row.items()) if column > 1)


def _read(lines: Sequence[tuple[str, str]]) -> Record:
    try:
        if lines[0][1] != EDITION:
            raise RecordError(f"form {lines[0][1]}")
        said = dict(line for line in lines if not line[0].startswith((_SHEET, _ROW)))
        content = json.loads(said[_TEXT])
        _refuse_misshapen(content)
        return Record(
            said[_DIGEST],
            str(content["unit"]),
            int(content["year"]),
            said[_PACK],
            said[_PACK_VERSION],
            said[_PROGRAM],
            written(content),
            {name: (number, label, unit) for name, (number, label, unit) in json.loads(said[_NAMES]).items()},
            tuple(_places(lines)),
        )
    except (ValueError, ArithmeticError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise RecordError(str(error)) from error


def _places(lines: Sequence[tuple[str, str]]) -> Iterator[Place]:
    sheet = ""
    for first, words in lines:
        if first == _SHEET:
            sheet = words
        elif first.startswith(_ROW):
            for column, sort, said, *name in json.loads(words):
                yield _place(sheet, (int(first.removeprefix(_ROW)), int(column)), str(sort), (str(said), "".join(name)))


def _place(sheet: str, spot: tuple[int, int], sort: str, told: tuple[str, str]) -> Place:
    inside = 0 < spot[0] <= MOST_ROWS and 0 < spot[1] <= MOST_COLUMNS
    if not inside or sort not in ("n", "s", "f") or (sort == "n" and not Decimal(told[0]).is_finite()):
        raise RecordError(f"{sheet} {spot} {sort}")
    return Place(sheet, *spot, sort, *told)


def _refuse_misshapen(content: Any) -> None:
    """RecordError unless `content` has the shape of a canonical text: whoever edits one may put anything there."""
    words = [content["unit"], *content["head"].values(), *content["reasons"].values()]
    words += [word for entry in content["figures"].values() for word in entry]
    words += [word for entry in content["set_aside"].values() for word in entry]
    words += [word for rows in content["lists"].values() for row in rows for word in row.values()]
    sizes = {len(entry) for entry in content["figures"].values()} | {
        len(entry) + 2 for entry in content["set_aside"].values()
    }
    if not all(isinstance(word, str) for word in words) or not sizes <= {4} or not isinstance(content["year"], int):
        raise RecordError("not a canonical text")
