"""The command line's verbs about the data file as a file: backups, going back, moving, checking, diagnosing.

Speaks to people; every verb is one of db.service.
"""

import argparse
import getpass
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from db.domain.trouble import KnownError
from db.service import Author, Book, backup_key, backups, places, restoring
from db.service.book import default_path

Adder = Callable[[str, str, Callable[[argparse.Namespace], int]], argparse.ArgumentParser]
DONE = 0
_FILE, _PLACE = "数据文件，缺省在用户数据文件夹", "备份放在哪里，缺省在数据文件旁的“备份”"


def add_verbs(add: Adder) -> None:
    """Give the command line these verbs; `add` makes one from its name, its words and what it does."""
    for name, words, verb in (
        ("backup", "备份数据文件，核对后保存", _backup),
        ("backups", "列出备份：时间、里面有什么", _backups),
        ("restore", "从备份恢复；现有的文件先备份；加密的会问密码", _restore),
        ("backup-key", "给备份加密：设密码、改密码、不再加密；不写做什么，则只说现在是否加密", _backup_key),
    ):
        parser = add(name, words, verb)
        parser.add_argument("--database", type=Path, metavar="文件", help=_FILE)
        parser.add_argument("--directory", type=Path, metavar="文件夹", help=_PLACE)
        if name == "backups":
            parser.add_argument("--password", action="store_true", help="也看加密的，密码从终端或标准输入第一行读取")
        if name == "backup-key":
            choices = ("set", "change", "off")
            parser.add_argument("what", nargs="?", choices=choices, help="密码从终端读取，或从标准输入，一行一个")
        if name == "restore":
            parser.add_argument("--from", dest="source", type=Path, metavar="备份", help="哪一份，缺省为最近的完好备份")
            parser.add_argument("--look", action="store_true", help="只看恢复后会有哪些不同，不恢复")
    out = add("move-out", "搬家：把数据打包成一个文件", _move_out)
    out.add_argument("--database", type=Path, metavar="文件", help=_FILE)
    out.add_argument("--output", required=True, type=Path, metavar="文件.fazhi", help="写到哪里")
    out.add_argument("--password", action="store_true", help="加密，密码从终端或标准输入第一行读取")
    back = add("move-in", "搬家：在新电脑上打开打包的文件", _move_in)
    back.add_argument("file", type=Path, metavar="文件.fazhi", help="打包的文件")
    back.add_argument("--database", type=Path, metavar="文件", help="放到哪里，缺省在用户数据文件夹")
    check = add("check-file", "检查数据文件是否完好", _check_file)
    check.add_argument("--database", type=Path, metavar="文件", help=_FILE)
    package = add("diagnose", "生成诊断包，里面没有填报的内容", _diagnose)
    package.add_argument("--database", type=Path, metavar="文件", help=_FILE)
    package.add_argument("--output", type=Path, metavar="文件.zip", help="写到哪里；不写则只显示内容")


def add_anyway(parser: argparse.ArgumentParser) -> None:
    """The way past the refusal of a network drive or a synchronised folder."""
    parser.add_argument("--anyway", action="store_true", help="数据文件在网络共享或网盘里也照样写入")


def sound_place(data_file: Path | None, anyway: bool) -> Path | None:
    """The place itself; KnownError if data get damaged there, unless they shall be written `anyway`."""
    why = places.doubt((data_file or default_path()).absolute())
    if why and why.grave and not anyway:
        raise KnownError(why.sentence, "请用 move-out 搬到这台电脑自己的文件夹；确要写在这里的，加 --anyway。")
    warn_of_place(data_file)
    return data_file


def is_there(data_file: Path | None) -> bool:
    """Whether there is a data file where somebody named one; nobody needs to name the one of the user's own folder."""
    try:
        return data_file is None or (data_file.exists() and data_file.stat().st_size > 0)
    except (OSError, ValueError) as error:
        raise KnownError(f"打不开数据文件“{data_file}”。", "请核对文件名和权限。") from error


def opened(data_file: Path | None) -> Book:
    """A data file that is there; KnownError where it is not: a mistyped name must not make a new one."""
    if not is_there(data_file):
        raise KnownError(f"没有数据文件“{data_file}”。", "请核对文件名，或先用 fill 录入。")
    warn_of_place(data_file)
    return Book(data_file)


def warn_of_place(data_file: Path | None) -> None:
    """One plain warning where a data file had better not lie; it is read all the same."""
    why = places.doubt((data_file or default_path()).absolute())
    if why:
        print(f"注意：{why.sentence}", file=sys.stderr)


def back_up_before(book: Book, why: str) -> None:
    """A backup of what is there, if anything was changed since the last one."""
    made = backups.before(book.path, book.author, why)
    if made:
        print(f"已备份：{made.path}")


def best_backup(data_file: Path | None) -> str:
    """What to do about a damaged file, the best backup named; "" if there is none."""
    path = (data_file or default_path()).absolute()
    best = restoring.best(path)
    kind = "备份（已加密）" if best and best.is_sealed else "完好备份"
    return f"最近的{kind}是“{best.path}”，用 restore 命令可以恢复到它。" if best else ""


def _path(options: argparse.Namespace) -> Path:
    path: Path = options.database or default_path()
    return path.absolute()


