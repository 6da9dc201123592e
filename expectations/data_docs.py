"""Data Docs that need no network: what their pages fetch from elsewhere is taken out, a stylesheet of our own put in.

An installation stands in a network without the internet; pages that wait for a stranger's server there are no use.
Belongs here: that one change to finished pages. Does not belong here: making them (engine).
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

_STYLE = Path(__file__).parent / "data_docs.css"
_ELSEWHERE = re.compile(
    r"<script[^>]*\bsrc=[\"']https?://[^>]*>\s*</script>|<link[^>]*\bhref=[\"']https?://[^>]*>|<img[^>]*\bsrc=[\"']https?://[^>]*>",
    re.IGNORECASE,
)


def offline(site: Path) -> None:
    """Change the pages of a finished site in place."""
    static = site / "static"
    shutil.rmtree(static / "images", ignore_errors=True)
    (static / "styles").mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_STYLE, static / "styles" / _STYLE.name)
    for page in site.rglob("*.html"):
        text = _ELSEWHERE.sub("", page.read_text(encoding="utf-8"))
        up = "../" * (len(page.relative_to(site).parts) - 1)
        link = f'<link rel="stylesheet" href="{up}static/styles/{_STYLE.name}">'
        page.write_text(text.replace("</head>", f"{link}\n</head>", 1), encoding="utf-8")
