"""A power cut at every system call of a verb: what strace saw is replayed, keeping only what had been synchronised.

Files are bytes by inode, folders are names; a write is safe after fsync of its file, a name after fsync of its folder.
Between those two a disk may have kept any of it: here either nothing that was not synchronised, or all names and no
bytes, or everything.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_CALLS = "openat,creat,write,pwrite64,ftruncate,fsync,fdatasync,rename,renameat,unlink,unlinkat,close,dup2,lseek,read"
_CALL = re.compile(r"^(?:\d+\s+)?(\w+)\((.*)\)\s*= (-?\d+)")
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')


@dataclass
class File:
    """One inode: what stands in it, and what the disk has of it."""

    now: bytearray = field(default_factory=bytearray)
    safe: bytearray = field(default_factory=bytearray)


@dataclass
class Disk:
    """Names and files below one folder, as they are and as the disk has them; what the process has said so far."""

    names: dict[str, File] = field(default_factory=dict)
    safe: dict[str, File] = field(default_factory=dict)
    said: str = ""

    def after(self, kept: str) -> dict[str, bytes]:
        """The folder after a cut: `kept` is nothing, names or all."""
        if kept == "all":
            return {name: bytes(file.now) for name, file in self.names.items()}
        names = self.names if kept == "names" else self.safe
        return {name: bytes(file.safe) for name, file in names.items()}


def trace(arguments: list[str], given: str, folder: Path) -> str:
    """What strace sees of `python -m db ARGUMENTS`."""
    log = folder.parent / "strace.log"
    subprocess.run(
        ["strace", "-f", "-xx", "-s", "4000000", "-e", f"trace={_CALLS}", "-e", "signal=none", "-o", str(log),
         sys.executable, "-m", "db", *arguments],
        cwd=ROOT, input=given.encode(), capture_output=True, check=False,
    )  # fmt: skip
    return log.read_text(encoding="ascii", errors="replace")


def replay(log: str, folder: Path, before: dict[str, bytes]) -> Iterator[Disk]:
    """The disk after every call that changed it; it is one and the same disk, so look before the next."""
    disk = Disk()
    for name, data in before.items():
        disk.names[name] = disk.safe[name] = File(bytearray(data), bytearray(data))
    run = _Run(disk, str(folder) + os.sep)
    for line in log.splitlines():
        match = _CALL.match(line)
        if match and int(match[3]) >= 0 and run.take(match[1], match[2], int(match[3])):
            yield disk


class _Run:
    """The calls of one process, one after the other."""

    def __init__(self, disk: Disk, root: str) -> None:
        self._disk, self._root = disk, root
        self._files: dict[int, File] = {}
        self._folders: dict[int, str] = {}
        self._at: dict[int, int] = {}

    def take(self, call: str, words: str, answer: int) -> bool:
        """Do what the call did; whether the disk is another one now."""
        names = [self._name(text) for text in _TEXT.findall(words)] if call not in ("write", "pwrite64") else []
        if call in ("openat", "creat"):
            return self._open(names[0], words, answer)
        number = int(words.split(",", maxsplit=1)[0]) if words[:1].isdigit() else -1
        if call in ("rename", "renameat"):
            return self._rename(*names[:2])
        if call in ("unlink", "unlinkat"):
            return names[0] is not None and self._disk.names.pop(names[0], None) is not None
        if call == "close":
            self._files.pop(number, None)
            self._folders.pop(number, None)
            return False
        return self._on_handle(call, number, words, answer)

    def _name(self, text: str) -> str | None:
        path = _bytes(text).decode(errors="replace")
        return path[len(self._root) :] if path.startswith(self._root) else "" if path + os.sep == self._root else None

    def _open(self, name: str | None, words: str, number: int) -> bool:
        self._at[number] = 0
        if name is None:
            return False
        if name in self._disk.names or "O_CREAT" in words:
            fresh = name not in self._disk.names
            file = self._disk.names.setdefault(name, File())
            self._files[number] = file
            if "O_TRUNC" in words and file.now:
                del file.now[:]
                return True
            return fresh
        self._folders[number] = name
        return False

    def _rename(self, old: str | None, new: str | None) -> bool:
        if old is None or new is None:
            return False
        self._disk.names[new] = self._disk.names.pop(old)
        return True

    def _on_handle(self, call: str, number: int, words: str, answer: int) -> bool:
        if number == 1 and call == "write":
            self._disk.said += _bytes(_TEXT.findall(words)[0]).decode(errors="replace")
            return True
        if number in self._folders and call in ("fsync", "fdatasync"):
            inside = self._folders[number]
            return self._settle(inside + os.sep if inside else "")
        file = self._files.get(number)
        if file is None:
            return False
        if call in ("fsync", "fdatasync"):
            file.safe = bytearray(file.now)
            return True
        return self._change(file, call, number, words, answer)

    def _settle(self, inside: str) -> bool:
        def here(name: str) -> bool:
            return name.startswith(inside) and os.sep not in name[len(inside) :]

        kept = {name: file for name, file in self._disk.safe.items() if not here(name)}
        self._disk.safe = kept | {name: file for name, file in self._disk.names.items() if here(name)}
        return True

    def _change(self, file: File, call: str, number: int, words: str, answer: int) -> bool:
        if call == "ftruncate":
            length = int(words.rsplit(",", 1)[1])
            file.now[:] = file.now[:length].ljust(length, b"\0")
            return True
        if call == "lseek":
            self._at[number] = answer
        if call == "read":
            self._at[number] += answer
        if call not in ("write", "pwrite64"):
            return False
        at = int(words.rsplit(",", 1)[1]) if call == "pwrite64" else self._at[number]
        data = _bytes(_TEXT.findall(words)[0])[:answer]
        if len(file.now) < at:
            file.now.extend(b"\0" * (at - len(file.now)))
        file.now[at : at + len(data)] = data
        self._at[number] = at + len(data) if call == "write" else self._at[number]
        return True


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", "")) if text else b""


def lay(files: dict[str, bytes], folder: Path) -> None:
    """The folder as the disk has it."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def read(folder: Path) -> dict[str, bytes]:
    """What a folder holds."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
