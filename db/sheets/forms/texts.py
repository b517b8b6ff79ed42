"""Texts as a workbook keeps them and as a reader sees them: runs joined, readings of characters left out."""

import re

from db.sheets.forms.book import Book
from db.sheets.forms.markup import Element, namespace

MOST_LETTERS = 32_767  # Excel's limit for one cell
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\r\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def texts_of(book: Book) -> list[str]:
    """The shared texts of a workbook, by the number that cells name."""
    root = book.other("sharedStrings")
    return [] if root is None else [words_of(one) for one in root.iterchildren(f"{namespace(root)}si")]


def words_of(element: Element) -> str:
    """What a shared or inline text says: its own text or that of its runs."""
    main = namespace(element)
    pieces = []
    for child in element:
        if child.tag == f"{main}t":
            pieces.append(child.text or "")
        elif child.tag == f"{main}r":
            pieces.append(child.findtext(f"{main}t") or "")
    return unescaped("".join(pieces))


def unescaped(words: str) -> str:
    """Text as a workbook writes it, with letters that XML cannot hold given back."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), words) if "_x" in words else words


def escaped(words: str) -> str:
    """Text as a workbook writes it: letters that XML cannot hold become _x0007_, what looks like one is protected."""
    safe = _LOOKS_ESCAPED.sub("_x005F_", words) if "_x" in words else words
    return _NOT_IN_XML.sub(lambda match: f"_x{ord(match[0]):04X}_", safe)
