"""Who does something and when; the only place that looks at the clock."""

import getpass
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from db.store.repository import Stamp


def login() -> str:
    """The name with which the person logged on to this machine."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a system without user names still has users
        return "本机用户"


def _now() -> datetime:
    return datetime.now().astimezone()


@dataclass(frozen=True)
class Author:
    """The person at this machine, and the clock that dates what they do (tests give their own)."""

    who: str = field(default_factory=login)
    clock: Callable[[], datetime] = _now

    def stamp(self, how: str, why: str = "") -> Stamp:
        """The stamp of a change made now; `how` in the clerk's words (录入, 导入 …)."""
        return Stamp(self.now(), self.who, how, why)

    def now(self) -> str:
        """This moment, to the second, with its zone."""
        return self.clock().isoformat(timespec="seconds")
