"""ISO weeks: "2026-W49", ranges "2026-W49..2026-W52", and a plan's horizon of them."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

WEEK = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)
OPENING = "opening"


class WeekError(ValueError):
    """A week that cannot be read, does not exist, or is not in the horizon."""

    def __init__(self, code: str, week: str) -> None:
        self.code, self.week = code, week
        super().__init__(f"{code}: {week}")


def monday(week: str) -> date:
    """First day of an ISO week. Raises WeekError."""
    match = WEEK.fullmatch(week)
    if match is None:
        raise WeekError("week-form", week)
    try:
        return date.fromisocalendar(int(match[1]), int(match[2]), 1)
    except ValueError:
        raise WeekError("week-not-there", week) from None


def week_name(day: date) -> str:
    """The ISO week a day falls in."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def horizon(first: str, count: int) -> tuple[str, ...]:
    """`count` weeks in a row from `first`. Raises WeekError."""
    start = monday(first)
    try:
        return tuple(week_name(start + timedelta(weeks=step)) for step in range(count))
    except OverflowError:
        raise WeekError("week-not-there", first) from None


def select_weeks(cell: str, weeks: Sequence[str]) -> list[int]:
    """Positions in the horizon of a list of weeks and ranges; all of them if it is empty.

    Raises WeekError for the first that is not in the horizon or cannot be read.
    """
    if not cell.strip():
        return list(range(len(weeks)))
    place = {week: position for position, week in enumerate(weeks)}
    found: set[int] = set()
    for part in filter(str.strip, re.split(r"[;|]", cell)):
        first, dots, last = (text.strip() for text in part.partition(".."))
        ends = [first, last] if dots else [first]
        for week in ends:
            monday(week)
            if week not in place:
                raise WeekError("week-outside", week)
        if dots and place[first] > place[last]:
            raise WeekError("week-order", part.strip())
        found.update(range(place[first], place[ends[-1]] + 1))
    if not found:
        raise WeekError("week-form", cell.strip())
    return sorted(found)
