"""A package (zip) whose parts are read in bounded memory and replaced one by one, all others kept to the byte.

Knows records and bytes, not what a part says. An untouched part keeps its compressed bytes, its place, its time and
its extra fields: its record is copied, not written anew.
"""

import io
import itertools
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from db.sheets import foreign

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_WIDE = 0xFFFFFFFF  # the figure stands in an extra field: only packages beyond 4 GB need that, some makers always do it
_WIDE_EXTRA = 1
_DESCRIBED_BEHIND = 0x8  # sizes follow the data instead of standing before them
_EFFORT = 4  # twice as fast as 6, and a sheet is a hundredth larger
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True, slots=True)
class _Record:
    """One part as the package keeps it: what zipfile knows, its raw entry in the directory, where its bytes end."""

    info: zipfile.ZipInfo
    entry: bytes
    end: int


class Package:
    """The parts of one file, by name; names are compared as the standard asks, without regard to case."""

    def __init__(self, path: Path) -> None:
        """Open the file at `path`; KnownError, in one sentence, where it is none or cannot be trusted."""
        foreign.refuse_what_is_no_package(path)
        self.path = path
        with foreign.reading(path):
            self.data = path.read_bytes()
            self.archive = zipfile.ZipFile(io.BytesIO(self.data))
            foreign.refuse_a_bomb(self.archive, path)
            self._kept: dict[str, bytes] = {}
            self._records = self._all_records()
            self._names = {_key(record.info.filename): record for record in self._records}
            if len(self._names) != len(self._records):
                raise foreign.damaged(path)

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._names

    def size(self, name: str) -> int:
        """The bytes of a part once unpacked."""
        return self._names[_key(name)].info.file_size

    def read(self, name: str) -> bytes:
        """The bytes of a part; KnownError where it is missing or damaged."""
        with foreign.reading(self.path):
            return self.archive.read(self._names[_key(name)].info)

    def kept(self, name: str) -> bytes:
        """As `read`, for a part that is asked for more than once: unpacked the first time."""
        key = _key(name)
        if key not in self._kept:
            self._kept[key] = self.read(name)
        return self._kept[key]

    def _all_records(self) -> list[_Record]:
        """Every entry of the directory; ValueError where two parts share bytes or the directory is not what it says."""
        infos = self.archive.infolist()
        at = self.archive.start_dir
        starts = sorted({info.header_offset for info in infos} | {at})
        ends = dict(itertools.pairwise(starts))
        if len(ends) != len(infos):
            raise ValueError("parts overlap")
        records = []
        for info in infos:
            head = _CENTRAL.unpack_from(self.data, at)
            after = at + _CENTRAL.size + sum(head[10:13])
            local = _LOCAL.unpack_from(self.data, info.header_offset)
            bytes_end = info.header_offset + _LOCAL.size + local[9] + local[10] + info.compress_size
            known = local[0] == b"PK\3\4" and info.compress_type in _METHODS
            if not known or bytes_end > ends[info.header_offset]:
                raise ValueError("parts overlap or are packed in an unknown way")
            if head[16] not in (info.header_offset, _WIDE):
                raise ValueError("something stands before the package")
            records.append(_Record(info, self.data[at:after], ends[info.header_offset]))
            at = after
        return records

    def replaced(self, parts: Mapping[str, bytes]) -> bytes:
        """The whole package with other bytes in the `parts` named."""
        fresh = {_key(name): data for name, data in parts.items()}
        body, offsets, sizes = [], {}, {}
        length = 0
        for record in sorted(self._records, key=lambda one: one.info.header_offset):
            key = _key(record.info.filename)
            if key in fresh:
                raw, sizes[key] = self._packed(record, fresh[key])
            else:
                raw = self.data[record.info.header_offset : record.end]
            offsets[key] = length
            length += len(raw)
            body.append(raw)
        entries = []
        for record in self._records:
            key = _key(record.info.filename)
            entries.append(_entry(record, offsets[key], sizes.get(key)))
        directory = b"".join(entries)
        count = len(entries)
        comment = self.archive.comment
        end = _END.pack(b"PK\5\6", 0, 0, count, count, len(directory), length, len(comment))
        return b"".join([*body, directory, end, comment])

    def _packed(self, record: _Record, data: bytes) -> tuple[bytes, tuple[int, int, int]]:
        """The record of a part that says something else now, packed as before, and its (CRC, packed, unpacked)."""
        start = record.info.header_offset
        head = list(_LOCAL.unpack_from(self.data, start))
        name_ends = start + _LOCAL.size + head[9]
        name, extra = self.data[start + _LOCAL.size : name_ends], self.data[name_ends : name_ends + head[10]]
        packed = data if record.info.compress_type == zipfile.ZIP_STORED else _deflated(data)
        sizes = zlib.crc32(data), len(packed), len(data)
        extra = _without_wide(extra)
        head[2] &= ~_DESCRIBED_BEHIND
        head[6:9] = sizes
        head[10] = len(extra)
        return _LOCAL.pack(*head) + name + extra + packed, sizes


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()


def _deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(_EFFORT, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def _entry(record: _Record, offset: int, sizes: tuple[int, int, int] | None) -> bytes:
    """The entry in the directory, pointing to where the part is now."""
    head = list(_CENTRAL.unpack_from(record.entry))
    tail = record.entry[_CENTRAL.size :]
    wide = _WIDE in (head[8], head[9], head[16])
    head[16] = offset
    if sizes is not None:
        head[3] &= ~_DESCRIBED_BEHIND
        head[7:10] = sizes
    elif wide:
        head[8:10] = record.info.compress_size, record.info.file_size
    if wide:
        name, extra, rest = tail[: head[10]], tail[head[10] : head[10] + head[11]], tail[head[10] + head[11] :]
        extra = _without_wide(extra)
        head[11] = len(extra)
        tail = name + extra + rest
    return _CENTRAL.pack(*head) + tail


def _without_wide(extra: bytes) -> bytes:
    """Extra fields but the one of sizes beyond 4 GB; what is no list of fields stays as it is."""
    kept, rest = b"", extra
    while len(rest) >= 4:
        kind, length = struct.unpack_from("<2H", rest)
        if 4 + length > len(rest):
            return extra
        kept += b"" if kind == _WIDE_EXTRA else rest[: 4 + length]
        rest = rest[4 + length :]
    return kept + rest
