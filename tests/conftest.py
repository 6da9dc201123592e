"""What holds for all tests: hypothesis judges what code does, never how long a noisy machine took over it."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("sti", deadline=None)
settings.load_profile("sti")
