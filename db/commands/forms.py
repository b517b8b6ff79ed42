"""The commands of forms of others: adopt, official; they print, the verbs of db.service do."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db.commands import files
from db.domain.forms.links import Whose
from db.service import Book, OpenReturn

if TYPE_CHECKING:
    from db.domain.forms.proposing import Doubt
    from db.service.forms import Proposal

DONE = 0
_YEARS = {Whose.THIS: "this", Whose.LAST: "last"}
Verdict = Callable[[OpenReturn], int]


def add(
    plain_verb: Callable[..., argparse.ArgumentParser],
    return_verb: Callable[..., argparse.ArgumentParser],
    opened: Callable[[argparse.Namespace], Book],
    verdict: Verdict,
) -> None:
    """Add the commands; `return_verb` makes one that takes a unit and a year, `verdict` gives the exit code."""
    adopt = plain_verb("adopt", "套用上级表格：提出每一格是哪项指标，--accept 记住", _adopt)
    adopt.add_argument("file", type=Path, metavar="文件.xlsx", help="上级发的空表")
    adopt.add_argument("--database", type=Path, metavar="文件", help="数据文件，缺省在用户数据文件夹")
    adopt.add_argument("--unit", metavar="单位", help="填报单位全称，缺省为文件里的第一个单位")
    adopt.add_argument("--year", type=int, metavar="年度", help="报告年度，缺省为最新的一年")
    adopt.add_argument("--accept", action="store_true", help="记住这些对应，以后直接使用")
    adopt.add_argument("--json", action="store_true", help="输出 JSON")
    official = return_verb("official", "把填报写进套用过的上级表格", _official_of(opened, verdict))
    official.add_argument("--form", required=True, type=Path, metavar="文件.xlsx", help="上级发的空表")
    official.add_argument("--output", required=True, type=Path, metavar="文件.xlsx", help="写到哪里")


def _adopt(options: argparse.Namespace) -> int:
    with Book(options.database) if options.accept else _to_look(options) as book:
        chosen = options.unit is not None or options.year is not None
        proposal = book.forms.propose(options.file, _return(book, options), options.year, chosen)
        if options.accept:
            book.forms.accept(proposal)
    if options.json:
        print(json.dumps(_rows(proposal), ensure_ascii=False, indent=1))
        return DONE
    for row in (_row(proposal, n) for n in range(len(proposal.links))):
        year = "本年" if row["year"] == "this" else "上年"
        print("\t".join((row["sheet"], row["cell"], year, row["name"], row["code"], f"{row['confidence']:.2f}")))
    for doubt in proposal.doubts:
        print(f"{doubt.place.sheet}\t{doubt.place.address}\t没有把握\t{doubt.words}\t{doubt.why}")
    known = f"，与记住的“{proposal.known_as}”相同" if proposal.known_as else ""
    print(f"对应 {len(proposal.links)} 格，没有把握 {len(proposal.doubts)} 格{known}。")
    print("已记住。" if options.accept else "没有记住；核对后加 --accept 记住，要改的请在窗口里改。")
    return DONE


def _to_look(options: argparse.Namespace) -> Book:
    """A data file that may be missing: whoever only looks needs none, and makes none."""
    if not files.is_there(options.database):
        print(f"注意：没有数据文件“{options.database}”，只看对应，也不新建。", file=sys.stderr)
    return Book(options.database)


def _return(book: Book, options: argparse.Namespace) -> OpenReturn | None:
    """The return that the form is looked at for: as asked, else the newest of the file; None in an empty one."""
    if options.unit is None:
        return None if options.year is not None else book.forms.newest()
    if options.year is not None:
        return book.find_year(options.unit, options.year) if book.has_return(options.unit, options.year) else None
    years = book.years(options.unit.strip())
    return book.find_year(options.unit, years[0]) if years else None


def _row(proposal: "Proposal", number: int) -> dict[str, Any]:
    link = proposal.links[number]
    return {
        "sheet": link.place.sheet, "cell": link.place.address, "code": link.code, "year": _YEARS[link.whose],
        "confidence": round(link.sure, 2), "unit": link.unit, "name": proposal.name_of(link.code), "why": link.why,
    }  # fmt: skip


def _rows(proposal: "Proposal") -> list[dict[str, Any]]:
    """Every proposal, then every cell left open, marked as unsure."""
    found = [{**_row(proposal, n), "unsure": False} for n in range(len(proposal.links))]
    return found + [_open(doubt) for doubt in proposal.doubts]


def _open(doubt: "Doubt") -> dict[str, Any]:
    """A cell that nothing is put into: no code and no confidence; `nearest` are the codes that come near, the nearest
    first, `likeness` how near that one comes.
    """
    return {
        "sheet": doubt.place.sheet, "cell": doubt.place.address, "code": "", "year": _YEARS[doubt.whose],
        "confidence": 0.0, "unit": "", "name": "", "why": doubt.why, "words": doubt.words,
        "nearest": list(doubt.nearest), "likeness": round(doubt.sure, 2), "unsure": True,
    }  # fmt: skip


def _official_of(opened: Callable[[argparse.Namespace], Book], verdict: Verdict) -> Callable[[argparse.Namespace], int]:
    def run(options: argparse.Namespace) -> int:
        with opened(options) as book:
            found = book.find_year(options.unit, options.year)
            done = book.forms.official(found, options.form, options.output)
            print(f"已导出：{done.target}")
            for sentence in done.sentences:
                print(sentence)
            for one in (*done.told, *done.left):
                name = found.ret.pack.items[one.link.code].label if one.link.code in found.ret.pack.items else ""
                place = f"{one.link.place.sheet} {one.link.place.address}"
                print("\t".join((place, one.link.whose.value, name or one.link.code, one.told)))
            for spot, words in done.remarks:
                print(f"{spot.sheet} {spot.address}\t{words}")
            for doubt in done.open:
                print(f"{doubt.place.sheet} {doubt.place.address}\t没有对应\t{doubt.words}\t{doubt.why}")
            return verdict(found)

    return run
