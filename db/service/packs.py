"""Which pack a return is made with: while it is a draft the one staff adopted, or the program's own; then for ever
the one kept in the file.
"""

import json
from contextlib import suppress
from functools import lru_cache
from typing import Any

from db.domain.pack import Pack
from db.domain.pack.reading import build, merge
from db.domain.trouble import KnownError
from db.store.connection import damaged
from db.store.repository import Repository, ReturnRow, Stamp
from resources import library


@lru_cache(maxsize=8)
def bundled(pack_id: str) -> Pack:
    """One of the program's own packs; BrokenPack if its files were changed and are not sound."""
    try:
        if library.is_sealed(pack_id):
            return build(merge(*library.pack_document(pack_id)))
        from db.domain.pack.faults import load  # noqa: PLC0415 - judging a pack takes longer than reading it

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
    """The pack of a stored return; a draft follows what was adopted or the program's edition, a finalised one never."""
    pack_id, fingerprint, document = repository.pack(row.pack)
    if row.status != "填报":
        return _sound(repository, document)
    adopted = adopted_for(repository, row.year)
    if adopted is not None:
        if adopted != row.pack:
            with suppress(KnownError), repository.saving():  # a read-only file is shown all the same
                repository.use_pack(row.id, adopted)
        return kept(repository, adopted)
    if any(past.pack == row.pack for past in repository.adoptions()):  # of other years now
        pack_id = pack_id_for(row.year)
    if pack_id in library.pack_ids() and fingerprint != library.pack_fingerprint(pack_id):
        with suppress(KnownError), repository.saving():
            repository.use_pack(row.id, keep(repository, pack_id, at))
        return bundled(pack_id)
    return _sound(repository, document)


def adopted_for(repository: Repository, year: int) -> int | None:
    """The row of the pack that staff adopted for drafts of `year`; None if the program's own holds.

    An adoption takes the place of all before it that have the same id; of those left the newest goes first.
    """
    past = repository.adoptions()
    newest = {adoption.pack_id: adoption for adoption in reversed(past)}
    return next((one.pack for one in past if newest[one.pack_id] is one and one.covers(year)), None)


def in_use(repository: Repository, year: int) -> Pack:
    """The pack with which a draft of `year` is made."""
    adopted = adopted_for(repository, year)
    return bundled(pack_id_for(year)) if adopted is None else kept(repository, adopted)


def document_in_use(repository: Repository, year: int) -> dict[str, Any]:
    """The plain data of the pack with which a draft of `year` is made."""
    adopted = adopted_for(repository, year)
    if adopted is None:
        return merge(*library.pack_document(pack_id_for(year)))
    return dict(json.loads(repository.pack(adopted)[2]))


def keep_in_use(repository: Repository, year: int, at: str) -> int:
    """The row of the pack for a new return of `year`, put there if it is missing."""
    adopted = adopted_for(repository, year)
    return keep(repository, pack_id_for(year), at) if adopted is None else adopted


def adopted(repository: Repository) -> tuple[Pack, ...]:
    """The packs that staff adopted, of each id the newest, the newest first."""
    rows = {past.pack_id: past.pack for past in reversed(repository.adoptions())}
    return tuple(kept(repository, row) for row in reversed(rows.values()))


def source_of(repository: Repository, year: int) -> str:
    """Where the pack for drafts of `year` came from, who adopted it and when; "" if it is the program's own."""
    row = adopted_for(repository, year)
    past = next((one for one in repository.adoptions() if one.pack == row), None)
    return f"{past.who} 于 {past.at[:16].replace('T', ' ')} 从“{past.source}”导入" if past else ""


def adopted_document(repository: Repository, pack_id: str | None) -> dict[str, Any] | None:
    """The plain data of the newest adopted pack, or of the newest with this id; None if there is none."""
    for past in repository.adoptions():
        if pack_id in (None, past.pack_id):
            return dict(json.loads(repository.pack(past.pack)[2]))
    return None


def adopt(repository: Repository, pack: Pack, document: str, stamp: Stamp) -> tuple[tuple[str, int], ...]:
    """Keep a sound pack and let the drafts of its years follow it; the (unit, year) of those that do."""
    from hashlib import sha256  # noqa: PLC0415 - start-up time

    fingerprint = sha256(document.encode()).hexdigest()
    row = repository.pack_row(fingerprint)
    if row is None:
        names, items = (pack.id, pack.version), tuple(pack.items.values())
        row = repository.add_pack(names, fingerprint, document, items, stamp.at)
    repository.adopt(row, (pack.first_year, pack.last_year), stamp)
    following = [
        draft for draft in repository.drafts() if draft.status == "填报" and adopted_for(repository, draft.year) == row
    ]
    for draft in following:
        repository.use_pack(draft.id, row)
    return tuple((draft.unit, draft.year) for draft in following)


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
