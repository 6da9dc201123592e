"""What all commands share: the options every one accepts, the language, and how tables and errors look."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from sources.problems import Language, Refused, language_of_locale, say

WIDTH_IN_A_PIPE = 240


def _console(*, stderr: bool = False, soft_wrap: bool = False) -> Console:
    """A console as wide as the terminal; in a pipe wide enough that tables keep their lines."""
    console = Console(stderr=stderr, soft_wrap=soft_wrap)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console = Console(stderr=stderr, soft_wrap=soft_wrap, width=WIDTH_IN_A_PIPE)
    return console


out = _console()
err = _console(stderr=True, soft_wrap=True)


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
    """A table people like to read: light lines, numbers to the right with their thousands apart."""
    drawn = Table(title=title or None, title_justify="left", header_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    numeric = [bool(rows) and all(_is_number(row[i]) for row in rows) for i in range(len(columns))]
    for column, right in zip(columns, numeric, strict=True):
        drawn.add_column(column, justify="right" if right else "left", overflow="fold", no_wrap=right)
    for row in rows:
        drawn.add_row(*(Text(_with_thousands(value)) for value in row))
    return drawn


def sideways(title: str, columns: list[str], rows: list[list[Any]], abreast: int = 3) -> RenderableType:
    """What is too wide to be a table, turned: a line a column, `abreast` rows side by side, nothing empty shown."""
    blocks: list[RenderableType] = []
    for start in range(0, len(rows), abreast):
        some = rows[start : start + abreast]
        block = Table(title=title or None, title_justify="left", box=box.SIMPLE, show_header=False, pad_edge=False)
        block.add_column(style="bold", no_wrap=True)
        for _ in some:
            block.add_column(justify="right", overflow="fold")
        for i, column in enumerate(columns):
            if any(row[i] not in (None, "") for row in some):
                block.add_row(column, *(Text(_with_thousands(row[i])) for row in some))
        blocks.append(block)
    return Group(*blocks)


def table_or_sideways(title: str, columns: list[str], rows: list[list[Any]]) -> RenderableType:
    """A table if it can be drawn on this terminal without breaking a cell, else turned."""
    drawn = table(title, columns, rows)
    whole = drawn.__rich_measure__(out, out.options.update(max_width=10_000)).maximum
    return drawn if whole <= out.width else sideways(title, columns, rows)


def _with_thousands(value: Any) -> str:
    if _is_number(value) and value is not None:
        whole, point, fraction = shown(value).partition(".")
        return f"{int(whole):,}{point}{fraction}" if whole.lstrip("-").isdigit() and whole != "-0" else shown(value)
    return shown(value)


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
