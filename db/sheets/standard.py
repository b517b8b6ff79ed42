"""The standard submission workbook of one return: which sheets it has and in which order; knows no file format."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from db.domain.findings import Finding
from db.domain.pack import Section
from db.domain.returns import Return
from db.sheets.checks.engine import ENGINE
from db.sheets.checks.front import FRONT, checked
from db.sheets.entries import with_entries
from db.sheets.frame import TITLE, UNIT, Frame
from db.sheets.model import Sheet, Workbook, sheet_name
from db.sheets.pages.cover import COVER, cover_sheet
from db.sheets.pages.details import details_sheet
from db.sheets.pages.guide import guide_sheet
from db.sheets.pages.lists import list_sheet
from db.sheets.pages.review import review_sheet
from db.sheets.pages.sections import section_sheets
from db.sheets.pages.tables import table_sheets
from db.sheets.record import RECORD, record_sheet


def standard_workbook(
    ret: Return, last: Return | None, findings: Sequence[Finding], made_on: str, version: str
) -> Workbook:
    """The workbook of `ret` beside `last` year's; `made_on` is an ISO date, `version` the program's."""
    frame = Frame(ret, last, findings, date.fromisoformat(made_on[:10]), version)
    sections = [section for section in ret.pack.sections if ret.section_items(section)]
    after = (list_sheet(frame), review_sheet(frame), guide_sheet(frame), details_sheet(frame))
    figures = _named(
        (*section_sheets(frame, sections), *table_sheets(frame)), [COVER, FRONT, ENGINE, RECORD, *_names(after)]
    )
    checks = checked(frame, [with_entries(ret, sheet) for sheet in figures])
    cover = cover_sheet(frame, _parts(frame, sections), checks.banner)
    lists, review, guide, details = after
    sheets = (cover, *checks.figures, lists, review, guide, *checks.front, details, *checks.engine)
    headed = tuple(_headed(frame, sheet) for sheet in sheets)
    title = frame.field(TITLE)
    title += "" if frame.year in title else f"（{frame.year}）"
    return Workbook(
        title, frame.field(UNIT), frame.made_on, (*headed, _headed(frame, record_sheet(ret, headed, version)))
    )


def _names(sheets: Sequence[Sheet]) -> list[str]:
    return [sheet.name for sheet in sheets]


def _named(sheets: Sequence[Sheet], taken: Sequence[str]) -> tuple[Sheet, ...]:
    """The sheets under names that Excel allows, none of them among `taken`."""
    names = list(taken)
    for sheet in sheets:
        names.append(sheet_name(sheet.name, names))
    return tuple(replace(sheet, name=name) for sheet, name in zip(sheets, names[len(taken) :], strict=True))


def _headed(frame: Frame, sheet: Sheet) -> Sheet:
    """The sheet with unit, marks and year above every page, and the fingerprint below."""
    return replace(
        sheet, left=frame.field(UNIT), middle="　".join(frame.marks), right=frame.year, foot=frame.fingerprint
    )


def _parts(frame: Frame, sections: Sequence[Section]) -> list[tuple[str, list[str]]]:
    """The sheets of figures and the codes each of them counts."""
    parts = {section.label: [item.code for item in frame.ret.section_items(section)] for section in sections}
    for table in frame.ret.tables:
        parts.setdefault(table.group, []).extend(frame.ret.table_codes(table))
    return list(parts.items())
