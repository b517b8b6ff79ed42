"""A form's links kept by what stands around the cells, so that next year's edition finds them again; stores nothing."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from db.domain.forms.grid import Grid, Place
from db.domain.forms.links import Link, Whose
from db.domain.forms.outlook import outlooks
from db.domain.forms.proposing import Doubt, Proposed, propose
from db.domain.forms.words import Label, unranked
from db.domain.forms.written import Known
from db.domain.forms.years import years_of

_LEAST_SHARED = 0.5  # of a remembered form's cells, for another edition to be taken as the same form
_CALENDAR = re.compile(r"20\d\d年?度?")
_YEAR = re.compile(r"(?<!\d)(20\d\d|[12]\d(?=年))年?度?")
_SPACES = re.compile(r"\s+")
_Said = Callable[[Label, Mapping[int, Whose]], str]


@dataclass(frozen=True, slots=True, order=True)
class Trait:
    """What tells a cell from the others of its form: sheet, words beside and above, how manieth of those alike."""

    sheet: str
    row: str
    head: str
    nth: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """One remembered cell: what it means; code "": a person said that it means nothing."""

    trait: Trait
    code: str
    whose: Whose = Whose.THIS
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Remembered:
    """A form that was adopted: its name, when, and its cells."""

    shape: str
    name: str
    at: str
    kept: tuple[Kept, ...]


def traits_of(grid: Grid, known: Known) -> dict[Place, Trait]:
    """The trait of every fillable cell of the form, in the form's own words."""
    return _traits(grid, known, _written)


def earlier_traits_of(grid: Grid, known: Known) -> dict[Place, Trait]:
    """The traits as they were kept first: in words that stand for those of the form, by the lexicon of the day."""
    return _traits(grid, known, _meant)


def _traits(grid: Grid, known: Known, said: _Said) -> dict[Place, Trait]:
    spots = outlooks(grid, known.lexicon)
    years = years_of(spots, known)
    seen: Counter[Trait] = Counter()
    found: dict[Place, Trait] = {}
    for spot in spots:
        row, head = ("/".join(said(label, years) for label in of) for of in ((*spot.row, *spot.parents), spot.head))
        bare = Trait(_CALENDAR.sub("", spot.place.sheet).strip(), row, head)
        found[spot.place] = replace(bare, nth=seen[bare])
        seen[bare] += 1
    return found


def _written(label: Label, years: Mapping[int, Whose]) -> str:
    """A label as it stands there, but without spaces and its number; a calendar year as one of the form's years."""
    words = _SPACES.sub("", unranked(label.words))
    return _YEAR.sub(lambda year: _year(int(f"20{year[1][-2:]}"), years), words) if label.years else words


def _meant(label: Label, years: Mapping[int, Whose]) -> str:
    """What a label stands for, without its number."""
    return f"{_year(label.years[-1], years)}{label.rest}" if label.years else label.bare or label.key or label.words


def _year(year: int, years: Mapping[int, Whose]) -> str:
    return years[year].value if year in years else "另一年"


def shape_of(traits: Iterable[Trait]) -> str:
    """The fingerprint of a form's shape: moved rows, blank rows and another year leave it as it is."""
    text = "\n".join(f"{t.sheet}\t{t.row}\t{t.head}\t{t.nth}" for t in sorted(traits))
    return sha256(text.encode()).hexdigest()


def kept_of(links: Iterable[Link], nothing: Iterable[Place], traits: Mapping[Place, Trait]) -> tuple[Kept, ...]:
    """What is to be remembered: the links, and the cells that a person said mean nothing."""
    meant = {traits[link.place]: Kept(traits[link.place], link.code, link.whose, link.unit)
             for link in links if link.place in traits}  # fmt: skip
    empty = {traits[place]: Kept(traits[place], "") for place in nothing if place in traits}
    return tuple({**empty, **meant}[trait] for trait in sorted({**empty, **meant}))


