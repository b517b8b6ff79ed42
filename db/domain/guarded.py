"""Words in a CSV file that no spreadsheet takes for a formula, and the way back; knows no files."""

import re

_BEGINS = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?%?")


def guarded(words: str) -> str:
    """`words` with an apostrophe in front where a spreadsheet would calculate with them; a plain number has none."""
    return f"'{words}" if _BEGINS.match(words) and not _NUMBER.fullmatch(words) else words


def unguarded(words: str) -> str:
    """What `guarded` was given."""
    return words[1:] if _GUARDED.match(words) else words
