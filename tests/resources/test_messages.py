"""Every message a clerk can get from a rule or a cell speaks plainly: a lint of the words as they are shown."""

import re
from collections.abc import Iterator
from functools import cache

import pytest

from db.domain.cell_checks import CELL_CHECKS, cell_findings
from db.domain.cells import Cell, State, marked, typed
from db.domain.checks import check
from db.domain.findings import Finding
from db.domain.items import Item
from db.domain.pack import Example, Level, Pack, Rule
from db.domain.pack.faults import load
from db.domain.returns import Return
from db.domain.rules.bound import BoundRule, bind_rule, judge_rule
from db.domain.rules.examples import LAST
from db.domain.rules.figures import figure
from db.domain.rules.judge import Sides, Verdict
from db.domain.rules.tree import Literal, Name, Ref, leaves
from db.domain.rules.words import LONGEST_SUM, shown
from db.domain.swings import limits_of
from resources.library import pack_document, pack_ids

MOST_LETTERS = 120  # 字; figures, units of measure and signs between them are read at a glance
MOST_SIGNS = 200
SIGNS = re.compile(r"[\s\d,.，。；：、·（）“”＋－×÷＝%]")
CODE = re.compile(r"[A-Za-z]+_[A-Za-z_]+|[a-z]+\.[a-z]+|\b[a-z]{2,}\b")
COLD = re.compile(r"非法(?!采矿|财物)|无效|错误的|异常|报错")
TO_DO = re.compile(r"核对|改正|更正|填写|补填|写明|改为|改写|请|宜|加一遍|自动|保留")


@cache
def pack(pack_id: str) -> Pack:
    return load(*pack_document(pack_id))


@pytest.fixture(params=pack_ids())
def each(request: pytest.FixtureRequest) -> Pack:
    return pack(request.param)


def faults_of_words(message: str, step: str) -> list[str]:
    """What is wrong with any message and its next step."""
    letters = len(SIGNS.sub("", message))
    found = [
        ("has a code in it", bool(CODE.search(message + step))),
        ("scolds", bool(COLD.search(message + step))),
        ("is no sentence", message[-1:] not in ("。", "？") or "。。" in message),
        ("has no next step", not step.endswith("。") or not TO_DO.search(step)),
        (f"is too long: {letters} 字, {len(message)}", letters > MOST_LETTERS or len(message) > MOST_SIGNS),
    ]
    return [fault for fault, holds in found if holds]


# ---------------------------------------------------------------- rules


def failing(rule: Rule, bound: BoundRule) -> list[Example]:
    """The examples a rule fails; a declared total has none written, so one is made up."""
    written = [example for example in rule.examples if not example.passes]
    return written or [Example({ref.code: "98765" if n == 0 else "2" for n, ref in enumerate(bound.reads)}, False)]


def judged(each: Pack, rule: Rule) -> Iterator[tuple[Finding, tuple[Sides, ...], dict[Ref, Cell]]]:
    """What the check says of each failing example, the comparisons that decided, and the cells."""
    bound = bind_rule(rule, each)
    year = next(year for year in range(2000, 2050) if rule.applies(year))
    for example in failing(rule, bound):
        cells = {}
        for key, words in example.words.items():
            code = each.resolve(key.removeprefix(LAST)) or ""
            cells[Ref(code, key.startswith(LAST))] = typed(each.items[code], words)
        now = {ref.code: cell for ref, cell in cells.items() if not ref.last}
        last = Return("u", year - 1, each, frozenset(), {ref.code: cell for ref, cell in cells.items() if ref.last})
        found = {finding.rule: finding for finding in check(Return("u", year, each, frozenset(), now), last)}
        figures = {ref: figure(each.items[ref.code], cells.get(ref, Cell())) for ref in bound.reads}
        outcome = judge_rule(bound, figures)
        assert outcome.verdict is Verdict.BROKEN
        yield found[rule.id], outcome.sides, cells


