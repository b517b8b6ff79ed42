"""What a pasted block would do, line by line, before anything is done; writes nothing.

Rows find their items by code, name or printed number, or else by position from the cursor on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from db.domain import cells, units
from db.domain.addresses import column_letters
from db.domain.cells import BLANK, Cell, State
from db.domain.echo import grouped
from db.domain.items import Item
from db.domain.pack import Table
from db.domain.pasting.clips import Block
from db.domain.pasting.columns import CODE, NAME, NUMBER, Columns, recognise, without_heads
from db.domain.pasting.names import Match, find, names_of
from db.domain.quantity import plain
from db.domain.returns import Return
from db.domain.totals import computed, parts_of

_NOTHING_HERE = frozenset(("", "-", "--", "—", "——", "/", "\\", "×"))
_STATES = {state.value: state for state in (State.NOT_APPLICABLE, State.UNAVAILABLE)}


class Verdict(StrEnum):
    """What becomes of one pasted line."""

    NEW = "新填"
    REPLACE = "替换"
    MISREAD = "看不懂"
    OTHER_UNIT = "单位不同"
    OTHER_NAME = "名称不同"
    SAME_VALUE = "数值相同"
    REPEATED = "重复"
    SAME = "相同"
    EMPTY = "空白"
    UNKNOWN = "对不上项目"
    ABSENT = "此处不填"


_TAKEN = frozenset((Verdict.NEW, Verdict.REPLACE, Verdict.MISREAD))


@dataclass(frozen=True, slots=True)
class PastedLine:
    """One value of the block: what it is called there, the item it goes to ("" for none), and what becomes of it."""

    source: str
    words: str
    verdict: Verdict
    code: str = ""
    remark: str = ""
    before: Cell = BLANK
    after: Cell = BLANK

    @property
    def possible(self) -> bool:
        """Whether it can be written at all."""
        return bool(self.code) and self.after != self.before

    @property
    def proposed(self) -> bool:
        """Whether it is written unless the person says otherwise."""
        return self.possible and self.verdict in _TAKEN


@dataclass(frozen=True, slots=True)
class Ground:
    """The cells a block is pasted onto: codes by row and column ("" where none is), and where the cursor stands."""

    codes: Sequence[Sequence[str]]
    row: int
    column: int = 0
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Every line in the block's order, how it was read in one sentence, and the columns that could hold the figures.

    `value` is the column taken; -1 where each column has its own place.
    """

    lines: tuple[PastedLine, ...]
    reading: str
    value: int = -1
    choices: tuple[tuple[int, str], ...] = ()


def plan(ret: Return, block: Block, ground: Ground, value: int | None = None) -> Plan:
    """What pasting `block` would do. `value` is the column of the figures if the person chose another one."""
    names = names_of(ret)
    columns = recognise(block, names, numbers=ground.table is None)
    if ground.table is not None and not columns.keys:
        return _onto_table(ret, block, ground)
    if value is not None:
        columns = replace(columns, value=value)
    rows = block[columns.first :]
    if columns.keys:
        matches = [find(names, *(_at(row, columns.keys.get(key, -1)) for key in (CODE, NUMBER, NAME))) for row in rows]
    else:
        matches = [_by_position(ground, row) for row in range(len(rows))]
    lines = [
        _judged(ret, match, _at(row, columns.value), _source(row, columns, number), _at(row, columns.unit))
        for number, (row, match) in enumerate(zip(rows, matches, strict=True), columns.first + 1)
        if not columns.keys or any(map(str.strip, row))
    ]
    return Plan(_once(lines), _reading(columns), columns.value, _choices(block, columns))


def pasted(item: Item, words: str, before: Cell) -> Cell:
    """The cell after `words` were pasted into it: a state in words marks it, no words leave it as it is."""
    if not words.strip() or words == before.words:
        return before
    state = _STATES.get(plain(words))
    if state is None:
        return cells.typed(item, words, before)
    return before if before.state is state else cells.marked(state, "", before)


def copied(cell: Cell) -> str:
    """What a cell is copied as within a block: its words exactly as typed, or its state; nothing where it is 未填."""
    return cell.state.value if cell.state in _STATES.values() else cell.words


# ---- where a line goes


def _at(row: Sequence[str], column: int) -> str:
    return row[column] if 0 <= column < len(row) else ""


def _by_position(ground: Ground, row: int) -> Match:
    at = ground.row + row
    if at >= len(ground.codes):
        return Match(problem="已超过这里的最后一项")
    return Match(ground.codes[at][ground.column])


def _onto_table(ret: Return, block: Block, ground: Ground) -> Plan:
    assert ground.table is not None
    bare = without_heads(block, ground.table)
    height, width = len(bare), max(map(len, bare))
    top, left = ground.row, ground.column
    whole = len(ground.codes), len(ground.codes[0])
    if (height, width) == whole:
        top = left = 0  # the shape says where it belongs
    lines = []
    for r, row in enumerate(bare):
        for c, words in enumerate(row):
            source = f"第 {r + 1} 行 {column_letters(c)} 列"
            lines.append(_judged(ret, _place(ground, top + r, left + c), words, source, ""))
    reading = f"{height} 行 {width} 列，按位置从“{_name_of_place(ret, ground, top, left)}”起往右往下对应。"
    if bare != block:
        reading = f"已略去表头。{reading}"
    return Plan(_with_totals(ret, _once(lines), ground.table), reading)


