"""The command line: the same verbs without a window; speaks to people in words and to programs in JSON."""

import argparse
import json
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from db.commands import files, forms, life, offices
from db.domain.pack import Level
from db.domain.trouble import DamagedError, KnownError
from db.service import Book, OpenReturn
from resources.version import VERSION, commands

DONE, ERRORS_STAND, REFUSED, BROKEN = 0, 1, 2, 3
ALTERED = ERRORS_STAND  # done, but what was looked at is not as it should be


class _Parser(argparse.ArgumentParser):
    """argparse in Chinese: one sentence and exit code 2 for what it cannot take."""

    def error(self, message: str) -> NoReturn:
        print(f"命令不完整或写错了：{_translated(message)}。用 {self.prog} --help 查看用法。", file=sys.stderr)
        sys.exit(REFUSED)


def _translated(message: str) -> str:
    for english, chinese in (
        ("the following arguments are required: ", "缺少 "),
        ("unrecognized arguments: ", "不认识 "),
        ("expected one argument", "后面缺少内容"),
        ("invalid int value: ", "不是整数 "),
        ("invalid choice: ", "没有 "),
        ("argument ", ""),
    ):
        message = message.replace(english, chinese)
    return message


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; 0 done, 1 done but 错误 findings stand, 2 refused with one sentence on stderr, 3 a bug."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    os.umask(0o077)  # what is made here is nobody else's business
    options = _parser().parse_args(arguments)
    try:
        verb: Callable[[argparse.Namespace], int] = options.verb
        return verb(options)
    except KnownError as trouble:
        is_damaged = isinstance(trouble, DamagedError) and "database" in options
        best = files.best_backup(options.database) if is_damaged else ""
        print(f"{trouble.sentence}{trouble.next_step}{best}", file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - loud, but never taken for "done, 错误 stand"
        _log(error)
        traceback.print_exc()
        print("程序出错了。这是程序的问题，不是填报的问题；请把上面的文字发给技术支持。", file=sys.stderr)
        return BROKEN


def _log(error: Exception) -> None:
    from db.service import logs  # noqa: PLC0415 - only when something broke

    logs.begin("command")
    logs.note_bug(error)
    logs.end()


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog=commands(), description="法治填报：不开窗口也能录入、审核、导出。", add_help=False)
    _help(parser)
    parser.add_argument("--version", action="version", version=VERSION, help="显示版本")
    verbs = parser.add_subparsers(title="命令", metavar="命令", required=True, parser_class=_Parser)
    items = _verb(verbs, "items", "列出指标：代码、编号、名称、单位", _items)
    items.add_argument("--pack", metavar="编号", help="指标体系的编号，缺省为最新一套")
    items.add_argument("--json", action="store_true", help="输出 JSON")
    fill = _return_verb(verbs, "fill", "从 CSV 文件录入（列：code,words[,state,reason,note]）", _fill)
    fill.add_argument("file", metavar="文件.csv", nargs="?", help="要录入的文件；“-”表示从标准输入读取")
    files.add_anyway(fill)
    fill.add_argument("--stream", action="store_true", help="从标准输入逐行读取，每行各自保存，存好才回答 ok 代码")
    for name, words, verb in (("show", "显示每一项的内容", _show), ("check", "审核并列出问题", _check)):
        reading = _return_verb(verbs, name, words, verb)
        reading.add_argument("--json", action="store_true", help="输出 JSON")
    export = _return_verb(verbs, "export", "导出 Excel 报送表（.xlsx）、数据表（.csv）或 JSON（.json）", _export)
    export.add_argument("--output", required=True, type=Path, metavar="文件", help="写到哪里；格式看文件名的结尾")
    export.add_argument("--version", type=int, metavar="版次", help="导出定稿过的某一版（.xlsx），缺省为现在的内容")
    paper = _return_verb(verbs, "pdf", "导出 PDF，与报送表打印出来的各页相同", _pdf)
    paper.add_argument("--output", required=True, type=Path, metavar="文件.pdf", help="写到哪里")
    paper.add_argument("--paper", choices=("A4", "A3"), default="A4", help="纸张，缺省 A4")
    paper.add_argument("--version", type=int, metavar="版次", help="印定稿过的某一版，缺省为现在的内容")
    verify = _verb(verbs, "verify", "核对导出的工作簿：有没有改动，改了哪一格", _verify)
    verify.add_argument("file", type=Path, metavar="文件.xlsx", help="要核对的工作簿")
    verify.add_argument("--database", type=Path, metavar="文件", help="数据文件；写了就同它里面的数据也比一比")
    verify.add_argument("--json", action="store_true", help="输出 JSON")
    offices.add(partial(_return_verb, verbs), _opened)
    forms.add(partial(_verb, verbs), partial(_return_verb, verbs), _opened, _verdict)
    life.add(verbs, _verb, _return_verb, lambda name, words: _group(verbs, name, words))
    _pack_verbs(verbs)
    files.add_verbs(partial(_verb, verbs))
    demo = _verb(verbs, "demo", "生成练习数据，审核并导出", _demo)
    demo.add_argument("--directory", required=True, type=Path, metavar="文件夹", help="放在哪里")
    return parser


