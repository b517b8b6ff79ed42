"""Places in which a data file had better not lie, told by their paths alone."""

from pathlib import Path, PurePosixPath

import pytest

from db.service.places import doubt, kind_of_mount

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
//server/科室 /mnt/gong\\040xiang cifs rw 0 0
/dev/sdb1 /mnt/gong\\040xiang/local ext4 rw 0 0
"""


@pytest.mark.parametrize("name", ["OneDrive - 某某局", "坚果云", "BaiduSyncdisk", "WPS云盘", "Nutstore Files"])
def test_a_synchronised_folder_is_named(tmp_path: Path, name: str) -> None:
    why = doubt(tmp_path / name / "填报" / "数据.sqlite")
    assert why.startswith(f"“{name}”")


def test_an_ordinary_folder_is_no_trouble(tmp_path: Path) -> None:
    assert doubt(tmp_path / "填报" / "数据.sqlite") == ""


@pytest.mark.parametrize("path", [r"\\server\科室\数据.sqlite", "//server/科室/数据.sqlite"])
def test_a_share_named_by_its_server(path: str) -> None:
    assert "网络共享" in doubt(Path(path))


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
