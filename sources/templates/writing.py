"""A form as a workbook: looks, locks, lists to choose from, number formats, and the page 填报说明.

Belongs here: everything that only a spreadsheet program sees. Does not belong here: which cell holds what (form.py).
"""

from __future__ import annotations

import copy
import io
from typing import Any

from sources.catalogue import Catalogue
from sources.contracts.model import Column, Contract, LedgerField
from sources.readers.cells import address, column_letters
from sources.templates import explanation
from sources.templates.form import Blank, Form, FormSheet, form_of, form_words, units_of

_GREY = "FFE7E6E6"
_WIDTH = 16
_FIRST_LIST = 9


def template(contract: Contract, department: str, catalogue: Catalogue, home: str) -> bytes:
    """The .xlsx that a department fills in: its newest layout, the places of the region `home`, 填报说明 behind it."""
    import openpyxl

    form = form_of(contract, catalogue, home)
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    pages = [book.create_sheet(sheet.name) for sheet in form.sheets]
    lists = _explain(book.create_sheet(form_words()["sheet"]), form, department, catalogue)
    for page, sheet in zip(pages, form.sheets, strict=True):
        _write(page, sheet, lists, catalogue)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _explain(page: Any, form: Form, department: str, catalogue: Catalogue) -> dict[tuple[str, ...], str]:
    """Write the page; the lists of choices stand to its right: words -> the range that holds them."""
    from openpyxl.styles import Alignment, Font

    words = form_words()
    page.append([explanation.heading(form, department)])
    for number, rule in enumerate(words["rules"], start=1):
        page.append([f"{number}. {rule}"])
    page.append([])
    page.append(words["heads"])
    for cell in page[page.max_row]:
        cell.font = Font(bold=True)
    for explained in explanation.rows(form, catalogue):
        page.append(explained)
    page["A1"].font = Font(bold=True, size=14)
    for letter, width in zip("ABCDEF", (16, 26, 44, 14, 32, 8), strict=True):
        page.column_dimensions[letter].width = width
    for line in page.iter_rows(min_row=len(words["rules"]) + 3):
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    lists: dict[tuple[str, ...], str] = {}
    for blank in (blank for sheet in form.sheets for blank in sheet.blanks if blank.choices):
        if blank.choices in lists:
            continue
        column = _FIRST_LIST + len(lists)
        page.cell(1, column, words["choices"])
        for row, choice in enumerate(blank.choices, start=2):
            page.cell(row, column, choice)
        letters = column_letters(column)
        lists[blank.choices] = f"'{page.title}'!${letters}$2:${letters}${len(blank.choices) + 1}"
    page.protection.sheet = True
    return lists


def _write(page: Any, sheet: FormSheet, lists: dict[tuple[str, ...], str], catalogue: Catalogue) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

    grey, thin = PatternFill("solid", fgColor=_GREY), Side(style="thin")
    border, middle = Border(left=thin, right=thin, top=thin, bottom=thin), Alignment("center", "center", wrap_text=True)
    for (row, column), text in sheet.cells.items():
        cell = page.cell(row, column, text)
        cell.alignment = middle
        cell.fill = grey
    for row, column in sheet.headers:
        cell = page.cell(row, column)
        cell.border, cell.font, cell.fill, cell.alignment = border, Font(bold=True), grey, middle
        page.column_dimensions[column_letters(column)].width = _WIDTH
    for blank in sheet.blanks:
        rule = _rule(blank, lists)
        if rule is not None:
            page.add_data_validation(rule)
            rule.add(f"{address(blank.row, blank.column)}:{address(blank.last_row, blank.column)}")
        styles: dict[str, Any] = {}
        for row in range(blank.row, blank.last_row + 1):
            cell = page.cell(row, blank.column)
            number_format = _number_format(blank, row, sheet, catalogue)
            if number_format not in styles:
                cell.protection, cell.fill = Protection(locked=False), PatternFill()
                if blank.kind != "line":
                    cell.border = border
                cell.number_format = number_format
                styles[number_format] = cell._style
            cell._style = copy.copy(styles[number_format])
    for first_row, last_row, first_column, last_column in sheet.merged:
        if (first_row, first_column) != (last_row, last_column):
            page.merge_cells(f"{address(first_row, first_column)}:{address(last_row, last_column)}")
    last_header = max((row for row, _ in sheet.headers), default=0)
    page.freeze_panes = address(last_header + 1, 1)
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = page.protection.insertRows = False


def _rule(blank: Blank, lists: dict[tuple[str, ...], str]) -> Any:
    """The data validation of a blank; None where anything may stand. Only code lists refuse, the others warn."""
    from openpyxl.worksheet.datavalidation import DataValidation

    spec = blank.spec
    if blank.choices:
        rule = DataValidation(type="list", formula1=f"={lists[blank.choices]}", allow_blank=True)
        strict = isinstance(spec, LedgerField) and spec.type == "code"
    elif isinstance(spec, LedgerField) and spec.type == "date":
        rule = DataValidation(type="date", operator="greaterThan", formula1="1", allow_blank=True)
        strict = False
    elif blank.kind == "value" or (isinstance(spec, LedgerField) and spec.type in ("number", "integer", "year")):
        rule = DataValidation(type="decimal", operator="between", formula1="-1E+15", formula2="1E+15", allow_blank=True)
        strict = False
    else:
        return None
    rule.errorStyle = "stop" if strict else "warning"
    rule.showErrorMessage = True
    return rule


def _number_format(blank: Blank, row: int, sheet: FormSheet, catalogue: Catalogue) -> str:
    """Money with two decimals, counts without, dates as days, texts as texts, so that no leading zero is lost."""
    if isinstance(blank.spec, LedgerField):
        kind = blank.spec.type
        if kind == "number":
            return _of_base(catalogue.units[(blank.spec.unit or ("",))[0]].base)
        return {"date": "yyyy-mm-dd", "integer": "#,##0", "year": "0"}.get(kind, "@")
    if blank.kind != "value" or not isinstance(blank.spec, Column):
        return "@"
    table = sheet.table_at(row)
    if any(column.gives == "unit" for column in table.columns):
        return "General"
    units = units_of(blank.spec, sheet.items.get(row), table)
    return _of_base(catalogue.units[units[0]].base) if units else "General"


def _of_base(base: str) -> str:
    if base == "CNY":
        return "#,##0.00"
    return "#,##0" if base in ("count", "person", "person-time", "rank") else "General"
