"""Where reports are written: whole or not at all, and over nothing unless that is asked for."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from kamplan.plan import Fault, PlanError
from kamplan.reporting.book import write_book
from kamplan.reporting.grid import Report
from kamplan.reporting.page import page_text

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
        elif target.is_dir() or (os.path.lexists(target) and not replace):
            faults.append(Fault("report-there", str(target)))
    if faults:
        raise PlanError(faults)


def _is_same(plan: Path, target: Path) -> bool:
    try:
        return plan.samefile(target)
    except OSError:
        return False


def write_report(report: Report, target: Path, replace: bool) -> None:
    """Write a report as its name says. Raises PlanError where that is not possible."""
    try:
        _write(report, target.absolute(), replace)
    except FileExistsError:
        raise PlanError([Fault("report-there", str(target))]) from None
    except OSError as error:
        values = {"reason": error.strerror or str(error)}
        raise PlanError([Fault("cannot-write", str(target), values=values)]) from None


def _write(report: Report, target: Path, replace: bool) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(
        prefix=f".{target.stem[:40]}-", suffix=target.suffix, dir=target.parent
    )
    os.close(handle)
    made = Path(name)
    try:
        if target.suffix.lower() == HTML:
            text = page_text(report)
            # Half a character, from a file that was no text, must not keep the rest back.
            made.write_bytes(text.encode("utf-8", "backslashreplace"))
        else:
            write_book(report, made)
        made.chmod(0o644)
        if not replace:
            # Fails where something has come there meanwhile.
            target.open("x").close()
        os.replace(made, target)
    except BaseException:
        made.unlink(missing_ok=True)
        raise
