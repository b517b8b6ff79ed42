"""Returns filled at random from a seed: missing cells, zeros, words with qualifiers, huge and tiny decimals."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from db.domain.cells import BLANK, Cell, State, marked, typed
from db.domain.checks import check
from db.domain.items import Item, Kind
from db.domain.pack import Pack
from db.domain.returns import Return
from db.domain.rules import Figure, Ref, figure
from db.domain.rules.bound import BoundRule
from db.domain.rules.index import index_of
from db.domain.swings import SWING
from db.sheets.model import Formula, Value

UNIT = "示例市自然资源和规划局"
_TIMES = ("0.2", "0.5", "1", "1.5", "2", "5", "50", "0.02", "10000", "0.0001")
_SPREADSHEET_DIGITS = 15
_QUALIFIED = ("{}余", "近{}", "约{}", "{}左右", "{}以上", "{}以下", "不少于{}", "{}多")


def random_return(pack: Pack, year: int, seed: int) -> Return:
    """A return of `year`; every tenth item is left out, and many a rule is met on purpose."""
    dice = random.Random(f"{seed} {year}")
    cells: dict[str, Cell] = {}
    library = [code for section in pack.sections for code in section.codes if dice.random() < 0.5]
    ret = Return(UNIT, year, pack, pack.starting_codes(year) | set(library), cells, {}, {}, {})
    few = dice.random() < 0.5  # small numbers meet a rule by chance more often
    for code in ret.ordered_codes:
        cell = _cell(pack.items[code], dice, few)
        if cell is not None:
            cells[code] = cell
    for bound in applying(pack, year):
        if dice.random() < 0.5:
            cells.update(_total(bound, ret))
    return ret


def year_before(ret: Return, seed: int) -> Return:
    """The return of the year before; a third of its figures lie at a threshold of change from this year's."""
    last = random_return(ret.pack, ret.year - 1, seed)
    dice = random.Random(f"before {seed}")
    cells = dict(last.cells)
    for code, cell in ret.cells.items():
        if cell.quantity and cell.quantity.value is not None and cell.quantity.exact and dice.random() < 0.33:
            words = f"{cell.quantity.value * Decimal(dice.choice(_TIMES)):f}"
            if len(words) <= _SPREADSHEET_DIGITS:
                cells[code] = typed(ret.pack.items[code], words, BLANK)
    return replace(last, cells=cells)


def changed(ret: Return, seed: int) -> tuple[Return, dict[str, Value]]:
    """The return with half of its figures replaced as if typed over in a spreadsheet, and what was typed."""
    dice = random.Random(f"changed {seed}")
    cells = dict(ret.cells)
    typed_over: dict[str, Value] = {}
    for code in ret.ordered_codes:
        item = ret.pack.items[code]
        if not item.kind.is_number or dice.random() < 0.5:
            continue
        chance = dice.random()
        words = str(dice.choice((0, dice.randint(0, 4), dice.randint(1, 99))))
        if item.kind is not Kind.COUNT and dice.random() < 0.5:
            words = f"{dice.uniform(0, 120):.{dice.randint(1, 3)}f}".rstrip("0").rstrip(".")
        if chance < 0.1:
            cells[code], typed_over[code] = BLANK, ""
        elif chance < 0.2:
            cells[code], typed_over[code] = marked(State.NOT_APPLICABLE, "", BLANK), State.NOT_APPLICABLE.value
        elif chance < 0.25:
            cells[code], typed_over[code] = BLANK, Formula("1/0", 0)  # an error in the cell is no figure
        else:
            cells[code], typed_over[code] = typed(item, words, BLANK), Decimal(words)
    return replace(ret, cells=cells), typed_over


def applying(pack: Pack, year: int) -> Iterator[BoundRule]:
    """The rules judged for a year."""
    return (bound for bound in index_of(pack).rules if bound.rule.applies(year))


def figures_of(bound: BoundRule, ret: Return, last: Return | None) -> Mapping[Ref, Figure | None]:
    """What a rule reads of two years."""
    before = last.cell if last else lambda _: BLANK
    return {ref: figure(ret.pack.items[ref.code], (before if ref.last else ret.cell)(ref.code)) for ref in bound.reads}


def questions(ret: Return, last: Return | None) -> Mapping[str, str]:
    """By its label the level at which each figure is asked about that moved far from last year's or slipped."""
    found = {one.codes[0]: one.level for one in check(ret, last) if one.rule.partition(":")[0] in ("slip", SWING)}
    return {ret.pack.items[code].label: level.value for code, level in found.items()}


def _cell(item: Item, dice: random.Random, few: bool) -> Cell | None:
    chance = dice.random()
    if chance < 0.08:
        return None
    if chance < 0.12:
        return marked(State.NOT_APPLICABLE, "", BLANK)
    if chance < 0.14:
        return marked(State.UNAVAILABLE, "等待回复", BLANK)
    if not item.kind.is_number:
        return typed(item, "2024-03-05", BLANK) if item.kind is Kind.DATE else None
    words = _number(item, dice, few)
    if dice.random() < 0.12:
        words = dice.choice(_QUALIFIED).format(words)
    return typed(item, words, BLANK)


def _number(item: Item, dice: random.Random, few: bool) -> str:
    chance = dice.random()
    if chance < 0.15:
        return dice.choice(("0", "0", "0.0", "00"))
    if few and item.kind is Kind.COUNT:
        return str(dice.randint(0, 3))
    if item.kind is Kind.COUNT:
        return str(dice.choice((dice.randint(0, 99), dice.randint(0, 99_999), dice.randint(10**8, 10**12))))
    if item.kind in (Kind.SHARE, Kind.RATE):
        return f"{dice.uniform(0, 120):.{dice.randint(0, 3)}f}"
    return dice.choice(
        (
            f"{dice.uniform(0, 1):.6f}",
            f"{dice.uniform(0, 1000):.2f}",
            f"{dice.uniform(0, 10**9):.{dice.randint(0, 4)}f}",
        )
    )


def _total(bound: BoundRule, ret: Return) -> dict[str, Cell]:
    """For a rule of the form total = sum(parts): the total that meets it, if its parts are plain whole numbers."""
    first, *parts = bound.codes
    values = [ret.cell(code).quantity for code in parts]
    if "sum(" not in bound.rule.check or any(v is None or not v.exact or v.value is None for v in values):
        return {}
    whole = sum(v.value for v in values if v is not None and v.value is not None)
    return {first: typed(ret.pack.items[first], f"{whole:f}", BLANK)}
