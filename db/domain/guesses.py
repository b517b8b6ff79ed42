"""What words that are no number, date or choice probably meant, said so that the person knows what to do.

Knows how clerks write; knows no items. It never reads a value: a guess is only ever told.
"""

import re

_QUOTED = 24  # characters; a pasted page must not become a message
_NOTHING = frozenset("— - -- —— – / // \\ … …… 。 . * 无 没有 没 空".split()) | {""}
_NO_DUTY = frozenset("不适用 n/a na n.a. n.a 不涉及 无此项 无此项职责 无此职责 无此业务 没有此项职责".split())
_NOT_YET = frozenset(
    "未统计 没统计 未取得 未提供 未反馈 未报 未知 不详 不清楚 不明 暂无 暂缺 暂无数据 暂无法取得 无法取得 "
    "待定 待核 待核实 待报 待补 待补报 待查 待统计 统计中 缺 缺失 ? ?? ??? tbd".split()
)
_CALCULATION = re.compile(r"=.*|[\d.,]+(?:[+*×x÷]|(?<=\d)-(?=\d+[-+*×÷]))[\d.,+*×x÷()-]+", re.IGNORECASE)
_RANGE = re.compile(r"[\d.,]+(?:-|—|~|到|至)[\d.,]+\D*")
_OPEN_END = re.compile(r"[百千万亿][\d一二三四五六七八九]\D*$")
_SCIENTIFIC = re.compile(r"[\d.]+e[+-]?\d+", re.IGNORECASE)
_TWO_NUMBERS = re.compile(r"\d+(?:\s+\d+)+")
_POINTS = re.compile(r"[\d,.。][\d,.。、·'’]*")


def quoted(words: str) -> str:
    """`words` between quotation marks, on one line and short enough for a message."""
    line = " ".join(words.split())
    return f"“{line if len(line) <= _QUOTED else f'{line[:_QUOTED]}…'}”"


def state_meant(text: str, zero: str = "没有发生请填 0，") -> str:
    """Where `text` stands for one of the other states of a cell: which, and how to say so; "" where it does not.

    `zero` is what to do if nothing happened; "" for kinds that know no 0.
    """
    word = text.lower()
    if word in _NOTHING:
        return f"{quoted(text)}可以有几种意思：{zero}没有此项职责请标“不适用”"
    if word in _NO_DUTY:
        return f"写{quoted(text)}不算填好：没有此项职责请标“不适用”"
    if word in _NOT_YET:
        return f"写{quoted(text)}不算填好：{zero}暂时拿不到的请标“暂无法取得”并写明原因"
    return ""


def number_meant(words: str, text: str) -> str:
    """What is wrong with `words` as a number; `text` is how they were read, half-width and without spaces."""
    said = quoted(words)
    if state := state_meant(text):
        return state
    if _RANGE.fullmatch(text):
        return f"{said}是一个范围，不是一个数"
    if _CALCULATION.fullmatch(text):
        return f"{said}像是算式，这里不计算，请填算好的数"
    if _OPEN_END.search(text):
        return f"{said}的末位不清楚，请把数写全"
    if _SCIENTIFIC.fullmatch(text):
        return f"{said}是科学记数法"
    if _TWO_NUMBERS.fullmatch(text):
        return f"{said}中间有空格，像是两个数"
    if _POINTS.fullmatch(text) and any(letter.isdigit() for letter in text):
        return f"{said}的小数点或分节号位置不对"
    return f"看不懂{said}"
