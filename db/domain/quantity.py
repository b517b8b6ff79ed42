"""Words and quantities: 1500余件 ⇄ an exact decimal, a qualifier and a unit; knows nothing of items or cells.

Words are never changed: this module only reads them. No binary floating point anywhere.
"""

import re
from dataclasses import dataclass, replace
from decimal import Context, Decimal, Inexact, localcontext
from fractions import Fraction

from db.domain import numerals, units
from db.domain.guesses import number_meant, quoted

_ABOVE = ("余", "多", "几", "来")
_BELOW = ("近", "接近", "将近", "不足", "不到")
_AROUND = ("约", "大约", "左右", "上下")
_AT_LEAST = (
    *("超", "超过", "逾", "突破", "大于", "多于", "高于", "以上", "之上"),
    *("不少于", "不低于", "不小于", "至少", "破", "上", "过"),
)
_AT_MOST = (
    *("以下", "以内", "之内", "不超过", "不高于", "不多于", "不大于", "至多", "最多"),
    *("低于", "少于", "小于"),
)
_TRAILING = ("以上", "之上", "上", "以下", "以内", "之内")
_FRONT = sorted(
    ("约", "大约", "余", *_BELOW, *(word for word in (*_AT_LEAST, *_AT_MOST) if word not in _TRAILING)),
    key=len,
    reverse=True,
)
_RANK = "前"
_BACK = ("左右", "上下", "以上", "之上", "以下", "以内", "之内", "余", "多")
_FALLING = ("下降", "减少", "降低", "下滑")
_RISING = ("增长", "上升", "增加", "提高")
_SIGNS = {"负": -1, "-": -1, "正": 1, "+": 1}
_TOTAL = re.compile(r"^(?:共计|合计|总计|共)(?=[\d一二三四五六七八九十百千万亿两])")
_RANKED = ("位", "名")
# Nothing that counts may follow: 没有发生，但立案3件 is no zero.
_ZERO = re.compile(
    r"(?:均|全年|本年)?(?:未发生|没有发生|无一|零发生)[^\d〇零一二两三四五六七八九十百千万亿几数但除例变统]{0,20}"
)
_SHAPE = re.compile(
    rf"(?P<front>{'|'.join((*_FRONT, _RANK))})?(?P<numeral>{numerals.NUMERAL})(?P<middle>余|多|几|来)?"
    rf"(?P<scale>[十百千万亿]*)(?P<unit>[^\d余多]*?)(?P<back>{'|'.join(_BACK)})?"
)
_INDEFINITE = re.compile(r"(?:好)?[数几](?P<power>[十百千万亿]*)(?P<unit>[^\d余多几]*)")
_FRACTION = re.compile(r"(?P<top>\d+)/(?P<bottom>\d+)")
_POWERS_OF_TEN = {Fraction(10) ** power: power for power in range(-12, 13)}
_PLAIN = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,6})?")
# Spaces that may group thousands. A tab or a new line parts two cells of a table, and never joins their figures.
_SPACED = re.compile(r"(?<=\d)[ \u00a0\u2000-\u200a\u202f\u205f\u3000]+(?=\d)")
_GROUPED = re.compile(r"\d{1,3}(?: \d{3})+(?!\d)")
_BESIDE_WORDS = re.compile(r"(?<![\d\s])\s+|\s++(?!\d)")
# Full-width forms only: a general folding would read the footnote in 37① as 371.
_FOLDED: dict[int, int | str | None] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    # Pasted from web pages and not to be seen: joiners, soft hyphens, marks of the writing direction.
    **dict.fromkeys(map(ord, "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff")),
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A))),
    ord("\u3000"): " ",
    ord("\u2212"): "-",
    ord("㎡"): "平方米",
    ord("㎢"): "平方公里",
}
LONGEST = 60
_ENOUGH = 100 * LONGEST  # a pasted page is not even looked at: it would slow the typing down
# Sixty digits and a factor fit; whatever would still be rounded is a bug and stops here.
_EXACT = Context(prec=200, traps=[Inexact])


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as understood.

    `value` counts `unit`s; None where words such as 数十 give no decimal. `low`…`high` is what the words
    allow (None: no bound). `place` is what one step of the last stated digit is worth, `stated` whether the
    number was given in round or decimal form, so that comparing it needs that tolerance.
    `typed_unit` is the unit as typed ("" if none was) and `factor` what it was multiplied with.
    """

    value: Decimal | None
    qualifier: str
    unit: str
    low: Decimal | None
    high: Decimal | None
    place: Decimal
    typed_unit: str = ""
    factor: Fraction = Fraction(1)

    @property
    def exact(self) -> bool:
        """Whether the words name one number and not a range."""
        return self.qualifier == "" and self.value is not None

    @property
    def text(self) -> str:
        """The value in plain digits, trailing zeros as typed; "" where there is none."""
        return "" if self.value is None else format(self.value, "f")


@dataclass(frozen=True, slots=True)
class Misread:
    """Words that were not understood: what is wrong, what is expected, one example."""

    problem: str
    expected: str
    example: str

    @property
    def sentence(self) -> str:
        """The three as one sentence for the person who typed."""
        return f"{self.problem}；{self.expected}，例如“{self.example}”。"


def parse(words: str, unit: str = "", same: tuple[str, ...] = ()) -> Quantity | Misread:
    """Read `words` as a quantity of an item kept in `unit`; `same` are other words for that unit.

    A bare number counts `unit`; a bare 万 or 亿 counts its base (27.5万 in an item kept in 万平方米 is 27.5);
    a unit of the same family is converted with its exact factor, and where that gives no finite decimal the
    typed unit stays. Another classifier is kept as typed and never converted.
    """
    if _PLAIN.fullmatch(words) and units.find(unit) is not None:
        # Nine figures in ten are plain digits; a return of 500 opens twice as fast for this line.
        value = Decimal(words)
        return Quantity(value, "", unit, value, value, Decimal(1).scaleb(int(value.as_tuple().exponent)))
    text = plain(words) if len(words) <= _ENOUGH else words
    if len(text) > LONGEST:
        return _misread("内容太长，不像一个数", unit)
    with localcontext(_EXACT):
        return _read(words, text, unit, same)


def _read(words: str, text: str, unit: str, same: tuple[str, ...]) -> Quantity | Misread:
    if _ZERO.fullmatch(text):
        return Quantity(Decimal(0), "", unit, Decimal(0), Decimal(0), Decimal(1))
    target = units.find(unit)
    whole, text = text, _TOTAL.sub("", text)
    sign, body = _SIGNS.get(text[:1], 1), text[text[:1] in _SIGNS :]
    fall = 1
    if sign == 1 and target is not None and target.family == units.RATIO:
        fall, body = _change(body)
    read = (
        _special(body, unit, sign)
        or (_indefinite(body, unit) if sign == 1 else None)
        or _regular(body, unit, same, sign)
        or _misread(number_meant(words, whole), unit)
    )
    return _fallen(read) if fall < 0 and isinstance(read, Quantity) else read


def plain(words: str) -> str:
    """`words` in half-width form without spaces, for reading only; a space between digits stays unless it groups."""
    text = words.translate(_FOLDED).strip()
    text = _SPACED.sub(" ", text)
    text = _GROUPED.sub(lambda match: match.group().replace(" ", ""), text)
    return _BESIDE_WORDS.sub("", text)


def _change(text: str) -> tuple[int, str]:
    """-1 for a fall, 1 for a rise or none, and the amount; only for percentages: 增加5件 is no amount."""
    body = text.removeprefix("同比").removeprefix("比上年")
    for sign, said in ((-1, _FALLING), (1, _RISING)):
        for word in said:
            if body.startswith(word):
                return sign, body[len(word) :]
    return 1, text


def _fallen(rise: Quantity) -> Quantity:
    """The same amount downwards: 下降2%以上 is a fall of two or more."""
    value, low, high = (None if n is None else -n if n else n for n in (rise.value, rise.high, rise.low))
    return replace(rise, value=value, low=low, high=high)


def _special(text: str, unit: str, sign: int) -> Quantity | Misread | None:
    """Parts of a whole: 3/4, 三分之二, 一半, 五成, 百分之九十. Only where the item is a ratio."""
    target = units.find(unit)
    qualifier, body = _take_qualifier(text)
    share = _part(body)
    if share is None or target is None or target.family != units.RATIO:
        return None
    if body == "过半":
        qualifier = qualifier or "过"
    exact = _decimal(share / target.factor * sign)
    if exact is None:
        return _misread(f"{quoted(text)}除不尽，写不成确切的小数", unit)
    return _bounded(exact, qualifier, unit, Decimal(1).scaleb(-2), _lowest(exact))


def _take_qualifier(text: str) -> tuple[str, str]:
    for word in _FRONT:
        if text.startswith(word) and text != "过半":
            return word, text[len(word) :]
    for word in _BACK:
        if text.endswith(word):
            return word, text[: -len(word)]
    return "", text


def _part(body: str) -> Fraction | None:
    if body in ("一半", "半数", "过半"):
        return Fraction(1, 2)
    match = _FRACTION.fullmatch(body)
    if match and int(match["bottom"]):
        return Fraction(int(match["top"]), int(match["bottom"]))
    if body.endswith("成") and (tenths := numerals.read(body[:-1])):
        return Fraction(tenths.value) / 10
    if "分之" in body:
        bottom, top = (numerals.read(word) for word in body.split("分之", 1))
        if top and bottom and bottom.value:
            return Fraction(top.value) / Fraction(bottom.value)
    return None


def _indefinite(text: str, unit: str) -> Quantity | None:
    match, target = _INDEFINITE.fullmatch(text), units.find(unit)
    if match and not (match["power"] or match["unit"]):
        return None  # 数 by itself is the word for number
    power = numerals.read(match["power"] or "一") if match else None
    if match is None or power is None or target is None:
        return None
    typed = match["unit"]
    source = units.find(typed) if typed else _unstated(power, target)
    factor = units.conversion(source, target) if source else None
    if source is None or (factor is None and not (source.is_classifier and target.is_classifier)):
        return None
    converted = None if factor is None else _decimal(Fraction(power.value) * factor)
    step, kept = (power.value, source.word) if converted is None else (converted, unit)
    return Quantity(None, text[: len(text) - len(typed)], kept, 2 * step, 10 * step, step, typed)


def _regular(text: str, unit: str, same: tuple[str, ...], sign: int) -> Quantity | Misread | None:
    if text.startswith("上") and text[1:2] in ("十", "百", "千", "万", "亿"):
        text = text[1:] + "以上"
    text = text.removesuffix("整").replace("及以上", "以上").replace("及以下", "以下")
    match = _SHAPE.fullmatch(text)
    if not match:
        return None
    said = [word for word in (match["front"], match["middle"], match["back"]) if word]
    if len(said) > 1 and not set(said) <= set(_AROUND):
        return _misread(f"“{said[0]}”和“{said[1]}”两个限定词同时出现", unit)
    number = numerals.read(match["numeral"])
    if number is None or (match["scale"] and not match["middle"]):
        return None
    scale = match["scale"] or ""
    if scale:
        later = numerals.read("1" + scale)
        if later is None:
            return None
        power = later.value.adjusted()
        number = numerals.Numeral(number.value.scaleb(power), number.place.scaleb(power), number.value, scale, True)
    typed = match["unit"] or ""
    if match["front"] == _RANK and (typed or unit) not in _RANKED:
        return None
    return _in_unit(number, sign, said[0] if said else "", (typed, unit, same))


def _in_unit(
    number: numerals.Numeral, sign: int, qualifier: str, naming: tuple[str, str, tuple[str, ...]]
) -> Quantity | Misread | None:
    typed, wanted, same = naming
    target = units.find(wanted)
    if target is None:
        return _misread(f"不认识的单位“{wanted}”", wanted)
    if typed in same:
        typed = target.base
    source = units.find(typed) if typed else _unstated(number, target)
    if source is None:
        return None
    factor = units.conversion(source, target)
    if factor is None:
        if not (source.is_classifier and target.is_classifier):
            return _misread(f"单位“{typed}”与本项的单位“{wanted or '无'}”不是一类", wanted)
        return _bounded(number.value * sign, qualifier, source.word, number.place, None, typed)
    value = _times(number.value * sign, factor)
    if value is None:
        word = number.scale + source.word
        head = number.head if units.find(word) else number.value
        kept = word if units.find(word) else source.word
        place = Decimal(1).scaleb(int(head.as_tuple().exponent))
        return _bounded(head * sign, qualifier, kept, place, None, typed, factor)
    # A last digit worth 2000/3 平方米 only widens a comparison: half of it need not be finite.
    place = _times(number.place, factor) or _lowest(value)
    return _bounded(value, qualifier, wanted, place, _times(_lowest(number.value), factor), typed, factor)


def _unstated(number: numerals.Numeral, target: units.Unit) -> units.Unit | None:
    # 万 without a unit counts the base unit: nobody says 27.5万 for 27.5万 times 万平方米. A share has no 万.
    if not number.scaled:
        return target
    return None if target.family == units.RATIO else units.find(target.base)


def _bounded(
    value: Decimal,
    qualifier: str,
    unit: str,
    place: Decimal,
    lowest: Decimal | None = None,
    typed: str = "",
    factor: Fraction = Fraction(1),
) -> Quantity:
    value = value or abs(value)  # 负0 is 0
    low, high = _interval(value, qualifier, lowest or _lowest(value))
    return Quantity(value, qualifier, unit, low, high, abs(place), typed, factor)


def _interval(value: Decimal, qualifier: str, step: Decimal) -> tuple[Decimal | None, Decimal | None]:
    if qualifier in _ABOVE:
        return value, value + step
    if qualifier in _BELOW:
        # 近10万 is not 近20万 less one: below a round power of ten the next digit counts.
        return value - (step / 10 if value == step else step), value
    if qualifier in _AROUND:
        # 约 and 左右 carry no agreed width; five per cent, at least half of the last digit that is not 0.
        width = max(step / 2, abs(value) / 20)
        return value - width, value + width
    if qualifier in _AT_LEAST:
        return value, None
    if qualifier in _AT_MOST:
        return (Decimal(0) if value >= 0 else None), value
    if qualifier == _RANK:
        return Decimal(1), value
    return value, value


def _lowest(value: Decimal) -> Decimal:
    """What one step of the lowest digit that is not 0 is worth: 1500 → 100, 27.5 → 0.1."""
    normal = value.normalize()
    return Decimal(1).scaleb(int(normal.as_tuple().exponent)) if normal else Decimal(1)


def _times(value: Decimal, factor: Fraction) -> Decimal | None:
    """`value` × `factor` exactly; powers of ten keep the digits as typed; None if no finite decimal results."""
    power = _POWERS_OF_TEN.get(factor)
    if power is None:
        return _decimal(Fraction(value) * factor)
    scaled = value.scaleb(power)
    whole = int(value.as_tuple().exponent) >= 0
    return _decimal(Fraction(scaled)) if whole and power < 0 else scaled


def _decimal(number: Fraction) -> Decimal | None:
    bottom, digits = number.denominator, 0
    while bottom % 10 == 0:
        bottom, digits = bottom // 10, digits + 1
    for prime, partner in ((2, 5), (5, 2)):
        while bottom % prime == 0:
            bottom, digits = bottom // prime, digits + 1
            number = Fraction(number.numerator * partner, 1) / (number.denominator * partner)
    if bottom != 1:
        return None
    scaled = number * Fraction(10) ** digits
    return Decimal(scaled.numerator).scaleb(-digits)


def _misread(problem: str, unit: str) -> Misread:
    example = {units.RATIO: "91.6" if unit == "%" else "0.5"}.get(getattr(units.find(unit), "family", ""), "1234")
    return Misread(problem, f"请填一个数{f'（单位：{unit}）' if unit else ''}", example)
