"""A return as pages, and a finished PDF handed to its folder; painting them is the window's."""

import re
from pathlib import Path

from db.domain.trouble import KnownError
from db.service.open_return import OpenReturn
from db.sheets import paper
from db.sheets.paper import PAPERS, Leaf, Piece
from db.sheets.saving import refuse_bad_target, save_bytes

__all__ = ["PAPERS", "Leaf", "Piece", "pages", "refuse_bad_pdf", "save_pdf"]

SUFFIX = ".pdf"
_PAGE = re.compile(rb"/Type\s*/Page\b")


def pages(opened: OpenReturn, size: str, version: int | None = None) -> tuple[Leaf, ...]:
    """The pages of the standard workbook of a return, or of a version of it; `size` is one of PAPERS."""
    return paper.leaves(opened.workbook(version), size)


def refuse_bad_pdf(target: Path) -> None:
    """KnownError, before any work is done, where `target` cannot become a PDF."""
    refuse_bad_target(target, SUFFIX)


def save_pdf(target: Path, data: bytes, count: int) -> None:
    """Write a PDF of `count` pages beside `target`, look at what was written, and move it into place.

    KnownError: the target cannot be written, or the file is no PDF of that many pages; `target` is as it was.
    """

    def prove(beside: Path) -> None:
        written = beside.read_bytes()
        whole = written.startswith(b"%PDF-") and written.rstrip().endswith(b"%%EOF")
        if not whole or written != data or len(_PAGE.findall(written)) != count:
            raise KnownError(f"“{target.name}”没有写完整，原来的文件没有改动。", "请再导出一次；还不行的，换一个磁盘。")

    save_bytes(target, data, prove)
