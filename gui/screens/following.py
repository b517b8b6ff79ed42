"""A screen that shows the figures as they stand: anew after each change while it is seen, at no cost while hidden."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from gui.desk import Desk
from gui.screens.frame import Screen


class FollowingScreen(Screen):
    """`look_again` is called when it is shown, when another return or file state came up, and after each change."""

    def __init__(self, title: str, remark: str, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(title, remark, parent)
        self._desk = desk
        for changed in (desk.year_opened, desk.reread, desk.status_changed):
            changed.connect(self._file_changed)
        for changed in (desk.saved, desk.scope_changed):
            changed.connect(self._figures_changed)

    def look_again(self, whole_file: bool) -> None:
        """Show what is different; `whole_file` says that other returns may be different, too."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.look_again(whole_file=True)

    def _file_changed(self) -> None:
        if self.isVisible():
            self.look_again(whole_file=True)

    def _figures_changed(self, _saved_at: str = "") -> None:
        if self.isVisible():
            self.look_again(whole_file=False)
