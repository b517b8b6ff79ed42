"""`make pictures` leaves no screen and no dialog out, and what the manual shows is there and is all there is."""

import ast
import importlib
import inspect
import pkgutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

import gui.dialogs
import gui.screens
from gui import theme
from gui.screens.following import FollowingScreen
from gui.screens.frame import Screen
from tests.gui.every_dialog import classes
from tests.pictures import palette, stage
from tests.pictures.manual import KEPT, keep, named, texts
from tests.pictures.scenes import SCENES

MOST_BYTES = 1_500_000
WAITING = ("exec", "ask", "_choose")


@dataclass
class Seen:
    """What all poses together brought up."""

    widgets: set[str] = field(default_factory=set)
    questions: set[str] = field(default_factory=set)


@pytest.fixture(scope="module")
def seen(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    theme.apply(qapp, "light")
    practice = tmp_path_factory.mktemp("practice")
    stage.make_practice(practice)
    found = Seen()
    for scene in SCENES:
        with stage.posed(qapp, scene.pose, practice, patient=False) as window:
            found.widgets |= window.seen
            found.questions |= window.opened
    return found


def modules(package: ModuleType) -> Iterator[ModuleType]:
    for module in pkgutil.iter_modules(package.__path__):
        yield importlib.import_module(f"{package.__name__}.{module.name}")


def screens() -> set[str]:
    found = {
        name
        for module in modules(gui.screens)
        for name, thing in vars(module).items()
        if isinstance(thing, type) and issubclass(thing, Screen)
    }
    return found - {Screen.__name__, FollowingScreen.__name__}


def questions() -> set[str]:
    """Every function of gui.dialogs that waits for an answer in a dialog of this program."""
    found = set()
    for module in modules(gui.dialogs):
        tree = ast.parse(inspect.getsource(module))
        for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
            calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
            called = {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls}
            if called & set(WAITING):
                found.add(f"{module.__name__}.{function.name}")
    return found


def test_every_screen_has_its_picture(seen: Seen) -> None:
    assert len(screens()) >= 5
    assert screens() <= seen.widgets


def test_every_dialog_has_its_picture(seen: Seen) -> None:
    assert {kind.__name__ for kind in classes()} <= seen.widgets


def test_every_question_has_its_picture(seen: Seen) -> None:
    assert len(questions()) > 12
    assert questions() <= seen.questions


def test_no_picture_overwrites_another() -> None:
    assert Counter(scene.name for scene in SCENES).most_common(1)[0][1] == 1


def test_the_manual_shows_what_is_there_and_nothing_lies_about() -> None:
    shown = named(*texts())
    assert len(shown) > 10
    assert shown <= {scene.name for scene in SCENES}
    assert {path.stem for path in KEPT.iterdir()} == shown


def test_the_pictures_of_the_manual_are_small() -> None:
    assert sum(path.stat().st_size for path in KEPT.iterdir()) < MOST_BYTES
    assert {QImage(str(path)).format() for path in KEPT.iterdir()} == {QImage.Format.Format_Indexed8}


def test_only_what_the_manual_names_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    docs, taken = tmp_path / "docs", tmp_path / "taken"
    (docs / "pictures").mkdir(parents=True)
    taken.mkdir()
    (docs / "手册.md").write_text("![甲](pictures/one.png)", encoding="utf-8")
    (tmp_path / "README.md").write_text("", encoding="utf-8")
    (docs / "pictures" / "old.png").write_bytes(b"")
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    for name in ("one", "two"):
        image.save(str(taken / f"{name}.png"))
    monkeypatch.setattr("tests.pictures.manual.DOCS", docs)
    monkeypatch.setattr("tests.pictures.manual.KEPT", docs / "pictures")
    assert keep(taken, whole=True) == 1
    assert [path.name for path in (docs / "pictures").iterdir()] == ["one.png"]


def test_a_few_red_pixels_stay_red(tmp_path: Path) -> None:
    image = QImage(30, 30, QImage.Format.Format_RGB32)
    for x in range(30):
        for y in range(30):
            image.setPixelColor(x, y, QColor(40 + x, 40 + y, 120))
    image.setPixelColor(7, 7, QColor("#b3261e"))
    palette.save(image, tmp_path / "few.png")
    kept = QImage(str(tmp_path / "few.png"))
    assert kept.format() == QImage.Format.Format_Indexed8
    assert kept.pixelColor(7, 7) == QColor("#b3261e")


def test_the_same_pose_gives_the_same_picture(qapp: QApplication, tmp_path: Path) -> None:
    theme.apply(qapp, "light")
    stage.make_practice(tmp_path)
    pose = next(scene.pose for scene in SCENES if scene.name == "history")
    first, second = (stage.take(qapp, pose, tmp_path).toImage() for _ in range(2))
    assert first == second
