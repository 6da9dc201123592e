"""Two stated numbers of one identity: the same, a right rounding, true as a bound, or not; and slips by a power of ten.

Belongs here: arithmetic on what a number can mean, given its last digit and its hedge. Does not belong here: which
number is compared with which (drafts.py), and words about it (remarks.py).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

Fit = Literal["same", "hedge", "coarser", "finer", "bound", "no"]

_COUNTED = frozenset(("count", "person", "person-time", "rank"))
_FLOORS = (">", ">=")
_FLOOR_REACH = Decimal("1.5")  # 超100家 is said of up to 150, 不超过100 of 10 and more
_CEILING_REACH = Decimal("0.1")
_NEAR_REACH = Decimal("0.1")  # 近100 is said of 90 and more
_ABOUT_REACH = Decimal("0.05")  # 100左右 is said of 95 to 105
_POWERS = tuple(sign * power for power in range(1, 9) for sign in (1, -1))
_TELLING_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Number:
    """A number in its base unit as it was stated; `step` is the unit of its last digit, None for an exact sum."""

    value: Decimal
    value_high: Decimal | None
    qualifier: str
    unit: str
    step: Decimal | None

    @property
    def digits(self) -> int:
        """How many digits it has from the first that is not zero to the last that is not."""
        return len(self.value.normalize().as_tuple().digits) if self.value else 0

    @property
    def slack(self) -> Decimal:
        """How far the truth may be from the number by rounding; 0 for counts and sums."""
        if self.step is None or (self.unit in _COUNTED and self.step <= 1):
            return Decimal(0)
        return self.step / 2


def fit(draft: Number, known: Number, *, as_stated: bool = False) -> Fit:
    """How the draft's number goes with the known one.

    `same`; `hedge`: the same number under another hedge; `coarser`: a right rounding of the known one; `finer`: the
    known one is a right rounding of it; `bound`: true as hedged (超, 近, 左右, a range); `no`. With `as_stated` (for
    targets) a hedge widens nothing: 300家以上 is no 250家以上.
    """
    if draft.unit != known.unit:
        return "no"
    if (draft.value, draft.value_high) == (known.value, known.value_high):
        return "same" if draft.qualifier == known.qualifier else "hedge"
    if draft.value_high is not None or known.value_high is not None:
        return _fit_of_ranges(draft, known, as_stated)
    if as_stated or (draft.qualifier in "=~" and known.qualifier in "=~"):
        rounded = _rounding(draft, known)
        if rounded != "no":
            return rounded
    if as_stated:
        return "no"
    if draft.qualifier != "=":
        return "bound" if _admits(draft, known.value, known.slack) else "no"
    if known.qualifier != "=":
        return "bound" if _admits(known, draft.value, draft.slack) else "no"
    return "no"


def slip(draft: Number, known: Number) -> int:
    """The power of ten that makes the draft's number the known one (4: 万 is missing); 0 if none does.

    One digit alone tells nothing unless the numbers are then the very same.
    """
    if not draft.value or draft.unit == "rank":
        return 0
    for power in _POWERS:
        step = draft.step.scaleb(power) if draft.step is not None else None
        high = draft.value_high.scaleb(power) if draft.value_high is not None else None
        found = fit(replace(draft, value=draft.value.scaleb(power), value_high=high, step=step), known, as_stated=True)
        if found in ("same", "hedge") or (found != "no" and draft.digits >= _TELLING_DIGITS):
            return power
    return 0


def _fit_of_ranges(draft: Number, known: Number, as_stated: bool) -> Fit:
    if draft.value_high is not None and known.value_high is not None:
        ends = (
            _rounding(replace(draft, value_high=None), replace(known, value_high=None)),
            _rounding(
                replace(draft, value=draft.value_high, value_high=None),
                replace(known, value=known.value_high, value_high=None),
            ),
        )
        return "no" if "no" in ends else "coarser" if "coarser" in ends else "finer"
    if as_stated:
        return "no"
    span, point = (draft, known) if draft.value_high is not None else (known, draft)
    assert span.value_high is not None
    return "bound" if span.value - point.slack <= point.value <= span.value_high + point.slack else "no"


def _rounding(draft: Number, known: Number) -> Fit:
    """Whether the number with fewer digits is the other one rounded."""
    if draft.value == known.value:
        return "coarser"
    fine, coarse = draft.step or Decimal(0), known.step or Decimal(0)
    if fine > coarse:
        return "coarser" if _rounds_to(known, draft.value, fine) else "no"
    if coarse > fine:
        return "finer" if _rounds_to(draft, known.value, coarse) else "no"
    return "no"


def _rounds_to(number: Number, rounded: Decimal, step: Decimal) -> bool:
    """Half goes away from zero, and either way where the number was rounded before."""
    distance = abs(number.value - rounded)
    if distance * 2 == step:
        return number.slack > 0 or abs(rounded) > abs(number.value)
    return distance * 2 < step


def _admits(hedged: Number, value: Decimal, slack: Decimal) -> bool:
    """Whether a hedged number can be said of the value, which rounding may have moved by `slack`."""
    bound, qualifier = hedged.value, hedged.qualifier
    if qualifier == "~":
        return abs(value - bound) <= max(hedged.slack, abs(bound) * _ABOUT_REACH) + slack
    if qualifier in _FLOORS:
        held = value + slack > bound or (qualifier == ">=" and value + slack == bound)
        return held and (bound <= 0 or value <= max(bound * _FLOOR_REACH, bound + (hedged.step or 0)))
    held = value - slack < bound or (qualifier == "<=" and value - slack == bound)
    if bound <= 0 or hedged.unit == "rank":
        return held
    reach = bound * (1 - _NEAR_REACH) if qualifier == "<" else bound * _CEILING_REACH
    return held and value >= min(reach, bound - (hedged.step or 0))