def same_form(traits: Iterable[Trait], forms: Sequence[Remembered]) -> Remembered | None:
    """The remembered form that this is another edition of; the newest of those that share most."""
    return _closest(set(traits), forms)[1]


def _closest(have: set[Trait], forms: Sequence[Remembered]) -> tuple[float, Remembered | None]:
    """How much is shared with the remembered form that shares most, and that form; 0 where none shares enough."""
    shape = shape_of(have)

    def shared(form: Remembered) -> float:
        cells = {kept.trait for kept in _on_sheets_of(form.kept, have)}
        return 1.0 if form.shape == shape else len(cells & have) / (len(cells) or 1) * 0.99

    best = max(forms, key=lambda form: (shared(form), form.at), default=None)
    return (shared(best), best) if best is not None and shared(best) >= _LEAST_SHARED else (0.0, None)


def _on_sheets_of(kept: Sequence[Kept], have: set[Trait]) -> tuple[Kept, ...]:
    """What was kept, by the names that its sheets have now: one that is gone is the new one that is most like it."""
    before, now = ({trait.sheet for trait in traits} for traits in ((one.trait for one in kept), have))
    named: dict[str, str] = {}
    for gone in sorted(before - now):
        cells = {replace(one.trait, sheet="") for one in kept if one.trait.sheet == gone}
        alike = {
            fresh: len(cells & {replace(trait, sheet="") for trait in have if trait.sheet == fresh}) / len(cells)
            for fresh in sorted(now - before - set(named.values()))
        }
        best = max(alike, key=lambda fresh: alike[fresh], default="")
        if best and alike[best] >= _LEAST_SHARED:
            named[gone] = best
    return (
        tuple(replace(one, trait=replace(one.trait, sheet=named.get(one.trait.sheet, one.trait.sheet))) for one in kept)
        if named
        else tuple(kept)
    )


def recall(grid: Grid, known: Known, forms: Sequence[Remembered]) -> tuple[Proposed, Remembered | None]:
    """The proposals for a form, what was remembered of it (or of an earlier edition) before all that is guessed."""
    traits = traits_of(grid, known)
    proposed = propose(grid, known)
    share, form = _closest(set(traits.values()), forms)
    if share < 1.0 and forms:
        earlier = earlier_traits_of(grid, known)
        more, other = _closest(set(earlier.values()), forms)
        if more > share:
            traits, form = earlier, other
    if form is None:
        return proposed, None
    kept = {one.trait: one for one in _on_sheets_of(form.kept, set(traits.values()))}
    settled = {place: kept[trait] for place, trait in traits.items() if trait in kept}
    recalled = {
        place: Link(place, code, one.whose, one.unit, 1.0, f"记得：{form.name}")
        for place, one in settled.items()
        if one.code and (code := _in_use(one.code, known))
    }
    taken = {(link.place.sheet, link.code, link.whose) for link in recalled.values()}
    fresh = {
        link.place: link
        for link in proposed.links
        if link.place not in settled and (link.place.sheet, link.code, link.whose) not in taken
    }
    links = {**fresh, **recalled}
    doubts = [doubt for doubt in proposed.doubts if doubt.place not in settled]
    gone = [
        Doubt(place, _words(traits[place]), f"记得它是 {one.code}，现在的指标里没有这一项")
        for place, one in settled.items()
        if one.code and place not in recalled
    ]
    order = {place: n for n, place in enumerate(traits)}

    def place_of(one: Link | Doubt) -> tuple[int, Place]:
        return order.get(one.place, len(order)), one.place

    return (
        Proposed(tuple(sorted(links.values(), key=place_of)), tuple(sorted([*doubts, *gone], key=place_of))),
        form,
    )


def _words(trait: Trait) -> str:
    return f"{trait.row} {trait.head}".strip()


def _in_use(code: str, known: Known) -> str:
    if code.startswith("head:"):
        return code if code.removeprefix("head:") in {field.id for field in known.pack.head_fields} else ""
    return known.pack.resolve(code) or ""
