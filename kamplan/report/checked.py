"""What a check found as text."""

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from kamplan.messages import fault_text, missed_text
from kamplan.planning import Checked
from kamplan.report.tables import HOW, money
from kamplan.words import _, plain


def print_checked(console: Console, check: Checked) -> None:
    """One line for a scenario as expected; everything that is known for one that is not."""
    name = f"{plain(check.plan)} · {plain(check.scenario)}"
    verdict = _("as expected") if check.passed else _("NOT as expected")
    line = Text(f"{name}: ")
    line.append(verdict, style="green" if check.passed else "bold red")
    if check.solved is not None and check.solved.result.objective is not None:
        line.append(f" · {money(check.solved.result.objective)}")
    if check.recorded is None and not check.faults:
        line.append(" · " + _("no record yet; write one with --update"))
    console.print(line, soft_wrap=True)
    for fault in check.faults:
        console.print(Padding(Text(fault_text(fault)), (0, 0, 0, 4)))
    for missed in check.missed:
        console.print(Padding(Text(missed_text(missed)), (0, 0, 0, 4)))
    if check.missed:
        for text in changed_lines(check):
            console.print(Padding(Text(text), (0, 0, 0, 4)))


def changed_lines(check: Checked) -> list[str]:
    """What changed since the record, in words, the first few of each table by name."""
    if check.recorded is None:
        return []
    by_table: dict[tuple[str, str], list[str]] = {}
    for table, key, how in check.changed:
        by_table.setdefault((table, how), []).append(key)
    lines = []
    for (table, how), keys in by_table.items():
        shown = ", ".join(plain(key) for key in keys[:6])
        more = _(" and {count} more", count=len(keys) - 6) if len(keys) > 6 else ""
        lines.append(
            _(
                "{how} since the record: {table}: {keys}",
                how=_(HOW[how]),
                table=table,
                keys=shown + more,
            )
        )
    for name, then, now in check.versions:
        lines.append(
            _(
                "version changed since the record: {name} {then} -> {now}",
                name=name,
                then=then,
                now=now,
            )
        )
    return lines or [_("no input and no software version changed since the record")]
