"""工具 → 指标体系: the pack in use, out to Excel, faults and differences shown before anything is adopted."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import cast

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from PySide6.QtWidgets import QLabel, QTreeWidget

from db.domain.pack.faults import faults
from db.domain.pack.reading import build
from db.domain.trouble import KnownError
from db.service import Book
from gui.dialogs import boxes
from gui.dialogs.packs import DIFFERENCES, FAULTS, REHEARSAL, PacksDialog
from gui.main_window import MainWindow

CASES = "litigation_cases_count"
Answer = Callable[[Callable[..., None]], None]


def rows(shown: QTreeWidget) -> list[tuple[str, ...]]:
    return [
        tuple(row.text(column) for column in range(shown.columnCount()))
        for row in map(shown.topLevelItem, range(shown.topLevelItemCount()))
    ]


def told(dialog: PacksDialog) -> str:
    return "\n".join(label.text() for label in cast("list[QLabel]", dialog.findChildren(QLabel)))


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The pack of 2024 as a workbook."""
    from db.service import pack_exchange  # noqa: PLC0415
    from db.service.stamps import Author  # noqa: PLC0415

    path = tmp_path_factory.mktemp("pack") / "包.xlsx"
    pack_exchange.export(path, pack_exchange.document_of("2021-2025", None), Author().clock().date())
    return path.read_bytes()


@pytest.fixture
def workbook(tmp_path: Path, exported: bytes) -> Callable[[Callable[[Workbook], object]], Path]:
    """The workbook, changed by hand."""

    def changed(how: Callable[[Workbook], object]) -> Path:
        path = tmp_path / "改过的包.xlsx"
        path.write_bytes(exported)
        book = openpyxl.load_workbook(path)
        how(book)
        book.save(path)
        return path

    return changed


Changed = Callable[[Callable[[Workbook], object]], Path]


def renamed(book: Workbook) -> None:
    book["基本信息"]["B5"] = "2026.9"
    for cells in book["指标"].iter_rows(min_row=3):
        if cells[1].value == CASES:
            cells[3].value = "诉讼案件总数"


def broken(book: Workbook) -> None:
    book["指标"]["E3"], book["规则"]["B3"] = "斤两", "警告"


def test_the_pack_in_use_is_told(window: MainWindow) -> None:
    dialog = PacksDialog(window)
    said = told(dialog)
    assert window.desk.ret.pack.title in said
    assert "2021—2025" in said
    assert "程序自带" in said
    assert not dialog.go.isEnabled()


def test_it_is_exported(window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = PacksDialog(window)
    monkeypatch.setattr(boxes, "ask_workbook", lambda *_: tmp_path / "包.xlsx")
    dialog.out.click()
    assert openpyxl.load_workbook(tmp_path / "包.xlsx")["基本信息"]["B3"].value == "2021-2025"
    assert "已导出" in dialog.news.text()
    monkeypatch.setattr(boxes, "ask_workbook", lambda *_: tmp_path / "没有" / "包.xlsx")
    dialog.out.click()
    assert "找不到文件夹" in dialog.trouble.text()


def test_faults_are_listed_and_nothing_can_be_adopted(window: MainWindow, workbook: Changed) -> None:
    dialog = PacksDialog(window)
    dialog.look_at(workbook(broken))
    assert dialog.tabs.isTabVisible(FAULTS)
    assert not dialog.tabs.isTabVisible(DIFFERENCES)
    assert [row[:3] for row in rows(dialog.faults)] == [("指标", "3", "单位"), ("规则", "3", "级别")]
    assert "2 处错误" in dialog.news.text()
    assert "可用的单位有" in dialog.whole.text()  # the row one is at, as nothing is cut off
    assert not dialog.go.isEnabled()


def test_a_file_that_is_no_workbook_is_one_sentence(window: MainWindow, workbook: Changed, tmp_path: Path) -> None:
    dialog = PacksDialog(window)
    dialog.look_at(workbook(renamed))
    (tmp_path / "信.xlsx").write_bytes(b"abc")
    dialog.look_at(tmp_path / "信.xlsx")
    assert "不是 Excel 工作簿" in dialog.trouble.text()
    assert dialog.tabs.isHidden()
    assert not dialog.go.isEnabled()  # what was read before is not what would be adopted


def test_differences_and_a_rehearsal_come_before_adopting(
    window: MainWindow, workbook: Changed, answer: Answer
) -> None:
    def look(dialog: PacksDialog) -> None:
        dialog.look_at(workbook(renamed))
        number = window.desk.item(CASES).number
        assert rows(dialog.differences) == [
            ("基本信息的版本", "2026.1", "2026.9"),
            (f"指标“{number} 行政诉讼案件数”的名称", "行政诉讼案件数", "诉讼案件总数"),
        ]
        assert "在 2 份填报上试算" in dialog.news.text()
        assert dialog.tabs.isTabVisible(REHEARSAL)
        assert any("从来判不出来" in row[3] for row in rows(dialog.rehearsal))
        assert window.desk.item(CASES).name == "行政诉讼案件数"  # nothing has changed yet
        dialog.go.click()

    answer(look)
    window.commands["packs"].run()
    assert window.desk.item(CASES).name == "诉讼案件总数"
    assert window.desk.cell(CASES).words == "37"
    again = PacksDialog(window)
    assert "改过的包.xlsx" in told(again)


def test_a_pack_that_another_window_adopted_is_shown(window: MainWindow) -> None:
    with Book(window.desk.book.path) as other:
        document = other.pack_document(2024)
        for section in document["section"]:
            section["title"] += "（新）"
        gone = {"cppcc_proposal_count", "cppcc_proposal_lead_count", "cppcc_proposal_assist_count"}
        document["item"] = [entry for entry in document["item"] if entry["code"] not in gone]
        document["rule"] = [entry for entry in document["rule"] if not any(code in str(entry) for code in gone)]
        assert [fault for fault in faults(document) if "part_of" not in fault.problem] == []
        other.adopt(build(document), json.dumps(document, ensure_ascii=False), "包.xlsx")
    window.desk.refresh()
    assert window.desk.ret.pack.sections[0].title.endswith("（新）")
    assert gone.isdisjoint(window.desk.ret.ordered_codes)
    for section in window.desk.ret.pack.sections:
        window.go_to_place(f"section:{section.id}")
        assert gone.isdisjoint(window.page.codes)


def test_without_a_backup_nothing_is_adopted(
    window: MainWindow, workbook: Changed, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = PacksDialog(window)
    dialog.look_at(workbook(renamed))

    def no_backup(_why: str = "") -> None:
        raise KnownError("备份没有做成。", "请换一个文件夹。")

    monkeypatch.setattr(window.backups, "now", no_backup)
    dialog.go.click()
    assert "备份没有做成" in dialog.trouble.text()
    assert window.desk.item(CASES).name == "行政诉讼案件数"
