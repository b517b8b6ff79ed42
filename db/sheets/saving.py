"""Handing a finished workbook to a folder: written beside the target, proved, then moved into place, or nothing at all.

Knows files and folders, not what the workbook says.
"""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from db.beside import beside, clear, settle
from db.domain.trouble import KnownError

SUFFIX = ".xlsx"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_READERS = {".pdf": "看 PDF 的程序", ".csv": " Excel、WPS 或记事本", ".json": "打开它的程序"}
_ELSEWHERE = "请换一个文件夹再导出，例如“文档”或者桌面。"


def save_bytes(target: Path, data: bytes, *proofs: Callable[[Path], None]) -> None:
    """Write `data` beside `target`, let every proof look at the written file, then move it into place.

    What a proof raises leaves `target` as it was; a KnownError says why the target cannot be written.
    """
    with _making(target):
        clear(target.parent)
        part = beside(target)
        handle = os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with _making(target), os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        for prove in proofs:
            with _making(target):
                prove(part)
        with _moving(target):
            part.replace(target)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    settle(target.parent)


def refuse_bad_target(target: Path, suffix: str = SUFFIX) -> None:
    """KnownError, before any work is done, where `target` cannot become a workbook; its name ends in `suffix`."""
    with _making(target):
        if target.is_dir():
            raise KnownError(f"“{target}”是一个文件夹，不能当作文件来保存。", "请换一个文件名再导出。")
        if target.exists() and not os.access(target, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
            raise KnownError(f"“{target.name}”是只读的，没有改动它，", "请去掉它的只读属性，或者换一个文件名再导出。")
        if target.exists() and (lock := _lock(target)) is not None:
            raise KnownError(
                f"“{target.name}”正被别的程序打开，没有改动它，",
                f"请在{_reader(target)}里关闭它再导出，或者换一个文件名；确实没有打开的，请删去旁边的“{lock.name}”。",
            )
        if target.is_file() and _is_data_file(target):
            raise KnownError(f"“{target.name}”是数据文件，不能用表格盖掉它，", "请换一个文件名再导出。")
        if not target.parent.is_dir():
            raise KnownError(f"找不到文件夹“{target.parent}”。", "请先建好这个文件夹，或者换一个位置再导出。")
    if target.suffix.lower() != suffix:
        raise KnownError(f"文件名“{target.name}”不是以 {suffix} 结尾。", f"请把文件名改成以 {suffix} 结尾再导出。")


def _lock(target: Path) -> Path | None:
    """What a program on Linux that has the file open left beside it: there the system itself refuses nothing."""
    name = target.name
    locks = (f".~lock.{name}#", f".~{name}", f".~{name[1:]}", f".~{name[2:]}")  # of LibreOffice; of WPS, as it likes
    return next((path for lock in locks if (path := target.with_name(lock)).exists()), None)


def _reader(target: Path) -> str:
    return _READERS.get(target.suffix.lower(), " Excel 或 WPS ")


def _is_data_file(target: Path) -> bool:
    with target.open("rb") as file:
        return file.read(15) == b"SQLite format 3"


@contextmanager
def _making(target: Path) -> Iterator[None]:
    """Troubles of the folder and the disk in words."""
    try:
        yield
    except OSError as error:
        raise _trouble(error, target) from error


@contextmanager
def _moving(target: Path) -> Iterator[None]:
    """Troubles of the last step in words: by now the folder takes files, so it is the old file that resists."""
    try:
        yield
    except PermissionError as error:
        raise KnownError(
            f"“{target.name}”正被别的程序打开，或者设成了只读，没有改动它。",
            f"请在{_reader(target)}里关闭它再导出，或者换一个文件名。",
        ) from error
    except OSError as error:
        raise _trouble(error, target) from error


def _trouble(error: OSError, target: Path) -> KnownError:
    if error.errno in _FULL:
        return KnownError(f"“{target.parent}”所在的磁盘满了，表格没有保存。", "请腾出空间再导出，或者换一个磁盘。")
    if error.errno == errno.ENAMETOOLONG:
        return KnownError(f"文件名“{target.name[:20]}…”太长，表格没有保存。", "请把文件名或者文件夹名改短再导出。")
    if error.errno in _FORBIDDEN:
        return KnownError(f"没有权限在文件夹“{target.parent}”里保存文件。", _ELSEWHERE)
    return KnownError(f"表格没有能保存为“{target}”（系统提示：{error.strerror}）。", _ELSEWHERE)
