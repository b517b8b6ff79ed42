"""A return goes out as CSV that `fill` takes back unchanged, and as JSON that proves its fingerprint."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.domain.cells import State
from db.domain.fingerprint import fingerprint
from db.domain.guarded import guarded, unguarded
from db.domain.trouble import KnownError
from db.service import Book
from db.service.exports import FORMATS, export
from db.service.filling import fill

UNIT = "示例市自然资源和规划局"
CASES, HOTLINE, CLOSED = "litigation_cases_count", "hotline_platform_item_count", "litigation_closed_count"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with Book(tmp_path / "填报.sqlite") as book:
        book.add_unit(UNIT)
        book.open_year(UNIT, 2023).enter(CASES, "30")
        opened = book.open_year(UNIT, 2024)
        opened.enter(CASES, "37")
        opened.enter(HOTLINE, "1,500余")
        opened.mark(CLOSED, State.UNAVAILABLE, "-1 待查，\n第二行")
        opened.annotate(CASES, note="=含上年结转")
        yield book


@given(st.text() | st.from_regex(r"'*[=+\-@][0-9a-z']*"))
def test_guarded_words_come_back_and_begin_no_formula(words: str) -> None:
    assert unguarded(guarded(words)) == words
    assert not guarded(words).startswith(("=", "@", "\t", "\r"))


def test_a_csv_opens_in_excel_names_the_items_and_hides_formulas(book: Book, tmp_path: Path) -> None:
    target = export(book.find_year(UNIT, 2024), tmp_path / "数.csv")
    data = target.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    lines = {row["代码"]: row for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))}
    assert (lines[CASES]["名称"], lines[CASES]["填报原文"]) == ("行政诉讼案件数", "37")
    assert lines[CASES]["备注"] == "'=含上年结转"
    assert (lines[CLOSED]["状态"], lines[CLOSED]["原因"]) == ("暂无法取得", "'-1 待查，\n第二行")
    assert (lines[HOTLINE]["填报原文"], lines[HOTLINE]["状态"]) == ("1,500余", "")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(st.sampled_from(["37", "近10万", "1.2万", "0", "-3", "1,500余", "３７"]), min_size=4, max_size=4),
    note=st.text(st.characters(exclude_categories=["Cs", "Cc"])).map(str.strip),
)
def test_a_csv_filled_into_an_empty_return_makes_the_same_return(
    words: list[str], note: str, book: Book, tmp_path: Path
) -> None:
    opened = book.find_year(UNIT, 2024)
    for code, said in zip(opened.ret.ordered_codes, words, strict=False):
        opened.enter(code, said)
    opened.annotate(CASES, note=note)
    wrong = [code for code, cell in opened.ret.cells.items() if cell.misread]
    for code in wrong:
        opened.mark(code, State.BLANK)
    data = export(opened, tmp_path / "数.csv").read_bytes()
    path = tmp_path / "另一个.sqlite"
    path.unlink(missing_ok=True)
    with Book(path) as other:
        other.add_unit(UNIT)
        fresh = other.open_year(UNIT, 2024)
        fill(fresh, data, "数.csv")
        for code in opened.ret.ordered_codes:
            assert fresh.ret.cell(code) == opened.ret.cell(code), code
    assert fill(opened, data, "数.csv").codes is not None
    assert export(opened, tmp_path / "再.csv").read_bytes() == data


def test_json_holds_the_canonical_text_and_exact_values(book: Book, tmp_path: Path) -> None:
    opened = book.find_year(UNIT, 2024)
    told = json.loads(export(opened, tmp_path / "数.JSON").read_bytes())
    assert hashlib.sha256(told["canonical"].encode()).hexdigest() == told["fingerprint"] == fingerprint(opened.ret)
    items = {item["code"]: item for item in told["items"]}
    assert list(items) == list(opened.ret.ordered_codes)
    assert (items[HOTLINE]["words"], items[HOTLINE]["value"], items[HOTLINE]["qualifier"]) == ("1,500余", "1500", "余")
    assert (items[CASES]["last_year"]["words"], items[CASES]["unit"]) == ("30", "件")
    assert {"form", "unit", "year", "pack", "head", "lists"} <= set(told)


def test_a_name_without_a_known_ending_is_refused_with_an_example(book: Book, tmp_path: Path) -> None:
    for name in ("数.doc", "数"):
        with pytest.raises(KnownError, match="结尾") as caught:
            export(book.find_year(UNIT, 2024), tmp_path / name)
        assert all(form.suffix in caught.value.next_step for form in FORMATS)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("数")] == []


def test_every_format_is_written_beside_and_moved(book: Book, tmp_path: Path) -> None:
    folder = tmp_path / "出"
    folder.mkdir()
    for form in FORMATS:
        target = folder / f"数{form.suffix}"
        target.write_bytes(b"old")
        form.write(book.find_year(UNIT, 2024), target)
        assert target.read_bytes() != b"old"
    assert len(list(folder.iterdir())) == len(FORMATS)
