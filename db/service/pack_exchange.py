"""Packs out to Excel and back: written, proved by reading it again, judged whole; adopting it is the book's verb.

A pack from outside is hostile until read; a broken one is refused with every fault, and nothing is changed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from db.domain.pack import Pack
from db.domain.pack.demands import ORIGIN
from db.domain.pack.faults import faults
from db.domain.pack.reading import build, merge
from db.domain.pack.spots import SheetFault
from db.domain.trouble import KnownError
from db.service import packs
from db.service.book import Book
from resources import library

_FIRST_FEW = 3


@dataclass(frozen=True)
class Proposal:
    """What a workbook from outside proposes: a sound `pack` with its plain `document` (JSON), or its `faults`.

    `remarks` are sentences about what was not read, or read all the same.
    """

    source: str
    pack: Pack | None
    document: str
    faults: tuple[SheetFault, ...]
    remarks: tuple[str, ...]

    def sound(self) -> Pack:
        """The pack; KnownError names the first faults if there are any."""
        if self.pack is None:
            few = "；".join(fault.sentence for fault in self.faults[:_FIRST_FEW])
            more = f"；另有 {len(self.faults) - _FIRST_FEW} 处" if len(self.faults) > _FIRST_FEW else ""
            raise KnownError(
                f"“{self.source}”有 {len(self.faults)} 处错误，没有采用：{few}{more}。", "请逐处改正后重新导入。"
            )
        return self.pack


def export(target: Path, document: Mapping[str, Any], made_on: date) -> None:
    """Write the pack of a sound merged document to `target`, after reading it back has given the very same pack.

    KnownError: the target cannot be written, or the pack holds something that a workbook cannot.
    """
    from db.sheets.export import save  # noqa: PLC0415 - only these verbs need workbooks
    from db.sheets.opening import open_workbook  # noqa: PLC0415
    from db.sheets.packs.book import pack_workbook  # noqa: PLC0415
    from db.sheets.saving import refuse_bad_target  # noqa: PLC0415

    refuse_bad_target(target)
    pack = build(document)
    book = pack_workbook(document, pack, made_on)

    def prove(written: Path) -> None:
        back = _judged(written.name, open_workbook(written))
        if back.pack != pack:
            raise KnownError(
                f"指标体系“{pack.title}”里有 Excel 表格放不下的内容（如表头超过 5 层），没有导出。",
                "请在指标体系里改正后再导出。",
            )

    save(target, book, prove)


def read(path: Path) -> Proposal:
    """What the workbook at `path` proposes; KnownError in one sentence if it cannot be opened at all."""
    from db.sheets.opening import open_workbook  # noqa: PLC0415

    return _judged(path.name, open_workbook(path))


def _judged(name: str, pages: Any) -> Proposal:
    from db.sheets.packs.source import read_pack  # noqa: PLC0415

    source = read_pack(pages)
    found = list(source.faults)
    if not source.torn:
        known = {(fault.sheet, fault.row, fault.column) for fault in found}
        for fault in faults(source.document):
            told = source.spots.told(fault)
            if (told.sheet, told.row, told.column) not in known:
                found.append(told)
    if found:
        return Proposal(name, None, "", tuple(_in_order(found)), tuple(source.remarks))
    plain = _without_origins(source.document)
    document = json.dumps(plain, ensure_ascii=False)
    return Proposal(name, build(plain), document, (), tuple(source.remarks))


def _in_order(found: list[SheetFault]) -> list[SheetFault]:
    from db.sheets.packs.columns import PARTS  # noqa: PLC0415

    order = {part.name: n for n, part in enumerate(PARTS)}
    return sorted(dict.fromkeys(found), key=lambda fault: (order.get(fault.sheet, 99), fault.row))


def _without_origins(value: Any) -> Any:
    """The document without places: the same content has the same fingerprint, whatever row it stood on."""
    if isinstance(value, dict):
        return {key: _without_origins(held) for key, held in value.items() if key != ORIGIN}
    if isinstance(value, list):
        return [_without_origins(member) for member in value]
    return value


def year_of(pack: Pack, wanted: int) -> int:
    """`wanted` if the pack is for it, else the nearest year that it is for."""
    return max(pack.first_year or wanted, min(wanted, pack.last_year or wanted))


def document_of(pack_id: str | None, book: Book | None) -> dict[str, Any]:
    """The plain data of a pack: one that was adopted in `book`, else the program's own; KnownError if there is none."""
    if book is not None:
        found = book.adopted_document(pack_id)
        if found is not None:
            return found
    return merge(*library.pack_document(packs.chosen(pack_id).id))
