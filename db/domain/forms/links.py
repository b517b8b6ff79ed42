"""What a cell of a given form means: a figure, its year and the unit the form wants; knows no file format."""

from dataclasses import dataclass
from enum import StrEnum

from db.domain.forms.grid import Place


class Whose(StrEnum):
    """Which year's figure a cell takes."""

    THIS = "本年"
    LAST = "上年"


@dataclass(frozen=True, slots=True)
class Link:
    """One cell of a form and what it means.

    `code` is an item's code, or "head:" and the id of a field of the head. `unit` is the unit the form states for
    the cell, "" where it states none (then the item's own). `sure` is the confidence of a proposal, 0 to 1; one that
    a person settled has 1. `why` says in words what the proposal rests on.
    """

    place: Place
    code: str
    whose: Whose = Whose.THIS
    unit: str = ""
    sure: float = 1.0
    why: str = ""
