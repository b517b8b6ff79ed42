"""Handing a workbook to a folder: written beside the target, read back, then moved into place, or nothing at all."""

import errno
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from db.beside import beside, clear, settle
from db.domain.findings import Finding
from db.domain.returns import Return
from db.domain.trouble import KnownError
from db.sheets.model import Workbook
from db.sheets.read_back import check
from db.sheets.standard import standard_workbook
from db.sheets.writing import xlsx_bytes

SUFFIX = ".xlsx"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_ELSEWHERE = "请换一个文件夹再导出，例如“文档”或者桌面。"


def export_standard(
    target: Path,
    ret: Return,
    last: Return | None,
    findings: Sequence[Finding],
    made_on: str,
    version: str,
) -> None:
    """Write the standard workbook of `ret` to `target`, replacing an older file only after the new one is proved.

    `last` is last year's return, `made_on` an ISO date, `version` the program's. KnownError: the target cannot
    be written, and what stood there is untouched. ReadBackError: the file came back different, a bug.
    """
    refuse_bad_target(target)
    save(target, standard_workbook(ret, last, findings, made_on, version))


def save(target: Path, book: Workbook, prove: Callable[[Path], None] | None = None) -> None:
    """Write `book` beside `target`, read it back and compare, then move it into place.

    `prove` may look at the written file too; what it raises leaves `target` as it was.
    """
    data = xlsx_bytes(book)
    with _making(target):
        clear(target.parent)
        part = beside(target)
        handle = os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with _making(target), os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with _making(target):
            check(part, book)
        if prove is not None:
            prove(part)
        with _moving(target):
            part.replace(target)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    settle(target.parent)


def refuse_bad_target(target: Path) -> None:
    """KnownError, before any work is done, where `target` cannot become a workbook."""
    with _making(target):
        if target.is_dir():
            raise KnownError(f"“{target}”是一个文件夹，不能当作文件来保存。", "请换一个文件名再导出。")
        if target.exists() and not os.access(target, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
            raise KnownError(f"“{target.name}”是只读的，没有改动它，", "请去掉它的只读属性，或者换一个文件名再导出。")
        if target.is_file() and _is_data_file(target):
            raise KnownError(f"“{target.name}”是数据文件，不能用表格盖掉它，", "请换一个文件名再导出。")
        if not target.parent.is_dir():
            raise KnownError(f"找不到文件夹“{target.parent}”。", "请先建好这个文件夹，或者换一个位置再导出。")
    if target.suffix.lower() != SUFFIX:
        raise KnownError(f"文件名“{target.name}”不是以 .xlsx 结尾。", "请把文件名改成以 .xlsx 结尾再导出。")


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
            "请在 Excel 或 WPS 里关闭它再导出，或者换一个文件名。",
        ) from error
    except OSError as error:
        raise _trouble(error, target) from error


def _trouble(error: OSError, target: Path) -> KnownError:
    if error.errno in _FULL:
        return KnownError(f"“{target.parent}”所在的磁盘满了，表格没有保存。", "请腾出空间再导出，或者换一个磁盘。")
    if error.errno in _FORBIDDEN:
        return KnownError(f"没有权限在文件夹“{target.parent}”里保存文件。", _ELSEWHERE)
    return KnownError(f"表格没有能保存为“{target}”（系统提示：{error.strerror}）。", _ELSEWHERE)
