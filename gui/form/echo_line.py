"""The line below the ledger: how the words being typed are understood; knows the desk and one code."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from db.domain.cells import State, typed
from db.domain.echo import echo, grouped
from db.domain.items import Item, Kind
from db.domain.pack import Level
from db.domain.slips import slip
from gui import theme
from gui.desk import Desk
from gui.form.cell_actions import NOT_APPLICABLE_KEY, SUM_KEY
from gui.form.ink import InkLabel
from gui.theme import Meaning

_LINES = 2


class EchoLine(InkLabel):
    """Always as high as two lines, so that nothing moves while one types."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("", "quiet", parent)
        self._desk = desk
        self.setAccessibleDescription(self.tr("对所填内容的理解"))
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._fit_font()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_font()

    def _fit_font(self) -> None:
        self.setFixedHeight(self.fontMetrics().lineSpacing() * _LINES + 4)

    def show_typing(self, code: str, words: str) -> None:
        """Say how `words` would be understood in the cell of `code`."""
        item = self._desk.item(code)
        said = echo(item, words)
        if said.wrong:
            self._say(f"{theme.mark(Level.ERROR)} {said.text}", "error")
        elif asked := self._asked(item, words):
            self._say(f"{said.text}　{theme.mark(Level.EXPLAIN)} {asked}", "warning")
        elif said.text:
            self._say(said.text, None)
        else:
            self._say(self._expected(item), "quiet")

    def show_cell(self, code: str, total: str = "") -> None:
        """Say how the words in the cell of `code` are understood; `total` is what an empty total comes to."""
        if not code:
            self._say("", "quiet")
            return
        cell = self._desk.cell(code)
        if cell.state is State.NOT_APPLICABLE:
            self._say(self.tr("不适用：本单位无此项职责"), "quiet")
        elif cell.state is State.UNAVAILABLE:
            reason = cell.reason or self.tr("请在右侧写明原因")
            self._say(self.tr("暂无法取得：{}").format(reason), "quiet")
        elif total:
            words = self.tr("各分项之和 = {total}；按 {key} 填入")
            amount = " ".join(part for part in (grouped(total), self._desk.item(code).unit) if part)
            self._say(words.format(total=amount, key=SUM_KEY), "quiet")
        else:
            self.show_typing(code, cell.words)

    def _asked(self, item: Item, words: str) -> str:
        """The question about a figure that is far off last year's; "" for one that is not."""
        last = self._desk.last_cell(item.code) if item.kind.is_number else None
        found = slip(item, typed(item, words), last) if last and last.quantity else None
        return found.question if found else ""

    def _expected(self, item: Item) -> str:
        if item.kind.is_number:
            unit = self.tr("（单位：{}）").format(item.unit) if item.unit else ""
            words = self.tr("请填数{unit}；没有发生填 0，没有此项职责按 {key} 标为“不适用”")
            return words.format(unit=unit, key=NOT_APPLICABLE_KEY)
        if item.kind is Kind.DATE:
            return self.tr("请填日期，例如 2024-12-31")
        if item.kind is Kind.YESNO:
            return self.tr("请填“是”或“否”，Alt+↓ 打开列表")
        if item.kind is Kind.CHOICE:
            return self.tr("请填 {}，Alt+↓ 打开列表").format("、".join(item.choices))
        return self.tr("请填文字")

    def _say(self, words: str, meaning: Meaning | None) -> None:
        self.setText(words)
        self.setToolTip(words)
        self.set_meaning(meaning)
