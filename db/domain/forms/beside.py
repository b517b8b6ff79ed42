"""What one cell of a form is on the way from a figure to its label: a code, a unit, a name, something filled in."""

import re
from dataclasses import dataclass, field

from db.domain.forms.words import Label, unit_in

_CODE = re.compile(r"[A-Za-z][\w.]*")
_PRINTED = re.compile(r"\d{1,2}\.\d{1,3}")
_FIGURE = re.compile(r"[约近超逾]{0,2}[-+]?\d+(?:[,，.]\d+)*[余多几]?[万亿]?(?P<unit>[^\d\s.,，、]{0,4})")
_FILLER = re.compile(r"[-—–/／\\]+|_+|[xX×]+|…+|\.+|无|不适用|待填|请填写")
MARKER = re.compile(r"\{\{\s*([\w.:]+)\s*\}\}")


@dataclass
class Beside:
    """What is met on the way from a cell to the left."""

    labels: list[Label] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    unit: str | None = None
    next_to: Label | None = None

    def take_label(self, label: Label, words: str, role: str) -> None:
        """A code, a unit, a name, or words of a column that holds none of these."""
        stated = unit_in(words)
        if _CODE.fullmatch(words) or (role == "number_head" and not words.endswith((":", "："))):
            self.codes.append(words)
        elif stated is not None and role != "name_head":
            if self.unit is None and (not self.labels or role == "unit_head"):
                self.unit = stated
        elif role not in ("never", "unit_head"):
            self.labels.append(label)

    def ends_at(self, words: str, role: str, is_value: bool) -> bool:
        """Whether a cell that is no label ends the way: behind a name only numbers are passed."""
        if is_value and _PRINTED.fullmatch(words) and (self.labels or role == "number_head"):
            self.codes.append(words)
        elif is_value and role == "unit_head" and words == "%" and self.unit is None:
            self.unit = "%"
        return bool(self.labels) and not (is_value and role == "number_head")


def is_entry(words: str) -> bool:
    """Whether words are what somebody fills in, or hold its place: 1500余件, ——, {{code}}."""
    figure = _FIGURE.fullmatch(words)
    unit = figure["unit"] if figure else ""
    return bool(figure and (not unit or unit_in(unit) is not None)) or bool(
        _FILLER.fullmatch(words) or MARKER.search(words)
    )
