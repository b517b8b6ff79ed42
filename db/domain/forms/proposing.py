"""What each fillable cell of a given form means, as far as its labels tell: proposals with a confidence, and doubts.

Pure: likeness of words comes in as a function; knows no file format and remembers nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from db.domain.forms.asking import barred, beside_running, beside_sums, under_heads, without_running
from db.domain.forms.crossings import Crossing, Tables
from db.domain.forms.grid import Grid, Place
from db.domain.forms.likeness import Asked, Guess, Vocabulary, asked_of
from db.domain.forms.links import Link, Whose
from db.domain.forms.measures import units_fit
from db.domain.forms.names import may_be
from db.domain.forms.outlook import outlooks
from db.domain.forms.settling import LEAST_SURE, Claim, Wanted, settle
from db.domain.forms.spot import Spot
from db.domain.forms.words import Label, Lexicon, is_of_others, names_unit
from db.domain.forms.written import HEAD, Known, written
from db.domain.forms.years import in_words, whose_of, years_of
from db.domain.long_work import step

_NEAR = 0.5
_TOLD_EVERY = 20  # cells; a fraction of a tenth of a second
_SURE_CROSSING = 0.9  # of a table of one line; below, an item that goes by the label's name is meant
_SUM = re.compile(r"(?:合计|总计|数量|填报数)$")
_SUM_OF_GROUP = 0.95
_PART = 0.75  # of 其中：主办, whose words say only half of what is meant
_TO_DATE = ("累计", "年末")  # periods of items
_SIGNED = re.compile(r"[(（][^()（）]*[)）]|[:：\s]")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A cell that could be filled and was not settled: its words, why, and the codes that come nearest.

    `whose` is the year it asks for, `sure` how near the first of `nearest` comes (0: none does).
    """

    place: Place
    words: str
    why: str
    nearest: tuple[str, ...] = ()
    whose: Whose = Whose.THIS
    sure: float = 0.0


