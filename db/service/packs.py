"""Which pack a return is made with: the program's own while it is a draft, the one kept in the file ever after."""

import json
from contextlib import suppress
from functools import lru_cache

from db.domain.pack import Pack
from db.domain.pack_reading import build, merge
from db.domain.trouble import KnownError
from db.store.connection import damaged
from db.store.repository import Repository, ReturnRow
from resources import library


@lru_cache(maxsize=8)
def bundled(pack_id: str) -> Pack:
    """One of the program's own packs, validated; BrokenPack if its files are not sound."""
    from db.domain.pack_faults import load  # noqa: PLC0415 - judging a pack is off the start path

    try:
        return load(*library.pack_document(pack_id))
    except (OSError, ValueError, KeyError) as error:
        raise KnownError(
            f"程序自带的指标体系“{pack_id}”读不出来（{error}）。", "请重新安装程序；数据没有改变。"
        ) from error


def pack_id_for(year: int) -> str:
    """The id of the bundled pack that covers `year`."""
    for pack_id in library.pack_ids():
        first, last = library.pack_years(pack_id)
        if (first is None or year >= first) and (last is None or year <= last):
            return pack_id
    raise KnownError(f"没有适用于 {year} 年的指标体系。", "请核对年度，例如“2024”。")


def chosen(pack_id: str | None) -> Pack:
    """The bundled pack with this id; without one, the newest that is not provisional."""
    if pack_id is None:
        settled = [pack for pack in map(bundled, library.pack_ids()) if not pack.provisional]
        return max(settled, key=lambda pack: pack.first_year or 0)
    if pack_id not in library.pack_ids():
        raise KnownError(f"没有编号为“{pack_id}”的指标体系。", f"现有 {'、'.join(library.pack_ids())}。")
    return bundled(pack_id)


def keep(repository: Repository, pack_id: str, at: str) -> int:
    """The row of the bundled pack in the file, put there if it is missing."""
    fingerprint = library.pack_fingerprint(pack_id)
    row = repository.pack_row(fingerprint)
    if row is not None:
        return row
    pack = bundled(pack_id)
    document = json.dumps(merge(*library.pack_document(pack_id)), ensure_ascii=False)
    names = (pack.id, pack.version)
    return repository.add_pack(names, fingerprint, document, tuple(pack.items.values()), at)


def pack_of(repository: Repository, row: ReturnRow, at: str) -> Pack:
    """The pack of a stored return; a draft follows the program's edition, a finalised one never changes."""
    pack_id, fingerprint, document = repository.pack(row.pack)
    outdated = pack_id in library.pack_ids() and fingerprint != library.pack_fingerprint(pack_id)
    if outdated and row.status == "填报":
        with suppress(KnownError), repository.saving():  # a read-only file is shown all the same
            repository.use_pack(row.id, keep(repository, pack_id, at))
        return bundled(pack_id)
    return _sound(repository, document)


def kept(repository: Repository, row: int) -> Pack:
    """The pack of a row of the file as it stands there; nothing is written, no edition of the program is read."""
    return _sound(repository, repository.pack(row)[2])


def _sound(repository: Repository, document: str) -> Pack:
    try:
        return _kept(document)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise damaged(repository.path) from error


@lru_cache(maxsize=8)
def _kept(document: str) -> Pack:
    return build(json.loads(document))
