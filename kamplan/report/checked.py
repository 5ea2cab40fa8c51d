"""What a check found as text."""

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from kamplan.messages import fault_text, missed_text
from kamplan.planning import SOLVER_OPTIONS, Checked
from kamplan.report.tables import HOW, money
from kamplan.whatif.digests import InputMove
from kamplan.words import _, mark, plain

MOST_NAMED = 6


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
        lines = changed_lines(check)
    else:
        # It holds all the same: said, since what holds by luck is not what was recorded.
        lines = [
            _("{change}; run --update", change=line)
            for line in (*input_lines(check), *_version_lines(check, only=SOLVER_OPTIONS))
        ]
    for text in lines:
        console.print(Padding(Text(text), (0, 0, 0, 4)))


def changed_lines(check: Checked) -> list[str]:
    """What changed since the record, in words, the first few of each table by name."""
    if check.recorded is None:
        return []
    lines = [*input_lines(check), *_version_lines(check)]
    return lines or [_("no input and no software version changed since the record")]


def _version_lines(check: Checked, only: str = "") -> list[str]:
    lines = []
    for name, then, now in check.versions:
        if only in ("", name):
            text = mark("version changed since the record: {name} {then} -> {now}")
            if name == SOLVER_OPTIONS:
                text = mark("the solver's options changed since the record: {then} -> {now}")
            lines.append(_(text, name=name, then=plain(then), now=plain(now)))
    return lines


def input_lines(check: Checked) -> list[str]:
    """The inputs that changed since the record, a line for each table and way."""
    by_table: dict[tuple[str, str], list[InputMove]] = {}
    for move in check.changed:
        by_table.setdefault((move.table, move.how), []).append(move)
    lines = []
    for (table, how), moves in by_table.items():
        shown = ", ".join(_key_text(move) for move in moves[:6])
        if fields := moves[0].fields:
            columns = ", ".join(plain(each) for each in fields)
            shown = _("{keys} ({columns})", keys=shown, columns=columns)
        more = _(" and {count} more", count=len(moves) - 6) if len(moves) > 6 else ""
        lines.append(
            _(
                "{how} since the record: {table}: {keys}",
                how=_(HOW[how]),
                table=table,
                keys=shown + more,
            )
        )
    return lines


def _key_text(move: InputMove) -> str:
    """A key, with the rows it has lost or gained."""
    key, count = plain(move.key), abs(move.rows)
    if count == 0:
        return key
    if move.rows < 0:
        text = mark("{key}: {count} rows removed") if count > 1 else mark("{key}: a row removed")
    else:
        text = mark("{key}: {count} rows added") if count > 1 else mark("{key}: a row added")
    return _(text, key=key, count=count)


def print_summary(console: Console, checks: Sequence[Checked]) -> None:
    """How many are as expected, and what moved those that are not, each cause once."""
    passed = sum(each.passed for each in checks)
    failed = len(checks) - passed
    console.print(
        _("{passed} as expected, {failed} not", passed=passed, failed=failed), soft_wrap=True
    )
    causes: dict[tuple[str, str], list[str]] = {}
    for check in checks:
        if check.missed and (check.changed or check.versions):
            for line in changed_lines(check):
                causes.setdefault((check.plan, line), []).append(check.scenario)
    if causes:
        console.print(_("What may have moved them:"))
    for (plan, line), names in causes.items():
        scenarios = ", ".join(plain(name) for name in names[:MOST_NAMED])
        more = len(names) - MOST_NAMED
        scenarios += _(" and {count} more", count=more) if more > 0 else ""
        console.print(Padding(Text(f"{plain(plan)} · {line} ({scenarios})"), (0, 0, 0, 4)))
