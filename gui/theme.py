"""Fonts, palettes and colours by meaning; knows no widget of this program and no figures.

Every colour on screen comes from here. A meaning is never told by its colour alone: see `mark`.
"""

import sys
from typing import Final, Literal

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from db.domain.pack import Level

Meaning = Literal["error", "warning", "hint", "ok", "quiet", "grid", "computed", "accent", "field", "notice"]
Appearance = Literal["system", "light", "dark"]

FAMILIES: Final = (
    "Microsoft YaHei UI",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "Segoe UI Symbol",  # Windows' own ✗ and ⚠, in the colour of their meaning; it would take its colourful emoji
)
SMALLEST_POINTS: Final = 10.0
TEXT_SIZES: Final = (100, 110, 125, 150, 175, 200)  # per cent of the system's

# error warning hint ok quiet accent write on base, window and the tints: contrast at least 4.5 : 1.
# grid draws lines; computed (totals), field (what is being typed) and notice (a message) are grounds.
_LIGHT: Final[dict[str, str]] = {
    "error": "#b3261e", "warning": "#835000", "hint": "#1d5c9e", "ok": "#1c6b3c", "quiet": "#5a616b",
    "accent": "#1d5c9e", "grid": "#d5d9df", "computed": "#eef2f6", "field": "#fffdf3",
    "notice": "#fbeae8",
}  # fmt: skip
_DARK: Final[dict[str, str]] = {
    "error": "#ff9a91", "warning": "#f1b75c", "hint": "#8fbdf0", "ok": "#84d39d", "quiet": "#a6adb8",
    "accent": "#8fbdf0", "grid": "#3d444e", "computed": "#323942", "field": "#16191d",
    "notice": "#45282a",
}  # fmt: skip
_LIGHT_PALETTE: Final[dict[str, str]] = {
    "Window": "#f3f4f6", "WindowText": "#1d2126", "Base": "#ffffff", "AlternateBase": "#f8f9fa",
    "Text": "#1d2126", "Button": "#f3f4f6", "ButtonText": "#1d2126", "BrightText": "#ffffff",
    "ToolTipBase": "#ffffff", "ToolTipText": "#1d2126", "PlaceholderText": "#666d77",
    "Highlight": "#1d5c9e", "HighlightedText": "#ffffff", "Link": "#1d5c9e", "Accent": "#1d5c9e",
    "Light": "#ffffff", "Midlight": "#e9ebee", "Mid": "#b9bec6", "Dark": "#9aa0a9",
    "Shadow": "#70757d",
}  # fmt: skip
_DARK_PALETTE: Final[dict[str, str]] = {
    "Window": "#1c1f24", "WindowText": "#e6e8eb", "Base": "#262b32", "AlternateBase": "#2a2f37",
    "Text": "#e6e8eb", "Button": "#30363f", "ButtonText": "#e6e8eb", "BrightText": "#ffffff",
    "ToolTipBase": "#30363f", "ToolTipText": "#e6e8eb", "PlaceholderText": "#98a0ac",
    "Highlight": "#2f5f94", "HighlightedText": "#ffffff", "Link": "#8fbdf0", "Accent": "#8fbdf0",
    "Light": "#3a4049", "Midlight": "#333941", "Mid": "#454c57", "Dark": "#15181c",
    "Shadow": "#0c0e10",
}  # fmt: skip
# The style draws edges in a darker tone of Window, in the dark nearly black: what is to be seen gets a lighter one.
# The same holds for Highlight round the field that has the keyboard; words marked in it are then dark on light.
_DARK_EDGES: Final = {"edge": "#9ca6b5", "focus": "#8fbdf0", "marked": "#0c0e10"}
_WITH_FOCUS: Final = ("QCheckBox", "QLineEdit", "QPlainTextEdit")
_WITH_EDGES: Final = ("QListView", "QMenu", "QTreeView", *_WITH_FOCUS)
_MARKS: Final = {Level.ERROR: "✗", Level.EXPLAIN: "⚠", Level.HINT: "ⓘ"}
_LEVEL_MEANINGS: Final[dict[Level, Meaning]] = {
    Level.ERROR: "error",
    Level.EXPLAIN: "warning",
    Level.HINT: "hint",
}
DONE: Final = "✓"
ROW_TINT: Final = 28  # of 255: how strongly the accent lies on the row, or the head, one is at
HEAD_TINT: Final = 40
_APPEARANCE: Final = "fazhi-appearance"
_SYSTEM_POINTS: Final = "fazhi-system-points"


