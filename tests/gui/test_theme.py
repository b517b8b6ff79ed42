"""Every colour can be read on every ground, light and dark; every level has its own shape; Chinese has a font."""

from collections.abc import Mapping

import pytest
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QToolBar,
    QTreeView,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from db.domain.pack import Level
from gui import theme
from gui.form.ink import InkLabel
from gui.theme import Appearance, Meaning

INKS: tuple[Meaning, ...] = ("error", "warning", "hint", "ok", "quiet", "accent")
TINTS: tuple[Meaning, ...] = ("computed", "field", "notice")
GROUNDS = ("Window", "Base", "AlternateBase")
LEAST = 4.5
ACTIVE = QPalette.ColorGroup.Active


def luminance(colour: QColor) -> float:
    """Relative luminance, as WCAG 2 defines it."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: QColor, other: QColor) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.fixture(params=["light", "dark"])
def widget(request: pytest.FixtureRequest, qtbot: QtBot, qapp: QApplication) -> QWidget:
    appearance: Appearance = request.param
    theme.apply(qapp, appearance)
    widget = QWidget()
    qtbot.addWidget(widget)
    assert theme.is_dark(widget) == (appearance == "dark")
    return widget


def test_contrast_is_measured_as_the_standard_says() -> None:
    assert contrast(QColor("white"), QColor("black")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("white")) == pytest.approx(4.48, abs=0.01)


def over(tint: QColor, alpha: int, ground: QColor) -> QColor:
    """A translucent tint laid on a ground."""
    share = alpha / 255
    pairs = zip((tint.red(), tint.green(), tint.blue()), (ground.red(), ground.green(), ground.blue()), strict=True)
    return QColor(*(round(a * share + b * (1 - share)) for a, b in pairs))


def poor(inks: Mapping[str, QColor], grounds: Mapping[str, QColor]) -> list[str]:
    """Every ink that cannot be read on one of the grounds."""
    return [
        f"{ink} {colour.name()} on {ground} {behind.name()}: {contrast(colour, behind):.2f}"
        for ink, colour in inks.items()
        for ground, behind in grounds.items()
        if contrast(colour, behind) < LEAST
    ]


def named(widget: QWidget, *names: str, state: QPalette.ColorGroup = ACTIVE) -> dict[str, QColor]:
    return {name: widget.palette().color(state, QPalette.ColorRole[name]) for name in names}


def test_every_meaning_can_be_read_on_every_ground(widget: QWidget) -> None:
    grounds = named(widget, *GROUNDS, "Button", "ToolTipBase")
    grounds |= {tint: theme.colour(widget, tint) for tint in TINTS}
    accent = theme.colour(widget, "accent")
    for name in ("Base", "AlternateBase"):  # the row of the cursor
        grounds[f"row on {name}"] = over(accent, theme.ROW_TINT, grounds[name])
    inks: dict[str, QColor] = {ink: theme.colour(widget, ink) for ink in INKS}
    assert poor(inks | named(widget, "Text", "WindowText", "ButtonText"), grounds) == []


def test_the_head_one_is_at_can_be_read(widget: QWidget) -> None:
    ground = over(theme.colour(widget, "accent"), theme.HEAD_TINT, named(widget, "Window")["Window"])
    assert poor(named(widget, "WindowText"), {"head": ground}) == []


@pytest.mark.parametrize("state", [ACTIVE, QPalette.ColorGroup.Inactive])
def test_what_is_marked_or_under_the_mouse_can_be_read(widget: QWidget, state: QPalette.ColorGroup) -> None:
    assert poor(named(widget, "HighlightedText", state=state), named(widget, "Highlight", state=state)) == []
    assert poor(named(widget, "ToolTipText", state=state), named(widget, "ToolTipBase", state=state)) == []
    under_the_mouse = named(widget, "Button", "Midlight", "Light", state=state)
    assert poor(named(widget, "ButtonText", "WindowText", state=state), under_the_mouse) == []


def test_examples_in_empty_fields_can_be_read(widget: QWidget) -> None:
    field = {"field": theme.colour(widget, "field")}
    assert poor(named(widget, "PlaceholderText"), named(widget, "Base", "Window") | field) == []


def test_what_is_switched_off_can_be_read(widget: QWidget) -> None:
    off = QPalette.ColorGroup.Disabled
    inks = named(widget, "Text", "WindowText", "ButtonText", state=off)
    assert poor(inks, named(widget, "Window", "Base", "AlternateBase", "Button", state=off)) == []
    # A marked line of a list that is switched off, and the shortcuts in a menu.
    assert poor(named(widget, "HighlightedText", state=off), named(widget, "Highlight", state=off)) == []


def test_every_level_has_a_shape_and_a_colour_of_its_own(widget: QWidget) -> None:
    assert len({theme.mark(level) for level in Level}) == len(Level)
    assert len({theme.colour(widget, theme.level_meaning(level)).name() for level in Level}) == len(Level)


def test_chinese_has_a_font(qapp: QApplication, capsys: pytest.CaptureFixture[str]) -> None:
    assert QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    assert not theme.warn_without_chinese()
    assert capsys.readouterr().err == ""


def test_a_machine_without_chinese_is_told(
    qapp: QApplication, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFontDatabase, "families", lambda *_: [])
    assert theme.warn_without_chinese()
    assert "fonts-wqy-microhei" in capsys.readouterr().err


def test_the_font_chain_is_named(qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    families = qapp.font().families()
    assert families[: len(theme.FAMILIES)] == list(theme.FAMILIES)
    theme.apply(qapp, "dark")
    assert qapp.font().families() == families


def test_digits_of_one_width_leave_the_font_as_it_is() -> None:
    font = QFont("WenQuanYi Micro Hei", 11)
    tabular = theme.mono_digits(font)
    assert tabular.featureTags()
    assert not font.featureTags()
    assert tabular.pointSizeF() == font.pointSizeF()


@pytest.mark.parametrize("kind", [QCheckBox, QLineEdit, QMenu, QPlainTextEdit, QTreeView])
def test_edges_of_what_one_works_with_can_be_seen(kind: type[QWidget], qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, "dark")
    one = kind()
    qtbot.addWidget(one)
    one.show()
    edge = one.palette().color(QPalette.ColorRole.Window).darker(140)  # as the style draws it
    assert contrast(edge, qapp.palette().color(QPalette.ColorRole.Window)) > 3
    assert one.palette().color(QPalette.ColorRole.Base) == qapp.palette().color(QPalette.ColorRole.Base)
    assert poor(named(one, "HighlightedText"), named(one, "Highlight")) == []
    theme.apply(qapp, "light")
    qapp.processEvents()
    assert one.palette().color(QPalette.ColorRole.Window) == qapp.palette().color(QPalette.ColorRole.Window)


@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_the_field_that_has_the_keyboard_stands_out(appearance: Appearance, qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, appearance)
    whole = QWidget()
    column = QVBoxLayout(whole)
    fields = QLineEdit(whole), QLineEdit(whole)
    for field in fields:
        column.addWidget(field)
    qtbot.addWidget(whole)
    with qtbot.waitActive(whole):
        whole.show()
        whole.activateWindow()
    fields[0].setFocus()
    picture = whole.grab().toImage()
    edges = [picture.pixelColor(field.geometry().center().x(), field.geometry().top()) for field in fields]
    ground = qapp.palette().color(QPalette.ColorRole.Window)
    assert contrast(edges[0], ground) > 3
    assert contrast(edges[0], ground) > contrast(edges[1], ground)
    theme.apply(qapp, "light")


def test_a_meaning_keeps_its_colour_in_a_toolbar(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    bar = QToolBar()
    qtbot.addWidget(bar)
    label = InkLabel("练习", "warning", bar)
    bar.addWidget(label)
    assert label.palette().color(label.foregroundRole()) == theme.colour(bar, "warning")
