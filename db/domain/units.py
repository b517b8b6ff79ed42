"""Units of measure as exact factors; knows how 万亩 relates to 平方米, and nothing of items or cells.

Two units convert only within one family. Classifiers (件, 宗, 起, 人, 人次 …) are families of their own:
they look alike and never convert or add.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

RATIO = "ratio"
AREA = "area"
MONEY = "money"

_MEASURES: dict[str, tuple[str, Fraction]] = {
    "": (RATIO, Fraction(1)),
    "%": (RATIO, Fraction(1, 100)),
    "‰": (RATIO, Fraction(1, 1000)),
    "平方米": (AREA, Fraction(1)),
    "亩": (AREA, Fraction(2000, 3)),
    "公顷": (AREA, Fraction(10_000)),
    "平方公里": (AREA, Fraction(1_000_000)),
    "平方千米": (AREA, Fraction(1_000_000)),
    "元": (MONEY, Fraction(1)),
    "米": ("length", Fraction(1)),
    "公里": ("length", Fraction(1000)),
    "千米": ("length", Fraction(1000)),
    "吨": ("weight", Fraction(1)),
    "公斤": ("weight", Fraction(1, 1000)),
    "立方米": ("volume", Fraction(1)),
    "个百分点": ("points", Fraction(1)),
}
_CLASSIFIERS = frozenset(
    "件 宗 起 个 项 条 人 人次 名 户 户次 家 家次 批 批次 次 场 场次 处 处次 份 期 篇 部 部门 类 大类 中类 小类 "
    "位 道 本 册 幅 张 栋 幢 座 套 台 辆 块 片 段 级 年 月 日 天 周岁 小时 分钟 工作日 个工作日 个月 卷 册次 "
    "笔 单 组 支 队 岗 校 村 镇 街区 图斑 案 例 对 层 门 节 课时 学时 平台 系统 字 页 封 枚 面 点 地块".split()
)
# What a bureau writes for the same thing; the left word is read as the right one.
_SPELLINGS = {"㎡": "平方米", "m2": "平方米", "m²": "平方米", "平米": "平方米", "km2": "平方公里", "人民币元": "元"}
_SCALES = {"万亿": 12, "千万": 7, "百万": 6, "十万": 5, "亿": 8, "万": 4, "千": 3, "百": 2}


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: `factor` units of its family's base; `base` is the word without 万 or 亿."""

    word: str
    base: str
    family: str
    factor: Fraction

    @property
    def is_classifier(self) -> bool:
        """Whether the unit counts things of one sort and so converts to nothing else."""
        return self.base in _CLASSIFIERS


@lru_cache(maxsize=1024)
def find(word: str) -> Unit | None:
    """The unit that `word` names, 万 and 亿 prefixes included; None if there is no such unit."""
    plain = _base(word)
    if plain is not None:
        return plain
    for scale, power in _SCALES.items():
        base = _base(word[len(scale) :]) if word.startswith(scale) else None
        if base is not None and base.word not in ("", "%", "‰"):
            return Unit(word, base.word, base.family, base.factor * 10**power)
    return None


def _base(word: str) -> Unit | None:
    word = _SPELLINGS.get(word, word)
    if word in _MEASURES:
        family, factor = _MEASURES[word]
        return Unit(word, word, family, factor)
    return Unit(word, word, f"classifier {word}", Fraction(1)) if word in _CLASSIFIERS else None


def conversion(source: Unit, target: Unit) -> Fraction | None:
    """How many `target` one `source` is, exactly; None where the two never convert."""
    return source.factor / target.factor if source.family == target.family else None


def known_words() -> tuple[str, ...]:
    """The unit words offered where a person chooses a unit, scaled money and area included."""
    scaled = ("万元", "亿元", "万亩", "万平方米", "万人", "万人次", "万户", "万条")
    return (*[word for word in _MEASURES if word], *scaled, *sorted(_CLASSIFIERS))