def mark(level: Level) -> str:
    """The shape that stands for a level beside its word."""
    return _MARKS[level]


def level_meaning(level: Level) -> Meaning:
    """The meaning under which a level's colour is found."""
    return _LEVEL_MEANINGS[level]


def is_dark(widget: QWidget) -> bool:
    """Whether the widget writes light on dark."""
    return widget.palette().color(QPalette.ColorRole.Base).lightness() < 128


def colour(widget: QWidget, meaning: Meaning) -> QColor:
    """The colour of a meaning on this widget's ground."""
    return QColor((_DARK if is_dark(widget) else _LIGHT)[meaning])


def mono_digits(font: QFont) -> QFont:
    """The same font with digits of one width, so that figures stand below each other."""
    tabular = QFont(font)
    tabular.setFeature(QFont.Tag("tnum"), 1)
    return tabular


def apply(app: QApplication, appearance: Appearance = "system") -> None:
    """Set fonts and palette; "system" follows the system's light or dark from now on."""
    first_time = app.property(_APPEARANCE) is None
    app.setProperty(_APPEARANCE, appearance)
    if first_time:
        _set_fonts(app)
        app.styleHints().colorSchemeChanged.connect(_scheme_changed)
    schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
    app.styleHints().setColorScheme(schemes.get(appearance, Qt.ColorScheme.Unknown))
    _scheme_changed(app.styleHints().colorScheme())


def _scheme_changed(scheme: Qt.ColorScheme) -> None:
    app = QApplication.instance()
    if isinstance(app, QApplication):
        appearance = app.property(_APPEARANCE)
        dark = scheme is Qt.ColorScheme.Dark if appearance == "system" else appearance == "dark"
        if dark and app.style().objectName() == "windowsvista":  # it paints light whatever the palette
            app.setStyle("Fusion")
        _paint(app, dark)


def _paint(app: QApplication, dark: bool) -> None:
    palette = QPalette()
    colours = _DARK_PALETTE if dark else _LIGHT_PALETTE
    for name, value in colours.items():
        palette.setColor(QPalette.ColorRole[name], QColor(value))
    for name in ("Text", "WindowText", "ButtonText"):
        role = QPalette.ColorRole[name]
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours["PlaceholderText"]))
    app.setPalette(palette)
    if dark:
        _paint_edges(app, palette)


def _paint_edges(app: QApplication, palette: QPalette) -> None:
    palette.setColor(QPalette.ColorRole.Window, QColor(_DARK_EDGES["edge"]))
    for kind in _WITH_EDGES:
        if kind in _WITH_FOCUS:
            palette.setColor(QPalette.ColorRole.Highlight, QColor(_DARK_EDGES["focus"]))
            palette.setColor(QPalette.ColorRole.HighlightedText, QColor(_DARK_EDGES["marked"]))
        app.setPalette(palette, kind)  # type: ignore[arg-type] # the stubs ask for bytes, which it refuses


def _set_fonts(app: QApplication) -> None:
    font = QFont(app.font())
    font.setFamilies([*FAMILIES, font.family()])
    font.setPointSizeF(max(font.pointSizeF(), SMALLEST_POINTS))
    app.setProperty(_SYSTEM_POINTS, font.pointSizeF())
    app.setFont(font)


def set_text_size(app: QApplication, percent: int) -> None:
    """Write everything in `percent` (one of TEXT_SIZES) of the system's size, from now on; after `apply`."""
    points = app.property(_SYSTEM_POINTS) * percent / 100
    if app.font().pointSizeF() != points:
        font = QFont(app.font())
        font.setPointSizeF(points)
        app.setFont(font)


def text_size(app: QApplication) -> int:
    """Per cent of the system's size in which everything is written."""
    system: float = app.property(_SYSTEM_POINTS)
    return round(app.font().pointSizeF() / system * 100)


def warn_without_chinese() -> bool:
    """Say on stderr that Chinese cannot be shown, if no font can; whether it was said."""
    if QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese):
        return False
    words = QCoreApplication.translate(
        "theme", "没有找到中文字体，文字会显示成方框。请安装一种中文字体，例如 fonts-wqy-microhei。"
    )
    print(words, file=sys.stderr)
    return True
