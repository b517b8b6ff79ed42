"""Opening and closing the data file, and its troubles in plain words; knows no table but the migrations'.

The journal is a rollback journal, not WAL: people copy this file to USB sticks, and between two saves one file
must be the whole truth. Every commit is synced to disk before it counts as saved. While the file is open its journal
stays beside it, emptied after each save: to make and remove it each time costs as much as the save itself.
"""

import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from db.domain.trouble import DamagedError, KnownError

# Of db.store.migrations, by name: a file that has them all opens without sqlite-utils.
STEPS = (
    *("first_shape", "rules_set_aside", "adopted_packs", "sheets_of_offices", "adopted_forms"),
    *("life_cycle", "chained_history"),
)
APPLICATION_ID = 0x465A5442  # "FZTB"; tells our files from other programs'
WAIT_SECONDS = 1.0
_MAGIC = b"SQLite format 3\x00"

_FULL = "数据没有写进去：磁盘已满。"
_TROUBLES: dict[str, tuple[str, str]] = {
    "FULL": (_FULL, "请腾出一些空间后再试；刚才这一项还没有保存。"),
    "READONLY_DBMOVED": ("数据文件“{name}”已被移走、改名或删除。", "请把它放回原处再试；刚才这一项还没有保存。"),
    "READONLY": ("数据文件“{name}”是只读的，不能保存。", "请去掉文件的只读属性，或复制到自己的文件夹再打开。"),
    "BUSY": ("数据文件“{name}”正被另一个程序使用。", "请关闭另一个窗口后再试；这里的内容没有改变。"),
    "LOCKED": ("数据文件“{name}”正被另一个程序使用。", "请关闭另一个窗口后再试；这里的内容没有改变。"),
    "CORRUPT": ("数据文件“{name}”已损坏。", "请不要继续填报，先复制一份留底，再从备份恢复。"),
    "NOTADB": ("“{name}”不是法治填报的数据文件。", "请选择扩展名为 .sqlite 的填报数据文件。"),
    "CANTOPEN": ("打不开数据文件“{name}”。", "请检查文件夹是否存在、是否有权限，再换一个位置试试。"),
    "IOERR": ("读写数据文件“{name}”时磁盘出错。", "请检查 U 盘或磁盘是否还在，再重新打开。"),
}


_NOT_OURS = re.compile(r"no such (?:table|column)|Could not decode")


@contextmanager
def plain_words(path: Path) -> Iterator[None]:
    """Turn SQLite's troubles with `path` into KnownError; everything else is a bug and passes."""
    try:
        yield
    except UnicodeEncodeError as error:
        raise KnownError("有一个字无法保存。", "请删去刚粘贴的特殊字符再试；先前的内容没有改变。") from error
    except UnicodeDecodeError as error:  # what SQLite tells of damage quotes the damaged bytes
        raise damaged(path) from error
    except sqlite3.DatabaseError as error:
        name = getattr(error, "sqlite_errorname", "") or ""
        if "已定稿" in str(error):  # another window finalised the return between our look and our write
            raise KnownError(
                "这份填报已自查通过或已定稿，不能修改。", "确需修改的，请先“退回修改”并写明原因。"
            ) from error
        if _NOT_OURS.search(str(error)):
            name = "SQLITE_CORRUPT"  # another program took a table away, or wrote bytes that are no text
        if name == "SQLITE_IOERR_FSTAT" and not os.path.exists(path):  # noqa: PTH110 - this one raises nothing
            name = "SQLITE_READONLY_DBMOVED"  # said so only while no journal stands beside it
        trouble = next((key for key in _TROUBLES if name.startswith(f"SQLITE_{key}")), None)
        if trouble is None:
            raise
        raise _known(trouble, path) from error


