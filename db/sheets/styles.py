"""How cells look: a name for each look, with font, size, lines and alignment; knows no content and no file format.

Names of fonts are those of every Chinese Windows; other systems put their own in place.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

TEXT = "@"  # the number format of cells in which nothing typed becomes a number or a date
SONG, HEI = "宋体", "黑体"
INK, QUIET, RED = "#000000", "#595959", "#C00000"
_HEAD_FILL = "#E9EEF4"
RED_FILL, AMBER_FILL = "#F8CBAD", "#FFE699"  # under black figures
INPUT_FILL = "#FFFBE6"


@dataclass(frozen=True, slots=True)
class Look:
    """One look. `size` in points; `pattern` is a number format in which {} stands for the digits after the point."""

    font: str = SONG
    size: float = 10
    align: str = "left"
    middle: bool = True
    border: bool = False
    underline: bool = False
    fill: str = ""
    colour: str = INK
    pattern: str = ""


_BOXED = Look(border=True)
_FIGURE = Look(border=True, align="right")
_COUNT = "#,##0{}"
_SIGNED = "+#,##0{};-#,##0{};0"

LOOKS: Mapping[str, Look] = {
    # the cover
    "banner": Look(HEI, 11, align="center", colour=RED),
    "mark": Look(HEI, 16, align="center", colour=RED),
    "legal": Look(size=9, align="right"),
    "title": Look(HEI, 22, align="center"),
    "subtitle": Look(HEI, 14, align="center"),
    "label": Look(size=11, align="right"),
    "field": Look(size=11, underline=True),
    "imprint": Look(size=9, align="center", colour=QUIET),
    # captions of sheets and tables
    "sheet_title": Look(HEI, 15, align="center"),
    "table_title": Look(HEI, 11),
    "caption": Look(),
    "caption_right": Look(align="right"),
    "remark": Look(size=9, colour=QUIET),
    "signature": Look(size=11),
    "paragraph": Look(size=10.5, middle=False),
    "ordinal": Look(size=10.5, align="right", middle=False),
    # heads
    "head": replace(_BOXED, font=HEI, align="center", fill=_HEAD_FILL),
    "side_head": replace(_BOXED, align="left"),
    "side_middle": replace(_BOXED, align="center"),
    "serial": replace(_BOXED, size=9, align="center", colour=QUIET),
    # cells of tables
    "text": _BOXED,
    "small": replace(_BOXED, size=9),
    "middle": replace(_BOXED, align="center"),
    "quiet": replace(_BOXED, align="center", colour=QUIET),
    "words": _FIGURE,
    "wrong": replace(_FIGURE, colour=RED),
    "number": replace(_FIGURE, pattern=_COUNT),
    "change": replace(_FIGURE, pattern=_SIGNED),
    "percent_points": replace(_FIGURE, pattern='+#,##0{}"个百分点";-#,##0{}"个百分点";0'),
    "mille_points": replace(_FIGURE, pattern='+#,##0{}"个千分点";-#,##0{}"个千分点";0'),
    "result": _FIGURE,
    "count": replace(_BOXED, align="center", pattern="#,##0"),
    "total": replace(_BOXED, font=HEI, align="center", pattern="#,##0"),
    "error": replace(_BOXED, font=HEI, align="center", colour=RED),
    # sheets that are edited and read again
    "entry": replace(_BOXED, pattern=TEXT),
    "shown": replace(_BOXED, size=9, colour=QUIET, pattern=TEXT),
    # cells that an office fills in
    "input": replace(_BOXED, align="right", pattern=TEXT, fill=INPUT_FILL),
    "input_words": replace(_BOXED, pattern=TEXT, fill=INPUT_FILL),
    "input_choice": replace(_BOXED, align="center", pattern=TEXT, fill=INPUT_FILL),
    "input_line": Look(size=11, underline=True, pattern=TEXT, fill=INPUT_FILL),
    "group": replace(_BOXED, font=HEI),
    # the machine-readable sheet
    "data": Look(size=9),
    "data_number": Look(size=9, align="right", pattern="0{}"),
}


def number_format(style: str, places: int) -> str:
    """The number format of a style's numbers with `places` digits after the point; "" for words."""
    return LOOKS[style].pattern.replace("{}", "." + "0" * places if places else "")