def _pack_verbs(verbs: "argparse._SubParsersAction[_Parser]") -> None:
    ways = _group(verbs, "pack", "导出指标体系给人修改，或者导入修改好的")
    out = _verb(ways, "export", "把指标体系写成 Excel 工作簿", _pack_export)
    out.add_argument("--pack", metavar="编号", help="指标体系的编号，缺省为最新一套")
    out.add_argument("--database", type=Path, metavar="文件", help="数据文件；里面采用的指标体系优先于程序自带的")
    out.add_argument("--output", required=True, type=Path, metavar="文件.xlsx", help="写到哪里")
    back = _verb(ways, "import", "核对 Excel 工作簿里的指标体系并采用", _pack_import)
    back.add_argument("file", type=Path, metavar="文件.xlsx", help="修改好的工作簿")
    back.add_argument("--database", type=Path, metavar="文件", help="数据文件，缺省在用户数据文件夹")
    files.add_anyway(back)
    back.add_argument("--check", action="store_true", help="只核对并列出不同之处，不采用")


def _group(
    verbs: "argparse._SubParsersAction[_Parser]", name: str, words: str
) -> "argparse._SubParsersAction[_Parser]":
    """A command that has commands below it."""
    parser = verbs.add_parser(name, help=words, description=words + "。", add_help=False)
    _help(parser)
    return parser.add_subparsers(title="命令", metavar="命令", required=True, parser_class=_Parser)


