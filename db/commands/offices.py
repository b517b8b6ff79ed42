"""The commands of workbooks that travel: issue, collect, import-year; they print, the verbs of db.service do."""

import argparse
import json
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db.domain.returns import Return
from db.domain.travel.issue import day_of
from db.domain.travel.merging import KEEP, Line, Verdict
from db.domain.trouble import KnownError
from db.service import Book, OpenReturn

# What reads and writes workbooks loads when it is wanted.
# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from db.service.collection import Collection

DONE, LEFT_OUT, REFUSED = 0, 1, 2
_TAKE = "不一致的项怎么办：file 用表里的，mine 不改；或者“代码=file”“代码=mine”“代码=2”（用第 2 个）；可以写几次"


def add(verb_of: Callable[..., argparse.ArgumentParser], opened: Callable[[argparse.Namespace], Book]) -> None:
    """Add the commands; `verb_of` makes one that takes a unit and a year, `opened` opens a data file that is there."""
    issue = verb_of("issue", "分发：给每个科室一份只有它的指标的工作簿", _with(opened, _issue))
    issue.add_argument("--directory", required=True, type=Path, metavar="文件夹", help="写到哪里")
    issue.add_argument("--office", action="append", metavar="科室", help="只给这个科室，可以写几次；缺省为全部")
    issue.add_argument("--due", default="", metavar="日期", help="请科室在哪一天前报，如 2025-01-20")
    issue.add_argument("--rest", default="", metavar="科室", help="没有写科室的指标归谁，缺省单列一份")
    collect = verb_of("collect", "回收：把科室填好的工作簿收进来", _with(opened, _collect))
    collect.add_argument(
        "files", nargs="+", type=Path, metavar="文件或文件夹", help="科室发回的工作簿，或放它们的文件夹"
    )
    year = verb_of("import-year", "从以前导出的报送表或套用过的上级表格录入这一年", _with(_any_book, _import_year))
    year.add_argument("file", type=Path, metavar="文件.xlsx", help="本程序导出的报送表，或填好的、套用过的上级表格")
    for parser in (collect, year):
        parser.add_argument("--take", action="append", default=[], metavar="选哪个", help=_TAKE)
        parser.add_argument("--dry-run", action="store_true", help="只看会有什么变化，不写入")
        parser.add_argument("--json", action="store_true", help="输出 JSON")


def _any_book(options: argparse.Namespace) -> Book:
    return Book(options.database)


def _with(opened: Callable[[argparse.Namespace], Book], verb: Callable[[argparse.Namespace, Book], int]) -> Any:
    def run(options: argparse.Namespace) -> int:
        with opened(options) as book:
            return verb(options, book)

    return run


def _issue(options: argparse.Namespace, book: Book) -> int:
    opened = book.find_year(options.unit, options.year)
    for done in book.offices(opened).issue(options.directory, options.office, day_of(options.due), options.rest):
        print(f"已分发：{done.office}（{done.count} 项，编号 {done.number}）：{done.path}")
    return DONE


def _collect(options: argparse.Namespace, book: Book) -> int:
    from db.service.collecting import look

    opened = book.find_year(options.unit, options.year)
    found = look(book.offices(opened), options.files)
    return _settle(options, book, opened.ret, found, lambda: opened)


def _import_year(options: argparse.Namespace, book: Book) -> int:
    from db.service.past_year import look

    unit, year = options.unit.strip(), options.year
    found = look(book, unit, year, options.file)
    return _settle(
        options, book, found.ret, found.collection, lambda: book.open_year(book.ensure_unit(unit).name, year)
    )


