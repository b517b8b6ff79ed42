"""How a session begins: which file, which unit, which year; asks on the very first start, refuses in words.

Knows the verbs and what the window remembers; builds no window.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from db.domain.trouble import KnownError
from db.service import Author, Book
from gui.desk import Desk
from gui.memory import Memory

# Dialogs and what only the first start needs load when they are wanted.
# ruff: noqa: PLC0415


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line asked for; `alone` means nobody is there to answer a question."""

    database: Path | None = None
    unit: str = ""
    year: int | None = None
    alone: bool = False


class GaveUp(Exception):  # noqa: N818 - no error: the person chose to leave
    """The person left before anything was opened."""


def _words(text: str) -> str:
    return QCoreApplication.translate("start", text)


def likely_year(author: Author) -> int:
    """Last year is the one to report."""
    return date.fromisoformat(author.now()[:10]).year - 1


def where_to_begin(book: Book, unit: str = "", year: int | None = None) -> tuple[str, int]:
    """A unit and a year of the file, those named if it has them; KnownError if it has no unit."""
    units = [known.name for known in book.units()]
    if not units:
        raise KnownError(
            _words("数据文件“%s”里还没有单位。") % book.path, _words("请先打开窗口新增单位，或另选数据文件。")
        )
    chosen = unit if unit in units else units[0]
    years = book.years(chosen)
    if year is not None and year in years:
        return chosen, year
    return chosen, years[0] if years else likely_year(book.author)


def session(wish: Wish, memory: Memory, author: Author) -> Desk | None:
    """A desk with a return; None if the person left instead. KnownError only where nobody can be asked."""
    while True:
        try:
            return open_desk(wish, memory, author)
        except GaveUp:
            return None
        except KnownError as trouble:
            if wish.alone:
                raise
            another = _another_way(trouble, wish, author)
        if not isinstance(another, Wish):
            return another
        wish = another


def _another_way(trouble: KnownError, wish: Wish, author: Author) -> Wish | Desk | None:
    """What the person would rather do: another file, a new one, or leave."""
    from gui.dialogs import boxes

    choice = boxes.start_trouble(trouble.sentence, trouble.next_step)
    if choice == boxes.OPEN:
        path = boxes.ask_data_file(None, default_path().parent)
        return Wish(path) if path else wish
    if choice == boxes.NEW:
        try:
            return first_start(default_path(), author)
        except GaveUp:
            return wish
    return None


def open_desk(wish: Wish, memory: Memory, author: Author) -> Desk:
    """A desk with a return on it. KnownError says why not, GaveUp that the person left."""
    path = wish.database or memory.database or default_path()
    if not path.exists() and (wish.alone or path == memory.database):
        raise KnownError(_words("找不到数据文件“%s”。") % path, _words("请核对位置；在U盘上的，先插好U盘再打开。"))
    if not path.exists():
        return first_start(path, author)
    book = Book(path, author)
    try:
        if book.units() or wish.alone:
            return _on_desk(book, wish, memory)
    except BaseException:
        book.close()
        raise
    book.close()
    return first_start(path, author)


def _on_desk(book: Book, wish: Wish, memory: Memory) -> Desk:
    if not wish.unit and wish.year is None:
        same = memory.database == book.path
        last = (memory.unit, memory.year) if same else ("", None)
        return _opened(book, *where_to_begin(book, *last))
    unit = wish.unit or where_to_begin(book)[0]
    years = book.years(unit)
    year = wish.year or (years[0] if years else likely_year(book.author))
    if wish.alone:
        book.find_year(unit, year)  # a picture begins no year
    return _opened(book, unit, year)


def _opened(book: Book, unit: str, year: int) -> Desk:
    desk = Desk(book)
    desk.begin(unit, year)
    return desk


def default_path() -> Path:
    """Where the data live unless told otherwise."""
    from db.service.book import default_path as place

    return place()


def first_start(path: Path, author: Author) -> Desk:
    """Three questions, then a desk; GaveUp if they are not answered."""
    from gui.dialogs.first_start import Answers, FirstStartDialog

    desks: list[Desk] = []

    def begin(answers: Answers) -> None:
        desks.append(begin_file(answers.path, answers.unit, answers.year, author))

    if not FirstStartDialog(path, likely_year(author), begin).ask():
        raise GaveUp
    return desks[-1]


def begin_file(path: Path, unit: str, year: int, author: Author) -> Desk:
    """A data file with its first unit and year; with practice data if no unit is named."""
    book = Book(path, author)
    try:
        if not unit:
            from db.service import practice

            practice.fill(book)
            return _opened(book, *where_to_begin(book))
        if unit not in [known.name for known in book.units()]:
            book.add_unit(unit)
        return _opened(book, unit, year)
    except BaseException:
        book.close()
        raise
