"""The life of a return in the file: steps with name and time, versions that stay as they were given."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from db.domain.cells import State
from db.domain.fingerprint import fingerprint
from db.domain.snapshot import findings_of, plain_findings, plain_return, return_of
from db.domain.stages import Receipt, Role, Status, Step
from db.domain.trouble import KnownError
from db.service import Author, Book, OpenReturn, OwnItem
from tests.ready import fill_head

UNIT = "示例市自然资源和规划局"
CASES, OTHER = "hearing_held_count", "rol_demo_city_level2_indicator_count"
SENT = Receipt("市委依法治市办", "〔2025〕3号", "2025-03-01")


class Clock:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.now = datetime(2025, 1, 23, 10, 42, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def book(tmp_path: Path, clock: Clock) -> Iterator[Book]:
    with Book(tmp_path / "填报.sqlite", Author("张三", clock)) as book:
        book.add_unit(UNIT)
        book.open_year(UNIT, 2023).enter(CASES, "30")
        yield book


@pytest.fixture
def opened(book: Book) -> OpenReturn:
    opened = book.open_year(UNIT, 2024)
    opened.add_own_item(OwnItem("矿山巡查次数", "次"))
    opened.mark_all(opened.ret.ordered_codes, State.NOT_APPLICABLE)
    for code, words in ((CASES, "37"), (OTHER, "1")):
        opened.enter(code, words)
    opened.set_list("honours", [{"title": "法治示范单位"}])
    fill_head(opened)
    for finding in opened.findings:
        if finding.open and not finding.explanation:
            opened.explain(finding.rule, "已核对")
    return opened


def test_each_step_is_kept_with_name_time_and_fingerprint(book: Book, opened: OpenReturn, clock: Clock) -> None:
    opened.step(Step.CHECK)
    with pytest.raises(KnownError, match="已自查通过，不能修改"):
        opened.enter(CASES, "38")
    clock.now += timedelta(hours=1)
    opened.step(Step.APPROVE)
    opened.step(Step.FINALISE)
    opened.step(Step.SUBMIT, receipt=SENT)
    again = book.open_year(UNIT, 2024).ret
    assert again.status is Status.SUBMITTED
    assert again.life.version == 1
    assert [(s.step, s.who, s.at[11:16]) for s in again.life.signatures] == [
        ("自查通过", "张三", "10:42"),
        ("审核通过", "张三", "11:42"),
        ("定稿", "张三", "11:42"),
        ("已报送", "张三", "11:42"),
    ]
    assert {s.fingerprint for s in again.life.signatures} == {fingerprint(again)}
    assert again.life.signatures[-1].words == SENT.words


def test_a_step_sent_back_before_it_was_final_stays_the_same_version(opened: OpenReturn) -> None:
    opened.step(Step.CHECK)
    opened.reopen("审核发现数字有误")
    assert (opened.ret.status, opened.ret.life.version, opened.ret.life.signatures) == (Status.DRAFT, 1, ())
    opened.enter(CASES, "37")
    opened.finalise()
    assert opened.ret.life.version == 1
    opened.reopen("市里要求补充")
    assert opened.ret.life.version == 2


def test_every_version_stays_as_it_was_and_can_be_compared(book: Book, opened: OpenReturn, clock: Clock) -> None:
    opened.finalise()
    first = opened.ret
    opened.step(Step.SUBMIT, receipt=SENT)
    clock.now += timedelta(days=40)
    opened.reopen("业务科室更正数据")
    book.open_year(UNIT, 2023).enter(CASES, "31")  # last year is corrected, too: version 1 still shows what it was
    opened.enter(CASES, "38")
    opened.mark(OTHER, State.UNAVAILABLE, "省厅未下发")
    opened.set_head("filler", "李四")
    opened.set_list("honours", [{"title": "法治示范单位"}, {"title": "先进集体"}])
    told = [(one.sort, one.before, one.after) for one in opened.changes_since(1)]
    assert ("指标", "37", "38") in told
    assert ("指标", "1", "暂无法取得；原因：省厅未下发") in told
    assert ("表头", first.head["filler"], "李四") in told
    assert ("清单", "", "先进集体") in told
    kept = book.open_year(UNIT, 2024).version(1)
    assert fingerprint(kept.ret) == kept.fingerprint == fingerprint(first)
    assert (kept.ret.cells, kept.ret.active, kept.ret.explanations) == (first.cells, first.active, first.explanations)
    assert kept.last is not None
    assert kept.last.cell(CASES).words == "30"
    assert (kept.who, kept.at[:10], kept.made_on) == ("张三", "2025-01-23", "2025-01-23")


def test_a_version_prints_what_was_given_then(opened: OpenReturn, clock: Clock, tmp_path: Path) -> None:
    opened.finalise()
    given = opened.export(tmp_path / "a.xlsx").read_bytes()
    opened.step(Step.SUBMIT, receipt=SENT)
    clock.now += timedelta(days=400)
    assert opened.export(tmp_path / "b.xlsx").read_bytes() == given
    opened.reopen("补充")
    opened.enter(CASES, "99")
    opened.last = None
    assert opened.export(tmp_path / "c.xlsx", 1).read_bytes() == given
    assert opened.export(tmp_path / "d.xlsx").read_bytes() != given
    cover = openpyxl.load_workbook(tmp_path / "c.xlsx")["封面"]
    words = "".join(str(cell.value) for row in cover.iter_rows() for cell in row if cell.value)
    assert "草稿" not in words
    assert "第 1 版" in words
    assert "自查：张三 2025-01-23 10:42" in words
    with pytest.raises(KnownError, match="没有第 7 版"):
        opened.export(tmp_path / "e.xlsx", 7)


def test_a_return_is_the_same_after_being_plain_data(opened: OpenReturn) -> None:
    ret = opened.ret
    bare = replace(ret.pack, items={c: i for c, i in ret.pack.items.items() if not c.startswith("own_")},
                   sections=tuple(replace(s, codes=tuple(c for c in s.codes if not c.startswith("own_")))
                                  for s in ret.pack.sections if s.id != "own"))  # fmt: skip
    assert return_of(plain_return(ret), bare) == ret
    assert findings_of(plain_findings(opened.findings)) == opened.findings


def test_finalising_is_all_or_nothing(book: Book, opened: OpenReturn, monkeypatch: pytest.MonkeyPatch) -> None:
    book.operators.save("张三", frozenset(Role))
    book.operators.save("李四", frozenset((Role.LEADER,)))
    book.operators.save("张三", frozenset((Role.FILLER, Role.REVIEWER)))
    with pytest.raises(KnownError, match="“负责人”办理"):
        opened.finalise()
    assert opened.ret.status is Status.DRAFT
    assert book.open_year(UNIT, 2024).ret.status is Status.DRAFT
    assert opened.signatures() == []


def test_a_file_from_before_versions_keeps_one_when_it_is_opened_again(book: Book, opened: OpenReturn) -> None:
    opened.finalise()
    raw = book.repository._connection
    raw.execute("DROP TRIGGER version_is_not_removed")
    raw.execute("DELETE FROM version")
    raw.commit()
    old = book.open_year(UNIT, 2024)
    assert (old.ret.life.version, old.versions()) == (1, ())
    old.reopen("补充")
    assert [version.number for version in old.versions()] == [1]
    assert old.version(1).ret.status is Status.FINAL


def test_another_window_that_took_the_step_first_is_told(book: Book, opened: OpenReturn) -> None:
    opened.step(Step.CHECK)
    other = book.open_year(UNIT, 2024)
    other.step(Step.APPROVE)
    with pytest.raises(KnownError, match="刚在另一个窗口"):
        opened.step(Step.APPROVE)
