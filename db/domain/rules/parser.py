"""Rule text → tree; knows the spelling of the language and its mistakes, not which codes a pack has.

truth   := all ("or" all)*            all   := denial ("and" denial)*
denial  := "not" denial | part [("=" | "!=" | "<" | "<=" | ">" | ">=") part]
part    := term (("+" | "-") term)*   term  := sign (("*" | "/") sign)*
sign    := "-" sign | number | code | function "(" … ")" | "(" truth ")"
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import NoReturn

from db.domain.rules.tree import (
    TRUTHS,
    All,
    Amount,
    Call,
    Case,
    Choice,
    Comparison,
    Either,
    Literal,
    Name,
    Negative,
    Node,
    Not,
    Product,
    Range,
    Ref,
    Sum,
    Truth,
)

LONGEST, DEEPEST = 2000, 50
_AGGREGATES = ("sum", "count", "min", "max")
_FUNCTIONS = (*_AGGREGATES, "abs", "round", "if", "last")
_WORDS = ("and", "or", "not")
_SIGNS = ("<=", ">=", "!=", "=", "<", ">")
_TOKEN = re.compile(
    r"(?P<number>\d+(?:\.\d+)?(?![\w.]))|(?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.(?:[A-Za-z0-9_]+|\*))*)"
    r"|(?P<sign><=|>=|!=|[-+*/(),=<>])|(?P<space>\s+)",
    re.ASCII,
)
# What an input method or another program writes for a sign of the language.
_MEANT = dict(pair.split() for pair in "== =,<> !=,=> >=,=< <=,≤ <=,≥ >=,≠ !=,− -,× *,÷ /,&& and,|| or".split(","))


class RuleMistake(Exception):  # noqa: N818 -- a mistake of the person who wrote the rule, not a failure of the program
    """What is wrong with a rule's text and where: `position` counts characters from 0."""

    def __init__(self, problem: str, position: int) -> None:
        super().__init__(f"第 {position + 1} 个字符处：{problem}")
        self.problem = problem
        self.position = position


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    position: int


@lru_cache(maxsize=4096)
def parse(text: str) -> Truth:
    """The tree of a rule's `check` or `when`; RuleMistake if the text is not one sound condition."""
    if len(text) > LONGEST:
        raise RuleMistake(f"规则太长：有 {len(text)} 个字符，最多 {LONGEST} 个", LONGEST)
    reading = _Reading(_tokens(text))
    node = reading.truth_or_amount()
    if reading.token.kind != "end":
        reading.refuse_rest()
    if not isinstance(node, TRUTHS):
        raise RuleMistake("规则要写成一个条件，例如“甲 = 乙 + 丙”，这里只有一个数，没有比较", 0)
    return node


def _tokens(text: str) -> list[_Token]:
    tokens, position = [], 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if not match or text[position : position + 2] in _MEANT:
            raise RuleMistake(_unreadable(text, position), position)
        kind = str(match.lastgroup)
        if kind != "space":
            tokens.append(_Token(kind, match.group(), position))
        position = match.end()
    return [*tokens, _Token("end", "", len(text))]


def _unreadable(text: str, position: int) -> str:
    for length in (2, 1):
        wrong = text[position : position + length]
        if wrong in _MEANT:
            return f"“{wrong}”请写成“{_MEANT[wrong]}”"
    narrow = unicodedata.normalize("NFKC", text[position])
    if narrow != text[position] and narrow.isascii():
        return f"“{text[position]}”是全角字符，请写成半角的“{narrow}”"
    if text[position].isdigit():
        return f"“{re.split(r'[^0-9A-Za-z_.]', text[position:])[0]}”不是一个数，也不是指标代码"
    return f"看不懂“{text[position]}”；指标要写代码，不写名称"


