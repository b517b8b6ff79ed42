"""A 需说明 with a written reason blocks nothing anywhere, whatever else a return holds; a changed figure asks again."""

import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from db.domain.cells import State
from db.domain.pack import Level
from db.domain.pack.reading import build
from db.domain.returns import Status
from db.domain.trouble import KnownError
from db.service import Author, Book, OpenReturn
from db.store.repository import Repository
from tests.ready import fill_head

UNIT, AT = "示例市自然资源和规划局", "2025-01-15T09:00:00+08:00"
CODES = ("cases", "closed", "pending", "rate", "due")
WORDS = ("0", "1", "2", "40", "41", "300", "2000", "3余", "近50", "60以上", "100", "91.6", "-1", "看不清", "3万", "")


def document() -> dict[str, Any]:
    """A pack in which every sort of 需说明 and 错误 can arise: rules, changes from last year, slips of the unit."""
    common: dict[str, Any] = {
        "topic": "law", "unit": "件", "kind": "count", "decimals": 0, "tier": "core", "definition": "", "basis": "",
        "office": "", "period": "本年", "aggregate": "sum",
    }  # fmt: skip
    items = [{**common, "code": code, "name": code.upper()} for code in CODES if code != "rate"]
    rate = {**common, "code": "rate", "name": "RATE", "unit": "%", "kind": "share"}
    explain = {"level": "需说明", "next_step": "核对。"}
    rules = [
        {**explain, "id": "flow", "title": "收案等于审结与在审之和", "check": "cases = closed + pending"},
        {**explain, "id": "carried", "title": "收案不少于上年在审", "check": "cases >= last(pending)"},
        {**explain, "id": "share", "title": "胜诉率相符", "check": "rate = closed / cases * 100", "when": "cases > 0"},
        {"level": "错误", "next_step": "改正。", "id": "due", "title": "应出庭不大于收案", "check": "due <= cases"},
    ]
    floors = ["10 件", "10 %"]
    return {
        "id": "p", "title": "p", "version": "1", "labels": {}, "item": [*items, rate], "table": [], "rule": rules,
        "section": [{"id": "s1", "number": "一", "title": "诉讼", "topics": ["law"]}],
        "deadline": [], "head_field": [], "list": [], "note": [],
        "swing": {"ask_over": "5", "ask_under": "0.2", "hint_over": "1.5", "hint_under": "0.5",
                  "ask_from": floors, "hint_from": floors},
    }  # fmt: skip


def filled(book: Book, year: int, words: dict[str, str]) -> OpenReturn:
    opened = book.open_year(UNIT, year)
    for code in CODES:
        if words.get(code):
            opened.enter(code, words[code])
        else:
            opened.mark(code, State.NOT_APPLICABLE)
    return opened


def make(path: Path) -> None:
    raw = document()
    repository = Repository(path)
    with repository.saving():
        unit = repository.add_unit(UNIT, False, AT)
        items = tuple(build(raw).items.values())
        pack = repository.add_pack(("p", "1"), "0" * 64, json.dumps(raw), items, AT)
        for year in (2023, 2024):
            repository.add_return(unit, year, pack, AT)
    repository.close()


def asking(opened: OpenReturn) -> list[str]:
    return [finding.rule for finding in opened.findings if finding.level is Level.EXPLAIN]


figures = st.fixed_dictionaries({code: st.sampled_from(WORDS) for code in CODES})


@settings(max_examples=60, deadline=None)
@given(figures, figures)
def test_a_written_reason_blocks_nothing_anywhere(last: dict[str, str], now: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder) / "a.sqlite")
        with Book(Path(folder) / "a.sqlite", Author("王某某")) as book:
            filled(book, 2023, last)
            opened = filled(book, 2024, now)
            asked = asking(opened)
            if asked:
                assert f"{len(asked)} 处需说明" in opened.not_ready()
            for rule in asked:
                opened.explain(rule, "确实如此")
            assert asking(opened) == asked  # it still shows, with its reason
            assert not any(finding.open for finding in opened.findings if finding.level is Level.EXPLAIN)
            assert "需说明" not in opened.not_ready()
            opened.export(Path(folder) / "a.xlsx")
            if opened.not_ready():
                assert {f.level for f in opened.findings if f.open} == {Level.ERROR}
            else:
                fill_head(opened)
                opened.finalise()
                assert opened.ret.status is Status.FINAL


@settings(max_examples=40, deadline=None)
@given(figures, figures, st.sampled_from(CODES), st.sampled_from(WORDS[:7]))
def test_a_changed_figure_asks_for_its_reasons_again(
    last: dict[str, str], now: dict[str, str], code: str, words: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder) / "a.sqlite")
        with Book(Path(folder) / "a.sqlite", Author("王某某")) as book:
            filled(book, 2023, last)
            opened = filled(book, 2024, now)
            before = opened.ret.cell(code)
            for rule in asking(opened):
                opened.explain(rule, "确实如此")
            opened.enter(code, words)
            changed = opened.ret.cell(code).value != before.value
            for finding in opened.findings:
                if finding.level is Level.EXPLAIN and finding.explanation:
                    assert finding.outdated is (changed and code in finding.codes)
            if any(f.outdated for f in opened.findings if f.level is Level.EXPLAIN):
                try:
                    fill_head(opened)
                    opened.finalise()
                except KnownError as refused:
                    assert "需说明" in refused.sentence
                else:
                    raise AssertionError("finalised over a reason written for other figures")
