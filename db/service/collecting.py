"""回收, the looking: which of the files given are ours, what they say, and how that meets the return; writes nothing.

Each file passes the same stages, and where it stops one plain sentence says why; the others go on.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from db.domain import units
from db.domain.cells import State, typed
from db.domain.items import Item
from db.domain.long_work import step
from db.domain.returns import Return, printed_codes
from db.domain.travel.answers import NOTE, Answer
from db.domain.travel.issue import Issue, Sent
from db.domain.travel.merging import Paper, merge
from db.domain.trouble import KnownError
from db.service.collection import Collection, PaperFacts, Refusal
from db.service.offices import Offices
from db.service.open_return import OpenReturn
from db.sheets.offices.reading import Arrived, Returned, arrived, read

MOST_FILES = 2_000
_WORKBOOKS = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".xlt", ".et", ".ett", ".ods")
_LOCKS = ("~$", ".")  # what Excel, WPS and LibreOffice leave beside an open file, and hidden files


def workbooks(paths: Iterable[Path]) -> tuple[tuple[Path, ...], int]:
    """The workbooks among `paths`, folders searched through, in the order of their names; how many others there are.

    A file named by itself is taken as it is. KnownError if a folder cannot be looked into or holds too much.
    """
    found: list[Path] = []
    ignored = 0
    for path in paths:
        if not _is_folder(path):
            found.append(path)
            continue
        for file in _files(path):
            if file.name.startswith(_LOCKS):
                continue
            if file.suffix.lower() in _WORKBOOKS:
                found.append(file)
            else:
                ignored += 1
            if len(found) + ignored > MOST_FILES:
                raise KnownError(f"文件夹“{path}”里的文件超过 {MOST_FILES:,} 个。", "请核对是不是选错了文件夹。")
    return tuple(dict.fromkeys(found)), ignored


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that the system does not take: reading it will say so
        return False


def _files(folder: Path) -> Iterator[Path]:
    def give_up(error: OSError) -> None:
        raise KnownError(f"文件夹“{folder}”打不开。", "请核对它还在不在、有没有权限。") from error

    for place, folders, names in os.walk(folder, onerror=give_up):
        folders.sort()
        yield from (Path(place) / name for name in sorted(names))


def look(offices: Offices, paths: Sequence[Path]) -> Collection:
    """What the workbooks say and how that meets the return; nothing is written. KnownError if there are none."""
    opened = offices.opened
    opened.refresh()
    files, ignored = workbooks(paths)
    if not files:
        raise KnownError("这里没有可以回收的工作簿。", "请选科室发回的 .xlsx 文件，或者放这些文件的文件夹。")
    refused: list[Refusal] = []
    facts: list[PaperFacts] = []
    papers: list[Paper] = []
    known: dict[str, str] = {}
    seen = offices.collected()
    for n, file in enumerate(files):
        step(f"正在读“{file.name}”", n, len(files))
        try:
            returned = _read(opened, offices, file)
        except KnownError as trouble:
            refused.append(Refusal(file.name, trouble.sentence, trouble.next_step))
            continue
        digest = _digest(returned)
        if digest in known:
            refused.append(Refusal(file.name, f"“{file.name}”与“{known[digest]}”内容相同，只算一份。"))
            continue
        known[digest] = file.name
        facts.append(_facts(returned, digest, digest in seen))
        papers.append(Paper(returned.entries, digest in seen))
    return Collection(tuple(facts), tuple(refused), merge(opened.ret, papers), ignored)


def _read(opened: OpenReturn, offices: Offices, path: Path) -> Returned:
    found = arrived(path)
    _refuse_foreign(opened, found)
    noted = offices.sent(found.issue)
    sent = found.sent if found.sent is not None else noted
    if sent is None:
        raise KnownError(
            f"“{path.name}”里的隐藏表不见了，本机也没有分发它的记录，无法知道改了哪些。",
            "请重新分发一份，让科室把数字填进去。",
        )
    returned = read(found, sent)
    more = [] if noted is not None else ["本机没有分发它的记录（可能是在别的电脑上分发的），按文件里的记录核对。"]
    if newer := offices.newer(found.issue):
        told = f"这是以前分发的一份（编号 {found.issue.number}），后来又分发过编号 {newer}"
        more.append(f"{told}，请核对科室填的是哪一份。")
    return _in_use(opened.ret, returned, more)


def _refuse_foreign(opened: OpenReturn, found: Arrived) -> None:
    issue, ret = found.issue, opened.ret
    if issue.unit.strip() != ret.unit.strip():
        raise KnownError(
            f"“{found.file}”是“{issue.unit}”的表，现在打开的是“{ret.unit}”。", "请核对文件，或换到那个单位再收。"
        )
    if issue.year != ret.year:
        raise KnownError(
            f"“{found.file}”是 {issue.year} 年的表，现在打开的是 {ret.year} 年。", "请核对文件，或换到那个年度再收。"
        )


def _in_use(ret: Return, returned: Returned, remarks: Sequence[str]) -> Returned:
    """The entries by the codes in use now; figures of an item that is counted otherwise by now say their unit."""
    entries, gone, counted = [], set(), set()
    asked = frozenset(printed_codes(ret.pack, ret.year))
    for given in returned.entries:
        entry, code = given, given.key.removeprefix(NOTE)
        now, sent = ret.pack.resolve(code), returned.sent[code]
        if now is None or now not in asked:
            gone.add(sent.name)
            continue
        item = ret.item(now)
        if sent.unit != item.unit and not entry.key.startswith(NOTE):
            counted.add(f"“{sent.name}”由“{sent.unit}”改为“{item.unit}”")
            base, answer = (_with_unit(one, sent, item) for one in (entry.base, entry.answer))
            entry = replace(entry, base=base, answer=answer)
        entries.append(replace(entry, key=f"{NOTE if entry.key.startswith(NOTE) else ''}{now}"))
    told = [*remarks, *returned.remarks]
    told += [f"分发以后指标体系改过，已没有这些指标：{'、'.join(sorted(gone))}。"] * bool(gone)
    told += [f"分发以后改了单位：{'；'.join(sorted(counted))}；表里的数按分发时的单位收。"] * bool(counted)
    return replace(returned, entries=tuple(entries), remarks=tuple(told))


def _with_unit(answer: Answer, sent: Sent, item: Item) -> Answer:
    if answer.state is not State.VALUE or not item.kind.is_number or units.find(sent.unit) is None:
        return answer
    read_ = typed(item, answer.words)
    plain = read_.quantity is not None and not read_.quantity.typed_unit
    return replace(answer, words=f"{answer.words.strip()}{sent.unit}") if plain else answer


def _digest(returned: Returned) -> str:
    """The same for the same answers to the same issue, whatever the file is called and whoever saved it again."""
    said = sorted((e.key, e.answer.state.value, e.answer.words, e.answer.reason) for e in returned.entries)
    issue = returned.issue
    whole = json.dumps([issue.number, issue.office, issue.issued_at, said], ensure_ascii=False)
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def _facts(returned: Returned, digest: str, seen: bool) -> PaperFacts:
    said = {entry.key for entry in returned.entries if entry.answer.state is not State.BLANK}
    answered = sum(not key.startswith(NOTE) for key in said)
    issue: Issue = returned.issue
    asked = len(returned.sent)
    changed = bool(returned.contact) or any(entry.answer != entry.base for entry in returned.entries)
    remarks = (*returned.remarks, *([] if changed else ["与分发时完全一样，什么也没有填，不算收回。"]))
    return PaperFacts(
        returned.file, issue.number, issue.office, answered, asked, returned.contact, remarks, seen, digest, changed
    )
