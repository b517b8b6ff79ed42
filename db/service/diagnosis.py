"""诊断包: what helps to mend the program, in texts that a person can read before sending them.

Versions, log, shape and counts of the data file; not one figure, name of a unit or person, or path.
"""

import os
import platform
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

from db.beside import beside, settle
from db.domain.trouble import KnownError
from db.service import backups, logs, places
from db.store import looking
from resources.version import VERSION

Parts = dict[str, str]
"""File name → its text."""


def collect(data_file: Path, backup_folder: Path | None = None, more: str = "") -> Parts:
    """The texts of a package about `data_file`; `more` is what the window knows of itself (Qt, screen)."""
    return {
        "版本.txt": _versions(more),
        "数据文件.txt": _about(data_file, backup_folder),
        "结构.sql": looking.schema(data_file),
        "日志.txt": logs.lines() or "（没有日志）\n",
    }


def _versions(more: str) -> str:
    lines = [
        f"法治填报 {VERSION}",
        f"Python {platform.python_version()} {64 if sys.maxsize > 2**32 else 32} 位",
        f"SQLite {looking.sqlite_version()}",
        f"{platform.system()} {platform.release()} {platform.machine()}",
        *([more] if more else []),
    ]
    return "\n".join(lines) + "\n"


def _about(data_file: Path, backup_folder: Path | None) -> str:
    lines = []
    with suppress(OSError):
        lines.append(f"大小：{data_file.stat().st_size:,} 字节")
    why = places.doubt(data_file)
    lines.append(f"位置：{'网盘或网络共享' if why and why.grave else 'U 盘' if why else '本机文件夹'}")
    try:
        counts = looking.verify(data_file)
        lines.append("检查：完好")
        lines += [f"{table}：{count} 行" for table, count in sorted(counts.items())]
    except KnownError as trouble:
        lines.append(f"检查：{trouble.sentence.replace(data_file.name, '…')}")
    made = backups.every(data_file, backup_folder)
    sealed = sum(one.is_sealed for one in made)
    lines.append(f"备份：{len(made)} 份" + (f"，最近 {made[0].at:%Y-%m-%d %H:%M}" if made else ""))
    lines += [f"其中加密的：{sealed} 份"] if sealed else []
    return "\n".join(lines) + "\n"


def write(parts: Parts, target: Path) -> Path:
    """The texts as one zip; KnownError if it cannot be written."""
    part = beside(target)
    try:
        with os.fdopen(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, text in parts.items():
                    archive.writestr(name, text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        raise KnownError(
            f"诊断包没有能保存到“{target.parent}”（{error.strerror}）。", "请换一个能写入的文件夹。"
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    settle(target.parent)
    return target
