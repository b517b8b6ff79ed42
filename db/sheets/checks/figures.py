"""A figure's row on the hidden sheet behind 校验: what stands in its cell now, and what that means; knows no rules.

While the cell in front holds what was exported, the row gives what the program understood of the words (15余 is 15 to
19); a number put in its place is taken as it stands.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from db.domain import units
from db.domain.addresses import column_letters
from db.domain.cells import State
from db.domain.comparison import cell_read
from db.domain.items import Item, Kind
from db.domain.rules import Ref
from db.domain.rules.cellmath import Num
from db.domain.rules.examples import LAST
from db.domain.rules.figures import is_scaled
from db.domain.rules.formula_parts import PARTS, Parts
from db.domain.rules.formulas import VERDICT, WORK
from db.domain.slips import in_unit
from db.sheets.frame import Frame
from db.sheets.model import Formula, Sheet, Value, clean
from db.sheets.rounding import MOST_DIGITS

LABEL = "A"
COLUMNS = {
    **dict(zip(WORK, "BCDEFGH", strict=True)),
    **dict(zip(PARTS, "KLMNOPQ", strict=True)),
    VERDICT: "R",
}
"""Where the numbers of a rule's row stand, and of a figure's row those that PARTS names."""
HEADS = {
    "A": "指标或规则", "B": "表内现值", "C": "导出时", "J": "未改动", "K": "有数", "L": "下限", "M": "上限",
    "N": "误差", "O": "截尾", "P": "适用", "Q": "量级", "R": "结论", "S": "末位", "T": "确数",
}  # fmt: skip
_LIVE, _EXPORTED, _SAME, _PLACE, _STATED = "B", "C", "J", "S", "T"
FOR_RULES = {*(COLUMNS[name] for name in ("radius", "cut", "size")), _PLACE}
FOR_CHANGES = {_STATED}
"""The columns that only rules, and only changes from last year, have a use for."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a figure stands: sheet, row and column from 0, and what is in the cell."""

    sheet: str
    row: int
    column: int
    value: Value

    @property
    def address(self) -> str:
        """The cell as a formula of another sheet names it."""
        return f"{sheet_prefix(self.sheet)}${column_letters(self.column)}${self.row + 1}"


Live = Callable[["Spot", str], str]
"""How the hidden sheet reads a figure's cell: the spot and the cell that keeps what was exported → a formula."""


def spots_of(sheets: Sequence[Sheet]) -> dict[str, list[Spot]]:
    """Every place of every figure, the first one first: some stand in a section and in a table."""
    found: dict[str, list[Spot]] = {}
    for sheet in sheets:
        for n, row in enumerate(sheet.rows):
            for box in row.boxes:
                if box.code:
                    found.setdefault(box.code, []).append(Spot(sheet.name, n, box.column, box.value))
    return found


def figure_row(
    frame: Frame, ref: Ref, row: int, parts: Parts, spots: Mapping[str, Sequence[Spot]], live: Live | None
) -> dict[str, Value]:
    """The cells of a figure's row, by column; `parts` as they stand there."""
    item = frame.ret.pack.items[ref.code]
    label = clean(f"上年 {item.label}" if ref.last else item.label)
    values = {name: getattr(parts, name).value for name in PARTS}
    places = spots.get(f"{LAST}{ref.code}" if ref.last else ref.code)
    size = float(_size(frame, ref, item))
    if not places:
        fixed = {COLUMNS[name]: _number(value) for name, value in values.items()}
        return {"A": label, **fixed, _STATED: _number(size)}
    spot = places[0]
    if live is not None and frame.ret.cell(ref.code).state is State.NOT_APPLICABLE:
        spot = replace(spot, value=State.NOT_APPLICABLE.value)  # said beside the cell
    exported = f"{_EXPORTED}{row}"
    content = live(spot, exported) if live else _content(places, exported)
    return {
        "A": label,
        _LIVE: Formula(content, _kept(spot.value)),
        _EXPORTED: spot.value,
        _SAME: Formula(_same(row), 1),
        **{COLUMNS[name]: Formula(text, values[name]) for name, text in _taken(item, row, values).items()},
        _PLACE: Formula(_last_digit(f"{_LIVE}{row}"), _place(spot.value)),
        _STATED: Formula(f"IF({_SAME}{row}=1,{_number(size)},IF(ISNUMBER({_LIVE}{row}),{_LIVE}{row},0))", size),
    }


