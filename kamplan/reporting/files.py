"""Where reports are written, and as what."""

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from kamplan.plan import Fault, PlanError
from kamplan.reporting.book import write_book
from kamplan.reporting.grid import Report
from kamplan.reporting.page import page_text
from kamplan.reporting.whole import write_whole

HTML, XLSX = ".html", ".xlsx"


def check_targets(plan: Path, targets: Sequence[Path], replace: bool) -> None:
    """Raises PlanError for every file that may not be written."""
    faults = []
    for place, target in enumerate(targets):
        if target.suffix.lower() not in (HTML, XLSX):
            faults.append(Fault("report-suffix", str(target)))
        elif target.absolute() in [other.absolute() for other in targets[:place]]:
            faults.append(Fault("report-twice", str(target)))
        elif _is_same(plan, target):
            faults.append(Fault("report-plan", str(target)))
        elif stands_in_the_way(target, replace):
            faults.append(Fault("report-there", str(target)))
    if faults:
        raise PlanError(faults)


def stands_in_the_way(target: Path, replace: bool) -> bool:
    """Whether something is there that may not be written over. Where that cannot be seen, as of
    names that are too long, who writes finds out why."""
    try:
        return target.is_dir() or (os.path.lexists(target) and not replace)
    except OSError:
        return False


def _is_same(plan: Path, target: Path) -> bool:
    try:
        return plan.samefile(target)
    except OSError:
        return False


def write_report(report: Report, target: Path, replace: bool) -> None:
    """Write a report as its name says. Raises PlanError where that is not possible."""
    html = target.suffix.lower() == HTML
    write_whole(target, replace, partial(_write_page if html else write_book, report))


def _write_page(report: Report, path: Path) -> None:
    # Half a character, from a file that was no text, must not keep the rest back.
    path.write_bytes(page_text(report).encode("utf-8", "backslashreplace"))
