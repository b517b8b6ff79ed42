"""The verbs of the program: what a window, a command line or a test can do; the only writer.

Stands on store, sheets and domain; knows no widget and no SQL.
"""

from db.service.book import Book, Standing, UnitName
from db.service.change import Change
from db.service.open_return import OpenReturn
from db.service.own_items import OwnItem
from db.service.stamps import Author

__all__ = ["Author", "Book", "Change", "OpenReturn", "OwnItem", "Standing", "UnitName"]
