"""What the columns of a pasted block are, told from their contents: who is meant, in which unit, and the figures."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from db.domain import units
from db.domain.pack import Table
from db.domain.pasting.clips import Block
from db.domain.pasting.names import Names, is_code, is_name, is_number, name_key
from db.domain.quantity import plain

CODE, NUMBER, NAME = "code", "number", "name"
_HEADS = frozenset(
    "代码 编号 编码 序号 指标 指标名称 名称 项目 项目名称 单位 计量单位 本年 本年数 本年度 今年 上年 上年数 上年度 "
    "去年 数值 数量 填报数 填报值 数据 状态 备注 说明 增减 内容 填报原文 code words".split()
)
_THIS_YEAR = frozenset("本年 本年数 本年度 今年 数值 数量 填报数 填报值 数据 内容 填报原文 words".split())
_OTHER = frozenset("序号 上年 上年数 上年度 去年 增减 状态 备注 说明".split())
_FIGURE = re.compile(r"[-+]?[\d,.]*\d[\d,.]*[%‰]?")


@dataclass(frozen=True, slots=True)
class Columns:
    """`first` is the first row below a header. `keys` say who is meant (none: rows stand by their position).

    `unit` and `value` are -1 where there is no such column; `others` are all in which the figures could stand.
    """

    first: int
    keys: dict[str, int]
    unit: int
    value: int
    others: tuple[int, ...]


def recognise(block: Block, names: Names, numbers: bool) -> Columns:
    """The columns of a block; `numbers` says whether printed numbers can name a row (in a table they are figures)."""
    width = max(map(len, block))
    first = 1 if len(block) > 1 and _is_header(block[0], names) else 0
    columns = [_column(block[first:], column) for column in range(width)]
    keys = _keys(columns, names, numbers)
    unit = next((c for c, words in enumerate(columns) if c not in keys.values() and _most(words, _is_unit)), -1)
    if not keys:
        unit = -1
    filled = [c for c, words in enumerate(columns) if any(map(str.strip, words)) and c not in keys.values()]
    others = tuple(c for c in filled if c != unit)
    titles = {c: block[0][c] if c < len(block[0]) else "" for c in others} if first else {}
    value = _titled(titles, names.ret.year) if others else -1
    if value is None:
        rest = [c for c in others if not _is_other(titles.get(c, ""), names.ret.year)] or list(others)
        value = _first(rest, columns, keys)
    return Columns(first, keys, unit, value, others)


def _column(rows: Block, column: int) -> list[str]:
    return [row[column] if column < len(row) else "" for row in rows]


def _keys(columns: Sequence[Sequence[str]], names: Names, numbers: bool) -> dict[str, int]:
    """Only a column beside another one can say who is meant; numbers of items stand before all else."""
    if len(columns) < 2:
        return {}
    found: dict[str, int] = {}
    for key, fits in ((CODE, is_code), (NAME, is_name)):
        column = next((c for c, words in enumerate(columns) if _most(words, partial(fits, names))), -1)
        if column >= 0:
            found[key] = column
    before = range(found[NAME]) if NAME in found else [c for c, words in enumerate(columns) if any(words)][:1]
    if numbers and CODE not in found:
        column = next((c for c in before if _most(columns[c], partial(is_number, names))), -1)
        if column >= 0:
            found[NUMBER] = column
    return found


def _most(words: Sequence[str], fits: Callable[[str], bool]) -> bool:
    """Whether at least half of what stands in a column is so."""
    filled = Counter(word for word in words if word.strip())  # each word is judged once: a column of units is all one
    return bool(filled) and 2 * sum(times for word, times in filled.items() if fits(word)) >= filled.total()


def _is_unit(word: str) -> bool:
    return units.find(plain(word)) is not None


def is_figure(word: str) -> bool:
    """Whether a cell holds digits and nothing but what stands with digits."""
    return _FIGURE.fullmatch(plain(word)) is not None


def _is_header(row: Sequence[str], names: Names) -> bool:
    """A row of titles: one of them well known, no figure among them, no item named."""
    titles = [word for word in row if word.strip()]
    known = [word for word in titles if name_key(word) in _HEADS or _year_of(word)]
    return bool(known) and not any(is_figure(w) or is_name(names, w) or is_code(names, w) for w in titles)


def _year_of(title: str) -> int:
    match = re.fullmatch(r"(\d{4})年度?.{0,4}", plain(title))
    return int(match[1]) if match else 0


def _titled(titles: Mapping[int, str], year: int) -> int | None:
    """The column whose title says that it holds this year's figures."""
    return next((c for c, title in titles.items() if name_key(title) in _THIS_YEAR or _year_of(title) == year), None)


def _is_other(title: str, year: int) -> bool:
    return name_key(title) in _OTHER or _year_of(title) not in (0, year)


def _first(rest: Sequence[int], columns: Sequence[Sequence[str]], keys: Mapping[str, int]) -> int:
    """The first column to the right of who is meant; by position, the first with figures."""
    if keys:
        likely = [column for column in rest if column > max(keys.values())]
    else:
        likely = [column for column in rest if _most(columns[column], is_figure)]
    return (likely or list(rest))[0]


def without_heads(block: Block, table: Table) -> Block:
    """A block from a fixed table's own sheet without the heads above and beside its figures."""
    above = {name_key(head) for line in table.columns for head in line.heads}
    beside = {name_key(head) for line in table.rows for head in line.heads}
    while len(block) > 1 and _is_heads(block[0], above):
        block = block[1:]
    width = max(map(len, block))
    last = max(
        (c for c in range(width - 1) if _most(_column(block, c), lambda word: name_key(word) in beside)), default=-1
    )
    return tuple(row[last + 1 :] for row in block)


def _is_heads(row: Sequence[str], heads: set[str]) -> bool:
    return any(name_key(word) in heads for word in row) and not any(map(is_figure, row))
