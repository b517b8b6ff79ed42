"""Chinese and Arabic numerals as exact decimals; knows digits and 十 百 千 万 亿, not units or qualifiers."""

import re
from dataclasses import dataclass
from decimal import Decimal

_DIGITS = {
    **dict(zip("零〇一二三四五六七八九", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)),
    **dict(zip("壹贰叁肆伍陆柒捌玖两", (1, 2, 3, 4, 5, 6, 7, 8, 9, 2), strict=True)),
}
_POWERS = {"十": 1, "拾": 1, "百": 2, "佰": 2, "千": 3, "仟": 3, "万": 4, "亿": 8}
CHINESE = "".join((*_DIGITS, *_POWERS))
_ARABIC = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+"
_TOKEN = re.compile(rf"({_ARABIC})|([{''.join(_DIGITS)}])|([{''.join(_POWERS)}])")
NUMERAL = rf"(?:{_ARABIC}|[{CHINESE}])+"


@dataclass(frozen=True, slots=True)
class Numeral:
    """An exact number as stated; `place` is what one step of its last stated digit is worth.

    `head` is the number before its closing 万 or 亿 and `scale` that word, for printing in the unit as typed;
    `scaled` whether 万 or 亿 stands anywhere in it.
    """

    value: Decimal
    place: Decimal
    head: Decimal
    scale: str
    scaled: bool = False


def read(text: str) -> Numeral | None:
    """The number that `text` states (1,234 · 1.2万 · 1亿2000万 · 二十三 · 千); None if it states none."""
    tokens = _tokens(text)
    if not tokens:
        return None
    scale = ""
    scaled = "万" in tokens or "亿" in tokens
    rest = list(tokens)
    while rest and rest[-1] in ("万", "亿") and len(rest) > 1:
        scale = str(rest.pop()) + scale
    head = _evaluate(rest)
    if head is None or (scale and any(token in ("万", "亿") for token in rest)):
        whole = _evaluate(tokens)
        return None if whole is None else Numeral(whole, _place(tokens), whole, "", scaled)
    power = sum(_POWERS[word] for word in scale)
    return Numeral(head.scaleb(power), _place(rest).scaleb(power), head, scale, scaled)


def _tokens(text: str) -> list[Decimal | str]:
    tokens: list[Decimal | str] = []
    position = 0
    for match in _TOKEN.finditer(text):
        if match.start() != position:
            return []
        position = match.end()
        arabic, digit, power = match.groups()
        if arabic:
            tokens.append(Decimal(arabic.replace(",", "")))
        else:
            tokens.append(Decimal(_DIGITS[digit]) if digit else _plain(power))
    return tokens if position == len(text) else []


def _plain(power: str) -> str:
    return {"拾": "十", "佰": "百", "仟": "千"}.get(power, power)


def _evaluate(tokens: list[Decimal | str]) -> Decimal | None:
    """Sum of groups; None where digits follow each other without a power (两三, 12 34) or powers rise."""
    if _colloquial(tokens) or any(isinstance(t, Decimal) and t % 1 for t in tokens[:-2]):
        return None  # 1.5万2000 is two ways of writing in one
    total = section = Decimal(0)
    number: Decimal | None = None
    ceiling, big_ceiling = 99, 99
    for token in tokens:
        if isinstance(token, Decimal):
            if number is not None and number != 0:
                return None
            number = token
            continue
        power = _POWERS[token]
        if token in ("万", "亿"):
            if power > big_ceiling or (number is None and section == 0 and (total or len(tokens) > 1)):
                return None
            group = section + (number if number is not None else (1 if not section else 0))
            total, section = (total + group.scaleb(power)), Decimal(0)
            ceiling, big_ceiling = 99, power - 1
        else:
            if power >= ceiling:
                return None
            section += (Decimal(1) if number is None else number).scaleb(power)
            ceiling = power
        number = None
    return total + section + (Decimal(0) if number is None else number)


def _colloquial(tokens: list[Decimal | str]) -> bool:
    """一万二, 3万2: said for 12000 and 32000, and read as 10002 by a machine; nobody shall guess."""
    if len(tokens) < 2 or isinstance(tokens[-2], Decimal) or not isinstance(tokens[-1], Decimal):
        return False
    power = _POWERS[tokens[-2]]
    return power > 1 and tokens[-1] != 0 and tokens[-1] < Decimal(10) ** (power - 1)


def _place(tokens: list[Decimal | str]) -> Decimal:
    last = tokens[-1]
    if isinstance(last, Decimal):
        return Decimal(1).scaleb(int(last.as_tuple().exponent))
    return Decimal(1).scaleb(_POWERS[last])
