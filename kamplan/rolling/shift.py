"""Weeks moved to the next quarter: week k of the old horizon is week k of the new one."""

import re
from dataclasses import dataclass, field
from datetime import timedelta

from kamplan.plan.weeks import OPENING, WeekError, horizon, monday, week_name

LONGEST = 53


@dataclass(frozen=True)
class Shift:
    """From one horizon to another. Weeks in a row move by one number of weeks, whatever years
    with 53 weeks lie between."""

    old: tuple[str, ...]
    new: tuple[str, ...]
    _places: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_places", {week: at for at, week in enumerate(self.new)})

    @property
    def weeks(self) -> int:
        """How many weeks later."""
        return (monday(self.new[0]) - monday(self.old[0])).days // 7

    def move(self, week: str) -> str:
        """The week so many weeks later, in the new horizon or not; "opening" stays. Raises
        WeekError."""
        if week == OPENING:
            return week
        try:
            return week_name(monday(week) + timedelta(weeks=self.weeks))
        except OverflowError:
            raise WeekError("week-not-there", week) from None

    def place(self, week: str) -> int | None:
        """Where a moved week stands in the new horizon; None where it does not."""
        return self._places.get(week)

    def week(self, week: str) -> str | None:
        """The moved week; None where the new horizon ends before it."""
        moved = self.move(week)
        return moved if moved == OPENING or moved in self._places else None

    def selection(self, cell: str) -> str | None:
        """A cell of weeks and ranges moved, cut at the end of the new horizon; None where nothing
        of it is left. Nothing stays nothing: all weeks."""
        if not cell.strip():
            return cell
        parts = []
        for part in filter(str.strip, re.split(r"[;|]", cell)):
            first, dots, last = (text.strip() for text in part.partition(".."))
            start = self.week(first)
            if start is None:
                continue
            end = self.week(last) if dots else None
            parts.append(f"{start}..{end or self.new[-1]}" if dots else start)
        return ";".join(parts) or None


def following(weeks: tuple[str, ...], first: str | None, count: int | None) -> Shift:
    """From a horizon to the one after it, or to what is asked for. Raises WeekError."""
    start = first or week_name(monday(weeks[-1]) + timedelta(weeks=1))
    return Shift(weeks, horizon(start, count or len(weeks)))
