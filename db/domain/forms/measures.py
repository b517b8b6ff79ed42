"""What sort of amount words and units speak of, and how well a stated unit goes with an item's; knows no labels."""

import re

from db.domain import units

_MEASURES = (
    ("rate", re.compile(r"(?:率|比例|占比|比重|百分比|百分点|增幅|幅度|占.*?(?:总数|总量|总面积)$)")),
    ("area", re.compile(r"(?:面积|亩数|公顷数|规模)")),
    ("money", re.compile(r"(?:金额|价款|资金|投资|总额|款额|收入|出让金|罚没款|成本|经费|税额)")),
    ("person times", re.compile(r"人次")),
    ("persons", re.compile(r"(?:人数|人员数|人员总数|人员数量|名额|人员$)")),
    ("batches", re.compile(r"批次")),
    ("households", re.compile(r"户数")),
)
_THINGS = frozenset("件 宗 起 个 项 条 份 部 例 案 笔 册 本 处 次 期 场 场次 批 批次 篇 家 块 幅 张 套 卷 道".split())
_PERSONS = frozenset("人 名 位".split())


def measures_of(words: str) -> frozenset[str]:
    """What sort of amount the words themselves speak of; empty where they do not say."""
    found = frozenset(name for name, pattern in _MEASURES if pattern.search(words))
    return found - {"persons"} if "person times" in found else found


def measure_of_unit(unit: str) -> str:
    """The sort of amount that a unit counts; "" for single things."""
    found = units.find(unit)
    if found is None:
        return ""
    if found.family == units.RATIO:
        return "rate" if unit else ""
    if found.family in (units.AREA, units.MONEY):
        return {units.AREA: "area", units.MONEY: "money"}[found.family]
    special = {"人次": "person times", "批次": "batches", "户": "households", "户次": "households"}
    return "persons" if found.base in _PERSONS else special.get(found.base, "")


def units_fit(stated: str, unit: str, also: tuple[str, ...]) -> float:
    """How well a stated unit goes with an item's: 1 the same or convertible, 0 never."""
    if stated == unit or stated in also:
        return 1.0
    one, other = units.find(stated), units.find(unit)
    if one is None or other is None:
        return 0.5
    if units.conversion(one, other) is not None:
        return 1.0 if stated else 0.9
    kinds = {one.base, other.base}
    if kinds <= _PERSONS:
        return 1.0
    if not (one.is_classifier and other.is_classifier):
        return 0.0
    return 0.75 if kinds <= _THINGS else 0.0
