"""Numbers as people type them, and where they stand on a slider."""

from __future__ import annotations

import math
import re

from epochlab.components import words

GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+")


def number_from(typed: str) -> float:
    """The number a person typed: 0.001, 1e-3, 0,001.

    Raises
    ------
    ValueError : no number, not a finite one, or one that can be read in two ways (1,000); the
        message is for the person.
    """
    plain = typed.strip().replace("−", "-")
    if GROUPED.fullmatch(plain):
        raise ValueError(words.two_readings(plain))
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", plain, re.IGNORECASE):
        raise ValueError(words.not_a_number(typed))
    value = float(plain)
    if not math.isfinite(value):
        raise ValueError(words.not_a_number(typed))
    return value


def whole_from(typed: str) -> int:
    """The whole number a person typed; 2e3 and 32.0 are whole.

    Raises
    ------
    ValueError : as `number_from`, or a fraction.
    """
    plain = typed.strip().replace("−", "-")
    if re.fullmatch(r"[+-]?\d{1,300}", plain):
        return int(plain)  # through a float, large seeds would lose digits
    try:
        value = number_from(typed)
    except ValueError as error:
        grouped = GROUPED.fullmatch(plain)
        raise ValueError(str(error) if grouped else words.not_whole(typed)) from error
    if not value.is_integer():
        raise ValueError(words.not_whole(typed))
    return int(value)


class Scale:
    """Where a number stands on a slider.

    Parameters
    ----------
    low, high : ends of the range, low < high.
    log : whether equal steps multiply instead of add. A range from 0 spans six powers of ten,
        and its left end stands for 0 itself.
    zero : whether the left end of a log scale stands for 0.
    """

    NOTCHES = 120

    def __init__(self, low: float, high: float, *, log: bool = False, zero: bool = False) -> None:
        self.log, self.zero = log, log and (zero or low <= 0)
        lowest = high / 1e6 if low <= 0 else low
        self.start, self.end = (math.log10(lowest), math.log10(high)) if log else (low, high)
        self.step = (self.end - self.start) / self.NOTCHES
        self.least = self.start
        if self.zero:
            self.start -= self.step

    def place(self, value: float) -> float:
        """Place of a value on the slider, at its ends for values beyond."""
        if self.log:
            value = math.log10(value) if value > 0 else self.start
        return min(max(value, self.start), self.end)

    def value(self, place: float) -> float:
        """The value at a place, rounded to 3 significant digits."""
        if self.zero and place < self.least - self.step / 2:
            return 0.0
        exact = 10 ** max(place, self.least) if self.log else place
        return float(f"{exact:.3g}")