def _place(ground: Ground, row: int, column: int) -> Match:
    if row >= len(ground.codes) or column >= len(ground.codes[0]):
        return Match(problem="超出本表的行列")
    return Match(ground.codes[row][column])


def _name_of_place(ret: Return, ground: Ground, row: int, column: int) -> str:
    code = ground.codes[row][column]
    return ret.item(code).name.partition("·")[2] or ret.item(code).name if code else "此格"


# ---- what becomes of it


def _judged(ret: Return, match: Match, words: str, source: str, unit: str) -> PastedLine:
    if not match.code:
        if plain(words) in _NOTHING_HERE:
            return PastedLine(source, words, Verdict.EMPTY, remark=match.problem)
        verdict = Verdict.UNKNOWN if match.problem else Verdict.ABSENT
        return PastedLine(source, words, verdict, remark=match.problem or "表里这一格没有要填的内容")
    item, before = ret.item(match.code), ret.cell(match.code)
    after = pasted(item, words, before)
    verdict, remark = _verdict(words, before, after)
    if verdict in _TAKEN and match.doubt:
        verdict, remark = Verdict.OTHER_NAME, match.doubt
    elif verdict in _TAKEN and after.quantity and not after.quantity.typed_unit and not _same_unit(item, unit):
        verdict, remark = Verdict.OTHER_UNIT, f"来源的单位是“{unit.strip()}”，这一项按“{item.unit}”填"
    return PastedLine(source, words, verdict, match.code, remark, before, after)


def _verdict(words: str, before: Cell, after: Cell) -> tuple[Verdict, str]:
    if not words.strip():
        return Verdict.EMPTY, ""
    if after == before:
        return Verdict.SAME, ""
    if after.misread:
        return Verdict.MISREAD, f"{after.misread.expected}，例如“{after.misread.example}”"
    old, new = before.quantity, after.quantity
    if old and new and (old.value, old.unit, old.low, old.high) == (new.value, new.unit, new.low, new.high):
        return Verdict.SAME_VALUE, "只是写法不同"
    return (Verdict.NEW if before.state is State.BLANK else Verdict.REPLACE), ""


def _same_unit(item: Item, word: str) -> bool:
    word = plain(word)
    if not word or word == item.unit or word in item.units_also:
        return True
    theirs, own = units.find(word), units.find(item.unit)
    return bool(theirs and own) and (theirs.family, theirs.factor) == (own.family, own.factor)  # type: ignore[union-attr]


def _once(lines: Sequence[PastedLine]) -> tuple[PastedLine, ...]:
    """Of several lines for one item only the first with words is proposed."""
    seen: dict[str, PastedLine] = {}
    told = []
    for line in lines:
        first = seen.get(line.code)
        if first and line.words != first.words and line.possible:
            remark = f"同一项前面已有“{first.words.strip()}”"
            told.append(replace(line, verdict=Verdict.REPEATED, remark=remark))
            continue
        if line.code and line.words.strip():
            seen.setdefault(line.code, line)
        told.append(line)
    return tuple(told)


def _with_totals(ret: Return, lines: tuple[PastedLine, ...], table: Table) -> tuple[PastedLine, ...]:
    """Beside a pasted total that is not what its parts come to, what they come to."""
    parts = parts_of(ret.pack, table)
    after = {line.code: line.after for line in lines if line.proposed}
    then = replace(ret, cells={**ret.cells, **after})
    return tuple(_with_sum(line, computed(then, line.code, parts)) if line.proposed else line for line in lines)


def _with_sum(line: PastedLine, total: Decimal | None) -> PastedLine:
    read = line.after.quantity
    if total is None or read is None or read.value == total or line.remark:
        return line
    return replace(line, remark=f"各分项之和是 {grouped(format(total, 'f'))}")


# ---- how it was read


def _source(row: Sequence[str], columns: Columns, number: int) -> str:
    """What the block itself calls a row."""
    keyed = [_at(row, columns.keys[key]).strip() for key in (NUMBER, NAME, CODE) if key in columns.keys]
    beside = keyed or [_at(row, column).strip() for column in columns.others if column != columns.value][:2]
    return " ".join(filter(None, beside)) or f"第 {number} 行"


def _reading(columns: Columns) -> str:
    told = {CODE: "代码", NUMBER: "编号", NAME: "名称"}
    how = "、".join(told[key] for key in (CODE, NUMBER, NAME) if key in columns.keys)
    matched = f"按{how}对应" if how else "按位置从当前项起往下对应"
    return f"{'第一行是表头；' if columns.first else ''}{matched}。"


def _choices(block: Block, columns: Columns) -> tuple[tuple[int, str], ...]:
    """The columns in which the figures could stand, each with its letter and what it begins with."""
    told = []
    for column in columns.others:
        words = [_at(row, column).strip() for row in block]
        first = "、".join([word for word in words if word][:3])
        told.append((column, f"{column_letters(column)} 列：{first}"))
    return tuple(told)


def changes(lines: Iterable[PastedLine]) -> dict[str, tuple[Cell, Cell]]:
    """Code → (the cell as it is, the cell as it shall be) of the lines taken."""
    return {line.code: (line.before, line.after) for line in lines if line.possible}