@dataclass(frozen=True, slots=True)
class Proposed:
    """What is proposed for a form, and which of its fillable cells stay open, both from top to bottom."""

    links: tuple[Link, ...]
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read a cell: the question its labels put, whose year, how far the way itself is trusted."""

    asked: Asked
    whose: Whose
    trust: float = 1.0


def propose(grid: Grid, known: Known) -> Proposed:
    """The cells of `grid` that mean something, each item and year once on a sheet, and the cells that stay open."""
    spots = under_heads(outlooks(grid, known.lexicon))
    links = dict(written(grid, known))
    years = years_of(spots, known)
    words = Vocabulary(known.pack, known.asked, known.year, known.lexicon, known.likeness)
    claims: list[Claim] = []
    crossed = _crossed(spots, known, years)
    laid = _laid(crossed, known)
    heads = _head_fields(spots, known, set(links))
    closed, parts, runs = barred(spots), beside_sums(spots), beside_running(spots)
    for n, spot in enumerate(spots):
        if n % _TOLD_EVERY == 0:
            step("正在对照指标", n, len(spots))
        if spot.place in links or spot.place in heads or spot in closed:
            continue
        whose = whose_of(spot, years)
        crossing = crossed.get(spot)
        asking = without_running(spot) if runs.get(spot) else spot
        claim = _claim(asking, known, words, years) if crossing is None or crossing.single else None
        if claim is not None and spot in runs:
            claim = _of_run(replace(claim, spot=spot), runs[spot], known)
        named = claim is not None and bool(claim.guesses) and claim.guesses[0].exact
        if crossing is not None and not (named and crossing.score < _SURE_CROSSING):
            guess = Guess(crossing.code, 0.75 + 0.22 * crossing.score, True)
            claim = Claim(spot, whose or Whose.THIS, (guess,), "固定表的行与列")
        if claim is not None and crossing is None and spot.head:
            claim = _outside(claim, laid[spot.place.sheet, spot.table])
        added = spot in parts and crossing is None and (spot.head[0].total or not named)
        if claim is not None and not added:
            claims.append(claim)
    taken = frozenset((link.place.sheet, link.code, link.whose) for link in links.values())
    settled, doubts = _settled(claims, known, taken)
    found = {**links, **heads, **settled}
    order = {sheet.name: n for n, sheet in enumerate(grid.sheets)}
    at = {spot.place: spot for spot in spots}

    def place(one: Link | Doubt) -> tuple[int, int, int]:
        return order.get(one.place.sheet, 0), one.place.row, one.place.column

    return Proposed(
        tuple(sorted((_in_unit(link, at.get(link.place), known) for link in found.values()), key=place)),
        tuple(sorted(doubts, key=place)),
    )


def said_of(spot: Spot) -> str:
    """The labels of a cell as a person would say them."""
    row = "·".join(label.words for label in reversed(spot.row))
    head = "·".join(label.words for label in reversed(spot.head))
    return " / ".join(part.replace("\n", "") for part in (row, head) if part)


# ---- head and foot


def _head_fields(spots: Iterable[Spot], known: Known, taken: set[Place]) -> dict[Place, Link]:
    """Cells behind 填报单位, 审核人 …; each field once, where its own words stand before those like them."""
    fields = {field.id: field.label for field in known.pack.head_fields}
    found: dict[str, tuple[float, Spot]] = {}
    for spot in spots:
        label = spot.field
        if label is None or spot.place in taken:
            continue
        words = _SIGNED.sub("", label.words)
        name = known.lexicon.head.get(words, "")
        if name in fields:
            sure = 0.97 if words == fields[name] or label.words.rstrip().endswith((":", "：")) else 0.9
            sure -= 0.05 if words == "联系人" else 0.0
            if sure > found.get(name, (0.0, spot))[0]:
                found[name] = sure, spot
    return {
        spot.place: Link(spot.place, HEAD + name, sure=sure, why=f"“{spot.field.words if spot.field else ''}”旁边")
        for name, (sure, spot) in found.items()
    }


# ---- figures


def _crossed(spots: list[Spot], known: Known, years: Mapping[int, Whose]) -> dict[Spot, Crossing]:
    """The cells that are crossings of fixed tables, by sheet and year."""
    sheets: dict[tuple[str, Whose | None], list[Spot]] = defaultdict(list)
    for spot in spots:
        if not any(label.never for label in spot.head):
            sheets[spot.place.sheet, whose_of(spot, years)].append(spot)

    def fits(spot: Spot, code: str) -> bool:
        item, (label, *_) = known.pack.items[code], (*spot.head[:1], *spot.row[:1], Label(""))
        stated = next((one.unit for one in (*spot.head, *spot.row[:1]) if one.unit is not None), spot.unit)
        asked = asked_of(label, "", stated)
        return may_be(asked.measures, item) and (stated is None or units_fit(stated, item.unit, item.units_also) > 0)

    tables = Tables(known.pack.tables_of(known.year), lambda words: known.lexicon.read(words).key, fits)
    return {spot: crossing for part in sheets.values() for spot, crossing in tables.crossings(part).items()}


def _laid(crossed: Mapping[Spot, Crossing], known: Known) -> Mapping[tuple[str, int], set[str]]:
    """The items of the fixed tables of many lines and columns that lie over each block of cells."""
    items = {table.title: set(table.cells.values()) for table in known.pack.tables_of(known.year)}
    laid: dict[tuple[str, int], set[str]] = defaultdict(set)
    for spot, crossing in crossed.items():
        if not crossing.single and spot.row and not all(label.plain for label in spot.head):
            laid[spot.place.sheet, spot.table] |= items[crossing.title]
    return laid


def _outside(claim: Claim, laid: set[str]) -> Claim:
    """The claim without items of the fixed table that lies over its cell, but for one that is called just so.

    The table's lines have been matched; a cell that is none of its crossings is what the form adds: 五类合并.
    """
    return replace(claim, guesses=tuple(one for one in claim.guesses if one.exact or one.code not in laid))


def _of_run(claim: Claim, runs: bool, known: Known) -> Claim:
    """The claim of a column of sums to date with items of that period, or of one beside it with the others."""
    items = known.pack.items
    fit = (one for one in claim.guesses if (items[one.code].period in _TO_DATE) is runs)
    return replace(claim, guesses=tuple(fit))


def _claim(spot: Spot, known: Known, words: Vocabulary, years: Mapping[int, Whose]) -> Claim | None:
    """What a cell's labels may mean; None where its head keeps it from being filled."""
    for code in spot.codes:
        resolved = known.pack.resolve(code) or known.pack.resolve(code.lower())
        if resolved and not any(label.never for label in spot.head):
            whose = whose_of(spot, years)
            return Claim(spot, whose, (Guess(resolved, 0.99, True),), f"代码 {code}") if whose else None
    best: dict[tuple[str, Whose], Guess] = {}
    for reading in _readings(spot, years, known.lexicon):
        if any(guess.exact for guess in best.values()):
            break  # the plainest way to read it names an item: the others are for cells that do not
        for guess in words.find(reading.asked):
            if not guess.exact and _says_more(spot):
                continue
            scored = replace(guess, score=guess.score * reading.trust)
            key = guess.code, reading.whose
            if scored.score > best.get(key, Guess("", 0.0)).score:
                best[key] = scored
    ranked = sorted(best.items(), key=lambda entry: -entry[1].score)
    if not ranked:
        whose = whose_of(spot, years)
        closed = whose is None or any(label.never for label in spot.head)
        return None if closed or not _expects(spot) else Claim(spot, whose or Whose.THIS, ())
    whose = ranked[0][0][1]
    return Claim(spot, whose, tuple(guess for (_, of), guess in ranked if of is whose), said_of(spot))


