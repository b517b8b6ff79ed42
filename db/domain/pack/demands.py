"""What a value in a pack's plain data may be, and in words what is wrong; knows no sort of entry.

All the faults of an entry are gathered, each with its place, before anything is built from it.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from db.domain import units

Check = Callable[[object], str]
ORIGIN = "origin"  # the key under which `reading.merge` keeps where an entry stood
_CODE = re.compile(r"[a-z][a-z0-9_]*")
_PACK_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_AMOUNT = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,12})?")
_COMMON_UNITS = "件 宗 起 个 项 条 次 人 人次 户 份 家 元 万元 亩 公顷 平方米 %"
_SORTS = {
    "str": "文字",
    "bool": "是否",
    "int": "整数",
    "float": "小数",
    "list": "一列值",
    "dict": "一组键和值",
}
_MEANINGS = dict(
    pair.split("=")
    for pair in (
        "id=标识 code=代码 title=标题 version=版本 name=名称 number=编号 unit=单位 "
        "units_also=单位的其他写法 kind=类型 decimals=小数位数 tier=层次 definition=口径 "
        "basis=依据 office=科室 period=时期 aggregate=汇总方式 topic=主题 topics=主题 "
        "aliases=其他代码 signed=可为负数 choices=可选内容 part_of=属于哪项 "
        "first_year=起始年度 last_year=截止年度 include=所含文件 columns=列 rows=行 "
        "heads=表头 totals=合计 links=引用指标 absent=空格 row=行 column=列 of=分项 "
        "item=指标 group=所属报表 remark=说明 level=级别 check=算式 when=前提 "
        "next_step=怎么办 tolerance=允许误差 pass=相符的例子 fail=不符的例子 month=月 day=日 "
        "what=事项 to=报送对象 label=名称 place=位置 example=示例 required=必填 text=文字 "
        "provisional=暂行 outline=所依纲要 labels=固定用语 section=章节 table=固定表 "
        "swing=同比变动 ask_over=高于上年几倍要说明 ask_under=低于上年几倍要说明 "
        "hint_over=高于上年几倍作提示 hint_under=低于上年几倍作提示 ask_from=多大的数才要说明 hint_from=多大的数才提示 "
        "rule=审核关系 deadline=期限 head_field=表头字段 list=清单 note=填表说明"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a pack: where, and what, in words for people who edit packs."""

    place: str
    problem: str

    @property
    def sentence(self) -> str:
        """Place and problem in one line."""
        return f"{self.place}：{self.problem}"


@dataclass(frozen=True, slots=True)
class Shape:
    """The keys of one sort of entry; `name` is the key whose value calls it, "" if nothing does."""

    name: str
    required: "Mapping[str, Check | Entries | Shape]"
    optional: "Mapping[str, Check | Entries | Shape]" = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entries:
    """A list of at least so many entries of one shape; `noun` counts them (行: 第3行)."""

    shape: Shape
    noun: str
    least: int = 0


def faults_of(shape: Shape, value: object, place: str) -> Iterator[Fault]:
    """Everything by which `value` differs from `shape`."""
    if not isinstance(value, Mapping):
        yield Fault(place, f"应为一组键和值，现为{sort(value)}")
        return
    for key in shape.required:
        if key not in value:
            yield Fault(place, f"缺少 {label(key)}")
    for key, content in value.items():
        if key != ORIGIN:
            yield from _content_faults(shape, key, content, place)


def _content_faults(shape: Shape, key: str, content: object, place: str) -> Iterator[Fault]:
    demand = shape.required.get(key) or shape.optional.get(key)
    if demand is None:
        known = "、".join((*shape.required, *shape.optional))
        yield Fault(place, f"不认识的键“{key}”；可用的键有 {known}")
    elif isinstance(demand, Entries):
        yield from _entry_faults(demand, content, place, key)
    elif isinstance(demand, Shape):
        yield from faults_of(demand, content, f"{place} [{key}]")
    elif problem := demand(content):
        yield Fault(place, f"{label(key)}：{problem}")


def _entry_faults(demand: Entries, content: object, place: str, key: str) -> Iterator[Fault]:
    if not isinstance(content, list | tuple):
        yield Fault(place, f"{label(key)}：应为一列值，现为{sort(content)}")
        return
    if len(content) < demand.least:
        yield Fault(place, f"{label(key)}：至少要有{demand.least}个")
    for number, entry in enumerate(content, 1):
        yield from faults_of(demand.shape, entry, place_of(entry, place, demand, number))


def place_of(entry: object, place: str, demand: Entries, number: int) -> str:
    """Where an entry stands: its own origin or its number within `place`, and what it is called."""
    origin = word(entry, ORIGIN) or f" 第{number}{demand.noun}"
    where = f"{place}{origin}" if origin.startswith(" ") else origin
    return f"{where} {word(entry, demand.shape.name)}".strip()


