"""The PDF of one return without a window, for the command line; paints, says one sentence, ends."""

import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from db.domain.trouble import KnownError
from db.service import Author, Book
from gui.printing.pdf import write_pdf

DONE, REFUSED = 0, 2


def run(
    database: Path | None, unit: str, year: int | None, target: Path, paper: str, version: int | None = None
) -> int:
    """Write it; 0 done, 2 refused with one sentence on stderr."""
    try:
        with Book(database, Author()) as book:
            count = write_pdf(book.find_year(unit, year or 0), target, paper, version=version)
    except KnownError as trouble:
        print(f"{trouble.sentence}{trouble.next_step}", file=sys.stderr)
        return REFUSED
    words = QCoreApplication.translate("pdf", "已导出：{target}（{paper}，共 {count} 页）")
    print(words.format(target=target, paper=paper, count=count))
    return DONE
