"""Practice data: an invented bureau's three years, marked 练习 wherever they show; never mixed with real ones."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from db.domain.trouble import KnownError
from db.service.book import Book
from db.service.filling import fill as fill_figures
from db.service.open_return import OpenReturn
from db.service.stamps import Author
from resources import library

FILE_NAME = "练习.sqlite"


def fill(book: Book) -> None:
    """Put the practice unit and its years into the open file; all of it or nothing."""
    document = library.practice()
    with book.all_or_nothing():
        book.add_unit(document["unit"], practice=True)
        for year in document["years"]:
            _fill_year(book.open_year(document["unit"], year), document)


def _fill_year(opened: OpenReturn, document: library.Document) -> None:
    year = str(opened.ret.year)
    fill_figures(opened, library.practice_figures(opened.ret.year), "练习数据")
    for field, words in {**document["head"], **document["head_of"][year]}.items():
        opened.set_head(field, words)
    for name, rows in document.get("lists_of", {}).get(year, {}).items():
        opened.set_list(name, rows)
    for rule, reason in document["reasons"].get(year, {}).items():
        opened.explain(rule, reason)


def opened(folder: Path, author: Author | None = None) -> Book:
    """The practice file in `folder`, made and filled if it is new; KnownError if a real unit's data lie in it."""
    book = Book(folder / FILE_NAME, author)
    try:
        _refuse_real(book)
        if not book.units():
            fill(book)
    except BaseException:
        book.close()
        raise
    return book


def make(directory: Path, author: Author | None = None) -> list[Path]:
    """Practice data, filled, checked and exported into `directory`; the files made.

    An earlier practice file there is made anew; a file with real units is left alone with a KnownError.
    """
    path = directory / FILE_NAME
    _clear(path)
    with Book(path, author) as book:
        fill(book)
        document = library.practice()
        year = max(document["years"])
        opened = book.find_year(document["unit"], year)
        workbook = opened.export(directory / f"练习-{year}年度指标表.xlsx")
    return [path, workbook]


def _clear(path: Path) -> None:
    if not path.exists():
        return
    with Book(path) as book:
        _refuse_real(book)
    try:
        path.unlink()
    except OSError as error:  # Windows: some program has it open
        raise KnownError(
            f"“{path.name}”正被别的程序打开，没有动它。", "请先关闭它，或换一个文件夹放练习数据。"
        ) from error


def _refuse_real(book: Book) -> None:
    real = [unit.name for unit in book.units() if not unit.practice]
    if real:
        raise KnownError(f"“{book.path.name}”里有真实单位“{real[0]}”的数据，没有动它。", "请换一个文件夹放练习数据。")


def write_form(target: Path, lines: Sequence[Sequence[str]]) -> None:
    """A small form as another office would issue it: one sheet with these words, "" is a cell to be filled in."""
    from db.sheets.export import save  # noqa: PLC0415 - workbooks' libraries load when wanted
    from db.sheets.model import Box, Row, Sheet, Workbook  # noqa: PLC0415

    rows = tuple(Row(tuple(Box(n, words, "text") for n, words in enumerate(line)), 15) for line in lines)
    widths = tuple(float(max(len(line[n]) for line in lines) * 2 + 2) for n in range(len(lines[0])))
    save(target, Workbook("情况表", "", date(2024, 1, 1), (Sheet("情况表", widths, rows),)))
