"""Turn the durations, dates and cadences people write into numbers and days; no clock, no files."""

from checker.quantities.cadences import (
    Cadence,
    LongestStep,
    Measured,
    NoOccurrence,
    Origin,
    Performed,
    Promised,
    Since,
    longest_gap,
    parse_cadence,
    window_start,
)
from checker.quantities.clocks import days_late, due_on_eu, due_on_us, hours_late
from checker.quantities.dates import add, due, parse_date, parse_timestamp
from checker.quantities.durations import (
    CEILING_DAYS,
    FLOOR_DAYS,
    Duration,
    Unit,
    parse_duration,
)
from checker.quantities.errors import QuantityError

__all__ = [
    "CEILING_DAYS",
    "FLOOR_DAYS",
    "Cadence",
    "Duration",
    "LongestStep",
    "Measured",
    "NoOccurrence",
    "Origin",
    "Performed",
    "Promised",
    "QuantityError",
    "Since",
    "Unit",
    "add",
    "days_late",
    "due",
    "due_on_eu",
    "due_on_us",
    "hours_late",
    "longest_gap",
    "parse_cadence",
    "parse_date",
    "parse_duration",
    "parse_timestamp",
    "window_start",
]
