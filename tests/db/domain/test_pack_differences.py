"""What differs between two packs is told in words, and nothing that differs goes untold."""

import copy
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from db.domain.pack import Pack
from db.domain.pack.differences import counts, differences
from db.domain.pack.reading import build, merge

SAMPLE = Path(__file__).parents[2] / "data" / "packs"
Document = dict[str, Any]


def sample() -> Document:
    header, part = (tomllib.loads((SAMPLE / f"{n}.toml").read_text(encoding="utf-8")) for n in ("sample", "part"))
    return merge(header, [("part.toml", part)])


def told(old: Document, new: Document) -> list[str]:
    return [difference.sentence for difference in differences(build(old), build(new))]


def leaves(node: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        if isinstance(value, dict | list):
            yield from leaves(value, (*way, key))
            yield (*way, key)
        else:
            yield (*way, key)


def changed(document: Document, way: tuple[Any, ...]) -> Document:
    """A copy with one thing changed or, where it is a list, its first entry gone."""
    copied = copy.deepcopy(document)
    node: Any = copied
    for step in way[:-1]:
        node = node[step]
    value = node[way[-1]]
    if isinstance(value, bool):
        node[way[-1]] = not value
    elif isinstance(value, int):
        node[way[-1]] = value + 1
    elif isinstance(value, str):
        node[way[-1]] = value + "改"
    elif isinstance(value, list):
        node[way[-1]] = value[1:]
    else:
        value.pop(next(iter(value)), None)
    return copied


def test_the_same_pack_does_not_differ() -> None:
    assert differences(build(sample()), build(sample())) == ()


@pytest.mark.parametrize("way", list(leaves(sample())), ids=lambda way: "/".join(map(str, way)))
def test_whatever_differs_is_told(way: tuple[Any, ...]) -> None:
    pack = build(sample())
    try:
        other: Pack = build(changed(sample(), way))
    except (KeyError, ValueError, TypeError, IndexError):
        return  # no pack at all
    if any(code not in other.items for table in other.tables for code in table.codes):
        return  # nor is this: a cell that stands for nothing
    assert (pack != other) == bool(differences(pack, other))


def test_another_order_is_told() -> None:
    document = sample()
    document["item"].reverse()
    assert "指标的先后：原来的次序 → 新的次序" in told(sample(), document)


def test_differences_are_sentences() -> None:
    document = sample()
    document["item"][0]["unit"] = "宗"
    document["item"][1] |= {"code": "won_cases_count", "aliases": ["won"]}
    document["rule"][0] |= {"check": "won <= cases * 2", "level": "需说明"}
    document["table"][0]["rows"].append({"id": "more", "heads": ["其他"]})
    document["table"][0]["links"] = []
    document["deadline"][0]["day"] = 15
    document["note"].append({"text": "第二条。"})
    document["list"] = []
    bound = "1.02 胜诉件数 不大于 1.01 案件数"
    total = "表1 新收·总计 等于 "
    assert told(sample(), document) == [
        "指标“1.01 案件数”的单位：件 → 宗",
        "指标“1.02 胜诉件数”的代码：won → won_cases_count",
        "指标“1.02 胜诉件数”的其他代码：（空） → won",
        "固定表“表1 申请情况”的行的先后：new、old → new、old、more",
        "新增固定表的行“表1 申请情况·其他”",
        "固定表的格“表1 申请情况·新收·自然人”的内容：引用 1.02 胜诉件数 → 填报",
        "固定表的格“表1 申请情况·新收·自然人”的单位：（空） → 件",
        "固定表的格“表1 申请情况·新收·自然人”的类型：（空） → 计数",
        "固定表的格“表1 申请情况·新收·自然人”的小数位数：（空） → 0",
        "固定表的格“表1 申请情况·新收·自然人”的责任科室：（空） → 办公室",
        "固定表的格“表1 申请情况·新收·自然人”的时期：（空） → 本年",
        "固定表的格“表1 申请情况·新收·自然人”的汇总方式：（空） → 相加",
        "规则“胜诉件数不能大于案件数”的级别：错误 → 需说明",
        f"规则“胜诉件数不能大于案件数”的算式：{bound} → {bound} 乘以 2",
        f"规则“表1“新收”的合计应等于各分项之和”的算式：{total}1.02 胜诉件数 → {total}自然人",
        "新增规则“表1“其他”的合计应等于各分项之和”",
        "期限“报告”的日期：3月1日 → 3月15日",
        "取消清单“制度文件”",
        "新增填表说明“第 2 条”",
    ]
    found = differences(build(sample()), build(document))
    assert counts(found).startswith("指标改动 2；固定表改动 1；固定表的行新增 1；")
