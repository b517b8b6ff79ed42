"""What goes out to an office: only its items, cells that can be filled in, a list of who owes what since when."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from db.domain.cells import State
from db.domain.rules.index import index_of
from db.domain.travel.offices import by_office
from db.domain.travel.owing import Owing, reminder, reminders
from db.domain.trouble import KnownError
from db.service import Author, Book, OpenReturn, OwnItem
from db.service.collecting import look
from db.service.offices import Offices
from tests.db.service import travelling as hands
from tests.db.service.travelling import FINES, OFFICE, UNIT


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    author = Author("张三", lambda: datetime(2025, 1, 10, 9, 0, tzinfo=UTC))
    with Book(tmp_path / "填报.sqlite", author) as book:
        book.add_unit(UNIT)
        book.open_year(UNIT, 2023).enter("petition_reception_batch_count", "9")
        yield book


@pytest.fixture
def opened(book: Book) -> OpenReturn:
    return book.open_year(UNIT, 2024)


@pytest.fixture
def offices(book: Book, opened: OpenReturn) -> Offices:
    return book.offices(opened)


# ---- which items


def test_every_item_goes_to_one_office_and_tables_go_whole(opened: OpenReturn) -> None:
    groups = by_office(opened.ret)
    codes = [code for found in groups.values() for code in found]
    assert sorted(codes) == sorted(opened.ret.ordered_codes)
    for table in opened.ret.tables:
        own = set(opened.ret.table_codes(table))
        assert sum(bool(own & set(found)) for found in groups.values()) <= 1


def test_items_without_an_office_go_to_the_group_that_is_named(opened: OpenReturn) -> None:
    code = opened.add_own_item(OwnItem("本局自设", "件"))
    assert by_office(opened.ret)["未定科室"] == (code,)
    assert code in by_office(opened.ret, "法规科")["法规科"]


# ---- the workbook


@pytest.fixture
def sheet(offices: Offices, opened: OpenReturn, tmp_path: Path) -> Path:
    codes = offices.groups()[OFFICE]
    opened.enter(codes[0], "10")
    opened.mark(codes[1], State.UNAVAILABLE, "未下发")
    opened.annotate(codes[0], note="含上年")
    return offices.issue(tmp_path / "分发", [OFFICE], date(2025, 1, 20))[0].path


def test_it_has_only_the_offices_items_with_what_stands_there(
    offices: Offices, opened: OpenReturn, sheet: Path
) -> None:
    page = openpyxl.load_workbook(sheet).worksheets[0]
    codes = offices.groups()[OFFICE]
    assert [code for code, _ in hands.rows(page)] == list(codes)
    words = {code: [cell.value for cell in row] for code, row in hands.rows(page)}
    item = opened.ret.item(codes[0])
    assert words[codes[0]][:8] == [item.number, item.name, item.unit, "10", 9, "填报", None, "含上年"]
    assert words[codes[0]][8].startswith(item.definition.rstrip("。；"))
    assert words[codes[1]][3:7] == [None, None, "暂无法取得", "未下发"]
    said = "".join(str(cell.value) for row in page.iter_rows(max_row=8) for cell in row if cell.value)
    assert "请于 2025年1月20日前报送" in said
    assert "填写人" in said


def test_beside_a_cell_of_a_table_stands_what_it_was_last_year(
    book: Book, offices: Offices, opened: OpenReturn, tmp_path: Path
) -> None:
    code = next(code for code in offices.groups()[hands.FINES] if code.startswith("enforcement_penalties."))
    book.open_year(UNIT, 2023).enter(code, "近40")
    again = book.open_year(UNIT, 2024)
    path = book.offices(again).issue(tmp_path / "表", [hands.FINES])[0].path
    hints = [
        rule
        for page in openpyxl.load_workbook(path).worksheets
        for rule in page.data_validations.dataValidation
        if rule.prompt and "上年：近40。" in rule.prompt
    ]
    (hint,) = hints
    assert opened.ret.item(code).label.endswith(hint.promptTitle.removeprefix("…"))  # the telling end, not the table
    assert opened.ret.item(code).unit in hint.prompt


def test_only_its_cells_can_be_changed_and_no_password_locks_the_rest(sheet: Path) -> None:
    book = openpyxl.load_workbook(sheet)
    for page in book.worksheets:
        assert page.protection.sheet
        assert not page.protection.password
    _, row = next(hands.rows(book.worksheets[0]))
    assert [cell.protection.locked for cell in row[:9]] == [True, True, True, False, True, False, False, False, True]
    assert row[3].number_format == "@"  # nothing typed becomes a date or a shorter number
    hidden = [name for name in book.sheetnames if book[name].sheet_state != "visible"]
    assert hidden[-1] == "回收信息"
    assert book.worksheets[0].column_dimensions["J"].hidden


def test_choices_are_offered_numbers_are_asked_about_and_never_refused(
    offices: Offices, opened: OpenReturn, tmp_path: Path
) -> None:
    path = offices.issue(tmp_path / "全部", ["法规科"])[0].path
    page = openpyxl.load_workbook(path).worksheets[0]
    rules = {str(rule.sqref): rule for rule in page.data_validations.dataValidation}
    kinds: dict[str, set[tuple[str, str | None]]] = {}
    for code, row in hands.rows(page):
        rule = rules[row[3].coordinate]
        kinds.setdefault(opened.ret.item(code).kind.value, set()).add((rule.type, rule.errorStyle))
        assert rule.promptTitle
        assert len(rule.promptTitle) <= 32
        assert 0 < len(rule.prompt) <= 255
        assert rules[row[5].coordinate].formula1 == '"填报,不适用,暂无法取得"'
    assert kinds["count"] == {("custom", "warning")}
    assert all(not rule.showErrorMessage for rule in rules.values() if rule.formula1 == '"是,否"')


def test_the_checks_are_those_that_read_nothing_else(offices: Offices, opened: OpenReturn, tmp_path: Path) -> None:
    path = offices.issue(tmp_path / "查", [FINES])[0].path
    page = openpyxl.load_workbook(path)["校验"]
    own = set(offices.groups()[FINES])
    titles = [rule.title for rule in opened.ret.pack.rules]
    shown = {row[0].value for row in page.iter_rows(min_row=5) if row[0].value in titles}
    assert shown
    assert len(own) > len(shown) / 10
    assert not any("行政诉讼" in str(title) for title in shown)


def test_live_checks_follow_what_is_typed(offices: Offices, opened: OpenReturn, tmp_path: Path) -> None:
    """Words typed as a plain number count; a state beside the cell counts; LibreOffice works it out."""
    groups = offices.groups()
    office, bound = next(
        (office, bound)
        for bound in index_of(opened.ret.pack).rules
        for office, codes in groups.items()
        if len(bound.codes) == 2 and "<=" in bound.rule.check and set(bound.codes) <= set(codes) and not bound.when
        and all("." not in code for code in bound.codes)
    )  # fmt: skip
    path = offices.issue(tmp_path / "算", [office])[0].path
    small, large = bound.codes
    hands.filled(path, {small: "1,200", large: "30"})
    folder = tmp_path / "算好"
    folder.mkdir()
    saved = hands.resaved(path, folder, tmp_path / "profile")
    if saved is None:
        pytest.skip("no LibreOffice")
    page = openpyxl.load_workbook(saved, data_only=True)["校验"]
    verdict = {row[0].value: row[1].value for row in page.iter_rows()}
    assert verdict[bound.rule.title] == "不符"


# ---- what is stored, and who owes what


def test_numbers_go_on_and_the_file_says_which_it_is(offices: Offices, sheet: Path, tmp_path: Path) -> None:
    assert sheet.name == "信访科-2024年度指标填报-2024-001.xlsx"
    assert [one.number for one in offices.issue(tmp_path / "再", [OFFICE, FINES])] == ["2024-002", "2024-003"]


def test_who_owes_what_since_when(offices: Offices, opened: OpenReturn, sheet: Path) -> None:
    before = {one.office: one for one in offices.owing()}
    one = before[OFFICE]
    assert (one.number, one.issued_on, one.due, one.asked, one.done) == ("2024-001", "2025-01-10", "2025-01-20", 5, 2)
    assert (one.days(date(2025, 1, 15)), one.late(date(2025, 1, 15)), one.late(date(2025, 1, 23))) == (5, 0, 3)
    assert one.standing(date(2025, 1, 15)) == "未收回，已 5 天"
    assert one.standing(date(2025, 1, 23)) == "逾期 3 天"
    assert before[FINES].standing(date(2025, 1, 23)) == "未分发"


def test_what_came_back_is_owed_no_more(offices: Offices, sheet: Path) -> None:
    codes = offices.groups()[OFFICE]

    def fill(book: object) -> None:
        page = book.worksheets[0]  # type: ignore[attr-defined]
        hands.row_of(page, codes[2])[3].value = "3"
        contact = next(row for row in page.iter_rows() if str(row[9].value) == "fz:contact filler")
        contact[1].value = "李四"

    hands.edited(sheet, fill)
    offices.take(look(offices, [sheet]), {})
    one = next(one for one in offices.owing() if one.office == OFFICE)
    assert (one.outstanding, one.returned_on, one.file, one.contact) == (False, "2025-01-10", sheet.name, "李四")
    assert one.standing(date(2025, 1, 23)) == "已收回，未填全"


def test_a_reminder_is_polite_and_says_what_is_missing() -> None:
    owing = Owing("信访科", 5, 3, ("6.28 接待批次", "6.29 接待人次"), "2024-001", "2025-01-10", "2025-01-20")
    words = reminder(UNIT, 2024, owing, date(2025, 1, 23))
    for part in (
        "信访科：您好！",
        "编号 2024-001",
        "1月10日发给贵科室",
        "1月20日前报送，现已过 3 天",
        "6.29 接待人次",
        "谢谢",
    ):
        assert part in words
    assert reminder(UNIT, 2024, Owing("信访科", 5, 5), date(2025, 1, 23)) == ""
    done = Owing("信访科", 2, 2, (), "1", "2025-01-10", "", "2025-01-12")
    assert reminders(UNIT, 2024, [done, owing], date(2025, 1, 23)) == words


# ---- troubles


def test_an_office_without_items_is_named(offices: Offices, tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="没有科室“不存在科”的指标"):
        offices.issue(tmp_path / "分发", ["不存在科"])


def test_a_finalised_return_is_not_sent_out(
    offices: Offices, opened: OpenReturn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.domain.life.missing", lambda ret, findings: "")
    opened.finalise()
    with pytest.raises(KnownError, match="已定稿"):
        offices.issue(tmp_path / "分发", [OFFICE])
    assert not (tmp_path / "分发").exists()


def test_a_folder_that_takes_no_files_leaves_nothing_behind(offices: Offices, tmp_path: Path) -> None:
    (tmp_path / "文件").write_bytes(b"")
    with pytest.raises(KnownError):
        offices.issue(tmp_path / "文件", [OFFICE])
    assert not any(one.number for one in offices.owing())


def test_where_one_cannot_be_noted_none_stays(
    offices: Offices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KnownError("磁盘满了。")

    monkeypatch.setattr(offices, "_note_issued", fail)
    with pytest.raises(KnownError, match="磁盘满了"):
        offices.issue(tmp_path / "分发", [OFFICE])
    assert not (tmp_path / "分发").exists()


def test_a_file_that_is_there_already_is_not_touched(offices: Offices, opened: OpenReturn, tmp_path: Path) -> None:
    folder = tmp_path / "分发"
    (first, *_) = offices.issue(folder)
    first.path.write_bytes(b"sent back by the office")
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with Book(tmp_path / "另一份.sqlite") as book:  # its numbers begin at 001, too
        book.add_unit(UNIT)
        with pytest.raises(KnownError, match="没有动它"):
            book.offices(book.open_year(UNIT, 2024)).issue(folder)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
