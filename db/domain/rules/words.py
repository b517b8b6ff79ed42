"""A rule and its outcome in the words of the office: item numbers, names, values, units; never a code.

Knows trees, judgements and how a figure is written; judges nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from db.domain.cells import Cell, State
from db.domain.items import Item
from db.domain.pack import Line, Pack, Table
from db.domain.rules.bound import BoundRule
from db.domain.rules.figures import Figure
from db.domain.rules.intervals import half_up
from db.domain.rules.judge import Judgement, Sides, Verdict
from db.domain.rules.tree import (
    All,
    Amount,
    Call,
    Case,
    Choice,
    Comparison,
    Either,
    Exact,
    Literal,
    Name,
    Negative,
    Node,
    Not,
    Product,
    Range,
    Ref,
    Sum,
    Truth,
    children,
)

CellOf: TypeAlias = Callable[[Ref], Cell]
LONGEST_SUM = 6
_LAST_OF_THE_SAME = "上年数"
_RELATIONS = {"=": "等于", "!=": "不等于", "<": "小于", "<=": "不大于", ">": "大于", ">=": "不小于"}
_SPOKEN = {"+": " 加 ", "-": " 减 ", "*": " 乘以 ", "/": " 除以 "}
_WRITTEN = {"+": " ＋ ", "-": " － ", "*": " × ", "/": " ÷ "}
_OF_SEVERAL = {"min": "中最小的", "max": "中最大的", "count": "中填有数的项数"}


@dataclass(frozen=True, slots=True)
class _Voice:
    """How to speak of a figure, and of the signs between figures; `sums` says whether 之和 is said."""

    say: Callable[[Ref], str]
    signs: Mapping[str, str]
    sums: bool


def in_words(node: Truth, pack: Pack) -> str:
    """A tree tied to `pack` as a statement: 6.07 行政诉讼案件数 等于 6.08 … 与 6.11 … 之和."""
    return _statement(node, _Voice(_labels(pack), _SPOKEN, sums=True))


def sentence(bound: BoundRule, judgement: Judgement, pack: Pack, cell_of: CellOf) -> str:
    """Why a rule is 不符 or 可能不符: its title, both sides with their values, and the difference."""
    label = _labels(pack)

    def say(ref: Ref) -> str:
        return spaced(label(ref), shown(pack.items[ref.code], cell_of(ref)))

    parts: dict[Amount, str] = {}
    for sides in judgement.sides:
        for node, figure in _named(sides):
            if node in parts:
                continue
            if isinstance(node, Name):
                value = shown(pack.items[node.ref.code], cell_of(node.ref))
                parts[node] = spaced(f"{label(node.ref)}为", value)
            else:
                phrase = _phrase(node, _Voice(say, _WRITTEN, sums=False))
                unit = _unit(node, pack) or _common_unit(sides.comparison, pack)
                parts[node] = f"{phrase} ＝ {_result(figure, unit)}"
    ending = _ending(judgement, pack)
    return f"{bound.rule.title}：{'；'.join(parts.values())}{ending}。"


def _named(sides: Sides) -> list[tuple[Amount, Figure | None]]:
    pairs = [(sides.comparison.left, sides.left), (sides.comparison.right, sides.right)]
    return [pair for pair in pairs if not isinstance(pair[0], Literal)]


def _common_unit(comparison: Comparison, pack: Pack) -> str:
    """The unit both sides are told in: the left side's, or the right side's where that has none."""
    return _unit(comparison.left, pack) or _unit(comparison.right, pack) or ""


def shown(item: Item, cell: Cell) -> str:
    """A cell as messages show it: plain digits with separators, a qualified figure as typed."""
    if cell.state is State.NOT_APPLICABLE:
        return "“不适用”（按 0 计）"
    quantity = cell.quantity
    if quantity is None:
        return cell.words.strip() or cell.state.value
    if quantity.exact and quantity.value is not None:
        return with_unit(f"{quantity.value:,f}", quantity.unit)
    return with_unit(cell.words.strip(), "" if quantity.typed_unit else item.unit)


def with_unit(number: str, unit: str) -> str:
    """37 件, 91.6%; a plain number where there is no unit."""
    return f"{number}{'' if unit in ('', '%', '‰') else ' '}{unit}"


def spaced(words: str, value: str) -> str:
    """`value` set after `words`, with a space where it begins with a digit."""
    return f"{words} {value}" if value[:1].isdigit() or value[:1] in "-约" else f"{words}{value}"


def number(value: Exact) -> str:
    """Plain digits with separators; a fraction without end is cut to three digits and marked 约."""
    if isinstance(value, int):
        return f"{value:,}"
    for digits in range(7):
        if 10**digits % value.denominator == 0:
            return _digits(value, digits)
    digits = 3
    while abs(value) * 10**digits < 100 and digits < 12:
        digits += 1
    return f"约 {_digits(value, digits)}"


def _digits(value: Fraction, digits: int) -> str:
    scaled = int(half_up(value, digits) * 10**digits)
    whole, rest = divmod(abs(scaled), 10**digits)
    point = f".{rest:0{digits}}" if digits else ""
    return f"{'-' if scaled < 0 else ''}{whole:,}{point}"


def _ending(judgement: Judgement, pack: Pack) -> str:
    if judgement.verdict is Verdict.DOUBTFUL:
        return "；填的不是确数，可能不符"
    if len(judgement.sides) != 1:
        return ""
    sides = judgement.sides[0]
    unit = _common_unit(sides.comparison, pack)
    return _limit(sides.comparison, unit) + _difference(sides, unit)


def _limit(comparison: Comparison, unit: str) -> str:
    """What a figure compared with a plain number should have been."""
    sign, limit = comparison.sign, comparison.right
    if isinstance(comparison.left, Literal):
        sign = sign.translate(str.maketrans("<>", "><"))
        limit = comparison.left
    if not isinstance(limit, Literal):
        return ""
    return f"，应{_RELATIONS[sign]} {with_unit(number(limit.value), unit)}"


def _difference(sides: Sides, unit: str) -> str:
    left, right = sides.left, sides.right
    if left is None or right is None or left.low is None or right.low is None:
        return ""
    gap: Exact = left.low - right.low
    if left.low != left.high or right.low != right.high or not gap:
        return ""
    points = "个百分点" if unit == "%" else unit
    return f"，相差 {with_unit(number(max(gap, -gap)), points)}"


def _result(figure: Figure | None, unit: str) -> str:
    if figure is None or (figure.low is None and figure.high is None):
        return "不能确定的数"
    if figure.low is None:
        return f"不超过 {with_unit(number(figure.high or 0), unit)}"
    if figure.high is None:
        return f"不少于 {with_unit(number(figure.low), unit)}"
    if figure.low == figure.high:
        return with_unit(number(figure.low), unit)
    return f"{number(figure.low)} 至 {with_unit(number(figure.high), unit)}"


def _labels(pack: Pack) -> Callable[[Ref], str]:
    """Number and name of a figure; of a table's further cells only the heads that differ.

    Last year's figure right after this year's is just 上年数.
    """
    before: dict[str, tuple[str, str]] = {}
    latest = ""

    def label(ref: Ref) -> str:
        nonlocal latest
        again, latest = ref.code == latest, ref.code
        if again and ref.last:
            return _LAST_OF_THE_SAME
        item = pack.items[ref.code]
        table = pack.table_by_id.get(item.section)
        words = item.label if table is None else _cell_label(item, table, before)
        return f"上年 {words}" if ref.last else words

    return label


def _cell_label(item: Item, table: Table, before: dict[str, tuple[str, str]]) -> str:
    _, row, column = item.code.split(".")
    said, before[table.id] = before.get(table.id), (row, column)
    if said is None or said == (row, column):
        # A table's number names it; its title would make a sentence nobody reads to the end.
        return f"{item.number} {item.name.removeprefix(f'{table.title}·')}"
    axes = [(table.rows, row, said[0]), (table.columns, column, said[1])]
    return "·".join(head for lines, id_, old in axes if id_ != old for head in _new_heads(lines, id_, old))


def _new_heads(lines: tuple[Line, ...], id_: str, old: str) -> tuple[str, ...]:
    """The heads of a row or column without those it shares with the one named before."""
    heads = {line.id: line.heads for line in lines if line.id in (id_, old)}
    own, before = heads[id_], heads[old]
    shared = next((n for n, (one, other) in enumerate(zip(own, before, strict=False)) if one != other), 0)
    return own[shared:]


def _unit(node: Node, pack: Pack) -> str | None:
    """The unit that `node` counts; None for plain numbers, products and sums of different units."""
    if isinstance(node, Name):
        return pack.items[node.ref.code].unit
    if isinstance(node, Product) or (isinstance(node, Call) and node.function == "count"):
        return None
    parts = children(node)[1:] if isinstance(node, Choice) else children(node)
    found = {unit for part in parts if (unit := _unit(part, pack)) is not None}
    return found.pop() if len(found) == 1 else None


def _statement(node: Truth, voice: _Voice) -> str:
    match node:
        case Comparison(left, sign, right):
            return f"{_phrase(left, voice)} {_RELATIONS[sign]} {_phrase(right, voice)}"
        case Not(of):
            return f"不是“{_statement(of, voice)}”"
        case All(parts):
            return "，并且 ".join(_part(part, voice) for part in parts)
        case Either(parts):
            return "，或者 ".join(_part(part, voice) for part in parts)
        case Case(condition, then, otherwise):
            said = [_statement(part, voice) for part in (condition, then, otherwise)]
            return "如果 {}，那么 {}；否则 {}".format(*said)


def _part(node: Truth, voice: _Voice) -> str:
    said = _statement(node, voice)
    return said if isinstance(node, Comparison | Not) else f"（{said}）"


def _phrase(node: Amount | Range, voice: _Voice) -> str:
    match node:
        case Literal(value):
            return number(value)
        case Name(ref):
            return voice.say(ref)
        case Negative(of):
            return f"负的{_inner(of, voice)}"
        case Sum(terms) if voice.sums and all(sign == "+" for sign, _ in terms):
            return f"{_listed([_inner(term, voice) for _, term in terms])} 之和"
        case Sum(pairs) | Product(pairs):
            first, *rest = [(voice.signs[sign], _inner(part, voice)) for sign, part in pairs]
            return first[1] + "".join(sign + said for sign, said in rest)
        case Call(function, args):
            return _called(function, args, voice)
        case Choice(condition, then, otherwise):
            said = _statement(condition, voice), _phrase(then, voice), _phrase(otherwise, voice)
            return "（如果 {}，取 {}，否则取 {}）".format(*said)
        case Range():
            raise TypeError("a range must be tied to a pack before it is put into words")


def _inner(node: Amount, voice: _Voice) -> str:
    said = _phrase(node, voice)
    return f"（{said}）" if isinstance(node, Sum | Product) or _is_sum(node) else said


def _is_sum(node: Amount) -> bool:
    return isinstance(node, Call) and node.function == "sum" and len(node.args) > 1


def _called(function: str, args: tuple[Amount | Range, ...], voice: _Voice) -> str:
    if function == "round":
        return f"{_phrase(args[0], voice)} 保留 {_phrase(args[1], voice)} 位小数"
    if function == "abs":
        return f"{_phrase(args[0], voice)} 的绝对值"
    if function == "sum" and len(args) == 1:
        return _phrase(args[0], voice)
    if function == "sum" and not voice.sums and len(args) <= LONGEST_SUM:
        return voice.signs["+"].join(_phrase(arg, voice) for arg in args)
    ending = " 之和" if function == "sum" else _OF_SEVERAL[function]
    if len(args) > LONGEST_SUM:
        first = "、".join(_phrase(arg, voice) for arg in args[:2])
        return f"{first} 等 {len(args)} 项{ending.lstrip()}"
    return _listed([_phrase(arg, voice) for arg in args]) + ending


def _listed(phrases: list[str]) -> str:
    *front, last = phrases
    return f"{'、'.join(front)} 与 {last}" if front else last
