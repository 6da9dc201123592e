"""What all commands share: the options every one accepts, the language, and how tables and errors look."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from sources.problems import Language, Refused, language_of_locale, say

out = Console(soft_wrap=False)
err = Console(stderr=True, soft_wrap=True)


def _set_language(value: str | None) -> str | None:
    if value is not None:
        if value not in ("zh", "en"):
            raise typer.BadParameter("zh / en")
        os.environ["STI_LANG"] = value
    return value


HomeOption = Annotated[
    Path | None, typer.Option("--home", help="The installation (else STI_HOME, else ./data). 安装目录。")
]
LangOption = Annotated[
    str | None,
    typer.Option("--lang", callback=_set_language, is_eager=True, help="zh or en (else the locale). 语言。"),
]


def language() -> Language:
    """The language to speak."""
    return language_of_locale()


def words(code: str, **params: object) -> str:
    """A sentence of the command in the reader's language."""
    return say(f"orchestration.{code}", language(), **params)


def complain(refused: Refused) -> None:
    """One line a problem on standard error."""
    for problem in refused.problems:
        err.print(problem.text(language()), style="red", markup=False, highlight=False)


def table(title: str, columns: list[str], rows: list[list[Any]]) -> Table:
    """A table people like to read: light lines, numbers to the right."""
    drawn = Table(title=title or None, title_justify="left", header_style="bold", show_edge=False, pad_edge=False)
    numeric = [bool(rows) and all(_is_number(row[i]) for row in rows) for i in range(len(columns))]
    for column, right in zip(columns, numeric, strict=True):
        drawn.add_column(column, justify="right" if right else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*(shown(value) for value in row))
    return drawn


def shown(value: Any) -> str:
    """A value as a person reads it: no trailing zeros, no None."""
    from decimal import Decimal

    if value is None:
        return ""
    if isinstance(value, Decimal):
        plain = f"{value:f}"
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    return str(value)


def _is_number(value: Any) -> bool:
    from decimal import Decimal

    return value is None or (isinstance(value, (int, float, Decimal)) and not isinstance(value, bool))