def missing(each: Pack, message: str, sides: tuple[Sides, ...], cells: dict[Ref, Cell]) -> list[str]:
    """Numbers, names and values of what was compared that the message leaves out; the difference too."""
    lost = []
    for one in sides:
        told = [leaf.ref for leaf in leaves(one.comparison) if isinstance(leaf, Name)]
        for place, ref in enumerate(dict.fromkeys(told)):
            item, short = each.items[ref.code], len(told) > LONGEST_SUM and place > 2
            if not short and shown(item, cells[ref]) not in message:
                lost.append(f"{ref.code}: {shown(item, cells[ref])}")
            again = Ref(ref.code, not ref.last) in told
            name = item.name if item.section not in each.table_by_id else item.name.rpartition("·")[2]
            if not short and not again and (name not in message or (name == item.name and item.number not in message)):
                lost.append(f"{ref.code}: {item.number} {name}")
    compared = [one for one in sides if not isinstance(one.comparison.left, Literal)]
    if len(sides) == 1 and compared and "相差 " not in message:
        lost.append("相差")
    return lost


def test_every_rule_says_what_is_compared_and_what_to_do(each: Pack) -> None:
    found = []
    for rule in each.rules:
        for finding, sides, cells in judged(each, rule):
            faults = faults_of_words(finding.message, finding.next_step)
            lost = missing(each, finding.message, sides, cells)
            if faults or lost or not finding.message.startswith(f"{rule.title}："):
                found.append((rule.id, faults, lost, finding.message, finding.next_step))
    assert found == []


# ---------------------------------------------------------------- cells


TYPED = {  # by check, words that call for it with each kind of item; last year's words where they matter
    "misread": ("看不清", "1"),
    "negative": ("-3", "1"),
    "whole": ("1.5", "1"),
    "share": ("1234", "1"),
    "classifier": ("5宗", "1"),
    "decimals": ("1.123456789", "1"),
    "indefinite": ("数十", "1"),
    "slip": ("9000000", "900"),
    "swing": ("6000", "1000"),
}
OTHERS = (
    "0",
    "近60",
    "1234.5万",
    "１，５００余",
    "—",
    "3/4",
    "=1+1",
    "1e5",
    "90%",
    "是",
    "2024年2月30日",
    "2000",
    "12",
)


def told(each: Pack, item: Item) -> Iterator[tuple[Finding, Cell]]:
    """Whatever is said of one item, with all sorts of words in it."""
    limits = limits_of(each).get(item.unit) if item.kind.is_number else None
    pairs = [*TYPED.values(), *((words, "9000") for words in OTHERS)]
    for now, last in pairs:
        cell = typed(item, now)
        yield from ((finding, cell) for finding in cell_findings(item, cell, typed(item, last), limits))
    unavailable = marked(State.UNAVAILABLE, "", Cell())
    yield from ((finding, unavailable) for finding in cell_findings(item, unavailable))


def test_every_check_of_a_cell_says_what_stands_there_and_what_to_do(each: Pack) -> None:
    found, seen = [], set()
    for item in each.items.values():
        for finding, cell in told(each, item):
            name = finding.rule.partition(":")[0]
            seen.add(name)
            faults = faults_of_words(finding.message, finding.next_step)
            if item.label not in finding.message:
                faults.append("does not name the item")
            if name == "swing" and "不是确数" not in finding.message and "相差 " not in finding.message:
                faults.append("has no difference")
            if name in ("swing", "slip") and "上年为" not in finding.message:
                faults.append("does not say last year's figure")
            if cell.quantity and name not in ("indefinite", "slip") and shown(item, cell) not in finding.message:
                faults.append("does not say the figure")
            if faults:
                found.append((finding.rule, faults, finding.message, finding.next_step))
    assert found == []
    assert seen == set(CELL_CHECKS)


def test_what_is_still_blank_is_told_plainly(each: Pack) -> None:
    ret = Return("u", 2022, each, frozenset(each.items))
    found = [f for f in check(ret, None) if f.level is Level.HINT]
    assert len(found) > 10
    assert [f.message for f in found if faults_of_words(f.message, f.next_step)] == []


def test_the_lint_finds_what_it_seeks() -> None:
    sound = "两数应相等：1.01 案件数为 3 件。", "核对台账。"
    assert faults_of_words(*sound) == []
    bad = [
        ("两数应相等：cases_count 为 3 件。", "核对台账。"),
        ("非法的值。", "核对台账。"),
        ("两数应相等", "核对台账。"),
        ("两数应相等。", "属正常情况。"),
        (f"{'字' * 121}。", "核对台账。"),
    ]
    assert all(len(faults_of_words(*one)) == 1 for one in bad)
