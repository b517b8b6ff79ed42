"""Files on their way: written beside their target under a name that tells who writes them, cleared after a crash.

Knows names, processes and folders; knows nothing of what stands in a file.
"""

import hashlib
import os
import platform
import re
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

OLD_SECONDS = 3600  # no file takes this long to write: what is older was left behind, whoever wrote it
_BOOT = Path("/proc/sys/kernel/random/boot_id")
_NAME = re.compile(r"\.~(?P<host>[0-9a-f]{8})-(?P<process>\d+)-.+")


@cache
def host() -> str:
    """This machine since it was started, in eight letters."""
    try:
        boot = _BOOT.read_text(encoding="ascii")
    except OSError:
        boot = ""
    return hashlib.sha256(f"{platform.node()}\n{boot}".encode()).hexdigest()[:8]


def beside(target: Path) -> Path:
    """Where `target` is to be written before it is moved into place: in its folder, with its ending."""
    return target.with_name(f".~{host()}-{os.getpid()}-{target.name}")


def clear(folder: Path) -> None:
    """Take away what processes that are gone left half written in `folder`; what cannot be told stays for an hour."""
    with suppress(OSError):
        for path in folder.glob(".~*"):
            match = _NAME.fullmatch(path.name)
            if match:
                _clear(path, match["host"], int(match["process"]))


def _clear(path: Path, its_host: str, process: int) -> None:
    with suppress(OSError):
        gone = its_host == host() and not alive(process)
        if gone or _now(path.parent) - path.stat().st_mtime > OLD_SECONDS:
            path.unlink()


def _now(folder: Path) -> float:
    """The time by the clock that dates the files of `folder`: that of a server, where it is one."""
    probe = beside(folder / "now")
    try:
        probe.touch(mode=0o600)
        return probe.stat().st_mtime
    finally:
        probe.unlink(missing_ok=True)


def alive(process: int) -> bool:
    """Whether a process of this machine is still at work."""
    if process == os.getpid():
        return True
    if sys.platform == "win32":
        return _alive_on_windows(process)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True  # somebody else's
    return True


def _alive_on_windows(process: int) -> bool:
    import ctypes  # noqa: PLC0415 - only there

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined, unused-ignore]
    handle = kernel.OpenProcess(0x1000, False, process)  # PROCESS_QUERY_LIMITED_INFORMATION
    if not handle:
        return bool(kernel.GetLastError() == 5)  # there, but not ours to ask
    try:
        code = ctypes.c_ulong()
        kernel.GetExitCodeProcess(handle, ctypes.byref(code))
        return code.value == 259  # STILL_ACTIVE
    finally:
        kernel.CloseHandle(handle)


def settle(folder: Path) -> None:
    """Make new names in `folder` survive a power cut, where the system lets one (Windows does not)."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
