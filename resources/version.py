"""What the program is called and which version it is, written here and nowhere else; knows not how it is shown."""

import sys
from typing import Final

VERSION: Final = "0.1.0"
NAME: Final = "fazhi"
TITLE: Final = "法治填报"


def commands() -> str:
    """What to type for the command line: the packed program beside the window, or the module in the source tree."""
    return f"{NAME}-cli" if getattr(sys, "frozen", False) else "python -m db"
