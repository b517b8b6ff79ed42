"""The stored return as the domain sees it; reads rows, writes none."""

from collections.abc import Sequence
from dataclasses import replace

from db.domain import cells
from db.domain.cells import Cell, State
from db.domain.items import Item, Kind, Tier
from db.domain.pack import Pack
from db.domain.returns import Return
from db.domain.stages import Life, Signature, Status
from db.service import packs
from db.store.repository import CellRow, Repository, ReturnRow


def load_return(repository: Repository, row: ReturnRow, at: str) -> Return:
    """The stored return as the domain sees it; words are read anew with the item's own unit."""
    chosen = repository.active(row.id)
    own = tuple(
        Item(
            code=entry["code"], number=f"自{int(entry['code'].removeprefix('own_'))}", name=entry["name"],
            unit=entry["measure"], kind=Kind(entry["kind"]), decimals=entry["decimals"], tier=Tier.OWN,
            section=entry["section"], definition=entry["definition"], office=entry["office"],
            choices=tuple(entry["choices"]),
        )
        for entry in repository.own_items(row.unit_id, row.year)
        if row.status == Status.DRAFT or entry["code"] in chosen
    )  # fmt: skip
    pack = packs.pack_of(repository, row, at).with_own(own)
    chosen = frozenset(pack.resolve(code) or "" for code in chosen) & pack.items.keys()
    return Return(
        unit=row.unit,
        year=row.year,
        pack=pack,
        active=pack.starting_codes(row.year) | chosen | {item.code for item in own},
        cells=_cells(pack, repository.cells(row.id)),
        head=repository.head(row.id),
        lists=repository.lists(row.id),
        explanations=repository.explanations(row.id),
        waivers=repository.waivers(row.id),
        status=Status(row.status),
        life=load_life(repository, row),
        practice=row.practice,
    )


def load_life(repository: Repository, row: ReturnRow) -> Life:
    """Which version a return is, and the steps taken since it was last open for entry."""
    newest = repository.newest_version(row.id)
    signed: list[Signature] = []
    for event in repository.history(row.id, "状态", ""):
        if event.after_state == Status.DRAFT:
            break
        signed.append(Signature(event.how, event.who, event.at, event.after_words, event.why))
    number = max(newest, 1) if Status(row.status).settled else newest + 1
    return Life(number, tuple(reversed(signed)))


def _cells(pack: Pack, stored: Sequence[CellRow]) -> dict[str, Cell]:
    """The cells by the codes in use; what stands under an item's own code goes before what stands under an old one."""
    made: dict[str, Cell] = {}
    for entry in stored:
        code = pack.resolve(entry[0]) or entry[0]
        if code == entry[0] or code not in made:
            made[code] = stored_cell(pack.items.get(code), entry)
    return made


def stored_cell(item: Item | None, entry: CellRow) -> Cell:
    """One stored cell; words are read anew."""
    _, state, words, reason, note, starred = entry
    blank = Cell(note=note, starred=starred)
    if item is None or state != State.VALUE:
        return replace(blank, state=State(state), words=words, reason=reason)
    return cells.typed(item, words, blank)
