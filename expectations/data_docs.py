"""Data Docs that need no network: what their pages fetch from elsewhere is taken out, a first page of our own put in.

An installation stands in a network without the internet; pages that wait for a stranger's server there are no use, and
the first page that comes with them shows nothing without one.
Belongs here: that change to finished pages. Does not belong here: making them (engine).
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import NamedTuple

from sources.problems import say

_STYLE = Path(__file__).parent / "data_docs.css"
_ELSEWHERE = re.compile(
    r"<script[^>]*\bsrc=[\"']https?://[^>]*>\s*</script>|<(?:link|img)[^>]*\b(?:href|src)=[\"']https?://[^>]*>",
    re.IGNORECASE,
)


class Validated(NamedTuple):
    """One validation: the table that was judged, how many rules judged it, how many of them it breaks."""

    name: str
    rules: int
    broken: int


def offline(site: Path, validated: Iterable[Validated]) -> None:
    """Change the pages of a finished site in place, and write its first page."""
    static = site / "static"
    shutil.rmtree(static / "images", ignore_errors=True)
    (static / "styles").mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_STYLE, static / "styles" / _STYLE.name)
    for page in site.rglob("*.html"):
        text = _ELSEWHERE.sub("", page.read_text(encoding="utf-8"))
        up = "../" * (len(page.relative_to(site).parts) - 1)
        page.write_text(text.replace("</head>", f"{_link(up)}\n</head>", 1), encoding="utf-8")
    (site / "index.html").write_text(_first_page(site, validated), encoding="utf-8")


def _link(up: str) -> str:
    return f'<link rel="stylesheet" href="{up}static/styles/{_STYLE.name}">'


def _first_page(site: Path, validated: Iterable[Validated]) -> str:
    title = _both("docs_title")
    heads = "".join(f"<th>{_both(f'docs_{name}')}</th>" for name in ("table", "rules", "broken"))
    rows = "\n".join(_row(site, one) for one in sorted(validated, key=lambda one: (-one.broken, one.name)))
    return (
        f'<!doctype html>\n<html lang="zh"><head><meta charset="utf-8"><title>{title}</title>{_link("")}</head>\n'
        f"<body><h1>{title}</h1>\n<table><thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody></table></body></html>\n"
    )


def _row(site: Path, one: Validated) -> str:
    pages = sorted((site / "validations").joinpath(*one.name.split(".")).rglob("*.html"))
    name = escape(one.name)
    shown = f'<a href="{pages[-1].relative_to(site).as_posix()}">{name}</a>' if pages else name
    style = "text-danger" if one.broken else "text-success"
    return f'<tr><td>{shown}</td><td>{one.rules}</td><td class="{style}">{one.broken or "✓"}</td></tr>'


def _both(name: str) -> str:
    return escape(f"{say(f'expectations.{name}', 'zh')} {say(f'expectations.{name}', 'en')}")
