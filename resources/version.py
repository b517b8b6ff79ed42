"""The version of the program, written here and nowhere else; it must not know how it is shown."""

from typing import Final

VERSION: Final = "0.1.0"
