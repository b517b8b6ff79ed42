"""What a person makes of the proposals for a form: cells linked, unlinked, confirmed; knows no widget."""

from collections.abc import Mapping
from dataclasses import replace
from enum import Enum

from db.domain.forms.grid import Holds, Place
from db.domain.forms.links import Link, Whose
from db.domain.forms.proposing import Doubt
from db.service.forms import Proposal, linked

LIKELY = 0.9


class Standing(Enum):
    """How settled a cell is: by a person or from memory, likely, to be looked at, open, or of no meaning."""

    SETTLED = "已定"
    LIKELY = "很像"
    UNSURE = "请核对"
    OPEN = "没有把握"
    NONE = ""


class FormDraft:
    """The links of one form while they are looked at. A cell of a merged one stands for all of it."""

    def __init__(self, proposal: Proposal) -> None:
        self.proposal = proposal
        self.links: dict[Place, Link] = {link.place: link for link in proposal.links}
        self.doubts: Mapping[Place, Doubt] = {doubt.place: doubt for doubt in proposal.doubts}
        self._dropped: set[Place] = set()

    def anchor(self, place: Place) -> Place:
        """The cell that a merged one is written in."""
        sheet = self.proposal.grid.sheet(place.sheet)
        span = sheet.span(place.row, place.column) if sheet else None
        return Place(place.sheet, span.top, span.left) if span else place

    def standing(self, place: Place) -> Standing:
        """How settled the cell is."""
        link = self.links.get(place)
        if link is not None:
            return Standing.SETTLED if link.sure >= 1 else Standing.LIKELY if link.sure >= LIKELY else Standing.UNSURE
        return Standing.OPEN if place in self.doubts and place not in self._dropped else Standing.NONE

    def fillable(self, place: Place) -> bool:
        """Whether a figure may be put there: no formula, and not locked."""
        sheet = self.proposal.grid.sheet(place.sheet)
        cell = sheet.cell(place.row, place.column) if sheet else None
        return cell is not None and cell.holds is not Holds.FORMULA and not cell.locked

    def link(self, place: Place, code: str, whose: Whose) -> Place | None:
        """The cell means this; the place that meant it before and no longer does, if one did."""
        before = next((at for at, one in self.links.items() if (one.code, one.whose) == (code, whose)), None)
        if before == place:
            before = None
        if before is not None:
            del self.links[before]
            self._dropped.add(before)
        old = self.links.get(place)
        unit = old.unit if old is not None and old.code == code else self._unit_near(place, code)
        self.links[place] = linked(Link(place, code, whose, unit), code, whose)
        self._dropped.discard(place)
        return before

    def _unit_near(self, place: Place, code: str) -> str:
        """The unit the form states in the same row for the same item."""
        same = [
            link.unit for at, link in self.links.items() if (at.sheet, at.row, link.code) == (*place_row(place), code)
        ]
        return same[0] if same else ""

    def unlink(self, place: Place) -> bool:
        """The cell means nothing; whether that is news."""
        news = self.standing(place) is not Standing.NONE
        self.links.pop(place, None)
        self._dropped.add(place)
        return news

    def confirm(self, place: Place) -> bool:
        """The proposal is right; whether there was one to confirm."""
        link = self.links.get(place)
        if link is None or link.sure >= 1:
            return False
        self.links[place] = replace(link, sure=1.0, why="本人核对")
        return True

    def pressing(self) -> list[Place]:
        """The cells to be looked at, sheet by sheet from top to bottom."""
        order = {sheet.name: n for n, sheet in enumerate(self.proposal.grid.sheets)}
        wanted = (Standing.UNSURE, Standing.OPEN)
        places = [place for place in {*self.links, *self.doubts} if self.standing(place) in wanted]
        return sorted(places, key=lambda place: (order.get(place.sheet, 0), place.row, place.column))

    def counts(self) -> dict[Standing, int]:
        """How many cells stand how."""
        found = dict.fromkeys(Standing, 0)
        for place in {*self.links, *self.doubts}:
            found[self.standing(place)] += 1
        return found


def place_row(place: Place) -> tuple[str, int]:
    """Sheet and row."""
    return place.sheet, place.row
