"""What offices send back comes in right, whatever their program did to the file; what is not ours is told and left."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from db.domain.cells import State
from db.domain.travel.merging import KEEP, Line, Verdict
from db.domain.trouble import KnownError
from db.service import Author, Book, OpenReturn
from db.service.collecting import look, workbooks
from db.service.collection import Collection
from db.service.offices import Offices
from tests.db.service import travelling as hands

UNIT, OFFICE = hands.UNIT, hands.OFFICE


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    author = Author("张三", lambda: datetime(2025, 1, 10, 9, 0, tzinfo=UTC))
    with Book(tmp_path / "填报.sqlite", author) as book:
        book.add_unit(UNIT)
        book.open_year(UNIT, 2023)
        yield book


@pytest.fixture
def opened(book: Book) -> OpenReturn:
    return book.open_year(UNIT, 2024)


@pytest.fixture
def offices(book: Book, opened: OpenReturn) -> Offices:
    return book.offices(opened)


@pytest.fixture
def codes(offices: Offices) -> tuple[str, ...]:
    """The items of the office."""
    return offices.groups()[OFFICE]


@pytest.fixture
def sheet(offices: Offices, opened: OpenReturn, codes: tuple[str, ...], tmp_path: Path) -> Path:
    """The workbook that went out, two figures in it."""
    opened.enter(codes[0], "10")
    opened.enter(codes[1], "1500余")
    return offices.issue(tmp_path / "分发", [OFFICE])[0].path


def verdicts(found: Collection) -> dict[str, str]:
    return {line.key: line.verdict.value for line in found.lines}


def said(found: Collection) -> dict[str, str]:
    return {line.key: line.options[0].answer.shown for line in found.lines}


def only(found: Collection) -> Line:
    (line,) = found.lines
    return line


# ---- the usual way


def test_what_was_filled_in_comes_back_with_its_origin(
    offices: Offices, opened: OpenReturn, codes: tuple[str, ...], sheet: Path
) -> None:
    a, b, c, *_ = codes
    hands.filled(sheet, {a: "近300", c: "1.2万"})
    found = look(offices, [sheet])
    assert verdicts(found) == {a: "替换", c: "新填"}
    change = offices.take(found, {})
    assert (opened.ret.cell(a).words, opened.ret.cell(b).words, opened.ret.cell(c).value) == (
        "近300",
        "1500余",
        "12000",
    )
    assert opened.history(a)[0].how == f"回收 {sheet.name} 填报!D{_row(sheet, a)}"
    assert set(change.cells) == {a, c}  # one step to take back


def _row(path: Path, code: str) -> int:
    return int(hands.row_of(openpyxl.load_workbook(path).worksheets[0], code)[3].row)


def test_the_same_file_twice_changes_nothing(
    offices: Offices, opened: OpenReturn, codes: tuple[str, ...], sheet: Path
) -> None:
    hands.filled(sheet, {codes[2]: "7"})
    offices.take(look(offices, [sheet]), {})
    again = look(offices, [sheet])
    assert [paper.seen for paper in again.papers] == [True]
    assert offices.take(again, {}).codes == ()
    opened.enter(codes[2], "8")  # the clerk knows better now
    assert verdicts(look(offices, [sheet])) == {codes[2]: "已收过"}
    offices.take(look(offices, [sheet]), {})
    assert opened.ret.cell(codes[2]).words == "8"


def test_an_untouched_file_is_no_answer(offices: Offices, sheet: Path) -> None:
    found = look(offices, [sheet])
    assert found.lines == ()
    assert "什么也没有填" in found.papers[0].remarks[0]
    offices.take(found, {})
    assert next(one for one in offices.owing() if one.office == OFFICE).outstanding


def test_states_reasons_and_remarks_come_back(
    offices: Offices, opened: OpenReturn, codes: tuple[str, ...], sheet: Path
) -> None:
    a, b, c, d, e, *_ = codes

    def fill(book: Any) -> None:
        for code, words, state, reason, remark in (
            (a, None, "不适用", "", "无此职责"), (c, None, "暂无法取得", "省厅未下发", ""),
            (d, "3", "填报", "", "含上年"), (e, None, "填报", "在核实", ""),
        ):  # fmt: skip
            row = hands.row_of(book.worksheets[0], code)
            row[3].value, row[5].value, row[6].value, row[7].value = words, state, reason, remark

    hands.edited(sheet, fill)
    found = look(offices, [sheet])
    assert verdicts(found)[f"note:{e}"] == "新填"  # a reason for nothing is kept as a remark
    offices.take(found, {})
    cells = opened.ret.cells
    assert (cells[a].state, cells[a].note) == (State.NOT_APPLICABLE, "无此职责")
    assert (cells[c].state, cells[c].reason) == (State.UNAVAILABLE, "省厅未下发")
    assert (cells[d].words, cells[d].note, cells[e].note) == ("3", "含上年", "在核实")
    assert opened.ret.cell(b).words == "1500余"


def test_a_figure_beside_a_state_is_asked_about(offices: Offices, codes: tuple[str, ...], sheet: Path) -> None:
    def fill(book: Any) -> None:
        row = hands.row_of(book.worksheets[0], codes[2])
        row[3].value, row[5].value = "5", "不适用"

    hands.edited(sheet, fill)
    line = only(look(offices, [sheet]))
    assert (line.verdict, line.is_open) == (Verdict.DOUBT, True)
    assert "填了“5”，状态又是“不适用”" in line.remark


def test_tables_come_back_cell_by_cell(offices: Offices, opened: OpenReturn, tmp_path: Path) -> None:
    path = offices.issue(tmp_path / "表", ["财务科"])[0].path
    (code,) = offices.groups()["财务科"]

    def fill(book: Any) -> None:
        row = next(r for r in book.worksheets[0].iter_rows() if str(r[3].value).startswith("fz:row"))
        row[2].value = "1.2亿元"

    hands.edited(path, fill)
    offices.take(look(offices, [path]), {})
    assert opened.ret.cell(code).value == "12000"


# ---- what people and programs do to a file


def _insert(book: Any) -> None:
    page = book.worksheets[0]
    page.insert_cols(3, 2)
    page.insert_rows(9, 3)


def _rename(book: Any) -> None:
    book.worksheets[0].title = "信访科的表"
    book.create_sheet("说明")["A1"] = "随便写的"


def _sort(book: Any) -> None:
    """The lines of items the other way round, as a sorted column leaves them."""
    page = book.worksheets[0]
    lines = [row for _, row in hands.rows(page)]
    values = [[cell.value for cell in row] for row in lines]
    for row, words in zip(lines, reversed(values), strict=True):
        for cell, word in zip(row, words, strict=True):
            cell.value = word


def _no_marks(book: Any) -> None:
    """The hidden column deleted: numbers and names must do."""
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if str(cell.value).startswith("fz:"):
                cell.value = None


def _no_record(book: Any) -> None:
    """The sheet copied into a new file, as people do: the hidden sheets stay behind."""
    for name in book.sheetnames[1:]:
        del book[name]


@pytest.mark.parametrize("edit", [_insert, _rename, _sort, _no_marks, _no_record, lambda book: None])
def test_rows_columns_and_sheets_may_move(
    offices: Offices, codes: tuple[str, ...], sheet: Path, edit: Callable[[Any], None]
) -> None:
    hands.filled(sheet, {codes[0]: "12", codes[2]: "近300", codes[-1]: "3"})
    hands.edited(sheet, edit)
    found = look(offices, [sheet])
    assert not found.refused
    assert said(found) == {codes[0]: "12", codes[2]: "近300", codes[-1]: "3"}


@pytest.mark.parametrize(
    ("typed", "comes"),
    [
        (37, "37"), ("37", "37"), ("３７", "３７"), (91.6, "91.6"), ("近300", "近300"), ("1500余件", "1500余件"),
        ("1.2万", "1.2万"),
        ("1，234", "1，234"), (1234567.25, "1234567.25"), (True, "TRUE"),
        (datetime(2024, 3, 5), "2024-03-05"), (0, "0"),
    ],
)  # fmt: skip
def test_what_was_typed_comes_as_typed(
    offices: Offices, codes: tuple[str, ...], sheet: Path, typed: object, comes: str
) -> None:
    hands.filled(sheet, {codes[2]: typed})
    assert said(look(offices, [sheet])) == {codes[2]: comes}


def test_per_cents_are_taken_as_shown(offices: Offices, codes: tuple[str, ...], sheet: Path) -> None:
    def fill(book: Any) -> None:
        cell = hands.row_of(book.worksheets[0], codes[2])[3]
        cell.value, cell.number_format = 0.916, "0.0%"

    hands.edited(sheet, fill)
    assert said(look(offices, [sheet])) == {codes[2]: "91.6%"}


def test_a_formula_with_its_result_is_taken_and_told_one_without_is_only_told(
    offices: Offices, codes: tuple[str, ...], sheet: Path
) -> None:
    hands.filled(sheet, {codes[2]: "=30+7"})
    found = look(offices, [sheet])  # openpyxl stores no result
    assert found.lines == ()
    assert "文件里没有它的结果" in found.papers[0].remarks[0]
    cell = f"D{_row(sheet, codes[2])}"
    part = "xl/worksheets/sheet1.xml"
    stored = hands.patched(
        sheet,
        "算好.xlsx",
        (part, rf'(<c r="{cell}"[^>]*>)<f>30\+7</f><v ?/?>(?:</v>)?', r"\1<f>30+7</f><v>37.000000000000007</v>"),
    )
    line = only(look(offices, [stored]))
    assert (line.verdict, line.options[0].answer.shown) == (Verdict.NEW, "37")
    assert "公式" in line.remark


def test_wps_states_the_size_as_one_cell(offices: Offices, codes: tuple[str, ...], sheet: Path) -> None:
    hands.filled(sheet, {codes[2]: "9"})
    part = "xl/worksheets/sheet1.xml"
    path = hands.patched(sheet, "WPS存的.xlsx", (part, r'<dimension ref="[^"]*" ?/>', '<dimension ref="A1"/>'))
    assert said(look(offices, [path])) == {codes[2]: "9"}


def test_libreoffice_saves_and_all_comes_in(
    offices: Offices, codes: tuple[str, ...], sheet: Path, tmp_path: Path
) -> None:
    hands.filled(sheet, {codes[2]: "近300"})
    folder = tmp_path / "存"
    folder.mkdir()
    path = hands.resaved(sheet, folder, tmp_path / "profile")
    if path is None:
        pytest.skip("no LibreOffice")
    found = look(offices, [path])
    assert said(found) == {codes[2]: "近300"}
    assert found.papers[0].remarks == ()


# ---- what was altered besides


def test_what_was_altered_besides_is_told(offices: Offices, codes: tuple[str, ...], sheet: Path) -> None:
    def alter(book: Any) -> None:
        page = book.worksheets[0]
        hands.row_of(page, codes[0])[1].value = "别的名称"
        number = hands.row_of(page, codes[1])[0].row
        page.delete_rows(number)
        page.cell(page.max_row + 1, 4).value = "99"

    hands.edited(sheet, alter)
    found = look(offices, [sheet])
    remarks = "".join(found.papers[0].remarks)
    assert "少了 1 项" in remarks
    assert "改成了“别的名称”" in remarks
    assert "多出来的内容没有收" in remarks
    assert "“99”" in remarks
    assert found.lines == ()  # a line that is gone takes nothing away


@pytest.mark.parametrize("head", ["本年度", "本年数", "本 年", "本年\n（2024年）"])
def test_another_wording_of_the_head_of_this_year_is_understood(
    head: str, offices: Offices, codes: tuple[str, ...], sheet: Path
) -> None:
    def alter(book: Any) -> None:
        _this_years_head(book.worksheets[0]).value = head
        hands.row_of(book.worksheets[0], codes[0])[3].value = "11"

    hands.edited(sheet, alter)
    assert said(look(offices, [sheet])) == {codes[0]: "11"}


def test_a_column_without_its_head_is_told_and_the_other_files_come_in(
    offices: Offices, opened: OpenReturn, codes: tuple[str, ...], sheet: Path, tmp_path: Path
) -> None:
    def alter(book: Any) -> None:
        _this_years_head(book.worksheets[0]).value = "我们填的"

    other = offices.issue(tmp_path / "再发", [hands.FINES])[0].path
    fine = offices.groups()[hands.FINES][0]
    hands.edited(sheet, alter)
    hands.filled(other, {fine: "12"})
    found = look(offices, [sheet, other])
    assert said(found) == {fine: "12"}
    remarks = "".join(found.papers[0].remarks)
    assert f"表头里没有“本年”一栏，有 {len(codes)} 项读不出来" in remarks
    assert "少了" not in remarks  # the lines are there


def _this_years_head(page: Any) -> Any:
    return next(cell for row in page.iter_rows() for cell in row if cell.value == "本年")


def test_another_unit_printed_beside_a_figure_is_asked_about(
    offices: Offices, codes: tuple[str, ...], sheet: Path
) -> None:
    def alter(book: Any) -> None:
        row = hands.row_of(book.worksheets[0], codes[2])
        row[2].value, row[3].value = "万件", "2"

    hands.edited(sheet, alter)
    assert only(look(offices, [sheet])).verdict is Verdict.DOUBT


def test_an_emptied_figure_is_asked_about(
    offices: Offices, opened: OpenReturn, codes: tuple[str, ...], sheet: Path
) -> None:
    hands.filled(sheet, {codes[0]: None})
    found = look(offices, [sheet])
    assert only(found).is_open
    with pytest.raises(KnownError, match="还有 1 项不一致没有选定"):
        offices.take(found, {})
    offices.take(found, {codes[0]: KEEP})
    assert opened.ret.cell(codes[0]).words == "10"


# ---- conflicts, all or nothing


def test_a_conflict_stops_everything_until_it_is_settled(
    offices: Offices, opened: OpenReturn, codes: tuple[str, ...], sheet: Path
) -> None:
    a, _, c, *_ = codes
    hands.filled(sheet, {a: "11", c: "5"}, "一.xlsx")
    hands.filled(sheet, {a: "12"}, "二.xlsx")
    paths = [sheet.with_name("一.xlsx"), sheet.with_name("二.xlsx")]
    found = look(offices, paths)
    assert verdicts(found) == {a: "不一致", c: "新填"}
    backups: list[str] = []
    with pytest.raises(KnownError, match="没有选定"):
        offices.take(found, {}, lambda: backups.append("备份"))
    assert (opened.ret.cell(a).words, opened.ret.cell(c).words, backups) == ("10", "", [])
    offices.take(found, {a: 1}, lambda: backups.append("备份"))
    assert (opened.ret.cell(a).words, opened.ret.cell(c).words, backups) == ("12", "5", ["备份"])


def test_a_backup_that_cannot_be_made_stops_everything(
    offices: Offices, opened: OpenReturn, codes: tuple[str, ...], sheet: Path
) -> None:
    def fail() -> None:
        raise KnownError("没有备份成。")

    hands.filled(sheet, {codes[2]: "5"})
    with pytest.raises(KnownError, match="没有备份成"):
        offices.take(look(offices, [sheet]), {}, fail)
    assert opened.ret.cell(codes[2]).words == ""


def test_a_return_that_moved_on_between_look_and_take_is_left_alone(
    book: Book, offices: Offices, opened: OpenReturn, codes: tuple[str, ...], sheet: Path
) -> None:
    hands.filled(sheet, {codes[2]: "5", codes[3]: "6"})
    found = look(offices, [sheet])
    with Book(book.path, book.author) as other:
        other.open_year(UNIT, 2024).enter(codes[2], "8")
    with pytest.raises(KnownError, match="已在别处改动"):
        offices.take(found, {})
    assert opened.ret.cell(codes[3]).words == ""
    assert next(one for one in offices.owing() if one.office == OFFICE).outstanding


def test_a_finalised_return_takes_nothing(
    offices: Offices, opened: OpenReturn, codes: tuple[str, ...], sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands.filled(sheet, {codes[2]: "5"})
    found = look(offices, [sheet])
    monkeypatch.setattr("db.domain.life.missing", lambda ret, findings: "")
    opened.finalise()
    with pytest.raises(KnownError, match="已定稿，不能修改"):
        offices.take(found, {})


# ---- whose file it is


def test_another_unit_or_year_gives_one_plain_sentence(book: Book, codes: tuple[str, ...], sheet: Path) -> None:
    book.add_unit("别的局")
    for unit, year, words in (
        ("别的局", 2024, "是“示例市自然资源和规划局”的表"),
        (UNIT, 2025, "是 2024 年的表，现在打开的是 2025 年"),
    ):
        found = look(book.offices(book.open_year(unit, year)), [sheet])
        assert (found.papers, found.lines) == ((), ())
        assert words in found.refused[0].sentence
        assert found.refused[0].next_step


def test_a_newer_form_is_refused_an_older_one_reads(offices: Offices, codes: tuple[str, ...], sheet: Path) -> None:
    hands.filled(sheet, {codes[2]: "5"})

    def form(number: int) -> Callable[[Any], None]:
        def edit(book: Any) -> None:
            for page in book.worksheets:
                for row in page.iter_rows():
                    for cell in row:
                        if '"form":' in str(cell.value):
                            cell.value = str(cell.value).replace('"form":1', f'"form":{number}')

        return edit

    newer = look(offices, [hands.edited(sheet, form(2), "新.xlsx")])
    assert "更新版本" in newer.refused[0].sentence
    older = look(offices, [hands.edited(sheet, form(0), "旧.xlsx")])
    assert said(older) == {codes[2]: "5"}


def test_a_file_issued_elsewhere_is_taken_and_told(
    book: Book, tmp_path: Path, codes: tuple[str, ...], sheet: Path
) -> None:
    hands.filled(sheet, {codes[2]: "5"})
    with Book(tmp_path / "另一台.sqlite", book.author) as other:
        other.add_unit(UNIT)
        found = look(other.offices(other.open_year(UNIT, 2024)), [sheet])
        assert said(found) == {codes[2]: "5"}
        assert "本机没有分发它的记录" in found.papers[0].remarks[0]
        bare = hands.edited(sheet, _no_record, "只剩一页.xlsx")
        assert "隐藏表不见了" in look(other.offices(other.open_year(UNIT, 2024)), [bare]).refused[0].sentence


def test_a_workbook_that_was_sent_again_since_is_told(offices: Offices, codes: tuple[str, ...], sheet: Path) -> None:
    hands.filled(sheet, {codes[2]: "5"})
    assert look(offices, [sheet]).papers[0].remarks == ()
    again = offices.issue(sheet.parent / "再发", [OFFICE])[0]
    (told,) = look(offices, [sheet]).papers[0].remarks
    assert "这是以前分发的一份（编号 2024-001）" in told
    assert again.number in told
    hands.filled(again.path, {codes[2]: "6"})
    assert look(offices, [again.path]).papers[0].remarks == ()


def test_a_unit_that_the_pack_changed_since_does_not_change_the_figure(
    offices: Offices, opened: OpenReturn, codes: tuple[str, ...], sheet: Path
) -> None:
    money = "land_transfer_price_amount"
    office = opened.ret.item(money).office
    path = offices.issue(sheet.parent, [office])[0].path
    hands.filled(path, {money: "2"})
    item = opened.ret.item(money)
    assert item.unit == "亿元"
    pack = replace(opened.ret.pack, items={**opened.ret.pack.items, money: replace(item, unit="万元")})
    opened.ret = replace(opened.ret, pack=pack)
    found = look(offices, [path])
    assert said(found) == {money: "2亿元"}
    assert "按分发时的单位收" in "".join(found.papers[0].remarks)


# ---- folders


def test_a_folder_with_all_sorts_of_things(
    offices: Offices, codes: tuple[str, ...], sheet: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "收到的"
    (folder / "里面" / "再里面").mkdir(parents=True)
    hands.filled(sheet, {codes[2]: "5"})
    shutil.copy(sheet, folder / "里面" / "再里面" / "信访.xlsx")
    shutil.copy(sheet, folder / "信访 - 副本.xlsx")
    (folder / "~$信访.xlsx").write_bytes(b"lock")
    (folder / ".~lock.信访.xlsx#").write_bytes(b"lock")
    (folder / "旧.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04 no more")
    (folder / "空.xlsx").write_bytes(b"")
    (folder / "另存.ods").write_bytes(b"PK\x03\x04 no more")
    (folder / "通知.docx").write_bytes(b"words")
    openpyxl.Workbook().save(folder / "别的.xlsx")
    found = look(offices, [folder])
    assert said(found) == {codes[2]: "5"}
    told = {one.file: one.sentence for one in found.refused}
    assert set(told) == {"旧.xls", "坏.xlsx", "别的.xlsx", "信访.xlsx", "空.xlsx", "另存.ods"}
    assert "是空文件" in told["空.xlsx"]
    assert "旧版 Excel 格式" in told["旧.xls"]
    assert "不是法治填报分发的表" in told["别的.xlsx"]
    assert "内容相同，只算一份" in told["信访.xlsx"]
    assert found.ignored == 1


def test_an_empty_folder_and_a_missing_one_are_told(offices: Offices, tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    with pytest.raises(KnownError, match="没有可以回收的工作簿"):
        look(offices, [tmp_path / "空"])
    found = look(offices, [tmp_path / "没有.xlsx"])
    assert "读不到文件" in found.refused[0].sentence


def test_files_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b.xlsx", "a.xlsx"):
        (tmp_path / name).write_bytes(b"")
    files, _ = workbooks([tmp_path])
    assert [file.name for file in files] == ["a.xlsx", "b.xlsx"]


# ---- wicked ones


def test_marks_that_lie_lead_nowhere(offices: Offices, opened: OpenReturn, codes: tuple[str, ...], sheet: Path) -> None:
    other = next(code for code in opened.ret.ordered_codes if code not in codes)

    def alter(book: Any) -> None:
        for row in book.worksheets[0].iter_rows():
            if row[9].value == f"fz:item {codes[0]}":
                row[9].value, row[3].value = f"fz:item {other}", "666"
            elif row[9].value == f"fz:item {codes[1]}":
                row[9].value = "fz:item ' OR 1=1 --"

    hands.edited(sheet, alter)
    found = look(offices, [sheet])
    assert other not in verdicts(found)  # an office answers for its own items only


@pytest.mark.parametrize(
    "words", ["{", "[]", '{"form":1}', '{"form":"x"}', '{"form":1,"unit":[],"year":2024}', "[" * 9000]
)
def test_a_spoilt_identity_is_told(offices: Offices, sheet: Path, words: str) -> None:
    def alter(book: Any) -> None:
        book["回收信息"]["B1"].value = words
        for row in book.worksheets[0].iter_rows(max_row=1):
            for cell in row:
                if str(cell.value).startswith("fz:sheet"):
                    cell.value = None

    hands.edited(sheet, alter)
    assert "分发信息已损坏" in look(offices, [sheet]).refused[0].sentence
