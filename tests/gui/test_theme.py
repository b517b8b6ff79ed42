"""Every colour can be read on every ground, light and dark; every level has its own shape; Chinese has a font."""

import pytest
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from db.domain.pack import Level
from gui import theme
from gui.theme import Appearance, Meaning

INKS: tuple[Meaning, ...] = ("error", "warning", "hint", "ok", "quiet", "accent")
TINTS: tuple[Meaning, ...] = ("computed", "field", "notice")
GROUNDS = ("Window", "Base", "AlternateBase")
LEAST = 4.5


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


def test_every_meaning_can_be_read_on_every_ground(widget: QWidget) -> None:
    palette = widget.palette()
    grounds = [palette.color(QPalette.ColorRole[name]) for name in GROUNDS]
    grounds += [theme.colour(widget, tint) for tint in TINTS]
    text = palette.color(QPalette.ColorRole.Text)
    for ground in grounds:
        inks = [theme.colour(widget, ink) for ink in INKS]
        for ink in (*inks, text):
            assert contrast(ink, ground) >= LEAST, (ink.name(), ground.name())


def test_text_and_placeholder_can_be_read(widget: QWidget) -> None:
    palette = widget.palette()
    role = QPalette.ColorRole
    pairs = [("HighlightedText", "Highlight"), ("ButtonText", "Button"), ("ToolTipText", "ToolTipBase")]
    for ink, ground in pairs:
        assert contrast(palette.color(role[ink]), palette.color(role[ground])) >= LEAST
    assert contrast(palette.color(role.PlaceholderText), palette.color(role.Base)) >= LEAST


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
