"""校验记录: whether the history is what was written, and the figures what the history left; every fault by name.

Also the history to look through and to hand on. Reads only; knows no widget.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from db.domain.chain import ALTERED, FOREIGN, MISSING, Break, Entry, breaks
from db.domain.fingerprint import canonical, fingerprint, short
from db.domain.returns import Return
from db.domain.stages import Status
from db.domain.trouble import KnownError
from db.domain.version_changes import rows_changed, rows_in_words
from db.service.book import Book
from db.service.signed_return import Version, version_of
from db.service.stored import load_return
from db.store.lives import VersionRow
from db.store.record import Line, Record, Wanted, shape_of_a_new_file

__all__ = ["Fault", "Line", "Wanted", "export", "lines", "verify"]

_KINDS = {"table": "数据表", "view": "视图", "index": "索引", "trigger": "保护"}
_MOST_EXPORTED = 1_000_000  # rows of a sheet


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was written: of which sort, in a sentence that names it."""

    sort: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What 校验记录 found: how many entries it read, the last one's chain value, the faults."""

    entries: int
    head: str
    faults: tuple[Fault, ...]

    @property
    def sentence(self) -> str:
        """The whole in one line."""
        told = f"共 {self.entries} 条修改记录，校验值 {short(self.head)}"
        return f"{told}：{len(self.faults)} 处不符。" if self.faults else f"{told}：记录完整，与现在的内容一致。"


def verify(book: Book) -> Verdict:
    """Read the whole history again, compare it with what stands in the file, and the file with its own shape."""
    record = Record(book.repository)
    with book.all_or_nothing():  # one moment for all of it
        entries = record.record_entries()
        count, head = record.record_head()
        faults = (
            *_shape(record),
            *_chain(record, entries, count, head),
            *_figures(record),
            *_versions(book, record, entries),
        )
    return Verdict(len(entries), head, faults)


# ---- the shape of the file


def _shape(record: Record) -> Iterator[Fault]:
    wanted, found = shape_of_a_new_file(), record.shape()
    for kind, name in wanted:
        if (kind, name) not in found:
            yield Fault("保护", f"{_KINDS[kind]}“{name}”不见了：有别的程序动过数据文件的结构。")
        elif wanted[kind, name] != found[kind, name]:
            yield Fault("保护", f"{_KINDS[kind]}“{name}”被改过：有别的程序动过数据文件的结构。")
    for kind, name in found:
        if kind == "trigger" and (kind, name) not in wanted:
            yield Fault("保护", f"数据文件里多了一个触发器“{name}”，不是本程序建立的。")


# ---- the chain


def _chain(record: Record, entries: Sequence[Entry], count: int, head: str) -> Iterator[Fault]:
    for one in breaks(entries, count, head):
        yield Fault("修改记录", _told(record, one))


def _told(record: Record, one: Break) -> str:
    if one.kind == MISSING:
        numbers = f"第 {one.first} 条" if one.first == one.last else f"第 {one.first}—{one.last} 条"
        at = f"，原在{_named(record, one.before)}之后" if one.before else "，原在最前面"
        return f"{numbers}修改记录不见了{at}。"
    kind = {ALTERED: "被改动过，或者它前面的一条被改动过", FOREIGN: "不是本程序写入的"}[one.kind]
    return f"{_named(record, one.entry)}{kind}。" if one.entry else f"修改记录的末尾{kind}。"


def _named(record: Record, entry: Entry | None) -> str:
    """第 7 条（2025-01-23 10:42，张三，2024 年 1.1 诉讼案件数：37 → 38）."""
    if entry is None:
        return ""
    line = record.line(entry.number)
    about = f"{line.year} 年 {line.label or line.code or line.subject}" if line else entry.of("code")
    was, now = (entry.of(f"{way}_words") or entry.of(f"{way}_state") for way in ("before", "after"))
    if line and line.subject == "清单":
        told = _in_words(line)
        was, now = told.before_words, told.after_words
    at = entry.of("at")[:16].replace("T", " ")
    return f"第 {entry.number} 条（{at}，{entry.of('who')}，{about}：{was or '空'} → {now or '空'}）"


# ---- what stands there now


def _figures(record: Record) -> Iterator[Fault]:
    for row, unit, year, _ in record.returns():
        left, now = record.left(row), record.standing(row)
        for thing in dict.fromkeys((*left, *now)):
            number, *then = left.get(thing, (0, *_nothing(thing[0])))
            found = now.get(thing, _nothing(thing[0]))
            if not _same(thing[0], tuple(then), found):
                yield Fault("内容", _differs(record, (unit, year), thing, (number, *then), found))


def _nothing(subject: str) -> tuple[str, str]:
    """What stands where nothing was ever put."""
    return {"指标": ("未填", ""), "清单": ("", "[]"), "范围": ("停用", ""), "状态": ("填报", "")}.get(subject, ("", ""))


def _same(subject: str, then: Sequence[str], found: tuple[str, str]) -> bool:
    if subject in ("状态", "范围"):
        return then[0] == found[0]
    if subject == "说明" and "照常审核" in then:
        return found == ("", "")
    return tuple(then) == found


