"""Everything that can be found from one window, as entries; knows the window, the desk's return and the data file."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt

from db.domain.items import Item
from gui import navigation
from gui.actions import SEPARATOR, menus
from gui.dialogs.about import plain
from gui.find.index import Entry, Sort

if TYPE_CHECKING:
    from db.domain.returns import Return
    from gui.main_window import MainWindow

FIND = "find"  # the command that leads here


def _words(text: str) -> str:
    return QCoreApplication.translate("gather", text)


def gather(window: "MainWindow") -> tuple[Entry, ...]:
    """Items, places, years, units and commands, each kind in the order in which it is shown elsewhere."""
    return (*items(window.desk.ret), *_places(window), *_years(window), *_units(window), *_commands(window))


def items(ret: "Return") -> Iterator[Entry]:
    """The items the return asks for, then those of the library."""
    homes = {section.id: section.label for section in ret.pack.sections}
    tables = {table.id: table.title for table in ret.pack.tables}
    for code in ret.ordered_codes:
        item = ret.item(code)
        if item.section in tables:
            yield _cell(item, tables[item.section])
        else:
            yield _item(Sort.ITEM, item, homes[item.section])
    for item in ret.library():
        yield _item(Sort.LIBRARY, item, homes[item.section])


def _item(sort: Sort, item: Item, home: str) -> Entry:
    return Entry(sort, item.code, item.name, item.number, "", home, item.unit, (item.code, *item.aliases))


def _cell(item: Item, table: str) -> Entry:
    """A cell of a table is called by its row and column; the table's name is told once, as its place."""
    title = f"{table}·" if item.name.startswith(f"{table}·") else ""
    name, codes = item.name.removeprefix(title), (item.code, *item.aliases)
    return Entry(Sort.CELL, item.code, name, item.number, title, table, item.unit, codes)


def _places(window: "MainWindow") -> Iterator[Entry]:
    """What the tree on the left holds, by the names it has there."""
    ret, tree = window.desk.ret, window.navigation.places
    sections = {navigation.SECTION + section.id: section for section in ret.pack.sections}
    tables = {navigation.TABLE + table.id: table for table in ret.tables}
    for place in tree.places():
        if place in sections:
            yield Entry(Sort.SECTION, place, sections[place].title, sections[place].number)
        elif place in tables:
            table = tables[place]
            yield Entry(Sort.TABLE, place, table.title, table.number, "", table.group, codes=(table.id,))
        else:
            yield Entry(Sort.SCREEN, place, str(tree.index_of(place).data(Qt.ItemDataRole.DisplayRole)))


def _years(window: "MainWindow") -> Iterator[Entry]:
    ret = window.desk.ret
    for year in window.desk.read(lambda: window.desk.book.years(ret.unit), ()):
        yield Entry(Sort.YEAR, str(year), _words("%s 年度") % year, where=ret.unit, codes=(str(year),))


def _units(window: "MainWindow") -> Iterator[Entry]:
    for unit in window.desk.read(window.desk.book.units, ()):
        marks = _words("练习") if unit.practice else ""
        yield Entry(Sort.UNIT, unit.name, unit.name, where=marks)


def _commands(window: "MainWindow") -> Iterator[Entry]:
    titles = {menu: plain(title) for menu, title in menus()}
    for action in window.actions_list:
        command = action.command
        if command.text != SEPARATOR and command.id != FIND:
            keys = command.hint or action.shortcut().toString()
            yield Entry(Sort.COMMAND, command.id, plain(command.text), "", "", titles[command.menu], keys)