class _Reading:
    """The tokens of one text, how far they have been read and how deep in brackets that is."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._next = 0
        self._depth = 0
        self.token = tokens[0]  # the one to be read next

    def truth_or_amount(self) -> Node:
        """The longest condition, or amount where nothing is compared, that starts here."""
        parts = self._joined("or", self._conjunction)
        return parts[0] if len(parts) == 1 else Either(tuple(_truths(parts)))

    def refuse_rest(self) -> NoReturn:
        """The mistake of a text that goes on where it should have ended."""
        token = self.token
        if token.text in _SIGNS:
            raise RuleMistake("一处只能比较一次，几个比较请用 and 连接", token.position)
        if token.text == ")":
            raise RuleMistake("多了一个“)”", token.position)
        if token.text == ",":
            raise RuleMistake("逗号只能写在函数的括号里", token.position)
        raise RuleMistake(f"“{token.text}”前面缺少运算符", token.position)

    def _conjunction(self) -> Node:
        parts = self._joined("and", self._denial)
        return parts[0] if len(parts) == 1 else All(tuple(_truths(parts)))

    def _joined(self, word: str, read: Callable[[], Node]) -> list[Node]:
        parts = [read()]
        while self.token.text == word:
            joint = self._take()
            parts.append(read())
            if not all(isinstance(part, TRUTHS) for part in parts):
                raise RuleMistake(f"“{word}”两边都要是比较，这里有一边只是一个数", joint.position)
        return parts

    def _denial(self) -> Node:
        if self.token.text != "not":
            return self._comparison()
        position = self._take().position
        self._deeper(position)
        denied = self._denial()
        self._depth -= 1
        if not isinstance(denied, TRUTHS):
            raise RuleMistake("“not”后面要是比较，这里只是一个数", position)
        return Not(denied)

    def _comparison(self) -> Node:
        start = self.token.position
        left = self._sum()
        if self.token.text not in _SIGNS:
            return left
        sign = self._take()
        right = self._sum()
        return Comparison(_amount(left, start), sign.text, _amount(right, sign.position))

    def _sum(self) -> Node:
        terms = self._chain("+-", self._product)
        return terms if isinstance(terms, Node) else Sum(terms)

    def _product(self) -> Node:
        factors = self._chain("*/", self._signed)
        return factors if isinstance(factors, Node) else Product(factors)

    def _chain(self, signs: str, read: Callable[[], Node]) -> Node | tuple[tuple[str, Amount], ...]:
        start = self.token.position
        first = read()
        if not (self.token.kind == "sign" and self.token.text in signs):
            return first
        pairs = [(signs[0], _amount(first, start))]
        while self.token.kind == "sign" and self.token.text in signs:
            sign = self._take()
            pairs.append((sign.text, _amount(read(), sign.position)))
        return tuple(pairs)

    def _signed(self) -> Node:
        if self.token.text != "-":
            return self._primary()
        position = self._take().position
        self._deeper(position)
        of = _amount(self._signed(), position)
        self._depth -= 1
        return Negative(of)

    def _primary(self) -> Node:
        token = self._take()
        if token.kind == "number":
            return Literal(_number(token.text))
        if token.text == "(":
            return self._bracket(token)
        if token.kind == "name" and token.text not in _WORDS:
            return self._call(token) if self.token.text == "(" else _name(token)
        if token.kind == "end":
            raise RuleMistake("规则没有写完，末尾缺少一个数或指标代码", token.position)
        raise RuleMistake(f"“{token.text}”前面缺少一个数或指标代码", token.position)

    def _bracket(self, opening: _Token) -> Node:
        self._deeper(opening.position)
        inner = self.truth_or_amount()
        self._close(opening)
        return inner

    def _call(self, name: _Token) -> Node:
        if name.text not in _FUNCTIONS:
            hint = f"请写成小写的“{name.text.lower()}”" if name.text.lower() in _FUNCTIONS else ""
            known = hint or f"可用的有 {'、'.join(_FUNCTIONS)}"
            raise RuleMistake(f"没有名为“{name.text}”的函数，{known}", name.position)
        opening = self._take()
        self._deeper(opening.position)
        args = [(self.token.position, self._argument(name.text))]
        while self.token.text == ",":
            self._take()
            args.append((self.token.position, self._argument(name.text)))
        self._close(opening)
        return _called(name, args)

    def _argument(self, function: str) -> Node:
        if self.token.text == ")":
            raise RuleMistake(f"{function}(…) 的括号里少写了内容", self.token.position)
        following = self._tokens[min(self._next + 1, len(self._tokens) - 1)]
        if "*" in self.token.text and self.token.kind == "name" and following.text in (",", ")"):
            return _range(self._take(), function)
        return self.truth_or_amount()

    def _close(self, opening: _Token) -> None:
        if self.token.kind == "end":
            raise RuleMistake("这个“(”没有对应的“)”", opening.position)
        if self.token.text != ")":
            self.refuse_rest()
        self._take()
        self._depth -= 1

    def _deeper(self, position: int) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise RuleMistake(f"括号套得太深，最多 {DEEPEST} 层", position)

    def _take(self) -> _Token:
        taken = self.token
        self._next = min(self._next + 1, len(self._tokens) - 1)
        self.token = self._tokens[self._next]
        return taken


def _number(text: str) -> int | Fraction:
    return Fraction(text) if "." in text else int(text)


def _truths(parts: list[Node]) -> list[Truth]:
    return [part for part in parts if isinstance(part, TRUTHS)]


def _amount(node: Node, position: int) -> Amount:
    if isinstance(node, TRUTHS):
        raise RuleMistake("这里要一个数，写的却是比较", position)
    if isinstance(node, Range):
        raise RuleMistake("带“*”的一行或一列只能直接写在 sum、count、min、max 里", node.position)
    return node


def _name(token: _Token) -> Name:
    if "*" in token.text:
        raise RuleMistake("带“*”的一行或一列只能直接写在 sum、count、min、max 里", token.position)
    if token.text.lower() in (*_WORDS, *_FUNCTIONS):
        lower = token.text.lower()
        problem = f"“{lower}”后面要有括号" if lower in _FUNCTIONS else f"请写成小写的“{lower}”"
        raise RuleMistake(problem, token.position)
    if token.text.count(".") not in (0, 2):
        raise RuleMistake(f"“{token.text}”不完整：表格的格要写成 表.行.列", token.position)
    return Name(Ref(token.text), token.position)


def _range(token: _Token, function: str) -> Range:
    if function not in _AGGREGATES:
        raise RuleMistake("带“*”的一行或一列只能直接写在 sum、count、min、max 里", token.position)
    parts = token.text.split(".")
    if len(parts) != 3 or parts[1:].count("*") != 1:
        raise RuleMistake(f"“{token.text}”要写成 表.行.* 或 表.*.列", token.position)
    return Range(parts[0], parts[1], parts[2], token.position)


def _called(name: _Token, args: list[tuple[int, Node]]) -> Node:
    if name.text in _AGGREGATES:
        found = [arg if isinstance(arg, Range) else _amount(arg, place) for place, arg in args]
        return Call(name.text, tuple(found))
    wanted = {"abs": 1, "last": 1, "round": 2, "if": 3}[name.text]
    if len(args) != wanted:
        raise RuleMistake(f"{name.text}(…) 里要写 {wanted} 项，现有 {len(args)} 项", name.position)
    if name.text == "last":
        return _last(args[0][1], args[0][0])
    if name.text == "if":
        return _choice(args)
    amounts = tuple(_amount(arg, place) for place, arg in args)
    if name.text == "round" and not _is_digits(amounts[1]):
        raise RuleMistake("round 的第二项要写小数位数，0 至 9 的整数", args[1][0])
    return Call(name.text, amounts)


def _is_digits(node: Amount) -> bool:
    return isinstance(node, Literal) and isinstance(node.value, int) and node.value <= 9


def _last(node: Node, position: int) -> Name:
    if not isinstance(node, Name) or node.ref.last:
        raise RuleMistake("last(…) 里只写一个指标或格的代码", position)
    return Name(Ref(node.ref.code, last=True), node.position)


def _choice(args: list[tuple[int, Node]]) -> Node:
    (place, condition), (_, then), (last, otherwise) = args
    if not isinstance(condition, TRUTHS):
        raise RuleMistake("if 的第一项要是比较", place)
    if isinstance(then, TRUTHS) and isinstance(otherwise, TRUTHS):
        return Case(condition, then, otherwise)
    if isinstance(then, TRUTHS) or isinstance(otherwise, TRUTHS):
        raise RuleMistake("if 的第二、三项要么都是数，要么都是比较", last)
    return Choice(condition, _amount(then, args[1][0]), _amount(otherwise, last))
