"""What the program notes of its own running, for whoever has to mend it: never a figure, a name or a path.

The file stays on this machine, is small, and goes round: the oldest lines make room for the newest.
"""

import logging
import platform
import traceback
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

from resources.version import VERSION

_MOST_BYTES, _KEPT = 200_000, 3
_log = logging.getLogger("fazhi")


def folder() -> Path:
    """Where the log lies."""
    import platformdirs  # noqa: PLC0415 - off the start path

    return platformdirs.user_log_path("fazhi", appauthor=False)


def begin(kind: str, place: Path | None = None) -> None:
    """Note from now on; `kind` is the program's part (window, command). A folder that takes no log is no trouble."""
    with suppress(OSError):
        where = place or folder()
        where.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = where / "fazhi.log"
        path.touch(mode=0o600)
        handler = RotatingFileHandler(path, maxBytes=_MOST_BYTES, backupCount=_KEPT, encoding="utf-8", delay=True)
        handler.setFormatter(logging.Formatter("%(asctime)s %(process)d %(levelname)s %(message)s"))
        _log.addHandler(handler)
        _log.setLevel(logging.INFO)
        _log.propagate = False
        note(f"{kind} {VERSION} Python {platform.python_version()} {platform.system()} {platform.release()}")


def end() -> None:
    """Close the log."""
    for handler in list(_log.handlers):
        _log.removeHandler(handler)
        handler.close()


def note(words: str) -> None:
    """One line. Nothing that a person typed, and no path, may stand in it."""
    if _log.handlers:
        _log.info(words)


def note_bug(error: BaseException) -> None:
    """What broke and where: kinds and places in the code; not the message, which may quote a figure."""
    if _log.handlers:
        _log.error(anonymous(error))


def anonymous(error: BaseException) -> str:
    """An error's kinds and the lines of code it came through."""
    parts: list[str] = []
    known: BaseException | None = error
    while known is not None:
        frames = traceback.extract_tb(known.__traceback__)
        lines = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
        parts.append(" < ".join([type(known).__name__, *reversed(lines)]))
        known = known.__cause__ or known.__context__
    return " | from ".join(parts)


def lines(place: Path | None = None) -> str:
    """All that was noted, the oldest first; "" if nothing."""
    where = place or folder()
    found = []
    for name in [*(f"fazhi.log.{n}" for n in range(_KEPT, 0, -1)), "fazhi.log"]:
        with suppress(OSError):
            found.append((where / name).read_text(encoding="utf-8", errors="replace"))
    return "".join(found)
