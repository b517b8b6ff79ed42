"""What a form itself says of its cells: {{code}}, defined names that are codes; what all proposals need to know."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from db.domain.forms.grid import Grid, GridCell, Holds, Place
from db.domain.forms.likeness import Likeness
from db.domain.forms.links import Link, Whose
from db.domain.forms.words import Lexicon
from db.domain.pack import Pack

HEAD = "head:"
_MARKED = re.compile(r"\{\{\s*([\w.:]+?)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Known:
    """What the proposals are made with: the pack, the year reported on, the codes asked for, words and likeness.

    `chosen`: a person chose the year; without, a form's own newest year is this year.
    """

    pack: Pack
    year: int
    asked: frozenset[str]
    lexicon: Lexicon
    likeness: Likeness
    chosen: bool = True


def written(grid: Grid, known: Known) -> Iterator[tuple[Place, Link]]:
    """Cells that carry {{code}} or bear a code as their defined name."""
    for name, place in grid.names.items():
        sheet = grid.sheet(place.sheet)
        meant = _coded(name, known)
        if meant and sheet and _open(sheet.cell(place.row, place.column)):
            yield place, Link(place, *meant, why=f"单元格名称 {name}")
    for sheet in grid.sheets:
        for (row, column), cell in sheet.cells.items():
            marked = _MARKED.fullmatch(cell.words.strip()) if "{{" in cell.words else None
            meant = _coded(marked[1], known) if marked else None
            if marked and meant:
                place = Place(sheet.name, row, column)
                yield place, Link(place, *meant, why=f"标记 {marked[0]}")


def _open(cell: GridCell) -> bool:
    return cell.holds is not Holds.FORMULA and not cell.locked


def _coded(words: str, known: Known) -> tuple[str, Whose] | None:
    """The code that a marker or a name spells, and whose year it wants."""
    fields = {field.id for field in known.pack.head_fields}
    for text, whose in (
        (words, Whose.THIS),
        *((words[len(cut) :], Whose.LAST) for cut in ("last:", "last.", "last_") if words.startswith(cut)),
        *((words[: -len(cut)], Whose.LAST) for cut in (".last", "_last", ":last") if words.endswith(cut)),
        *((words[: -len(cut)], Whose.THIS) for cut in (".this", "_this", ":this") if words.endswith(cut)),
        *((words[len(cut) :], Whose.THIS) for cut in ("this:", "this.", "this_") if words.startswith(cut)),
    ):
        code = known.pack.resolve(text) or known.pack.resolve(text.lower())
        if code:
            return code, whose
        for cut in (HEAD, "head.", "head_"):
            if text.startswith(cut) and text.removeprefix(cut) in fields:
                return HEAD + text.removeprefix(cut), Whose.THIS
    return None
