"""核对: whether a workbook still says what it was exported with, and what the data file says now; changes nothing."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.domain.cells import State
from db.domain.fingerprint import canonical, content, digest, short
from db.domain.pack import Pack
from db.domain.trouble import KnownError
from db.service.book import Book
from db.service.open_return import OpenReturn
from db.sheets.behind import altered_details, feet
from db.sheets.comparing import Altered, compared
from db.sheets.opening import Page, open_workbook
from db.sheets.record import Record, RecordError, read_record, record_of
from resources.version import VERSION

__all__ = ["Altered", "Difference", "Verdict", "verify"]

_PRINTED = re.compile(r"\b[0-9A-F]{4}(?:-[0-9A-F]{4}){3}\b")
_YEAR = re.compile(r"(\d{4})\s*年度")
_NO_RECORD = "文件里没有隐藏的“核对数据”（被删掉了，或者不是本程序导出的）"
_ALONE = "请打开有这份填报的数据文件再核对（命令行加 --database 数据文件）。"
_BY_CELLS = "这次拿表里的数据与数据文件逐格比较；文字标签没有比较。"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the file was exported with and that the data file holds otherwise now, both in words."""

    item: str
    in_file: str
    in_data: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What 核对 found.

    `fingerprint` is recomputed from the hidden text ("" if there is none), `printed` stands in cells. `differences`
    is None where the file was not compared with a data file; `remarks` are sentences about the file.
    """

    path: Path
    unit: str
    year: int
    fingerprint: str
    printed: tuple[str, ...]
    altered: tuple[Altered, ...]
    differences: tuple[Difference, ...] | None
    remarks: tuple[str, ...]
    sound: bool = True

    @property
    def same(self) -> bool:
        """Whether nothing speaks against the file."""
        return self.sound and not self.altered and not self.differences

    @property
    def summary(self) -> str:
        """The outcome in one sentence."""
        if self.same:
            return "核对一致：每一格都与导出时相同" + ("，也与数据文件相同。" if self.differences is not None else "。")
        parts = [f"{len(self.altered)} 格与导出时不同" if self.altered else ""]
        parts.append(f"{len(self.differences)} 处与数据文件不同" if self.differences else "")
        said = "，".join(part for part in parts if part)
        return f"核对不一致：{said}。" if said else "核对不一致。"

    def sentences(self) -> Iterator[str]:
        """The outcome line by line: which file and fingerprint, remarks, each altered cell, each difference."""
        yield f"{self.path.name}：{self.unit} {self.year} 年" + (
            f"，数据指纹 {self.fingerprint}" * bool(self.fingerprint)
        )
        yield from self.remarks
        for one in self.altered:
            place = f"{one.sheet}!{one.cell}" if one.cell else one.sheet
            yield f"{place}\t{one.item}\t导出时 {one.exported}\t现在 {one.now}"
        for other in self.differences or ():
            yield f"{other.item}\t文件里 {other.in_file}\t数据文件里 {other.in_data}"
        yield self.summary

    def plain(self) -> dict[str, Any]:
        """The outcome for programs."""
        return {
            "file": str(self.path), "unit": self.unit, "year": self.year, "same": self.same,
            "fingerprint": self.fingerprint, "printed": list(self.printed), "remarks": list(self.remarks),
            "altered": [
                {"sheet": a.sheet, "cell": a.cell, "item": a.item, "name": a.name, "exported": a.exported, "now": a.now}
                for a in self.altered
            ],
            "differences": None if self.differences is None else [
                {"item": d.item, "file": d.in_file, "data": d.in_data} for d in self.differences
            ],
        }  # fmt: skip


def verify(path: Path, book: Book | None = None) -> Verdict:
    """Compare the workbook at `path` with what it was exported with and, if given, with the return in `book`.

    KnownError: the file is no workbook, cannot be trusted, or there is nothing to compare it with.
    """
    pages = open_workbook(path)
    remarks: list[str] = []
    try:
        record = read_record(pages)
    except RecordError:
        record = None
        remarks.append("隐藏的“核对数据”被改动过，读不出来。")
    if record is None:
        return _by_cells(path, pages, book, remarks)
    remarks += _doubts(record, pages, feet(path))
    sound = not remarks
    differences = None
    if book is not None:
        if book.has_return(record.unit, record.year):
            differences = _against_data(record, book.find_year(record.unit, record.year))
        else:
            remarks.append(f"数据文件里没有“{record.unit}” {record.year} 年的填报，只核对了文件本身。")
    printed, altered = tuple(_printed(pages)), (*compared(record, pages), *altered_details(record, pages))
    told = short(digest(record.text))
    return Verdict(path, record.unit, record.year, told, printed, altered, differences, tuple(remarks), sound)


def _printed(pages: Sequence[Page]) -> list[str]:
    """The short forms that stand in cells a person sees, each once."""
    cells = (held.words for page in pages if not page.hidden for row in page.rows.values() for held in row.values())
    return list(dict.fromkeys(found for words in cells for found in _PRINTED.findall(words)))


def _doubts(record: Record, pages: Sequence[Page], footers: Sequence[str]) -> Iterator[str]:
    if digest(record.text) != record.digest:
        yield "隐藏的“核对数据”被改动过：内容与它自己的指纹对不上。"
    meant = short(digest(record.text))
    wrong = [words for words in _printed(pages) if words != meant]
    if wrong:
        yield f"表上印的指纹是 {wrong[0]}，按文件里的内容算出来是 {meant}。"
    below = [words for foot in footers for words in _PRINTED.findall(foot) if words != meant]
    if below:
        yield f"页脚印的指纹是 {below[0]}，按文件里的内容算出来是 {meant}。"


# ---------------------------------------------------------------- beside the data file


def _by_cells(path: Path, pages: Sequence[Page], book: Book | None, remarks: list[str]) -> Verdict:
    """Without a record: the figures and fields that are seen, beside what the workbook would say today."""
    why = remarks[0] if remarks else f"{_NO_RECORD}。"
    opened = _meant(pages, book) if book is not None else None
    if opened is None:
        here = "这个数据文件里也找不到对应的填报。" if book is not None else "单凭文件核对不了。"
        raise KnownError(f"{why}{here}", _ALONE)
    ret = opened.ret
    record = record_of(ret, opened.workbook().sheets, VERSION)
    # What a clerk left out the workbook fills in on the day of export: another day is no alteration.
    left_out = {f"head:{field.id}" for field in ret.pack.head_fields if not ret.head.get(field.id, "").strip()}
    altered = [one for one in compared(record, pages, named_only=True) if one.name not in left_out]
    differences = tuple(Difference(_where(one), one.now, one.exported) for one in altered)
    return Verdict(
        path, ret.unit, ret.year, "", tuple(_printed(pages)), (), differences, (f"{why}{_BY_CELLS}",), sound=True
    )


def _where(one: Altered) -> str:
    place = f"{one.sheet}!{one.cell}" if one.cell else one.sheet
    return f"{place} {one.item}".strip()


def _meant(pages: Sequence[Page], book: Book) -> OpenReturn | None:
    """The return of `book` that a workbook speaks of, by unit and year in its cells."""
    said = [held.words for page in pages for row in page.rows.values() for held in row.values()]
    years = Counter(int(year) for words in said for year in _YEAR.findall(words))
    everything = "\n".join(said)
    for unit in book.units():
        for year, _ in years.most_common():
            if book.has_return(unit.name, year):
                opened = book.find_year(unit.name, year)
                if any(name in everything for name in (unit.name, opened.ret.head.get("reporting_unit") or unit.name)):
                    return opened
    return None


def _against_data(record: Record, opened: OpenReturn) -> tuple[Difference, ...]:
    text = canonical(opened.ret)
    if text == record.text:
        return ()
    held, now = record.content, content(opened.ret)
    named = _Names(opened.ret.pack, record)
    made: list[Difference] = []
    for group in ("figures", "head", "lists", "reasons", "set_aside"):
        before, after = _told(group, held.get(group, {})), _told(group, now[group])
        keys = [*after, *(key for key in before if key not in after)]
        made += [
            Difference(named.of(group, key), before.get(key, _missing(group)), after.get(key, _missing(group)))
            for key in keys
            if before.get(key) != after.get(key)
        ]
    return tuple(made)


def _missing(group: str) -> str:
    return State.BLANK.value if group == "figures" else "（没有）"


def _told(group: str, held: Mapping[str, Any]) -> dict[str, str]:
    """One group of the canonical content as words by key; a list's rows stand under the list and their number."""
    if group == "figures":
        return {code: _figure(*entry) for code, entry in held.items()}
    if group == "lists":
        rows = [(f"{name}:{n}", row) for name, listed in held.items() for n, row in enumerate(listed, 1)]
        return {key: "；".join(str(row[column]) for column in sorted(row)) for key, row in rows}
    if group == "set_aside":
        return {rule: f"{treatment}：{reason}" for rule, (treatment, reason) in held.items()}
    return {key: str(words) for key, words in held.items()}


def _figure(state: str, words: str, reason: str, note: str) -> str:
    said = words or state
    said = f"{said}：{reason}" if reason else said
    return f"{said}（备注：{note}）" if note else said


@dataclass(frozen=True)
class _Names:
    """What the keys of the canonical content are called."""

    pack: Pack
    record: Record

    def of(self, group: str, key: str) -> str:
        """The words for a key."""
        if group == "figures":
            item = self.pack.items.get(key)
            return item.label if item else self.record.label(key) or key
        if group == "head":
            return next((f"表头：{field.label}" for field in self.pack.head_fields if field.id == key), key)
        if group == "lists":
            name, _, row = key.rpartition(":")
            title = next((form.title for form in self.pack.lists if form.id == name), name)
            return f"{title} 第 {row} 行"
        title = next((rule.title for rule in self.pack.rules if rule.id == key), key)
        return f"{'说明' if group == 'reasons' else '停用或降级'}：{title}"
