"""Takes a picture of every screen and dialog on practice data: `python -m tests.pictures [SCALE] [NAME…]`.

They go into pictures/, which is not tracked: at 100 % and 200 %, light and dark. Those the manual names are also
put into docs/pictures/, which is. Needs no display and changes no settings; each scale is a process of its own,
because Qt reads its scale once.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from gui.theme import Appearance

ROOT: Final = Path(__file__).resolve().parents[2]
PICTURES: Final = ROOT / "pictures"
SCALES: Final = (1, 2)
SCREEN: Final = (1920, 1080)  # as a desk has it; Qt's own screen without a display is too small for the window
LOOKS: "Final[tuple[Appearance, ...]]" = ("light", "dark")

# Qt must not be imported before its scale is set.
# ruff: noqa: PLC0415


def main(arguments: list[str]) -> int:
    """All pictures; with a scale, those of this scale, and with names, only these."""
    scales = [int(word) for word in arguments if word.isdecimal()]
    names = [word for word in arguments if not word.isdecimal()]
    if len(scales) == 1:
        return _take(scales[0], names)
    if not names and PICTURES.exists():
        shutil.rmtree(PICTURES)
    for scale in SCALES:
        subprocess.run([sys.executable, "-m", "tests.pictures", str(scale), *names], cwd=ROOT, check=True)
    from tests.pictures.manual import keep

    kept = keep(PICTURES / _folder(1, "light"), whole=not names)
    print(f"{sum(1 for _ in PICTURES.rglob('*.png'))} pictures in {PICTURES}, {kept} of them in the manual")
    return 0


def _folder(scale: int, look: str) -> str:
    return f"{scale}00-{look}"


def _take(scale: int, names: list[str]) -> int:
    with tempfile.TemporaryDirectory() as scratch:
        _set_up_screen(Path(scratch), scale)
        from PySide6.QtWidgets import QApplication

        from gui import theme
        from gui.__main__ import dress, hush
        from tests.pictures import stage
        from tests.pictures.scenes import SCENES

        app = QApplication(sys.argv[:1])
        hush()
        dress(app, "light", 100)
        app.setCursorFlashTime(0)  # a cursor that does not blink
        practice = Path(scratch) / "practice"
        practice.mkdir()
        stage.make_practice(practice)
        for look in LOOKS:
            theme.apply(app, look)
            folder = PICTURES / _folder(scale, look)
            folder.mkdir(parents=True, exist_ok=True)
            for scene in SCENES:
                if not names or scene.name in names:
                    picture = stage.take(app, scene.pose, practice)
                    if not picture.save(str(folder / f"{scene.name}.png")):
                        raise OSError(f"{folder / scene.name}.png cannot be written")
    return 0


def _set_up_screen(scratch: Path, scale: int) -> None:
    """A screen that is none, of the size of a real one."""
    width, height = (side * scale for side in SCREEN)
    screen = {"name": "desk", "x": 0, "y": 0, "width": width, "height": height, "logicalDpi": 96, "dpr": 1}
    config = scratch / "screen.json"
    config.write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={config}"
    os.environ["QT_SCALE_FACTOR"] = str(scale)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
