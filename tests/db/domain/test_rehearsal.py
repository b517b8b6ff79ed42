"""A pack is rehearsed on past years: what would have fired, what fires every year, what can never be judged."""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from db.domain.cells import typed
from db.domain.pack import Pack
from db.domain.pack.reading import build, merge
from db.domain.rehearsal import left_behind, rehearse
from db.domain.returns import Return, Status

SAMPLE = Path(__file__).parents[2] / "data" / "packs"
RULE = {"level": "错误", "title": "甲", "next_step": "改。", "pass": [], "fail": []}


def sample(*rules: dict[str, Any]) -> Pack:
    header, part = (tomllib.loads((SAMPLE / f"{n}.toml").read_text(encoding="utf-8")) for n in ("sample", "part"))
    document = merge(header, [("part.toml", part)])
    document["table"] = []
    document["rule"] = [{**RULE, "id": f"r{n}", **rule} for n, rule in enumerate(rules)]
    return build(document)


def made(pack: Pack, year: int, unit: str = "甲局", **words: str) -> Return:
    cells = {code: typed(pack.items[code], said) for code, said in words.items()}
    return Return(unit, year, pack, frozenset(pack.items), cells)


def test_rules_that_fire_are_told_with_their_years() -> None:
    pack = sample({"check": "won <= cases"})
    returns = [made(pack, 2022, won="3", cases="2"), made(pack, 2023, won="1", cases="2"), made(pack, 2024, won="余")]
    (trial,) = rehearse(pack, returns).trials
    assert (trial.broken, trial.passed, trial.unjudged) == (("2022年",), ("2023年",), ("2024年",))
    assert trial.remark == ""


def test_a_rule_that_fires_every_year_is_remarked_one_year_alone_is_not() -> None:
    pack = sample({"check": "won > cases"})
    returns = [made(pack, year, won="1", cases="2") for year in (2022, 2023)]
    assert "每年都不符" in rehearse(pack, returns).trials[0].remark
    assert rehearse(pack, returns[:1]).trials[0].remark == ""
    assert "1 条会有问题，其中 1 条每年都不符" in rehearse(pack, returns).sentence


def test_a_rule_that_can_never_be_judged_is_remarked() -> None:
    pack = sample({"check": "won <= cases", "when": "cases > 10"})
    done = rehearse(pack, [made(pack, 2022, won="1", cases="2")])
    assert done.never_judged == done.trials
    assert "从来判不出来" in done.trials[0].remark
    assert not done.fired


def test_last_year_is_looked_up_among_the_returns_of_the_same_unit() -> None:
    pack = sample({"check": "cases >= last(cases)"})
    returns = [made(pack, 2022, cases="5"), made(pack, 2023, cases="4"), made(pack, 2023, "乙局", cases="9")]
    (trial,) = rehearse(pack, returns).trials
    assert trial.broken == ("甲局2023年",)
    assert trial.unjudged == ("甲局2022年", "乙局2023年")


def test_rules_of_other_years_are_not_asked() -> None:
    pack = sample({"check": "won <= cases", "first_year": 2023})
    assert rehearse(pack, [made(pack, 2022, won="3", cases="2")]).trials == ()


def test_words_are_read_with_the_new_unit_and_under_the_new_code() -> None:
    old = sample({"check": "won <= cases"})
    returns = [made(old, 2022, won="3万", cases="2")]
    items = {**old.items, "cases": replace(old.items["cases"], unit="万件", units_also=())}
    assert rehearse(replace(old, items=items), returns).trials[0].broken == ("2022年",)
    renamed = replace(old.items["cases"], code="all_cases", aliases=("cases",))
    later = replace(
        old,
        items={"all_cases": renamed, "won": old.items["won"]},
        sections=(replace(old.sections[0], codes=("all_cases", "won")),),
    )
    assert rehearse(later, returns).trials[0].broken == ("2022年",)


def test_without_returns_there_is_nothing_to_rehearse_on() -> None:
    done = rehearse(sample({"check": "won <= cases"}), [])
    assert (done.trials, done.sentence) == ((), "数据文件里还没有可以试算的年度。")


def test_figures_of_drafts_that_would_no_longer_show_are_named() -> None:
    old = sample({"check": "won <= cases"})
    items = {"cases": old.items["cases"]}
    new = replace(old, items=items, sections=(replace(old.sections[0], codes=("cases",)),), first_year=2023)
    final = replace(made(old, 2024, won="8"), status=Status.FINAL)
    returns = [made(old, 2022, won="3"), made(old, 2023, won="近5", cases="2"), final]
    assert left_behind(new, returns) == ("2023年 1.02 胜诉件数 已填“近5”：采用后不再显示，数据留在文件里",)
    assert left_behind(old, returns) == ()
