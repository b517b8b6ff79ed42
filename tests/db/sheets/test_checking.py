"""The rules inside the workbook: every rule of the pack has its line, and its verdict is the program's."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from db.domain.cells import Cell, typed
from db.domain.comparison import counterpart
from db.domain.findings import Treatment, Waiver
from db.domain.pack import Pack
from db.domain.returns import Return
from db.domain.rules import judge_rule
from db.service.packs import bundled
from db.sheets.checks.front import CHANGE
from db.sheets.export import export_standard
from tests.proof.returns import applying, figures_of, questions, random_return


@pytest.fixture(scope="module")
def pack() -> Pack:
    return bundled("2021-2025")


@pytest.fixture
def file(tmp_path: Path) -> Callable[[Return, Return | None], Path]:
    def write(ret: Return, last: Return | None) -> Path:
        target = tmp_path / "a.xlsx"
        export_standard(target, ret, last, (), "2025-01-15", "1.0")
        return target

    return write


def verdicts(book: Workbook) -> dict[str, str]:
    rows = [*book["校验"].iter_rows(values_only=True)]
    start = next(n for n, row in enumerate(rows) if row[:5] == ("规则", "结论", "说明", "左值", "右值"))
    return {str(row[0]): str(row[1]) for row in rows[start + 1 :]}


@pytest.mark.parametrize("seed", range(4))
def test_the_stored_verdict_of_every_rule_is_the_programs(pack: Pack, file: Callable[..., Path], seed: int) -> None:
    ret, last = random_return(pack, 2024, seed), random_return(pack, 2023, seed)
    expected = {
        bound.rule.title: judge_rule(bound, figures_of(bound, ret, last)).verdict.value
        for bound in applying(pack, 2024)
    }
    every = verdicts(openpyxl.load_workbook(file(ret, last), data_only=True))
    found = {title: verdict for title, verdict in every.items() if not title.startswith(CHANGE)}
    assert found == expected
    assert len(set(found.values())) == 4  # every verdict occurs, so the comparison means something


def test_every_figure_of_both_years_is_compared_as_the_program_does(pack: Pack, file: Callable[..., Path]) -> None:
    ret, last = random_return(pack, 2024, 5), random_return(pack, 2023, 5)
    page = openpyxl.load_workbook(file(ret, last), data_only=True)["校验"]
    lines = {str(row[0]): row for row in page.iter_rows(values_only=True) if str(row[0]).startswith(CHANGE)}
    items = [ret.item(code) for code in ret.ordered_codes]
    assert lines.keys() == {f"{CHANGE}{i.label}" for i in items if i.kind.is_number and counterpart(i, last)}
    told = {title.removeprefix(CHANGE): row[2] for title, row in lines.items() if row[1] in ("不符", "可能不符")}
    asked = questions(ret, last)
    assert {label: str(said).partition("：")[0] for label, said in told.items()} == asked
    assert {"需说明", "提示"} == set(asked.values())


def test_changes_that_were_set_aside_colour_no_cell(pack: Pack, file: Callable[..., Path]) -> None:
    code = "hotline_platform_item_count"  # no rule reads it
    item = pack.items[code]

    def colour_of(waivers: dict[str, Waiver]) -> object:
        ret = Return("某局", 2024, pack, frozenset({code}), {code: typed(item, "900")}, waivers=waivers)
        last = replace(ret, year=2023, cells={code: typed(item, "100")}, waivers={})
        book = openpyxl.load_workbook(file(ret, last), data_only=True)
        said = {str(row[0]): row[1] for row in book["校验"].iter_rows(values_only=True)}
        assert {verdict for title, verdict in said.items() if title.startswith(f"{CHANGE}{item.label}")} == {"不符"}
        (row,) = [row for page in book for row in page.iter_rows(max_row=60) if row[1].value == item.name]
        return max((cell.value for cell in row[9:] if isinstance(cell.value, int | float)), default=0)

    assert colour_of({}) == 3
    assert colour_of({f"swing:{code}": Waiver(Treatment.OFF, "口径不同")}) == 0


def test_submitted_figures_are_constants_and_checks_are_formulas(pack: Pack, file: Callable[..., Path]) -> None:
    book = openpyxl.load_workbook(file(random_return(pack, 2024, 1), None))
    section = book[pack.sections[0].label]
    shown = [cell for row in section.iter_rows(max_col=8) for cell in row]
    assert all(cell.data_type != "f" for cell in shown)
    conclusions = [row[1] for row in book["校验"].iter_rows(min_row=5)]
    assert len(conclusions) == sum(rule.applies(2024) for rule in pack.rules)
    assert all(cell.data_type == "f" for cell in conclusions)


def test_cells_turn_red_by_what_stands_hidden_beside_them(pack: Pack, file: Callable[..., Path]) -> None:
    ret = random_return(pack, 2024, 1)
    cases = {"litigation_cases_count": "37", "litigation_closed_count": "99", "litigation_pending_count": "1"}
    cells = {**ret.cells, **{code: typed(pack.items[code], words, Cell()) for code, words in cases.items()}}
    path = file(replace(ret, cells=cells), None)
    page = openpyxl.load_workbook(path)["六 社会矛盾纠纷行政预防调处化解体系"]
    stored = openpyxl.load_workbook(path, data_only=True)[page.title]
    (row,) = [row for row in page.iter_rows() if "行政诉讼审结案件数" in str(row[1].value)]
    assert stored[f"M{row[0].row}"].value == 3
    assert page.column_dimensions["J"].hidden
    formulas = {rule.formula[0] for rules in page.conditional_formatting for rule in rules.rules}
    assert any(formula.endswith("=3") for formula in formulas)


def test_the_cover_counts_the_verdicts(pack: Pack, file: Callable[..., Path]) -> None:
    path = file(random_return(pack, 2024, 2), None)
    book = openpyxl.load_workbook(path, data_only=True)
    said = [str(row[0]) for row in book["封面"].iter_rows(values_only=True) if str(row[0]).startswith("校验：")]
    found = list(verdicts(book).values())
    assert said == [
        "校验：" + "，".join(f"{word} {found.count(word)} 条" for word in ("不符", "可能不符", "未核", "通过")) + "。"
    ]


@pytest.mark.parametrize("words", ["1亿亿亿亿", "9" * 59, f"0.{'0' * 40}1", f"1{'0' * 40}"])
def test_no_figure_is_too_large_or_small_for_the_workbook(pack: Pack, file: Callable[..., Path], words: str) -> None:
    ret = random_return(pack, 2024, 1)
    cell = typed(pack.items["litigation_cases_count"], words)
    assert cell.quantity
    book = openpyxl.load_workbook(file(replace(ret, cells={**ret.cells, "litigation_cases_count": cell}), None))
    assert "校验" in book.sheetnames