def _says_more(spot: Spot) -> bool:
    """Whether a head speaks of another figure than the line's own, or of none: 任务, a group's sum."""
    grouped = len(spot.head) > 1 and spot.head[0].total and not all(label.plain for label in spot.head[1:])
    return (grouped and bool(spot.row)) or any(label.never for label in spot.head)


def _expects(spot: Spot) -> bool:
    """Whether a figure is plainly wanted there: right behind a label, or under a year or a head such as 数值."""
    under = any(label.plain or label.whose or label.years for label in spot.head)
    beside = spot.field is not None and not spot.head
    return bool(spot.row) and not spot.words and not spot.outside and (under or beside)


def _readings(spot: Spot, years: Mapping[int, Whose], lexicon: Lexicon) -> Iterator[_Reading]:
    """The ways to read a cell, the plainest first."""
    whose = whose_of(spot, years)
    if whose is None:
        return
    if any(label.never for label in spot.head):
        if spot.row and spot.head[0].never:  # 任务, 同比: of no figure, but where an item is called so
            yield _Reading(asked_of(_joined(spot.row[0], spot.head[0]), "", None), whose)
        return
    heads = [label for label in spot.head if not (label.plain or label.total)]
    unit = next((label.unit for label in spot.head if label.unit is not None), None)
    rows = [label for label in spot.row if not (label.plain and (label.whose or label.years))]
    codes = next((code for code in spot.codes if re.fullmatch(r"\d{1,2}\.\d{2,3}", code)), "")
    said = in_words(rows[0], years, lexicon) if rows else None
    ways = [_paired(rows, heads, spot, whose)] + ([_paired([said, *rows[1:]], heads, spot, whose)] if said else [])
    for label, around, of, trust in chain(*ways):
        stated = label.unit if label.unit is not None else spot.unit if spot.unit is not None else unit
        asked = asked_of(label, around, stated)
        yield _Reading(replace(asked, number=codes or asked.number), of, trust)


