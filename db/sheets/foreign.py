"""Whether a file from outside may be opened as a workbook at all; if not, one sentence says why and what to do.

Looks at the outside of the file only: its kind, its size, its parts. Knows nothing of cells.
"""

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from db.domain.trouble import KnownError

MOST_BYTES = 30_000_000  # of the file
MOST_UNPACKED = 300_000_000  # of all its parts together
MOST_PARTS = 3_000
AGAIN = "请在 Excel 或 WPS 里打开它，另存为 .xlsx 工作簿，再选这个新文件。"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLD_WORD = "WordDocument".encode("utf-16-le")
_DECLARES = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_FROM_WORD = "请新建一个 Excel 工作簿，把其中的表格复制进去，保存为 .xlsx，再选这个新文件。"
_WORD, _BINARY, _OPEN = "word/document.xml", "xl/workbook.bin", "mimetype"
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_HELD = (".xlsx", ".xls", ".xlsm", ".et", ".docx", ".doc", ".pdf", ".zip", ".rar")
_FOR_PRINT = "请向发表的单位要一份 Excel 或 WPS 能打开的表，另存为 .xlsx 工作簿，再选它。"


def refuse_what_is_no_package(path: Path) -> None:
    """KnownError where the file cannot be a workbook of today: an old, locked, other or much too large one."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(8)
            rest = file.read(MOST_BYTES) if start == _OLD_OFFICE and size <= MOST_BYTES else b""
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from error
    if not size:
        raise KnownError(f"“{path.name}”是空文件，里面什么也没有。", "可能没有传完，请重新拷一份，或者请对方重新发。")
    if size > MOST_BYTES:
        raise KnownError(f"“{path.name}”太大（{size / 1e6:.0f} MB），没有打开。", "请核对是不是选错了文件。")
    if start == _OLD_OFFICE:
        raise _old(path, rest)
    if start.startswith(_ARCHIVES):
        raise _archive(path)
    if start.startswith(b"%PDF"):
        raise KnownError(f"“{path.name}”是 PDF 文件，不是 Excel 工作簿。", _FOR_PRINT)
    if not zipfile.is_zipfile(path):
        raise KnownError(f"“{path.name}”不是 Excel 工作簿（.xlsx）。", AGAIN)


def _old(path: Path, rest: bytes) -> KnownError:
    if _ENCRYPTED in rest:
        return locked(path)
    if _OLD_WORD in rest:
        return KnownError(f"“{path.name}”是旧版 Word 文档，读不了。", _FROM_WORD)
    if path.suffix.lower() in (".et", ".ett"):
        return KnownError(f"“{path.name}”是 WPS 自己的表格格式（.et），读不了。", AGAIN)
    return KnownError(f"“{path.name}”是旧版 Excel 格式（.xls），读不了。", AGAIN)


def _archive(path: Path) -> KnownError:
    return KnownError(f"“{path.name}”是压缩包，不是 Excel 工作簿。", "请先解压，再选里面的 .xlsx 文件。")


def locked(path: Path) -> KnownError:
    """A file that opens only with a password."""
    return KnownError(f"“{path.name}”加了密码，打不开。", "请在 Excel 或 WPS 里取消密码，保存后再选它。")


def damaged(path: Path) -> KnownError:
    """A file that says it is a workbook and cannot be read as one."""
    return KnownError(f"“{path.name}”的内容已损坏，或者不是 Excel 工作簿，读不出来。", AGAIN)


def wicked(path: Path) -> KnownError:
    """A file with declarations that no program for workbooks writes."""
    return KnownError(f"“{path.name}”里有不该有的内容，为安全起见没有打开。", AGAIN)


def unreadable(path: Path, error: Exception) -> KnownError:
    """A file that the system does not hand over."""
    if isinstance(error, IsADirectoryError):
        return KnownError(f"“{path.name}”是一个文件夹。", "请选 .xlsx 文件。")
    return KnownError(f"读不到文件“{path}”。", "请核对文件名和位置，并在别的程序里关闭它。")


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Whatever goes wrong inside becomes one sentence: a damaged or wicked file fails in any way it likes."""
    try:
        yield
    except KnownError:
        raise
    except OSError as error:
        raise unreadable(path, error) from error
    except Exception as error:
        raise damaged(path) from error


def refuse_a_bomb(archive: zipfile.ZipFile, path: Path) -> None:
    """KnownError where the parts together are too large or too many, or belong to another kind of document."""
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise KnownError(
            f"“{path.name}”解开后过大，没有打开。",
            "请删去多余的工作表、图片和空行，另存为新的 .xlsx 再选它。",
        )
    names = {part.filename for part in parts}
    if _WORD in names:
        raise KnownError(f"“{path.name}”是 Word 文档，读不了。", _FROM_WORD)
    if "OFD.xml" in names:
        raise KnownError(f"“{path.name}”是 OFD 文件，不是 Excel 工作簿。", _FOR_PRINT)
    if not any(name.endswith(".rels") for name in names) and any(name.lower().endswith(_HELD) for name in names):
        raise _archive(path)
    if _BINARY in names:
        raise KnownError(f"“{path.name}”是二进制的 Excel 工作簿（.xlsb），读不了。", AGAIN)
    if _OPEN in names and archive.read(_OPEN)[:60].startswith(b"application/vnd.oasis.opendocument"):
        raise KnownError(f"“{path.name}”不是 Excel 工作簿，是开放文档格式（.ods 等）。", AGAIN)
    if any(part.flag_bits & 0x1 for part in parts):
        raise locked(path)


def refuse_declarations(archive: zipfile.ZipFile, path: Path) -> None:
    """KnownError where a part could make a parser fetch or multiply something."""
    for part in archive.infolist():
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as file:
                start = file.read(4096)
            if start[:2] in (b"\xff\xfe", b"\xfe\xff") or _DECLARES.search(start):
                raise wicked(path)
