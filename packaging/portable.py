"""Makes the portable .zip of a frozen folder:  portable.py FROZEN NOTE TARGET.zip

The same tree gives the same bytes, on every system: entries by name, all with the time in SOURCE_DATE_EPOCH, UTC.
"""

import os
import sys
import time
import zipfile
from pathlib import Path

_FILE = 0o100644 << 16  # where a Unix looks for what an entry is
_UNIX = 3  # else Windows' zipfile and Linux' note the system they ran on


def pack(frozen: Path, note: Path, target: Path) -> None:
    """All files below the folder, and the note for people, in one folder named as the archive is.

    The note's lines end as Windows' editor wants them.
    """
    when = time.gmtime(max(int(os.environ["SOURCE_DATE_EPOCH"]), 315532800))[:6]  # a zip knows no year before 1980
    contents = {path.relative_to(frozen).as_posix(): path for path in frozen.rglob("*") if path.is_file()}
    lines = note.read_text(encoding="utf-8").splitlines()
    with zipfile.ZipFile(target, "w") as archive:

        def put(name: str, data: bytes) -> None:
            entry = zipfile.ZipInfo(f"{target.stem}/{name}", when)
            entry.external_attr, entry.create_system = _FILE, _UNIX
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED, compresslevel=9)

        for name, path in sorted(contents.items()):
            put(name, path.read_bytes())
        put(note.name, "".join(f"{line}\r\n" for line in lines).encode())


if __name__ == "__main__":
    pack(*map(Path, sys.argv[1:]))
