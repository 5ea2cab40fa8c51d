"""How many scenarios are solved at once."""

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kamplan.plan import Plan

# Rows of demand in all scenarios together above which processes are worth their start.
WORTH_A_PROCESS = 20_000


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def workers_for(plan: "Plan", count: int, jobs: int | None = None) -> int:
    """How many of `count` scenarios are solved at once: `jobs`, or as many as there are cores,
    but one after another where that is sooner done than begun elsewhere."""
    if jobs is None:
        small = len(plan["demand"]) * count < WORTH_A_PROCESS
        jobs = 1 if small else cores()
    return max(min(jobs, count), 1)
