"""搬家: what leaves one machine arrives at the other, whole or not at all; a password is one."""

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.domain.trouble import KnownError
from db.service import Author, Book, moving

UNIT, CASES, PASSWORD = "示例市自然资源和规划局", "litigation_cases_count", "一二三四五六七八"
AUTHOR = Author("张三", lambda: datetime(2025, 1, 23, 10, 42, 7, tzinfo=UTC))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "旧" / "法治填报.sqlite"
    with Book(path, AUTHOR) as book:
        book.add_unit(UNIT)
        book.open_year(UNIT, 2024).enter(CASES, "近40")
    return path


def words(path: Path) -> str:
    with Book(path, AUTHOR) as book:
        return book.find_year(UNIT, 2024).ret.cell(CASES).words


def test_what_was_packed_is_unpacked_with_its_history_and_settings(path: Path, tmp_path: Path) -> None:
    package = moving.pack(path, tmp_path / moving.proposed_name(path, AUTHOR), AUTHOR, b"{}")
    assert package.name == "法治填报-搬家-20250123-1042.fazhi"
    assert not moving.wants_password(package)
    target = tmp_path / "新" / "法治填报.sqlite"
    assert moving.unpack(package, target) == b"{}"
    assert words(target) == words(path) == "近40"
    assert sorted(one.name for one in target.parent.iterdir()) == ["法治填报.sqlite"]


def test_with_a_password_only_who_knows_it_reads_it(path: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyrage")
    package = moving.pack(path, tmp_path / "x.fazhi", AUTHOR, password=PASSWORD)
    assert moving.wants_password(package)
    assert b"sqlite" not in package.read_bytes().lower()
    target = tmp_path / "新" / "a.sqlite"
    for wrong in ("", PASSWORD + "九"):
        with pytest.raises(KnownError, match="密码"):
            moving.unpack(package, target, wrong)
        assert not target.exists()
    moving.unpack(package, target, PASSWORD)
    assert words(target) == "近40"
    with pytest.raises(KnownError, match="至少要"):
        moving.pack(path, tmp_path / "y.fazhi", AUTHOR, password="1234")
    assert not (tmp_path / "y.fazhi").exists()


def test_a_byte_that_changed_on_the_way_is_noticed(path: Path, tmp_path: Path) -> None:
    package = moving.pack(path, tmp_path / "x.fazhi", AUTHOR)
    data = bytearray(package.read_bytes())
    for at in range(10, len(data), len(data) // 40):
        package.write_bytes(bytes(data[:at]) + bytes([data[at] ^ 0x40]) + bytes(data[at + 1 :]))
        try:
            moving.unpack(package, tmp_path / "新" / "a.sqlite")
        except KnownError as trouble:
            assert trouble.next_step
            assert not (tmp_path / "新" / "a.sqlite").exists()
        else:  # it fell into a date or another word that says nothing of the contents
            assert words(tmp_path / "新" / "a.sqlite") == "近40"
            (tmp_path / "新" / "a.sqlite").unlink()


def test_a_package_with_other_things_in_it_is_refused(path: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "x.fazhi"
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("../../数据.sqlite", b"x")
    for data in (whole.getvalue(), b"", b"age-encryption.org/v1\nx", b"PK\x03\x04"):
        foreign.write_bytes(data)
        with pytest.raises((KnownError, ImportError)):
            moving.unpack(foreign, tmp_path / "新" / "a.sqlite", PASSWORD)
        assert not (tmp_path / "新" / "a.sqlite").exists()


def test_nothing_that_is_there_is_replaced(path: Path, tmp_path: Path) -> None:
    package = moving.pack(path, tmp_path / "x.fazhi", AUTHOR)
    for verb in (lambda: moving.pack(path, package, AUTHOR), lambda: moving.unpack(package, path)):
        with pytest.raises(KnownError, match="已经有"):
            verb()
    with pytest.raises(KnownError, match="网盘"):
        moving.unpack(package, tmp_path / "坚果云" / "a.sqlite")
