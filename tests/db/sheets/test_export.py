"""An export that cannot be finished says so in one sentence, leaves the old file alone and nothing beside it."""

import errno
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from db.domain.returns import Return
from db.domain.trouble import KnownError
from db.sheets import export as module
from db.sheets.export import export_standard
from db.sheets.model import Workbook
from db.sheets.read_back import ReadBackError
from db.sheets.writing import xlsx_bytes

Make = Callable[..., Return]
OLD = "从前的文件".encode()


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """An older file that must survive whatever goes wrong."""
    path = tmp_path / "报送表.xlsx"
    path.write_bytes(OLD)
    return path


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def run(target: Path, ret: Return) -> None:
    export_standard(target, ret, None, (), "2026-01-20", "1.0")


def refused(target: Path, ret: Return) -> KnownError:
    """The refusal, after which the old file is as it was and alone."""
    with pytest.raises(KnownError) as caught:
        run(target, ret)
    assert target.read_bytes() == OLD
    assert names(target.parent) == [target.name]
    return caught.value


def failing(number: int) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


def test_a_finished_export_replaces_the_old_file_and_leaves_nothing_else(target: Path, make: Make) -> None:
    run(target, make({"area": "5"}))
    assert target.read_bytes()[:2] == b"PK"
    assert names(target.parent) == [target.name]


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such bits")
def test_only_its_owner_may_read_the_file(target: Path, make: Make) -> None:
    run(target, make())
    assert target.stat().st_mode & 0o077 == 0


def test_a_file_open_elsewhere_is_named_and_kept(target: Path, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "replace", failing(errno.EACCES))
    trouble = refused(target, make())
    assert trouble.sentence.startswith("“报送表.xlsx”正被别的程序打开")
    assert "关闭" in trouble.next_step


@pytest.mark.parametrize("lock", [".~lock.报送表.xlsx#", ".~报送表.xlsx", ".~送表.xlsx"])
def test_a_file_that_libreoffice_or_wps_has_open_is_kept(target: Path, make: Make, lock: str) -> None:
    target.with_name(lock).touch()
    with pytest.raises(KnownError, match="正被别的程序打开") as told:
        run(target, make())
    assert lock in told.value.next_step  # it may be left over
    assert target.read_bytes() == OLD
    target.with_name(lock).unlink()
    run(target, make())


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.EROFS])
def test_a_folder_that_takes_no_files_is_named(
    target: Path, make: Make, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(os, "open", failing(number))
    trouble = refused(target, make())
    assert trouble.sentence.startswith(f"没有权限在文件夹“{target.parent}”里保存文件")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
@pytest.mark.parametrize("verb", ["open", "fsync"])
def test_a_full_disk_is_said_so(
    target: Path, make: Make, monkeypatch: pytest.MonkeyPatch, number: int, verb: str
) -> None:
    monkeypatch.setattr(os, verb, failing(number))
    trouble = refused(target, make())
    assert "磁盘满了" in trouble.sentence
    assert "腾出空间" in trouble.next_step


def test_a_file_that_may_not_grow_is_a_full_disk(target: Path, make: Make) -> None:
    limits = pytest.importorskip("resource", reason="Windows has no such limit")
    before = limits.getrlimit(limits.RLIMIT_FSIZE)
    limits.setrlimit(limits.RLIMIT_FSIZE, (4096, before[1]))
    try:
        trouble = refused(target, make())
    finally:
        limits.setrlimit(limits.RLIMIT_FSIZE, before)
    assert "磁盘满了" in trouble.sentence


def test_a_trouble_without_a_name_of_its_own_still_says_what_to_do(
    target: Path, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "replace", failing(errno.EIO))
    trouble = refused(target, make())
    assert "没有能保存" in trouble.sentence
    assert "换一个文件夹" in trouble.next_step


@pytest.mark.parametrize("name", ["文件夹.xlsx", "文件夹"])
def test_a_folder_is_no_file(tmp_path: Path, make: Make, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    with pytest.raises(KnownError, match="是一个文件夹"):
        run(folder, make())
    assert names(folder) == []


def test_a_missing_folder_is_named_and_not_made(tmp_path: Path, make: Make) -> None:
    with pytest.raises(KnownError, match="找不到文件夹"):
        run(tmp_path / "没有" / "报送表.xlsx", make())
    assert names(tmp_path) == []


@pytest.mark.parametrize("name", ["报送表", "报送表.xls", "报送表.csv"])
def test_another_ending_is_refused(tmp_path: Path, make: Make, name: str) -> None:
    with pytest.raises(KnownError, match=r"\.xlsx"):
        run(tmp_path / name, make())
    assert names(tmp_path) == []


def test_a_name_too_long_for_the_disk_leaves_nothing_behind(tmp_path: Path, make: Make) -> None:
    with pytest.raises(KnownError):
        run(tmp_path / f"{'长' * 300}.xlsx", make())
    assert names(tmp_path) == []


def test_a_file_that_came_out_different_is_loud_and_leaves_nothing(
    target: Path, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other(book: Workbook) -> bytes:
        first, *rest = book.sheets
        return xlsx_bytes(replace(book, sheets=(replace(first, rows=first.rows[1:]), *rest)))

    monkeypatch.setattr(module, "xlsx_bytes", other)
    with pytest.raises(ReadBackError):
        run(target, make())
    assert target.read_bytes() == OLD
    assert names(target.parent) == [target.name]


def test_a_bug_on_the_way_leaves_nothing_either(target: Path, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(module, "check", broken)
    with pytest.raises(ZeroDivisionError):
        run(target, make())
    assert target.read_bytes() == OLD
    assert names(target.parent) == [target.name]
