"""What drop-downs of a sheet offer: lists in place, ranges, names, in the old and the 2010 way of writing them."""

from collections.abc import Iterator, Mapping

from db.domain.forms.grid import GridSheet
from db.sheets.forms.book import Box, box_of
from db.sheets.forms.markup import Element

MOST_CHOICES = 500  # of one drop-down
MOST_STEPS = 1_000_000  # cells looked at on one sheet; more are not drop-downs made by a person
Wanted = tuple[str, list[Box]]  # the formula of a drop-down, the cells that have it


def wanted_choices(root: Element) -> list[Wanted]:
    """The drop-downs of a sheet, not yet looked up."""
    found = []
    for rule in root.iter("{*}dataValidation"):
        if rule.get("type") == "list":
            formula = rule.find("{*}formula1")
            said = "" if formula is None else "".join(formula.itertext()).strip()
            where = rule.get("sqref") or rule.findtext("{*}sqref") or ""
            boxes = [box for one in where.split() if (box := box_of(_cells(one)))]
            found.append((said, boxes))
    return found


def choices_of(
    sheet: GridSheet, wanted: list[Wanted], sheets: Mapping[str, GridSheet], names: Mapping[str, str]
) -> dict[tuple[int, int], tuple[str, ...]]:
    """What each cell of the sheet that has a drop-down offers; nothing where it has to be worked out."""
    offers: dict[tuple[int, int], tuple[str, ...]] = {}
    known: dict[str, tuple[str, ...]] = {}
    steps = 0
    for formula, boxes in wanted:
        if formula not in known:
            known[formula], looked_at = _offered(formula, sheet, sheets, names)
            steps += looked_at
        if steps > MOST_STEPS:
            return offers
        if not (offered := known[formula]):
            continue
        for box in boxes:
            steps += min(_area(box), len(sheet.cells))
            if steps > MOST_STEPS:
                return offers
            offers.update((at, offered) for at in _inside(sheet, box))
    return offers


def _offered(
    formula: str, sheet: GridSheet, sheets: Mapping[str, GridSheet], names: Mapping[str, str]
) -> tuple[tuple[str, ...], int]:
    """What a drop-down offers, and how many cells were looked at for it."""
    said = names.get(formula.removeprefix("="), formula).removeprefix("=")
    if len(said) > 1 and said[0] == said[-1] == '"':
        listed = (one.strip() for one in said[1:-1].replace('""', '"').split(","))
        return tuple(one for one in listed if one)[:MOST_CHOICES], 0
    where, _, cells = said.rpartition("!")
    if where.startswith("'") and where.endswith("'"):
        where = where[1:-1].replace("''", "'")
    source, box = sheets.get(where) if where else sheet, box_of(_cells(cells))
    if source is None or box is None:
        return (), 0
    words = (source.cells[at].words for at in sorted(_inside(source, box)))
    return tuple(one for one in words if one)[:MOST_CHOICES], min(_area(box), len(source.cells))


def _inside(sheet: GridSheet, box: Box) -> Iterator[tuple[int, int]]:
    """The cells of the sheet that lie in the box."""
    top, left, bottom, right = box
    if _area(box) < len(sheet.cells):
        around = ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))
        return (at for at in around if at in sheet.cells)
    return (at for at in sheet.cells if top <= at[0] <= bottom and left <= at[1] <= right)


def _area(box: Box) -> int:
    return (box[2] - box[0] + 1) * (box[3] - box[1] + 1)


def _cells(words: str) -> str:
    """A whole column as a range of cells: "A:A" → "A1:A1048576"; anything else as it is."""
    left, colon, right = words.replace("$", "").partition(":")
    return f"{left}1:{right}1048576" if colon and left.isalpha() and right.isalpha() else words
