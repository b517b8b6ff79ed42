"""How a session begins: which file, which unit, which year; asks where there is none yet, refuses in words.

Knows the verbs and what the window remembers; builds no window.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from db.domain.trouble import KnownError
from db.service import Author, Book
from db.service.places import doubt, refuse_shared
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


Begun = tuple[Book, str, int]
"""An open data file, and the unit and year in it to put on the desk."""


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
            another = _another_way(trouble, wish, memory, author)
        if not isinstance(another, Wish):
            return another
        wish = another


def _another_way(trouble: KnownError, wish: Wish, memory: Memory, author: Author) -> Wish | Desk | None:
    """What the person would rather do: go back to a backup, another file, a new one, or leave."""
    from db.service import backups
    from gui.dialogs import boxes

    lost = wish.database or memory.database or default_path()
    choice = boxes.start_trouble(trouble.sentence, trouble.next_step, bool(backups.every(lost, memory.backup_folder)))
    if choice == boxes.RESTORE:
        from gui.care import restore_at_start

        restore_at_start(lost, memory, author)
        return wish
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
    if not wish.alone:
        path = _settled(path, memory)
    book = Book(path, author)
    try:
        if book.units() or wish.alone:
            return _on_desk(book, wish, memory)
    except BaseException:
        book.close()
        raise
    book.close()
    return first_start(path, author)


def _settled(path: Path, memory: Memory) -> Path:
    """The place of a file that is there: asked about each time where data get damaged, told once of a stick."""
    from db.service import places

    why = places.doubt(path)
    if why is None or (path == memory.database and not why.grave):
        return path
    from gui.care import settled

    return settled(path)


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
    return _opened(*ask_first(path, author))


def ask_first(path: Path, author: Author, practised: bool = False) -> Begun:
    """Three questions, then what to put on a desk; GaveUp if they are not answered.

    `practised`: the window is open already, on practice data.
    """
    from gui.dialogs.first_start import Answer, Existing, FirstStartDialog, New, Practice

    begun: list[Begun] = []

    def begin(answer: Answer) -> None:
        match answer:
            case New(file, unit, year):
                begun.append(begin_file(file, unit, year, author))
            case Existing(file):
                begun.append(take_file(file, author))
            case Practice(folder):
                begun.append(practise(folder, author))

    if not FirstStartDialog(path, likely_year(author), begin, practised).ask():
        raise GaveUp
    return begun[-1]


def begin_file(path: Path, unit: str, year: int, author: Author) -> Begun:
    """A data file with its first unit and year; KnownError if it holds another unit's data."""
    if not path.exists():
        refuse_shared(path)
    book = Book(path, author)
    try:
        known = book.units()
        real = [there.name for there in known if not there.practice]
        if unit not in [there.name for there in known] and real:
            raise KnownError(
                _words("“{file}”里已经有“{unit}”的数据。").format(file=path.name, unit=real[0]),
                _words("要接着用它，请按“打开已有数据”；要另建，请换一个文件名。"),
            )
        with book.all_or_nothing():  # a year that is refused leaves no unit behind
            book.ensure_unit(unit)
            book.open_year(unit, year)
    except BaseException:
        book.close()
        raise
    return book, unit, year


def take_file(
    path: Path, author: Author, unit: str = "", year: int | None = None, memory: Memory | None = None
) -> Begun:
    """A data file that is there, or comes packed from another machine, at a unit and a year it has.

    Those named if it can be. What else was packed goes into `memory`. GaveUp: the person would rather not.
    """
    if not path.exists():
        raise KnownError(_words("找不到数据文件“%s”。") % path, _words("请核对位置；在U盘上的，先插好U盘再打开。"))
    if path.suffix == ".fazhi" or doubt(path) is not None:
        from gui import care

        path = care.move_in(path, memory) if path.suffix == ".fazhi" else care.settled(path)
    book = Book(path, author)
    try:
        return book, *where_to_begin(book, unit, year)
    except BaseException:
        book.close()
        raise


def practise(folder: Path, author: Author) -> Begun:
    """The practice data of a folder, made if they are not there yet."""
    from db.service import practice

    book = practice.opened(folder, author)
    return book, *where_to_begin(book)


def own_file(memory: Memory, author: Author) -> Begun:
    """The data last worked on that are no practice; three questions where there are none. GaveUp, KnownError."""
    remembered, unit, year = memory.own
    if remembered is not None:
        return take_file(remembered, author, unit, year)
    path = default_path()
    real = _real_unit(path, author) if path.exists() else ""
    return take_file(path, author, real) if real else ask_first(path, author, practised=True)


def _real_unit(path: Path, author: Author) -> str:
    """The first unit of a file that is no practice; "" if there is none."""
    with Book(path, author) as book:
        return next((unit.name for unit in book.units() if not unit.practice), "")