def _differs(
    record: Record, where: tuple[str, int], thing: tuple[str, str], left: Sequence[object], found: Sequence[str]
) -> str:
    number, state, words = left
    line = record.line(int(str(number))) if number else None
    name = (line.label if line else "") or thing[1].rstrip("!") or thing[0]
    here = f"“{where[0]}” {where[1]} 年{thing[0]} {name}"
    now = found[1] or found[0] or "空"
    if line is None:
        return f"{here}：现在是“{now}”，没有任何修改记录。"
    last = f"第 {number} 条，{line.at[:16].replace('T', ' ')}，{line.who}"
    return f"{here}：现在是“{now}”，而最后一条记录（{last}）留下的是“{words or state or '空'}”。"


# ---- versions


def _versions(book: Book, record: Record, entries: Sequence[Entry]) -> Iterator[Fault]:
    repository = book.repository
    values, at = {entry.number: entry.value for entry in entries}, book.author.now()
    for row, unit, year, status in record.returns():
        here, rows = f"“{unit}” {year} 年", repository.versions(row)
        for kept in rows:
            yield from _kept(here, kept, values)
        stored = repository.find_return(unit, year)
        if stored and (rows or Status(status).locked):
            try:
                now = load_return(repository, stored, at)
                yield from _signed(here, now, rows, [version_of(repository, kept) for kept in rows])
            except KnownError as trouble:
                yield Fault("版本", f"{here}：{trouble.sentence}")


def _kept(here: str, kept: VersionRow, values: Mapping[int, str]) -> Iterator[Fault]:
    if hashlib.sha256(kept.canonical.encode("utf-8", "surrogatepass")).hexdigest() != kept.fingerprint:
        yield Fault("版本", f"{here}第 {kept.number} 版的存档与它的指纹 {short(kept.fingerprint)} 不符。")
    if kept.history_count and values.get(kept.history_count) != kept.history_head:
        said = f"定稿时的修改记录（到第 {kept.history_count} 条）后来变了"
        yield Fault("版本", f"{here}第 {kept.number} 版{said}。")


def _signed(here: str, ret: Return, rows: Sequence[VersionRow], versions: Sequence[Version]) -> Iterator[Fault]:
    for version in versions:
        if fingerprint(version.ret) != version.fingerprint:
            yield Fault("版本", f"{here}第 {version.number} 版的存档被改动过。")
    now = fingerprint(ret)
    signed = next((one for one in reversed(ret.life.signatures) if one.fingerprint), None)
    if signed and signed.fingerprint != now:
        then = f"指纹现在是 {short(now)}，当时是 {short(signed.fingerprint)}"
        yield Fault("版本", f"{here}“{signed.step}”（{signed.who}）以后内容变了：{then}。")
    if rows and ret.status.settled and rows[0].canonical != canonical(ret):
        yield Fault("版本", f"{here}现在的内容与第 {rows[0].number} 版的存档不符。")


# ---- to look through, and to hand on


def lines(book: Book, wanted: Wanted, most: int, before: int | None = None) -> list[Line]:
    """The newest entries that fit, a page at a time: `most` of them, only such with a number below `before`."""
    return [_in_words(line) for line in Record(book.repository).lines(wanted, most, before)]


def _in_words(line: Line) -> Line:
    """The entry of a list with the rows that went and came, as people read them; any other as it stands."""
    if line.subject != "清单":
        return line
    try:
        before, after = (json.loads(words or "[]") for words in (line.before_words, line.after_words))
        gone, come = rows_changed(before, after)
        if not gone and not come:  # only their order changed
            gone, come = [rows_in_words(before)], [rows_in_words(after)]
    except (ValueError, TypeError, AttributeError):
        return line  # no list of the program's: whoever meddled with it is named by the verification
    return replace(line, before_words="；".join(gone), after_words="；".join(come))


def count(book: Book, wanted: Wanted) -> int:
    """How many entries fit."""
    return Record(book.repository).count_lines(wanted)


def people(book: Book) -> list[str]:
    """Everybody who stands in the history."""
    return Record(book.repository).people()


def export(book: Book, target: Path, wanted: Wanted) -> int:
    """Write the entries that fit to a workbook (.xlsx) or a CSV file, the oldest first; how many. KnownError."""
    found = lines(book, wanted, _MOST_EXPORTED)[::-1]
    if not found:
        raise KnownError("没有符合条件的修改记录，没有导出。", "请放宽条件再试。")
    from db.sheets import record_sheet  # noqa: PLC0415 - workbooks' libraries load when wanted

    values = Record(book.repository).chain_values()
    rows = [
        (
            one.number, one.unit, one.year, one.at, one.who, one.how, one.subject, one.label or one.code,
            one.before_words or one.before_state, one.after_words or one.after_state, one.why, values[one.number],
        )
        for one in found
    ]  # fmt: skip
    record_sheet.save_record(target, rows, book.author.clock().date())
    return len(rows)
