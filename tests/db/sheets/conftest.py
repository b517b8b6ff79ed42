"""A small pack with all that a workbook must show, and returns made with it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook as Opened

from db.domain.cells import Cell, State, marked, typed
from db.domain.findings import Finding
from db.domain.items import Item, Kind, Tier
from db.domain.pack import Pack
from db.domain.pack.reading import build
from db.domain.returns import Return, Status
from db.sheets.export import export_standard

MADE_ON, VERSION = "2026-01-20", "9.8.7"
OWN = (
    Item(
        "own_platforms", "2.09", "本市平台数", "个", Kind.COUNT, 0, Tier.OWN, "law", definition="按年末在用的平台计。"
    ),
    Item("own_words", "附.01", "=1+1 开头的指标", "", Kind.TEXT, 0, Tier.OWN, "nowhere"),
)


def _item(code: str, name: str, unit: str = "件", kind: str = "count", **more: Any) -> dict[str, Any]:
    plain = {"code": code, "topic": "law", "name": name, "unit": unit, "kind": kind, "decimals": 0, "tier": "core"}
    return {**plain, **more}


def _document() -> dict[str, Any]:
    area = _item("area", "供应土地面积", "平方米", "quantity", topic="land", decimals=2)
    table = {
        "id": "requests",
        "number": "表2",
        "title": "收到和处理申请情况",
        "group": "政府信息公开工作年度报告",
        "basis": "国办公开办函〔2021〕30号",
        "remark": "每件只计一种结果。",
        "unit": "件",
        "kind": "count",
        "decimals": 0,
        "office": "办公室",
        "period": "本年",
        "aggregate": "sum",
        "columns": [
            {"id": "person", "heads": ["自然人"]},
            {"id": "firm", "heads": ["法人或其他组织", "商业企业"]},
            {"id": "other", "heads": ["法人或其他组织", "其他"]},
            {"id": "fee", "heads": ["收费"], "unit": "万元", "kind": "money"},
        ],
        "rows": [
            {"id": "new", "number": "一", "heads": ["本年新收"]},
            {"id": "open", "number": "二（一）", "heads": ["办理结果", "予以公开"]},
            {"id": "secret", "number": "二（二）1", "heads": ["办理结果", "不予公开", "属于国家秘密"]},
            {"id": "safety", "number": "二（二）2", "heads": ["办理结果", "不予公开", "危及安全"]},
        ],
        "links": [{"row": "new", "column": "person", "item": "cases"}],
        "absent": [{"row": "new", "column": "fee"}],
    }
    return {
        "id": "small",
        "title": "小指标包",
        "version": "2026.1",
        "outline": "实施纲要",
        "remark": "试用。",
        "provisional": True,
        "section": [
            {"id": "land", "number": "一", "title": "政府机构职能体系", "topics": ["land"]},
            {"id": "empty", "number": "二", "title": "没有指标的部分", "topics": ["empty"]},
            {"id": "law", "number": "三", "title": "行政执法：工作/体系", "topics": ["law"]},
        ],
        "item": [
            area,
            _item("money", "罚没金额", "万元", "money", topic="land", decimals=2),
            _item("rate", "结案率", "%", "share", topic="land", decimals=1),
            _item("on", "成立日期", "", "date", topic="land"),
            _item("has", "设有机构", "", "yesno", topic="land"),
            _item("cases", "诉讼案件数"),
            _item("closed", "审结案件数", part_of="cases"),
            _item("won", "胜诉案件数", part_of="closed"),
            _item("lost", "败诉案件数", part_of="closed"),
            _item("pending", "在审案件数", part_of="cases", period="年末"),
            _item("library", "未启用的指标", tier="library"),
        ],
        "table": [table],
        "rule": [],
        "deadline": [{"id": "d", "month": 3, "day": 1, "what": "报告", "to": "党委", "basis": "第二十四条"}],
        "head_field": [
            {"id": "title", "label": "标题", "place": "head"},
            {"id": "reporting_unit", "label": "填报单位", "place": "head"},
            {"id": "period", "label": "报告期", "place": "head"},
            {"id": "filled_on", "label": "填报日期", "place": "head"},
            {"id": "data_until", "label": "数据截止日", "place": "head"},
            {"id": "form_number", "label": "表号", "place": "head"},
            {"id": "document_number", "label": "文号", "place": "document"},
            {"id": "index_number", "label": "索引号", "place": "document"},
            {"id": "unit_leader", "label": "单位负责人", "place": "foot"},
            {"id": "reviewer", "label": "审核人", "place": "foot"},
            {"id": "filler", "label": "填报人", "place": "foot"},
            {"id": "phone", "label": "联系电话", "place": "foot"},
        ],
        "list": [
            {
                "id": "documents",
                "title": "制度文件清单",
                "columns": [{"id": "title", "label": "文件名称"}, {"id": "number", "label": "文号"}],
            },
            {"id": "honours", "title": "荣誉与典型", "columns": [{"id": "title", "label": "名称"}]},
        ],
        "note": [{"text": "没有发生的填0。"}, {"text": "没有职责的填不适用。"}],
        "labels": {"banner": "严禁录入国家秘密、工作秘密", "draft": "草稿", "practice": "练习"},
    }


@pytest.fixture(scope="session")
def pack() -> Pack:
    return build(_document()).with_own(OWN)


Make = Callable[..., Return]


@pytest.fixture(scope="session")
def make(pack: Pack) -> Make:
    """A return from words by code; a word with a state in front (不适用 …) marks the cell."""

    def cell(code: str, words: str) -> Cell:
        for state in (State.NOT_APPLICABLE, State.UNAVAILABLE):
            if words.startswith(state.value):
                return marked(state, words.removeprefix(state.value))
        return typed(pack.items[code], words)

    def make(words: Mapping[str, str] | None = None, year: int = 2025, **more: Any) -> Return:
        cells = {code: cell(code, said) for code, said in (words or {}).items()}
        active = pack.starting_codes(year) | {item.code for item in OWN}
        plain: dict[str, Any] = {"unit": "某某市局", "status": Status.FINAL, "cells": cells, "active": active}
        return Return(**{**plain, "year": year, "pack": pack, **more})

    return make


Export = Callable[..., Opened]


@pytest.fixture
def export(tmp_path: Path) -> Export:
    """Exports a return and opens the file with openpyxl as anybody would."""

    def export(ret: Return, last: Return | None = None, findings: tuple[Finding, ...] = ()) -> Opened:
        target = tmp_path / "报送表.xlsx"
        export_standard(target, ret, last, findings, MADE_ON, VERSION)
        return openpyxl.load_workbook(target)

    return export
