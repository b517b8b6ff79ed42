"""Numbers beside the spreadsheet text that works them out, in what Excel, WPS and LibreOffice share; knows no rules.

A spreadsheet counts in binary floating point, so what is worked out here is worked out in it, too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from db.domain.rules.tree import Exact

_MOST_ARGUMENTS = 100  # a function of a spreadsheet takes 255


@dataclass(frozen=True, slots=True)
class Test:
    """A condition: its text, and whether it holds."""

    text: str
    holds: bool

    def __and__(self, other: "Test") -> "Test":
        return Test(f"AND({self.text},{other.text})", self.holds and other.holds)

    def __or__(self, other: "Test") -> "Test":
        return Test(f"OR({self.text},{other.text})", self.holds or other.holds)


@dataclass(frozen=True, slots=True)
class Num:
    """A number: its text, which can stand inside any other, and its value; a division by 0 is no number."""

    text: str
    value: float

    def __add__(self, other: "Num") -> "Num":
        return Num(f"({self.text}+{other.text})", self.value + other.value)

    def __sub__(self, other: "Num") -> "Num":
        return Num(f"({self.text}-{other.text})", self.value - other.value)

    def __mul__(self, other: "Num") -> "Num":
        return Num(f"({self.text}*{other.text})", self.value * other.value)

    def __truediv__(self, other: "Num") -> "Num":
        return Num(f"({self.text}/{other.text})", self.value / other.value if other.value else float("nan"))

    def __neg__(self) -> "Num":
        return Num(f"(-{self.text})", -self.value)

    def __lt__(self, other: "Num") -> Test:
        return Test(f"{self.text}<{other.text}", self.value < other.value)

    def __le__(self, other: "Num") -> Test:
        return Test(f"{self.text}<={other.text}", self.value <= other.value)

    def __gt__(self, other: "Num") -> Test:
        return other < self

    def __ge__(self, other: "Num") -> Test:
        return other <= self

    def equals(self, other: "Num") -> Test:
        """Whether the two are the same number; meant for whole numbers."""
        return Test(f"{self.text}={other.text}", self.value == other.value)


def constant(value: Exact) -> Num:
    """A number written out: exactly if it has an end, else to seventeen digits."""
    exact = Fraction(value)
    text = f"{Decimal(exact.numerator) / Decimal(exact.denominator):f}"
    return Num(text if exact >= 0 else f"({text})", float(exact))


ZERO, ONE = constant(0), constant(1)


def pick(test: Test, then: Num, otherwise: Num) -> Num:
    """IF."""
    return Num(f"IF({test.text},{then.text},{otherwise.text})", (then if test.holds else otherwise).value)


def total(terms: Sequence[tuple[str, Num]]) -> Num:
    """Terms added or taken away, each with its sign."""
    text, value = "", 0.0
    for sign, term in terms:
        text += f"{sign}{term.text}"
        value += term.value if sign == "+" else -term.value
    return Num(f"({text.removeprefix('+')})" if terms else "0", value)


def least(numbers: Sequence[Num]) -> Num:
    """MIN."""
    return Num(_called("MIN", [n.text for n in numbers]), min(n.value for n in numbers))


def most(numbers: Sequence[Num]) -> Num:
    """MAX."""
    return Num(_called("MAX", [n.text for n in numbers]), max(n.value for n in numbers))


def size(number: Num) -> Num:
    """ABS."""
    return Num(f"ABS({number.text})", abs(number.value))


def rounded(number: Num, digits: int) -> Num:
    """ROUND: halves away from 0, as spreadsheets see a half."""
    shown = Fraction(Decimal(f"{abs(number.value):.15g}")) * 10**digits
    whole = (2 * shown + 1) // 2
    value = float(Fraction(whole, 10**digits))
    return Num(f"ROUND({number.text},{digits})", value if number.value >= 0 else -value)


def rounded_up(number: Num, digits: int) -> Num:
    """ROUNDUP of a number that is not negative."""
    shown = Fraction(Decimal(f"{number.value:.15g}")) * 10**digits
    return Num(f"ROUNDUP({number.text},{digits})", float(Fraction(-(-shown // 1), 10**digits)))


def _called(function: str, arguments: Sequence[str]) -> str:
    while len(arguments) > _MOST_ARGUMENTS:
        chunks = [arguments[n : n + _MOST_ARGUMENTS] for n in range(0, len(arguments), _MOST_ARGUMENTS)]
        arguments = [f"{function}({','.join(chunk)})" for chunk in chunks]
    return f"{function}({','.join(arguments)})"