def _paired(
    rows: list[Label], heads: list[Label], spot: Spot, whose: Whose
) -> Iterator[tuple[Label, str, Whose, float]]:
    parents = _keys(spot.parents)
    titles = "".join(re.sub(r"20\d\d年?度?", "", title) for title in spot.titles)
    total = 0.97 if any(label.total for label in spot.head) else 1.0
    if rows and not heads:
        summed = [label for label in spot.head if label.total]
        if summed and _own_name(rows[0]):
            yield from _headed(summed, titles + parents, whose, spot)
        around = _keys(rows[1:]) + parents
        yield rows[0], around, whose, total
        yield rows[0], around + titles, whose, 0.95 * total
        if len(rows) > 1:
            yield _joined(rows[1], rows[0]), parents, whose, 0.98 * total
        if spot.maybe:
            yield rows[0], around + _keys(spot.maybe), whose, 0.96 * total
    elif heads and not rows:
        yield from _headed(heads, titles, whose, spot)
    elif heads:
        inner = heads[0]
        if spot.head[0].total and spot.head[0] is not inner:
            yield from _headed(heads, titles + parents, whose, spot) if _own_name(rows[0]) else ()
            yield _joined(rows[0], inner), "", whose, _SUM_OF_GROUP
            return
        around = _keys(rows[1:]) + _keys(heads[1:]) + parents
        part = _PART if inner.whereof and len(heads) > 1 else 1.0
        yield _joined(rows[0], inner), around, whose, part
        if inner.whose or inner.years:
            yield _joined(rows[0], inner, inner.rest), around, whose, part
        if _own_name(rows[0]):
            yield from _headed(heads, titles + parents, whose, spot)


def _headed(heads: list[Label], titles: str, whose: Whose, spot: Spot) -> Iterator[tuple[Label, str, Whose, float]]:
    """The head of a column names the item."""
    inner, around = heads[0], _keys(heads[1:])
    part = _PART if inner.whereof and len(heads) > 1 else 1.0
    kept = Whose.THIS if inner.whose is whose and not any(lb.whose or lb.years for lb in spot.head[1:]) else whose
    if len(heads) > 1 and inner.whereof:
        yield _joined(heads[1], inner), _keys(heads[2:]) + titles, kept, 1.0
    yield inner, around, kept, part
    yield inner, around + titles, kept, 0.96 * part
    if len(heads) > 1:
        yield _joined(heads[1], inner), "", kept, 0.98
    if inner.whose or inner.years:
        stripped = replace(inner, key=inner.rest)
        yield stripped, around, whose, 0.99
        yield stripped, around + titles, whose, 0.95


def _own_name(label: Label) -> bool:
    """A row that is the reporting unit itself."""
    words = label.words.strip()
    return names_unit(words) or bool(_SUM.search(words) and not is_of_others(words))


def _joined(outer: Label, inner: Label, rest: str | None = None) -> Label:
    key = outer.key + (inner.key if rest is None else rest)
    return replace(
        outer,
        key=key,
        unit=inner.unit if inner.unit is not None else outer.unit,
        measures=outer.measures | inner.measures,
    )


def _keys(labels: Iterable[Label]) -> str:
    return "".join(label.key for label in labels)


# ---- settling


def _settled(claims: list[Claim], known: Known, taken: frozenset[Wanted]) -> tuple[dict[Place, Link], list[Doubt]]:
    """The links of the claims that got their item, and the doubts about the others."""
    settled = settle(claims, known.pack, taken)
    links = {
        one.claim.spot.place: Link(
            one.claim.spot.place, one.guess.code, one.claim.whose, "", round(one.sure, 2), one.claim.why
        )
        for one in settled.given
    }
    doubts = []
    for one in settled.open:
        claim, spot = one.claim, one.claim.spot
        nearest = tuple(guess.code for guess in claim.guesses if guess.score >= _NEAR)[:5]
        if one.sure >= LEAST_SURE:
            why = "最像的一项已经在别的格子里"
        elif nearest:
            why = "名称与几项都像，或者都不够像"
        elif spot.row and not spot.words:
            why = "指标里没有与它相像的"
        else:
            continue
        told = (nearest, claim.whose, claim.guesses[0].score if nearest else 0.0)
        doubts.append(Doubt(spot.place, said_of(spot), why, *told))
    return links, doubts


def _in_unit(link: Link, spot: Spot | None, known: Known) -> Link:
    """The link with the unit that the form states for its cell."""
    item = known.pack.items.get(link.code)
    if item is None or spot is None or not item.kind.is_number:
        return link
    head = next((label.unit for label in spot.head if label.unit is not None), None)
    row = next((label.unit for label in spot.row[:1] if label.unit is not None), None)
    for unit in (row, spot.unit, head):
        if unit is not None:
            return replace(link, unit=unit)
    weak = spot.sheet_unit
    fits = weak is not None and units_fit(weak, item.unit, item.units_also) >= 0.9
    return replace(link, unit=weak or "") if fits else link