def label(key: str) -> str:
    """A key with what it means."""
    return f"{key}（{_MEANINGS[key]}）" if key in _MEANINGS else key


def sort(value: object) -> str:
    """What sort of value it is."""
    return _SORTS.get(type(value).__name__, "别的值")


# ---------------------------------------------------------------- reading what may be anything


def word(entry: object, key: str) -> str:
    """The text under `key`; "" if there is none."""
    value = entry.get(key) if isinstance(entry, Mapping) else None
    return value if isinstance(value, str) else ""


def words(entry: object, key: str) -> tuple[str, ...]:
    """The texts in the list under `key`."""
    return tuple(value for value in _members(entry, key) if isinstance(value, str))


def entries(entry: object, key: str) -> tuple[Mapping[str, object], ...]:
    """The entries in the list under `key`."""
    return tuple(value for value in _members(entry, key) if isinstance(value, Mapping))


def _members(entry: object, key: str) -> Sequence[object]:
    value = entry.get(key) if isinstance(entry, Mapping) else None
    return value if isinstance(value, list | tuple) else ()


# ---------------------------------------------------------------- checks: "" or what is wrong


def text(value: object) -> str:
    """Any text without control characters."""
    if not isinstance(value, str):
        return f"应为文字，现为{sort(value)}"
    return "含有看不见的控制字符" if any(c < " " and c not in "\n\t" for c in value) else ""


def some_text(value: object) -> str:
    """A text with something in it."""
    return text(value) or ("" if str(value).strip() else "不能为空")


def code(value: object) -> str:
    """A name for the program."""
    if text(value):
        return text(value)
    fits = _CODE.fullmatch(str(value))
    return "" if fits else f"“{value}”不是合格的代码：以小写字母开头，只用小写字母、数字和下划线"


def pack_id(value: object) -> str:
    """A pack's id, also the name of its file."""
    if text(value):
        return text(value)
    return "" if _PACK_ID.fullmatch(str(value)) else f"“{value}”只能用小写字母、数字和短横线"


def flag(value: object) -> str:
    """True or false."""
    return "" if isinstance(value, bool) else f"应为 true 或 false，现为{sort(value)}"


def unit_spelling(value: object) -> str:
    """Another way to write a unit; it need not be a unit by itself (题 for 道)."""
    return some_text(value) or (f"“{value}”里不能有数字和空格" if re.search(r"[\d\s]", str(value)) else "")


def unit(value: object) -> str:
    """A unit of measure this program knows; "" for pure numbers and words."""
    if not isinstance(value, str):
        return text(value)
    if units.find(value):
        return ""
    return f"不认识的单位“{value}”；可用的单位有 {'、'.join(_COMMON_UNITS.split())} 等"


def amount(value: object) -> str:
    """A decimal number not below zero, written as text."""
    if not isinstance(value, str):
        return f'应为写成文字的数（如 "0.5"），现为{sort(value)}'
    return "" if _AMOUNT.fullmatch(value) else f"“{value}”应为不小于0的数，如 0.5"


def whole(least: int, most: int) -> Check:
    """A whole number within bounds, both included."""

    def check(value: object) -> str:
        if not isinstance(value, int) or isinstance(value, bool):
            return f"应为整数，现为{sort(value)}"
        return "" if least <= value <= most else f"应在 {least} 到 {most} 之间"

    return check


def one_of(known: type[StrEnum] | tuple[str, ...]) -> Check:
    """One of a few words."""
    allowed = tuple(str(k) for k in known)

    def check(value: object) -> str:
        if not isinstance(value, str):
            return text(value)
        return "" if value in allowed else f"不认识的“{value}”；可用的有 {'、'.join(allowed)}"

    return check


def many(check_one: Check, least: int = 0, repeats: bool = False) -> Check:
    """A list whose members each pass `check_one`; none of them twice unless it `repeats`."""

    def check(value: object) -> str:
        if not isinstance(value, list | tuple):
            return f"应为一列值，现为{sort(value)}"
        if len(value) < least:
            return f"至少要有{least}个"
        problem = next(filter(None, map(check_one, value)), "")
        return problem or ("" if repeats else _repeated(value))

    return check


def _repeated(members: Sequence[object]) -> str:
    seen: set[str] = set()
    for member in members:
        if repr(member) in seen:
            return f"“{member}”写了两次" if isinstance(member, str) else "有两个完全相同"
        seen.add(repr(member))
    return ""


def by_name(check_one: Check) -> Check:
    """Keys with values that each pass `check_one`."""

    def check(value: object) -> str:
        if not isinstance(value, Mapping):
            return f"应为一组键和值，现为{sort(value)}"
        problems = ((key, check_one(content)) for key, content in value.items())
        return next((f"{key} {problem}" for key, problem in problems if problem), "")

    return check
