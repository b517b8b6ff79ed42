"""A label that writes plain words in the colour of a meaning, light or dark; knows no desk."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QWidget

from gui import theme
from gui.theme import Meaning


class InkLabel(QLabel):
    """Words are never taken for markup; they wrap and can be selected and copied where asked.

    Its accessible name is what it says: only a description may tell what that is.
    """

    def __init__(self, text: str = "", meaning: Meaning | None = None, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._meaning: Meaning | None = None
        self._inking = False
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.set_meaning(meaning)

    @property
    def meaning(self) -> Meaning | None:
        """The meaning whose colour it has; None writes like any text."""
        return self._meaning

    def set_meaning(self, meaning: Meaning | None) -> None:
        """Write in the colour of another meaning."""
        if meaning != self._meaning:
            self._meaning = meaning
            self._ink()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and not self._inking:
            self._ink()

    def _ink(self) -> None:
        self._inking = True
        palette = QPalette()  # nothing of its own: all but the ink follows the window
        if self._meaning is not None:
            ink = theme.colour(self, self._meaning)
            palette.setColor(QPalette.ColorRole.WindowText, ink)
        self.setPalette(palette)
        self._inking = False
