"""The commands of a return's life: steps, versions, people, the history verified; the same verbs as in the window.

Knows how db.__main__ makes a command; speaks in words, and in JSON where a program may listen.
"""

import argparse
import getpass
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from db.commands import files
from db.domain.fingerprint import short
from db.domain.stages import Receipt, Role, Step
from db.domain.trouble import KnownError
from db.service import Book, OpenReturn

DONE, FAULTS = 0, 1
_Make = Callable[..., argparse.ArgumentParser]
_FILE: dict[str, Any] = {"type": Path, "metavar": "文件", "help": "数据文件，缺省在用户数据文件夹"}
_WHO: dict[str, Any] = {"default": "", "metavar": "姓名", "help": "由谁办理，缺省为本机用户"}


def add(verbs: Any, verb: _Make, return_verb: _Make, group: Callable[[str, str], Any]) -> None:
    """Add the commands; `verb` and `return_verb` make one, `group` one that has commands below it."""
    step = return_verb(verbs, "step", "办理一个步骤：自查通过、审核通过、定稿、已报送、退回修改", _step)
    step.add_argument("step", metavar="步骤", choices=[one.value for one in Step], help="、".join(Step))
    step.add_argument("--who", **_WHO)
    step.add_argument("--why", default="", metavar="原因", help="退回修改的原因")
    step.add_argument("--to", default="", metavar="机关", help="报送给谁")
    step.add_argument("--document", default="", metavar="文号", help="报送的文号")
    step.add_argument("--on", default="", metavar="日期", help="报送日期，如 2025-03-01，缺省为今天")
    versions = return_verb(verbs, "versions", "列出各版本和办理经过", _versions)
    versions.add_argument("--json", action="store_true", help="输出 JSON")
    compare = return_verb(verbs, "compare", "逐项列出某一版与现在的不同", _compare)
    compare.add_argument("--version", type=int, metavar="版次", help="哪一版，缺省为最近定稿的一版")
    compare.add_argument("--until", type=int, metavar="版次", help="与哪一版比，缺省与现在的内容比")
    history = group("history", "校验修改记录，或者导出")
    check = verb(history, "verify", "校验修改记录：有没有被删、被改、被插入", _verify)
    check.add_argument("--database", **_FILE)
    out = verb(history, "export", "导出修改记录（.xlsx 或 .csv）", _history_export)
    out.add_argument("--database", **_FILE)
    out.add_argument("--output", required=True, type=Path, metavar="文件", help="写到哪里")
    people = group("operator", "登记办理人员和角色")
    verb(people, "list", "列出办理人员", _people).add_argument("--database", **_FILE)
    save = verb(people, "save", "登记一个人，或改他的角色、口令", _save_person)
    save.add_argument("name", metavar="姓名", help="办理人员的姓名")
    save.add_argument("--roles", required=True, metavar="角色", help="、".join(Role) + "，可以几个，用“、”隔开")
    save.add_argument("--pin", action="store_true", help="设口令（随后输入；直接回车为取消口令）")
    remove = verb(people, "remove", "不再由这个人办理", _remove_person)
    remove.add_argument("name", metavar="姓名", help="办理人员的姓名")
    for one in (save, remove):
        one.add_argument("--database", **_FILE)
        one.add_argument("--who", **_WHO)


def _opened(options: argparse.Namespace) -> Book:
    book = files.opened(options.database)
    if getattr(options, "who", ""):
        book.operate_as(options.who.strip())
    return book


def _secret(question: str) -> str:
    """A PIN, never shown; from standard input where nobody sits at a keyboard."""
    if sys.stdin.isatty():
        return getpass.getpass(question)
    return sys.stdin.readline().rstrip("\r\n")


def _step(options: argparse.Namespace) -> int:
    with _opened(options) as book:
        opened = book.find_year(options.unit, options.year)
        step = Step(options.step)
        receipt = None
        if step is Step.SUBMIT:
            on = options.on or book.author.clock().date().isoformat()
            receipt = Receipt(options.to.strip(), options.document.strip(), on)
        pin = _secret("口令：") if book.operators.of(book.author.who).has_pin else ""
        if step is Step.FINALISE:
            opened.finalise(pin)
        else:
            opened.step(step, options.why, receipt, pin)
        print(_told(opened))
    return DONE


def _told(opened: OpenReturn) -> str:
    ret = opened.ret
    return f"{ret.unit} {ret.year} 年：{ret.status}，第 {ret.life.version} 版。"


def _versions(options: argparse.Namespace) -> int:
    with _opened(options) as book:
        opened = book.find_year(options.unit, options.year)
        kept, steps, told = opened.versions(), opened.signatures(), _told(opened)
    if options.json:
        rows = [{"number": v.number, "fingerprint": v.fingerprint, "at": v.at, "who": v.who} for v in kept]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return DONE
    print(told)
    for version in kept:
        print(f"第 {version.number} 版\t{version.at}\t{version.who}\t指纹 {short(version.fingerprint)}")
    for event in reversed(steps):
        print(f"{event.at}\t{event.who}\t{event.how}\t{event.why}".rstrip())
    return DONE


def _compare(options: argparse.Namespace) -> int:
    with _opened(options) as book:
        opened = book.find_year(options.unit, options.year)
        number = options.version or max((v.number for v in opened.versions()), default=0)
        if not number:
            raise KnownError("这份填报还没有定稿过，没有可以比较的版本。", "定稿以后才有第 1 版。")
        found = opened.changes_since(number, options.until)
    for change in found:
        print(change.sentence)
    with_ = f"第 {options.until} 版" if options.until else "现在"
    print(f"第 {number} 版与{with_}：{len(found)} 处不同。" if found else f"第 {number} 版与{with_}没有不同。")
    return DONE


def _verify(options: argparse.Namespace) -> int:
    from db.service.record import verify  # noqa: PLC0415 - only this verb needs it

    with _opened(options) as book:
        verdict = verify(book)
    for fault in verdict.faults:
        print(f"{fault.sort}\t{fault.sentence}")
    print(verdict.sentence)
    return FAULTS if verdict.faults else DONE


def _history_export(options: argparse.Namespace) -> int:
    from db.service import record  # noqa: PLC0415

    with _opened(options) as book:
        count = record.export(book, options.output, record.Wanted())
    print(f"已导出 {count} 条修改记录：{options.output}")
    return DONE


def _people(options: argparse.Namespace) -> int:
    with _opened(options) as book:
        known = book.operators.known()
    for one in known:
        roles = "、".join(role for role in Role if role in one.roles)
        print(f"{one.name}\t{roles}\t{'有口令' if one.has_pin else ''}".rstrip())
    if not known:
        print("没有登记办理人员：谁打开数据文件，谁就有全部角色。")
    return DONE


def _save_person(options: argparse.Namespace) -> int:
    words = options.roles.replace(",", "、").replace("，", "、").split("、")
    strange = [word for word in words if word not in list(Role)]
    if strange:
        raise KnownError(f"没有“{strange[0]}”这个角色。", f"只有 {'、'.join(Role)}。")
    with _opened(options) as book:
        leave = _leave(book)
        pin = _secret("新口令：") if options.pin else None
        book.operators.save(options.name, frozenset(Role(word) for word in words), pin, leave)
    print(f"已登记：{options.name.strip()}。")
    return DONE


def _remove_person(options: argparse.Namespace) -> int:
    with _opened(options) as book:
        book.operators.remove(options.name, _leave(book))
    print(f"不再由“{options.name}”办理。")
    return DONE


def _leave(book: Book) -> str:
    return _secret("负责人或本人的口令：") if any(one.has_pin for one in book.operators.known()) else ""
