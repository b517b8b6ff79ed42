"""Who works on a file: roles, PINs that are hashed, and who may change them."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.domain.cells import State
from db.domain.stages import Role, Status, Step
from db.domain.trouble import KnownError
from db.service import Author, Book
from db.service.operators import EVERY_ROLE
from tests.ready import fill_head

UNIT = "示例市自然资源和规划局"
FILLS, REVIEWS, LEADS = (frozenset((role,)) for role in Role)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with Book(tmp_path / "填报.sqlite", Author("张三")) as book:
        book.add_unit(UNIT)
        yield book


def test_whoever_is_alone_holds_every_role(book: Book) -> None:
    assert book.operators.known() == ()
    assert book.operators.of("张三").roles == EVERY_ROLE


def test_a_stranger_among_known_people_only_fills_in(book: Book) -> None:
    book.operators.save("张三", EVERY_ROLE)
    assert book.operators.of("李四").roles == FILLS
    assert book.operators.of("张三").roles == EVERY_ROLE


def test_no_role_is_left_without_a_person(book: Book) -> None:
    with pytest.raises(KnownError, match="没有人担任“审核”、“负责人”"):
        book.operators.save("张三", FILLS)
    book.operators.save("张三", EVERY_ROLE)
    with pytest.raises(KnownError, match="没有角色"):
        book.operators.save("李四", frozenset())
    book.operators.save("李四", REVIEWS | LEADS)
    book.operators.save("张三", FILLS)
    with pytest.raises(KnownError, match="没有人担任"):
        book.operators.remove("李四")
    with pytest.raises(KnownError, match="没有登记“王五”"):
        book.operators.remove("王五")


def test_a_pin_is_asked_for_at_signing_and_kept_as_a_hash(book: Book) -> None:
    book.operators.save("张三", EVERY_ROLE, pin="2468甲")
    opened = book.open_year(UNIT, 2024)
    opened.mark_all(opened.ret.ordered_codes, State.NOT_APPLICABLE)
    fill_head(opened)
    for pin in ("", "2468"):
        with pytest.raises(KnownError, match="口令"):
            opened.finalise(pin)
    assert opened.ret.status is Status.DRAFT
    opened.finalise("2468甲")
    with pytest.raises(KnownError, match="口令"):
        opened.reopen("补充")
    opened.reopen("补充", pin="2468甲")
    raw = sqlite3.connect(book.path)
    (stored,) = raw.execute("SELECT pin FROM operator").fetchone()
    raw.close()
    assert stored.startswith("$argon2id$")
    assert "2468" not in stored


def test_who_leads_with_a_pin_decides_who_works_here(book: Book) -> None:
    book.operators.save("李四", EVERY_ROLE, pin="leader")
    for attempt in ("", "wrong"):
        with pytest.raises(KnownError, match="负责人的口令"):
            book.operators.save("张三", FILLS, leave=attempt)
    book.operators.save("张三", FILLS | REVIEWS, leave="leader")
    book.operators.save("李四", EVERY_ROLE, pin="", leave="leader")
    book.operators.save("张三", FILLS)
    assert not book.operators.of("李四").has_pin


def test_the_steps_of_three_people(book: Book) -> None:
    book.operators.save("李四", EVERY_ROLE)
    book.operators.save("王五", REVIEWS)
    book.operators.save("张三", FILLS)
    book.operators.save("李四", LEADS)
    opened = book.open_year(UNIT, 2024)
    opened.mark_all(opened.ret.ordered_codes, State.NOT_APPLICABLE)
    fill_head(opened)
    with pytest.raises(KnownError, match="“审核”办理"):
        opened.advance(Step.APPROVE)
    for name, step in (("张三", Step.CHECK), ("王五", Step.APPROVE), ("李四", Step.FINALISE)):
        book.operate_as(name)
        opened.operate_as(book.author)
        opened.step(step)
    assert [one.who for one in opened.ret.life.signatures] == ["张三", "王五", "李四"]
    assert {event.who for event in opened.signatures()} == {"张三", "王五", "李四"}


@pytest.mark.parametrize("name", ["", " ", "长" * 41, "某\n某"])
def test_a_name_is_a_name(book: Book, name: str) -> None:
    with pytest.raises(KnownError, match="姓名要有"):
        book.operators.save(name, EVERY_ROLE)


@pytest.mark.parametrize("pin", ["123", "长" * 65])
def test_a_pin_has_a_length(book: Book, pin: str) -> None:
    with pytest.raises(KnownError, match="口令要"):
        book.operators.save("张三", EVERY_ROLE, pin=pin)
