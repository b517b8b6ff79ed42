"""A workbook of the model as the bytes of an .xlsx file, by XlsxWriter; knows no returns and no folders.

Every value is written by its own type: no text ever becomes a formula, a link or a number.
"""

from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

from db.domain.long_work import step
from db.sheets.layout import MARGINS
from db.sheets.model import Box, Demand, Formula, Hint, Offer, Sheet, Value, Workbook, places
from db.sheets.styles import LOOKS, TEXT, number_format

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_OPTIONS = {
    "in_memory": True,  # also gives every part of the file the same fixed date
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_A4 = 9
_SIDES = ("left", "right", "top", "bottom")
_Key = tuple[str, int, int, bool, bool, tuple[str, ...]]  # style, digits after the point, indent, flows, open, sides
_FOOTER = "&C第 &P 页 共 &N 页"
_LONGEST_HEADER = 60


def xlsx_bytes(book: Workbook) -> bytes:
    """The file of `book`; the same book always gives the same bytes."""
    import xlsxwriter  # noqa: PLC0415 - only now: the window is open sooner without it
    from xlsxwriter.worksheet import Worksheet  # noqa: PLC0415 - the same

    class Page(Worksheet):
        """A sheet that takes a formula as it is: looking for functions newer than ours takes longer than all else."""

        def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002, FBT
            return formula.removeprefix("=")

    target = BytesIO()
    file = xlsxwriter.Workbook(target, _OPTIONS)
    file.set_properties(
        {
            "title": book.title,
            "author": book.author,
            "created": datetime(book.created.year, book.created.month, book.created.day),
        }
    )
    formats = _Formats(file)
    for n, sheet in enumerate(book.sheets):
        step("正在写各张表", n, len(book.sheets))
        _write(file.add_worksheet(sheet.name, worksheet_class=Page), sheet, formats)
    file.close()
    return target.getvalue()


class _Formats:
    """The formats of one file, each made when first used."""

    def __init__(self, file: "xlsxwriter.Workbook") -> None:
        self._file = file
        self._made: dict[_Key, Format] = {}

    def fill(self, colour: str) -> "Format":
        """A format that only colours a cell."""
        return self._file.add_format({"bg_color": colour})

    def of(self, box: Box, open_: tuple[str, ...] = ()) -> "Format":
        digits = places(box.value) if isinstance(box.value, Decimal) else 0
        key = (box.style, digits, box.indent, box.flows, box.open, open_)
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = self._file.add_format(_properties(key))
        return made


def _properties(key: _Key) -> dict[str, Any]:
    style, digits, indent, flows, unlocked, open_ = key
    look = LOOKS[style]
    properties: dict[str, Any] = {
        "font_name": look.font,
        "font_size": look.size,
        "font_color": look.colour,
        "align": look.align,
        "valign": "vcenter" if look.middle else "top",
        "text_wrap": not flows and look.pattern in ("", TEXT),
        "num_format": number_format(style, digits) or "General",
    }
    sides = {side: 1 for side in _SIDES if look.border and side not in open_}
    optional = {"bottom": int(look.underline), "bg_color": look.fill, "indent": indent}
    given = {name: value for name, value in optional.items() if value} | ({"locked": 0} if unlocked else {})
    return properties | given | sides


def _write(page: "Worksheet", sheet: Sheet, formats: _Formats) -> None:
    for n, width in enumerate(sheet.widths):
        below = formats.of(Box(n, "", sheet.below[n])) if sheet.below else None
        page.set_column(n, n, width, below)
    for n, row in enumerate(sheet.rows):
        page.set_row(n, row.height)
        for box in row.boxes:
            if box.merged:
                right, bottom = box.column + box.columns - 1, n + box.rows - 1
                page.merge_range(n, box.column, bottom, right, "", formats.of(box))
            elif box.flows and box.columns > 1:
                _flow(page, n, box, formats)
                continue
            _put(page, n, box.column, box.value, formats.of(box))
    if sheet.hidden_from is not None:
        last = max(box.column for row in sheet.rows for box in row.boxes)
        page.set_column(sheet.hidden_from, last, None, None, {"hidden": True})
    for mark in sheet.marks:
        place = mark.top, mark.left, mark.bottom, mark.right
        fill = formats.fill(mark.fill)
        page.conditional_format(*place, {"type": "formula", "criteria": f"={mark.formula}", "format": fill})
    _guard(page, sheet)
    _set_up(page, sheet)


def _guard(page: "Worksheet", sheet: Sheet) -> None:
    """What can be typed where."""
    for offer in sheet.offers:
        _offer(page, offer)
    for demand in sheet.demands:
        _demand(page, demand)
    for hint in sheet.hints:
        _hint(page, hint)
    if sheet.protected:
        page.protect("", {"format_columns": True, "format_rows": True})  # a column may be made wider


def _offer(page: "Worksheet", offer: Offer) -> None:
    rule = {"validate": "list", "source": f"={offer.source}" if offer.source else list(offer.words)}
    more = {
        "show_error": offer.strict,
        "error_title": "请从下拉内容里选",
        "error_message": "这一格只能填下拉列出的内容。",
    }
    told = {"input_title": offer.title, "input_message": offer.prompt} if offer.prompt else {}
    page.data_validation(offer.top, offer.left, offer.bottom, offer.right, {**rule, **more, **told})


def _hint(page: "Worksheet", hint: Hint) -> None:
    told = {"input_title": hint.title, "input_message": hint.prompt}
    asked = {"error_type": "warning", "error_title": "请再看一眼", "error_message": "这里一般填数。确实要这样写吗？"}
    rule = {"validate": "custom", "value": f"={hint.test}", **asked} if hint.test else {"validate": "any"}
    page.data_validation(hint.row, hint.column, hint.row, hint.column, {**rule, **told})


def _demand(page: "Worksheet", demand: Demand) -> None:
    first, *others = demand.ranges
    rule = {
        "validate": "custom",
        "value": f"={demand.formula}",
        "error_type": "warning",
        "error_title": demand.title,
        "error_message": demand.message,
        "other_cells": others,
    }
    page.data_validation(*first, rule)


def _flow(page: "Worksheet", row: int, box: Box, formats: _Formats) -> None:
    """Words that run on over cells which share one frame, or one line below, if the look has any."""
    look = LOOKS[box.style]
    _put(page, row, box.column, box.value, formats.of(box, ("right",)))
    last = box.column + box.columns - 1
    if look.border or look.underline:
        for column in range(box.column + 1, last):
            page.write_blank(row, column, None, formats.of(box, ("left", "right")))
        page.write_blank(row, last, None, formats.of(box, ("left",)))


def _put(page: "Worksheet", row: int, column: int, value: Value, form: "Format") -> None:
    if value == "":
        page.write_blank(row, column, None, form)
    elif isinstance(value, str):
        page.write_string(row, column, value, form)
    elif isinstance(value, Formula):
        page.write_formula(row, column, f"={value.text}", form, value.stored)
    else:
        # As a Decimal: XlsxWriter formats with .16G, which makes of a float 91.6 91.59999999999999.
        exact: Any = Decimal(value)
        page.write_number(row, column, exact, form)


def _set_up(page: "Worksheet", sheet: Sheet) -> None:
    page.set_paper(_A4)
    if sheet.landscape:
        page.set_landscape()
    page.set_margins(**MARGINS)
    page.center_horizontally()
    page.fit_to_pages(1, 1 if sheet.one_page else 0)
    page.set_header(_header(sheet))
    page.set_footer(_footer(sheet))
    page.hide_gridlines(0 if sheet.gridlines else 1)
    if any(sheet.frozen):
        page.freeze_panes(*sheet.frozen)
    if sheet.repeat:
        page.repeat_rows(*sheet.repeat)
    breaks = [n for n, row in enumerate(sheet.rows) if row.page_break]
    if breaks:
        page.set_h_pagebreaks(breaks)
    last_row, last_column = len(sheet.rows) - 1, len(sheet.widths) - 1
    if sheet.very_hidden:
        page.very_hidden()
    elif sheet.hidden:
        page.hide()  # without a print area: LibreOffice prints even a hidden sheet that has one
    else:
        page.print_area(0, 0, last_row if sheet.printed is None else sheet.printed - 1, last_column)
    if sheet.filtered is not None:
        page.autofilter(sheet.filtered, 0, last_row, last_column)
    # A figure typed in words is words on purpose: no green corner for it.
    page.ignore_errors({"number_stored_as_text": f"A1:XFD{last_row + 1}"})


def _header(sheet: Sheet) -> str:
    left, middle, right = (_plain(text) for text in (sheet.left, sheet.middle, sheet.right))
    mark = f'&C&"黑体,Regular"&14&KC00000 {middle}' if middle else ""
    return f'&L&"宋体,Regular"&9 {left}{mark}&R&"宋体,Regular"&9 {right}'


def _footer(sheet: Sheet) -> str:
    return (f'&L&"宋体,Regular"&9 {_plain(sheet.foot)}' if sheet.foot else "") + _FOOTER


def _plain(text: str) -> str:
    return text.replace("\n", " ")[:_LONGEST_HEADER].replace("&", "&&")
