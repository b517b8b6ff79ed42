"""A year from a form of others: adopted, or plain enough; the table of differences, origins, nothing half done."""

from pathlib import Path

import openpyxl
import pytest

from db.__main__ import main
from db.domain.returns import Return
from db.domain.travel.merging import Verdict
from db.domain.trouble import KnownError
from db.service import Book
from db.service.past_year import look, year_of

UNIT = "示例市自然资源和规划局"
CASES, FINE, PENDING = "litigation_cases_count", "land_violation_fine_amount", "litigation_pending_count"
Lines = tuple[tuple[str | int | None, ...], ...]


def lines(
    title: str = "2024年度情况表", years: tuple[str, str] = ("2024年", "2023年"), name: str = "行政诉讼案件数"
) -> Lines:
    return (
        (title,),
        ("指标", "单位", *years, "增减"),
        (name, "件", 37, 31, "=C3-D3"),
        ("土地违法案件罚款金额", "元", 125000, 90000, None),
        ("行政诉讼在审案件数", "件", None, None, None),
        ("食堂用餐", "人次", 9, 8, None),
    )


def workbook(path: Path, rows: Lines) -> Path:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.title = "情况表"
    for row in rows:
        sheet.append(row)
    made.save(path)
    return path


@pytest.fixture
def base(tmp_path: Path) -> Path:
    path = tmp_path / "填报.sqlite"
    with Book(path) as book:
        book.add_unit(UNIT)
        book.open_year(UNIT, 2024)
    return path


def told(base: Path, year: int, path: Path) -> dict[str, tuple[str, Verdict]]:
    with Book(base) as book:
        found = look(book, UNIT, year, path).collection
        return {line.code: (line.options[0].answer.shown, line.verdict) for line in found.lines}


def test_a_form_of_this_year_tells_the_last_in_its_own_column(base: Path, tmp_path: Path) -> None:
    form = workbook(tmp_path / "上级的表.xlsx", lines())
    assert told(base, 2023, form) == {CASES: ("31", Verdict.NEW), FINE: ("90000元", Verdict.NEW)}
    with Book(base) as book:
        assert not book.has_return(UNIT, 2023)  # looking begins nothing


def test_last_years_own_form_tells_its_own_year(base: Path, tmp_path: Path) -> None:
    form = workbook(tmp_path / "去年的.xlsx", lines("2023年度情况表", ("2023年", "2022年")))
    assert told(base, 2023, form)[CASES] == ("37", Verdict.NEW)
    assert told(base, 2022, form)[CASES] == ("31", Verdict.NEW)
    with Book(base) as book:
        ret = Return(UNIT, 2024, book.pack_in_use(2024), frozenset())
        assert year_of(book, ret, form) == (UNIT, 2023)


def test_words_such_as_this_year_are_of_the_year_of_the_title(base: Path, tmp_path: Path) -> None:
    form = workbook(tmp_path / "去年的.xlsx", lines("2023年度情况表", ("本年", "上年")))
    assert told(base, 2023, form)[CASES] == ("37", Verdict.NEW)


def test_a_form_that_names_no_year_is_not_guessed(base: Path, tmp_path: Path) -> None:
    form = workbook(tmp_path / "表.xlsx", lines("情况表", ("本年", "上年")))
    with pytest.raises(KnownError, match="没有写是哪一年"):
        told(base, 2023, form)


def test_another_years_form_is_refused(base: Path, tmp_path: Path) -> None:
    form = workbook(tmp_path / "表.xlsx", lines("2021年度情况表", ("2021年", "2020年")))
    with pytest.raises(KnownError, match="是 2021 年的表"):
        told(base, 2023, form)


def test_what_is_only_like_an_item_must_be_chosen(base: Path, tmp_path: Path) -> None:
    form = workbook(tmp_path / "表.xlsx", lines(name="当年新发生的行政诉讼被诉案子"))
    assert told(base, 2023, form).get(CASES, ("31", Verdict.DOUBT)) == ("31", Verdict.DOUBT)


def test_an_adopted_form_is_taken_as_it_was_settled(base: Path, tmp_path: Path) -> None:
    empty = [list(row) for row in lines(name="甲类情形")]
    for row in empty[2:]:
        row[2], row[3] = None, None
    with Book(base) as book:
        opened = book.find_year(UNIT, 2024)
        proposal = book.forms.propose(workbook(tmp_path / "空表.xlsx", tuple(map(tuple, empty))), opened)
        assert CASES not in {link.code for link in proposal.links}
        first = proposal.links[0]
        named = {link.place.address: link for link in proposal.links}
        by_hand = [
            type(first)(type(first.place)("情况表", 2, column), CASES, link.whose, "", 1.0, "本人选定")
            for column, link in ((2, named["C4"]), (3, named["D4"]))
        ]
        book.forms.accept(proposal, [*by_hand, named["C4"]])
    filled = workbook(tmp_path / "填过的.xlsx", lines(name="甲类情形"))
    assert told(base, 2023, filled) == {CASES: ("31", Verdict.NEW)}  # D4 was left out by a person


def run(base: Path, capsys: pytest.CaptureFixture[str], *more: object) -> tuple[int, str, str]:
    code = main(["import-year", "--database", str(base), "--unit", UNIT, "--year", "2023", *map(str, more)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_command_writes_all_with_a_backup_and_the_origin(
    base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form = workbook(tmp_path / "上级的表.xlsx", lines())
    assert run(base, capsys, "--dry-run", form)[0] == 0
    code, out, _ = run(base, capsys, form)
    assert code == 0
    assert "已写入 2 项" in out
    assert len(list((base.parent / "备份").iterdir())) == 1
    with Book(base) as book:
        opened = book.find_year(UNIT, 2023)
        assert opened.ret.cell(CASES).words == "31"
        assert opened.history(CASES)[0].how == "录入 上级的表.xlsx 情况表!D3"


def test_the_command_writes_nothing_while_something_is_open(
    base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Book(base) as book:
        book.open_year(UNIT, 2023).enter(CASES, "30")
    form = workbook(tmp_path / "上级的表.xlsx", lines())
    code, _, err = run(base, capsys, form)
    assert code == 2
    assert "没有选定，什么也没有写入" in err
    assert run(base, capsys, "--take", "file", form)[0] == 0
    with Book(base) as book:
        assert book.find_year(UNIT, 2023).ret.cell(CASES).words == "31"
