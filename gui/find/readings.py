"""How a Chinese character is read: every reading it has, without tones; knows pypinyin and nothing to be found.

pypinyin loads with the first reading asked for (about 0.1 s), without its phrases: a name is found by any reading of
its characters, so which one is meant in which phrase does not matter, and the phrases cost three times as much.
"""

import os
from functools import cache
from typing import Final
from unicodedata import normalize

_NO_PHRASES: Final = "PYPINYIN_NO_PHRASES"
_TONES: Final = dict.fromkeys(map(ord, "\u0300\u0301\u0302\u0304\u030c"))  # of a letter written apart from its marks
_UMLAUT: Final = "u\u0308"  # ü, which keyboards write v


@cache
def readings(letter: str) -> tuple[str, ...]:
    """The readings of one letter in small Latin letters, ü as v; an ASCII letter or digit reads as itself.

    Empty for all else, punctuation included.
    """
    if letter.isascii():
        return (letter.lower(),) if letter.isalnum() else ()
    written = _characters().get(ord(letter), "")
    plain = (normalize("NFD", word).translate(_TONES).replace(_UMLAUT, "v") for word in written.split(","))
    return tuple(dict.fromkeys(word for word in plain if word.isascii() and word.isalpha()))


@cache
def _characters() -> dict[int, str]:
    """Code point to readings with tones, separated by commas; only here is pypinyin imported."""
    before = os.environ.get(_NO_PHRASES)
    os.environ[_NO_PHRASES] = "1"  # pypinyin reads it once, while it is imported
    try:
        from pypinyin.pinyin_dict import pinyin_dict  # noqa: PLC0415 - never on the start path
    finally:
        if before is None:
            del os.environ[_NO_PHRASES]
        else:
            os.environ[_NO_PHRASES] = before
    return pinyin_dict
