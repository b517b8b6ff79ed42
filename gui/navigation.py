"""The tree of places on the left: sections and tables with their progress and open problems, and the other screens.

Knows how far each place is; knows neither figures nor what a place looks like. A place is a word:
"section:ID", "table:ID", "home", "starred", "head", "lists" or "library".
"""

from collections import Counter
from collections.abc import Iterable

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from db.domain.pack import Level, Table
from gui import theme
from gui.desk import Desk
from gui.meaning import MEANING, MeaningDelegate
from gui.theme import mark

HOME, STARRED, HEAD, LISTS, LIBRARY = "home", "starred", "head", "lists", "library"
SECTION, TABLE = "section:", "table:"
PLACE = Qt.ItemDataRole.UserRole + 1
LABEL, MARKS, PROGRESS = range(3)


def place_of(desk: Desk, code: str) -> str:
    """Where a code is filled in: its section, or its table."""
    home = desk.item(code).section
    return (TABLE if home in desk.ret.pack.table_by_id else SECTION) + home


class NavigationModel(QStandardItemModel):
    """Label, open problems and progress of every place; changes only the nodes that look different."""

    rebuilt = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.rebuilding = False  # while nodes go, one after the other is current, and none was chosen
        self._rows: dict[str, list[QStandardItem]] = {}
        self._codes: dict[str, tuple[str, ...]] = {}  # what a place counts; a code is counted in one place
        self._places: dict[str, list[str]] = {}  # where a code shows; a linked cell of a table in two
        self._counts: dict[str, tuple[int, int]] = {}
        self._starred: set[str] = set()
        desk.year_opened.connect(self.rebuild)
        desk.scope_changed.connect(self.rebuild)
        desk.reread.connect(self.rebuild)
        desk.value_changed.connect(self.show_progress_of)
        desk.findings_changed.connect(self.show_marks)
        desk.saved.connect(self.show_screens)
        if desk.is_open:
            self.rebuild()

    def index_of(self, place: str) -> QModelIndex:
        """Where a place stands in the tree; invalid if there is none."""
        row = self._rows.get(place)
        return self.indexFromItem(row[LABEL]) if row else QModelIndex()

    def places(self) -> tuple[str, ...]:
        """Every place, from top to bottom."""
        return tuple(self._rows)

    # ---- building

    def rebuild(self) -> None:
        """All nodes anew: another return, or other items in it."""
        self.rebuilding = True
        self.clear()
        self._rows, self._codes, self._places, self._counts = {}, {}, {}, {}
        ret = self._desk.ret
        self._add(None, HOME, self.tr("首页"))
        self._add(None, STARRED, self.tr("标星"))
        self._add(None, HEAD, self.tr("表头与签章"))
        for section in ret.pack.sections:
            codes = tuple(item.code for item in ret.section_items(section))
            self._add(None, SECTION + section.id, section.label, codes, codes)
            if not codes:
                self._write(SECTION + section.id, PROGRESS, self.tr("未选用"), "quiet")
        self._add_tables(ret.tables)
        self._add(None, LISTS, self.tr("三张清单"))
        self._add(None, LIBRARY, self.tr("指标库"))
        for place in self._codes:
            self._show_progress(place)
        self._show_whole()
        self._starred = {code for code in ret.ordered_codes if ret.cell(code).starred}
        self._show_stars()
        self.show_marks()
        self.show_screens()
        self._write(LIBRARY, PROGRESS, self.tr("可选 %d") % len(ret.library()), "quiet")
        self.rebuilding = False
        self.rebuilt.emit()

    def _add_tables(self, tables: Iterable[Table]) -> None:
        groups: dict[str, QStandardItem] = {}
        for table in tables:
            if table.group not in groups:
                groups[table.group] = self._row(None, table.group)[LABEL]
                groups[table.group].setFlags(Qt.ItemFlag.ItemIsEnabled)
                groups[table.group].setData("quiet", MEANING)
            counted = self._desk.ret.table_codes(table)
            self._add(groups[table.group], TABLE + table.id, table.label, counted, table.codes)

    def _add(
        self,
        parent: QStandardItem | None,
        place: str,
        label: str,
        counted: tuple[str, ...] = (),
        shown: tuple[str, ...] = (),
    ) -> None:
        row = self._row(parent, label)
        row[LABEL].setData(place, PLACE)
        self._rows[place] = row
        if shown:
            self._codes[place] = counted
        for code in shown:
            self._places.setdefault(code, []).append(place)

    def _row(self, parent: QStandardItem | None, label: str) -> list[QStandardItem]:
        row = [QStandardItem(label), QStandardItem(), QStandardItem()]
        row[LABEL].setToolTip(label)
        for item in row:
            item.setEditable(False)
        for column in (MARKS, PROGRESS):
            row[column].setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        (parent or self.invisibleRootItem()).appendRow(row)
        return row

    # ---- what changes

    def show_progress_of(self, codes: tuple[str, ...]) -> None:
        """Count again where one of these codes is filled in."""
        for place in {place for code in codes for place in self._places.get(code, ())}:
            self._show_progress(place)
        self._show_whole()
        stars = {code for code in codes if self._desk.ret.cell(code).starred}
        if stars != self._starred.intersection(codes):
            self._starred = self._starred.difference(codes) | stars
            self._show_stars()

    def _show_progress(self, place: str) -> None:
        done, all_of_them = self._counts[place] = self._desk.ret.progress(self._codes[place])
        self._show_count(place, done, all_of_them)

    def _show_whole(self) -> None:
        counts = self._counts.values()
        self._show_count(HOME, sum(done for done, _ in counts), sum(number for _, number in counts))

    def _show_stars(self) -> None:
        self._write(STARRED, PROGRESS, self.tr("%d 项") % len(self._starred), "quiet")

    def _show_count(self, place: str, done: int, all_of_them: int) -> None:
        complete = done == all_of_them
        text = f"{done}/{all_of_them} {theme.DONE}" if complete else f"{done}/{all_of_them}"
        self._write(place, PROGRESS, text, "ok" if complete else "quiet")

    def show_marks(self) -> None:
        """Open problems of every place, by their shapes."""
        counts: dict[str, Counter[Level]] = {place: Counter() for place in self._codes}  # linked cells mark both
        for finding in self._desk.findings:
            if finding.open:
                at = {place for code in finding.codes for place in self._places.get(code, ())}
                for place in at:
                    counts[place][finding.level] += 1
        for place, levels in counts.items():
            if not levels and not self._rows[place][MARKS].text():
                continue
            text = " ".join(f"{mark(level)}{levels[level]}" for level in Level if levels[level])
            gravest = next((level for level in Level if levels[level]), Level.HINT)
            if self._rows[place][MARKS].text() != text:
                said = "，".join(f"{levels[level]} {level}" for level in Level if levels[level])
                self._rows[place][MARKS].setAccessibleText(said)
                self._write(place, MARKS, text, theme.level_meaning(gravest))

    def show_screens(self, _saved_at: str = "") -> None:
        """Count what stands in the head and the lists."""
        ret = self._desk.ret
        self._show_count(HEAD, *ret.head_progress())
        rows = sum(len(rows) for rows in ret.lists.values())
        self._write(LISTS, PROGRESS, self.tr("%d 条") % rows, "quiet")

    def _write(self, place: str, column: int, text: str, meaning: theme.Meaning) -> None:
        item = self._rows[place][column]
        if item.text() != text:
            item.setText(text)
            item.setData(meaning, MEANING)


