"""Labels that write plain words in the colour of a meaning, light or dark, and titles; they know no desk."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette
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
        self.setForegroundRole(QPalette.ColorRole.WindowText)  # in a toolbar it would be that of buttons
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


class OneLine(InkLabel):
    """One line, shortened to the room there is."""

    def __init__(
        self,
        meaning: Meaning | None = None,
        parent: QWidget | None = None,
        elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__("", meaning, parent)
        self._elide = elide

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("国") * 3, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        box = self.contentsRect()
        QPainter(self).drawText(
            box, self.alignment(), self.fontMetrics().elidedText(self.text(), self._elide, box.width())
        )


class TitleLabel(OneLine):
    """Bold and larger than the rest.

    Its owner calls `fit` when the font changes: a size of its own follows nobody.
    """

    def __init__(self, factor: float, owner: QWidget) -> None:
        super().__init__(None, owner)
        self._factor, self._owner = factor, owner
        self.fit()

    def fit(self) -> None:
        """Take the size from the owner again."""
        font = QFont(self._owner.font())
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * self._factor)
        self.setFont(font)