def _settle(
    options: argparse.Namespace, book: Book, ret: Return, found: "Collection", opened: Callable[[], OpenReturn]
) -> int:
    """Tell what was found; write it where everything is settled and nobody only wants to look."""
    from db.domain.travel.merging import open_lines
    from db.service import backups

    choices = _choices(found.lines, options.take)
    left = open_lines(found.lines, choices)
    if options.json:
        print(json.dumps(_plain(ret, found, choices), ensure_ascii=False, indent=1))
    else:
        _tell(ret, found, choices)
    if found.refused and not found.papers:
        raise KnownError(f"{found.refused[0].sentence}", found.refused[0].next_step)
    if left:
        raise KnownError(
            f"有 {len(left)} 项不一致没有选定，什么也没有写入：{_named(ret, left)}。",
            "请加 --take file、--take mine，或者逐项写 --take 代码=file。",
        )
    if not options.dry_run:
        back_up = partial(backups.back_up, book.path, book.author, why="导入前")
        change = book.offices(opened()).take(found, choices, back_up)
        if not options.json:
            told = f"已写入 {len(change.codes)} 项" if change.codes else "没有要写入的"
            print(f"{told}：{ret.unit} {ret.year} 年。")
    return LEFT_OUT if found.refused else DONE


def _choices(lines: Iterable[Line], wishes: Sequence[str]) -> dict[str, int]:
    """Key of a line → the option chosen; a later wish goes before an earlier one."""
    made: dict[str, int] = {}
    for line in lines:
        for wish in wishes:
            code, _, which = wish.rpartition("=")
            if (code and code not in (line.key, line.code)) or (not code and not line.is_open):
                continue
            if which == "mine":
                made[line.key] = KEEP
            elif which == "file" and len(line.options) == 1:
                made[line.key] = 0
            elif which.isdecimal() and 1 <= int(which) <= len(line.options):
                made[line.key] = int(which) - 1
            elif which != "file":
                raise KnownError(f"看不懂 --take {wish}。", "请写 file、mine，或者“代码=file”“代码=2”。")
    return made


def _named(ret: Return, lines: Sequence[Line]) -> str:
    return "、".join(f"{ret.item(line.code).label}（{line.code}）" for line in lines)


def _tell(ret: Return, found: "Collection", choices: dict[str, int]) -> None:
    for paper in found.papers:
        head = f"{paper.file}：{paper.office}，填了 {paper.answered}/{paper.asked} 项"
        print(head + ("（以前收过）" if paper.seen else ""))
        for remark in paper.remarks:
            print(f"  {remark}")
    for refusal in found.refused if found.papers else found.refused[1:]:  # of nothing but these, the first is the error
        print(f"没有收：{refusal.sentence}{refusal.next_step}")
    for line in found.lines:
        if line.verdict is not Verdict.SAME:
            item = ret.item(line.code)
            label = f"{item.label}（备注）" if line.is_note else item.label
            told = "；".join(f"{_flat(option.answer.shown)}（{option.told}）" for option in line.options)
            kept = "　→ 不改" if choices.get(line.key, line.proposal) == KEEP else ""
            why = f"　{line.remark}" if line.remark else ""
            print(f"{line.verdict}\t{label}\t{_flat(line.now.shown)} → {told}{why}{kept}")
    if found.papers or not found.refused:
        print(found.summary)


def _flat(words: str) -> str:
    """Words on one line, as a row of a list has one line only."""
    return "⏎".join(words.splitlines()) or "（空）"


def _plain(ret: Return, found: "Collection", choices: dict[str, int]) -> dict[str, Any]:
    return {
        "files": [
            {
                "file": paper.file, "number": paper.number, "office": paper.office, "answered": paper.answered,
                "asked": paper.asked, "contact": paper.contact, "seen": paper.seen, "remarks": list(paper.remarks),
            }
            for paper in found.papers
        ],
        "refused": [{"file": one.file, "reason": one.sentence, "next": one.next_step} for one in found.refused],
        "lines": [
            {
                "code": line.code, "note": line.is_note, "label": ret.item(line.code).label,
                "verdict": line.verdict.value, "remark": line.remark, "now": line.now.shown,
                "options": [
                    {"words": option.answer.shown, "sources": [source.words for source in option.sources]}
                    for option in line.options
                ],
                "chosen": choices.get(line.key, line.proposal),
            }
            for line in found.lines
        ],
    }  # fmt: skip