def stated_size(frame: Frame, ref: Ref, row: int) -> Num:
    """Where the row says which one number is stated, in the item's unit; 0 where there is none."""
    return Num(f"{_STATED}{row}", float(_size(frame, ref, frame.ret.pack.items[ref.code])))


def _size(frame: Frame, ref: Ref, item: Item) -> Fraction:
    quantity, own = cell_read(frame.ret, frame.last, ref).quantity, units.find(item.unit)
    return (in_unit(quantity, own) if quantity and own else None) or Fraction(0)


def _content(places: Sequence[Spot], exported: str) -> str:
    """What stands in the first place of a figure that was changed, or in the last one; nothing for #DIV/0! and such."""
    spot, *others = places
    there = spot.address
    now = f'IF(ISBLANK({there}),"",{there})'
    found = f'IF(EXACT({there}&"",{exported}&""),{_content(others, exported)},{now})' if others else now
    return f'IF(ISERROR({there}),"",{found})'


def _same(row: int) -> str:
    live, exported = f"{_LIVE}{row}", f"{_EXPORTED}{row}"
    return (
        f"IF(AND(ISNUMBER({live}),ISNUMBER({exported})),IF({live}={exported},1,0),"
        f'IF(EXACT({live}&"",{exported}&""),1,0))'
    )


def _taken(item: Item, row: int, exported: Mapping[str, float]) -> dict[str, str]:
    """How each part is worked out: as exported while nothing was changed, else from what stands in the cell."""
    live, place = f"{_LIVE}{row}", f"{_PLACE}{row}"
    radius, cut = _precision(item, live, place)
    low, high = (f"{COLUMNS[name]}{row}" for name in ("low", "high"))
    changed = {
        "known": f'IF(ISNUMBER({live}),1,IF({live}="不适用",1,0))',
        "low": f"IF(ISNUMBER({live}),{live},0)",
        "high": f"IF(ISNUMBER({live}),{live},0)",
        "radius": f"IF(ISNUMBER({live}),{radius},0)",
        "cut": f"IF(ISNUMBER({live}),{cut},0)",
        "applies": f'IF({live}="不适用",0,1)',
    }
    taken = {name: f"IF({_SAME}{row}=1,{_number(exported[name])},{text})" for name, text in changed.items()}
    ends = ",".join(f"IF(ABS({end})<1E+50,ABS({end}),0)" for end in (low, high))
    return taken | {"size": f"MAX({ends})"}


def _precision(item: Item, live: str, place: str) -> tuple[str, str]:
    """Radius and cut of a plain number, as `rules.figures` finds them of typed words."""
    if item.kind in (Kind.SHARE, Kind.RATE):
        return f"{place}/2", place
    if item.kind is Kind.COUNT and not is_scaled(item):
        return f"IF({live}=INT({live}),0,{place}/2)", "0"
    return f"IF({live}=0,0,{place}/2)", "0"


def _last_digit(live: str) -> str:
    """What one step of the last digit of a number is worth."""
    text = f"{10.0**-MOST_DIGITS:.{MOST_DIGITS}f}"
    for digits in range(MOST_DIGITS - 1, -1, -1):
        text = f"IF(ROUND({live},{digits})={live},{10.0**-digits:.{digits}f},{text})"
    return f"IF(ISNUMBER({live}),{text},1)"


def _place(value: Value) -> float:
    if isinstance(value, str | Formula):
        return 1
    digits = min(len(f"{value:f}".partition(".")[2].rstrip("0")), MOST_DIGITS)  # round() stops at 28 digits
    return float(f"{10.0**-digits:.{digits}f}")


def _number(value: float) -> Value:
    return Decimal(f"{value:.15g}")  # a spreadsheet keeps no more


def _kept(value: Value) -> str | float:
    if isinstance(value, Formula):
        return value.stored
    return value if isinstance(value, str) else float(value)


def sheet_prefix(name: str) -> str:
    """The name of a sheet before the cells of it that another sheet reads."""
    return "'" + name.replace("'", "''") + "'!"
