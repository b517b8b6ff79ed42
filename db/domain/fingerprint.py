"""The fingerprint of a return: SHA-256 over all that a person put into it; knows no file and no way of printing.

What is hashed is a text of its own, readable in ten years and the same on every machine: words as typed, not what
a program read out of them, so that a better reader of words never makes an old paper look altered.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from db.domain.returns import Return

FORM = "法治填报 1"
"""Names the order and content of the canonical text; another content gets another name."""

_GROUPS = 4  # as many groups of four are printed: 64 bits, enough against chance and against a changed figure


def canonical(ret: Return) -> str:
    """All that was put into `ret`, as JSON with sorted names and no blanks: see `content`."""
    return written(content(ret))


def content(ret: Return) -> dict[str, Any]:
    """All that was put into `ret`, as plain data.

    Figures as [state, words, reason, note] by code (untouched cells and codes not asked for are left out), the
    head's fields that hold words, the lists' rows, the reasons for findings, the rules set aside with theirs.
    The stage of its life, stars and times do not count: they change while what is reported stays.
    """
    return {
        "form": FORM,
        "unit": ret.unit,
        "year": ret.year,
        "figures": {
            code: [cell.state.value, cell.words, cell.reason, cell.note]
            for code, cell in ret.cells.items()
            if code in ret.active and (cell.words or cell.note or cell.answered)
        },
        "head": {field: words for field, words in ret.head.items() if words},
        "lists": {name: [dict(row) for row in rows] for name, rows in ret.lists.items() if rows},
        "reasons": {rule: explanation.reason for rule, explanation in ret.explanations.items()},
        "set_aside": {rule: [waiver.treatment.value, waiver.reason] for rule, waiver in ret.waivers.items()},
    }


def written(content: Mapping[str, Any]) -> str:
    """Plain data as the canonical text writes it."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(ret: Return) -> str:
    """SHA-256 of the canonical text: 64 hexadecimal digits."""
    return digest(canonical(ret))


def digest(text: str) -> str:
    """SHA-256 of `text` in UTF-8 as hexadecimal digits; a lone surrogate counts as its three bytes."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def short(digest: str) -> str:
    """A fingerprint as people read it aloud and papers print it: 3F2A-09BC-77D1-E04B."""
    head = digest[: 4 * _GROUPS].upper()
    return "-".join(head[at : at + 4] for at in range(0, len(head), 4))