class NavigationView(QTreeView):
    """The tree itself. `place_chosen` tells where the person went, by key or mouse."""

    place_chosen = Signal(str)
    entered = Signal()  # the person wants to go on in the place itself

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.places = NavigationModel(desk, self)
        self.setModel(self.places)
        self.setItemDelegate(MeaningDelegate(self))
        self.setAccessibleName(self.tr("目录：各部分和进度"))
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(14)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self._place = ""
        self.places.rebuilt.connect(self._arrange)
        if self.places.places():
            self._arrange()

    def _arrange(self) -> None:
        self._fit_font()
        self.expandAll()
        for row in range(self.places.rowCount()):  # the name of a group of tables needs all the room
            if self.places.hasChildren(self.places.index(row, LABEL)):
                self.setFirstColumnSpanned(row, QModelIndex(), True)
        self.show_place(self._place)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and self.places.places():
            self._fit_font()

    def _fit_font(self) -> None:
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(LABEL, QHeaderView.ResizeMode.Stretch)
        for column, widest in (
            (MARKS, f"{mark(Level.ERROR)}8 {mark(Level.EXPLAIN)}8"),
            (PROGRESS, f"188/188 {theme.DONE}"),
        ):
            # Fixed, so that a new mark moves nothing.
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, self.fontMetrics().horizontalAdvance(widest) + 10)

    def current_place(self) -> str:
        """The place one is at; "" before the first."""
        return self._place

    def show_place(self, place: str) -> bool:
        """Mark a place, which tells `place_chosen` if it is another one; False if there is none."""
        index = self.places.index_of(place)
        if not index.isValid():
            return False
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        return True

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:  # type: ignore[override]
        super().currentChanged(current, previous)
        place = current.siblingAtColumn(LABEL).data(PLACE)
        if place and place != self._place and not self.places.rebuilding:
            self._place = place
            self.place_chosen.emit(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
            return
        super().keyPressEvent(event)
