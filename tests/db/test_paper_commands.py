"""pdf, verify and export by suffix, run as people run them."""

import re
import sys
from pathlib import Path

import pytest

from db.domain.trouble import KnownError
from db.service import Book, window
from tests.db.test_command_line import CASES, UNIT, run, told

PAGE = re.compile(rb"/Type\s*/Page\b")


@pytest.fixture
def target(tmp_path: Path) -> list[str]:
    path = tmp_path / "填报.sqlite"
    with Book(path) as book:
        book.add_unit(UNIT)
        book.open_year(UNIT, 2024).enter(CASES, "37")
    return ["--database", str(path), "--unit", UNIT, "--year", "2024"]


def test_a_pdf_is_painted_without_a_window(target: list[str], tmp_path: Path) -> None:
    pdf = tmp_path / "表.pdf"
    done = run("pdf", *target, "--output", str(pdf), "--paper", "A3")
    assert done.returncode == 0, done.stderr.decode()
    count = len(PAGE.findall(pdf.read_bytes()))
    assert f"（A3，共 {count} 页）" in done.stdout.decode()
    assert b"/MediaBox [0 0 842" in pdf.read_bytes()


@pytest.mark.parametrize(
    ("output", "sentence"), [("没有/表.pdf", "找不到文件夹"), ("表.xlsx", "不是以 .pdf 结尾"), (".", "是一个文件夹")]
)
def test_a_pdf_that_cannot_be_is_refused_in_one_sentence(
    output: str, sentence: str, target: list[str], tmp_path: Path
) -> None:
    done = run("pdf", *target, "--output", str(tmp_path / output))
    assert done.returncode == 2
    assert sentence in told(done)


def test_a_version_that_is_not_there_is_refused_by_its_number(target: list[str], tmp_path: Path) -> None:
    done = run("pdf", *target, "--output", str(tmp_path / "表.pdf"), "--version", "7")
    assert done.returncode == 2
    assert "没有第 7 版" in told(done)


def test_what_the_window_refuses_is_said_in_its_words(target: list[str], tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="2031"):
        window.paint_pdf(tmp_path / "填报.sqlite", (UNIT, 2031), tmp_path / "表.pdf", "A4")


def test_frozen_it_starts_its_sibling(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "fazhi-cli"))
    with pytest.raises(KnownError, match="fazhi 没有启动成"):
        window.paint_pdf(tmp_path / "填报.sqlite", (UNIT, 2024), tmp_path / "表.pdf", "A4")


def test_values_go_out_by_suffix_and_come_back(target: list[str], tmp_path: Path) -> None:
    csv = tmp_path / "数.csv"
    assert run("export", *target, "--output", str(csv)).returncode == 0
    other = ["--database", str(tmp_path / "另.sqlite"), *target[2:]]
    assert run("fill", *other, str(csv)).returncode == 0
    with Book(tmp_path / "另.sqlite") as book:
        assert book.find_year(UNIT, 2024).ret.cell(CASES).words == "37"
    refused = run("export", *target, "--output", str(tmp_path / "数.txt"))
    assert refused.returncode == 2
    assert ".json" in told(refused)


def test_verify_needs_the_return_it_is_told_to_compare_with(target: list[str], tmp_path: Path) -> None:
    book = tmp_path / "表.xlsx"
    assert run("export", *target, "--output", str(book)).returncode == 0
    assert run("verify", str(book)).returncode == 0
    with Book(tmp_path / "空.sqlite") as other:
        other.add_unit("别的")
    done = run("verify", str(book), "--database", str(tmp_path / "空.sqlite"))
    assert done.returncode == 2
    assert "没有" in done.stdout.decode()