def _help(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-h", "--help", action="help", help="显示这份说明")
    parser._positionals.title = "内容"  # noqa: SLF001 - argparse offers no other way to name its groups
    parser._optionals.title = "选项"  # noqa: SLF001


def _verb(
    verbs: "argparse._SubParsersAction[_Parser]", name: str, words: str, verb: Callable[..., int]
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=words, description=words + "。", add_help=False)
    _help(parser)
    parser.set_defaults(verb=verb)
    return parser


def _return_verb(
    verbs: "argparse._SubParsersAction[_Parser]", name: str, words: str, verb: Callable[..., int]
) -> argparse.ArgumentParser:
    parser = _verb(verbs, name, words, verb)
    parser.add_argument("--database", type=Path, metavar="文件", help="数据文件，缺省在用户数据文件夹")
    parser.add_argument("--unit", required=True, metavar="单位", help="填报单位全称")
    parser.add_argument("--year", required=True, type=int, metavar="年度", help="报告年度，如 2024")
    return parser


def _items(options: argparse.Namespace) -> int:
    from db.service import packs  # noqa: PLC0415 - only this verb needs it

    pack = packs.chosen(options.pack)
    rows = [
        {
            "code": item.code, "aliases": list(item.aliases), "number": item.number, "name": item.name,
            "unit": item.unit, "kind": item.kind.value, "decimals": item.decimals, "tier": item.tier.value,
        }
        for item in pack.items.values()
    ]  # fmt: skip
    _print(rows, options.json, ("number", "name", "unit", "code", "tier"))
    return DONE


def _fill(options: argparse.Namespace) -> int:
    from db.service.filling import fill  # noqa: PLC0415

    if options.stream:
        return _stream(options)
    if options.file is None:
        raise KnownError("命令不完整：缺少 文件.csv。", "请写出文件名；“-”表示从标准输入读取。")
    data, source = _read(options.file)
    with _to_write(options) as book:
        if book.units():
            files.back_up_before(book, "导入前")
        fresh = not book.has_return(options.unit.strip(), options.year)
        with book.all_or_nothing():
            opened = book.open_year(book.ensure_unit(options.unit).name, options.year)
            change = fill(opened, data, source)
        begun = "（新建）" if fresh else ""
        print(f"已录入 {len(change.codes)} 项：{opened.ret.unit} {opened.ret.year} 年{begun}。")
        return _verdict(opened)


def _stream(options: argparse.Namespace) -> int:
    """Row by row; the answer is on its way before the next row is read."""
    from db.service.streaming import answers  # noqa: PLC0415

    if options.file not in (None, "-"):
        raise KnownError("--stream 只从标准输入读取。", "请去掉文件名，例如 fill --stream < 数据.csv。")
    lines = (line.decode("utf-8-sig", errors="replace") for line in iter(sys.stdin.buffer.readline, b""))
    refused = False
    with _to_write(options) as book:
        opened = book.open_year(book.ensure_unit(options.unit).name, options.year)
        for answer in answers(opened, lines, "标准输入"):
            refused = refused or answer.startswith("no ")
            print(answer, flush=True)
    return REFUSED if refused else DONE


def _read(name: str) -> tuple[bytes, str]:
    if name == "-":
        return sys.stdin.buffer.read(), "标准输入"
    try:
        return Path(name).read_bytes(), Path(name).name
    except OSError as error:
        raise KnownError(f"读不到文件“{name}”。", "请核对文件名和位置。") from error


def _show(options: argparse.Namespace) -> int:
    with _opened(options) as book:
        ret = book.find_year(options.unit, options.year).ret
    lines = [(ret.item(code), ret.cell(code)) for code in ret.ordered_codes]
    if options.json:
        rows = [
            {
                "code": item.code, "words": cell.words, "value": cell.value or None, "qualifier": cell.qualifier,
                "unit": cell.quantity.unit if cell.quantity else item.unit, "state": cell.state.value,
            }
            for item, cell in lines
        ]  # fmt: skip
        _print(rows, True, ())
        return DONE
    for item, cell in lines:
        said = (item.number, item.name, cell.words or cell.state, item.unit, item.code, cell.reason, cell.note)
        print("\t".join(said).rstrip())
    return DONE


def _check(options: argparse.Namespace) -> int:
    with _opened(options) as book:
        opened = book.find_year(options.unit, options.year)
        rows = [
            {"rule": f.rule, "level": f.level.value, "codes": list(f.codes), "message": f.message}
            for f in opened.findings
        ]
        _print(rows, options.json, ("level", "message"))
        return _verdict(opened, told=options.json)


def _export(options: argparse.Namespace) -> int:
    from db.service.exports import export  # noqa: PLC0415

    with _opened(options) as book:
        opened = book.find_year(options.unit, options.year)
        if options.version is None:
            print(f"已导出：{export(opened, options.output)}")
        else:
            print(f"已导出：{opened.export(options.output, options.version)}")
        return _verdict(opened)


def _pdf(options: argparse.Namespace) -> int:
    from db.service.paper import refuse_bad_pdf  # noqa: PLC0415
    from db.service.window import paint_pdf  # noqa: PLC0415

    refuse_bad_pdf(options.output)
    with _opened(options) as book:
        opened = book.find_year(options.unit, options.year)
        of = (opened.ret.unit, opened.ret.year)
        told = paint_pdf(book.path, of, options.output, options.paper, options.version)
        print(told or f"已导出：{options.output}")
        return _verdict(opened)


def _verify(options: argparse.Namespace) -> int:
    from db.service.verifying import verify  # noqa: PLC0415

    if options.database is None:
        verdict = verify(options.file)
    else:
        with _opened(options) as book:
            verdict = verify(options.file, book)
    if options.json:
        print(json.dumps(verdict.plain(), ensure_ascii=False, indent=1))
    else:
        print("\n".join(verdict.sentences()))
    if options.database is not None and verdict.differences is None:
        return REFUSED
    return DONE if verdict.same else ALTERED


def _pack_export(options: argparse.Namespace) -> int:
    from db.service import Author, pack_exchange  # noqa: PLC0415

    if options.database is None:
        document = pack_exchange.document_of(options.pack, None)
    else:
        with _opened(options) as book:
            document = pack_exchange.document_of(options.pack, book)
    pack_exchange.export(options.output, document, Author().clock().date())
    print(f"已导出：{options.output}")
    return DONE


def _pack_import(options: argparse.Namespace) -> int:
    from db.domain.pack.differences import differences  # noqa: PLC0415
    from db.domain.rehearsal import rehearse  # noqa: PLC0415
    from db.service import backups, pack_exchange  # noqa: PLC0415

    proposal = pack_exchange.read(options.file)
    for sentence in (*proposal.remarks, *(fault.sentence for fault in proposal.faults)):
        print(sentence)
    pack = proposal.sound()
    with _to_write(options) as book:
        before = book.pack_in_use(pack_exchange.year_of(pack, book.author.clock().year - 1))
        for difference in differences(before, pack):
            print(difference.sentence)
        print(rehearse(pack, book.every_return()).sentence)
        if options.check:
            print("只核对，没有采用。")
            return DONE
        if book.units():  # a file that holds something
            print(f"已备份：{backups.back_up(book.path, book.author, why='导入前').path}")
        drafts = book.adopt(pack, proposal.document, proposal.source)
    print(f"已采用：{pack.title}（版本 {pack.version}）。")
    for unit, year in drafts:
        print(f"改用这一套的填报：{unit} {year} 年")
    return DONE


def _demo(options: argparse.Namespace) -> int:
    from db.service.practice import make  # noqa: PLC0415

    for path in make(options.directory):
        print(f"已生成：{path}")
    return DONE


def _to_write(options: argparse.Namespace) -> Book:
    """The data file, to be changed; KnownError where none should lie, or while another person works in it."""
    path = files.sound_place(options.database, options.anyway)
    book = Book(path)
    book.hold()
    return book


def _opened(options: argparse.Namespace) -> Book:
    return files.opened(options.database)


def _verdict(opened: OpenReturn, told: bool = False) -> int:
    """The exit code, and one line of what the check found unless it was `told` already."""
    counts = [(level, sum(f.level is level for f in opened.findings)) for level in Level]
    if not told:
        found = "，".join(f"{count} 条{level}" for level, count in counts if count)
        print(f"审核：{found}。" if found else "审核没有发现问题。")
    return ERRORS_STAND if counts[0][1] else DONE


def _print(rows: list[dict[str, Any]], as_json: bool, columns: tuple[str, ...]) -> None:
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        print("\t".join(str(row[name] or "") for name in columns))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # the reader (head, less) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(DONE)
