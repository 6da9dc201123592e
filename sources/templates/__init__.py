"""Empty workbooks for departments, made from contracts: titles, headers, lists to choose from, 填报说明.

Belongs here: what a form has in which cell (form.py), what it explains (explanation.py), and the .xlsx of it
(writing.py). Does not belong here: the declaration (contracts/), and reading a form that was filled in (spreadsheets/).
"""

from sources.templates.form import Blank, Form, FormSheet, form_of
from sources.templates.writing import template

__all__ = ["Blank", "Form", "FormSheet", "form_of", "template"]
