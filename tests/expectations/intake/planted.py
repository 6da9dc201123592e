"""One planted defect for each rule of the intake gate, and the cell that it must be told at.

The modules `planted_<what>` beside this one plant them; importing this one registers all.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from tests.expectations.intake.made import PLANTED

for _module in sorted(Path(__file__).parent.glob("planted_*.py")):
    import_module(f"tests.expectations.intake.{_module.stem}")

__all__ = ["PLANTED"]
