"""Locked backups: the key of a backup folder, kept in the folder itself, so that nobody types a password each day.

A small text file holds the open key, which locks every backup made into the folder, and the secret key, which opens
them and is itself locked with the person's password. Whoever has the folder and the password can go on anywhere,
with the age tool alone if need be. Switched off, the file stays: what was locked before still needs it. Knows files
and words; a password is in no file, no log and no command.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from db.domain.trouble import KnownError
from db.service import sealing
from db.store import backup as store

KEY_NAME = "备份密钥.txt"
_MOST = 64_000  # bytes of a key file
_HEAD = """\
法治填报的备份密钥。请和备份放在一起，不要改动，不要删除：少了它，加密的备份谁也打不开。
不用法治填报也能打开备份：把 BEGIN 到 END 这几行另存为 key.age，
再用 age 工具运行 age -d -i key.age -o 数据.sqlite 备份文件.sqlite.age，输入密码。
"""
_BODY = re.compile(
    r"今后的备份：(?P<on>加密|不加密)\n公钥：(?P<key>age1[0-9a-z]+)\n"
    r"(?P<secret>-----BEGIN AGE ENCRYPTED FILE-----\n[\w+/=\n]+-----END AGE ENCRYPTED FILE-----)\n校验：(?P<sum>\w+)\n"
)
_AGAIN = "请核对大小写和输入法，再输一次。"


class KeyTroubleError(KnownError):
    """The key of a folder is damaged or lost: nothing can be locked there, and nothing opened."""


@dataclass(frozen=True, slots=True)
class Key:
    """What a key file holds: the open key, the locked secret one, and whether backups are locked from now on."""

    key: str
    secret: str
    on: bool = True


@dataclass(frozen=True, slots=True)
class Unlocked:
    """The secret key of a folder, to be forgotten as soon as the backups have been looked at."""

    secret: str = field(repr=False)


# ---- the file


def found(folder: Path) -> Key | None:
    """The key of a folder; None if it has none, or is not there. KnownError if it cannot be read or is damaged."""
    try:
        with (folder / KEY_NAME).open("rb") as file:
            text = file.read(_MOST).decode()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise KnownError(f"读不了文件夹“{folder}”里的“{KEY_NAME}”。", "请核对权限；在 U 盘上的，重新插好。") from error
    except UnicodeDecodeError as error:
        raise _damaged(folder) from error
    match = _BODY.search("\n".join([*(line.strip() for line in text.splitlines()), ""]))
    if match is None or _sum(match["key"], match["secret"]) != match["sum"]:
        raise _damaged(folder)
    return Key(match["key"], match["secret"], match["on"] == "加密")


def _sum(key: str, secret: str) -> str:
    """Tells a damaged file from a wrong password."""
    return hashlib.sha256(f"{key}\n{secret}".encode()).hexdigest()[:16]


def _damaged(folder: Path) -> KnownError:
    return KeyTroubleError(
        f"文件夹“{folder}”里的“{KEY_NAME}”已损坏。",
        "请从这些备份的另一份拷贝里把它拷回来；没有的，换一个备份文件夹，在那里重新给备份加密。",
    )


def _write(key: Key, folder: Path, make_folder: bool = False) -> None:
    lines = (
        f"今后的备份：{'加密' if key.on else '不加密'}",
        f"公钥：{key.key}",
        key.secret,
        f"校验：{_sum(key.key, key.secret)}",
    )
    store.write("\n".join([_HEAD, *lines, ""]).encode(), folder / KEY_NAME, make_folder)


# ---- making


def seal_of(folder: Path) -> Callable[[bytes], bytes] | None:
    """What locks a backup made into `folder`; None where they are not locked.

    KnownError if the key is damaged or lost: what shall be locked is never written in clear.
    """
    key = found(folder)
    if key is None:
        _refuse_lost(folder)
        return None
    return (lambda data: _locked(data, key, folder)) if key.on else None


def _locked(data: bytes, key: Key, folder: Path) -> bytes:
    try:
        return sealing.seal_to(data, key.key)
    except ValueError as error:
        raise _damaged(folder) from error


def _refuse_lost(folder: Path) -> None:
    if store.any_sealed(folder):
        raise KeyTroubleError(
            f"文件夹“{folder}”里有加密的备份，但是少了“{KEY_NAME}”。",
            "请把它找回来，放回这个文件夹；找不到的，换一个备份文件夹，在那里重新给备份加密。",
        )


# ---- opening


def is_sealed(path: Path) -> bool:
    """Whether a backup is locked."""
    return path.suffix == store.SEALED


def unlock(folder: Path, password: str) -> Unlocked:
    """The secret key of a folder; takes a second or two on purpose. KnownError: no key, damaged, another password."""
    key = found(folder)
    if key is None:
        raise KnownError(
            f"文件夹“{folder}”里没有“{KEY_NAME}”，打不开加密的备份。", "请把和备份放在一起的这个文件也拷到这里。"
        )
    if not password:
        raise KnownError("还没有输入备份的密码。", "请输入给备份加密时设的密码。")
    try:
        secret = sealing.unseal(key.secret.encode(), password)
    except KnownError as error:
        raise KnownError("备份的密码不对。", _AGAIN) from error
    if not _belong(key.key, secret):
        raise _damaged(folder)
    return Unlocked(secret.decode())


def _belong(key: str, secret: bytes) -> bool:
    """Whether the two are a pair: somebody may have put an open key of their own into the file."""
    try:
        return sealing.open_key(secret.decode()) == key
    except ValueError:
        return False


def image(path: Path, key: Unlocked | None) -> bytes | None:
    """What is locked in a backup, in memory only; None for one that is not locked. KnownError: cannot be opened."""
    if not is_sealed(path):
        return None
    if key is None:
        raise KnownError("这份备份已加密。", "输入密码才能看里面。")
    try:
        return sealing.unseal_with(path.read_bytes(), key.secret)
    except OSError as error:
        raise KnownError(f"读不了备份“{path.name}”。", "请核对位置和权限；在 U 盘上的，先插好 U 盘。") from error
    except LookupError as error:
        raise KnownError(
            f"备份“{path.name}”是用另一个“{KEY_NAME}”加密的。", "请把当时和它放在一起的那个拷到这里，再输当时的密码。"
        ) from error
    except ValueError as error:
        raise KnownError(f"备份“{path.name}”已损坏，解不开。", "请选另一份备份。") from error


# ---- what the person decides


def is_on(folder: Path) -> bool:
    """Whether backups made into `folder` are locked; KnownError if that cannot be told."""
    key = found(folder)
    if key is None:
        _refuse_lost(folder)
    return key is not None and key.on


def was_on(folder: Path) -> bool:
    """Whether backups there are locked, or were until their key was damaged or lost."""
    try:
        return is_on(folder)
    except KnownError:
        return True


def set_up(folder: Path, password: str, make_folder: bool = False) -> None:
    """From now on backups made into `folder` are locked; one that was switched off wants its password again."""
    key = found(folder)
    if key is None:
        _refuse_lost(folder)
        opened, secret = sealing.new_pair()
        _write(Key(opened, _sealed(secret, password)), folder, make_folder)
    elif key.on:
        raise KnownError("这个文件夹里的备份已经加密。", "要换密码的，请用“改密码”。")
    else:
        try:
            unlock(folder, password)
        except KnownError as error:
            raise KnownError(
                error.sentence, "这个文件夹以前设过密码，请用那个密码；忘了的，换一个备份文件夹。"
            ) from error
        _write(replace(key, on=True), folder)


def change(folder: Path, old: str, new: str) -> None:
    """Another password for the same key: every backup, old ones too, is opened with `new` from now on."""
    key = found(folder)
    secret = unlock(folder, old).secret
    assert key is not None
    _write(replace(key, secret=_sealed(secret, new)), folder)


def _sealed(secret: str, password: str) -> str:
    return sealing.seal(secret.encode(), password, as_text=True).decode().strip().replace("\r\n", "\n")


def switch_off(folder: Path) -> None:
    """Backups made from now on are not locked; the key stays for those that are."""
    key = found(folder)
    if key is None or not key.on:
        raise KnownError("这个文件夹里的备份没有加密。", "不用再做什么。")
    _write(replace(key, on=False), folder)


def carry(before: Path, after: Path, make_folder: bool = False) -> None:
    """Let the key go along to another backup folder, so that it does not get backups in clear; its own one stays."""
    there = found(after)
    try:
        key = found(before)
    except KnownError:  # told of at each backup there; it must not keep anybody from going elsewhere
        return
    if key is not None and key.on and (there is None or (there.key == key.key and not there.on)):
        _refuse_lost(after)
        _write(key, after, make_folder)
