"""A return as JSON for other programs: the canonical text, its fingerprint, and every value with names and units."""

import json
from typing import Any

from db.domain.cells import Cell
from db.domain.comparison import counterpart
from db.domain.fingerprint import canonical, digest, short
from db.domain.items import Item
from db.domain.returns import Return

FORM = "法治填报 数据 1"


def json_bytes(ret: Return, last: Return | None) -> bytes:
    """The return beside last year's, in UTF-8; numbers are texts, so that no digit is lost. See docs/导出格式.md."""
    text = canonical(ret)
    content: dict[str, Any] = {
        "form": FORM,
        "unit": ret.unit,
        "year": ret.year,
        "status": ret.status.value,
        "practice": ret.practice,
        "pack": {"id": ret.pack.id, "version": ret.pack.version, "title": ret.pack.title},
        "fingerprint": digest(text),
        "fingerprint_short": short(digest(text)),
        "canonical": text,
        "items": [_item(ret.item(code), ret.cell(code), last) for code in ret.ordered_codes],
        "head": [
            {"field": field.id, "label": field.label, "words": ret.head.get(field.id, "")}
            for field in ret.pack.head_fields
        ],
        "lists": [
            {
                "list": form.id,
                "title": form.title,
                "columns": [{"column": id_, "label": label} for id_, label in form.columns],
                "rows": [dict(row) for row in ret.lists.get(form.id, ())],
            }
            for form in ret.pack.lists
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")


def _item(item: Item, cell: Cell, last: Return | None) -> dict[str, Any]:
    before = counterpart(item, last) if last is not None else None
    told = {"code": item.code, "number": item.number, "name": item.name, "unit": item.unit, "kind": item.kind.value}
    return {**told, **_cell(cell), "last_year": _cell(before) if before is not None else None}


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "state": cell.state.value,
        "words": cell.words,
        "value": cell.value or None,
        "qualifier": cell.qualifier,
        "value_unit": cell.quantity.unit if cell.quantity else "",
        "reason": cell.reason,
        "note": cell.note,
    }
