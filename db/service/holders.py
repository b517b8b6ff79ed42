"""Who has a data file open: one small record beside it per window, with name, machine and since when.

SQLite lets two windows write in turn, and one person's windows on one machine do. Another person, or another
machine, is told who is at work and may look; the record of a window that is gone is recognised and cleared away.
"""

import json
import os
import platform
import re
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from db.beside import alive, beside, host
from db.domain.trouble import KnownError
from db.service.stamps import Author, login

BEAT_SECONDS = 60
_GONE_SECONDS = 10 * BEAT_SECONDS  # a window that is alive has told so ten times
_SUFFIX = ".open"
_WHOSE = re.compile(r"\.(?P<host>[0-9a-f]{8})-(?P<process>\d+)-\d+\.open$")
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Holder:
    """One window that has the file open: whose, on which machine, since when (ISO)."""

    who: str
    login: str
    machine: str
    since: str
    host: str
    process: int

    @property
    def words(self) -> str:
        """Who it is, as a clerk says it."""
        return f"{self.who}（{self.machine}，{self.since[:16].replace('T', ' ')} 起）"

    def is_same_person(self) -> bool:
        """Whether it is a window of the one who works here, on this machine."""
        return (self.login, self.machine) == (login(), platform.node())


class Hold:
    """Our own record beside `data_file`. It is no lock: it tells, and is asked before each change."""

    def __init__(self, data_file: Path, author: Author) -> None:
        self._data_file, self._author = data_file, author
        self._me = Holder(author.who, login(), platform.node(), author.now(), host(), os.getpid())
        self._record = data_file.with_name(f".{data_file.name}.{host()}-{os.getpid()}-{next(_numbers)}{_SUFFIX}")
        self._write()
        self.before_us = self._found_before_us()

    def _write(self) -> None:
        with suppress(OSError):  # where no record can be written, no figure can be either
            handle = os.open(self._record, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(asdict(self._me), file, ensure_ascii=False)

    def _found_before_us(self) -> Holder | None:
        strangers = [holder for holder in self.others() if not holder.is_same_person()]
        first = min(strangers, key=_order, default=None)
        return first if first and _order(first) < _order(self._me) else None

    def others(self) -> tuple[Holder, ...]:
        """The windows other than ours that have the file open, of the same person, too."""
        found = []
        for path in self._data_file.parent.glob(f".{_plain(self._data_file.name)}.*{_SUFFIX}"):
            holder = None if path == self._record else _read(path)
            if holder is not None:
                found.append(holder)
        return tuple(found)

    def beat(self) -> None:
        """We are still here; and whether whoever was here before us has left."""
        try:
            os.utime(self._record)
        except OSError:
            self._come_back()
        self.before_us = self._found_before_us()

    def _come_back(self) -> None:
        """Somebody thought us gone and may be at work since: we are behind them."""
        self._me = replace(self._me, since=self._author.now())
        self._write()

    def check(self) -> None:
        """KnownError if somebody else is at work in the file; asked before each change."""
        if self.before_us is None and not self._record.exists():
            self._come_back()
            self.before_us = self._found_before_us()
        if self.before_us is not None:
            raise KnownError(
                f"{self.before_us.words}正在使用这个数据文件，这里只能看。", "请等对方关闭后再填；要改的请先联系对方。"
            )

    def release(self) -> None:
        """We leave."""
        with suppress(OSError):
            self._record.unlink(missing_ok=True)


def _order(holder: Holder) -> tuple[datetime, str]:
    """Who was first; of two at one moment every window names the same one."""
    return datetime.fromisoformat(holder.since).astimezone(UTC), holder.host


def _plain(name: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)


def _read(path: Path) -> Holder | None:
    """The holder of a record that is alive; the record of one that is gone is taken away."""
    whose = _WHOSE.search(path.name)
    with suppress(OSError):
        here = whose is not None and whose["host"] == host()
        if (whose and here and not alive(int(whose["process"]))) or _now(path) - path.stat().st_mtime > _GONE_SECONDS:
            path.unlink()
            return None
    with suppress(OSError, ValueError, TypeError):  # just being written, or no record of ours
        holder = Holder(**json.loads(path.read_text(encoding="utf-8")))
        _order(holder)
        return holder
    return None


def _now(path: Path) -> float:
    """The time by the clock that dates the records; by our own where nothing can be written."""
    probe = beside(path.with_name("now"))
    try:
        probe.touch(mode=0o600)
        return probe.stat().st_mtime
    except OSError:
        return time.time()
    finally:
        with suppress(OSError):
            probe.unlink(missing_ok=True)
