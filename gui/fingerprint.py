"""The fingerprint of the return on the desk, below the window; it waits for a pause, so that typing never does."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from gui.desk import Desk
from gui.form.ink import OneLine

_PAUSE = 700  # ms without a change


class FingerprintLabel(OneLine):
    """数据指纹 3F2A-09BC-77D1-E04B; empty while something is newer than it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("quiet", parent)
        self._desk = desk
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self.show_now)
        self.setAccessibleDescription(self.tr("数据指纹"))
        self.setToolTip(
            self.tr("由填报的全部内容算出：内容一样，指纹就一样。\n导出的封面、每页页脚和 PDF 上印的是同一个指纹。")
        )
        self.setContentsMargins(6, 0, 6, 2)
        for happened in (desk.saved, desk.year_opened, desk.reread, desk.scope_changed):
            happened.connect(self._changed)
        self._changed()

    def _changed(self, *_: object) -> None:
        self.clear()
        self._pause.start()

    def show_now(self) -> None:
        """Work it out and show it."""
        from db.domain.fingerprint import fingerprint, short  # noqa: PLC0415 - after the first painting

        if self._desk.is_open:
            self.setText(self.tr("数据指纹 %s") % short(fingerprint(self._desk.ret)))
