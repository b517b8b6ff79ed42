"""The fields of head, foot and covering document, saved as each is left; knows no figures."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QGridLayout, QLabel, QScrollArea, QWidget

from db.domain.pack import HeadField
from gui.desk import Desk
from gui.form.ink import InkLabel
from gui.saved_line import SavedLine
from gui.screens.frame import Screen

PLACES = ("head", "document", "foot")


class HeadScreen(Screen):
    """One line per field; the words of the pack, its examples in grey."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("", "", parent)
        self.title.setText(self.tr("表头与签章"))
        self.remark.setText(self.tr("离开即保存。带 * 的在报送前填好；灰字是例子。"))
        self._desk = desk
        self.lines: dict[str, SavedLine] = {}
        self._labels: list[QLabel] = []
        self._fields: tuple[HeadField, ...] = ()
        self._area = QScrollArea(self)
        self._area.setAccessibleName(self.title.text())
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self.column.addWidget(self._area, 1)
        desk.year_opened.connect(self.show_fields)
        desk.status_changed.connect(self.follow)
        desk.reread.connect(self.follow)
        desk.flushing.connect(self.commit)
        self.show_fields()

    def show_fields(self) -> None:
        """The words of the open return."""
        ret = self._desk.ret
        if ret.pack.head_fields != self._fields:
            self._fields = ret.pack.head_fields
            self._build()
        for name, line in self.lines.items():
            line.show_words(ret.head.get(name, ""))
            line.setReadOnly(not self._desk.takes_words)

    def follow(self) -> None:
        """The fields as they are stored now, except those with words that are not."""
        for name, line in self.lines.items():
            line.follow(self._desk.ret.head.get(name, ""))
            line.setReadOnly(not self._desk.takes_words)

    def commit(self) -> None:
        """Save what is being typed."""
        for line in self.lines.values():
            line.commit()

    def _build(self) -> None:
        titles = {
            "head": self.tr("表头"),
            "document": self.tr("公文"),
            "foot": self.tr("表尾签章"),
        }
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 4, 0, 4)
        grid.setHorizontalSpacing(36)
        grid.setVerticalSpacing(14)
        self.lines, self._labels = {}, []
        for place in PLACES:
            group = self._group(titles[place], [f for f in self._fields if f.place == place])
            at = {"head": (0, 0, 2, 1), "document": (0, 1, 1, 1), "foot": (1, 1, 1, 1)}[place]
            grid.addWidget(group, *at, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(2, 1)
        self._area.setWidget(page)
        self.setFocusProxy(next(iter(self.lines.values())))
        self.fit_font()

    def fit_font(self) -> None:
        for label in self._labels:
            label.setMinimumWidth(label.fontMetrics().horizontalAdvance("数据截止日 *") + 4)

    def _group(self, title: str, fields: list[HeadField]) -> QWidget:
        group = QWidget(self)
        form = QFormLayout(group)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(6)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        form.addRow(InkLabel(title, "quiet", group))
        for field in fields:
            line = self.lines[field.id] = SavedLine(group)
            line.setAccessibleName(field.label)
            line.setPlaceholderText(self.tr("例：%s") % field.example if field.example else "")
            line.left.connect(partial(_save, self._desk, line, field.id))
            label = QLabel(f"{field.label} *" if field.required else field.label, group)
            self._labels.append(label)
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            label.setBuddy(line)
            form.addRow(label, line)
        return group


def _save(desk: Desk, line: SavedLine, field: str, words: str) -> None:
    if desk.set_head(field, words):
        line.show_words(words)
