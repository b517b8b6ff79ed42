"""Places in which a data file had better not lie, told by their paths alone."""

from pathlib import Path, PurePosixPath

import pytest

from db.domain.trouble import KnownError
from db.service import places
from db.service.places import doubt, kind_of_mount, refuse_shared

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
//server/科室 /mnt/gong\\040xiang cifs rw 0 0
/dev/sdb1 /mnt/gong\\040xiang/local ext4 rw 0 0
"""


@pytest.mark.parametrize("name", ["OneDrive - 某某局", "坚果云", "BaiduSyncdisk", "WPS云盘", "Nutstore Files"])
def test_a_synchronised_folder_is_named(tmp_path: Path, name: str) -> None:
    why = doubt(tmp_path / name / "填报" / "数据.sqlite")
    assert why
    assert why.grave
    assert why.sentence.startswith(f"“{name}”")


@pytest.mark.parametrize("mark", [".dropbox", ".stfolder", ".nextcloudsync.log"])
def test_a_folder_under_another_name_is_told_by_the_mark_of_its_program(tmp_path: Path, mark: str) -> None:
    (tmp_path / "工作" / "填报").mkdir(parents=True)
    (tmp_path / "工作" / mark).touch()
    why = doubt(tmp_path / "工作" / "填报" / "数据.sqlite")
    assert why
    assert why.sentence.startswith("“工作”是网盘的同步文件夹")


def test_a_folder_with_the_icon_of_such_a_program_is_told(tmp_path: Path) -> None:
    icon = "[.ShellClassInfo]\r\nIconResource=C:\\Program Files\\Microsoft OneDrive\\OneDrive.exe,6\r\n"
    (tmp_path / "desktop.ini").write_bytes(icon.encode("utf-16"))
    assert doubt(tmp_path / "数据.sqlite")
    (tmp_path / "desktop.ini").write_text("[.ShellClassInfo]\nLocalizedResourceName=文档\n", encoding="utf-8")
    assert doubt(tmp_path / "数据.sqlite") is None


def test_the_place_that_windows_names_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path / "云"))
    assert doubt(tmp_path / "云" / "填报" / "数据.sqlite")
    assert doubt(tmp_path / "别处" / "数据.sqlite") is None


def test_a_stick_is_a_warning_and_no_refusal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text("/dev/sda1 / ext4 rw 0 0\n/dev/sdb1 /media/u vfat rw 0 0\nnas:/x /net/x nfs4 rw 0 0\n")
    monkeypatch.setattr(places, "_MOUNTS", mounts)
    why = doubt(Path("/media/u/数据.sqlite"))
    assert why
    assert not why.grave
    refuse_shared(Path("/media/u/数据.sqlite"))
    with pytest.raises(KnownError, match="网络共享"):
        refuse_shared(Path("/net/x/数据.sqlite"))


def test_an_ordinary_folder_is_no_trouble(tmp_path: Path) -> None:
    assert doubt(tmp_path / "填报" / "数据.sqlite") is None


@pytest.mark.parametrize("path", [r"\\server\科室\数据.sqlite", "//server/科室/数据.sqlite"])
def test_a_share_named_by_its_server(path: str) -> None:
    why = doubt(Path(path))
    assert why
    assert "网络共享" in why.sentence


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/a/数据.sqlite", "ext4"),
        ("/mnt/gong xiang/数据.sqlite", "cifs"),
        ("/mnt/gong xiang/local/数据.sqlite", "ext4"),
        ("数据.sqlite", ""),
    ],
)
def test_the_innermost_mount_decides(path: str, kind: str) -> None:
    assert kind_of_mount(PurePosixPath(path), MOUNTS) == kind
