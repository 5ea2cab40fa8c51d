"""The course of a solve: what was reported of it, thinned where it takes long."""

from dataclasses import dataclass, replace

from solver import Progress

MOST = 200
"""reports that are kept."""


@dataclass(frozen=True)
class Course:
    """Reports of one solve in their order: the first, the last, and enough between."""

    number: int
    """of the solve."""
    reports: tuple[Progress, ...] = ()

    def further(self, report: Progress) -> "Course":
        """With one report more; of too many the one goes whose neighbours are nearest in time."""
        reports = [*self.reports, report]
        if len(reports) > MOST:
            inner = range(1, len(reports) - 1)
            del reports[
                min(inner, key=lambda at: reports[at + 1].seconds - reports[at - 1].seconds)
            ]
        return replace(self, reports=tuple(reports))
