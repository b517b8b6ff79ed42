"""Which item a pasted row speaks of, by its code, printed number or name; knows no values and no columns."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from db.domain.quantity import plain
from db.domain.returns import Return

_WHEREOF = re.compile(r"^其中[:：、,，]?")
_NUMBER = re.compile(r"\d{1,3}\.\d{1,3}")
_QUOTES = str.maketrans("“”„‟〝〞＂", '"""""""')


@dataclass(frozen=True)
class Names:
    """Every item of a return under each word that can stand for it; `asked` are the codes the return asks."""

    ret: Return
    asked: frozenset[str]
    by_number: Mapping[str, frozenset[str]]
    by_name: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Match:
    """The item found, or why none was. `doubt`: the number fits, the name beside it does not."""

    code: str = ""
    problem: str = ""
    doubt: str = ""


def names_of(ret: Return) -> Names:
    """The words for every item of the return's pack."""
    numbers: dict[str, set[str]] = {}
    names: dict[str, set[str]] = {}
    for code, item in ret.pack.items.items():
        for number in (item.number, _shortened(item.number)):
            numbers.setdefault(number, set()).add(code)
        for name in {item.name, item.label, f"{item.name}({item.unit})"}:
            names.setdefault(name_key(name), set()).add(code)
    for alias in numbers.keys() & {item.number for item in ret.pack.items.values()}:
        exact = {code for code in numbers[alias] if ret.item(code).number == alias}
        numbers[alias] = exact
    return Names(ret, frozenset(ret.ordered_codes), _frozen(numbers), _frozen(names))


def _frozen(found: Mapping[str, Iterable[str]]) -> Mapping[str, frozenset[str]]:
    return {word: frozenset(codes) for word, codes in found.items()}


def _shortened(number: str) -> str:
    """What a sheet makes of a printed number it takes for a figure: 3.10 → 3.1."""
    return format(Decimal(number).normalize(), "f") if _NUMBER.fullmatch(number) else number


def name_key(words: str) -> str:
    """A name without spaces, width, quotes' shape, 其中 and a colon behind it."""
    return _WHEREOF.sub("", plain(words).replace(" ", "").translate(_QUOTES).lower()).rstrip(":：")


def is_code(names: Names, words: str) -> bool:
    """Whether these words are the code of an item."""
    return bool(_code(names, words))


def is_number(names: Names, words: str) -> bool:
    """Whether these words are the printed number of one item."""
    return len(names.by_number.get(plain(words), ())) == 1


def is_name(names: Names, words: str) -> bool:
    """Whether these words are the name of an item."""
    return name_key(words) in names.by_name


def _code(names: Names, words: str) -> str:
    word = words.strip()
    return (names.ret.pack.resolve(word) or names.ret.pack.resolve(word.lower()) or "") if word else ""


def find(names: Names, code: str, number: str, name: str) -> Match:
    """The item a row names: by its code before its name before its number; "" stands for a column that is not there."""
    if coded := _code(names, code):
        return _asked(names, coded)
    called = names.by_name.get(name_key(name), frozenset()) if name.strip() else frozenset()
    numbered = names.by_number.get(plain(number), frozenset()) if number.strip() else frozenset()
    called = called & numbered or called
    if len(called) > 1:
        return Match(problem=f"有 {len(called)} 个指标名为“{name.strip()}”")
    if called:
        return _asked(names, min(called))
    if len(numbered) == 1:
        return _asked(names, min(numbered), f"来源的名称是“{name.strip()}”" if name.strip() else "")
    told = [f"{what}“{words.strip()}”" for what, words in _asked_for(code, number, name) if words.strip()]
    return Match(problem=f"没有{'、'.join(told)}的指标" if told else "这一行没有写是哪个指标")


def _asked_for(code: str, number: str, name: str) -> tuple[tuple[str, str], ...]:
    return ("名称为", name), ("编号为", number), ("代码为", code)


def _asked(names: Names, code: str, doubt: str = "") -> Match:
    if code in names.asked:
        return Match(code, doubt=doubt)
    return Match(problem=f"本年没有选用“{names.ret.item(code).label}”")
