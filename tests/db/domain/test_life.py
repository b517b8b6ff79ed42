"""Which step may be taken when, by whom, and what is said if it may not."""

from dataclasses import replace
from pathlib import Path

import pytest

from db.domain import life
from db.domain.cells import State
from db.domain.findings import Finding
from db.domain.fingerprint import fingerprint
from db.domain.life import Request, objection, path
from db.domain.pack import Level
from db.domain.returns import Return
from db.domain.stages import FORWARD, WAYS, Life, Receipt, Role, Signature, Status, Step
from db.service import Author, Book
from tests.ready import fill_head

SENT = Receipt("市委依法治市办", "〔2025〕3号", "2025-03-01")


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Return:
    path: Path = tmp_path_factory.mktemp("life") / "数据.sqlite"
    with Book(path, Author("张三")) as book:
        book.add_unit("示例市自然资源和规划局")
        opened = book.open_year("示例市自然资源和规划局", 2024)
        opened.mark_all(opened.ret.ordered_codes, State.NOT_APPLICABLE)
        fill_head(opened)
        return opened.ret


def asked(step: Step, *roles: Role) -> Request:
    return Request(step, frozenset(roles or Role), "市里要求补充", SENT)


@pytest.mark.parametrize("step", list(Step))
@pytest.mark.parametrize("status", list(Status))
def test_each_step_leads_from_its_stages_only(ready: Return, status: Status, step: Step) -> None:
    refused = objection(replace(ready, status=status), (), asked(step))
    assert (refused is None) == (status in WAYS[step].sources)
    if refused:
        sentence, next_step = refused
        assert sentence.endswith("。")
        assert next_step.endswith("。")


@pytest.mark.parametrize(
    ("step", "role"),
    [(Step.CHECK, Role.FILLER), (Step.APPROVE, Role.REVIEWER), (Step.FINALISE, Role.LEADER)],
)
def test_each_step_has_its_role(ready: Return, step: Step, role: Role) -> None:
    there = replace(ready, status=WAYS[step].sources[0])
    assert objection(there, (), asked(step, role)) is None
    for other in set(Role) - {role}:
        refused = objection(there, (), asked(step, other))
        assert refused is not None
        assert f"“{role}”" in refused[0]


def test_what_is_open_is_counted_and_named(ready: Return) -> None:
    cells = dict(ready.cells)
    del cells[ready.ordered_codes[0]]
    open_ = replace(ready, cells=cells, head={**ready.head, "filler": " "})
    findings = (Finding("r", Level.ERROR, (), "错"), Finding("s", Level.EXPLAIN, (), "问"))
    refused = objection(open_, findings, asked(Step.CHECK))
    assert refused is not None
    assert refused[0] == "还不能自查通过：1 处错误，1 处需说明，1 项未填，1 栏表头与签章未填。"
    assert "填报人" in refused[1]
    assert objection(replace(open_, status=Status.FINAL), findings, asked(Step.SUBMIT)) is None  # that is past


def test_a_reason_and_a_receipt_are_demanded(ready: Return) -> None:
    final = replace(ready, status=Status.FINAL)
    assert objection(final, (), Request(Step.SEND_BACK, why=" ")) is not None
    assert objection(final, (), Request(Step.SEND_BACK, why="长" * 501)) is not None
    for receipt in (None, replace(SENT, to=" "), replace(SENT, on="3月1日"), replace(SENT, document="长" * 101)):
        assert objection(final, (), Request(Step.SUBMIT, receipt=receipt)) is not None
    assert objection(final, (), Request(Step.SUBMIT, receipt=replace(SENT, document=""))) is None
    assert SENT.words == "报送：市委依法治市办；文号：〔2025〕3号；日期：2025-03-01"


def test_what_was_signed_must_be_what_is_signed_again(ready: Return) -> None:
    signed = Life(1, (Signature("自查通过", "张三", "2025-01-23T10:00:00+08:00", fingerprint(ready)),))
    there = replace(ready, status=Status.CHECKED, life=signed)
    assert objection(there, (), asked(Step.APPROVE)) is None
    other = replace(there, head={**ready.head, "filler": "别人"})
    refused = objection(other, (), asked(Step.APPROVE))
    assert refused is not None
    assert "指纹" in refused[0]
    assert objection(other, (), asked(Step.SEND_BACK)) is None


def test_the_way_on_is_every_step_that_is_missing() -> None:
    assert path(Status.DRAFT, Step.FINALISE) == FORWARD[:3]
    assert path(Status.APPROVED, Step.FINALISE) == (Step.FINALISE,)
    assert path(Status.FINAL, Step.FINALISE) == path(Status.SUBMITTED, Step.SUBMIT) == ()
    assert path(Status.FINAL, Step.SEND_BACK) == ()
    assert life.missing.__doc__
