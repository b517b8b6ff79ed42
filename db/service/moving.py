"""A data file moved to another folder; 搬家: all that is needed to go on at another machine, in one file.

A package is a zip with the data file, the settings and a sheet that says what they are; it may be locked. The data
are checked on leaving and on arriving.
"""

import hashlib
import io
import json
import os
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

from db.beside import beside, clear, settle
from db.domain.trouble import KnownError
from db.service import backup_key
from db.service.book import Book
from db.service.places import default_folder, refuse_shared
from db.service.sealing import is_sealed, seal, unseal
from db.service.stamps import Author
from db.store import backup, looking
from resources.version import VERSION

SUFFIX = ".fazhi"
MOST_BYTES = 4_000_000_000
_DATA, _SETTINGS, _SHEET = "数据.sqlite", "设置.json", "搬家.json"
_NONE = "请选用“搬家”打包的 .fazhi 文件。"


def alone(book: Book) -> None:
    """KnownError if another window has the file open: it would go on writing into the one that is left behind."""
    others = book.others()
    if others:
        raise KnownError(f"{others[0].words}还有一个窗口开着这个数据文件。", "请先关闭那个窗口，再试一次。")


def moved(book: Book, folder: Path) -> Book:
    """The same book in another folder, copied, verified and opened; the old file stays as it is.

    KnownError leaves everything as it was. Whoever works with `book` goes on with the one returned and closes the old.
    """
    target = folder.absolute() / book.path.name
    if target.parent == book.path.parent:
        raise KnownError("数据文件已经在这个文件夹里。", "请选另一个文件夹。")
    if not target.parent.is_dir():
        raise KnownError(f"找不到文件夹“{target.parent}”。", "请先建好这个文件夹，或者另选一个。")
    refuse_shared(target)
    alone(book)
    backup.copy(book.path, target)
    with suppress(KnownError):  # a damaged key, already told of at each backup, keeps nobody from moving
        backup_key.carry(default_folder(book.path), default_folder(target), make_folder=True)
    return Book(target, book.author)


# ---------------------------------------------------------------- to another machine


def proposed_name(data_file: Path, author: Author) -> str:
    """What a package is called."""
    return f"{data_file.stem}-搬家-{author.clock():%Y%m%d-%H%M}{SUFFIX}"


def pack(data_file: Path, target: Path, author: Author, settings: bytes = b"", password: str = "") -> Path:
    """Everything in the new file `target`, readable by its owner only; KnownError says what is in the way."""
    if os.path.lexists(target):
        raise KnownError(f"已经有“{target.name}”，没有动它。", "请换一个文件名。")
    clear(target.parent)
    copied = beside(target.with_name("data.sqlite"))
    try:
        backup.copy(data_file, copied)
        data = _zipped(copied.read_bytes(), data_file.name, author, settings)
        _write(target, seal(data, password) if password else data)
    except OSError as error:
        raise _no_room(target.parent, error) from error
    finally:
        with suppress(OSError):
            copied.unlink(missing_ok=True)
    return target


def _zipped(data: bytes, name: str, author: Author, settings: bytes) -> bytes:
    sheet = {
        "format": 1, "program": VERSION, "made_at": author.now(), "name": name,
        "sha256": hashlib.sha256(data).hexdigest(),
    }  # fmt: skip
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_SHEET, json.dumps(sheet, ensure_ascii=False, indent=1))
        archive.writestr(_DATA, data)
        if settings:
            archive.writestr(_SETTINGS, settings)
    return whole.getvalue()


def _write(target: Path, data: bytes) -> None:
    part = beside(target)
    try:
        with os.fdopen(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    settle(target.parent)


def wants_password(package: Path) -> bool:
    """Whether a package is locked; KnownError if it cannot be read."""
    return is_sealed(_bytes(package, 32))


def unpack(package: Path, target: Path, password: str = "") -> bytes:
    """Put the packed data file at `target`, which must be new; the packed settings, b"" if there are none.

    KnownError: no package, another password, damaged on the way, or no place for a data file; nothing is left behind.
    """
    refuse_shared(target)
    if os.path.lexists(target):
        raise KnownError(f"已经有“{target}”，没有动它。", "请换一个文件夹或文件名。")
    data = _bytes(package, MOST_BYTES)
    data, settings = _unzipped(unseal(data, password) if is_sealed(data) else data, package)
    arrived = beside(target)
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        clear(target.parent)
        _write(arrived, data)
        looking.verify(arrived)
        arrived.replace(target)
    except OSError as error:
        raise _no_room(target.parent, error) from error
    finally:
        with suppress(OSError):
            arrived.unlink(missing_ok=True)
    settle(target.parent)
    return settings


def _no_room(folder: Path, error: OSError) -> KnownError:
    return KnownError(f"不能在文件夹“{folder}”里保存文件（{error.strerror}）。", "请换一个有空间、能写入的文件夹。")


def _bytes(package: Path, most: int) -> bytes:
    try:
        with package.open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise KnownError(f"读不到文件“{package}”。", "请核对位置；在 U 盘上的，先插好 U 盘。") from error


def _unzipped(data: bytes, package: Path) -> tuple[bytes, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if not {_SHEET, _DATA} <= names or sum(part.file_size for part in archive.infolist()) > MOST_BYTES:
                raise KnownError(f"“{package.name}”不是搬家用的文件。", _NONE)
            sheet = json.loads(archive.read(_SHEET))
            found = archive.read(_DATA)
            settings = archive.read(_SETTINGS) if _SETTINGS in names else b""
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, RuntimeError, OSError) as error:
        raise KnownError(f"“{package.name}”不是搬家用的文件，或者在路上损坏了。", _NONE) from error
    if not isinstance(sheet, dict) or sheet.get("sha256") != hashlib.sha256(found).hexdigest():
        raise KnownError(f"“{package.name}”里的数据在路上损坏了，没有导入。", "请从原来的电脑上再打包一次。")
    return found, settings