def connect(path: Path, before_upgrade: Callable[[], object] = int) -> sqlite3.Connection:
    """Open `path`, made anew if it is not there, brought to today's shape; KnownError if it cannot be trusted.

    `before_upgrade` is called before a file of an earlier shape is changed; what it raises leaves the file as it is.
    """
    fresh = _is_fresh(path)
    if fresh:
        _make_room(path)
    elif path.is_dir():
        raise KnownError(f"“{path.name}”是文件夹，不是数据文件。", "请选择一个 .sqlite 文件。")
    with plain_words(path):
        connection = sqlite3.connect(path, timeout=WAIT_SECONDS)
        try:
            _make_ready(connection, path, fresh, before_upgrade)
        except BaseException:
            connection.close()
            if fresh:
                path.unlink(missing_ok=True)  # half a file would be refused for ever after
            raise
    return connection


def _is_fresh(path: Path) -> bool:
    try:
        return not path.exists() or (path.is_file() and path.stat().st_size == 0)
    except (OSError, ValueError) as error:
        raise _known("CANTOPEN", path) from error


def _make_room(path: Path) -> None:
    """The folder and an empty file, both for their owner only: what is kept here is nobody else's business."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise KnownError(f"不能建立文件夹“{path.parent}”。", "请换一个有权限的位置。") from error
    try:
        path.touch(mode=0o600)
    except OSError as error:
        raise _known("CANTOPEN", path) from error


def _make_ready(connection: sqlite3.Connection, path: Path, fresh: bool, before_upgrade: Callable[[], object]) -> None:
    if not fresh:
        refuse_foreign(connection, path)
    connection.execute("PRAGMA foreign_keys = ON")
    # FULL leaves the removed journal to the system: it may stand there again after a power cut, and undo the change.
    connection.execute("PRAGMA synchronous = EXTRA")
    connection.execute("PRAGMA trusted_schema = OFF")
    applied = refuse_newer(connection, path)
    if applied and applied != set(STEPS):
        before_upgrade()
    if applied != set(STEPS):
        # sqlite-utils takes longer to import than a return to open; a file of today's shape needs it only to save.
        from db.store.migrations import migrate  # noqa: PLC0415

        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        migrate(connection)
    connection.execute("PRAGMA journal_mode = PERSIST")


def disconnect(connection: sqlite3.Connection) -> None:
    """Close the file and take its journal away; another window that has the file open does it later, then."""
    with suppress(sqlite3.Error):  # whatever ails the file was told when it mattered; closing it is still right
        connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()


def refuse_newer(connection: sqlite3.Connection, path: Path) -> set[str]:
    """The steps a file has behind it; KnownError if one of them is not known here."""
    applied = _applied(connection)
    if not applied <= set(STEPS):
        raise KnownError(
            f"数据文件“{path.name}”是更新版本的法治填报建立的，本版本打不开。", "请升级程序后再打开；文件没有改动。"
        )
    return applied


def _applied(connection: sqlite3.Connection) -> set[str]:
    """The steps a file has behind it, as sqlite-utils notes them."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'").fetchone():
        return set()
    sql = "SELECT name FROM _sqlite_migrations WHERE migration_set = 'fazhi'"
    return {str(row[0]) for row in connection.execute(sql)}


def in_memory(image: bytes) -> sqlite3.Connection:
    """The bytes of a data file, opened without a copy of them on any disk."""
    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.deserialize(image)
    return connection


def refuse_foreign(connection: sqlite3.Connection, path: Path, image: bytes | None = None) -> None:
    """Look before touching: another program's file, or a damaged one, is not opened (KnownError).

    `image`: what was opened, where the file at `path` is locked.
    """
    if (_head(path) if image is None else image[: len(_MAGIC)]) != _MAGIC:
        raise _known("NOTADB", path)
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise _known("NOTADB", path)
    if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise _known("CORRUPT", path)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(len(_MAGIC))


def damaged(path: Path) -> KnownError:
    """What is said of a file whose contents cannot be understood."""
    return _known("CORRUPT", path)


def _known(trouble: str, path: Path) -> KnownError:
    sentence, step = _TROUBLES[trouble]
    kind = DamagedError if trouble == "CORRUPT" else KnownError
    return kind(sentence.format(name=path.name), step)
