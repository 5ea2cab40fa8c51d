"""One table as it is shown, as a CSV file for a spreadsheet."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kamplan.plan import Fault, PlanError
from kamplan.reporting.files import stands_in_the_way
from kamplan.reporting.whole import write_whole

CSV = ".csv"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula."""


@dataclass(frozen=True)
class ShownTable:
    """Headings and rows in the order shown; numbers plain, without separators or units."""

    headings: tuple[str, ...]
    rows: Sequence[Sequence[str]]


def check_table_target(target: Path, folder: Path | None, replace: bool) -> None:
    """Raises PlanError where a table may not be written: as no CSV file, into the plan folder,
    or over what is there."""
    if target.suffix.lower() != CSV:
        raise PlanError([Fault("table-suffix", str(target))])
    if folder is not None and target.absolute().parent.resolve() == folder.resolve():
        raise PlanError([Fault("table-in-plan", str(target))])
    if stands_in_the_way(target, replace):
        raise PlanError([Fault("report-there", str(target))])


def write_table(table: ShownTable, target: Path, replace: bool) -> None:
    """Write it as UTF-8 with its mark, which Excel needs. Raises PlanError."""
    write_whole(target, replace, partial(_write, table))


def _write(table: ShownTable, path: Path) -> None:
    path.write_bytes(table_text(table).encode("utf-8-sig", "backslashreplace"))


def table_text(table: ShownTable) -> str:
    """The lines of the file."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(map(inert, table.headings))
    writer.writerows([inert(cell) for cell in row] for row in table.rows)
    return out.getvalue()


def inert(cell: str) -> str:
    """A text that a spreadsheet would take for a formula, behind an apostrophe; numbers as they
    are."""
    if not cell.startswith(DANGEROUS):
        return cell
    try:
        float(cell)
    except ValueError:
        return "'" + cell
    return cell
