"""Where a data file had better not lie: network drives and synchronised folders; knows paths, opens no data file."""

import sys
from pathlib import Path, PurePath

_NETWORK = frozenset("9p afs cifs davfs fuse.davfs2 fuse.gvfsd-fuse fuse.sshfs ncpfs nfs nfs4 smb3 smbfs".split())
_SYNCHRONISED = (
    "onedrive", "dropbox", "google drive", "icloud", "nextcloud", "owncloud", "seafile", "nutstore", "坚果云",
    "baidunetdisk", "baidusyncdisk", "百度网盘", "百度云", "wpsdrive", "wps云盘", "wps 云盘", "weiyun", "微云",
    "阿里云盘", "天翼云盘", "移动云盘", "企业网盘", "同步盘",
)  # fmt: skip
_MOUNTS = Path("/proc/self/mounts")
_REMOTE = 4  # DRIVE_REMOTE


def doubt(path: Path) -> str:
    """Why data at `path` are in danger, in words; "" if nothing speaks against the place."""
    folder = next((part for part in path.parts if any(name in part.casefold() for name in _SYNCHRONISED)), "")
    if folder:
        return f"“{folder}”是网盘的同步文件夹，同步时可能损坏数据。"
    if _is_shared(path):
        return "这个位置在网络共享上，几台电脑同时使用会损坏数据。"
    return ""


def _is_shared(path: Path) -> bool:
    if str(path).startswith(("\\\\", "//")):
        return True
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - only there

        return bool(ctypes.windll.kernel32.GetDriveTypeW(path.anchor) == _REMOTE)
    return kind_of_mount(path, _mounts()) in _NETWORK


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