def _backup(options: argparse.Namespace) -> int:
    print(f"已备份：{backups.back_up(_path(options), Author(), options.directory).path}")
    return DONE


def _folder(options: argparse.Namespace) -> Path:
    return options.directory or places.default_folder(_path(options))


def _unlocked(folder: Path) -> backup_key.Unlocked:
    return backup_key.unlock(folder, _password("备份的密码："))


def _backup_key(options: argparse.Namespace) -> int:
    path, folder = _path(options), _folder(options)
    if options.what == "set":
        again = backup_key.found(folder) is None
        print(f"已备份：{backups.encrypt(path, Author(), _password(again=again), options.directory).path}")
        in_clear = backups.in_clear(path, options.directory)
        print("今后的备份都加密。忘了密码，加密的备份谁也打不开。")
        if in_clear:
            print(f"原有 {in_clear} 份没有加密的备份没有动，不需要的请自行删除。")
    elif options.what == "change":
        backup_key.change(folder, _password("原来的密码："), _password("新密码：", again=True))
        print("密码已改，以前加密的备份也用新密码打开。")
    elif options.what == "off":
        backup_key.switch_off(folder)
        print("今后的备份不再加密。以前加密的仍用密码打开。")
    else:
        print("备份已加密。" if backup_key.is_on(folder) else "备份没有加密。")
    return DONE


def _backups(options: argparse.Namespace) -> int:
    key = _unlocked(_folder(options)) if options.password else None
    found = backups.every(_path(options), options.directory)
    for backup in found:
        why = f"{backup.why or '每日'}{'，已加密' if backup.is_sealed else ''}"
        inside = "" if backup.is_sealed and key is None else told(restoring.look(backup.path, key))
        print(f"{backup.at:%Y-%m-%d %H:%M}\t{why}\t{inside}\t{backup.path}")
    if not found:
        print("还没有备份。")
    return DONE


def told(inside: restoring.Inside) -> str:
    """What a file holds, in one line."""
    if inside.trouble:
        return inside.trouble
    units = {unit: [year for name, year, *_ in inside.years if name == unit] for unit, *_ in inside.years}
    named = "；".join(f"{unit} {'、'.join(map(str, sorted(years)))} 年" for unit, years in units.items())
    changed = inside.changed_at[:16].replace("T", " ")
    return f"{named or '没有填报'}，共 {inside.figures} 项{f'，最后改动 {changed}' if changed else ''}"


def _restore(options: argparse.Namespace) -> int:
    path = _path(options)
    best = restoring.best(path, options.directory) if options.source is None else None
    source = options.source or (best.path if best else None)
    if source is None:
        raise KnownError(
            f"没有找到“{path.name}”的完好备份。", "请用 --from 指出备份，或用 --directory 指出备份文件夹。"
        )
    key = None
    if backup_key.is_sealed(source):
        key = _unlocked(source.absolute().parent)
        if options.source is None:  # with the key it can be told which one is sound
            best = restoring.best(path, options.directory, key)
            source = best.path if best else source
    for difference in restoring.differences(path, source, key):
        where = f"{difference.unit} {difference.year} 年 {difference.label}"
        print(f"{where}：现在“{difference.now}”，备份里“{difference.then}”")
    if options.look:
        print("只看，没有恢复。")
        return DONE
    kept = restoring.restore(path, source, Author(), options.directory, key)
    print(f"已恢复到：{source}")
    if kept:
        print(f"恢复前的数据在：{kept}")
    return DONE


def _password(words: str = "密码：", *, again: bool = False) -> str:
    """From the terminal, or a line of the standard input: never from the command, which others can see."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(words)
    if again and getpass.getpass("再输一次：") != first:
        raise KnownError("两次输入的密码不一样。", "请再试一次。")
    return first


def _move_out(options: argparse.Namespace) -> int:
    from db.service import moving  # noqa: PLC0415

    password = _password(again=True) if options.password else ""
    if options.password and not password:
        raise KnownError("没有输入密码。", "不加密的，请去掉 --password。")
    print(f"已打包：{moving.pack(_path(options), options.output.absolute(), Author(), password=password)}")
    return DONE


def _move_in(options: argparse.Namespace) -> int:
    from db.service import moving  # noqa: PLC0415

    target = _path(options)
    password = _password() if moving.wants_password(options.file) else ""
    moving.unpack(options.file, target, password)
    print(f"已放到：{target}")
    print(told(restoring.look(target)))
    return DONE


def _check_file(options: argparse.Namespace) -> int:
    path = _path(options)
    began = perf_counter()
    counts = restoring.verify(path)
    took = perf_counter() - began
    print(f"完好：{sum(counts.values()):,} 行，{path.stat().st_size:,} 字节，检查用了 {took:.2f} 秒。")
    print(told(restoring.look(path)))
    return DONE


def _diagnose(options: argparse.Namespace) -> int:
    from db.service import diagnosis  # noqa: PLC0415

    parts = diagnosis.collect(_path(options))
    if options.output is None:
        for name, text in parts.items():
            print(f"==== {name}\n{text}")
        return DONE
    print(f"已保存：{diagnosis.write(parts, options.output.absolute())}（{'、'.join(parts)}）")
    return DONE
