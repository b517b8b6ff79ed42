"""Whether a pack is sound: every fault with its place, a broken pack refused whole; reads no files.

First all that can be said of the entries as they stand; only where that is nothing is the pack
built and its rules judged.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from db.domain.pack import Pack
from db.domain.pack.demands import Fault, label, sort
from db.domain.pack.reading import KINDS_OF_ENTRY, TABLES, build, merge
from db.domain.pack.references import reference_faults
from db.domain.pack.rules import rule_faults
from db.domain.pack.shape import MAIN_FILE, shape_faults
from db.domain.pack.swing import swing_faults
from db.domain.pack.tables import table_faults
from db.domain.trouble import KnownError

__all__ = ["BrokenPack", "Fault", "faults", "load"]

_SHOWN = 3
Raw = Mapping[str, Any]


class BrokenPack(KnownError):  # noqa: N818 - named for what has happened
    """A pack refused whole; `faults` are all of its faults, the sentence names the first few."""

    def __init__(self, name: str, found: Sequence[Fault]) -> None:
        first = "；".join(fault.sentence for fault in found[:_SHOWN])
        rest = f"；另有 {len(found) - _SHOWN} 处" if len(found) > _SHOWN else ""
        super().__init__(
            f"指标包“{name}”有 {len(found)} 处错误，没有采用。{first}{rest}。",
            "请在所列位置逐处改正后重新装入。",
        )
        self.faults = tuple(found)


def load(header: Raw, parts: Sequence[tuple[str, Raw]]) -> Pack:
    """The pack that a header and the files it includes describe; BrokenPack if it has faults."""
    name = str(header.get("id", ""))
    found = list(_unmergeable(header, parts))
    if found:
        raise BrokenPack(name, found)
    rest, pack = _judged(merge(header, parts))
    found = [*_strays(parts), *rest]
    if found or pack is None:
        raise BrokenPack(name, found)
    return pack


def faults(document: Raw) -> tuple[Fault, ...]:
    """Every fault of a merged document; none means that `build` makes a sound pack of it."""
    return _judged(document)[0]


def _judged(document: Raw) -> tuple[tuple[Fault, ...], Pack | None]:
    found = tuple(chain(shape_faults(document), reference_faults(document), table_faults(document)))
    if found:
        return found, None
    pack = build(document)
    return (*swing_faults(document), *rule_faults(document, pack)), pack


def _unmergeable(header: Raw, parts: Sequence[tuple[str, Raw]]) -> Iterator[Fault]:
    """What keeps the files from being put together: entries that are no entries."""
    for name, part in ((MAIN_FILE, header), *parts):
        for kind in KINDS_OF_ENTRY:
            content = part.get(kind, ())
            if not isinstance(content, list | tuple):
                yield Fault(name, f"{label(kind)} 应写成 [[{kind}]]，现为{sort(content)}")
            elif not all(isinstance(entry, Mapping) for entry in content):
                yield Fault(name, f"{label(kind)} 里有不是一组键和值的内容")
        for table in TABLES:
            if not isinstance(part.get(table, {}), Mapping):
                yield Fault(name, f"{label(table)} 应写成 [{table}]，现为{sort(part[table])}")


def _strays(parts: Sequence[tuple[str, Raw]]) -> Iterator[Fault]:
    """Keys of included files that merging would silently leave out."""
    known = (*KINDS_OF_ENTRY, *TABLES)
    for name, part in parts:
        for key in part:
            if key not in known:
                yield Fault(name, f"不认识的键“{key}”；可用的键有 {'、'.join(known)}")
