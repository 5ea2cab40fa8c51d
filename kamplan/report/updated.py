"""What --update would write, as text."""

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from kamplan.report.checked import changed_lines
from kamplan.report.tables import FIGURES, STATUS
from kamplan.updates import Update, Value
from kamplan.words import _, plain


def print_updates(console: Console, updates: Sequence[Update]) -> None:
    """Every record that changes: its values then and now, and what changed since."""
    if not updates:
        console.print(_("Every record holds: there is nothing to update."))
        return
    for update in updates:
        check = update.check
        line = Text(f"{plain(check.plan)} · {plain(check.scenario)}: ")
        line.append(_verdict(update), style="bold")
        console.print(line, soft_wrap=True)
        for name, then, now in update.values:
            label = _("status") if name == "status" else _(FIGURES[name])
            console.print(Padding(Text(f"{label}: {_move(name, then, now)}"), (0, 0, 0, 4)))
        if check.recorded is not None and not update.silent:
            for text in changed_lines(check):
                console.print(Padding(Text(text), (0, 0, 0, 4)))


def _verdict(update: Update) -> str:
    if update.check.recorded is None:
        return _("new record")
    if update.silent:
        return _("the same record, in its new form")
    return _("record changes") if update.values else _("record changes, its values do not")


def _move(name: str, then: Value, now: Value) -> str:
    if then is None:
        return _value(name, now)
    text = f"{_value(name, then)} -> {_value(name, now)}"
    if isinstance(then, float) and isinstance(now, float) and then:
        text += f" ({(now - then) / abs(then):+.2%})"
    return text


def _value(name: str, value: Value) -> str:
    if value is None:
        return _("none")
    if isinstance(value, str):
        return _(STATUS[value])
    return f"{value:.4%}" if name == "fill_rate" else f"{value:,.2f}"
