"""The wish to be worked out again when it is opened, put into a workbook's part; every other byte of it stays.

Knows how XML is written, not what a workbook holds.
"""

import re
from pathlib import Path

from db.sheets import foreign
from db.sheets.forms.markup import as_given, as_utf8

# The settings of calculation stand before all of these.
_AFTER_CALCULATION = frozenset(
    b"oleSize customWorkbookViews pivotCaches smartTagPr smartTagTypes webPublishing fileRecoveryPr webPublishObjects"
    b" extLst".split()
)
_TAG = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
    rb"""|<(/?)([^\s<>/!?]+)((?:"[^"]*"|'[^']*'|[^<>"'/]|/(?!>))*)(/?)>""",
    re.DOTALL,
)
_WISH = re.compile(rb"""\sfullCalcOnLoad\s*=\s*(?:"[^"]*"|'[^']*')""")
_WISHED = b' fullCalcOnLoad="1"'


def asking_to_calculate(given: bytes, path: Path) -> bytes:
    """The workbook's part, sound XML, asking to be worked out again; KnownError where its tags cannot be found."""
    text = as_utf8(given)
    depth, root, place = 0, b"", -1
    for tag in _TAG.finditer(text):
        shuts, name, marks, empty = tag.groups()
        if name is None:
            continue
        prefix, _, local = name.rpartition(b":")
        depth -= bool(shuts)
        if depth == 0 and shuts:
            place = tag.start() if place < 0 else place
            break
        if depth == 0:
            root = prefix + b":" if prefix else b""
        elif depth == 1 and not shuts and local == b"calcPr":
            return as_given(text[: tag.start(3)] + _wishing(marks) + text[tag.end(3) :], given)
        elif depth == 1 and not shuts and local in _AFTER_CALCULATION and place < 0:
            place = tag.start()
        depth += not (shuts or empty)
    if place < 0:
        raise foreign.damaged(path)
    return as_given(b"%b<%bcalcPr%b/>%b" % (text[:place], root, _WISHED, text[place:]), given)


def _wishing(marks: bytes) -> bytes:
    """What the settings' tag says, with the wish."""
    if _WISH.search(marks):
        return _WISH.sub(_WISHED, marks)
    kept = marks.rstrip()
    return kept + _WISHED + marks[len(kept) :]
