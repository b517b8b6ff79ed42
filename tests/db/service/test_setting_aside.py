"""One rule switched off or softened for one return: with a reason, kept, locked with the return, told, taken back."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from db.domain.findings import Treatment, Waiver
from db.domain.pack import Level
from db.domain.set_aside import all_set_aside
from db.domain.trouble import KnownError
from db.service import Author, Book, OpenReturn
from db.store.repository import Repository, Stamp

UNIT = "示例市自然资源和规划局"
CASES, CLOSED, PENDING = "litigation_cases_count", "litigation_closed_count", "litigation_pending_count"
FLOW, CENTRE = "litigation_flow", "center_group_law_topics"
WHY = "两处口径不同，已与市依法治市办确认"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    opened = Book(tmp_path / "填报.sqlite", Author("王某某"))
    opened.add_unit(UNIT)
    yield opened
    opened.close()


@pytest.fixture
def opened(book: Book) -> OpenReturn:
    """A return with one 需说明 (诉讼 37 = 36 + 2) and one 错误 (法律专题 20 > 集体学习 19)."""
    made = book.open_year(UNIT, 2024)
    for code, words in ((CASES, "37"), (CLOSED, "36"), (PENDING, "2")):
        made.enter(code, words)
    made.enter("theory_center_group_study_count", "19")
    made.enter("center_group_law_study_count", "20")
    return made


def levels(opened: OpenReturn) -> dict[str, Level]:
    return {finding.rule: finding.level for finding in opened.findings}


def test_a_rule_switched_off_is_no_finding_and_blocks_nothing(opened: OpenReturn) -> None:
    assert opened.not_ready().startswith("1 处错误，1 处需说明")
    opened.set_aside(FLOW, Treatment.OFF, WHY)
    change = opened.set_aside(CENTRE, Treatment.OFF, WHY)
    assert not {FLOW, CENTRE} & {finding.rule for finding in change.findings}
    assert "错误" not in opened.not_ready()
    assert "需说明" not in opened.not_ready()


def test_it_stays_off_while_its_figures_change_and_is_judged_again_when_put_back(opened: OpenReturn) -> None:
    opened.set_aside(FLOW, Treatment.OFF, WHY)
    opened.enter(PENDING, "9")
    assert FLOW not in levels(opened)
    opened.restore(FLOW)
    assert levels(opened)[FLOW] is Level.EXPLAIN


def test_a_softened_rule_is_a_hint_with_its_reason(opened: OpenReturn) -> None:
    opened.set_aside(CENTRE, Treatment.HINT, WHY)
    (finding,) = (f for f in opened.findings if f.rule == CENTRE)
    assert (finding.level, finding.softened, finding.open) == (Level.HINT, WHY, False)
    opened.enter("center_group_law_study_count", "21")
    assert levels(opened)[CENTRE] is Level.HINT
    opened.restore(CENTRE)
    assert levels(opened)[CENTRE] is Level.ERROR


def test_it_is_kept_in_the_file_with_who_and_why(book: Book, opened: OpenReturn) -> None:
    opened.set_aside(FLOW, Treatment.HINT, WHY)
    opened.set_aside(FLOW, Treatment.OFF, f"  {WHY}。 ")
    again = Book(book.path, Author("李某某")).open_year(UNIT, 2024)
    assert again.ret.waivers == {FLOW: Waiver(Treatment.OFF, f"{WHY}。")}
    assert FLOW not in levels(again)
    again.restore(FLOW)
    told = [(e.who, e.how, e.before_state, e.after_state, e.after_words) for e in again.history(FLOW, "说明")]
    assert told == [
        ("李某某", "恢复审核", "停用", "照常审核", ""),
        ("王某某", "停用", "降为提示", "停用", f"{WHY}。"),
        ("王某某", "降为提示", "照常审核", "降为提示", WHY),
    ]


def test_another_year_judges_the_rule(book: Book, opened: OpenReturn) -> None:
    opened.set_aside(FLOW, Treatment.OFF, WHY)
    assert book.open_year(UNIT, 2025).ret.waivers == {}


@pytest.mark.parametrize(
    ("rule", "treatment", "reason", "sentence"),
    [
        (FLOW, Treatment.OFF, " \n ", "要写明原因"),
        ("misread:reconsideration_cases_count", Treatment.OFF, WHY, "核对的是单项填写本身"),
        ("slip:litigation_cases_count", Treatment.HINT, WHY, "核对的是单项填写本身"),
        ("unfilled:disputes", Treatment.OFF, WHY, "不能停用或降级"),
        ("no_such_rule", Treatment.OFF, WHY, "不能停用或降级"),
        ("service_items_online", Treatment.HINT, WHY, "本来就是提示"),
    ],
)
def test_what_cannot_be_set_aside_is_said_in_words(
    opened: OpenReturn, rule: str, treatment: Treatment, reason: str, sentence: str
) -> None:
    before = opened.findings
    with pytest.raises(KnownError, match=sentence) as refused:
        opened.set_aside(rule, treatment, reason)
    assert refused.value.next_step
    assert (opened.findings, opened.ret.waivers) == (before, {})


def test_only_what_was_set_aside_is_put_back(opened: OpenReturn) -> None:
    with pytest.raises(KnownError, match="没有停用"):
        opened.restore(FLOW)


def test_what_it_would_have_said_is_told(opened: OpenReturn) -> None:
    opened.set_aside(FLOW, Treatment.OFF, WHY)
    (one,) = all_set_aside(opened.ret, opened.last)
    assert one.finding is not None
    assert one.said == f"若照常审核，为需说明：{one.finding.message}"
    opened.enter(PENDING, "1")
    (one,) = all_set_aside(opened.ret, opened.last)
    assert one.said == "行政诉讼案件数应等于审结与在审之和：现在没有不符。"


def test_a_locked_return_sets_nothing_aside_by_any_path(opened: OpenReturn, book: Book) -> None:
    opened.set_aside(FLOW, Treatment.OFF, WHY)
    opened._set_status(type(opened.ret.status).CHECKED, opened._author.stamp("自查通过"))
    with pytest.raises(KnownError, match="已自查通过"):
        opened.set_aside(CENTRE, Treatment.OFF, WHY)
    with pytest.raises(KnownError, match="已自查通过"):
        opened.restore(FLOW)
    raw = sqlite3.connect(book.path)
    for sql in (
        "DELETE FROM rule_set_aside",
        "UPDATE rule_set_aside SET reason = 'x'",
        "INSERT INTO rule_set_aside VALUES (1, 'x', '停用', 'x')",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="已定稿"):
            raw.execute(sql)
    raw.close()


def test_the_file_refuses_a_waiver_without_a_reason(opened: OpenReturn, book: Book) -> None:
    repository = Repository(book.path)
    stamp = Stamp("2025-01-15T09:00:00+08:00", "王某某", "停用")
    with pytest.raises(sqlite3.IntegrityError), repository.saving():
        repository.save_waiver(1, FLOW, None, Waiver(Treatment.OFF, " "), stamp)
    assert repository.waivers(1) == {}
    repository.close()
    assert opened.refresh() is False


def test_the_workbook_prints_it_and_leaves_its_cells_white(opened: OpenReturn, tmp_path: Path) -> None:
    opened.set_aside(FLOW, Treatment.OFF, WHY)
    opened.set_aside(CENTRE, Treatment.HINT, WHY)
    book = openpyxl.load_workbook(opened.export(tmp_path / "a.xlsx"), data_only=True)
    review = [[str(v) for v in row if v is not None] for row in book["审核情况"].iter_rows(values_only=True)]
    (off,) = [row for row in review if "停用" in row]
    assert "若照常审核，为需说明：行政诉讼案件数应等于审结与在审之和" in off[2]
    assert off[3] == WHY
    assert any(f"已降为提示：{WHY}" in row for row in review)
    assert any("错误 0 条，需说明 0 条" in row[0] and "另有 1 条审核关系本年停用" in row[0] for row in review if row)
    lines = {str(row[0]): row for row in book["校验"].iter_rows(values_only=True)}
    verdict = lines["行政诉讼案件数应等于审结与在审之和"]
    assert verdict[1] == "不符"  # judged before any reason is weighed
    assert str(verdict[2]).startswith(f"已停用：{WHY}。需说明：")
    section = book["六 社会矛盾纠纷行政预防调处化解体系"]
    (row,) = [row for row in section.iter_rows() if "行政诉讼在审" in str(row[1].value)]
    assert section[f"M{row[0].row}"].value != 3
