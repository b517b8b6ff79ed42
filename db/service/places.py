"""Where the backups of a data file lie, and where it had better not lie itself: network drives, synchronised folders.

A synchronised folder is told by its name, by the marks its program leaves in it, or by what Windows says of it.
Opens no data file.
"""

import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePath

from db.domain.trouble import KnownError

_NETWORK = frozenset("9p afs cifs davfs fuse.davfs2 fuse.gvfsd-fuse fuse.sshfs ncpfs nfs nfs4 smb3 smbfs".split())
_SYNCHRONISED = (
    "onedrive", "dropbox", "google drive", "icloud", "nextcloud", "owncloud", "seafile", "nutstore", "坚果云",
    "baidunetdisk", "baidusyncdisk", "百度网盘", "百度云", "wpsdrive", "wps云盘", "wps 云盘", "weiyun", "微云",
    "阿里云盘", "天翼云盘", "移动云盘", "企业网盘", "同步盘",
)  # fmt: skip
# What the programs themselves leave in the folder they keep in step.
_MARKS = {
    ".dropbox": "Dropbox", ".dropbox.cache": "Dropbox", ".stfolder": "Syncthing", ".sync": "Resilio",
    ".nextcloudsync.log": "Nextcloud", ".owncloudsync.log": "ownCloud", ".nutstore": "坚果云",
    ".849c9593-d756-4e56-8d6e-42412f2a707b": "OneDrive", ".seafile-data": "Seafile",
    ".baiduyun.uploading.cfg": "百度网盘", ".BaiduSyncdisk": "百度网盘", ".wpscloud": "WPS 云盘",
}  # fmt: skip
_ICONS = ("onedrive", "dropbox", "wpscloud", "wpsdrive", "nutstore", "baidu", "google")  # in desktop.ini
_MOUNTS = Path("/proc/self/mounts")
_STICKS = frozenset("vfat exfat msdos ntfs ntfs3 fuseblk".split())
_PLUGGED_IN = ("/media/", "/run/media/", "/mnt/usb")
_REMOVABLE, _REMOTE = 2, 4  # DRIVE_REMOVABLE, DRIVE_REMOTE
_HERE = "请放到这台电脑自己的文件夹，例如“文档”。"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a place is not a good one, in words; `grave` where data get damaged there, not only lost with a stick."""

    sentence: str
    grave: bool


def default_folder(data_file: Path) -> Path:
    """Where backups go unless another folder was chosen: beside the data file."""
    return data_file.parent / "备份"


def doubt(path: Path) -> Doubt | None:
    """What speaks against keeping a data file at `path`; None if nothing does."""
    folder = next((part for part in path.parts if any(name in part.casefold() for name in _SYNCHRONISED)), "")
    folder = folder or _marked(path)
    if folder:
        return Doubt(f"“{folder}”是网盘的同步文件夹，同步时可能损坏数据。", grave=True)
    kind = _kind(path)
    if kind is _REMOTE:
        return Doubt("这个位置在网络共享上，几台电脑同时使用会损坏数据。", grave=True)
    if kind is _REMOVABLE:
        return Doubt("这个位置在 U 盘或移动硬盘上，没有安全弹出就拔下，会丢失数据。", grave=False)
    return None


def refuse_shared(path: Path) -> None:
    """KnownError if `path` is no place for a data file."""
    why = doubt(path)
    if why and why.grave:
        raise KnownError(why.sentence, _HERE)


def _marked(path: Path) -> str:
    """The folder above `path` that a synchronising program has marked as its own; "" if none has."""
    with suppress(OSError, ValueError):
        for folder in path.absolute().parents:
            if any((folder / mark).exists() for mark in _MARKS) or _is_dressed(folder / "desktop.ini"):
                return folder.name or str(folder)
    homes = (os.environ.get(name, "") for name in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer"))
    return next((PurePath(home).name for home in homes if home and PurePath(home) in path.parents), "")


def _is_dressed(desktop: Path) -> bool:
    """Whether a synchronising program gave the folder its icon."""
    with suppress(OSError):
        if desktop.stat().st_size < 10_000:
            words = desktop.read_bytes().replace(b"\x00", b"").decode("utf-8", errors="replace").casefold()
            return any(name in words for name in _ICONS)
    return False


def _kind(path: Path) -> int | None:
    """_REMOTE, _REMOVABLE or neither."""
    if str(path).startswith(("\\\\", "//")):
        return _REMOTE
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - only there

        drive = int(ctypes.windll.kernel32.GetDriveTypeW(path.anchor))
        return drive if drive in (_REMOTE, _REMOVABLE) else None
    system = kind_of_mount(path, _mounts())
    if system in _NETWORK:
        return _REMOTE
    return _REMOVABLE if system in _STICKS and str(path).startswith(_PLUGGED_IN) else None


def _mounts() -> str:
    try:
        return _MOUNTS.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def kind_of_mount(path: PurePath, mounts: str) -> str:
    """The file system `path` lies on, as a table of mounts names it; "" if none does."""
    kinds: dict[PurePath, str] = {}
    for line in mounts.splitlines():
        fields = line.split()
        if len(fields) > 2:
            point = fields[1].replace("\\040", " ")
            kinds[PurePath(point)] = fields[2]
    return next((kinds[part] for part in (path, *path.parents) if part in kinds), "")
