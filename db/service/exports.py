"""The formats in which a return leaves the program as a file: one row each; writes them, knows no window.

A PDF is not among them: only the window can paint pages.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from db.domain.trouble import KnownError
from db.service.open_return import OpenReturn


@dataclass(frozen=True, slots=True)
class Format:
    """One format: how its files end, what it is called, what writes it (target untouched on a KnownError)."""

    suffix: str
    title: str
    write: Callable[[OpenReturn, Path], None]


def _workbook(opened: OpenReturn, target: Path) -> None:
    opened.export(target)


def _csv(opened: OpenReturn, target: Path) -> None:
    from db.sheets.values_csv import csv_bytes  # noqa: PLC0415 - only this verb needs it

    _save(target, csv_bytes(opened.ret), ".csv")


def _json(opened: OpenReturn, target: Path) -> None:
    from db.sheets.values_json import json_bytes  # noqa: PLC0415 - only this verb needs it

    _save(target, json_bytes(opened.ret, opened.last), ".json")


def _save(target: Path, data: bytes, suffix: str) -> None:
    from db.sheets.saving import refuse_bad_target, save_bytes  # noqa: PLC0415 - only these verbs need it

    def prove(beside: Path) -> None:
        if beside.read_bytes() != data:
            raise KnownError(f"“{target.name}”没有写完整，原来的文件没有改动。", "请再导出一次；还不行的，换一个磁盘。")

    refuse_bad_target(target, suffix)
    save_bytes(target, data, prove)


FORMATS = (
    Format(".xlsx", "Excel 工作簿", _workbook),
    Format(".csv", "CSV 表格", _csv),
    Format(".json", "JSON 数据", _json),
)


def export(opened: OpenReturn, target: Path) -> Path:
    """Write the return to `target` in the format that its name ends in; KnownError if there is none or it cannot."""
    form = next((one for one in FORMATS if one.suffix == target.suffix.lower()), None)
    if form is None:
        known = "、".join(one.suffix for one in FORMATS)
        mend = f"文件名请以 {known} 结尾，例如“2024.csv”；PDF 请用 pdf 命令。"
        raise KnownError(f"不会导出“{target.suffix or target.name}”格式。", mend)
    form.write(opened, target)
    return target
