"""The sibling program with the window, run without one: it alone can paint pages; knows how to start it, not Qt."""

import os
import subprocess
import sys
from pathlib import Path

from db.domain.trouble import KnownError

_ROOT = Path(__file__).resolve().parents[2]
_LONGEST = 300  # seconds; 28 pages take one


def paint_pdf(database: Path, of: tuple[str, int], target: Path, paper: str, version: int | None = None) -> str:
    """Let the window program write the PDF of a unit's year, or of a version of it, to `target`; what it says then.

    KnownError with its sentence if it would not, or if it cannot be started.
    """
    unit, year = of
    wish: list[object] = ["--database", database, "--unit", unit, "--year", year]
    wish += ["--pdf", target.absolute(), "--paper", paper]
    wish += [] if version is None else ["--edition", version]
    frozen = bool(getattr(sys, "frozen", False))
    try:
        done = subprocess.run(
            [*_program(frozen), *map(str, wish)],
            cwd=None if frozen else _ROOT,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C.UTF-8"},  # Qt speaks of any other
            capture_output=True,
            timeout=_LONGEST,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise KnownError("画页面的程序 fazhi 没有启动成。", "请重新安装程序，或在窗口里用“导出 PDF”。") from error
    if done.returncode:
        # A windowed program on Windows has no way to speak; from source and on Linux it says why.
        said = done.stderr.decode("utf-8", "replace").strip()
        raise KnownError(said) if said else KnownError("PDF 没有生成，什么都没有保存。", "请在窗口里用“导出 PDF”。")
    return done.stdout.decode("utf-8", "replace").strip()


def _program(frozen: bool) -> list[str]:
    if not frozen:
        return [sys.executable, "-m", "gui"]
    name = "fazhi.exe" if sys.platform == "win32" else "fazhi"
    return [str(Path(sys.executable).with_name(name))]
