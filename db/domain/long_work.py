"""How far long work has come: the work tells it, whoever waits listens and may stop it; knows neither of the two."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeAlias

from db.domain.trouble import KnownError

Listener: TypeAlias = Callable[[str, int, int], None]
"""What is being done (正在读回核对), how many parts are done, how many there are; may raise StoppedError."""

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


class StoppedError(KnownError):
    """The person does not want to wait any longer; everything is as it was before."""

    def __init__(self) -> None:
        super().__init__("已停止，什么都没有改变。")


def step(what: str, done: int, whole: int) -> None:
    """Tell who waits; called only where the work may be given up and leaves nothing behind. May raise StoppedError."""
    listener = _listener.get()
    if listener is not None:
        listener(what, done, whole)


@contextmanager
def part(what: str, done: int, whole: int) -> Iterator[None]:
    """One step whose own steps need not be told."""
    step(what, done, whole)
    with quietly():
        yield


@contextmanager
def quietly() -> Iterator[None]:
    """Work inside is told to nobody, and nobody stops it: other work that comes in between."""
    listener = _listener.set(None)
    try:
        yield
    finally:
        _listener.reset(listener)


@contextmanager
def told_to(listener: Listener) -> Iterator[None]:
    """Work inside tells its steps to `listener`."""
    before = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(before)
