"""What a bureau says of an item of its own, and whether it makes sense; stores nothing."""

from collections.abc import Collection
from dataclasses import dataclass

from db.domain.items import Kind
from db.domain.trouble import KnownError
from db.domain.units import find as find_unit

MOST_DECIMALS = 10
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class OwnItem:
    """What a bureau says of an item of its own; `section` is a section's id."""

    name: str
    unit: str
    kind: Kind = Kind.COUNT
    decimals: int = 0
    section: str = "own"
    definition: str = ""
    office: str = ""
    choices: tuple[str, ...] = ()


def refuse_unsound(own: OwnItem, taken: Collection[str]) -> None:
    """KnownError names what is wrong with an item; `taken` are the names in use."""
    name = own.name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise KnownError(
            f"自设指标要有名称，在 {LONGEST_NAME} 字以内，不能换行。", "请填写名称，例如“土地信访听证会次数”。"
        )
    if name in taken:
        raise KnownError(f"已有名为“{name}”的指标。", "请换一个名称，或从指标库中选用它。")
    if own.kind.is_number and find_unit(own.unit) is None:
        raise KnownError(f"不认识的单位“{own.unit}”。", "请从列表中选择，例如“件”。")
    if not 0 <= own.decimals <= MOST_DECIMALS:
        raise KnownError(f"小数位数只能是 0—{MOST_DECIMALS}。", "计数填 0，面积和金额一般填 2。")
    if own.kind is Kind.CHOICE and not any(choice.strip() for choice in own.choices):
        raise KnownError("选择类指标要有可选的内容。", "请至少写两项，例如“是、否、部分”。")
